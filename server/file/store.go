package file

import (
	"context"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// picture is a row of files. Its community is set only when it is attached,
// and its readers come through the object, so the tenant guard's field name
// is not used.
type picture struct {
	ID        ids.ID `gorm:"primaryKey;autoIncrement:false"`
	OwnerKind string
	OwnerID   ids.ID
	Purpose   string
	ObjectID  ids.ID
	Community ids.ID `gorm:"column:community_id"`
	FileKey   string
	ThumbKey  string
	Width     int
	Height    int
	SizeBytes int64
	SHA256    string `gorm:"column:sha256"`
	CreatedAt time.Time
}

func (picture) TableName() string { return "files" }

type store struct{ db *db.DB }

func (s store) add(ctx context.Context, p picture) error { return s.db.Conn(ctx).Create(&p).Error }

func (s store) get(ctx context.Context, id ids.ID) (p picture, err error) {
	err = s.db.Conn(ctx).Take(&p, id).Error
	return p, err
}

func (s store) byIDs(ctx context.Context, want []ids.ID) (out []picture, err error) {
	err = s.db.Conn(ctx).Where("id IN ?", want).Find(&out).Error
	return out, err
}

// attach claims the files that who uploaded for this purpose and that belong
// to nothing yet; it reports how many.
func (s store) attach(ctx context.Context, who auth.Actor, purpose string, object, community ids.ID, files []ids.ID) (int64, error) {
	r := s.db.Conn(ctx).Model(&picture{}).
		Where("id IN ? AND owner_kind = ? AND owner_id = ? AND purpose = ? AND object_id = 0", files, string(who.Kind), who.ID, purpose).
		Updates(map[string]any{"object_id": object, "community_id": community})
	return r.RowsAffected, r.Error
}

func (s store) countSince(ctx context.Context, owner ids.ID, since time.Time) (n int64, err error) {
	err = s.db.Conn(ctx).Model(&picture{}).Where("owner_id = ? AND created_at >= ?", owner, since).Count(&n).Error
	return n, err
}

func (s store) loose(ctx context.Context, before time.Time) (out []picture, err error) {
	err = s.db.Conn(ctx).Where("object_id = 0 AND created_at < ?", before).Limit(200).Find(&out).Error
	return out, err
}

func (s store) remove(ctx context.Context, id ids.ID) error {
	return s.db.Conn(ctx).Where("id = ?", id).Delete(&picture{}).Error
}

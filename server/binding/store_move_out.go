package binding

import (
	"context"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// moveOut is the end of all bindings of a house on a day.
type moveOut struct {
	ID            ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID   ids.ID
	HouseID       ids.ID
	LiveKey       string
	State         string
	EffectiveDate string
	DueAt         time.Time
	Reason        string
	Acknowledged  string
	ActorKind     auth.Kind
	ActorID       ids.ID
	CreatedAt     time.Time
	DoneAt        *time.Time
}

// TableName is for gorm.
func (moveOut) TableName() string { return "binding_move_outs" }

// The states of a move-out.
const (
	moveWaiting = "waiting"
	moveDone    = "done"
	moveBack    = "cancelled"
)

func (s store) addMoveOut(ctx context.Context, m moveOut) error {
	return s.db.Conn(ctx).Create(&m).Error
}

func (s store) waitingMoveOut(ctx context.Context, house ids.ID) (m moveOut, found bool, err error) {
	err = s.db.Conn(ctx).Where("live_key = ?", house.String()).Take(&m).Error
	if db.NotFound(err) {
		return m, false, nil
	}
	return m, err == nil, err
}

// endMoveOut takes a waiting one out of the queue; false when it is no longer waiting.
func (s store) endMoveOut(ctx context.Context, m moveOut, state string, now time.Time) (bool, error) {
	r := s.db.Conn(ctx).Model(&moveOut{}).Where("id = ? AND state = ?", m.ID, moveWaiting).
		Updates(map[string]any{"state": state, "live_key": m.ID.String(), "done_at": now})
	return r.RowsAffected == 1, r.Error
}

func (s store) dueMoveOuts(ctx context.Context, now time.Time, n int) (out []moveOut, err error) {
	err = s.db.Conn(ctx).Where("state = ? AND due_at <= ?", moveWaiting, now).Order("due_at, id").Limit(n).Find(&out).Error
	return out, err
}

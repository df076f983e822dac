package notice

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// history is one event row.
type history struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	NoticeID    ids.ID
	Act         string
	FromState   string
	ToState     string
	ActorKind   string
	ActorID     ids.ID
	ActorName   string
	Reason      string
	CreatedAt   time.Time
}

func (history) TableName() string { return "notice_events" }

type target struct {
	TargetID    ids.ID `gorm:"primaryKey;autoIncrement:false"`
	NoticeID    ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
}

func (target) TableName() string { return "notice_targets" }

// reading is that a person opened a notice.
type reading struct {
	NoticeID    ids.ID `gorm:"primaryKey;autoIncrement:false"`
	PersonID    ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	CreatedAt   time.Time
}

func (reading) TableName() string { return "notice_reads" }

type photo struct {
	NoticeID    ids.ID `gorm:"primaryKey;autoIncrement:false"`
	FileID      ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	Position    int64
}

func (photo) TableName() string { return "notice_photos" }

type photos []photo

func (p photos) has(file ids.ID) bool {
	return slices.ContainsFunc(p, func(x photo) bool { return x.FileID == file })
}

func (p photos) of(notice ids.ID) (out []ids.ID) {
	for _, x := range p {
		if x.NoticeID == notice {
			out = append(out, x.FileID)
		}
	}
	return out
}

type store struct{ db *db.DB }

func (s store) add(ctx context.Context, n Notice) error { return s.db.Conn(ctx).Create(&n).Error }

func (s store) addEvent(ctx context.Context, h history) error {
	return s.db.Conn(ctx).Create(&h).Error
}

// get finds a notice in the scope of ctx. Error: ErrNotFound.
func (s store) get(ctx context.Context, id ids.ID) (n Notice, err error) {
	err = s.db.Conn(ctx).Where("id = ? AND state <> ?", id, Discarded).Take(&n).Error
	if db.NotFound(err) {
		err = ErrNotFound
	}
	return n, err
}

// lock is get for a change: whoever comes second waits and sees what the first did.
func (s store) lock(ctx context.Context, id ids.ID) (n Notice, err error) {
	err = s.db.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ? AND state <> ?", id, Discarded).Take(&n).Error
	if db.NotFound(err) {
		err = ErrNotFound
	}
	return n, err
}

// move writes the changed notice if it still stands as it was read.
func (s store) move(ctx context.Context, was, n Notice) (bool, error) {
	res := s.db.Conn(ctx).Model(&Notice{}).Where("id = ? AND state = ? AND version = ?", was.ID, was.State, was.Version).
		Updates(map[string]any{
			"state": n.State, "version": n.Version, "kind": n.Kind, "title": n.Title, "body": n.Body, "urgent": n.Urgent, "targets": n.Targets, "audience": n.Audience,
			"photo_count": n.PhotoCount, "reason": n.Reason, "publisher_id": n.PublisherID, "checks": n.Checks, "shown_until": n.ShownUntil, "published_at": n.PublishedAt, "updated_at": n.UpdatedAt,
		})
	return res.RowsAffected == 1, res.Error
}

func (s store) countCheck(ctx context.Context, id ids.ID, version int64) error {
	return s.db.Conn(ctx).Model(&Notice{}).Where("id = ? AND version = ?", id, version).Update("checks", gorm.Expr("checks + 1")).Error
}

// Filter narrows the desk's list; zero values do not.
type Filter struct {
	Community ids.ID
	State     State // "" is all but discarded
	Kind      Kind
}

// list is a page in the scope of ctx, newest first.
func (s store) list(ctx context.Context, f Filter, before ids.ID, n int) (out []Notice, err error) {
	q := s.db.Conn(ctx).Where("state <> ?", Discarded).Order("id DESC").Limit(n)
	if f.Community > 0 {
		q = q.Where("community_id = ?", f.Community)
	}
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	if f.Kind != "" {
		q = q.Where("kind = ?", f.Kind)
	}
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	return out, q.Find(&out).Error
}

// visible is what is published for one of the places.
func (s store) visible(ctx context.Context, spots []ids.ID) *gorm.DB {
	if len(spots) == 0 {
		spots = []ids.ID{-1}
	}
	mine := s.db.Conn(ctx).Model(&target{}).Select("notice_id").Where("target_id IN ?", spots)
	return s.db.Conn(ctx).Model(&Notice{}).Where("state = ? AND id IN (?)", Published, mine)
}

// seen is a page of what is published for the places, newest first.
func (s store) seen(ctx context.Context, spots []ids.ID, before ids.ID, n int) (out []Notice, err error) {
	q := s.visible(ctx, spots).Order("id DESC").Limit(n)
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	return out, q.Find(&out).Error
}

func (s store) seenOne(ctx context.Context, spots []ids.ID, id ids.ID) (n Notice, err error) {
	err = s.visible(ctx, spots).Where("id = ?", id).Take(&n).Error
	if db.NotFound(err) {
		err = ErrNotFound
	}
	return n, err
}

func (s store) addTargets(ctx context.Context, n Notice, spots []ids.ID) error {
	rows := make([]target, len(spots))
	for i, id := range spots {
		rows[i] = target{id, n.ID, n.CommunityID}
	}
	return s.db.Conn(ctx).Create(&rows).Error
}

// setPhotos replaces the pictures of a notice, in their order.
func (s store) setPhotos(ctx context.Context, n Notice, files []ids.ID) error {
	if err := s.db.Conn(ctx).Where("notice_id = ?", n.ID).Delete(&photo{}).Error; err != nil || len(files) == 0 {
		return err
	}
	rows := make([]photo, len(files))
	for i, f := range files {
		rows[i] = photo{n.ID, f, n.CommunityID, int64(i)}
	}
	return s.db.Conn(ctx).Create(&rows).Error
}

func (s store) photos(ctx context.Context, notices []ids.ID) (out photos, err error) {
	if len(notices) == 0 {
		return nil, nil
	}
	return out, s.db.Conn(ctx).Where("notice_id IN ?", notices).Order("notice_id, position").Find(&out).Error
}

func (s store) addRead(ctx context.Context, r reading) error { return s.db.Conn(ctx).Create(&r).Error }

// readBy are those of the notices that a person has opened.
func (s store) readBy(ctx context.Context, person ids.ID, notices []ids.ID) (map[ids.ID]bool, error) {
	out := map[ids.ID]bool{}
	if len(notices) == 0 {
		return out, nil
	}
	var rows []ids.ID
	err := s.db.Conn(ctx).Model(&reading{}).Where("person_id = ? AND notice_id IN ?", person, notices).Pluck("notice_id", &rows).Error
	for _, id := range rows {
		out[id] = true
	}
	return out, err
}

// reads counts who opened the notices.
func (s store) reads(ctx context.Context, notices []ids.ID) (map[ids.ID]int, error) {
	out := map[ids.ID]int{}
	if len(notices) == 0 {
		return out, nil
	}
	var rows []struct {
		NoticeID ids.ID
		N        int
	}
	err := s.db.Conn(ctx).Model(&reading{}).Select("notice_id, COUNT(*) AS n").Where("notice_id IN ?", notices).Group("notice_id").Find(&rows).Error
	for _, r := range rows {
		out[r.NoticeID] = r.N
	}
	return out, err
}

func (s store) history(ctx context.Context, id ids.ID) (out []history, err error) {
	return out, s.db.Conn(ctx).Where("notice_id = ?", id).Order("id").Limit(200).Find(&out).Error
}

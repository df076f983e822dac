package notify

import (
	"context"
	"time"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// callEvent is a line of a call's history.
type callEvent struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	CallID      ids.ID
	Act         string
	FromState   string
	ToState     string
	ActorKind   string
	ActorID     ids.ID
	Note        string
	CreatedAt   time.Time
}

func (callEvent) TableName() string { return "notify_call_events" }

func (s store) addCall(ctx context.Context, c call) error { return s.db.Conn(ctx).Create(&c).Error }

func (s store) addCallEvent(ctx context.Context, e callEvent) error {
	return s.db.Conn(ctx).Create(&e).Error
}

// call finds one in the scope of ctx. Error: ErrCall.
func (s store) call(ctx context.Context, id ids.ID) (c call, err error) {
	err = s.db.Conn(ctx).Where("id = ?", id).Take(&c).Error
	if db.NotFound(err) {
		err = ErrCall
	}
	return c, err
}

// calls is a page in the scope of ctx. Those that wait come in their order.
func (s store) calls(ctx context.Context, community ids.ID, state CallState, after ids.ID, n int) (out []call, err error) {
	q := s.db.Conn(ctx).Limit(n)
	if community > 0 {
		q = q.Where("community_id = ?", community)
	}
	if state == "" {
		q = q.Where("state IN ?", []CallState{CallWaiting, CallClaimed})
	} else {
		q = q.Where("state = ?", state)
	}
	if state == "" || state == CallWaiting || state == CallClaimed {
		if after > 0 {
			q = q.Where("id > ?", after)
		}
		return out, q.Order("id").Find(&out).Error
	}
	if after > 0 {
		q = q.Where("id < ?", after)
	}
	return out, q.Order("id DESC").Find(&out).Error
}

func (s store) moveCall(ctx context.Context, was, c call) (bool, error) {
	res := s.db.Conn(ctx).Model(&call{}).Where("id = ? AND state = ? AND version = ?", was.ID, was.State, was.Version).
		Updates(map[string]any{"state": c.State, "version": c.Version, "staff_id": c.StaffID, "attempts": c.Attempts, "note": c.Note, "due_at": c.DueAt, "claimed_at": c.ClaimedAt, "updated_at": c.UpdatedAt})
	return res.RowsAffected == 1, res.Error
}

// waiting counts the calls that somebody should make now.
func (s store) waiting(ctx context.Context, community ids.ID, now time.Time) (int, error) {
	var n int64
	err := s.db.Conn(ctx).Model(&call{}).Where("community_id = ? AND state = ? AND due_at <= ?", community, CallWaiting, now).Count(&n).Error
	return int(n), err
}

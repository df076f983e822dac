package roster

import (
	"context"
	"time"

	"gorm.io/gorm"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

type store struct{ db *db.DB }

// turn locks the worker's shifts until the end of the transaction, so that
// two who plan for one worker are judged one after the other.
func (s store) turn(ctx context.Context, worker ids.ID) error {
	ok, err := s.nextTurn(ctx, worker)
	if ok || err != nil {
		return err
	}
	err = s.db.Conn(ctx).Create(&turn{WorkerID: worker, Turns: 1}).Error
	if db.Duplicate(err) {
		_, err = s.nextTurn(ctx, worker)
	}
	return err
}

func (s store) nextTurn(ctx context.Context, worker ids.ID) (bool, error) {
	res := s.db.Conn(ctx).Model(&turn{}).Where("worker_id = ?", worker).Update("turns", gorm.Expr("turns + 1"))
	return res.RowsAffected == 1, res.Error
}

// ofWorker are his shifts that touch the time, in all communities: a worker
// is in one place at a time, also in one that the planner does not see.
func (s store) ofWorker(ctx context.Context, worker ids.ID, from, to time.Time) ([]Shift, error) {
	var out []Shift
	return out, s.db.Conn(db.Everywhere(ctx)).Where("worker_id = ? AND end_at > ? AND start_at < ?", worker, from, to).Order("start_at").Find(&out).Error
}

// in are the shifts of a community that touch the time.
func (s store) in(ctx context.Context, community ids.ID, from, to time.Time) ([]Shift, error) {
	var out []Shift
	return out, s.db.Conn(ctx).Where("community_id = ? AND end_at > ? AND start_at < ?", community, from, to).Order("start_at, id").Find(&out).Error
}

// get finds a shift in the scope of ctx. Error: ErrNotFound.
func (s store) get(ctx context.Context, id ids.ID) (Shift, error) {
	var out Shift
	err := s.db.Conn(ctx).Where("id = ?", id).Take(&out).Error
	if db.NotFound(err) {
		return out, ErrNotFound
	}
	return out, err
}

func (s store) add(ctx context.Context, shifts []Shift) error {
	if len(shifts) == 0 {
		return nil
	}
	return s.db.Conn(ctx).CreateInBatches(&shifts, 100).Error
}

// move writes the shift if it still stands as it was read.
func (s store) move(ctx context.Context, was, now Shift) (bool, error) {
	res := s.db.Conn(ctx).Model(&Shift{}).Where("id = ? AND version = ?", was.ID, was.Version).Updates(map[string]any{
		"worker_id": now.WorkerID, "kind": now.Kind, "start_at": now.StartAt, "end_at": now.EndAt, "version": was.Version + 1, "updated_at": now.UpdatedAt,
	})
	return res.RowsAffected == 1, res.Error
}

func (s store) remove(ctx context.Context, id ids.ID, version int64) (bool, error) {
	res := s.db.Conn(ctx).Where("id = ? AND version = ?", id, version).Delete(&Shift{})
	return res.RowsAffected == 1, res.Error
}

// removeAfter drops what a worker would have begun after now in these
// communities; in all of them when the list is empty.
func (s store) removeAfter(ctx context.Context, worker ids.ID, communities []ids.ID, now time.Time) error {
	q := s.db.Conn(ctx).Where("worker_id = ? AND start_at > ?", worker, now)
	if len(communities) > 0 {
		q = q.Where("community_id IN ?", communities)
	}
	return q.Delete(&Shift{}).Error
}

// planned tells whether the community has any shift at all.
func (s store) planned(ctx context.Context, community ids.ID) (bool, error) {
	var one []ids.ID
	err := s.db.Conn(ctx).Model(&Shift{}).Where("community_id = ?", community).Limit(1).Pluck("id", &one).Error
	return len(one) > 0, err
}

// planning are the communities with a shift that ended after the instant.
func (s store) planning(ctx context.Context, since time.Time) ([]ids.ID, error) {
	var out []ids.ID
	return out, s.db.Conn(ctx).Model(&Shift{}).Where("end_at > ?", since).Distinct().Order("community_id").Pluck("community_id", &out).Error
}

func (s store) workers(ctx context.Context, community ids.ID) ([]worker, error) {
	var out []worker
	return out, s.db.Conn(ctx).Where("community_id = ?", community).Order("worker_id").Find(&out).Error
}

// putWorker writes the row if it still has the version; 0 is a new one.
func (s store) putWorker(ctx context.Context, w worker, version int64) (bool, error) {
	if version == 0 {
		err := s.db.Conn(ctx).Create(&w).Error
		if db.Duplicate(err) {
			return false, nil
		}
		return err == nil, err
	}
	res := s.db.Conn(ctx).Model(&worker{}).Where("community_id = ? AND worker_id = ? AND version = ?", w.CommunityID, w.WorkerID, version).
		Select("skills", "open_cap", "version", "updated_at").Updates(&w)
	return res.RowsAffected == 1, res.Error
}

// hours is the community's calendar, the usual one when none was set.
func (s store) hours(ctx context.Context, community ids.ID) (hoursRow, error) {
	var out []hoursRow
	err := s.db.Conn(ctx).Where("community_id = ?", community).Limit(1).Find(&out).Error
	if err != nil || len(out) == 0 {
		return usual(community), err
	}
	return out[0], nil
}

// putHours writes the calendar if it still has the version; 0 is the usual one.
func (s store) putHours(ctx context.Context, r hoursRow, version int64) (bool, error) {
	if version == 0 {
		err := s.db.Conn(ctx).Create(&r).Error
		if db.Duplicate(err) {
			return false, nil
		}
		return err == nil, err
	}
	res := s.db.Conn(ctx).Model(&hoursRow{}).Where("community_id = ? AND version = ?", r.CommunityID, version).
		Select("week", "days", "version", "updated_at").Updates(&r)
	return res.RowsAffected == 1, res.Error
}

// alarm notes that the managers were told of a day; false when they were before.
func (s store) alarm(ctx context.Context, a alarm) (bool, error) {
	err := s.db.Conn(ctx).Create(&a).Error
	if db.Duplicate(err) {
		return false, nil
	}
	return err == nil, err
}

func (s store) alarmed(ctx context.Context, community ids.ID, day string) (bool, error) {
	var n int64
	err := s.db.Conn(ctx).Model(&alarm{}).Where("community_id = ? AND business_day = ?", community, day).Count(&n).Error
	return n > 0, err
}

// forgetAlarms drops what was told about days gone by.
func (s store) forgetAlarms(ctx context.Context, before string) error {
	return s.db.Conn(ctx).Where("business_day < ?", before).Delete(&alarm{}).Error
}

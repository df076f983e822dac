package worker

import (
	"context"
	"errors"
	"time"

	"zhijian/server/platform/db"
)

const (
	// leaderLease is how long the schedule stands still at most after its
	// leader was killed. The leader renews it when half of it is left.
	leaderLease = 10 * time.Second
	scheduleRow = "schedule"
)

// leader is the row of who starts what happens by the clock. The token rises
// with each new holder: what an overtaken one still wants to start is refused
// by it, whatever his clock says.
type leader struct {
	Name      string `gorm:"primaryKey"`
	Holder    string
	Token     int64
	HeldUntil time.Time
}

func (leader) TableName() string { return "job_leaders" }

// errOvertaken ends a start by a leader that is none any more.
var errOvertaken = errors.New("worker: another process leads the schedule")

// lead reports whether this process leads: it holds the lease, has renewed it
// or has just taken it over.
func (w *worker) lead(ctx context.Context) (bool, error) {
	now := w.Now()
	if w.term.HeldUntil.Sub(now) > leaderLease/2 {
		return true, nil
	}
	var rows []leader
	if err := w.DB.Conn(ctx).Where("name = ?", scheduleRow).Limit(1).Find(&rows).Error; err != nil {
		return false, err
	}
	if len(rows) == 0 {
		return w.found(ctx, now)
	}
	have := rows[0]
	if have.Holder != w.name && have.HeldUntil.After(now) {
		w.term = leader{}
		return false, nil
	}
	next := leader{scheduleRow, w.name, have.Token, now.Add(leaderLease)}
	if have.Holder != w.name {
		next.Token++
	}
	won := false
	err := w.DB.Tx(ctx, func(ctx context.Context) error {
		res := w.DB.Conn(ctx).Model(&leader{}).Where("name = ? AND holder = ? AND token = ? AND held_until = ?", have.Name, have.Holder, have.Token, have.HeldUntil).
			Updates(map[string]any{"holder": next.Holder, "token": next.Token, "held_until": next.HeldUntil})
		won = res.RowsAffected == 1
		return res.Error
	})
	return w.took(won && err == nil, next), err
}

// found is the first leader's start; of two at once one meets the other's row.
func (w *worker) found(ctx context.Context, now time.Time) (bool, error) {
	first := leader{scheduleRow, w.name, 1, now.Add(leaderLease)}
	err := w.DB.Tx(ctx, func(ctx context.Context) error { return w.DB.Conn(ctx).Create(&first).Error })
	if db.Duplicate(err) {
		return w.took(false, first), nil
	}
	return w.took(err == nil, first), err
}

func (w *worker) took(won bool, l leader) bool {
	switch {
	case !won:
		l = leader{}
	case w.term.Token != l.Token:
		w.log.Debug("schedule: this process leads", "worker", w.name, "token", l.Token)
	}
	w.term = l
	return won
}

// fence locks the leader's row and fails when another process leads. It runs
// in the transaction of what is started.
func (w *worker) fence(ctx context.Context) error {
	res := w.DB.Conn(ctx).Model(&leader{}).Where("name = ? AND holder = ? AND token = ?", scheduleRow, w.name, w.term.Token).
		Update("holder", w.name) // the same: it locks the row
	if res.Error == nil && res.RowsAffected == 0 {
		return errOvertaken
	}
	return res.Error
}

// resign lets another process lead at once.
func (w *worker) resign(ctx context.Context) {
	if w.term.Token == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	err := w.DB.Tx(ctx, func(ctx context.Context) error {
		return w.DB.Conn(ctx).Model(&leader{}).Where("name = ? AND holder = ? AND token = ?", scheduleRow, w.name, w.term.Token).Update("held_until", w.Now()).Error
	})
	if err != nil {
		w.log.Warn("schedule: the next leader waits for the lease", "err", err)
	}
	w.term = leader{}
}

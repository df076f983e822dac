package worker

import (
	"context"
	"strings"
	"time"

	"zhijian/server/platform/db"
	"zhijian/server/platform/task"
)

const (
	tickPrefix = "tick:"
	// beat is how often the scheduler looks at the clock.
	beat     = time.Second
	keepTick = 30 * 24 * time.Hour
	// stale is the least age at which a tick that waited too long is left to
	// its successor.
	stale = 5 * time.Minute
)

func isTick(name string) bool { return strings.HasPrefix(name, tickPrefix) }

// tick is one interval of a periodic. Whoever inserts it first enqueues the
// work in the same transaction, so that it is done once, also when that
// process dies.
type tick struct {
	Name      string `gorm:"primaryKey"`
	Tick      int64  `gorm:"primaryKey;autoIncrement:false"`
	CreatedAt time.Time
}

func (tick) TableName() string { return "job_ticks" }

type tickPayload struct {
	Tick int64 `json:"tick"`
}

// startOf is when the interval of now began, in Unix seconds. Days begin at
// midnight in Shanghai, eight hours before UTC's.
func startOf(now time.Time, every time.Duration) int64 {
	const ahead = 8 * time.Hour
	return now.Add(ahead).Truncate(every).Add(-ahead).Unix()
}

// schedule starts each periodic once in each of its intervals.
func (w *worker) schedule(ctx context.Context) {
	seen := map[string]int64{}
	each(ctx, min(beat, w.Poll), func() {
		for _, p := range w.Periodics {
			at := startOf(w.Now(), p.Every)
			if seen[p.Name] == at {
				continue
			}
			if err := w.claimTick(ctx, p.Name, at); err != nil && !db.Duplicate(err) {
				if ctx.Err() == nil {
					w.log.Warn("schedule", "task", p.Name, "err", err)
				}
				continue
			}
			seen[p.Name] = at
		}
	})
}

// claimTick enqueues the work unless another process was first; when both are
// at once it fails with a duplicate key.
func (w *worker) claimTick(ctx context.Context, name string, at int64) error {
	now := w.Now()
	return w.DB.Tx(ctx, func(ctx context.Context) error {
		var taken []tick
		err := w.DB.Conn(ctx).Where("name = ? AND tick = ?", name, at).Limit(1).Find(&taken).Error
		if err != nil || len(taken) > 0 {
			return err
		}
		if err := w.DB.Conn(ctx).Create(&tick{name, at, now}).Error; err != nil {
			return err
		}
		err = w.DB.Conn(ctx).Where("name = ? AND tick < ?", name, at-int64(keepTick.Seconds())).Delete(&tick{}).Error
		if err != nil {
			return err
		}
		return w.Box.Enqueue(ctx, tickPrefix+name, task.Default, tickPayload{at}, now)
	})
}

// handlePeriodic runs a tick. A tick that waited for two intervals is skipped:
// its successors do the same work.
func (w *worker) handlePeriodic(p task.Periodic) {
	w.Box.HandleOutside(w.own, tickPrefix+p.Name, func(ctx context.Context, m task.Message) error {
		var t tickPayload
		if err := m.Into(&t); err != nil {
			return err
		}
		if w.Now().Sub(time.Unix(t.Tick, 0)) > max(2*p.Every, stale) {
			return nil
		}
		return p.Run(ctx)
	})
}

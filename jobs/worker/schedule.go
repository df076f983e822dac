package worker

import (
	"context"
	"errors"
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

// tick is one interval of a periodic. The leader inserts it and enqueues the
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

// Days begin at midnight in Shanghai, eight hours before UTC's.
const ahead = 8 * time.Hour

// startOf is when the interval of now began, in Unix seconds.
func startOf(now time.Time, every time.Duration) int64 {
	return now.Add(ahead).Truncate(every).Add(-ahead).Unix()
}

// schedule starts each periodic once in each of its intervals, while this
// process leads.
func (w *worker) schedule(ctx context.Context) {
	seen := map[string]int64{}
	defer w.resign(ctx)
	each(ctx, min(beat, w.Poll), func() {
		leads, err := w.lead(ctx)
		if err != nil && ctx.Err() == nil {
			w.log.Warn("schedule: who leads", "err", err)
		}
		if !leads {
			clear(seen) // meanwhile another process starts them
			return
		}
		for _, p := range w.Periodics {
			at := startOf(w.Now(), p.Every)
			if seen[p.Name] == at {
				continue
			}
			err := w.claimTick(ctx, p.Name, at)
			if errors.Is(err, errOvertaken) {
				w.term = leader{}
				return
			}
			if err != nil && !db.Duplicate(err) {
				if ctx.Err() == nil {
					w.log.Warn("schedule", "task", p.Name, "err", err)
				}
				continue
			}
			seen[p.Name] = at
		}
	})
}

// claimTick enqueues the work unless it was before; a duplicate key means that
// too.
func (w *worker) claimTick(ctx context.Context, name string, at int64) error {
	now := w.Now()
	return w.DB.Tx(ctx, func(ctx context.Context) error {
		if err := w.fence(ctx); err != nil {
			return err
		}
		var taken []tick
		err := w.DB.Conn(ctx).Where("name = ? AND tick = ?", name, at).Limit(1).Find(&taken).Error
		if err != nil || len(taken) > 0 {
			return err
		}
		if err := w.DB.Conn(ctx).Create(&tick{name, at, now}).Error; err != nil {
			return err
		}
		return w.Box.Enqueue(ctx, tickPrefix+name, task.Default, tickPayload{at}, now)
	})
}

// handlePeriodic runs a tick and notes the run. A tick that waited for two
// intervals is skipped: its successors do the same work.
func (w *worker) handlePeriodic(p task.Periodic) {
	w.Box.HandleOutside(w.own, tickPrefix+p.Name, func(ctx context.Context, m task.Message) error {
		var t tickPayload
		if err := m.Into(&t); err != nil {
			return err
		}
		began := w.Now()
		if began.Sub(time.Unix(t.Tick, 0)) > max(2*p.Every, stale) {
			w.noteRun(ctx, p.Name, t.Tick, began, resultSkipped, nil)
			return nil
		}
		err := guarded(ctx, p.Run)
		result := resultOK
		if err != nil {
			result = resultFailed
		}
		w.noteRun(ctx, p.Name, t.Tick, began, result, err)
		return err
	})
}

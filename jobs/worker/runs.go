package worker

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/task"
)

// How a run of the schedule ended.
const (
	resultOK      = "ok"
	resultFailed  = "failed"
	resultSkipped = "skipped" // it came so late that its successor did the work
)

// Ran is one run of a periodic. One that was killed has none.
type Ran struct {
	ID        ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Name      string
	Tick      int64 // the interval it was for, Unix seconds
	Result    string
	Error     string
	TookMs    int64
	StartedAt time.Time
	Worker    string
}

// TableName is for gorm.
func (Ran) TableName() string { return "job_runs" }

// noteRun keeps what a page of the schedule shows. It must not fail the work.
func (w *worker) noteRun(ctx context.Context, name string, tick int64, began time.Time, result string, cause error) {
	r := Ran{ID: w.Gen.New(), Name: name, Tick: tick, Result: result, TookMs: w.Now().Sub(began).Milliseconds(), StartedAt: began, Worker: w.name}
	if cause != nil {
		text := []rune(pii.Redact(cause.Error()))
		r.Error = string(text[:min(len(text), 500)])
	}
	ctx = context.WithoutCancel(ctx)
	if err := w.DB.Tx(ctx, func(ctx context.Context) error { return w.DB.Conn(ctx).Create(&r).Error }); err != nil {
		w.log.Error("schedule: a run is not noted", "task", name, "result", result, "err", err)
	}
}

// guarded turns a panic into an error.
func guarded(ctx context.Context, f func(context.Context) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return f(ctx)
}

// Line is one row of the schedule.
type Line struct {
	Name  string
	For   string
	Every time.Duration
	Next  time.Time
	Last  *Ran
}

// Schedule is everything that happens by the clock, with how it last went, in
// the order of its names.
func Schedule(ctx context.Context, d *db.DB, all []task.Periodic, now time.Time) ([]Line, error) {
	var last []Ran
	newest := d.Conn(ctx).Model(&Ran{}).Select("MAX(id)").Group("name")
	if err := d.Conn(ctx).Where("id IN (?)", newest).Find(&last).Error; err != nil {
		return nil, fmt.Errorf("last runs: %w", err)
	}
	by := map[string]*Ran{}
	for i := range last {
		by[last[i].Name] = &last[i]
	}
	out := make([]Line, len(all))
	for i, p := range all {
		out[i] = Line{Name: p.Name, For: p.For, Every: p.Every, Next: time.Unix(startOf(now, p.Every), 0).Add(p.Every).UTC(), Last: by[p.Name]}
	}
	return out, nil
}

// History is the last n runs of one periodic, newest first.
func History(ctx context.Context, d *db.DB, name string, n int) ([]Ran, error) {
	var out []Ran
	err := d.Conn(ctx).Where("name = ?", name).Order("id DESC").Limit(n).Find(&out).Error
	return out, err
}

// Leader is who starts what happens by the clock now; "" while nobody does.
func Leader(ctx context.Context, d *db.DB, now time.Time) (string, error) {
	var rows []leader
	err := d.Conn(ctx).Where("name = ? AND held_until > ?", scheduleRow, now).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0].Holder, nil
}

// forget deletes runs and ticks older than thirty days, a batch at a time.
func forget(ctx context.Context, d *db.DB, now time.Time) error {
	old := now.Add(-keepTick)
	for {
		var found []ids.ID
		if err := d.Conn(ctx).Model(&Ran{}).Where("started_at < ?", old).Order("id").Limit(1000).Pluck("id", &found).Error; err != nil {
			return err
		}
		if err := d.Tx(ctx, func(ctx context.Context) error {
			if err := d.Conn(ctx).Where("tick < ?", old.Unix()).Delete(&tick{}).Error; err != nil || len(found) == 0 {
				return err
			}
			return d.Conn(ctx).Where("id IN ?", found).Delete(&Ran{}).Error
		}); err != nil || len(found) < 1000 {
			return err
		}
	}
}

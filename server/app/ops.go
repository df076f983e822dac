package app

import (
	"context"
	"time"

	"zhijian/jobs/worker"
	"zhijian/server/ops"
	"zhijian/server/platform/auth"
)

// board shows the background half to the platform's administrators.
type board struct{ *App }

func (b board) Schedule(ctx context.Context) ([]ops.ScheduleLine, error) {
	lines, err := worker.Schedule(ctx, b.db, b.periodics, b.now())
	out := make([]ops.ScheduleLine, len(lines))
	for i, l := range lines {
		out[i] = ops.ScheduleLine{Name: l.Name, For: l.For, EverySeconds: int64(l.Every / time.Second), NextAt: l.Next}
		if l.Last != nil {
			last := ranOf(*l.Last)
			out[i].Last = &last
		}
	}
	return out, err
}

func (b board) Runs(ctx context.Context, name string, n int) ([]ops.ScheduleRun, error) {
	all, err := worker.History(ctx, b.db, name, n)
	out := make([]ops.ScheduleRun, len(all))
	for i, r := range all {
		out[i] = ranOf(r)
	}
	return out, err
}

func (b board) Leader(ctx context.Context) (string, error) {
	return worker.Leader(ctx, b.db, b.now())
}

func (b board) Queues(ctx context.Context) ([]ops.QueueLine, error) {
	all, err := worker.Queues(ctx, b.redis)
	out := make([]ops.QueueLine, len(all))
	for i, q := range all {
		out[i] = ops.QueueLine{Name: q.Name, Waiting: q.Waiting, Active: q.Active, Orphans: q.Orphans, DoneToday: q.Done, OldestSeconds: int64(q.Oldest / time.Second)}
	}
	return out, err
}

// PlatformAdmin gives an account the right to the installation's desk, or takes
// it. Errors: identity.ErrStaff, identity.ErrState.
func (a *App) PlatformAdmin(ctx context.Context, username string, on bool) error {
	return a.identity.SetPlatform(auth.With(ctx, auth.SystemActor()), username, on)
}

func ranOf(r worker.Ran) ops.ScheduleRun {
	return ops.ScheduleRun{StartedAt: r.StartedAt, TookMs: r.TookMs, Result: r.Result, Error: r.Error, Worker: r.Worker}
}

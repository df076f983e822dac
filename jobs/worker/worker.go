package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/task"
)

// Deps are what a worker is made of.
type Deps struct {
	DB        *db.DB
	Gen       *ids.Gen
	Box       *outbox.Box
	Mux       *task.Mux
	Redis     redis.UniversalClient
	Periodics []task.Periodic // with those of this package: Periodics
	Now       clock.Clock
	Log       *slog.Logger // nil: the default one
	// Concurrency is how many handlers run at once.
	Concurrency int
	// Poll is how often SQL is asked for due rows; commits of this process
	// wake the relay at once.
	Poll time.Duration
	// Reopen makes everything handed over due at once: for the embedded mode,
	// whose queue lived in the process that ended.
	Reopen bool
	// RelayOnly hands over and does nothing else: a server beside separate
	// workers, so that its commits need not wait for their poll.
	RelayOnly bool
}

const (
	// idleCheck is how often an idle worker looks into its queues, and so the
	// largest part of the delay from a commit to its handler.
	idleCheck = 50 * time.Millisecond
	// shutdown is how long running handlers may go on after ctx has ended.
	shutdown = 8 * time.Second
)

type worker struct {
	Deps
	log    *slog.Logger
	client *asynq.Client
	queues *asynq.Inspector
	own    *task.Mux // the periodics' handlers
	name   string    // of this process in the run log and as leader
	term   leader    // of the scheduler's goroutine
}

// Run works until ctx ends and then lets running handlers finish. The error is
// about the start; what goes wrong later is logged and tried again.
func Run(ctx context.Context, d Deps) error {
	w, err := newWorker(d)
	if err != nil {
		return err
	}
	if d.Reopen {
		if err := d.Box.Reopen(ctx); err != nil {
			return fmt.Errorf("reopen the outbox: %w", err)
		}
	}
	if d.RelayOnly {
		w.relay(ctx)
		return nil
	}
	return w.work(ctx)
}

func (w *worker) work(ctx context.Context) error {
	server := asynq.NewServerFromRedisClient(w.Redis, asynq.Config{
		Concurrency: w.Concurrency, TaskCheckInterval: idleCheck, ShutdownTimeout: shutdown, DelayedTaskCheckInterval: time.Minute,
		Queues: map[string]int{string(task.Critical): 6, string(task.Default): 3, string(task.Bulk): 1},
		Logger: asynqLog{w.log}, LogLevel: asynq.WarnLevel,
	})
	if err := server.Start(asynq.HandlerFunc(w.handle)); err != nil {
		return fmt.Errorf("start the queue: %w", err)
	}
	var wg sync.WaitGroup
	wg.Go(func() { w.relay(ctx) })
	wg.Go(func() { w.schedule(ctx) })
	wg.Go(func() { w.watchLag(ctx) })
	wg.Wait()
	server.Shutdown()
	return nil
}

func newWorker(d Deps) (*worker, error) {
	if d.DB == nil || d.Gen == nil || d.Box == nil || d.Mux == nil || d.Redis == nil || d.Now == nil || d.Concurrency < 1 || d.Poll <= 0 {
		return nil, errors.New("worker: DB, Gen, Box, Mux, Redis, Now, Concurrency and Poll are needed")
	}
	w := &worker{Deps: d, log: d.Log, client: asynq.NewClientFromRedisClient(d.Redis), queues: asynq.NewInspectorFromRedisClient(d.Redis), own: task.NewMux(), name: ids.Code(12, ids.URL)}
	if w.log == nil {
		w.log = slog.Default()
	}
	for _, p := range d.Periodics {
		if p.Every < time.Second {
			return nil, fmt.Errorf("worker: %s would run more than once a second", p.Name)
		}
		w.handlePeriodic(p)
	}
	return w, nil
}

// each calls f now and then every d until ctx ends.
func each(ctx context.Context, d time.Duration, f func()) {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		f()
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

const lagAlarm = 10 * time.Second

// watchLag raises the alarm when due rows wait.
func (w *worker) watchLag(ctx context.Context) {
	each(ctx, lagAlarm, func() {
		lag, err := w.Box.Lag(ctx)
		if err == nil && lag > lagAlarm {
			w.log.Error("outbox: rows wait to be handed over", "lag_s", int(lag.Seconds()))
		}
	})
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"zhijian/jobs/worker"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/task"
)

const (
	nothing = "bench:nothing" // the empty task
	// handlers run at once, on both sides.
	handlers = 10
	senders  = 32
	batch    = 100
)

// drill is one thing for the jobs program to do.
type drill struct {
	Do string // latency, publish, enqueue, drain, process
	N  int
}

// drilled is how long it took, one for one when Do is latency.
type drilled struct {
	Took  []time.Duration
	Error string
}

// office is a background process with nothing but empty tasks, and beside it
// the bare queue on another database of the same Redis.
type office struct {
	gen  *ids.Gen
	db   *db.DB
	box  *outbox.Box
	mux  *task.Mux
	own  redis.UniversalClient
	bare *redis.Client
	done atomic.Int64
	goal atomic.Int64
	all  chan struct{}
}

func serveJobs(ctx context.Context, p *pipe) error {
	var i installation
	if err := p.in.Decode(&i); err != nil {
		return err
	}
	o, err := newOffice(i)
	if err != nil {
		return err
	}
	for {
		var d drill
		if err := p.in.Decode(&d); errors.Is(err, io.EOF) {
			return errors.Join(o.own.Close(), o.bare.Close(), o.db.Close())
		} else if err != nil {
			return err
		}
		took, err := o.run(ctx, d)
		out := drilled{Took: took}
		if err != nil {
			out.Error = err.Error()
		}
		if err := p.out.Encode(out); err != nil {
			return err
		}
	}
}

func newOffice(i installation) (*office, error) {
	d, err := db.Open(i.config().Database, "", clock.System)
	if err != nil {
		return nil, err
	}
	gen, err := ids.NewGen(clock.System, 7)
	if err != nil {
		return nil, err
	}
	o := &office{db: d, gen: gen, box: outbox.New(d, gen, clock.System), mux: task.NewMux(), all: make(chan struct{}, 1)}
	o.own, o.bare = redis.NewClient(&redis.Options{Addr: i.Redis, DB: 1}), redis.NewClient(&redis.Options{Addr: i.Redis, DB: 2})
	o.box.HandleTogether(o.mux, nothing, func(ctx context.Context, _ task.Message) error {
		db.AfterCommit(ctx, o.count)
		return nil
	})
	return o, nil
}

func (o *office) count() {
	if o.done.Add(1) == o.goal.Load() {
		o.all <- struct{}{}
	}
}

func (o *office) expect(n int) {
	o.done.Store(0)
	o.goal.Store(int64(n))
}

func (o *office) wait(ctx context.Context) error {
	late := time.NewTimer(4 * patience)
	defer late.Stop()
	select {
	case <-o.all:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-late.C:
		return fmt.Errorf("%d of %d tasks", o.done.Load(), o.goal.Load())
	}
}

func (o *office) run(ctx context.Context, d drill) ([]time.Duration, error) {
	one := func(took time.Duration, err error) ([]time.Duration, error) { return []time.Duration{took}, err }
	switch d.Do {
	case "latency":
		return o.latency(ctx, d.N)
	case "publish":
		return one(o.publish(ctx, d.N, batch))
	case "enqueue":
		return one(o.enqueue(ctx, d.N))
	case "drain":
		return one(o.drain(ctx, d.N))
	case "process":
		return one(o.process(ctx, d.N))
	}
	return nil, fmt.Errorf("nobody can %q", d.Do)
}

// working runs the product's worker around f.
func (o *office) working(ctx context.Context, f func() error) error {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		ended <- worker.Run(ctx, worker.Deps{DB: o.db, Gen: o.gen, Box: o.box, Mux: o.mux, Redis: o.own, Now: clock.System, Concurrency: handlers, Poll: 500 * time.Millisecond})
	}()
	err := f()
	cancel()
	return errors.Join(err, <-ended)
}

// latency is from each commit to the end of its handler, one after the other.
func (o *office) latency(ctx context.Context, n int) (took []time.Duration, err error) {
	err = o.working(ctx, func() error {
		for range n + 1 { // the first one waits for the worker to start
			o.expect(1)
			if _, err := o.publish(ctx, 1, 1); err != nil {
				return err
			}
			w := startWatch()
			if err := o.wait(ctx); err != nil {
				return err
			}
			took = append(took, w.took())
		}
		took = took[1:]
		return nil
	})
	slices.Sort(took)
	return took, err
}

// publish writes n outbox rows, so many in each transaction.
func (o *office) publish(ctx context.Context, n, each int) (time.Duration, error) {
	now := clock.System()
	return many(n/each, func() error {
		return o.db.Tx(ctx, func(ctx context.Context) error {
			for range each {
				if err := o.box.Enqueue(ctx, nothing, task.Default, struct{}{}, now); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// enqueue is what bare Asynq does instead.
func (o *office) enqueue(ctx context.Context, n int) (time.Duration, error) {
	client := asynq.NewClientFromRedisClient(o.bare)
	return many(n, func() error {
		_, err := client.EnqueueContext(ctx, asynq.NewTask(nothing, []byte("{}")))
		return err
	})
}

// drain hands over n rows that are due and handles them.
func (o *office) drain(ctx context.Context, n int) (took time.Duration, err error) {
	if _, err := o.publish(ctx, n, batch); err != nil {
		return 0, err
	}
	o.expect(n)
	w := startWatch()
	err = o.working(ctx, func() error {
		defer func() { took = w.took() }()
		return o.wait(ctx)
	})
	return took, err
}

// process is what bare Asynq does with n tasks that wait.
func (o *office) process(ctx context.Context, n int) (time.Duration, error) {
	if err := o.bare.FlushDB(ctx).Err(); err != nil {
		return 0, err
	}
	if _, err := o.enqueue(ctx, n); err != nil {
		return 0, err
	}
	o.expect(n)
	s := asynq.NewServerFromRedisClient(o.bare, asynq.Config{Concurrency: handlers, TaskCheckInterval: 50 * time.Millisecond, LogLevel: asynq.ErrorLevel})
	w := startWatch()
	if err := s.Start(asynq.HandlerFunc(func(context.Context, *asynq.Task) error { o.count(); return nil })); err != nil {
		return 0, err
	}
	err := o.wait(ctx)
	took := w.took()
	s.Shutdown()
	return took, err
}

// many calls f n times from so many goroutines.
func many(n int, f func() error) (time.Duration, error) {
	var (
		wg   sync.WaitGroup
		left atomic.Int64
		fail = make(chan error, senders)
	)
	left.Store(int64(n))
	w := startWatch()
	for range senders {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				if err := f(); err != nil {
					fail <- err
					return
				}
			}
		})
	}
	wg.Wait()
	took := w.took()
	close(fail)
	return took, <-fail
}

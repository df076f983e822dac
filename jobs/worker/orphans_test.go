package worker_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"zhijian/jobs/worker"
	"zhijian/server/platform/task"
	"zhijian/server/platform/testkit"
)

// queue is the default queue as it stands.
func (l *lab) queue() worker.QueueLine {
	l.t.Helper()
	all, err := worker.Queues(l.t.Context(), l.redis)
	if err != nil {
		l.t.Fatal(err)
	}
	return all[1]
}

func TestATaskWithoutALeaseIsTakenAwayAndItsWorkDone(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	first := l.process()
	first.deps.Concurrency = 3 // all of it hangs
	var started atomic.Int64
	gone := make(chan struct{})
	first.deps.Mux.Handle(jobName, func(context.Context, task.Message) error { started.Add(1); <-gone; return nil })
	first.run()
	first.ask(1, 3)
	testkit.Eventually(t, far, func() bool { return started.Load() == 3 })
	if n := l.redis.Del(t.Context(), "asynq:{default}:lease").Val(); n != 1 {
		t.Fatal("there is no lease to take")
	}
	if q := l.queue(); q.Active != 3 || q.Orphans != 3 {
		t.Fatalf("%+v", q)
	}
	defer close(gone)
	sweep := worker.Periodics(worker.Deps{DB: l.db, Redis: l.redis, Now: l.now})[0]
	for _, step := range []struct {
		after   time.Duration
		orphans int
	}{{0, 3}, {time.Minute, 3}, {time.Minute, 0}} {
		l.fake.Advance(step.after)
		if err := sweep.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if q := l.queue(); q.Orphans != step.orphans {
			t.Fatalf("after %s: %+v", step.after, q)
		}
	}
	l.process().counting().run()
	l.allDone(3, 0) // the outbox offered them again under new task ids
	testkit.Eventually(t, far, func() bool { return len(l.redis.Keys(t.Context(), "asynq:{default}:t:*").Val()) == 0 })
}

func TestATaskThatIsWorkedOnIsNoOrphan(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	p := l.process()
	var started atomic.Int64
	out := make(chan struct{})
	p.deps.Box.HandleOutside(p.deps.Mux, jobName, func(context.Context, task.Message) error { started.Add(1); <-out; return nil })
	p.run()
	p.ask(1, 1)
	testkit.Eventually(t, far, func() bool { return started.Load() == 1 })
	sweep := worker.Periodics(worker.Deps{DB: l.db, Redis: l.redis, Now: l.now})[0]
	for range 3 {
		if err := sweep.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if q := l.queue(); q.Active != 1 || q.Orphans != 0 {
			t.Fatalf("%+v", q)
		}
		l.fake.Advance(10 * time.Second)
	}
	close(out)
	testkit.Eventually(t, far, func() bool { return l.row().Status == "done" })
}

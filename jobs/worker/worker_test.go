package worker_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
	"zhijian/server/platform/testkit"
)

func TestWorkCommittedBeforeAKillIsDoneAfterIt(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	killed := l.process()
	killed.ask(1, 20) // dies before the relay woke up
	killed.ask(21, 40)
	if rows, err := killed.deps.Box.Claim(t.Context(), 20); err != nil || len(rows) != 20 {
		t.Fatalf("%d claimed, %v", len(rows), err) // dies before it enqueued them
	}
	l.process().counting().run()
	testkit.Eventually(t, far, func() bool { done, _ := l.effects(); return done == 20 })
	l.fake.Advance(31 * time.Second)
	l.allDone(40, 0)
}

func TestAServerHandsOverForTheWorkersBesideIt(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	server, jobs := l.process().counting(), l.process().counting()
	server.deps.RelayOnly, server.deps.Periodics = true, []task.Periodic{{Name: "test:never", Every: time.Minute, Run: func(context.Context) error {
		t.Error("a server ran the schedule")
		return nil
	}}}
	jobs.deps.Poll = time.Hour // it hears of nothing by itself
	server.run()
	server.ask(1, 10)
	testkit.Eventually(t, far, func() bool { return l.row().Status == "sent" })
	if done, _ := l.effects(); done != 0 {
		t.Fatalf("a server did %d jobs", done)
	}
	jobs.run()
	l.allDone(10, 0)
}

func TestReopenDoesNotWaitForTheLease(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	killed := l.process()
	killed.ask(1, 5)
	if _, err := killed.deps.Box.Claim(t.Context(), 5); err != nil {
		t.Fatal(err)
	}
	p := l.process().counting()
	p.deps.Reopen = true
	p.run()
	l.allDone(5, 0)
}

func TestAWorkerKilledInItsTaskIsReplacedAfterTheLease(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	first := l.process()
	var started atomic.Int64
	// It takes every task and dies before its transaction commits.
	first.deps.Mux.Handle(jobName, func(context.Context, task.Message) error { started.Add(1); return nil })
	first.run()
	first.ask(1, 10)
	testkit.Eventually(t, far, func() bool { return started.Load() == 10 })
	first.stop()
	l.process().counting().run()
	if done, _ := l.effects(); done != 0 {
		t.Fatalf("%d effects before the lease ended", done)
	}
	l.fake.Advance(31 * time.Second)
	l.allDone(10, 0)
}

func TestRedisMayForgetEverything(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	one := l.process().counting().run()
	l.process().counting().run()
	const n = 120
	for i := range ids.ID(n / 20) {
		one.ask(i*20+1, i*20+20)
		if err := l.redis.FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
	}
	l.allDone(n, 20*time.Millisecond) // a lease lasts about three seconds of ours
}

func TestRedisMayBeAwayForLong(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	p := l.process().counting()
	l.down.Store(true)
	p.run()
	p.ask(1, 1)
	testkit.Eventually(t, far, func() bool { l.fake.Advance(time.Minute); return l.now().Sub(testkit.Start) > time.Hour })
	if r := l.row(); r.Attempts > 2 || r.Status == "dead" {
		t.Fatalf("an hour without Redis used up %d attempts, %s", r.Attempts, r.Status)
	}
	l.down.Store(false)
	l.fake.Advance(time.Minute)
	l.allDone(1, 0)
}

func TestFailuresAreRetriedAsSQLSays(t *testing.T) {
	t.Parallel()
	for name, sc := range map[string]struct {
		fail func() error
		want string
	}{
		"an error":        {func() error { return errors.New("phone 13800138000 is busy") }, "new"},
		"a panic":         {func() error { panic("13800138000") }, "new"},
		"senseless":       {func() error { return fmt.Errorf("no: %w", task.ErrSkipRetry) }, "dead"},
		"nobody's task":   {nil, "dead"},
		"the doubled end": {func() error { return errors.Join(errors.New("x"), task.ErrSkipRetry) }, "dead"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			p := l.process()
			var runs atomic.Int64
			if sc.fail != nil {
				p.deps.Box.HandleOutside(p.deps.Mux, jobName, func(ctx context.Context, _ task.Message) error {
					if who := auth.From(ctx); who.Kind != auth.System {
						t.Errorf("it ran as %s", who.Kind)
					}
					if runs.Add(1) > 1 {
						return nil
					}
					return sc.fail()
				})
			}
			p.run()
			p.ask(1, 1)
			testkit.Eventually(t, far, func() bool { return l.row().LastError != "" })
			r := l.row()
			if r.Status != sc.want || strings.Contains(r.LastError, "13800138000") {
				t.Fatalf("%+v", r)
			}
			if sc.want == "new" {
				l.fake.Advance(time.Minute)
				testkit.Eventually(t, far, func() bool { return l.row().Status == "done" })
			}
		})
	}
}

func TestStoppingLetsAHandlerFinish(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	p := l.process()
	in, out := make(chan struct{}), make(chan struct{})
	p.deps.Box.HandleOutside(p.deps.Mux, jobName, func(ctx context.Context, _ task.Message) error {
		close(in)
		<-out
		return ctx.Err()
	})
	p.run()
	p.ask(1, 1)
	<-in
	stopped := make(chan struct{})
	go func() { p.stop(); close(stopped) }()
	close(out)
	<-stopped
	if r := l.row(); r.Status != "done" {
		t.Fatalf("%+v", r)
	}
}

// Figures for the log, no limits: other work shares the machine.
func TestMeasureLatencyAndThroughput(t *testing.T) {
	if testing.Short() {
		return
	}
	l := &lab{t: t, now: clock.System}
	l.connect()
	p := l.process()
	p.deps.Poll = 500 * time.Millisecond
	p.deps.Concurrency = 10
	done := make(chan struct{}, 5000)
	p.deps.Box.Handle(p.deps.Mux, jobName, func(context.Context, task.Message) error { done <- struct{}{}; return nil })
	p.run()
	var took []time.Duration
	idle := time.NewTicker(97 * time.Millisecond) // the worker finds nothing in between
	defer idle.Stop()
	for range 100 {
		<-idle.C
		begin := clock.System()
		p.ask(1, 1)
		<-done
		took = append(took, clock.System().Sub(begin))
	}
	slices.Sort(took)
	t.Logf("commit to handler, idle worker: p50 %s p99 %s worst %s", took[50], took[98], took[99])
	const n = 3000
	begin := clock.System()
	for i := range ids.ID(n / 100) {
		p.ask(i*100+1, i*100+100)
	}
	for range n {
		<-done
	}
	t.Logf("%d jobs written, handed over and done in %s", n, clock.System().Sub(begin))
}

package worker_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"zhijian/jobs/worker"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/task"
	"zhijian/server/platform/testkit"
)

// minutely is a scheduler whose only periodic counts into runs.
func (l *lab) minutely(runs *atomic.Int64) *process {
	p := l.process()
	p.deps.Periodics = []task.Periodic{{Name: "test:minute", Every: time.Minute, For: "数一数", Run: func(context.Context) error { runs.Add(1); return nil }}}
	return p
}

// history reads the run log of test:minute, newest first.
func (l *lab) history() []worker.Ran {
	l.t.Helper()
	h, err := worker.History(l.t.Context(), l.db, "test:minute", 1000)
	if err != nil {
		l.t.Fatal(err)
	}
	return h
}

// open is how many outbox rows are not done.
func (l *lab) open() (n int64) {
	l.t.Helper()
	if err := l.db.Conn(l.t.Context()).Model(&outbox.Row{}).Where("status <> ?", "done").Count(&n).Error; err != nil {
		l.t.Fatal(err)
	}
	return n
}

func (l *lab) leader() string {
	l.t.Helper()
	who, err := worker.Leader(l.t.Context(), l.db, l.now())
	if err != nil {
		l.t.Fatal(err)
	}
	return who
}

// once lets the minutes pass and waits for the run of each, up to its
// acknowledgement: a minute is longer than the lease of its row.
func (l *lab) once(runs *atomic.Int64, minutes int) {
	l.t.Helper()
	for range minutes {
		before := runs.Load()
		l.fake.Advance(time.Minute)
		testkit.Eventually(l.t, far, func() bool { return runs.Load() > before && l.open() == 0 })
	}
}

func TestThreeSchedulersRunEachTickOnce(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	var runs atomic.Int64
	for range 3 {
		l.minutely(&runs).run()
	}
	testkit.Eventually(t, far, func() bool { return runs.Load() == 1 && l.open() == 0 })
	l.once(&runs, 59)
	testkit.Eventually(t, far, func() bool { return len(l.history()) == 60 })
	seen := map[int64]bool{}
	for _, r := range l.history() {
		if seen[r.Tick] || r.Result != "ok" {
			t.Errorf("%+v", r)
		}
		seen[r.Tick] = true
	}
	if n := runs.Load(); n != 60 {
		t.Fatalf("%d runs of 60 ticks", n)
	}
}

func TestAKilledLeaderIsReplacedWithinItsLease(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	// It was killed: nobody gives its lease back.
	if err := l.db.Tx(t.Context(), func(ctx context.Context) error {
		return l.db.Conn(ctx).Table("job_leaders").Create(&struct {
			Name, Holder string
			Token        int64
			HeldUntil    time.Time
		}{"schedule", "killed", 41, l.now().Add(10 * time.Second)}).Error
	}); err != nil {
		t.Fatal(err)
	}
	var runs atomic.Int64
	for range 3 {
		l.minutely(&runs).run()
	}
	l.fake.Advance(9 * time.Second)
	if who := l.leader(); who != "killed" || runs.Load() != 0 {
		t.Fatalf("%s leads, %d runs", who, runs.Load())
	}
	l.fake.Advance(2 * time.Second)
	testkit.Eventually(t, far, func() bool { return runs.Load() == 1 && l.leader() != "killed" })
}

func TestALeaderThatStopsHandsOverAtOnce(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	var runs atomic.Int64
	first := l.minutely(&runs).run()
	testkit.Eventually(t, far, func() bool { return runs.Load() == 1 })
	was := l.leader()
	l.minutely(&runs).run()
	first.stop()
	testkit.Eventually(t, far, func() bool { who := l.leader(); return who != "" && who != was && l.open() == 0 })
	l.once(&runs, 3)
	if n := runs.Load(); n != 4 {
		t.Fatalf("%d runs of 4 ticks", n)
	}
}

// A leader that slept beyond its lease and wakes up believing in it is refused
// by the token, not by a clock.
func TestAnOvertakenLeaderStartsNothing(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	var runs atomic.Int64
	l.minutely(&runs).counting().run()
	testkit.Eventually(t, far, func() bool { return runs.Load() == 1 })
	if err := l.db.Tx(t.Context(), func(ctx context.Context) error {
		return l.db.Conn(ctx).Table("job_leaders").Model(&struct{ Token int64 }{}).Where("name = ?", "schedule").
			Updates(map[string]any{"holder": "another", "token": 99, "held_until": l.now().Add(time.Hour)}).Error
	}); err != nil {
		t.Fatal(err)
	}
	for range 20 { // it renews half a lease before its end at the latest
		l.fake.Advance(time.Minute)
	}
	idle := l.process().counting().run() // shows that time goes on
	idle.ask(1, 1)
	l.allDone(1, 0)
	if n := runs.Load(); n > 1 || l.leader() != "another" {
		t.Fatalf("%d runs, %s leads", n, l.leader())
	}
}

func TestATickThatFailsRunsAgain(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	var runs atomic.Int64
	p := l.process()
	p.deps.Periodics = []task.Periodic{{Name: "test:minute", Every: 24 * time.Hour, Run: func(context.Context) error {
		switch runs.Add(1) {
		case 1:
			return errors.New("13800138000 did not answer")
		case 2:
			panic("no")
		}
		return nil
	}}}
	p.run()
	for n := range int64(3) {
		testkit.Eventually(t, far, func() bool { l.awaitRetry(); return runs.Load() > n })
	}
	testkit.Eventually(t, far, func() bool { return l.row().Status == "done" && len(l.history()) == 3 })
	var results []string
	for _, r := range l.history() {
		results = append(results, r.Result)
		if strings.Contains(r.Error, "13800138000") {
			t.Errorf("a phone in the run log: %s", r.Error)
		}
	}
	if fmt.Sprint(results) != "[ok failed failed]" {
		t.Fatalf("%v", results)
	}
}

func TestTheScheduleSaysWhatHappensWhen(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	var runs atomic.Int64
	p := l.minutely(&runs)
	p.run()
	testkit.Eventually(t, far, func() bool { return len(l.history()) == 1 })
	all := append(p.deps.Periodics, task.Periodic{Name: "test:day", Every: 24 * time.Hour, For: "每天"})
	lines, err := worker.Schedule(t.Context(), l.db, all, l.now())
	if err != nil || len(lines) != 2 {
		t.Fatalf("%v %+v", err, lines)
	}
	minute, day := lines[0], lines[1]
	if minute.For != "数一数" || minute.Last == nil || minute.Last.Result != "ok" || !minute.Next.Equal(testkit.Start.Add(time.Minute)) {
		t.Errorf("%+v %+v", minute, minute.Last)
	}
	if day.Last != nil || !day.Next.Equal(time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC)) { // midnight in Shanghai
		t.Errorf("%+v", day)
	}
}

func TestTheRunLogIsForgottenAfterAMonth(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	var runs atomic.Int64
	p := l.minutely(&runs).run()
	testkit.Eventually(t, far, func() bool { return len(l.history()) == 1 })
	p.stop()
	l.fake.Advance(29 * 24 * time.Hour)
	for _, step := range []struct {
		after time.Duration
		left  int
	}{{0, 1}, {2 * 24 * time.Hour, 0}} {
		l.fake.Advance(step.after)
		for _, own := range worker.Periodics(p.deps) {
			if err := own.Run(t.Context()); err != nil || own.For == "" {
				t.Fatalf("%s: %v", own.Name, err)
			}
		}
		if n := len(l.history()); n != step.left {
			t.Errorf("%d runs left, not %d", n, step.left)
		}
	}
}

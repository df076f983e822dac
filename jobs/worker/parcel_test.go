package worker_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/task"
	"zhijian/server/platform/testkit"
)

// sharing counts jobs as done like counting, in shared transactions; before
// the count of each it asks judge.
func (p *process) sharing(judge func(ctx context.Context, user ids.ID) error) *process {
	p.deps.Box.HandleTogether(p.deps.Mux, jobName, func(ctx context.Context, m task.Message) error {
		var j job
		if err := m.Into(&j); err != nil {
			return err
		}
		if err := judge(ctx, j.User); err != nil {
			return err
		}
		return p.lab.hub.Tell(ctx, []ids.ID{j.User}, "done", 1, 1)
	})
	return p
}

func TestManyMessagesShareATransaction(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	var commits atomic.Int64
	p := l.process().sharing(func(ctx context.Context, _ ids.ID) error {
		if !db.Marked(ctx, "seen") {
			db.Mark(ctx, "seen")
			db.AfterCommit(ctx, func() { commits.Add(1) })
		}
		return nil
	})
	p.ask(1, 240)
	p.run()
	l.allDone(240, 0)
	if n := commits.Load(); n > 24 {
		t.Errorf("240 messages took %d transactions", n)
	}
}

func TestABadMessageOfAParcelHurtsNoOther(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string]func() error{
		"an error":         func() error { return errors.New("no") },
		"a panic":          func() error { panic("no") },
		"a senseless task": func() error { return task.ErrSkipRetry },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			p := l.process().sharing(func(_ context.Context, user ids.ID) error {
				if user == 77 {
					return bad()
				}
				return nil
			})
			p.ask(1, 200)
			p.run()
			l.allDone(199, 0)
			testkit.Eventually(t, far, func() bool {
				var open []outbox.Row
				if err := l.db.Conn(t.Context()).Where("status <> ?", "done").Find(&open).Error; err != nil {
					t.Fatal(err)
				}
				return len(open) == 1 && open[0].LastError != ""
			})
		})
	}
}

// A message that makes its parcel hang is alone in its second attempt, so the
// others are done then.
func TestAHangingMessageIsAloneInItsSecondAttempt(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	stuck := make(chan struct{})
	defer close(stuck)
	hang := func(_ context.Context, user ids.ID) error {
		if user == 77 {
			<-stuck
		}
		return nil
	}
	if testkit.MySQL() { // SQLite has one writer: whoever hangs in a transaction stops all
		p := l.process().sharing(hang)
		p.ask(1, 200)
		p.run()
		testkit.Eventually(t, far, func() bool { done, _ := l.effects(); return done > 150 && done < 199 })
		l.fake.Advance(31 * time.Second)
		l.allDone(199, 0)
	}
}

func TestAMessageThatIsDoneAlreadyIsNotDoneAgainInAParcel(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	p := l.process().sharing(func(context.Context, ids.ID) error { return nil })
	p.ask(1, 20)
	rows, err := p.deps.Box.Claim(t.Context(), 20)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.deps.Mux.Run(t.Context(), rows[3].Message()); err != nil {
		t.Fatal(err)
	}
	var all []task.Message
	for _, r := range rows {
		all = append(all, r.Message())
	}
	if err := p.deps.Box.Together(t.Context(), all); err == nil {
		t.Fatal("it was done again")
	}
	if done, twice := l.effects(); done != 1 || twice != 0 {
		t.Fatalf("%d done, %d twice", done, twice)
	}
	p.run()
	l.fake.Advance(31 * time.Second)
	l.allDone(20, 0)
}

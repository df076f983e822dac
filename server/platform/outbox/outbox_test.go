package outbox_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/task"
	"zhijian/server/platform/testkit"
)

type happened struct{ N int }

func (happened) Topic() string { return "test:happened" }

type rig struct {
	*outbox.Box
	db    *db.DB
	clock *clock.Fake
	mux   *task.Mux
}

func newRig(t *testing.T) rig {
	t.Helper()
	c := testkit.Clock()
	d := testkit.DB(t, c.Now)
	b := outbox.New(d, testkit.Gen(t, c.Now), c.Now)
	b.Subscribe("test:happened", "test:effect", task.Default)
	return rig{b, d, c, task.NewMux()}
}

func (r rig) publish(t *testing.T) {
	t.Helper()
	if err := r.db.Tx(t.Context(), func(ctx context.Context) error { return r.Publish(ctx, happened{1}) }); err != nil {
		t.Fatal(err)
	}
}

func (r rig) claim(t *testing.T) []outbox.Row {
	t.Helper()
	rows, err := r.Claim(t.Context(), 50)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestPublishNeedsATransactionAndFollowsItsFate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if err := r.Publish(t.Context(), happened{1}); !errors.Is(err, outbox.ErrOutsideTx) {
		t.Fatalf("outside: %v", err)
	}
	boom := errors.New("boom")
	_ = r.db.Tx(t.Context(), func(ctx context.Context) error {
		if err := r.Publish(ctx, happened{1}); err != nil {
			return err
		}
		return boom
	})
	if rows := r.claim(t); len(rows) != 0 {
		t.Fatalf("a rolled-back event is there: %+v", rows)
	}
	select {
	case <-r.Nudged():
		t.Fatal("the relay was woken for nothing")
	default:
	}
	r.publish(t)
	<-r.Nudged()
	if rows := r.claim(t); len(rows) != 1 || rows[0].Name != "test:effect" {
		t.Fatalf("%+v", rows)
	}
}

func TestTwoRelaysNeverShareARow(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for range 40 {
		r.publish(t)
	}
	won := make(chan []outbox.Row, 8)
	for range 8 {
		go func() {
			rows, err := r.Claim(t.Context(), 50)
			if err != nil {
				t.Error(err)
			}
			won <- rows
		}()
	}
	seen := map[ids.ID]bool{}
	for range 8 {
		for _, row := range <-won {
			if seen[row.ID] {
				t.Errorf("row %d was claimed twice", row.ID)
			}
			seen[row.ID] = true
		}
	}
	for _, row := range r.claim(t) {
		seen[row.ID] = true
	}
	if len(seen) != 40 {
		t.Errorf("%d of 40 rows were claimed", len(seen))
	}
}

func TestALostMessageComesBackAndItsEffectHappensOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	effects := 0
	r.Handle(r.mux, "test:effect", func(context.Context, task.Message) error { effects++; return nil })
	r.publish(t)
	lost := r.claim(t)[0] // the queue forgets it, or its worker is killed
	if len(r.claim(t)) != 0 {
		t.Fatal("it was offered again within its lease")
	}
	r.clock.Advance(31 * time.Second)
	again := r.claim(t)
	if len(again) != 1 || again[0].TaskKey != lost.TaskKey || again[0].Attempts != 2 {
		t.Fatalf("after the lease: %+v", again)
	}
	for _, row := range []outbox.Row{again[0], lost, lost} { // the lost one turns up after all
		if err := r.mux.Run(t.Context(), row.Message()); err != nil {
			t.Fatal(err)
		}
	}
	r.clock.Advance(time.Hour)
	if effects != 1 || len(r.claim(t)) != 0 {
		t.Fatalf("%d effects", effects)
	}
	r.clock.Advance(8 * 24 * time.Hour)
	if err := r.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestAFailingEffectIsRetriedLaterAndThenGivenUp(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	fail := errors.New("the other side is down, call 13812345678")
	effects := 0
	r.Handle(r.mux, "test:effect", func(ctx context.Context, _ task.Message) error {
		effects++
		if err := r.Publish(ctx, happened{2}); err != nil {
			t.Error(err)
		}
		return fail
	})
	r.publish(t)
	for range 30 {
		rows := r.claim(t)
		if len(rows) > 1 {
			t.Fatalf("a failed handler left its rows: %d", len(rows))
		}
		for _, row := range rows {
			if err := r.mux.Run(t.Context(), row.Message()); !errors.Is(err, fail) {
				t.Fatal(err)
			}
			if err := r.Failed(t.Context(), row.Message(), fail, false); err != nil {
				t.Fatal(err)
			}
			if len(r.claim(t)) != 0 {
				t.Fatal("no back-off")
			}
		}
		r.clock.Advance(2 * time.Hour)
	}
	if effects != 25 {
		t.Errorf("tried %d times", effects)
	}
}

func TestWhatIsCriticalIsOfferedAgainSooner(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if err := r.db.Tx(t.Context(), func(ctx context.Context) error {
		return errors.Join(r.Enqueue(ctx, "a:door", task.Critical, 1, r.clock.Now()), r.Enqueue(ctx, "a:letter", task.Default, 1, r.clock.Now()))
	}); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		after time.Duration
		want  string
	}{{0, "a:door a:letter"}, {11 * time.Second, ""}, {2 * time.Second, "a:door"}, {18 * time.Second, "a:door a:letter"}} {
		r.clock.Advance(step.after)
		var got []string
		for _, row := range r.claim(t) {
			got = append(got, row.Name)
			if wait := row.AvailableAt.Sub(r.clock.Now()); wait <= outbox.Limit(row.Queue) {
				t.Errorf("%s: a handler may take %s, its lease ends in %s", row.Name, outbox.Limit(row.Queue), wait)
			}
		}
		slices.Sort(got)
		if strings.Join(got, " ") != step.want {
			t.Errorf("after %s: %v, not %q", step.after, got, step.want)
		}
	}
}

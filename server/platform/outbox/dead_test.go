package outbox_test

import (
	"context"
	"errors"
	"testing"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/task"
)

// given puts one message of each name on the desk of the dead.
func (r rig) given(t *testing.T, names ...string) []outbox.Row {
	t.Helper()
	if err := r.db.Tx(t.Context(), func(ctx context.Context) error {
		for _, n := range names {
			if err := r.Enqueue(ctx, n, task.Default, 1, r.clock.Now()); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	rows := r.claim(t)
	for _, row := range rows {
		if err := r.Failed(t.Context(), row.Message(), errors.New("no such door"), true); err != nil {
			t.Fatal(err)
		}
	}
	return rows
}

func TestTheDeadAreListedByTaskNewestFirst(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	rows := r.given(t, "a:one", "b:two", "a:three")
	all, err := r.Dead(t.Context(), 0, 0)
	if err != nil || len(all) != 1 || all[0].ID != rows[2].ID || all[0].LastError != "no such door" {
		t.Fatalf("%v %+v", err, all)
	}
	if all, err = r.Dead(t.Context(), rows[2].ID, 50); err != nil || len(all) != 2 || all[0].ID != rows[1].ID {
		t.Fatalf("%v %+v", err, all)
	}
	if all, err = r.Dead(t.Context(), 0, 50, "a:one", "a:three"); err != nil || len(all) != 2 {
		t.Fatalf("%v %+v", err, all)
	}
	if n, err := r.DeadCount(t.Context()); err != nil || n != 3 {
		t.Fatalf("%v %d", err, n)
	}
	if n, err := r.DeadCount(t.Context(), "b:two"); err != nil || n != 1 {
		t.Fatalf("%v %d", err, n)
	}
}

func TestADeadMessageIsTriedAgainUnderItsKeyOrDropped(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	rows := r.given(t, "a:again", "a:drop")
	<-r.Nudged() // the commit that wrote them
	if err := r.Retry(t.Context(), rows[0].ID); err != nil {
		t.Fatal(err)
	}
	<-r.Nudged()
	if err := r.Drop(t.Context(), rows[1].ID); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows { // the second desk is late
		for _, act := range []func(context.Context, ids.ID) error{r.Retry, r.Drop} {
			if err := act(t.Context(), row.ID); !errors.Is(err, outbox.ErrNotDead) {
				t.Errorf("%v", err)
			}
		}
	}
	again := r.claim(t)
	if len(again) != 1 || again[0].TaskKey != rows[0].TaskKey || again[0].Attempts != 1 {
		t.Fatalf("%+v", again)
	}
}

func TestALivingMessageIsNotTheDesksToDrop(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.publish(t)
	row := r.claim(t)[0]
	if err := r.Drop(t.Context(), row.ID); !errors.Is(err, outbox.ErrNotDead) {
		t.Fatalf("%v", err)
	}
	if err := r.Retry(t.Context(), 1); !errors.Is(err, outbox.ErrNotDead) {
		t.Fatalf("%v", err)
	}
}

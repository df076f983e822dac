package binding

import (
	"context"
	"testing"
	"time"

	"zhijian/server/platform/db"
	"zhijian/server/platform/testkit"
)

// Two people read the same row; the second one's write must find nothing,
// whichever of state and version gives it away.
func TestAnOvertakenWriteFindsNothing(t *testing.T) {
	t.Parallel()
	c := testkit.Clock()
	d := testkit.DB(t, c.Now)
	s, ctx := store{d}, db.Within(t.Context(), 10)
	now := c.Now()
	b := binding{ID: 1, CommunityID: 10, HouseID: 101, PersonID: 1001, LiveKey: "101:1001", Role: Owner, State: Pending, Source: ByApply, Version: 1, SubmittedAt: now, DueAt: &now}
	write := func(f func(ctx context.Context) error) error { return d.Tx(ctx, f) }
	if err := write(func(ctx context.Context) error { return s.add(ctx, b) }); err != nil {
		t.Fatal(err)
	}
	next := b
	next.State, next.Version = Active, 2
	older, elsewhere := b, b
	older.Version, elsewhere.State = 7, NeedMore
	for _, try := range []struct {
		name string
		was  binding
		want bool
	}{{"another version", older, false}, {"another state", elsewhere, false}, {"as it stands", b, true}, {"again", b, false}} {
		err := write(func(ctx context.Context) error {
			reminded, err := s.remind(ctx, try.was, b.DueAt)
			if try.was.State == Pending && reminded != try.want {
				t.Errorf("%s: the timer fired %v", try.name, reminded)
			}
			if err != nil {
				return err
			}
			won, err := s.move(ctx, try.was, next)
			if won != try.want {
				t.Errorf("%s: moved %v", try.name, won)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	late := c.Now().Add(time.Hour)
	late2 := next
	late2.DueAt = &late // somebody set the timer anew
	_ = write(func(ctx context.Context) error {
		if fired, err := s.remind(ctx, late2, nil); fired || err != nil {
			t.Errorf("a timer set anew fired: %v %v", fired, err)
		}
		return nil
	})
	twin := b
	twin.ID = 2
	if err := write(func(ctx context.Context) error { return s.add(ctx, twin) }); !db.Duplicate(err) {
		t.Errorf("a second living binding: %v", err)
	}
}

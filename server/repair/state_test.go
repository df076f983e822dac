package repair_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
	"zhijian/server/repair"
)

// allowed is the promise, written a second time on purpose: state, who, act
// and where it leads. Everything else is refused.
const allowed = `
submitted assign desk assigned
assigned  assign desk assigned
accepted  assign desk assigned
arrived   assign desk assigned
assigned  accept wu   accepted
accepted  arrive wu   arrived
arrived   finish wu   to_rate
to_rate   rate   ann  closed
submitted cancel ann  cancelled
assigned  cancel ann  cancelled
accepted  cancel ann  cancelled
submitted cancel desk cancelled
assigned  cancel desk cancelled
accepted  cancel desk cancelled
arrived   cancel desk cancelled`

// cell is one try: somebody does something to an order that stands somewhere.
type cell struct {
	state repair.State
	who   string
	act   string
}

func promises() map[cell]repair.State {
	out := map[cell]repair.State{}
	for line := range strings.Lines(strings.TrimSpace(allowed)) {
		f := strings.Fields(line)
		out[cell{repair.State(f[0]), f[2], f[1]}] = repair.State(f[3])
	}
	return out
}

// try does the act as the actor, through the use case.
func (b *bench) try(t testing.TB, o repair.Order, who auth.Actor, act string) (repair.Order, error) {
	t.Helper()
	ctx := as(t, who)
	switch act {
	case "assign":
		version := o.Version
		if o.State == repair.Submitted {
			version = 0
		}
		return b.Assign(ctx, who, o.ID, qin.ID, version)
	case "accept":
		return b.Accept(ctx, who, o.ID)
	case "arrive":
		return b.Arrive(ctx, who, o.ID)
	case "finish":
		return b.Finish(ctx, who, o.ID, "修好了", "worn", b.upload(who, 1))
	case "rate":
		return b.Rate(ctx, who, o.ID, repair.Scores{Speed: 5, Quality: 4, Attitude: 5})
	}
	return b.Cancel(ctx, who, o.ID, "不用修了")
}

func TestEveryCellOfTheTableHoldsForEveryKindOfActor(t *testing.T) {
	t.Parallel()
	want := promises()
	people := map[string]auth.Actor{"ann": ann, "amy": amy, "bob": bob, "eve": eve, "kid": kid, "desk": desk, "wu": wu, "qin": qin, "far": far, "idle": idle}
	for _, state := range []repair.State{repair.Submitted, repair.Assigned, repair.Accepted, repair.Arrived, repair.ToRate, repair.Closed, repair.Cancelled} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			o := b.order(t, state)
			for name, who := range people {
				for _, act := range []string{"assign", "accept", "arrive", "finish", "rate", "cancel"} {
					b.check(t, &o, cell{state, name, act}, who, want[cell{state, name, act}])
				}
			}
		})
	}
}

// check tries one cell; after a success the next one gets a new order.
func (b *bench) check(t *testing.T, o *repair.Order, c cell, who auth.Actor, to repair.State) {
	t.Helper()
	events, messages := b.count(t, "repair_events"), b.count(t, "outbox")
	after, err := b.try(t, *o, who, c.act)
	if to == "" {
		if e, ok := errs.From(err); !ok || e.Status < 400 || e.Status >= 500 {
			t.Errorf("%v: %v instead of a refusal", c, err)
		}
		if now := b.load(t, o.ID); now.Version != o.Version || now.State != o.State || b.count(t, "repair_events") != events || b.count(t, "outbox") != messages {
			t.Errorf("%v was refused and yet something changed", c)
		}
		return
	}
	if err != nil || after.State != to || after.Version != o.Version+1 || b.load(t, o.ID).State != to || b.count(t, "repair_events") != events+1 {
		t.Errorf("%v: %s %v instead of %s", c, after.State, err, to)
	}
	*o = b.order(t, c.state)
}

func TestRefusalsSayWhy(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	arrived, assigned := b.order(t, repair.Arrived), b.order(t, repair.Assigned)
	for _, tc := range []struct {
		name string
		o    repair.Order
		who  auth.Actor
		act  string
		want error
	}{
		{"too late to cancel", arrived, ann, "cancel", repair.ErrChanged},
		{"nothing to rate yet", arrived, ann, "rate", repair.ErrChanged},
		{"the household may look only", arrived, amy, "rate", repair.ErrNotYours},
		{"another worker", assigned, qin, "accept", repair.ErrNotYours},
		{"the dispatcher is not the worker", assigned, desk, "accept", repair.ErrNotYours},
		{"a step left out", assigned, wu, "finish", repair.ErrChanged},
		{"a neighbour sees nothing", assigned, bob, "cancel", repair.ErrNotFound},
		{"staff of elsewhere see nothing", assigned, far, "assign", repair.ErrNotFound},
	} {
		_, err := b.try(t, tc.o, tc.who, tc.act)
		if !errors.Is(err, tc.want) {
			t.Errorf("%s: %v instead of %v", tc.name, err, tc.want)
		}
		if e, _ := errs.From(err); errors.Is(err, repair.ErrChanged) && e.Meta["state"] != string(tc.o.State) {
			t.Errorf("%s: the loser is not told the state: %v", tc.name, e.Meta)
		}
	}
}

func TestASecondAssignmentNeedsTheVersionOnTheScreen(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.Assigned)
	if _, err := b.Assign(as(t, desk), desk, o.ID, qin.ID, 0); !errors.Is(err, repair.ErrChanged) {
		t.Errorf("without a version: %v", err)
	}
	if _, err := b.Assign(as(t, desk), desk, o.ID, qin.ID, o.Version-1); !errors.Is(err, repair.ErrChanged) {
		t.Errorf("with an old version: %v", err)
	}
	for name, worker := range map[string]ids.ID{"of another community": far.ID, "who is no worker": desk.ID, "who is nobody": 77} {
		if _, err := b.Assign(as(t, desk), desk, o.ID, worker, o.Version); !errors.Is(err, repair.ErrWorker) {
			t.Errorf("a worker %s: %v", name, err)
		}
	}
	o, err := b.Assign(as(t, desk), desk, o.ID, qin.ID, o.Version)
	must(t, err)
	if _, err := b.Accept(as(t, wu), wu, o.ID); !errors.Is(err, repair.ErrNotYours) || o.WorkerID != qin.ID {
		t.Errorf("the first worker still has it: %v", err)
	}
}

func TestTwoDispatchersAtOnceOneWins(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.Submitted)
	results := make(chan error, 2)
	for _, w := range []ids.ID{wu.ID, qin.ID} {
		go func() {
			_, err := b.Assign(as(t, desk), desk, o.ID, w, 0)
			results <- err
		}()
	}
	won, lost := 0, 0
	for range 2 {
		switch err := <-results; {
		case err == nil:
			won++
		case errors.Is(err, repair.ErrChanged):
			lost++
		default:
			t.Error(err)
		}
	}
	if won != 1 || lost != 1 || b.load(t, o.ID).Version != 2 {
		t.Fatal(fmt.Sprint("won ", won, " lost ", lost))
	}
}

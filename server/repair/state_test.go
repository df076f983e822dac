package repair_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
	"zhijian/server/repair"
)

// allowed is the promise, written a second time on purpose: act, who, from
// which states, and where it leads ("same": it stays). Everything else is
// refused. ann reports and owns, kin is a member of her household.
const allowed = `
assign       desk,boss     submitted,dispatching,assigned,accepted,on_the_way,arrived,working,on_hold,quoted,quote_accepted,quote_refused assigned
assign       boss          reopened assigned
offer        desk,boss     submitted dispatching
grab         wu,qin        dispatching accepted
accept       wu            assigned accepted
return       wu            assigned,accepted,on_the_way,arrived dispatching
transfer     wu            assigned,accepted,on_the_way,arrived,working,on_hold assigned
depart       wu            accepted on_the_way
arrive       wu            accepted,on_the_way arrived
no_show      wu            arrived accepted
start        wu            arrived,quote_accepted,quote_refused working
hold         wu            arrived,working,quote_accepted on_hold
resume       wu,desk,boss  on_hold working
quote        wu            arrived,working,quoted,quote_refused quoted
accept_quote ann,kin,desk,boss quoted quote_accepted
refuse_quote ann,kin,desk,boss quoted quote_refused
finish       wu            arrived,working,quote_refused to_rate
finish       wu            quote_accepted to_pay
pay          desk          to_pay to_rate
waive        boss          to_pay to_rate
rate         ann           to_rate closed
visit        ann,desk,boss return_visit closed
visit_bad    ann,desk,boss return_visit reopened
reopen       ann,desk,boss to_rate,return_visit,closed reopened
cancel       ann           submitted,dispatching,assigned,accepted,on_the_way cancelled
cancel       desk,boss     submitted,dispatching,assigned,accepted,on_the_way,arrived,working,on_hold,quoted,quote_accepted,quote_refused cancelled
cancel       boss          reopened cancelled
reject       desk,boss     submitted,dispatching,assigned,accepted,on_the_way rejected
reject       boss          reopened rejected
merge        desk,boss     submitted,dispatching,assigned,accepted,on_the_way,on_hold merged
merge        boss          reopened merged
unmerge      desk,boss     merged submitted
urge         ann,kin       submitted,dispatching,assigned,accepted,on_the_way,arrived,working,on_hold,quoted,quote_accepted,quote_refused,reopened same
reschedule   ann,desk,boss submitted,dispatching,assigned,accepted,on_the_way,on_hold same
reschedule   ann,boss      reopened same
add_house    desk,boss     submitted,dispatching,assigned,accepted,on_the_way,arrived,working,on_hold,quoted,quote_accepted,quote_refused same
add_house    boss          reopened same
add_house    wu            arrived,working,on_hold,quoted,quote_accepted,quote_refused same`

// allStates are where an order can stand.
func allStates() []repair.State {
	return []repair.State{repair.Submitted, repair.Dispatching, repair.Assigned, repair.Accepted, repair.OnTheWay, repair.Arrived, repair.Working, repair.OnHold, repair.Quoted,
		repair.QuoteAccepted, repair.QuoteRefused, repair.ToPay, repair.ToRate, repair.ReturnVisit, repair.Closed, repair.Cancelled, repair.Rejected, repair.Merged, repair.Reopened}
}

// cell is one try: somebody does something to an order that stands somewhere.
type cell struct {
	state repair.State
	who   string
	act   string
}

func promises() (want map[cell]repair.State, acts []string) {
	want = map[cell]repair.State{}
	for line := range strings.Lines(strings.TrimSpace(allowed)) {
		f := strings.Fields(line)
		if !slices.Contains(acts, f[0]) {
			acts = append(acts, f[0])
		}
		for who := range strings.SplitSeq(f[1], ",") {
			for state := range strings.SplitSeq(f[2], ",") {
				to := repair.State(f[3])
				if to == "same" {
					to = repair.State(state)
				}
				want[cell{repair.State(state), who, f[0]}] = to
			}
		}
	}
	return want, acts
}

// try does the act as the actor, through the use case, with everything beside
// the table in order.
func (b *bench) try(t testing.TB, o repair.Order, who auth.Actor, act string) (repair.Order, error) {
	t.Helper()
	ctx, done := as(t, who), repair.RepairDone{Note: "说明"}
	switch act {
	case "assign":
		version := o.Version
		if o.State == repair.Submitted {
			version = 0
		}
		return b.Assign(ctx, who, o.ID, qin.ID, version)
	case "offer":
		return b.Offer(ctx, who, o.ID)
	case "grab":
		return b.Grab(ctx, who, o.ID)
	case "accept":
		return b.Accept(ctx, who, o.ID, done)
	case "return":
		return b.Return(ctx, who, o.ID, done)
	case "transfer":
		return b.Transfer(ctx, who, o.ID, qin.ID, done)
	case "depart":
		return b.Depart(ctx, who, o.ID, done)
	case "arrive":
		return b.Arrive(ctx, who, o.ID, "", done)
	case "start":
		return b.Start(ctx, who, o.ID, done)
	case "no_show":
		b.clock.Advance(16 * time.Minute)
		return b.NoShow(ctx, who, o.ID, repair.RepairDone{PhotoFileIDs: b.upload(who, 1)})
	case "hold":
		return b.Hold(ctx, who, o.ID, b.pause("parts"))
	case "resume":
		return b.Resume(ctx, who, o.ID, done)
	case "quote":
		return b.MakeQuote(ctx, who, o.ID, onList(1))
	case "finish":
		return b.Finish(ctx, who, o.ID, repair.FinishRepairForm{Note: "修好了", CauseCode: "worn", PhotoFileIDs: b.upload(who, 1)})
	}
	return b.tryDesk(t, o, who, act)
}

func (b *bench) tryDesk(t testing.TB, o repair.Order, who auth.Actor, act string) (repair.Order, error) {
	t.Helper()
	ctx := as(t, who)
	switch act {
	case "accept_quote", "refuse_quote":
		return b.AnswerQuote(ctx, who, o.ID, repair.RepairAnswer{Accept: act == "accept_quote", Via: "voice", Speaker: "owner", Evidence: "R-1"})
	case "pay":
		return b.Collect(ctx, who, o.ID, repair.RepairReceipt{AmountFen: 12000, Method: "cash", Voucher: fmt.Sprint("V", o.ID)})
	case "waive":
		return b.Waive(ctx, who, o.ID, "老人困难")
	case "rate":
		return b.Rate(ctx, who, o.ID, repair.Scores{Speed: 5, Quality: 4, Attitude: 5})
	case "visit", "visit_bad":
		return b.PayVisit(ctx, who, o.ID, repair.RepairVisited{Good: act == "visit", Note: "电话已通"})
	case "reopen":
		return b.Reopen(ctx, who, o.ID, "还在漏", nil)
	case "reject":
		return b.Reject(ctx, who, o.ID, "请找燃气公司")
	case "merge":
		return b.MergeInto(ctx, who, o.ID, b.target(t), 0, "")
	case "unmerge":
		return b.Unmerge(ctx, who, o.ID)
	case "urge":
		return b.Urge(ctx, who, o.ID)
	case "reschedule":
		from := b.clock.Now().Add(48 * time.Hour).Truncate(time.Hour)
		return b.Reschedule(ctx, who, o.ID, from, from.Add(2*time.Hour), "")
	case "add_house":
		return b.AddHouse(ctx, who, o.ID, house102)
	}
	return b.Cancel(ctx, who, o.ID, "不用修了")
}

// target is an open order to merge others into.
func (b *bench) target(t testing.TB) ids.ID {
	t.Helper()
	if b.into == 0 {
		b.into = b.order(t, repair.Submitted).ID
	}
	return b.into
}

func TestEveryCellOfTheTableHoldsForEveryKindOfActor(t *testing.T) {
	t.Parallel()
	want, acts := promises()
	people := map[string]auth.Actor{"ann": ann, "kin": kin, "bob": bob, "eve": eve, "kid": kid, "desk": desk, "boss": boss, "wu": wu, "qin": qin, "far": far, "idle": idle}
	for _, state := range allStates() {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.target(t)
			o := b.order(t, state)
			for name, who := range people {
				if state == repair.Dispatching || name == "wu" || name == "qin" {
					b.free(t, o.ID) // a worker with too much to do may not grab
				}
				for _, act := range acts {
					b.check(t, &o, cell{state, name, act}, who, want[cell{state, name, act}])
				}
			}
		})
	}
}

// free ends what the tries before left open with the workers.
func (b *bench) free(t testing.TB, but ids.ID) {
	t.Helper()
	must(t, b.db.Tx(as(t, desk), func(ctx context.Context) error {
		return b.db.Conn(ctx).Model(&repair.Order{}).Where("worker_id IN ? AND state = ? AND id <> ?", []ids.ID{wu.ID, qin.ID}, repair.Accepted, but).Update("worker_id", 1).Error
	}))
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
	b.drain(t)
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
	if _, err := b.Accept(as(t, wu), wu, o.ID, repair.RepairDone{}); !errors.Is(err, repair.ErrNotYours) || o.WorkerID != qin.ID {
		t.Errorf("the first worker still has it: %v", err)
	}
}

// A move on the calendar is one step: worker and appointment, or neither.
func TestAMoveOnTheCalendarIsOneStep(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	from := b.clock.Now().Add(26 * time.Hour).Truncate(time.Hour)
	till, past := from.Add(2*time.Hour), b.clock.Now().Add(-time.Hour).Truncate(time.Hour)
	o := b.order(t, repair.Assigned)
	at := func(o repair.Order, start, end *time.Time) error {
		_, err := b.AssignAt(as(t, desk), desk, o.ID, qin.ID, o.Version, start, end)
		return err
	}
	begun := b.order(t, repair.Working)
	pastEnd := past.Add(2 * time.Hour)
	for name, err := range map[string]error{"in the past": at(o, &past, &pastEnd), "half a slot": at(o, &from, nil), "another half": at(o, nil, &till)} {
		if !errors.Is(err, repair.ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := at(begun, &from, &till); !errors.Is(err, repair.ErrChanged) {
		t.Errorf("an appointment for work that has begun: %v", err)
	}
	for _, x := range []repair.Order{o, begun} {
		if now := b.load(t, x.ID); now.Version != x.Version || now.WorkerID != wu.ID || now.SlotStart != nil {
			t.Errorf("half a move: %+v", now)
		}
	}
	a := b.Call(t, desk, "POST /admin/v1/repairs/"+o.ID.String()+"/assign", fmt.Sprintf(`{"workerId":"%d","version":%d,"slotStart":%q,"slotEnd":%q}`, qin.ID, o.Version, from.Format(time.RFC3339), till.Format(time.RFC3339)))
	now := b.load(t, o.ID)
	if a.Status != 200 || now.WorkerID != qin.ID || now.Version != o.Version+1 || now.SlotStart == nil || !now.SlotStart.Equal(from) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if p := b.promise(t, o.ID, "on_site", 0); !p.DueAt.Equal(till) {
		t.Errorf("he is promised for %s instead of %s", p.DueAt, till)
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

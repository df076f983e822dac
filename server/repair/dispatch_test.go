package repair_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
	"zhijian/server/repair"
)

// chain makes the community try these modes for pipes.
func (b *bench) chain(t testing.TB, modes ...repair.Mode) {
	t.Helper()
	f := treatment("none")
	f.Chain = modes
	must(t, b.Treat(as(t, boss), boss, "water_pipe", f))
}

// pass lets time go by and runs what has become due.
func (b *bench) pass(t testing.TB, d time.Duration) {
	t.Helper()
	b.clock.Advance(d)
	b.drain(t)
}

// count of messages of a template so far.
func (b *bench) toldOf(t testing.TB, template string) int {
	t.Helper()
	return strings.Count(" "+strings.Join(b.messages(t), " ")+" ", " "+template+" ")
}

func TestTwoWorkersGrabAtOnceAndOneWins(t *testing.T) {
	t.Parallel()
	rounds := 1000
	if testing.Short() {
		rounds = 40
	}
	b := newBench(t)
	b.town.cap = 1000
	for round := range rounds {
		o := b.order(t, repair.Dispatching)
		results := map[ids.ID]error{}
		type result struct {
			who ids.ID
			err error
		}
		done := make(chan result, 2)
		for _, w := range []auth.Actor{wu, qin} {
			go func() {
				_, err := b.Grab(as(t, w), w, o.ID)
				done <- result{w.ID, err}
			}()
		}
		for range 2 {
			r := <-done
			results[r.who] = r.err
		}
		now := b.load(t, o.ID)
		loser := wu
		if now.WorkerID == wu.ID {
			loser = qin
		}
		e, _ := errs.From(results[loser.ID])
		if results[now.WorkerID] != nil || !errors.Is(results[loser.ID], repair.ErrGrabbed) || e.Meta["winner"] != now.WorkerName || e.Meta["winnerId"] != now.WorkerID.String() ||
			now.State != repair.Accepted || now.Version != o.Version+1 {
			t.Fatalf("round %d: %v, order %s of %d", round, results, now.State, now.WorkerID)
		}
		b.free(t, 0)
	}
}

func TestGrabbingNeedsSkillShiftAndRoom(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	lift := b.report(t, ann, func(f *repair.Fault) {
		f.Place, f.HouseID, f.PublicPlace, f.Category = repair.Public, 0, "3号楼电梯", "lift"
	})
	_, err := b.Offer(as(t, desk), desk, lift.ID)
	must(t, err)
	if _, err := b.Grab(as(t, qin), qin, lift.ID); !errors.Is(err, repair.ErrUnable) {
		t.Errorf("without the skill: %v", err)
	}
	pool := func(who auth.Actor) int {
		rows, err := b.Pool(as(t, who), who, garden)
		must(t, err)
		return len(rows)
	}
	if pool(wu) != 1 || pool(qin) != 0 {
		t.Errorf("the pool shows %d to the skilled, %d to the other", pool(wu), pool(qin))
	}
	b.town.offShift = []ids.ID{wu.ID}
	if _, err := b.Grab(as(t, wu), wu, lift.ID); !errors.Is(err, repair.ErrUnable) || pool(wu) != 0 {
		t.Errorf("off shift: %v", err)
	}
	b.town.offShift = nil
	if _, err := b.Pool(as(t, far), far, garden); !errors.Is(err, auth.ErrDenied) {
		t.Errorf("another company's worker looks: %v", err)
	}
	if _, err := b.Grab(as(t, far), far, lift.ID); !errors.Is(err, repair.ErrNotFound) {
		t.Errorf("another company's worker: %v", err)
	}
	for range 3 {
		b.order(t, repair.Accepted)
	}
	if _, err := b.Grab(as(t, wu), wu, lift.ID); !errors.Is(err, repair.ErrFull) {
		t.Errorf("a fourth: %v", err)
	}
	if now := b.load(t, lift.ID); now.State != repair.Dispatching || now.Version != 2 {
		t.Errorf("the refusals left something: %+v", now)
	}
}

func TestTheCapHoldsWhenAWorkerGrabsTwoAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for range 2 {
		b.order(t, repair.Accepted)
	}
	one, two := b.order(t, repair.Dispatching), b.order(t, repair.Dispatching)
	done := make(chan error, 2)
	for _, o := range []ids.ID{one.ID, two.ID} {
		go func() {
			_, err := b.Grab(as(t, wu), wu, o)
			done <- err
		}()
	}
	won, full := 0, 0
	for range 2 {
		switch err := <-done; {
		case err == nil:
			won++
		case errors.Is(err, repair.ErrFull):
			full++
		default:
			t.Error(err)
		}
	}
	if won != 1 || full != 1 {
		t.Errorf("won %d, full %d", won, full)
	}
}

func TestEachModeHasItsTimeThenTheNextThenASupervisor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.chain(t, repair.ModeGrab, repair.ModeAssign)
	o := b.report(t, ann, asIs)
	if now := b.load(t, o.ID); now.State != repair.Dispatching || b.toldOf(t, "repair_in_pool") != 2 {
		t.Fatalf("%s, %d told of the pool", now.State, b.toldOf(t, "repair_in_pool"))
	}
	b.pass(t, 29*time.Minute)
	if b.toldOf(t, "repair_to_assign") != 0 {
		t.Error("the next mode began too early")
	}
	b.pass(t, time.Minute)
	if n := b.toldOf(t, "repair_to_assign"); n != 2 {
		t.Errorf("%d dispatchers were asked to assign", n)
	}
	b.pass(t, 30*time.Minute)
	if n := b.toldOf(t, "repair_stuck"); n != 1 {
		t.Errorf("%d supervisors were told that it is stuck", n)
	}
	b.pass(t, 5*time.Hour)
	if b.toldOf(t, "repair_stuck") != 1 || b.toldOf(t, "repair_in_pool") != 2 {
		t.Error("the chain began again")
	}
	if _, err := b.Assign(as(t, desk), desk, o.ID, wu.ID, 0); err != nil {
		t.Error(err)
	}
}

func TestTurnsAndLoad(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.chain(t, repair.ModeRoundRobin)
	var got []ids.ID
	for range 4 {
		o := b.load(t, b.report(t, ann, func(f *repair.Fault) { f.HouseID = house101 }).ID)
		got = append(got, o.WorkerID)
		b.clock.Advance(time.Minute)
		must(t, b.db.Tx(as(t, desk), func(ctx context.Context) error { // so that nobody has three of the same open
			return b.db.Conn(ctx).Model(&repair.Order{}).Where("id = ?", o.ID).Update("category", "other").Error
		}))
	}
	if fmt.Sprint(got) != fmt.Sprint([]ids.ID{wu.ID, qin.ID, wu.ID, qin.ID}) {
		t.Errorf("the turns went %v", got)
	}
	b.chain(t, repair.ModeLeastLoaded, repair.ModeAssign)
	busy := b.report(t, ann, func(f *repair.Fault) { f.Category = "drain" })
	_, err := b.Assign(as(t, desk), desk, busy.ID, wu.ID, 0)
	must(t, err)
	if o := b.load(t, b.report(t, ann, asIs).ID); o.WorkerID != qin.ID || o.State != repair.Assigned {
		t.Errorf("the busier got it: %d %s", o.WorkerID, o.State)
	}
	if o := b.load(t, b.report(t, amy, asIs).ID); o.State != repair.Submitted || o.DispatchStep != 1 { // both have three
		t.Errorf("nobody was free and yet %s at step %d of %d", o.State, o.DispatchStep, o.WorkerID)
	}
}

func TestWhoDoesNotAcceptInTimeLosesTheOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.Assigned)
	_, err := b.Urge(as(t, ann), ann, o.ID) // an urging must not stop the worker's time
	must(t, err)
	b.pass(t, 14*time.Minute)
	if now := b.load(t, o.ID); now.State != repair.Assigned {
		t.Fatalf("too early: %s", now.State)
	}
	b.pass(t, time.Minute)
	now := b.load(t, o.ID)
	if now.State != repair.Dispatching || now.WorkerID != 0 || b.toldOf(t, "repair_lapsed") != 1 || b.toldOf(t, "repair_stuck") != 1 {
		t.Fatalf("%s of %d, %v", now.State, now.WorkerID, b.messages(t))
	}
	if _, err := b.Accept(as(t, wu), wu, o.ID, repair.RepairDone{}); !errors.Is(err, repair.ErrNotYours) {
		t.Errorf("too late: %v", err)
	}
	accepted := b.order(t, repair.Accepted)
	b.pass(t, time.Hour)
	if now := b.load(t, accepted.ID); now.State != repair.Accepted {
		t.Errorf("accepted and lost: %s", now.State)
	}
}

func TestTwoReturnsThenOnlyASupervisor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.chain(t, repair.ModeGrab)
	o := b.order(t, repair.Assigned)
	if _, err := b.Return(as(t, wu), wu, o.ID, repair.RepairDone{}); !errors.Is(err, repair.ErrInput) {
		t.Errorf("without a reason: %v", err)
	}
	why := repair.RepairDone{Note: "不会修"}
	for i := range 2 {
		o, err := b.Return(as(t, wu), wu, o.ID, why)
		if must(t, err); o.State != repair.Dispatching || o.Returns != i+1 {
			t.Fatalf("%+v", o)
		}
		if i == 0 {
			_, err = b.Assign(as(t, desk), desk, o.ID, wu.ID, 0)
			must(t, err)
		}
	}
	if _, err := b.Assign(as(t, desk), desk, o.ID, wu.ID, 0); !errors.Is(err, repair.ErrNotYours) {
		t.Errorf("the desk assigns it a third time: %v", err)
	}
	if _, err := b.Grab(as(t, qin), qin, o.ID); !errors.Is(err, repair.ErrNotYours) {
		t.Errorf("a worker grabs it: %v", err)
	}
	if rows, err := b.Pool(as(t, qin), qin, garden); err != nil || len(rows) != 0 {
		t.Errorf("it is in the pool: %v %v", rows, err)
	}
	b.drain(t)
	if b.toldOf(t, "repair_stuck") != 1 {
		t.Errorf("the supervisor does not know: %v", b.messages(t))
	}
	_, err := b.Assign(as(t, boss), boss, o.ID, wu.ID, 0)
	must(t, err)
	if _, err := b.Return(as(t, wu), wu, o.ID, why); !errors.Is(err, repair.ErrReturns) {
		t.Errorf("a third return: %v", err)
	}
}

func TestATransferNeedsAColleagueOfTheCommunity(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.Accepted)
	why := repair.RepairDone{Note: "他离得近"}
	for name, to := range map[string]ids.ID{"himself": wu.ID, "a worker of another company": far.ID, "the desk": desk.ID} {
		if _, err := b.Transfer(as(t, wu), wu, o.ID, to, why); !errors.Is(err, repair.ErrWorker) {
			t.Errorf("to %s: %v", name, err)
		}
	}
	if _, err := b.Transfer(as(t, wu), wu, o.ID, qin.ID, repair.RepairDone{}); !errors.Is(err, repair.ErrInput) {
		t.Errorf("without a reason: %v", err)
	}
	o, err := b.Transfer(as(t, wu), wu, o.ID, qin.ID, why)
	if must(t, err); o.WorkerID != qin.ID || o.State != repair.Assigned {
		t.Errorf("%+v", o)
	}
	b.pass(t, 15*time.Minute)
	if now := b.load(t, o.ID); now.State != repair.Dispatching {
		t.Errorf("the colleague did not accept and still has it: %s", now.State)
	}
}

func TestTheOrdersOfWhoLeavesGoBackToThePoolOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.chain(t, repair.ModeGrab)
	var open []ids.ID
	for _, s := range []repair.State{repair.Assigned, repair.Working, repair.OnHold, repair.Quoted} {
		open = append(open, b.order(t, s).ID)
	}
	done := b.order(t, repair.ToRate)
	leave := func() {
		must(t, b.db.Tx(as(t, desk), func(ctx context.Context) error { return b.box.Publish(ctx, event.StaffLeft{StaffID: wu.ID}) }))
		b.drain(t)
	}
	leave()
	versions := map[ids.ID]int64{}
	for _, id := range open {
		now := b.load(t, id)
		if versions[id] = now.Version; now.State != repair.Dispatching || now.WorkerID != 0 || now.HoldReason != "" {
			t.Errorf("%s of %d", now.State, now.WorkerID)
		}
	}
	if now := b.load(t, done.ID); now.State != repair.ToRate || now.WorkerID != wu.ID {
		t.Errorf("what he had finished: %+v", now)
	}
	leave()
	for id, v := range versions {
		if now := b.load(t, id); now.Version != v {
			t.Errorf("a second time: version %d after %d", now.Version, v)
		}
	}
	o := b.order(t, repair.Assigned)
	must(t, b.db.Tx(as(t, desk), func(ctx context.Context) error {
		return b.box.Publish(ctx, event.StaffLeft{StaffID: wu.ID, CommunityIDs: []ids.ID{elsewhere}})
	}))
	b.drain(t)
	if now := b.load(t, o.ID); now.State != repair.Assigned {
		t.Errorf("he left another community: %s", now.State)
	}
}

func TestManyAssignmentsEachHaveTheirOutcome(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	a, c, gone := b.order(t, repair.Submitted), b.order(t, repair.Accepted), b.order(t, repair.Cancelled)
	in := []repair.OrderVersion{{ID: a.ID}, {ID: c.ID, Version: c.Version - 1}, {ID: gone.ID}, {ID: 77}, {ID: c.ID, Version: c.Version}}
	out, err := b.AssignMany(as(t, desk), desk, in, qin.ID)
	must(t, err)
	var codes []string
	for _, r := range out {
		codes = append(codes, fmt.Sprint(r.OK, r.Code))
	}
	if fmt.Sprint(codes) != "[true falserepair.changed falserepair.changed falserepair.not_found true]" {
		t.Errorf("%q", codes)
	}
	if b.load(t, a.ID).WorkerID != qin.ID || b.load(t, c.ID).WorkerID != qin.ID || b.load(t, gone.ID).State != repair.Cancelled {
		t.Error("not what the answer says")
	}
	var many []string
	for i := range 51 {
		many = append(many, fmt.Sprintf(`{"id":"%d"}`, i+1))
	}
	if got := b.Call(t, desk, "POST /admin/v1/repair-assignments", `{"workerId":"2003","orders":[`+strings.Join(many, ",")+`]}`); got.Status != 422 {
		t.Errorf("fifty-one: %d", got.Status)
	}
}

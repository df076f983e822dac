package billing_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"zhijian/server/billing"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
)

// states are all that a bill can be in.
func states() []billing.State {
	return []billing.State{billing.Draft, billing.Reviewed, billing.Published, billing.PartlyPaid, billing.Paid, billing.Disputed, billing.Waived, billing.Void,
		billing.Refunding, billing.Refunded, billing.PartlyRefunded}
}

// deed is one act of a person on a bill, as it comes over HTTP.
type deed struct {
	act     string
	do      string // {bill}, {dispute}, {waiver}
	body    string
	needs   string // dispute | waiver | waive
	by      string
	from    []billing.State
	to      billing.State // empty: the state stays
	hidden  []billing.State
	settled bool // from elsewhere it is answered, and the bill stays as it is
}

func deeds() []deed {
	unseen := []billing.State{billing.Draft, billing.Reviewed, billing.Void}
	open := []billing.State{billing.Published, billing.PartlyPaid, billing.Disputed}
	return []deed{
		{act: "dispute", do: "POST /app/v1/bills/{bill}/dispute", body: `{"reason":"面积不对"}`, by: "household", from: []billing.State{billing.Published, billing.PartlyPaid}, to: billing.Disputed, hidden: unseen},
		{act: "keep", do: "POST /admin/v1/bill-disputes/{dispute}/decide", body: `{"result":"keep","answer":"核对无误"}`, needs: "dispute", by: "approver", from: []billing.State{billing.Disputed}, to: billing.Published, settled: true},
		{act: "adjust", do: "POST /admin/v1/bill-disputes/{dispute}/decide", body: `{"result":"adjust","amountFen":100,"answer":"按实际面积更正"}`, needs: "dispute", by: "approver", from: []billing.State{billing.Disputed}, to: billing.Void},
		{act: "waive by a dispute", do: "POST /admin/v1/bill-disputes/{dispute}/decide", body: `{"result":"waive","answer":"本期不收"}`, needs: "dispute", by: "approver", from: []billing.State{billing.Disputed}, to: billing.Waived},
		{act: "cut", do: "POST /admin/v1/waivers/{waiver}/decide", body: `{"approve":true}`, needs: "waiver", by: "approver", from: open},
		{act: "waive", do: "POST /admin/v1/waivers/{waiver}/decide", body: `{"approve":true}`, needs: "waive", by: "approver", from: open, to: billing.Waived},
		{act: "void", do: "POST /admin/v1/bills/{bill}/void", body: `{"reason":"重复出账"}`, by: "approver", from: []billing.State{billing.Published, billing.Disputed}, to: billing.Void},
		{act: "replace", do: "POST /admin/v1/bills/{bill}/correct", body: `{"amountFen":100,"reason":"面积更正"}`, by: "approver", from: []billing.State{billing.Published, billing.Disputed}, to: billing.Void},
	}
}

type player struct {
	name string
	who  auth.Actor
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// cast is who tries.
func cast(house ids.ID) []player {
	resident := func(id ids.ID) auth.Actor { return testkit.ResidentOf(id, house, garden) }
	return []player{
		{"anonymous", auth.Actor{}}, {"idle", idle}, {"maker", maker}, {"elsewhere", far}, {"neighbour", bob},
		{"lodger", without(called(resident(lodger.ID), lodger.Name), auth.Pay, auth.SeeBill)}, {"household", called(resident(ann.ID), ann.Name)}, {"approver", boss},
	}
}

// want is the answer that the actor must get, and whether the bill moves.
func (d deed) want(name string, from billing.State) (status int, moves bool) {
	app := strings.Contains(d.do, "/app/")
	switch name {
	case "anonymous":
		return 401, false
	case "neighbour", "lodger", "household":
		if !app {
			return 401, false
		}
	case "idle", "maker":
		if app {
			return 401, false
		}
		return 403, false
	case "elsewhere", "approver":
		if app {
			return 401, false
		}
	}
	switch {
	case name != d.by || slices.Contains(d.hidden, from):
		return 404, false
	case slices.Contains(d.from, from):
		return 200, true
	case d.settled:
		return 200, false
	}
	return 409, false
}

// stand puts a bill into a state with the sums that go with it.
func (b *bench) stand(t *testing.T, x billing.Bill, s billing.State) {
	t.Helper()
	due, paid, waived := int64(x.PrincipalFen), int64(0), int64(0)
	switch s {
	case billing.PartlyPaid:
		due, paid = due-100, 100
	case billing.Paid, billing.Refunding, billing.Refunded, billing.PartlyRefunded:
		due, paid = 0, due
	case billing.Waived:
		due, waived = 0, due
	}
	b.write(t, "UPDATE billing_bills SET state = ?, due_fen = ?, paid_fen = ?, waived_fen = ? WHERE id = ?", s, due, paid, waived, x.ID)
}

// write changes rows behind the product's back.
func (b *bench) write(t testing.TB, sql string, args ...any) {
	t.Helper()
	must(t, b.db.Tx(dbRaw(t), func(ctx context.Context) error { return b.db.Conn(ctx).Exec(sql, args...).Error }))
}

// ready makes what the deed needs and answers the path of its operation.
func (d deed) ready(t *testing.T, b *bench, x billing.Bill, s billing.State) string {
	t.Helper()
	path := strings.ReplaceAll(d.do, "{bill}", x.ID.String())
	switch d.needs {
	case "dispute":
		owner := called(testkit.ResidentOf(ann.ID, x.HouseID, garden), ann.Name)
		_, err := b.Object(as(t, owner), owner, x.ID, "面积不对", nil)
		must(t, err)
		path = strings.ReplaceAll(path, "{dispute}", b.disputeID(t).String())
	case "waiver", "waive":
		amount := fenOf(50)
		if d.needs == "waive" {
			amount = x.PrincipalFen
			if s == billing.PartlyPaid {
				amount -= 100
			}
		}
		w, err := b.AskWaiver(as(t, maker), maker, x.ID, "principal", amount, "空置")
		must(t, err)
		path = strings.ReplaceAll(path, "{waiver}", w.ID.String())
	}
	b.stand(t, x, s)
	return path
}

// Every act of a person on a bill, in every state, by everybody: over HTTP it
// is allowed where state.go says so, and elsewhere nothing changes.
func TestEveryTransitionOverHTTP(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range len(deeds()) * len(states()) {
		b.town.houses = append(b.town.houses, flat(ids.ID(10_000+i), 4, fmt.Sprintf("8栋%d", i), int64(5000+i)))
	}
	b.item(t, "物业费", byArea())
	b.publish(t, "2026-03")
	n := 0
	for _, d := range deeds() {
		for _, s := range states() {
			x := b.bill(t, ids.ID(10_000+n))
			n++
			path := d.ready(t, b, x, s)
			all := cast(x.HouseID)
			slices.SortStableFunc(all, func(p, q player) int { return btoi(p.name == d.by) - btoi(q.name == d.by) }) // who may comes last
			for _, c := range all {
				b.tried(t, d, s, x.ID, path, c)
			}
		}
	}
	must(t, b.ledger.Audit(system(t), ""))
}

// tried is one attempt: its answer, where the bill stands then, and what was written.
func (b *bench) tried(t *testing.T, d deed, s billing.State, id ids.ID, path string, c player) {
	t.Helper()
	status, moves := d.want(c.name, s)
	events := b.count(t, "billing_bill_events")
	a := b.Call(t, c.who, path, d.body)
	now, to := b.load(t, id).State, s
	if moves && d.to != "" {
		to = d.to
	}
	if a.Status != status || now != to {
		t.Errorf("%s of a %s bill by %s: %d and %s, want %d and %s: %s", d.act, s, c.name, a.Status, now, status, to, a.Body)
	}
	if added := b.count(t, "billing_bill_events") - events; (added > 0) != moves {
		t.Errorf("%s of a %s bill by %s wrote %d events", d.act, s, c.name, added)
	}
	if status == 409 && !strings.Contains(a.Body, `"code":"billing.`) {
		t.Errorf("%s of a %s bill by %s: %s", d.act, s, c.name, a.Body)
	}
}

// The same for runs: drafts become bills by two people, in this order only.
func TestEveryTransitionOfARunOverHTTP(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		act, body string
		may       auth.Actor
		also      map[string]int // who else tries, with a run that could move
		from      string
	}{
		{"review", `{}`, maker, map[string]int{"idle": 403, "elsewhere": 404, "household": 401}, "computed"},
		{"publish", `{}`, boss, map[string]int{"idle": 403, "maker": 403, "elsewhere": 404, "household": 401}, "reviewed"},
		{"discard", `{"reason":"价格要改"}`, boss, map[string]int{"idle": 403, "elsewhere": 404, "household": 401}, "computing"},
		{"discard", `{"reason":"价格要改"}`, boss, nil, "computed"},
		{"discard", `{"reason":"价格要改"}`, boss, nil, "reviewed"},
		{"discard", `{"reason":"价格要改"}`, boss, nil, "failed"},
	} {
		undone := []string{"computing", "computed", "reviewed", "failed"} // may be discarded
		b := newBench(t)
		b.item(t, "物业费", byArea())
		run := b.draft(t, "2026-03")
		do := "POST /admin/v1/bill-runs/" + run.String() + "/" + c.act
		set := func(state string) {
			b.write(t, "UPDATE billing_runs SET state = ? WHERE id = ?", state, run)
		}
		for _, state := range []string{"computing", "computed", "reviewed", "publishing", "published", "discarded", "failed"} {
			if state == c.from || c.act == "discard" && slices.Contains(undone, state) {
				continue
			}
			set(state)
			if a := b.Call(t, c.may, do, c.body); a.Status != 409 || !strings.Contains(a.Body, "billing.run_changed") {
				t.Errorf("%s of a %s run: %d %s", c.act, state, a.Status, a.Body)
			}
		}
		set(c.from)
		if c.act == "publish" {
			b.write(t, "UPDATE billing_bills SET state = 'reviewed' WHERE run_id = ?", run)
		}
		for _, one := range cast(house101) {
			if want, tries := c.also[one.name]; tries {
				if a := b.Call(t, one.who, do, c.body); a.Status != want {
					t.Errorf("%s by %s: %d %s", c.act, one.name, a.Status, a.Body)
				}
			}
		}
		if a := b.Call(t, c.may, do, c.body); a.Status != 200 {
			t.Errorf("%s of a %s run: %d %s", c.act, c.from, a.Status, a.Body)
		}
	}
}

// What waits is counted for the workbench, of this community alone.
func TestCountsForTheWorkbench(t *testing.T) {
	t.Parallel()
	b, x := published(t)
	check := func(when string, want map[string]int) {
		t.Helper()
		got, err := b.Counts(as(t, boss), garden)
		must(t, err)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
	}
	check("not due yet", map[string]int{"billsOverdue": 0, "billsOverdueFen": 0, "billDecisions": 0})
	b.days(20)
	check("overdue", map[string]int{"billsOverdue": 2, "billsOverdueFen": 39585, "billDecisions": 0})
	_, err := b.Object(as(t, ann), ann, x.ID, "面积不对", nil)
	must(t, err)
	other := b.bill(t, house102)
	_, err = b.AskWaiver(as(t, maker), maker, other.ID, "principal", 100, "空置")
	must(t, err)
	check("a dispute stops the clock and waits, a waiver waits", map[string]int{"billsOverdue": 1, "billsOverdueFen": 21000, "billDecisions": 2})
	if got, err := b.Counts(as(t, far), elsewhere); err != nil || got["billsOverdue"] != 0 || got["billDecisions"] != 0 {
		t.Errorf("elsewhere: %v %v", got, err)
	}
}

// A dispute is answered within five days of the community's own calendar.
func TestADisputeIsDueByTheCalendar(t *testing.T) {
	t.Parallel()
	b, x := published(t) // Monday 2026-03-02; the 4th is a holiday
	_, err := b.Object(as(t, ann), ann, x.ID, "面积不对", nil)
	must(t, err)
	list := "GET /admin/v1/bill-disputes?communityId=10&state=open"
	if got := b.Call(t, boss, list, ""); !strings.Contains(got.Body, `"answerBy":"2026-03-10T10:00:00Z"`) || !strings.Contains(got.Body, `"late":false`) {
		t.Errorf("%s", got.Body)
	}
	b.days(9)
	if got := b.Call(t, boss, list, ""); !strings.Contains(got.Body, `"late":true`) {
		t.Errorf("%s", got.Body)
	}
}

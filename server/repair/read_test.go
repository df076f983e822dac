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
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/testkit"
	"zhijian/server/repair"
)

// report makes an order of a resident through the use case.
func (b *bench) report(t testing.TB, who auth.Actor, change func(*repair.Fault)) repair.Order {
	t.Helper()
	f := fault()
	change(&f)
	o, err := b.Report(as(t, who), who, f)
	must(t, err)
	b.drain(t)
	return o
}

func asIs(*repair.Fault) {}

func atGate(f *repair.Fault) {
	f.Place, f.HouseID, f.PublicPlace, f.Category = repair.Public, 0, "东门 100%_好", "access_gate"
}

func TestWhoSeesAnOrderOfAHouse(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	indoor, gate := b.report(t, ann, asIs), b.report(t, ann, atGate)
	newcomer := testkit.ResidentOf(1099, house101, garden)
	gone := named(testkit.ResidentOf(ann.ID, house102, garden), "张建国") // moved next door
	for _, tc := range []struct {
		name string
		who  auth.Actor
		want string
	}{
		{"the reporter", ann, "both"},
		{"an adult of the household", amy, "indoor"},
		{"an adult without the right", kid, ""},
		{"the neighbour", bob, ""},
		{"who moved in later", newcomer, ""},
		{"the reporter after moving out", gone, "both"},
		{"another community", eve, ""},
	} {
		got := ""
		for o, label := range map[ids.ID]string{indoor.ID: "indoor", gate.ID: "gate"} {
			a := b.Call(t, tc.who, "GET /app/v1/repairs/"+o.String(), "")
			if a.Status == 200 && got != "" {
				label, got = "both", ""
			}
			if a.Status == 200 {
				got += label
			} else if a.Status != 404 || strings.Contains(a.Body, "漏水") {
				t.Errorf("%s: %d %s", tc.name, a.Status, a.Body)
			}
		}
		list, _, err := b.Mine(as(t, tc.who), tc.who, "all", "")
		if must(t, err); got != tc.want || len(list) != map[string]int{"both": 2, "indoor": 1}[tc.want] {
			t.Errorf("%s sees %q and %d in the list", tc.name, got, len(list))
		}
	}
}

func TestListsAreCheapAndPaged(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 21 {
		b.report(t, []auth.Actor{ann, amy, bob}[i%3], func(f *repair.Fault) {
			if i%3 == 2 {
				f.HouseID = house102
			}
			f.Category = []string{"drain", "toilet", "electric", "light"}[i%4]
		})
		b.clock.Advance(time.Minute)
	}
	n := 0
	page, next, err := b.Mine(db.Counting(as(t, ann), &n), ann, "open", "")
	if must(t, err); len(page) != 14 || next != "" || n != 1 {
		t.Errorf("%d orders of the household, next %q, %d round trips", len(page), next, n)
	}
	n = 0
	all, next, err := b.Board(db.Counting(as(t, desk), &n), repair.Filter{Community: garden}, "")
	if must(t, err); len(all) != 21 || next != "" || n != 1 || !all[0].CreatedAt.After(all[20].CreatedAt) {
		t.Errorf("%d orders on the board, next %q, %d round trips", len(all), next, n)
	}
	if a := b.Call(t, ann, "GET /app/v1/repairs?state=done", ""); a.Body != "{\"items\":[],\"nextCursor\":\"\"}\n" {
		t.Errorf("an empty list: %s", a.Body)
	}
	for _, bad := range []string{"x", "-1", "1e3"} {
		if _, _, err := b.Mine(as(t, ann), ann, "all", bad); !errors.Is(err, repair.ErrInput) {
			t.Errorf("cursor %q: %v", bad, err)
		}
	}
}

func TestPagesDoNotOverlap(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for range 45 {
		b.order(t, repair.Cancelled)
	}
	seen, cursor, pages := map[ids.ID]bool{}, "", 0
	for {
		page, next, err := b.Mine(as(t, ann), ann, "all", cursor)
		must(t, err)
		for _, o := range page {
			if seen[o.ID] {
				t.Fatal("an order twice")
			}
			seen[o.ID] = true
		}
		if pages++; next == "" {
			break
		}
		cursor = next
	}
	if len(seen) != 45 || pages != 3 {
		t.Errorf("%d orders on %d pages", len(seen), pages)
	}
}

func TestFiltersOfTheBoard(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	gate := b.report(t, ann, atGate)
	work := b.order(t, repair.Accepted)
	done := b.order(t, repair.Cancelled)
	for _, tc := range []struct {
		query string
		want  []ids.ID
	}{
		{"", []ids.ID{done.ID, work.ID, gate.ID}},
		{"communityId=10", []ids.ID{done.ID, work.ID, gate.ID}},
		{"communityId=20", nil},
		{"state=open", []ids.ID{work.ID, gate.ID}},
		{"state=submitted", []ids.ID{gate.ID}},
		{"state=done", []ids.ID{done.ID}},
		{"category=access_gate", []ids.ID{gate.ID}},
		{"workerId=" + wu.ID.String(), []ids.ID{work.ID}},
		{"q=" + work.Number, []ids.ID{work.ID}},
		{"q=100%25_", []ids.ID{gate.ID}},
		{"q=0%25", []ids.ID{gate.ID}}, // a percent sign, no wildcard
		{"q=1%25%25", nil},
		{"q=%E5%8E%A8%E6%88%BF", []ids.ID{done.ID, work.ID, gate.ID}},
	} {
		var got struct{ Items []struct{ ID ids.ID } }
		b.Call(t, desk, "GET /admin/v1/repairs?"+tc.query, "").Into(t, &got)
		var found []ids.ID
		for _, i := range got.Items {
			found = append(found, i.ID)
		}
		if fmt.Sprint(found) != fmt.Sprint(tc.want) {
			t.Errorf("%s: %v instead of %v", tc.query, found, tc.want)
		}
	}
	if a := b.Call(t, desk, "GET /admin/v1/repairs?state=lost", ""); a.Status != 422 {
		t.Errorf("unknown state: %d", a.Status)
	}
	if a := b.Call(t, far, "GET /admin/v1/repairs?communityId=10", ""); !strings.Contains(a.Body, `"items":[]`) {
		t.Errorf("another community's board: %s", a.Body)
	}
}

func TestContactsAreShownToWhoNeedsThem(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.Assigned)
	for _, tc := range []struct {
		name string
		who  auth.Actor
		want string
	}{{"the worker", wu, "13800138001"}, {"another worker", qin, "138****8001"}, {"the dispatcher", desk, "13800138001"}} {
		looks := b.count(t, "audit_entries")
		a := b.Call(t, tc.who, "GET /admin/v1/repairs/"+o.ID.String(), "")
		if !strings.Contains(a.Body, `"contactPhone":"`+tc.want+`"`) {
			t.Errorf("%s: %s", tc.name, a.Body)
		}
		if recorded := b.count(t, "audit_entries") - looks; (recorded == 1) != !strings.Contains(tc.want, "*") {
			t.Errorf("%s: %d looks recorded", tc.name, recorded)
		}
	}
	if a := b.Call(t, desk, "GET /admin/v1/repairs", ""); strings.Contains(a.Body, "13800138001") || !strings.Contains(a.Body, `"reporter":"张*美"`) {
		t.Errorf("the board: %s", a.Body)
	}
}

func TestACallersOrderIsTheResidents(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, tc := range []struct {
		name, phone string
		want        ids.ID
	}{{"an adult of the house", "138 0013 8001", amy.ID}, {"a resident of another house", "13800138002", 0}, {"an unknown mobile", "13700000000", 0}, {"a landline", "0571-88886666", 0}} {
		o, err := b.TakeDown(as(t, desk), desk, "phone", withPhone(fault(), tc.phone))
		if must(t, err); o.ReporterID != tc.want || o.Channel != "phone" {
			t.Errorf("%s: reporter %d, channel %s", tc.name, o.ReporterID, o.Channel)
		}
		if _, ok := b.town.cards[o.ID]; ok != (tc.want != 0) {
			t.Errorf("%s: card %v", tc.name, ok)
		}
	}
	// Nobody known reported it, so any adult with the right may end and rate it.
	o, err := b.TakeDown(as(t, desk), desk, "desk", withPhone(fault(), "0571-88886666"))
	must(t, err)
	b.drain(t)
	if _, err := b.Cancel(as(t, amy), amy, o.ID, ""); err != nil {
		t.Error(err)
	}
	b.drain(t)
	// Who rang has no inbox, so his house is told; of what a resident of it
	// did himself nobody needs to hear.
	before := len(b.households(t))
	mended, err := b.TakeDown(as(t, desk), desk, "desk", withPhone(fault(), "0571-88886666"))
	must(t, err)
	for _, s := range []repair.State{repair.Assigned, repair.Accepted, repair.OnTheWay, repair.Arrived, repair.Working, repair.ToRate} {
		mended = b.advance(t, mended, s)
	}
	b.drain(t)
	var said []string
	for _, n := range b.households(t)[before:] {
		if n.HouseID != house101 || n.Staff {
			t.Errorf("%+v", n)
		}
		said = append(said, n.Template)
	}
	if got := strings.Join(said, " "); got != "repair_submitted repair_assigned repair_accepted repair_on_the_way repair_arrived repair_finished" {
		t.Error(got)
	}
}

func TestUnratedOrdersCloseAfterSevenDaysAndCountForNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.ToRate)
	run := b.Periodics()[0].Run
	b.clock.Advance(7*24*time.Hour - time.Minute)
	must(t, run(t.Context()))
	if now := b.load(t, o.ID); now.State != repair.ToRate {
		t.Fatalf("closed too early: %s", now.State)
	}
	b.clock.Advance(time.Minute)
	must(t, run(t.Context()))
	must(t, run(t.Context()))
	now := b.load(t, o.ID)
	if now.State != repair.Closed || now.EndedAt == nil || b.count(t, "repair_ratings") != 0 || len(b.town.cards) != 0 || now.Version != o.Version+1 {
		t.Errorf("%+v, %d ratings, %d cards", now, b.count(t, "repair_ratings"), len(b.town.cards))
	}
	if a := b.Call(t, ann, "GET /app/v1/repairs/"+o.ID.String(), ""); !strings.Contains(a.Body, "自动结单") || strings.Contains(a.Body, `"rating"`) || !strings.Contains(a.Body, `"actor":"系统"`) {
		t.Error(a.Body)
	}
	if _, err := b.Rate(as(t, ann), ann, o.ID, repair.Scores{Speed: 5, Quality: 5, Attitude: 5}); !errors.Is(err, repair.ErrChanged) {
		t.Errorf("a rating too late: %v", err)
	}
	must(t, b.Periodics()[1].Run(t.Context()))
}

func TestFiguresForOthers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.order(t, repair.Cancelled)
	b.order(t, repair.ToRate)
	b.order(t, repair.Submitted)
	last := b.order(t, repair.Accepted)
	ctx := as(t, desk)
	if n, err := b.OpenForHouse(ctx, house101); err != nil || n != 2 {
		t.Errorf("open for the house: %d %v", n, err)
	}
	if c, err := b.Counts(ctx, garden); err != nil || c["repairsOpen"] != 2 || c["repairsUnassigned"] != 1 {
		t.Errorf("counts: %v %v", c, err)
	}
	b.clock.Advance(time.Minute)
	last = b.advance(t, last, repair.Arrived)
	if c, err := b.Recent(ctx, garden, 2); err != nil || len(c) != 2 || c[0].RefID != last.ID || c[0].Label != "已到场" {
		t.Errorf("recent: %v %v", c, err)
	}
	if c, err := b.Find(ctx, garden, last.Number, 5); err != nil || len(c) != 1 || c[0].RefID != last.ID {
		t.Errorf("find: %v %v", c, err)
	}
	if a := b.Call(t, desk, "GET /admin/v1/workers?communityId=10", ""); !strings.Contains(a.Body, `{"id":"2002","name":"吴师傅","phone":"139****2222","openOrders":1}`) || !strings.Contains(a.Body, `"openOrders":0`) {
		t.Errorf("workers: %s", a.Body)
	}
	if a := b.Call(t, ann, "GET /app/v1/repair-categories", ""); !strings.Contains(a.Body, `"gas_leak"`) || !strings.Contains(a.Body, "119") {
		t.Errorf("categories: %s", a.Body)
	}
}

func TestWhatOthersFailToDoUndoesTheStep(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.Submitted)
	b.town.shutDown = context.DeadlineExceeded
	events := b.count(t, "repair_events")
	if _, err := b.Assign(as(t, desk), desk, o.ID, wu.ID, 0); err == nil {
		t.Fatal("the step stood although nobody could be told")
	}
	if now := b.load(t, o.ID); now.State != repair.Submitted || b.count(t, "repair_events") != events {
		t.Errorf("half a step: %+v", now)
	}
}

// households are the messages to houses of which nobody has an account.
func (b *bench) households(t testing.TB) (out []event.Notify) {
	t.Helper()
	var rows []outbox.Row
	must(t, b.db.Conn(db.AllowRaw(t.Context())).Raw("SELECT * FROM outbox WHERE name = 'test:notify' ORDER BY id").Scan(&rows).Error)
	for _, r := range rows {
		var n event.Notify
		if err := r.Message().Into(&n); err != nil {
			t.Fatal(err)
		}
		if n.To == 0 {
			out = append(out, n)
		}
	}
	return out
}

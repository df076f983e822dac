package repair_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/ids"
	"zhijian/server/repair"
)

func TestArrivingByTheCodeAtTheDoor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code, h, err := b.HouseCode(as(t, desk), desk, house101)
	must(t, err)
	next, _, err := b.HouseCode(as(t, desk), desk, house102)
	must(t, err)
	if !strings.HasPrefix(code, "zj:house:101:") || h.ID != house101 {
		t.Fatalf("%s %+v", code, h)
	}
	if _, _, err := b.HouseCode(as(t, far), far, house101); !errors.Is(err, repair.ErrInput) {
		t.Errorf("another community's house: %v", err)
	}
	o := b.order(t, repair.OnTheWay)
	for name, bad := range map[string]string{"of next door": next, "a forged one": "zj:house:101:0000000000000000", "rubbish": "https://x.cn"} {
		if _, err := b.Arrive(as(t, wu), wu, o.ID, bad, repair.RepairDone{}); !errors.Is(err, repair.ErrCode) {
			t.Errorf("%s: %v", name, err)
		}
	}
	o, err = b.Arrive(as(t, wu), wu, o.ID, code, repair.RepairDone{})
	if must(t, err); !o.Scanned || o.State != repair.Arrived {
		t.Errorf("%+v", o)
	}
	o, err = b.Arrive(as(t, wu), wu, b.order(t, repair.Accepted).ID, "", repair.RepairDone{})
	if must(t, err); o.Scanned {
		t.Error("scanned without a code")
	}
}

func TestNobodyAtHome(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.Arrived)
	proof := func() repair.RepairDone { return repair.RepairDone{PhotoFileIDs: b.upload(wu, 1)} }
	if _, err := b.NoShow(as(t, wu), wu, o.ID, proof()); !errors.Is(err, repair.ErrWait) {
		t.Errorf("at once: %v", err)
	}
	b.clock.Advance(15 * time.Minute)
	if _, err := b.NoShow(as(t, wu), wu, o.ID, repair.RepairDone{}); !errors.Is(err, repair.ErrInput) {
		t.Errorf("without a photo: %v", err)
	}
	o, err := b.NoShow(as(t, wu), wu, o.ID, proof())
	if must(t, err); o.State != repair.Accepted || o.NoShows != 1 || o.SlotStart != nil {
		t.Fatalf("%+v", o)
	}
	b.drain(t)
	if b.toldOf(t, "repair_no_show") != 3 { // ann, and two who can call her
		t.Errorf("%v", b.messages(t))
	}
	from := b.clock.Now().Add(24 * time.Hour).Truncate(time.Hour)
	_, err = b.Reschedule(as(t, ann), ann, o.ID, from, from.Add(2*time.Hour), "")
	must(t, err)
	_, err = b.Arrive(as(t, wu), wu, o.ID, "", repair.RepairDone{})
	must(t, err)
	b.clock.Advance(15 * time.Minute)
	o, err = b.NoShow(as(t, wu), wu, o.ID, proof())
	if must(t, err); o.State != repair.Cancelled || o.NoShows != 2 {
		t.Errorf("the second time: %+v", o)
	}
}

func TestWhatAPhoneDidWithoutNetworkCountsFromThen(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.Assigned)
	b.clock.Advance(2 * time.Hour)
	now := b.clock.Now()
	at := func(d time.Duration) *time.Time { t := now.Add(d); return &t }
	for name, when := range map[string]*time.Time{"in the future": at(time.Minute), "older than the order": at(-3 * time.Hour), "older than a day": at(-25 * time.Hour)} {
		if _, err := b.Accept(as(t, wu), wu, o.ID, repair.RepairDone{At: when}); !errors.Is(err, repair.ErrTime) {
			t.Errorf("%s: %v", name, err)
		}
	}
	key := strings.Repeat("q", 20)
	do := fmt.Sprintf("POST /admin/v1/repairs/%d/accept", o.ID)
	in := fmt.Sprintf(`{"at":%q}`, at(-110*time.Minute).Format(time.RFC3339))
	first := b.Call(t, wu, do, in, "Idempotency-Key", key)
	again := b.Call(t, wu, do, in, "Idempotency-Key", key)
	if first.Status != 200 || again.Body != first.Body {
		t.Fatalf("%d %s\n%d %s", first.Status, first.Body, again.Status, again.Body)
	}
	if got := b.load(t, o.ID); !got.AcceptedAt.Equal(*at(-110 * time.Minute)) || *got.ResponseSecs != 600 || got.Version != o.Version+1 {
		t.Errorf("accepted at %v, after %d s", got.AcceptedAt, *got.ResponseSecs)
	}
	if p := b.promise(t, o.ID, "response", 0); p.State != "met" {
		t.Errorf("an answer after ten minutes that came in late is %s", p.State)
	}
	other := b.Call(t, wu, do, in, "Idempotency-Key", strings.Repeat("r", 20))
	if other.Status != 409 || !strings.Contains(other.Body, `"state":"accepted"`) {
		t.Errorf("a replay that was overtaken: %d %s", other.Status, other.Body)
	}
}

func TestPicturesBeforeAndAfter(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.Accepted)
	_, err := b.Arrive(as(t, wu), wu, o.ID, "", repair.RepairDone{})
	must(t, err)
	if _, err := b.Finish(as(t, wu), wu, o.ID, b.finished()); !errors.Is(err, repair.ErrNoBefore) {
		t.Errorf("nothing from before: %v", err)
	}
	none := b.finished()
	none.PhotoFileIDs = nil
	if _, err := b.Finish(as(t, wu), wu, o.ID, none); !errors.Is(err, repair.ErrInput) {
		t.Errorf("nothing from after: %v", err)
	}
	_, err = b.Start(as(t, wu), wu, o.ID, repair.RepairDone{PhotoFileIDs: b.upload(wu, 1)})
	must(t, err)
	_, err = b.Finish(as(t, wu), wu, o.ID, b.finished())
	must(t, err)
	shown := b.report(t, ann, func(f *repair.Fault) { f.Category, f.PhotoFileIDs = "toilet", b.upload(ann, 1) })
	for _, s := range []repair.State{repair.Assigned, repair.Accepted} {
		b.advance(t, shown, s)
	}
	_, err = b.Arrive(as(t, wu), wu, shown.ID, "", repair.RepairDone{})
	must(t, err)
	if _, err := b.Finish(as(t, wu), wu, shown.ID, b.finished()); err != nil {
		t.Errorf("the reporter's own picture is from before: %v", err)
	}
}

func TestMaterialComesOutOfTheStock(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.Working)
	with := func(uses ...event.Use) repair.FinishRepairForm {
		f := b.finished()
		f.Materials = uses
		return f
	}
	for name, bad := range map[string]repair.FinishRepairForm{
		"none of it":        with(event.Use{ItemID: 9002}),
		"less than nothing": with(event.Use{ItemID: 9002, Quantity: -1}),
		"a thousand":        with(event.Use{ItemID: 9002, Quantity: 1000}),
		"twice the same":    with(event.Use{ItemID: 9002, Quantity: 1}, event.Use{ItemID: 9002, Quantity: 1}),
		"work":              with(event.Use{ItemID: 9001, Quantity: 1}),
		"what is unknown":   with(event.Use{ItemID: 1, Quantity: 1}),
	} {
		if _, err := b.Finish(as(t, wu), wu, o.ID, bad); !errors.Is(err, repair.ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
	b.town.short = true
	if _, err := b.Finish(as(t, wu), wu, o.ID, with(event.Use{ItemID: 9002, Quantity: 1})); !errors.Is(err, errShort) {
		t.Errorf("nothing left: %v", err)
	}
	b.town.short = false
	if now := b.load(t, o.ID); now.State != repair.Working || len(b.town.used) != 0 || b.count(t, "repair_materials") != 0 {
		t.Fatalf("the refusals left something: %+v", now)
	}
	_, err := b.Finish(as(t, wu), wu, o.ID, with(event.Use{ItemID: 9002, Quantity: 2}))
	must(t, err)
	if len(b.town.used) != 1 || b.town.used[0].Quantity != 2 {
		t.Errorf("%v", b.town.used)
	}
	if a := b.Call(t, ann, "GET /app/v1/repairs/"+o.ID.String(), ""); !strings.Contains(a.Body, `"materials":[{"title":"铜球阀","unit":"个","quantity":2}]`) {
		t.Error(a.Body)
	}
	if a := b.Call(t, wu, "POST /admin/v1/repairs/"+b.order(t, repair.Working).ID.String()+"/finish", `{"note":"好","causeCode":"worn","photoFileIds":["1"],"materials":[{"itemId":"9002","quantity":1.5}]}`); a.Status != 422 {
		t.Errorf("one and a half valves: %d", a.Status)
	}
}

func TestANeighboursLeakIsOneOrderOfTwoHouses(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.Arrived)
	for name, house := range map[string]ids.ID{"its own house": house101, "a house of another community": house201, "no house": 5} {
		if _, err := b.AddHouse(as(t, wu), wu, o.ID, house); !errors.Is(err, repair.ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if a := b.Call(t, bob, "GET /app/v1/repairs/"+o.ID.String(), ""); a.Status != 404 {
		t.Fatalf("downstairs sees it already: %d", a.Status)
	}
	_, err := b.AddHouse(as(t, wu), wu, o.ID, house102)
	must(t, err)
	b.drain(t)
	a := b.Call(t, bob, "GET /app/v1/repairs/"+o.ID.String(), "")
	if a.Status != 200 || !strings.Contains(a.Body, `"secondHouseLabel":"1栋1单元102"`) || !strings.Contains(a.Body, `"actions":[]`) || b.toldOf(t, "repair_second_house") != 1 {
		t.Errorf("downstairs: %d %s", a.Status, a.Body)
	}
	code, _, err := b.HouseCode(as(t, desk), desk, house102)
	must(t, err)
	back := b.order(t, repair.OnTheWay)
	if _, err := b.AddHouse(as(t, desk), desk, back.ID, house102); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Arrive(as(t, wu), wu, back.ID, code, repair.RepairDone{}); err != nil {
		t.Errorf("at the second door: %v", err)
	}
}

func TestTheHouseholdMovesOutMidOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	indoor, gate := b.order(t, repair.Accepted), b.report(t, ann, atGate)
	leave := event.BindingChanged{HouseID: house101, CommunityID: garden, PersonID: ann.ID, From: "active", To: "moved_out"}
	for range 2 {
		b.publish(t, leave)
	}
	if now := b.load(t, indoor.ID); !now.AskOccupant || now.State != repair.Accepted || b.toldOf(t, "repair_moved_out") != 2 {
		t.Fatalf("%+v %v", now, b.messages(t))
	}
	if now := b.load(t, gate.ID); now.AskOccupant || now.State != repair.Submitted {
		t.Errorf("the public one: %+v", now)
	}
	if a := b.Call(t, desk, "GET /admin/v1/repairs?flag=ask_occupant", ""); !strings.Contains(a.Body, indoor.ID.String()) || strings.Contains(a.Body, gate.ID.String()) {
		t.Errorf("the desk's list: %s", a.Body)
	}
	in := repair.NewOccupant{ContactName: "李新", ContactPhone: "123"}
	if _, err := b.GoOn(as(t, desk), desk, indoor.ID, in); !errors.Is(err, repair.ErrInput) {
		t.Errorf("a phone that is none: %v", err)
	}
	in.ContactPhone = "13700000000"
	_, err := b.GoOn(as(t, desk), desk, indoor.ID, in)
	must(t, err)
	if now := b.load(t, indoor.ID); now.AskOccupant || now.ReporterID != 0 || now.State != repair.Accepted {
		t.Errorf("%+v", now)
	}
	if _, err := b.GoOn(as(t, desk), desk, indoor.ID, in); !errors.Is(err, repair.ErrChanged) {
		t.Errorf("asked again: %v", err)
	}
	if a := b.Call(t, wu, "GET /admin/v1/repairs/"+indoor.ID.String(), ""); !strings.Contains(a.Body, "13700000000") {
		t.Errorf("the worker calls the one who left: %s", a.Body)
	}
}

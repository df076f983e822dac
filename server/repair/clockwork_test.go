package repair_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/repair"
)

// promise is a row of repair_clocks in short.
type promise struct {
	State string
	Level int
	DueAt time.Time
}

func (b *bench) promise(t testing.TB, order ids.ID, kind string, round int) promise {
	t.Helper()
	var p promise
	must(t, b.db.Conn(db.AllowRaw(t.Context())).Raw("SELECT state, level, due_at FROM repair_clocks WHERE order_id = ? AND kind = ? AND round = ?", order, kind, round).Scan(&p).Error)
	return p
}

func TestThePromisesOfAnOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	start := b.clock.Now()
	slot := start.Add(3 * time.Hour).Truncate(time.Hour)
	slotEnd := slot.Add(2 * time.Hour)
	for _, tc := range []struct {
		name                       string
		change                     func(*repair.Fault)
		response, onSite, resolved time.Duration
	}{
		{"indoors", asIs, 30 * time.Minute, 24 * time.Hour, 72 * time.Hour},
		{"with an appointment", func(f *repair.Fault) { f.SlotStart, f.SlotEnd = &slot, &slotEnd }, 30 * time.Minute, slotEnd.Sub(start), 72 * time.Hour},
		{"in a public place", atGate, 30 * time.Minute, 24 * time.Hour, 7 * 24 * time.Hour},
		{"an emergency", func(f *repair.Fault) { f.Category = "water_burst" }, 15 * time.Minute, 30 * time.Minute, 24 * time.Hour},
		{"danger in the words", func(f *repair.Fault) { f.Category, f.Description = "other", "厨房有燃 气味" }, 15 * time.Minute, 30 * time.Minute, 24 * time.Hour},
	} {
		o := b.report(t, ann, tc.change)
		for kind, want := range map[string]time.Duration{"response": tc.response, "on_site": tc.onSite, "resolve": tc.resolved} {
			if p := b.promise(t, o.ID, kind, 0); p.State != "running" || p.DueAt.Sub(start) != want {
				t.Errorf("%s, %s: %s in %s instead of %s", tc.name, kind, p.State, p.DueAt.Sub(start), want)
			}
		}
		must(t, b.db.Tx(as(t, desk), func(ctx context.Context) error {
			return b.db.Conn(ctx).Model(&repair.Order{}).Where("id = ?", o.ID).Update("place_key", o.ID.String()).Error
		}))
	}
}

func TestTheResponseCountsWorkingHoursOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t) // Monday, 10:00
	b.town.hours = clock.Daily(8*time.Hour+30*time.Minute, 18*time.Hour)
	b.clock.Advance(7*time.Hour + 50*time.Minute) // 17:50
	o := b.report(t, ann, asIs)
	if p := b.promise(t, o.ID, "response", 0); p.DueAt.Sub(b.clock.Now()) != 15*time.Hour {
		t.Errorf("due in %s, not at 8:50 tomorrow", p.DueAt.Sub(b.clock.Now()))
	}
	urgent := b.report(t, ann, func(f *repair.Fault) { f.Category = "power_out" })
	if p := b.promise(t, urgent.ID, "response", 0); p.DueAt.Sub(b.clock.Now()) != 15*time.Minute {
		t.Errorf("an emergency waits for the morning: %s", p.DueAt.Sub(b.clock.Now()))
	}
}

func TestWarningsClimbTheLadderEachOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.chain(t, repair.ModeAssign)
	o := b.report(t, ann, asIs)
	told := func() string {
		return fmt.Sprintf("%d due %d breached", b.toldOf(t, "repair_due"), b.toldOf(t, "repair_breached"))
	}
	for _, tc := range []struct {
		after time.Duration
		level int
		light repair.Light
		told  string
	}{
		{14 * time.Minute, 0, repair.LightGreen, "0 due 0 breached"},
		{time.Minute, 50, repair.LightGreen, "2 due 0 breached"},      // nobody has it: the two dispatchers
		{9 * time.Minute, 80, repair.LightYellow, "4 due 0 breached"}, // 80 %
		{6 * time.Minute, 100, repair.LightRed, "4 due 1 breached"},   // the supervisor
		{15 * time.Minute, 150, repair.LightRed, "4 due 2 breached"},  // the manager
		{15 * time.Minute, 200, repair.LightRed, "4 due 4 breached"},  // nobody oversees: the dispatchers
		{5 * time.Hour, 200, repair.LightRed, "4 due 4 breached"},     // and no more
	} {
		b.pass(t, tc.after)
		p, now := b.promise(t, o.ID, "response", 0), b.load(t, o.ID)
		if p.Level != tc.level || now.Light != tc.light || told() != tc.told || now.Version != 1 {
			t.Errorf("after %s: level %d, %s, %s instead of %+v", b.clock.Now().Sub(o.CreatedAt), p.Level, now.Light, told(), tc)
		}
	}
	_, err := b.Assign(as(t, desk), desk, o.ID, wu.ID, 0)
	must(t, err)
	_, err = b.Accept(as(t, wu), wu, o.ID, repair.RepairDone{})
	must(t, err)
	if p, now := b.promise(t, o.ID, "response", 0), b.load(t, o.ID); p.State != "missed" || now.Light != repair.LightGreen {
		t.Errorf("a late answer: %s, light %s", p.State, now.Light)
	}
}

func TestAnAnswerInTimeIsKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.ToRate)
	for _, kind := range []string{"response", "on_site", "resolve"} {
		if p := b.promise(t, o.ID, kind, 0); p.State != "met" {
			t.Errorf("%s is %s", kind, p.State)
		}
	}
	if o := b.load(t, o.ID); o.Light != repair.LightNone || o.DueAt != nil || o.ResponseSecs == nil || o.ResolveSecs == nil {
		t.Errorf("%+v", o)
	}
	b.pass(t, 100*time.Hour)
	if b.toldOf(t, "repair_breached") != 0 {
		t.Error("a kept promise was broken later")
	}
	if p := b.promise(t, b.order(t, repair.Cancelled).ID, "resolve", 0); p.State != "void" {
		t.Errorf("of a cancelled order: %s", p.State)
	}
}

func TestOnlyWaitingForTheOwnerStopsTheTime(t *testing.T) {
	t.Parallel()
	for why, stops := range map[string]bool{"owner": true, "parts": false, "third_party": false} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			o := b.order(t, repair.Working)
			before := b.promise(t, o.ID, "resolve", 0)
			_, err := b.Hold(as(t, wu), wu, o.ID, repair.RepairPause{Reason: why, ResumeAt: b.clock.Now().Add(48 * time.Hour)})
			must(t, err)
			if p := b.promise(t, o.ID, "resolve", 0); (p.State == "paused") != stops {
				t.Errorf("held: %s", p.State)
			}
			if light := b.load(t, o.ID); stops != (light.DueAt == nil) {
				t.Errorf("due at %v", light.DueAt)
			}
			b.pass(t, 48*time.Hour) // the day that was named
			now, after := b.load(t, o.ID), b.promise(t, o.ID, "resolve", 0)
			if now.State != repair.Working || now.HoldReason != "" || after.State != "running" {
				t.Fatalf("%s, clock %s", now.State, after.State)
			}
			if moved := after.DueAt.Sub(before.DueAt); (stops && moved != 48*time.Hour) || (!stops && moved != 0) {
				t.Errorf("due moved by %s", moved)
			}
		})
	}
}

func TestAResumedOrderIsNotWokenAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.OnHold)
	_, err := b.Resume(as(t, wu), wu, o.ID, repair.RepairDone{})
	must(t, err)
	later := repair.RepairPause{Reason: "parts", ResumeAt: b.clock.Now().Add(72 * time.Hour)}
	_, err = b.Hold(as(t, wu), wu, o.ID, later)
	must(t, err)
	b.pass(t, 25*time.Hour)
	if now := b.load(t, o.ID); now.State != repair.OnHold {
		t.Errorf("the first day woke it: %s", now.State)
	}
	for name, at := range map[string]time.Time{"in the past": b.clock.Now(), "in two months": b.clock.Now().Add(60 * 24 * time.Hour)} {
		if _, err := b.Hold(as(t, wu), wu, b.order(t, repair.Working).ID, repair.RepairPause{Reason: "parts", ResumeAt: at}); err == nil {
			t.Errorf("a hold until %s", name)
		}
	}
}

func TestDangerShowsTheNumbersFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	must(t, b.SetDesk(as(t, boss), boss, garden, repair.RepairDesk{GasPhone: "96777", DutyPhone: "028-88880018", WorkerCap: 5}))
	for _, tc := range []struct{ name, category, text, first string }{
		{"gas in the words", "other", "闻到燃气味道", "96777"},
		{"fire in the words", "other", "楼道起火了", "119"},
		{"an electric shock", "electric", "插座触电", "120"},
		{"trapped", "toilet", "有人困电梯里", "119"},
		{"a gas leak by category", "gas_leak", "灶台旁边", "96777"},
	} {
		a := b.Call(t, ann, "POST /app/v1/repairs", body(t, map[string]any{"category": tc.category, "description": tc.text}))
		var got struct {
			Emergency bool
			State     string
			Calls     *struct {
				Hint   string
				Phones []struct{ Phone string }
			}
		}
		a.Into(t, &got)
		if a.Status != 201 || !got.Emergency || got.Calls == nil || got.Calls.Phones[0].Phone != tc.first || got.Calls.Hint == "" || got.State != "submitted" {
			t.Errorf("%s: %s", tc.name, a.Body)
		}
	}
	a := b.Call(t, ann, "POST /app/v1/repairs", body(t, nil))
	if strings.Contains(a.Body, `"calls"`) || strings.Contains(a.Body, `"emergency":true`) {
		t.Errorf("a dripping tap: %s", a.Body)
	}
	if a := b.Call(t, ann, "GET /app/v1/repair-categories?communityId=10", ""); !strings.Contains(a.Body, "96777") || !strings.Contains(a.Body, "燃气") {
		t.Errorf("while typing: %s", a.Body)
	}
	if a := b.Call(t, eve, "GET /app/v1/repair-categories?communityId=10", ""); strings.Contains(a.Body, "96777") {
		t.Error("another community's numbers")
	}
}

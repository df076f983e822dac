package billing_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"zhijian/server/billing"
	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

func dbRaw(t testing.TB) context.Context { return db.AllowRaw(t.Context()) }

// published is a bench with one published bill of house 101.
func published(t *testing.T) (*bench, billing.Bill) {
	t.Helper()
	b := newBench(t)
	b.item(t, "物业费", byArea())
	b.publish(t, "2026-03")
	return b, b.bill(t, house101)
}

func (b *bench) disputeID(t testing.TB) ids.ID {
	t.Helper()
	var id ids.ID
	must(t, b.db.Conn(dbRaw(t)).Raw("SELECT id FROM billing_disputes ORDER BY id DESC LIMIT 1").Scan(&id).Error)
	return id
}

// A dispute stops the late fee and the reminders, and is answered in three ways.
func TestADisputeStopsTheClock(t *testing.T) {
	t.Parallel()
	b, x := published(t)
	b.days(15) // five days late
	_, err := b.Object(as(t, ann), ann, x.ID, "面积不对，应是 80 ㎡", nil)
	must(t, err)
	if _, err := b.Object(as(t, ann), ann, x.ID, "再说一次", nil); !errors.Is(err, billing.ErrChanged) {
		t.Errorf("twice: %v", err)
	}
	if _, err := b.lock(t, ann, 1, x.ID); !errors.Is(err, billing.ErrDisputed) {
		t.Errorf("paid while disputed: %v", err)
	}
	b.days(30)
	must(t, b.Remind(t.Context()))
	for _, kind := range []string{"before", "after1", "after7"} {
		var n int64
		must(t, b.db.Conn(dbRaw(t)).Raw("SELECT COUNT(*) FROM billing_reminders WHERE bill_id = ? AND kind = ?", x.ID, kind).Scan(&n).Error)
		if n != 0 {
			t.Errorf("reminded (%s) while disputed", kind)
		}
	}
	id := b.disputeID(t)
	for name, c := range map[string]struct {
		who  auth.Actor
		want error
	}{"without the right": {maker, auth.ErrDenied}, "a resident": {ann, auth.ErrDenied}, "from elsewhere": {far, billing.ErrNotFound}} {
		if _, err := b.Decide(as(t, c.who), c.who, id, billing.DisputeAnswer{Result: "keep", Answer: "核对过"}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = b.Decide(as(t, boss), boss, id, billing.DisputeAnswer{Result: "keep", Answer: "已核对产权证，面积无误"})
	must(t, err)
	p, err := b.lock(t, ann, 2, x.ID)
	must(t, err)
	if p.Lines[0].Late != 46 { // five days, not thirty-five
		t.Errorf("late fee %s", p.Lines[0].Late)
	}
	if _, err := b.Decide(as(t, boss), boss, id, billing.DisputeAnswer{Result: "keep", Answer: "再来"}); !errors.Is(err, billing.ErrChanged) {
		t.Errorf("answered twice: %v", err)
	}
	if b.notices(t, "bill_dispute_answered") != 2 || b.notices(t, "bill_disputed") != 1 {
		t.Error("somebody was not told")
	}
}

func TestADisputeIsAdjustedOrWaived(t *testing.T) {
	t.Parallel()
	b, x := published(t)
	_, err := b.Object(as(t, ann), ann, x.ID, "面积不对", nil)
	must(t, err)
	if _, err := b.Decide(as(t, boss), boss, b.disputeID(t), billing.DisputeAnswer{Result: "adjust", Answer: "更正"}); !errors.Is(err, billing.ErrInput) {
		t.Errorf("a corrected bill of nothing: %v", err)
	}
	d, err := b.Decide(as(t, boss), boss, b.disputeID(t), billing.DisputeAnswer{Result: "adjust", AmountFen: 16800, Answer: "按 80 ㎡ 更正"})
	must(t, err)
	fresh := b.load(t, d.NewBillID)
	if fresh.PrincipalFen != 16800 || fresh.ReplacesID != x.ID || fresh.State != billing.Published || b.load(t, x.ID).State != billing.Void {
		t.Errorf("%+v", fresh)
	}
	v := b.Call(t, ann, "GET /app/v1/bills/"+fresh.ID.String(), "")
	if !strings.Contains(v.Body, "原账单 ¥185.85，更正为 ¥168.00") {
		t.Errorf("not explained: %s", v.Body)
	}
	b.balanced(t)
	_, err = b.Object(as(t, ann), ann, fresh.ID, "还是不对", nil)
	must(t, err)
	_, err = b.Decide(as(t, boss), boss, b.disputeID(t), billing.DisputeAnswer{Result: "waive", Answer: "本月不收"})
	must(t, err)
	if y := b.load(t, fresh.ID); y.State != billing.Waived || y.DueFen != 0 || b.balance(t, "waiver", 0) != 16800 {
		t.Errorf("%+v", y)
	}
	b.balanced(t)
}

func TestWaiversNeedAnotherPerson(t *testing.T) {
	t.Parallel()
	b, x := published(t)
	b.days(30)
	for _, bad := range []struct {
		kind string
		fen  int64
	}{{"principal", 0}, {"principal", -1}, {"principal", 18586}, {"late", 187}} {
		if _, err := b.AskWaiver(as(t, maker), maker, x.ID, bad.kind, fenOf(bad.fen), "理由"); !errors.Is(err, billing.ErrInput) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	mine, err := b.AskWaiver(as(t, boss), boss, x.ID, "late", 100, "老人住院")
	must(t, err)
	if _, err := b.AskWaiver(as(t, maker), maker, x.ID, "late", 50, "再来一次"); !errors.Is(err, billing.ErrTwice) {
		t.Errorf("two at once: %v", err)
	}
	if _, err := b.DecideWaiver(as(t, boss), boss, mine.ID, true, ""); !errors.Is(err, billing.ErrOwnWaiver) {
		t.Errorf("approved his own: %v", err)
	}
	if _, err := b.DecideWaiver(as(t, maker), maker, mine.ID, true, ""); !errors.Is(err, auth.ErrDenied) {
		t.Errorf("approved without the right: %v", err)
	}
	other := boss
	other.ID, other.Name = 2009, "钱经理"
	_, err = b.DecideWaiver(as(t, other), other, mine.ID, true, "同意")
	must(t, err)
	if _, err := b.DecideWaiver(as(t, other), other, mine.ID, false, ""); !errors.Is(err, billing.ErrChanged) {
		t.Errorf("decided twice: %v", err)
	}
	p, err := b.lock(t, ann, 1, x.ID)
	if must(t, err); p.Lines[0].Late != 86 { // 185.85 × 0.05 % × 20 = 1.86, less 1.00
		t.Errorf("late fee left: %s", p.Lines[0].Late)
	}
	must(t, b.db.Tx(system(t), func(ctx context.Context) error { return b.Unlock(ctx, 1) }))
	w, err := b.AskWaiver(as(t, maker), maker, x.ID, "principal", 18585, "空置减免")
	must(t, err)
	_, err = b.DecideWaiver(as(t, boss), boss, w.ID, true, "")
	must(t, err)
	if y := b.load(t, x.ID); y.State != billing.Waived {
		t.Errorf("%+v", y)
	}
	b.balanced(t)
}

// The ladder: one of a kind for each bill, whatever happens how often.
func TestTheReminderLadder(t *testing.T) {
	t.Parallel()
	b, x := published(t) // due 2026-03-12, ten days from now
	want := map[string]int64{}
	check := func(day string) {
		t.Helper()
		for range 3 { // as often as the clock likes
			must(t, b.Remind(t.Context()))
		}
		for _, kind := range []string{"before", "after1", "after7", "call", "letter"} {
			var n int64
			must(t, b.db.Conn(dbRaw(t)).Raw("SELECT COUNT(*) FROM billing_reminders WHERE bill_id = ? AND kind = ?", x.ID, kind).Scan(&n).Error)
			if n != want[kind] {
				t.Errorf("%s: %d of %s, want %d", day, n, kind, want[kind])
			}
		}
	}
	check("on the day")
	b.days(7)
	want["before"] = 1
	check("T-3")
	b.days(4)
	want["after1"] = 1
	check("T+1")
	b.days(6)
	want["after7"] = 1
	check("T+7")
	b.days(23)
	want["call"] = 1
	check("T+30")
	b.days(60)
	want["letter"] = 1
	check("T+90")
	if b.notices(t, "bill_remind_before") != 3 || b.notices(t, "bill_work") == 0 {
		t.Error("somebody was not told, or twice")
	}
	must(t, b.FinishWork(as(t, maker), maker, x.ID, "call", "已接通，答应月底缴"))
	if err := b.FinishWork(as(t, maker), maker, x.ID, "call", "再来"); !errors.Is(err, billing.ErrNotFound) {
		t.Errorf("done twice: %v", err)
	}
	if err := b.FinishWork(as(t, far), far, x.ID, "letter", "x"); !errors.Is(err, billing.ErrNotFound) {
		t.Errorf("from elsewhere: %v", err)
	}
}

// A bill that comes late does not get the whole ladder at once.
func TestOnlyTheStepOfTheDayIsTaken(t *testing.T) {
	t.Parallel()
	b, x := published(t)
	b.days(200)
	must(t, b.Remind(t.Context()))
	var n int64
	must(t, b.db.Conn(dbRaw(t)).Raw("SELECT COUNT(*) FROM billing_reminders WHERE bill_id = ?", x.ID).Scan(&n).Error)
	if n != 2 { // publish and letter
		t.Errorf("%d reminders", n)
	}
}

// Arrears never change door rights, emergency repairs or notices: nothing that
// decides about them asks billing, and billing asks nothing of them.
func TestArrearsChangeNoRight(t *testing.T) {
	t.Parallel()
	b, _ := published(t)
	b.days(400)
	must(t, b.Remind(t.Context()))
	if !ann.May(house101, auth.OpenDoor) || !ann.May(house101, auth.Repair) {
		t.Error("a right is gone")
	}
	var touched int64
	must(t, b.db.Conn(dbRaw(t)).Raw("SELECT COUNT(*) FROM bindings").Scan(&touched).Error)
	if touched != 0 {
		t.Error("billing wrote bindings")
	}
}

// Household moves out mid-period: two bills by days; who left sees and pays
// his, the next one sees only his own and no name.
func TestMovesOutMidPeriod(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.item(t, "物业费", byArea())
	b.publish(t, "2026-02")
	b.days(12) // 2026-03-14
	for _, p := range []ids.ID{ann.ID, amy.ID} {
		must(t, b.db.Tx(system(t), func(ctx context.Context) error {
			return b.box.Enqueue(ctx, billing.TaskMoved, task.Default, event.BindingChanged{HouseID: house101, CommunityID: garden, PersonID: p, From: "active", To: "moved_out"}, b.clock.Now())
		}))
	}
	b.drain(t)
	b.town.seers[house101] = []ids.ID{lodger.ID} // the next household
	next := called(testkitResident(lodger.ID), "新业主")
	b.publish(t, "2026-03")
	bills := b.bills(t, "house_id = ? AND period = '2026-03'", house101)
	if len(bills) != 2 || bills[0].PrincipalFen != 8393 || bills[1].PrincipalFen != 10192 || bills[0].TenureID == bills[1].TenureID {
		t.Fatalf("%+v", bills)
	}
	gone := auth.Actor{Kind: auth.Resident, ID: ann.ID, Name: ann.Name} // bound to nothing
	page, err := b.Mine(as(t, gone), gone, 0, "", true)
	must(t, err)
	if len(page.Items) != 2 || page.DueFen != 18585+19+8393 || !page.Items[0].MayPay {
		t.Errorf("who left sees %+v", page)
	}
	page, err = b.Mine(as(t, next), next, house101, "", false)
	must(t, err)
	if len(page.Items) != 1 || page.Items[0].ID != bills[1].ID {
		t.Errorf("the next one sees %+v", page)
	}
	for name, who := range map[string]auth.Actor{"the next": next, "the neighbour": bob} {
		if got := b.Call(t, who, "GET /app/v1/bills/"+bills[0].ID.String(), ""); got.Status != 404 {
			t.Errorf("%s reads the old bill: %d", name, got.Status)
		}
	}
	if got := b.Call(t, next, "GET /app/v1/bills/"+bills[1].ID.String(), ""); strings.Contains(got.Body, "张") || !strings.Contains(got.Body, "您承担 17 天") {
		t.Errorf("the old name is shown: %s", got.Body)
	}
	b.pay(t, gone, bills[0].ID)
	b.balanced(t)
	if n := b.count(t, "billing_tenures"); n != 2 {
		t.Errorf("%d tenures for one move-out of two people", n)
	}
}

// Ownership transfer with arrears: debt stays with the person of that time.
func TestOwnershipTransferWithArrears(t *testing.T) {
	t.Parallel()
	b, old := published(t)
	for _, bad := range []string{"2026-02-31", "2027-01-01", ""} {
		if err := b.Transfer(as(t, maker), maker, house101, bad, ""); !errors.Is(err, billing.ErrInput) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if err := b.Transfer(as(t, far), far, house101, "2026-03-10", ""); !errors.Is(err, billing.ErrNoHouse) {
		t.Errorf("from elsewhere: %v", err)
	}
	must(t, b.Transfer(as(t, maker), maker, house101, "2026-03-20", "买卖过户"))
	next := called(testkitResident(3001), "新业主")
	if page, err := b.Mine(as(t, next), next, house101, "", false); err != nil || len(page.Items) != 0 {
		t.Errorf("the new owner sees old debt: %+v %v", page, err)
	}
	gone := auth.Actor{Kind: auth.Resident, ID: ann.ID, Name: ann.Name}
	if page, err := b.Mine(as(t, gone), gone, 0, "", true); err != nil || page.DueFen != old.DueFen {
		t.Errorf("the old owner: %+v %v", page, err)
	}
	b.days(30)
	a, err := b.ArrearsOf(as(t, boss), boss, garden)
	must(t, err)
	if len(a.Rows) != 2 || !a.Rows[0].Former || a.Rows[0].Holder != "张*国" || a.TotalFen != 18585+21000 {
		t.Errorf("the board: %+v", a)
	}
	if err := b.Transfer(as(t, maker), maker, house101, "2026-03-01", ""); !errors.Is(err, billing.ErrInput) {
		t.Errorf("before the last change: %v", err)
	}
}

func TestArrearsByAge(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.item(t, "物业费", byArea())
	for _, period := range []string{"2026-03", "2026-04", "2026-05", "2026-06", "2026-07"} {
		b.publish(t, period)
		b.days(map[string]int{"2026-03": 600, "2026-04": 300, "2026-05": 60, "2026-06": 50, "2026-07": 20}[period])
	}
	a, err := b.ArrearsOf(as(t, boss), boss, garden)
	must(t, err)
	for i, want := range []struct {
		code  string
		bills int64
	}{{"d30", 2}, {"d90", 2}, {"d365", 2}, {"y1", 2}, {"y25", 2}} {
		if a.Bands[i].Code != want.code || a.Bands[i].Bills != want.bills || a.Bands[i].Fen != 39585 {
			t.Errorf("%+v, want %+v", a.Bands[i], want)
		}
	}
	if !a.Bands[4].Urgent || a.TotalFen != 5*39585 || a.Rows[0].Band != "y25" {
		t.Errorf("%+v", a)
	}
	if _, err := b.ArrearsOf(as(t, far), far, garden); !errors.Is(err, auth.ErrDenied) {
		t.Errorf("from elsewhere: %v", err)
	}
}

func TestWhyIsItHigher(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	water := b.item(t, "水费", billing.TariffForm{Method: billing.Metered, UnitPrice: "3.50"}, func(f *billing.FeeItemForm) { f.Kind = "water" })
	m := b.meters(t, water)[0]
	for _, r := range [][2]string{{"2026-01", "0"}, {"2026-02", "10"}, {"2026-03", "26"}} {
		b.read(t, m, r[0], r[1], nil)
		b.publish(t, r[0])
	}
	x := b.bills(t, "period = '2026-03'")[0]
	c, err := b.Compare(as(t, ann), ann, x.ID)
	must(t, err)
	if len(c.Points) != 3 || c.Points[2].AmountFen != 5600 || c.DiffFen != 2100 || !strings.Contains(c.Sentence, "比上期多 ¥21.00，因为用量有变化") {
		t.Errorf("%+v", c)
	}
	if _, err := b.Compare(as(t, bob), bob, x.ID); !errors.Is(err, billing.ErrNotFound) {
		t.Errorf("the neighbour: %v", err)
	}
}

package billing_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"zhijian/server/billing"
	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/testkit"
)

func TestPayingFromLockToReceipt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.item(t, "物业费", byArea())
	b.publish(t, "2026-03")
	x := b.bill(t, house101)
	p, err := b.lock(t, ann, 1, x.ID)
	must(t, err)
	if p.Total != 18585 || p.CompanyID != 1 || p.HouseID != house101 || len(p.Lines) != 1 || !strings.Contains(p.Lines[0].Title, "2026年3月") {
		t.Errorf("%+v", p)
	}
	b.settle(t, 1, p, "wechat")
	x = b.load(t, x.ID)
	if x.State != billing.Paid || x.PaidFen != 18585 || x.DueFen != 0 || x.PaidAt == nil || x.LockOrderID != 0 {
		t.Errorf("%+v", x)
	}
	if b.balance(t, "wechat_receivable", 7) != 18585 || b.town.card(ann.ID, house101).Label != "" {
		t.Error("the money or the card is wrong")
	}
	b.balanced(t)
}

// Two phones pay one bill: the second sees who is paying and until when.
func TestTwoPhones(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.item(t, "物业费", byArea())
	b.publish(t, "2026-03")
	x := b.bill(t, house101)
	_, err := b.lock(t, ann, 1, x.ID)
	must(t, err)
	if _, err := b.lock(t, ann, 2, x.ID); !refused(err, billing.ErrLocked, "张*国正在支付，10:15 后可重试") {
		t.Errorf("the second phone: %v", err)
	}
	at := "GET /app/v1/bills/" + x.ID.String()
	testkit.Scenario{Name: "the way back for who pays", As: ann, Do: at, WantStatus: 200, WantBody: []string{`"payingId":"1"`, `"mayPay":false`}}.Run(t, b.HTTP)
	testkit.Scenario{Name: "not for the family", As: amy, Do: at, WantStatus: 200, WantBody: []string{`"payingId":""`, "张*国正在支付"}}.Run(t, b.HTTP)
	must(t, b.db.Tx(system(t), func(ctx context.Context) error { return b.Unlock(ctx, 1) }))
	if _, err := b.lock(t, ann, 2, x.ID); err != nil {
		t.Errorf("after it was given up: %v", err)
	}
	b.clock.Advance(16 * time.Minute)
	if _, err := b.lock(t, ann, 3, x.ID); err != nil {
		t.Errorf("after fifteen minutes: %v", err)
	}
}

func TestManyPhonesAtOnceOneOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.item(t, "物业费", byArea())
	b.publish(t, "2026-03")
	x := b.bill(t, house101)
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for i := range 12 {
		wg.Go(func() {
			if _, err := b.lock(t, ann, ids.ID(i+1), x.ID); err == nil {
				mu.Lock()
				won++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if won != 1 {
		t.Errorf("%d orders hold one bill", won)
	}
}

// Double pay (online and cash, two phones, pay after close): nothing is lost,
// nothing is taken twice; what is too much is answered and booked.
func TestDoublePayIsFoundAndBooked(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.item(t, "物业费", byArea())
	b.publish(t, "2026-03")
	x := b.bill(t, house101)
	online, err := b.lock(t, ann, 1, x.ID)
	must(t, err)
	must(t, b.db.Tx(system(t), func(ctx context.Context) error { return b.Unlock(ctx, 1) })) // the order was closed
	cash, err := b.lock(t, boss, 2, x.ID)
	must(t, err)
	if got := b.settle(t, 2, cash, "cash"); got.Total != 0 {
		t.Errorf("cash: %+v", got)
	}
	got := b.settle(t, 1, online, "wechat") // and yet it was paid
	if got.Total != 18585 || len(got.Overpaid) != 1 || got.Overpaid[0].Amount != 18585 {
		t.Errorf("late success: %+v", got)
	}
	again := b.settle(t, 1, online, "wechat")
	if again.Total != got.Total || b.count(t, "billing_payments") != 2 {
		t.Errorf("repeated: %+v", again)
	}
	if b.balance(t, "overpaid", house101) != -18585 || b.balance(t, "cash", 0) != 18585 {
		t.Error("the book is wrong")
	}
	b.balanced(t)
}

// However money comes, doubled and out of order, Σ bills + Σ over = Σ money.
func TestMoneyIsNeverLostOrDoubled(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	item := b.item(t, "物业费", byArea())
	period := 0
	rapid.Check(t, func(rt *rapid.T) {
		period++
		b.publish(t, time.Date(2030, time.Month(period), 1, 0, 0, 0, 0, time.UTC).Format("2006-01"), item)
		x := b.bills(t, "house_id = ? AND state = 'published'", house101)[0]
		var came, over money.Fen
		for range rapid.IntRange(1, 5).Draw(rt, "orders") {
			order := b.gen.New()
			part := money.Fen(rapid.Int64Range(1, 25000).Draw(rt, "fen"))
			p := event.Payable{CommunityID: garden, HouseID: house101, Total: part, Lines: []event.PayLine{{BillID: x.ID, Principal: part, Amount: part}}}
			came += part
			over += b.settle(t, order, p, "wechat").Total
			if rapid.Bool().Draw(rt, "repeated") {
				b.settle(t, order, p, "wechat")
			}
		}
		now := b.load(t, x.ID)
		if now.PaidFen+over != came || now.DueFen != 18585-now.PaidFen || (now.State == billing.Paid) != (now.DueFen == 0) {
			rt.Fatalf("%s came, %s over: %+v", came, over, now)
		}
	})
	b.balanced(t)
}

// Merge across merchants: one order has one payee and one house.
func TestMergeAcrossMerchantsIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.item(t, "物业费", byArea())
	b.item(t, "车位费", billing.TariffForm{Method: billing.Parking, UnitPrice: "80"}, func(f *billing.FeeItemForm) { f.MerchantID, f.Kind = shopkeeper, "parking" })
	b.publish(t, "2026-03")
	mine := b.bills(t, "house_id = ?", house101)
	if _, err := b.lock(t, ann, 1, mine[0].ID, mine[1].ID); !errors.Is(err, billing.ErrMerchants) {
		t.Errorf("two payees: %v", err)
	}
	if mine = b.bills(t, "house_id = ?", house101); mine[0].LockOrderID != 0 || mine[1].LockOrderID != 0 {
		t.Error("a refused order holds a bill")
	}
	other := b.bills(t, "house_id = ? AND merchant_id = 0", house102)[0]
	first := b.bills(t, "house_id = ? AND merchant_id = 0", house101)[0]
	if _, err := b.lock(t, boss, 1, first.ID, other.ID); !errors.Is(err, billing.ErrHouses) {
		t.Errorf("two houses: %v", err)
	}
	p, err := b.lock(t, ann, 1, b.bills(t, "merchant_id = ? AND house_id = ?", shopkeeper, house101)[0].ID)
	if must(t, err); p.MerchantID != shopkeeper || p.Total != 8000 {
		t.Errorf("%+v", p)
	}
}

func TestWhoMayPay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.item(t, "物业费", byArea())
	b.publish(t, "2026-03")
	x := b.bill(t, house101)
	for name, c := range map[string]struct {
		who  auth.Actor
		want error
	}{
		"a member without the right": {amy, billing.ErrNoRight},
		"a lodger who sees nothing":  {lodger, billing.ErrNotFound},
		"the neighbour":              {bob, billing.ErrNotFound},
		"a stranger":                 {eve, billing.ErrNotFound},
		"staff of elsewhere":         {far, billing.ErrNotFound},
		"nobody":                     {auth.Actor{}, billing.ErrNotFound},
	} {
		if _, err := b.lock(t, c.who, 1, x.ID); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.lock(t, ann, 1); !errors.Is(err, billing.ErrInput) {
		t.Errorf("no bill: %v", err)
	}
	if b.load(t, x.ID).LockOrderID != 0 {
		t.Error("somebody holds it")
	}
}

// Bill changed after prepay: the lock forbids it.
func TestALockedBillDoesNotChange(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.item(t, "物业费", byArea())
	b.publish(t, "2026-03")
	x := b.bill(t, house101)
	w, err := b.AskWaiver(as(t, maker), maker, x.ID, "principal", 100, "说好了的")
	must(t, err)
	_, err = b.lock(t, ann, 1, x.ID)
	must(t, err)
	if _, err := b.Object(as(t, ann), ann, x.ID, "面积不对", nil); !errors.Is(err, billing.ErrLocked) {
		t.Errorf("dispute: %v", err)
	}
	if _, err := b.Correct(as(t, boss), boss, x.ID, 100, "更正"); !errors.Is(err, billing.ErrLocked) {
		t.Errorf("correct: %v", err)
	}
	if _, err := b.Void(as(t, boss), boss, x.ID, "作废"); !errors.Is(err, billing.ErrLocked) {
		t.Errorf("void: %v", err)
	}
	if _, err := b.DecideWaiver(as(t, boss), boss, w.ID, true, ""); !errors.Is(err, billing.ErrLocked) {
		t.Errorf("waive: %v", err)
	}
	if y := b.load(t, x.ID); y.DueFen != 18585 || y.State != billing.Published {
		t.Errorf("it changed: %+v", y)
	}
}

// Tenant suspended: no new payments, and what was begun is still received.
func TestSuspendedCompanyTakesNoNewPayments(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.item(t, "物业费", byArea())
	b.publish(t, "2026-03")
	p, err := b.lock(t, ann, 1, b.bill(t, house101).ID)
	must(t, err)
	b.town.closed = true
	if _, err := b.lock(t, bob, 2, b.bill(t, house102).ID); !errors.Is(err, billing.ErrClosed) {
		t.Errorf("a new payment: %v", err)
	}
	if b.settle(t, 1, p, "wechat").Total != 0 || b.bill(t, house101).State != billing.Paid {
		t.Error("money on its way was refused")
	}
}

// 代缴: the code opens one bill, without name and history.
func TestAnonymousPaymentRevealsNoNameAndNoHistory(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.item(t, "物业费", byArea())
	b.publish(t, "2026-02")
	b.publish(t, "2026-03")
	all := b.bills(t, "house_id = ?", house101)
	code, err := b.ShareCode(as(t, ann), ann, all[1].ID)
	must(t, err)
	got := b.Call(t, eve, "GET /app/v1/pay-codes/"+code.Code, "")
	if got.Status != 200 || !strings.Contains(got.Body, "18585") || strings.Contains(got.Body, "张") || strings.Contains(got.Body, "timeline") || strings.Contains(got.Body, all[0].ID.String()) {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	pay := func(order ids.ID, in event.PayRequest) error {
		in.OrderID, in.Until = order, b.clock.Now().Add(15*time.Minute)
		return b.db.Tx(as(t, eve), func(ctx context.Context) error { _, err := b.Lock(ctx, eve, in); return err })
	}
	if err := pay(1, event.PayRequest{Code: code.Code, BillIDs: []ids.ID{all[0].ID}}); !errors.Is(err, billing.ErrCode) {
		t.Errorf("another bill by the code: %v", err)
	}
	if err := pay(1, event.PayRequest{Code: "WRONGCODE234"}); !errors.Is(err, billing.ErrCode) {
		t.Errorf("a guessed code: %v", err)
	}
	if err := pay(1, event.PayRequest{Code: code.Code}); err != nil {
		t.Errorf("by the code: %v", err)
	}
	if got := b.Call(t, bob, "GET /app/v1/pay-codes/"+code.Code, ""); strings.Contains(got.Body, "王") || !strings.Contains(got.Body, "有人正在支付") {
		t.Errorf("who is paying: %s", got.Body)
	}
	b.days(4)
	if err := pay(2, event.PayRequest{Code: code.Code}); !errors.Is(err, billing.ErrCode) {
		t.Errorf("an old code: %v", err)
	}
	if _, err := b.ShareCode(as(t, bob), bob, all[0].ID); !errors.Is(err, billing.ErrNotFound) {
		t.Errorf("the neighbour shares it: %v", err)
	}
}

// Partial refund, then a second; more than was paid is refused; a repeat is nothing.
func TestPartialRefundThenSecond(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.item(t, "物业费", byArea())
	b.publish(t, "2026-03")
	x := b.bill(t, house101)
	b.pay(t, ann, x.ID)
	refund := func(id ids.ID, fen money.Fen) error {
		return b.db.Tx(system(t), func(ctx context.Context) error {
			return b.Refunded(ctx, event.RefundDone{RefundID: id, OrderID: 1, CommunityID: garden, HouseID: house101, Via: "wechat", Lines: []event.RefundLine{{BillID: x.ID, Amount: fen}}, At: b.clock.Now()})
		})
	}
	must(t, b.Refunding(system(t), x.ID, false))
	must(t, b.Refunding(system(t), x.ID, true)) // it failed, and is tried again
	must(t, refund(1, 5000))
	must(t, refund(1, 5000))
	if y := b.load(t, x.ID); y.State != billing.PartlyRefunded || y.RefundedFen != 5000 {
		t.Errorf("after the first: %+v", y)
	}
	for _, bad := range []money.Fen{13586, 0, -1} {
		if err := refund(2, bad); !errors.Is(err, billing.ErrRefund) {
			t.Errorf("%d: %v", bad, err)
		}
	}
	must(t, refund(3, 13585))
	if y := b.load(t, x.ID); y.State != billing.Refunded || y.RefundedFen != 18585 {
		t.Errorf("after the second: %+v", y)
	}
	if b.balance(t, "fee_income:property", 0) != -21000 || b.balance(t, "refund_payable", 0) != -18585 {
		t.Error("what was earned is not taken back")
	}
	b.balanced(t)
}

func TestLateFeeIsPaidAsItWasPriced(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.item(t, "物业费", byArea())
	b.publish(t, "2026-03") // due 2026-03-12
	b.days(20)              // 2026-03-22: ten days late
	x := b.bill(t, house101)
	p, err := b.lock(t, ann, 1, x.ID)
	must(t, err)
	if p.Lines[0].Late != 93 { // 185.85 × 0.05 % × 10 = 0.92925
		t.Errorf("late fee %s", p.Lines[0].Late)
	}
	b.days(1) // the notice comes a day later
	b.settle(t, 1, p, "wechat")
	if y := b.load(t, x.ID); y.State != billing.Paid || y.LatePaidFen != 93 {
		t.Errorf("a rest stays: %+v", y)
	}
	if b.balance(t, "late_fee_income", 0) != -93 {
		t.Error("the late fee is not booked")
	}
	b.balanced(t)
}

func TestPrepaidMoneyPaysNewBills(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.item(t, "物业费", byArea())
	for _, bad := range []money.Fen{0, -5, 99, 10_000_001} {
		if _, err := b.TopUp(as(t, ann), ann, house101, bad); !errors.Is(err, billing.ErrInput) {
			t.Errorf("%d: %v", bad, err)
		}
	}
	if _, err := b.TopUp(as(t, amy), amy, house101, 1000); !errors.Is(err, billing.ErrNoRight) {
		t.Errorf("without the right: %v", err)
	}
	top, err := b.TopUp(as(t, ann), ann, house101, 20000)
	must(t, err)
	b.pay(t, ann, top.ID)
	must(t, b.SetAuto(as(t, ann), ann, house101, true))
	b.publish(t, "2026-03")
	if x := b.bills(t, "house_id = ? AND source = 'run'", house101)[0]; x.State != billing.Paid {
		t.Errorf("not paid from it: %+v", x)
	}
	p, err := b.PrepaidOf(as(t, amy), amy, house101)
	if must(t, err); p.BalanceFen != 1415 || !p.Auto {
		t.Errorf("%+v", p)
	}
	b.publish(t, "2026-04")
	if x := b.bills(t, "house_id = ? AND period = '2026-04'", house101)[0]; x.State != billing.PartlyPaid || x.DueFen != 18585-1415 {
		t.Errorf("the rest: %+v", x)
	}
	if x := b.bills(t, "house_id = ? AND period = '2026-04'", house102)[0]; x.State != billing.Published {
		t.Errorf("the neighbour's: %+v", x)
	}
	b.balanced(t)
}

// A paid repair or a deposit is billed once, and its matter hears of the payment.
func TestChargesOfOtherMatters(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	charge := event.Charge{CommunityID: garden, HouseID: house101, Source: "repair", Ref: 555, Title: "有偿维修", Lines: []event.ChargeLine{{Title: "人工", Unit: "次", Quantity: 1, PriceFen: 5000}, {Title: "软管", Unit: "米", Quantity: 2, PriceFen: 800}}}
	ask := func(c event.Charge) error {
		return b.db.Tx(as(t, boss), func(ctx context.Context) error { return b.Charge(ctx, c) })
	}
	must(t, ask(charge))
	b.days(40)
	must(t, ask(charge)) // again, a month later
	if n := b.count(t, "billing_bills"); n != 1 {
		t.Fatalf("%d bills", n)
	}
	for name, edit := range map[string]func(*event.Charge){
		"nothing to pay": func(c *event.Charge) { c.Lines = nil }, "a negative price": func(c *event.Charge) { c.Lines = []event.ChargeLine{{Quantity: 1, PriceFen: -5}} },
		"no such house": func(c *event.Charge) { c.HouseID = 404 }, "too much": func(c *event.Charge) { c.Lines = []event.ChargeLine{{Quantity: 1_000_000, PriceFen: 1_000_000_000}} },
	} {
		c := charge
		c.Ref = 556
		edit(&c)
		if err := ask(c); err == nil {
			t.Errorf("%s was charged", name)
		}
	}
	x := b.bill(t, house101)
	v := b.Call(t, ann, "GET /app/v1/bills/"+x.ID.String(), "")
	if x.PrincipalFen != 6600 || !strings.Contains(v.Body, "2 米 × ¥8.00") {
		t.Errorf("%s %s", x.PrincipalFen, v.Body)
	}
	b.pay(t, ann, x.ID)
	if told := b.paidEvents(t); told != 1 {
		t.Errorf("%d messages that it is paid", told)
	}
	if err := b.db.Tx(as(t, boss), func(ctx context.Context) error { return b.Withdraw(ctx, "repair", 555) }); !errors.Is(err, billing.ErrChanged) {
		t.Errorf("withdrawn after it was paid: %v", err)
	}
	charge.Ref = 557
	must(t, ask(charge))
	for ref, want := range map[ids.ID]ids.ID{555: x.ID, 557: b.bills(t, "slot = 557")[0].ID, 404: 0} {
		if bill, err := b.BillOf(as(t, ann), "repair", ref); err != nil || bill != want {
			t.Errorf("bill of %d: %d %v", ref, bill, err)
		}
	}
	must(t, b.db.Tx(as(t, boss), func(ctx context.Context) error { return b.Withdraw(ctx, "repair", 557) }))
	if bill, err := b.BillOf(as(t, ann), "repair", 557); err != nil || bill != 0 {
		t.Errorf("a withdrawn bill is offered: %d %v", bill, err)
	}
	must(t, b.db.Tx(as(t, boss), func(ctx context.Context) error { return b.Withdraw(ctx, "repair", 404) }))
	deposit := event.Charge{CommunityID: garden, HouseID: house101, Source: "deposit", Ref: 9, Title: "装修押金", Lines: []event.ChargeLine{{Title: "押金", Unit: "笔", Quantity: 1, PriceFen: 200000}}}
	must(t, ask(deposit))
	b.pay(t, ann, b.bills(t, "source = 'deposit'")[0].ID)
	if b.balance(t, "deposit", house101) != -200000 || b.balance(t, "fee_income:repair", 0) != -6600 {
		t.Error("a deposit is not income")
	}
	b.balanced(t)
}

func (b *bench) paidEvents(t testing.TB) (n int64) {
	t.Helper()
	must(t, b.db.Conn(dbRaw(t)).Raw("SELECT COUNT(*) FROM outbox WHERE name = 'test:paid'").Scan(&n).Error)
	return n
}

// 3,000 households: chunks, each a short transaction, and everybody is told once.
func TestPublishToThreeThousandHouseholds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 3000 {
		id := ids.ID(10_000 + i)
		b.town.houses = append(b.town.houses, flat(id, 4, fmt.Sprintf("8栋%d", i), int64(5000+i)))
		b.town.seers[id] = []ids.ID{ids.ID(500_000 + i)}
	}
	b.item(t, "物业费", byArea())
	run := b.draft(t, "2026-03")
	_, err := b.ReviewRun(as(t, maker), maker, run)
	must(t, err)
	_, err = b.PublishRun(as(t, boss), boss, run)
	must(t, err)
	began := time.Now()
	b.drain(t)
	t.Logf("published 3,000 households, their messages handled, in %s", time.Since(began).Round(time.Millisecond))
	var n int64
	must(t, b.db.Conn(dbRaw(t)).Raw("SELECT COUNT(*) FROM billing_bills WHERE state = 'published'").Scan(&n).Error)
	if n != 3002 || b.notices(t, "bill_published") != 3003 || time.Since(began) > time.Minute {
		t.Errorf("%d published, %d told, in %s", n, b.notices(t, "bill_published"), time.Since(began))
	}
	b.balanced(t)
}

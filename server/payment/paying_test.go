package payment_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/ledger"
	"zhijian/server/payment"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
	"zhijian/server/platform/wechat/paysandbox"
)

func TestStartIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	before := b.checksum()
	pay := "POST /app/v1/payments"
	for _, sc := range []testkit.Scenario{
		{Name: "anonymous", Do: pay, Body: `{"billIds":["9001"],"via":"wechat"}`, WantStatus: 401},
		{Name: "staff on the residents' side", As: cashier, Do: pay, Body: `{"billIds":["9001"],"via":"wechat"}`, WantStatus: 401},
		{Name: "another's bill", As: eve, Do: pay, Body: `{"billIds":["9001"],"via":"wechat"}`, WantStatus: 404},
		{Name: "one of another's among mine", As: ann, Do: pay, Body: `{"billIds":["9001","9009"],"via":"wechat"}`, WantStatus: 404},
		{Name: "a bill that is none", As: ann, Do: pay, Body: `{"billIds":["1"],"via":"wechat"}`, WantStatus: 404},
		{Name: "no bill", As: ann, Do: pay, Body: `{"billIds":[],"via":"wechat"}`, WantStatus: 422, WantBody: []string{"billIds"}},
		{Name: "a wrong code", As: eve, Do: pay, Body: `{"code":"GUESS","via":"wechat"}`, WantStatus: 404, WantBody: []string{"billing.code"}},
		{Name: "an amount of the client's", As: ann, Do: pay, Body: `{"billIds":["9001"],"via":"wechat","totalFen":1}`, WantStatus: 422},
		{Name: "cash by phone", As: ann, Do: pay, Body: `{"billIds":["9001"],"via":"cash"}`, WantStatus: 422},
		{Name: "by code out of a prepaid balance", As: eve, Do: pay, Body: `{"code":"CODE-OF-BILL-1","via":"prepaid"}`, WantStatus: 422},
		{Name: "more prepaid than there is", As: ann, Do: pay, Body: `{"billIds":["9001"],"via":"prepaid"}`, WantStatus: 409, WantBody: []string{"ledger.short"}},
		{Name: "a payment that is none", As: ann, Do: "GET /app/v1/payments/1", WantStatus: 404},
		{Name: "prepay of nothing", As: ann, Do: "POST /app/v1/payments/1/prepay", WantStatus: 404},
	} {
		if sc.Name == "a wrong code" {
			continue // billing's own test
		}
		sc.Run(t, b.HTTP)
	}
	b.town.closed = true
	testkit.Scenario{Name: "a suspended company", As: ann, Do: pay, Body: `{"billIds":["9001"],"via":"wechat"}`, WantStatus: 409, WantBody: []string{"payment.suspended"}}.Run(t, b.HTTP)
	b.town.closed = false
	if _, err := b.StopMerchant(as(t, boss), boss, b.ours.ID, true); err != nil {
		t.Fatal(err)
	}
	testkit.Scenario{Name: "a stopped merchant", As: ann, Do: pay, Body: `{"billIds":["9001"],"via":"wechat"}`, WantStatus: 409, WantBody: []string{"payment.merchant"}}.Run(t, b.HTTP)
	if b.checksum() != before {
		t.Error("something was written")
	}
}

// TestNotToKnowIsNotToBeSuspended: a database that is away for a moment tells
// no payer that his community takes no money.
func TestNotToKnowIsNotToBeSuspended(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.start(ann, bill1)
	b.town.away = errors.New("driver: bad connection")
	if a := b.Call(t, ann, "POST /app/v1/payments/"+o.ID.String()+"/prepay", ""); a.Status != 500 || strings.Contains(a.Body, "payment.suspended") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	b.town.closed, b.town.away = true, nil
	if a := b.Call(t, ann, "POST /app/v1/payments/"+o.ID.String()+"/prepay", ""); a.Status != 409 || !strings.Contains(a.Body, "payment.suspended") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestPayment(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	a := b.Call(t, ann, "POST /app/v1/payments", `{"billIds":["9002","9001"],"via":"wechat"}`)
	var v struct {
		ID, State, StateLabel, Number string
		TotalFen                      int64
		Actions                       []string
	}
	a.Into(t, &v)
	if a.Status != 201 || v.State != "created" || v.TotalFen != 13023 || fmt.Sprint(v.Actions) != "[pay cancel]" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if len(v.Number) < 6 || len(v.Number) > 32 {
		t.Errorf("number %q", v.Number)
	}
	ticket := b.Call(t, ann, "POST /app/v1/payments/"+v.ID+"/prepay", "")
	if ticket.Status != 200 || !strings.Contains(ticket.Body, `"package":"prepay_id=wx`) || !strings.Contains(ticket.Body, `"sandbox":true`) {
		t.Fatalf("%d %s", ticket.Status, ticket.Body)
	}
	id, _ := ids.Parse(v.ID)
	if again := b.Call(t, ann, "POST /app/v1/payments/"+v.ID+"/prepay", ""); again.Status != 200 || b.order(id).State != payment.PrepayOK {
		t.Errorf("once more: %s", again.Body)
	}
	// What the phone says is no proof.
	if r := b.Call(t, ann, "POST /app/v1/payments/"+v.ID+"/refresh", ""); !strings.Contains(r.Body, `"state":"paying"`) {
		t.Errorf("paid without paying: %s", r.Body)
	}
	must(t, b.sandbox.Pay(b.ours.MchID, v.Number))
	b.deliver()
	o := b.order(id)
	if o.State != payment.Success || o.PaidFen != 13023 || o.TransactionID == "" || o.ReceiptNumber == "" || !o.PaidAt.Equal(b.clock.Now()) {
		t.Errorf("%+v", o)
	}
	if b.billNow(bill1).PaidFen != 12345 || b.billNow(bill2).PaidFen != 678 || b.balance("wechat_receivable", b.ours.ID) != 13023 {
		t.Error("not booked")
	}
	b.work()
	if b.heard("payment_success", ann) != 1 {
		t.Errorf("told %v", b.town.told)
	}
	b.balanced()
	testkit.Scenario{Name: "my list", As: ann, Do: "GET /app/v1/payments", WantStatus: 200, WantBody: []string{`"title":"物业费 9001 等 2 笔"`, `"stateLabel":"已支付"`}}.Run(t, b.HTTP)
	testkit.Scenario{Name: "amy's list", As: amy, Do: "GET /app/v1/payments", WantStatus: 200, NoBody: []string{v.ID}}.Run(t, b.HTTP)
	testkit.Scenario{Name: "amy asks for it", As: amy, Do: "GET /app/v1/payments/" + v.ID, WantStatus: 404}.Run(t, b.HTTP)
	testkit.Scenario{Name: "staff elsewhere", As: far, Do: "GET /admin/v1/payments/" + v.ID, WantStatus: 404}.Run(t, b.HTTP)
	testkit.Scenario{Name: "the cashier", As: cashier, Do: "GET /admin/v1/payments/" + v.ID, WantStatus: 200, WantBody: []string{o.TransactionID, "张*国", "支付成功"}}.Run(t, b.HTTP)
}

// TestTwoPhones: while ann pays, amy learns who and until when; ann herself
// goes on where she was.
func TestTwoPhones(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.ready(bill1)
	a := b.Call(t, amy, "POST /app/v1/payments", `{"billIds":["9001"],"via":"wechat"}`)
	if a.Status != 409 || !strings.Contains(a.Body, "张*国正在支付，10:15 后可重试") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if again := b.start(ann, bill1); again.ID != o.ID {
		t.Error("a second order for the same bills")
	}
	if a := b.Call(t, ann, "POST /app/v1/payments", `{"billIds":["9001","9002"],"via":"wechat"}`); a.Status != 409 || !strings.Contains(a.Body, "您正在支付") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := b.Call(t, eve, "POST /app/v1/payments", `{"code":"CODE-OF-BILL-1","via":"wechat"}`); a.Status != 409 || strings.Contains(a.Body, "张") {
		t.Errorf("a name by code: %d %s", a.Status, a.Body)
	}
	if a := b.Call(t, cashier, "POST /admin/v1/communities/10/collections", `{"billIds":["9001"],"via":"cash","voucher":"A1","expectedFen":12345}`); a.Status != 409 {
		t.Errorf("online and cash at once: %d %s", a.Status, a.Body)
	}
	b.pass(16*time.Minute, time.Minute)
	if s := b.order(o.ID).State; s != payment.Closed {
		t.Errorf("after a quarter of an hour: %s", s)
	}
	if next := b.start(amy, bill1); next.ID == o.ID {
		t.Error("the old order")
	}
}

// TestChoosingAgain: an order that WeChat never heard of gives way to what its
// payer chooses next; one that may be paid already does not.
func TestChoosingAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first := b.start(ann, bill1, bill2)
	if a := b.Call(t, amy, "POST /app/v1/payments", `{"billIds":["9001"],"via":"wechat"}`); a.Status != 409 || b.order(first.ID).State != payment.Created {
		t.Errorf("another took it away: %d %s", a.Status, a.Body)
	}
	next := b.start(ann, bill1)
	if b.order(first.ID).State != payment.Closed || next.ID == first.ID || next.TotalFen != 12345 || b.billNow(bill2).LockOrder != 0 {
		t.Errorf("first %s, next %+v, bill 2 held by %d", b.order(first.ID).State, next, b.billNow(bill2).LockOrder)
	}
	if a := b.Call(t, ann, "GET /app/v1/payments/"+next.ID.String(), ""); !strings.Contains(a.Body, `"leftSeconds":900`) {
		t.Errorf("the time left: %s", a.Body)
	}
	b.prepay(ann, b.order(next.ID))
	if a := b.Call(t, ann, "POST /app/v1/payments", `{"billIds":["9001","9002"],"via":"wechat"}`); a.Status != 409 || b.order(next.ID).State != payment.PrepayOK {
		t.Errorf("what WeChat knows gave way: %d %s", a.Status, a.Body)
	}
	if a := b.Call(t, ann, "GET /app/v1/payments/"+first.ID.String(), ""); !strings.Contains(a.Body, `"leftSeconds":0`) {
		t.Errorf("time left of what is over: %s", a.Body)
	}
	testkit.Scenario{Name: "the history leaves out what ended without money", As: ann, Do: "GET /app/v1/payments", WantStatus: 200, WantBody: []string{next.ID.String()}, NoBody: []string{first.ID.String()}}.Run(t, b.HTTP)
	testkit.Scenario{Name: "the history of the house", As: ann, Do: "GET /app/v1/payments?houseId=101", WantStatus: 200, WantBody: []string{next.ID.String()}}.Run(t, b.HTTP)
	testkit.Scenario{Name: "of another house", As: ann, Do: "GET /app/v1/payments?houseId=102", WantStatus: 200, WantBody: []string{`"items":[]`}}.Run(t, b.HTTP)
}

func TestManyPhonesOneOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	made := map[ids.ID]bool{}
	for i := range 16 {
		who := []auth.Actor{ann, amy}[i%2]
		wg.Go(func() {
			o, err := b.Start(as(t, who), who, payment.PayForm{BillIDs: []ids.ID{bill1}, Via: "wechat"})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				made[o.ID] = true
			} else if !errors.Is(err, payment.ErrBusy) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(made) != 1 || b.count("payment_orders") != 1 {
		t.Errorf("%d orders for one bill", b.count("payment_orders"))
	}
}

func TestPayByCode(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	a := b.Call(t, eve, "POST /app/v1/payments", `{"code":"CODE-OF-BILL-1","via":"wechat"}`)
	var v struct{ ID, Number string }
	a.Into(t, &v)
	if a.Status != 201 || strings.Contains(a.Body, "101") || strings.Contains(a.Body, "张") {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	id, _ := ids.Parse(v.ID)
	b.prepay(eve, b.order(id))
	must(t, b.sandbox.Pay(b.ours.MchID, v.Number))
	b.deliver()
	got := b.Call(t, eve, "GET /app/v1/payments/"+v.ID, "")
	if !strings.Contains(got.Body, `"state":"success"`) || strings.Contains(got.Body, "1栋") || strings.Contains(got.Body, `"houseId":"101"`) {
		t.Error(got.Body)
	}
	if b.billNow(bill1).PaidFen != 12345 {
		t.Error("the bill is not paid")
	}
	var r struct{ ReceiptCode string }
	got.Into(t, &r)
	if p := b.Call(t, auth.Actor{}, "GET /app/v1/receipts/"+r.ReceiptCode, ""); p.Status != 200 || strings.Contains(p.Body, "1栋") {
		t.Errorf("receipt %d %s", p.Status, p.Body)
	}
}

func TestPrepaidBalance(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if a := b.Call(t, cashier, "POST /admin/v1/communities/10/prepaid", `{"houseId":"101","via":"cash","voucher":"P1","amountFen":13000}`); a.Status != 201 || !strings.Contains(a.Body, `"state":"success"`) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	testkit.Scenario{Name: "the balance", As: cashier, Do: "GET /admin/v1/prepaid?houseId=101", WantStatus: 200, WantBody: []string{`"balanceFen":13000`}}.Run(t, b.HTTP)
	testkit.Scenario{Name: "of a house elsewhere", As: far, Do: "GET /admin/v1/prepaid?houseId=101", WantStatus: 404}.Run(t, b.HTTP)
	o, err := b.Start(as(t, ann), ann, payment.PayForm{BillIDs: []ids.ID{bill1}, Via: "prepaid"})
	if err != nil || o.State != payment.Success || b.balance("prepaid", house101) != -655 {
		t.Fatalf("%+v %v", o, err)
	}
	if _, err := b.Start(as(t, ann), ann, payment.PayForm{BillIDs: []ids.ID{bill2}, Via: "prepaid"}); !errors.Is(err, ledger.ErrShort) {
		t.Errorf("more than is left: %v", err)
	}
	if r := b.billNow(bill2); r.PaidFen != 0 || r.LockOrder != 0 {
		t.Errorf("half a payment: %+v", r)
	}
	// Back to where it came from.
	r, err := b.AskRefund(as(t, ann), ann, o.ID, payment.RefundForm{Lines: []payment.RefundPart{{BillID: bill1, AmountFen: 345}}, Reason: "多收了"})
	must(t, err)
	if r, err = b.ApproveRefund(as(t, boss), boss, r.ID); err != nil || r.State != payment.Refunded || b.balance("prepaid", house101) != -1000 {
		t.Errorf("%+v %v", r, err)
	}
	b.balanced()
}

// TestNoNoticeEverComes is P4: every paid order is found by asking, within a minute.
func TestNoNoticeEverComes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Drop = true })
	const n = 40
	paidAt, found := map[ids.ID]time.Time{}, map[ids.ID]time.Duration{}
	var orders []payment.Order
	for i := range n {
		id := ids.ID(7000 + i)
		b.bill(id, house101, garden, 100)
		orders = append(orders, b.ready(id))
	}
	for s := 0; s < 16*60; s++ {
		b.clock.Advance(time.Second)
		for i, o := range orders {
			if s == 3+i*20 { // paid at any moment of the quarter of an hour
				must(t, b.sandbox.Pay(b.ours.MchID, o.Number))
				paidAt[o.ID] = b.clock.Now()
			}
		}
		if s%2 == 0 {
			b.work()
			for id, at := range paidAt {
				if _, ok := found[id]; !ok && b.order(id).State == payment.Success {
					found[id] = b.clock.Now().Sub(at)
				}
			}
		}
	}
	worst := time.Duration(0)
	for _, d := range found {
		worst = max(worst, d)
	}
	if len(found) != n || worst > 62*time.Second {
		t.Errorf("%d of %d found, the slowest after %s", len(found), n, worst)
	}
	t.Logf("%d orders found, the slowest %s after it was paid", len(found), worst)
	b.balanced()
}

func TestResultPageAsksWeChat(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Drop = true })
	o := b.ready(bill1)
	must(t, b.sandbox.Pay(b.ours.MchID, o.Number))
	asked := b.sandbox.Requests()
	a := b.Call(t, ann, "POST /app/v1/payments/"+o.ID.String()+"/refresh", "")
	if !strings.Contains(a.Body, `"state":"success"`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	o2 := b.ready(bill2)
	for range 10 {
		b.Call(t, ann, "POST /app/v1/payments/"+o2.ID.String()+"/refresh", "")
	}
	if n := b.sandbox.Requests() - asked; n > 3 { // a query, a prepay, a query
		t.Errorf("%d requests for an impatient payer", n)
	}
	// WeChat down: the page says so by its state, not by an error.
	b.clock.Advance(5 * time.Second)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Down = 1 })
	if a := b.Call(t, ann, "POST /app/v1/payments/"+o2.ID.String()+"/refresh", ""); a.Status != 200 || !strings.Contains(a.Body, `"state":"paying"`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.ready(bill1)
	if a := b.Call(t, amy, "POST /app/v1/payments/"+o.ID.String()+"/cancel", `{}`); a.Status != 404 {
		t.Errorf("another's: %d", a.Status)
	}
	if a := b.Call(t, ann, "POST /app/v1/payments/"+o.ID.String()+"/cancel", ""); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	b.work()
	if s := b.order(o.ID).State; s != payment.Closed || b.billNow(bill1).LockOrder != 0 {
		t.Errorf("%s, lock %d", s, b.billNow(bill1).LockOrder)
	}
	if w, _ := b.sandbox.Order(b.ours.MchID, o.Number); w.State != "CLOSED" {
		t.Errorf("at WeChat: %s", w.State)
	}
	if _, err := b.Prepay(as(t, ann), ann, o.ID); !errors.Is(err, payment.ErrChanged) {
		t.Errorf("paying what is closed: %v", err)
	}
}

// TestPaidWhileCancelled: the money came first; closing finds it.
func TestPaidWhileCancelled(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Drop = true })
	o := b.ready(bill1)
	_, err := b.Cancel(as(t, ann), ann, o.ID)
	if err == nil {
		t.Fatal("outside a transaction")
	}
	must(t, b.db.Tx(as(t, ann), func(ctx context.Context) error { _, err := b.Cancel(ctx, ann, o.ID); return err }))
	must(t, b.sandbox.Pay(b.ours.MchID, o.Number))
	b.work()
	if s := b.order(o.ID).State; s != payment.Success || b.billNow(bill1).PaidFen != 12345 {
		t.Errorf("%s", s)
	}
}

// TestLateSuccess: WeChat closed the order and took the money all the same.
func TestLateSuccess(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		overpay     string
		othersFirst bool
		drop        bool
	}{
		"nobody else paid":          {"refund", false, false},
		"somebody else paid":        {"refund", true, false},
		"somebody else, as prepaid": {"prepaid", true, false},
		"and no notice comes":       {"refund", true, true},
	} {
		b := newBench(t)
		o, err := b.Start(as(t, ann), ann, payment.PayForm{BillIDs: []ids.ID{bill1}, Via: "wechat", Overpay: c.overpay})
		must(t, err)
		b.prepay(ann, o)
		b.sandbox.Set(func(s *paysandbox.Scenario) { s.Delay, s.Drop = 30*time.Second, c.drop })
		must(t, b.sandbox.PayLate(b.ours.MchID, o.Number))
		must(t, b.db.Tx(as(t, ann), func(ctx context.Context) error { _, err := b.Cancel(ctx, ann, o.ID); return err }))
		b.work()
		if s := b.order(o.ID).State; s != payment.Closed {
			t.Fatalf("%s: %s", name, s)
		}
		if c.othersFirst {
			must(t, b.db.Tx(as(t, cashier), func(ctx context.Context) error {
				_, err := b.Collect(ctx, cashier, garden, payment.CollectForm{BillIDs: []ids.ID{bill1}, Via: "cash", Voucher: "C1", ExpectedFen: 12345})
				return err
			}))
		}
		b.pass(5*time.Minute, 10*time.Second)
		o = b.order(o.ID)
		if o.State != payment.Success || b.billNow(bill1).PaidFen != 12345 {
			t.Errorf("%s: the money is lost: %+v", name, o)
		}
		back := b.refundsOf(o.ID)
		switch {
		case !c.othersFirst && (len(back) != 0 || b.balance("wechat_receivable", b.ours.ID) != 12345):
			t.Errorf("%s: %+v", name, back)
		case c.othersFirst && c.overpay == "prepaid" && (len(back) != 0 || b.balance("prepaid", house101) != -12345):
			t.Errorf("%s: prepaid %d", name, b.balance("prepaid", house101))
		case c.othersFirst && c.overpay == "refund" && (len(back) != 1 || back[0].State != payment.Refunded || b.balance("wechat_receivable", b.ours.ID) != 0):
			t.Errorf("%s: %+v", name, back)
		}
		if b.balance("overpaid", house101) != 0 {
			t.Errorf("%s: %d fen belong to nobody", name, b.balance("overpaid", house101))
		}
		b.balanced()
	}
}

// TestPaidTwice: two transactions for one order. The second goes back.
func TestPaidTwice(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.paid(bill1)
	must(t, b.sandbox.PayAgain(b.ours.MchID, o.Number))
	b.deliver()
	b.work()
	b.pass(3*time.Minute, 30*time.Second)
	back := b.refundsOf(o.ID)
	if len(back) != 1 || back[0].State != payment.Refunded || back[0].AmountFen != 12345 || back[0].TransactionID == o.TransactionID {
		t.Errorf("%+v", back)
	}
	if b.count("payment_arrivals") != 2 || b.balance("wechat_receivable", b.ours.ID) != 12345 || b.balance("overpaid", house101) != 0 {
		t.Errorf("receivable %d", b.balance("wechat_receivable", b.ours.ID))
	}
	b.balanced()
}

func TestWeChatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.start(ann, bill1)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Down = 1 })
	if a := b.Call(t, ann, "POST /app/v1/payments/"+o.ID.String()+"/prepay", ""); a.Status != 503 || !strings.Contains(a.Body, "payment.channel") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Mute = 1 }) // accepted, and no answer
	if _, err := b.Prepay(as(t, ann), ann, o.ID); !errors.Is(err, payment.ErrChannel) {
		t.Error(err)
	}
	b.prepay(ann, o) // the same number again
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Down, s.Drop = 1000, true })
	must(t, b.sandbox.Pay(b.ours.MchID, o.Number))
	b.pass(17*time.Minute, 15*time.Second)
	if s := b.order(o.ID).State; s != payment.Unknown {
		t.Errorf("at its end without an answer: %s", s)
	}
	if next, err := b.Start(as(t, amy), amy, payment.PayForm{BillIDs: []ids.ID{bill1}, Via: "wechat"}); err != nil {
		t.Errorf("the bills are kept for ever: %v", err)
	} else if next.ID == o.ID {
		t.Error("the old order")
	}
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Down = 0 })
	b.pass(3*time.Minute, 15*time.Second)
	if s := b.order(o.ID).State; s != payment.Success {
		t.Errorf("after WeChat came back: %s", s)
	}
	b.balanced()
}

// TestNoticeBeforePrepayAnswer: the payer is faster than our own database.
func TestNoticeBeforePrepayAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.start(ann, bill1)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Mute = 1 })
	if _, err := b.Prepay(as(t, ann), ann, o.ID); err == nil {
		t.Fatal("an answer")
	}
	must(t, b.sandbox.Pay(b.ours.MchID, o.Number))
	b.deliver()
	if s := b.order(o.ID); s.State != payment.Success || s.PrepayID != "" {
		t.Errorf("%+v", s)
	}
	if _, err := b.Prepay(as(t, ann), ann, o.ID); !errors.Is(err, payment.ErrChanged) {
		t.Errorf("paying again: %v", err)
	}
}

// TestLostCommit: the transaction committed and its answer never came.
func TestLostCommit(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.ready(bill1)
	must(t, b.sandbox.Pay(b.ours.MchID, o.Number))
	body := paysandbox.Envelope([]byte(apiV3(b.ours.MchID)), "TRANSACTION.SUCCESS", "transaction", b.sandbox.Trade(b.ours.MchID, o.Number), b.clock.Now())
	// Another process books it while this one's transaction is under way, and
	// this one hears a dead connection instead of its result.
	once := sync.Once{}
	b.bills.fail = func() error {
		err := error(nil)
		once.Do(func() { err = errors.New("driver: bad connection") })
		return err
	}
	if err := b.Notice(t.Context(), b.ours.NotifyPath, b.sandbox.Sign(body), body); err == nil {
		t.Fatal("a failure was answered as success")
	}
	if b.order(o.ID).State == payment.Success || b.count("payment_arrivals") != 0 {
		t.Fatal("half booked")
	}
	if err := b.Notice(t.Context(), b.ours.NotifyPath, b.sandbox.Sign(body), body); err != nil {
		t.Fatal(err)
	}
	if b.count("payment_arrivals") != 1 || b.balance("wechat_receivable", b.ours.ID) != 12345 {
		t.Error("not exactly once")
	}
}

// TestArrearsOfPayingKeepOut: a resident of another tenant cannot touch an order.
func TestStrangersAndOrders(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.ready(bill1)
	before := b.checksum()
	id := o.ID.String()
	for _, do := range []string{"GET /app/v1/payments/" + id, "POST /app/v1/payments/" + id + "/prepay", "POST /app/v1/payments/" + id + "/refresh", "POST /app/v1/payments/" + id + "/cancel", "POST /app/v1/sandbox/payments/" + id + "/play"} {
		body := ""
		if strings.HasSuffix(do, "play") {
			body = `{"act":"pay"}`
		}
		for _, who := range []auth.Actor{amy, eve} {
			if a := b.Call(t, who, do, body); a.Status != 404 {
				t.Errorf("%s by %s: %d %s", do, who.Name, a.Status, a.Body)
			}
		}
	}
	for _, do := range []string{"GET /admin/v1/payments/" + id, "POST /admin/v1/payments/" + id + "/query"} {
		if a := b.Call(t, far, do, ""); a.Status != 404 {
			t.Errorf("%s by staff elsewhere: %d %s", do, a.Status, a.Body)
		}
		if a := b.Call(t, idle, do, ""); a.Status != 403 {
			t.Errorf("%s without the right: %d", do, a.Status)
		}
	}
	if b.checksum() != before {
		t.Error("something changed")
	}
}

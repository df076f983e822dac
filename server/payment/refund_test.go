package payment_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"zhijian/server/payment"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/testkit"
	"zhijian/server/platform/wechat/paysandbox"
)

func part(bill ids.ID, fen money.Fen) payment.RefundForm {
	return payment.RefundForm{Lines: []payment.RefundPart{{BillID: bill, AmountFen: fen}}, Reason: "多收了"}
}

func (b *bench) ask(who auth.Actor, order ids.ID, f payment.RefundForm) payment.Refund {
	b.t.Helper()
	r, err := b.AskRefund(as(b.t, who), who, order, f)
	must(b.t, err)
	return r
}

func TestRefundIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	open := b.ready(bill2)
	o := b.paid(bill1)
	before := b.checksum()
	do := "POST /app/v1/payments/" + o.ID.String() + "/refunds"
	for _, sc := range []testkit.Scenario{
		{Name: "anonymous", Do: do, Body: `{"lines":[{"billId":"9001","amountFen":1}],"reason":"多收了"}`, WantStatus: 401},
		{Name: "another of the household", As: amy, Do: do, Body: `{"lines":[{"billId":"9001","amountFen":1}],"reason":"多收了"}`, WantStatus: 404},
		{Name: "not paid yet", As: ann, Do: "POST /app/v1/payments/" + open.ID.String() + "/refunds", Body: `{"lines":[{"billId":"9002","amountFen":1}],"reason":"多收了"}`, WantStatus: 409},
		{Name: "one fen too much", As: ann, Do: do, Body: `{"lines":[{"billId":"9001","amountFen":12346}],"reason":"多收了"}`, WantStatus: 409, WantBody: []string{"payment.refund", "¥123.45"}},
		{Name: "nothing", As: ann, Do: do, Body: `{"lines":[{"billId":"9001","amountFen":0}],"reason":"多收了"}`, WantStatus: 422},
		{Name: "less than nothing", As: ann, Do: do, Body: `{"lines":[{"billId":"9001","amountFen":-5}],"reason":"多收了"}`, WantStatus: 422},
		{Name: "a fraction", As: ann, Do: do, Body: `{"lines":[{"billId":"9001","amountFen":0.5}],"reason":"多收了"}`, WantStatus: 422},
		{Name: "a bill of another order", As: ann, Do: do, Body: `{"lines":[{"billId":"9002","amountFen":1}],"reason":"多收了"}`, WantStatus: 422, WantBody: []string{"lines[0].billId"}},
		{Name: "a bill twice", As: ann, Do: do, Body: `{"lines":[{"billId":"9001","amountFen":1},{"billId":"9001","amountFen":1}],"reason":"多收了"}`, WantStatus: 422},
		{Name: "no line", As: ann, Do: do, Body: `{"lines":[],"reason":"多收了"}`, WantStatus: 422},
		{Name: "no reason", As: ann, Do: do, Body: `{"lines":[{"billId":"9001","amountFen":1}],"reason":"   "}`, WantStatus: 422},
		{Name: "staff elsewhere", As: far, Do: strings.Replace(do, "/app/", "/admin/", 1), Body: `{"lines":[{"billId":"9001","amountFen":1}],"reason":"多收了"}`, WantStatus: 404},
		{Name: "staff without the right", As: idle, Do: strings.Replace(do, "/app/", "/admin/", 1), Body: `{"lines":[{"billId":"9001","amountFen":1}],"reason":"多收了"}`, WantStatus: 403},
	} {
		sc.Run(t, b.HTTP)
	}
	if b.checksum() != before {
		t.Error("something was written")
	}
	b.clock.Advance(367 * 24 * time.Hour)
	testkit.Scenario{Name: "after a year", As: ann, Do: do, Body: `{"lines":[{"billId":"9001","amountFen":1}],"reason":"多收了"}`, WantStatus: 409, WantBody: []string{"payment.year"}}.Run(t, b.HTTP)
}

// TestApprovalLadder: who must agree, and who may not.
func TestApprovalLadder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.bill(8001, house101, garden, 2_000_000)
	o := b.paid(8001)
	approve := func(who auth.Actor, id ids.ID, want int, code string) {
		t.Helper()
		a := b.Call(t, who, "POST /admin/v1/refunds/"+id.String()+"/approve", "")
		if a.Status != want || !strings.Contains(a.Body, code) {
			t.Errorf("%s: %d %s", who.Name, a.Status, a.Body)
		}
	}
	small := b.ask(cashier, o.ID, part(8001, 20_000))
	approve(cashier, small.ID, 403, "payment.self")
	approve(idle, small.ID, 403, "auth.denied")
	approve(far, small.ID, 404, "payment.not_found")
	approve(second, small.ID, 200, `"state":"approved"`)
	approve(boss, small.ID, 409, "payment.changed")
	// With what was asked before, the next step of the ladder is reached.
	middle := b.ask(ann, o.ID, part(8001, 1))
	approve(second, middle.ID, 403, "auth.denied")
	approve(boss, middle.ID, 200, `"state":"approved"`)
	large := b.ask(boss, o.ID, part(8001, 600_000))
	approve(boss, large.ID, 403, "payment.self")
	approve(second, large.ID, 403, "auth.denied")
	approve(finance, large.ID, 200, `"state":"requested"`)
	approve(finance, large.ID, 409, "payment.twice")
	owner := named(testkit.StaffOf(2007, company, []ids.ID{garden}, "payment.approve", "payment.read", "payment.refund"), "老板")
	approve(owner, large.ID, 200, `"state":"approved"`)
	b.work()
	if b.heard("refund_asked", boss) != 1+1+1 && b.heard("refund_asked", boss) < 2 {
		t.Errorf("told %v", b.town.told)
	}
}

func TestRefuse(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.paid(bill1)
	r := b.ask(ann, o.ID, part(bill1, 12345))
	if _, err := b.AskRefund(as(t, ann), ann, o.ID, part(bill1, 1)); !errors.Is(err, payment.ErrRefund) {
		t.Errorf("while all of it is asked for: %v", err)
	}
	testkit.Scenario{Name: "without a reason", As: boss, Do: "POST /admin/v1/refunds/" + r.ID.String() + "/refuse", Body: `{"reason":"  "}`, WantStatus: 422}.Run(t, b.HTTP)
	testkit.Scenario{Name: "with one", As: boss, Do: "POST /admin/v1/refunds/" + r.ID.String() + "/refuse", Body: `{"reason":"已核对，应收无误"}`, WantStatus: 200, WantBody: []string{"未同意"}}.Run(t, b.HTTP)
	testkit.Scenario{Name: "the payer reads why", As: ann, Do: "GET /app/v1/refunds/" + r.ID.String(), WantStatus: 200, WantBody: []string{"应收无误"}, NoBody: []string{"周敏"}}.Run(t, b.HTTP)
	b.ask(ann, o.ID, part(bill1, 12345)) // the reservation is given back
	b.work()
	if b.heard("refund_refused", ann) != 1 {
		t.Error(b.town.told)
	}
}

// TestRefund goes by the original route, line by line, with a lost answer.
func TestRefund(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.paid(bill1, bill2)
	r := b.ask(ann, o.ID, part(bill1, 345))
	_, err := b.ApproveRefund(as(t, boss), boss, r.ID)
	must(t, err)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Mute = 1 }) // accepted, and no answer
	b.work()
	if now := b.refund(r.ID); now.State != payment.Processing || now.Number != r.Number {
		t.Errorf("%+v", now)
	}
	b.pass(5*time.Minute, 10*time.Second)
	now := b.refund(r.ID)
	if now.State != payment.Refunded || now.RefundID == "" || b.billNow(bill1).BackFen != 345 || b.order(o.ID).RefundedFen != 345 {
		t.Errorf("%+v", now)
	}
	if b.balance("wechat_receivable", b.ours.ID) != 13023-345 || b.balance("refund_payable", 0) != 0 {
		t.Errorf("receivable %d, payable %d", b.balance("wechat_receivable", b.ours.ID), b.balance("refund_payable", 0))
	}
	if w, _ := b.sandbox.Order(b.ours.MchID, o.Number); w.State != "SUCCESS" {
		t.Error(w.State)
	}
	// The second part, a minute later at least; then the rest.
	for _, f := range []payment.RefundForm{part(bill1, 1000), part(bill2, 678)} {
		r := b.ask(ann, o.ID, f)
		_, err := b.ApproveRefund(as(t, boss), boss, r.ID)
		must(t, err)
	}
	b.pass(10*time.Minute, 10*time.Second)
	for _, r := range b.refundsOf(o.ID) {
		if r.State != payment.Refunded {
			t.Errorf("%+v", r)
		}
	}
	if b.balance("wechat_receivable", b.ours.ID) != 13023-345-1000-678 || b.billNow(bill2).BackFen != 678 {
		t.Error("not booked")
	}
	b.balanced()
	b.work()
	if b.heard("refund_done", ann) != 3 {
		t.Errorf("told %v", b.town.told)
	}
}

// TestForgedRefundNotices: signed and sealed by WeChat, and still not about
// this refund.
func TestForgedRefundNotices(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.paid(bill1)
	r := b.ask(ann, o.ID, part(bill1, 345))
	_, err := b.ApproveRefund(as(t, boss), boss, r.ID)
	must(t, err)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.RefundDelay = time.Hour })
	b.work()
	before := b.checksum()
	send := func(key string, v any) int {
		facts := map[string]any{"mchid": b.ours.MchID, "out_trade_no": o.Number, "transaction_id": o.TransactionID, "out_refund_no": r.Number, "refund_id": "5000", "refund_status": "SUCCESS",
			"success_time": "2026-03-02T10:00:00+08:00", "amount": map[string]any{"total": 12345, "refund": 345}}
		facts[key] = v
		return b.post(b.resigned(notice{path: b.ours.NotifyPath, body: paysandbox.Envelope([]byte(apiV3(b.ours.MchID)), "REFUND.SUCCESS", "refund", facts, b.clock.Now())}))
	}
	for _, f := range []struct {
		key string
		v   any
	}{{"mchid", ""}, {"mchid", b.theirs.MchID}, {"transaction_id", ""}, {"transaction_id", nil}, {"transaction_id", "4200"}, {"out_refund_no", ""}, {"out_refund_no", "other"}, {"refund_status", ""},
		{"success_time", "now"}, {"amount", nil}, {"amount", map[string]any{"total": 12345, "refund": 346}}} {
		if code := send(f.key, f.v); code != http.StatusBadRequest && code != http.StatusUnauthorized {
			t.Errorf("%s %v: %d", f.key, f.v, code)
		}
		if b.checksum() != before {
			t.Fatalf("%s %v: a row changed", f.key, f.v)
		}
	}
	if code := send("refund_id", "5000"); code != http.StatusNoContent || b.refund(r.ID).State != payment.Refunded {
		t.Errorf("the true one: %d %s", code, b.refund(r.ID).State)
	}
}

// TestRefundToAClosedCard: WeChat cannot pay it out, a person does.
func TestRefundToAClosedCard(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.paid(bill1)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.RefundEnds = "ABNORMAL" })
	r := b.ask(ann, o.ID, part(bill1, 12345))
	_, err := b.ApproveRefund(as(t, boss), boss, r.ID)
	must(t, err)
	b.pass(2*time.Minute, 10*time.Second)
	if now := b.refund(r.ID); now.State != payment.Abnormal || b.balance("wechat_receivable", b.ours.ID) != 12345 {
		t.Fatalf("%+v", now)
	}
	do := "POST /admin/v1/refunds/" + r.ID.String() + "/pay-out"
	photo := b.upload(boss)
	for _, sc := range []testkit.Scenario{
		{Name: "a cashier", As: cashier, Do: do, Body: `{"voucher":"T1"}`, WantStatus: 403},
		{Name: "without a picture", As: boss, Do: do, Body: `{"voucher":"T1"}`, WantStatus: 422, WantBody: []string{"photoFileIds"}},
		{Name: "with another's picture", As: finance, Do: do, Body: fmt.Sprintf(`{"voucher":"T1","photoFileIds":["%s"]}`, photo[0]), WantStatus: 422},
		{Name: "with everything", As: boss, Do: do, Body: fmt.Sprintf(`{"voucher":"T1","photoFileIds":["%s"]}`, photo[0]), WantStatus: 200, WantBody: []string{`"state":"success"`}},
		{Name: "once more", As: boss, Do: do, Body: fmt.Sprintf(`{"voucher":"T2","photoFileIds":["%s"]}`, b.upload(boss)[0]), WantStatus: 409},
	} {
		sc.Run(t, b.HTTP)
	}
	if b.balance("transfer", 0) != -12345 || b.balance("refund_payable", 0) != 0 {
		t.Errorf("transfer %d", b.balance("transfer", 0))
	}
	b.balanced()
}

// TestRefundEndedByWeChat gives the reservation back.
func TestRefundEndedByWeChat(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.paid(bill1)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.RefundEnds = "CLOSED" })
	r := b.ask(ann, o.ID, part(bill1, 12345))
	_, err := b.ApproveRefund(as(t, boss), boss, r.ID)
	must(t, err)
	b.pass(2*time.Minute, 10*time.Second)
	if now := b.refund(r.ID); now.State != payment.Ended || b.order(o.ID).RefundedFen != 0 {
		t.Fatalf("%+v", now)
	}
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.RefundEnds = "" })
	again := b.ask(ann, o.ID, part(bill1, 12345))
	_, err = b.ApproveRefund(as(t, boss), boss, again.ID)
	must(t, err)
	b.pass(3*time.Minute, 10*time.Second)
	if now := b.refund(again.ID); now.State != payment.Refunded {
		t.Errorf("%+v", now)
	}
	b.balanced()
}

func TestRefundByTheOriginalMerchant(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.paid(bill1)
	other := b.merchant(boss, garden, "1900000003", "SER3", 2) // the community's money goes elsewhere now
	r := b.ask(ann, o.ID, part(bill1, 45))
	_, err := b.ApproveRefund(as(t, boss), boss, r.ID)
	must(t, err)
	b.pass(2*time.Minute, 10*time.Second)
	if now := b.refund(r.ID); now.State != payment.Refunded || now.MerchantID != b.ours.ID || b.balance("wechat_receivable", other.ID) != 0 {
		t.Errorf("%+v", now)
	}
}

// Who paid has no house here any more, or no account: the money goes back to
// where it came from, whoever asked.
func TestRefundAfterTheAccountEnded(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.paid(bill1)
	left := ann
	left.Houses, left.Communities = nil, nil
	testkit.Scenario{Name: "who moved out still sees what he paid", As: left, Do: "GET /app/v1/payments/" + o.ID.String(), WantStatus: 200, WantBody: []string{`"totalFen":12345`}}.Run(t, b.HTTP)
	for _, who := range []auth.Actor{left, cashier} {
		r := b.ask(who, o.ID, part(bill1, 45))
		_, err := b.ApproveRefund(as(t, boss), boss, r.ID)
		must(t, err)
		b.pass(2*time.Minute, 10*time.Second)
		if now := b.refund(r.ID); now.State != payment.Refunded || now.MerchantID != b.ours.ID {
			t.Errorf("asked by %s: %+v", who.Name, now)
		}
	}
}

// TestTwoRefundsAtOnce: 8 ask for all of it, one gets it.
func TestTwoRefundsAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.paid(bill1)
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := 0
	for range 8 {
		wg.Go(func() {
			_, err := b.AskRefund(as(t, ann), ann, o.ID, part(bill1, 12345))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				got++
			} else if !errors.Is(err, payment.ErrRefund) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got != 1 || b.order(o.ID).RefundedFen != 12345 {
		t.Errorf("%d got it, %d fen reserved", got, b.order(o.ID).RefundedFen)
	}
}

// TestAnyRefundProgram is P6: whatever is asked, agreed, refused, lost or
// repeated, no more goes back than was paid, and the book agrees with WeChat.
func TestAnyRefundProgram(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	next := ids.ID(70000)
	rapid.Check(t, func(rt *rapid.T) {
		dues := rapid.SliceOfN(rapid.Int64Range(1, 9000), 1, 3).Draw(rt, "dues")
		var which []ids.ID
		for _, d := range dues {
			next++
			b.bill(next, house101, garden, money.Fen(d))
			which = append(which, next)
		}
		b.sandbox.Set(func(s *paysandbox.Scenario) { *s = paysandbox.Scenario{} })
		o := b.paid(which...)
		var asked []payment.Refund
		rt.Repeat(map[string]func(*rapid.T){
			"ask": func(rt *rapid.T) {
				i := rapid.IntRange(0, len(which)-1).Draw(rt, "bill")
				r, err := b.AskRefund(as(t, ann), ann, o.ID, part(which[i], money.Fen(rapid.Int64Range(1, 9500).Draw(rt, "fen"))))
				if err == nil {
					asked = append(asked, r)
				} else if !errors.Is(err, payment.ErrRefund) {
					rt.Fatal(err)
				}
			},
			"approve": func(rt *rapid.T) {
				if len(asked) > 0 {
					r := asked[rapid.IntRange(0, len(asked)-1).Draw(rt, "which")]
					if _, err := b.ApproveRefund(as(t, boss), boss, r.ID); err != nil && !errors.Is(err, payment.ErrChanged) {
						rt.Fatal(err)
					}
				}
			},
			"refuse": func(rt *rapid.T) {
				if len(asked) > 0 {
					r := asked[rapid.IntRange(0, len(asked)-1).Draw(rt, "which")]
					if _, err := b.RefuseRefund(as(t, boss), boss, r.ID, "不符合"); err != nil && !errors.Is(err, payment.ErrChanged) {
						rt.Fatal(err)
					}
				}
			},
			"trouble": func(rt *rapid.T) {
				mute, drop := rapid.IntRange(0, 2).Draw(rt, "mute"), rapid.Bool().Draw(rt, "drop")
				ends := rapid.SampledFrom([]string{"", "ABNORMAL", "CLOSED"}).Draw(rt, "ends")
				b.sandbox.Set(func(s *paysandbox.Scenario) { s.Mute, s.Drop, s.RefundEnds = mute, drop, ends })
			},
			"time": func(*rapid.T) { b.pass(70*time.Second, 35*time.Second) },
			"": func(rt *rapid.T) {
				now := b.order(o.ID)
				var live, gone money.Fen
				for _, r := range b.refundsOf(o.ID) {
					if r.State != payment.Refused && r.State != payment.Ended {
						live += r.AmountFen
					}
					if r.State == payment.Refunded {
						gone += r.AmountFen
					}
				}
				if now.RefundedFen != live || live > now.PaidFen || gone > now.PaidFen {
					rt.Fatalf("reserved %d, live %d, gone %d of %d", now.RefundedFen, live, gone, now.PaidFen)
				}
			},
		})
	})
	b.balanced()
}

package payment_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/payment"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/testkit"
	"zhijian/server/platform/wechat/pay"
	"zhijian/server/platform/wechat/paysandbox"
)

func dbRaw(b *bench) context.Context { return db.AllowRaw(db.Everywhere(b.t.Context())) }

func sandboxAccount(b *bench) paysandbox.Account {
	return paysandbox.Account{MchID: b.ours.MchID, AppID: "wxapp", Serial: "SER100000", Public: &keys()[1].PublicKey, APIv3: []byte(apiV3(b.ours.MchID))}
}

// nextDay is ten o'clock of the day after the test's.
func (b *bench) nextDay() {
	b.clock.Advance(testkit.Start.Add(24*time.Hour + time.Minute).Sub(b.clock.Now()))
}

func (b *bench) reconcile() payment.Run {
	b.t.Helper()
	for _, p := range b.Periodics() {
		if p.Name == "payment:plan_runs" {
			must(b.t, p.Run(system(b.t)))
		}
	}
	b.work()
	return b.run(b.ours.ID)
}

func (b *bench) run(merchant ids.ID) payment.Run {
	b.t.Helper()
	var r payment.Run
	must(b.t, b.db.Conn(system(b.t)).Where("merchant_id = ?", merchant).Order("id DESC").Take(&r).Error)
	return r
}

func (b *bench) differences() map[string]payment.Difference {
	b.t.Helper()
	var all []payment.Difference
	must(b.t, b.db.Conn(system(b.t)).Where("merchant_id = ?", b.ours.ID).Order("id").Find(&all).Error)
	out := map[string]payment.Difference{}
	for _, d := range all {
		out[d.Kind+" "+d.Subject] = d
	}
	return out
}

// TestADayThatAgrees: payments, refunds in parts, a cancelled order, cash:
// nothing to say.
func TestADayThatAgrees(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.paid(bill1)
	r := b.ask(ann, o.ID, part(bill1, 345))
	_, err := b.ApproveRefund(as(t, boss), boss, r.ID)
	must(t, err)
	b.pass(2*time.Minute, 10*time.Second)
	b.ready(bill2) // never paid
	b.bill(8001, house101, garden, 99)
	b.Call(t, cashier, "POST /admin/v1/communities/10/collections", collect(8001, "cash", "A-1", 99))
	b.nextDay()
	run := b.reconcile()
	if run.State != "done" || run.Differences != 0 || run.Trades != 1 || run.TradeFen != 12345 || run.Refunds != 1 || run.RefundFen != 345 {
		t.Errorf("%+v\n%+v", run, b.differences())
	}
	again, err := b.RunAgain(as(t, finance), finance, b.ours.ID, "2026-03-02")
	must(t, err)
	b.work()
	if again.ID != run.ID || b.run(b.ours.ID).Differences != 0 {
		t.Error("not the same day twice")
	}
}

// TestFiveDifferences plants one of each, and one that a question puts right.
func TestFiveDifferences(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 8 {
		b.bill(ids.ID(8001+i), house101, garden, money.Fen(1000+i))
	}
	missing, wrong, unbooked := b.paid(8001), b.paid(8002), b.paid(8003)
	b.sandbox.Hide(missing.Number) // channel_missing
	b.sandbox.Hide(wrong.Number)
	row := func(o payment.Order, fen money.Fen) pay.Row {
		return pay.Row{At: *o.PaidAt, AppID: "wxapp", MchID: b.ours.MchID, TransactionID: o.TransactionID, OutTradeNo: o.Number, State: "SUCCESS", Currency: "CNY", Settled: fen, Total: fen}
	}
	b.sandbox.AddRow(row(wrong, 999))                                                                                                                                                                // amount
	b.sandbox.AddRow(pay.Row{At: testkit.Start, AppID: "wxapp", MchID: b.ours.MchID, TransactionID: "4200009", OutTradeNo: "nobodysorder", State: "SUCCESS", Currency: "CNY", Settled: 5, Total: 5}) // local_missing
	b.sandbox.AddRow(pay.Row{At: testkit.Start, AppID: "wxapp", MchID: b.ours.MchID, TransactionID: missing.TransactionID, OutTradeNo: missing.Number, State: "REFUND", Currency: "CNY", RefundID: "5000", OutRefundNo: "nobodysrefund", Refund: 7, Asked: 7, RefundState: "SUCCESS"})
	// status: WeChat has the money, we never heard; a question puts it right.
	lost := b.start(ann, 8004)
	b.prepay(ann, lost)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Drop, s.Down = true, 0 })
	must(t, b.sandbox.Pay(b.ours.MchID, lost.Number))
	must(t, b.db.Tx(system(t), func(ctx context.Context) error { // and the ladder was lost too
		b.bills.exec(ctx, "DELETE FROM outbox")
		b.bills.exec(ctx, "UPDATE payment_orders SET state = 'closed' WHERE id = ?", lost.ID)
		return nil
	}))
	// status that stays: a WeChat payment whose order is frozen.
	frozen := b.start(ann, 8005)
	b.prepay(ann, frozen)
	must(t, b.sandbox.Pay(b.ours.MchID, frozen.Number))
	must(t, b.db.Tx(system(t), func(ctx context.Context) error {
		b.bills.exec(ctx, "DELETE FROM outbox")
		b.bills.exec(ctx, "UPDATE payment_orders SET frozen = 'x' WHERE id = ?", frozen.ID)
		return nil
	}))
	// refund: ours, that WeChat's bill does not have.
	r := b.ask(ann, unbooked.ID, part(8003, 10))
	_, err := b.ApproveRefund(as(t, boss), boss, r.ID)
	must(t, err)
	b.pass(2*time.Minute, 10*time.Second)
	b.sandbox.Hide(r.Number)
	b.nextDay()
	run := b.reconcile()
	got := b.differences()
	lostNow := b.order(lost.ID)
	frozenTrade, _ := b.sandbox.Order(b.ours.MchID, frozen.Number)
	for key, state := range map[string]string{
		"channel_missing " + missing.TransactionID: "open",
		"amount " + wrong.TransactionID:            "open",
		"local_missing 4200009":                    "open",
		"refund nobodysrefund":                     "open",
		"refund " + r.Number:                       "open",
		"status " + lostNow.TransactionID:          "auto",
		"status " + frozenTrade.TransactionID:      "open",
	} {
		if d, ok := got[key]; !ok || d.State != state {
			t.Errorf("%s: %+v", key, d)
		}
	}
	if len(got) != 7 || run.Differences != 7 || lostNow.State != payment.Success {
		t.Errorf("%d differences: %v", len(got), got)
	}
	b.balanced()
	desk(t, b, got["local_missing 4200009"], got["amount "+wrong.TransactionID])
}

// desk works on two differences.
func desk(t *testing.T, b *bench, first, second payment.Difference) {
	t.Helper()
	do := "POST /admin/v1/differences/" + first.ID.String() + "/decide"
	for _, sc := range []testkit.Scenario{
		{Name: "without the right", As: boss, Do: do, Body: `{"reason":"已核对"}`, WantStatus: 403},
		{Name: "another company", As: far, Do: do, Body: `{"reason":"已核对"}`, WantStatus: 404},
		{Name: "another company's list", As: far, Do: "GET /admin/v1/differences", WantStatus: 200, WantBody: []string{`"items":[]`}},
		{Name: "without a reason", As: finance, Do: do, Body: `{"reason":"   "}`, WantStatus: 422},
		{Name: "with another's picture", As: finance, Do: do, Body: fmt.Sprintf(`{"reason":"已核对","evidenceFileId":"%s"}`, b.upload(boss)[0]), WantStatus: 422},
		{Name: "passed up", As: finance, Do: do, Body: `{"reason":"请财务经理定","escalate":true}`, WantStatus: 200, WantBody: []string{`"state":"escalated"`}},
		{Name: "passed up twice", As: finance, Do: do, Body: `{"reason":"再报","escalate":true}`, WantStatus: 409},
		{Name: "decided", As: finance, Do: do, Body: fmt.Sprintf(`{"reason":"微信测试单","evidenceFileId":"%s"}`, b.upload(finance)[0]), WantStatus: 200, WantBody: []string{`"state":"manual"`, "沈岚", `"evidence":`}},
		{Name: "decided twice", As: finance, Do: do, Body: `{"reason":"再来"}`, WantStatus: 409, WantBody: []string{"已处理"}},
		{Name: "the list", As: finance, Do: "GET /admin/v1/differences?state=open&kind=amount", WantStatus: 200, WantBody: []string{second.ID.String(), "金额不一致"}, NoBody: []string{first.ID.String()}},
		{Name: "the days", As: finance, Do: "GET /admin/v1/reconciliations", WantStatus: 200, WantBody: []string{"已核对"}},
		{Name: "today", As: finance, Do: "POST /admin/v1/reconciliations", Body: fmt.Sprintf(`{"merchantId":"%s","day":"2026-03-03"}`, b.ours.ID), WantStatus: 422, WantBody: []string{"payment.bill_day"}},
		{Name: "a day that is none", As: finance, Do: "POST /admin/v1/reconciliations", Body: fmt.Sprintf(`{"merchantId":"%s","day":"2026-02-31"}`, b.ours.ID), WantStatus: 422},
		{Name: "a rival's merchant", As: finance, Do: "POST /admin/v1/reconciliations", Body: fmt.Sprintf(`{"merchantId":"%s","day":"2026-03-02"}`, b.theirs.ID), WantStatus: 404},
	} {
		sc.Run(t, b.HTTP)
	}
}

// TestBillsThatAreNotThere: late, broken, wrong hash: nothing is believed in part.
func TestBillsThatAreNotThere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.paid(bill1)
	b.nextDay()
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.BillFrom = 12 * time.Hour })
	if r := b.reconcile(); r.State != "waiting" || !strings.Contains(r.Problem, "没有出账单") {
		t.Errorf("%+v", r)
	}
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.BadBill = true })
	b.pass(2*time.Hour, 30*time.Minute)
	if r := b.run(b.ours.ID); r.State != "waiting" || !strings.Contains(r.Problem, "校验值") || len(b.differences()) != 0 {
		t.Errorf("%+v", r)
	}
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.BadBill, s.Down = false, 1 })
	b.pass(2*time.Hour, 30*time.Minute)
	if r := b.run(b.ours.ID); r.State != "done" || r.Differences != 0 {
		t.Errorf("%+v", r)
	}
}

// many writes n booked payments of the day without going through WeChat, and
// answers the bill that WeChat would make of them.
func (b *bench) many(n int) []pay.Row {
	b.t.Helper()
	rows := make([]pay.Row, 0, n)
	paid := testkit.Start.Add(-8 * time.Hour) // 02:00 in Shanghai
	const batch = 1000
	for from := 0; from < n; from += batch {
		must(b.t, b.db.Tx(system(b.t), func(ctx context.Context) error {
			var orders []payment.Order
			var journals []event.Journal
			var values []string
			var args []any
			for i := from; i < min(n, from+batch); i++ {
				at, fen := paid.Add(time.Duration(i%70000)*time.Second/2).Truncate(time.Second), money.Fen(100+i%977)
				o := payment.Order{ID: b.gen.New(), CommunityID: garden, CompanyID: company, MerchantID: b.ours.ID, HouseID: house101, HouseLabel: "1栋", Number: fmt.Sprintf("bulk%06d", i), State: payment.Success, Version: 4,
					Via: "wechat", Purpose: "bills", PayerKind: "resident", PayerID: ann.ID, Overpay: "refund", TotalFen: fen, PaidFen: fen, TransactionID: fmt.Sprintf("4200%024d", i), ExpiresAt: at, PaidAt: &at, CreatedAt: at, UpdatedAt: at}
				orders = append(orders, o)
				values = append(values, "(?, ?, ?, ?, ?, 'settled', 'notice', ?, ?)")
				args = append(args, o.TransactionID, garden, o.ID, b.ours.ID, fen, at, at)
				journals = append(journals, event.Journal{CommunityID: garden, Kind: "payment", Ref: o.ID.String(), Entries: []event.Entry{{Account: "wechat_receivable", Owner: b.ours.ID, Fen: fen}, {Account: "receivable", Owner: house101, Fen: -fen}}})
				rows = append(rows, pay.Row{At: at, AppID: "wxapp", MchID: b.ours.MchID, TransactionID: o.TransactionID, OutTradeNo: o.Number, State: "SUCCESS", Currency: "CNY", Settled: fen, Total: fen, Fee: int64(fen) * 6})
			}
			if err := b.db.Conn(ctx).CreateInBatches(&orders, 250).Error; err != nil {
				return err
			}
			b.bills.exec(ctx, "INSERT INTO payment_arrivals (transaction_id, community_id, order_id, merchant_id, amount_fen, used, source, paid_at, created_at) VALUES "+strings.Join(values, ","), args...)
			return b.book.PostAll(ctx, journals)
		}))
	}
	return rows
}

func (b *bench) keysOfOurs() pay.Merchant { return pay.Merchant{MchID: b.ours.MchID, AppID: "wxapp"} }

// TestEveryPlantedDifferenceIsFound is P5 at a size for every run: differences
// of eight kinds among many rows, all found, no false alarm.
func TestEveryPlantedDifferenceIsFound(t *testing.T) {
	t.Parallel()
	n := 3000
	if testing.Short() {
		n = 600
	}
	planted(t, n, n/10)
}

func planted(t *testing.T, n, wrong int) {
	t.Helper()
	b := newBench(t)
	rows := b.many(n)
	rnd := rand.New(rand.NewPCG(7, 7))
	want := map[string]string{}
	var bill []pay.Row
	left := wrong
	for _, r := range rows {
		if left == 0 || rnd.IntN(n) >= wrong*2 {
			bill = append(bill, r)
			continue
		}
		left--
		kind, subject := "", r.TransactionID
		switch rnd.IntN(8) {
		case 0: // not in the bill
			want["channel_missing "+subject] = ""
			continue
		case 1:
			kind, r.Total, r.Settled = "amount", r.Total+1, r.Settled+1
		case 2:
			kind, r.Total, r.Settled = "amount", r.Total-1, r.Settled-1
		case 3: // nobody's
			want["channel_missing "+subject] = ""
			r.TransactionID, r.OutTradeNo = "9"+r.TransactionID[1:], "x"+r.OutTradeNo
			kind, subject = "local_missing", r.TransactionID
		case 4: // another transaction for a known order
			want["channel_missing "+subject] = ""
			r.TransactionID = "8" + r.TransactionID[1:]
			kind, subject = "status", r.TransactionID
		case 5:
			kind, r.State = "status", "REVOKED"
		case 6: // a refund that we never asked for
			bill = append(bill, r)
			kind, subject = "refund", "r"+r.OutTradeNo
			r.State, r.OutRefundNo, r.RefundID, r.Refund, r.Asked, r.RefundState, r.Settled, r.Total = "REFUND", subject, "5"+r.TransactionID[1:], 1, 1, "SUCCESS", 0, 0
		case 7: // dollars
			kind, r.Currency = "amount", "USD"
		}
		want[kind+" "+subject] = ""
		bill = append(bill, r)
	}
	run := payment.Run{ID: b.gen.New(), CompanyID: company, MerchantID: b.ours.ID, BillDay: "2026-03-02", State: "waiting", CreatedAt: b.clock.Now()}
	must(t, b.db.Tx(system(t), func(ctx context.Context) error { return b.db.Conn(ctx).Create(&run).Error }))
	file := paysandbox.TradeBill(bill)
	began := time.Now()
	must(t, b.Reconcile(system(t), run, b.keysOfOurs(), bytes.NewReader(file)))
	took := time.Since(began)
	got := b.differences()
	for k := range want {
		if _, ok := got[k]; !ok {
			t.Errorf("not found: %s", k)
		}
	}
	for k := range got {
		if _, ok := want[k]; !ok {
			t.Errorf("false alarm: %s %+v", k, got[k])
		}
	}
	t.Logf("%d rows, %d differences in %s", len(bill), len(want), took)
	if limit := 30 * time.Second; n >= 100_000 && took > limit {
		t.Errorf("%s for %d rows", took, n)
	}
	if err := b.Reconcile(system(t), run, b.keysOfOurs(), bytes.NewReader(file[:len(file)-40])); !errors.Is(err, pay.ErrBill) {
		t.Errorf("a bill that is cut off: %v", err)
	}
}

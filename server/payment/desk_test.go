package payment_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"zhijian/server/payment"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
)

func collect(bill ids.ID, via, voucher string, fen int64) string {
	return fmt.Sprintf(`{"billIds":["%s"],"via":"%s","voucher":"%s","expectedFen":%d}`, bill, via, voucher, fen)
}

func TestCollectIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	do := "POST /admin/v1/communities/10/collections"
	must(t, func() error { // a voucher that is used
		a := b.Call(t, cashier, do, collect(bill2, "cash", "USED-1", 678))
		if a.Status != 201 {
			return errors.New(a.Body)
		}
		return nil
	}())
	before := b.checksum()
	for _, sc := range []testkit.Scenario{
		{Name: "a resident", As: ann, Do: do, Body: collect(bill1, "cash", "A-1", 12345), WantStatus: 401},
		{Name: "without the right", As: boss, Do: do, Body: collect(bill1, "cash", "A-1", 12345), WantStatus: 403},
		{Name: "staff elsewhere", As: far, Do: do, Body: collect(bill1, "cash", "A-1", 12345), WantStatus: 403},
		{Name: "a bill elsewhere", As: cashier, Do: do, Body: collect(farBill, "cash", "A-1", 500), WantStatus: 404},
		{Name: "another amount than due", As: cashier, Do: do, Body: collect(bill1, "cash", "A-1", 12344), WantStatus: 409, WantBody: []string{"payment.price", "¥123.45"}},
		{Name: "a voucher twice", As: cashier, Do: do, Body: collect(bill1, "cash", "USED-1", 12345), WantStatus: 409, WantBody: []string{"payment."}},
		{Name: "a transfer without a picture", As: cashier, Do: do, Body: collect(bill1, "transfer", "A-1", 12345), WantStatus: 422, WantBody: []string{"photoFileIds"}},
		{Name: "by WeChat", As: cashier, Do: do, Body: collect(bill1, "wechat", "A-1", 12345), WantStatus: 422},
		{Name: "no voucher", As: cashier, Do: do, Body: collect(bill1, "cash", "", 12345), WantStatus: 422},
		{Name: "a voucher of words", As: cashier, Do: do, Body: collect(bill1, "cash", "收据一", 12345), WantStatus: 422},
		{Name: "what is paid already", As: cashier, Do: do, Body: collect(bill2, "cash", "A-1", 678), WantStatus: 409},
	} {
		sc.Run(t, b.HTTP)
	}
	b.town.closed = true
	testkit.Scenario{Name: "a suspended company", As: cashier, Do: do, Body: collect(bill1, "cash", "A-1", 12345), WantStatus: 409, WantBody: []string{"payment.suspended"}}.Run(t, b.HTTP)
	if b.checksum() != before {
		t.Error("something was written")
	}
}

// TestOnlineAndCashAtOnce: the resident has the cashier open, the desk waits;
// after the cash came, the late WeChat money goes back.
func TestFourEyes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.bill(8001, house101, garden, 500_001)
	b.bill(8002, house101, garden, 500_000)
	if a := b.Call(t, cashier, "POST /admin/v1/communities/10/collections", collect(8002, "cash", "A-0", 500_000)); !strings.Contains(a.Body, `"state":"success"`) {
		t.Errorf("5,000 yuan exactly: %s", a.Body)
	}
	a := b.Call(t, cashier, "POST /admin/v1/communities/10/collections", collect(8001, "cash", "A-1", 500_001))
	var v struct{ ID, State string }
	a.Into(t, &v)
	if a.Status != 201 || v.State != "created" || b.billNow(8001).PaidFen != 0 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	confirm := "POST /admin/v1/payments/" + v.ID + "/confirm"
	self := named(testkit.StaffOf(cashier.ID, company, []ids.ID{garden}, "payment.approve", "payment.collect", "payment.read"), "何丽")
	for _, sc := range []testkit.Scenario{
		{Name: "the cashier herself", As: cashier, Do: confirm, WantStatus: 403, WantBody: []string{"auth.denied"}},
		{Name: "the cashier with the right", As: self, Do: confirm, WantStatus: 403, WantBody: []string{"payment.self"}},
		{Name: "staff elsewhere", As: far, Do: confirm, WantStatus: 404},
		{Name: "rejecting without a reason", As: boss, Do: "POST /admin/v1/payments/" + v.ID + "/reject", Body: `{"reason":"  "}`, WantStatus: 422},
		{Name: "another person", As: boss, Do: confirm, WantStatus: 200, WantBody: []string{`"state":"success"`}},
		{Name: "twice", As: boss, Do: confirm, WantStatus: 409},
	} {
		sc.Run(t, b.HTTP)
	}
	if b.billNow(8001).PaidFen != 500_001 || b.balance("cash", 0) != 1_000_001 {
		t.Error("not booked")
	}
	b.bill(8003, house101, garden, 600_000)
	a = b.Call(t, cashier, "POST /admin/v1/communities/10/collections", collect(8003, "cash", "A-3", 600_000))
	a.Into(t, &v)
	testkit.Scenario{Name: "rejected", As: boss, Do: "POST /admin/v1/payments/" + v.ID + "/reject", Body: `{"reason":"凭证看不清"}`, WantStatus: 200, WantBody: []string{"closed"}}.Run(t, b.HTTP)
	if b.billNow(8003).LockOrder != 0 {
		t.Error("the bill is still kept")
	}
	// Nobody looks for three days.
	a = b.Call(t, cashier, "POST /admin/v1/communities/10/collections", collect(8003, "cash", "A-4", 600_000))
	a.Into(t, &v)
	b.clock.Advance(73 * time.Hour)
	for _, p := range b.Periodics() {
		if p.Name == "payment:expire_desk" {
			must(t, p.Run(system(t)))
		}
	}
	id, _ := ids.Parse(v.ID)
	if s := b.order(id).State; s != payment.Closed || b.billNow(8003).LockOrder != 0 {
		t.Errorf("after three days: %s", s)
	}
	b.balanced()
}

func TestShift(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	testkit.Scenario{Name: "none yet", As: cashier, Do: "GET /admin/v1/communities/10/shift", WantStatus: 200, WantBody: []string{`"state":"none"`}}.Run(t, b.HTTP)
	b.Call(t, cashier, "POST /admin/v1/communities/10/collections", collect(bill1, "cash", "A-1", 12345))
	paid := b.Call(t, cashier, "POST /admin/v1/communities/10/collections", collect(bill2, "cash", "A-2", 678))
	var p, sh struct {
		ID      string
		CashFen int64
	}
	paid.Into(t, &p)
	a := b.Call(t, cashier, "GET /admin/v1/communities/10/shift", "")
	a.Into(t, &sh)
	if !strings.Contains(a.Body, `"payments":2`) || sh.CashFen != 0 {
		t.Errorf("counted blind: %s", a.Body)
	}
	// One of them goes back over the desk.
	order, _ := ids.Parse(p.ID)
	r := b.ask(second, order, part(bill2, 178))
	_, err := b.ApproveRefund(as(t, cashier), cashier, r.ID)
	must(t, err)
	testkit.Scenario{Name: "paid out", As: cashier, Do: "POST /admin/v1/refunds/" + r.ID.String() + "/pay-out", Body: `{"voucher":"R-1"}`, WantStatus: 200, WantBody: []string{`"state":"success"`}}.Run(t, b.HTTP)
	do := "POST /admin/v1/shifts/" + sh.ID + "/close"
	for _, sc := range []testkit.Scenario{
		{Name: "another's shift", As: second, Do: do, Body: `{"countedFen":12845}`, WantStatus: 404},
		{Name: "less than nothing", As: cashier, Do: do, Body: `{"countedFen":-1}`, WantStatus: 422},
		{Name: "a difference without a word", As: cashier, Do: do, Body: `{"countedFen":12800}`, WantStatus: 422, WantBody: []string{"payment.note", "¥128.45"}},
		{Name: "with one", As: cashier, Do: do, Body: `{"countedFen":12800,"note":"找零少收"}`, WantStatus: 200, WantBody: []string{`"differenceFen":-45`, `"cashFen":12845`}},
		{Name: "twice", As: cashier, Do: do, Body: `{"countedFen":12845}`, WantStatus: 409, WantBody: []string{"payment.shift"}},
		{Name: "the list", As: boss, Do: "GET /admin/v1/communities/10/shifts", WantStatus: 200, WantBody: []string{"找零少收"}},
		{Name: "the list elsewhere", As: far, Do: "GET /admin/v1/communities/10/shifts", WantStatus: 403},
	} {
		sc.Run(t, b.HTTP)
	}
	b.work()
	if b.heard("shift_difference", boss) != 1 {
		t.Error(b.town.told)
	}
	if b.balance("cash", 0) != 12845 {
		t.Errorf("cash %d", b.balance("cash", 0))
	}
	b.balanced()
}

func TestTopUpIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	do := "POST /admin/v1/communities/10/prepaid"
	for _, sc := range []testkit.Scenario{
		{Name: "without the right", As: boss, Do: do, Body: `{"houseId":"101","via":"cash","voucher":"P1","amountFen":100}`, WantStatus: 403},
		{Name: "a house elsewhere", As: cashier, Do: do, Body: `{"houseId":"201","via":"cash","voucher":"P1","amountFen":100}`, WantStatus: 403},
		{Name: "a house that is none", As: cashier, Do: do, Body: `{"houseId":"1","via":"cash","voucher":"P1","amountFen":100}`, WantStatus: 404},
		{Name: "nothing", As: cashier, Do: do, Body: `{"houseId":"101","via":"cash","voucher":"P1","amountFen":0}`, WantStatus: 422},
	} {
		sc.Run(t, b.HTTP)
	}
	if b.count("payment_orders")+b.count("ledger_journals") != 0 {
		t.Error("something was written")
	}
}

func TestMerchants(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id, text := b.sandbox.PublicKey()
	form := func(mch string, private, v3, wechat string) string {
		q := func(s string) string { return strings.ReplaceAll(s, "\n", `\n`) }
		return fmt.Sprintf(`{"name":"新商户","mchId":"%s","appId":"wxapp","keys":{"serial":"SERIAL99","privateKey":"%s","apiV3Key":"%s","wechatKeys":[{"id":"%s","pem":"%s"}]}}`, mch, q(private), v3, id, q(wechat))
	}
	good, v3 := pemOf(keys()[2]), strings.Repeat("z", 32)
	for _, sc := range []testkit.Scenario{
		{Name: "a cashier", As: cashier, Do: "POST /admin/v1/merchants", Body: form("1900000009", good, v3, text), WantStatus: 403},
		{Name: "a public key for a private one", As: boss, Do: "POST /admin/v1/merchants", Body: form("1900000009", text, v3, text), WantStatus: 422, WantBody: []string{"privateKey"}},
		{Name: "a private key for WeChat's", As: boss, Do: "POST /admin/v1/merchants", Body: form("1900000009", good, v3, good), WantStatus: 422, WantBody: []string{"wechatKeys[0].pem"}},
		{Name: "a short APIv3 key", As: boss, Do: "POST /admin/v1/merchants", Body: form("1900000009", good, v3[1:], text), WantStatus: 422},
		{Name: "an account twice", As: boss, Do: "POST /admin/v1/merchants", Body: form("1900000001", good, v3, text), WantStatus: 409, WantBody: []string{"payment.account"}},
		{Name: "keys of a rival", As: boss, Do: "POST /admin/v1/merchants/" + b.theirs.ID.String() + "/state", Body: `{"stopped":true}`, WantStatus: 404},
		{Name: "money to a rival", As: boss, Do: "POST /admin/v1/merchants/" + b.theirs.ID.String() + "/payee", Body: `{"communityId":"10"}`, WantStatus: 404},
		{Name: "a community elsewhere", As: boss, Do: "POST /admin/v1/merchants/" + b.ours.ID.String() + "/payee", Body: `{"communityId":"20"}`, WantStatus: 403},
		{Name: "the probe", As: boss, Do: "POST /admin/v1/merchants/" + b.ours.ID.String() + "/probe", WantStatus: 200, WantBody: []string{`"ok":true`}},
		{Name: "the list of mine", As: finance, Do: "GET /admin/v1/merchants", WantStatus: 200, WantBody: []string{"1900000001", `"communityIds":["10"]`}, NoBody: []string{"1900000002"}},
		{Name: "a good one", As: boss, Do: "POST /admin/v1/merchants", Body: form("1900000009", good, v3, text), WantStatus: 201},
	} {
		sc.Run(t, b.HTTP)
	}
	// Wrong keys are told apart by the probe.
	must(t, func() error {
		_, err := b.ChangeKeys(as(t, boss), boss, b.ours.ID, payment.Keys{Serial: "SER100000", PrivateKey: good, APIV3Key: v3, WeChatKeys: []payment.WeChatKey{{ID: id, PEM: text}}})
		return err
	}())
	b.sandbox.AddMerchant(sandboxAccount(b))
	testkit.Scenario{Name: "the probe with a wrong key", As: boss, Do: "POST /admin/v1/merchants/" + b.ours.ID.String() + "/probe", WantStatus: 200, WantBody: []string{`"ok":false`, "SIGN_ERROR"}}.Run(t, b.HTTP)
}

func TestReceiptAndInvoice(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.paid(bill1)
	var v struct{ ReceiptCode, ReceiptURL string }
	b.Call(t, ann, "GET /app/v1/payments/"+o.ID.String(), "").Into(t, &v)
	for _, sc := range []testkit.Scenario{
		{Name: "a guess", Do: "GET /app/v1/receipts/" + strings.Repeat("A", 20), WantStatus: 404, WantBody: []string{"payment.receipt"}},
		{Name: "a short guess", Do: "GET /app/v1/receipts/A", WantStatus: 422},
		{Name: "the code", Do: "GET /app/v1/receipts/" + v.ReceiptCode, WantStatus: 200, WantBody: []string{o.ReceiptNumber, `"totalFen":12345`, "张*国"}, NoBody: []string{"张建国"}},
		{Name: "no such paper", Do: "GET /receipts/" + strings.Repeat("A", 20) + ".pdf", WantStatus: 404},
		{Name: "no paper", Do: "GET /receipts/x", WantStatus: 404},
		{Name: "a title without a tax number", As: ann, Do: "POST /app/v1/invoice-titles", Body: `{"kind":"company","name":"翠湖公司"}`, WantStatus: 422, WantBody: []string{"taxNumber"}},
		{Name: "a person with a tax number", As: ann, Do: "POST /app/v1/invoice-titles", Body: `{"kind":"person","name":"张建国","taxNumber":"91110000MA01"}`, WantStatus: 422},
		{Name: "another's title", As: ann, Do: "POST /app/v1/payments/" + o.ID.String() + "/invoice", Body: `{"titleId":"1"}`, WantStatus: 404},
	} {
		sc.Run(t, b.HTTP)
	}
	if pdf := b.Call(t, auth.Actor{}, "GET "+v.ReceiptURL, ""); pdf.Status != 200 || !strings.HasPrefix(pdf.Body, "%PDF-") || pdf.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("%d %.40s", pdf.Status, pdf.Body)
	}
	var title, in struct{ ID, State, InvoiceNo, RedNo string }
	b.Call(t, ann, "POST /app/v1/invoice-titles", `{"kind":"company","name":"翠湖商贸有限公司","taxNumber":"91110000MA01ABCD12"}`).Into(t, &title)
	apply := "POST /app/v1/payments/" + o.ID.String() + "/invoice"
	b.Call(t, ann, apply, `{"titleId":"`+title.ID+`"}`).Into(t, &in)
	if in.State != "applied" {
		t.Fatalf("%+v", in)
	}
	if a := b.Call(t, ann, apply, `{"titleId":"`+title.ID+`"}`); a.Status != 409 {
		t.Errorf("twice: %d", a.Status)
	}
	if a := b.Call(t, eve, apply, `{"titleId":"`+title.ID+`"}`); a.Status != 404 {
		t.Errorf("a stranger: %d", a.Status)
	}
	b.pass(2*time.Minute, 30*time.Second)
	list := b.Call(t, ann, "GET /app/v1/invoices", "")
	if !strings.Contains(list.Body, `"state":"issued"`) || !strings.Contains(list.Body, "翠湖商贸") {
		t.Error(list.Body)
	}
	if b.count("payment_invoices") != 1 || strings.Contains(rowText(b, "payment_invoices"), "翠湖商贸") || strings.Contains(rowText(b, "payment_titles"), "翠湖商贸") {
		t.Error("a title lies open in SQL")
	}
	// Money goes back: the invoice is taken back first.
	r := b.ask(ann, o.ID, part(bill1, 345))
	_, err := b.ApproveRefund(as(t, boss), boss, r.ID)
	must(t, err)
	b.pass(3*time.Minute, 15*time.Second)
	if now := b.refund(r.ID); now.State != payment.Refunded || len(b.paper.red) != 1 {
		t.Errorf("%+v, %v", now, b.paper.red)
	}
	b.Call(t, ann, apply, `{"titleId":"`+title.ID+`"}`).Into(t, &in) // what is left can be invoiced anew
	if in.State != "applied" {
		t.Errorf("%+v", in)
	}
}

func rowText(b *bench, table string) string {
	var rows []map[string]any
	must(b.t, b.db.Conn(dbRaw(b)).Raw("SELECT * FROM "+table).Scan(&rows).Error)
	return fmt.Sprint(rows)
}

func TestSandboxCashier(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	play := func(o payment.Order, act string, want int) {
		t.Helper()
		if a := b.Call(t, ann, "POST /app/v1/sandbox/payments/"+o.ID.String()+"/play", `{"act":"`+act+`"}`); a.Status != want {
			t.Errorf("%s: %d %s", act, a.Status, a.Body)
		}
	}
	next := ids.ID(8100)
	fresh := func() payment.Order {
		next++
		b.bill(next, house101, garden, 100)
		return b.ready(next)
	}
	o := fresh()
	play(o, "refuse", 200)
	if s := b.order(o.ID).State; s != payment.PrepayOK {
		t.Error(s)
	}
	play(o, "pay", 200)
	play(o, "pay", 409)
	b.deliver()
	lost, often, late := fresh(), fresh(), fresh()
	play(lost, "lose", 200)
	b.deliver()
	if s := b.order(lost.ID).State; s == payment.Success {
		t.Error("the notice was not lost")
	}
	play(often, "repeat", 200)
	play(late, "late", 200)
	if s := b.order(late.ID).State; s != payment.Closed {
		t.Errorf("closed first: %s", s)
	}
	b.pass(5*time.Minute, 10*time.Second)
	for _, o := range []payment.Order{lost, often, late} {
		if s := b.order(o.ID).State; s != payment.Success {
			t.Errorf("%s", s)
		}
	}
	if b.count("payment_arrivals") != 4 {
		t.Errorf("%d arrivals", b.count("payment_arrivals"))
	}
	b.balanced()
}

// TestPaymentFilters: by day, and what waits for its second pair of eyes.
func TestPaymentFilters(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.bill(8001, house101, garden, 500_001)
	b.bill(8002, house101, garden, 300)
	b.Call(t, cashier, "POST /admin/v1/communities/10/collections", collect(8001, "cash", "BIG-1", 500_001))
	today := clock.Date(b.clock.Now())
	b.clock.Advance(24 * time.Hour)
	b.Call(t, cashier, "POST /admin/v1/communities/10/collections", collect(8002, "cash", "SMALL-1", 300))
	next := clock.Date(b.clock.Now())
	list := func(query string) []string {
		var page struct{ Items []struct{ Voucher string } }
		b.Call(t, boss, "GET /admin/v1/payments?communityId=10&"+query, "").Into(t, &page)
		out := []string{}
		for _, p := range page.Items {
			out = append(out, p.Voucher)
		}
		return out
	}
	for query, want := range map[string][]string{
		"": {"SMALL-1", "BIG-1"}, "from=" + next: {"SMALL-1"}, "to=" + today: {"BIG-1"}, "from=" + today + "&to=" + today: {"BIG-1"}, "review=true": {"BIG-1"}, "review=true&from=" + next: {},
	} {
		if got := list(query); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", query, got, want)
		}
	}
	for _, sc := range []testkit.Scenario{
		{Name: "no such day", As: boss, Do: "GET /admin/v1/payments?from=2026-02-31", WantStatus: 422, WantBody: []string{"没有这一天"}},
		{Name: "backwards", As: boss, Do: "GET /admin/v1/payments?from=" + next + "&to=" + today, WantStatus: 422, WantBody: []string{"结束日期不能早于开始日期"}},
		{Name: "another community's staff", As: far, Do: "GET /admin/v1/payments?review=true", WantStatus: 200, WantBody: []string{`"items":[]`}},
	} {
		sc.Run(t, b.HTTP)
	}
}

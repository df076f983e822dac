package paysandbox_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/money"
	"zhijian/server/platform/testkit"
	"zhijian/server/platform/wechat/pay"
	"zhijian/server/platform/wechat/paysandbox"
)

// keys are made once: they are slow.
var keys = sync.OnceValue(func() [3]*rsa.PrivateKey {
	var out [3]*rsa.PrivateKey
	for i := range out {
		k, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		out[i] = k
	}
	return out
})

type rig struct {
	*paysandbox.Sandbox
	client *pay.Client
	m      pay.Merchant
	clock  *clock.Fake
	inbox  *inbox
}

// inbox is a shop that keeps the notices it gets.
type inbox struct {
	mu     sync.Mutex
	status int
	got    []http.Header
	bodies [][]byte
}

func (b *inbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.got, b.bodies = append(b.got, r.Header.Clone()), append(b.bodies, body)
	w.WriteHeader(b.status)
}

func newRig(t testing.TB) *rig {
	t.Helper()
	c := testkit.Clock()
	in := &inbox{status: 204}
	s, err := paysandbox.New(paysandbox.Options{Now: c.Now, Key: keys()[0], Deliver: paysandbox.Into(in)})
	if err != nil {
		t.Fatal(err)
	}
	apiV3 := []byte(strings.Repeat("k", 32))
	s.AddMerchant(paysandbox.Account{MchID: "1900000001", AppID: "wxapp", Serial: "SER1", Public: &keys()[1].PublicKey, APIv3: apiV3})
	id, text := s.PublicKey()
	pub, err := pay.WeChatKey(text)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{Sandbox: s, clock: c, inbox: in, m: pay.Merchant{MchID: "1900000001", AppID: "wxapp", Serial: "SER1", Private: keys()[1], APIv3: [][]byte{apiV3}, WeChat: map[string]*rsa.PublicKey{id: pub}, Accept: id}}
	r.client = r.over(t, s.Transport())
	return r
}

func (r *rig) over(t testing.TB, by http.RoundTripper) *pay.Client {
	t.Helper()
	c, err := pay.New(pay.Options{Transport: by, Now: r.clock.Now, TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (r *rig) prepay(t testing.TB, no string) string {
	t.Helper()
	id, err := r.client.Prepay(t.Context(), r.m, r.order(no))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (r *rig) order(no string) pay.PrepayIn {
	return pay.PrepayIn{OutTradeNo: no, Description: "物业费", Total: 12345, OpenID: "oAnn", NotifyURL: "https://x.test/notify/wechat/abc", Expires: r.clock.Now().Add(15 * time.Minute)}
}

func TestNotInProduction(t *testing.T) {
	t.Parallel()
	if _, err := paysandbox.New(paysandbox.Options{Env: "production", Now: clock.System}); err == nil {
		t.Fatal("it started")
	}
}

func TestPayment(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if _, err := r.client.Query(t.Context(), r.m, "order-1"); pay.Refused(err) != pay.NoOrder {
		t.Errorf("an order nobody made: %v", err)
	}
	id := r.prepay(t, "order-1")
	if again := r.prepay(t, "order-1"); again != id {
		t.Errorf("the same number again: %s, %s", id, again)
	}
	other := r.order("order-1")
	other.Total++
	if _, err := r.client.Prepay(t.Context(), r.m, other); pay.Refused(err) != "INVALID_REQUEST" {
		t.Errorf("the same number for another amount: %v", err)
	}
	p, err := r.client.Params(r.m, id)
	if err != nil || p.Package != "prepay_id="+id || p.SignType != "RSA" || len(p.PaySign) < 300 {
		t.Errorf("%+v %v", p, err)
	}
	if tr, err := r.client.Query(t.Context(), r.m, "order-1"); err != nil || tr.State != "NOTPAY" || tr.Paid() {
		t.Errorf("%+v %v", tr, err)
	}
	if err := r.Pay("1900000001", "order-1"); err != nil {
		t.Fatal(err)
	}
	tr, err := r.client.Query(t.Context(), r.m, "order-1")
	if err != nil || !tr.Paid() || tr.Total != 12345 || tr.Currency != "CNY" || tr.PayerOpenID != "oAnn" || !tr.At.Equal(r.clock.Now()) {
		t.Errorf("%+v %v", tr, err)
	}
	if err := r.client.Close(t.Context(), r.m, "order-1"); pay.Refused(err) != pay.IsPaid {
		t.Errorf("closing what is paid: %v", err)
	}
	r.DeliverDue(t.Context())
	if len(r.inbox.got) != 1 || r.m.Verify(r.inbox.got[0], r.inbox.bodies[0], r.clock.Now()) != nil {
		t.Fatal("no good notice")
	}
	n, err := r.m.Open(r.inbox.bodies[0])
	if err != nil || *n.Trade != tr || n.Event != "TRANSACTION.SUCCESS" {
		t.Errorf("%+v %v", n, err)
	}
}

func TestClose(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.prepay(t, "order-1")
	if err := r.client.Close(t.Context(), r.m, "order-1"); err != nil {
		t.Fatal(err)
	}
	if err := r.Pay("1900000001", "order-1"); !errors.Is(err, paysandbox.ErrNotOpen) {
		t.Errorf("paying what is closed: %v", err)
	}
	r.prepay(t, "order-2")
	if err := r.PayLate("1900000001", "order-2"); err != nil {
		t.Fatal(err)
	}
	if err := r.client.Close(t.Context(), r.m, "order-2"); err != nil {
		t.Errorf("a close that lost the race: %v", err)
	}
	if tr, err := r.client.Query(t.Context(), r.m, "order-2"); err != nil || !tr.Paid() {
		t.Errorf("late money: %+v %v", tr, err)
	}
	r.prepay(t, "order-3")
	r.clock.Advance(15 * time.Minute)
	if err := r.Pay("1900000001", "order-3"); !errors.Is(err, paysandbox.ErrNotOpen) {
		t.Errorf("paying what has expired: %v", err)
	}
}

func TestRefund(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.prepay(t, "order-1")
	if err := r.Pay("1900000001", "order-1"); err != nil {
		t.Fatal(err)
	}
	o, _ := r.Order("1900000001", "order-1")
	ask := func(no string, fen int64) (pay.RefundState, error) {
		return r.client.Refund(t.Context(), r.m, pay.RefundIn{TransactionID: o.TransactionID, OutRefundNo: no, Refund: money.Fen(fen), Total: o.Total, NotifyURL: "https://x.test/n"})
	}
	if _, err := r.client.QueryRefund(t.Context(), r.m, "r1"); pay.Refused(err) != pay.NoRefund {
		t.Errorf("a refund nobody asked for: %v", err)
	}
	if _, err := ask("r0", 12346); pay.Refused(err) != "INVALID_REQUEST" {
		t.Errorf("more than was paid: %v", err)
	}
	first, err := ask("r1", 300)
	again, err2 := ask("r1", 300)
	if err != nil || err2 != nil || first.State != "PROCESSING" || again.RefundID != first.RefundID || again.State != "SUCCESS" {
		t.Errorf("the same number twice: %+v %+v %v %v", first, again, err, err2)
	}
	if _, err := ask("r1", 301); pay.Refused(err) != "PARAM_ERROR" {
		t.Errorf("the same number for another amount: %v", err)
	}
	if _, err := ask("r2", 300); !errors.Is(err, pay.ErrUnknown) {
		t.Errorf("two parts in a minute: %v", err)
	}
	for i := range 49 {
		r.clock.Advance(time.Minute)
		if _, err := ask("p"+string(rune('A'+i)), 1); err != nil {
			t.Fatal(err)
		}
	}
	r.clock.Advance(time.Minute)
	if _, err := ask("r51", 1); pay.Refused(err) != "INVALID_REQUEST" {
		t.Errorf("the 51st part: %v", err)
	}
	r.DeliverDue(t.Context())
	last := len(r.inbox.bodies) - 1
	n, err := r.m.Open(r.inbox.bodies[last])
	if err != nil || n.Refund == nil || n.Refund.State != "SUCCESS" || n.Refund.MchID != "1900000001" {
		t.Errorf("%+v %v", n, err)
	}
	r.clock.Advance(366 * 24 * time.Hour)
	if _, err := ask("late", 1); pay.Refused(err) == "" {
		t.Errorf("after a year: %v", err)
	}
}

// TestTroubleIsUnknown: whatever is not WeChat's signed word is no answer.
func TestTroubleIsUnknown(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for name, f := range map[string]func(s *paysandbox.Scenario){
		"500":      func(s *paysandbox.Scenario) { s.Down = 1 },
		"no reply": func(s *paysandbox.Scenario) { s.Mute = 1 },
	} {
		r.Set(f)
		if _, err := r.client.Prepay(t.Context(), r.m, r.order("order-1")); !errors.Is(err, pay.ErrUnknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, ok := r.Order("1900000001", "order-1"); !ok {
		t.Error("the mute request had no effect")
	}
	for name, spoil := range map[string]func(*http.Response){
		"a changed body":   func(res *http.Response) { res.Body = io.NopCloser(strings.NewReader(`{"prepay_id":"wxother"}`)) },
		"no signature":     func(res *http.Response) { res.Header.Del("Wechatpay-Signature") },
		"two signatures":   func(res *http.Response) { res.Header.Add("Wechatpay-Signature", "x") },
		"an unknown key":   func(res *http.Response) { res.Header.Set("Wechatpay-Serial", "PUB_KEY_ID_2") },
		"an old timestamp": func(res *http.Response) { r.clock.Advance(5 * time.Minute) },
		"html":             func(res *http.Response) { res.StatusCode, res.Body = 502, io.NopCloser(strings.NewReader("<html>")) },
	} {
		client := r.over(t, spoiled{r.Transport(), spoil})
		if _, err := client.Prepay(t.Context(), r.m, r.order("order-2")); !errors.Is(err, pay.ErrUnknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
	stranger := r.m
	stranger.Private = keys()[2]
	if _, err := r.client.Query(t.Context(), stranger, "order-1"); pay.Refused(err) != "SIGN_ERROR" {
		t.Errorf("signed with another key: %v", err)
	}
}

type spoiled struct {
	by    http.RoundTripper
	spoil func(*http.Response)
}

func (s spoiled) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := s.by.RoundTrip(r)
	if err == nil {
		s.spoil(res)
	}
	return res, err
}

func TestNoticesComeUntilBelieved(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.inbox.status = 500
	r.Set(func(s *paysandbox.Scenario) { s.Probe = true })
	r.prepay(t, "order-1")
	if err := r.Pay("1900000001", "order-1"); err != nil {
		t.Fatal(err)
	}
	for range 24*60*4 + 60 {
		r.DeliverDue(t.Context())
		r.clock.Advance(15 * time.Second)
	}
	if len(r.inbox.got) != 1+16 || r.Pending() != 0 {
		t.Errorf("%d deliveries in a day, %d to come", len(r.inbox.got), r.Pending())
	}
	if sig := r.inbox.got[0].Get("Wechatpay-Signature"); !strings.HasPrefix(sig, "WECHATPAY/SIGNTEST/") || r.m.Verify(r.inbox.got[0], r.inbox.bodies[0], testkit.Start) == nil {
		t.Errorf("the probe: %s", sig)
	}
	r.inbox.status = 204
	r.Set(func(s *paysandbox.Scenario) { *s = paysandbox.Scenario{Repeat: 5} })
	r.prepay(t, "order-2")
	if err := r.Pay("1900000001", "order-2"); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		r.DeliverDue(t.Context())
	}
	if n := len(r.inbox.got) - 17; n != 6 {
		t.Errorf("%d deliveries of one notice repeated five times", n)
	}
	if r.ProbesBelieved() != 0 {
		t.Error("a probe was believed")
	}
}

func TestBills(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.prepay(t, "order-1")
	if err := r.Pay("1900000001", "order-1"); err != nil {
		t.Fatal(err)
	}
	o, _ := r.Order("1900000001", "order-1")
	if _, err := r.client.Refund(t.Context(), r.m, pay.RefundIn{TransactionID: o.TransactionID, OutRefundNo: "r1", Refund: 45, Total: o.Total, NotifyURL: "https://x.test/n"}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.client.TradeBill(t.Context(), r.m, "2026-03-02"); pay.Refused(err) != pay.NoBill {
		t.Errorf("a bill before its day is over: %v", err)
	}
	r.clock.Advance(24 * time.Hour) // 10:00 of the next day
	b, err := r.client.TradeBill(t.Context(), r.m, "2026-03-02")
	if err != nil {
		t.Fatal(err)
	}
	var rows []pay.Row
	sum, err := pay.ReadTrades(b, func(row pay.Row) error { rows = append(rows, row); return nil })
	if err != nil || b.Close() != nil || len(rows) != 2 || sum.Total != 12345 || sum.Refund != 45 || rows[0].OutTradeNo != "order-1" {
		t.Errorf("%+v %+v %v", rows, sum, err)
	}
	f, err := r.client.FundBill(t.Context(), r.m, "2026-03-02")
	if err != nil || f.Close() != nil {
		t.Error(err)
	}
	r.Set(func(s *paysandbox.Scenario) { s.BadBill = true })
	if _, err := r.client.TradeBill(t.Context(), r.m, "2026-03-02"); !errors.Is(err, pay.ErrBill) {
		t.Errorf("a wrong hash: %v", err)
	}
}

func TestBrokenBillsAreRefused(t *testing.T) {
	t.Parallel()
	good := string(paysandbox.TradeBill([]pay.Row{
		{At: testkit.Start, AppID: "wx", MchID: "19", TransactionID: "42", OutTradeNo: "order-1", State: "SUCCESS", Currency: "CNY", Settled: 10, Total: 10, Fee: 60},
		{At: testkit.Start, AppID: "wx", MchID: "19", TransactionID: "42", OutTradeNo: "order-1", State: "REFUND", Currency: "CNY", RefundID: "5", OutRefundNo: "r1", Refund: 10, Asked: 10, RefundState: "SUCCESS"},
	}))
	read := func(text string) error {
		_, err := pay.ReadTrades(strings.NewReader(text), func(pay.Row) error { return nil })
		return err
	}
	if err := read(good); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(good, "\r\n")
	for name, text := range map[string]string{
		"empty":                   "",
		"no summary":              strings.Join(lines[:3], "\r\n"),
		"a line is missing":       strings.Join(append(append([]string{}, lines[:2]...), lines[3:]...), "\r\n"),
		"a line twice":            strings.Join(append(append([]string{}, lines[:2]...), lines[1:]...), "\r\n"),
		"three decimals":          strings.Replace(good, "`0.10,", "`0.105,", 1),
		"an exponent":             strings.Replace(good, "`0.10,", "`1e3,", 1),
		"two backticks":           strings.Replace(good, "`0.10,", "``0.10,", 1),
		"another amount":          strings.Replace(good, "`0.10,", "`0.11,", 1),
		"no backtick":             strings.Replace(good, "\n`2026", "\n2026", 1),
		"a field too many":        strings.Replace(good, "`JSAPI,", "`JSAPI,`x,`y,", 1),
		"a time that is none":     strings.Replace(good, "`2026-03-02", "`2026-02-31", 1),
		"a refund without number": strings.Replace(good, "`r1,", "`,", 1),
		"a fee that is none":      strings.Replace(good, "`0.00060,", "`0.000601,", 1),
	} {
		if err := read(text); !errors.Is(err, pay.ErrBill) {
			t.Errorf("%s: %v", name, err)
		}
	}
	bomb := bytes.Repeat([]byte{0}, 2<<20)
	if _, err := pay.Unpack(t.TempDir(), bytes.NewReader(bomb), "", 1<<20); !errors.Is(err, pay.ErrBill) {
		t.Errorf("larger than allowed: %v", err)
	}
	if _, err := pay.Unpack(t.TempDir(), bytes.NewReader([]byte{0x1f, 0x8b, 1, 2}), "", 1<<20); !errors.Is(err, pay.ErrBill) {
		t.Errorf("broken gzip: %v", err)
	}
}

func TestTheServerItself(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	srv := httptest.NewServer(r.Sandbox)
	defer srv.Close()
	c, err := pay.New(pay.Options{BaseURL: srv.URL, Now: r.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Prepay(t.Context(), r.m, r.order("order-9")); err != nil {
		t.Fatal(err)
	}
	r.Set(func(s *paysandbox.Scenario) { s.Mute = 1 })
	if err := c.Close(t.Context(), r.m, "order-9"); !errors.Is(err, pay.ErrUnknown) {
		t.Errorf("a cut connection: %v", err)
	}
	if o, _ := r.Order("1900000001", "order-9"); o.State != "CLOSED" {
		t.Error(o.State)
	}
}

package payment_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/payment"
	"zhijian/server/platform/wechat/pay"
	"zhijian/server/platform/wechat/paysandbox"
)

// notice is a notice on its way: a good one, until a test spoils it.
type notice struct {
	path   string
	header http.Header
	body   []byte
}

// good is WeChat's true notice about a paid order.
func (b *bench) good(o payment.Order) notice {
	b.t.Helper()
	body := paysandbox.Envelope([]byte(apiV3(b.ours.MchID)), "TRANSACTION.SUCCESS", "transaction", b.sandbox.Trade(b.ours.MchID, o.Number), b.clock.Now())
	return notice{b.ours.NotifyPath, b.sandbox.Sign(body), body}
}

func (b *bench) post(n notice) int {
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, "/notify/wechat/"+n.path, bytes.NewReader(n.body))
	r.Header = n.header
	w := httptest.NewRecorder()
	b.Engine.ServeHTTP(w, r)
	return w.Code
}

// signed signs a text with any key, as whoever.
func signed(k *rsa.PrivateKey, serial string, ts int64, nonce string, body []byte) http.Header {
	sum := sha256.Sum256([]byte(strconv.FormatInt(ts, 10) + "\n" + nonce + "\n" + string(body) + "\n"))
	sig, _ := rsa.SignPKCS1v15(rand.Reader, k, crypto.SHA256, sum[:])
	h := http.Header{}
	h.Set("Wechatpay-Timestamp", strconv.FormatInt(ts, 10))
	h.Set("Wechatpay-Nonce", nonce)
	h.Set("Wechatpay-Serial", serial)
	h.Set("Wechatpay-Signature", base64.StdEncoding.EncodeToString(sig))
	return h
}

const wechatKey = "PUB_KEY_ID_0000000001"

// resigned is WeChat's own signature over another body: what only WeChat, or
// whoever has its key, could send.
func (b *bench) resigned(n notice) notice {
	n.header = signed(keys()[0], wechatKey, b.clock.Now().Unix(), "nonce", n.body)
	return n
}

// forgery is one way to lie about an order.
type forgery struct {
	name  string
	spoil func(b *bench, o payment.Order, n notice) notice
}

func header(name, value string) func(*bench, payment.Order, notice) notice {
	return func(_ *bench, _ payment.Order, n notice) notice {
		n.header = n.header.Clone()
		if value == "" {
			n.header.Del(name)
		} else {
			n.header.Set(name, value)
		}
		return n
	}
}

func body(f func(string) string) func(*bench, payment.Order, notice) notice {
	return func(_ *bench, _ payment.Order, n notice) notice {
		n.body = []byte(f(string(n.body)))
		return n
	}
}

// signedBody is a body that WeChat's key really signed.
func signedBody(f func(string) string) func(*bench, payment.Order, notice) notice {
	return func(b *bench, _ payment.Order, n notice) notice {
		n.body = []byte(f(string(n.body)))
		return b.resigned(n)
	}
}

// content is a notice that WeChat really signed and sealed, with other facts.
func content(change func(map[string]any)) func(*bench, payment.Order, notice) notice {
	return sealedFor("1900000001", "transaction", change)
}

func sealedFor(mch, about string, change func(map[string]any)) func(*bench, payment.Order, notice) notice {
	return func(b *bench, o payment.Order, n notice) notice {
		t := maps.Clone(b.sandbox.Trade(b.ours.MchID, o.Number))
		change(t)
		n.body = paysandbox.Envelope([]byte(apiV3(mch)), "TRANSACTION.SUCCESS", about, t, b.clock.Now())
		return b.resigned(n)
	}
}

func set(key string, v any) func(map[string]any) { return func(m map[string]any) { m[key] = v } }

func amount(key string, v any) func(map[string]any) {
	return func(m map[string]any) {
		a := maps.Clone(m["amount"].(map[string]any))
		a[key] = v
		m["amount"] = a
	}
}

func aged(d time.Duration) func(*bench, payment.Order, notice) notice {
	return func(b *bench, _ payment.Order, n notice) notice {
		n.header = signed(keys()[0], wechatKey, b.clock.Now().Add(d).Unix(), "nonce", n.body)
		return n
	}
}

func resource(key, value string) func(string) string {
	return func(s string) string {
		var m map[string]any
		_ = json.Unmarshal([]byte(s), &m)
		m["resource"].(map[string]any)[key] = value
		raw, _ := json.Marshal(m)
		return string(raw)
	}
}

func flipped(s string, at int) string {
	raw, _ := base64.StdEncoding.DecodeString(s)
	raw[(at+len(raw))%len(raw)] ^= 1
	return base64.StdEncoding.EncodeToString(raw)
}

func flipResource(key string, at int) func(string) string {
	return func(s string) string {
		var m map[string]any
		_ = json.Unmarshal([]byte(s), &m)
		r := m["resource"].(map[string]any)
		r[key] = flipped(r[key].(string), at)
		raw, _ := json.Marshal(m)
		return string(raw)
	}
}

// forgeries change nothing, whoever sends them.
func forgeries() []forgery {
	return []forgery{
		// The signature.
		{"no timestamp", header("Wechatpay-Timestamp", "")},
		{"no nonce", header("Wechatpay-Nonce", "")},
		{"no serial", header("Wechatpay-Serial", "")},
		{"no signature", header("Wechatpay-Signature", "")},
		{"another timestamp", header("Wechatpay-Timestamp", "1772416801")},
		{"a timestamp with a sign", header("Wechatpay-Timestamp", "+1772416800")},
		{"a timestamp with zeros", header("Wechatpay-Timestamp", "01772416800")},
		{"a timestamp that is no number", header("Wechatpay-Timestamp", "now")},
		{"a timestamp beyond int64", header("Wechatpay-Timestamp", strings.Repeat("9", 30))},
		{"another nonce", header("Wechatpay-Nonce", "x")},
		{"an unknown serial", header("Wechatpay-Serial", "PUB_KEY_ID_9")},
		{"the merchant's own serial", header("Wechatpay-Serial", "SER100000")},
		{"a signature that is no base64", header("Wechatpay-Signature", "%%%")},
		{"an empty signature in base64", header("Wechatpay-Signature", "AA==")},
		{"a signature of zeros", header("Wechatpay-Signature", base64.StdEncoding.EncodeToString(make([]byte, 256)))},
		{"a signature test of WeChat's", func(_ *bench, _ payment.Order, n notice) notice {
			n.header = n.header.Clone()
			n.header.Set("Wechatpay-Signature", "WECHATPAY/SIGNTEST/"+n.header.Get("Wechatpay-Signature"))
			return n
		}},
		{"one bit of the signature", func(_ *bench, _ payment.Order, n notice) notice {
			n.header = n.header.Clone()
			n.header.Set("Wechatpay-Signature", flipped(n.header.Get("Wechatpay-Signature"), 7))
			return n
		}},
		{"a signature twice", func(_ *bench, _ payment.Order, n notice) notice {
			n.header = n.header.Clone()
			n.header.Add("Wechatpay-Signature", n.header.Get("Wechatpay-Signature"))
			return n
		}},
		{"a timestamp twice", func(_ *bench, _ payment.Order, n notice) notice {
			n.header = n.header.Clone()
			n.header.Add("Wechatpay-Timestamp", "1")
			return n
		}},
		{"a serial twice", func(_ *bench, _ payment.Order, n notice) notice {
			n.header = n.header.Clone()
			n.header.Add("Wechatpay-Serial", "x")
			return n
		}},
		{"a very long serial", header("Wechatpay-Serial", strings.Repeat("P", 5000))},
		{"signed by the merchant's own key", func(b *bench, _ payment.Order, n notice) notice {
			n.header = signed(keys()[1], wechatKey, b.clock.Now().Unix(), "n", n.body)
			return n
		}},
		{"signed by a rival's key", func(b *bench, _ payment.Order, n notice) notice {
			n.header = signed(keys()[2], wechatKey, b.clock.Now().Unix(), "n", n.body)
			return n
		}},
		{"the signature of another notice", func(b *bench, _ payment.Order, n notice) notice {
			n.header = b.sandbox.Sign([]byte(`{}`))
			return n
		}},
		{"300 s old", aged(-300 * time.Second)},
		{"301 s old", aged(-301 * time.Second)},
		{"300 s early", aged(300 * time.Second)},
		{"a day old", aged(-24 * time.Hour)},
		{"a year early", aged(365 * 24 * time.Hour)},
		// The body after signing.
		{"a blank at the end", body(func(s string) string { return s + " " })},
		{"a new line before", body(func(s string) string { return "\n" + s })},
		{"written anew", body(func(s string) string { return strings.ReplaceAll(s, `":`, `": `) })},
		{"empty", body(func(string) string { return "" })},
		{"cut off", body(func(s string) string { return s[:len(s)-3] })},
		{"twice", body(func(s string) string { return s + s })},
		{"65 KiB long", body(func(s string) string { return s + strings.Repeat(" ", 65<<10) })},
		// Signed by WeChat's key, and still not its word to this merchant.
		{"signed: no JSON", signedBody(func(string) string { return "paid" })},
		{"signed: null", signedBody(func(string) string { return "null" })},
		{"signed: an array", signedBody(func(string) string { return "[]" })},
		{"signed: a number for the resource", signedBody(func(string) string { return `{"resource_type":"encrypt-resource","resource":1}` })},
		{"signed: two values", signedBody(func(s string) string { return s + s })},
		{"signed: another resource type", signedBody(func(s string) string { return strings.Replace(s, "encrypt-resource", "plain", 1) })},
		{"signed: no algorithm", signedBody(resource("algorithm", ""))},
		{"signed: AES-128", signedBody(resource("algorithm", "AEAD_AES_128_GCM"))},
		{"signed: none", signedBody(resource("algorithm", "none"))},
		{"signed: a nonce of 0", signedBody(resource("nonce", ""))},
		{"signed: a nonce of 11", signedBody(resource("nonce", "12345678901"))},
		{"signed: a nonce of 13", signedBody(resource("nonce", "1234567890123"))},
		{"signed: another nonce", signedBody(resource("nonce", "123456789012"))},
		{"signed: another associated data", signedBody(resource("associated_data", "refund"))},
		{"signed: no ciphertext", signedBody(resource("ciphertext", ""))},
		{"signed: a ciphertext that is no base64", signedBody(resource("ciphertext", "???"))},
		{"signed: the first bit of the ciphertext", signedBody(flipResource("ciphertext", 0))},
		{"signed: the last bit of the tag", signedBody(flipResource("ciphertext", -1))},
		{"signed: plain text for the ciphertext", signedBody(resource("ciphertext", base64.StdEncoding.EncodeToString([]byte(`{"trade_state":"SUCCESS"}`))))},
		{"sealed with the rival's APIv3 key", sealedFor("1900000002", "transaction", func(map[string]any) {})},
		{"sealed: about a refund", sealedFor("1900000001", "refund", func(map[string]any) {})},
		{"sealed: about something new", sealedFor("1900000001", "bonus", func(map[string]any) {})},
		// Signed and sealed by WeChat, with facts that are not the order's.
		{"facts: another mchid", content(set("mchid", "1900000002"))},
		{"facts: no mchid", content(set("mchid", ""))},
		{"facts: another appid", content(set("appid", "wxother"))},
		{"facts: another number", content(set("out_trade_no", "someoneelse"))},
		{"facts: no number", content(set("out_trade_no", ""))},
		{"facts: a wildcard for a number", content(set("out_trade_no", "%"))},
		{"facts: SQL for a number", content(set("out_trade_no", "' OR 1=1 --"))},
		{"facts: not paid", content(set("trade_state", "NOTPAY"))},
		{"facts: closed", content(set("trade_state", "CLOSED"))},
		{"facts: an unknown state", content(set("trade_state", "SUCCESSFUL"))},
		{"facts: no transaction", content(set("transaction_id", ""))},
		{"facts: a long transaction", content(set("transaction_id", strings.Repeat("4", 33)))},
		{"facts: no time", content(set("success_time", ""))},
		{"facts: a time that is none", content(set("success_time", "2026-02-30T10:00:00+08:00"))},
		{"facts: US dollars", content(amount("currency", "USD"))},
		{"facts: no currency", content(amount("currency", ""))},
		{"facts: the amount as text", content(amount("total", "12345"))},
		{"facts: the amount as a fraction", content(amount("total", 12345.5))},
		{"facts: no amount at all", content(set("amount", nil))},
		{"facts: an amount of lists", content(set("amount", []int{12345}))},
	}
}

// TestForgeries: none of them changes a row, and none is answered as success.
func TestForgeries(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.ready(bill1)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Drop = true })
	must(t, b.sandbox.Pay(b.ours.MchID, o.Number))
	all := forgeries()
	if len(all) < 60 {
		t.Fatalf("only %d forgeries", len(all))
	}
	names := map[string]bool{}
	before := b.checksum()
	for _, f := range all {
		if names[f.name] {
			t.Errorf("%s: twice", f.name)
		}
		names[f.name] = true
		if code := b.post(f.spoil(b, o, b.good(o))); code < 400 || code >= 500 && code != http.StatusServiceUnavailable || code == http.StatusServiceUnavailable {
			t.Errorf("%s: %d", f.name, code)
		}
		if b.checksum() != before {
			t.Fatalf("%s: a row changed", f.name)
		}
	}
	// No such address is 404, not a success that swallows notices.
	for _, path := range []string{"", "x", b.ours.NotifyPath + "x", strings.ToUpper(b.ours.NotifyPath), "..%2f" + b.ours.NotifyPath} {
		n := b.good(o)
		n.path = path
		if code := b.post(n); code != http.StatusNotFound {
			t.Errorf("at %q: %d", path, code)
		}
	}
	if b.checksum() != before {
		t.Fatal("a row changed")
	}
	for _, d := range []time.Duration{-299 * time.Second, 299 * time.Second} { // and the good one is good
		n := aged(d)(b, o, b.good(o))
		if code := b.post(n); code != http.StatusNoContent {
			t.Errorf("%s old: %d", d, code)
		}
	}
	if b.order(o.ID).State != payment.Success {
		t.Error("the true notice was not believed")
	}
	t.Logf("%d forgeries", len(all))
}

// TestWrongAmountFreezes: a valid notice with another amount settles nothing
// and is for a person to look at.
func TestWrongAmountFreezes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.ready(bill1)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Drop = true })
	must(t, b.sandbox.Pay(b.ours.MchID, o.Number))
	for _, fen := range []int64{1, 12344, 12346, 0, -12345} {
		if code := b.post(content(amount("total", fen))(b, o, b.good(o))); code != http.StatusBadRequest {
			t.Errorf("%d fen: %d", fen, code)
		}
	}
	now := b.order(o.ID)
	if now.State.Open() != true || now.Frozen == "" || b.billNow(bill1).PaidFen != 0 || b.count("payment_arrivals") != 0 || b.count("ledger_journals") != 0 {
		t.Errorf("%+v", now)
	}
	b.work()
	if b.heard("payment_frozen", finance) != 1 {
		t.Errorf("told %v", b.town.told)
	}
	if a := b.Call(t, ann, "GET /app/v1/payments/"+o.ID.String(), ""); !strings.Contains(a.Body, `"stateLabel":"核对中"`) || strings.Contains(a.Body, "微信通知的金额") {
		t.Error(a.Body)
	}
}

func TestNotMicroCommunity_KeyOfTheURL(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.ready(bill1)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Drop = true })
	must(t, b.sandbox.Pay(b.ours.MchID, o.Number))
	before := b.checksum()
	// A rival with its own valid keys, on its own address, pays our order.
	fake := maps.Clone(b.sandbox.Trade(b.ours.MchID, o.Number))
	for _, mch := range []string{"1900000001", "1900000002"} {
		fake["mchid"] = mch
		n := notice{path: b.theirs.NotifyPath, body: paysandbox.Envelope([]byte(apiV3("1900000002")), "TRANSACTION.SUCCESS", "transaction", fake, b.clock.Now())}
		if code := b.post(b.resigned(n)); code != http.StatusBadRequest {
			t.Errorf("as %s: %d", mch, code)
		}
	}
	// And our true notice on the rival's address does not open there.
	n := b.good(o)
	n.path = b.theirs.NotifyPath
	if code := b.post(n); code != http.StatusUnauthorized {
		t.Errorf("our notice at the rival's address: %d", code)
	}
	if b.checksum() != before {
		t.Error("a row changed")
	}
}

func TestNotMicroCommunity_AmountIsCompared(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.ready(bill1)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.WrongAmount = 1 }) // 0.01 for a bill of 123.45
	must(t, b.sandbox.Pay(b.ours.MchID, o.Number))
	b.deliver()
	if b.billNow(bill1).PaidFen != 0 || b.order(o.ID).State == payment.Success {
		t.Error("a fen settled the bill")
	}
}

// TestNotMicroCommunity_NothingInACache: the work to do is in SQL. Two
// notices at once, a failed step, a notice after a day: the money is booked once.
func TestNotMicroCommunity_NothingInACache(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.ready(bill1)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Drop = true })
	must(t, b.sandbox.Pay(b.ours.MchID, o.Number))
	n := b.good(o)
	failing := true
	b.bills.fail = func() error {
		if failing {
			return io.ErrUnexpectedEOF
		}
		return nil
	}
	if code := b.post(n); code != http.StatusServiceUnavailable {
		t.Errorf("a failed step was answered with %d", code)
	}
	failing = false
	b.clock.Advance(23 * time.Hour)
	if code := b.post(b.good(o)); code != http.StatusNoContent || b.billNow(bill1).PaidFen != 12345 {
		t.Errorf("a day later: %d", code)
	}
}

func TestNotMicroCommunity_EmptyNumber(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.ready(bill1)
	p := b.paid(bill2)
	before := b.checksum()
	for _, number := range []any{"", nil, " ", "%"} {
		if code := b.post(content(set("out_trade_no", number))(b, p, b.good(p))); code < 400 {
			t.Errorf("%v: %d", number, code)
		}
	}
	if b.checksum() != before || b.order(o.ID).State != payment.PrepayOK {
		t.Error("an empty number found an order")
	}
}

func TestNotMicroCommunity_SealedIsNotSigned(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.ready(bill1)
	before := b.checksum()
	// Sealed for us by whoever knows the APIv3 key, signed by nobody.
	fake := b.sandbox.Trade(b.ours.MchID, o.Number)
	fake["trade_state"], fake["transaction_id"], fake["success_time"] = "SUCCESS", "4200000000000000000000000001", "2026-03-02T10:00:00+08:00"
	n := notice{path: b.ours.NotifyPath, header: http.Header{}, body: paysandbox.Envelope([]byte(apiV3(b.ours.MchID)), "TRANSACTION.SUCCESS", "transaction", fake, b.clock.Now())}
	if code := b.post(n); code != http.StatusUnauthorized || b.checksum() != before {
		t.Errorf("sealed and not signed: %d", code)
	}
}

func TestNotMicroCommunity_SignatureBelongsToTheBody(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.paid(bill2)
	o := b.ready(bill1)
	before := b.checksum()
	valid := b.good(p) // a valid pair of signature and body
	forged := b.good(o)
	forged.header = valid.header // used for another order
	if code := b.post(forged); code != http.StatusUnauthorized || b.checksum() != before {
		t.Errorf("%d", code)
	}
}

// TestNotMicroCommunity_NoThreadRemembers: what follows a payment is a row,
// and survives the process.
func TestNotMicroCommunity_NoThreadRemembers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	must(t, b.db.Tx(as(t, cashier), func(ctx context.Context) error { return nil }))
	o := b.ready(bill1)
	b.bill(8001, house101, garden, 50)
	must(t, b.sandbox.Pay(b.ours.MchID, o.Number))
	must(t, b.db.Tx(system(t), func(ctx context.Context) error { // somebody paid the bill meanwhile
		b.bills.exec(ctx, "UPDATE test_bills SET paid_fen = due_fen WHERE id = ?", bill1)
		return nil
	}))
	b.deliver()
	back := b.refundsOf(o.ID)
	if len(back) != 1 || back[0].State != payment.Approved {
		t.Fatalf("%+v", back)
	}
	var n int64
	must(t, b.db.Conn(dbRaw(b)).Table("outbox").Where("name = ? AND status = ?", payment.TaskSend, "new").Count(&n).Error)
	if n != 1 {
		t.Errorf("%d rows remember the refund", n)
	}
}

// TestNotMicroCommunity_NothingSecretIsLogged is in TestSecretsStaySealed;
// TestNotMicroCommunity_NoDiscountInDev: no setting makes anything cheaper.
func TestNotMicroCommunity_NoDiscountInDev(t *testing.T) {
	t.Parallel()
	b := newBench(t) // the sandbox is as development as it gets
	o := b.ready(bill1)
	if w, _ := b.sandbox.Order(b.ours.MchID, o.Number); w.Total != 12345 || o.TotalFen != 12345 {
		t.Errorf("WeChat is asked for %s", w.Total)
	}
}

func TestSecretsStaySealed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if strings.Contains(b.ours.PrivateKey+b.ours.APIV3Key, "PRIVATE") || strings.Contains(b.ours.APIV3Key, apiV3(b.ours.MchID)) || b.ours.PrivateKey == "" {
		t.Error("a key lies open in SQL")
	}
	a := b.Call(t, boss, "GET /admin/v1/merchants", "")
	for _, secret := range []string{"PRIVATE KEY", apiV3(b.ours.MchID), b.ours.PrivateKey, b.ours.APIV3Key} {
		if strings.Contains(a.Body, secret) {
			t.Error("a key is answered")
		}
	}
}

// TestDuplicates: one notice 32 times at once, five rounds.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.ready(bill1, bill2)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Drop = true })
	must(t, b.sandbox.Pay(b.ours.MchID, o.Number))
	notices := make([]notice, 32)
	for i := range notices {
		notices[i] = b.good(o)
	}
	var wg sync.WaitGroup
	codes := make([]int, len(notices))
	for i, n := range notices {
		wg.Go(func() { codes[i] = b.post(n) })
	}
	wg.Wait()
	for i, c := range codes {
		if c != http.StatusNoContent && c != http.StatusServiceUnavailable {
			t.Errorf("notice %d: %d", i, c)
		}
	}
	if code := b.post(b.good(o)); code != http.StatusNoContent {
		t.Errorf("once more: %d", code)
	}
	if b.count("payment_arrivals") != 1 || b.balance("wechat_receivable", b.ours.ID) != 13023 || b.billNow(bill1).PaidFen != 12345 {
		t.Error("not exactly once")
	}
	b.balanced()
}

func TestProbesAreNotBelieved(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Probe = true })
	b.paid(bill1)
	if b.sandbox.ProbesBelieved() != 0 {
		t.Error("a SIGNTEST was answered with success")
	}
}

// TestKeyRotation: WeChat changes its key, the company its APIv3 key, while
// notices are under way.
func TestKeyRotation(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.ready(bill1)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Delay = time.Minute })
	must(t, b.sandbox.Pay(b.ours.MchID, o.Number)) // sealed with the old APIv3 key
	oldID, oldText := b.sandbox.PublicKey()
	_, err := b.sandbox.RotateKey()
	must(t, err)
	newID, newText := b.sandbox.PublicKey()
	b.clock.Advance(time.Minute)
	b.deliver()
	if b.order(o.ID).State == payment.Success {
		t.Fatal("signed with a key nobody knows yet")
	}
	if _, err := b.ChangeKeys(as(t, boss), boss, b.ours.ID, payment.Keys{Serial: "SER100000", PrivateKey: pemOf(keys()[1]), APIV3Key: strings.Repeat("n", 32),
		WeChatKeys: []payment.WeChatKey{{ID: newID, PEM: newText}, {ID: oldID, PEM: oldText}}}); err != nil {
		t.Fatal(err)
	}
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Delay = 0 })
	b.pass(time.Minute, 15*time.Second) // the notice comes again
	if b.order(o.ID).State != payment.Success {
		t.Error("the notice sealed with the key before does not open")
	}
	b.paid(bill2)
}

// FuzzNotify mutates everything a sender controls. Whatever comes in, no row
// changes and nothing panics.
func FuzzNotify(f *testing.F) {
	b := newBench(f)
	o := b.ready(bill1)
	b.sandbox.Set(func(s *paysandbox.Scenario) { s.Drop = true })
	must(f, b.sandbox.Pay(b.ours.MchID, o.Number))
	g := b.good(o)
	plain, _ := json.Marshal(b.sandbox.Trade(b.ours.MchID, o.Number))
	ts, nonce, serial, sig := g.header.Get("Wechatpay-Timestamp"), g.header.Get("Wechatpay-Nonce"), g.header.Get("Wechatpay-Serial"), g.header.Get("Wechatpay-Signature")
	f.Add(0, ts, nonce, serial, flipped(sig, 5), g.body)
	f.Add(1, ts, nonce, serial, "", g.body)
	f.Add(2, ts, nonce, serial, "", plain)
	ours := pay.Merchant{MchID: b.ours.MchID, AppID: "wxapp", APIv3: [][]byte{[]byte(apiV3(b.ours.MchID))}, WeChat: map[string]*rsa.PublicKey{wechatKey: &keys()[0].PublicKey}}
	for _, x := range forgeries() {
		n := x.spoil(b, o, b.good(o))
		if one := n.header.Clone(); ours.Verify(single(one), n.body, b.clock.Now()) == nil {
			continue // true but for a second header, or WeChat's own word about another matter
		}
		f.Add(0, n.header.Get("Wechatpay-Timestamp"), n.header.Get("Wechatpay-Nonce"), n.header.Get("Wechatpay-Serial"), n.header.Get("Wechatpay-Signature"), n.body)
	}
	before := b.checksum()
	runs := 0
	f.Fuzz(func(t *testing.T, mode int, ts, nonce, serial, sig string, raw []byte) {
		b.t = t
		h := http.Header{"Wechatpay-Timestamp": {ts}, "Wechatpay-Nonce": {nonce}, "Wechatpay-Serial": {serial}, "Wechatpay-Signature": {sig}}
		path, body := b.ours.NotifyPath, raw
		switch mode % 4 {
		case 1: // WeChat's signature over any body
			h = signed(keys()[0], wechatKey, b.clock.Now().Unix(), "n", body)
		case 2, -2: // WeChat's signature and seal over any content that is not the truth
			if bytes.Equal(raw, plain) || json.Valid(raw) && sameFacts(raw, plain) {
				return
			}
			body = envelope(raw)
			h = signed(keys()[0], wechatKey, b.clock.Now().Unix(), "n", body)
		case 3, -3: // another tenant's address
			path = b.theirs.NotifyPath
		}
		code := b.post(notice{path, h, body})
		if runs++; code >= 200 && code < 300 {
			if ours.Verify(h, body, b.clock.Now()) != nil || !bytes.Equal(body, g.body) {
				t.Fatalf("accepted: mode %d %q", mode, body)
			}
			before = b.checksum() // the fuzzer found its way back to the true notice
		}
		if runs%64 == 0 && b.checksum() != before {
			t.Fatalf("a row changed: mode %d %q %q", mode, h, body)
		}
	})
}

// single keeps the first value of each header.
func single(h http.Header) http.Header {
	for k := range h {
		h[k] = h[k][:1]
	}
	return h
}

func envelope(content []byte) []byte {
	return paysandbox.Envelope([]byte(apiV3("1900000001")), "TRANSACTION.SUCCESS", "transaction", json.RawMessage(content), time.Unix(0, 0))
}

// sameFacts is true for what WeChat may well say of this order: the truth in
// another spelling, another transaction, or another amount, which freezes it.
func sameFacts(a, b []byte) bool {
	type facts struct {
		AppID      string `json:"appid"`
		MchID      string `json:"mchid"`
		OutTradeNo string `json:"out_trade_no"`
	}
	var x, y facts
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && x == y
}

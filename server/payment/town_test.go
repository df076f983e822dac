package payment_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/file"
	"zhijian/server/ledger"
	"zhijian/server/payment"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/einvoice"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/task"
	"zhijian/server/platform/testkit"
	"zhijian/server/platform/wechat/pay"
	"zhijian/server/platform/wechat/paysandbox"
)

const (
	garden, elsewhere ids.ID = 10, 20
	company, rival    ids.ID = 1, 2
	house101          ids.ID = 101
	house201          ids.ID = 201 // in the other community
	bill1, bill2      ids.ID = 9001, 9002
	farBill           ids.ID = 9009
	payCode                  = "CODE-OF-BILL-1"
)

var (
	ann     = named(testkit.ResidentOf(1001, house101, garden), "张建国")
	amy     = named(testkit.ResidentOf(1002, house101, garden), "李小美")
	eve     = named(testkit.ResidentOf(1004, house201, elsewhere), "王远方")
	cashier = named(testkit.StaffOf(2001, company, []ids.ID{garden}, "payment.collect", "payment.read", "payment.refund"), "何丽")
	second  = named(testkit.StaffOf(2005, company, []ids.ID{garden}, "payment.collect", "payment.read", "payment.refund"), "唐敏")
	boss    = named(testkit.StaffOf(2002, company, []ids.ID{garden}, "payment.approve", "payment.merchant", "payment.read", "payment.refund"), "周敏")
	finance = named(testkit.StaffOf(2003, company, []ids.ID{garden}, "ledger.read", "payment.approve", "payment.read", "payment.reconcile", "payment.refund"), "沈岚")
	far     = named(testkit.StaffOf(2004, rival, []ids.ID{elsewhere}, "payment.approve", "payment.collect", "payment.merchant", "payment.read", "payment.reconcile", "payment.refund"), "孙远方")
	idle    = named(testkit.StaffOf(2006, company, []ids.ID{garden}), "周无权")
)

func named(a auth.Actor, name string) auth.Actor { a.Name = name; return a }

// keys are made once: they are slow. 0 WeChat's, 1 the company's, 2 the rival's.
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

func pemOf(k *rsa.PrivateKey) string {
	der, _ := x509.MarshalPKCS8PrivateKey(k)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// bills is what billing answers: rows of a table of the test's own, so that
// it commits and rolls back with the payment.
type bills struct {
	db   *db.DB
	book *ledger.Service
	now  clock.Clock
	fail func() error // before a settlement, for crashes
}

func (b *bills) exec(ctx context.Context, q string, args ...any) int64 {
	res := b.db.Conn(db.AllowRaw(ctx)).Exec(q, args...)
	if res.Error != nil {
		panic(fmt.Sprintf("%s: %v", q, res.Error))
	}
	return res.RowsAffected
}

type billRow struct {
	ID, CommunityID, HouseID, MerchantID, LockOrder ids.ID
	DueFen, PaidFen, BackFen                        money.Fen
	LockUntil                                       int64
}

func (b *bills) row(ctx context.Context, id ids.ID) (billRow, bool) {
	var out []billRow
	if err := b.db.Conn(db.AllowRaw(ctx)).Raw("SELECT * FROM test_bills WHERE id = ?", id).Scan(&out).Error; err != nil {
		panic(err)
	}
	if len(out) == 0 {
		return billRow{}, false
	}
	return out[0], true
}

var (
	errNoBill = errs.New(404, "billing.not_found", "没有这张账单")
	errNoCode = errs.New(404, "billing.code", "这个代缴码无效或已过期")
)

func (b *bills) Lock(ctx context.Context, who auth.Actor, in event.PayRequest) (event.Payable, error) {
	if in.Code == payCode {
		in.BillIDs = []ids.ID{bill1}
	}
	if in.Code != "" && in.Code != payCode {
		return event.Payable{}, errNoCode
	}
	out := event.Payable{}
	for _, id := range in.BillIDs {
		r, ok := b.row(ctx, id)
		switch {
		case !ok, in.Code == "" && who.Kind == auth.Resident && !who.May(r.HouseID, auth.Pay), who.Kind == auth.Staff && !who.In(r.CommunityID):
			return out, errNoBill
		case r.DueFen == r.PaidFen:
			return out, errs.New(409, "billing.nothing_due", "已经缴清")
		}
		b.exec(ctx, "UPDATE test_bills SET lock_order = ?, lock_until = ? WHERE id = ?", in.OrderID, in.Until.Unix(), id)
		due := r.DueFen - r.PaidFen
		out.CommunityID, out.CompanyID, out.HouseID, out.HouseLabel, out.MerchantID = r.CommunityID, company, r.HouseID, fmt.Sprintf("1栋1单元%d", r.HouseID), r.MerchantID
		if r.CommunityID == elsewhere {
			out.CompanyID = rival
		}
		out.Lines = append(out.Lines, event.PayLine{BillID: id, Title: fmt.Sprintf("物业费 %d", id), Principal: due, Amount: due})
		out.Total += due
	}
	return out, nil
}

func (b *bills) Unlock(ctx context.Context, order ids.ID) error {
	b.exec(ctx, "UPDATE test_bills SET lock_order = 0, lock_until = 0 WHERE lock_order = ?", order)
	return nil
}

func (b *bills) Settle(ctx context.Context, in event.Settlement) (event.Settled, error) {
	if b.fail != nil {
		if err := b.fail(); err != nil {
			return event.Settled{}, err
		}
	}
	var out event.Settled
	account := map[string]event.Entry{"wechat": {Account: "wechat_receivable", Owner: in.MerchantID}, "cash": {Account: "cash"}, "transfer": {Account: "transfer"}, "prepaid": {Account: "prepaid", Owner: in.HouseID}}[in.Via]
	account.Fen = in.Amount
	j := event.Journal{CommunityID: in.CommunityID, Kind: "payment", Ref: in.OrderID.String(), Entries: []event.Entry{account}}
	for _, l := range in.Lines {
		r, _ := b.row(ctx, l.BillID)
		use := min(l.Amount, r.DueFen-r.PaidFen)
		b.exec(ctx, "UPDATE test_bills SET paid_fen = paid_fen + ?, lock_order = 0, lock_until = 0 WHERE id = ?", use, l.BillID)
		if use > 0 {
			j.Entries = append(j.Entries, event.Entry{Account: "receivable", Owner: in.HouseID, Fen: -use})
		}
		if over := l.Amount - use; over > 0 {
			out.Overpaid = append(out.Overpaid, event.PayLine{BillID: l.BillID, Principal: over, Amount: over})
			out.Total += over
			j.Entries = append(j.Entries, event.Entry{Account: "overpaid", Owner: in.HouseID, Fen: -over})
		}
	}
	return out, b.book.Post(ctx, j)
}

func (b *bills) Refunding(context.Context, ids.ID, bool) error { return nil }

func (b *bills) Refunded(ctx context.Context, in event.RefundDone) error {
	j := event.Journal{CommunityID: in.CommunityID, Kind: "refund", Ref: in.RefundID.String()}
	for _, l := range in.Lines {
		b.exec(ctx, "UPDATE test_bills SET back_fen = back_fen + ? WHERE id = ?", l.Amount, l.BillID)
		j.Entries = append(j.Entries, event.Entry{Account: "fee_income:property", Fen: l.Amount}, event.Entry{Account: "refund_payable", Fen: -l.Amount})
	}
	return b.book.Post(ctx, j)
}

// town is what the other capabilities answer.
type town struct {
	mu      sync.Mutex
	closed  bool  // the company is suspended
	away    error // the register does not answer
	uploads map[ids.ID]ids.ID
	told    []string
}

func (w *town) House(_ context.Context, id ids.ID) (event.House, error) {
	in := map[ids.ID]ids.ID{house101: garden, house201: elsewhere}
	if in[id] == 0 {
		return event.House{}, errs.New(404, "house.not_found", "没有这套房屋")
	}
	return event.House{ID: id, CommunityID: in[id], CompanyID: map[ids.ID]ids.ID{garden: company, elsewhere: rival}[in[id]], CommunityName: "翠湖花园", Label: fmt.Sprintf("1栋1单元%d", id)}, nil
}

func (w *town) Collects(context.Context, ids.ID) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.closed && w.away == nil, w.away
}

func (w *town) Person(_ context.Context, id ids.ID) (event.Person, error) {
	return event.Person{ID: id, OpenID: "o" + id.String()}, nil
}

func (w *town) StaffWith(_ context.Context, community ids.ID, permission string) ([]event.Staff, error) {
	var out []event.Staff
	for _, a := range []auth.Actor{cashier, second, boss, finance, far} {
		if a.In(community) && a.Can(permission) {
			out = append(out, event.Staff{ID: a.ID, Name: a.Name})
		}
	}
	return out, nil
}

func (w *town) Attach(_ context.Context, who auth.Actor, _ string, _, _ ids.ID, files []ids.ID) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, f := range files {
		if w.uploads[f] != who.ID {
			return file.ErrUnknown
		}
		delete(w.uploads, f)
	}
	return nil
}

func (w *town) Views(_ context.Context, files []ids.ID) (map[ids.ID]event.File, error) {
	out := map[ids.ID]event.File{}
	for _, f := range files {
		out[f] = event.File{ID: f}
	}
	return out, nil
}

func (w *town) Tell(context.Context, []ids.ID, string, ids.ID, ids.ID) error { return nil }

// paper is an invoicer that needs two questions for an answer.
type paper struct {
	mu     sync.Mutex
	issued map[string]int
	red    []string
}

func (p *paper) Issue(_ context.Context, in einvoice.Request) (string, string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.issued[in.RequestNo]++; p.issued[in.RequestNo] < 2 {
		return "", "", nil
	}
	return "INV" + in.RequestNo[:6], "https://invoice.test/" + in.RequestNo, nil
}

func (p *paper) Reverse(_ context.Context, requestNo, _ string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.red = append(p.red, requestNo)
	return "RED" + requestNo[:6], nil
}

// bench is a running slice with its town, its ledger and a WeChat Pay.
type bench struct {
	*payment.Service
	*testkit.HTTP
	t       testing.TB
	db      *db.DB
	clock   *clock.Fake
	gen     *ids.Gen
	town    *town
	bills   *bills
	book    *ledger.Service
	box     *outbox.Box
	mux     *task.Mux
	sandbox *paysandbox.Sandbox
	paper   *paper
	ours    payment.Merchant
	theirs  payment.Merchant
	dead    []string // messages that were given up
}

func newBench(t testing.TB) *bench {
	t.Helper()
	c := testkit.Clock()
	b := &bench{t: t, clock: c, db: testkit.DB(t, c.Now), town: &town{uploads: map[ids.ID]ids.ID{}}, mux: task.NewMux(), paper: &paper{issued: map[string]int{}}}
	b.gen = testkit.Gen(t, c.Now)
	key := strings.Repeat("11", 32)
	vault, err := pii.New(pii.Keys{Current: "1", Fields: map[string]string{"1": key}, Index: key})
	must(t, err)
	log, err := audit.New(b.db, b.gen, c.Now, key)
	must(t, err)
	b.sandbox, err = paysandbox.New(paysandbox.Options{Now: c.Now, Key: keys()[0]})
	must(t, err)
	channel, err := pay.New(pay.Options{Transport: b.sandbox.Transport(), Now: c.Now, TempDir: t.TempDir()})
	must(t, err)
	b.box = outbox.New(b.db, b.gen, c.Now)
	b.box.Subscribe(event.Notify{}.Topic(), "test:notify", task.Bulk)
	b.book = ledger.New(ledger.Deps{DB: b.db, Gen: b.gen, Now: c.Now})
	b.bills = &bills{db: b.db, book: b.book, now: c.Now}
	b.Service = payment.New(payment.Deps{DB: b.db, Gen: b.gen, Now: c.Now, Box: b.box, Vault: vault, Audit: log, Bills: b.bills, Book: b.book, Places: b.town, People: b.town, Files: b.town, Live: b.town,
		Channel: channel, Invoice: b.paper, NotifyURL: "https://shop.test/notify/wechat/", Sandbox: b.sandbox})
	b.MountTasks(b.mux)
	b.box.Handle(b.mux, "test:notify", func(_ context.Context, m task.Message) error {
		var n event.Notify
		if err := m.Into(&n); err != nil {
			return err
		}
		b.town.mu.Lock()
		defer b.town.mu.Unlock()
		b.town.told = append(b.town.told, fmt.Sprintf("%s %d", n.Template, n.To))
		return nil
	})
	b.HTTP = testkit.NewHTTP(t, b.db, c.Now, func(api *httpx.API) {
		b.MountApp(api)
		b.MountAdmin(api)
	})
	b.MountNotify(b.Engine)
	b.MountReceipts(b.Engine)
	b.sandbox.DeliverBy(paysandbox.Into(b.Engine))
	must(t, b.db.Tx(system(t), func(ctx context.Context) error {
		b.bills.exec(ctx, "CREATE TABLE test_bills (id BIGINT PRIMARY KEY, community_id BIGINT, house_id BIGINT, merchant_id BIGINT DEFAULT 0, due_fen BIGINT, paid_fen BIGINT DEFAULT 0, back_fen BIGINT DEFAULT 0, lock_order BIGINT DEFAULT 0, lock_until BIGINT DEFAULT 0)")
		return nil
	}))
	b.ours = b.merchant(boss, garden, "1900000001", "SER1", 1)
	b.theirs = b.merchant(far, elsewhere, "1900000002", "SER2", 2)
	b.bill(bill1, house101, garden, 12345)
	b.bill(bill2, house101, garden, 678)
	b.bill(farBill, house201, elsewhere, 500)
	return b
}

func apiV3(mch string) string { return fmt.Sprintf("%032s", mch) }

func (b *bench) merchant(who auth.Actor, community ids.ID, mch, serial string, key int) payment.Merchant {
	b.t.Helper()
	id, text := b.sandbox.PublicKey()
	b.sandbox.AddMerchant(paysandbox.Account{MchID: mch, AppID: "wxapp", Serial: serial + "00000", Public: &keys()[key].PublicKey, APIv3: []byte(apiV3(mch))})
	m, err := b.AddMerchant(as(b.t, who), who, payment.MerchantForm{Name: "物业收款", MchID: mch, AppID: "wxapp",
		Keys: payment.Keys{Serial: serial + "00000", PrivateKey: pemOf(keys()[key]), APIV3Key: apiV3(mch), WeChatKeys: []payment.WeChatKey{{ID: id, PEM: text}}}})
	must(b.t, err)
	must(b.t, b.PayTo(as(b.t, who), who, community, m.ID))
	return m
}

func (b *bench) bill(id, house, community ids.ID, due money.Fen) {
	b.t.Helper()
	must(b.t, b.db.Tx(system(b.t), func(ctx context.Context) error {
		b.bills.exec(ctx, "INSERT INTO test_bills (id, community_id, house_id, due_fen) VALUES (?, ?, ?, ?)", id, community, house, due)
		return nil
	}))
}

func (b *bench) billNow(id ids.ID) billRow {
	r, _ := b.bills.row(system(b.t), id)
	return r
}

// as is a context like that of a request.
func as(t testing.TB, who auth.Actor) context.Context {
	t.Helper()
	return auth.WithOrigin(auth.With(t.Context(), who), auth.Origin{IP: "10.0.0.9", Device: "test"})
}

func system(t testing.TB) context.Context { return auth.With(t.Context(), auth.SystemActor()) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// start makes an order of who for bills.
func (b *bench) start(who auth.Actor, which ...ids.ID) payment.Order {
	b.t.Helper()
	o, err := b.Start(as(b.t, who), who, payment.PayForm{BillIDs: which, Via: "wechat"})
	must(b.t, err)
	return o
}

// prepaid announces it to WeChat.
func (b *bench) prepay(who auth.Actor, o payment.Order) {
	b.t.Helper()
	_, err := b.Prepay(as(b.t, who), who, o.ID)
	must(b.t, err)
}

// ready is an order that waits for the payer's thumb.
func (b *bench) ready(which ...ids.ID) payment.Order {
	b.t.Helper()
	o := b.start(ann, which...)
	b.prepay(ann, o)
	return b.order(o.ID)
}

// paid is an order that is paid and booked.
func (b *bench) paid(which ...ids.ID) payment.Order {
	b.t.Helper()
	o := b.ready(which...)
	must(b.t, b.sandbox.Pay(b.ours.MchID, o.Number))
	b.deliver()
	o = b.order(o.ID)
	if o.State != payment.Success {
		b.t.Fatalf("not paid: %+v", o)
	}
	return o
}

func (b *bench) order(id ids.ID) payment.Order {
	b.t.Helper()
	var o payment.Order
	must(b.t, b.db.Conn(system(b.t)).Where("id = ?", id).Take(&o).Error)
	return o
}

func (b *bench) refund(id ids.ID) payment.Refund {
	b.t.Helper()
	var r payment.Refund
	must(b.t, b.db.Conn(system(b.t)).Where("id = ?", id).Take(&r).Error)
	return r
}

func (b *bench) refundsOf(order ids.ID) []payment.Refund {
	b.t.Helper()
	var r []payment.Refund
	must(b.t, b.db.Conn(system(b.t)).Where("order_id = ?", order).Order("id").Find(&r).Error)
	return r
}

func (b *bench) deliver() { b.sandbox.DeliverDue(b.t.Context()) }

// work runs what is due; a failure is noted and comes again later.
func (b *bench) work() {
	b.t.Helper()
	ctx := system(b.t)
	for {
		rows, err := b.box.Claim(ctx, 100)
		must(b.t, err)
		if len(rows) == 0 {
			return
		}
		for _, r := range rows {
			if err := b.mux.Run(ctx, r.Message()); err != nil {
				giveUp := errors.Is(err, task.ErrSkipRetry)
				if giveUp {
					b.dead = append(b.dead, r.Name+": "+err.Error())
				}
				must(b.t, b.box.Failed(ctx, r.Message(), err, giveUp))
			}
		}
	}
}

// pass lets time go by in steps, with all that happens in it.
func (b *bench) pass(d, step time.Duration) {
	b.t.Helper()
	for d > 0 {
		n := min(step, d)
		b.clock.Advance(n)
		d -= n
		b.work()
		b.deliver()
	}
}

func (b *bench) balance(account string, owner ids.ID) money.Fen {
	b.t.Helper()
	f, err := b.book.Balance(system(b.t), garden, account, owner)
	must(b.t, err)
	return f
}

// balanced proves the book.
func (b *bench) balanced() {
	b.t.Helper()
	if err := b.book.Audit(system(b.t), ""); err != nil {
		b.t.Error(err)
	}
}

func (b *bench) count(table string) (n int64) {
	b.t.Helper()
	must(b.t, b.db.Conn(db.AllowRaw(b.t.Context())).Raw("SELECT COUNT(*) FROM "+table).Scan(&n).Error)
	return n
}

// checksum is the contents of every table that money touches.
func (b *bench) checksum() string {
	b.t.Helper()
	h := sha256.New()
	ctx := db.AllowRaw(db.Everywhere(b.t.Context()))
	for _, table := range []string{"payment_orders", "payment_lines", "payment_arrivals", "payment_events", "payment_refunds", "payment_refund_lines", "payment_receipts", "ledger_journals", "ledger_entries", "ledger_holdings", "test_bills", "outbox"} {
		var rows []map[string]any
		must(b.t, b.db.Conn(ctx).Raw("SELECT * FROM "+table).Scan(&rows).Error)
		lines := make([]string, len(rows))
		for i, r := range rows {
			lines[i] = fmt.Sprint(r)
		}
		slices.Sort(lines)
		_, _ = fmt.Fprintln(h, table, lines)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func (b *bench) heard(template string, who auth.Actor) int {
	b.town.mu.Lock()
	defer b.town.mu.Unlock()
	n := 0
	for _, t := range b.town.told {
		if t == fmt.Sprintf("%s %d", template, who.ID) {
			n++
		}
	}
	return n
}

func (b *bench) upload(who auth.Actor) []ids.ID {
	id := b.gen.New()
	b.town.mu.Lock()
	defer b.town.mu.Unlock()
	b.town.uploads[id] = who.ID
	return []ids.ID{id}
}

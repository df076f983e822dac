package billing_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/billing"
	"zhijian/server/event"
	"zhijian/server/file"
	"zhijian/server/ledger"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/task"
	"zhijian/server/platform/testkit"
)

// The people and places of the tests.
const (
	garden, elsewhere ids.ID = 10, 20
	house101          ids.ID = 101 // ann's, 88.50 m²
	house102          ids.ID = 102 // bob's, 100.00 m²
	house103          ids.ID = 103 // area 0 on the register
	house201          ids.ID = 201 // in the other community
	shopkeeper        ids.ID = 77  // another payee
)

var (
	ann    = called(testkit.ResidentOf(1001, house101, garden), "张建国")
	amy    = without(called(testkit.ResidentOf(1002, house101, garden), "张小美"), auth.Pay) // sees bills, may not pay
	bob    = called(testkit.ResidentOf(1003, house102, garden), "李邻居")
	eve    = called(testkit.ResidentOf(1004, house201, elsewhere), "王远方")
	lodger = without(called(testkit.ResidentOf(1005, house101, garden), "赵租客"), auth.Pay, auth.SeeBill)
	maker  = called(testkit.StaffOf(2001, 1, []ids.ID{garden}, "billing.meter", "billing.publish", "billing.read", "billing.run", "billing.tariff", "billing.waive"), "沈岚")
	boss   = called(testkit.StaffOf(2002, 1, []ids.ID{garden}, "billing.approve", "billing.publish", "billing.read", "billing.run", "billing.waive"), "周敏")
	far    = called(testkit.StaffOf(2003, 1, []ids.ID{elsewhere}, "billing.approve", "billing.meter", "billing.publish", "billing.read", "billing.run", "billing.tariff", "billing.waive"), "孙远方")
	idle   = called(testkit.StaffOf(2004, 1, []ids.ID{garden}), "周无权")
)

func called(a auth.Actor, name string) auth.Actor {
	a.Name = name
	return a
}

func without(a auth.Actor, rights ...auth.Right) auth.Actor {
	a.Houses = slices.Clone(a.Houses)
	a.Houses[0].Rights = slices.DeleteFunc(slices.Clone(a.Houses[0].Rights), func(r auth.Right) bool { return slices.Contains(rights, r) })
	return a
}

// town is what the other capabilities answer and what they were told.
type town struct {
	mu      sync.Mutex
	houses  []event.HouseFacts
	seers   map[ids.ID][]ids.ID // who sees the bills of a house
	closed  bool                // the company is suspended
	uploads map[ids.ID]ids.ID
	cards   map[string]event.Card
	told    int
}

// Calendar is Monday to Friday, and 2026-03-04 is a holiday.
func (w *town) Calendar(context.Context, ids.ID) (clock.Calendar, error) { return weekdays(), nil }

func weekdays() clock.Calendar {
	c := clock.Calendar{Days: map[string]clock.Hours{"2026-03-04": {}}}
	for day := time.Monday; day <= time.Friday; day++ {
		c.Week[day] = clock.Hours{From: 8*time.Hour + 30*time.Minute, To: 18 * time.Hour}
	}
	return c
}

func (w *town) House(_ context.Context, id ids.ID) (event.House, error) {
	for _, h := range w.houses {
		if h.ID == id {
			return event.House{ID: id, CommunityID: communityOf(id), CompanyID: 1, CommunityName: "翠湖花园", Label: h.Label}, nil
		}
	}
	return event.House{}, errs.New(404, "house.not_found", "")
}

func communityOf(house ids.ID) ids.ID {
	if house == house201 {
		return elsewhere
	}
	return garden
}

func (w *town) Facts(_ context.Context, community, after ids.ID, n int, only []ids.ID) ([]event.HouseFacts, error) {
	var out []event.HouseFacts
	for _, h := range w.houses {
		if communityOf(h.ID) == community && h.ID > after && len(out) < n && (len(only) == 0 || slices.Contains(only, h.ID)) {
			out = append(out, h)
		}
	}
	return out, nil
}

func (w *town) RegisterOf(_ context.Context, house ids.ID) ([]event.RegisterEntry, error) {
	return []event.RegisterEntry{{HouseID: house, CommunityID: garden, Role: "owner", Name: "张建国"}}, nil
}

func (w *town) CommunityNames(context.Context, []ids.ID) (map[ids.ID]string, error) {
	return map[ids.ID]string{garden: "翠湖花园"}, nil
}

func (w *town) Collects(context.Context, ids.ID) (bool, error) { return !w.closed, nil }

func (w *town) Person(_ context.Context, id ids.ID) (event.Person, error) {
	return event.Person{ID: id, Name: "张建国"}, nil
}

func (w *town) StaffWith(_ context.Context, community ids.ID, permission string) ([]event.Staff, error) {
	var out []event.Staff
	for _, a := range []auth.Actor{maker, boss, far, idle} {
		if a.In(community) && a.Can(permission) {
			out = append(out, event.Staff{ID: a.ID, Name: a.Name})
		}
	}
	return out, nil
}

func (w *town) Holders(_ context.Context, houses []ids.ID, _ auth.Right) (map[ids.ID][]ids.ID, error) {
	out := map[ids.ID][]ids.ID{}
	for _, h := range houses {
		out[h] = w.seers[h]
	}
	return out, nil
}

func (w *town) Attach(_ context.Context, who auth.Actor, _ string, _, _ ids.ID, files []ids.ID) error {
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
		out[f] = event.File{ID: f, URL: "/files/" + f.String()}
	}
	return out, nil
}

func (w *town) Tell(ctx context.Context, _ []ids.ID, _ string, _, _ ids.ID) error {
	if !db.InTx(ctx) {
		return outbox.ErrOutsideTx
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told++
	return nil
}

func (w *town) Put(_ context.Context, cards ...event.Card) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range cards {
		w.cards[fmt.Sprintf("%d/%d", c.PersonID, c.RefID)] = c
	}
	return nil
}

func (w *town) Remove(_ context.Context, _ string, ref ids.ID) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for k, c := range w.cards {
		if c.RefID == ref {
			delete(w.cards, k)
		}
	}
	return nil
}

func (w *town) card(person, ref ids.ID) event.Card {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.cards[fmt.Sprintf("%d/%d", person, ref)]
}

// bench is a running slice with its town and the real ledger.
type bench struct {
	*billing.Service
	*testkit.HTTP
	db     *db.DB
	clock  *clock.Fake
	town   *town
	ledger *ledger.Service
	box    *outbox.Box
	mux    *task.Mux
	gen    *ids.Gen
}

func newBench(t testing.TB) *bench {
	t.Helper()
	c := testkit.Clock()
	b := &bench{clock: c, db: testkit.DB(t, c.Now), gen: testkit.Gen(t, c.Now), mux: task.NewMux(), town: &town{uploads: map[ids.ID]ids.ID{}, cards: map[string]event.Card{},
		seers:  map[ids.ID][]ids.ID{house101: {ann.ID, amy.ID}, house102: {bob.ID}, house201: {eve.ID}},
		houses: []event.HouseFacts{flat(house101, 1, "1栋1单元101", 8850), flat(house102, 1, "1栋1单元102", 10000), flat(house201, 2, "9栋201", 5000)}}}
	key := strings.Repeat("11", 32)
	vault, err := pii.New(pii.Keys{Current: "1", Fields: map[string]string{"1": key}, Index: key})
	must(t, err)
	log, err := audit.New(b.db, b.gen, c.Now, key)
	must(t, err)
	b.box = outbox.New(b.db, b.gen, c.Now)
	b.box.Subscribe(event.Notify{}.Topic(), "test:notify", task.Default)
	b.box.Subscribe(event.ChargePaid{}.Topic(), "test:paid", task.Default)
	b.ledger = ledger.New(ledger.Deps{DB: b.db, Gen: b.gen, Now: c.Now})
	b.Service = billing.New(billing.Deps{DB: b.db, Gen: b.gen, Now: c.Now, Box: b.box, Vault: vault, Audit: log, Register: b.town, People: b.town, Households: b.town, Ledger: b.ledger, Office: b.town,
		Files: b.town, Live: b.town, Cards: b.town})
	b.MountTasks(b.mux)
	for _, name := range []string{"test:notify", "test:paid"} {
		b.box.Handle(b.mux, name, func(context.Context, task.Message) error { return nil })
	}
	b.HTTP = testkit.NewHTTP(t, b.db, c.Now, func(api *httpx.API) {
		b.MountApp(api)
		b.MountAdmin(api)
	})
	return b
}

// as is a context like that of a request.
func as(t testing.TB, who auth.Actor) context.Context {
	t.Helper()
	return auth.WithOrigin(auth.With(t.Context(), who), auth.Origin{IP: "10.0.0.9", Device: "test"})
}

func system(t testing.TB) context.Context { return as(t, auth.SystemActor()) }

// drain runs the background work until nothing is due.
func (b *bench) drain(t testing.TB) {
	t.Helper()
	for {
		rows, err := b.box.Claim(system(t), 100)
		must(t, err)
		if len(rows) == 0 {
			return
		}
		for _, row := range rows {
			must(t, b.mux.Run(t.Context(), row.Message()))
		}
	}
}

// item is an item with an activated tariff.
func (b *bench) item(t testing.TB, name string, f billing.TariffForm, edit ...func(*billing.FeeItemForm)) ids.ID {
	t.Helper()
	form := billing.FeeItemForm{Name: name, Kind: "property", Everyone: true}
	for _, e := range edit {
		e(&form)
	}
	id, err := b.AddItem(as(t, maker), maker, garden, form)
	must(t, err)
	b.tariff(t, id, f)
	return id
}

func (b *bench) tariff(t testing.TB, item ids.ID, f billing.TariffForm) billing.Tariff {
	t.Helper()
	if f.EffectiveFrom == "" {
		f.EffectiveFrom = "2026-01-01"
	}
	if f.DueDays == 0 {
		f.DueDays = 10
	}
	v, err := b.AddTariff(as(t, maker), maker, item, f)
	must(t, err)
	v, err = b.Activate(as(t, maker), maker, v.ID)
	must(t, err)
	return v
}

// byArea is 2.10 yuan a square metre, late fees of 0.05 % a day.
func byArea() billing.TariffForm {
	return billing.TariffForm{Method: billing.ByArea, UnitPrice: "2.10", LateRate: "0.05", Prorate: true}
}

// draft makes and counts a run.
func (b *bench) draft(t testing.TB, period string, items ...ids.ID) ids.ID {
	t.Helper()
	r, err := b.MakeRun(as(t, maker), maker, garden, period, items, false)
	must(t, err)
	b.drain(t)
	return r.ID
}

// publish brings the bills of a period to the households.
func (b *bench) publish(t testing.TB, period string, items ...ids.ID) ids.ID {
	t.Helper()
	id := b.draft(t, period, items...)
	_, err := b.ReviewRun(as(t, maker), maker, id)
	must(t, err)
	_, err = b.PublishRun(as(t, boss), boss, id)
	must(t, err)
	b.drain(t)
	return id
}

// bills are all bills, in order.
func (b *bench) bills(t testing.TB, where string, args ...any) []billing.Bill {
	t.Helper()
	var out []billing.Bill
	q := b.db.Conn(db.Everywhere(t.Context())).Order("period, house_id, slot, id")
	if where != "" {
		q = q.Where(where, args...)
	}
	must(t, q.Find(&out).Error)
	return out
}

func (b *bench) bill(t testing.TB, house ids.ID) billing.Bill {
	t.Helper()
	all := b.bills(t, "house_id = ? AND state <> 'void'", house)
	if len(all) == 0 {
		t.Fatalf("house %d has no bill", house)
	}
	return all[0]
}

func (b *bench) load(t testing.TB, id ids.ID) billing.Bill {
	t.Helper()
	return b.bills(t, "id = ?", id)[0]
}

// lock opens a payment order for bills.
func (b *bench) lock(t testing.TB, who auth.Actor, order ids.ID, bills ...ids.ID) (out event.Payable, err error) {
	t.Helper()
	err = b.db.Tx(as(t, who), func(ctx context.Context) error {
		out, err = b.Lock(ctx, who, event.PayRequest{OrderID: order, BillIDs: bills, Until: b.clock.Now().Add(15 * time.Minute)})
		return err
	})
	return out, err
}

// settle brings the money of an order.
func (b *bench) settle(t testing.TB, order ids.ID, p event.Payable, via string) (out event.Settled) {
	t.Helper()
	in := event.Settlement{OrderID: order, CommunityID: p.CommunityID, HouseID: p.HouseID, MerchantID: 7, Via: via, Lines: p.Lines, Amount: p.Total, PayerID: ann.ID, At: b.clock.Now()}
	must(t, b.db.Tx(system(t), func(ctx context.Context) (err error) {
		out, err = b.Settle(ctx, in)
		return err
	}))
	return out
}

// pay pays bills at once.
func (b *bench) pay(t testing.TB, who auth.Actor, bills ...ids.ID) event.Payable {
	t.Helper()
	order := b.gen.New()
	p, err := b.lock(t, who, order, bills...)
	must(t, err)
	b.settle(t, order, p, "wechat")
	return p
}

func (b *bench) balance(t testing.TB, account string, owner ids.ID) money.Fen {
	t.Helper()
	v, err := b.ledger.Balance(system(t), garden, account, owner)
	must(t, err)
	return v
}

// balanced proves the book, and that houses owe there what their bills say.
func (b *bench) balanced(t testing.TB) {
	t.Helper()
	must(t, b.ledger.Audit(system(t), ""))
	owed := map[ids.ID]money.Fen{}
	for _, x := range b.bills(t, "state IN ('published','partly_paid','disputed') AND source NOT IN ('prepaid','deposit')") {
		owed[x.HouseID] += x.DueFen
	}
	for _, h := range b.town.houses {
		if got := b.balance(t, "receivable", h.ID); got != owed[h.ID] {
			t.Errorf("house %d owes %s by its bills and %s by the book", h.ID, owed[h.ID], got)
		}
	}
}

// count counts rows of a table, for "nothing else happened".
func (b *bench) count(t testing.TB, table string) int64 {
	t.Helper()
	var n int64
	must(t, b.db.Conn(db.AllowRaw(t.Context())).Raw("SELECT COUNT(*) FROM "+table).Scan(&n).Error)
	return n
}

// notices counts messages of a template.
func (b *bench) notices(t testing.TB, template string) int64 {
	t.Helper()
	var n int64
	must(t, b.db.Conn(db.AllowRaw(t.Context())).Raw("SELECT COUNT(*) FROM outbox WHERE name = 'test:notify' AND payload LIKE ?", `%"template":"`+template+`"%`).Scan(&n).Error)
	return n
}

func (b *bench) days(n int) { b.clock.Advance(time.Duration(n) * 24 * time.Hour) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused reports whether err is the refusal and says the words.
func refused(err error, want *errs.Error, words string) bool {
	e, ok := errs.From(err)
	if !ok || e.Code != want.Code {
		return false
	}
	all := e.Message
	for _, f := range e.Fields {
		all += f.Message
	}
	return strings.Contains(all, words)
}

func flat(id, building ids.ID, label string, area int64) event.HouseFacts {
	return event.HouseFacts{ID: id, BuildingID: building, Kind: "flat", Label: label, Area: area, Floor: 1}
}

// testkitResident is somebody who lives in house 101 now.
func testkitResident(id ids.ID) auth.Actor { return testkit.ResidentOf(id, house101, garden) }

func fenOf(v int64) money.Fen { return money.Fen(v) }

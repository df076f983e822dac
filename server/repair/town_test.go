package repair_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/file"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/task"
	"zhijian/server/platform/testkit"
	"zhijian/server/repair"
)

// The people and places of the tests.
const (
	garden, elsewhere ids.ID = 10, 20
	house101          ids.ID = 101
	house102          ids.ID = 102 // next door
	house201          ids.ID = 201 // in the other community
)

var (
	ann  = named(testkit.ResidentOf(1001, house101, garden), "张建国")          // reports
	amy  = named(testkit.ResidentOf(1002, house101, garden), "张小美")          // her household
	bob  = named(testkit.ResidentOf(1003, house102, garden), "李邻居")          // her neighbour
	eve  = named(testkit.ResidentOf(1004, house201, elsewhere), "王远方")       // of the other community
	kid  = without(named(testkit.ResidentOf(1005, house101, garden), "张小宝")) // may not order repairs
	desk = named(testkit.StaffOf(2001, 1, []ids.ID{garden}, "repair.collect", "repair.create", "repair.dispatch", "repair.read"), "赵客服")
	boss = named(testkit.StaffOf(2006, 1, []ids.ID{garden}, "repair.dispatch", "repair.export", "repair.manage", "repair.read", "repair.report", "repair.supervise"), "周主管")
	kin  = member(named(testkit.ResidentOf(1006, house101, garden), "张小弟"))                       // no owner
	wu   = named(testkit.StaffOf(2002, 1, []ids.ID{garden}, "repair.read", "repair.work"), "吴师傅") // gets the order
	qin  = named(testkit.StaffOf(2003, 1, []ids.ID{garden}, "repair.read", "repair.work"), "秦师傅")
	far  = named(testkit.StaffOf(2004, 1, []ids.ID{elsewhere}, "repair.create", "repair.dispatch", "repair.read", "repair.work"), "孙远方")
	idle = named(testkit.StaffOf(2005, 1, []ids.ID{garden}), "周无权")
)

func named(a auth.Actor, name string) auth.Actor {
	a.Name = name
	return a
}

func without(a auth.Actor) auth.Actor {
	a.Houses[0].Rights = []auth.Right{auth.OpenDoor}
	return a
}

func member(a auth.Actor) auth.Actor {
	a.Houses[0].Role = "member"
	return a
}

// town is what the other capabilities answer and what they were told.
type town struct {
	mu       sync.Mutex
	uploads  map[ids.ID]ids.ID // file -> who uploaded it; gone once attached
	cards    map[ids.ID]event.Card
	told     []string
	shutDown error // what Put answers

	cap      int                     // of each worker; 3 when 0
	offShift []ids.ID                // workers who are not on shift
	hours    clock.Calendar          // when the community works
	prices   map[ids.ID]event.Price  // the price list
	used     []event.Use             // taken out of the stock
	short    bool                    // nothing in stock
	charged  map[ids.ID]event.Charge // bills asked for
	withdrew []ids.ID                // bills taken back
}

// Able are the workers on shift; qin knows no pipes.
func (w *town) Able(ctx context.Context, community ids.ID, skill string, _ time.Time) ([]event.Able, error) {
	all, err := w.StaffWith(ctx, community, "repair.work")
	var out []event.Able
	limit := 3
	if w.cap > 0 {
		limit = w.cap
	}
	for _, a := range all {
		if !slices.Contains(w.offShift, a.ID) && (a.ID != qin.ID || skill != "lift") {
			out = append(out, event.Able{StaffID: a.ID, Name: a.Name, Cap: limit})
		}
	}
	return out, err
}

func (w *town) Calendar(context.Context, ids.ID) (clock.Calendar, error) { return w.hours, nil }

func (w *town) Prices(_ context.Context, _ ids.ID, items []ids.ID) (map[ids.ID]event.Price, error) {
	out := map[ids.ID]event.Price{}
	for _, i := range items {
		if p, ok := w.prices[i]; ok {
			out[i] = p
		}
	}
	return out, nil
}

var errShort = errs.New(409, "stock.short", "库存不足")

func (w *town) Use(ctx context.Context, _, _ ids.ID, lines []event.Use) error {
	if !db.InTx(ctx) {
		return outbox.ErrOutsideTx
	}
	if w.short {
		return errShort
	}
	w.used = append(w.used, lines...)
	return nil
}

func (w *town) Charge(ctx context.Context, c event.Charge) error {
	if !db.InTx(ctx) {
		return outbox.ErrOutsideTx
	}
	w.charged[c.Ref] = c
	return nil
}

func (w *town) Withdraw(_ context.Context, _ string, ref ids.ID) error {
	w.withdrew = append(w.withdrew, ref)
	return nil
}

func (w *town) BillOf(_ context.Context, _ string, ref ids.ID) (ids.ID, error) {
	if _, asked := w.charged[ref]; !asked || slices.Contains(w.withdrew, ref) {
		return 0, nil
	}
	return ref + 1, nil
}

func (w *town) House(_ context.Context, id ids.ID) (event.House, error) {
	in := map[ids.ID]ids.ID{house101: garden, house102: garden, house201: elsewhere}
	if in[id] == 0 {
		return event.House{}, errs.New(404, "house.not_found", "")
	}
	return event.House{ID: id, CommunityID: in[id], CommunityName: "翠湖花园", Label: fmt.Sprintf("1栋1单元%d", id)}, nil
}

func (w *town) CommunityNames(context.Context, []ids.ID) (map[ids.ID]string, error) {
	return map[ids.ID]string{garden: "翠湖花园"}, nil
}

func (w *town) Person(_ context.Context, id ids.ID) (event.Person, error) {
	for i, a := range []auth.Actor{ann, amy, bob, eve, kid, kin} {
		if a.ID == id {
			return event.Person{ID: id, Name: a.Name, Phone: fmt.Sprintf("1380013800%d", i)}, nil
		}
	}
	return event.Person{ID: id}, nil // without a phone
}

func (w *town) PersonByPhone(_ context.Context, phone string) (ids.ID, bool, error) {
	return map[string]ids.ID{"13800138001": amy.ID, "13800138002": bob.ID}[phone], strings.HasPrefix(phone, "1380013800"), nil
}

func staff() []auth.Actor { return []auth.Actor{desk, wu, qin, far, idle, boss} }

func view(a auth.Actor) event.Staff { return event.Staff{ID: a.ID, Name: a.Name, Phone: "13911112222"} }

func (w *town) Staff(_ context.Context, all []ids.ID) (map[ids.ID]event.Staff, error) {
	out := map[ids.ID]event.Staff{}
	for _, a := range staff() {
		if slices.Contains(all, a.ID) {
			out[a.ID] = view(a)
		}
	}
	return out, nil
}

func (w *town) StaffWith(_ context.Context, community ids.ID, permission string) ([]event.Staff, error) {
	var out []event.Staff
	for _, a := range staff() {
		if a.In(community) && a.Can(permission) {
			out = append(out, view(a))
		}
	}
	return out, nil
}

func (w *town) Adults(_ context.Context, house ids.ID) ([]ids.ID, error) {
	return map[ids.ID][]ids.ID{house101: {ann.ID, amy.ID, kid.ID, kin.ID}, house102: {bob.ID}, house201: {eve.ID}}[house], nil
}

func (w *town) Attach(_ context.Context, who auth.Actor, _ string, _, _ ids.ID, files []ids.ID) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, f := range files {
		if w.uploads[f] != who.ID || slices.Contains(files[:i], f) {
			return file.ErrUnknown
		}
	}
	for _, f := range files {
		delete(w.uploads, f)
	}
	return nil
}

func (w *town) Views(_ context.Context, files []ids.ID) (map[ids.ID]event.File, error) {
	out := map[ids.ID]event.File{}
	for _, f := range files {
		out[f] = event.File{ID: f, URL: "/files/" + f.String(), ThumbURL: "/files/" + f.String() + "/thumb"}
	}
	return out, nil
}

func (w *town) Tell(ctx context.Context, users []ids.ID, kind string, ref, community ids.ID) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !db.InTx(ctx) {
		return outbox.ErrOutsideTx
	}
	w.told = append(w.told, fmt.Sprintf("%s %d %d %v", kind, ref, community, users))
	return nil
}

func (w *town) Put(_ context.Context, cards ...event.Card) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.shutDown != nil {
		return w.shutDown
	}
	for _, c := range cards {
		w.cards[c.RefID] = c
	}
	return nil
}

func (w *town) Remove(_ context.Context, _ string, ref ids.ID) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.cards, ref)
	return nil
}

// bench is a running slice with its town.
type bench struct {
	*repair.Service
	*testkit.HTTP
	db    *db.DB
	clock *clock.Fake
	town  *town
	box   *outbox.Box
	mux   *task.Mux
	next  ids.ID
	into  ids.ID // what orders are merged into
	mu    sync.Mutex
}

func newBench(t testing.TB) *bench {
	t.Helper()
	c := testkit.Clock()
	b := &bench{clock: c, db: testkit.DB(t, c.Now), next: 5000, mux: task.NewMux(),
		town: &town{uploads: map[ids.ID]ids.ID{}, cards: map[ids.ID]event.Card{}, hours: clock.Always(), charged: map[ids.ID]event.Charge{}, prices: prices()}}
	gen := testkit.Gen(t, c.Now)
	key := strings.Repeat("11", 32)
	vault, err := pii.New(pii.Keys{Current: "1", Fields: map[string]string{"1": key}, Index: key})
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.New(b.db, gen, c.Now, key)
	if err != nil {
		t.Fatal(err)
	}
	box := outbox.New(b.db, gen, c.Now)
	b.box = box
	box.Subscribe(event.Notify{}.Topic(), "test:notify", "default")
	b.Service = repair.New(repair.Deps{DB: b.db, Gen: gen, Now: c.Now, Box: box, Vault: vault, Audit: log,
		Places: b.town, People: b.town, Households: b.town, Files: b.town, Live: b.town, Cards: b.town, Roster: b.town, Stock: b.town, Fees: b.town})
	b.Subscribe()
	b.MountTasks(b.mux)
	b.mux.Handle("test:notify", func(context.Context, task.Message) error { return nil })
	b.HTTP = testkit.NewHTTP(t, b.db, c.Now, func(api *httpx.API) {
		b.MountApp(api)
		b.MountAdmin(api)
	})
	return b
}

// prices are the price list: two that are sold and one that is not any more.
func prices() map[ids.ID]event.Price {
	return map[ids.ID]event.Price{
		9001: {ID: 9001, Kind: "labour", Name: "上门维修", Unit: "次", PriceFen: 5000, OnSale: true},
		9002: {ID: 9002, Kind: "material", Name: "铜球阀", Unit: "个", PriceFen: 3500, OnSale: true},
		9003: {ID: 9003, Kind: "material", Name: "旧款阀芯", Unit: "个", PriceFen: 2000},
	}
}

// drain runs the background work that is due, but for the messages to people.
func (b *bench) drain(t testing.TB) {
	t.Helper()
	ctx := auth.With(t.Context(), auth.SystemActor())
	for {
		rows, err := b.box.Claim(ctx, 100)
		must(t, err)
		if len(rows) == 0 {
			return
		}
		for _, r := range rows {
			if err := b.mux.Run(ctx, r.Message()); err != nil {
				t.Fatalf("task %s: %v", r.Name, err)
			}
		}
	}
}

// upload makes n files of who.
func (b *bench) upload(who auth.Actor, n int) []ids.ID {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.town.mu.Lock()
	defer b.town.mu.Unlock()
	out := make([]ids.ID, n)
	for i := range out {
		b.next++
		out[i] = b.next
		b.town.uploads[b.next] = who.ID
	}
	return out
}

// as is a context like that of a request.
func as(t testing.TB, who auth.Actor) context.Context {
	t.Helper()
	return auth.WithOrigin(auth.With(t.Context(), who), auth.Origin{IP: "10.0.0.9", Device: "test"})
}

// fault is an indoor report of house 101.
func fault() repair.Fault {
	return repair.Fault{CommunityID: garden, HouseID: house101, Place: repair.Indoor, Category: "water_pipe", Description: "厨房水管漏水", MayEnter: true, Separate: true}
}

// order is a new order of ann, brought to the state by those who may.
func (b *bench) order(t testing.TB, at repair.State) repair.Order {
	t.Helper()
	f := withPhone(fault(), "13800138001")
	if at == repair.ReturnVisit {
		f.Category = "heating"
		must(t, b.Treat(as(t, boss), boss, "heating", treatment("all")))
	}
	o, err := b.TakeDown(as(t, desk), desk, "phone", f)
	must(t, err)
	b.own(t, o.ID)
	o = b.load(t, o.ID)
	for _, s := range way(at) {
		o = b.advance(t, o, s)
	}
	return o
}

// treatment are settings that differ from the defaults by their return visits.
func treatment(visit string) repair.RepairSettingsForm {
	return repair.RepairSettingsForm{CommunityID: garden, Skill: "plumbing", Chain: []repair.Mode{repair.ModeAssign}, TakeMinutes: 30, AcceptMinutes: 15, ResponseMinutes: 30,
		OnSiteMinutes: 1440, ResolveMinutes: 4320, Paid: true, WarrantyDays: 30, VisitRule: visit}
}

// way are the states that an order goes through to get somewhere.
func way(to repair.State) []repair.State {
	base := []repair.State{repair.Assigned, repair.Accepted, repair.OnTheWay, repair.Arrived, repair.Working}
	if i := slices.Index(base, to); i >= 0 {
		return base[:i+1]
	}
	more := map[repair.State][]repair.State{
		repair.Submitted: nil, repair.Dispatching: {repair.Dispatching}, repair.Cancelled: {repair.Cancelled}, repair.Rejected: {repair.Rejected}, repair.Merged: {repair.Merged},
		repair.OnHold: append(base, repair.OnHold), repair.Quoted: append(base, repair.Quoted), repair.QuoteAccepted: append(base, repair.Quoted, repair.QuoteAccepted),
		repair.QuoteRefused: append(base, repair.Quoted, repair.QuoteRefused), repair.ToPay: append(base, repair.Quoted, repair.QuoteAccepted, repair.ToPay),
		repair.ToRate: append(base, repair.ToRate), repair.ReturnVisit: append(base, repair.ToRate, repair.ReturnVisit), repair.Closed: append(base, repair.ToRate, repair.Closed),
		repair.Reopened: append(base, repair.ToRate, repair.Closed, repair.Reopened),
	}
	return slices.Clone(more[to])
}

func (b *bench) advance(t testing.TB, o repair.Order, to repair.State) repair.Order {
	t.Helper()
	var err error
	switch to {
	case repair.Dispatching:
		o, err = b.Offer(as(t, desk), desk, o.ID)
	case repair.Assigned:
		o, err = b.Assign(as(t, desk), desk, o.ID, wu.ID, 0)
	case repair.Accepted:
		o, err = b.Accept(as(t, wu), wu, o.ID, repair.RepairDone{})
	case repair.OnTheWay:
		o, err = b.Depart(as(t, wu), wu, o.ID, repair.RepairDone{})
	case repair.Arrived:
		o, err = b.Arrive(as(t, wu), wu, o.ID, "", repair.RepairDone{PhotoFileIDs: b.upload(wu, 1)})
	case repair.Working:
		o, err = b.Start(as(t, wu), wu, o.ID, repair.RepairDone{PhotoFileIDs: b.upload(wu, 1)})
	case repair.OnHold:
		o, err = b.Hold(as(t, wu), wu, o.ID, b.pause("parts"))
	case repair.Quoted:
		o, err = b.MakeQuote(as(t, wu), wu, o.ID, onList(2))
	case repair.QuoteAccepted, repair.QuoteRefused:
		o, err = b.AnswerQuote(as(t, ann), ann, o.ID, repair.RepairAnswer{Accept: to == repair.QuoteAccepted})
	case repair.ToRate, repair.ToPay:
		o, err = b.Finish(as(t, wu), wu, o.ID, b.finished())
	case repair.Closed, repair.ReturnVisit:
		o, err = b.Rate(as(t, ann), ann, o.ID, repair.Scores{Speed: 5, Quality: 5, Attitude: 5})
	case repair.Cancelled:
		o, err = b.Cancel(as(t, desk), desk, o.ID, "重复")
	case repair.Rejected:
		o, err = b.Reject(as(t, desk), desk, o.ID, "请找自来水公司 96377")
	case repair.Merged:
		o, err = b.MergeInto(as(t, desk), desk, o.ID, b.order(t, repair.Submitted).ID, 0, "")
	case repair.Reopened:
		o, err = b.Reopen(as(t, ann), ann, o.ID, "又漏了", nil)
	}
	must(t, err)
	if o.State != to {
		t.Fatalf("order is %s instead of %s", o.State, to)
	}
	return o
}

func (b *bench) pause(why string) repair.RepairPause {
	return repair.RepairPause{Reason: why, ResumeAt: b.clock.Now().Add(24 * time.Hour)}
}

func (b *bench) finished() repair.FinishRepairForm {
	return repair.FinishRepairForm{Note: "换了阀芯", CauseCode: "worn", PhotoFileIDs: b.upload(wu, 1)}
}

// onList is a quote of one visit and n valves, all of the price list.
func onList(n int64) repair.Offering {
	return repair.Offering{Lines: []repair.QuoteItem{{Kind: "labour", ItemID: 9001, Quantity: 1}, {Kind: "material", ItemID: 9002, Quantity: n}}}
}

// own makes ann the reporter of an order that the desk took down.
func (b *bench) own(t testing.TB, id ids.ID) {
	t.Helper()
	b.drain(t) // she sees it with her household
	must(t, b.db.Tx(as(t, desk), func(ctx context.Context) error {
		return b.db.Conn(ctx).Model(&repair.Order{}).Where("id = ?", id).Update("reporter_id", ann.ID).Error
	}))
}

func withPhone(f repair.Fault, phone string) repair.Fault {
	f.ContactPhone, f.ContactName = phone, "张小美"
	return f
}

// load reads an order as it stands.
func (b *bench) load(t testing.TB, id ids.ID) repair.Order {
	t.Helper()
	var o repair.Order
	must(t, b.db.Conn(db.Everywhere(t.Context())).Where("id = ?", id).Take(&o).Error)
	return o
}

// count counts rows of a table, for "nothing else happened".
func (b *bench) count(t testing.TB, table string) int64 {
	t.Helper()
	var n int64
	must(t, b.db.Conn(db.AllowRaw(t.Context())).Raw("SELECT COUNT(*) FROM "+table).Scan(&n).Error)
	return n
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

package repair_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

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
	desk = named(testkit.StaffOf(2001, 1, []ids.ID{garden}, "repair.create", "repair.dispatch", "repair.read"), "赵客服")
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

// town is what the other capabilities answer and what they were told.
type town struct {
	mu       sync.Mutex
	uploads  map[ids.ID]ids.ID // file -> who uploaded it; gone once attached
	cards    map[ids.ID]event.Card
	told     []string
	shutDown error // what Tell answers
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
	for i, a := range []auth.Actor{ann, amy, bob, eve, kid} {
		if a.ID == id {
			return event.Person{ID: id, Name: a.Name, Phone: fmt.Sprintf("1380013800%d", i)}, nil
		}
	}
	return event.Person{ID: id}, nil // without a phone
}

func (w *town) PersonByPhone(_ context.Context, phone string) (ids.ID, bool, error) {
	return map[string]ids.ID{"13800138001": amy.ID, "13800138002": bob.ID}[phone], strings.HasPrefix(phone, "1380013800"), nil
}

func staff() []auth.Actor { return []auth.Actor{desk, wu, qin, far, idle} }

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
	return map[ids.ID][]ids.ID{house101: {ann.ID, amy.ID, kid.ID}, house102: {bob.ID}, house201: {eve.ID}}[house], nil
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
	return w.shutDown
}

func (w *town) Put(ctx context.Context, cards ...event.Card) error {
	w.mu.Lock()
	defer w.mu.Unlock()
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
	next  ids.ID
	mu    sync.Mutex
}

func newBench(t testing.TB) *bench {
	t.Helper()
	c := testkit.Clock()
	b := &bench{clock: c, db: testkit.DB(t, c.Now), next: 5000, town: &town{uploads: map[ids.ID]ids.ID{}, cards: map[ids.ID]event.Card{}}}
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
	box.Subscribe(event.RepairChanged{}.Topic(), "test:changed", "default")
	box.Subscribe(event.Notify{}.Topic(), "test:notify", "default")
	b.Service = repair.New(repair.Deps{DB: b.db, Gen: gen, Now: c.Now, Box: box, Vault: vault, Audit: log,
		Places: b.town, People: b.town, Households: b.town, Files: b.town, Live: b.town, Cards: b.town})
	b.HTTP = testkit.NewHTTP(t, b.db, c.Now, func(api *httpx.API) {
		b.MountApp(api)
		b.MountAdmin(api)
	})
	return b
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
	return repair.Fault{CommunityID: garden, HouseID: house101, Place: repair.Indoor, Category: "water_pipe", Description: "厨房水管漏水", MayEnter: true}
}

// order is a new order of ann, brought to the state by those who may.
func (b *bench) order(t testing.TB, at repair.State) repair.Order {
	t.Helper()
	o, err := b.TakeDown(as(t, desk), desk, "phone", withPhone(fault(), "13800138001"))
	must(t, err)
	b.own(t, o.ID)
	path := []repair.State{repair.Assigned, repair.Accepted, repair.Arrived, repair.ToRate, repair.Closed}
	if at == repair.Cancelled {
		o, err = b.Cancel(as(t, desk), desk, o.ID, "重复")
		must(t, err)
		return o
	}
	for _, s := range path[:slices.Index(path, at)+1] {
		o = b.advance(t, o, s)
	}
	return o
}

func (b *bench) advance(t testing.TB, o repair.Order, to repair.State) repair.Order {
	t.Helper()
	var err error
	switch to {
	case repair.Assigned:
		o, err = b.Assign(as(t, desk), desk, o.ID, wu.ID, 0)
	case repair.Accepted:
		o, err = b.Accept(as(t, wu), wu, o.ID)
	case repair.Arrived:
		o, err = b.Arrive(as(t, wu), wu, o.ID)
	case repair.ToRate:
		o, err = b.Finish(as(t, wu), wu, o.ID, "换了阀芯", "worn", b.upload(wu, 1))
	case repair.Closed:
		o, err = b.Rate(as(t, ann), ann, o.ID, repair.Scores{Speed: 5, Quality: 5, Attitude: 5})
	}
	must(t, err)
	return o
}

// own makes ann the reporter of an order that the desk took down.
func (b *bench) own(t testing.TB, id ids.ID) {
	t.Helper()
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

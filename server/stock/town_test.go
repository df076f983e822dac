package stock_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/testkit"
	"zhijian/server/stock"
)

// The people and places of the tests.
const garden, elsewhere ids.ID = 10, 20

var (
	boss = named(testkit.StaffOf(2001, 1, []ids.ID{garden}, "stock.manage", "stock.read"), "周经理")
	wu   = named(testkit.StaffOf(2002, 1, []ids.ID{garden}, "repair.work", "stock.read"), "吴师傅")
	idle = named(testkit.StaffOf(2003, 1, []ids.ID{garden}), "秦无权")
	far  = named(testkit.StaffOf(2004, 1, []ids.ID{elsewhere}, "stock.manage", "stock.read"), "孙远方")
	ann  = testkit.ResidentOf(1001, 101, garden)
)

func named(a auth.Actor, name string) auth.Actor {
	a.Name = name
	return a
}

// town is what the other capabilities answer and what they were told.
type town struct {
	mu   sync.Mutex
	told []string
}

func (w *town) StaffWith(_ context.Context, community ids.ID, permission string) ([]event.Staff, error) {
	var out []event.Staff
	for _, a := range []auth.Actor{boss, wu, idle, far} {
		if a.In(community) && a.Can(permission) {
			out = append(out, event.Staff{ID: a.ID, Name: a.Name})
		}
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

// bench is a running slice with its town.
type bench struct {
	*stock.Service
	*testkit.HTTP
	db    *db.DB
	clock *clock.Fake
	town  *town
	box   *outbox.Box
}

func newBench(t testing.TB) *bench {
	t.Helper()
	c := testkit.Clock()
	b := &bench{clock: c, db: testkit.DB(t, c.Now), town: &town{}}
	gen := testkit.Gen(t, c.Now)
	log, err := audit.New(b.db, gen, c.Now, strings.Repeat("11", 32))
	must(t, err)
	b.box = outbox.New(b.db, gen, c.Now)
	b.box.Subscribe(event.Notify{}.Topic(), "test:notify", "default")
	b.Service = stock.New(stock.Deps{DB: b.db, Gen: gen, Now: c.Now, Box: b.box, Audit: log, People: b.town, Live: b.town})
	b.HTTP = testkit.NewHTTP(t, b.db, c.Now, b.MountAdmin)
	return b
}

func (b *bench) MountAdmin(api *httpx.API) { b.Service.MountAdmin(api) }

func as(t testing.TB, who auth.Actor) context.Context {
	t.Helper()
	return auth.With(t.Context(), who)
}

func (b *bench) count(t testing.TB, table string) int64 {
	t.Helper()
	var n int64
	must(t, b.db.Conn(db.AllowRaw(t.Context())).Raw("SELECT COUNT(*) FROM "+table).Scan(&n).Error)
	return n
}

// notices are the notices of the outbox in short.
func (b *bench) notices(t testing.TB) []string {
	t.Helper()
	var rows []struct{ Payload string }
	must(t, b.db.Conn(t.Context()).Table("outbox").Select("payload").Where("name = ?", "test:notify").Order("id").Find(&rows).Error)
	var out []string
	for _, r := range rows {
		var n event.Notify
		must(t, json.Unmarshal([]byte(r.Payload), &n))
		out = append(out, fmt.Sprintf("%s %d %s %s", n.Template, n.To, n.Params["item"], n.Params["level"]))
	}
	return out
}

// item puts something on the garden's price list.
func (b *bench) item(t testing.TB, kind stock.Kind, name string, level, minimum int64) stock.StockItem {
	t.Helper()
	i, err := b.List(as(t, boss), boss, garden, kind, stock.Sheet{Name: name, Unit: "个", OnSale: true, Minimum: minimum}, 2500, level)
	must(t, err)
	return i
}

// level is how much the book says there is.
func (b *bench) level(t testing.TB, id ids.ID) int64 {
	t.Helper()
	all, err := b.Items(as(t, boss), boss, garden)
	must(t, err)
	for _, i := range all {
		if i.ID == id {
			return i.Level
		}
	}
	t.Fatalf("no item %d", id)
	return 0
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

package roster_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/testkit"
	"zhijian/server/roster"
)

// The people and places of the tests.
const garden, elsewhere ids.ID = 10, 20

var (
	boss  = named(testkit.StaffOf(2001, 1, []ids.ID{garden}, "roster.manage", "roster.read"), "周经理")
	wu    = named(testkit.StaffOf(2002, 1, []ids.ID{garden, elsewhere}, "repair.work", "roster.read"), "吴师傅")
	qin   = named(testkit.StaffOf(2003, 1, []ids.ID{garden}, "repair.work"), "秦师傅")
	far   = named(testkit.StaffOf(2004, 1, []ids.ID{elsewhere}, "repair.work", "roster.manage", "roster.read"), "孙远方")
	clerk = named(testkit.StaffOf(2005, 1, []ids.ID{garden}, "roster.read"), "林客服")
	ann   = testkit.ResidentOf(1001, 101, garden)
)

func named(a auth.Actor, name string) auth.Actor {
	a.Name = name
	return a
}

// town is what the other capabilities answer and what they were told.
type town struct {
	mu   sync.Mutex
	gone []ids.ID
	told []string
}

func (w *town) people() []auth.Actor {
	return slices.DeleteFunc([]auth.Actor{far, boss, clerk, qin, wu}, func(a auth.Actor) bool { return slices.Contains(w.gone, a.ID) })
}

func (w *town) Staff(_ context.Context, all []ids.ID) (map[ids.ID]event.Staff, error) {
	out := map[ids.ID]event.Staff{}
	for _, a := range []auth.Actor{far, boss, clerk, qin, wu} {
		if slices.Contains(all, a.ID) {
			out[a.ID] = event.Staff{ID: a.ID, Name: a.Name}
		}
	}
	return out, nil
}

func (w *town) StaffWith(_ context.Context, community ids.ID, permission string) ([]event.Staff, error) {
	var out []event.Staff
	for _, a := range w.people() {
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
	*roster.Service
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
	b.box.Subscribe(event.StaffLeft{}.Topic(), roster.TaskStaffLeft, "default")
	b.Service = roster.New(roster.Deps{DB: b.db, Gen: gen, Now: c.Now, Box: b.box, Audit: log, People: b.town, Live: b.town})
	b.HTTP = testkit.NewHTTP(t, b.db, c.Now, b.MountAdmin)
	return b
}

func (b *bench) MountAdmin(api *httpx.API) { b.Service.MountAdmin(api) }

func as(t testing.TB, who auth.Actor) context.Context {
	t.Helper()
	return auth.With(t.Context(), who)
}

// at is a time of the tests' week in Shanghai: Monday 2026-03-02, 10:00, is now.
func at(s string) time.Time {
	t, err := time.ParseInLocation("01-02 15:04", s, clock.Shanghai())
	if err != nil {
		panic(err)
	}
	return t.AddDate(2026, 0, 0).UTC()
}

func wish(worker auth.Actor, kind roster.Kind, from, to string) roster.ShiftWish {
	return roster.ShiftWish{WorkerID: worker.ID, Kind: kind, Start: at(from), End: at(to)}
}

func (b *bench) add(t testing.TB, community ids.ID, w roster.ShiftWish) roster.Shift {
	t.Helper()
	who := boss
	if community == elsewhere {
		who = far
	}
	s, err := b.Add(as(t, who), who, community, w)
	must(t, err)
	return s
}

// body is JSON with changes.
func body(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	must(t, err)
	return string(raw)
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
		out = append(out, fmt.Sprintf("%s %d %s %s", n.Template, n.To, n.Params["date"], n.Params["hours"]))
	}
	return out
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

package home_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/home"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
)

const (
	garden, elsewhere    ids.ID = 10, 20
	house101, house201   ids.ID = 101, 201
	annID, bobID, deskID ids.ID = 1001, 1002, 2001
)

func ann() auth.Actor {
	a := testkit.ResidentOf(annID, house101, garden)
	a.Houses = append(a.Houses, auth.House{HouseID: house201, CommunityID: elsewhere, Role: "tenant", Rights: []auth.Right{auth.Repair}})
	a.Communities = append(a.Communities, elsewhere)
	return a
}

// places answers the labels and counts the questions.
type places struct{ asked atomic.Int64 }

func (p *places) Houses(_ context.Context, all []ids.ID) (map[ids.ID]event.House, error) {
	p.asked.Add(1)
	out := map[ids.ID]event.House{}
	for _, id := range all {
		community := id / 10
		out[id] = event.House{ID: id, CommunityID: community, CommunityName: fmt.Sprintf("小区%d", community), Label: fmt.Sprintf("%d室", id), ServicePhone: "0571-8888" + id.String()}
	}
	return out, nil
}

// figures are what other capabilities count.
type figures map[string]int

func (f figures) Counts(context.Context, ids.ID) (map[string]int, error) {
	if f["broken"] > 0 {
		return nil, errors.New("broken")
	}
	return f, nil
}

type recent struct{}

func (recent) Recent(context.Context, ids.ID, int) ([]event.Card, error) {
	return []event.Card{{Kind: "repair", RefID: 7, Title: "水管", Status: "submitted", Label: "待派单", Tone: "warn", Link: "/repairs/7"}}, nil
}

type bench struct {
	*home.Service
	*testkit.HTTP
	db     *db.DB
	clock  *clock.Fake
	places *places
}

func newBench(t testing.TB, counters ...home.Counter) *bench {
	t.Helper()
	c := testkit.Clock()
	b := &bench{db: testkit.DB(t, c.Now), clock: c, places: &places{}}
	b.Service = home.New(home.Deps{DB: b.db, Now: c.Now, Places: b.places, Counters: counters, Recent: recent{}})
	b.HTTP = testkit.NewHTTP(t, b.db, c.Now, func(api *httpx.API) {
		b.MountApp(api)
		b.MountAdmin(api)
	})
	return b
}

func (b *bench) tx(t testing.TB, f func(ctx context.Context) error) {
	t.Helper()
	if err := b.db.Tx(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) put(t testing.TB, cards ...event.Card) {
	t.Helper()
	b.tx(t, func(ctx context.Context) error { return b.Put(ctx, cards...) })
}

// open is the page and how many round trips it took.
func (b *bench) open(t testing.TB, who auth.Actor, house ids.ID) (h home.Home, trips int) {
	t.Helper()
	h, err := b.Open(db.Counting(auth.With(t.Context(), who), &trips), who, house)
	if err != nil {
		t.Fatal(err)
	}
	return h, trips
}

func repairCard(ref ids.ID, house ids.ID, status string) event.Card {
	return event.Card{PersonID: annID, HouseID: house, Kind: "repair", RefID: ref, Title: "水管", Status: status, Label: "x", Tone: "info", UpdatedAt: testkit.Start}
}

func TestAMissIsOneRoundTripAndAHitNone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.put(t, repairCard(1, house101, "submitted"))
	for _, want := range []int{1, 0, 0} {
		if h, trips := b.open(t, ann(), 0); trips != want || len(h.Todos) != 1 {
			t.Fatalf("%d round trips instead of %d, %d todos", trips, want, len(h.Todos))
		}
	}
	b.put(t, repairCard(1, house101, "assigned"))
	if h, trips := b.open(t, ann(), 0); trips != 1 || h.Todos[0].Status != "assigned" {
		t.Errorf("the own change is not seen at once: %d %+v", trips, h.Todos)
	}
	b.clock.Advance(time.Minute)
	if _, trips := b.open(t, ann(), 0); trips != 1 {
		t.Errorf("after a minute: %d", trips)
	}
	if b.places.asked.Load() != 1 {
		t.Errorf("the labels were asked for %d times", b.places.asked.Load())
	}
	b.Forget(annID)
	if _, trips := b.open(t, ann(), 0); trips != 1 {
		t.Errorf("after a signal: %d", trips)
	}
}

func TestAChangedBindingIsSeenAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if h, _ := b.open(t, ann(), house201); len(h.Houses) != 2 || h.House.HouseID != house201 || h.ServicePhone != "0571-8888201" {
		t.Fatalf("%+v", h)
	}
	less := ann()
	less.Houses = less.Houses[:1]
	if h, _ := b.open(t, less, house201); len(h.Houses) != 1 || h.House.HouseID != house101 {
		t.Errorf("a house that was taken away is still shown: %+v", h)
	}
	less.Houses[0].Rights = []auth.Right{auth.OpenDoor}
	if h, _ := b.open(t, less, 0); fmt.Sprint(h.House.Rights) != "[open_door]" {
		t.Errorf("rights %v", h.House.Rights)
	}
	less.Houses = nil
	if h, _ := b.open(t, less, 0); h.House != nil || len(h.Houses) != 0 {
		t.Errorf("%+v", h)
	}
}

func TestWhatIsOnThePage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.put(t,
		repairCard(1, house101, "submitted"), repairCard(2, house201, "to_rate"), repairCard(3, 0, "assigned"),
		event.Card{PersonID: annID, HouseID: 999, Kind: "binding", RefID: 4, Status: "pending", UpdatedAt: testkit.Start.Add(time.Hour)},
		event.Card{PersonID: annID, HouseID: 999, Kind: "binding", RefID: 5, Status: "rejected", UpdatedAt: testkit.Start},
		event.Card{PersonID: bobID, Kind: "repair", RefID: 6, UpdatedAt: testkit.Start},
	)
	b.tx(t, func(ctx context.Context) error {
		return b.Unread(ctx, []ids.ID{annID}, func(context.Context) (map[ids.ID]int, error) { return map[ids.ID]int{annID: 3}, nil })
	})
	b.tx(t, func(ctx context.Context) error {
		return b.Announce(ctx, event.Audience{CommunityID: garden}, event.Card{RefID: 8, Title: "停水", UpdatedAt: testkit.Start})
	})
	b.tx(t, func(ctx context.Context) error {
		return b.Announce(ctx, event.Audience{CommunityID: 30}, event.Card{RefID: 9, UpdatedAt: testkit.Start})
	})
	refs := func(cards []home.Card) string {
		var out []string
		for _, c := range cards {
			out = append(out, c.RefID.String())
		}
		return strings.Join(out, " ")
	}
	h, _ := b.open(t, ann(), house101)
	if h.Unread != 3 || h.PendingBindings != 1 || refs(h.Notices) != "8" || !strings.HasPrefix(refs(h.Todos), "4 ") || len(h.Todos) != 4 || strings.Contains(refs(h.Todos), "2") {
		t.Errorf("house 101: %d unread, %d bindings, notices %s, todos %s", h.Unread, h.PendingBindings, refs(h.Notices), refs(h.Todos))
	}
	if h, _ = b.open(t, ann(), house201); refs(h.Notices) != "" || strings.Contains(refs(h.Todos), "1") || !strings.Contains(refs(h.Todos), "2") {
		t.Errorf("house 201: notices %s, todos %s", refs(h.Notices), refs(h.Todos))
	}
	if h, _ = b.open(t, ann(), 555); h.House.HouseID != house101 {
		t.Errorf("a house that is not mine: %+v", h.House)
	}
	b.tx(t, func(ctx context.Context) error { return b.Remove(ctx, "notice", 8) })
	b.tx(t, func(ctx context.Context) error { return b.Remove(ctx, "repair", 1) })
	b.tx(t, func(ctx context.Context) error { return b.Remove(ctx, "repair", 1) })
	if h, _ = b.open(t, ann(), house101); refs(h.Notices) != "" || strings.Contains(refs(h.Todos), "1") {
		t.Errorf("after removal: notices %s, todos %s", refs(h.Notices), refs(h.Todos))
	}
}

func TestAnAnnouncementReachesOpenPages(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.open(t, ann(), 0)
	b.tx(t, func(ctx context.Context) error {
		return b.Announce(ctx, event.Audience{CommunityID: garden}, event.Card{RefID: 8, UpdatedAt: testkit.Start})
	})
	if h, trips := b.open(t, ann(), 0); trips != 1 || len(h.Notices) != 1 {
		t.Errorf("%d round trips, %d notices", trips, len(h.Notices))
	}
}

func TestARolledBackCardIsNotShown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	err := b.db.Tx(t.Context(), func(ctx context.Context) error {
		return errors.Join(b.Put(ctx, repairCard(1, house101, "submitted")), errors.New("no"))
	})
	if h, _ := b.open(t, ann(), 0); err == nil || len(h.Todos) != 0 {
		t.Errorf("%v %v", err, h.Todos)
	}
	if err := b.Put(t.Context(), repairCard(1, house101, "submitted")); !errors.Is(err, db.ErrOutsideTx) {
		t.Errorf("a card without its change: %v", err)
	}
}

func TestHTTP(t *testing.T) {
	t.Parallel()
	b := newBench(t, figures{"repairsOpen": 5, "repairsUnassigned": 2}, figures{"bindingsPending": 3, "housesTotal": 722},
		figures{"billsOverdue": 7, "billsOverdueFen": 123456, "billDecisions": 2}, figures{"refundsWaiting": 4, "differencesOpen": 1}, figures{"callsWaiting": 6, "messagesDead": 8})
	ringer := testkit.StaffOf(deskID+4, 1, []ids.ID{garden}, "notify.desk")
	clerk := testkit.StaffOf(deskID+2, 1, []ids.ID{garden}, "billing.read", "payment.read")
	head := testkit.StaffOf(deskID+3, 1, []ids.ID{garden}, "billing.approve", "payment.reconcile")
	desk := testkit.StaffOf(deskID, 1, []ids.ID{garden}, "house.read", "repair.read")
	blind := testkit.StaffOf(deskID+1, 1, []ids.ID{garden})
	for _, sc := range []testkit.Scenario{
		{Name: "home, anonymous", Do: "GET /app/v1/home", WantStatus: 401},
		{Name: "home, staff", As: desk, Do: "GET /app/v1/home", WantStatus: 401},
		{Name: "home, no number", As: ann(), Do: "GET /app/v1/home?houseId=x", WantStatus: 422},
		{Name: "workbench, anonymous", Do: "GET /admin/v1/workbench?communityId=10", WantStatus: 401},
		{Name: "workbench, a resident", As: ann(), Do: "GET /admin/v1/workbench?communityId=10", WantStatus: 401},
		{Name: "workbench, another community", As: desk, Do: "GET /admin/v1/workbench?communityId=20", WantStatus: 403, NoBody: []string{"counts"}},
		{Name: "workbench, of nothing", As: desk, Do: "GET /admin/v1/workbench", WantStatus: 422},
		{Name: "workbench, without permissions", As: blind, Do: "GET /admin/v1/workbench?communityId=10", WantStatus: 200, WantBody: []string{`"repairsOpen":0`, `"recent":[]`}},
		{Name: "workbench", As: desk, Do: "GET /admin/v1/workbench?communityId=10", WantStatus: 200, WantBody: []string{`"repairsOpen":5`, `"housesTotal":722`, `"bindingsPending":0`, `"statusLabel":"待派单"`, `"billsOverdue":0`, `"refundsWaiting":0`, `"callsWaiting":0`, `"messagesDead":0`}},
		{Name: "workbench, who makes the calls", As: ringer, Do: "GET /admin/v1/workbench?communityId=10", WantStatus: 200, WantBody: []string{`"callsWaiting":6`, `"messagesDead":8`, `"repairsOpen":0`}},
		{Name: "workbench, who reads bills", As: clerk, Do: "GET /admin/v1/workbench?communityId=10", WantStatus: 200,
			WantBody: []string{`"billsOverdue":7`, `"billsOverdueFen":123456`, `"billDecisions":0`, `"refundsWaiting":4`, `"differencesOpen":0`}},
		{Name: "workbench, who decides", As: head, Do: "GET /admin/v1/workbench?communityId=10", WantStatus: 200,
			WantBody: []string{`"billsOverdue":0`, `"billDecisions":2`, `"refundsWaiting":0`, `"differencesOpen":1`}},
		{Name: "home", As: ann(), Do: "GET /app/v1/home?houseId=201", WantStatus: 200, WantBody: []string{`"label":"201室"`, `"todos":[]`, `"notices":[]`, `"unread":0`}},
		{Name: "home without a house", As: auth.Actor{Kind: auth.Resident, ID: bobID}, Do: "GET /app/v1/home", WantStatus: 200, WantBody: []string{`"houses":[]`}, NoBody: []string{`"house":`}},
	} {
		sc.Run(t, b.HTTP)
	}
	broken := newBench(t, figures{"broken": 1})
	if a := broken.Call(t, desk, "GET /admin/v1/workbench?communityId=10", ""); a.Status != 500 || strings.Contains(a.Body, "broken") {
		t.Errorf("a failing counter: %d %s", a.Status, a.Body)
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	done := make(chan struct{})
	for range 8 {
		go func() {
			defer func() { done <- struct{}{} }()
			for range 20 {
				_, _ = b.Open(auth.With(t.Context(), ann()), ann(), house101)
				b.Forget(annID)
				b.ForgetCommunity(garden)
			}
		}()
	}
	for range 8 {
		<-done
	}
}

func BenchmarkOpenHit(b *testing.B) {
	h := newBench(b)
	who := ann()
	ctx := auth.With(b.Context(), who)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.Open(ctx, who, house101); err != nil {
			b.Fatal(err)
		}
	}
}

func TestACardPutAndRemovedInOneTransactionIsGone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.tx(t, func(ctx context.Context) error {
		if err := b.Put(ctx, repairCard(1, house101, "submitted"), repairCard(2, house101, "submitted")); err != nil {
			return err
		}
		if err := b.Remove(ctx, "repair", 1); err != nil {
			return err
		}
		return b.Put(ctx, repairCard(2, house101, "assigned"))
	})
	if h, _ := b.open(t, ann(), 0); len(h.Todos) != 1 || h.Todos[0].RefID != 2 || h.Todos[0].Status != "assigned" {
		t.Fatalf("%+v", h.Todos)
	}
	if err := b.Put(t.Context(), repairCard(3, house101, "submitted")); !errors.Is(err, db.ErrOutsideTx) {
		t.Fatalf("outside a transaction: %v", err)
	}
}

package notice_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"zhijian/server/event"
	"zhijian/server/house"
	"zhijian/server/notice"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/task"
	"zhijian/server/platform/testkit"
	"zhijian/server/platform/wechat"
	"zhijian/server/platform/wechat/sandbox"
)

const garden, elsewhere = ids.ID(7), ids.ID(8)

// The places: house 11 is in unit 111 of building 110, house 12 in 121 of 120.
var (
	ann    = testkit.ResidentOf(101, 11, garden)
	bob    = testkit.ResidentOf(102, 12, garden)
	eve    = testkit.ResidentOf(103, 21, elsewhere)
	maker  = testkit.StaffOf(201, 1, []ids.ID{garden}, "notice.read", "notice.write")
	chief  = testkit.StaffOf(202, 1, []ids.ID{garden}, "notice.publish", "notice.read", "notice.write")
	reader = testkit.StaffOf(203, 1, []ids.ID{garden}, "notice.read")
	other  = testkit.StaffOf(204, 2, []ids.ID{elsewhere}, "notice.publish", "notice.read", "notice.write")
)

// lab is the capability on a real database, outbox and WeChat sandbox.
type lab struct {
	t     *testing.T
	now   *clock.Fake
	db    *db.DB
	box   *outbox.Box
	mux   *task.Mux
	svc   *notice.Service
	wx    *sandbox.Sandbox
	http  *testkit.HTTP
	world world
}

// world stands for the neighbours and remembers what they were told.
type world struct {
	wx      *sandbox.Sandbox
	wechat  bool // the staff have WeChat accounts
	told    []event.NotifyAll
	stopped []ids.ID
	cards   map[ids.ID]event.Card
	staff   []string // templates that the staff were told
}

func (w *world) Houses(_ context.Context, which []ids.ID) (map[ids.ID]event.House, error) {
	out := map[ids.ID]event.House{}
	for _, id := range which {
		out[id] = event.House{ID: id, BuildingID: id * 10, UnitID: id*10 + 1}
	}
	return out, nil
}

func (w *world) AudienceSize(_ context.Context, a event.Audience) (int, error) {
	for _, id := range a.Targets() {
		if id == 999 {
			return 0, house.ErrNotFound
		}
		if id == 130 { // a building where nobody lives yet
			return 0, nil
		}
	}
	return 2, nil
}

func (w *world) PlacesOf(_ context.Context, a event.Audience) (out []event.Place, err error) {
	for kind, in := range map[string][]ids.ID{"building": a.Buildings, "unit": a.Units, "house": a.Houses} {
		for _, id := range in {
			out = append(out, event.Place{Kind: kind, ID: id, Label: kind + " " + id.String()})
		}
	}
	return out, nil
}

func (w *world) Staff(_ context.Context, which []ids.ID) (map[ids.ID]event.Staff, error) {
	out := map[ids.ID]event.Staff{}
	for _, id := range which {
		out[id] = event.Staff{ID: id, Phone: "13700000001"}
	}
	return out, nil
}

func (w *world) PersonByPhone(context.Context, string) (ids.ID, bool, error) {
	return 900, w.wechat, nil
}

func (w *world) OpenID(context.Context, ids.ID) (string, error) { return w.wx.OpenID("900"), nil }

func (w *world) TellAll(_ context.Context, n event.NotifyAll) error {
	w.told = append(w.told, n)
	return nil
}

func (w *world) StopAll(_ context.Context, _ string, ref ids.ID) error {
	w.stopped = append(w.stopped, ref)
	return nil
}

func (w *world) Spread(_ context.Context, _ string, refs []ids.ID) (map[ids.ID]event.Spread, error) {
	return map[ids.ID]event.Spread{refs[0]: {Told: 1, Total: 2, Running: true}}, nil
}

func (w *world) Announce(_ context.Context, _ event.Audience, c event.Card) error {
	w.cards[c.RefID] = c
	return nil
}

func (w *world) Remove(_ context.Context, _ string, ref ids.ID) error {
	delete(w.cards, ref)
	return nil
}

func (w *world) Attach(context.Context, auth.Actor, string, ids.ID, ids.ID, []ids.ID) error {
	return nil
}

func (w *world) Views(_ context.Context, files []ids.ID) (map[ids.ID]event.File, error) {
	out := map[ids.ID]event.File{}
	for _, id := range files {
		out[id] = event.File{ID: id, URL: "/f"}
	}
	return out, nil
}

func newLab(t *testing.T) *lab {
	t.Helper()
	now := testkit.Clock()
	l := &lab{t: t, now: now, db: testkit.DB(t, now.Now), mux: task.NewMux()}
	var err error
	if l.wx, err = sandbox.New(sandbox.Options{AppID: "wx1", Secret: "secret", Now: now.Now, Review: []string{"集资"}, Risky: []string{"赌博"}}); err != nil {
		t.Fatal(err)
	}
	client, err := wechat.New(wechat.Options{AppID: "wx1", Secret: "secret", Redis: testkit.Redis(t), Transport: l.wx.Transport()})
	if err != nil {
		t.Fatal(err)
	}
	l.world = world{wx: l.wx, wechat: true, cards: map[ids.ID]event.Card{}}
	gen := testkit.Gen(t, now.Now)
	l.box = outbox.New(l.db, gen, now.Now)
	l.box.Subscribe("notify", "test:notify", task.Default)
	l.svc = notice.New(notice.Deps{DB: l.db, Gen: gen, Now: now.Now, Box: l.box, Places: &l.world, Households: &l.world, People: &l.world, Checker: client, Crier: &l.world, Home: &l.world, Files: &l.world})
	l.svc.MountTasks(l.mux)
	l.box.Handle(l.mux, "test:notify", func(_ context.Context, m task.Message) error {
		var n event.Notify
		err := m.Into(&n)
		l.world.staff = append(l.world.staff, n.Template)
		return err
	})
	l.http = testkit.NewHTTP(t, l.db, now.Now, func(api *httpx.API) {
		l.svc.MountApp(api)
		l.svc.MountAdmin(api)
	})
	return l
}

// work does what is due.
func (l *lab) work() {
	l.t.Helper()
	ctx := auth.With(l.t.Context(), auth.SystemActor())
	for {
		rows, err := l.box.Claim(ctx, 50)
		if err != nil {
			l.t.Fatal(err)
		}
		if len(rows) == 0 {
			return
		}
		for _, r := range rows {
			if err := l.mux.Run(ctx, r.Message()); err != nil {
				if err := l.box.Failed(ctx, r.Message(), err, false); err != nil {
					l.t.Fatal(err)
				}
			}
		}
	}
}

type whole struct {
	ID      ids.ID
	State   string
	Reason  string
	Version int64
	Reads   int
	History []struct{ Act, ActorName string }

	Audience string
	Targets  []event.Place
}

// do calls as somebody and expects a status.
func (l *lab) do(who auth.Actor, what, body string, status int) whole {
	l.t.Helper()
	a := l.http.Call(l.t, who, what, body)
	if a.Status != status {
		l.t.Fatalf("%s: %d %s", what, a.Status, a.Body)
	}
	var w whole
	if strings.HasPrefix(a.Body, "{") {
		a.Into(l.t, &w)
	}
	return w
}

func draft(title, more string) string {
	return fmt.Sprintf(`{"communityId":"7","kind":"outage","title":%q,"body":"因检修停水三小时，请提前储水。","urgent":false,"audience":{}%s}`, title, more)
}

// write makes a draft of the maker.
func (l *lab) write(body string) whole {
	l.t.Helper()
	return l.do(maker, "POST /admin/v1/notices", body, 201)
}

func (l *lab) act(who auth.Actor, w whole, act, body string, status int) whole {
	l.t.Helper()
	return l.do(who, fmt.Sprintf("POST /admin/v1/notices/%d/%s", w.ID, act), body, status)
}

func (l *lab) stands(w whole) whole {
	l.t.Helper()
	return l.do(reader, fmt.Sprintf("GET /admin/v1/notices/%d", w.ID), "", 200)
}

// sees are the titles on somebody's list.
func (l *lab) sees(who auth.Actor) string {
	l.t.Helper()
	a := l.http.Call(l.t, who, "GET /app/v1/notices", "")
	var page struct {
		Items []struct {
			Title string
			Read  bool
		}
	}
	a.Into(l.t, &page)
	var out []string
	for _, i := range page.Items {
		out = append(out, i.Title)
	}
	return strings.Join(out, " ")
}

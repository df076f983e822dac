package notify_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/notify"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/realtime"
	"zhijian/server/platform/sms"
	"zhijian/server/platform/task"
	"zhijian/server/platform/testkit"
	"zhijian/server/platform/wechat"
	"zhijian/server/platform/wechat/sandbox"
)

const (
	community = ids.ID(7)
	progress  = "tpl-progress"
	finished  = "tpl-finished"
	notice    = "tpl-notice"
)

// lab is the capability on a real database, hub, outbox and WeChat sandbox.
type lab struct {
	t    *testing.T
	now  *clock.Fake
	db   *db.DB
	box  *outbox.Box
	mux  *task.Mux
	svc  *notify.Service
	wx   *sandbox.Sandbox
	http *testkit.HTTP
	home home
	sms  *sms.Sandbox
	line line
	town town
}

// line is the provider of text messages with failures to come.
type line struct {
	*sms.Sandbox
	mu   sync.Mutex
	fail int
	err  error
}

func (l *line) Send(ctx context.Context, phone, template string, params map[string]string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail > 0 {
		l.fail--
		return l.err
	}
	return l.Sandbox.Send(ctx, phone, template, params)
}

// town stands for the register and the bindings.
type town struct {
	gone   map[ids.ID]bool // people who have left their house
	people []ids.ID        // everybody, in order
	named  []ids.ID        // houses that an audience names; nil: all
}

func (t *town) Lives(_ context.Context, person, _ ids.ID) (bool, error) { return !t.gone[person], nil }

func (t *town) Audience(_ context.Context, _ event.Audience, after ids.ID, n int) ([]ids.ID, error) {
	i, _ := slices.BinarySearch(t.people, after+1)
	return t.people[i:min(len(t.people), i+n)], nil
}

func (t *town) AudienceSize(context.Context, event.Audience) (int, error) { return len(t.people), nil }

func (t *town) HousesOf(_ context.Context, a event.Audience) ([]ids.ID, error) {
	if a.Whole() {
		return nil, nil
	}
	return t.named, nil
}

// Houses knows a thousand of the community, and one of another.
func (t *town) Houses(_ context.Context, which []ids.ID) (map[ids.ID]event.House, error) {
	out := map[ids.ID]event.House{}
	for _, id := range which {
		if id >= 1000 && id < 2000 {
			out[id] = event.House{ID: id, CommunityID: community, Label: "1栋1单元" + id.String()}
		}
		if id == 2000 {
			out[id] = event.House{ID: id, CommunityID: 8, Label: "别处"}
		}
	}
	return out, nil
}

// Callee: the last house has no number.
func (t *town) Callee(_ context.Context, house ids.ID) (event.Person, error) {
	if house == 1999 {
		return event.Person{Name: "王奶奶"}, nil
	}
	return event.Person{Name: "陈爷爷", Phone: "02233334444"}, nil
}

func (t *town) CompanyOf(context.Context, ids.ID) (ids.ID, error) { return 1, nil }

// home stands for the capability that keeps the home page.
type home struct {
	mu     sync.Mutex
	unread map[ids.ID]int
}

func (h *home) Unread(ctx context.Context, people []ids.ID, count func(context.Context) (map[ids.ID]int, error)) error {
	n, err := count(ctx)
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, id := range people {
		h.unread[id] = n[id]
	}
	return err
}

func (h *home) of(person ids.ID) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.unread[person]
}

// people stands for identity: everybody but Carl has a WeChat account.
// Ann and Bob share a phone; Carl has a landline alone.
type people struct{ wx *sandbox.Sandbox }

func (people) People(_ context.Context, which []ids.ID) (map[ids.ID]event.Person, error) {
	out := map[ids.ID]event.Person{}
	for _, id := range which {
		phone := map[ids.ID]string{ann.ID: "13800000001", bob.ID: "13800000001", carl.ID: "02288880000", elder.ID: "13900000009"}[id]
		out[id] = event.Person{ID: id, Name: "李桂芳", Phone: phone}
	}
	return out, nil
}

func (people) Staff(_ context.Context, which []ids.ID) (map[ids.ID]event.Staff, error) {
	out := map[ids.ID]event.Staff{}
	for _, id := range which {
		out[id] = event.Staff{ID: id, Name: "林晓", Phone: "13700000002"}
	}
	return out, nil
}

func (people) PersonByPhone(_ context.Context, phone string) (ids.ID, bool, error) {
	if phone == "13800000001" {
		return ann.ID, true, nil
	}
	return 0, false, nil
}

func (p people) OpenID(_ context.Context, person ids.ID) (string, error) {
	if person == carl.ID {
		return "", nil
	}
	return p.wx.OpenID(person.String()), nil
}

var (
	ann   = testkit.ResidentOf(101, 11, community)
	bob   = testkit.ResidentOf(102, 12, community)
	carl  = testkit.ResidentOf(103, 13, community)
	elder = testkit.ResidentOf(104, 14, community)
	dora  = testkit.StaffOf(201, 1, []ids.ID{community})
)

func newLab(t *testing.T) *lab {
	t.Helper()
	now := testkit.Clock()
	l := &lab{t: t, now: now, db: testkit.DB(t, now.Now), mux: task.NewMux(), home: home{unread: map[ids.ID]int{}}, town: town{gone: map[ids.ID]bool{}}}
	redis := testkit.Redis(t)
	var err error
	if l.wx, err = sandbox.New(sandbox.Options{AppID: "wx1", Secret: "secret", Now: now.Now}); err != nil {
		t.Fatal(err)
	}
	client, err := wechat.New(wechat.Options{AppID: "wx1", Secret: "secret", Redis: redis, Transport: l.wx.Transport()})
	if err != nil {
		t.Fatal(err)
	}
	hub := realtime.New(realtime.Deps{DB: l.db, Redis: redis, Now: now.Now})
	t.Cleanup(hub.Close)
	gen := testkit.Gen(t, now.Now)
	if l.sms, err = sms.NewSandbox("embedded", now.Now); err != nil {
		t.Fatal(err)
	}
	l.line.Sandbox = l.sms
	key := strings.Repeat("0f", 32)
	vault, err := pii.New(pii.Keys{Current: "1", Fields: map[string]string{"1": key}, Index: key})
	if err != nil {
		t.Fatal(err)
	}
	trail, err := audit.New(l.db, gen, now.Now, key)
	if err != nil {
		t.Fatal(err)
	}
	l.box = outbox.New(l.db, gen, now.Now)
	l.box.Subscribe("notify", notify.TaskDeliver, task.Default)
	l.svc = notify.New(notify.Deps{DB: l.db, Gen: gen, Now: now.Now, Box: l.box, Live: hub, Home: &l.home, People: people{l.wx}, WeChat: client,
		Places: &l.town, Households: &l.town, SMS: &l.line, Vault: vault, Audit: trail,
		Templates: map[string]string{"repair_progress": progress, "repair_finished": finished, "community_notice": notice}})
	l.svc.MountTasks(l.mux)
	l.http = testkit.NewHTTP(t, l.db, now.Now, func(api *httpx.API) {
		l.svc.MountApp(api)
		l.svc.MountAdmin(api)
	})
	return l
}

// tell publishes the events and works until nothing is due.
func (l *lab) tell(events ...event.Notify) {
	l.t.Helper()
	err := l.db.Tx(l.t.Context(), func(ctx context.Context) error {
		for _, e := range events {
			if err := l.box.Publish(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		l.t.Fatal(err)
	}
	l.work()
}

// work does what is due, as a worker does.
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

// waits lets the clock run so far that everything put off is due.
func (l *lab) waits(d time.Duration) {
	l.t.Helper()
	for end := l.now.Now().Add(d); l.now.Now().Before(end); {
		l.now.Advance(10 * time.Second)
		l.work()
	}
}

func (l *lab) accept(who auth.Actor, templates ...string) {
	l.t.Helper()
	var results []string
	for _, id := range templates {
		results = append(results, `{"templateId":"`+id+`","result":"accept"}`)
		l.wx.GrantQuota(l.wx.OpenID(who.ID.String()), id, 1)
	}
	a := l.http.Call(l.t, who, "POST /app/v1/subscriptions", `{"results":[`+strings.Join(results, ",")+`]}`)
	if a.Status != 204 {
		l.t.Fatalf("%d %s", a.Status, a.Body)
	}
}

func (l *lab) inbox(who auth.Actor, query string) notify.InboxPage {
	l.t.Helper()
	path := "GET /app/v1/inbox"
	if who.Kind == auth.Staff {
		path = "GET /admin/v1/inbox"
	}
	a := l.http.Call(l.t, who, path+query, "")
	if a.Status != 200 {
		l.t.Fatalf("%d %s", a.Status, a.Body)
	}
	var page notify.InboxPage
	a.Into(l.t, &page)
	return page
}

type delivery struct {
	State     string
	Attempts  int64
	ErrorCode string
	DueAt     *time.Time
	DeadAt    *time.Time
}

// delivery is the latest one on WeChat.
func (l *lab) delivery() delivery { l.t.Helper(); return l.on("wechat") }

// on is the latest delivery on a channel; the zero one when there is none.
func (l *lab) on(channel string) delivery {
	l.t.Helper()
	var d delivery
	err := l.db.Conn(l.t.Context()).Table("notify_deliveries").Model(&delivery{}).Where("channel = ?", channel).Order("message_id DESC").Take(&d).Error
	if err != nil && !db.NotFound(err) {
		l.t.Fatal(err)
	}
	return d
}

// prefers changes somebody's wishes over HTTP.
func (l *lab) prefers(who auth.Actor, body string) {
	l.t.Helper()
	path := "PATCH /app/v1/notify/preferences"
	if who.Kind == auth.Staff {
		path = "PATCH /admin/v1/notify/preferences"
	}
	if a := l.http.Call(l.t, who, path, body); a.Status != 200 {
		l.t.Fatalf("%d %s", a.Status, a.Body)
	}
}

// leave is the quota, and the sum of the ledger, which must agree.
func (l *lab) leave(person ids.ID, template string) int64 {
	l.t.Helper()
	var q struct{ Remaining int64 }
	var sum struct{ Delta int64 }
	conn := l.db.Conn(l.t.Context()).Where("person_id = ? AND template = ?", person, template)
	if err := conn.Table("subscribe_quota").Model(&q).Find(&q).Error; err != nil {
		l.t.Fatal(err)
	}
	conn = l.db.Conn(l.t.Context()).Where("person_id = ? AND template = ?", person, template)
	if err := conn.Table("subscribe_ledger").Model(&sum).Select("COALESCE(SUM(delta), 0) AS delta").Find(&sum).Error; err != nil {
		l.t.Fatal(err)
	}
	if q.Remaining != sum.Delta {
		l.t.Fatalf("quota %d, ledger %d", q.Remaining, sum.Delta)
	}
	return q.Remaining
}

func assigned(to auth.Actor, dedupe string) event.Notify {
	return event.Notify{To: to.ID, Staff: to.Kind == auth.Staff, CommunityID: community, Template: "repair_assigned",
		Params: map[string]string{"number": "BX1", "category": "水管漏水", "worker": "张", "place": "1栋101"}, Link: "/features/repair/pages/detail?id=1", Dedupe: dedupe}
}

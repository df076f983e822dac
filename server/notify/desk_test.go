package notify_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
)

var (
	clerk   = testkit.StaffOf(301, 1, []ids.ID{community}, "notify.desk", "notify.template")
	clerk2  = testkit.StaffOf(302, 1, []ids.ID{community}, "notify.desk")
	foreign = testkit.StaffOf(401, 2, []ids.ID{8}, "notify.desk", "notify.template")
)

func (l *lab) get(who auth.Actor, path string, into any) {
	l.t.Helper()
	a := l.http.Call(l.t, who, "GET "+path, "")
	if a.Status != 200 {
		l.t.Fatalf("%s: %d %s", path, a.Status, a.Body)
	}
	a.Into(l.t, into)
}

type callList struct {
	Items []struct {
		ID                          ids.ID
		Title, Words, Person, Phone string
		State, StaffName            string
		Mine                        bool
		Attempts                    int64
	}
}

func TestWhoAsksToBeCalledIsCalled(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.prefers(elder, `{"callMe":true}`)
	l.tell(assigned(elder, "1"), event.Notify{To: elder.ID, CommunityID: community, Template: "repair_accepted", Dedupe: "2"}, assigned(ann, "3"))
	var list callList
	l.get(clerk, "/admin/v1/notify/calls", &list)
	if len(list.Items) != 1 {
		t.Fatalf("%+v", list)
	}
	c := list.Items[0]
	if c.Person != "李**" && c.Person != "李*芳" || c.Phone != "139****0009" || !strings.Contains(c.Words, "张师傅") || c.State != "waiting" {
		t.Fatalf("%+v", c)
	}
	do := func(who auth.Actor, act string) testkit.Answer {
		return l.http.Call(t, who, fmt.Sprintf("POST /admin/v1/notify/calls/%d/%s", c.ID, act), `{"note":"已告知老人"}`)
	}
	for _, who := range []auth.Actor{ann, dora, foreign} {
		if a := do(who, "claim"); a.Status == 200 {
			t.Fatalf("claimed by %d: %s", who.ID, a.Body)
		}
	}
	if a := do(clerk, "done"); a.Status != 409 || !strings.Contains(a.Body, "待拨打") {
		t.Fatalf("done before it was claimed: %d %s", a.Status, a.Body)
	}
	if a := do(clerk, "claim"); a.Status != 200 || !strings.Contains(a.Body, `"phone":"13900000009"`) || !strings.Contains(a.Body, `"mine":true`) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := do(clerk2, "claim"); a.Status != 403 || strings.Contains(a.Body, "13900000009") {
		t.Fatalf("a colleague: %d %s", a.Status, a.Body)
	}
	if a := do(clerk, "done"); a.Status != 200 || !strings.Contains(a.Body, `"state":"done"`) || strings.Contains(a.Body, "13900000009") {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := do(clerk, "no-answer"); a.Status != 409 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if d := l.on("call"); d.State != "delivered" {
		t.Fatalf("%+v", d)
	}
	var acts []string
	if err := l.db.Conn(db.AllowRaw(t.Context())).Table("notify_call_events").Order("id").Pluck("act", &acts).Error; err != nil || strings.Join(acts, " ") != "planned claim done" {
		t.Fatal(acts, err)
	}
	var trail []string
	if err := l.db.Conn(db.AllowRaw(t.Context())).Table("audit_entries").Pluck("action", &trail).Error; err != nil || strings.Join(trail, " ") != "notify.call" {
		t.Fatal(trail, err)
	}
}

func TestTwoClerksClaimOneCall(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.prefers(elder, `{"callMe":true}`)
	l.tell(assigned(elder, "1"))
	var list callList
	l.get(clerk, "/admin/v1/notify/calls", &list)
	path := fmt.Sprintf("POST /admin/v1/notify/calls/%d/claim", list.Items[0].ID)
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for _, who := range []auth.Actor{clerk, clerk2} {
		wg.Go(func() {
			a := l.http.Call(t, who, path, `{}`)
			mu.Lock()
			defer mu.Unlock()
			if a.Status == 200 {
				won++
			} else if a.Status != 403 && a.Status != 409 {
				t.Errorf("%d %s", a.Status, a.Body)
			}
		})
	}
	wg.Wait()
	if won != 1 {
		t.Fatalf("%d won", won)
	}
}

func TestSomebodyWithoutTheAppIsCalledWhenItIsUrgent(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.tell(urgent(assigned(carl, "1")), urgent(assigned(ann, "2")), assigned(carl, "3"))
	var list callList
	l.get(clerk, "/admin/v1/notify/calls?state=waiting", &list)
	if len(list.Items) != 1 || list.Items[0].Phone != "022****0000" {
		t.Fatalf("%+v", list)
	}
	l.now.Advance(time.Minute)
	if a := l.http.Call(t, clerk, fmt.Sprintf("POST /admin/v1/notify/calls/%d/needless", list.Items[0].ID), `{"note":"已上门告知"}`); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if d := l.on("call"); d.State != "skipped" {
		t.Fatalf("%+v", d)
	}
}

type logPage struct {
	Items []struct {
		MessageID                                 ids.ID
		Channel, Title, Reader, Phone, State, Why string
		Dead                                      bool
	}
	NextCursor string
}

func TestTheLogIsSearchedAndMasked(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.accept(ann, progress)
	l.tell(urgent(assigned(ann, "1")), assigned(bob, "2"), assigned(dora, "3"))
	other := assigned(ann, "4")
	other.CommunityID = 8
	l.tell(other)
	var page logPage
	l.get(clerk, "/admin/v1/notify/deliveries", &page)
	if len(page.Items) != 6 { // ann: inbox, wechat, sms; bob: inbox, wechat skipped; dora: inbox
		t.Fatalf("%d: %+v", len(page.Items), page)
	}
	for _, i := range page.Items {
		if strings.Contains(i.Phone, "13800000001") || strings.Contains(i.Reader, "李桂芳") {
			t.Fatalf("in clear: %+v", i)
		}
	}
	for query, want := range map[string]int{
		"?q=13800000001": 3, "?q=bx1": 6, "?q=BX2": 0, "?channel=sms": 1, "?state=skipped": 1, "?channel=wechat&state=delivered": 1, "?q=" + url.QueryEscape("13800000009"): 0, "?q=%25": 0, "?state=dead": 0,
	} {
		l.get(clerk, "/admin/v1/notify/deliveries"+query, &page)
		if len(page.Items) != want {
			t.Errorf("%s: %d", query, len(page.Items))
		}
	}
	l.get(foreign, "/admin/v1/notify/deliveries", &page)
	if len(page.Items) != 2 {
		t.Fatalf("another company sees its own alone: %+v", page)
	}
	for _, sc := range []testkit.Scenario{
		{Name: "anonymous", Do: "GET /admin/v1/notify/deliveries", WantStatus: 401},
		{Name: "without the permission", As: dora, Do: "GET /admin/v1/notify/deliveries", WantStatus: 403},
		{Name: "another community", As: clerk, Do: "GET /admin/v1/notify/deliveries?communityId=8", WantStatus: 403},
		{Name: "another's message", As: clerk, Do: fmt.Sprintf("GET /admin/v1/notify/messages/%d", page.Items[0].MessageID), WantStatus: 404},
		{Name: "own", As: foreign, Do: fmt.Sprintf("GET /admin/v1/notify/messages/%d", page.Items[0].MessageID), WantStatus: 200, WantBody: []string{"已安排师傅", `"channel":"inbox"`}},
		{Name: "unknown state", As: clerk, Do: "GET /admin/v1/notify/deliveries?state=lost", WantStatus: 422},
	} {
		sc.Run(t, l.http)
	}
}

func TestTheLogIsPagedBetweenMessages(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for i := range 30 {
		l.tell(assigned(ann, fmt.Sprint(i))) // inbox and a skipped WeChat each
	}
	seen := map[string]int{}
	for cursor, pages := "", 0; pages < 10; pages++ {
		var page logPage
		l.get(clerk, "/admin/v1/notify/deliveries"+cursor, &page)
		for _, i := range page.Items {
			seen[fmt.Sprint(i.MessageID, i.Channel)]++
		}
		if page.NextCursor == "" {
			break
		}
		cursor = "?cursor=" + page.NextCursor
	}
	if len(seen) != 60 {
		t.Fatalf("%d lines", len(seen))
	}
	for k, n := range seen {
		if n != 1 {
			t.Errorf("%s: %d times", k, n)
		}
	}
}

// waiting checks the figures of the workbench; another community has none.
func (l *lab) waiting(calls, dead int) {
	l.t.Helper()
	ctx := db.Everywhere(l.t.Context())
	got, err := l.svc.Counts(ctx, community)
	if err != nil || got["callsWaiting"] != calls || got["messagesDead"] != dead {
		l.t.Errorf("%v %v instead of %d calls and %d messages", got, err, calls, dead)
	}
	if other, err := l.svc.Counts(ctx, community+1); err != nil || other["callsWaiting"]+other["messagesDead"] != 0 {
		l.t.Errorf("another community: %v %v", other, err)
	}
}

func TestTheDeskSendsAgainOrDrops(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.line.fail, l.line.err = 6, errors.New("down")
	l.tell(urgent(assigned(ann, "1")))
	l.waits(5 * time.Minute)
	var page logPage
	l.get(clerk, "/admin/v1/notify/deliveries?state=dead", &page)
	if len(page.Items) != 1 || page.Items[0].Channel != "sms" || page.Items[0].Why == "" {
		t.Fatalf("%+v", page)
	}
	l.waiting(1, 1) // the call that is to be made instead, and the message itself
	path := func(act string) string {
		return fmt.Sprintf("POST /admin/v1/notify/messages/%d/%s", page.Items[0].MessageID, act)
	}
	if a := l.http.Call(t, foreign, path("resend"), `{"channel":"sms"}`); a.Status != 404 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := l.http.Call(t, clerk, path("resend"), `{"channel":"wechat"}`); a.Status != 409 && a.Status != 404 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	l.now.Advance(3 * time.Hour) // a desk comes late, and it still goes
	if a := l.http.Call(t, clerk, path("resend"), `{"channel":"sms"}`); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := l.http.Call(t, clerk2, path("resend"), `{"channel":"sms"}`); a.Status != 409 {
		t.Fatalf("a second time: %d %s", a.Status, a.Body)
	}
	l.work()
	if d := l.on("sms"); d.State != "delivered" || len(l.sms.Sent()) != 1 {
		t.Fatalf("%+v", d)
	}
	l.waiting(1, 0)
	l.accept(bob, progress)
	l.wx.Fail(1, 47003)
	l.tell(assigned(bob, "2"))
	l.get(clerk, "/admin/v1/notify/deliveries?state=dead", &page)
	if len(page.Items) != 1 || page.Items[0].Channel != "wechat" {
		t.Fatalf("%+v", page)
	}
	if a := l.http.Call(t, clerk, path("drop"), `{"channel":"wechat","reason":""}`); a.Status != 422 {
		t.Fatalf("without a reason: %d", a.Status)
	}
	if a := l.http.Call(t, clerk, path("resend"), `{"channel":"wechat"}`); a.Status != 200 || l.leave(bob.ID, progress) != 0 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	l.work()
	if d := l.on("wechat"); d.State != "delivered" {
		t.Fatalf("%+v", d)
	}
	l.accept(bob, progress)
	l.wx.Fail(1, 47003)
	l.tell(assigned(bob, "3"))
	l.get(clerk, "/admin/v1/notify/deliveries?state=dead", &page)
	if a := l.http.Call(t, clerk, path("drop"), `{"channel":"wechat","reason":"已当面告知"}`); a.Status != 200 || !strings.Contains(a.Body, "已当面告知") {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	l.get(clerk, "/admin/v1/notify/deliveries?state=dead", &page)
	if len(page.Items) != 0 {
		t.Fatalf("%+v", page)
	}
}

func TestResendingOnWeChatNeedsLeave(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.accept(ann, progress)
	l.wx.Fail(1, 47003)
	l.tell(assigned(ann, "1"))
	l.tell(assigned(ann, "2")) // takes the leave that came back
	var page logPage
	l.get(clerk, "/admin/v1/notify/deliveries?state=dead", &page)
	a := l.http.Call(t, clerk, fmt.Sprintf("POST /admin/v1/notify/messages/%d/resend", page.Items[0].MessageID), `{"channel":"wechat"}`)
	if a.Status != 409 || !strings.Contains(a.Body, "notify.no_leave") {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
}

func TestAnEventThatWasGivenUpIsOnTheDesk(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	ctx := auth.With(t.Context(), auth.SystemActor())
	for _, c := range []ids.ID{community, 8} {
		e := assigned(ann, fmt.Sprint("c", c))
		e.CommunityID = c
		if err := l.db.Tx(ctx, func(ctx context.Context) error { return l.box.Publish(ctx, e) }); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := l.box.Claim(ctx, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := l.box.Failed(ctx, r.Message(), errors.New("disk full for 13800000001"), true); err != nil {
			t.Fatal(err)
		}
	}
	a := l.http.Call(t, clerk, "GET /admin/v1/notify/dead-tasks", "")
	if a.Status != 200 || strings.Count(a.Body, `"id"`) != 1 || strings.Contains(a.Body, "13800000001") {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	mine, theirs := rows[0].ID, rows[1].ID
	body := func(id ids.ID) string { return fmt.Sprintf(`{"id":"%d"}`, id) }
	if a := l.http.Call(t, clerk, "POST /admin/v1/notify/dead-tasks/retry", body(theirs)); a.Status != 404 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := l.http.Call(t, clerk, "POST /admin/v1/notify/dead-tasks/retry", body(mine)); a.Status != 200 || strings.Contains(a.Body, `"id"`) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	l.work()
	if n := len(l.inbox(ann, "").Items); n != 1 {
		t.Fatalf("%d in the inbox", n)
	}
	if a := l.http.Call(t, foreign, "POST /admin/v1/notify/dead-tasks/drop", fmt.Sprintf(`{"id":"%d","reason":"重复"}`, theirs)); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := l.http.Call(t, foreign, "POST /admin/v1/notify/dead-tasks/drop", fmt.Sprintf(`{"id":"%d","reason":"重复"}`, theirs)); a.Status != 404 {
		t.Fatalf("twice: %d %s", a.Status, a.Body)
	}
}

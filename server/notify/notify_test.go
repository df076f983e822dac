package notify_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
)

func TestAPersonIsToldOnce(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.tell(assigned(ann, "repair:1:2"), assigned(ann, "repair:1:2"))
	l.tell(assigned(ann, "repair:1:2"))
	page := l.inbox(ann, "")
	if len(page.Items) != 1 || page.Unread != 1 || l.home.of(ann.ID) != 1 {
		t.Fatalf("%+v, home %d", page, l.home.of(ann.ID))
	}
	m := page.Items[0]
	if m.Title != "已安排师傅" || m.Body != "您的报修BX1已安排张师傅，请留意来电。" || m.Kind != "repair" || m.Read || m.Link == "" {
		t.Fatalf("%+v", m)
	}
	other := assigned(ann, "repair:1:2")
	other.Template = "repair_arrived"
	l.tell(other, assigned(ann, "repair:1:3"), assigned(bob, "repair:1:2"), event.Notify{To: ann.ID, Template: "repair_rated"}, event.Notify{To: ann.ID, Template: "repair_rated"})
	if a, b := l.inbox(ann, ""), l.inbox(bob, ""); a.Unread != 5 || b.Unread != 1 {
		t.Fatalf("ann %d, bob %d", a.Unread, b.Unread)
	}
}

func TestATaskThatRunsTwiceTellsOnce(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.accept(ann, progress)
	ctx := auth.With(t.Context(), auth.SystemActor())
	if err := l.db.Tx(ctx, func(ctx context.Context) error { return l.box.Publish(ctx, assigned(ann, "")) }); err != nil {
		t.Fatal(err)
	}
	rows, err := l.box.Claim(ctx, 10)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := l.mux.Run(ctx, rows[0].Message()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	l.work()
	if n := len(l.inbox(ann, "").Items); n != 1 || len(l.wx.Sent()) != 1 {
		t.Fatalf("%d in the inbox, %d sent", n, len(l.wx.Sent()))
	}
}

func TestStaffAreToldInTheirWords(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.tell(assigned(dora, "a"), event.Notify{To: dora.ID, Staff: true, Template: "no_such_template", Dedupe: "b"})
	page := l.inbox(dora, "")
	if len(page.Items) != 2 || page.Items[1].Title != "您有新的维修单" || page.Items[0].Title != "您有一条新消息" || page.Items[0].Kind != "notice" {
		t.Fatalf("%+v", page)
	}
	if l.home.of(dora.ID) != 0 || len(l.wx.Sent()) != 0 {
		t.Fatal("staff have neither a home page nor subscribe messages")
	}
}

func TestTheUnreadCountFollows(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for i := range 45 {
		l.tell(assigned(ann, fmt.Sprint(i)))
	}
	first := l.inbox(ann, "")
	second := l.inbox(ann, "?cursor="+first.NextCursor)
	third := l.inbox(ann, "?cursor="+second.NextCursor)
	if len(first.Items) != 20 || len(second.Items) != 20 || len(third.Items) != 5 || third.NextCursor != "" || first.Items[19].ID <= second.Items[0].ID {
		t.Fatalf("pages of %d, %d, %d, then %q", len(first.Items), len(second.Items), len(third.Items), third.NextCursor)
	}
	path := fmt.Sprintf("POST /app/v1/inbox/%d/read", first.Items[0].ID)
	for range 2 { // again is no error and changes nothing
		if a := l.http.Call(t, ann, path, ""); a.Status != 200 || !strings.Contains(a.Body, `"unread":44`) {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	if page := l.inbox(ann, ""); page.Unread != 44 || !page.Items[0].Read || l.home.of(ann.ID) != 44 {
		t.Fatalf("%d unread, home %d", page.Unread, l.home.of(ann.ID))
	}
	if a := l.http.Call(t, ann, "POST /app/v1/inbox/read-all", ""); a.Status != 200 || l.inbox(ann, "").Unread != 0 || l.home.of(ann.ID) != 0 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
}

func TestNobodyReadsAnotherInbox(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.tell(assigned(ann, "1"), assigned(dora, "1"))
	hers, desk := l.inbox(ann, "").Items[0].ID, l.inbox(dora, "").Items[0].ID
	read := func(prefix string, id ids.ID) string { return fmt.Sprintf("POST %s/inbox/%d/read", prefix, id) }
	eve := testkit.StaffOf(202, 1, []ids.ID{community})
	for _, sc := range []testkit.Scenario{
		{Name: "anonymous list", Do: "GET /app/v1/inbox", WantStatus: 401, WantBody: []string{"auth.login"}},
		{Name: "anonymous read", Do: read("/app/v1", hers), WantStatus: 401},
		{Name: "anonymous staff list", Do: "GET /admin/v1/inbox", WantStatus: 401},
		{Name: "anonymous plan", Do: "GET /app/v1/subscriptions/plan?moment=repair_submitted", WantStatus: 401},
		{Name: "another's list", As: bob, Do: "GET /app/v1/inbox", WantStatus: 200, WantBody: []string{`"items":[]`, `"unread":0`}},
		{Name: "another's message", As: bob, Do: read("/app/v1", hers), WantStatus: 404, WantBody: []string{"notify.not_found"}},
		{Name: "no such message", As: bob, Do: read("/app/v1", 999), WantStatus: 404, WantBody: []string{"notify.not_found"}},
		{Name: "read-all of another", As: bob, Do: "POST /app/v1/inbox/read-all", WantStatus: 200},
		{Name: "a resident at the desk", As: ann, Do: "GET /admin/v1/inbox", WantStatus: 401},
		{Name: "a colleague's message", As: eve, Do: read("/admin/v1", desk), WantStatus: 404},
		{Name: "a resident's message at the desk", As: dora, Do: read("/admin/v1", hers), WantStatus: 404},
		{Name: "own at the desk", As: dora, Do: read("/admin/v1", desk), WantStatus: 200, WantBody: []string{`"unread":0`}},
		{Name: "unknown moment", As: ann, Do: "GET /app/v1/subscriptions/plan?moment=home", WantStatus: 422},
		{Name: "bad cursor", As: ann, Do: "GET /app/v1/inbox?cursor=x", WantStatus: 422},
		{Name: "empty cursor", As: ann, Do: "GET /app/v1/inbox?cursor=", WantStatus: 200},
		{Name: "unknown result", As: ann, Do: "POST /app/v1/subscriptions", Body: `{"results":[{"templateId":"x","result":"yes"}]}`, WantStatus: 422},
		{Name: "four templates", As: ann, Do: "POST /app/v1/subscriptions", Body: `{"results":[` + strings.Repeat(`{"templateId":"x","result":"accept"},`, 3) + `{"templateId":"x","result":"accept"}]}`, WantStatus: 422},
	} {
		sc.Run(t, l.http)
	}
	if page := l.inbox(ann, ""); page.Unread != 1 {
		t.Fatal("somebody marked her message")
	}
}

func TestAPlanAsksOnlyForConfiguredTemplates(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for moment, want := range map[string]string{
		"repair_submitted": `{"templateIds":["tpl-progress","tpl-finished"]}`, "binding_submitted": `{"templateIds":[]}`,
		"quote_wait": `{"templateIds":["tpl-progress","tpl-finished"]}`, "notice_wanted": `{"templateIds":["tpl-notice"]}`,
	} {
		a := l.http.Call(t, ann, "GET /app/v1/subscriptions/plan?moment="+moment, "")
		if a.Status != 200 || strings.TrimSpace(a.Body) != want {
			t.Errorf("%s: %d %s", moment, a.Status, a.Body)
		}
	}
}

func TestOldMessagesAreForgotten(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.tell(assigned(ann, "old"))
	l.now.Advance(366 * 24 * time.Hour)
	l.tell(assigned(ann, "new"))
	if err := l.svc.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(l.inbox(ann, "").Items); n != 1 {
		t.Fatalf("%d left", n)
	}
}

package notice_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/testkit"
)

func TestFromADraftToTheReaders(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	w := l.write(draft("明日停水", `,"photoFileIds":["5","6"]`))
	if w.State != "draft" || l.sees(ann) != "" {
		t.Fatalf("%+v", w)
	}
	l.act(maker, w, "publish", "", 403) // without the permission
	if w = l.act(chief, w, "publish", "", 200); w.State != "checking" || l.sees(ann) != "" || len(l.world.told) != 0 {
		t.Fatal("nobody sees it before the check")
	}
	l.act(chief, w, "publish", "", 409)
	l.act(chief, w, "approve", "", 409)
	l.work()
	if w = l.stands(w); w.State != "published" || l.sees(ann) != "明日停水" || l.sees(bob) != "明日停水" || l.sees(eve) != "" {
		t.Fatalf("%+v; eve sees %q", w, l.sees(eve))
	}
	if len(l.world.told) != 1 || l.world.told[0].Ref != w.ID || !strings.Contains(l.world.told[0].Params["summary"], "储水") || l.world.cards[w.ID].Label != "停水停电" {
		t.Fatalf("%+v %+v", l.world.told, l.world.cards)
	}
	page := fmt.Sprintf("GET /app/v1/notices/%d", w.ID)
	if a := l.http.Call(t, ann, page, ""); a.Status != 200 || strings.Count(a.Body, `"url":"/f"`) != 2 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := l.http.Call(t, eve, page, ""); a.Status != 404 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	read := fmt.Sprintf("POST /app/v1/notices/%d/read", w.ID)
	for range 3 {
		l.do(ann, read, "", 204)
	}
	l.do(bob, read, "", 204)
	l.do(eve, read, "", 404)
	if w = l.stands(w); w.Reads != 2 {
		t.Fatalf("%d reads", w.Reads)
	}
	l.act(maker, w, "withdraw", `{"reason":"时间有误"}`, 403)
	l.act(chief, w, "withdraw", `{"reason":" "}`, 422)
	if w = l.act(chief, w, "withdraw", `{"reason":"时间有误"}`, 200); w.State != "withdrawn" || l.sees(ann) != "" || len(l.world.cards) != 0 || len(l.world.stopped) != 1 {
		t.Fatalf("%+v", w)
	}
	l.act(chief, w, "withdraw", `{"reason":"再来"}`, 409)
	var acts []string
	for _, h := range l.stands(w).History {
		acts = append(acts, h.Act)
	}
	if strings.Join(acts, " ") != "write publish passed withdraw" {
		t.Fatal(acts)
	}
}

func TestWhatWeChatThinksOfIt(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	doubted, risky := l.write(draft("集资修门", "")), l.write(draft("赌博大会", ""))
	for _, w := range []whole{doubted, risky} {
		l.act(chief, w, "publish", "", 200)
	}
	l.work()
	if w := l.stands(doubted); w.State != "review" || w.Reason == "" {
		t.Fatalf("%+v", w)
	}
	if w := l.stands(risky); w.State != "blocked" {
		t.Fatalf("%+v", w)
	}
	if l.sees(ann) != "" || strings.Join(l.world.staff, " ") != "notice_review notice_blocked" {
		t.Fatal(l.sees(ann), l.world.staff)
	}
	l.act(maker, doubted, "approve", "", 403)
	l.act(chief, doubted, "refuse", `{"reason":"请写明用途"}`, 200)
	edit := func(version int64, title string) string {
		return fmt.Sprintf(`{"version":%d,"kind":"notice","title":%q,"body":"门禁维修费用说明。","urgent":false,"audience":{}}`, version, title)
	}
	w := l.stands(doubted)
	l.do(maker, fmt.Sprintf("PATCH /admin/v1/notices/%d", w.ID), edit(w.Version-1, "旧的页面"), 409)
	w = l.do(maker, fmt.Sprintf("PATCH /admin/v1/notices/%d", w.ID), edit(w.Version, "门禁维修说明"), 200)
	if w.State != "draft" || w.Reason != "" {
		t.Fatalf("%+v", w)
	}
	l.act(chief, w, "publish", "", 200)
	l.work()
	if l.sees(ann) != "门禁维修说明" {
		t.Fatal(l.sees(ann))
	}
	l.act(maker, risky, "discard", "", 200)
	l.do(reader, fmt.Sprintf("GET /admin/v1/notices/%d", risky.ID), "", 404)
}

func TestWithoutAWeChatAccountAPersonDecides(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.world.wechat = false
	w := l.write(draft("明日停水", ""))
	l.act(chief, w, "publish", "", 200)
	l.work()
	if w = l.stands(w); w.State != "review" {
		t.Fatalf("%+v", w)
	}
	l.act(chief, w, "approve", "", 200)
	if l.sees(ann) != "明日停水" {
		t.Fatal(l.sees(ann))
	}
}

func TestABusyWeChatIsAskedLaterAndThenAPerson(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	w := l.write(draft("明日停水", ""))
	l.act(chief, w, "publish", "", 200)
	l.wx.Fail(4, 45009) // over the minute's quota
	l.work()
	if w = l.stands(w); w.State != "checking" || l.sees(ann) != "" {
		t.Fatalf("%+v", w)
	}
	for range 12 {
		l.now.Advance(10 * time.Second)
		l.work()
	}
	if w = l.stands(w); w.State != "published" {
		t.Fatalf("%+v", w)
	}
	next := l.write(draft("明日停电", ""))
	l.act(chief, next, "publish", "", 200)
	l.wx.Fail(100, -1)
	for range 60 {
		l.now.Advance(10 * time.Second)
		l.work()
	}
	if next = l.stands(next); next.State != "review" {
		t.Fatalf("%+v", next)
	}
}

func TestUrgentIsPublishedByAnother(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	body := strings.Replace(draft("燃气泄漏", ""), `"urgent":false`, `"urgent":true`, 1)
	mine := l.do(chief, "POST /admin/v1/notices", body, 201)
	if a := l.http.Call(t, chief, fmt.Sprintf("POST /admin/v1/notices/%d/publish", mine.ID), ""); a.Status != 403 || !strings.Contains(a.Body, "notice.second_person") {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	w := l.write(body)
	l.act(chief, w, "publish", "", 200)
	l.work()
	if len(l.world.told) != 1 || !l.world.told[0].Urgent || l.world.cards[w.ID].Tone != "danger" {
		t.Fatalf("%+v", l.world.told)
	}
}

func TestItIsSeenWhereItIsMeant(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for title, audience := range map[string]string{"一号楼": `{"buildingIds":["110"]}`, "二单元": `{"unitIds":["121"]}`, "两套": `{"houseIds":["11","12"]}`} {
		w := l.write(strings.Replace(draft(title, ""), `"audience":{}`, `"audience":`+audience, 1))
		if want := map[string]string{"一号楼": "building 110", "二单元": "unit 121", "两套": "house 11、house 12"}[title]; w.Audience != want || w.Targets[0].Label != strings.Split(want, "、")[0] {
			t.Errorf("%s is for %s %+v", title, w.Audience, w.Targets)
		}
		l.act(chief, w, "publish", "", 200)
	}
	l.work()
	for who, want := range map[string]auth.Actor{"一号楼 两套": ann, "二单元 两套": bob} {
		got := l.sees(want)
		for title := range strings.SplitSeq(who, " ") {
			if !strings.Contains(got, title) || len(strings.Fields(got)) != 2 {
				t.Errorf("%d sees %q", want.ID, got)
			}
		}
	}
	nobody := ann
	nobody.Houses, nobody.Communities = nil, nil
	if l.sees(nobody) != "" {
		t.Error("somebody without a house")
	}
}

func TestItEndsByTheClock(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	w := l.write(draft("明日停水", fmt.Sprintf(`,"shownUntil":%q`, l.now.Now().Add(48*time.Hour).Format(time.RFC3339))))
	l.act(chief, w, "publish", "", 200)
	l.work()
	l.now.Advance(48*time.Hour - time.Second)
	l.work()
	if l.sees(ann) == "" {
		t.Fatal("too early")
	}
	l.now.Advance(time.Second)
	l.work()
	if w = l.stands(w); w.State != "ended" || l.sees(ann) != "" || len(l.world.cards) != 0 {
		t.Fatalf("%+v", w)
	}
}

func TestACheckThatRunsTwiceShowsOnce(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	w := l.write(draft("明日停水", ""))
	l.act(chief, w, "publish", "", 200)
	ctx := auth.With(t.Context(), auth.SystemActor())
	rows, err := l.box.Claim(ctx, 10)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	done := make(chan error)
	for range 4 {
		go func() { done <- l.mux.Run(ctx, rows[0].Message()) }()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if len(l.world.told) != 1 || l.stands(w).State != "published" {
		t.Fatalf("%d", len(l.world.told))
	}
}

func TestRefusalsOfTheDesk(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	w := l.write(draft("明日停水", ""))
	empty := l.write(strings.Replace(draft("新楼通知", ""), `"audience":{}`, `"audience":{"buildingIds":["130"]}`, 1))
	one := fmt.Sprintf("/admin/v1/notices/%d", w.ID)
	for _, sc := range []testkit.Scenario{
		{Name: "anonymous", Do: "GET /admin/v1/notices", WantStatus: 401},
		{Name: "a resident", As: ann, Do: "GET /admin/v1/notices", WantStatus: 401},
		{Name: "another company", As: other, Do: "GET " + one, WantStatus: 404},
		{Name: "another company publishes", As: other, Do: "POST " + one + "/publish", WantStatus: 404},
		{Name: "another community's list", As: reader, Do: "GET /admin/v1/notices?communityId=8", WantStatus: 403},
		{Name: "writing without the permission", As: reader, Do: "POST /admin/v1/notices", Body: draft("明日停水", ""), WantStatus: 403},
		{Name: "writing for another community", As: maker, Do: "POST /admin/v1/notices", Body: strings.Replace(draft("明日停水", ""), `"7"`, `"8"`, 1), WantStatus: 403},
		{Name: "a foreign building", As: maker, Do: "POST /admin/v1/notices", Body: strings.Replace(draft("明日停水", ""), `"audience":{}`, `"audience":{"buildingIds":["999"]}`, 1), WantStatus: 404},
		{Name: "nobody lives there", As: chief, Do: fmt.Sprintf("POST /admin/v1/notices/%d/publish", empty.ID), WantStatus: 422, WantBody: []string{"notice.nobody"}},
		{Name: "title too long", As: maker, Do: "POST /admin/v1/notices", Body: draft(strings.Repeat("长", 41), ""), WantStatus: 422},
		{Name: "unknown kind", As: maker, Do: "POST /admin/v1/notices", Body: strings.Replace(draft("明日停水", ""), "outage", "advert", 1), WantStatus: 422},
		{Name: "in the past", As: maker, Do: "POST /admin/v1/notices", Body: draft("明日停水", `,"shownUntil":"2020-01-01T00:00:00Z"`), WantStatus: 422, WantBody: []string{"180"}},
		{Name: "reach of another community", As: maker, Do: "POST /admin/v1/notices/audience", Body: `{"communityId":"8"}`, WantStatus: 403},
		{Name: "reach", As: maker, Do: "POST /admin/v1/notices/audience", Body: `{"communityId":"7","buildingIds":["110"]}`, WantStatus: 200, WantBody: []string{`"people":2`, "building 110"}},
		{Name: "a draft on the residents' page", As: ann, Do: fmt.Sprintf("GET /app/v1/notices/%d", w.ID), WantStatus: 404},
		{Name: "the list", As: reader, Do: "GET /admin/v1/notices?communityId=7&state=draft", WantStatus: 200, WantBody: []string{"明日停水", `"mine":false`}},
	} {
		sc.Run(t, l.http)
	}
}

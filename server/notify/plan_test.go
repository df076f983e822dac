package notify_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/sms"
)

const night = 12 * time.Hour // from the start of the test clock to 22:00 in Shanghai

func urgent(e event.Notify) event.Notify {
	e.Urgent = true
	return e
}

func TestAtNightOnlyTheInboxIsWritten(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.accept(ann, progress)
	l.prefers(ann, `{"wishes":[{"kind":"repair","channel":"sms","on":true}]}`)
	l.now.Advance(night)
	l.tell(assigned(ann, "1"))
	if page := l.inbox(ann, ""); page.Unread != 1 {
		t.Fatal("the inbox waits for nothing")
	}
	morning := time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)
	if d := l.on("wechat"); d.State != "pending" || !d.DueAt.Equal(morning) || len(l.wx.Sent())+len(l.sms.Sent()) != 0 {
		t.Fatalf("%+v", d)
	}
	l.now.Advance(morning.Add(-time.Second).Sub(l.now.Now()))
	l.work()
	if len(l.wx.Sent())+len(l.sms.Sent()) != 0 {
		t.Fatal("a second before the end")
	}
	l.now.Advance(time.Second)
	l.work()
	if len(l.wx.Sent()) != 1 || len(l.sms.Sent()) != 1 {
		t.Fatalf("in the morning: %d on WeChat, %d texts", len(l.wx.Sent()), len(l.sms.Sent()))
	}
}

func TestUrgentPassesTheNightAndEverySwitch(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.accept(ann, progress)
	l.prefers(ann, `{"wishes":[{"kind":"repair","channel":"wechat","on":false},{"kind":"repair","channel":"sms","on":false}],"quietFrom":"00:00","quietTo":"23:59"}`)
	l.now.Advance(night)
	l.tell(urgent(assigned(ann, "1")))
	if len(l.wx.Sent()) != 1 || len(l.sms.Sent()) != 1 {
		t.Fatalf("%d on WeChat, %d texts", len(l.wx.Sent()), len(l.sms.Sent()))
	}
	m, _ := l.sms.Last("13800000001")
	if m.Template != "repair_assigned" || !strings.Contains(m.Params["text"], "BX1") {
		t.Fatalf("%+v", m)
	}
}

func TestTextsAreChosenByKindAndNotByDefault(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.tell(assigned(ann, "1"))
	l.prefers(ann, `{"wishes":[{"kind":"binding","channel":"sms","on":true}]}`)
	l.tell(assigned(ann, "2"))
	if len(l.sms.Sent()) != 0 {
		t.Fatal("nobody asked for these texts")
	}
	l.prefers(ann, `{"wishes":[{"kind":"repair","channel":"sms","on":true}]}`)
	l.tell(assigned(ann, "3"))
	if d := l.on("sms"); len(l.sms.Sent()) != 1 || d.State != "delivered" {
		t.Fatalf("%+v", d)
	}
}

func TestAChoiceMadeMeanwhileIsHeeded(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.accept(ann, progress)
	l.prefers(ann, `{"wishes":[{"kind":"repair","channel":"sms","on":true}]}`)
	l.now.Advance(night)
	l.tell(assigned(ann, "1"))
	l.prefers(ann, `{"wishes":[{"kind":"repair","channel":"sms","on":false},{"kind":"repair","channel":"wechat","on":false}]}`)
	l.now.Advance(10 * time.Hour)
	l.work()
	if d := l.on("sms"); d.State != "skipped" || d.ErrorCode != "switched_off" || len(l.sms.Sent()) != 0 {
		t.Fatalf("%+v", d)
	}
	if d := l.on("wechat"); d.State != "skipped" || l.leave(ann.ID, progress) != 1 {
		t.Fatalf("%+v, %d left", d, l.leave(ann.ID, progress))
	}
}

func TestLongerQuietHoursPutItOffAgain(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.accept(ann, progress)
	l.now.Advance(night)
	l.tell(assigned(ann, "1"))
	l.prefers(ann, `{"quietTo":"09:30"}`)
	l.now.Advance(10 * time.Hour) // 08:00
	l.work()
	if d := l.on("wechat"); d.State != "pending" || !d.DueAt.Equal(time.Date(2026, 3, 3, 1, 30, 0, 0, time.UTC)) {
		t.Fatalf("%+v", d)
	}
	l.now.Advance(90 * time.Minute)
	l.work()
	if d := l.on("wechat"); d.State != "delivered" || len(l.wx.Sent()) != 1 {
		t.Fatalf("%+v", d)
	}
}

func TestWhatWasReadIsNotSentAgain(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.accept(ann, progress)
	l.now.Advance(night)
	l.tell(assigned(ann, "1"))
	l.http.Call(t, ann, "POST /app/v1/inbox/read-all", "")
	l.now.Advance(10 * time.Hour)
	l.work()
	if d := l.on("wechat"); d.State != "skipped" || d.ErrorCode != "read" || l.leave(ann.ID, progress) != 1 {
		t.Fatalf("%+v", d)
	}
}

func TestWhoHasLeftAHouseIsToldNothingOfIt(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.accept(ann, progress)
	house := assigned(ann, "1")
	house.HouseID = 11
	l.now.Advance(night)
	l.tell(house)
	l.town.gone[ann.ID] = true
	l.now.Advance(10 * time.Hour)
	l.work()
	if d := l.on("wechat"); d.State != "skipped" || d.ErrorCode != "left" || l.leave(ann.ID, progress) != 1 {
		t.Fatalf("%+v", d)
	}
	house.Dedupe = "2"
	l.tell(house)
	if n := len(l.inbox(ann, "").Items); n != 1 {
		t.Fatalf("%d messages", n)
	}
	l.tell(event.Notify{To: ann.ID, CommunityID: community, Template: "binding_ended", Dedupe: "3"})
	if n := len(l.inbox(ann, "").Items); n != 2 {
		t.Fatal("what is about herself reaches her")
	}
}

func TestAPhoneThatACoupleSharesGetsTheWordsOnce(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.tell(urgent(assigned(ann, "1")), urgent(assigned(bob, "1")))
	if n := len(l.sms.Sent()); n != 1 {
		t.Fatalf("%d texts", n)
	}
	if a, b := l.inbox(ann, ""), l.inbox(bob, ""); a.Unread != 1 || b.Unread != 1 {
		t.Fatal("each has an own inbox")
	}
	next := urgent(assigned(bob, "2"))
	next.Params = map[string]string{"number": "BX2", "worker": "王"}
	l.tell(next)
	if n := len(l.sms.Sent()); n != 2 {
		t.Fatalf("other words: %d texts", n)
	}
}

func TestAPhoneGetsTenTextsADayAndUrgentOnesBeyond(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.prefers(ann, `{"wishes":[{"kind":"repair","channel":"sms","on":true}]}`)
	numbered := func(i int) event.Notify {
		e := assigned(ann, fmt.Sprint(i))
		e.Params = map[string]string{"number": fmt.Sprint("BX", i), "worker": "张"}
		return e
	}
	for i := range 12 {
		l.tell(numbered(i))
	}
	if d := l.on("sms"); len(l.sms.Sent()) != 10 || d.State != "failed" || d.ErrorCode != "sms_limit" || d.DeadAt != nil {
		t.Fatalf("%d texts, %+v", len(l.sms.Sent()), d)
	}
	for i := 20; i < 45; i++ {
		l.tell(urgent(numbered(i)))
	}
	if n := len(l.sms.Sent()); n != 30 {
		t.Fatalf("%d texts", n)
	}
	l.now.Advance(24*time.Hour + time.Second)
	l.tell(numbered(50))
	if n := len(l.sms.Sent()); n != 31 {
		t.Fatalf("the next day: %d", n)
	}
}

func TestALandlineAndNoPhoneGetNoText(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.tell(urgent(assigned(carl, "1")))
	if d := l.on("sms"); d.ErrorCode != "no_mobile" || d.DeadAt != nil {
		t.Fatalf("%+v", d)
	}
	stranger := assigned(ann, "2")
	stranger.To = 999
	l.tell(urgent(stranger))
	if d := l.on("sms"); d.ErrorCode != "no_phone" {
		t.Fatalf("%+v", d)
	}
}

func TestAProviderThatFailsIsTriedSixTimesAndThenShownToTheDesk(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.line.fail, l.line.err = 2, errors.New("gateway: 502")
	l.tell(urgent(assigned(ann, "1")))
	l.waits(time.Minute)
	if d := l.on("sms"); d.State != "delivered" || d.Attempts != 3 || len(l.sms.Sent()) != 1 {
		t.Fatalf("%+v", d)
	}
	l.line.fail = 100
	next := urgent(assigned(ann, "2"))
	next.Params = map[string]string{"number": "BX9", "worker": "张"}
	l.tell(next)
	l.waits(5 * time.Minute)
	if d := l.on("sms"); d.State != "failed" || d.Attempts != 6 || d.DeadAt == nil {
		t.Fatalf("%+v", d)
	}
	if d := l.on("call"); d.State != "pending" {
		t.Fatal("an urgent message goes on to the call list")
	}
	l.line.err = sms.ErrUnavailable
	third := urgent(assigned(ann, "3"))
	third.Params = map[string]string{"number": "BX10", "worker": "张"}
	l.tell(third)
	if d := l.on("sms"); d.State != "failed" || d.Attempts != 1 || d.DeadAt != nil {
		t.Fatalf("without a provider there is nothing to mend: %+v", d)
	}
}

func TestABurstIsOneMessageWithACount(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.prefers(dora, `{"wishes":[{"kind":"repair","channel":"sms","on":true}]}`)
	order := func(i int) event.Notify {
		return event.Notify{To: dora.ID, Staff: true, CommunityID: community, Template: "repair_submitted", Params: map[string]string{"number": fmt.Sprint("BX", i)}, Dedupe: fmt.Sprint(i), Merge: "new"}
	}
	for i := range 12 {
		l.tell(order(i), order(i)) // each of them twice
	}
	page := l.inbox(dora, "")
	if len(page.Items) != 1 || page.Unread != 1 || page.Items[0].Count != 12 || !strings.Contains(page.Items[0].Title+page.Items[0].Body, "12") {
		t.Fatalf("%+v", page)
	}
	l.now.Advance(5 * time.Minute)
	l.work()
	if sent := l.sms.Sent(); len(sent) != 1 || !strings.Contains(sent[0].Params["text"], "12") {
		t.Fatalf("%+v", sent)
	}
	l.tell(order(12))
	if page := l.inbox(dora, ""); len(page.Items) != 1 || page.Items[0].Count != 13 {
		t.Fatalf("%+v", page)
	}
	l.http.Call(t, dora, "POST /admin/v1/inbox/read-all", "")
	l.tell(order(13))
	if page := l.inbox(dora, ""); len(page.Items) != 2 || page.Items[0].Count != 1 {
		t.Fatalf("after it was read: %+v", page)
	}
	l.tell(order(5))
	if page := l.inbox(dora, ""); page.Items[0].Count != 1 {
		t.Fatal("an old one counts once")
	}
}

func TestPreferencesOverHTTP(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	a := l.http.Call(t, ann, "GET /app/v1/notify/preferences", "")
	if a.Status != 200 || !strings.Contains(a.Body, `"quietFrom":"21:00"`) || !strings.Contains(a.Body, `"callMe":false`) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	for body, want := range map[string]int{
		`{"quietFrom":"25:00"}`: 422, `{"quietFrom":"08:00"}`: 422, `{"wishes":[{"kind":"repair","channel":"inbox","on":false}]}`: 422,
		`{"wishes":[{"kind":"emergency","channel":"sms","on":false}]}`: 422, `{"nope":1}`: 422, `{}`: 200, `{"quietFrom":"22:15","quiet":true,"callMe":true}`: 200,
	} {
		if a := l.http.Call(t, ann, "PATCH /app/v1/notify/preferences", body); a.Status != want {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	a = l.http.Call(t, ann, "GET /app/v1/notify/preferences", "")
	if !strings.Contains(a.Body, `"quietFrom":"22:15"`) || !strings.Contains(a.Body, `"callMe":true`) {
		t.Fatal(a.Body)
	}
	if a := l.http.Call(t, bob, "GET /app/v1/notify/preferences", ""); !strings.Contains(a.Body, `"callMe":false`) {
		t.Fatal("another's wishes")
	}
	stranger := ann
	stranger.ID = 999
	if a := l.http.Call(t, stranger, "PATCH /app/v1/notify/preferences", `{"callMe":true}`); a.Status != 422 || !strings.Contains(a.Body, "notify.no_phone") {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
}

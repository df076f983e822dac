package notify_test

import (
	"context"
	"flag"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

var crowd = flag.Int("people", 5_000, "how many are told in the test of a notice to all")

func (l *lab) tellAll(n event.NotifyAll) {
	l.t.Helper()
	ctx := auth.With(l.t.Context(), auth.SystemActor())
	if err := l.db.Tx(ctx, func(ctx context.Context) error { return l.svc.TellAll(ctx, n) }); err != nil {
		l.t.Fatal(err)
	}
}

func waterOff(ref ids.ID) event.NotifyAll {
	return event.NotifyAll{Audience: event.Audience{CommunityID: community}, Ref: ref, Template: "notice_published", Params: map[string]string{"title": "明日停水", "summary": "9 点到 12 点"}, Link: "/features/notice/pages/detail?id=1"}
}

// settle fills a town with n people.
func (l *lab) settle(n int) {
	for i := range n {
		l.town.people = append(l.town.people, ids.ID(10_000+i))
	}
}

// everybody checks that each person was told exactly once and that the home
// pages know it.
func (l *lab) everybody(n int) {
	l.t.Helper()
	var rows, people int64
	for sql, into := range map[string]*int64{"*": &rows, "DISTINCT user_id": &people} {
		if err := l.db.Conn(db.AllowRaw(l.t.Context())).Table("inbox_messages").Select("COUNT("+sql+")").Where("template = ?", "notice_published").Scan(into).Error; err != nil {
			l.t.Fatal(err)
		}
	}
	if rows != int64(n) || people != int64(n) {
		l.t.Fatalf("%d messages to %d people, want %d", rows, people, n)
	}
	for _, id := range l.town.people {
		if l.home.of(id) != 1 {
			l.t.Fatalf("home of %d: %d", id, l.home.of(id))
		}
	}
}

// A notice to 50,000 people is queued in under 30 s and is in each inbox once.
// The usual run has 5,000; the long form is -args -people 50000.
func TestANoticeReachesEverybodyOnce(t *testing.T) {
	n, within := *crowd, 30*time.Second
	l := newLab(t)
	l.settle(n)
	begin := time.Now()
	l.tellAll(waterOff(1))
	l.tellAll(waterOff(1)) // published again by mistake
	for range 40 {         // the fake clock stands still, so one run walks all; more must change nothing
		l.work()
	}
	took := time.Since(begin)
	t.Logf("%d people in %s", n, took.Round(time.Millisecond))
	l.everybody(n)
	if took > within {
		t.Errorf("took %s", took)
	}
	spread, err := l.svc.Spread(t.Context(), "notice_published", []ids.ID{1})
	if err != nil || spread[1].Told != n || spread[1].Total != n || spread[1].Running {
		t.Fatalf("%+v %v", spread, err)
	}
}

// Whoever dies between two chunks, and whatever is run twice, nobody is told
// twice and nobody is left out.
func TestAWalkThatIsKilledGoesOn(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.settle(3_000)
	l.tellAll(waterOff(1))
	ctx := auth.With(t.Context(), auth.SystemActor())
	rows, err := l.box.Claim(ctx, 10)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	dying, kill := context.WithCancel(ctx)
	time.AfterFunc(30*time.Millisecond, kill)
	_ = l.mux.Run(dying, rows[0].Message())
	kill()
	var wg sync.WaitGroup
	for range 3 { // the lease ended; two workers believe it is theirs, and the dead one comes back
		wg.Go(func() {
			for range 5 {
				if err := l.mux.Run(ctx, rows[0].Message()); err == nil {
					return
				}
			}
		})
	}
	wg.Wait()
	l.work()
	l.everybody(3_000)
}

func TestAWithdrawnNoticeIsNotToldOn(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.settle(1_500)
	l.tellAll(waterOff(1))
	ctx := auth.With(t.Context(), auth.SystemActor())
	if err := l.db.Tx(ctx, func(ctx context.Context) error { return l.svc.StopAll(ctx, "notice_published", 1) }); err != nil {
		t.Fatal(err)
	}
	l.work()
	if l.home.of(10_000) != 0 {
		t.Fatal("told after it was withdrawn")
	}
	spread, err := l.svc.Spread(t.Context(), "notice_published", []ids.ID{1, 2})
	if err != nil || spread[1].Running || len(spread) != 1 {
		t.Fatalf("%+v %v", spread, err)
	}
}

func TestABroadcastKeepsEachReadersWishes(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.town.people = []ids.ID{ann.ID, bob.ID, carl.ID, elder.ID}
	l.accept(ann, notice)
	l.prefers(elder, `{"callMe":true}`)
	l.prefers(bob, `{"wishes":[{"kind":"notice","channel":"sms","on":true}]}`)
	l.tellAll(waterOff(1))
	l.work()
	if len(l.wx.Sent()) != 1 || len(l.sms.Sent()) != 1 {
		t.Fatalf("%d on WeChat, %d texts", len(l.wx.Sent()), len(l.sms.Sent()))
	}
	if m := l.sms.Sent()[0]; !strings.Contains(m.Params["text"], "明日停水") {
		t.Fatalf("%+v", m)
	}
	var list callList
	l.get(clerk, "/admin/v1/notify/calls", &list)
	if len(list.Items) != 1 || !strings.Contains(list.Items[0].Words, "明日停水") {
		t.Fatalf("%+v", list)
	}
	m := l.inbox(carl, "").Items
	if len(m) != 1 || m[0].Kind != "notice" || m[0].Title != "明日停水" || m[0].Body != "通知：9 点到 12 点。" {
		t.Fatalf("%+v", m)
	}
	all := waterOff(2)
	all.Urgent = true
	l.tellAll(all)
	l.work()
	if n := len(l.sms.Sent()); n != 2 { // one phone for two, a landline, and elder's
		t.Fatalf("urgent: %d texts", n)
	}
}

package app

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

var crowd = flag.Int("people", 5_000, "how many residents are told in the test of a notice to all")

// settle binds n people to houses of a community, past the use cases: they
// are a crowd and nothing else.
func (r *rig) settle(community ids.ID, n int) {
	r.t.Helper()
	ctx := db.AllowRaw(db.Everywhere(r.t.Context()))
	now := r.clock.Now().Format("2006-01-02 15:04:05")
	err := r.db.Tx(ctx, func(ctx context.Context) error {
		for from := 0; from < n; from += 500 {
			var rows []string
			for i := from; i < min(n, from+500); i++ {
				id := 1_000_000 + i
				rows = append(rows, fmt.Sprintf("(%d,%d,%d,%d,'%d','owner','pay','active','import',1,'%s')", id, community, 9_000_000+i, 5_000_000+i, id, now))
			}
			q := "INSERT INTO bindings (id, community_id, house_id, person_id, live_key, role, rights, state, source, version, submitted_at) VALUES " + strings.Join(rows, ",")
			if err := r.db.Conn(ctx).Exec(q).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// The whole product tells a community: every inbox once, every home page with
// its badge, one live event for each. The long form is -args -people 50000.
func TestANoticeToAWholeCommunity(t *testing.T) {
	r := newRig(t)
	ctx := auth.With(t.Context(), auth.SystemActor())
	company, err := r.house.FoundCompany(ctx, "物业")
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.house.FoundCommunity(ctx, company.ID, "花园", "路 1 号", "02288880000")
	if err != nil {
		t.Fatal(err)
	}
	r.settle(c.ID, *crowd)
	begin := time.Now()
	all := event.NotifyAll{Audience: event.Audience{CommunityID: c.ID}, Ref: 1, Template: "notice_published", Params: map[string]string{"title": "明日停水"}}
	for range 2 { // the second changes nothing
		if err := r.db.Tx(ctx, func(ctx context.Context) error { return r.notify.TellAll(ctx, all) }); err != nil {
			t.Fatal(err)
		}
	}
	r.drain(t)
	took := time.Since(begin)
	t.Logf("%d people in %s", *crowd, took.Round(time.Millisecond))
	if took > 30*time.Second {
		t.Errorf("took %s", took)
	}
	for what, q := range map[string]string{
		"messages":   "SELECT COUNT(*) FROM inbox_messages WHERE template = 'notice_published'",
		"people":     "SELECT COUNT(DISTINCT user_id) FROM inbox_messages WHERE template = 'notice_published'",
		"badges":     "SELECT COUNT(*) FROM home_cards WHERE kind = 'unread' AND amount = 1",
		"live":       "SELECT COUNT(*) FROM realtime_events WHERE kind = 'inbox.new'",
		"deliveries": "SELECT COUNT(*) FROM notify_deliveries WHERE channel = 'inbox' AND state = 'delivered'",
	} {
		var n int
		if err := r.db.Conn(db.AllowRaw(db.Everywhere(ctx))).Raw(q).Scan(&n).Error; err != nil || n != *crowd {
			t.Errorf("%s: %d of %d %v", what, n, *crowd, err)
		}
	}
}

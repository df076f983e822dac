package app

import (
	"context"
	"flag"
	"fmt"
	"testing"
	"time"

	"zhijian/jobs/worker"
	"zhijian/server/identity"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
	"zhijian/server/platform/testkit"
	"zhijian/server/repair"
)

// The full figure is 10,000: go test ./server/app -run TestOverdueTimers -timers 10000
var timers = flag.Int("timers", 200, "overdue timers to fire")

// overdue makes n orders whose time to be mended has run out and whose timers
// nobody has looked at yet.
func overdue(t *testing.T, r *rig, community ids.ID, n int) {
	t.Helper()
	ctx := auth.With(t.Context(), auth.SystemActor())
	now := r.clock.Now()
	for done := 0; done < n; {
		part := min(500, n-done)
		err := r.db.Tx(ctx, func(ctx context.Context) error {
			orders, clocks := make([]repair.Order, part), make([]map[string]any, part)
			for i := range orders {
				due := now.Add(-time.Minute)
				orders[i] = repair.Order{ID: r.gen.New(), CommunityID: community, Number: fmt.Sprintf("T%08d", done+i), State: repair.Submitted, Version: 1, Stage: 1, Place: repair.Public,
					PlaceKey: "x", PlaceLabel: "x", Category: "light", Skill: "electric", Description: "x", Search: "x", Channel: "phone", CostBearer: "property", Light: repair.LightGreen,
					BusinessDay: "2026-03-02", DueAt: &due, CreatedAt: now, UpdatedAt: now}
				clocks[i] = map[string]any{"order_id": orders[i].ID, "kind": "resolve", "round": 0, "community_id": community, "state": "running", "version": 1, "always_on": true,
					"target_secs": 7 * 24 * 3600, "started_at": now.Add(-7 * 24 * time.Hour), "due_at": due, "left_secs": 0, "level": 80}
				if err := r.box.Enqueue(ctx, repair.TaskClock, task.Default, map[string]any{"orderId": orders[i].ID, "kind": "resolve", "round": 0, "version": 1, "level": 100}, due); err != nil {
					return err
				}
			}
			if err := r.db.Conn(ctx).Create(&orders).Error; err != nil {
				return err
			}
			return r.db.Conn(ctx).Table("repair_clocks").Create(&clocks).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		done += part
	}
}

// TestOverdueTimersFireOnceEach fires many promises that were broken while
// nobody worked, with a worker that is killed on the way: its messages are
// claimed and never answered.
func TestOverdueTimersFireOnceEach(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx := auth.With(t.Context(), auth.SystemActor())
	company, err := r.house.FoundCompany(ctx, "物业")
	if err != nil {
		t.Fatal(err)
	}
	community, err := r.house.FoundCommunity(ctx, company.ID, "花园", "路 1 号", "02288880018")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.identity.SeedStaff(ctx, identity.SeedStaffIn{CompanyID: company.ID, Username: "boss", Name: "主管", Phone: "19900000001", Password: testPassword, RoleName: "主管",
		TOTPSecret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", Permissions: []string{"repair.dispatch", "repair.supervise"}, Communities: []ids.ID{community.ID}}); err != nil {
		t.Fatal(err)
	}
	overdue(t, r, community.ID, *timers)
	r.clock.Advance(time.Second)
	for range 3 { // a worker that was killed with these in its hands
		if rows, err := r.box.Claim(ctx, 50); err != nil || len(rows) == 0 {
			t.Fatal(len(rows), err)
		}
	}
	fired := func() (n int64) {
		if err := r.db.Conn(db.AllowRaw(ctx)).Raw("SELECT COUNT(*) FROM repair_clocks WHERE level = 100 AND breached_at IS NOT NULL").Scan(&n).Error; err != nil {
			t.Error(err)
		}
		return n
	}
	begin := time.Now()
	for _, part := range []int{30, 60, 100} { // and one that is stopped twice, in percent
		until := int64(*timers * part / 100)
		r.clock.Advance(31 * time.Second) // what was lost is offered again
		run, stop := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() { ended <- worker.Run(run, r.Worker(true)) }()
		testkit.Eventually(t, 5*time.Minute, func() bool { return fired() >= until })
		stop()
		<-ended
	}
	t.Logf("%d timers in %s", *timers, time.Since(begin).Round(time.Millisecond))
	var told, twice int64
	if err := r.db.Conn(db.AllowRaw(ctx)).Raw("SELECT COUNT(*) FROM outbox WHERE name = 'notify:deliver' AND payload LIKE '%repair_breached%'").Scan(&told).Error; err != nil {
		t.Fatal(err)
	}
	if err := r.db.Conn(db.AllowRaw(ctx)).Raw("SELECT COUNT(*) FROM (SELECT payload FROM outbox WHERE name = 'notify:deliver' AND payload LIKE '%repair_breached%' GROUP BY payload HAVING COUNT(*) > 1) d").Scan(&twice).Error; err != nil {
		t.Fatal(err)
	}
	if told != int64(*timers) || twice != 0 {
		t.Errorf("%d supervisors were told of %d broken promises, %d of them twice", told, *timers, twice)
	}
}

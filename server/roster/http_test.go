package roster_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
	"zhijian/server/platform/testkit"
	"zhijian/server/roster"
)

func TestPlannersAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	mine := b.add(t, garden, wish(wu, roster.Duty, "03-03 08:00", "03-03 18:00"))
	theirs := b.add(t, elsewhere, wish(far, roster.Duty, "03-03 08:00", "03-03 18:00"))
	before := b.count(t, "audit_entries")
	add, at := "POST /admin/v1/communities/10/roster-shifts", "/admin/v1/roster-shifts/"+mine.ID.String()
	good := body(t, wish(qin, roster.Duty, "03-04 08:00", "03-04 18:00"))
	moved := `{"workerId":"2002","kind":"duty","start":"2026-03-04T00:00:00Z","end":"2026-03-04T10:00:00Z","version":%d}`
	for _, sc := range []testkit.Scenario{
		{Name: "roster, anonymous", Do: "GET /admin/v1/communities/10/roster", WantStatus: 401},
		{Name: "roster, a resident", As: ann, Do: "GET /admin/v1/communities/10/roster", WantStatus: 401},
		{Name: "roster, without roster.read", As: qin, Do: "GET /admin/v1/communities/10/roster", WantStatus: 403},
		{Name: "roster of another community", As: boss, Do: "GET /admin/v1/communities/20/roster", WantStatus: 403, NoBody: []string{"孙远方"}},
		{Name: "roster of no date", As: boss, Do: "GET /admin/v1/communities/10/roster?from=monday", WantStatus: 422, WantBody: []string{"from"}},
		{Name: "roster of 43 days", As: boss, Do: "GET /admin/v1/communities/10/roster?days=43", WantStatus: 422},
		{Name: "add, a reader", As: clerk, Do: add, Body: good, WantStatus: 403},
		{Name: "add, a worker", As: wu, Do: add, Body: good, WantStatus: 403},
		{Name: "add in another community", As: boss, Do: "POST /admin/v1/communities/20/roster-shifts", Body: good, WantStatus: 403},
		{Name: "add for who is no worker", As: boss, Do: add, Body: body(t, wish(clerk, roster.Duty, "03-04 08:00", "03-04 18:00")), WantStatus: 422, WantBody: []string{"roster.worker"}},
		{Name: "add for a worker of another community", As: boss, Do: add, Body: body(t, wish(far, roster.Duty, "03-04 08:00", "03-04 18:00")), WantStatus: 422, WantBody: []string{"roster.worker"}},
		{Name: "add upside down", As: boss, Do: add, Body: body(t, wish(qin, roster.Duty, "03-04 18:00", "03-04 08:00")), WantStatus: 422, WantBody: []string{`"end"`}},
		{Name: "add an unknown kind", As: boss, Do: add, Body: body(t, wish(qin, "party", "03-04 08:00", "03-04 18:00")), WantStatus: 422, WantBody: []string{"kind"}},
		{Name: "add long ago", As: boss, Do: add, Body: body(t, wish(qin, roster.Duty, "01-01 00:00", "01-01 00:00")), WantStatus: 422},
		{Name: "add over a shift", As: boss, Do: add, Body: body(t, wish(wu, roster.Leave, "03-03 17:59", "03-05 00:00")), WantStatus: 409, WantBody: []string{"roster.overlap", "吴师傅在3月3日 08:00–18:00已有值班", mine.ID.String()}},
		{Name: "move another community's", As: boss, Do: "PATCH /admin/v1/roster-shifts/" + theirs.ID.String(), Body: fmt.Sprintf(moved, 1), WantStatus: 404},
		{Name: "move, a reader", As: clerk, Do: "PATCH " + at, Body: fmt.Sprintf(moved, 1), WantStatus: 403},
		{Name: "move an old version", As: boss, Do: "PATCH " + at, Body: fmt.Sprintf(moved, 7), WantStatus: 409, WantBody: []string{"roster.changed"}},
		{Name: "remove another community's", As: boss, Do: "DELETE /admin/v1/roster-shifts/" + theirs.ID.String() + "?version=1", WantStatus: 404},
		{Name: "remove, a reader", As: clerk, Do: "DELETE " + at + "?version=1", WantStatus: 403},
		{Name: "remove an old version", As: boss, Do: "DELETE " + at + "?version=7", WantStatus: 409, WantBody: []string{"roster.changed"}},
		{Name: "copy a week of another community", As: boss, Do: "POST /admin/v1/communities/20/roster-shifts/copy", Body: `{"from":"2026-03-02","to":"2026-03-09"}`, WantStatus: 403},
		{Name: "copy onto itself", As: boss, Do: add + "/copy", Body: `{"from":"2026-03-02","to":"2026-03-08"}`, WantStatus: 422, WantBody: []string{`"to"`}},
		{Name: "copy no date", As: boss, Do: add + "/copy", Body: `{"from":"2026-02-30","to":"2026-03-09"}`, WantStatus: 422, WantBody: []string{`"from"`}},
		{Name: "copy, a reader", As: clerk, Do: add + "/copy", Body: `{"from":"2026-03-02","to":"2026-03-09"}`, WantStatus: 403},
		{Name: "pattern of another community", As: boss, Do: "POST /admin/v1/communities/20/roster-shifts/pattern", Body: pattern("2002", "2026-03-02", "2026-03-09", 1), WantStatus: 403},
		{Name: "pattern over a year", As: boss, Do: add + "/pattern", Body: pattern("2002", "2026-03-02", "2026-12-09", 1), WantStatus: 422, WantBody: []string{`"to"`}},
		{Name: "pattern backwards", As: boss, Do: add + "/pattern", Body: pattern("2002", "2026-03-09", "2026-03-02", 1), WantStatus: 422, WantBody: []string{`"to"`}},
		{Name: "pattern on weekday 8", As: boss, Do: add + "/pattern", Body: pattern("2002", "2026-03-02", "2026-03-09", 8), WantStatus: 422},
		{Name: "pattern at 25 o'clock", As: boss, Do: add + "/pattern", Body: strings.Replace(pattern("2002", "2026-03-02", "2026-03-09", 1), "08:00", "25:00", 1), WantStatus: 422},
		{Name: "skills of another community", As: boss, Do: "PUT /admin/v1/communities/20/workers/2004", Body: `{"skills":["lift"],"openCap":3,"version":0}`, WantStatus: 403},
		{Name: "skills of who is no worker", As: boss, Do: "PUT /admin/v1/communities/10/workers/2005", Body: `{"skills":["lift"],"openCap":3,"version":0}`, WantStatus: 422, WantBody: []string{"roster.worker"}},
		{Name: "an unknown skill", As: boss, Do: "PUT /admin/v1/communities/10/workers/2002", Body: `{"skills":["magic"],"openCap":3,"version":0}`, WantStatus: 422, WantBody: []string{"skills"}},
		{Name: "a cap below nothing", As: boss, Do: "PUT /admin/v1/communities/10/workers/2002", Body: `{"skills":[],"openCap":-1,"version":0}`, WantStatus: 422},
		{Name: "hours of another community", As: boss, Do: "GET /admin/v1/communities/20/working-hours", WantStatus: 403},
		{Name: "set hours of another community", As: boss, Do: "PUT /admin/v1/communities/20/working-hours", Body: hours("08:30", "18:00", 0), WantStatus: 403},
		{Name: "set hours, a reader", As: clerk, Do: "PUT /admin/v1/communities/10/working-hours", Body: hours("08:30", "18:00", 0), WantStatus: 403},
		{Name: "set hours upside down", As: boss, Do: "PUT /admin/v1/communities/10/working-hours", Body: hours("18:00", "08:30", 0), WantStatus: 422, WantBody: []string{"week[0]"}},
		{Name: "set hours of an old version", As: boss, Do: "PUT /admin/v1/communities/10/working-hours", Body: hours("08:30", "18:00", 3), WantStatus: 409, WantBody: []string{"roster.changed"}},
		{Name: "my shifts, a resident", As: ann, Do: "GET /admin/v1/my-shifts", WantStatus: 401},
	} {
		sc.Run(t, b.HTTP)
	}
	if n := b.count(t, "roster_shifts"); n != 2 || b.count(t, "roster_workers")+b.count(t, "roster_calendars") != 0 || b.count(t, "audit_entries") != before {
		t.Errorf("refusals changed something: %d shifts", n)
	}
}

func pattern(worker, from, to string, weekday int) string {
	return fmt.Sprintf(`{"workerIds":[%q],"from":%q,"to":%q,"lines":[{"weekday":%d,"kind":"duty","from":"08:00","to":"18:00"}]}`, worker, from, to, weekday)
}

func hours(from, to string, version int) string {
	day := fmt.Sprintf(`{"from":%q,"to":%q}`, from, to)
	return fmt.Sprintf(`{"week":[%s],"days":[{"date":"2026-10-01","name":"国庆节","from":"","to":""}],"version":%d}`, strings.Repeat(day+",", 6)+`{"from":"","to":""}`, version)
}

func TestPlanAWeek(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	do := func(who auth.Actor, what, in string, want int, into any) {
		t.Helper()
		a := b.Call(t, who, what, in)
		if a.Status != want {
			t.Fatalf("%s: %d %s", what, a.Status, a.Body)
		}
		if into != nil {
			a.Into(t, into)
		}
	}
	var s struct {
		ID, WorkerID, KindLabel string
		Version                 int64
		Start                   time.Time
	}
	do(boss, "POST /admin/v1/communities/10/roster-shifts", body(t, wish(wu, roster.Duty, "03-02 08:00", "03-02 18:00")), 201, &s)
	if s.KindLabel != "值班" || s.Version != 1 || s.WorkerID != "2002" {
		t.Errorf("%+v", s)
	}
	do(boss, "PATCH /admin/v1/roster-shifts/"+s.ID, `{"workerId":"2003","kind":"on_call","start":"2026-03-02T10:00:00Z","end":"2026-03-03T00:00:00Z","version":1}`, 200, &s)
	if s.KindLabel != "备勤" || s.Version != 2 || s.WorkerID != "2003" {
		t.Errorf("%+v", s)
	}
	var planned roster.PlannedShifts
	do(boss, "POST /admin/v1/communities/10/roster-shifts/pattern", pattern("2002", "2026-03-02", "2026-03-15", 1), 200, &planned)
	do(boss, "POST /admin/v1/communities/10/roster-shifts/copy", `{"from":"2026-03-05","to":"2026-03-09"}`, 200, &planned)
	if planned.Added != 1 || planned.Skipped != 1 { // Wu's Monday stands there by the pattern
		t.Errorf("copied %+v", planned)
	}
	do(boss, "POST /admin/v1/communities/10/roster-shifts/copy", `{"from":"2026-03-05","to":"2026-03-16","workerIds":["2003"]}`, 200, &planned)
	if planned.Added != 1 || planned.Skipped != 0 {
		t.Errorf("copied of one %+v", planned)
	}
	var r roster.Roster
	do(clerk, "GET /admin/v1/communities/10/roster?from=2026-03-02&days=14", "", 200, &r)
	if len(r.Shifts) != 4 || len(r.Workers) != 2 || len(r.Days) != 14 || len(r.Skills) != 8 || r.Workers[0].OpenCap != 6 {
		t.Errorf("%d shifts, %+v", len(r.Shifts), r.Workers)
	}
	if len(r.Days[0].Holes) != 0 || len(r.Days[1].Holes) != 1 {
		t.Errorf("holes %+v", r.Days[:2])
	}
	do(boss, "DELETE /admin/v1/roster-shifts/"+s.ID+"?version=2", "", 204, nil)
	var mine struct{ Items []roster.RosterShift }
	do(wu, "GET /admin/v1/my-shifts", "", 200, &mine)
	if len(mine.Items) != 2 {
		t.Errorf("my shifts %+v", mine)
	}
	if want := "roster.changed 10 10 [2001 2005 2002]"; b.town.told[0] != want {
		t.Errorf("told %v", b.town.told)
	}
}

func TestAWorkerIsInOnePlace(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.add(t, elsewhere, wish(wu, roster.Duty, "03-03 08:00", "03-03 12:00"))
	b.add(t, garden, wish(wu, roster.Duty, "03-03 12:00", "03-03 18:00")) // one after the other is fine
	_, err := b.Add(as(t, boss), boss, garden, wish(wu, roster.OnCall, "03-03 11:00", "03-03 12:00"))
	if e, _ := errs.From(err); !errors.Is(err, roster.ErrOverlap) || !strings.Contains(e.Message, "别的小区") {
		t.Errorf("over a shift elsewhere: %v", err)
	}
	p, err := b.ApplyPattern(as(t, boss), boss, garden, []ids.ID{wu.ID}, "2026-03-02", "2026-03-04",
		[]roster.PatternLine{{Weekday: 2, Kind: roster.Duty, From: "08:00", To: "09:00"}, {Weekday: 3, Kind: roster.Duty, From: "08:00", To: "10:00"}, {Weekday: 3, Kind: roster.Duty, From: "09:00", To: "11:00"}})
	if err != nil || p.Added != 1 || p.Skipped != 2 {
		t.Errorf("pattern %+v %v", p, err)
	}
	mover := b.add(t, garden, wish(wu, roster.Duty, "03-05 08:00", "03-05 12:00"))
	if _, err := b.Move(as(t, boss), boss, mover.ID, wish(wu, roster.Duty, "03-05 09:00", "03-05 13:00"), 1); err != nil {
		t.Errorf("a shift is in its own way: %v", err)
	}
	if _, err := b.Move(as(t, boss), boss, mover.ID, wish(wu, roster.Duty, "03-03 13:00", "03-03 14:00"), 2); !errors.Is(err, roster.ErrOverlap) {
		t.Errorf("moved over another: %v", err)
	}
}

func TestTwoPlannersAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for round := range 20 {
		day := time.Date(2026, 4, 1+round, 0, 0, 0, 0, time.UTC)
		var wg sync.WaitGroup
		got := make([]error, 2)
		for i := range got {
			wg.Go(func() {
				_, got[i] = b.Add(as(t, boss), boss, garden, roster.ShiftWish{WorkerID: wu.ID, Kind: roster.Duty, Start: day.Add(time.Duration(i) * time.Hour), End: day.Add(8 * time.Hour)})
			})
		}
		wg.Wait()
		if (got[0] == nil) == (got[1] == nil) {
			t.Fatalf("round %d: %v, %v", round, got[0], got[1])
		}
		if err := errors.Join(got...); !errors.Is(err, roster.ErrOverlap) {
			t.Fatal(err)
		}
	}
	if n := b.count(t, "roster_shifts"); n != 20 {
		t.Errorf("%d shifts", n)
	}
}

func able(t *testing.T, b *bench, skill, when string) string {
	t.Helper()
	all, err := b.Able(as(t, boss), garden, skill, at(when))
	must(t, err)
	out := []string{}
	for _, a := range all {
		out = append(out, fmt.Sprintf("%s:%d", a.Name, a.Cap))
	}
	return strings.Join(out, " ")
}

func TestAble(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if got := able(t, b, "plumbing", "03-02 10:00"); got != "吴师傅:6 秦师傅:6" {
		t.Errorf("a new installation: %s", got)
	}
	b.Call(t, boss, "PUT /admin/v1/communities/10/workers/2003", `{"skills":["lift","plumbing","lift"],"openCap":2,"version":0}`)
	if got := able(t, b, "plumbing", "03-02 10:00"); got != "秦师傅:2" {
		t.Errorf("skills, no shifts: %s", got)
	}
	if got := able(t, b, "", "03-02 10:00"); got != "吴师傅:6 秦师傅:2" {
		t.Errorf("any skill: %s", got)
	}
	if got := able(t, b, "garden", "03-02 10:00"); got != "" {
		t.Errorf("nobody can garden: %s", got)
	}
	b.add(t, elsewhere, wish(far, roster.Duty, "03-02 08:00", "03-02 18:00"))
	if got := able(t, b, "", "03-02 10:00"); got != "吴师傅:6 秦师傅:2" {
		t.Errorf("another community's roster decides: %s", got)
	}
	b.add(t, garden, wish(wu, roster.Duty, "03-02 08:00", "03-02 18:00"))
	b.add(t, garden, wish(qin, roster.OnCall, "03-02 18:00", "03-03 08:00"))
	b.add(t, garden, wish(qin, roster.Leave, "03-03 08:00", "03-04 08:00"))
	for when, want := range map[string]string{
		"03-02 07:59": "", "03-02 08:00": "吴师傅:6", "03-02 17:59": "吴师傅:6", "03-02 18:00": "秦师傅:2", "03-03 07:59": "秦师傅:2", "03-03 08:00": "",
	} {
		if got := able(t, b, "", when); got != want {
			t.Errorf("%s: %q, want %q", when, got, want)
		}
	}
	if got := able(t, b, "plumbing", "03-02 10:00"); got != "" {
		t.Errorf("on shift without the skill: %s", got)
	}
	b.town.gone = []ids.ID{wu.ID}
	if got := able(t, b, "", "03-02 10:00"); got != "" {
		t.Errorf("who left is able: %s", got)
	}
}

func TestSkillsHaveAVersion(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	put := func(version, want int) {
		t.Helper()
		if a := b.Call(t, boss, "PUT /admin/v1/communities/10/workers/2002", fmt.Sprintf(`{"skills":["lift"],"openCap":4,"version":%d}`, version)); a.Status != want {
			t.Errorf("version %d: %d %s", version, a.Status, a.Body)
		}
	}
	put(1, 409)
	put(0, 200)
	put(0, 409)
	put(1, 200)
	put(1, 409)
}

func TestWorkingHours(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var h roster.WorkingHours
	b.Call(t, clerk, "GET /admin/v1/communities/10/working-hours", "").Into(t, &h)
	if h.Version != 0 || len(h.Week) != 7 || h.Week[6].From != "08:30" || h.Days == nil {
		t.Errorf("the usual hours: %+v", h)
	}
	for i, want := range []int{200, 409} {
		if a := b.Call(t, boss, "PUT /admin/v1/communities/10/working-hours", hours("09:00", "17:00", 0)); a.Status != want {
			t.Errorf("set %d: %d %s", i, a.Status, a.Body)
		}
	}
	if a := b.Call(t, boss, "PUT /admin/v1/communities/10/working-hours", hours("09:00", "12:00", 1)); a.Status != 200 {
		t.Errorf("set again: %d %s", a.Status, a.Body)
	}
	c, err := b.Calendar(as(t, boss), garden)
	must(t, err)
	if got := c.Add(at("03-07 11:00"), 2*time.Hour); !got.Equal(at("03-09 10:00")) { // Sunday is off
		t.Errorf("%s", got)
	}
	if other, err := b.Calendar(as(t, far), elsewhere); err != nil || other.Between(at("03-08 00:00"), at("03-09 00:00")) != 9*time.Hour+30*time.Minute {
		t.Errorf("another community's hours changed: %v", err)
	}
}

func (b *bench) alarm(t *testing.T) {
	t.Helper()
	for _, p := range b.Periodics() {
		must(t, p.Run(t.Context()))
	}
}

func TestAHoleTomorrowIsTold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.clock.Advance(9 * time.Hour) // 19:00
	b.alarm(t)
	if got := b.notices(t); len(got) != 0 {
		t.Fatalf("nobody plans here: %v", got)
	}
	b.add(t, garden, wish(wu, roster.Duty, "03-03 08:00", "03-03 12:00"))
	b.add(t, garden, wish(qin, roster.OnCall, "03-03 12:00", "03-03 18:00"))
	b.add(t, elsewhere, wish(far, roster.Duty, "03-03 08:00", "03-03 18:00"))
	b.clock.Advance(-2 * time.Hour) // 17:00
	b.alarm(t)
	if got := b.notices(t); len(got) != 0 {
		t.Fatalf("before 18:00: %v", got)
	}
	b.clock.Advance(time.Hour)
	b.alarm(t)
	b.alarm(t)
	if got := fmt.Sprint(b.notices(t)); got != "[roster_hole 2001 2026-03-03 12:00–18:00]" {
		t.Fatal(got)
	}
	b.clock.Advance(24 * time.Hour)
	b.alarm(t)
	if got := b.notices(t); len(got) != 3 {
		t.Fatalf("the next evening: %v", got)
	}
}

func TestWhoLeavesLeavesTheRoster(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.add(t, garden, wish(wu, roster.Duty, "03-02 08:00", "03-02 18:00")) // has begun
	b.add(t, garden, wish(wu, roster.Duty, "03-03 08:00", "03-03 18:00"))
	b.add(t, elsewhere, wish(wu, roster.Duty, "03-04 08:00", "03-04 18:00"))
	b.add(t, garden, wish(qin, roster.Duty, "03-03 08:00", "03-03 18:00"))
	mux := task.NewMux()
	b.MountTasks(mux)
	leave := func(communities ...ids.ID) {
		t.Helper()
		ctx := auth.With(t.Context(), auth.SystemActor())
		must(t, b.db.Tx(ctx, func(ctx context.Context) error {
			return b.box.Publish(ctx, event.StaffLeft{StaffID: wu.ID, CommunityIDs: communities})
		}))
		rows, err := b.box.Claim(ctx, 10)
		must(t, err)
		for _, r := range rows {
			if r.Name == roster.TaskStaffLeft {
				must(t, mux.Run(ctx, r.Message()))
			}
		}
	}
	leave(garden)
	if n := b.count(t, "roster_shifts"); n != 3 {
		t.Errorf("left one community: %d shifts", n)
	}
	leave()
	if n := b.count(t, "roster_shifts"); n != 2 {
		t.Errorf("left the company: %d shifts", n)
	}
	b.town.gone = []ids.ID{wu.ID}
	r, err := b.View(as(t, boss), boss, garden, "2026-03-02", 7)
	must(t, err)
	if len(r.Workers) != 2 || r.Workers[0].Name != "吴师傅" || !r.Workers[0].Left || r.Workers[1].Left {
		t.Errorf("%+v", r.Workers)
	}
}

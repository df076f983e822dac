package repair_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"zhijian/server/platform/auth"
	"zhijian/server/repair"
)

func TestSettingsOfACommunity(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	good := `{"communityId":"10","skill":"plumbing","chain":["grab","assign"],"takeMinutes":10,"acceptMinutes":15,"responseMinutes":30,"onSiteMinutes":120,"resolveMinutes":1440,"paid":true,"warrantyDays":60,"visitRule":"sampled"}`
	put := "PUT /admin/v1/repair-settings/drain"
	change := func(from, to string) string { return strings.Replace(good, from, to, 1) }
	for name, tc := range map[string]struct {
		who    auth.Actor
		do, in string
		want   int
	}{
		"without repair.manage":   {desk, put, good, 403},
		"another company":         {far, put, good, 403},
		"another community":       {boss, put, change(`"10"`, `"20"`), 403},
		"an unknown category":     {boss, "PUT /admin/v1/repair-settings/magic", good, 422},
		"an unknown mode":         {boss, put, change(`"grab"`, `"lottery"`), 422},
		"a mode twice":            {boss, put, change(`"grab"`, `"assign"`), 422},
		"no mode":                 {boss, put, change(`"grab","assign"`, ``), 422},
		"no warranty":             {boss, put, change(`"warrantyDays":60`, `"warrantyDays":7`), 422},
		"too long a warranty":     {boss, put, change(`"warrantyDays":60`, `"warrantyDays":91`), 422},
		"numbers that are none":   {boss, "PUT /admin/v1/repair-desk", `{"communityId":"10","gasPhone":"call us","dutyPhone":"","workerCap":5}`, 422},
		"settings of elsewhere":   {boss, "GET /admin/v1/repair-settings?communityId=20", "", 403},
		"resetting without leave": {desk, "DELETE /admin/v1/repair-settings/drain?communityId=10", "", 403},
	} {
		if a := b.Call(t, tc.who, tc.do, tc.in); a.Status != tc.want {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	if b.count(t, "repair_settings")+b.count(t, "repair_desks") != 0 {
		t.Fatal("a refusal left something")
	}
	if a := b.Call(t, boss, put, good); a.Status != 200 || !strings.Contains(a.Body, `"overridden":true`) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if o := b.load(t, b.report(t, ann, func(f *repair.Fault) { f.Category = "drain" }).ID); o.State != repair.Dispatching {
		t.Errorf("the new chain does not count: %s", o.State)
	}
	if a := b.Call(t, boss, "DELETE /admin/v1/repair-settings/drain?communityId=10", ""); a.Status != 200 || strings.Contains(a.Body, `"overridden":true`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if o := b.load(t, b.report(t, ann, func(f *repair.Fault) { f.Category = "drain" }).ID); o.State != repair.Submitted {
		t.Errorf("the product's chain: %s", o.State)
	}
}

func TestTheFiguresOfSomeDays(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i, minutes := range []int{5, 10, 20, 90} { // until somebody accepts
		o := b.order(t, repair.Assigned)
		b.clock.Advance(time.Duration(minutes) * time.Minute)
		if minutes == 90 { // he let it lapse
			o = b.advance(t, b.load(t, o.ID), repair.Accepted)
		} else {
			o = b.advance(t, o, repair.Accepted)
		}
		o = b.advance(t, o, repair.Arrived)
		b.clock.Advance(time.Hour)
		o = b.advance(t, o, repair.ToRate)
		scores := repair.Scores{Speed: 5, Quality: 5, Attitude: 5}
		switch i {
		case 0:
			_, err := b.Rate(as(t, ann), ann, o.ID, scores)
			must(t, err)
		case 1:
			scores.Quality = 2
			_, err := b.Rate(as(t, ann), ann, o.ID, scores)
			must(t, err)
		case 2:
			_, err := b.Reopen(as(t, ann), ann, o.ID, "又坏了", nil)
			must(t, err)
		}
	}
	gate := b.report(t, ann, atGate)
	_, err := b.Cancel(as(t, ann), ann, gate.ID, "")
	must(t, err)
	var r repair.RepairReport
	a := b.Call(t, boss, "GET /admin/v1/repair-report?communityId=10&from=2026-03-01&to=2026-03-31", "")
	must(t, json.Unmarshal([]byte(a.Body), &r))
	if r.Total != 5 || r.Open != 1 || len(r.ByDay) != 1 || r.ByDay[0].Key != "2026-03-02" || r.ByDay[0].Count != 5 || len(r.ByCategory) != 2 || len(r.ByChannel) != 2 {
		t.Errorf("volume %s", a.Body)
	}
	all := r.Times[0]
	if all.Answered != 4 || all.ResponseP50 != 600 || all.ResponseP90 != 5400 || all.Resolved != 4 || all.ResolveP50 != 4200 || all.ResolveP90 != 9000 || all.Reworked != 1 || all.ReworkPerMill != 250 {
		t.Errorf("times %+v", all)
	}
	for _, p := range r.Promises {
		if p.Kind == "response" && (p.Met != 3 || p.Missed != 2 || p.MetPerMill != 600) { // the reopened one waits again, too long
			t.Errorf("promises %+v", p)
		}
	}
	if len(r.Workers) != 1 || r.Workers[0].Finished != 3 || r.Workers[0].Rated != 2 || r.Workers[0].Unanswered != 1 || r.Workers[0].Good != 1 || r.Workers[0].GoodPer != 500 || r.Workers[0].Quality != 350 || r.Workers[0].Label != "吴师傅" {
		t.Errorf("the silent counts as something: %+v", r.Workers)
	}
	for name, q := range map[string]string{"backwards": "from=2026-03-02&to=2026-03-01", "two years": "from=2024-01-01&to=2026-01-01", "no day": "from=2026-13-40&to=2026-03-01"} {
		if a := b.Call(t, boss, "GET /admin/v1/repair-report?communityId=10&"+q, ""); a.Status != 422 {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
	if a := b.Call(t, boss, "GET /admin/v1/repair-report?communityId=20&from=2026-03-01&to=2026-03-02", ""); a.Status != 403 {
		t.Errorf("another community: %d", a.Status)
	}
	if a := b.Call(t, desk, "GET /admin/v1/repair-report?communityId=10&from=2026-03-01&to=2026-03-02", ""); a.Status != 403 {
		t.Errorf("without repair.report: %d", a.Status)
	}
}

func TestSavedFiltersAreOnesOwn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	save := func(who auth.Actor, name string) int {
		return b.Call(t, who, "POST /admin/v1/repair-filters", fmt.Sprintf(`{"name":%q,"query":{"state":"open","light":"red","sort":"due"}}`, name)).Status
	}
	if save(desk, "超时的") != 200 || save(desk, "超时的") != 409 || save(wu, "超时的") != 200 {
		t.Error("a name is taken once by each")
	}
	a := b.Call(t, wu, "GET /admin/v1/repair-filters", "")
	var list struct {
		Items []struct {
			ID    string
			Query struct{ Light, Sort string }
		}
	}
	if a.Into(t, &list); len(list.Items) != 1 || list.Items[0].Query.Light != "red" || list.Items[0].Query.Sort != "due" {
		t.Fatalf("%s", a.Body)
	}
	if a := b.Call(t, desk, "DELETE /admin/v1/repair-filters/"+list.Items[0].ID, ""); a.Status != 404 {
		t.Errorf("somebody else's: %d", a.Status)
	}
	if a := b.Call(t, wu, "DELETE /admin/v1/repair-filters/"+list.Items[0].ID, ""); a.Status != 200 || strings.Contains(a.Body, "超时的") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	for i := range 19 {
		save(desk, fmt.Sprint(i))
	}
	if save(desk, "one too many") != 409 {
		t.Error("twenty-one")
	}
}

func TestAnExportIsMaskedHarmlessAndTellsItsProgress(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.report(t, ann, func(f *repair.Fault) { f.Description = "=HYPERLINK(1)" })
	b.report(t, bob, func(f *repair.Fault) { f.HouseID = house102 })
	seer := boss
	seer.Permissions = append([]string{"house.reveal"}, boss.Permissions...)
	seer.ID, seer.SessionID = 2016, 2016
	for _, tc := range []struct {
		who    auth.Actor
		masked bool
	}{{boss, true}, {seer, false}} {
		a := b.Call(t, tc.who, "POST /admin/v1/repair-exports?communityId=10&state=open", "")
		var e repair.RepairExport
		if a.Into(t, &e); a.Status != 200 || e.State != "queued" || e.Total != 2 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		file := "GET /admin/v1/repair-exports/" + e.ID.String() + "/file"
		if a := b.Call(t, tc.who, file, ""); a.Status != 409 {
			t.Errorf("before it is ready: %d", a.Status)
		}
		if a := b.Call(t, tc.who, "POST /admin/v1/repair-exports?communityId=10", ""); a.Status != 409 {
			t.Errorf("a second at once: %d", a.Status)
		}
		b.drain(t)
		b.Call(t, tc.who, "GET /admin/v1/repair-exports/"+e.ID.String(), "").Into(t, &e)
		if e.State != "ready" || e.Done != 2 || e.Bytes == 0 {
			t.Fatalf("%+v", e)
		}
		got := b.Call(t, tc.who, file, "")
		x, err := excelize.OpenReader(bytes.NewReader([]byte(got.Body)))
		must(t, err)
		rows, err := x.GetRows("报修工单")
		must(t, err)
		text := fmt.Sprint(rows)
		if len(rows) != 3 || strings.Contains(text, "13800138000") == tc.masked || strings.Contains(text, "138****8000") != tc.masked || !strings.Contains(text, "'=HYPERLINK(1)") {
			t.Errorf("masked %v: %s", tc.masked, text)
		}
		if !tc.masked {
			if a := b.Call(t, boss, file, ""); a.Status != 404 {
				t.Errorf("names in full for who may not see them: %d", a.Status)
			}
		}
		if a := b.Call(t, far, file, ""); a.Status != 403 && a.Status != 404 {
			t.Errorf("another company: %d", a.Status)
		}
	}
	if n := b.count(t, "audit_entries"); n != 2 {
		t.Errorf("%d exports are recorded", n)
	}
	b.clock.Advance(25 * time.Hour)
	for _, p := range b.Periodics() {
		if p.Name == "repair:forget_exports" {
			must(t, p.Run(t.Context()))
		}
	}
	if b.count(t, "repair_exports")+b.count(t, "repair_export_parts") != 0 {
		t.Error("a file of yesterday is still there")
	}
	if _, err := b.Export(as(t, boss), boss, repair.Filter{Community: elsewhere}); !errors.Is(err, auth.ErrDenied) {
		t.Errorf("another community: %v", err)
	}
}

func TestTheBoardSortsByWhatIsDue(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	late := b.report(t, ann, asIs)
	b.clock.Advance(time.Minute)
	soon := b.report(t, ann, func(f *repair.Fault) { f.Category = "power_out" })
	b.order(t, repair.Closed)
	page, next, err := b.Board(as(t, desk), repair.Filter{Community: garden, Sort: "due"}, "")
	must(t, err)
	if len(page) != 2 || page[0].ID != soon.ID || page[1].ID != late.ID || next != "" {
		t.Errorf("%d rows, next %q", len(page), next)
	}
	f := repair.Filter{Community: garden, Sort: "due"}
	if page, _, err := b.Board(as(t, desk), f, f.Cursor(page[0])); err != nil || len(page) != 1 || page[0].ID != late.ID {
		t.Errorf("the next page: %v %v", page, err)
	}
	for _, bad := range []string{"x", "1-", "-1-2", "99999999999999999999-1"} {
		if _, _, err := b.Board(as(t, desk), f, bad); !errors.Is(err, repair.ErrInput) {
			t.Errorf("cursor %q: %v", bad, err)
		}
	}
	b.pass(t, 15*time.Minute)
	if a := b.Call(t, desk, "GET /admin/v1/repairs?light=red&emergency=true", ""); !strings.Contains(a.Body, soon.ID.String()) || strings.Contains(a.Body, late.ID.String()) {
		t.Errorf("the red ones: %s", a.Body)
	}
}

func TestTheWorkersCalendar(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	from := b.clock.Now().Add(24 * time.Hour).Truncate(time.Hour)
	to := from.Add(2 * time.Hour)
	slotted := b.report(t, ann, func(f *repair.Fault) { f.SlotStart, f.SlotEnd = &from, &to })
	loose := b.order(t, repair.Accepted)
	c, err := b.Calendar(as(t, desk), desk, garden, "2026-03-02", "2026-03-04")
	must(t, err)
	if len(c.Slotted) != 1 || c.Slotted[0].ID != slotted.ID || len(c.Unslotted) != 1 || c.Unslotted[0].ID != loose.ID || len(c.Workers) != 2 || c.Workers[0].OpenOrders != 1 {
		t.Errorf("%+v", c)
	}
	if _, err := b.Calendar(as(t, desk), desk, garden, "2026-03-01", "2026-03-15"); !errors.Is(err, repair.ErrInput) {
		t.Errorf("fifteen days: %v", err)
	}
	if _, err := b.Calendar(as(t, far), far, garden, "2026-03-01", "2026-03-02"); !errors.Is(err, auth.ErrDenied) {
		t.Errorf("another company: %v", err)
	}
	mine, err := b.MyWork(as(t, wu), wu, "todo")
	must(t, err)
	done, err := b.MyWork(as(t, wu), wu, "done")
	if must(t, err); len(mine) != 1 || mine[0].ID != loose.ID || len(done) != 0 {
		t.Errorf("%d to do, %d done", len(mine), len(done))
	}
}

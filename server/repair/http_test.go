package repair_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
	"zhijian/server/repair"
)

// body is a valid indoor report of house 101 with some keys replaced.
func body(t testing.TB, change map[string]any) string {
	t.Helper()
	m := map[string]any{"communityId": "10", "houseId": "101", "place": "indoor", "category": "water_pipe", "description": "厨房水管漏水", "permissionToEnter": true, "separate": true}
	for k, v := range change {
		if m[k] = v; v == nil {
			delete(m, k)
		}
	}
	raw, err := json.Marshal(m)
	must(t, err)
	return string(raw)
}

// window is an appointment that begins so long after the test clock's start.
func window(after, length time.Duration) map[string]any {
	from := testkit.Start.Add(after)
	return map[string]any{"slotStart": from.Format(time.RFC3339), "slotEnd": from.Add(length).Format(time.RFC3339)}
}

func photos(all []ids.ID) map[string]any { return map[string]any{"photoFileIds": all} }

func TestReportIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	foreign, own := b.upload(bob, 1), b.upload(ann, 10)
	report := "POST /app/v1/repairs"
	for _, sc := range []testkit.Scenario{
		{Name: "anonymous", Do: report, Body: body(t, nil), WantStatus: 401, WantBody: []string{"auth.login"}},
		{Name: "staff on the residents' side", As: desk, Do: report, Body: body(t, nil), WantStatus: 401},
		{Name: "house of a neighbour", As: bob, Do: report, Body: body(t, nil), WantStatus: 403, WantBody: []string{"repair.house"}},
		{Name: "without the right repair", As: kid, Do: report, Body: body(t, nil), WantStatus: 403, WantBody: []string{"repair.house"}},
		{Name: "indoor without a house", As: ann, Do: report, Body: body(t, map[string]any{"houseId": nil}), WantStatus: 403, WantBody: []string{"repair.house"}},
		{Name: "own house said to be in another community", As: ann, Do: report, Body: body(t, map[string]any{"communityId": "20"}), WantStatus: 403},
		{Name: "public place of another community", As: ann, Do: report, Body: body(t, map[string]any{"communityId": "20", "houseId": nil, "place": "public", "publicPlace": "大门", "category": "lift"}), WantStatus: 403, WantBody: []string{"repair.community"}},
		{Name: "public without a place", As: ann, Do: report, Body: body(t, map[string]any{"houseId": nil, "place": "public"}), WantStatus: 422, WantBody: []string{"publicPlace"}},
		{Name: "unknown category", As: ann, Do: report, Body: body(t, map[string]any{"category": "magic"}), WantStatus: 422, WantBody: []string{"category"}},
		{Name: "public category indoors", As: ann, Do: report, Body: body(t, map[string]any{"category": "lift"}), WantStatus: 422, WantBody: []string{"category"}},
		{Name: "slot in the past", As: ann, Do: report, Body: body(t, window(-2*time.Hour, 2*time.Hour)), WantStatus: 422, WantBody: []string{"slotStart", "过去"}},
		{Name: "slot after 30 days", As: ann, Do: report, Body: body(t, window(30*24*time.Hour+time.Hour, 2*time.Hour)), WantStatus: 422, WantBody: []string{"30 天"}},
		{Name: "slot of three hours", As: ann, Do: report, Body: body(t, window(24*time.Hour, 3*time.Hour)), WantStatus: 422, WantBody: []string{"两小时"}},
		{Name: "slot at half past", As: ann, Do: report, Body: body(t, window(24*time.Hour+30*time.Minute, 2*time.Hour)), WantStatus: 422, WantBody: []string{"整点"}},
		{Name: "ten photos", As: ann, Do: report, Body: body(t, photos(own)), WantStatus: 422, WantBody: []string{"photoFileIds", "最多 9 项"}},
		{Name: "the same photo twice", As: ann, Do: report, Body: body(t, photos([]ids.ID{own[0], own[0]})), WantStatus: 422},
		{Name: "photos that are objects", As: ann, Do: report, Body: body(t, map[string]any{"photoFileIds": []any{map[string]any{}, map[string]any{}}}), WantStatus: 422}, // made huma's uniqueItems panic
		{Name: "a foreign photo", As: ann, Do: report, Body: body(t, photos(foreign)), WantStatus: 422, WantBody: []string{"file.unknown"}},
		{Name: "501 characters", As: ann, Do: report, Body: body(t, map[string]any{"description": strings.Repeat("漏", 501)}), WantStatus: 422, WantBody: []string{"description"}},
		{Name: "only blanks", As: ann, Do: report, Body: body(t, map[string]any{"description": "   \n "}), WantStatus: 422, WantBody: []string{"description"}},
		{Name: "a control character", As: ann, Do: report, Body: body(t, map[string]any{"description": "漏\u0000水"}), WantStatus: 422},
		{Name: "a phone that is none", As: ann, Do: report, Body: body(t, map[string]any{"contactPhone": "12345"}), WantStatus: 422, WantBody: []string{"contactPhone"}},
		{Name: "an unknown key", As: ann, Do: report, Body: body(t, map[string]any{"state": "closed"}), WantStatus: 422},
		{Name: "a number for an id", As: ann, Do: report, Body: body(t, map[string]any{"houseId": 101}), WantStatus: 422},
	} {
		sc.Run(t, b.HTTP)
	}
	if a := b.Call(t, ann, report, body(t, nil), "Idempotency-Key", ""); a.Status < 400 {
		t.Errorf("without a key: %d", a.Status)
	}
	for _, table := range []string{"repair_orders", "repair_events", "repair_days", "repair_photos", "repair_viewers", "outbox", "idempotency_keys"} {
		if n := b.count(t, table); n != 0 {
			t.Errorf("%d rows in %s after refusals only", n, table)
		}
	}
	if len(b.town.cards)+len(b.town.told) > 0 {
		t.Error("somebody was told")
	}
}

type order struct {
	ID, Number, State, HouseLabel, ContactPhone, Description string
	Actions                                                  []string
	Version                                                  int64
	Worker                                                   *struct{ Name, Phone string }
	Photos                                                   []struct{ ID string }
	Timeline                                                 []struct {
		Title, Actor, Reason string
		Photos               []struct{ ID string }
	}
	Rating *struct {
		Speed int
		Tags  []string
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	text := `<script>alert("水")</script> 💧 ' OR 1=1`
	change := window(24*time.Hour, 2*time.Hour)
	change["description"], change["photoFileIds"] = text, b.upload(ann, 9)
	a := b.Call(t, ann, "POST /app/v1/repairs", body(t, change))
	var got order
	a.Into(t, &got)
	if a.Status != 201 || got.State != "submitted" || got.Description != text || got.HouseLabel != "1栋1单元101" || got.ContactPhone != "138****8000" || len(got.Photos) != 9 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if len(got.Number) != 11 || got.Number[:6] != "260302" || fmt.Sprint(got.Actions) != "[cancel urge reschedule]" || len(got.Timeline) != 1 || got.Timeline[0].Actor != "我" {
		t.Errorf("%+v", got)
	}
	id, _ := ids.Parse(got.ID)
	if c := b.town.cards[id]; c.PersonID != ann.ID || c.HouseID != house101 || c.Status != "submitted" || !strings.Contains(c.Link, got.ID) {
		t.Errorf("card %+v", c)
	}
	b.drain(t)
	if want := fmt.Sprintf("repair.changed %s 10 [1001 1002 1005 1006 2001 2002 2003 2006]", got.ID); len(b.town.told) != 1 || b.town.told[0] != want {
		t.Errorf("told %v", b.town.told)
	}
	if m := b.messages(t); fmt.Sprint(m) != "[changed report notify repair_submitted staff 2001 notify repair_submitted staff 2006]" {
		t.Errorf("messages %v", m)
	}
	if stored := b.load(t, id); strings.Contains(stored.ContactPhone+stored.ContactName, "1380013") || stored.ContactPhone == "" {
		t.Errorf("the contact is not sealed: %q", stored.ContactPhone)
	}
}

// messages are the outbox rows in short, without the timers.
func (b *bench) messages(t testing.TB) []string {
	t.Helper()
	var rows []struct{ Name, Payload string }
	must(t, b.db.Conn(t.Context()).Table("outbox").Select("name, payload").Where("name IN ?", []string{"test:notify", repair.TaskTold}).Order("id").Find(&rows).Error)
	var out []string
	for _, r := range rows {
		var p struct {
			Act, Template, To string
			Staff             bool
		}
		must(t, json.Unmarshal([]byte(r.Payload), &p))
		switch {
		case p.Act != "":
			out = append(out, "changed "+p.Act)
		case p.Staff:
			out = append(out, "notify "+p.Template+" staff "+p.To)
		default:
			out = append(out, "notify "+p.Template+" "+p.To)
		}
	}
	return out
}

func TestARepeatedReportIsOneOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	key := strings.Repeat("k", 20)
	first := b.Call(t, ann, "POST /app/v1/repairs", body(t, photos(b.upload(ann, 1))), "Idempotency-Key", key)
	again := b.Call(t, ann, "POST /app/v1/repairs", body(t, photos([]ids.ID{5001})), "Idempotency-Key", key)
	if first.Status != 201 || first.Body != again.Body || b.count(t, "repair_orders") != 1 {
		t.Fatalf("%s\n%s", first.Body, again.Body)
	}
}

func TestLimitsOfReporting(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	report := func(as auth.Actor, change map[string]any) testkit.Answer {
		return b.Call(t, as, "POST /app/v1/repairs", body(t, change))
	}
	for _, want := range []int{201, 201, 409} {
		if a := report(ann, nil); a.Status != want {
			t.Fatalf("the same place again: %d %s", a.Status, a.Body)
		}
	}
	if a := report(amy, nil); a.Status != 201 {
		t.Errorf("another of the household: %d", a.Status)
	}
	for i, c := range []string{"drain", "drain", "toilet", "toilet", "electric", "electric", "light", "light"} {
		if a := report(ann, map[string]any{"category": c}); a.Status != 201 {
			t.Fatalf("report %d: %d %s", i+3, a.Status, a.Body)
		}
	}
	a := report(ann, map[string]any{"category": "other"})
	if a.Status != http.StatusTooManyRequests || !strings.Contains(a.Body, "repair.daily") {
		t.Errorf("the eleventh of the day: %d %s", a.Status, a.Body)
	}
	b.clock.Advance(24 * time.Hour)
	if a := report(ann, map[string]any{"category": "other"}); a.Status != 201 {
		t.Errorf("the next day: %d %s", a.Status, a.Body)
	}
}

func TestStaffAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, "assigned")
	at := func(what string) string { return "POST /admin/v1/repairs/" + o.ID.String() + what }
	caller := body(t, map[string]any{"channel": "phone", "contactPhone": "13700000000"})
	finish := `{"note":"好了","causeCode":"worn","photoFileIds":["1"]}`
	for _, sc := range []testkit.Scenario{
		{Name: "board, anonymous", Do: "GET /admin/v1/repairs", WantStatus: 401},
		{Name: "board, a resident", As: ann, Do: "GET /admin/v1/repairs", WantStatus: 401},
		{Name: "board, without repair.read", As: idle, Do: "GET /admin/v1/repairs", WantStatus: 403},
		{Name: "order of another community", As: far, Do: "GET /admin/v1/repairs/" + o.ID.String(), WantStatus: 404, NoBody: []string{"漏水"}},
		{Name: "take down, without repair.create", As: wu, Do: "POST /admin/v1/repairs", Body: caller, WantStatus: 403},
		{Name: "take down for another community", As: far, Do: "POST /admin/v1/repairs", Body: caller, WantStatus: 403},
		{Name: "take down a house of another community", As: desk, Do: "POST /admin/v1/repairs", Body: body(t, map[string]any{"channel": "phone", "contactPhone": "13700000000", "houseId": "201"}), WantStatus: 422, WantBody: []string{"houseId"}},
		{Name: "take down without a phone", As: desk, Do: "POST /admin/v1/repairs", Body: body(t, map[string]any{"channel": "desk"}), WantStatus: 422, WantBody: []string{"contactPhone"}},
		{Name: "take down by app", As: desk, Do: "POST /admin/v1/repairs", Body: body(t, map[string]any{"channel": "app", "contactPhone": "13700000000"}), WantStatus: 422, WantBody: []string{"channel"}},
		{Name: "assign, a worker", As: wu, Do: at("/assign"), Body: `{"workerId":"2003"}`, WantStatus: 403},
		{Name: "assign to nobody", As: desk, Do: at("/assign"), Body: `{"workerId":""}`, WantStatus: 422},
		{Name: "assign again without a version", As: desk, Do: at("/assign"), Body: `{"workerId":"2003"}`, WantStatus: 409, WantBody: []string{"repair.changed", `"state":"assigned"`}},
		{Name: "accept, the dispatcher", As: desk, Do: at("/accept"), WantStatus: 403},
		{Name: "accept, another worker", As: qin, Do: at("/accept"), WantStatus: 403, WantBody: []string{"repair.not_yours"}},
		{Name: "arrive before accepting", As: wu, Do: at("/arrive"), WantStatus: 409, WantBody: []string{"repair.changed"}},
		{Name: "finish without a photo", As: wu, Do: at("/finish"), Body: `{"note":"好了","causeCode":"worn","photoFileIds":[]}`, WantStatus: 422, WantBody: []string{"photoFileIds"}},
		{Name: "finish with an unknown cause", As: wu, Do: at("/finish"), Body: `{"note":"好了","causeCode":"fate","photoFileIds":["1"]}`, WantStatus: 422, WantBody: []string{"causeCode"}},
		{Name: "finish before arriving", As: wu, Do: at("/finish"), Body: finish, WantStatus: 409},
		{Name: "cancel without a reason", As: desk, Do: at("/cancel"), Body: `{"reason":"  "}`, WantStatus: 422, WantBody: []string{"reason"}},
		{Name: "cancel, a worker", As: wu, Do: at("/cancel"), Body: `{"reason":"累了"}`, WantStatus: 403},
		{Name: "workers, without repair.dispatch", As: wu, Do: "GET /admin/v1/workers?communityId=10", WantStatus: 403},
		{Name: "workers of another community", As: desk, Do: "GET /admin/v1/workers?communityId=20", WantStatus: 403},
	} {
		sc.Run(t, b.HTTP)
	}
	if now := b.load(t, o.ID); now.Version != o.Version {
		t.Errorf("something changed: %+v", now)
	}
}

func TestFromReportToRating(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var o order
	do := func(who auth.Actor, path, in string, want int) {
		t.Helper()
		a := b.Call(t, who, "POST "+path, in)
		if a.Status != want {
			t.Fatalf("%s: %d %s", path, a.Status, a.Body)
		}
		o = order{}
		a.Into(t, &o)
	}
	do(ann, "/app/v1/repairs", body(t, nil), 201)
	admin, app := "/admin/v1/repairs/"+o.ID, "/app/v1/repairs/"+o.ID
	do(desk, admin+"/assign", `{"workerId":"2002","version":1}`, 200)
	if o.ContactPhone != "138****8000" || o.Worker.Phone != "139****2222" {
		t.Errorf("the kept answer of a write holds a phone: %+v", o)
	}
	b.Call(t, desk, "GET "+admin, "").Into(t, &o)
	if o.ContactPhone != "13800138000" || o.Worker.Phone != "13911112222" {
		t.Errorf("the dispatcher of an open order must reach both: %+v", o)
	}
	do(wu, admin+"/accept", "", 200)
	do(wu, admin+"/arrive", "", 200)
	do(wu, admin+"/start", fmt.Sprintf(`{"photoFileIds":["%d"]}`, b.upload(wu, 1)[0]), 200)
	proof, err := json.Marshal(map[string]any{"note": "换了阀芯", "causeCode": "worn", "photoFileIds": b.upload(wu, 2)})
	must(t, err)
	do(wu, admin+"/finish", string(proof), 200)
	if b.Call(t, wu, "GET "+admin, "").Into(t, &o); o.State != "to_rate" || o.ContactPhone != "138****8000" {
		t.Errorf("after the work the phone is masked again: %+v", o)
	}
	do(ann, app+"/rate", `{"speed":5,"quality":4,"attitude":5,"tags":["准时上门","准时上门"],"comment":"谢谢👍"}`, 200)
	var titles []string
	for _, s := range o.Timeline {
		titles = append(titles, s.Title+" "+s.Actor)
	}
	if got, want := strings.Join(titles, "; "), "提交报修 我; 已派单 物业 赵*服; 师傅已接单 师傅 吴*傅; 师傅已到场 师傅 吴*傅; 开始维修 师傅 吴*傅; 维修完成 师傅 吴*傅; 已评价 我"; got != want {
		t.Errorf("timeline %s", got)
	}
	if o.State != "closed" || o.Rating.Speed != 5 || len(o.Rating.Tags) != 1 || len(o.Timeline[5].Photos) != 2 || o.Worker.Name != "吴*傅" || o.Worker.Phone != "139****2222" || fmt.Sprint(o.Actions) != "[reopen]" {
		t.Errorf("%+v", o)
	}
	b.drain(t)
	told := fmt.Sprint(b.messages(t))
	for _, want := range []string{"repair_submitted staff 2001", "repair_submitted staff 2006", "repair_assigned 1001", "repair_assigned staff 2002", "repair_accepted 1001", "repair_arrived 1001",
		"repair_finished 1001", "repair_rated staff 2002"} {
		if !strings.Contains(told, "notify "+want) {
			t.Errorf("nobody was told %s: %s", want, told)
		}
	}
	if n := strings.Count(told, "notify"); n != 8 {
		t.Errorf("%d people were told: %s", n, told)
	}
	if b.count(t, "audit_entries") != 1 || len(b.town.cards) != 0 {
		t.Errorf("%d looks at the phone are recorded, %d cards are left", b.count(t, "audit_entries"), len(b.town.cards))
	}
}

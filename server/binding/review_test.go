package binding_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/binding"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/testkit"
)

func TestWhoMayReview(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.claim(t, ann, house101, "owner").ID.String()
	b.seed(t, bob, house101, "tenant")
	other := `{"reasonCode":"other","reason":"材料不全"}`
	for _, sc := range []testkit.Scenario{
		{Name: "anonymous", Do: "POST /admin/v1/bindings/" + id + "/approve", Body: `{}`, WantStatus: 401},
		{Name: "the applicant on the admin side", As: ann, Do: "POST /admin/v1/bindings/" + id + "/approve", Body: `{}`, WantStatus: 401},
		{Name: "the applicant on the app", As: ann, Do: "POST /app/v1/bindings/" + id + "/approve", Body: `{}`, WantStatus: 403, WantBody: []string{"binding.not_yours"}},
		{Name: "a tenant of the house", As: bob, Do: "POST /app/v1/bindings/" + id + "/approve", Body: `{}`, WantStatus: 403, WantBody: []string{"binding.not_yours"}},
		{Name: "a stranger", As: eve, Do: "POST /app/v1/bindings/" + id + "/approve", Body: `{}`, WantStatus: 404, WantBody: []string{"binding.not_found"}},
		{Name: "staff who only read", As: read, Do: "POST /admin/v1/bindings/" + id + "/approve", Body: `{}`, WantStatus: 403, WantBody: []string{"auth.denied"}},
		{Name: "staff of another community", As: far, Do: "POST /admin/v1/bindings/" + id + "/approve", Body: `{}`, WantStatus: 404, WantBody: []string{"binding.not_found"}},
		{Name: "staff with the applicant's phone", As: annie, Do: "POST /admin/v1/bindings/" + id + "/approve", Body: `{}`, WantStatus: 403, WantBody: []string{"binding.own_request"}},
		{Name: "the same refuses himself", As: annie, Do: "POST /admin/v1/bindings/" + id + "/reject", Body: other, WantStatus: 403, WantBody: []string{"binding.own_request"}},
		{Name: "no such binding", As: desk, Do: "POST /admin/v1/bindings/77/approve", Body: `{}`, WantStatus: 404},
		{Name: "rejection without a code", As: desk, Do: "POST /admin/v1/bindings/" + id + "/reject", Body: `{"reason":"x"}`, WantStatus: 422},
		{Name: "unknown code", As: desk, Do: "POST /admin/v1/bindings/" + id + "/reject", Body: `{"reasonCode":"unclear","reason":"x"}`, WantStatus: 422},
		{Name: "other without words", As: desk, Do: "POST /admin/v1/bindings/" + id + "/need-more", Body: `{"reasonCode":"other"}`, WantStatus: 422, WantBody: []string{`"field":"reason"`}},
		{Name: "an owner with a lease", As: desk, Do: "POST /admin/v1/bindings/" + id + "/approve", Body: `{"validTo":"2027-01-01T00:00:00Z"}`, WantStatus: 422},
		{Name: "still waiting", As: ann, Do: "GET /app/v1/bindings/" + id, WantStatus: 200, WantBody: []string{`"state":"pending"`}},
	} {
		sc.Run(t, b.HTTP)
	}
	if len(b.audited(t)) != 0 {
		t.Error("a refusal was audited as done")
	}
}

func TestAnApprovalTellsEverybodyConcerned(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.seed(t, amy, house101, "owner")
	b.seed(t, bob, house102, "owner")
	v := b.claim(t, ann, house101, "member")
	b.town.told, b.town.forgot = nil, nil
	got := b.do(t, desk, "POST /admin/v1/bindings/"+v.ID.String()+"/approve", `{}`, 200)
	if got.State != binding.Active || got.DecidedAt == nil || got.PersonName != "张*国" || got.Mine || !slices.Equal(got.Rights, []string{"pay", "see_bill", "open_door", "invite_visitor", "repair"}) {
		t.Errorf("%+v", got)
	}
	if b.notified(t, ann.ID, "binding_approved") != 1 || b.notified(t, amy.ID, "binding_new_member") != 1 || b.notified(t, bob.ID, "binding_new_member") != 0 {
		t.Error("messages")
	}
	if len(b.town.told) != 1 || !strings.Contains(b.town.told[0], "[1001 1002 2001 2002 2003]") {
		t.Errorf("told %v", b.town.told)
	}
	if !slices.Contains(b.town.forgot, ann.ID) || len(b.town.cards) != 0 {
		t.Errorf("forgot %v, cards %v", b.town.forgot, b.town.cards)
	}
	if a := b.audited(t); !slices.Equal(a, []string{"binding.approve"}) {
		t.Errorf("audit %v", a)
	}
	if ev := b.outboxed(t, "test:changed", v.ID.String()); len(ev) != 2 || !strings.Contains(ev[1], `"from":"pending","to":"active"`) {
		t.Errorf("events %v", ev)
	}
	if n := len(b.town.register); n != 0 {
		t.Error("an approval wrote the register")
	}
}

func TestTheFirstOfTwoReviewersWins(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.claim(t, ann, house101, "owner").ID.String()
	var wg sync.WaitGroup
	answers := make([]testkit.Answer, 8)
	for i := range answers {
		who, do, body := desk, "approve", `{}`
		if i%2 == 1 {
			who, do, body = boss, "reject", `{"reasonCode":"fake"}`
		}
		wg.Go(func() { answers[i] = b.Call(t, who, "POST /admin/v1/bindings/"+id+"/"+do, body) })
	}
	wg.Wait()
	won := 0
	for _, a := range answers {
		switch {
		case a.Status == 200:
			won++
		case a.Status != 409 || !strings.Contains(a.Body, "binding.changed") || !strings.Contains(a.Body, `"stateLabel":"`):
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	if won != 1 || len(b.audited(t)) != 1 {
		t.Errorf("%d reviewers won, audited %v", won, b.audited(t))
	}
	if n := b.notified(t, ann.ID, "binding_approved") + b.notified(t, ann.ID, "binding_rejected"); n != 1 {
		t.Errorf("%d results were sent", n)
	}
}

func TestARejectionIsExplainedAndTheRegisterMayChangeMeanwhile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.town.write(house101, "owner", "李老板", "13900001111")
	b.town.write(house101, "tenant", "张建国", phoneOf(ann.ID))
	v := b.claim(t, ann, house101, "owner")
	at := "/admin/v1/bindings/" + v.ID.String()
	var d binding.BindingDetail
	a := b.Call(t, desk, "GET "+at, "")
	a.Into(t, &d)
	if d.Register.Changed || len(d.Register.People) != 2 || d.Applicant.FullName != "张建国" || d.Applicant.Name != "张*国" || len(d.Evidence) != 1 {
		t.Errorf("%+v", d)
	}
	if p := d.Register.People; p[0].NameMatches || p[0].PhoneMatches || p[0].Phone != "" || !p[1].NameMatches || !p[1].PhoneMatches || p[1].Phone != "138****1001" {
		t.Errorf("%+v", p)
	}
	if strings.Contains(a.Body, "李老板") || strings.Contains(a.Body, "13900001111") || strings.Contains(a.Body, phoneOf(ann.ID)) {
		t.Errorf("in clear: %s", a.Body)
	}
	b.town.mu.Lock()
	b.town.register = nil // the import replaces the register
	b.town.mu.Unlock()
	b.Call(t, desk, "GET "+at, "").Into(t, &d)
	if !d.Register.Changed {
		t.Error("nobody says that the register changed")
	}
	got := b.do(t, desk, "POST "+at+"/reject", `{"reasonCode":"wrong_house"}`, 200)
	if !strings.Contains(got.Reason, "房号") {
		t.Errorf("%+v", got)
	}
	mine := b.do(t, ann, "GET /app/v1/bindings/"+v.ID.String(), "", 200)
	if mine.Reason != got.Reason || mine.State != binding.Rejected || b.notified(t, ann.ID, "binding_rejected") != 1 {
		t.Errorf("%+v", mine)
	}
	if !slices.Contains(b.audited(t), "binding.look") {
		t.Error("the look at the evidence was not recorded")
	}
}

func TestASecondOwnerGoesThroughAndStaffSeeIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v, w := b.claim(t, ann, house101, "owner"), b.claim(t, bob, house101, "owner")
	row := func(id string) binding.BindingDetail {
		var d binding.BindingDetail
		b.Call(t, desk, "GET /admin/v1/bindings/"+id, "").Into(t, &d)
		return d
	}
	if row(v.ID.String()).OwnerExists {
		t.Error("nobody is the owner yet")
	}
	b.do(t, desk, "POST /admin/v1/bindings/"+v.ID.String()+"/approve", `{}`, 200)
	if row(v.ID.String()).OwnerExists || !row(w.ID.String()).OwnerExists {
		t.Error("the flag")
	}
	b.do(t, desk, "POST /admin/v1/bindings/"+w.ID.String()+"/approve", `{}`, 200)
	if b.notified(t, ann.ID, "binding_new_member") != 1 {
		t.Error("the first owner was not told")
	}
	// The objection of one owner against another changes nothing by itself.
	got := b.do(t, ann, "POST /app/v1/bindings/"+w.ID.String()+"/dispute", `{"reason":"不认识这个人"}`, 200)
	if got.State != binding.Active || b.notified(t, boss.ID, "binding_disputed") != 1 || b.notified(t, bob.ID, "binding_disputed") != 0 {
		t.Errorf("%+v", got)
	}
}

func TestWhoSeesTheEvidence(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.do(t, ann, "POST /app/v1/bindings", strings.Replace(b.claimBody(ann, house101, "owner"), "{", `{"note":"电话请晚上打",`, 1), 201).ID.String()
	secret := []string{"电话请晚上打", "fullName", "/files/"}
	for _, sc := range []testkit.Scenario{
		{Name: "anonymous", Do: "GET /admin/v1/bindings/" + id, WantStatus: 401},
		{Name: "a resident", As: ann, Do: "GET /admin/v1/bindings/" + id, WantStatus: 401},
		{Name: "another community", As: far, Do: "GET /admin/v1/bindings/" + id, WantStatus: 404, NoBody: secret},
		{Name: "who reads", As: read, Do: "GET /admin/v1/bindings/" + id, WantStatus: 200, NoBody: secret},
		{Name: "who reviews", As: desk, Do: "GET /admin/v1/bindings/" + id, WantStatus: 200, WantBody: secret},
		{Name: "a stranger", As: bob, Do: "GET /app/v1/bindings/" + id, WantStatus: 404},
		{Name: "a list of another community", As: far, Do: "GET /admin/v1/bindings", WantStatus: 200, WantBody: []string{`"items":[]`}},
		{Name: "a forged community", As: far, Do: "GET /admin/v1/bindings?communityId=10", WantStatus: 403},
	} {
		sc.Run(t, b.HTTP)
	}
}

func TestTheQueueIsReadOldestFirstAndShowsTheAge(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	type page struct {
		Items      []binding.StaffBinding
		NextCursor string
	}
	v := b.claim(t, ann, house101, "owner")
	b.clock.Advance(50 * time.Hour)
	w := b.claim(t, bob, house101, "owner")
	b.clock.Advance(25 * time.Hour)
	var p page
	b.Call(t, desk, "GET /admin/v1/bindings?communityId=10&state=pending", "").Into(t, &p)
	if len(p.Items) != 2 || p.Items[0].ID != v.ID || p.Items[0].AgeHours != 75 || p.Items[0].Urgency != "late" || p.Items[1].Urgency != "warn" || p.Items[1].ID != w.ID {
		t.Errorf("%+v", p)
	}
	for range 16 { // two each
		for _, who := range []auth.Actor{amy, eve} {
			c := b.claim(t, who, house101, "member")
			b.do(t, who, "POST /app/v1/bindings/"+c.ID.String()+"/withdraw", `{}`, 200)
		}
		b.clock.Advance(24 * time.Hour * 4)
	}
	seen, cursor := 0, ""
	for {
		p = page{}
		b.Call(t, desk, "GET /admin/v1/bindings?state=withdrawn&cursor="+cursor, "").Into(t, &p)
		for i, r := range p.Items {
			if r.State != binding.Withdrawn || i > 0 && r.ID >= p.Items[i-1].ID {
				t.Errorf("row %d of %s", i, cursor)
			}
		}
		seen, cursor = seen+len(p.Items), p.NextCursor
		if cursor == "" {
			break
		}
	}
	if seen != 32 {
		t.Errorf("%d rows", seen)
	}
	b.refuse(t, desk, "GET /admin/v1/bindings?cursor=x", "", 422, "binding.input")
}

func TestSuspendResumeRevoke(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.seed(t, ann, house101, "owner")
	at := "POST /admin/v1/bindings/" + v.ID.String()
	b.refuse(t, desk, at+"/suspend", `{"reason":"争议"}`, 403, "auth.denied")
	b.refuse(t, far, at+"/suspend", `{"reason":"争议"}`, 404, "binding.not_found")
	if a := b.Call(t, boss, at+"/suspend", `{}`); a.Status != 422 {
		t.Errorf("without a reason: %d", a.Status)
	}
	b.refuse(t, boss, at+"/resume", `{"reason":"x"}`, 409, "binding.changed")
	b.town.forgot = nil
	b.do(t, boss, at+"/suspend", `{"reason":"产权有争议"}`, 200)
	if houses, _ := b.Houses(t.Context(), ann.ID); len(houses) != 0 || !slices.Contains(b.town.forgot, ann.ID) {
		t.Error("a suspended person keeps his rights")
	}
	if b.notified(t, ann.ID, "binding_disputed") != 1 {
		t.Error("he was not told")
	}
	b.refuse(t, annie, at+"/resume", `{"reason":"我自己"}`, 403, "binding.own_request")
	if got := b.do(t, boss, at+"/resume", `{"reason":"已核实"}`, 200); got.Reason != "" {
		t.Errorf("an active binding explains itself: %+v", got)
	}
	if houses, _ := b.Houses(t.Context(), ann.ID); len(houses) != 1 {
		t.Error("resumed without rights")
	}
	b.do(t, boss, at+"/suspend", `{"reason":"产权有争议"}`, 200)
	b.do(t, boss, at+"/revoke", `{"reason":"冒用他人材料"}`, 200)
	if s := b.state(t, ann, v.ID); s != binding.Revoked {
		t.Errorf("%s", s)
	}
	b.refuse(t, boss, at+"/resume", `{"reason":"x"}`, 409, "binding.changed")
	var d binding.BindingDetail
	b.Call(t, boss, "GET /admin/v1/bindings/"+v.ID.String(), "").Into(t, &d)
	var lines []string
	for _, h := range d.History {
		lines = append(lines, h.Actor+h.Action)
	}
	if got := strings.Join(lines, " "); got != "系统登记 孙经理暂停认证 孙经理恢复认证 孙经理暂停认证 孙经理取消认证" {
		t.Error(got)
	}
}

func TestAnOwnerDecidesAboutMembers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.seed(t, ann, house101, "owner")
	b.seed(t, bob, house102, "owner")
	v, w := b.claim(t, amy, house101, "member"), b.claim(t, eve, house101, "tenant")
	b.refuse(t, bob, "POST /app/v1/bindings/"+v.ID.String()+"/approve", `{}`, 404, "binding.not_found")
	b.refuse(t, amy, "POST /app/v1/bindings/"+v.ID.String()+"/approve", `{}`, 403, "binding.not_yours")
	seen := b.do(t, ann, "GET /app/v1/bindings/"+v.ID.String(), "", 200)
	if !slices.Equal(seen.Actions, []string{"approve", "reject"}) || seen.PersonName != "张*美" {
		t.Errorf("%+v", seen)
	}
	b.do(t, ann, "POST /app/v1/bindings/"+v.ID.String()+"/approve", `{}`, 200)
	b.do(t, ann, "POST /app/v1/bindings/"+w.ID.String()+"/reject", `{"reason":"没有租给他"}`, 200)
	if b.state(t, amy, v.ID) != binding.Active || b.state(t, eve, w.ID) != binding.Rejected {
		t.Error("the owner's word")
	}
	if len(b.audited(t)) != 0 {
		t.Error("residents are not in the staff's audit")
	}
}

func TestEventRowsSayWhoAndWhence(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.do(t, ann, "POST /app/v1/bindings", b.claimBody(ann, house101, "owner"), 201).ID
	if a := b.Call(t, desk, fmt.Sprintf("POST /admin/v1/bindings/%d/reject", id), `{"reasonCode":"fake"}`, "User-Agent", "desk-browser"); a.Status != 200 {
		t.Fatal(a.Body)
	}
	var rows []struct {
		FromState, ToState, ActorKind, ActorRole, ReasonCode, Channel, Device string
		ActorID, Version                                                      int64
	}
	if err := b.raw(t, "SELECT * FROM binding_events WHERE binding_id = ? ORDER BY version", &rows, id); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(rows); got != "[{ pending resident self  app  1001 1} {pending rejected staff reviewer fake admin desk-browser 2001 2}]" {
		t.Error(got)
	}
}

// raw reads rows by hand-written SQL.
func (b *bench) raw(t testing.TB, query string, into any, args ...any) error {
	t.Helper()
	return b.db.Conn(db.AllowRaw(t.Context())).Raw(query, args...).Scan(into).Error
}

package binding_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/binding"
	"zhijian/server/platform/testkit"
)

func TestAClaimThatIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	body := func(house, role, name, files, more string) string {
		return fmt.Sprintf(`{"houseId":%q,"role":%q,"name":%q,"evidenceFileIds":%s%s}`, house, role, name, files, more)
	}
	own := b.files(ann, 1)
	for _, sc := range []testkit.Scenario{
		{Name: "anonymous", Do: "POST /app/v1/bindings", Body: body("101", "owner", "张建国", own, ""), WantStatus: 401},
		{Name: "staff on the app", As: desk, Do: "POST /app/v1/bindings", Body: body("101", "owner", "张建国", own, ""), WantStatus: 401},
		{Name: "forged house", As: ann, Do: "POST /app/v1/bindings", Body: body("999", "owner", "张建国", own, ""), WantStatus: 404, WantBody: []string{"house.not_found"}},
		{Name: "house id is no number", As: ann, Do: "POST /app/v1/bindings", Body: body("1 OR 1=1", "owner", "张建国", own, ""), WantStatus: 422},
		{Name: "house of another community", As: ann, Do: "POST /app/v1/bindings", Body: body("201", "owner", "张建国", own, `,"communityId":"10"`), WantStatus: 422, WantBody: []string{"binding.community"}},
		{Name: "somebody else's picture", As: ann, Do: "POST /app/v1/bindings", Body: body("101", "owner", "张建国", b.files(bob, 1), ""), WantStatus: 422, WantBody: []string{"file.unknown"}},
		{Name: "no picture", As: ann, Do: "POST /app/v1/bindings", Body: body("101", "owner", "张建国", "[]", ""), WantStatus: 422},
		{Name: "five pictures", As: ann, Do: "POST /app/v1/bindings", Body: body("101", "owner", "张建国", b.files(ann, 5), ""), WantStatus: 422},
		{Name: "one picture twice", As: ann, Do: "POST /app/v1/bindings", Body: body("101", "owner", "张建国", `["7","7"]`, ""), WantStatus: 422},
		{Name: "name of 200 characters", As: ann, Do: "POST /app/v1/bindings", Body: body("101", "owner", strings.Repeat("张", 200), own, ""), WantStatus: 422, WantBody: []string{"name"}},
		{Name: "name with digits", As: ann, Do: "POST /app/v1/bindings", Body: body("101", "owner", "张3", own, ""), WantStatus: 422, WantBody: []string{`"field":"name"`}},
		{Name: "name of spaces", As: ann, Do: "POST /app/v1/bindings", Body: body("101", "owner", "   ", own, ""), WantStatus: 422},
		{Name: "name with NUL", As: ann, Do: "POST /app/v1/bindings", Body: strings.Replace(body("101", "owner", "X", own, ""), `"X"`, `"张\u0000"`, 1), WantStatus: 422},
		{Name: "unknown role", As: ann, Do: "POST /app/v1/bindings", Body: body("101", "head", "张建国", own, ""), WantStatus: 422},
		{Name: "state from outside", As: ann, Do: "POST /app/v1/bindings", Body: body("101", "owner", "张建国", own, `,"state":"active"`), WantStatus: 422},
		{Name: "owner with a lease", As: ann, Do: "POST /app/v1/bindings", Body: body("101", "owner", "张建国", own, `,"validTo":"2027-01-01T00:00:00Z"`), WantStatus: 422, WantBody: []string{"validTo"}},
		{Name: "lease in the past", As: ann, Do: "POST /app/v1/bindings", Body: body("101", "tenant", "张建国", own, `,"validTo":"2020-01-01T00:00:00Z"`), WantStatus: 422, WantBody: []string{"validTo"}},
		{Name: "lease of eleven years", As: ann, Do: "POST /app/v1/bindings", Body: body("101", "tenant", "张建国", own, `,"validTo":"2037-06-01T00:00:00Z"`), WantStatus: 422, WantBody: []string{"validTo"}},
		{Name: "long note", As: ann, Do: "POST /app/v1/bindings", Body: body("101", "owner", "张建国", own, `,"note":"`+strings.Repeat("长", 201)+`"`), WantStatus: 422},
		{Name: "nothing was kept", As: ann, Do: "GET /app/v1/bindings", WantStatus: 200, WantBody: []string{`"items":[]`}},
	} {
		sc.Run(t, b.HTTP)
	}
	if len(b.town.told)+len(b.town.cards)+len(b.outboxed(t, "test:notify", "")) > 0 {
		t.Error("a refusal told somebody something")
	}
}

func TestAClaimWaitsForStaff(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.claim(t, ann, house101, "owner")
	if v.State != binding.Pending || v.PersonName != "张建国" || v.Phone != "138****1001" || !v.Mine || v.Source != binding.ByApply || v.HouseLabel != "1栋1单元101" || v.CommunityID != garden {
		t.Errorf("%+v", v)
	}
	if c := b.town.cards[v.ID]; c.PersonID != ann.ID || c.Status != "pending" || c.Label != "待审核" || !strings.HasSuffix(c.Link, v.ID.String()) {
		t.Errorf("card %+v", c)
	}
	if b.notified(t, desk.ID, "binding_submitted") != 1 || b.notified(t, boss.ID, "binding_submitted") != 1 || b.notified(t, read.ID, "binding_submitted")+b.notified(t, far.ID, "binding_submitted") != 0 {
		t.Error("the review went to the wrong staff")
	}
	if len(b.town.told) != 1 || !strings.Contains(b.town.told[0], "1001 2001 2002 2003") {
		t.Errorf("told %v", b.town.told)
	}
	if got := b.outboxed(t, "test:changed", `"to":"pending"`); len(got) != 1 || !strings.Contains(got[0], `"from":""`) {
		t.Errorf("events %v", got)
	}
	if strings.Contains(strings.Join(b.outboxed(t, "test:notify", ""), ""), "张建国") {
		t.Error("a message carries the full name")
	}
	again := b.do(t, ann, "POST /app/v1/bindings", b.claimBody(ann, house101, "member"), 200)
	if again.ID != v.ID || again.Role != binding.Owner {
		t.Errorf("the second claim is another: %+v", again)
	}
	if len(b.town.attached) != 1 {
		t.Error("the second claim took its pictures")
	}
}

func TestOneClaimFromTwoPhonesAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const n = 6
	bodies, seen := make([]string, n), make([]testkit.Answer, n)
	for i := range bodies {
		bodies[i] = b.claimBody(ann, house101, "owner")
	}
	var wg sync.WaitGroup
	for i := range bodies {
		wg.Go(func() { seen[i] = b.Call(t, ann, "POST /app/v1/bindings", bodies[i]) })
	}
	wg.Wait()
	made, id := 0, ""
	for _, a := range seen {
		var v binding.Binding
		a.Into(t, &v)
		if a.Status == 201 {
			made++
		}
		if id == "" {
			id = v.ID.String()
		}
		if v.ID.String() != id || a.Status > 201 {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	if made != 1 || len(b.town.attached) != 1 {
		t.Errorf("%d claims were made, %d pictures attached", made, len(b.town.attached))
	}
}

func TestAfterARejectionTheNumberOfClaimsIsLimited(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	reject := func(id string) {
		b.do(t, desk, "POST /admin/v1/bindings/"+id+"/reject", `{"reasonCode":"fake"}`, 200)
	}
	total := 0
	for day := range 4 {
		for range []int{3, 3, 3, 1}[day] {
			reject(b.claim(t, ann, house101, "owner").ID.String())
			total++
		}
		b.refuse(t, ann, "POST /app/v1/bindings", b.claimBody(ann, house101, "owner"), 429, []string{"binding.too_often", "binding.too_often_month"}[day/3])
		b.clock.Advance(24 * time.Hour)
	}
	if total != 10 {
		t.Fatal(total)
	}
	b.claim(t, ann, house102, "owner") // another house is another matter
	b.refuse(t, ann, "POST /app/v1/bindings", b.claimBody(ann, house101, "owner"), 429, "binding.too_often_month")
	b.clock.Advance(28 * 24 * time.Hour)
	b.claim(t, ann, house101, "owner")
}

func TestMoreEvidenceAndWithdrawal(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.claim(t, ann, house101, "owner")
	at := "POST /app/v1/bindings/" + v.ID.String()
	evidence := `{"evidenceFileIds":` + b.files(ann, 2) + `,"note":"补上了"}`
	b.refuse(t, ann, at+"/evidence", evidence, 409, "binding.changed")
	b.do(t, desk, "POST /admin/v1/bindings/"+v.ID.String()+"/need-more", `{"reasonCode":"unclear"}`, 200)
	if b.town.cards[v.ID].Status != "need_more" || b.notified(t, ann.ID, "binding_need_more") != 1 {
		t.Error("nobody told her")
	}
	b.refuse(t, bob, at+"/evidence", evidence, 404, "binding.not_found")
	b.refuse(t, bob, at+"/withdraw", `{}`, 404, "binding.not_found")
	b.refuse(t, ann, at+"/evidence", `{"evidenceFileIds":`+b.files(bob, 1)+`}`, 422, "file.unknown")
	if got := b.do(t, ann, at+"/evidence", evidence, 200); got.State != binding.Pending || len(b.town.attached) != 3 || got.Reason != "" {
		t.Errorf("%+v", got)
	}
	if a := b.Call(t, desk, "GET /admin/v1/bindings/"+v.ID.String(), ""); !strings.Contains(a.Body, `"note":"补上了"`) || strings.Contains(strings.Join(b.outboxed(t, "test:notify", ""), ""), "补上了") {
		t.Error("the note is for the reviewer alone")
	}
	long := `{"evidenceFileIds":` + b.files(ann, 1) + `,"note":"` + strings.Repeat("长", 200) + `"}`
	for range 3 {
		b.do(t, desk, "POST /admin/v1/bindings/"+v.ID.String()+"/need-more", `{"reasonCode":"unclear"}`, 200)
		long = strings.Replace(long, long[strings.Index(long, "["):strings.Index(long, "]")+1], b.files(ann, 1), 1)
		b.do(t, ann, at+"/evidence", long, 200)
	}
	if got := b.do(t, ann, at+"/withdraw", `{}`, 200); got.State != binding.Withdrawn || len(got.Actions) != 0 {
		t.Errorf("%+v", got)
	}
	if len(b.town.cards) != 0 {
		t.Error("the card stayed")
	}
	b.refuse(t, ann, at+"/withdraw", `{}`, 409, "binding.changed")
	b.refuse(t, desk, "POST /admin/v1/bindings/"+v.ID.String()+"/approve", `{}`, 409, "binding.changed")
	b.claim(t, ann, house101, "owner") // a withdrawn one does not stand in the way
}

func TestAPersonWithoutPhoneMayApply(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if v := b.claim(t, nina, house101, "owner"); v.Phone != "" {
		t.Errorf("%+v", v)
	}
	b.refuse(t, nina, "POST /app/v1/bindings/match", `{"houseId":"101"}`, 403, "binding.phone_needed")
}

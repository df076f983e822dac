package binding_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"zhijian/server/binding"
	"zhijian/server/event"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
)

func TestOnlyTheHouseholdSeesItself(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.seed(t, ann, house101, "owner")
	tenant := b.seed(t, amy, house101, "tenant")
	b.seed(t, bob, house102, "owner")
	claim := b.claim(t, eve, house101, "member")
	clear := []string{"张建国", "张小美", "王远方", "13800131001"}
	for _, sc := range []testkit.Scenario{
		{Name: "anonymous", Do: "GET /app/v1/houses/101/members", WantStatus: 401},
		{Name: "next door", As: bob, Do: "GET /app/v1/houses/101/members", WantStatus: 404},
		{Name: "who only applied", As: eve, Do: "GET /app/v1/houses/101/members", WantStatus: 404},
		{Name: "a house that is not there", As: ann, Do: "GET /app/v1/houses/999/members", WantStatus: 404},
		{Name: "the tenant", As: amy, Do: "GET /app/v1/houses/101/members", WantStatus: 200, WantBody: []string{`"张*国"`, `"张小美"`, "138****1001"}, NoBody: append([]string{claim.ID.String()}, clear[0], clear[2], clear[3])},
		{Name: "the owner sees who wants to come", As: ann, Do: "GET /app/v1/houses/101/members", WantStatus: 200, WantBody: []string{`"张建国"`, `"张*美"`, claim.ID.String()}, NoBody: clear[1:]},
		{Name: "one of them", As: amy, Do: "GET /app/v1/bindings/" + owner.ID.String(), WantStatus: 200, WantBody: []string{`"actions":[]`}, NoBody: clear[:1]},
		{Name: "a claim is not the tenant's", As: amy, Do: "GET /app/v1/bindings/" + claim.ID.String(), WantStatus: 404},
		{Name: "another house's", As: bob, Do: "GET /app/v1/bindings/" + tenant.ID.String(), WantStatus: 404},
	} {
		sc.Run(t, b.HTTP)
	}
}

func TestRightsAreTheOwnersToGive(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.seed(t, ann, house101, "owner")
	v := b.seed(t, amy, house101, "member")
	b.seed(t, bob, house102, "owner")
	at := "POST /app/v1/bindings/" + v.ID.String() + "/rights"
	for _, sc := range []testkit.Scenario{
		{Name: "anonymous", Do: at, Body: `{"rights":[]}`, WantStatus: 401},
		{Name: "herself", As: amy, Do: at, Body: `{"rights":["pay"]}`, WantStatus: 403, WantBody: []string{"binding.not_yours"}},
		{Name: "next door", As: bob, Do: at, Body: `{"rights":["pay"]}`, WantStatus: 404},
		{Name: "an owner's", As: amy, Do: "POST /app/v1/bindings/" + owner.ID.String() + "/rights", Body: `{"rights":[]}`, WantStatus: 403},
		{Name: "unknown", As: ann, Do: at, Body: `{"rights":["everything"]}`, WantStatus: 422},
	} {
		sc.Run(t, b.HTTP)
	}
	b.town.forgot = nil
	if got := b.do(t, ann, at, `{"rights":["repair"]}`, 200); strings.Join(got.Rights, " ") != "repair" {
		t.Errorf("%+v", got)
	}
	houses, err := b.Houses(t.Context(), amy.ID)
	if err != nil || len(houses[0].Rights) != 1 || !slices.Equal(b.town.forgot, []ids.ID{amy.ID}) {
		t.Errorf("%+v %v, forgot %v", houses, err, b.town.forgot)
	}
	if got := b.do(t, ann, at, `{"rights":[]}`, 200); len(got.Rights) != 0 || got.State != binding.Active {
		t.Errorf("%+v", got)
	}
}

func TestNotOfMyFamily(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.seed(t, ann, house101, "owner")
	v := b.seed(t, amy, house101, "member")
	w := b.seed(t, bob, house101, "tenant")
	b.refuse(t, amy, "POST /app/v1/bindings/"+w.ID.String()+"/dispute", `{"reason":"不认识"}`, 403, "binding.not_yours")
	if a := b.Call(t, ann, "POST /app/v1/bindings/"+v.ID.String()+"/dispute", `{}`); a.Status != 422 {
		t.Errorf("without a reason: %d", a.Status)
	}
	got := b.do(t, ann, "POST /app/v1/bindings/"+v.ID.String()+"/dispute", `{"reason":"不认识这个人"}`, 200)
	if got.State != binding.Suspended || b.notified(t, boss.ID, "binding_disputed") != 1 || b.notified(t, amy.ID, "binding_disputed") != 1 || b.notified(t, desk.ID, "binding_disputed") != 0 {
		t.Errorf("%+v", got)
	}
	if houses, _ := b.Houses(t.Context(), amy.ID); len(houses) != 0 {
		t.Error("the suspended member still has rights")
	}
	if adults, err := b.Adults(db.Within(t.Context(), garden), house101); err != nil || !slices.Equal(adults, []ids.ID{ann.ID, bob.ID}) {
		t.Errorf("%v %v", adults, err)
	}
	b.refuse(t, ann, "POST /app/v1/bindings/"+v.ID.String()+"/dispute", `{"reason":"不认识这个人"}`, 409, "binding.changed")
	b.do(t, boss, "POST /admin/v1/bindings/"+v.ID.String()+"/resume", `{"reason":"户口本已核对"}`, 200)
}

func TestUnbind(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.seed(t, ann, house101, "owner")
	v := b.seed(t, amy, house101, "member")
	w := b.seed(t, eve, house101, "tenant")
	b.seed(t, bob, house102, "owner")
	at := func(id ids.ID) string { return "POST /app/v1/bindings/" + id.String() + "/unbind" }
	b.refuse(t, amy, at(owner.ID), `{"reason":"x"}`, 403, "binding.not_yours")
	b.refuse(t, amy, at(w.ID), `{"reason":"x"}`, 403, "binding.not_yours")
	b.refuse(t, bob, at(v.ID), `{"reason":"x"}`, 404, "binding.not_found")
	b.refuse(t, desk, "POST /admin/v1/bindings/"+v.ID.String()+"/unbind", `{"reason":"x"}`, 403, "auth.denied")
	b.refuse(t, far, "POST /admin/v1/bindings/"+v.ID.String()+"/unbind", `{"reason":"x"}`, 404, "binding.not_found")
	if got := b.do(t, ann, at(v.ID), `{"reason":"已经搬走"}`, 200); got.State != binding.Unbound || b.notified(t, amy.ID, "binding_ended") != 1 {
		t.Errorf("%+v", got)
	}
	if got := b.do(t, eve, at(w.ID), `{"reason":"租期结束"}`, 200); got.State != binding.Unbound || b.notified(t, eve.ID, "binding_ended") != 0 {
		t.Errorf("%+v", got)
	}
	b.refuse(t, eve, at(w.ID), `{"reason":"租期结束"}`, 409, "binding.changed")
	// A former occupant need not act: staff end it with a reason.
	b.do(t, boss, "POST /admin/v1/bindings/"+owner.ID.String()+"/unbind", `{"reason":"房屋已过户"}`, 200)
	if s := b.state(t, ann, owner.ID); s != binding.Unbound {
		t.Error(s)
	}
}

func TestTheLastOwnerIsWarned(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.seed(t, ann, house101, "owner")
	w := b.seed(t, bob, house101, "owner")
	b.town.open = 2
	at := "POST /app/v1/bindings/" + v.ID.String() + "/unbind"
	b.do(t, bob, "POST /app/v1/bindings/"+w.ID.String()+"/unbind", `{"reason":"房屋已出售"}`, 200) // not the last
	a := b.refuse(t, ann, at, `{"reason":"房屋已出售"}`, 409, "binding.confirm_needed")
	if !strings.Contains(a.Body, `"openOrders":"2"`) || !strings.Contains(a.Body, "2 张工单") {
		t.Error(a.Body)
	}
	if b.state(t, ann, v.ID) != binding.Active {
		t.Error("the warning unbound her")
	}
	b.do(t, ann, at, `{"reason":"房屋已出售","confirmed":true}`, 200)

	again := b.seed(t, ann, house101, "owner")
	b.town.open = 0
	b.do(t, ann, "POST /app/v1/bindings/"+again.ID.String()+"/unbind", `{"reason":"房屋已出售"}`, 200) // nothing open, no question
}

func TestAMergedAccountKeepsItsClaims(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	one, two := b.claim(t, nina, house101, "member"), b.claim(t, nina, house102, "member")
	ended := b.claim(t, nina, house201, "member")
	b.do(t, nina, "POST /app/v1/bindings/"+ended.ID.String()+"/withdraw", `{}`, 200)
	own := b.claim(t, ann, house102, "owner")
	if err := b.db.Tx(t.Context(), func(ctx context.Context) error {
		return b.box.Publish(ctx, event.PersonMerged{From: nina.ID, Into: ann.ID})
	}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // it may run twice
		rows, err := b.box.Claim(t.Context(), 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if r.Name != binding.TaskMerge {
				continue
			}
			if err := b.mux.Run(t.Context(), r.Message()); err != nil {
				t.Fatal(err)
			}
		}
	}
	if b.state(t, ann, one.ID) != binding.Pending || b.state(t, ann, own.ID) != binding.Pending || b.state(t, ann, ended.ID) != binding.Withdrawn {
		t.Error("what stays")
	}
	if got := b.do(t, ann, "GET /app/v1/bindings/"+two.ID.String(), "", 200); got.State != binding.Withdrawn {
		t.Errorf("the second claim on the same house: %+v", got)
	}
	b.refuse(t, nina, "GET /app/v1/bindings/"+one.ID.String(), "", 404, "binding.not_found")
	if b.town.cards[one.ID].PersonID != ann.ID {
		t.Error("the card did not move")
	}
	if got := b.do(t, ann, "POST /app/v1/bindings", b.claimBody(ann, house101, "member"), 200); got.ID != one.ID {
		t.Error("the key of the living claim did not move")
	}
}

func TestWhatOthersAskUs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.seed(t, ann, house101, "owner")
	b.seed(t, amy, house101, "member")
	b.seed(t, ann, house102, "owner")
	b.seed(t, eve, house201, "owner")
	b.claim(t, bob, house102, "member")
	ctx := db.Within(t.Context(), garden)
	counts, err := b.BoundCounts(ctx, []ids.ID{house101, house102, house201})
	if err != nil || len(counts) != 2 || counts[house101] != 2 || counts[house102] != 1 {
		t.Errorf("%v %v", counts, err)
	}
	list, err := b.HouseBindings(ctx, house102)
	if err != nil || len(list) != 2 || list[0].PersonName != "张*国" || list[1].Phone != "138****1003" || list[1].StateLabel != "待审核" {
		t.Errorf("%+v %v", list, err)
	}
	figures, err := b.Counts(ctx, garden)
	if err != nil || figures["bindingsPending"] != 1 || figures["residentsActive"] != 2 {
		t.Errorf("%v %v", figures, err)
	}
	if all, err := b.Counts(db.Within(t.Context(), elsewhere), 0); err != nil || all["residentsActive"] != 1 || all["bindingsPending"] != 0 {
		t.Errorf("%v %v", all, err)
	}
}

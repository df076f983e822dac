package binding_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"zhijian/server/binding"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/testkit"
)

const staffMove, ownMove = "POST /admin/v1/houses/101/move-out", "POST /app/v1/houses/101/move-out"

const looked = `"fees","deposits","keys","cars","parcels","bookings","invoices","votes"`

func moveBody(day, codes string) string {
	return fmt.Sprintf(`{"effectiveDate":%q,"reason":"房屋已出售","acknowledged":[%s]}`, day, codes)
}

func (b *bench) move(t testing.TB, as auth.Actor, do, body string) binding.MoveOutResult {
	t.Helper()
	a := b.Call(t, as, do, body)
	if a.Status != 200 {
		t.Fatalf("%s: %s", do, a.Body)
	}
	var r binding.MoveOutResult
	a.Into(t, &r)
	return r
}

func TestAMoveOutThatIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.seed(t, ann, house101, "owner")
	b.seed(t, amy, house101, "member")
	today := b.day(0)
	b.town.open = 1
	for _, sc := range []testkit.Scenario{
		{Name: "anonymous", Do: staffMove, Body: moveBody(today, looked), WantStatus: 401},
		{Name: "a reviewer", As: desk, Do: staffMove, Body: moveBody(today, looked), WantStatus: 403},
		{Name: "another community", As: far, Do: staffMove, Body: moveBody(today, looked), WantStatus: 404},
		{Name: "its checklist", As: far, Do: "GET /admin/v1/houses/101/move-out", WantStatus: 404},
		{Name: "a member", As: amy, Do: ownMove, Body: moveBody(today, looked), WantStatus: 403, WantBody: []string{"binding.not_yours"}},
		{Name: "a stranger", As: bob, Do: ownMove, Body: moveBody(today, looked), WantStatus: 404},
		{Name: "yesterday", As: boss, Do: staffMove, Body: moveBody(b.day(-1), looked), WantStatus: 422, WantBody: []string{"binding.move_out_date"}},
		{Name: "far away", As: boss, Do: staffMove, Body: moveBody(b.day(91), looked), WantStatus: 422, WantBody: []string{"binding.move_out_date"}},
		{Name: "31 February", As: boss, Do: staffMove, Body: moveBody("2026-02-31", looked), WantStatus: 422, WantBody: []string{"binding.move_out_date"}},
		{Name: "nothing was looked at", As: boss, Do: staffMove, Body: moveBody(today, ""), WantStatus: 422, WantBody: []string{"binding.acknowledge", "费用", "报修工单"}},
		{Name: "the open order was not", As: boss, Do: staffMove, Body: moveBody(today, looked), WantStatus: 422, WantBody: []string{"报修工单"}, NoBody: []string{"费用"}},
		{Name: "nobody lives there", As: boss, Do: "POST /admin/v1/houses/102/move-out", Body: moveBody(today, looked+`,"orders"`), WantStatus: 409, WantBody: []string{"binding.nobody"}},
		{Name: "none to call off", As: boss, Do: staffMove + "/cancel", Body: `{}`, WantStatus: 404},
		{Name: "the list says why", As: boss, Do: "GET /admin/v1/houses/101/move-out", WantStatus: 200, WantBody: []string{`"code":"residents","label":"已认证住户","state":"ok"`, `"code":"orders","label":"报修工单","state":"warn"`}},
	} {
		sc.Run(t, b.HTTP)
	}
	if len(b.audited(t)) != 0 {
		t.Error("something happened")
	}
}

func TestStaffMoveAHouseholdOut(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v, w := b.seed(t, ann, house101, "owner"), b.seed(t, bob, house101, "owner")
	sus := b.seed(t, amy, house101, "member")
	b.do(t, boss, "POST /admin/v1/bindings/"+sus.ID.String()+"/suspend", `{"reason":"争议"}`, 200)
	next := b.claim(t, eve, house101, "owner") // the buyer waits for review
	i := b.invite(t, ann, nina2(), "member", `["repair"]`)
	r := b.move(t, boss, staffMove, moveBody(b.day(0), looked))
	if r.State != "done" || r.Ended != 3 {
		t.Errorf("%+v", r)
	}
	if b.state(t, ann, v.ID) != binding.MovedOut || b.state(t, bob, w.ID) != binding.MovedOut || b.state(t, amy, sus.ID) != binding.MovedOut || b.state(t, eve, next.ID) != binding.Pending {
		t.Error("who went and who stays")
	}
	if b.notified(t, ann.ID, "binding_ended") != 1 || b.notified(t, amy.ID, "binding_ended") != 1 {
		t.Error("they were not told")
	}
	var list struct{ Items []binding.Invitation }
	b.do(t, desk, "POST /admin/v1/bindings/"+next.ID.String()+"/approve", `{}`, 200)
	a := b.Call(t, eve, "GET /app/v1/houses/101/invitations", "")
	a.Into(t, &list)
	if len(list.Items) != 1 || list.Items[0].ID != i.ID || list.Items[0].State != "cancelled" {
		t.Error(a.Body)
	}
	// History stays with those who left and is not shown to who came.
	if a := b.Call(t, eve, "GET /app/v1/houses/101/members", ""); strings.Contains(a.Body, v.ID.String()) {
		t.Error("the new owner sees the old one")
	}
	b.refuse(t, eve, "GET /app/v1/bindings/"+v.ID.String(), "", 404, "binding.not_found")
	if got := b.do(t, ann, "GET /app/v1/bindings/"+v.ID.String(), "", 200); got.Reason != "房屋已出售" {
		t.Errorf("%+v", got)
	}
	b.refuse(t, boss, "POST /admin/v1/houses/102/move-out", moveBody(b.day(0), looked), 409, "binding.nobody")
}

// nina2 is a phone without an account.
func nina2() auth.Actor { return person(1099, "没有账号") }

func TestTheOwnerMovesOutOnADay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v, w := b.seed(t, ann, house101, "owner"), b.seed(t, amy, house101, "member")
	other := b.seed(t, bob, house101, "owner")
	b.refuse(t, ann, ownMove, moveBody(b.day(3), looked), 409, "binding.other_owner")
	b.do(t, bob, "POST /app/v1/bindings/"+other.ID.String()+"/unbind", `{"reason":"绑错了房屋"}`, 200)
	if r := b.move(t, ann, ownMove, moveBody(b.day(3), looked)); r.State != "waiting" || r.Ended != 0 {
		t.Errorf("%+v", r)
	}
	b.refuse(t, ann, ownMove, moveBody(b.day(2), looked), 409, "binding.moving_out")
	if a := b.Call(t, ann, "GET /app/v1/houses/101/move-out", ""); !strings.Contains(a.Body, b.day(3)) {
		t.Error(a.Body)
	}
	if r := b.move(t, boss, staffMove+"/cancel", `{}`); r.State != "cancelled" {
		t.Errorf("%+v", r)
	}
	b.move(t, ann, ownMove, moveBody(b.day(3), looked))
	b.clock.Advance(time.Hour)
	buyer := b.claim(t, eve, house101, "owner")
	b.do(t, desk, "POST /admin/v1/bindings/"+buyer.ID.String()+"/approve", `{}`, 200) // moves in before the day
	run := func() {
		t.Helper()
		if err := b.RunMoveOuts(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	run()
	if b.state(t, ann, v.ID) != binding.Active {
		t.Error("too early")
	}
	b.clock.Advance(3 * 24 * time.Hour)
	run()
	run()
	if b.state(t, ann, v.ID) != binding.MovedOut || b.state(t, amy, w.ID) != binding.MovedOut || b.state(t, eve, buyer.ID) != binding.Active {
		t.Error("who went and who stays")
	}
}

func TestTheOwnerMovesOutToday(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v, w := b.seed(t, ann, house101, "owner"), b.seed(t, amy, house101, "member")
	if r := b.move(t, ann, ownMove, moveBody(b.day(0), looked)); r.State != "done" || r.Ended != 2 {
		t.Errorf("%+v", r)
	}
	if b.state(t, ann, v.ID) != binding.MovedOut || b.state(t, amy, w.ID) != binding.MovedOut {
		t.Error("somebody stayed")
	}
	b.refuse(t, ann, ownMove, moveBody(b.day(0), looked), 404, "binding.not_found")
}

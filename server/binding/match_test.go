package binding_test

import (
	"testing"
	"time"

	"zhijian/server/binding"
)

type matches struct{ Items []binding.Matched }

func (b *bench) matches(t *testing.T) []binding.Matched {
	t.Helper()
	var m matches
	b.Call(t, ann, "GET /app/v1/bindings/matches", "").Into(t, &m)
	return m.Items
}

func TestThePhoneOnTheRegisterBinds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if m := b.matches(t); len(m) != 0 {
		t.Errorf("%v without a register", m)
	}
	b.refuse(t, ann, "POST /app/v1/bindings/match", `{"houseId":"101"}`, 404, "binding.no_match")
	b.town.write(house101, "owner", "张建国", phoneOf(ann.ID))
	b.town.write(house101, "tenant", "李邻居", phoneOf(bob.ID))
	m := b.matches(t)
	if len(m) != 1 || m[0].HouseID != house101 || m[0].LabelMasked != "1栋1单元1**" || m[0].Role != binding.Owner || m[0].NeedsConfirm {
		t.Errorf("%+v", m)
	}
	b.refuse(t, eve, "POST /app/v1/bindings/match", `{"houseId":"101"}`, 404, "binding.no_match")
	b.refuse(t, ann, "POST /app/v1/bindings/match", `{"houseId":"102"}`, 404, "binding.no_match")
	v := b.do(t, ann, "POST /app/v1/bindings/match", `{"houseId":"101"}`, 201)
	if v.State != binding.Active || v.Role != binding.Owner || v.PersonName != "张建国" || len(v.Rights) != 5 || v.Source != binding.ByMatch {
		t.Errorf("%+v", v)
	}
	if len(b.matches(t)) != 0 {
		t.Error("a bound house is offered again")
	}
	if again := b.do(t, ann, "POST /app/v1/bindings/match", `{"houseId":"101"}`, 201); again.ID != v.ID {
		t.Error("bound twice")
	}
	tenant := b.do(t, bob, "POST /app/v1/bindings/match", `{"houseId":"101"}`, 201)
	if tenant.Role != binding.Tenant || len(tenant.Rights) != 3 {
		t.Errorf("%+v", tenant)
	}
	if b.notified(t, ann.ID, "binding_new_member") != 1 || b.notified(t, bob.ID, "binding_new_member") != 0 {
		t.Error("the adults of the house were not told, or the wrong ones")
	}
	if houses, err := b.Houses(t.Context(), ann.ID); err != nil || len(houses) != 1 || houses[0].HouseID != house101 || houses[0].CommunityID != garden || houses[0].Role != "owner" {
		t.Errorf("%+v %v", houses, err)
	}
}

func TestSeveralHousesAskForTheRoom(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.town.write(house101, "owner", "张建国", phoneOf(ann.ID))
	b.town.write(house102, "co_owner", "张建国", phoneOf(ann.ID))
	if m := b.matches(t); len(m) != 2 || !m[0].NeedsConfirm || m[1].LabelMasked != "1栋1单元1**" {
		t.Errorf("%+v", m)
	}
	for _, last2 := range []string{"", "02", "1", "001"} {
		b.refuse(t, ann, "POST /app/v1/bindings/match", `{"houseId":"101","roomLast2":"`+last2+`"}`, 422, "binding.room")
	}
	b.do(t, ann, "POST /app/v1/bindings/match", `{"houseId":"101","roomLast2":"01"}`, 201)
	for range 5 {
		b.refuse(t, ann, "POST /app/v1/bindings/match", `{"houseId":"102","roomLast2":"99"}`, 422, "binding.room")
	}
	b.refuse(t, ann, "POST /app/v1/bindings/match", `{"houseId":"102","roomLast2":"02"}`, 429, "binding.room_locked")
}

func TestACoupleSharesOnePhone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.town.write(house101, "tenant", "王太太", phoneOf(ann.ID))
	b.town.write(house101, "co_owner", "张建国", phoneOf(ann.ID))
	m := b.matches(t)
	if len(m) != 1 || m[0].Role != binding.Owner || m[0].NeedsConfirm {
		t.Fatalf("%+v", m)
	}
	v := b.do(t, ann, "POST /app/v1/bindings/match", `{"houseId":"101"}`, 201)
	if v.PersonName != "张建国" || v.Role != binding.Owner {
		t.Errorf("%+v", v)
	}
}

func TestAClaimBecomesAMatchWhenTheRegisterComes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	claim := b.claim(t, ann, house101, "member")
	b.town.write(house101, "owner", "张建国", phoneOf(ann.ID))
	v := b.do(t, ann, "POST /app/v1/bindings/match", `{"houseId":"101"}`, 201)
	if v.ID != claim.ID || v.State != binding.Active || v.Role != binding.Owner || len(b.town.cards) != 0 {
		t.Errorf("%+v", v)
	}
}

// The former occupant still stands on the register until the next import; his
// phone alone must not bring him back.
func TestWhoWasRemovedDoesNotMatchAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.town.write(house101, "owner", "张建国", phoneOf(ann.ID))
	v := b.do(t, ann, "POST /app/v1/bindings/match", `{"houseId":"101"}`, 201)
	b.do(t, ann, "POST /app/v1/bindings/"+v.ID.String()+"/unbind", `{"reason":"绑错了房屋"}`, 200)
	if len(b.matches(t)) != 1 {
		t.Error("who left by himself may come back")
	}
	v = b.do(t, ann, "POST /app/v1/bindings/match", `{"houseId":"101"}`, 201)
	b.do(t, boss, "POST /admin/v1/bindings/"+v.ID.String()+"/unbind", `{"reason":"房屋已过户"}`, 200)
	if len(b.matches(t)) != 0 {
		t.Error("who was removed is offered the house")
	}
	b.refuse(t, ann, "POST /app/v1/bindings/match", `{"houseId":"101"}`, 404, "binding.no_match")
	b.claim(t, ann, house101, "owner") // with evidence he may ask
}

func TestASuspendedPersonDoesNotMatchAroundIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.town.write(house101, "owner", "张建国", phoneOf(ann.ID))
	v := b.do(t, ann, "POST /app/v1/bindings/match", `{"houseId":"101"}`, 201)
	b.do(t, boss, "POST /admin/v1/bindings/"+v.ID.String()+"/suspend", `{"reason":"有争议"}`, 200)
	b.refuse(t, ann, "POST /app/v1/bindings/match", `{"houseId":"101"}`, 404, "binding.no_match")
	b.refuse(t, ann, "POST /app/v1/bindings", b.claimBody(ann, house101, "owner"), 409, "binding.already")
}

// Who can write the register could write himself onto it.
func TestStaffWhoMatchWaitForAColleague(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.town.insiders = true
	b.town.write(house101, "owner", "张建国", phoneOf(ann.ID))
	v := b.do(t, ann, "POST /app/v1/bindings/match", `{"houseId":"101"}`, 201)
	if v.State != binding.Pending || v.Source != binding.ByMatch {
		t.Fatalf("%+v", v)
	}
	b.refuse(t, annie, "POST /admin/v1/bindings/"+v.ID.String()+"/approve", `{}`, 403, "binding.own_request")
	if got := b.do(t, desk, "POST /admin/v1/bindings/"+v.ID.String()+"/approve", `{}`, 200); got.State != binding.Active {
		t.Errorf("%+v", got)
	}
}

func TestTheSeedMayRunTwice(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first := b.seed(t, ann, house101, "owner")
	b.clock.Advance(time.Hour)
	if second := b.seed(t, ann, house101, "owner"); second.ID != first.ID {
		t.Error("bound twice")
	}
	if len(b.outboxed(t, "test:notify", "")) != 0 {
		t.Error("the seed sends messages")
	}
	if err := b.SeedActive(t.Context(), ann.ID, 999, "owner"); err == nil {
		t.Error("a house that is not there")
	}
}

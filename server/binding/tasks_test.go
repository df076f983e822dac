package binding_test

import (
	"fmt"
	"testing"
	"time"

	"zhijian/server/binding"
)

const aDay = 24 * time.Hour

func (b *bench) tick(t testing.TB) {
	t.Helper()
	for range 2 { // a periodic may run twice
		if err := b.RunTimers(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestStaffAreRemindedEachDay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.claim(t, ann, house101, "owner")
	reminders := func() int { return b.notified(t, desk.ID, "binding_submitted") }
	b.clock.Advance(23 * time.Hour)
	b.tick(t)
	if reminders() != 1 {
		t.Error("too early")
	}
	for day := 1; day <= 3; day++ {
		b.clock.Advance(aDay)
		b.tick(t)
		if reminders() != 1+day {
			t.Errorf("day %d: %d messages", day, reminders())
		}
	}
	b.do(t, desk, "POST /admin/v1/bindings/"+v.ID.String()+"/need-more", `{"reasonCode":"missing"}`, 200)
	b.clock.Advance(5 * aDay)
	b.tick(t)
	if reminders() != 4 {
		t.Error("reminded while the applicant is asked")
	}
}

func TestALeaseIsAnnouncedAndEnds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.seed(t, ann, house101, "owner")
	end := b.clock.Now().Add(40 * aDay)
	body := fmt.Sprintf(`{"phone":%q,"role":"tenant","rights":["repair"],"validTo":%q}`, phoneOf(bob.ID), end.Format(time.RFC3339))
	var i binding.Invitation
	b.Call(t, ann, "POST /app/v1/houses/101/invitations", body).Into(t, &i)
	v := b.do(t, bob, "POST /app/v1/invitations/accept", token(i), 201)
	if v.ValidTo == nil || !v.ValidTo.Equal(end) {
		t.Fatalf("%+v", v)
	}
	for _, step := range []struct {
		pass  time.Duration
		told  int
		state binding.State
	}{
		{9 * aDay, 0, binding.Active},
		{1 * aDay, 1, binding.Active}, // T-30
		{22 * aDay, 1, binding.Active},
		{1 * aDay, 2, binding.Active}, // T-7
		{7*aDay - time.Minute, 2, binding.Active},
		{time.Minute, 2, binding.Expired}, // T-0
	} {
		b.clock.Advance(step.pass)
		b.tick(t)
		if n := b.notified(t, bob.ID, "binding_expiring"); n != step.told || b.state(t, bob, v.ID) != step.state {
			t.Errorf("after %v: %d notices, %s", step.pass, n, b.state(t, bob, v.ID))
		}
	}
	if b.notified(t, bob.ID, "binding_ended") != 1 || b.state(t, ann, owner.ID) != binding.Active {
		t.Error("the end")
	}
}

// The clock may be late; rights end at the lease's end all the same.
func TestRightsEndWithTheLeaseEvenBeforeTheTimer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	end := b.clock.Now().Add(10 * aDay)
	claim := b.do(t, bob, "POST /app/v1/bindings", fmt.Sprintf(`{"houseId":"101","role":"tenant","name":"李邻居","evidenceFileIds":%s,"validTo":%q}`, b.files(bob, 1), end.Format(time.RFC3339)), 201)
	b.do(t, desk, "POST /admin/v1/bindings/"+claim.ID.String()+"/approve", `{}`, 200)
	if houses, _ := b.Houses(t.Context(), bob.ID); len(houses) != 1 {
		t.Fatal("no rights at all")
	}
	b.clock.Advance(10 * aDay)
	if houses, _ := b.Houses(t.Context(), bob.ID); len(houses) != 0 {
		t.Error("rights after the end of the lease")
	}
	b.refuse(t, bob, "GET /app/v1/houses/101/members", "", 404, "binding.not_found")
	b.tick(t)
	if b.state(t, bob, claim.ID) != binding.Expired {
		t.Error("not ended")
	}
	b.refuse(t, bob, "POST /app/v1/bindings/"+claim.ID.String()+"/unbind", `{}`, 409, "binding.changed")
}

func TestEvidenceIsDeletedThirtyDaysAfterTheDecision(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v, w := b.claim(t, ann, house101, "owner"), b.claim(t, bob, house102, "owner")
	b.clock.Advance(40 * aDay)
	sweep := func() {
		t.Helper()
		if err := b.DeleteEvidence(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	sweep()
	if len(b.town.attached) != 2 {
		t.Error("deleted before the decision")
	}
	b.do(t, desk, "POST /admin/v1/bindings/"+v.ID.String()+"/approve", `{}`, 200)
	b.clock.Advance(30*aDay - time.Minute)
	sweep()
	if len(b.town.attached) != 2 {
		t.Error("deleted too early")
	}
	b.clock.Advance(time.Minute)
	sweep()
	sweep()
	if len(b.town.attached) != 1 {
		t.Errorf("%d pictures are left", len(b.town.attached))
	}
	var d binding.BindingDetail
	b.Call(t, desk, "GET /admin/v1/bindings/"+v.ID.String(), "").Into(t, &d)
	if len(d.Evidence) != 0 {
		t.Error("links to deleted pictures")
	}
	b.Call(t, desk, "GET /admin/v1/bindings/"+w.ID.String(), "").Into(t, &d)
	if len(d.Evidence) != 1 {
		t.Error("a waiting claim lost its evidence")
	}
}

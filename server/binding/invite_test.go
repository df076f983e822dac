package binding_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/binding"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/testkit"
)

func inviteBody(to auth.Actor, role, rights string) string {
	return fmt.Sprintf(`{"phone":%q,"role":%q,"rights":%s}`, phoneOf(to.ID), role, rights)
}

func (b *bench) invite(t testing.TB, by, to auth.Actor, role, rights string) binding.Invitation {
	t.Helper()
	a := b.Call(t, by, "POST /app/v1/houses/101/invitations", inviteBody(to, role, rights))
	if a.Status != 201 {
		t.Fatal(a.Body)
	}
	var i binding.Invitation
	a.Into(t, &i)
	return i
}

func token(i binding.Invitation) string { return `{"token":"` + i.Token + `"}` }

func TestWhoMayInvite(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.seed(t, ann, house101, "owner")
	b.seed(t, amy, house101, "member")
	b.seed(t, eve, house101, "tenant")
	b.seed(t, bob, house102, "owner")
	const at = "POST /app/v1/houses/101/invitations"
	for _, sc := range []testkit.Scenario{
		{Name: "anonymous", Do: at, Body: inviteBody(bob, "member", `["pay"]`), WantStatus: 401},
		{Name: "an owner next door", As: bob, Do: at, Body: inviteBody(eve, "member", `["pay"]`), WantStatus: 404, WantBody: []string{"binding.not_found"}},
		{Name: "no house at all", As: nina, Do: at, Body: inviteBody(bob, "member", `["pay"]`), WantStatus: 404},
		{Name: "a member invites a tenant", As: amy, Do: at, Body: inviteBody(bob, "tenant", `["repair"]`), WantStatus: 403, WantBody: []string{"binding.invite_rights"}},
		{Name: "a tenant gives what he has not", As: eve, Do: at, Body: inviteBody(bob, "member", `["see_bill"]`), WantStatus: 403, WantBody: []string{"binding.invite_rights"}},
		{Name: "an owner makes an owner", As: ann, Do: at, Body: inviteBody(bob, "owner", `["pay"]`), WantStatus: 422},
		{Name: "unknown right", As: ann, Do: at, Body: inviteBody(bob, "member", `["admin"]`), WantStatus: 422, WantBody: []string{`"field":"rights"`}},
		{Name: "a right twice", As: ann, Do: at, Body: inviteBody(bob, "member", `["pay","pay"]`), WantStatus: 422},
		{Name: "own phone", As: ann, Do: at, Body: inviteBody(ann, "member", `["pay"]`), WantStatus: 422, WantBody: []string{"binding.invite_self"}},
		{Name: "a landline", As: ann, Do: at, Body: `{"phone":"0571-88886666","role":"member","rights":["pay"]}`, WantStatus: 422, WantBody: []string{`"field":"phone"`}},
		{Name: "letters", As: ann, Do: at, Body: `{"phone":"138abcd5678","role":"member","rights":["pay"]}`, WantStatus: 422, WantBody: []string{`"field":"phone"`}},
		{Name: "too short", As: ann, Do: at, Body: `{"phone":"138","role":"member","rights":["pay"]}`, WantStatus: 422},
		{Name: "a lease for a member", As: ann, Do: at, Body: `{"phone":"13800131003","role":"member","rights":["pay"],"validTo":"2027-01-01T00:00:00Z"}`, WantStatus: 422, WantBody: []string{"validTo"}},
		{Name: "a lease that is over", As: ann, Do: at, Body: `{"phone":"13800131003","role":"tenant","rights":["pay"],"validTo":"2020-01-01T00:00:00Z"}`, WantStatus: 422, WantBody: []string{"validTo"}},
		{Name: "none was made", As: ann, Do: "GET /app/v1/houses/101/invitations", WantStatus: 200, WantBody: []string{`"items":[]`}},
		{Name: "another house's list", As: bob, Do: "GET /app/v1/houses/101/invitations", WantStatus: 404},
		{Name: "a member invites a member", As: amy, Do: at, Body: inviteBody(bob, "member", `["repair"]`), WantStatus: 201, WantBody: []string{"/features/house/pages/accept?token="}},
		{Name: "a tenant does not see it", As: eve, Do: "GET /app/v1/houses/101/invitations", WantStatus: 200, WantBody: []string{`"items":[]`}},
		{Name: "the owner does, without the token", As: ann, Do: "GET /app/v1/houses/101/invitations", WantStatus: 200, WantBody: []string{"138****1003"}, NoBody: []string{"token", "13800131003"}},
	} {
		sc.Run(t, b.HTTP)
	}
}

func TestAnInvitationIsForOnePhoneOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.seed(t, ann, house101, "owner")
	i := b.invite(t, ann, bob, "member", `["repair","open_door"]`)
	if i.Phone != "138****1003" || !strings.HasSuffix(i.Link, i.Token) || len(i.Token) != 32 || i.State != "pending" || !i.ExpiresAt.Equal(b.clock.Now().Add(72*time.Hour)) {
		t.Errorf("%+v", i)
	}
	var stored string
	if err := b.raw(t, "SELECT group_concat(token_hash) FROM binding_invitations", &stored); err != nil || strings.Contains(stored, i.Token) {
		t.Errorf("the token stands in the table: %v", err)
	}
	var p binding.InvitationPreview
	b.Call(t, eve, "GET /app/v1/invitations/preview?token="+i.Token, "").Into(t, &p)
	if p.HouseLabelMasked != "1栋1单元1**" || p.Role != binding.Member || len(p.Rights) != 2 {
		t.Errorf("%+v", p)
	}
	b.refuse(t, eve, "POST /app/v1/invitations/accept", token(i), 403, "binding.invitation_phone")
	b.refuse(t, nina, "POST /app/v1/invitations/accept", token(i), 403, "binding.phone_needed")
	b.refuse(t, bob, "POST /app/v1/invitations/accept", `{"token":"`+strings.Repeat("x", 32)+`"}`, 404, "binding.invitation_gone")
	var wg sync.WaitGroup
	answers := make([]testkit.Answer, 5)
	for n := range answers {
		wg.Go(func() { answers[n] = b.Call(t, bob, "POST /app/v1/invitations/accept", token(i)) })
	}
	wg.Wait()
	joined := 0
	for _, a := range answers {
		if a.Status == 201 {
			joined++
			var v binding.Binding
			a.Into(t, &v)
			if v.State != binding.Active || v.Role != binding.Member || strings.Join(v.Rights, " ") != "open_door repair" || v.PersonName != bob.Name || v.Source != binding.ByInvite {
				t.Errorf("%+v", v)
			}
		} else if a.Status != 404 && a.Status != 409 {
			t.Error(a.Body)
		}
	}
	if joined != 1 || b.notified(t, ann.ID, "binding_new_member") != 1 {
		t.Errorf("joined %d times", joined)
	}
	b.refuse(t, bob, "GET /app/v1/invitations/preview?token="+i.Token, "", 404, "binding.invitation_gone")
}

func TestAnInvitationEnds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.seed(t, ann, house101, "owner")
	amys := b.seed(t, amy, house101, "member")
	gone := func(name string, i binding.Invitation) {
		t.Helper()
		if a := b.Call(t, bob, "POST /app/v1/invitations/accept", token(i)); a.Status != 404 {
			t.Errorf("%s: %s", name, a.Body)
		}
	}
	i := b.invite(t, amy, bob, "member", `["repair"]`)
	b.refuse(t, eve, "POST /app/v1/invitations/"+i.ID.String()+"/cancel", `{}`, 404, "binding.invitation_gone")
	if a := b.Call(t, ann, "POST /app/v1/invitations/"+i.ID.String()+"/cancel", `{}`); a.Status != 200 || !strings.Contains(a.Body, "cancelled") {
		t.Error(a.Body)
	}
	b.refuse(t, ann, "POST /app/v1/invitations/"+i.ID.String()+"/cancel", `{}`, 404, "binding.invitation_gone")
	gone("cancelled", i)

	i = b.invite(t, amy, bob, "member", `["repair"]`)
	b.do(t, ann, "POST /app/v1/bindings/"+amys.ID.String()+"/rights", `{"rights":["pay"]}`, 200)
	gone("its inviter no longer has what he gave", i)

	i = b.invite(t, ann, bob, "member", `["repair"]`)
	b.clock.Advance(72 * time.Hour)
	gone("72 hours later", i)
	if err := b.ExpireInvitations(t.Context()); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := b.raw(t, "SELECT count(*) FROM binding_invitations WHERE state = 'expired'", &n); err != nil || n != 2 {
		t.Errorf("%d expired, %v", n, err)
	}

	i = b.invite(t, ann, bob, "member", `["repair"]`)
	b.do(t, ann, "POST /app/v1/bindings/"+owner.ID.String()+"/unbind", `{"reason":"房屋已出售"}`, 200)
	gone("its inviter left the house", i)
}

func TestTenOpenInvitationsAreEnough(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.seed(t, ann, house101, "owner")
	for range 10 {
		b.invite(t, ann, bob, "member", `["repair"]`)
	}
	b.refuse(t, ann, "POST /app/v1/houses/101/invitations", inviteBody(bob, "member", `["repair"]`), 429, "binding.invite_many")
	b.clock.Advance(72 * time.Hour)
	b.invite(t, ann, bob, "member", `["repair"]`)
}

func TestTheInvitedHadAppliedAlready(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.seed(t, ann, house101, "owner")
	claim := b.claim(t, bob, house101, "owner")
	i := b.invite(t, ann, bob, "tenant", `["repair"]`)
	v := b.do(t, bob, "POST /app/v1/invitations/accept", token(i), 201)
	if v.ID != claim.ID || v.Role != binding.Tenant || v.State != binding.Active || v.Source != binding.ByInvite {
		t.Errorf("%+v", v)
	}
	again := b.invite(t, ann, bob, "member", `["repair"]`)
	b.refuse(t, bob, "POST /app/v1/invitations/accept", token(again), 409, "binding.already")
}

func TestAcceptedAndTakenBackAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.seed(t, ann, house101, "owner")
	for range 6 {
		i := b.invite(t, ann, bob, "member", `["repair"]`)
		var took, back testkit.Answer
		var wg sync.WaitGroup
		wg.Go(func() { took = b.Call(t, bob, "POST /app/v1/invitations/accept", token(i)) })
		wg.Go(func() { back = b.Call(t, ann, "POST /app/v1/invitations/"+i.ID.String()+"/cancel", `{}`) })
		wg.Wait()
		if (took.Status == 201) == (back.Status == 200) {
			t.Errorf("both or none: %s %s", took.Body, back.Body)
		}
		if took.Status == 201 {
			var v binding.Binding
			took.Into(t, &v)
			b.do(t, bob, "POST /app/v1/bindings/"+v.ID.String()+"/unbind", `{"reason":"绑错了房屋"}`, 200)
		}
	}
}

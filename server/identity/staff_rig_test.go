package identity

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"testing"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

// account seeds a member of company's staff with a role of its own.
func (r *rig) account(name string, communities []ids.ID, permissions ...string) ids.ID {
	r.t.Helper()
	id, err := r.SeedStaff(r.t.Context(), SeedStaffIn{CompanyID: company, Username: name, Name: "员工" + name, Phone: phoneAnn,
		TOTPSecret: totpKey, RoleName: "角色" + name, Permissions: permissions, Communities: communities})
	must(r.t, err)
	hash, err := passwordHash()
	must(r.t, err)
	must(r.t, r.DB.Tx(r.t.Context(), func(ctx context.Context) error {
		_, err := r.store.changeStaff(ctx, id, []string{stateSetup}, map[string]any{"state": stateActive, "password": hash})
		return err
	}))
	return id
}

// passwordHash is made once: a hash takes a good part of a second.
var passwordHash = sync.OnceValues(func() (string, error) {
	return (&Service{hashes: make(chan struct{}, 1), effort: testEffort()}).hashPassword(context.Background(), password)
})

// boss may do everything in both communities of the company.
func (r *rig) boss() ids.ID { return r.account("boss", []ids.ID{lake, hill}, auth.Permissions()...) }

// roleOf is the role that account made for name.
func (r *rig) roleOf(id ids.ID) ids.ID {
	r.t.Helper()
	roles, err := r.store.rolesOf(r.t.Context(), []ids.ID{id})
	must(r.t, err)
	return roles[id][0].ID
}

// code is the time code of now.
func (r *rig) code() string {
	r.t.Helper()
	c, err := codeAt(totpKey, stepOf(r.clock.Now()))
	must(r.t, err)
	return c
}

// enter logs a seeded account in and answers its session.
func (r *rig) enter(id ids.ID) from {
	r.t.Helper()
	a, err := r.store.staff(r.t.Context(), id)
	must(r.t, err)
	cookie, _, err := r.startStaffSession(r.t.Context(), a, a.TOTPStep+1)
	must(r.t, err)
	return from{cookie: cookie}
}

func (r *rig) signIn(f from, user, word string) answer {
	return r.call(f, "POST /admin/v1/auth/login", `{"username":"`+user+`","password":"`+word+`"}`)
}

// step is the first half of a log-in.
func (r *rig) step(user string) LoginStep {
	r.t.Helper()
	var out LoginStep
	r.want(from{}, "POST /admin/v1/auth/login", `{"username":"`+user+`","password":"`+password+`"}`, 200).into(r.t, &out)
	return out
}

func (r *rig) totp(challenge, code string) answer {
	return r.call(from{}, "POST /admin/v1/auth/totp", `{"challenge":"`+challenge+`","code":"`+code+`"}`)
}

func cookieOf(t *testing.T, a answer) *http.Cookie {
	t.Helper()
	cookies := (&http.Response{Header: a.header}).Cookies()
	i := slices.IndexFunc(cookies, func(c *http.Cookie) bool { return c.Name == httpx.StaffCookie })
	if i < 0 {
		t.Fatalf("no session cookie: %d %s", a.status, a.body)
	}
	return cookies[i]
}

package auth_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
)

func TestPoliciesRefuseBeforeTheyAdmit(t *testing.T) {
	t.Parallel()
	resident := testkit.ResidentOf(1, 2, 3)
	worker := testkit.StaffOf(4, 5, []ids.ID{3}, "repair.read", "repair.work")
	for _, c := range []struct {
		name string
		p    auth.Policy
		who  auth.Actor
		want error
	}{
		{"nobody on the app", auth.ForResidents(), auth.Actor{}, auth.ErrLogin},
		{"staff on the app", auth.ForResidents(), worker, auth.ErrLogin},
		{"resident on the admin", auth.ForAnyStaff(), resident, auth.ErrLogin},
		{"resident with a staff permission's name", auth.ForStaff("repair.read"), resident, auth.ErrLogin},
		{"staff without the permission", auth.ForStaff("role.manage"), worker, auth.ErrDenied},
		{"the system is not a user", auth.ForResidents(), auth.SystemActor(), auth.ErrLogin},
		{"undeclared", auth.Policy{}, worker, auth.ErrLogin},
		{"resident", auth.ForResidents(), resident, nil},
		{"staff", auth.ForStaff("repair.work"), worker, nil},
		{"anyone", auth.ForAnyone("log-in"), auth.Actor{}, nil},
	} {
		if err := c.p.Check(c.who); !errors.Is(err, c.want) {
			t.Errorf("%s: %v instead of %v", c.name, err, c.want)
		}
	}
	for _, p := range []auth.Policy{{}, {Surface: auth.Public}, {Surface: auth.Admin, Permission: "no.such"}, {Surface: auth.App, Permission: "repair.read"}} {
		if p.Valid() {
			t.Errorf("%+v counts as declared", p)
		}
	}
}

func TestATokenIsGoodOnlyAsIssued(t *testing.T) {
	t.Parallel()
	c := testkit.Clock()
	key := strings.Repeat("11", 32)
	tokens, err := auth.NewTokens(key, c.Now)
	if err != nil {
		t.Fatal(err)
	}
	good, _, err := tokens.Issue(7, 8)
	if err != nil {
		t.Fatal(err)
	}
	raw := []byte(strings.Repeat("\x11", 32))
	forge := func(m jwt.SigningMethod, k any, typ string, change jwt.MapClaims) string {
		claims := jwt.MapClaims{"iss": "zhijian", "aud": "zhijian-app", "sub": "7", "sid": "8", "exp": c.Now().Add(time.Minute).Unix()}
		for n, v := range change {
			if v == nil {
				delete(claims, n)
				continue
			}
			claims[n] = v
		}
		j := jwt.NewWithClaims(m, claims)
		j.Header["typ"] = typ
		s, err := j.SignedString(k)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	h := jwt.SigningMethodHS256
	bad := map[string]string{
		"empty": "", "junk": "a.b.c", "cut": good[:len(good)-2], "long": strings.Repeat("x", 5000),
		"none":          forge(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, "at+jwt", nil),
		"other alg":     forge(jwt.SigningMethodHS512, raw, "at+jwt", nil),
		"other key":     forge(h, []byte(strings.Repeat("k", 32)), "at+jwt", nil),
		"other type":    forge(h, raw, "JWT", nil),
		"other aud":     forge(h, raw, "at+jwt", jwt.MapClaims{"aud": "zhijian-admin"}),
		"other issuer":  forge(h, raw, "at+jwt", jwt.MapClaims{"iss": "x"}),
		"no expiry":     forge(h, raw, "at+jwt", jwt.MapClaims{"exp": nil}),
		"expired":       forge(h, raw, "at+jwt", jwt.MapClaims{"exp": c.Now().Unix()}),
		"no session":    forge(h, raw, "at+jwt", jwt.MapClaims{"sid": nil}),
		"negative":      forge(h, raw, "at+jwt", jwt.MapClaims{"sub": "-7"}),
		"number":        forge(h, raw, "at+jwt", jwt.MapClaims{"sid": 8}),
		"changed claim": swapBody(good, forge(h, []byte("zz"), "at+jwt", jwt.MapClaims{"sub": "9"})),
	}
	for name, s := range bad {
		if got, err := tokens.Verify(s); !errors.Is(err, auth.ErrLogin) {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
	for range 2 { // the second time from memory
		if got, err := tokens.Verify(good); err != nil || got.Person != 7 || got.Session != 8 {
			t.Fatalf("%+v %v", got, err)
		}
	}
	c.Advance(auth.AccessTTL)
	if _, err := tokens.Verify(good); !errors.Is(err, auth.ErrLogin) {
		t.Errorf("a token outlived its time: %v", err)
	}
}

func swapBody(a, b string) string {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	return x[0] + "." + y[1] + "." + x[2]
}

func TestForgetBeatsALoadThatBeganBefore(t *testing.T) {
	t.Parallel()
	c := testkit.Clock()
	cache := auth.NewCache(c.Now)
	loads := 0
	load := func(context.Context) (auth.Actor, error) {
		loads++
		if loads == 1 {
			cache.Forget(7) // rights were withdrawn while the old ones were being read
		}
		return auth.Actor{Kind: auth.Resident, ID: 7}, nil
	}
	for range 3 {
		if _, err := cache.Get(t.Context(), 1, load); err != nil {
			t.Fatal(err)
		}
	}
	if loads != 2 {
		t.Errorf("%d loads: the stale Actor was kept or nothing was", loads)
	}
	c.Advance(21 * time.Second)
	_, _ = cache.Get(t.Context(), 1, load)
	cache.Forget(7)
	_, _ = cache.Get(t.Context(), 1, load)
	if loads != 4 {
		t.Errorf("%d loads after expiry and Forget", loads)
	}
}

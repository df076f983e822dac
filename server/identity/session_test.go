package identity

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

func TestFiftyRefreshesAtOnceHaveOneWinner(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.login("ann", "phone")
	answers := make([]answer, 50)
	var wg sync.WaitGroup
	gate := make(chan struct{})
	for i := range answers {
		wg.Go(func() {
			<-gate
			answers[i] = r.refresh("phone", first.RefreshToken)
		})
	}
	close(gate)
	wg.Wait()
	var next Session
	answers[0].into(t, &next)
	for _, a := range answers {
		var s Session
		if a.status != 200 {
			t.Fatalf("an honest client was locked out: %d %s", a.status, a.body)
		}
		if a.into(t, &s); s.RefreshToken != next.RefreshToken || s.RefreshToken == first.RefreshToken {
			t.Fatal("more than one successor")
		}
	}
	if a := r.refresh("phone", next.RefreshToken); a.status != 200 {
		t.Errorf("the winner does not work: %d %s", a.status, a.body)
	}
}

func TestStolenTokenEndsTheFamily(t *testing.T) {
	t.Parallel()
	for _, sc := range []struct {
		name  string
		steal func(t *testing.T, r *rig, old, next string) answer
	}{
		{"half a minute later", func(_ *testing.T, r *rig, old, _ string) answer {
			r.clock.Advance(grace + time.Millisecond)
			return r.refresh("phone", old)
		}},
		{"at once, from another device", func(_ *testing.T, r *rig, old, _ string) answer { return r.refresh("thief", old) }},
		{"at once, after the successor was used", func(t *testing.T, r *rig, old, next string) answer {
			if a := r.refresh("phone", next); a.status != 200 {
				t.Fatal(a.body)
			}
			return r.refresh("phone", old)
		}},
	} {
		t.Run(sc.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			first := r.login("ann", "phone")
			elsewhere := r.login("ann", "tablet")
			var next Session
			r.refresh("phone", first.RefreshToken).into(t, &next)
			r.want(from{token: next.AccessToken}, "GET /app/v1/me", "", 200)
			if a := sc.steal(t, r, first.RefreshToken, next.RefreshToken); a.status != 401 || !strings.Contains(a.body, "identity.session_ended") {
				t.Fatalf("%d %s", a.status, a.body)
			}
			if a := r.refresh("phone", next.RefreshToken); a.status != 401 {
				t.Errorf("the successor lives: %d", a.status)
			}
			r.want(from{token: next.AccessToken}, "GET /app/v1/me", "", 401, "auth.login") // dead at once
			r.want(from{token: elsewhere.AccessToken}, "GET /app/v1/me", "", 200)          // another family
			if len(r.world.kicked) != 1 {
				t.Errorf("sockets: %v", r.world.kicked)
			}
		})
	}
}

func TestGraceAnswersTheSameSuccessor(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.login("ann", "phone")
	var a, b Session
	r.refresh("phone", first.RefreshToken).into(t, &a)
	r.clock.Advance(grace)
	r.refresh("phone", first.RefreshToken).into(t, &b) // the first answer was lost on the way
	if a.RefreshToken != b.RefreshToken {
		t.Error("two successors")
	}
	r.clock.Advance(refreshLife - grace)
	if x := r.refresh("phone", a.RefreshToken); x.status != 401 {
		t.Errorf("a token lives longer than 30 days: %d", x.status)
	}
}

func TestRefreshTokensAreNotKept(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.login("ann", "phone")
	row, err := r.store.token(t.Context(), hashOf(s.RefreshToken))
	must(t, err)
	if row.TokenHash == s.RefreshToken || strings.Contains(row.Salt, s.RefreshToken) {
		t.Error("the token itself is in the database")
	}
	if raw, err := base64.RawURLEncoding.DecodeString(s.RefreshToken); err != nil || len(raw) != 32 {
		t.Errorf("not 256 bits: %d, %v", len(raw), err)
	}
}

func TestAccessTokenMutations(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.login("ann", "")
	key, err := hex.DecodeString(strings.Repeat("42", 32))
	must(t, err)
	good := func() (jwt.MapClaims, map[string]any) {
		return jwt.MapClaims{"iss": "zhijian", "aud": "zhijian-app", "sub": s.Me.ID.String(), "sid": sessionOf(t, r, s).String(), "exp": r.clock.Now().Add(time.Minute).Unix()},
			map[string]any{"typ": "at+jwt"}
	}
	for _, m := range []struct {
		name   string
		method jwt.SigningMethod
		key    any
		change func(c jwt.MapClaims, h map[string]any)
		status int
	}{
		{"as issued", jwt.SigningMethodHS256, key, func(jwt.MapClaims, map[string]any) {}, 200},
		{"alg none", jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, func(jwt.MapClaims, map[string]any) {}, 401},
		{"another algorithm", jwt.SigningMethodHS512, key, func(jwt.MapClaims, map[string]any) {}, 401},
		{"another key", jwt.SigningMethodHS256, []byte("0123456789abcdef0123456789abcdef"), func(jwt.MapClaims, map[string]any) {}, 401},
		{"another audience", jwt.SigningMethodHS256, key, func(c jwt.MapClaims, _ map[string]any) { c["aud"] = "zhijian-admin" }, 401},
		{"no audience", jwt.SigningMethodHS256, key, func(c jwt.MapClaims, _ map[string]any) { delete(c, "aud") }, 401},
		{"another issuer", jwt.SigningMethodHS256, key, func(c jwt.MapClaims, _ map[string]any) { c["iss"] = "other" }, 401},
		{"expired", jwt.SigningMethodHS256, key, func(c jwt.MapClaims, _ map[string]any) { c["exp"] = r.clock.Now().Add(-time.Second).Unix() }, 401},
		{"without an end", jwt.SigningMethodHS256, key, func(c jwt.MapClaims, _ map[string]any) { delete(c, "exp") }, 401},
		{"another typ", jwt.SigningMethodHS256, key, func(_ jwt.MapClaims, h map[string]any) { h["typ"] = "JWT" }, 401},
		{"unknown session", jwt.SigningMethodHS256, key, func(c jwt.MapClaims, _ map[string]any) { c["sid"] = "77" }, 401},
		{"no session", jwt.SigningMethodHS256, key, func(c jwt.MapClaims, _ map[string]any) { delete(c, "sid") }, 401},
	} {
		t.Run(m.name, func(t *testing.T) {
			claims, header := good()
			m.change(claims, header)
			j := jwt.NewWithClaims(m.method, claims)
			for k, v := range header {
				j.Header[k] = v
			}
			token, err := j.SignedString(m.key)
			must(t, err)
			if a := r.call(from{token: token}, "GET /app/v1/me", ""); a.status != m.status {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	parts := strings.Split(s.AccessToken, ".")
	for _, broken := range []string{parts[0] + "." + parts[1] + ".", parts[0] + "." + parts[1] + "." + parts[2][:10], s.AccessToken + "x", "x", strings.Repeat("a", 5000)} {
		r.want(from{token: broken}, "GET /app/v1/me", "", 401)
	}
	r.clock.Advance(10 * time.Minute)
	r.want(from{token: s.AccessToken}, "GET /app/v1/me", "", 401)
}

package identity

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/platform/ids"
)

func TestUnknownUserAndWrongPasswordAnswerAlike(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.boss()
	disabled := r.account("gone", []ids.ID{lake}, "staff.read")
	boss := r.enter(r.account("chief", []ids.ID{lake, hill}, "staff.manage", "staff.read", "role.manage"))
	r.want(boss, "POST /admin/v1/staff/"+disabled.String()+"/disable", "", 200, `"disabled":true`)
	var first string
	for _, try := range []struct{ user, word string }{{"boss", "wrong horse battery"}, {"nobody", password}, {"gone", password}, {"boss ", "x"}} {
		a := r.signIn(from{ip: "192.0.2.7"}, try.user, try.word)
		body, _, _ := strings.Cut(a.body, `"requestId"`)
		if first == "" {
			first = body
		}
		if a.status != 401 || body != first || !strings.Contains(body, "identity.credentials") {
			t.Errorf("%s: %d %s", try.user, a.status, a.body)
		}
	}
	// Both cost a hash: with every slot taken, both wait for one.
	for range maxHashes {
		r.hashes <- struct{}{}
	}
	var wg sync.WaitGroup
	for _, user := range []string{"boss", "nobody", "gone"} {
		wg.Go(func() {
			if _, err := r.StaffLogin(t.Context(), user, password); !errors.Is(err, ErrBusy) {
				t.Errorf("%s did not reach the hash: %v", user, err)
			}
		})
	}
	wg.Wait()
}

func TestHashesAtOnceAreBounded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.boss()
	for range maxHashes {
		r.hashes <- struct{}{}
	}
	if a := r.signIn(from{}, "boss", password); a.status != 429 || !strings.Contains(a.body, "identity.busy") {
		t.Errorf("%d %s", a.status, a.body)
	}
	<-r.hashes
	if a := r.signIn(from{}, "boss", password); a.status != 200 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestLimiterDoesNotLockEverybody(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.boss()
	r.account("clerk", []ids.ID{lake}, "staff.read")
	attacker := from{ip: "198.51.100.1"}
	for range 5 {
		if a := r.signIn(attacker, "BOSS", "wrong horse battery"); a.status != 401 {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	for _, user := range []string{"boss", "boss"} {
		if a := r.signIn(attacker, user, password); a.status != 429 {
			t.Errorf("the sixth try: %d %s", a.status, a.body)
		}
	}
	for range 6 {
		r.signIn(attacker, "nobody", "wrong horse battery")
	}
	if a := r.signIn(attacker, "nobody", password); a.status != 429 {
		t.Errorf("an unknown name is locked the same: %d", a.status)
	}
	if a := r.signIn(from{ip: "203.0.113.5"}, "boss", password); a.status != 200 {
		t.Errorf("the boss at his own desk is locked out: %d %s", a.status, a.body)
	}
	if a := r.signIn(attacker, "clerk", password); a.status != 200 {
		t.Errorf("another account behind the same address: %d %s", a.status, a.body)
	}
	must(t, r.Redis.Close())
	if a := r.signIn(from{}, "boss", password); a.status != 503 {
		t.Errorf("uncounted tries are let through: %d", a.status)
	}
}

func TestGuessesFromManyPlacesEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	keys := func(ip string) []string { return []string{"pair:" + ip, "name", "addr:" + ip} }
	for i := range 20 {
		must(t, r.countGuess(t.Context(), keys(ids.ID(i/4+1).String())))
	}
	if err := r.countGuess(t.Context(), keys("fresh")); err == nil {
		t.Error("a name can be guessed for ever from many addresses")
	}
}

func TestOwnAccountIsNoHelpToGuess(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	keys := func(name string) []string { return []string{"pair:" + name, name, "addr"} }
	for i := range 90 {
		must(t, r.countGuess(t.Context(), keys(ids.ID(i+1).String())))
	}
	must(t, r.countGuess(t.Context(), keys("own")))
	must(t, r.uncount(t.Context(), keys("own")))
	if n, err := r.Redis.Get(t.Context(), "addr").Int(); err != nil || n != 90 {
		t.Errorf("%d guesses of the address are left, %v", n, err)
	}
}

func TestTOTPCountsOncePerStep(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.boss()
	s := r.step("boss")
	if s.Next != "totp" || s.EnrollSecret != "" || s.EnrollURI != "" || s.DemoCode != "" {
		t.Fatalf("%+v", s)
	}
	wrong := "000000"
	if r.code() == wrong {
		wrong = "000001"
	}
	if a := r.totp(s.Challenge, wrong); a.status != 401 || !strings.Contains(a.body, "identity.totp") {
		t.Fatalf("%d %s", a.status, a.body)
	}
	ok := r.totp(s.Challenge, r.code())
	c := cookieOf(t, ok)
	if ok.status != 200 || !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Value == "" {
		t.Fatalf("%d %+v", ok.status, c)
	}
	r.want(from{cookie: c.Value}, "GET /admin/v1/me", "", 200, `"username":"boss"`, `"companyName":"示范物业"`, "翠湖花园", "role.manage")
	if a := r.totp(s.Challenge, r.code()); a.status != 401 || !strings.Contains(a.body, "identity.challenge") {
		t.Errorf("the challenge again: %d %s", a.status, a.body)
	}
	if a := r.totp(r.step("boss").Challenge, r.code()); a.status != 401 || !strings.Contains(a.body, "identity.totp") {
		t.Errorf("the same step again: %d %s", a.status, a.body)
	}
	r.clock.Advance(totpPeriod * time.Second)
	if a := r.totp(r.step("boss").Challenge, r.code()); a.status != 200 {
		t.Errorf("the next step: %d %s", a.status, a.body)
	}
}

// Two log-ins that have both found the code right: the row decides.
func TestTOTPStepIsUsedByOne(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a, err := r.store.staff(t.Context(), r.boss())
	must(t, err)
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() { _, _, errs[i] = r.startStaffSession(t.Context(), a, 77) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, ErrTOTP) {
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("one step opened %d sessions", won)
	}
}

func TestTOTPTriesEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.boss()
	s := r.step("boss")
	for range 5 {
		r.totp(s.Challenge, "000000")
	}
	if a := r.totp(s.Challenge, r.code()); a.status != 429 {
		t.Errorf("the same challenge: %d %s", a.status, a.body)
	}
	if a := r.totp(r.step("boss").Challenge, r.code()); a.status != 429 {
		t.Errorf("a new challenge: %d %s", a.status, a.body)
	}
}

func TestChallengeEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.boss()
	late := r.step("boss")
	r.clock.Advance(challengeLife)
	for name, challenge := range map[string]string{"made up": newSecret(), "late": late.Challenge, "of a reset account": func() string {
		s := r.step("boss")
		_, err := r.SetupToken(t.Context(), "boss")
		must(t, err)
		must(t, r.DB.Tx(t.Context(), func(ctx context.Context) error {
			_, err := r.store.changeStaff(ctx, id, []string{stateSetup}, map[string]any{"state": stateActive})
			return err
		}))
		return s.Challenge
	}()} {
		if a := r.totp(challenge, r.code()); a.status != 401 || !strings.Contains(a.body, "identity.challenge") {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}

func TestDemoShowsTheCode(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.boss()
	r.Demo = true
	for range 5 { // several people within one step
		s := r.step("boss")
		if a := r.totp(s.Challenge, s.DemoCode); a.status != 200 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		if a := r.totp(r.step("boss").Challenge, s.DemoCode); a.status != 401 {
			t.Fatal("a code counts twice in the demo")
		}
	}
}

func TestFirstLogin(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	boss := r.enter(r.boss())
	var made StaffWithSetup
	r.want(boss, "POST /admin/v1/staff", `{"username":"New.Clerk","name":"新来的","phone":"`+phoneBob+`","roleIds":["`+r.roleOf(r.account("c", nil, "repair.read")).String()+`"],"communityIds":["501"]}`,
		201, `"username":"new.clerk"`, `"state":"setup"`, `"phone":"138****0002"`).into(t, &made)
	setup := func(token, word string) answer {
		return r.call(from{}, "POST /admin/v1/auth/setup", `{"setupToken":"`+token+`","password":"`+word+`"}`)
	}
	for name, word := range map[string]string{"short": "kurz", "common": "Password1234", "the name": "my new.clerk word", "one letter": "aaaaaaaaaaaaaaaa"} {
		if a := setup(made.SetupToken, word); a.status != 422 || !strings.Contains(a.body, `"field":"`) {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if a := setup(newSecret(), password); a.status != 422 || !strings.Contains(a.body, "identity.setup") {
		t.Errorf("made-up token: %d %s", a.status, a.body)
	}
	if a := r.signIn(from{}, "new.clerk", password); a.status != 401 {
		t.Errorf("before the password: %d", a.status)
	}
	r.want(from{}, "POST /admin/v1/auth/setup", `{"setupToken":"`+made.SetupToken+`","password":"`+password+`"}`, 200, `"username":"new.clerk"`)
	if a := setup(made.SetupToken, "another good phrase"); a.status != 422 {
		t.Errorf("the token again: %d", a.status)
	}
	s := r.step("new.clerk")
	if s.Next != "enroll" || !strings.HasPrefix(s.EnrollURI, "otpauth://totp/") || !strings.Contains(s.EnrollURI, s.EnrollSecret) {
		t.Fatalf("%+v", s)
	}
	if again := r.step("new.clerk"); again.EnrollSecret != s.EnrollSecret {
		t.Error("a second look at the QR code shows another secret")
	}
	code, err := codeAt(s.EnrollSecret, stepOf(r.clock.Now()))
	must(t, err)
	a := r.totp(s.Challenge, code)
	r.want(from{cookie: cookieOf(t, a).Value}, "GET /admin/v1/me", "", 200, `"permissions":["repair.read"]`, `"communities":[{"id":"501"`)
	if next := r.step("new.clerk"); next.Next != "totp" || next.EnrollSecret != "" {
		t.Errorf("%+v", next)
	}
}

func TestSetupTokenEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.boss()
	token, err := r.SetupToken(t.Context(), "boss")
	must(t, err)
	r.clock.Advance(setupLife)
	if _, err := r.SetPassword(t.Context(), token, password); !errors.Is(err, ErrSetup) {
		t.Errorf("after 72 hours: %v", err)
	}
	if _, err := r.SetupToken(t.Context(), "nobody"); !errors.Is(err, ErrStaff) {
		t.Error(err)
	}
}

func TestStaffSessionEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.boss()
	idle := r.enter(id)
	r.want(idle, "GET /admin/v1/me", "", 200)
	r.want(from{cookie: newSecret()}, "GET /admin/v1/me", "", 401)
	r.clock.Advance(staffIdle)
	r.want(idle, "GET /admin/v1/me", "", 401, "auth.login")
	busy := r.enter(id)
	for range 4 {
		r.clock.Advance(5 * time.Hour)
		r.want(busy, "GET /admin/v1/me", "", 200)
	}
	r.clock.Advance(4 * time.Hour)
	r.want(busy, "GET /admin/v1/me", "", 401)
	out := r.enter(id)
	gone := r.want(out, "POST /admin/v1/auth/logout", "", 204)
	if c := cookieOf(t, gone); c.MaxAge >= 0 || c.Value != "" {
		t.Errorf("the cookie stays: %+v", c)
	}
	r.want(out, "GET /admin/v1/me", "", 401)
}

func TestCookieIsSecureOnlyWithHTTPS(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.PublicURL = "http://127.0.0.1:8080"
	if r.cookie("x").Secure {
		t.Error("a browser would drop it")
	}
}

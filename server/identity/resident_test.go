package identity

import (
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

func TestResidentOperationsRefuse(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ann := r.login("ann", "")
	for _, sc := range []struct {
		name   string
		f      from
		do     string
		body   string
		status int
		code   string
	}{
		{"unknown WeChat code", from{}, "POST /app/v1/auth/wechat", `{"code":"stranger"}`, 422, "wechat.bad_code"},
		{"no code", from{}, "POST /app/v1/auth/wechat", `{}`, 422, "input.invalid"},
		{"a landline gets no SMS", from{}, "POST /app/v1/auth/sms-code", `{"phone":"02288880018"}`, 422, "identity.mobile"},
		{"a foreign number gets no SMS", from{}, "POST /app/v1/auth/sms-code", `{"phone":"+442071838750"}`, 422, "identity.mobile"},
		{"code that nobody sent", from{}, "POST /app/v1/auth/sms", `{"phone":"13812340001","code":"123456"}`, 422, "identity.wrong_code"},
		{"code of letters", from{}, "POST /app/v1/auth/sms", `{"phone":"13812340001","code":"abcdef"}`, 422, "input.invalid"},
		{"made-up refresh token", from{}, "POST /app/v1/auth/refresh", `{"refreshToken":"` + newSecret() + `"}`, 401, "identity.session_ended"},
		{"me without a session", from{}, "GET /app/v1/me", "", 401, "auth.login"},
		{"devices without a session", from{}, "GET /app/v1/me/devices", "", 401, "auth.login"},
		{"change me without a session", from{}, "PATCH /app/v1/me", `{"elderMode":true}`, 401, "auth.login"},
		{"phone without a session", from{}, "POST /app/v1/auth/wechat-phone", `{"code":"ann-phone"}`, 401, "auth.login"},
		{"a landline as my phone", from{token: ann.AccessToken}, "POST /app/v1/auth/wechat-phone", `{"code":"desk"}`, 422, "identity.mobile"},
		{"a house that is not mine", from{token: ann.AccessToken}, "PATCH /app/v1/me", `{"currentHouseId":"101"}`, 404, "identity.house"},
		{"an unknown setting", from{token: ann.AccessToken}, "PATCH /app/v1/me", `{"phone":"13812340009"}`, 422, "input.invalid"},
		{"a name too long", from{token: ann.AccessToken}, "PATCH /app/v1/me", `{"name":"` + strings.Repeat("长", 21) + `"}`, 422, "最多 20 个字"},
		{"a device of nobody", from{token: ann.AccessToken}, "DELETE /app/v1/me/devices/123", "", 404, "identity.device"},
		{"a resident among staff", from{token: ann.AccessToken}, "GET /admin/v1/me", "", 401, "auth.login"},
	} {
		t.Run(sc.name, func(t *testing.T) {
			a := r.call(sc.f, sc.do, sc.body)
			if a.status != sc.status || !strings.Contains(a.body, sc.code) {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
}

func TestWeChatUserIsTheSamePersonAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var wg sync.WaitGroup
	people := make([]ids.ID, 8)
	for i := range people {
		wg.Go(func() { people[i] = r.login("ann", "").Me.ID })
	}
	wg.Wait()
	for _, p := range people {
		if p == 0 || p != people[0] {
			t.Fatalf("one WeChat user became several persons: %v", people)
		}
	}
	if bob := r.login("bob", ""); bob.Me.ID == people[0] {
		t.Fatal("two WeChat users became one person")
	}
	if a, b := r.login("ann-2nd", ""), r.login("ann-3rd", ""); a.Me.ID != b.Me.ID {
		t.Error("one user of two mini-programs (unionid) became two persons")
	}
	open, err := r.OpenID(t.Context(), people[0])
	if must(t, err); open != "open-ann" {
		t.Errorf("open id %q", open)
	}
}

func TestMe(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.loginPhone(phoneAnn)
	me := from{token: s.AccessToken}
	r.world.bind(s.Me.ID, auth.House{HouseID: house101, CommunityID: lake, Role: "owner", Rights: auth.AllRights()})
	r.Forget(s.Me.ID) // what binding does
	r.want(me, "GET /app/v1/me", "", 200, `"phone":"138****0001"`, `"label":"1栋1单元101"`, `"currentHouseId":"101"`, `"rights":["pay","see_bill","open_door","invite_visitor","repair"]`)
	r.want(me, "PATCH /app/v1/me", `{"name":" 安小姐 ","elderMode":true,"currentHouseId":"101"}`, 200, `"name":"安小姐"`, `"elderMode":true`)
	who, err := r.Sessions().Resident(t.Context(), auth.Claims{Session: sessionOf(t, r, s)})
	must(t, err)
	if who.Name != "安小姐" || !who.In(lake) || !who.May(house101, auth.Repair) || who.In(hill) {
		t.Errorf("%+v", who)
	}
	p, found, err := r.PersonByPhone(t.Context(), "138 1234 0001")
	if must(t, err); !found || p != s.Me.ID {
		t.Error("not found by phone")
	}
	if _, found, _ := r.PersonByPhone(t.Context(), "anything"); found {
		t.Error("found by nonsense")
	}
	if _, err := r.Person(t.Context(), 77); err == nil {
		t.Error("a person that is not there")
	}
}

func sessionOf(t *testing.T, r *rig, s Session) ids.ID {
	t.Helper()
	c, err := r.Tokens.Verify(s.AccessToken)
	must(t, err)
	return c.Session
}

func TestPersonalDataIsSealed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id, err := r.SeedPerson(t.Context(), "王小明", phoneAnn)
	must(t, err)
	p, err := r.store.person(t.Context(), id)
	must(t, err)
	if strings.Contains(p.NameSealed+p.PhoneSealed+*p.PhoneIndex, "王") || strings.Contains(p.PhoneSealed+*p.PhoneIndex, "1381234") {
		t.Errorf("clear text in %+v", p)
	}
	again, err := r.SeedPerson(t.Context(), "别的名字", "+86 138-1234-0001")
	if must(t, err); again != id {
		t.Error("a second person with the same phone")
	}
	got, err := r.Person(t.Context(), id)
	if must(t, err); got.Name != "王小明" || got.Phone != phoneAnn {
		t.Errorf("%+v", got)
	}
}

func TestSMSCode(t *testing.T) {
	t.Parallel()
	try := func(r *rig, code string) answer {
		return r.call(from{}, "POST /app/v1/auth/sms", `{"phone":"13812340001","code":"`+code+`"}`)
	}
	send := func(t *testing.T, r *rig) string {
		t.Helper()
		a := r.want(from{}, "POST /app/v1/auth/sms-code", `{"phone":"138 1234 0001"}`, 200, `"retryAfterSeconds":60`, `"expiresInSeconds":300`)
		if strings.Contains(a.body, "demoCode") {
			t.Fatal("a code on the page without demo")
		}
		m, _ := r.sms.Last(phoneAnn)
		return m.Params["code"]
	}
	other := func(code string) string {
		return string('0'+(code[0]-'0'+1)%10) + code[1:]
	}
	t.Run("one a minute for a phone, however it is written", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		send(t, r)
		a := r.want(from{ip: "192.0.2.9"}, "POST /app/v1/auth/sms-code", `{"phone":"+8613812340001"}`, 429, "limit.too_many", "retryAfterSeconds")
		if len(r.sms.Sent()) != 1 {
			t.Errorf("a second message was sent: %s", a.body)
		}
	})
	t.Run("works once", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		code := send(t, r)
		if a := try(r, other(code)); a.status != 422 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		if a := try(r, code); a.status != 200 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		if a := try(r, code); a.status != 422 {
			t.Errorf("again: %d %s", a.status, a.body)
		}
	})
	t.Run("dies after five tries", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		code := send(t, r)
		for range 5 {
			try(r, other(code))
		}
		if a := try(r, code); a.status != 422 || !strings.Contains(a.body, "identity.wrong_code") {
			t.Errorf("%d %s", a.status, a.body)
		}
	})
	t.Run("ends after five minutes", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		code := send(t, r)
		r.clock.Advance(codeLife)
		if a := try(r, code); a.status != 422 {
			t.Errorf("%d %s", a.status, a.body)
		}
	})
	t.Run("is not kept in clear", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		code := send(t, r)
		for _, k := range r.Redis.Keys(t.Context(), "*").Val() {
			if v := r.Redis.HGetAll(t.Context(), k).Val(); strings.Contains(k, phoneAnn) || v["hash"] == code {
				t.Errorf("%s: %v", k, v)
			}
		}
	})
	t.Run("is shown in the demo", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.Demo = true
		var out CodeSent
		r.want(from{}, "POST /app/v1/auth/sms-code", `{"phone":"13812340001"}`, 200).into(t, &out)
		if a := try(r, out.DemoCode); a.status != 200 {
			t.Errorf("%d %s", a.status, a.body)
		}
		r.want(from{}, "POST /app/v1/auth/sms-code", `{"phone":"13812340001"}`, 200) // the next visitor
	})
	t.Run("no Redis, no code", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		must(t, r.Redis.Close())
		r.want(from{}, "POST /app/v1/auth/sms-code", `{"phone":"13812340001"}`, 503)
		if a := r.call(from{}, "POST /app/v1/auth/wechat", `{"code":"ann"}`); a.status != 200 {
			t.Errorf("WeChat log-in needs no Redis: %d %s", a.status, a.body)
		}
	})
}

func TestPhoneOfAKnownPerson(t *testing.T) {
	t.Parallel()
	t.Run("the WeChat account joins that person", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		known := r.loginPhone(phoneAnn).Me.ID
		r.world.bind(known, auth.House{HouseID: house101, CommunityID: lake, Role: "owner"})
		s := r.login("ann", "phone")
		r.want(from{token: s.AccessToken}, "POST /app/v1/auth/wechat-phone", `{"code":"ann-phone"}`, 200, `"id":"`+known.String()+`"`, `"houseId":"101"`)
		r.want(from{token: s.AccessToken}, "GET /app/v1/me", "", 200, `"id":"`+known.String()+`"`) // the same token goes on
		if a := r.refresh("phone", s.RefreshToken); a.status != 200 || !strings.Contains(a.body, known.String()) {
			t.Errorf("%d %s", a.status, a.body)
		}
		if next := r.login("ann", ""); next.Me.ID != known {
			t.Error("the next log-in is somebody else")
		}
	})
	t.Run("but not when the caller has a phone already", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.loginPhone(phoneBob)
		s := r.login("ann", "")
		r.want(from{token: s.AccessToken}, "POST /app/v1/auth/wechat-phone", `{"code":"ann-phone"}`, 200, "138****0001")
		r.want(from{token: s.AccessToken}, "POST /app/v1/auth/wechat-phone", `{"code":"bob-phone"}`, 409, "identity.phone_taken")
		r.want(from{token: s.AccessToken}, "GET /app/v1/me", "", 200, "138****0001")
	})
	t.Run("nor when the caller has a house", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.loginPhone(phoneBob)
		s := r.login("ann", "")
		r.world.bind(s.Me.ID, auth.House{HouseID: house101, CommunityID: lake, Role: "member"})
		r.want(from{token: s.AccessToken}, "POST /app/v1/auth/wechat-phone", `{"code":"bob-phone"}`, 409, "identity.phone_taken")
	})
}

func TestChangedPhoneRevokes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	old, here := r.login("ann", "old phone"), r.login("ann", "new phone")
	add := func(code string) {
		r.want(from{token: here.AccessToken}, "POST /app/v1/auth/wechat-phone", `{"code":"`+code+`"}`, 200)
	}
	add("ann-phone")
	r.want(from{token: old.AccessToken}, "GET /app/v1/me", "", 200, "138****0001") // a first phone revokes nothing
	add("ann-phone")
	r.want(from{token: old.AccessToken}, "GET /app/v1/me", "", 200)
	add("bob-phone")
	r.want(from{token: old.AccessToken}, "GET /app/v1/me", "", 401)
	if a := r.refresh("old phone", old.RefreshToken); a.status != 401 {
		t.Errorf("the old refresh token lives: %d", a.status)
	}
	r.want(from{token: here.AccessToken}, "GET /app/v1/me", "", 200, "138****0002")
	if p, found, _ := r.PersonByPhone(t.Context(), phoneAnn); found {
		t.Errorf("the old number still finds %d", p)
	}
}

func TestDevices(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	iphone := "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) MicroMessenger/8.0 miniProgram"
	a, b, c := r.login("ann", iphone), r.login("ann", "Mozilla/5.0 (Windows NT 10.0)"), r.login("ann", "curl")
	bob := r.login("bob", "")
	me := from{token: a.AccessToken}
	var list deviceList
	r.want(me, "GET /app/v1/me/devices", "", 200, "微信小程序 · iPhone", "浏览器 · Windows 电脑").into(t, &list)
	if len(list.Items) != 3 {
		t.Fatalf("%d devices", len(list.Items))
	}
	for _, d := range list.Items {
		if d.Current != (d.Label == "微信小程序 · iPhone") {
			t.Errorf("%+v", d)
		}
	}
	theirs := sessionOf(t, r, bob)
	r.want(me, "DELETE /app/v1/me/devices/"+theirs.String(), "", 404, "identity.device")
	r.want(from{token: bob.AccessToken}, "GET /app/v1/me", "", 200)

	gone := sessionOf(t, r, b)
	r.want(from{token: b.AccessToken}, "GET /app/v1/me", "", 200)
	r.want(me, "DELETE /app/v1/me/devices/"+gone.String(), "", 204)
	r.want(me, "DELETE /app/v1/me/devices/"+gone.String(), "", 404)
	r.want(from{token: b.AccessToken}, "GET /app/v1/me", "", 401)

	r.want(from{token: c.AccessToken}, "GET /app/v1/me", "", 200)
	r.want(me, "POST /app/v1/me/devices/revoke-others", "", 204)
	r.want(from{token: c.AccessToken}, "GET /app/v1/me", "", 401)
	r.want(me, "POST /app/v1/auth/logout", "", 204)
	r.want(me, "GET /app/v1/me", "", 401)
	if x := r.refresh(iphone, a.RefreshToken); x.status != 401 {
		t.Errorf("after logout: %d", x.status)
	}
	if len(r.world.kicked) != 3 {
		t.Errorf("sockets ended: %v", r.world.kicked)
	}
}

func TestSweepKeepsTheLiving(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	dead := r.login("ann", "")
	r.clock.Advance(keepDead)
	live := r.login("bob", "")
	r.clock.Advance(refreshLife + time.Hour)
	must(t, r.sweep(t.Context()))
	if _, err := r.store.session(t.Context(), idOf(t, r, dead.RefreshToken)); err == nil {
		t.Error("the dead token is there")
	}
	if _, err := r.store.token(t.Context(), hashOf(live.RefreshToken)); err != nil {
		t.Error(err)
	}
}

// idOf is the session of a refresh token; 0 for one that is not kept.
func idOf(t *testing.T, r *rig, token string) ids.ID {
	t.Helper()
	row, err := r.store.token(t.Context(), hashOf(token))
	if err != nil {
		return 0
	}
	return row.SessionID
}

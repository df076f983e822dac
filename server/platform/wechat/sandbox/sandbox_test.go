package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/wechat/sandbox"
)

func start(t *testing.T, change func(*sandbox.Options)) (*sandbox.Sandbox, *clock.Fake) {
	t.Helper()
	now := clock.NewFake(time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC))
	o := sandbox.Options{Env: "embedded", AppID: "wxapp", Secret: "hush", Now: now.Now}
	if change != nil {
		change(&o)
	}
	s, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s, now
}

// ask sends one raw request; an empty body is a GET.
func ask(t *testing.T, s *sandbox.Sandbox, path, body string) (int, map[string]any) {
	t.Helper()
	method := http.MethodPost
	if body == "" {
		method = http.MethodGet
	}
	r, err := http.NewRequestWithContext(t.Context(), method, "https://api.weixin.qq.com"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.Transport().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	out := map[string]any{}
	_ = json.NewDecoder(res.Body).Decode(&out) // some answers have no body
	return res.StatusCode, out
}

func token(t *testing.T, s *sandbox.Sandbox, force bool) string {
	t.Helper()
	_, out := ask(t, s, "/cgi-bin/stable_token", fmt.Sprintf(`{"grant_type":"client_credential","appid":"wxapp","secret":"hush","force_refresh":%v}`, force))
	tok, _ := out["access_token"].(string)
	if tok == "" {
		t.Fatalf("no token: %v", out)
	}
	return tok
}

func TestNeverInProduction(t *testing.T) {
	t.Parallel()
	for _, o := range []sandbox.Options{
		{Env: "production", AppID: "a", Secret: "b", Now: clock.System},
		{Env: "embedded", Secret: "b", Now: clock.System}, {Env: "embedded", AppID: "a", Now: clock.System}, {Env: "embedded", AppID: "a", Secret: "b"},
	} {
		if s, err := sandbox.New(o); err == nil || s != nil {
			t.Errorf("%+v started", o)
		}
	}
}

func TestStableTokenStaysTheSame(t *testing.T) {
	t.Parallel()
	s, now := start(t, nil)
	first := token(t, s, false)
	now.Advance(time.Hour)
	if token(t, s, false) != first {
		t.Error("an unforced request changed the token")
	}
	forced := token(t, s, true)
	if forced == first {
		t.Error("a forced request kept the token")
	}
	now.Advance(2 * time.Hour)
	if _, out := ask(t, s, "/wxa/msg_sec_check?access_token="+forced, `{}`); out["errcode"] != 42001.0 {
		t.Errorf("an old token: %v", out)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	s, _ := start(t, nil)
	tok := "?access_token=" + token(t, s, false)
	login := "/sns/jscode2session?appid=wxapp&secret=hush&grant_type=authorization_code&js_code="
	send := "/cgi-bin/message/subscribe/send" + tok
	ann := s.OpenID("ann")
	for _, c := range []struct {
		name, path, body string
		want             float64
	}{
		{"token: app", "/cgi-bin/stable_token", `{"grant_type":"client_credential","appid":"x","secret":"hush"}`, 40013},
		{"token: secret", "/cgi-bin/stable_token", `{"grant_type":"client_credential","appid":"wxapp","secret":"x"}`, 40125},
		{"token: grant", "/cgi-bin/stable_token", `{"grant_type":"x","appid":"wxapp","secret":"hush"}`, 40002},
		{"not json", send, `{`, 47001},
		{"no token", "/wxa/msg_sec_check", `{}`, 41001},
		{"wrong token", "/wxa/msg_sec_check?access_token=x", `{}`, 40001},
		{"login: secret", strings.Replace(login, "hush", "x", 1) + "sandbox-ann", "", 40125},
		{"login: grant", strings.Replace(login, "authorization_code", "x", 1) + "sandbox-ann", "", 40002},
		{"login: code", login + "whatever", "", 40029},
		{"login: nobody", login + "sandbox-", "", 40029},
		{"login: a phone's code", login + s.PhoneCode("13812345678"), "", 40029},
		{"phone: a login's code", "/wxa/business/getuserphonenumber" + tok, `{"code":"` + s.Code("13812345678") + `"}`, 40029},
		{"phone: letters", "/wxa/business/getuserphonenumber" + tok, `{"code":"phone-abc"}`, 40029},
		{"send: openid", send, `{"touser":"x","template_id":"t","data":{"thing1":{"value":"a"}}}`, 40003},
		{"send: template", send, `{"touser":"` + ann + `","data":{"thing1":{"value":"a"}}}`, 40037},
		{"send: page", send, `{"touser":"` + ann + `","template_id":"t","page":"https://x","data":{"thing1":{"value":"a"}}}`, 41030},
		{"send: no data", send, `{"touser":"` + ann + `","template_id":"t"}`, 47003},
		{"send: empty", send, `{"touser":"` + ann + `","template_id":"t","data":{"thing1":{"value":""}}}`, 47003},
		{"send: long", send, `{"touser":"` + ann + `","template_id":"t","data":{"thing1":{"value":"` + strings.Repeat("长", 21) + `"}}}`, 47003},
		{"send: field", send, `{"touser":"` + ann + `","template_id":"t","data":{"body":{"value":"a"}}}`, 47003},
		{"send: no quota", send, `{"touser":"` + ann + `","template_id":"t","data":{"thing1":{"value":"` + strings.Repeat("长", 20) + `"}}}`, 43101},
		{"check: version", "/wxa/msg_sec_check" + tok, `{"openid":"o","scene":2,"content":"a"}`, 40097},
		{"check: long", "/wxa/msg_sec_check" + tok, `{"openid":"o","version":2,"scene":2,"content":"` + strings.Repeat("长", 2501) + `"}`, 45002},
		{"quota: nothing", "/sandbox/quota", `{"openid":"o","template_id":"t"}`, 40097},
	} {
		if status, out := ask(t, s, c.path, c.body); status != 200 || out["errcode"] != c.want {
			t.Errorf("%s: %d %v, want %v", c.name, status, out, c.want)
		}
	}
	if len(s.Sent()) != 0 {
		t.Error("a refused message was delivered")
	}
	if status, _ := ask(t, s, "/cgi-bin/other", `{}`); status != http.StatusNotFound {
		t.Errorf("unknown path: %d", status)
	}
}

func TestCodesEndAfterFiveMinutes(t *testing.T) {
	t.Parallel()
	s, now := start(t, nil)
	path := "/sns/jscode2session?appid=wxapp&secret=hush&grant_type=authorization_code&js_code="
	old, fresh := s.Code("ann"), s.Code("ann")
	if _, out := ask(t, s, path+fresh, ""); out["openid"] != s.OpenID("ann") {
		t.Errorf("%v", out)
	}
	now.Advance(5*time.Minute + time.Millisecond)
	if _, out := ask(t, s, path+old, ""); out["errcode"] != 40029.0 {
		t.Errorf("an old code: %v", out)
	}
}

func TestControlOverHTTP(t *testing.T) {
	t.Parallel()
	s, _ := start(t, nil)
	msg := `{"touser":"` + s.OpenID("ann") + `","template_id":"t","page":"pages/home","data":{"thing1":{"value":"水管维修"}}}`
	tok := token(t, s, false)
	if _, out := ask(t, s, "/sandbox/quota", `{"openid":"`+s.OpenID("ann")+`","template_id":"t","count":1}`); out["errcode"] != 0.0 {
		t.Fatal(out)
	}
	for _, want := range []float64{0, 43101} {
		if _, out := ask(t, s, "/cgi-bin/message/subscribe/send?access_token="+tok, msg); out["errcode"] != want {
			t.Fatalf("%v, want %v", out, want)
		}
	}
	_, out := ask(t, s, "/sandbox/sent", "")
	items, _ := out["items"].([]any)
	if len(items) != 1 || len(s.Sent()) != 1 || s.Sent()[0].Data["thing1"] != "水管维修" {
		t.Errorf("%v", out)
	}
}

func TestMemoryOfMessagesIsBounded(t *testing.T) {
	t.Parallel()
	s, _ := start(t, func(o *sandbox.Options) { o.Unlimited = true })
	path := "/cgi-bin/message/subscribe/send?access_token=" + token(t, s, false)
	for i := range 1010 {
		ask(t, s, path, fmt.Sprintf(`{"touser":"%s","template_id":"t","data":{"number1":{"value":"%d"}}}`, s.OpenID("ann"), i))
	}
	if sent := s.Sent(); len(sent) != 1000 || sent[999].Data["number1"] != "1009" {
		t.Errorf("%d kept", len(sent))
	}
}

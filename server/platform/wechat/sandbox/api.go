package sandbox

import (
	"crypto/rand"
	"net/http"
	"strings"
	"unicode/utf8"
)

func (s *Sandbox) stableToken(r *http.Request) any {
	var in struct {
		GrantType string `json:"grant_type"`
		AppID     string `json:"appid"`
		Secret    string `json:"secret"`
		Force     bool   `json:"force_refresh"`
	}
	if bad := read(r, &in); bad != nil {
		return bad
	}
	if in.GrantType != "client_credential" {
		return no(40002, "invalid grant_type")
	}
	if bad := s.account(in.AppID, in.Secret); bad != nil {
		return bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.o.Now()
	if in.Force || s.token == "" || !now.Before(s.until) {
		s.token, s.until = "SANDBOX_"+rand.Text()+rand.Text(), now.Add(tokenLife)
	}
	return map[string]any{"access_token": s.token, "expires_in": int64(s.until.Sub(now).Seconds())}
}

func (s *Sandbox) account(appID, secret string) any {
	switch {
	case appID != s.o.AppID:
		return no(40013, "invalid appid")
	case secret != s.o.Secret:
		return no(40125, "invalid appsecret")
	}
	return nil
}

func (s *Sandbox) code2Session(r *http.Request) any {
	q := r.URL.Query()
	if bad := s.account(q.Get("appid"), q.Get("secret")); bad != nil {
		return bad
	}
	if q.Get("grant_type") != "authorization_code" {
		return no(40002, "invalid grant_type")
	}
	name, ok := s.redeem(q.Get("js_code"), loginKind)
	if !ok {
		return no(40029, "invalid code")
	}
	openID := s.OpenID(name)
	if !s.allow(openID) {
		return no(45011, "api minute-quota reach limit, must slower, retry next minute")
	}
	return map[string]string{"openid": openID, "unionid": s.derive("u", "unionid", name), "session_key": rand.Text()}
}

func (s *Sandbox) phoneNumber(r *http.Request) any {
	var in struct {
		Code string `json:"code"`
	}
	if bad := read(r, &in); bad != nil {
		return bad
	}
	phone, ok := s.redeem(in.Code, phoneKind)
	if !ok || strings.Trim(phone, "0123456789") != "" {
		return no(40029, "invalid code")
	}
	return map[string]any{"errcode": 0, "errmsg": "ok", "phone_info": map[string]any{
		"phoneNumber": phone, "purePhoneNumber": phone, "countryCode": "86",
		"watermark": map[string]any{"appid": s.o.AppID, "timestamp": s.o.Now().Unix()},
	}}
}

func (s *Sandbox) subscribeSend(r *http.Request) any {
	var in struct {
		ToUser     string `json:"touser"`
		TemplateID string `json:"template_id"`
		Page       string `json:"page"`
		Data       map[string]struct {
			Value string `json:"value"`
		} `json:"data"`
	}
	if bad := read(r, &in); bad != nil {
		return bad
	}
	switch {
	case len(in.ToUser) != 28 || in.ToUser[0] != 'o':
		return no(40003, "invalid openid")
	case in.TemplateID == "":
		return no(40037, "invalid template_id")
	case strings.HasPrefix(in.Page, "/"), strings.Contains(in.Page, "://"):
		return no(41030, "invalid page")
	case len(in.Data) == 0:
		return no(47003, "argument invalid! data is empty")
	}
	data := make(map[string]string, len(in.Data))
	for field, item := range in.Data {
		if !fits(field, item.Value) {
			return no(47003, "argument invalid! data."+field+".value invalid")
		}
		data[field] = item.Value
	}
	pair := [2]string{in.ToUser, in.TemplateID}
	if s.quota[pair] < 1 && !s.o.Unlimited {
		return no(43101, "user refuse to accept the msg")
	}
	if s.quota[pair] > 0 {
		s.quota[pair]--
	}
	s.sent = append(s.sent, Message{in.ToUser, in.TemplateID, in.Page, data, s.o.Now()})
	s.sent = s.sent[max(0, len(s.sent)-keepSent):]
	return map[string]any{"errcode": 0, "errmsg": "ok", "msgid": s.o.Now().UnixMilli()}
}

func (s *Sandbox) checkText(r *http.Request) any {
	var in struct {
		OpenID  string `json:"openid"`
		Scene   int    `json:"scene"`
		Version int    `json:"version"`
		Content string `json:"content"`
	}
	if bad := read(r, &in); bad != nil {
		return bad
	}
	switch {
	case in.OpenID == "":
		return no(40003, "invalid openid")
	case in.Version != 2, in.Scene < 1, in.Scene > 4, in.Content == "":
		return no(40097, "invalid args")
	case utf8.RuneCountInString(in.Content) > 2500:
		return no(45002, "content size out of limit")
	}
	suggest, label := "pass", 100
	if found(in.Content, s.o.Review) {
		suggest, label = "review", 10001
	}
	if found(in.Content, s.o.Risky) {
		suggest, label = "risky", 20006
	}
	return map[string]any{"errcode": 0, "errmsg": "ok", "trace_id": rand.Text(), "result": map[string]any{"suggest": suggest, "label": label}}
}

func found(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

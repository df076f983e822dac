package wechat_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/silenceper/wechat/v2/util"

	"zhijian/server/platform/wechat"
)

func TestNoSecretInAnErrorText(t *testing.T) {
	t.Parallel()
	w := open(t)
	cut := w.dial(t, wechat.Options{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/cgi-bin/stable_token" {
			return w.Transport().RoundTrip(r)
		}
		return nil, errors.New("dial tcp: refused")
	})})
	broken := w.dial(t, wechat.Options{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 500, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(secret))}, nil
	})})
	w.Fail(2, 0)
	for name, c := range map[string]*wechat.Client{"gateway": w.client, "network": cut, "500": broken} {
		_, login := c.Code2Session(t.Context(), "sandbox-ann")
		for what, err := range map[string]error{"login": login, "send": w.send(t.Context(), c)} {
			if !errors.Is(err, wechat.ErrUnavailable) {
				t.Errorf("%s %s: %v", name, what, err)
				continue
			}
			for e := err; e != nil; e = errors.Unwrap(e) {
				for _, bad := range []string{secret, "SANDBOX_", "sandbox-ann"} {
					if strings.Contains(e.Error(), bad) {
						t.Errorf("%s %s: %q is in %v", name, what, bad, e)
					}
				}
			}
		}
	}
	for _, k := range w.redis.Keys() {
		if v, _ := w.redis.Get(k); strings.Contains(v, secret) {
			t.Errorf("the secret is in Redis under %s", k)
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestACallEndsWithItsContext(t *testing.T) {
	t.Parallel()
	w := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.client.Code2Session(ctx, "sandbox-ann"); !errors.Is(err, wechat.ErrUnavailable) || !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestNoOtherHostIsCalled(t *testing.T) {
	t.Parallel()
	w := open(t)
	var hits atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
	defer srv.Close()
	for _, uri := range []string{srv.URL, "http://169.254.169.254/latest", "https://api.weixin.qq.com/sns/jscode2session", "https://api.weixin.qq.com.evil.example/"} {
		if _, err := util.HTTPGetContext(t.Context(), uri); err == nil || !strings.Contains(err.Error(), "refused to call") {
			t.Errorf("%s: %v", uri, err)
		}
	}
	redirecting := w.dial(t, wechat.Options{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 302, Header: http.Header{"Location": {srv.URL}}, Body: http.NoBody}, nil
	})})
	if _, err := redirecting.Code2Session(t.Context(), "sandbox-ann"); !errors.Is(err, wechat.ErrUnavailable) {
		t.Errorf("redirect: %v", err)
	}
	if hits.Load() != 0 {
		t.Error("another host was called")
	}
}

func TestBaseURLIsCalledInstead(t *testing.T) {
	t.Parallel()
	w := open(t)
	var path atomic.Value
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		path.Store(r.URL.Path)
		http.StripPrefix("/wx", w.Sandbox).ServeHTTP(rw, r)
	}))
	defer srv.Close()
	c := w.dial(t, wechat.Options{BaseURL: srv.URL + "/wx", Transport: http.DefaultTransport})
	if s, err := c.Code2Session(t.Context(), "sandbox-ann"); err != nil || s.OpenID != w.OpenID("ann") || path.Load() != "/wx/sns/jscode2session" {
		t.Errorf("%+v, %v, path %v", s, err, path.Load())
	}
}

func TestWrongAccount(t *testing.T) {
	t.Parallel()
	w := open(t)
	c := w.dial(t, wechat.Options{Secret: "another-secret"})
	if err := w.send(t.Context(), c); !errors.Is(err, wechat.ErrRefused) {
		t.Errorf("send: %v", err)
	}
	if _, err := c.Code2Session(t.Context(), "sandbox-ann"); !errors.Is(err, wechat.ErrRefused) {
		t.Errorf("login: %v", err)
	}
}

func TestStrangeAnswers(t *testing.T) {
	t.Parallel()
	w := open(t)
	for name, body := range map[string]string{
		"not json": "<html>", "empty object": "{}", "endless": strings.Repeat("a", 2<<20),
		"another app":     `{"errcode":0,"phone_info":{"purePhoneNumber":"1","watermark":{"appid":"wxother"}}}`,
		"new suggestion":  `{"errcode":0,"result":{"suggest":"maybe"}}`,
		"token, not text": `{"access_token":1}`,
	} {
		c := w.dial(t, wechat.Options{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/cgi-bin/stable_token" {
				return w.Transport().RoundTrip(r)
			}
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
		})})
		_, login := c.Code2Session(t.Context(), "sandbox-ann")
		_, phone := c.PhoneNumber(t.Context(), "phone-13812345678")
		_, check := c.CheckText(t.Context(), "o", wechat.SceneLog, "好")
		for what, err := range map[string]error{"login": login, "phone": phone, "check": check} {
			if !errors.Is(err, wechat.ErrUnavailable) {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
	}
}

func TestOptionsThatCannotWork(t *testing.T) {
	t.Parallel()
	rdb := redis.NewClient(&redis.Options{})
	defer rdb.Close()
	for _, o := range []wechat.Options{
		{Secret: "s", Redis: rdb}, {AppID: "a", Redis: rdb}, {AppID: "a", Secret: "s"},
		{AppID: "a", Secret: "s", Redis: rdb, BaseURL: "api.weixin.qq.com"}, {AppID: "a", Secret: "s", Redis: rdb, BaseURL: "ftp://x"}, {AppID: "a", Secret: "s", Redis: rdb, BaseURL: "https://"},
	} {
		if c, err := wechat.New(o); err == nil || c != nil {
			t.Errorf("%+v was accepted", o.BaseURL)
		}
	}
}

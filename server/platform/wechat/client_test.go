package wechat_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/wechat"
	"zhijian/server/platform/wechat/sandbox"
)

const (
	appID  = "wxapp"
	secret = "hush-hush-hush"
)

type world struct {
	*sandbox.Sandbox
	client *wechat.Client
	redis  *miniredis.Miniredis
	now    *clock.Fake
	tokens *atomic.Int64 // requests for an access token
}

// counting counts token requests on their way to the sandbox.
type counting struct {
	next   http.RoundTripper
	tokens *atomic.Int64
}

func (c counting) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == "/cgi-bin/stable_token" {
		c.tokens.Add(1)
	}
	return c.next.RoundTrip(r)
}

func open(t *testing.T) world {
	t.Helper()
	w := world{redis: miniredis.RunT(t), now: clock.NewFake(time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)), tokens: &atomic.Int64{}}
	var err error
	if w.Sandbox, err = sandbox.New(sandbox.Options{Env: "embedded", AppID: appID, Secret: secret, Now: w.now.Now}); err != nil {
		t.Fatal(err)
	}
	w.client = w.dial(t, wechat.Options{})
	return w
}

// dial makes one more client of the same sandbox and Redis.
func (w world) dial(t *testing.T, o wechat.Options) *wechat.Client {
	t.Helper()
	rdb := redis.NewClient(&redis.Options{Addr: w.redis.Addr(), MaxRetries: -1})
	t.Cleanup(func() { _ = rdb.Close() })
	o.AppID, o.Redis = appID, rdb
	if o.Secret == "" {
		o.Secret = secret
	}
	if o.Transport == nil {
		o.Transport = counting{w.Transport(), w.tokens}
	}
	c, err := wechat.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// send delivers one message to ann.
func (w world) send(ctx context.Context, c *wechat.Client) error {
	return c.SendSubscribe(ctx, w.OpenID("ann"), "tpl", "features/repair/pages/detail?id=1", map[string]string{"thing1": "水管维修"})
}

func TestLogin(t *testing.T) {
	t.Parallel()
	w := open(t)
	first, err := w.client.Code2Session(t.Context(), "sandbox-ann")
	if err != nil || first.OpenID != w.OpenID("ann") || len(first.OpenID) != 28 || first.UnionID == "" {
		t.Fatalf("%+v, %v", first, err)
	}
	if again, err := w.client.Code2Session(t.Context(), "sandbox-ann"); err != nil || again != first {
		t.Errorf("the same person: %+v, %v", again, err)
	}
	if bob, err := w.client.Code2Session(t.Context(), "sandbox-bob"); err != nil || bob.OpenID == first.OpenID {
		t.Errorf("another person: %+v, %v", bob, err)
	}
	code := w.Code("ann")
	if once, err := w.client.Code2Session(t.Context(), code); err != nil || once != first {
		t.Errorf("a real code: %+v, %v", once, err)
	}
	if _, err := w.client.Code2Session(t.Context(), code); !errors.Is(err, wechat.ErrCode) {
		t.Errorf("a used code: %v", err)
	}
}

func TestCodesThatWouldChangeTheRequest(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Fail(100, -1) // a call that reaches WeChat answers "busy"
	for _, code := range []string{"", " ", "sandbox-ann&appid=x", "a#b", "a/../b", "a%26", "中", strings.Repeat("a", 129), "a\n"} {
		if _, err := w.client.Code2Session(t.Context(), code); !errors.Is(err, wechat.ErrCode) {
			t.Errorf("login %q: %v", code, err)
		}
		if _, err := w.client.PhoneNumber(t.Context(), code); !errors.Is(err, wechat.ErrCode) {
			t.Errorf("phone %q: %v", code, err)
		}
	}
}

func TestLoginsPerMinute(t *testing.T) {
	t.Parallel()
	w := open(t)
	for range 100 {
		if _, err := w.client.Code2Session(t.Context(), "sandbox-ann"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.client.Code2Session(t.Context(), "sandbox-ann"); !errors.Is(err, wechat.ErrTooOften) {
		t.Errorf("the 101st: %v", err)
	}
	w.now.Advance(time.Minute)
	if _, err := w.client.Code2Session(t.Context(), "sandbox-ann"); err != nil {
		t.Errorf("a minute later: %v", err)
	}
}

func TestPhoneNumber(t *testing.T) {
	t.Parallel()
	w := open(t)
	code := w.PhoneCode("13912345678")
	for c, want := range map[string]string{"phone-13812345678": "13812345678", code: "13912345678"} {
		if got, err := w.client.PhoneNumber(t.Context(), c); err != nil || got != want {
			t.Errorf("%s: %q, %v", c, got, err)
		}
	}
	if _, err := w.client.PhoneNumber(t.Context(), code); !errors.Is(err, wechat.ErrCode) {
		t.Errorf("a used code: %v", err)
	}
}

func TestSubscribeMessages(t *testing.T) {
	t.Parallel()
	w := open(t)
	if err := w.send(t.Context(), w.client); !errors.Is(err, wechat.ErrQuota) {
		t.Fatalf("without an accept: %v", err)
	}
	w.GrantQuota(w.OpenID("ann"), "tpl", 2)
	for range 2 {
		if err := w.send(t.Context(), w.client); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.send(t.Context(), w.client); !errors.Is(err, wechat.ErrQuota) {
		t.Errorf("used up: %v", err)
	}
	sent := w.Sent()
	if len(sent) != 2 || sent[0].OpenID != w.OpenID("ann") || sent[0].TemplateID != "tpl" || sent[0].Page != "features/repair/pages/detail?id=1" || sent[0].Data["thing1"] != "水管维修" {
		t.Errorf("%+v", sent)
	}
}

func TestTextCheck(t *testing.T) {
	t.Parallel()
	w := open(t)
	long := strings.Repeat("长", 2500)
	for text, want := range map[string]wechat.Verdict{
		"": wechat.Pass, "厨房水管漏水": wechat.Pass, "加微信便宜": wechat.Review, "来赌博": wechat.Risky,
		long + long: wechat.Pass, long + "来赌博": wechat.Risky, "刷单" + long + "好": wechat.Review,
	} {
		if got, err := w.client.CheckText(t.Context(), w.OpenID("ann"), wechat.SceneComment, text); err != nil || got != want {
			t.Errorf("%.30s…: %q, %v, want %q", text, got, err, want)
		}
	}
}

func TestEveryCodeIsMapped(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]*errs.Error{
		-1: wechat.ErrUnavailable, 0: wechat.ErrUnavailable, 40029: wechat.ErrCode, 40163: wechat.ErrCode, 41008: wechat.ErrCode, 40226: wechat.ErrCode,
		45009: wechat.ErrTooOften, 45011: wechat.ErrTooOften, 43108: wechat.ErrTooOften, 1400001: wechat.ErrPhoneQuota, 43101: wechat.ErrQuota,
		40037: wechat.ErrTemplate, 41030: wechat.ErrTemplate, 47003: wechat.ErrTemplate, 43107: wechat.ErrTemplate, 40003: wechat.ErrRecipient,
		61010: wechat.ErrInactive, 48001: wechat.ErrRefused, 40013: wechat.ErrRefused,
	} {
		w := open(t)
		for name, call := range map[string]func() error{
			"login": func() error { _, err := w.client.Code2Session(t.Context(), "sandbox-ann"); return err },
			"phone": func() error { _, err := w.client.PhoneNumber(t.Context(), "phone-13812345678"); return err },
			"send":  func() error { return w.send(t.Context(), w.client) },
			"check": func() error { _, err := w.client.CheckText(t.Context(), "o", wechat.SceneForum, "好"); return err },
		} {
			w.Fail(1, code)
			if err := call(); !errors.Is(err, want) {
				t.Errorf("%s %d: %v, want %v", name, code, err, want)
			}
		}
	}
}

func TestARefusedTokenIsFetchedOnce(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.GrantQuota(w.OpenID("ann"), "tpl", 10)
	for i, end := range []func(){
		func() {}, w.EndToken, func() {}, // cold, ended, warm
		func() { w.now.Advance(3 * time.Hour) },
	} {
		end()
		if err := w.send(t.Context(), w.client); err != nil {
			t.Errorf("step %d: %v", i, err)
		}
	}
	if n := w.tokens.Load(); n != 3 {
		t.Errorf("%d token requests, want 3", n)
	}
	w.Fail(2, 40001) // refused again after the refetch
	if err := w.send(t.Context(), w.client); !errors.Is(err, wechat.ErrUnavailable) {
		t.Errorf("refused twice: %v", err)
	}
	if n := w.tokens.Load(); n != 4 {
		t.Errorf("%d token requests, want one more", n)
	}
}

func TestColdCacheUnderLoad(t *testing.T) {
	t.Parallel()
	w := open(t)
	clients := []*wechat.Client{w.client, w.dial(t, wechat.Options{}), w.dial(t, wechat.Options{}), w.dial(t, wechat.Options{})}
	w.GrantQuota(w.OpenID("ann"), "tpl", 80)
	var wg sync.WaitGroup
	for i := range 80 {
		wg.Go(func() {
			if err := w.send(t.Context(), clients[i%len(clients)]); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := w.tokens.Load(); n > int64(len(clients)) {
		t.Errorf("%d token requests by %d replicas", n, len(clients))
	}
	if len(w.Sent()) != 80 {
		t.Errorf("%d sent", len(w.Sent()))
	}
}

func TestWithoutRedisItStillWorks(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.GrantQuota(w.OpenID("ann"), "tpl", 1)
	w.redis.SetError("READONLY down")
	if err := w.send(t.Context(), w.client); err != nil {
		t.Error(err)
	}
}

func TestATokenAboutToEndIsNotKept(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.GrantQuota(w.OpenID("ann"), "tpl", 3)
	if err := w.send(t.Context(), w.client); err != nil {
		t.Fatal(err)
	}
	w.redis.FlushAll()
	w.now.Advance(2*time.Hour - 4*time.Minute) // expires_in is 240
	if err := w.send(t.Context(), w.client); err != nil {
		t.Fatal(err)
	}
	if keys := w.redis.Keys(); len(keys) != 0 {
		t.Errorf("kept %v with TTL %s", keys, w.redis.TTL(keys[0]))
	}
}

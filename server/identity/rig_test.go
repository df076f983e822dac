package identity

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/idem"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/sms"
	"zhijian/server/platform/testkit"
	"zhijian/server/platform/wechat"
)

const (
	company   ids.ID = 900
	otherFirm ids.ID = 901
	lake      ids.ID = 501 // communities of company
	hill      ids.ID = 502
	abroad    ids.ID = 601 // of otherFirm
	house101  ids.ID = 101
	phoneAnn         = "13812340001"
	phoneBob         = "13812340002"
	password         = "correct horse battery"
	totpKey          = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
)

// rig is the slice on a real database and Redis, behind the product's HTTP
// chain with its own sessions. Around it: a WeChat that knows codes, and the
// answers of the slices beside it.
type rig struct {
	*Service
	t      *testing.T
	clock  *clock.Fake
	sms    *sms.Sandbox
	engine *gin.Engine
	world  *world
}

// world answers for WeChat, the bindings, the register of houses and the hub.
type world struct {
	mu     sync.Mutex
	users  map[string]wechat.Session // by login code
	phones map[string]string         // by phone code
	houses map[ids.ID][]auth.House   // by person
	kicked []ids.ID                  // sessions, 0 for all of a user's
}

func (w *world) Code2Session(_ context.Context, code string) (wechat.Session, error) {
	u, ok := w.users[code]
	if !ok {
		return wechat.Session{}, wechat.ErrCode
	}
	return u, nil
}

func (w *world) PhoneNumber(_ context.Context, code string) (string, error) {
	p, ok := w.phones[code]
	if !ok {
		return "", wechat.ErrCode
	}
	return p, nil
}

func (w *world) Kick(_, session ids.ID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.kicked = append(w.kicked, session)
}

func (w *world) bind(person ids.ID, h auth.House) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.houses[person] = append(w.houses[person], h)
}

// bindings and places have methods of one name, so each is a type of its own.
type (
	bindings struct{ *world }
	places   struct{}
)

func (b bindings) Houses(_ context.Context, person ids.ID) ([]auth.House, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.houses[person], nil
}

func (places) Houses(_ context.Context, which []ids.ID) (map[ids.ID]event.House, error) {
	out := map[ids.ID]event.House{}
	for _, id := range which {
		out[id] = event.House{ID: id, CommunityID: lake, CommunityName: "翠湖花园", Label: "1栋1单元101", ServicePhone: "02288880018"}
	}
	return out, nil
}

func (places) CommunityNames(_ context.Context, which []ids.ID) (map[ids.ID]string, error) {
	all := map[ids.ID]string{lake: "翠湖花园", hill: "青山小区", abroad: "远方小区"}
	if len(which) == 0 {
		return all, nil
	}
	out := map[ids.ID]string{}
	for _, id := range which {
		if n, ok := all[id]; ok {
			out[id] = n
		}
	}
	return out, nil
}

func (places) CompanyName(context.Context, ids.ID) (string, error) { return "示范物业", nil }

func newRig(t *testing.T) *rig {
	t.Helper()
	c := testkit.Clock()
	d, r := testkit.DB(t, c.Now), testkit.Redis(t)
	gen, key := testkit.Gen(t, c.Now), strings.Repeat("42", 32)
	vault, err := pii.New(pii.Keys{Current: "1", Fields: map[string]string{"1": key}, Index: key})
	must(t, err)
	tokens, err := auth.NewTokens(key, c.Now)
	must(t, err)
	log, err := audit.New(d, gen, c.Now, key)
	must(t, err)
	box, err := sms.NewSandbox("test", c.Now)
	must(t, err)
	w := &world{houses: map[ids.ID][]auth.House{}, users: map[string]wechat.Session{
		"ann": {OpenID: "open-ann"}, "bob": {OpenID: "open-bob"}, "ann-2nd": {OpenID: "open-ann2", UnionID: "union-ann"}, "ann-3rd": {OpenID: "open-ann3", UnionID: "union-ann"},
	}, phones: map[string]string{"ann-phone": phoneAnn, "bob-phone": phoneBob, "desk": "02288880018", "abroad": "+442071838750"}}
	s := New(Deps{DB: d, Redis: r, Gen: gen, Now: c.Now, Box: outbox.New(d, gen, c.Now), Vault: vault, Audit: log, Tokens: tokens, Cache: auth.NewCache(c.Now),
		WeChat: w, SMS: box, Houses: bindings{w}, Places: places{}, Sockets: w, PublicURL: "https://zhijian.example", QuickHashes: true})
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	api, err := httpx.New(httpx.Options{Gin: engine, Tokens: tokens, Sessions: s.Sessions(), Redis: r, Idem: idem.New(d, c.Now), Timeout: 30 * time.Second, MaxInFlight: 1000, Version: "test"})
	must(t, err)
	s.MountApp(api)
	s.MountAdmin(api)
	return &rig{s, t, c, box, engine, w}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// from is where a request comes from and what proves who sends it.
type from struct{ token, cookie, device, ip string }

type answer struct {
	status int
	body   string
	header http.Header
}

func (a answer) into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
}

func (r *rig) call(f from, do, body string) answer {
	method, path, _ := strings.Cut(do, " ")
	q := httptest.NewRequestWithContext(r.t.Context(), method, path, strings.NewReader(body))
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Idempotency-Key", ids.Code(24, ids.URL))
	q.Header.Set("User-Agent", f.device)
	q.RemoteAddr = "192.0.2.1:1234"
	if f.ip != "" {
		q.RemoteAddr = f.ip + ":1234"
	}
	if f.token != "" {
		q.Header.Set("Authorization", "Bearer "+f.token)
	}
	if f.cookie != "" {
		q.AddCookie(&http.Cookie{Name: httpx.StaffCookie, Value: f.cookie})
	}
	w := httptest.NewRecorder()
	r.engine.ServeHTTP(w, q)
	return answer{w.Code, w.Body.String(), w.Header()}
}

// want calls and insists on the status and on texts in the answer.
func (r *rig) want(f from, do, body string, status int, texts ...string) answer {
	r.t.Helper()
	a := r.call(f, do, body)
	if a.status != status {
		r.t.Fatalf("%s %s: %d instead of %d: %s", do, body, a.status, status, a.body)
	}
	for _, x := range texts {
		if !strings.Contains(a.body, x) {
			r.t.Fatalf("%s: no %q in %s", do, x, a.body)
		}
	}
	return a
}

// login opens a session by WeChat code.
func (r *rig) login(code, device string) Session {
	r.t.Helper()
	var s Session
	r.want(from{device: device}, "POST /app/v1/auth/wechat", `{"code":"`+code+`"}`, 200).into(r.t, &s)
	return s
}

// loginPhone opens a session by SMS code; it waits out the pause between codes.
func (r *rig) loginPhone(phone string) Session {
	r.t.Helper()
	must(r.t, r.Redis.Del(r.t.Context(), "identity:sms_minute:"+r.Vault.Index(phoneIndex, phone)).Err())
	r.want(from{}, "POST /app/v1/auth/sms-code", `{"phone":"`+phone+`"}`, 200)
	m, _ := r.sms.Last(phone)
	var s Session
	r.want(from{}, "POST /app/v1/auth/sms", `{"phone":"`+phone+`","code":"`+m.Params["code"]+`"}`, 200).into(r.t, &s)
	return s
}

func (r *rig) refresh(device, token string) answer {
	return r.call(from{device: device}, "POST /app/v1/auth/refresh", `{"refreshToken":"`+token+`"}`)
}

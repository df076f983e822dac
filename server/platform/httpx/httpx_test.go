package httpx_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
)

type noteIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body noteBody
}

type noteBody struct {
	Text string   `json:"text" minLength:"1" maxLength:"10"`
	Tags []string `json:"tags,omitempty" maxItems:"2" nullable:"false"`
}

type noteOut struct {
	Body struct {
		ID   ids.ID `json:"id"`
		Text string `json:"text"`
		Runs int    `json:"runs"`
	}
}

var errTaken = errs.New(409, "note.taken", "已被占用")

func newHTTP(t *testing.T) *testkit.HTTP {
	t.Helper()
	c := testkit.Clock()
	runs := 0
	return testkit.NewHTTP(t, testkit.DB(t, c.Now), c.Now, func(api *httpx.API) {
		httpx.Register(api, httpx.Op{ID: "putNote", Method: "POST", Path: "/app/v1/notes/{id}", Policy: auth.ForResidents(), Status: 201, Once: true},
			func(_ context.Context, in *noteIn) (*noteOut, error) {
				switch in.Body.Text {
				case "taken":
					return nil, errTaken.Note("winner", "李*")
				case "boom":
					return nil, errors.New("secret 13812345678 inside")
				case "panic":
					panic("secret 13812345678")
				}
				runs++
				out := &noteOut{}
				out.Body.ID, out.Body.Text, out.Body.Runs = in.ID.ID, in.Body.Text, runs
				return out, nil
			})
		httpx.Register(api, httpx.Op{ID: "guess", Method: "GET", Path: "/admin/v1/guess", Policy: auth.ForStaff("role.manage"), Limits: []httpx.Limit{{N: 3, Per: time.Minute}}},
			func(context.Context, *struct{}) (*struct{}, error) { return &struct{}{}, nil })
	})
}

func TestTheChainRefusesBeforeTheHandler(t *testing.T) {
	t.Parallel()
	h := newHTTP(t)
	ann := testkit.ResidentOf(7, 8, 9)
	post := "POST /app/v1/notes/12"
	for _, sc := range []testkit.Scenario{
		{Name: "anonymous", Do: post, Body: `{"text":"a"}`, WantStatus: 401, WantBody: []string{"auth.login", "请先登录"}},
		{Name: "staff on the app", As: testkit.StaffOf(3, 1, nil), Do: post, Body: `{"text":"a"}`, WantStatus: 401},
		{Name: "staff without permission", As: testkit.StaffOf(3, 1, nil), Do: "GET /admin/v1/guess", WantStatus: 403, WantBody: []string{"auth.denied"}},
		{Name: "unknown key", As: ann, Do: post, Body: `{"text":"a","role":"admin"}`, WantStatus: 422, WantBody: []string{"input.invalid", `"field":"role"`}},
		{Name: "wrong type", As: ann, Do: post, Body: `{"text":1}`, WantStatus: 422},
		{Name: "missing", As: ann, Do: post, Body: `{}`, WantStatus: 422, WantBody: []string{"请填写这一项"}},
		{Name: "too long", As: ann, Do: post, Body: `{"text":"12345678901"}`, WantStatus: 422, WantBody: []string{"最多 10 个字"}},
		{Name: "only spaces", As: ann, Do: post, Body: `{"text":"   "}`, WantStatus: 422},
		{Name: "NUL", As: ann, Do: post, Body: `{"text":"a\u0000b"}`, WantStatus: 422, WantBody: []string{"无法显示的字符"}},
		{Name: "lone surrogate", As: ann, Do: post, Body: `{"text":"a\ud800"}`, WantStatus: 422},
		{Name: "NUL in a list", As: ann, Do: post, Body: `{"text":"a","tags":["\u0001"]}`, WantStatus: 422},
		{Name: "not JSON", As: ann, Do: post, Body: `{"text":`, WantStatus: 400, WantBody: []string{"input.unreadable"}},
		{Name: "no body", As: ann, Do: post, WantStatus: 400},
		{Name: "huge", As: ann, Do: post, Body: `{"text":"` + strings.Repeat("x", 100<<10) + `"}`, WantStatus: 413, WantBody: []string{"input.too_large"}},
		{Name: "bad id", As: ann, Do: "POST /app/v1/notes/1e3", Body: `{"text":"a"}`, WantStatus: 422},
		{Name: "huge id", As: ann, Do: "POST /app/v1/notes/99999999999999999999", Body: `{"text":"a"}`, WantStatus: 422},
		{Name: "other method", As: ann, Do: "DELETE /app/v1/notes/12", WantStatus: 405},
		{Name: "refused with the winner", As: ann, Do: post, Body: `{"text":"taken"}`, WantStatus: 409, WantBody: []string{"note.taken", "李*"}},
		{Name: "a cause never leaves", As: ann, Do: post, Body: `{"text":"boom"}`, WantStatus: 500, WantBody: []string{"server.failed"}, NoBody: []string{"secret", "138"}},
		{Name: "nor does a panic", As: ann, Do: post, Body: `{"text":"panic"}`, WantStatus: 500, NoBody: []string{"secret", "138"}},
		{Name: "emoji", As: ann, Do: post, Body: `{"text":" 漏水😀 "}`, WantStatus: 201, WantBody: []string{`"text":"漏水😀"`, `"id":"12"`, `"runs":1`}},
	} {
		sc.Run(t, h)
	}
	a := h.Call(t, ann, post, `{"text":"a"}`)
	if ct := h.Call(t, ann, post, `{}`).Header.Get("Content-Type"); ct != "application/problem+json" {
		t.Errorf("a refusal is %q", ct)
	}
	if a.Header.Get("X-Content-Type-Options") != "nosniff" || a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("X-Request-Id") == "" {
		t.Errorf("headers %v", a.Header)
	}
}

func TestTheSameKeyGetsTheSameAnswer(t *testing.T) {
	t.Parallel()
	h := newHTTP(t)
	ann := testkit.ResidentOf(7, 8, 9)
	key := []string{"Idempotency-Key", "k-0123456789abcdef"}
	first := h.Call(t, ann, "POST /app/v1/notes/12", `{"text":"a"}`, key...)
	again := h.Call(t, ann, "POST /app/v1/notes/12", `{"text":"a"}`, key...)
	if first.Status != 201 || again.Status != 201 || first.Body != again.Body {
		t.Fatalf("%d %s then %d %s", first.Status, first.Body, again.Status, again.Body)
	}
	for name, a := range map[string]testkit.Answer{
		"other body":   h.Call(t, ann, "POST /app/v1/notes/12", `{"text":"b"}`, key...),
		"other object": h.Call(t, ann, "POST /app/v1/notes/13", `{"text":"a"}`, key...),
	} {
		if a.Status != 422 || !strings.Contains(a.Body, "idem.reused") {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	if a := h.Call(t, ann, "POST /app/v1/notes/12", `{"text":"a"}`, "Idempotency-Key", "short"); a.Status != 422 {
		t.Errorf("a short key: %d %s", a.Status, a.Body)
	}
}

func TestTheFourthGuessWaits(t *testing.T) {
	t.Parallel()
	h := newHTTP(t)
	staff := testkit.StaffOf(3, 1, nil, "role.manage")
	for i := range 4 {
		a := h.Call(t, staff, "GET /admin/v1/guess", "")
		if i < 3 && a.Status >= 300 || i == 3 && (a.Status != 429 || a.Header.Get("Retry-After") == "") {
			t.Errorf("call %d: %d %s", i, a.Status, a.Body)
		}
	}
	if a := h.Call(t, testkit.StaffOf(4, 1, nil, "role.manage"), "GET /admin/v1/guess", ""); a.Status >= 300 {
		t.Errorf("somebody else was limited too: %d", a.Status)
	}
}

func TestAnUnguardedOperationDoesNotStart(t *testing.T) {
	t.Parallel()
	for name, op := range map[string]httpx.Op{
		"no policy":          {ID: "x", Method: "GET", Path: "/app/v1/x"},
		"unknown permission": {ID: "x", Method: "GET", Path: "/admin/v1/x", Policy: auth.ForStaff("no.such")},
		"wrong prefix":       {ID: "x", Method: "GET", Path: "/admin/v1/x", Policy: auth.ForResidents()},
		"once without key":   {ID: "x", Method: "POST", Path: "/app/v1/x", Policy: auth.ForResidents(), Once: true},
	} {
		c := testkit.Clock()
		testkit.NewHTTP(t, testkit.DB(t, c.Now), c.Now, func(api *httpx.API) {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: it was registered", name)
				}
			}()
			httpx.Register(api, op, func(context.Context, *struct{}) (*struct{}, error) { return nil, nil })
		})
	}
}

func TestACrossSiteWriteIsRefused(t *testing.T) {
	t.Parallel()
	ran := false
	h := httpx.SameOrigin(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { ran = true }))
	for _, site := range []string{"cross-site", "same-site"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "https://zj.example/admin/v1/staff", nil)
		r.Header.Set("Sec-Fetch-Site", site)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != 403 || ran {
			t.Errorf("%s: %d", site, w.Code)
		}
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "https://zj.example/admin/v1/staff", nil)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	h.ServeHTTP(httptest.NewRecorder(), r)
	if !ran {
		t.Error("our own page was refused")
	}
}

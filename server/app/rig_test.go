package app

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/config"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
)

// rig is the whole product over a private database, driven over HTTP alone.
type rig struct {
	*App
	t     testing.TB
	clock *clock.Fake
	http  http.Handler
}

func newRig(t testing.TB) *rig {
	t.Helper()
	return brokenRig(t, func(s httpx.Sessions) httpx.Sessions { return s })
}

// brokenRig is a rig whose sessions a test may spoil.
func brokenRig(t testing.TB, sessions func(httpx.Sessions) httpx.Sessions) *rig {
	t.Helper()
	dbc, dir := testkit.Database(t)
	cfg := config.Default()
	cfg.Database, cfg.DataDir, cfg.Demo = dbc, dir, false
	cfg.ShowCodes, cfg.QuickHashes = true, true
	c := testkit.Clock()
	a, err := build(t.Context(), cfg, c.Now, sessions)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return &rig{App: a, t: t, clock: c, http: a.Handler()}
}

// session is somebody signed in; the zero session is nobody.
type session struct {
	name   string
	token  string // resident
	cookie string // staff
}

type reply struct {
	status int
	body   string
	header http.Header
}

func (r *rig) send(s session, method, path string, body any, kind string) reply {
	r.t.Helper()
	var raw []byte
	switch b := body.(type) {
	case nil:
	case []byte:
		raw = b
	default:
		var err error
		if raw, err = json.Marshal(b); err != nil {
			r.t.Fatal(err)
		}
	}
	q := httptest.NewRequestWithContext(r.t.Context(), method, path, bytes.NewReader(raw))
	if len(raw) > 0 {
		q.Header.Set("Content-Type", kind)
	}
	if method != http.MethodGet {
		q.Header.Set("Idempotency-Key", ids.Code(24, ids.URL))
	}
	if s.token != "" {
		q.Header.Set("Authorization", "Bearer "+s.token)
	}
	if s.cookie != "" {
		q.Header.Set("Cookie", s.cookie)
	}
	w := httptest.NewRecorder()
	r.http.ServeHTTP(w, q)
	return reply{w.Code, w.Body.String(), w.Header()}
}

// do sends JSON and decodes the answer, which must have the status.
func (r *rig) do(s session, do string, body any, want int) map[string]any {
	r.t.Helper()
	method, path, _ := strings.Cut(do, " ")
	a := r.send(s, method, path, body, "application/json")
	if a.status != want {
		r.t.Fatalf("%s as %s: %d instead of %d: %s", do, s.name, a.status, want, a.body)
	}
	var out map[string]any
	if a.body != "" {
		if err := json.Unmarshal([]byte(a.body), &out); err != nil {
			r.t.Fatalf("%s: %v in %s", do, err, a.body)
		}
	}
	return out
}

// resident signs in by phone and SMS code.
func (r *rig) resident(phone string) session {
	r.t.Helper()
	r.clock.Advance(61 * time.Second) // a code a minute for each phone
	code := r.do(session{}, "POST /app/v1/auth/sms-code", map[string]any{"phone": phone}, 200)["demoCode"]
	in := r.do(session{}, "POST /app/v1/auth/sms", map[string]any{"phone": phone, "code": code}, 200)
	return session{name: phone, token: in["accessToken"].(string)}
}

// staff signs in by password and TOTP.
func (r *rig) staff(username, password string) session {
	r.t.Helper()
	r.clock.Advance(31 * time.Second) // a TOTP step is good once
	step := r.do(session{}, "POST /admin/v1/auth/login", map[string]any{"username": username, "password": password}, 200)
	a := r.send(session{}, "POST", "/admin/v1/auth/totp", map[string]any{"challenge": step["challenge"], "code": step["demoCode"]}, "application/json")
	if a.status != 200 {
		r.t.Fatalf("totp of %s: %d %s", username, a.status, a.body)
	}
	cookie, _, _ := strings.Cut(a.header.Get("Set-Cookie"), ";")
	return session{name: username, cookie: cookie}
}

func (r *rig) upload(s session, path, purpose string) string {
	r.t.Helper()
	var pic bytes.Buffer
	if err := png.Encode(&pic, image.NewRGBA(image.Rect(0, 0, 30, 20))); err != nil {
		r.t.Fatal(err)
	}
	a := r.send(s, "POST", path, multipart(map[string]string{"purpose": purpose}, "a.png", pic.Bytes()), "multipart/form-data; boundary=b")
	if a.status != 201 {
		r.t.Fatalf("upload as %s: %d %s", s.name, a.status, a.body)
	}
	var f struct{ ID string }
	if err := json.Unmarshal([]byte(a.body), &f); err != nil {
		r.t.Fatal(err)
	}
	return f.ID
}

func multipart(fields map[string]string, name string, content []byte) []byte {
	var b bytes.Buffer
	for k, v := range fields {
		b.WriteString("--b\r\nContent-Disposition: form-data; name=\"" + k + "\"\r\n\r\n" + v + "\r\n")
	}
	b.WriteString("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
	b.Write(content)
	b.WriteString("\r\n--b--\r\n")
	return b.Bytes()
}

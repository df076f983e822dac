package sandbox

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"
)

// failure is WeChat's way to say no: HTTP 200 with a code.
type failure struct {
	Code int    `json:"errcode"`
	Msg  string `json:"errmsg"`
}

func no(code int, msg string) any { return failure{code, msg} }

const maxBody = 64 << 10

func (s *Sandbox) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /cgi-bin/stable_token", answer(s.stableToken))
	mux.HandleFunc("GET /sns/jscode2session", answer(s.failable(s.code2Session)))
	mux.HandleFunc("POST /wxa/business/getuserphonenumber", answer(s.failable(s.withToken(s.phoneNumber))))
	mux.HandleFunc("POST /cgi-bin/message/subscribe/send", answer(s.failable(s.withToken(s.subscribeSend))))
	mux.HandleFunc("POST /wxa/msg_sec_check", answer(s.failable(s.withToken(s.checkText))))
	mux.HandleFunc("POST /sandbox/quota", answer(s.postQuota))
	mux.HandleFunc("GET /sandbox/sent", answer(func(*http.Request) any { return map[string]any{"items": s.Sent()} }))
	return mux
}

// ServeHTTP speaks WeChat's protocol and the control endpoints.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Transport answers requests in the process, whatever their host.
func (s *Sandbox) Transport() http.RoundTripper { return transport{s} }

type transport struct{ s *Sandbox }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	in := r.Clone(r.Context())
	if in.Body == nil {
		in.Body = http.NoBody
	}
	rec := &recorder{header: http.Header{}, code: http.StatusOK}
	t.s.ServeHTTP(rec, in)
	return &http.Response{
		Status: http.StatusText(rec.code), StatusCode: rec.code, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: rec.header, Body: io.NopCloser(&rec.body), ContentLength: int64(rec.body.Len()), Request: r,
	}, in.Body.Close()
}

// recorder collects one answer.
type recorder struct {
	header http.Header
	code   int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(code int)        { r.code = code }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }

func answer(f func(*http.Request) any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		out := f(r)
		if out == nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Type", "application/json; encoding=utf-8")
		_ = json.NewEncoder(w).Encode(out) // the client has gone, or it has the answer
	}
}

// failable lets Fail come first; nil means a broken gateway.
func (s *Sandbox) failable(f func(*http.Request) any) func(*http.Request) any {
	return func(r *http.Request) any {
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(s.failing) == 0 {
			return f(r)
		}
		code := s.failing[0]
		s.failing = s.failing[1:]
		if code == 0 {
			return nil
		}
		return no(code, "failed on request")
	}
}

// withToken refuses calls without the current token. The caller holds the lock.
func (s *Sandbox) withToken(f func(*http.Request) any) func(*http.Request) any {
	return func(r *http.Request) any {
		token := r.URL.Query().Get("access_token")
		switch {
		case token == "":
			return no(41001, "access_token missing")
		case token != s.token:
			return no(40001, "invalid credential, access_token is invalid or not latest")
		case !s.o.Now().Before(s.until):
			return no(42001, "access_token expired")
		}
		return f(r)
	}
}

func (s *Sandbox) postQuota(r *http.Request) any {
	var in struct {
		OpenID     string `json:"openid"`
		TemplateID string `json:"template_id"`
		Count      int    `json:"count"`
	}
	if bad := read(r, &in); bad != nil {
		return bad
	}
	if in.OpenID == "" || in.TemplateID == "" || in.Count < 1 || in.Count > 1000 {
		return no(40097, "invalid args")
	}
	s.GrantQuota(in.OpenID, in.TemplateID, in.Count)
	return no(0, "ok")
}

func read(r *http.Request, into any) any {
	if err := json.NewDecoder(r.Body).Decode(into); err != nil {
		return no(47001, "data format error")
	}
	return nil
}

// limitOf is how long a template field may be, by the kind in its name; 0 is
// no kind of WeChat's.
func limitOf(field string) int {
	switch kind := strings.TrimRight(field, "0123456789"); kind {
	case "thing":
		return 20
	case "character_string", "number", "letter":
		return 32
	case "date", "time":
		return 24
	case "phone_number":
		return 17
	case "amount", "name":
		return 10
	case "car_number":
		return 8
	case "phrase", "symbol", "const":
		return 5
	}
	return 0
}

func fits(field, value string) bool {
	n := utf8.RuneCountInString(value)
	return n > 0 && n <= limitOf(field)
}

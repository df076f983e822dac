package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
)

// payer is a resident with a phone, and the house whose bills are paid from it.
type payer struct {
	name  string
	house ids.ID

	mu    sync.Mutex
	id    ids.ID
	token string
	since time.Time
}

// keep is how long an access token is used; it lives ten minutes.
const keep = 5 * time.Minute

// answer is what a call came to.
type answer struct {
	status int
	body   []byte
}

func (a answer) is(code string) bool { return bytes.Contains(a.body, []byte(`"`+code+`"`)) }

// again reports an answer that a phone tries once more after: the server was
// away, busy with the same tap, or asked for patience.
func (a answer) again() bool {
	return a.status >= 500 || a.status == http.StatusTooManyRequests || a.is("idem.busy")
}

// call does one operation of the resident's, and repeats it under the same
// key until somebody answers it.
func (s *shop) call(ctx context.Context, p *payer, do, key, body string) (answer, error) {
	for {
		token, err := s.enter(ctx, p)
		if err != nil {
			return answer{}, err
		}
		a, err := s.once(ctx, do, body, "Authorization", "Bearer "+token, "Idempotency-Key", key)
		switch {
		case ctx.Err() != nil:
			return a, fmt.Errorf("%s: %w", do, ctx.Err())
		case err != nil, a.again():
			pause(ctx, 300*time.Millisecond)
		case a.status == http.StatusUnauthorized:
			p.forget()
		default:
			return a, nil
		}
	}
}

func (s *shop) once(ctx context.Context, do, body string, header ...string) (answer, error) {
	method, path, _ := strings.Cut(do, " ")
	q, err := http.NewRequestWithContext(ctx, method, "http://product"+path, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	q.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		if header[i+1] != "" {
			q.Header.Set(header[i], header[i+1])
		}
	}
	r, err := s.http.Do(q)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = r.Body.Close() }()
	raw, err := io.ReadAll(r.Body)
	return answer{r.StatusCode, raw}, err
}

// enter answers the payer's token, and logs in when it is old.
func (s *shop) enter(ctx context.Context, p *payer) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.token == "" || clock.System().Sub(p.since) > keep {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		a, err := s.once(ctx, "POST /app/v1/auth/wechat", `{"code":"sandbox-`+p.name+`"}`)
		if err != nil || a.status != http.StatusOK {
			pause(ctx, 500*time.Millisecond)
			continue
		}
		var in struct {
			AccessToken string
			Me          struct{ ID ids.ID }
		}
		if err := json.Unmarshal(a.body, &in); err != nil {
			return "", err
		}
		p.token, p.id, p.since = in.AccessToken, in.Me.ID, clock.System()
	}
	return p.token, nil
}

func (p *payer) forget() { p.mu.Lock(); defer p.mu.Unlock(); p.token = "" }

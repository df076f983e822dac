package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The demo community's people, whom every installation with demo: true has.
const (
	demoPassword = "zhijian-demo-2026" //nolint:gosec // printed by every demo
	demoOwner    = "19900000002"
)

// town is the product as its clients see it, with one resident and one member
// of the staff signed in through the log-in pages' own operations.
type town struct {
	addr    string
	http    http.Client
	token   string // the resident's access token
	refresh string
	cookie  string // the staff's
	Me      struct {
		ID     string
		Houses []struct{ HouseID, CommunityID string }
	}
	staffID string
}

// call sends JSON and decodes the answer, which must be 2xx.
func (t *town) call(ctx context.Context, do string, body, into any) (http.Header, error) {
	method, path, _ := strings.Cut(do, " ")
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		in = bytes.NewReader(raw)
	}
	q, err := http.NewRequestWithContext(ctx, method, "http://"+t.addr+path, in)
	if err != nil {
		return nil, err
	}
	q.Header.Set("Content-Type", "application/json")
	a, err := t.http.Do(q)
	if err != nil {
		return nil, err
	}
	defer func() { _ = a.Body.Close() }()
	raw, err := io.ReadAll(a.Body)
	if err == nil && a.StatusCode/100 != 2 {
		err = fmt.Errorf("%s: %d %s", do, a.StatusCode, raw)
	}
	if err == nil && into != nil {
		err = json.Unmarshal(raw, into)
	}
	return a.Header, err
}

// enter signs in the resident by phone and the staff by password.
func (t *town) enter(ctx context.Context) error {
	var code struct{ DemoCode string }
	if _, err := t.call(ctx, "POST /app/v1/auth/sms-code", map[string]string{"phone": demoOwner}, &code); err != nil {
		return err
	}
	if err := t.session(ctx, "POST /app/v1/auth/sms", map[string]string{"phone": demoOwner, "code": code.DemoCode}); err != nil {
		return err
	}
	if len(t.Me.Houses) == 0 {
		return errors.New("the demo's owner has no house")
	}
	var step struct{ Challenge, DemoCode string }
	if _, err := t.call(ctx, "POST /admin/v1/auth/login", map[string]string{"username": "desk", "password": demoPassword}, &step); err != nil {
		return err
	}
	var me struct{ ID string }
	h, err := t.call(ctx, "POST /admin/v1/auth/totp", map[string]string{"challenge": step.Challenge, "code": step.DemoCode}, &me)
	t.cookie, _, _ = strings.Cut(h.Get("Set-Cookie"), ";")
	t.staffID = me.ID
	return err
}

func (t *town) session(ctx context.Context, do string, body any) error {
	var s struct {
		AccessToken, RefreshToken string
		Me                        json.RawMessage
	}
	if _, err := t.call(ctx, do, body, &s); err != nil {
		return err
	}
	t.token, t.refresh = s.AccessToken, s.RefreshToken
	return json.Unmarshal(s.Me, &t.Me)
}

// renew keeps the resident signed in: an access token lives ten minutes.
func (t *town) renew(ctx context.Context) error {
	return t.session(ctx, "POST /app/v1/auth/refresh", map[string]string{"refreshToken": t.refresh})
}

func (t *town) person() int64 { return number(t.Me.ID) }

func (t *town) community() string { return t.Me.Houses[0].CommunityID }

func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64) // 0 finds nothing
	return n
}

// report is the body of an order that the staff take down.
func (t *town) report() map[string]any {
	return map[string]any{"channel": "phone", "communityId": t.community(), "place": "public", "category": "light", "publicPlace": "3号楼2单元5层楼道",
		"description": "楼道灯不亮，晚上老人走楼梯不安全。", "contactName": "林晓", "contactPhone": "19900000002", "separate": true}
}

// request is one raw request. Every GET is the resident's, every POST the staff's.
func (t *town) request(do string, body any) (string, error) {
	method, path, _ := strings.Cut(do, " ")
	if method == http.MethodGet {
		return rawRequest(do, "", "Authorization", "Bearer "+t.token), nil
	}
	raw, err := json.Marshal(body)
	return rawRequest(method+" "+path, string(raw), "Cookie", t.cookie, "Idempotency-Key", keyMark), err
}

func rawRequest(do, body string, header ...string) string {
	method, path, _ := strings.Cut(do, " ")
	var b strings.Builder
	b.WriteString(method + " " + path + " HTTP/1.1\r\nHost: bench\r\nUser-Agent: bench\r\n")
	for i := 0; i+1 < len(header); i += 2 {
		b.WriteString(header[i] + ": " + header[i+1] + "\r\n")
	}
	if body != "" {
		b.WriteString("Content-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n")
	}
	b.WriteString("\r\n" + body)
	return b.String()
}

// once sends a raw request and reads the whole answer, for comparing.
func once(ctx context.Context, addr, request string) ([]byte, error) {
	c, err := dial(ctx, addr)
	if err != nil {
		return nil, err
	}
	defer c.close()
	status, body, err := c.roundTrip([]byte(strings.Replace(request, keyMark, fmt.Sprintf("%024d", startWatch().began.UnixNano()), 1)), true)
	if err == nil && status/100 != 2 {
		err = fmt.Errorf("%d %s", status, body)
	}
	return body, err
}

// patience bounds the waiting for something that should be there at once.
const patience = 30 * time.Second

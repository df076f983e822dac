package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"zhijian/server/platform/clock"
)

const (
	loginKind = "sandbox-"
	phoneKind = "phone-"

	codeLife  = 5 * time.Minute
	tokenLife = 2 * time.Hour
	perMinute = 100  // logins of one person
	keepSent  = 1000 // messages
	keepSeen  = 1000 // people whose logins are counted
)

// Options of New.
type Options struct {
	Env           string // "production" is refused
	AppID, Secret string // what the client must send
	Now           clock.Clock
	// Unlimited sends messages without a granted quota, for a demo in which
	// nobody can tap WeChat's own dialog.
	Unlimited bool
	// Risky and Review are words that a text check finds. Nil takes a few.
	Risky, Review []string
}

// Message is one delivered subscribe message.
type Message struct {
	OpenID     string            `json:"openid"`
	TemplateID string            `json:"template_id"`
	Page       string            `json:"page"`
	Data       map[string]string `json:"data"`
	At         time.Time         `json:"at"`
}

// Sandbox keeps all its state in memory. It is safe for concurrent use.
type Sandbox struct {
	o   Options
	mux *http.ServeMux

	mu      sync.Mutex
	token   string
	until   time.Time
	codes   map[string]grant
	logins  map[string]window
	quota   map[[2]string]int
	sent    []Message
	failing []int
}

// grant is what a one-time code stands for.
type grant struct {
	kind, value string
	until       time.Time
}

// window counts logins since a moment.
type window struct {
	since time.Time
	n     int
}

// New makes a sandbox; never in production.
func New(o Options) (*Sandbox, error) {
	if o.Env == "production" {
		return nil, errors.New("wechat sandbox: not in production")
	}
	if o.AppID == "" || o.Secret == "" || o.Now == nil {
		return nil, errors.New("wechat sandbox: app id, secret and clock are needed")
	}
	if o.Risky == nil {
		o.Risky = []string{"赌博", "博彩", "枪支", "裸聊"}
	}
	if o.Review == nil {
		o.Review = []string{"加微信", "刷单", "代开发票"}
	}
	s := &Sandbox{o: o, codes: map[string]grant{}, logins: map[string]window{}, quota: map[[2]string]int{}}
	s.mux = s.routes()
	return s, nil
}

// OpenID is the identity of the person who logs in as sandbox-<name>.
func (s *Sandbox) OpenID(name string) string { return s.derive("o", "openid", name) }

// Code makes a login code of that person that works once.
func (s *Sandbox) Code(name string) string { return s.issue(loginKind, name) }

// PhoneCode makes a phone code that works once.
func (s *Sandbox) PhoneCode(phone string) string { return s.issue(phoneKind, phone) }

// GrantQuota lets n more messages of a template reach a person, as n taps on
// "accept" do.
func (s *Sandbox) GrantQuota(openID, templateID string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quota[[2]string{openID, templateID}] += n
}

// Sent answers the delivered messages, oldest first; the latest 1,000 are kept.
func (s *Sandbox) Sent() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// Fail makes the next n calls answer errcode, -1 for "system busy"; 0 means
// HTTP 502. Fetching a token is not counted.
func (s *Sandbox) Fail(n, errcode int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failing = append(s.failing, slices.Repeat([]int{errcode}, n)...)
}

// EndToken makes the current access token invalid, as a reset in WeChat's
// console does.
func (s *Sandbox) EndToken() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = ""
}

// derive makes a value in WeChat's shape, 28 characters, that is the same for
// the same input.
func (s *Sandbox) derive(prefix, kind, name string) string {
	sum := sha256.Sum256([]byte(s.o.AppID + "|" + kind + "|" + name))
	return prefix + base64.RawURLEncoding.EncodeToString(sum[:])[:27]
}

func (s *Sandbox) issue(kind, value string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.o.Now()
	maps.DeleteFunc(s.codes, func(_ string, g grant) bool { return now.After(g.until) })
	code := "0" + rand.Text()
	s.codes[code] = grant{kind, value, now.Add(codeLife)}
	return code
}

// redeem answers what a code stands for; a kind is also the prefix of codes
// that work every time. The caller holds the lock.
func (s *Sandbox) redeem(code, kind string) (string, bool) {
	if value, ok := strings.CutPrefix(code, kind); ok && value != "" {
		return value, true
	}
	g, ok := s.codes[code]
	delete(s.codes, code)
	return g.value, ok && g.kind == kind && !s.o.Now().After(g.until)
}

// allow counts a login. The caller holds the lock.
func (s *Sandbox) allow(openID string) bool {
	now := s.o.Now()
	if len(s.logins) > keepSeen {
		maps.DeleteFunc(s.logins, func(_ string, w window) bool { return now.Sub(w.since) >= time.Minute })
	}
	w := s.logins[openID]
	if now.Sub(w.since) >= time.Minute {
		w = window{since: now}
	}
	w.n++
	s.logins[openID] = w
	return w.n <= perMinute
}

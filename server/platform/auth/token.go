package auth

import (
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
)

// AccessTTL is the life of an access token.
const AccessTTL = 10 * time.Minute

// Tokens signs and verifies the residents' access tokens: HS256 and nothing
// else, with audience and type, so a token of another kind is no use here.
type Tokens struct {
	key    []byte
	now    clock.Clock
	parser *jwt.Parser
	mu     sync.RWMutex
	seen   map[string]Claims // verified tokens, so that a busy client costs one HMAC in ten minutes
}

// Claims are what a token says: a person and a session, never a right.
type Claims struct {
	Person, Session ids.ID
	Expires         time.Time
}

const maxSeen = 50_000

// NewTokens takes the key as 64 hex digits.
func NewTokens(hexKey string, now clock.Clock) (*Tokens, error) {
	key, err := hex.DecodeString(hexKey)
	if err != nil || len(key) != 32 {
		return nil, errors.New("auth: the token key is not 32 bytes")
	}
	return &Tokens{key: key, now: now, seen: map[string]Claims{}, parser: jwt.NewParser(
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithAudience("zhijian-app"), jwt.WithIssuer("zhijian"),
		jwt.WithExpirationRequired(), jwt.WithTimeFunc(now))}, nil
}

// Issue signs a token for a person's session.
func (t *Tokens) Issue(person, session ids.ID) (token string, expires time.Time, err error) {
	expires = t.now().Add(AccessTTL).Truncate(time.Second)
	j := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"iss": "zhijian", "aud": "zhijian-app", "sub": person.String(), "sid": session.String(), "exp": expires.Unix(),
	})
	j.Header["typ"] = "at+jwt"
	token, err = j.SignedString(t.key)
	return token, expires, err
}

// Verify answers ErrLogin for anything but a live token of ours.
func (t *Tokens) Verify(token string) (Claims, error) {
	t.mu.RLock()
	c, ok := t.seen[token]
	t.mu.RUnlock()
	if ok {
		if t.now().Before(c.Expires) {
			return c, nil
		}
		return Claims{}, ErrLogin
	}
	c, err := t.parse(token)
	if err != nil {
		return Claims{}, ErrLogin.Because(err)
	}
	t.mu.Lock()
	if len(t.seen) >= maxSeen {
		clear(t.seen)
	}
	t.seen[token] = c
	t.mu.Unlock()
	return c, nil
}

func (t *Tokens) parse(token string) (Claims, error) {
	if len(token) > 1024 {
		return Claims{}, errors.New("token too long")
	}
	m := jwt.MapClaims{}
	j, err := t.parser.ParseWithClaims(token, m, func(*jwt.Token) (any, error) { return t.key, nil })
	if err != nil {
		return Claims{}, err
	}
	if j.Header["typ"] != "at+jwt" {
		return Claims{}, errors.New("not an access token")
	}
	sub, _ := m["sub"].(string)
	sid, _ := m["sid"].(string)
	person, err1 := ids.Parse(sub)
	session, err2 := ids.Parse(sid)
	exp, err3 := m.GetExpirationTime()
	if err := errors.Join(err1, err2, err3); err != nil {
		return Claims{}, fmt.Errorf("claims: %w", err)
	}
	return Claims{Person: person, Session: session, Expires: exp.Time}, nil
}

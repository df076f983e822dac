package realtime

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"

	"zhijian/server/platform/ids"
)

const ticketTTL = 30 * time.Second

// pass is what a ticket stands for.
type pass struct {
	User    ids.ID
	Session ids.ID
	Issued  time.Time
}

// Ticket issues 32 random bytes that open one socket within 30 seconds.
// Errors: ErrAway when Redis does not answer.
func (h *Hub) Ticket(ctx context.Context, user, session ids.ID) (ticket string, expires time.Time, err error) {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails (Go 1.24)
	ticket = base64.RawURLEncoding.EncodeToString(secret)
	now := h.now()
	raw, err := json.Marshal(pass{user, session, now})
	if err != nil {
		return "", time.Time{}, err
	}
	if err := h.redis.Set(ctx, ticketKey(ticket), raw, ticketTTL).Err(); err != nil {
		return "", time.Time{}, ErrAway.Because(err)
	}
	return ticket, now.Add(ticketTTL), nil
}

// redeem uses a ticket up. Errors: errTicket, ErrAway.
func (h *Hub) redeem(ctx context.Context, ticket string) (pass, error) {
	raw, err := h.redis.GetDel(ctx, ticketKey(ticket)).Bytes()
	if errors.Is(err, redis.Nil) {
		return pass{}, errTicket
	}
	if err != nil {
		return pass{}, ErrAway.Because(err)
	}
	var p pass
	if err := json.Unmarshal(raw, &p); err != nil || p.User == 0 || h.now().Sub(p.Issued) > ticketTTL {
		return pass{}, errTicket
	}
	return p, nil
}

// ticketKey keeps the ticket itself out of Redis.
func ticketKey(ticket string) string {
	sum := sha256.Sum256([]byte(ticket))
	return "ws:ticket:" + base64.RawURLEncoding.EncodeToString(sum[:])
}

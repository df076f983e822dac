package sms

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"zhijian/server/platform/clock"
)

// Sender hands a message to a provider. Template is our name of it; an error
// means that nothing was sent or that nobody knows.
type Sender interface {
	Send(ctx context.Context, phone, template string, params map[string]string) error
}

// Message is one that Sandbox took.
type Message struct {
	Phone    string
	Template string
	Params   map[string]string
	At       time.Time
}

const keep = 200

// Sandbox is a Sender that remembers the latest 200 messages. It is safe for
// concurrent use.
type Sandbox struct {
	now  clock.Clock
	mu   sync.Mutex
	sent []Message
}

var _ Sender = (*Sandbox)(nil)

// NewSandbox makes a Sandbox; never where env is "production".
func NewSandbox(env string, now clock.Clock) (*Sandbox, error) {
	if env == "production" {
		return nil, errors.New("sms sandbox: not in production")
	}
	return &Sandbox{now: now}, nil
}

// Send remembers the message.
func (s *Sandbox) Send(ctx context.Context, phone, template string, params map[string]string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if phone == "" || template == "" {
		return errors.New("sms: phone and template are needed")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, Message{phone, template, maps.Clone(params), s.now()})
	s.sent = s.sent[max(0, len(s.sent)-keep):]
	return nil
}

// Sent answers the remembered messages, oldest first.
func (s *Sandbox) Sent() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// Last answers the newest message to a phone.
func (s *Sandbox) Last(phone string) (m Message, ok bool) {
	for _, m := range slices.Backward(s.Sent()) {
		if m.Phone == phone {
			return m, true
		}
	}
	return Message{}, false
}

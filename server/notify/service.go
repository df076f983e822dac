package notify

import (
	"context"
	"log/slog"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/task"
)

// Live tells open pages; realtime.Hub does it.
type Live interface {
	Tell(ctx context.Context, users []ids.ID, kind string, ref, community ids.ID) error
}

// Home keeps the number of unread messages beside the home page.
type Home interface {
	// Unread sets the number; it runs in the caller's transaction.
	Unread(ctx context.Context, person ids.ID, n int) error
}

// People knows the residents' WeChat accounts.
type People interface {
	// OpenID is "" for a person without a WeChat account.
	OpenID(ctx context.Context, person ids.ID) (string, error)
}

// WeChat sends one subscribe message; platform/wechat does it.
type WeChat interface {
	SendSubscribe(ctx context.Context, openID, templateID, page string, data map[string]string) error
}

// Deps are what a Service is made of.
type Deps struct {
	DB     *db.DB
	Gen    *ids.Gen
	Now    clock.Clock
	Box    *outbox.Box
	Live   Live
	Home   Home
	People People
	WeChat WeChat
	Log    *slog.Logger // nil: the default one
	// Templates maps repair_progress, repair_finished and binding_result to
	// WeChat's template ids; what is missing stays in the inbox.
	Templates map[string]string
}

// Service is the capability.
type Service struct {
	Deps
	store store
	log   *slog.Logger
}

// New makes a Service.
func New(d Deps) *Service {
	s := &Service{Deps: d, store: store{d.DB}, log: d.Log}
	if s.log == nil {
		s.log = slog.Default()
	}
	return s
}

// Periodics are the clocked work of this capability.
func (s *Service) Periodics() []task.Periodic {
	return []task.Periodic{{Name: "notify:sweep", Every: 24 * time.Hour, Run: s.Sweep}}
}

// keepMessages is how long an inbox goes back.
const keepMessages = 365 * 24 * time.Hour

// Sweep forgets messages and deliveries older than a year, a transaction for
// each thousand, so that nobody waits for it long.
func (s *Service) Sweep(ctx context.Context) error {
	before := s.Now().Add(-keepMessages)
	for _, table := range []any{&delivery{}, &message{}} {
		for done := false; !done; {
			err := s.DB.Tx(ctx, func(ctx context.Context) (err error) {
				done, err = s.store.sweepStep(ctx, table, before)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

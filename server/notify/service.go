package notify

import (
	"context"
	"log/slog"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/sms"
	"zhijian/server/platform/task"
)

// Live tells open pages; realtime.Hub does it.
type Live interface {
	Tell(ctx context.Context, users []ids.ID, kind string, ref, community ids.ID) error
}

// Home keeps the number of unread messages beside the home page.
type Home interface {
	// Unread sets the numbers of the people to what count answers once nobody
	// else counts for them; who is missing there has none. It runs in the
	// caller's transaction.
	Unread(ctx context.Context, people []ids.ID, count func(context.Context) (map[ids.ID]int, error)) error
}

// People knows residents and staff.
type People interface {
	// OpenID is "" for a person without a WeChat account.
	OpenID(ctx context.Context, person ids.ID) (string, error)
	People(ctx context.Context, which []ids.ID) (map[ids.ID]event.Person, error)
	Staff(ctx context.Context, which []ids.ID) (map[ids.ID]event.Staff, error)
	PersonByPhone(ctx context.Context, phone string) (ids.ID, bool, error)
}

// Places knows whose a community is, and who the company has written down for
// a house.
type Places interface {
	CompanyOf(ctx context.Context, community ids.ID) (ids.ID, error)
	Houses(ctx context.Context, which []ids.ID) (map[ids.ID]event.House, error)
	// Callee is whom to ring at a house, with a name and a number if there is one.
	Callee(ctx context.Context, house ids.ID) (event.Person, error)
}

// Households knows who lives where.
type Households interface {
	Lives(ctx context.Context, person, house ids.ID) (bool, error)
	// Audience is the next n people after one, in the order of their ids.
	Audience(ctx context.Context, a event.Audience, after ids.ID, n int) ([]ids.ID, error)
	AudienceSize(ctx context.Context, a event.Audience) (int, error)
	// HousesOf are the houses that an audience names; nil for all.
	HousesOf(ctx context.Context, a event.Audience) ([]ids.ID, error)
}

// WeChat sends one subscribe message; platform/wechat does it.
type WeChat interface {
	SendSubscribe(ctx context.Context, openID, templateID, page string, data map[string]string) error
}

// Deps are what a Service is made of.
type Deps struct {
	DB         *db.DB
	Gen        *ids.Gen
	Now        clock.Clock
	Box        *outbox.Box
	Live       Live
	Home       Home
	People     People
	Places     Places
	Households Households
	WeChat     WeChat
	SMS        sms.Sender
	Vault      *pii.Vault
	Audit      *audit.Log
	Log        *slog.Logger // nil: the default one
	// Templates maps our names of WeChat's templates (repair_progress, …) to
	// WeChat's ids; what is missing stays in the inbox.
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
	return []task.Periodic{{Name: "notify:sweep", Every: 24 * time.Hour, For: "删除过期的消息", Run: s.Sweep}}
}

// keepMessages is how long an inbox goes back.
const keepMessages = 365 * 24 * time.Hour

// Sweep forgets messages and deliveries older than a year, a transaction for
// each thousand, so that nobody waits for it long.
func (s *Service) Sweep(ctx context.Context) error {
	before := s.Now().Add(-keepMessages)
	for _, table := range []any{&delivery{}, &message{}, &heard{}, &sent{}, &broadcast{}} {
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

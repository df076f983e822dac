package identity

import (
	"context"

	"github.com/redis/go-redis/v9"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/sms"
	"zhijian/server/platform/wechat"
)

// WeChat is what identity asks WeChat.
type WeChat interface {
	Code2Session(ctx context.Context, code string) (wechat.Session, error)
	PhoneNumber(ctx context.Context, code string) (string, error)
}

// Houses answers the live bindings of a person.
type Houses interface {
	Houses(ctx context.Context, person ids.ID) ([]auth.House, error)
}

// Places names houses, communities and companies. CommunityNames answers all
// that ctx may see when which is empty.
type Places interface {
	Houses(ctx context.Context, which []ids.ID) (map[ids.ID]event.House, error)
	CommunityNames(ctx context.Context, which []ids.ID) (map[ids.ID]string, error)
	CompanyName(ctx context.Context, company ids.ID) (string, error)
}

// Sockets ends a user's live connections; session 0 means all of them.
type Sockets interface{ Kick(user, session ids.ID) }

// Deps are what the service is made of.
type Deps struct {
	DB      *db.DB
	Redis   redis.UniversalClient
	Gen     *ids.Gen
	Now     clock.Clock
	Box     *outbox.Box
	Vault   *pii.Vault
	Audit   *audit.Log
	Tokens  *auth.Tokens
	Cache   *auth.Cache
	WeChat  WeChat
	SMS     sms.Sender
	Houses  Houses
	Places  Places
	Sockets Sockets
	// Demo shows codes on the page; never in production.
	Demo bool
	// PublicURL is what people type; with https the staff cookie is for https alone.
	PublicURL string
	// QuickHashes makes passwords cheap to guess: tests alone, see config.
	QuickHashes bool
}

// Service knows who is who.
type Service struct {
	store  store
	hashes chan struct{} // a slot for each password hash that may run at once
	effort effort
	Deps
}

// New makes the service.
func New(d Deps) *Service {
	e := fullEffort()
	if d.QuickHashes {
		e = testEffort()
	}
	return &Service{store{d.DB, newTeams(d.Now)}, make(chan struct{}, maxHashes), e, d}
}

// Forget drops the cached Actors of a person or staff account in this
// process. Call it after the commit that changed their rights.
func (s *Service) Forget(user ids.ID) { s.Cache.Forget(user) }

// forgetAfter is Forget once the transaction of ctx has committed.
func (s *Service) forgetAfter(ctx context.Context, users ...ids.ID) {
	db.AfterCommit(ctx, func() {
		for _, u := range users {
			s.Cache.Forget(u)
		}
	})
}

// kickAfter ends a session everywhere once its revocation has committed;
// session 0 means all of the user's.
func (s *Service) kickAfter(ctx context.Context, user, session ids.ID) {
	db.AfterCommit(ctx, func() {
		s.Cache.Forget(user)
		s.Sockets.Kick(user, session)
	})
}

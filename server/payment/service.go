package payment

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/wechat/pay"
)

// Bills knows what is owed. Every call is in the caller's transaction.
type Bills interface {
	// Lock prices the bills and keeps them for the order until in.Until.
	Lock(ctx context.Context, who auth.Actor, in event.PayRequest) (event.Payable, error)
	// Unlock gives the bills of an order back.
	Unlock(ctx context.Context, order ids.ID) error
	// Settle books money that arrived, and answers the part that nobody owes.
	Settle(ctx context.Context, in event.Settlement) (event.Settled, error)
	// Refunding marks a bill while money of it is on its way back, or not any more.
	Refunding(ctx context.Context, bill ids.ID, failed bool) error
	// Refunded books money that went back.
	Refunded(ctx context.Context, in event.RefundDone) error
}

// Book is the ledger.
type Book interface {
	Post(ctx context.Context, j event.Journal) error
	Balance(ctx context.Context, community ids.ID, account string, owner ids.ID) (money.Fen, error)
	// Posted sums what journals of a kind put on an account, by their ref.
	Posted(ctx context.Context, kind string, refs []string, account string) (map[string]money.Fen, error)
}

// Places knows the houses and whose they are.
type Places interface {
	House(ctx context.Context, id ids.ID) (event.House, error)
	// Collects reports whether the community's company may take money.
	Collects(ctx context.Context, community ids.ID) (bool, error)
}

// People knows residents and staff.
type People interface {
	Person(ctx context.Context, id ids.ID) (event.Person, error)
	StaffWith(ctx context.Context, community ids.ID, permission string) ([]event.Staff, error)
}

// Files keeps the photos of vouchers.
type Files interface {
	Attach(ctx context.Context, who auth.Actor, purpose string, object, community ids.ID, files []ids.ID) error
	Views(ctx context.Context, files []ids.ID) (map[ids.ID]event.File, error)
}

// Live tells open pages to reload.
type Live interface {
	Tell(ctx context.Context, users []ids.ID, kind string, ref, community ids.ID) error
}

// Deps are what the service is made of.
type Deps struct {
	DB      *db.DB
	Gen     *ids.Gen
	Now     clock.Clock
	Box     *outbox.Box
	Vault   *pii.Vault
	Audit   *audit.Log
	Bills   Bills
	Book    Book
	Places  Places
	People  People
	Files   Files
	Live    Live
	Channel *pay.Client
	Invoice Invoicer
	// NotifyURL is the public address before the merchant's opaque path.
	NotifyURL string
	// Sandbox is set where a WeChat Pay of our own plays the channel.
	Sandbox Sandbox
}

// Service keeps payments, refunds and their proof.
type Service struct {
	Deps
	store store
}

// New makes the service.
func New(d Deps) *Service {
	d.DB.AppendOnly(arrival{}.TableName(), history{}.TableName())
	return &Service{d, store{d.DB}}
}

// system is ctx for what no person does: notices, timers, the channel's word.
// It reaches every community, because the channel knows none.
func system(ctx context.Context) context.Context { return auth.With(ctx, auth.SystemActor()) }

// find is the order if the actor may see it. Error: ErrNotFound.
func (s *Service) find(ctx context.Context, who auth.Actor, id ids.ID) (Order, error) {
	if who.Kind == auth.Resident {
		return s.store.orderOf(db.Everywhere(ctx), who, id) // his own, also of a house he has left or paid for by code
	}
	return s.store.order(ctx, id)
}

// record is the event row of an act.
func (s *Service) record(ctx context.Context, who auth.Actor, h history) history {
	origin := auth.OriginFrom(ctx)
	h.ID, h.CreatedAt = s.Gen.New(), s.Now()
	h.ActorKind, h.ActorID, h.ActorName, h.BehalfOf, h.Channel = string(who.Kind), who.ID, who.Name, who.OnBehalfOf, "admin"
	h.IP, h.Device = origin.IP, origin.Device
	switch who.Kind {
	case auth.Resident:
		h.ActorName, h.ActorRole, h.Channel = pii.MaskName(who.Name), "payer", "app"
	case auth.Staff:
		h.ActorRole = "staff"
	default:
		h.ActorRole, h.Channel = "system", "system"
	}
	return h
}

// step is one act on one order.
type step struct {
	act    Act
	reason string
	edit   func(*Order)
}

// change moves an order that was just read and writes its event row. The
// caller is in a transaction. Error: ErrChanged.
func (s *Service) change(ctx context.Context, who auth.Actor, was Order, st step) (Order, error) {
	to, err := move(st.act, was.State)
	if err != nil {
		return was, err
	}
	o := was
	o.State, o.Version, o.UpdatedAt = to, was.Version+1, s.Now()
	if !to.Open() && o.EndedAt == nil {
		at := s.Now()
		o.EndedAt = &at
	}
	if st.edit != nil {
		st.edit(&o)
	}
	ok, err := s.store.moveOrder(ctx, was, o)
	if err != nil {
		return was, fmt.Errorf("move order %d: %w", was.ID, err)
	}
	if !ok {
		now, err := s.store.order(db.Everywhere(ctx), was.ID)
		if err != nil {
			return was, err
		}
		return was, changed(now.State.Label(), string(now.State))
	}
	h := history{CommunityID: o.CommunityID, Subject: "order", SubjectID: o.ID, Act: st.act, FromState: string(was.State), ToState: string(to), Version: o.Version, Reason: st.reason}
	if err := s.store.addEvent(ctx, s.record(ctx, who, h)); err != nil {
		return was, fmt.Errorf("event of order %d: %w", o.ID, err)
	}
	return o, s.tell(ctx, o)
}

// tell makes the payer's open pages reload.
func (s *Service) tell(ctx context.Context, o Order) error {
	if o.PayerKind != string(auth.Resident) {
		return nil
	}
	return s.Live.Tell(ctx, []ids.ID{o.PayerID}, "payment.changed", o.ID, o.CommunityID)
}

// alarm is for what a person must look at now.
func (s *Service) alarm(ctx context.Context, what string, args ...any) {
	slog.ErrorContext(ctx, "payment: look at this", append([]any{"alarm", what}, args...)...)
}

func isChanged(err error) bool { return errors.Is(err, ErrChanged) }

package billing

import (
	"context"
	"fmt"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/pii"
)

// Register knows the houses.
type Register interface {
	House(ctx context.Context, id ids.ID) (event.House, error)
	// Facts are houses of a community by rising id, after one; those of the list when it is not empty.
	Facts(ctx context.Context, community, after ids.ID, n int, only []ids.ID) ([]event.HouseFacts, error)
	RegisterOf(ctx context.Context, house ids.ID) ([]event.RegisterEntry, error)
	CommunityNames(ctx context.Context, which []ids.ID) (map[ids.ID]string, error)
	// Collects reports whether the community's company is active.
	Collects(ctx context.Context, community ids.ID) (bool, error)
}

// People knows residents and staff.
type People interface {
	Person(ctx context.Context, id ids.ID) (event.Person, error)
	StaffWith(ctx context.Context, community ids.ID, permission string) ([]event.Staff, error)
}

// Households knows who holds a right for houses.
type Households interface {
	Holders(ctx context.Context, houses []ids.ID, right auth.Right) (map[ids.ID][]ids.ID, error)
}

// Ledger keeps the money. Post of a journal that was posted is no error and
// changes nothing.
type Ledger interface {
	Post(ctx context.Context, j event.Journal) error
	Balance(ctx context.Context, community ids.ID, account string, owner ids.ID) (money.Fen, error)
}

// Office knows when a community works.
type Office interface {
	Calendar(ctx context.Context, community ids.ID) (clock.Calendar, error)
}

// Files keeps the photos.
type Files interface {
	Attach(ctx context.Context, who auth.Actor, purpose string, object, community ids.ID, files []ids.ID) error
	Views(ctx context.Context, files []ids.ID) (map[ids.ID]event.File, error)
}

// Live tells open pages to reload.
type Live interface {
	Tell(ctx context.Context, users []ids.ID, kind string, ref, community ids.ID) error
}

// Cards keeps the home pages.
type Cards interface {
	Put(ctx context.Context, cards ...event.Card) error
	Remove(ctx context.Context, kind string, ref ids.ID) error
}

// Deps are what the service is made of.
type Deps struct {
	DB         *db.DB
	Gen        *ids.Gen
	Now        clock.Clock
	Box        *outbox.Box
	Vault      *pii.Vault
	Audit      *audit.Log
	Register   Register
	People     People
	Households Households
	Ledger     Ledger
	Office     Office
	Files      Files
	Live       Live
	Cards      Cards
}

// Service keeps what houses owe.
type Service struct {
	Deps
	store store
}

// New makes the service.
func New(d Deps) *Service { return &Service{d, store{d.DB}} }

func (s *Service) today() string { return clock.Date(s.Now()) }

// step is one act on one bill.
type step struct {
	act     Act
	to      State // instead of the table's, for Keep
	version int64 // 0: whatever stands
	reason  string
	amount  money.Fen
	roles   []Role              // instead of the actor's own, for what money does
	edit    func(b *Bill) error // what else changes in the row
	more    func(ctx context.Context, was, now Bill) error
}

// change does one act on a bill that the caller has found in this transaction:
// checks the table and what is frozen, updates the row if nobody was faster, and
// writes the event with it. Errors: ErrNotYours, ErrChanged, those of edit and more.
func (s *Service) change(ctx context.Context, who auth.Actor, was Bill, st step) (Bill, error) {
	roles := st.roles
	if roles == nil {
		roles = rolesOf(who, was)
	}
	to, role, err := move(st.act, was.State, roles)
	if err != nil {
		return was, err
	}
	if st.version > 0 && st.version != was.Version {
		return was, changed(was.State)
	}
	now := was
	if st.edit != nil {
		if err := st.edit(&now); err != nil {
			return was, err
		}
	}
	now.State, now.Version, now.UpdatedAt = to, was.Version+1, s.Now()
	if st.to != "" {
		now.State = st.to
	}
	if err := s.write(ctx, was, now); err != nil {
		return was, err
	}
	e := s.record(ctx, who, was, now)
	e.Act, e.ActorRole, e.Reason, e.AmountFen = st.act, role, cut(st.reason, 300), st.amount
	if err := s.store.addEvents(ctx, []billEvent{e}); err != nil {
		return was, fmt.Errorf("event of bill %d: %w", was.ID, err)
	}
	if st.more != nil {
		if err := st.more(ctx, was, now); err != nil {
			return was, err
		}
	}
	return now, nil
}

// write stores the changed bill; who was overtaken learns where it stands.
func (s *Service) write(ctx context.Context, was, now Bill) error {
	if p, is := frozen(was, now); is {
		return fmt.Errorf("bill %d: %s is frozen while %s", was.ID, p, was.State)
	}
	ok, err := s.store.moveBill(ctx, was, now)
	if err != nil {
		return fmt.Errorf("move bill %d: %w", was.ID, err)
	}
	if ok {
		return nil
	}
	present, err := s.store.bill(ctx, was.ID)
	if err != nil {
		return err
	}
	return changed(present.State)
}

// record is the event row of a step, without its act.
func (s *Service) record(ctx context.Context, who auth.Actor, was, now Bill) billEvent {
	origin, name, channel := auth.OriginFrom(ctx), who.Name, "admin"
	switch who.Kind {
	case auth.Resident:
		name, channel = pii.MaskName(name), "app"
	case auth.System:
		channel = "system"
	}
	return billEvent{BillID: now.ID, Version: now.Version, CommunityID: now.CommunityID, FromState: was.State, ToState: now.State,
		ActorKind: string(who.Kind), ActorID: who.ID, ActorName: name, BehalfOf: who.OnBehalfOf, Channel: channel, IP: origin.IP, Device: origin.Device, CreatedAt: s.Now()}
}

// within is the community if the staff member may work in it. Error: auth.ErrDenied.
func within(who auth.Actor, permission string, community ids.ID) error {
	if err := who.Must(permission); err != nil {
		return err
	}
	if !who.In(community) {
		return auth.ErrDenied
	}
	return nil
}

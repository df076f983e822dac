package repair

import (
	"context"
	"fmt"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/pii"
)

// Places knows the houses.
type Places interface {
	House(ctx context.Context, id ids.ID) (event.House, error)
	CommunityNames(ctx context.Context, which []ids.ID) (map[ids.ID]string, error)
}

// People knows residents and staff.
type People interface {
	Person(ctx context.Context, id ids.ID) (event.Person, error)
	PersonByPhone(ctx context.Context, phone string) (ids.ID, bool, error)
	Staff(ctx context.Context, ids []ids.ID) (map[ids.ID]event.Staff, error)
	StaffWith(ctx context.Context, community ids.ID, permission string) ([]event.Staff, error)
}

// Households knows who lives in a house.
type Households interface {
	Adults(ctx context.Context, house ids.ID) ([]ids.ID, error)
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

// Roster knows who is on shift with which skill, and when a community works.
// Without one every worker of a community is able, around the clock.
type Roster interface {
	Able(ctx context.Context, community ids.ID, skill string, at time.Time) ([]event.Able, error)
	Calendar(ctx context.Context, community ids.ID) (clock.Calendar, error)
}

// Stock knows the price list and the material. Without one every price is off
// the list and nothing is taken out.
type Stock interface {
	Prices(ctx context.Context, community ids.ID, items []ids.ID) (map[ids.ID]event.Price, error)
	Use(ctx context.Context, community, order ids.ID, lines []event.Use) error
}

// Fees bills the house of a paid order. Without it the desk takes the money.
type Fees interface {
	Charge(ctx context.Context, c event.Charge) error
	Withdraw(ctx context.Context, source string, ref ids.ID) error
	BillOf(ctx context.Context, source string, ref ids.ID) (bill ids.ID, err error)
}

// Deps are what the service is made of. Roster, Stock and Fees may be nil.
type Deps struct {
	DB         *db.DB
	Gen        *ids.Gen
	Now        clock.Clock
	Box        *outbox.Box
	Vault      *pii.Vault
	Audit      *audit.Log
	Places     Places
	People     People
	Households Households
	Files      Files
	Live       Live
	Cards      Cards
	Roster     Roster
	Stock      Stock
	Fees       Fees
}

// Service keeps the repair orders. The free text of reports and ratings is
// bounded and cleaned; a check of its content comes with the content capability.
type Service struct {
	Deps
	store    store
	settings *settingsCache
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{d, store{d.DB}, &settingsCache{by: map[ids.ID]keptSettings{}}}
}

// UseFees makes the houses of paid orders get a bill; the bills are made after
// the orders. Without it the desk takes the money.
func (s *Service) UseFees(f Fees) { s.Fees = f }

// find is the order if the actor may see it. Error: ErrNotFound.
func (s *Service) find(ctx context.Context, who auth.Actor, id ids.ID) (Order, error) {
	if who.Kind == auth.Resident {
		return s.store.getFor(ctx, who, id)
	}
	return s.store.get(ctx, id)
}

// step is one act on one order.
type step struct {
	act     Act
	to      State  // which of several ways; "" is the first
	roles   []Role // what the actor is beside rolesOf
	version int64  // 0: whatever stands
	reason  string
	at      *time.Time                                             // when it was done, if not now
	photos  []ids.ID                                               // taken at this step
	check   func(was Order, at time.Time) error                    // rules beyond the table
	edit    func(o *Order, at time.Time)                           // what else changes in the row
	more    func(ctx context.Context, o Order, event ids.ID) error // what else is written
}

// change does one act: checks the table, updates the row if nobody was faster,
// and writes event, promises, card and what others are told with it.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrTime, file.unknown.
func (s *Service) change(ctx context.Context, who auth.Actor, id ids.ID, st step) (Order, error) {
	var o Order
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.find(ctx, who, id)
		if err != nil {
			return err
		}
		o, err = s.step(ctx, who, was, st)
		return err
	})
	return o, err
}

// step is change on an order that was read, in the caller's transaction. A
// refusal has written nothing.
func (s *Service) step(ctx context.Context, who auth.Actor, was Order, st step) (Order, error) {
	to, role, err := move(st.act, was.State, st.to, append(rolesOf(who, was), st.roles...))
	if err != nil {
		return was, err
	}
	if st.version > 0 && st.version != was.Version {
		return was, changed(was.State)
	}
	at, err := s.moment(was, st.at)
	if err != nil {
		return was, err
	}
	if st.check != nil {
		if err := st.check(was, at); err != nil {
			return was, err
		}
	}
	o := was
	o.State, o.Version, o.UpdatedAt = to, was.Version+1, s.Now()
	if !stays(st.act) {
		o.Stage = o.Version
	}
	settle(&o, was, st.act)
	if st.edit != nil {
		st.edit(&o, at)
	}
	if len(st.photos) > 0 {
		o.ShotBefore = true
	}
	work, err := s.tick(ctx, st.act, was, &o, at)
	if err != nil {
		return was, err
	}
	if err := s.write(ctx, was, o); err != nil {
		return was, err
	}
	h := s.record(ctx, who, role, st, was, o)
	h.HappenedAt = at
	return o, s.follow(ctx, who, h, was, o, st, work)
}

// follow writes all that belongs to a step whose row is written.
func (s *Service) follow(ctx context.Context, who auth.Actor, h history, was, o Order, st step, work tickWork) error {
	if err := s.store.addEvent(ctx, h); err != nil {
		return fmt.Errorf("event of repair %d: %w", o.ID, err)
	}
	if err := s.keep(ctx, work, h.HappenedAt); err != nil {
		return err
	}
	if len(st.photos) > 0 {
		if err := s.Files.Attach(ctx, who, "repair", o.ID, o.CommunityID, st.photos); err != nil {
			return err
		}
		if err := s.store.addPhotos(ctx, photosOf(o.ID, h.ID, st.photos)); err != nil {
			return fmt.Errorf("photos of repair %d: %w", o.ID, err)
		}
	}
	if st.more != nil {
		if err := st.more(ctx, o, h.ID); err != nil {
			return err
		}
	}
	return s.tell(ctx, h, was, o)
}

// settle keeps the row true to its state, whatever act led there.
func settle(o *Order, was Order, act Act) {
	if was.State == OnHold && o.State != OnHold {
		o.HoldReason, o.HoldUntil = "", nil
	}
	if o.State == Dispatching || o.State == Reopened || act == Unmerge {
		o.WorkerID, o.WorkerName = 0, ""
	}
	if o.State == Closed || o.State == Cancelled || o.State == Rejected || o.State == Merged {
		at := o.UpdatedAt
		o.EndedAt = &at
	}
}

// moment is when the act was done: now, or the time a phone without network
// wrote down. Error: ErrTime.
func (s *Service) moment(o Order, at *time.Time) (time.Time, error) {
	now := s.Now()
	if at == nil {
		return now, nil
	}
	t := at.UTC().Truncate(time.Millisecond)
	if t.After(now) || t.Before(now.Add(-maxOffline)) || t.Before(o.CreatedAt) {
		return now, ErrTime.With("at", ErrTime.Message)
	}
	return t, nil
}

// write stores the changed order; who was overtaken learns where it stands.
func (s *Service) write(ctx context.Context, was, now Order) error {
	ok, err := s.store.move(ctx, was, now)
	if err != nil {
		return fmt.Errorf("move repair %d: %w", was.ID, err)
	}
	if ok {
		return nil
	}
	present, err := s.store.get(ctx, was.ID)
	if err != nil {
		return err
	}
	return changed(present.State)
}

// record is the event row of a step.
func (s *Service) record(ctx context.Context, who auth.Actor, role Role, st step, was, now Order) history {
	origin, name, channel := auth.OriginFrom(ctx), who.Name, "admin"
	switch who.Kind {
	case auth.Resident:
		name, channel = pii.MaskName(name), "app"
	case auth.System:
		channel = "system"
	}
	if st.act == Report {
		channel = now.Channel
	}
	h := history{
		ID: s.Gen.New(), CommunityID: now.CommunityID, OrderID: now.ID, Act: st.act, FromState: was.State, ToState: now.State, Version: now.Version,
		ActorKind: string(who.Kind), ActorID: who.ID, ActorName: name, ActorRole: role, BehalfOf: who.OnBehalfOf,
		WorkerID: now.WorkerID, WorkerName: now.WorkerName, Reason: st.reason, Channel: channel, IP: origin.IP, Device: origin.Device,
		HappenedAt: now.UpdatedAt, CreatedAt: now.UpdatedAt,
	}
	if h.WorkerID == 0 { // who had it until now
		h.WorkerID, h.WorkerName = was.WorkerID, was.WorkerName
	}
	return h
}

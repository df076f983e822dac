package repair

import (
	"context"
	"fmt"

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

// Deps are what the service is made of.
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
}

// Service keeps the repair orders. The free text of reports and ratings is
// bounded and cleaned; a check of its content comes with the content capability.
type Service struct {
	Deps
	store store
}

// New makes the service.
func New(d Deps) *Service { return &Service{d, store{d.DB}} }

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
	version int64 // 0: whatever stands
	reason  string
	edit    func(o *Order)                                         // what else changes in the row
	more    func(ctx context.Context, o Order, event ids.ID) error // what else is written
}

// change does one act: checks the table, updates the row if nobody was faster,
// and writes event, messages, card and signal with it.
// Errors: ErrNotFound, ErrNotYours, ErrChanged.
func (s *Service) change(ctx context.Context, who auth.Actor, id ids.ID, st step) (Order, error) {
	var o Order
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.find(ctx, who, id)
		if err != nil {
			return err
		}
		to, role, err := move(st.act, was.State, rolesOf(who, was))
		if err != nil {
			return err
		}
		if st.version > 0 && st.version != was.Version {
			return changed(was.State)
		}
		o = was
		o.State, o.Version, o.UpdatedAt = to, was.Version+1, s.Now()
		if st.edit != nil {
			st.edit(&o)
		}
		if err := s.write(ctx, was, o); err != nil {
			return err
		}
		h := s.record(ctx, who, role, st, was, o)
		if err := s.store.addEvent(ctx, h); err != nil {
			return fmt.Errorf("event of repair %d: %w", id, err)
		}
		if st.more != nil {
			if err := st.more(ctx, o, h.ID); err != nil {
				return err
			}
		}
		return s.tell(ctx, who, h, was, o)
	})
	return o, err
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
	return history{
		ID: s.Gen.New(), CommunityID: now.CommunityID, OrderID: now.ID, Act: st.act, FromState: was.State, ToState: now.State, Version: now.Version,
		ActorKind: string(who.Kind), ActorID: who.ID, ActorName: name, ActorRole: role, BehalfOf: who.OnBehalfOf,
		WorkerName: now.WorkerName, Reason: st.reason, Channel: channel, IP: origin.IP, Device: origin.Device, CreatedAt: now.UpdatedAt,
	}
}

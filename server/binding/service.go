package binding

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/pii"
)

// Houses knows the houses and who the company has written down for them.
type Houses interface {
	House(ctx context.Context, id ids.ID) (event.House, error)
	Houses(ctx context.Context, which []ids.ID) (map[ids.ID]event.House, error)
	// HousesByPhone takes the blind index of the phone, purpose "phone".
	HousesByPhone(ctx context.Context, phoneIndex string) ([]event.RegisterEntry, error)
	RegisterOf(ctx context.Context, house ids.ID) ([]event.RegisterEntry, error)
	// CloseRegister ends the entries that stood at the time.
	CloseRegister(ctx context.Context, house ids.ID, stood time.Time, reason string) error
}

// People knows residents and staff.
type People interface {
	Person(ctx context.Context, id ids.ID) (event.Person, error)
	People(ctx context.Context, which []ids.ID) (map[ids.ID]event.Person, error)
	PersonByPhone(ctx context.Context, phone string) (ids.ID, bool, error)
	Staff(ctx context.Context, which []ids.ID) (map[ids.ID]event.Staff, error)
	StaffWith(ctx context.Context, community ids.ID, permission string) ([]event.Staff, error)
	Forget(user ids.ID)
}

// Files keeps the evidence.
type Files interface {
	Attach(ctx context.Context, who auth.Actor, purpose string, object, community ids.ID, files []ids.ID) error
	Views(ctx context.Context, files []ids.ID) (map[ids.ID]event.File, error)
	Delete(ctx context.Context, file ids.ID) error
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

// OpenOrders knows what a house still waits for.
type OpenOrders interface {
	OpenForHouse(ctx context.Context, house ids.ID) (int, error)
}

// Deps are what the service is made of.
type Deps struct {
	DB     *db.DB
	Redis  redis.UniversalClient
	Gen    *ids.Gen
	Now    clock.Clock
	Box    *outbox.Box
	Vault  *pii.Vault
	Audit  *audit.Log
	Houses Houses
	People People
	Files  Files
	Live   Live
	Cards  Cards
	Orders OpenOrders
}

// Service knows who belongs to which house.
type Service struct {
	Deps
	store  store
	places Houses // Deps.Houses; the name is taken by the method
}

// New makes the service. TaskMerge wants to hear of event.PersonMerged.
func New(d Deps) *Service { return &Service{d, store{d.DB}, d.Houses} }

// step is one act on one binding.
type step struct {
	act          Act
	code, reason string
	guard        func(ctx context.Context, was binding, by By) error // what else must hold
	edit         func(b *binding, by By)                             // what else changes in the row
	more         func(ctx context.Context, b binding) error          // what else is written
}

// find is the binding if the actor may see it, the actor's own valid binding
// to that house, and a context that may touch the house's rows. Error: ErrNotFound.
func (s *Service) find(ctx context.Context, who auth.Actor, id ids.ID) (context.Context, binding, binding, error) {
	if who.Kind == auth.Resident {
		// An applicant has no community yet; whose row it is, is checked below.
		ctx = db.Everywhere(ctx)
	}
	b, err := s.store.get(ctx, id)
	if err != nil {
		return ctx, b, binding{}, err
	}
	ctx = db.Within(ctx, b.CommunityID)
	if who.Kind != auth.Resident || b.PersonID == who.ID {
		return ctx, b, binding{}, nil
	}
	own, err := s.store.validOf(ctx, b.HouseID, who.ID, s.Now())
	if db.NotFound(err) {
		return ctx, b, own, ErrNotFound
	}
	return ctx, b, own, err
}

// change does one act on an existing binding.
// Errors: ErrNotFound, ErrNotYours, ErrOwnRequest, ErrChanged, those of the guard.
func (s *Service) change(ctx context.Context, who auth.Actor, id ids.ID, st step) (b binding, err error) {
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		ctx, was, own, err := s.find(ctx, who, id)
		if err != nil {
			return err
		}
		b, err = s.do(ctx, who, own, was, st)
		return err
	})
	return b, err
}

// do checks the table, writes the row if nobody was faster, and with it the
// event, the messages, the card and the signal. A binding in state None is
// inserted. It must run in a transaction whose scope holds the community.
func (s *Service) do(ctx context.Context, who auth.Actor, own, was binding, st step) (binding, error) {
	to, by, err := move(st.act, was.State, roles(who, own, was))
	if err == nil {
		err = s.notOwn(ctx, who, was)
	}
	if err == nil && st.guard != nil {
		err = st.guard(ctx, was, by)
	}
	if err != nil {
		return was, err
	}
	b := was
	b.State, b.Version = to, was.Version+1
	if to != was.State {
		b.ReasonCode, b.Reason = "", ""
		if to != Active && to != Pending { // nothing to explain to its person
			b.ReasonCode, b.Reason = st.code, st.reason
		}
	}
	if st.edit != nil {
		st.edit(&b, by)
	}
	b.settle(was.State, who.ID, s.Now())
	if err := s.write(ctx, was, b); err != nil {
		return was, err
	}
	if err := s.store.addEvent(ctx, s.record(ctx, who, by, st, was, b)); err != nil {
		return was, fmt.Errorf("event of binding %d: %w", b.ID, err)
	}
	if st.more != nil {
		if err := st.more(ctx, b); err != nil {
			return was, err
		}
	}
	if err := s.follow(ctx, was, b); err != nil {
		return was, err
	}
	return b, s.tell(ctx, who, by, st, was, b)
}

// write stores the binding; who was overtaken learns where it stands.
func (s *Service) write(ctx context.Context, was, b binding) error {
	if was.State == None {
		return s.store.add(ctx, b) // a duplicate is the caller's to explain
	}
	ok, err := s.store.move(ctx, was, b)
	if err != nil {
		return fmt.Errorf("move binding %d: %w", b.ID, err)
	}
	if ok {
		return nil
	}
	now, err := s.store.get(ctx, b.ID)
	if err != nil {
		return err
	}
	return changed(now.State)
}

// follow does what always goes with a change of state: evidence gets its day of
// deletion, and who leaves a house takes back what he promised in its name.
func (s *Service) follow(ctx context.Context, was, b binding) error {
	if !was.State.decided() && b.State.decided() {
		if err := s.store.dateEvidence(ctx, b.ID, after(s.Now(), evidenceLife)); err != nil {
			return fmt.Errorf("date evidence of binding %d: %w", b.ID, err)
		}
	}
	if was.State == Active && b.State != Active {
		if err := s.store.endInvitations(ctx, b.HouseID, b.PersonID, s.Now()); err != nil {
			return fmt.Errorf("invitations of binding %d: %w", b.ID, err)
		}
	}
	return nil
}

func (s *Service) record(ctx context.Context, who auth.Actor, by By, st step, was, b binding) happening {
	o := auth.OriginFrom(ctx)
	channel := map[auth.Kind]string{auth.Resident: "app", auth.Staff: "admin", auth.System: "clock"}[who.Kind]
	return happening{
		ID: s.Gen.New(), CommunityID: b.CommunityID, BindingID: b.ID, Act: st.act, FromState: was.State, ToState: b.State, Version: b.Version,
		ActorKind: who.Kind, ActorID: who.ID, ActorRole: by, BehalfOf: who.OnBehalfOf, ReasonCode: st.code, Reason: st.reason,
		Channel: channel, IP: o.IP, Device: o.Device, CreatedAt: s.Now(),
	}
}

// notOwn keeps staff from deciding about a binding of their own phone.
func (s *Service) notOwn(ctx context.Context, who auth.Actor, b binding) error {
	if who.Kind != auth.Staff {
		return nil
	}
	staff, err := s.People.Staff(ctx, []ids.ID{who.ID})
	if err != nil {
		return fmt.Errorf("staff %d: %w", who.ID, err)
	}
	person, err := s.People.Person(ctx, b.PersonID)
	if err != nil {
		return fmt.Errorf("person of binding %d: %w", b.ID, err)
	}
	if person.Phone != "" && samePhone(staff[who.ID].Phone, person.Phone) {
		return ErrOwnRequest
	}
	return nil
}

func samePhone(a, b string) bool {
	x, err := pii.ParsePhone(a)
	if err != nil {
		return false
	}
	y, err := pii.ParsePhone(b)
	return err == nil && x == y
}

// phoneIndex is the blind index of a phone, "" for what is none.
func (s *Service) phoneIndex(phone string) string {
	p, err := pii.ParsePhone(phone)
	if err != nil {
		return ""
	}
	return s.Vault.Index("phone", string(p))
}

// newborn is a binding that does not exist yet.
func (s *Service) newborn(person ids.ID, h event.House, role Role, source Source) binding {
	return binding{ID: s.Gen.New(), CommunityID: h.CommunityID, HouseID: h.ID, PersonID: person, Role: role,
		Rights: joinRights(role.defaultRights()), Source: source, SubmittedAt: s.Now()}
}

// seal stores the name and the note of a binding.
func (s *Service) seal(b *binding, name, note string) (err error) {
	if b.Name, err = s.Vault.Seal(b.place("name"), name); err != nil {
		return fmt.Errorf("seal name: %w", err)
	}
	if b.Note, err = s.Vault.Seal(b.place("note"), note); err != nil {
		return fmt.Errorf("seal note: %w", err)
	}
	return nil
}

func (s *Service) nameOf(b binding) (string, error) {
	name, err := s.Vault.Open(b.place("name"), b.Name)
	if err != nil {
		return "", fmt.Errorf("name of binding %d: %w", b.ID, err)
	}
	return name, nil
}

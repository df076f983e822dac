package binding

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

// maxRoomTries is how often a day the last digits of a room may be tried.
const maxRoomTries = 5

// Matched is a house whose register holds the person's phone.
type Matched struct {
	HouseID       ids.ID `json:"houseId"`
	CommunityName string `json:"communityName"`
	LabelMasked   string `json:"labelMasked" doc:"1栋1单元1**"`
	Role          Role   `json:"role" enum:"owner,member,tenant"`
	NeedsConfirm  bool   `json:"needsConfirm" doc:"ask for the last two digits of the room"`
}

// registered are the register's entries for a phone, the strongest of each house.
func (s *Service) registered(ctx context.Context, phone string) ([]event.RegisterEntry, error) {
	index := s.phoneIndex(phone)
	if index == "" {
		return nil, nil
	}
	// The person has no community before he is bound to one; the phone is proved.
	entries, err := s.places.HousesByPhone(db.Everywhere(ctx), index)
	if err != nil {
		return nil, fmt.Errorf("register by phone: %w", err)
	}
	var out []event.RegisterEntry
	for _, e := range entries {
		i := slices.IndexFunc(out, func(o event.RegisterEntry) bool { return o.HouseID == e.HouseID })
		switch {
		case i < 0:
			out = append(out, e)
		case registerRole(e) == Owner && registerRole(out[i]) != Owner:
			out[i] = e
		}
	}
	return out, nil
}

func registerRole(e event.RegisterEntry) Role {
	if e.Role == "tenant" {
		return Tenant
	}
	return Owner // owner or co_owner
}

// Matches lists the houses that the person may bind by phone alone. A house
// that somebody else or the clock took from him needs evidence.
func (s *Service) Matches(ctx context.Context, who auth.Actor) ([]Matched, error) {
	p, err := s.People.Person(ctx, who.ID)
	if err != nil {
		return nil, fmt.Errorf("person %d: %w", who.ID, err)
	}
	entries, err := s.registered(ctx, p.Phone)
	if err != nil || len(entries) == 0 {
		return []Matched{}, err
	}
	ctx = scoped(ctx, who)
	had, err := s.store.ofPerson(ctx, who.ID)
	if err != nil {
		return nil, err
	}
	which := make([]ids.ID, len(entries))
	for i, e := range entries {
		which[i] = e.HouseID
	}
	houses, err := s.places.Houses(ctx, which)
	if err != nil {
		return nil, fmt.Errorf("names of houses: %w", err)
	}
	out := []Matched{}
	for _, e := range entries {
		h, ok := houses[e.HouseID]
		if !ok || taken(had, e.HouseID) {
			continue
		}
		out = append(out, Matched{e.HouseID, h.CommunityName, maskLabel(h.Label), registerRole(e), len(entries) > 1 && lastTwo(h.Label) != ""})
	}
	return out, nil
}

// taken reports whether a phone alone no longer opens the house to its person:
// it is bound already, or was ended by another than himself.
func taken(had []binding, house ids.ID) bool {
	return slices.ContainsFunc(had, func(b binding) bool {
		if b.HouseID != house {
			return false
		}
		ended := b.State == Revoked || b.State == Expired || (b.State == MovedOut || b.State == Unbound) && b.EndedBy != b.PersonID
		return b.State == Active || b.State == Suspended || ended
	})
}

// BindByPhone binds the person to a house on whose register his phone stands.
// Staff of the community who could write that register wait for a colleague's
// review. Errors: ErrPhone, ErrNoMatch, ErrAlready, ErrRoom, ErrRoomLocked.
func (s *Service) BindByPhone(ctx context.Context, who auth.Actor, house ids.ID, roomLast2 string) (Binding, error) {
	p, err := s.People.Person(ctx, who.ID)
	if err != nil {
		return Binding{}, fmt.Errorf("person %d: %w", who.ID, err)
	}
	if p.Phone == "" {
		return Binding{}, ErrPhone
	}
	entries, err := s.registered(ctx, p.Phone)
	if err != nil {
		return Binding{}, err
	}
	i := slices.IndexFunc(entries, func(e event.RegisterEntry) bool { return e.HouseID == house })
	if i < 0 {
		return Binding{}, ErrNoMatch
	}
	h, err := s.places.House(db.Everywhere(ctx), house) // not yet a community of his
	if err != nil {
		return Binding{}, err
	}
	if len(entries) > 1 {
		if err := s.tryRoom(ctx, who.ID, h, roomLast2); err != nil {
			return Binding{}, err
		}
	}
	b, err := s.bindMatched(ctx, who, p, h, entries[i])
	if err != nil {
		return Binding{}, err
	}
	return s.one(ctx, who, b)
}

// tryRoom compares the digits. Tries are counted in Redis because a refusal
// rolls the transaction back.
func (s *Service) tryRoom(ctx context.Context, person ids.ID, h event.House, given string) error {
	want := lastTwo(h.Label)
	if want == "" {
		return nil
	}
	key := fmt.Sprintf("binding:room:%d:%d", person, h.ID)
	err := httpx.Take(ctx, s.Redis, key, httpx.Limit{N: maxRoomTries, Per: 24 * time.Hour, Closed: true})
	switch {
	case errors.Is(err, httpx.ErrTooMany):
		return ErrRoomLocked
	case err != nil:
		return err
	case given != want:
		return ErrRoom.With("roomLast2", "与登记的房号不一致")
	}
	return nil
}

func (s *Service) bindMatched(ctx context.Context, who auth.Actor, p event.Person, h event.House, e event.RegisterEntry) (b binding, err error) {
	ctx = db.Within(ctx, h.CommunityID)
	st := step{act: Match}
	insider, err := s.writesRegister(ctx, h.CommunityID, p.Phone)
	if err != nil {
		return b, err
	}
	if insider {
		st.act = Apply
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		had, err := s.store.ofPerson(ctx, who.ID)
		if err != nil {
			return err
		}
		was, found, err := s.store.living(ctx, h.ID, who.ID)
		switch {
		case err != nil:
			return err
		case found && (was.State == Active || insider):
			b = was
			return nil
		case taken(had, h.ID):
			return ErrNoMatch
		case !found:
			was = s.newborn(who.ID, h, registerRole(e), ByMatch)
			if err := s.seal(&was, e.Name, ""); err != nil {
				return err
			}
		}
		st.edit = func(b *binding, _ By) {
			b.Role, b.Rights = registerRole(e), joinRights(registerRole(e).defaultRights())
		}
		b, err = s.begin(ctx, who, was, st)
		return err
	})
	return b, err
}

// writesRegister reports whether the phone is of staff who may change the
// community's register or review its claims.
func (s *Service) writesRegister(ctx context.Context, community ids.ID, phone string) (bool, error) {
	for _, permission := range []string{"binding.review", "house.import"} {
		staff, err := s.People.StaffWith(ctx, community, permission)
		if err != nil {
			return false, fmt.Errorf("staff with %s: %w", permission, err)
		}
		if slices.ContainsFunc(staff, func(f event.Staff) bool { return samePhone(f.Phone, phone) }) {
			return true, nil
		}
	}
	return false, nil
}

// begin is do for a binding that may be new; when the same person was faster
// on another phone, the one that is there is the answer.
func (s *Service) begin(ctx context.Context, who auth.Actor, was binding, st step) (binding, error) {
	b, err := s.do(ctx, who, binding{}, was, st)
	if !db.Duplicate(err) {
		return b, err
	}
	there, found, rerr := s.store.living(ctx, was.HouseID, was.PersonID)
	if rerr != nil || !found {
		return b, fmt.Errorf("begin binding: %w", errors.Join(err, rerr))
	}
	return there, nil
}

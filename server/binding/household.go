package binding

import (
	"context"
	"fmt"
	"slices"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// SetRights changes what a member or tenant may do. Only an owner of the house
// may. Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrInput.
func (s *Service) SetRights(ctx context.Context, who auth.Actor, id ids.ID, given []string) (Binding, error) {
	rights, err := parseRights(given)
	if err != nil {
		return Binding{}, err
	}
	return s.act(ctx, who, id, step{act: SetRights, edit: func(b *binding, _ By) { b.Rights = joinRights(rights) }})
}

// Object is "不是我家人": a member or tenant is suspended until staff have
// looked; against another owner the objection itself changes nothing, staff
// decide. Errors: ErrNotFound, ErrNotYours, ErrChanged.
func (s *Service) Object(ctx context.Context, who auth.Actor, id ids.ID, reason string) (Binding, error) {
	return s.act(ctx, who, id, step{act: Dispute, reason: reason})
}

// Unbind ends a binding: one's own, a member's by an owner, anybody's by staff
// with a reason. The last owner of a house with open orders has to confirm;
// debts and orders stay with the house.
// Errors: ErrNotFound, ErrNotYours, ErrOwnRequest, ErrChanged, ErrConfirm.
func (s *Service) Unbind(ctx context.Context, who auth.Actor, id ids.ID, reason string, confirmed bool) (Binding, error) {
	return s.act(ctx, who, id, step{act: Unbind, reason: reason, guard: func(ctx context.Context, was binding, by By) error {
		if by != Self || was.Role != Owner || confirmed {
			return nil
		}
		return s.lastOwnerMayGo(ctx, was)
	}})
}

func (s *Service) lastOwnerMayGo(ctx context.Context, b binding) error {
	owners, err := s.store.lockOwners(ctx, b.HouseID)
	if err != nil {
		return fmt.Errorf("owners of house %d: %w", b.HouseID, err)
	}
	for _, o := range owners {
		if o.ID != b.ID {
			return nil
		}
	}
	open, err := s.Orders.OpenForHouse(ctx, b.HouseID)
	if err != nil {
		return fmt.Errorf("open orders of house %d: %w", b.HouseID, err)
	}
	if open == 0 {
		return nil
	}
	return ErrConfirm.Detail("您是这套房屋最后一位业主，还有 %d 张工单没有处理完；解除后，费用和工单仍留在这套房屋上。", open).
		Note("openOrders", fmt.Sprint(open))
}

// SeedActive binds a person to a house without asking, for the demo's data. It
// may run twice.
func (s *Service) SeedActive(ctx context.Context, person, house ids.ID, role string) error {
	h, err := s.places.House(db.Everywhere(ctx), house) // the demo belongs to no actor
	if err != nil {
		return err
	}
	p, err := s.People.Person(ctx, person)
	if err != nil {
		return fmt.Errorf("person %d: %w", person, err)
	}
	return s.DB.Tx(db.Within(ctx, h.CommunityID), func(ctx context.Context) error {
		was, found, err := s.store.living(ctx, house, person)
		if err != nil || found && was.State != Pending && was.State != NeedMore {
			return err
		}
		if !found {
			was = s.newborn(person, h, Role(role), ByImport)
			if err := s.seal(&was, p.Name, ""); err != nil {
				return err
			}
		}
		_, err = s.begin(ctx, auth.SystemActor(), was, step{act: Grant})
		return err
	})
}

// Houses are the bindings of a person that give rights now; identity builds
// the Actor from them. A suspended one is not among them.
func (s *Service) Houses(ctx context.Context, person ids.ID) ([]auth.House, error) {
	bs, err := s.store.validOfPerson(db.Everywhere(ctx), person, s.Now()) // builds the scope itself
	if err != nil {
		return nil, fmt.Errorf("houses of person %d: %w", person, err)
	}
	out := make([]auth.House, len(bs))
	for i, b := range bs {
		out[i] = auth.House{HouseID: b.HouseID, CommunityID: b.CommunityID, Role: string(b.Role), Rights: splitRights(b.Rights)}
	}
	return out, nil
}

// Lives reports whether a person is bound to a house now.
func (s *Service) Lives(ctx context.Context, person, house ids.ID) (bool, error) {
	_, err := s.store.validOf(db.Everywhere(ctx), house, person, s.Now()) // one row by both ids
	if db.NotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// Residents are the next n people after one, in the order of their ids, who are
// bound in a community now: to any house, or to one of the houses.
func (s *Service) Residents(ctx context.Context, community ids.ID, houses []ids.ID, after ids.ID, n int) ([]ids.ID, error) {
	return s.store.residents(db.Within(ctx, community), community, houses, after, n, s.Now())
}

// ResidentCount is how many people Residents walks along.
func (s *Service) ResidentCount(ctx context.Context, community ids.ID, houses []ids.ID) (int, error) {
	return s.store.residentCount(db.Within(ctx, community), community, houses, s.Now())
}

// Holders are the people who hold a right for houses now, by house. The scope
// of ctx must hold the houses' communities.
func (s *Service) Holders(ctx context.Context, houses []ids.ID, right auth.Right) (map[ids.ID][]ids.ID, error) {
	bound, err := s.store.holding(ctx, houses, s.Now())
	if err != nil {
		return nil, fmt.Errorf("holders of %s: %w", right, err)
	}
	out := map[ids.ID][]ids.ID{}
	for _, b := range bound {
		if slices.Contains(splitRights(b.Rights), right) {
			out[b.HouseID] = append(out[b.HouseID], b.PersonID)
		}
	}
	return out, nil
}

// Adults are the people bound to a house now. The scope of ctx must hold the
// house's community.
func (s *Service) Adults(ctx context.Context, house ids.ID) ([]ids.ID, error) {
	out, err := s.store.adults(ctx, house, s.Now())
	if err != nil {
		return nil, fmt.Errorf("adults of house %d: %w", house, err)
	}
	return out, nil
}

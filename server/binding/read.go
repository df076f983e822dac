package binding

import (
	"context"
	"fmt"
	"slices"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

// Mine lists the actor's own bindings, newest first.
func (s *Service) Mine(ctx context.Context, who auth.Actor) ([]Binding, error) {
	ctx = scoped(ctx, who)
	bs, err := s.store.ofPerson(ctx, who.ID)
	if err != nil {
		return nil, fmt.Errorf("bindings of person %d: %w", who.ID, err)
	}
	return s.views(ctx, who, binding{}, bs)
}

// Get is one binding: one's own, or another's of a house of one's own while
// that one lives. Error: ErrNotFound.
func (s *Service) Get(ctx context.Context, who auth.Actor, id ids.ID) (Binding, error) {
	ctx, b, own, err := s.find(ctx, who, id)
	if err != nil {
		return Binding{}, err
	}
	if b.PersonID != who.ID && !seenBy(own, b) {
		return Binding{}, ErrNotFound
	}
	vs, err := s.views(ctx, who, own, []binding{b})
	if err != nil {
		return Binding{}, err
	}
	return vs[0], nil
}

// seenBy reports whether an adult of the house sees another's binding: those who
// live there, and an owner also who wants to.
func seenBy(own, b binding) bool {
	if b.State == Active || b.State == Suspended {
		return true
	}
	return own.Role == Owner && b.Role != Owner && (b.State == Pending || b.State == NeedMore)
}

// Members lists who belongs to a house; only its adults see it. Error: ErrNotFound.
func (s *Service) Members(ctx context.Context, who auth.Actor, house ids.ID) ([]Binding, error) {
	ctx, own, err := s.household(ctx, who, house)
	if err != nil {
		return nil, err
	}
	bs, err := s.store.ofHouse(ctx, house, liveStates()...)
	if err != nil {
		return nil, fmt.Errorf("members of house %d: %w", house, err)
	}
	bs = slices.DeleteFunc(bs, func(b binding) bool { return b.PersonID != who.ID && !seenBy(own, b) })
	return s.views(ctx, who, own, bs)
}

// BoundCounts counts the people bound to each house now.
func (s *Service) BoundCounts(ctx context.Context, houses []ids.ID) (map[ids.ID]int, error) {
	out := map[ids.ID]int{}
	if len(houses) == 0 {
		return out, nil
	}
	counts, err := s.store.countByHouse(ctx, houses, s.Now())
	if err != nil {
		return nil, fmt.Errorf("count bindings: %w", err)
	}
	for _, c := range counts {
		out[c.HouseID] = c.N
	}
	return out, nil
}

// HouseBindings lists the living bindings of a house, masked, for its page in
// the admin web.
func (s *Service) HouseBindings(ctx context.Context, house ids.ID) ([]event.HouseBinding, error) {
	bs, err := s.store.ofHouse(ctx, house, liveStates()...)
	if err != nil {
		return nil, fmt.Errorf("bindings of house %d: %w", house, err)
	}
	n, err := s.names(ctx, bs)
	if err != nil {
		return nil, err
	}
	out := make([]event.HouseBinding, len(bs))
	for i, b := range bs {
		name, err := s.nameOf(b)
		if err != nil {
			return nil, err
		}
		out[i] = event.HouseBinding{ID: b.ID, PersonName: pii.MaskName(name), Phone: pii.MaskPhone(n.people[b.PersonID].Phone),
			Role: string(b.Role), State: string(b.State), StateLabel: b.State.Label(), SubmittedAt: b.SubmittedAt}
	}
	return out, nil
}

// Counts are the workbench's figures of a community, 0 for all in scope:
// bindingsPending, residentsActive.
func (s *Service) Counts(ctx context.Context, community ids.ID) (map[string]int, error) {
	pending, err := s.store.count(ctx, community, Pending)
	if err != nil {
		return nil, fmt.Errorf("count claims: %w", err)
	}
	residents, err := s.store.countPeople(ctx, community, s.Now())
	if err != nil {
		return nil, fmt.Errorf("count residents: %w", err)
	}
	return map[string]int{"bindingsPending": int(pending), "residentsActive": int(residents)}, nil
}

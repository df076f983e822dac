package house

import (
	"context"
	"fmt"

	"zhijian/server/event"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// CompanyOf is whose a community is; 0 for one that is closed or unknown.
func (s *Service) CompanyOf(ctx context.Context, community ids.ID) (ids.ID, error) {
	all, err := s.Communities(db.Everywhere(ctx), []ids.ID{community}) // the caller holds its id
	if err != nil || len(all) == 0 {
		return 0, err
	}
	return all[0].CompanyID, nil
}

// Callee is whom to ring at a house: who lives there by lease, or else an
// owner; the first of them with a number. Somebody without a number when
// nobody has one. The caller has checked the house.
func (s *Service) Callee(ctx context.Context, house ids.ID) (event.Person, error) {
	all, err := s.peopleOf(db.Everywhere(ctx), []ids.ID{house})
	if err != nil {
		return event.Person{}, err
	}
	people := append(ofRoles(all[house], Tenant), ofRoles(all[house], Owner, CoOwner)...)
	for _, p := range people {
		if len(p.Phones) > 0 {
			return event.Person{Name: p.Name, Phone: string(p.Phones[0])}, nil
		}
	}
	if len(people) > 0 {
		return event.Person{Name: people[0].Name}, nil
	}
	return event.Person{}, nil
}

// PlacesOf names what narrows an audience: buildings, then units, then houses,
// each in the order of the register. Places of another community are left out.
func (s *Service) PlacesOf(ctx context.Context, a event.Audience) ([]event.Place, error) {
	out, err := s.store.places(db.Within(ctx, a.CommunityID), a)
	if err != nil {
		return nil, fmt.Errorf("names of an audience: %w", err)
	}
	return out, nil
}

// HousesOf are the houses that an audience names, directly or by their unit or
// building; nil for the whole community. Error: ErrNotFound when it names
// something that is not the community's.
func (s *Service) HousesOf(ctx context.Context, a event.Audience) ([]ids.ID, error) {
	if a.Whole() {
		return nil, nil
	}
	ctx = db.Within(ctx, a.CommunityID)
	known, err := s.store.targets(ctx, a)
	if err != nil {
		return nil, fmt.Errorf("targets of an audience: %w", err)
	}
	if known != len(a.Buildings)+len(a.Units)+len(a.Houses) {
		return nil, ErrNotFound
	}
	out, err := s.store.housesOf(ctx, a)
	if err != nil {
		return nil, fmt.Errorf("houses of an audience: %w", err)
	}
	return out, nil
}

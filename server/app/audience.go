package app

import (
	"context"

	"zhijian/server/binding"
	"zhijian/server/event"
	"zhijian/server/house"
	"zhijian/server/platform/ids"
)

// audience answers who is meant: the register knows the houses, the bindings
// know the people.
type audience struct {
	houses   *house.Service
	bindings *binding.Service
}

// Lives is the bindings' answer.
func (a audience) Lives(ctx context.Context, person, house ids.ID) (bool, error) {
	return a.bindings.Lives(ctx, person, house)
}

// HousesOf is the register's answer.
func (a audience) HousesOf(ctx context.Context, of event.Audience) ([]ids.ID, error) {
	return a.houses.HousesOf(ctx, of)
}

// PlacesOf is the register's answer.
func (a audience) PlacesOf(ctx context.Context, of event.Audience) ([]event.Place, error) {
	return a.houses.PlacesOf(ctx, of)
}

// Audience is the next n people after one, in the order of their ids.
func (a audience) Audience(ctx context.Context, of event.Audience, after ids.ID, n int) ([]ids.ID, error) {
	houses, err := a.houses.HousesOf(ctx, of)
	if err != nil {
		return nil, err
	}
	return a.bindings.Residents(ctx, of.CommunityID, houses, after, n)
}

// AudienceSize counts them.
func (a audience) AudienceSize(ctx context.Context, of event.Audience) (int, error) {
	houses, err := a.houses.HousesOf(ctx, of)
	if err != nil {
		return 0, err
	}
	return a.bindings.ResidentCount(ctx, of.CommunityID, houses)
}

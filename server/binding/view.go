package binding

import (
	"context"
	"fmt"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

// Binding is a binding as residents see it. Another person's name is masked, a
// phone always.
type Binding struct {
	ID            ids.ID     `json:"id"`
	HouseID       ids.ID     `json:"houseId"`
	CommunityID   ids.ID     `json:"communityId"`
	CommunityName string     `json:"communityName"`
	HouseLabel    string     `json:"houseLabel"`
	PersonName    string     `json:"personName"`
	Phone         string     `json:"phone" doc:"masked"`
	Role          Role       `json:"role" enum:"owner,member,tenant"`
	Rights        []string   `json:"rights" nullable:"false"`
	State         State      `json:"state" enum:"pending,need_more,active,rejected,withdrawn,suspended,revoked,expired,unbound,moved_out"`
	StateLabel    string     `json:"stateLabel"`
	Source        Source     `json:"source" enum:"match,apply,invite,import,staff"`
	Reason        string     `json:"reason"`
	SubmittedAt   time.Time  `json:"submittedAt"`
	DecidedAt     *time.Time `json:"decidedAt,omitempty"`
	ValidTo       *time.Time `json:"validTo,omitempty"`
	Mine          bool       `json:"mine"`
	Actions       []string   `json:"actions" nullable:"false" doc:"evidence withdraw approve reject need-more rights dispute suspend resume revoke unbind"`
}

func rightWords(rights string) []string {
	out := []string{}
	for _, r := range splitRights(rights) {
		out = append(out, string(r))
	}
	return out
}

// names are what a list of bindings needs of others, read in two queries.
type names struct {
	houses map[ids.ID]event.House
	people map[ids.ID]event.Person
}

func (s *Service) names(ctx context.Context, bs []binding) (n names, err error) {
	var houses, people []ids.ID
	for _, b := range bs {
		houses, people = append(houses, b.HouseID), append(people, b.PersonID)
	}
	if n.houses, err = s.places.Houses(ctx, houses); err != nil {
		return n, fmt.Errorf("names of houses: %w", err)
	}
	if n.people, err = s.People.People(ctx, people); err != nil {
		return n, fmt.Errorf("names of people: %w", err)
	}
	return n, nil
}

// view is b as who sees it; own is who's own binding to the same house, if any.
func (s *Service) view(b binding, n names, who auth.Actor, own binding) (Binding, error) {
	name, err := s.nameOf(b)
	if err != nil {
		return Binding{}, err
	}
	mine := who.Kind == auth.Resident && b.PersonID == who.ID
	if !mine {
		name = pii.MaskName(name)
	}
	h := n.houses[b.HouseID]
	return Binding{
		ID: b.ID, HouseID: b.HouseID, CommunityID: b.CommunityID, CommunityName: h.CommunityName, HouseLabel: h.Label,
		PersonName: name, Phone: pii.MaskPhone(n.people[b.PersonID].Phone), Role: b.Role, Rights: rightWords(b.Rights),
		State: b.State, StateLabel: b.State.Label(), Source: b.Source, Reason: b.Reason, SubmittedAt: b.SubmittedAt,
		DecidedAt: b.DecidedAt, ValidTo: b.ValidTo, Mine: mine, Actions: actions(b.State, roles(who, own, b)),
	}, nil
}

func (s *Service) views(ctx context.Context, who auth.Actor, own binding, bs []binding) ([]Binding, error) {
	n, err := s.names(ctx, bs)
	if err != nil {
		return nil, err
	}
	out := make([]Binding, len(bs))
	for i, b := range bs {
		if out[i], err = s.view(b, n, who, own); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// one is a single binding as who sees it after having changed it.
func (s *Service) one(ctx context.Context, who auth.Actor, b binding) (Binding, error) {
	_, b, own, err := s.find(ctx, who, b.ID)
	if err != nil {
		return Binding{}, err
	}
	vs, err := s.views(ctx, who, own, []binding{b})
	if err != nil {
		return Binding{}, err
	}
	return vs[0], nil
}

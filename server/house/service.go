package house

import (
	"context"
	"fmt"
	"slices"
	"strings"
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

// Bindings is what the register asks about residents' bindings.
type Bindings interface {
	// BoundCounts counts active bindings; houses without any may be missing.
	BoundCounts(ctx context.Context, houses []ids.ID) (map[ids.ID]int, error)
	HouseBindings(ctx context.Context, house ids.ID) ([]event.HouseBinding, error)
}

// Auditor keeps a look at personal data; platform/audit implements it.
type Auditor interface {
	Record(ctx context.Context, e audit.Entry) error
}

// Live tells open pages of the users to reload; platform/realtime implements it.
type Live interface {
	Tell(ctx context.Context, users []ids.ID, kind string, ref, community ids.ID) error
}

// Deps are what the service is made of.
type Deps struct {
	DB       *db.DB
	Gen      *ids.Gen
	Now      clock.Clock
	Vault    *pii.Vault
	Outbox   *outbox.Box
	Audit    Auditor
	Bindings Bindings // may be set later, see UseBindings
	Live     Live     // nil: nobody is told
}

// Service is the register.
type Service struct {
	store store
	Deps
}

// New makes the service.
func New(d Deps) *Service { return &Service{store{d.DB}, d} }

// UseBindings connects the capability that knows bindings; it is made after
// the register, because it asks the register too.
func (s *Service) UseBindings(b Bindings) { s.Bindings = b }

// scoped admits who to a community and limits SQL to it. Errors:
// auth.ErrDenied without the permission, ErrCommunityNotFound out of scope.
func (s *Service) scoped(ctx context.Context, who auth.Actor, permission string, community ids.ID) (context.Context, error) {
	if err := who.Must(permission); err != nil {
		return ctx, err
	}
	if !who.In(community) {
		return ctx, ErrCommunityNotFound
	}
	return db.Within(ctx, community), nil
}

// House answers other capabilities, which decide themselves who may see it.
// Errors: ErrNotFound.
func (s *Service) House(ctx context.Context, id ids.ID) (event.House, error) {
	all, err := s.Houses(ctx, []ids.ID{id})
	if err != nil {
		return event.House{}, err
	}
	h, ok := all[id]
	if !ok {
		return event.House{}, ErrNotFound
	}
	return h, nil
}

// Houses is House for many; unknown ids are left out.
func (s *Service) Houses(ctx context.Context, in []ids.ID) (map[ids.ID]event.House, error) {
	ctx = db.Everywhere(ctx) // the callers hold ids they have checked, of several communities
	out := map[ids.ID]event.House{}
	if len(in) == 0 {
		return out, nil
	}
	houses, err := s.store.houses(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("look up houses: %w", err)
	}
	var of []ids.ID
	for _, h := range houses {
		of = append(of, h.CommunityID)
	}
	communities, err := s.store.communities(ctx, false, slices.Compact(slices.Sorted(slices.Values(of))))
	if err != nil {
		return nil, fmt.Errorf("look up communities of houses: %w", err)
	}
	for _, h := range houses {
		i := slices.IndexFunc(communities, func(c Community) bool { return c.ID == h.CommunityID })
		if i >= 0 {
			out[h.ID] = view(h, communities[i])
		}
	}
	return out, nil
}

func view(h House, c Community) event.House {
	return event.House{ID: h.ID, CommunityID: c.ID, CompanyID: c.CompanyID, CommunityName: c.Name, Label: h.Label, ServicePhone: c.ServicePhone, BuildingID: h.BuildingID, UnitID: h.UnitID}
}

// HouseLabel is the standard address of a house inside its community.
func (s *Service) HouseLabel(ctx context.Context, id ids.ID) (string, error) {
	h, err := s.House(ctx, id)
	return h.Label, err
}

// CommunityOf is the community a house stands in.
func (s *Service) CommunityOf(ctx context.Context, id ids.ID) (ids.ID, error) {
	h, err := s.House(ctx, id)
	return h.CommunityID, err
}

// Community answers other capabilities. Errors: ErrCommunityNotFound.
func (s *Service) Community(ctx context.Context, id ids.ID) (Community, error) {
	return s.store.community(ctx, id)
}

// Communities lists the communities with these ids in the order of their ids;
// closed ones are left out.
func (s *Service) Communities(ctx context.Context, in []ids.ID) ([]Community, error) {
	if len(in) == 0 {
		return nil, nil
	}
	return s.store.communities(ctx, false, in)
}

// MyCommunities lists what a staff member works for.
func (s *Service) MyCommunities(ctx context.Context, who auth.Actor) ([]Community, error) {
	return s.store.communities(ctx, who.Platform, who.Communities)
}

// CompanyName is the name of a property company; "" for an unknown one.
func (s *Service) CompanyName(ctx context.Context, id ids.ID) (string, error) {
	c, err := s.store.company(ctx, id)
	if db.NotFound(err) {
		return "", nil
	}
	return c.Name, err
}

// FindCommunities searches by name or address, for residents who belong to
// none yet. When nothing contains the text, names that hold its characters in
// order are offered.
func (s *Service) FindCommunities(ctx context.Context, q string) ([]Community, error) {
	const limit = 20
	q = tidy(q)
	if q == "" {
		all, err := s.store.communities(ctx, true, nil)
		return all[:min(len(all), limit)], err
	}
	found, err := s.store.communitiesLike(ctx, q, limit)
	if err != nil || len(found) > 0 {
		return found, err
	}
	all, err := s.store.communities(ctx, true, nil)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if len(found) < limit && holds(c.Name+c.Address, q) {
			found = append(found, c)
		}
	}
	return found, nil
}

// holds reports that text contains the characters of q in their order, not
// counting spaces and the words 小区 and 花园.
func holds(text, q string) bool {
	rest := strings.ToUpper(text)
	for _, r := range strings.ToUpper(strings.NewReplacer("小区", "", "花园", "", " ", "").Replace(q)) {
		_, after, ok := strings.Cut(rest, string(r))
		if !ok {
			return false
		}
		rest = after
	}
	return true
}

// Found is the answer to a resident's search for a house.
type Found struct {
	Houses []House
	// Units is filled when the same room is in several units of a building:
	// ask for the unit.
	Units []string
}

// FindHouses searches one community by an address as people write it. Anyone
// who may choose a house may ask: it answers addresses, never people.
func (s *Service) FindHouses(ctx context.Context, community ids.ID, q string) (Found, error) {
	const limit = 50
	c, err := s.store.community(ctx, community)
	if err != nil {
		return Found{}, err
	}
	ctx = db.Within(ctx, community) // the caller need not belong to it yet
	var out Found
	for _, a := range ParseAddress(strings.ReplaceAll(q, c.Name, "")) {
		candidates, err := s.meant(ctx, community, a, limit)
		if err != nil {
			return Found{}, fmt.Errorf("search houses: %w", err)
		}
		out.Houses = append(out.Houses, candidates...)
		if a.Building != "" && a.Unit == "" && a.Room != "" {
			out.Units = append(out.Units, unitsOf(candidates)...)
		}
	}
	if len(out.Units) == 1 {
		out.Units = nil
	}
	return out, nil
}

// meant lists the houses that someone who typed the address may mean, in the
// order of their addresses.
func (s *Service) meant(ctx context.Context, community ids.ID, a Address, limit int) ([]House, error) {
	if a.Room == "" {
		return s.store.list(ctx, filter{community: community, under: a.buildingSort(), units: unitsMeant(a.Unit), limit: limit})
	}
	const candidates = 500 // one room number in as many buildings and units
	found, err := s.store.rooms(ctx, community, a, candidates)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(h House) bool { return !a.MayMean(h.Address()) })
	slices.SortFunc(found, func(a, b House) int { return strings.Compare(a.SortKey, b.SortKey) })
	return found[:min(limit, len(found))], nil
}

func unitsOf(houses []House) []string {
	var out []string
	for _, h := range houses {
		if h.Unit != "" && !slices.Contains(out, h.Unit) {
			out = append(out, h.Unit)
		}
	}
	return out
}

// HousesByPhone lists the register entries with this phone (its blind index
// for the purpose "phone") in all communities, for matching after log-in.
func (s *Service) HousesByPhone(ctx context.Context, phoneIndex string) ([]event.RegisterEntry, error) {
	if phoneIndex == "" {
		return nil, nil // the index of "none" would match every entry without a phone
	}
	rows, err := s.store.byPhone(db.Everywhere(ctx), phoneIndex) // a log-in belongs to no community yet
	if err != nil {
		return nil, fmt.Errorf("find the register by phone: %w", err)
	}
	return s.entries(rows)
}

// RegisterOf lists who the company has written down for a house.
func (s *Service) RegisterOf(ctx context.Context, house ids.ID) ([]event.RegisterEntry, error) {
	rows, err := s.store.people(db.Everywhere(ctx), []ids.ID{house}) // the caller has checked the house
	if err != nil {
		return nil, fmt.Errorf("read the register of a house: %w", err)
	}
	return s.entries(rows)
}

func (s *Service) entries(rows []entry) ([]event.RegisterEntry, error) {
	var out []event.RegisterEntry
	for _, e := range rows {
		p, err := e.open(s.Vault)
		if err != nil {
			return nil, err
		}
		out = append(out, event.RegisterEntry{HouseID: e.HouseID, CommunityID: e.CommunityID, Role: string(p.Role), Name: p.Name})
	}
	return out, nil
}

// CloseRegister ends the entries of a house that stood at the given time, when
// its people move out: who was registered later has moved in meanwhile. The
// history stays. It joins the caller's transaction; ending twice is fine.
func (s *Service) CloseRegister(ctx context.Context, house ids.ID, stood time.Time, reason string) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		h, err := s.store.house(ctx, house)
		if err != nil {
			return err
		}
		rows, err := s.store.people(ctx, []ids.ID{house})
		rows = slices.DeleteFunc(rows, func(e entry) bool { return e.CreatedAt.After(stood) })
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := s.store.endPeople(ctx, idsOf(rows), s.Now()); err != nil {
			return err
		}
		if err := s.store.add(ctx, s.event(ctx, h, "register_closed", reason)); err != nil {
			return err
		}
		return s.Outbox.Publish(ctx, event.HouseRegisterChanged{CommunityID: h.CommunityID, HouseIDs: []ids.ID{h.ID}})
	})
}

func idsOf(rows []entry) []ids.ID {
	out := make([]ids.ID, len(rows))
	for i, e := range rows {
		out[i] = e.ID
	}
	return out
}

func (s *Service) event(ctx context.Context, h House, kind, detail string) *Event {
	who := auth.From(ctx)
	return &Event{ID: s.Gen.New(), CommunityID: h.CommunityID, HouseID: h.ID, Kind: kind, ActorKind: string(who.Kind), ActorID: who.ID,
		BehalfOf: who.OnBehalfOf, Detail: shorten(detail, 1000), Origin: shorten(auth.OriginFrom(ctx).RequestID, 64), CreatedAt: s.Now()}
}

package house

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

// Query is what staff ask of the list of houses. Text is an address, a phone
// number or a whole name.
type Query struct {
	Community, Building ids.ID
	Kind                Kind
	Text, Cursor        string
}

// Line is one house in a list; names and phones are masked.
type Line struct {
	House            House
	OwnerName, Phone string
	Bound            int
}

const page = 50

// List is one page of houses, in the order of their addresses. Without a
// community it is the only one of who. Errors: auth.ErrDenied,
// ErrChooseCommunity, ErrCommunityNotFound.
func (s *Service) List(ctx context.Context, who auth.Actor, q Query) (lines []Line, next string, err error) {
	if q.Community == 0 {
		if len(who.Communities) != 1 {
			return nil, "", ErrChooseCommunity
		}
		q.Community = who.Communities[0]
	}
	if ctx, err = s.scoped(ctx, who, "house.read", q.Community); err != nil {
		return nil, "", err
	}
	f := filter{community: q.Community, kind: q.Kind, limit: page + 1, after: decodeCursor(q.Cursor)}
	if q.Building != 0 {
		b, err := s.store.building(ctx, q.Building)
		if err != nil {
			return nil, "", err
		}
		f.under = b.SortKey
	}
	houses, err := s.search(ctx, f, tidy(q.Text))
	if err != nil {
		return nil, "", fmt.Errorf("list houses: %w", err)
	}
	if len(houses) > page {
		houses = houses[:page]
		last := houses[page-1]
		next = encodeCursor(position{last.SortKey, last.ID})
	}
	lines, err = s.lines(ctx, houses)
	return lines, next, err
}

// search reads the text as a mobile number, an address, a landline or a name;
// an address is tried before a landline, because 200-1-101 may be both.
func (s *Service) search(ctx context.Context, f filter, text string) ([]House, error) {
	if text == "" {
		return s.store.list(ctx, f)
	}
	phone, err := pii.ParsePhone(text)
	typed := ParseAddress(text)
	switch {
	case err == nil && phone.Mobile():
		return s.ofPhone(ctx, f, phone)
	case len(typed) > 0 && typed[0].Room == "":
		f.under, f.units = typed[0].buildingSort(), unitsMeant(typed[0].Unit)
		return s.store.list(ctx, f)
	case len(typed) > 0:
		var out []House
		for _, a := range typed {
			found, err := s.meant(ctx, f.community, a, page+1)
			if err != nil {
				return nil, err
			}
			out = append(out, found...)
		}
		return f.rest(out), nil
	case err == nil:
		return s.ofPhone(ctx, f, phone)
	}
	entries, err := s.store.byName(ctx, f.community, s.Vault.Index(indexName, text))
	if err != nil {
		return nil, err
	}
	return s.ofEntries(ctx, f, entries)
}

func (s *Service) ofPhone(ctx context.Context, f filter, phone pii.Phone) ([]House, error) {
	// Everywhere, for the plan: with the tenant's condition the planner walks the
	// whole community. ofEntries keeps only entries of the community asked for.
	entries, err := s.store.byPhone(db.Everywhere(ctx), s.Vault.Index(indexPhone, string(phone)))
	if err != nil {
		return nil, err
	}
	return s.ofEntries(ctx, f, entries)
}

func (s *Service) ofEntries(ctx context.Context, f filter, entries []entry) ([]House, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	var in []ids.ID
	for _, e := range entries {
		if e.CommunityID == f.community {
			in = append(in, e.HouseID)
		}
	}
	houses, err := s.store.houses(db.Everywhere(ctx), in) // the entries were found in scope
	return f.rest(houses), err
}

// rest applies what is left of the filter to houses found by text.
func (f filter) rest(houses []House) []House {
	houses = slices.DeleteFunc(houses, func(h House) bool {
		return (f.kind != "" && h.Kind != f.kind) || (f.under != "" && !strings.HasPrefix(h.SortKey, f.under+"|")) ||
			h.SortKey < f.after.Sort || (h.SortKey == f.after.Sort && h.ID <= f.after.ID)
	})
	return houses
}

func (s *Service) lines(ctx context.Context, houses []House) ([]Line, error) {
	in := make([]ids.ID, len(houses))
	for i, h := range houses {
		in[i] = h.ID
	}
	people, err := s.peopleOf(ctx, in)
	if err != nil {
		return nil, err
	}
	bound, err := s.bound(ctx, in)
	if err != nil {
		return nil, err
	}
	out := make([]Line, len(houses))
	for i, h := range houses {
		out[i] = Line{House: h, Bound: bound[h.ID]}
		if owners := ofRoles(people[h.ID], Owner); len(owners) > 0 {
			out[i].OwnerName = pii.MaskName(owners[0].Name)
			if len(owners[0].Phones) > 0 {
				out[i].Phone = owners[0].Phones[0].Masked()
			}
		}
	}
	return out, nil
}

func (s *Service) bound(ctx context.Context, houses []ids.ID) (map[ids.ID]int, error) {
	if s.Bindings == nil || len(houses) == 0 {
		return nil, nil
	}
	return s.Bindings.BoundCounts(ctx, houses)
}

func (s *Service) peopleOf(ctx context.Context, houses []ids.ID) (map[ids.ID][]Person, error) {
	out := map[ids.ID][]Person{}
	for part := range slices.Chunk(houses, batch) {
		rows, err := s.store.people(ctx, part)
		if err != nil {
			return nil, fmt.Errorf("read people: %w", err)
		}
		for _, e := range rows {
			p, err := e.open(s.Vault)
			if err != nil {
				return nil, err
			}
			out[e.HouseID] = append(out[e.HouseID], p)
		}
	}
	return out, nil
}

// BuildingLine is a building with its counts.
type BuildingLine struct {
	Building             Building
	Houses, Shops, Units int
}

// Buildings lists the buildings of a community, and apart from them what
// belongs to none (shops in the street, parking).
func (s *Service) Buildings(ctx context.Context, who auth.Actor, community ids.ID) (buildings, others []BuildingLine, err error) {
	if ctx, err = s.scoped(ctx, who, "house.read", community); err != nil {
		return nil, nil, err
	}
	all, err := s.store.buildings(ctx, community)
	if err != nil {
		return nil, nil, fmt.Errorf("list buildings: %w", err)
	}
	tallies, err := s.store.tallies(ctx, community)
	if err != nil {
		return nil, nil, fmt.Errorf("count houses: %w", err)
	}
	units, err := s.store.unitTallies(ctx, community)
	if err != nil {
		return nil, nil, fmt.Errorf("count units: %w", err)
	}
	for _, b := range all {
		line := BuildingLine{Building: b, Units: units[b.ID]}
		for _, t := range tallies {
			if t.BuildingID == b.ID {
				line.Houses += t.N
				if t.Kind == Shop {
					line.Shops += t.N
				}
			}
		}
		if b.Kind == realBuilding {
			buildings = append(buildings, line)
		} else {
			others = append(others, line)
		}
	}
	return buildings, others, nil
}

// Grid is a building as its façade: units, floors from the top, houses.
type Grid struct {
	Building Building
	Units    []GridUnit
}

// GridUnit is one stairway.
type GridUnit struct {
	ID     ids.ID // 0 where a building has no units
	Name   string
	Floors []GridFloor
}

// GridFloor is one floor of a unit.
type GridFloor struct {
	Floor  int64
	Houses []Line
}

// Grid shows a building. Errors: auth.ErrDenied, ErrBuildingNotFound.
func (s *Service) Grid(ctx context.Context, who auth.Actor, building ids.ID) (Grid, error) {
	if err := who.Must("house.read"); err != nil {
		return Grid{}, err
	}
	b, err := s.store.building(ctx, building)
	if err != nil {
		return Grid{}, err
	}
	houses, err := s.store.list(ctx, filter{community: b.CommunityID, under: b.SortKey, limit: 5000})
	if err != nil {
		return Grid{}, fmt.Errorf("houses of building: %w", err)
	}
	in := make([]ids.ID, len(houses))
	for i, h := range houses {
		in[i] = h.ID
	}
	bound, err := s.bound(ctx, in)
	if err != nil {
		return Grid{}, err
	}
	return Grid{b, stack(houses, bound)}, nil
}

// stack sorts houses (given in the order of their addresses) into floors.
func stack(houses []House, bound map[ids.ID]int) []GridUnit {
	var out []GridUnit
	for _, h := range houses {
		if len(out) == 0 || out[len(out)-1].Name != h.Unit {
			out = append(out, GridUnit{ID: h.UnitID, Name: h.Unit})
		}
		u := &out[len(out)-1]
		i := slices.IndexFunc(u.Floors, func(f GridFloor) bool { return f.Floor == h.Floor })
		if i < 0 {
			i = len(u.Floors)
			u.Floors = append(u.Floors, GridFloor{Floor: h.Floor})
		}
		u.Floors[i].Houses = append(u.Floors[i].Houses, Line{House: h, Bound: bound[h.ID]})
	}
	for _, u := range out {
		slices.SortStableFunc(u.Floors, func(a, b GridFloor) int { return int(b.Floor - a.Floor) })
	}
	return out
}

// Whole is everything about a house.
type Whole struct {
	House     House
	Community Community
	People    []Person
	Bindings  []event.HouseBinding
	Events    []Event
}

// Look shows a house with its people; the surface masks them. Errors:
// auth.ErrDenied, ErrNotFound (also for a house of another community).
func (s *Service) Look(ctx context.Context, who auth.Actor, id ids.ID) (Whole, error) {
	if err := who.Must("house.read"); err != nil {
		return Whole{}, err
	}
	h, err := s.store.house(ctx, id)
	if err != nil {
		return Whole{}, err
	}
	w := Whole{House: h}
	if w.Community, err = s.store.community(ctx, h.CommunityID); err != nil {
		return Whole{}, err
	}
	people, err := s.peopleOf(ctx, []ids.ID{id})
	if err != nil {
		return Whole{}, err
	}
	w.People = people[id]
	if s.Bindings != nil {
		if w.Bindings, err = s.Bindings.HouseBindings(ctx, id); err != nil {
			return Whole{}, err
		}
	}
	if w.Events, err = s.store.events(ctx, id, 50); err != nil {
		return Whole{}, fmt.Errorf("events of house: %w", err)
	}
	return w, nil
}

// Reveal shows the people of a house in full. Each look is recorded with its
// purpose, in the house's history and in the audit chain, or it fails.
func (s *Service) Reveal(ctx context.Context, who auth.Actor, id ids.ID, purpose string) ([]Person, error) {
	if err := who.Must("house.reveal"); err != nil {
		return nil, err
	}
	var out []Person
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		h, err := s.store.house(ctx, id)
		if err != nil {
			return err
		}
		people, err := s.peopleOf(ctx, []ids.ID{id})
		if err != nil {
			return err
		}
		out = people[id]
		if err := s.store.add(ctx, s.event(ctx, h, "revealed", purpose)); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{CommunityID: h.CommunityID, Action: "house.reveal", Object: "house:" + id.String(), Detail: purpose})
	})
	return out, err
}

// Search answers the workbench's search box with up to n houses.
func (s *Service) Search(ctx context.Context, who auth.Actor, community ids.ID, text string, n int) ([]Line, error) {
	lines, _, err := s.List(ctx, who, Query{Community: community, Text: text})
	return lines[:min(n, len(lines))], err
}

// Count is the number of houses of a community, for the workbench.
func (s *Service) Count(ctx context.Context, community ids.ID) (int, error) {
	tallies, err := s.store.tallies(db.Within(ctx, community), community) // the caller has checked the community
	n := 0
	for _, t := range tallies {
		n += t.N
	}
	return n, err
}

func encodeCursor(p position) string {
	raw, _ := json.Marshal(p) // two strings
	return base64.RawURLEncoding.EncodeToString(raw)
}

// decodeCursor begins at the start for a cursor that is not ours.
func decodeCursor(s string) position {
	var p position
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || json.Unmarshal(raw, &p) != nil {
		return position{}
	}
	return p
}

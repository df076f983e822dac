package house

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

// work is what one row of an import does to the register.
type work struct {
	row     Row
	house   House
	fresh   bool // the house is new
	entries []entry
	people  []Person // opened entries, in their order
	after   []Person
	changes []Change
}

// load reads rows back and compares each with the register as it is now.
func (s *Service) load(ctx context.Context, r Run, rows []runRow) ([]work, error) {
	out, keys := make([]work, len(rows)), make([]string, len(rows))
	for i, row := range rows {
		var err error
		if out[i].row, err = row.read(s.Vault); err != nil {
			return nil, err
		}
		keys[i] = out[i].row.Address.Key()
	}
	houses, err := s.store.byIdentity(ctx, r.CommunityID, keys)
	if err != nil {
		return nil, fmt.Errorf("find houses: %w", err)
	}
	known, in := map[string]House{}, []ids.ID{}
	for _, h := range houses {
		known[h.IdentityKey] = h
		in = append(in, h.ID)
	}
	entries, err := s.entriesOf(ctx, in)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if err := s.compare(&out[i], r.CommunityID, known, entries); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) entriesOf(ctx context.Context, houses []ids.ID) (map[ids.ID][]entry, error) {
	out := map[ids.ID][]entry{}
	if len(houses) == 0 {
		return out, nil
	}
	rows, err := s.store.people(ctx, houses)
	if err != nil {
		return nil, fmt.Errorf("find people: %w", err)
	}
	for _, e := range rows {
		out[e.HouseID] = append(out[e.HouseID], e)
	}
	return out, nil
}

func (s *Service) compare(w *work, community ids.ID, known map[string]House, entries map[ids.ID][]entry) error {
	h, ok := known[w.row.Address.Key()]
	if !ok {
		h = newHouse(s.Gen.New(), community, w.row.Address, s.Now())
	}
	w.fresh, w.entries = !ok, entries[h.ID]
	for _, e := range w.entries {
		p, err := e.open(s.Vault)
		if err != nil {
			return err
		}
		w.people = append(w.people, p)
	}
	w.changes = h.take(w.row)
	w.house, w.after = h, mergePeople(w.people, w.row.People)
	w.changes = append(w.changes, peopleChanges(w.people, w.after)...)
	return nil
}

// apply writes a run into the register. Like check it may be killed, repeated
// and run twice.
func (s *Service) apply(ctx context.Context, run ids.ID) error {
	return s.batches(ctx, run, Applying, s.applyBatch)
}

func (s *Service) applyBatch(ctx context.Context, r Run) (more bool, err error) {
	rows, err := s.store.runRows(ctx, r.ID, []RowKind{RowAdded, RowChanged}, r.CursorSeq, batch)
	if err != nil {
		return false, err
	}
	if len(rows) == 0 {
		if err := s.store.moveRun(ctx, r, map[string]any{"state": Applied, "cursor_seq": r.RowsTotal, "updated_at": s.Now()}); err != nil {
			return false, err
		}
		return false, s.progressed(ctx, r)
	}
	todo, err := s.load(ctx, r, rows)
	if err != nil {
		return false, err
	}
	// A row that somebody else brought in meanwhile needs nothing more.
	todo = slices.DeleteFunc(todo, func(w work) bool { return !w.fresh && len(w.changes) == 0 })
	if err := s.write(ctx, r, todo); err != nil {
		return false, err
	}
	done := make([]ids.ID, len(rows))
	for i, row := range rows {
		done[i] = row.ID
	}
	if err := s.store.forget(ctx, done); err != nil {
		return false, err
	}
	return true, s.advance(ctx, r, rows[len(rows)-1].Seq)
}

// write saves houses, people and history of one batch and tells others.
func (s *Service) write(ctx context.Context, r Run, todo []work) error {
	if len(todo) == 0 {
		return nil
	}
	if err := s.place(ctx, r.CommunityID, todo); err != nil {
		return fmt.Errorf("place houses: %w", err)
	}
	b := &writing{s: s, run: r, now: s.Now()}
	for _, w := range todo {
		if err := b.add(ctx, w); err != nil {
			return err
		}
	}
	if err := b.save(ctx); err != nil {
		return fmt.Errorf("save houses: %w", err)
	}
	return s.Outbox.Publish(ctx, event.HouseRegisterChanged{CommunityID: r.CommunityID, HouseIDs: b.touched})
}

// writing gathers the inserts of a batch.
type writing struct {
	s       *Service
	run     Run
	now     time.Time
	houses  []House
	aliases []alias
	people  []entry
	events  []Event
	ended   []ids.ID
	touched []ids.ID
}

func (b *writing) add(ctx context.Context, w work) error {
	b.touched = append(b.touched, w.house.ID)
	kind, detail := "imported", ""
	if w.fresh {
		b.houses = append(b.houses, w.house)
		for _, key := range w.house.Address().RoomKeys()[1:] {
			b.aliases = append(b.aliases, alias{w.house.CommunityID, key, w.house.ID})
		}
	} else {
		raw, err := json.Marshal(w.changes)
		if err != nil {
			return err
		}
		kind, detail = "changed", shorten(string(raw), 1000)
		w.house.UpdatedAt = b.now
		if err := b.s.store.saveHouse(ctx, w.house); err != nil {
			return fmt.Errorf("save house %d: %w", w.house.ID, err)
		}
	}
	b.events = append(b.events, Event{ID: b.s.Gen.New(), CommunityID: b.run.CommunityID, HouseID: w.house.ID, Kind: kind,
		ActorKind: string(auth.Staff), ActorID: b.run.StaffID, Detail: detail, Origin: "import:" + b.run.ID.String(), CreatedAt: b.now})
	return b.residents(w)
}

// residents ends the entries that the row replaced and adds its own.
func (b *writing) residents(w work) error {
	for i, p := range w.people {
		if !slices.ContainsFunc(w.after, func(a Person) bool { return samePerson(a, p) }) {
			b.ended = append(b.ended, w.entries[i].ID)
		}
	}
	for _, p := range w.after {
		if slices.ContainsFunc(w.people, func(h Person) bool { return samePerson(h, p) }) {
			continue
		}
		e, err := sealed(b.s.Vault, entry{ID: b.s.Gen.New(), CommunityID: w.house.CommunityID, HouseID: w.house.ID, Source: "ledger", CreatedAt: b.now}, p)
		if err != nil {
			return err
		}
		b.people = append(b.people, e)
	}
	return nil
}

func (b *writing) save(ctx context.Context) error {
	for _, rows := range []struct {
		n   int
		all any
	}{{len(b.houses), &b.houses}, {len(b.aliases), &b.aliases}, {len(b.people), &b.people}, {len(b.events), &b.events}} {
		if rows.n == 0 {
			continue
		}
		if err := b.s.store.add(ctx, rows.all); err != nil {
			return err
		}
	}
	return b.s.store.endPeople(ctx, b.ended, b.now)
}

// place makes the buildings and units of new houses and points to them.
func (s *Service) place(ctx context.Context, community ids.ID, todo []work) error {
	var fresh []*House
	for i := range todo {
		if todo[i].fresh {
			fresh = append(fresh, &todo[i].house)
		}
	}
	buildings, err := s.placeBuildings(ctx, community, fresh)
	if err != nil {
		return err
	}
	var in []ids.ID
	for _, b := range buildings {
		in = append(in, b.ID)
	}
	if len(in) == 0 {
		return nil
	}
	have, err := s.store.unitsOf(ctx, in)
	if err != nil {
		return err
	}
	type at struct {
		building ids.ID
		name     string
	}
	units := map[at]ids.ID{}
	for _, u := range have {
		units[at{u.BuildingID, u.Name}] = u.ID
	}
	for _, h := range fresh {
		h.BuildingID = buildings[h.Address().buildingKey()].ID
		if h.Unit == "" {
			continue
		}
		key := at{h.BuildingID, h.Unit}
		if units[key] == 0 {
			u := Unit{ID: s.Gen.New(), CommunityID: community, BuildingID: h.BuildingID, Name: h.Unit, SortKey: pad(h.Unit), CreatedAt: s.Now()}
			if err := s.store.add(ctx, &u); err != nil {
				return err
			}
			units[key] = u.ID
		}
		h.UnitID = units[key]
	}
	return nil
}

func (s *Service) placeBuildings(ctx context.Context, community ids.ID, fresh []*House) (map[string]Building, error) {
	var keys []string
	for _, h := range fresh {
		if k := h.Address().buildingKey(); !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	have, err := s.store.buildingsByKey(ctx, community, keys)
	if err != nil {
		return nil, err
	}
	out := map[string]Building{}
	for _, b := range have {
		out[b.IdentityKey] = b
	}
	for _, h := range fresh {
		a := h.Address()
		if _, ok := out[a.buildingKey()]; ok {
			continue
		}
		b := Building{ID: s.Gen.New(), CommunityID: community, IdentityKey: a.buildingKey(), Kind: a.buildingKind(), Name: a.BuildingLabel(), SortKey: a.buildingSort(), CreatedAt: s.Now()}
		if err := s.store.add(ctx, &b); err != nil {
			return nil, err
		}
		out[b.IdentityKey] = b
	}
	return out, nil
}

package home

import (
	"context"
	"fmt"
	"slices"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// Places knows the labels of houses. Role and rights come from the actor.
type Places interface {
	Houses(ctx context.Context, ids []ids.ID) (map[ids.ID]event.House, error)
}

// Counter gives figures of a community by name; see Counts for the names.
type Counter interface {
	Counts(ctx context.Context, community ids.ID) (map[string]int, error)
}

// Recent gives what changed last in a community.
type Recent interface {
	Recent(ctx context.Context, community ids.ID, n int) ([]event.Card, error)
}

// Deps are what the service is made of.
type Deps struct {
	DB       *db.DB
	Now      clock.Clock
	Places   Places
	Counters []Counter
	Recent   Recent
}

// Service keeps and shows the pages.
type Service struct {
	Deps
	store store
	cache *cache
}

// New makes the service.
func New(d Deps) *Service { return &Service{d, store{d.DB}, newCache(d.Now)} }

// Put shows cards, replacing those of the same person, kind and matter. It
// must run in the transaction of the change, and is written with all others of
// it before the commit.
func (s *Service) Put(ctx context.Context, cards ...event.Card) error {
	if len(cards) == 0 {
		return nil
	}
	rows := make([]card, len(cards))
	for i, c := range cards {
		rows[i] = rowOf(c)
	}
	return s.write(ctx, rows...)
}

// gathered is the key of the cards that a transaction puts.
type gathered struct{ *Service }

// write gathers the rows; the last of the same card holds.
func (s *Service) write(ctx context.Context, rows ...card) error {
	if !db.InTx(ctx) {
		return db.ErrOutsideTx
	}
	db.Collect(ctx, gathered{s}, s.writeAll, rows...)
	return nil
}

func (s *Service) writeAll(ctx context.Context, rows []card) error {
	slices.SortStableFunc(rows, card.compare) // locks are taken in one order everywhere
	for part := range slices.Chunk(rows, maxRows) {
		if err := s.store.put(ctx, part); err != nil {
			return fmt.Errorf("put home cards: %w", err)
		}
	}
	db.AfterCommit(ctx, func() {
		for _, r := range rows {
			s.cache.forget(r.PersonID)
		}
	})
	return nil
}

// Announce shows a card of kind "notice" to everybody of an audience. It must
// run in the transaction of the change.
func (s *Service) Announce(ctx context.Context, a event.Audience, c event.Card) error {
	var cards []event.Card
	c.Kind = kindNotice
	for _, spot := range a.Targets() {
		c.PersonID = spot
		cards = append(cards, c)
	}
	if err := s.Put(ctx, cards...); err != nil {
		return err
	}
	db.AfterCommit(ctx, func() { s.cache.forgetCommunity(a.CommunityID) })
	return nil
}

// Remove takes the cards of a matter off everybody's page. It must run in the
// transaction of the change; when there is none, nothing happens.
func (s *Service) Remove(ctx context.Context, kind string, ref ids.ID) error {
	if err := db.Flush(ctx, gathered{s}); err != nil { // what was put before is removed too
		return err
	}
	owners, err := s.store.owners(ctx, kind, ref)
	if err != nil {
		return fmt.Errorf("find home cards: %w", err)
	}
	if len(owners) == 0 {
		return nil
	}
	if err := s.store.remove(ctx, kind, ref); err != nil {
		return fmt.Errorf("remove home cards: %w", err)
	}
	db.AfterCommit(ctx, func() {
		s.cache.forget(owners...)
		if kind == kindNotice { // its owners are places: anybody's page may show it
			s.cache.forget(0)
		}
	})
	return nil
}

// Unread sets how many messages the people have not read, to what count
// answers; who is missing there has none. Their rows are locked before it
// counts, so that of two who count at once the later sees what the earlier
// wrote. It must run in the transaction of the change.
func (s *Service) Unread(ctx context.Context, people []ids.ID, count func(context.Context) (map[ids.ID]int, error)) error {
	people = slices.Compact(slices.Sorted(slices.Values(people))) // the same order of locks everywhere
	if err := s.store.touch(ctx, people, s.Now()); err != nil {
		return fmt.Errorf("lock unread counts: %w", err)
	}
	n, err := count(ctx)
	if err != nil {
		return err
	}
	rows := make([]card, len(people))
	for i, id := range people {
		rows[i] = card{PersonID: id, Kind: kindUnread, Tone: "neutral", Amount: int64(n[id]), UpdatedAt: s.Now()}
	}
	return s.write(ctx, rows...)
}

// Forget drops the kept pages of a person, because something on them changed
// elsewhere; person 0 means everybody.
func (s *Service) Forget(person ids.ID) { s.cache.forget(person) }

// ForgetCommunity is Forget for everybody in a community.
func (s *Service) ForgetCommunity(id ids.ID) { s.cache.forgetCommunity(id) }

// Open is the actor's page for a house; 0, or one that is not his (any more),
// means the first.
func (s *Service) Open(ctx context.Context, who auth.Actor, house ids.ID) (Home, error) {
	if _, mine := who.House(house); !mine {
		house = 0
	}
	stamp := s.cache.stamp(who)
	h, k, mark, ok := s.cache.page(who, stamp, house)
	if ok {
		return h, nil
	}
	if k.houses == nil {
		var err error
		if k, err = s.myHouses(ctx, who); err != nil {
			return Home{}, fmt.Errorf("houses of the home page: %w", err)
		}
	}
	rows, err := s.store.of(ctx, k.owners(who.ID, who.Communities))
	if err != nil {
		return Home{}, fmt.Errorf("home cards: %w", err)
	}
	h = compose(who.ID, k, house, rows)
	s.cache.keep(who, stamp, house, h, k, mark)
	return h, nil
}

// myHouses are the actor's houses as he sees them, in the order of his bindings.
func (s *Service) myHouses(ctx context.Context, who auth.Actor) (known, error) {
	out := known{make([]event.MyHouse, 0, len(who.Houses)), map[ids.ID][]ids.ID{}}
	if len(who.Houses) == 0 {
		return out, nil
	}
	labels, err := s.Places.Houses(ctx, who.HouseIDs())
	if err != nil {
		return known{}, err
	}
	for _, h := range who.Houses {
		l, ok := labels[h.HouseID]
		if !ok {
			continue
		}
		rights := make([]string, len(h.Rights))
		for i, r := range h.Rights {
			rights[i] = string(r)
		}
		out.spots[h.HouseID] = []ids.ID{h.HouseID, h.CommunityID, l.BuildingID}
		if l.UnitID > 0 {
			out.spots[h.HouseID] = append(out.spots[h.HouseID], l.UnitID)
		}
		out.houses = append(out.houses, event.MyHouse{
			HouseID: h.HouseID, CommunityID: h.CommunityID, CommunityName: l.CommunityName, Label: l.Label,
			Role: h.Role, Rights: rights, ServicePhone: l.ServicePhone,
		})
	}
	return out, nil
}

// Workbench is what waits for the staff of a community. Figures and cards the
// actor may not see are zero and absent. Error: auth.ErrDenied.
func (s *Service) Workbench(ctx context.Context, who auth.Actor, community ids.ID) (Workbench, error) {
	if !who.In(community) {
		return Workbench{}, auth.ErrDenied
	}
	all := map[string]int{}
	for _, c := range s.Counters {
		part, err := c.Counts(ctx, community)
		if err != nil {
			return Workbench{}, fmt.Errorf("workbench: %w", err)
		}
		for name, n := range part {
			all[name] = n
		}
	}
	w := Workbench{Counts: figures(all, who.Can), Recent: []Card{}}
	if !who.Can("repair.read") {
		return w, nil
	}
	recent, err := s.Recent.Recent(ctx, community, 10)
	if err != nil {
		return Workbench{}, fmt.Errorf("workbench: %w", err)
	}
	for _, c := range recent {
		w.Recent = append(w.Recent, cardOf(rowOf(c)))
	}
	return w, nil
}

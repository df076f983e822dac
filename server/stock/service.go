package stock

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/outbox"
)

// People knows the staff.
type People interface {
	StaffWith(ctx context.Context, community ids.ID, permission string) ([]event.Staff, error)
}

// Live tells open pages to reload.
type Live interface {
	Tell(ctx context.Context, users []ids.ID, kind string, ref, community ids.ID) error
}

// Deps are what the service is made of.
type Deps struct {
	DB     *db.DB
	Gen    *ids.Gen
	Now    clock.Clock
	Box    *outbox.Box
	Audit  *audit.Log
	People People
	Live   Live
}

// Service keeps price lists and stocks.
type Service struct {
	Deps
	store store
}

// New makes the service.
func New(d Deps) *Service {
	d.DB.AppendOnly(movement{}.TableName())
	return &Service{d, store{d.DB}}
}

// Sheet is what is said of an item.
type Sheet struct {
	Name    string `json:"name" minLength:"1" maxLength:"60"`
	Unit    string `json:"unit" minLength:"1" maxLength:"10"`
	OnSale  bool   `json:"onSale"`
	Minimum int64  `json:"minimum" minimum:"0" maximum:"100000" doc:"below it the managers are told; material only"`
}

// List puts an item on the price list, from today on, with what there is of
// it. Errors: auth.ErrDenied, ErrInput, ErrTwice, ErrFull.
func (s *Service) List(ctx context.Context, who auth.Actor, community ids.ID, kind Kind, sh Sheet, fen money.Fen, level int64) (StockItem, error) {
	if !who.In(community) {
		return StockItem{}, auth.ErrDenied
	}
	now := s.Now()
	i := Item{ID: s.Gen.New(), CommunityID: community, Kind: kind, Name: sh.Name, Unit: sh.Unit, OnSale: sh.OnSale, Level: level, Minimum: sh.Minimum, Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := bad(i); err != nil {
		return StockItem{}, err
	}
	p := price{ItemID: i.ID, EffectiveFrom: clock.StartOfDay(now), CommunityID: community, PriceFen: fen, ActorID: who.ID, CreatedAt: now}
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		n, err := s.store.countItems(ctx, community)
		if err != nil {
			return fmt.Errorf("count items of %d: %w", community, err)
		}
		if n >= mostItems {
			return ErrFull
		}
		if err := s.store.add(ctx, i); err != nil {
			return fmt.Errorf("add item: %w", err)
		}
		if err := s.store.putPrice(ctx, p); err != nil {
			return fmt.Errorf("price of item %d: %w", i.ID, err)
		}
		if level > 0 {
			if err := s.store.addMovements(ctx, []movement{s.moved(ctx, i, In, level, 0, "建档")}); err != nil {
				return fmt.Errorf("first stock of item %d: %w", i.ID, err)
			}
		}
		return s.note(ctx, i, "stock.list", fmt.Sprintf("%s %s level %d", kind, fen.Plain(), level))
	})
	return view(i, []price{p}, now), err
}

// bad refuses what is said of an item and cannot be. Error: ErrInput.
func bad(i Item) error {
	switch {
	case i.Name == "" || i.Unit == "":
		return ErrInput.With("name", "请填写名称和单位")
	case i.Kind == Labour && (i.Level > 0 || i.Minimum > 0):
		return ErrInput.With("minimum", "人工没有库存，请把库存和最低库存留为 0")
	}
	return nil
}

// Edit changes what is said of an item if it has the version on the screen.
// Errors: ErrNotFound, ErrInput, ErrTwice, ErrChanged.
func (s *Service) Edit(ctx context.Context, id ids.ID, sh Sheet, version int64) (StockItem, error) {
	var out StockItem
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		i, err := s.store.get(ctx, id)
		if err != nil {
			return err
		}
		i.Name, i.Unit, i.OnSale, i.Minimum, i.UpdatedAt = sh.Name, sh.Unit, sh.OnSale, sh.Minimum, s.Now()
		if err := bad(Item{Kind: i.Kind, Name: i.Name, Unit: i.Unit, Minimum: i.Minimum}); err != nil {
			return err
		}
		ok, err := s.store.edit(ctx, i, version)
		if err != nil {
			return fmt.Errorf("edit item %d: %w", id, err)
		}
		if !ok {
			return ErrChanged
		}
		i.Version = version + 1
		if err := s.note(ctx, i, "stock.edit", fmt.Sprintf("on sale %t, minimum %d", i.OnSale, i.Minimum)); err != nil {
			return err
		}
		out, err = s.look(ctx, i)
		return err
	})
	return out, err
}

// SetPrice sets what an item costs from a day on: today (empty) or later.
// Errors: ErrNotFound, ErrInput.
func (s *Service) SetPrice(ctx context.Context, who auth.Actor, id ids.ID, fen money.Fen, from string) (StockItem, error) {
	var out StockItem
	day, err := s.day(from)
	if err != nil {
		return out, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		i, err := s.store.get(ctx, id)
		if err != nil {
			return err
		}
		if _, err := s.store.lock(ctx, i.CommunityID, id); err != nil { // two for one day, one after the other
			return err
		}
		if err := s.store.putPrice(ctx, price{ItemID: id, EffectiveFrom: day, CommunityID: i.CommunityID, PriceFen: fen, ActorID: who.ID, CreatedAt: s.Now()}); err != nil {
			return fmt.Errorf("price of item %d: %w", id, err)
		}
		if err := s.note(ctx, i, "stock.price", clock.Date(day)+" "+fen.Plain()); err != nil {
			return err
		}
		out, err = s.look(ctx, i)
		return err
	})
	return out, err
}

// day reads the first day of a price. Error: ErrInput.
func (s *Service) day(date string) (time.Time, error) {
	today := clock.StartOfDay(s.Now())
	if date == "" {
		return today, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, date, clock.Shanghai())
	if err != nil || t.Before(today) || t.After(today.Add(priceAhead)) {
		return t, ErrInput.With("from", "请选今天起一年以内的一天").Because(err)
	}
	return t.UTC(), nil
}

// look is an item as people see it.
func (s *Service) look(ctx context.Context, i Item) (StockItem, error) {
	prices, err := s.store.prices(ctx, i.CommunityID, []ids.ID{i.ID})
	if err != nil {
		return StockItem{}, fmt.Errorf("prices of item %d: %w", i.ID, err)
	}
	return view(i, prices[i.ID], s.Now()), nil
}

// Prices answers what these items of the community cost now; an item that it
// does not have is not in the map. The scope of ctx must hold the community.
func (s *Service) Prices(ctx context.Context, community ids.ID, items []ids.ID) (map[ids.ID]event.Price, error) {
	out := map[ids.ID]event.Price{}
	if len(items) == 0 {
		return out, nil
	}
	found, err := s.store.items(ctx, community, items)
	if err != nil {
		return nil, fmt.Errorf("items of %d: %w", community, err)
	}
	prices, err := s.store.prices(ctx, community, items)
	if err != nil {
		return nil, fmt.Errorf("prices of %d: %w", community, err)
	}
	for _, i := range found {
		if p, _ := priced(prices[i.ID], s.Now()); p != nil {
			out[i.ID] = event.Price{ID: i.ID, Kind: string(i.Kind), Name: i.Name, Unit: i.Unit, PriceFen: p.PriceFen, OnSale: i.OnSale}
		}
	}
	return out, nil
}

// note writes the audit row and makes open price lists reload.
func (s *Service) note(ctx context.Context, i Item, action, detail string) error {
	if err := s.Audit.Record(ctx, audit.Entry{CommunityID: i.CommunityID, Action: action, Object: "stock_item:" + i.ID.String(), Detail: detail}); err != nil {
		return fmt.Errorf("audit of %s: %w", action, err)
	}
	return s.signal(ctx, i.CommunityID)
}

func (s *Service) signal(ctx context.Context, community ids.ID) error {
	readers, err := s.People.StaffWith(ctx, community, "stock.read")
	if err != nil {
		return fmt.Errorf("readers of the stock of %d: %w", community, err)
	}
	users := make([]ids.ID, len(readers))
	for i, p := range readers {
		users[i] = p.ID
	}
	slices.Sort(users)
	return s.Live.Tell(ctx, users, "stock.changed", community, community)
}

package stock

import (
	"context"
	"fmt"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

// Receive puts material into the stock. Errors: ErrNotFound, ErrInput.
func (s *Service) Receive(ctx context.Context, id ids.ID, quantity int64, note string) (StockItem, error) {
	if quantity < 1 || quantity > mostQuantity {
		return StockItem{}, ErrInput.With("quantity", "数量请填 1 到 100000 的整数")
	}
	var out StockItem
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		i, err := s.store.get(ctx, id)
		if err != nil {
			return err
		}
		if i.Kind != Material {
			return ErrInput.With("quantity", "人工没有库存，不能入库")
		}
		if i, err = s.shift(ctx, i.CommunityID, id, In, quantity, 0, note); err != nil {
			return err
		}
		if err := s.signal(ctx, i.CommunityID); err != nil {
			return err
		}
		out, err = s.look(ctx, i)
		return err
	})
	return out, err
}

// Use takes material out of the stock for an order, all lines or none. Call it
// in the transaction of the order's own conditional change, which is what
// makes it happen once. Errors: ErrInput, ErrNotFound, ErrShort with the
// item's name and what is left.
func (s *Service) Use(ctx context.Context, community, order ids.ID, lines []event.Use) error {
	wanted, err := summed(lines)
	if err != nil || len(wanted) == 0 {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		for _, l := range wanted {
			if _, err := s.shift(ctx, community, l.ItemID, Used, -l.Quantity, order, ""); err != nil {
				return err
			}
		}
		return s.signal(ctx, community)
	})
}

// GiveBack returns all that an order holds: a second time there is nothing.
func (s *Service) GiveBack(ctx context.Context, community, order ids.ID) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		items, err := s.store.touched(ctx, community, order)
		if err != nil || len(items) == 0 {
			return err
		}
		for _, id := range items {
			if _, err := s.store.lock(ctx, community, id); err != nil { // before the sum: two at once give back once
				return fmt.Errorf("lock item %d: %w", id, err)
			}
			n, err := s.store.held(ctx, community, order, id)
			if err != nil {
				return fmt.Errorf("what order %d holds of %d: %w", order, id, err)
			}
			if n <= 0 {
				continue
			}
			if _, err := s.shift(ctx, community, id, GaveBack, n, order, ""); err != nil {
				return err
			}
		}
		return s.signal(ctx, community)
	})
}

// shift moves a level and keeps the movement; it tells the managers when the
// level falls below the minimum. Errors: ErrNotFound, ErrInput, ErrShort.
func (s *Service) shift(ctx context.Context, community, id ids.ID, kind Move, by int64, order ids.ID, reason string) (Item, error) {
	ok, err := s.store.shift(ctx, community, id, by, s.Now())
	if err != nil {
		return Item{}, fmt.Errorf("move item %d: %w", id, err)
	}
	i, err := s.store.lock(ctx, community, id)
	if err != nil {
		return i, err
	}
	switch {
	case !ok && i.Kind != Material:
		return i, ErrInput.With("materials", i.Name+"是人工，没有库存")
	case !ok:
		return i, short(i)
	}
	if err := s.store.addMovements(ctx, []movement{s.moved(ctx, i, kind, by, order, reason)}); err != nil {
		return i, fmt.Errorf("movement of item %d: %w", id, err)
	}
	if by < 0 && i.low() && i.Level-by >= i.Minimum {
		return i, s.tellLow(ctx, i)
	}
	return i, nil
}

// short names the item and what is left of it.
func short(i Item) error {
	return ErrShort.Detail("%s只剩 %d %s，请减少数量或先补货", i.Name, i.Level, i.Unit).
		Note("itemId", i.ID.String()).Note("item", i.Name).Note("left", fmt.Sprint(i.Level))
}

// moved is the row of a change that led to the item's level.
func (s *Service) moved(ctx context.Context, i Item, kind Move, by int64, order ids.ID, reason string) movement {
	who := auth.From(ctx)
	return movement{ID: s.Gen.New(), CommunityID: i.CommunityID, ItemID: i.ID, Kind: kind, Quantity: by, LevelAfter: i.Level, OrderID: order, Reason: reason,
		ActorID: who.ID, ActorName: who.Name, CreatedAt: s.Now()}
}

// CountLine is one item of a stocktaking.
type CountLine struct {
	ItemID  ids.ID `json:"itemId" minLength:"1"`
	Seen    int64  `json:"seen" minimum:"0" maximum:"1000000000" doc:"the level on the screen"`
	Counted int64  `json:"counted" minimum:"0" maximum:"100000"`
}

// Stocktake sets levels to what was counted, all lines or none; a level that
// moved since it was seen must be counted again. Errors: auth.ErrDenied,
// ErrNotFound, ErrInput, ErrChanged.
func (s *Service) Stocktake(ctx context.Context, who auth.Actor, community ids.ID, reason string, lines []CountLine) (int, error) {
	if !who.In(community) {
		return 0, auth.ErrDenied
	}
	changed, seen := 0, map[ids.ID]bool{}
	for n, l := range lines {
		if seen[l.ItemID] {
			return 0, ErrInput.With(fmt.Sprintf("lines[%d].itemId", n), "同一项物料写了两次")
		}
		seen[l.ItemID] = true
	}
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		changed = 0
		for _, l := range lines {
			did, err := s.recount(ctx, community, reason, l)
			if err != nil {
				return err
			}
			if did {
				changed++
			}
		}
		return s.signal(ctx, community)
	})
	return changed, err
}

func (s *Service) recount(ctx context.Context, community ids.ID, reason string, l CountLine) (bool, error) {
	ok, err := s.store.recount(ctx, community, l.ItemID, l.Seen, l.Counted, s.Now())
	if err != nil {
		return false, fmt.Errorf("count item %d: %w", l.ItemID, err)
	}
	i, err := s.store.lock(ctx, community, l.ItemID)
	switch {
	case err != nil:
		return false, err
	case !ok && i.Kind != Material:
		return false, ErrInput.With("lines", i.Name+"是人工，没有库存")
	case !ok:
		return false, ErrChanged.Detail("%s的库存已变为 %d %s，请重新清点这一项", i.Name, i.Level, i.Unit).Note("itemId", i.ID.String()).Note("level", fmt.Sprint(i.Level))
	case l.Seen == l.Counted:
		return false, nil
	}
	if err := s.store.addMovements(ctx, []movement{s.moved(ctx, i, Counted, l.Counted-l.Seen, 0, reason)}); err != nil {
		return false, fmt.Errorf("count of item %d: %w", l.ItemID, err)
	}
	if i.low() && l.Seen >= i.Minimum {
		return true, s.tellLow(ctx, i)
	}
	return true, nil
}

package stock

import (
	"context"
	"fmt"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

const pageSize = 50

// StockItem is a line of the price list as people see it.
type StockItem struct {
	ID        ids.ID    `json:"id"`
	Kind      Kind      `json:"kind" enum:"labour,material"`
	KindLabel string    `json:"kindLabel"`
	Name      string    `json:"name"`
	Unit      string    `json:"unit"`
	PriceFen  money.Fen `json:"priceFen"`
	Since     string    `json:"since" doc:"the date this price counts from"`
	NextFen   money.Fen `json:"nextFen" doc:"the planned price; see nextFrom"`
	NextFrom  string    `json:"nextFrom" doc:"the date the planned price counts from; empty: none is planned"`
	OnSale    bool      `json:"onSale"`
	Level     int64     `json:"level"`
	Minimum   int64     `json:"minimum"`
	Low       bool      `json:"low"`
	Version   int64     `json:"version"`
}

func view(i Item, prices []price, now time.Time) StockItem {
	out := StockItem{ID: i.ID, Kind: i.Kind, KindLabel: i.Kind.Label(), Name: i.Name, Unit: i.Unit, OnSale: i.OnSale, Level: i.Level, Minimum: i.Minimum, Low: i.low(), Version: i.Version}
	current, next := priced(prices, now)
	if current != nil {
		out.PriceFen, out.Since = current.PriceFen, clock.Date(current.EffectiveFrom)
	}
	if next != nil {
		out.NextFen, out.NextFrom = next.PriceFen, clock.Date(next.EffectiveFrom)
	}
	return out
}

// Items is the whole price list of a community: at most 500 lines.
// Error: auth.ErrDenied.
func (s *Service) Items(ctx context.Context, who auth.Actor, community ids.ID) ([]StockItem, error) {
	if !who.In(community) {
		return nil, auth.ErrDenied
	}
	items, err := s.store.items(ctx, community, nil)
	if err != nil {
		return nil, fmt.Errorf("items of %d: %w", community, err)
	}
	prices, err := s.store.prices(ctx, community, nil)
	if err != nil {
		return nil, fmt.Errorf("prices of %d: %w", community, err)
	}
	out, now := make([]StockItem, len(items)), s.Now()
	for n, i := range items {
		out[n] = view(i, prices[i.ID], now)
	}
	return out, nil
}

// StockMovement is a change of a level as people see it.
type StockMovement struct {
	ID         ids.ID    `json:"id"`
	ItemID     ids.ID    `json:"itemId"`
	ItemName   string    `json:"itemName"`
	Unit       string    `json:"unit"`
	Kind       Move      `json:"kind" enum:"in,use,give_back,count"`
	KindLabel  string    `json:"kindLabel"`
	Quantity   int64     `json:"quantity" doc:"more or less of it"`
	LevelAfter int64     `json:"levelAfter"`
	OrderID    ids.ID    `json:"orderId"`
	Reason     string    `json:"reason"`
	ActorName  string    `json:"actorName"`
	At         time.Time `json:"at"`
}

// Movements is a page of a community's movements, newest first.
// Errors: auth.ErrDenied, ErrInput for a cursor that is none.
func (s *Service) Movements(ctx context.Context, who auth.Actor, community, item ids.ID, kind Move, cursor string) (out []StockMovement, next string, err error) {
	if !who.In(community) {
		return nil, "", auth.ErrDenied
	}
	var before ids.ID
	if cursor != "" {
		if before, err = ids.Parse(cursor); err != nil {
			return nil, "", ErrInput.With("cursor", "翻页位置无效，请从头刷新").Because(err)
		}
	}
	rows, err := s.store.movements(ctx, community, item, kind, before, pageSize+1)
	if err != nil {
		return nil, "", fmt.Errorf("movements of %d: %w", community, err)
	}
	if len(rows) > pageSize {
		rows, next = rows[:pageSize], rows[pageSize-1].ID.String()
	}
	items, err := s.named(ctx, community, rows)
	if err != nil {
		return nil, "", err
	}
	out = make([]StockMovement, len(rows))
	for n, m := range rows {
		i := items[m.ItemID]
		out[n] = StockMovement{m.ID, m.ItemID, i.Name, i.Unit, m.Kind, m.Kind.Label(), m.Quantity, m.LevelAfter, m.OrderID, m.Reason, m.ActorName, m.CreatedAt}
	}
	return out, next, nil
}

// named are the items of the rows.
func (s *Service) named(ctx context.Context, community ids.ID, rows []movement) (map[ids.ID]Item, error) {
	out := map[ids.ID]Item{}
	if len(rows) == 0 {
		return out, nil
	}
	which := make([]ids.ID, len(rows))
	for n, m := range rows {
		which[n] = m.ItemID
	}
	items, err := s.store.items(ctx, community, which)
	if err != nil {
		return nil, fmt.Errorf("items of movements: %w", err)
	}
	for _, i := range items {
		out[i.ID] = i
	}
	return out, nil
}

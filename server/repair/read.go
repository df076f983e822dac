package repair

import (
	"context"
	"fmt"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

const (
	appPage   = 20
	staffPage = 50
)

// statesOf reads the filter of a list: a state, open, done, or all.
func statesOf(word string) []State {
	switch word {
	case "open":
		return append(openStates(), ToRate)
	case "done":
		return []State{Closed, Cancelled}
	case "", "all":
		return nil
	}
	return []State{State(word)}
}

// before reads a cursor. Error: ErrInput.
func before(cursor string) (ids.ID, error) {
	if cursor == "" {
		return 0, nil
	}
	id, err := ids.Parse(cursor)
	if err != nil {
		return 0, ErrInput.With("cursor", "翻页位置无效，请从头刷新").Because(err)
	}
	return id, nil
}

// page cuts the row that was read only to know whether there are more.
func page(orders []Order, size int) (rows []Order, next string) {
	if len(orders) <= size {
		return orders, ""
	}
	return orders[:size], orders[size-1].ID.String()
}

// Mine is a page of the orders a resident may see, newest first, in one round
// trip. Error: ErrInput for a cursor that is none.
func (s *Service) Mine(ctx context.Context, who auth.Actor, word, cursor string) (orders []Order, next string, err error) {
	from, err := before(cursor)
	if err != nil {
		return nil, "", err
	}
	if orders, err = s.store.listFor(ctx, who, statesOf(word), from, appPage+1); err != nil {
		return nil, "", fmt.Errorf("list repairs: %w", err)
	}
	orders, next = page(orders, appPage)
	return orders, next, nil
}

// Board is a page of the orders in the staff's communities, newest first, in
// one round trip. Error: ErrInput for a cursor that is none.
func (s *Service) Board(ctx context.Context, f Filter, cursor string) (orders []Order, next string, err error) {
	from, err := before(cursor)
	if err != nil {
		return nil, "", err
	}
	if orders, err = s.store.list(ctx, f, from, staffPage+1); err != nil {
		return nil, "", fmt.Errorf("list repairs: %w", err)
	}
	orders, next = page(orders, staffPage)
	return orders, next, nil
}

// staffRepairRow is a line of the board.
type staffRepairRow struct {
	RepairRow
	WorkerName string `json:"workerName"`
	Reporter   string `json:"reporter" doc:"masked"`
	HouseLabel string `json:"houseLabel"`
	AgeMinutes int64  `json:"ageMinutes" doc:"until it was finished or ended"`
	Version    int64  `json:"version"`
}

func (s *Service) staffRow(o Order) (staffRepairRow, error) {
	c, err := s.contact(o)
	if err != nil {
		return staffRepairRow{}, err
	}
	r := staffRepairRow{RepairRow: rowOf(o), WorkerName: o.WorkerName, Reporter: pii.MaskName(c.Name), AgeMinutes: s.age(o), Version: o.Version}
	if o.HouseID != 0 {
		r.HouseLabel = o.PlaceLabel
	}
	return r, nil
}

func (s *Service) age(o Order) int64 {
	end := s.Now()
	for _, t := range []*time.Time{o.EndedAt, o.FinishedAt} {
		if t != nil {
			end = *t
		}
	}
	return int64(end.Sub(o.CreatedAt) / time.Minute)
}

// workerRow is somebody who can be given an order.
type workerRow struct {
	ID         ids.ID `json:"id"`
	Name       string `json:"name"`
	Phone      string `json:"phone"`
	OpenOrders int    `json:"openOrders"`
}

// workers lists who may work in a community and how much each has to do.
func (s *Service) workers(ctx context.Context, who auth.Actor, community ids.ID) ([]workerRow, error) {
	if !who.In(community) {
		return nil, auth.ErrDenied
	}
	staff, err := s.People.StaffWith(ctx, community, "repair.work")
	if err != nil {
		return nil, fmt.Errorf("workers of %d: %w", community, err)
	}
	if len(staff) == 0 {
		return []workerRow{}, nil
	}
	out, all := make([]workerRow, len(staff)), make([]ids.ID, len(staff))
	for i, w := range staff {
		out[i], all[i] = workerRow{ID: w.ID, Name: w.Name, Phone: pii.MaskPhone(w.Phone)}, w.ID
	}
	busy, err := s.store.byWorker(ctx, community, all)
	if err != nil {
		return nil, fmt.Errorf("count work: %w", err)
	}
	for _, b := range busy {
		for i := range out {
			if out[i].ID == b.Of {
				out[i].OpenOrders = b.N
			}
		}
	}
	return out, nil
}

// OpenForHouse is how many orders of a house still wait for work. The scope
// of ctx must hold the house's community.
func (s *Service) OpenForHouse(ctx context.Context, house ids.ID) (int, error) {
	n, err := s.store.openForHouse(ctx, house)
	return int(n), err
}

// Counts are the workbench's figures of a community: repairsOpen, repairsUnassigned.
func (s *Service) Counts(ctx context.Context, community ids.ID) (map[string]int, error) {
	rows, err := s.store.byState(ctx, community)
	if err != nil {
		return nil, fmt.Errorf("count repairs: %w", err)
	}
	out := map[string]int{"repairsOpen": 0, "repairsUnassigned": 0}
	for _, r := range rows {
		out["repairsOpen"] += r.N
		if r.Of == Submitted {
			out["repairsUnassigned"] += r.N
		}
	}
	return out, nil
}

// Recent are the orders of a community that changed last, for the workbench.
func (s *Service) Recent(ctx context.Context, community ids.ID, n int) ([]event.Card, error) {
	orders, err := s.store.recent(ctx, community, n)
	if err != nil {
		return nil, fmt.Errorf("recent repairs: %w", err)
	}
	return cards(orders), nil
}

// Find are the newest orders of a community whose number, place or
// description holds the text, for the staff's search.
func (s *Service) Find(ctx context.Context, community ids.ID, text string, n int) ([]event.Card, error) {
	orders, err := s.store.list(ctx, Filter{Community: community, Text: text}, 0, n)
	if err != nil {
		return nil, fmt.Errorf("find repairs: %w", err)
	}
	return cards(orders), nil
}

func cards(orders []Order) []event.Card {
	out := make([]event.Card, len(orders))
	for i, o := range orders {
		out[i] = cardOf(o, staffLink(o))
		out[i].Subtitle = o.Number + " · " + o.PlaceLabel
	}
	return out
}

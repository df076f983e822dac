package repair

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

const (
	appPage   = 20
	staffPage = 50
	poolPage  = 100
	dayOrders = 500
)

// statesOf reads the filter of a list: a state, a group, or all.
func statesOf(word string) []State {
	switch word {
	case "open":
		return append(openStates(), ToPay, ToRate, ReturnVisit)
	case "todo":
		return unassigned
	case "doing":
		return []State{Assigned, Accepted, OnTheWay, Arrived, Working, QuoteAccepted}
	case "waiting":
		return []State{OnHold, Quoted, QuoteRefused}
	case "after":
		return []State{ToPay, ToRate, ReturnVisit}
	case "done":
		return endStates()
	case "", "all":
		return nil
	}
	return []State{State(word)}
}

// page cuts the row that was read only to know whether there are more.
func page(orders []Order, size int, cursor func(Order) string) (rows []Order, next string) {
	if len(orders) <= size {
		return orders, ""
	}
	return orders[:size], cursor(orders[size-1])
}

// Mine is a page of the orders a resident may see, newest first, in one round
// trip. Error: ErrInput for a cursor that is none.
func (s *Service) Mine(ctx context.Context, who auth.Actor, word, cursor string) (orders []Order, next string, err error) {
	f := Filter{Word: word}
	from, err := f.position(cursor)
	if err != nil {
		return nil, "", err
	}
	if orders, err = s.store.listFor(ctx, who, statesOf(word), from.id, appPage+1); err != nil {
		return nil, "", fmt.Errorf("list repairs: %w", err)
	}
	orders, next = page(orders, appPage, f.cursor)
	return orders, next, nil
}

// Board is a page of the orders in the staff's communities, in the filter's
// order, in one round trip. Error: ErrInput for a cursor that is none.
func (s *Service) Board(ctx context.Context, f Filter, cursor string) (orders []Order, next string, err error) {
	from, err := f.position(cursor)
	if err != nil {
		return nil, "", err
	}
	if orders, err = s.store.list(ctx, f, from, staffPage+1); err != nil {
		return nil, "", fmt.Errorf("list repairs: %w", err)
	}
	orders, next = page(orders, staffPage, f.cursor)
	return orders, next, nil
}

// StaffRepairRow is a line of the board.
type StaffRepairRow struct {
	RepairRow
	WorkerID    ids.ID     `json:"workerId" doc:"0: nobody"`
	WorkerName  string     `json:"workerName"`
	Reporter    string     `json:"reporter" doc:"masked"`
	HouseLabel  string     `json:"houseLabel"`
	Channel     string     `json:"channel" enum:"app,phone,desk,patrol,iot"`
	AgeMinutes  int64      `json:"ageMinutes" doc:"until it was finished or ended"`
	Urges       int        `json:"urges"`
	Returns     int        `json:"returns"`
	Reworks     int        `json:"reworks"`
	Supervised  bool       `json:"supervised" doc:"only a supervisor may dispatch it"`
	AskOccupant bool       `json:"askOccupant" doc:"the household moved out"`
	HoldUntil   *time.Time `json:"holdUntil,omitempty"`
	Version     int64      `json:"version"`
}

func (s *Service) staffRow(o Order) (StaffRepairRow, error) {
	c, err := s.contact(o)
	if err != nil {
		return StaffRepairRow{}, err
	}
	r := StaffRepairRow{RepairRow: rowOf(o), WorkerID: o.WorkerID, WorkerName: o.WorkerName, Reporter: pii.MaskName(c.Name), Channel: o.Channel, AgeMinutes: s.age(o),
		Urges: o.Urges, Returns: o.Returns, Reworks: o.Reworks, Supervised: o.Supervised, AskOccupant: o.AskOccupant, HoldUntil: o.HoldUntil, Version: o.Version}
	if o.HouseID != 0 {
		r.HouseLabel = o.PlaceLabel
	}
	return r, nil
}

func (s *Service) staffRows(orders []Order) ([]StaffRepairRow, error) {
	out := make([]StaffRepairRow, len(orders))
	var err error
	for i, o := range orders {
		if out[i], err = s.staffRow(o); err != nil {
			return nil, err
		}
	}
	return out, nil
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

// Pool are the orders that the worker may grab now: of his skills, while he is
// on shift. Error: auth.ErrDenied.
func (s *Service) Pool(ctx context.Context, who auth.Actor, community ids.ID) ([]StaffRepairRow, error) {
	if !who.In(community) {
		return nil, auth.ErrDenied
	}
	orders, err := s.store.pool(ctx, community, poolPage)
	if err != nil {
		return nil, fmt.Errorf("pool of %d: %w", community, err)
	}
	may := map[string]bool{}
	for _, o := range orders {
		if _, asked := may[o.Skill]; asked {
			continue
		}
		able, err := s.able(ctx, community, o.Skill)
		if err != nil {
			return nil, err
		}
		may[o.Skill] = slices.ContainsFunc(able, func(a event.Able) bool { return a.StaffID == who.ID })
	}
	return s.staffRows(slices.DeleteFunc(orders, func(o Order) bool { return !may[o.Skill] }))
}

// MyWork are a worker's own orders: what he has to do, or what he did last.
func (s *Service) MyWork(ctx context.Context, who auth.Actor, group string) ([]StaffRepairRow, error) {
	states := onTheJob
	if group == "done" {
		states = append(statesOf("after"), endStates()...)
	}
	orders, err := s.store.ofWorker(ctx, who.ID, states, poolPage)
	if err != nil {
		return nil, fmt.Errorf("work of %d: %w", who.ID, err)
	}
	return s.staffRows(orders)
}

// RepairCalendar is who has what when.
type RepairCalendar struct {
	Workers   []RepairWorkload `json:"workers" nullable:"false"`
	Slotted   []StaffRepairRow `json:"slotted" nullable:"false" doc:"open orders with an appointment in the days asked for"`
	Unslotted []StaffRepairRow `json:"unslotted" nullable:"false" doc:"open orders without an appointment, oldest first"`
}

// Calendar shows a community's appointments of at most 14 days.
// Errors: auth.ErrDenied, ErrInput.
func (s *Service) Calendar(ctx context.Context, who auth.Actor, community ids.ID, from, to string) (out RepairCalendar, err error) {
	begin, end, err := days(from, to, 14)
	if err != nil {
		return out, err
	}
	if out.Workers, err = s.workers(ctx, who, community); err != nil {
		return out, err
	}
	slotted, err := s.store.slotted(ctx, community, begin, end, dayOrders)
	if err != nil {
		return out, fmt.Errorf("appointments of %d: %w", community, err)
	}
	loose, err := s.store.unslotted(ctx, community, poolPage)
	if err != nil {
		return out, fmt.Errorf("orders without appointment of %d: %w", community, err)
	}
	if out.Slotted, err = s.staffRows(slotted); err != nil {
		return out, err
	}
	out.Unslotted, err = s.staffRows(loose)
	return out, err
}

// days reads two business days, both included, at most so many. Error: ErrInput.
func days(from, to string, most int) (begin, end time.Time, err error) {
	begin, err = time.ParseInLocation(time.DateOnly, from, clock.Shanghai())
	if err != nil {
		return begin, end, ErrInput.With("from", "请选择开始日期")
	}
	last, err := time.ParseInLocation(time.DateOnly, to, clock.Shanghai())
	if err != nil {
		return begin, end, ErrInput.With("to", "请选择结束日期")
	}
	end = last.Add(24 * time.Hour)
	if n := int(end.Sub(begin) / (24 * time.Hour)); n < 1 || n > most {
		return begin, end, ErrInput.With("to", fmt.Sprintf("请选择 1 到 %d 天", most))
	}
	return begin.UTC(), end.UTC(), nil
}

// RepairWorkload is somebody who can be given an order.
type RepairWorkload struct {
	ID         ids.ID `json:"id"`
	Name       string `json:"name"`
	Phone      string `json:"phone"`
	OpenOrders int    `json:"openOrders"`
}

// workers lists who may work in a community and how much each has to do.
func (s *Service) workers(ctx context.Context, who auth.Actor, community ids.ID) ([]RepairWorkload, error) {
	if !who.In(community) {
		return nil, auth.ErrDenied
	}
	staff, err := s.People.StaffWith(ctx, community, "repair.work")
	if err != nil {
		return nil, fmt.Errorf("workers of %d: %w", community, err)
	}
	if len(staff) == 0 {
		return []RepairWorkload{}, nil
	}
	out, all := make([]RepairWorkload, len(staff)), make([]ids.ID, len(staff))
	for i, w := range staff {
		out[i], all[i] = RepairWorkload{ID: w.ID, Name: w.Name, Phone: pii.MaskPhone(w.Phone)}, w.ID
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
		if slices.Contains(unassigned, r.Of) {
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
	orders, err := s.store.list(ctx, Filter{Community: community, Text: text}, position{}, n)
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

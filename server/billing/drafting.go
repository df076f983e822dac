package billing

import (
	"context"

	"zhijian/server/event"
	"zhijian/server/platform/ids"
)

// draft makes and writes the bills of an item for some houses.
func (s *Service) draft(ctx context.Context, r run, i item, p plan, facts []event.HouseFacts) ([]Bill, int64, error) {
	if len(facts) == 0 {
		return nil, 0, nil
	}
	c := counting{run: r, item: i, plan: p}
	after := r.CursorID
	var err error
	if c.billed, err = s.store.billedIn(ctx, i.ID, r.Period, after, facts[len(facts)-1].ID); err != nil {
		return nil, 0, err
	}
	if len(c.billed) == len(facts) {
		return nil, 0, nil
	}
	if err := s.load(ctx, &c, facts, after); err != nil {
		return nil, 0, err
	}
	return s.countAndWrite(ctx, &c, facts)
}

// batch is a thousand bills ready for the database.
type batch struct {
	bills []Bill
	args  []any
}

// countAndWrite counts and writes side by side: while the database takes a thousand
// bills, the next thousand are counted.
func (s *Service) countAndWrite(ctx context.Context, c *counting, facts []event.HouseFacts) ([]Bill, int64, error) {
	ready := make(chan batch, 1)
	done := make(chan struct{})
	now := s.Now()
	go func() {
		defer close(ready)
		bills := make([]Bill, 0, perInsert)
		send := func() bool {
			select {
			case ready <- batch{bills, argsOf(bills)}:
				bills = make([]Bill, 0, perInsert)
				return true
			case <-done:
				return false
			}
		}
		for _, h := range facts {
			for _, b := range c.count(h) {
				b.ID, b.CreatedAt, b.UpdatedAt = s.Gen.New(), now, now
				if bills = append(bills, b); len(bills) == perInsert && !send() {
					return
				}
			}
		}
		if len(bills) > 0 {
			send()
		}
	}()
	defer close(done)
	all := make([]Bill, 0, len(facts))
	for b := range ready {
		if err := s.store.addDrafts(ctx, b.bills, b.args); err != nil {
			return nil, 0, err
		}
		all = append(all, b.bills...)
	}
	return all, c.skipped, nil
}

// load reads what the bills of the houses in (after, last] are counted from.
func (s *Service) load(ctx context.Context, c *counting, facts []event.HouseFacts, after ids.ID) error {
	last := facts[len(facts)-1].ID
	c.span = spanOf(c.run.Period, max(1, c.plan.Months))
	c.of = c.span.days()
	var err error
	if c.assignments, err = s.store.assignmentsOf(ctx, c.item.ID, after, last); err != nil {
		return err
	}
	if c.tenures, err = s.store.tenuresOf(ctx, c.run.CommunityID, after, last); err != nil {
		return err
	}
	if c.last, err = s.store.lastAmounts(ctx, c.item.ID, addMonths(c.run.Period, -int(max(1, c.plan.Months))), after, last); err != nil {
		return err
	}
	if c.plan.Method.usesMeter() || c.plan.Method == Formula {
		if c.reads, err = s.store.readsOf(ctx, c.item.ID, c.run.Period, after, last); err != nil {
			return err
		}
	}
	if c.plan.Method == Shared {
		costs, err := s.store.costs(ctx, c.item.ID, c.run.Period)
		if err != nil {
			return err
		}
		return c.shareOut(facts, costs)
	}
	return nil
}

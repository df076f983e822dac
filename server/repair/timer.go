package repair

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

// orderDue is a timer of an order; it is ignored once the order moved on from
// the stage. An urging or a new appointment does not stop it.
type orderDue struct {
	OrderID ids.ID `json:"orderId"`
	Stage   int64  `json:"stage"`
}

// queueOf puts emergencies before the rest.
func queueOf(o Order) task.Queue {
	if o.Emergency {
		return task.Critical
	}
	return task.Default
}

// in is when so many minutes of the hours that count have passed.
func (s *Service) in(ctx context.Context, o Order, minutes int) (time.Time, error) {
	d := time.Duration(minutes) * time.Minute
	if o.Emergency {
		return s.Now().Add(d), nil
	}
	cal, err := s.calendar(ctx, o.CommunityID)
	return cal.Add(s.Now(), d), err
}

// dispatchNow lets the dispatcher's automaton look at the order.
func (s *Service) dispatchNow(ctx context.Context, o Order) error {
	return s.Box.Enqueue(ctx, TaskDispatch, queueOf(o), orderDue{o.ID, o.Stage}, s.Now())
}

// expectTaker goes on with the next mode when nobody takes the order in time.
func (s *Service) expectTaker(ctx context.Context, o Order) error {
	t, err := s.treatOrder(ctx, o)
	if err != nil {
		return err
	}
	at, err := s.in(ctx, o, t.TakeMinutes)
	if err != nil {
		return err
	}
	return s.Box.Enqueue(ctx, TaskNext, queueOf(o), orderDue{o.ID, o.Stage}, at)
}

// expectAccept takes the order from a worker who does not answer.
func (s *Service) expectAccept(ctx context.Context, o Order) error {
	t, err := s.treatOrder(ctx, o)
	if err != nil {
		return err
	}
	at, err := s.in(ctx, o, t.AcceptMinutes)
	if err != nil {
		return err
	}
	return s.Box.Enqueue(ctx, TaskLapse, queueOf(o), orderDue{o.ID, o.Stage}, at)
}

// still reads the order of a timer; ok is false when it moved on.
func (s *Service) still(ctx context.Context, d orderDue) (o Order, ok bool, err error) {
	o, err = s.store.get(ctx, d.OrderID)
	if errors.Is(err, ErrNotFound) {
		return o, false, nil
	}
	return o, err == nil && o.Stage == d.Stage, err
}

// dispatch tries the mode of the order's present step of the chain.
func (s *Service) dispatch(ctx context.Context, d orderDue) error {
	o, ok, err := s.still(ctx, d)
	if err != nil || !ok || (o.State != Submitted && o.State != Dispatching) {
		return err
	}
	t, err := s.treatOrder(ctx, o)
	if err != nil {
		return err
	}
	if o.Supervised || o.DispatchStep >= len(t.Chain) {
		return s.stuck(ctx, o)
	}
	switch t.Chain[o.DispatchStep] {
	case ModeGrab:
		return s.toPool(ctx, o)
	case ModeRoundRobin, ModeLeastLoaded:
		return s.pick(ctx, o, t.Chain[o.DispatchStep])
	}
	if o.State == Dispatching || o.DispatchStep > 0 {
		if err := s.askDispatchers(ctx, o, "repair_to_assign", false); err != nil {
			return err
		}
	}
	return s.expectTaker(ctx, o)
}

// next goes on to the next mode of the chain, because nobody took the order.
func (s *Service) next(ctx context.Context, d orderDue) error {
	o, ok, err := s.still(ctx, d)
	if err != nil || !ok || (o.State != Submitted && o.State != Dispatching) {
		return err
	}
	return s.onward(ctx, o)
}

// onward takes the next step of the chain without a transition: the order
// stands where it stood.
func (s *Service) onward(ctx context.Context, o Order) error {
	moved, err := s.store.nextMode(ctx, o)
	if err != nil || !moved {
		return err
	}
	return s.dispatchNow(ctx, o)
}

// toPool shows the order to the skilled who are on shift.
func (s *Service) toPool(ctx context.Context, o Order) error {
	if o.State == Submitted {
		_, err := s.step(ctx, auth.SystemActor(), o, step{act: Offer, more: func(ctx context.Context, o Order, _ ids.ID) error { return s.expectTaker(ctx, o) }})
		return err
	}
	if err := s.callPool(ctx, o); err != nil {
		return err
	}
	return s.expectTaker(ctx, o)
}

// callPool tells those who may grab it.
func (s *Service) callPool(ctx context.Context, o Order) error {
	able, err := s.able(ctx, o.CommunityID, o.Skill)
	if err != nil {
		return err
	}
	var to []ids.ID
	for _, a := range able {
		to = append(to, a.StaffID)
	}
	n := note{template: "repair_in_pool", staff: true, urgent: o.Emergency}
	if !o.Emergency {
		n.merge = "pool"
	}
	return s.send(ctx, o, n, to)
}

// pick gives the order to a worker by turn or by load; nobody free leads to
// the next mode at once.
func (s *Service) pick(ctx context.Context, o Order, m Mode) error {
	able, err := s.able(ctx, o.CommunityID, o.Skill)
	if err != nil {
		return err
	}
	busy, err := s.loadOf(ctx, o.CommunityID, able)
	if err != nil {
		return err
	}
	last := ids.ID(0)
	if m == ModeRoundRobin {
		if last, err = s.store.lockTurn(ctx, o.CommunityID, o.Skill); err != nil {
			return fmt.Errorf("turn of %s: %w", o.Skill, err)
		}
	}
	w, found := choose(m, able, busy, last)
	if !found {
		return s.onward(ctx, o)
	}
	if m == ModeRoundRobin {
		if err := s.store.setTurn(ctx, o.CommunityID, o.Skill, w.StaffID); err != nil {
			return fmt.Errorf("turn of %s: %w", o.Skill, err)
		}
	}
	_, err = s.step(ctx, auth.SystemActor(), o, s.toWorker(Assign, w.StaffID, w.Name, 0, ""))
	return err
}

func (s *Service) loadOf(ctx context.Context, community ids.ID, able []event.Able) (map[ids.ID]int, error) {
	all := make([]ids.ID, len(able))
	for i, a := range able {
		all[i] = a.StaffID
	}
	out := map[ids.ID]int{}
	if len(all) == 0 {
		return out, nil
	}
	rows, err := s.store.byWorker(ctx, community, all)
	if err != nil {
		return nil, fmt.Errorf("count work: %w", err)
	}
	for _, r := range rows {
		out[r.Of] = r.N
	}
	return out, nil
}

// choose picks among the able who are under their cap: by turn the first
// after the last one, by load the one with the least to do.
func choose(m Mode, able []event.Able, busy map[ids.ID]int, last ids.ID) (event.Able, bool) {
	free := slices.DeleteFunc(slices.Clone(able), func(a event.Able) bool { return busy[a.StaffID] >= a.Cap })
	if len(free) == 0 {
		return event.Able{}, false
	}
	slices.SortStableFunc(free, func(a, b event.Able) int {
		if m == ModeLeastLoaded && busy[a.StaffID] != busy[b.StaffID] {
			return busy[a.StaffID] - busy[b.StaffID]
		}
		if a.StaffID < b.StaffID {
			return -1
		}
		return 1
	})
	if m == ModeRoundRobin {
		if i := slices.IndexFunc(free, func(a event.Able) bool { return a.StaffID > last }); i > 0 {
			return free[i], true
		}
	}
	return free[0], true
}

// stuck tells the supervisors of an order that nobody took.
func (s *Service) stuck(ctx context.Context, o Order) error {
	return s.askSupervisors(ctx, o, "repair_stuck")
}

// lapse takes an order back that its worker did not accept in time.
func (s *Service) lapse(ctx context.Context, d orderDue) error {
	o, ok, err := s.still(ctx, d)
	if err != nil || !ok || o.State != Assigned {
		return err
	}
	_, err = s.step(ctx, auth.SystemActor(), o, step{
		act: Lapse, edit: func(o *Order, _ time.Time) { o.DispatchStep++ },
		more: func(ctx context.Context, o Order, _ ids.ID) error { return s.dispatchNow(ctx, o) },
	})
	return err
}

// wake resumes work on the day that was named.
func (s *Service) wake(ctx context.Context, d orderDue) error {
	o, ok, err := s.still(ctx, d)
	if err != nil || !ok || o.State != OnHold {
		return err
	}
	_, err = s.step(ctx, auth.SystemActor(), o, step{act: Resume, reason: "到了约定的继续日期"})
	return err
}

package repair

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
)

// worker is who may work in the community at all. Error: ErrWorker.
func (s *Service) worker(ctx context.Context, community, id ids.ID) (event.Staff, error) {
	able, err := s.People.StaffWith(ctx, community, "repair.work")
	if err != nil {
		return event.Staff{}, fmt.Errorf("workers of %d: %w", community, err)
	}
	i := slices.IndexFunc(able, func(w event.Staff) bool { return w.ID == id })
	if i < 0 {
		return event.Staff{}, ErrWorker
	}
	return able[i], nil
}

// able are the workers on shift with the skill, as the roster says; without a
// roster all workers of the community.
func (s *Service) able(ctx context.Context, community ids.ID, skill string) ([]event.Able, error) {
	k, err := s.kept(ctx, community)
	if err != nil {
		return nil, err
	}
	if s.Roster != nil {
		out, err := s.Roster.Able(ctx, community, skill, s.Now())
		if err != nil {
			return nil, fmt.Errorf("roster of %d: %w", community, err)
		}
		for i := range out {
			if out[i].Cap <= 0 {
				out[i].Cap = k.desk.WorkerCap
			}
		}
		return out, nil
	}
	staff, err := s.People.StaffWith(ctx, community, "repair.work")
	if err != nil {
		return nil, fmt.Errorf("workers of %d: %w", community, err)
	}
	out := make([]event.Able, len(staff))
	for i, w := range staff {
		out[i] = event.Able{StaffID: w.ID, Name: w.Name, Cap: k.desk.WorkerCap}
	}
	return out, nil
}

// Assign gives the order to a worker of the community. Without a version it is
// the first assignment; to take the order from one worker and give it to
// another, the version on the dispatcher's screen must still stand.
// Errors: ErrNotFound, ErrNotYours, ErrWorker, ErrChanged.
func (s *Service) Assign(ctx context.Context, who auth.Actor, id, worker ids.ID, version int64) (Order, error) {
	return s.AssignAt(ctx, who, id, worker, version, nil, nil)
}

// AssignAt is Assign together with another appointment, as one step: a move on
// the calendar happens whole or not at all. Without times the appointment stays.
// Errors: those of Assign, ErrInput.
func (s *Service) AssignAt(ctx context.Context, who auth.Actor, id, worker ids.ID, version int64, start, end *time.Time) (Order, error) {
	if problem := badSlot(start, end, s.Now()); problem != "" {
		return Order{}, ErrInput.With("slotStart", problem)
	}
	var o Order
	err := s.DB.Tx(ctx, func(ctx context.Context) (err error) {
		o, err = s.assign(ctx, who, id, worker, version, start, end)
		return err
	})
	return o, err
}

func (s *Service) assign(ctx context.Context, who auth.Actor, id, worker ids.ID, version int64, start, end *time.Time) (Order, error) {
	was, err := s.find(ctx, who, id)
	if err != nil {
		return was, err
	}
	if version == 0 && !slices.Contains(unassigned, was.State) && slices.Contains(rolesOf(who, was), Dispatcher) {
		return was, changed(was.State)
	}
	w, err := s.worker(ctx, was.CommunityID, worker)
	if err != nil {
		return was, err
	}
	st := s.toWorker(Assign, w.ID, w.Name, version, "")
	if start != nil {
		st.check = func(was Order, _ time.Time) error {
			_, _, err := move(Reschedule, was.State, same, rolesOf(who, was)) // nobody moves the time of work that has begun
			return err
		}
		give := st.edit
		st.edit = func(o *Order, at time.Time) {
			give(o, at)
			o.SlotStart, o.SlotEnd = utc(start), utc(end)
		}
	}
	return s.step(ctx, who, was, st)
}

// toWorker is the step that makes somebody the worker; he has to accept in time.
func (s *Service) toWorker(act Act, worker ids.ID, name string, version int64, reason string) step {
	return step{
		act: act, version: version, reason: reason,
		edit: func(o *Order, _ time.Time) {
			o.WorkerID, o.WorkerName, o.Supervised = worker, name, o.Returns >= maxReturns
		},
		more: func(ctx context.Context, o Order, _ ids.ID) error { return s.expectAccept(ctx, o) },
	}
}

// RepairAssignment is the outcome of one of many.
type RepairAssignment struct {
	ID      ids.ID `json:"id"`
	OK      bool   `json:"ok"`
	Code    string `json:"code" doc:"of the refusal"`
	Message string `json:"message"`
	State   string `json:"state" doc:"where the order stands now"`
	Version int64  `json:"version"`
}

// OrderVersion is an order as it stood on somebody's screen.
type OrderVersion struct {
	ID      ids.ID `json:"id" minLength:"1"`
	Version int64  `json:"version,omitempty" minimum:"0"`
}

// AssignMany gives orders to one worker; what is refused does not keep the
// others back. Errors: only those that are nobody's refusal.
func (s *Service) AssignMany(ctx context.Context, who auth.Actor, orders []OrderVersion, worker ids.ID) ([]RepairAssignment, error) {
	var out []RepairAssignment
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		out = make([]RepairAssignment, 0, len(orders))
		for _, v := range orders {
			// A refusal has written nothing, so the rest may go on.
			o, err := s.assign(ctx, who, v.ID, worker, v.Version, nil, nil)
			e, refused := errs.From(err)
			if err != nil && !refused {
				return err
			}
			a := RepairAssignment{ID: v.ID, OK: err == nil, State: string(o.State), Version: o.Version}
			if refused {
				a.Code, a.Message = e.Code, e.Message
			}
			out = append(out, a)
		}
		return nil
	})
	return out, err
}

// Offer puts a new order into the pool by hand.
// Errors: ErrNotFound, ErrNotYours, ErrChanged.
func (s *Service) Offer(ctx context.Context, who auth.Actor, id ids.ID) (Order, error) {
	return s.change(ctx, who, id, step{act: Offer, more: func(ctx context.Context, o Order, _ ids.ID) error {
		return s.expectTaker(ctx, o)
	}})
}

// Grab takes an order out of the pool. Of two at once one wins; the other
// learns who. Errors: ErrNotFound, ErrNotYours, ErrUnable, ErrFull, ErrGrabbed, ErrChanged.
func (s *Service) Grab(ctx context.Context, who auth.Actor, id ids.ID) (Order, error) {
	var o Order
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.find(ctx, who, id)
		if err != nil {
			return err
		}
		o, err = s.grab(ctx, who, was)
		return err
	})
	if !errors.Is(err, ErrChanged) {
		return o, err
	}
	if now, lerr := s.store.get(ctx, id); lerr == nil && now.WorkerID != 0 && now.WorkerID != who.ID {
		return now, grabbed(now)
	}
	return o, err
}

func (s *Service) grab(ctx context.Context, who auth.Actor, was Order) (Order, error) {
	if was.Supervised || !who.Can("repair.work") {
		return was, ErrNotYours
	}
	if was.State != Dispatching {
		return was, changed(was.State)
	}
	able, err := s.able(ctx, was.CommunityID, was.Skill)
	if err != nil {
		return was, err
	}
	i := slices.IndexFunc(able, func(a event.Able) bool { return a.StaffID == who.ID })
	if i < 0 {
		return was, ErrUnable
	}
	return s.step(ctx, who, was, step{
		act: Grab, roles: []Role{Picker},
		edit: func(o *Order, at time.Time) {
			o.WorkerID, o.WorkerName = who.ID, who.Name
			acceptedAt(o, at)
		},
		more: func(ctx context.Context, o Order, _ ids.ID) error {
			// After the write: two grabs of one worker at once see each other.
			n, err := s.store.lockOpenOf(ctx, who.ID)
			if err == nil && n > able[i].Cap {
				err = ErrFull
			}
			return err
		},
	})
}

// acceptedAt notes the first answer to the reporter.
func acceptedAt(o *Order, at time.Time) {
	o.AcceptedAt = &at
	if o.ResponseSecs == nil {
		secs := int64(at.Sub(o.CreatedAt).Seconds())
		o.ResponseSecs = &secs
	}
}

// Return gives the order back with a reason: twice, then only a supervisor can
// help. Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrReturns, ErrTime, ErrInput.
func (s *Service) Return(ctx context.Context, who auth.Actor, id ids.ID, d RepairDone) (Order, error) {
	return s.change(ctx, who, id, step{
		act: Return, reason: d.Note, at: d.At,
		check: func(was Order, _ time.Time) error {
			if d.Note == "" {
				return ErrInput.With("note", "请写明退单的原因")
			}
			if was.Returns >= maxReturns {
				return ErrReturns
			}
			return nil
		},
		edit: func(o *Order, _ time.Time) {
			o.Returns++
			o.Supervised = o.Returns >= maxReturns
			o.DispatchStep++
		},
		more: func(ctx context.Context, o Order, _ ids.ID) error { return s.dispatchNow(ctx, o) },
	})
}

// Transfer gives the order to a colleague, who has to accept it.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrWorker, ErrTime, ErrInput.
func (s *Service) Transfer(ctx context.Context, who auth.Actor, id, to ids.ID, d RepairDone) (Order, error) {
	var o Order
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.find(ctx, who, id)
		if err != nil {
			return err
		}
		if d.Note == "" {
			return ErrInput.With("note", "请写明转单的原因")
		}
		w, err := s.worker(ctx, was.CommunityID, to)
		if err != nil {
			return err
		}
		if to == who.ID {
			return ErrWorker
		}
		st := s.toWorker(Transfer, w.ID, w.Name, 0, d.Note)
		st.at = d.At
		o, err = s.step(ctx, who, was, st)
		return err
	})
	return o, err
}

// staffLeft puts the open orders of somebody who left back into the pool. It
// runs in the transaction that acknowledges the event.
func (s *Service) staffLeft(ctx context.Context, e event.StaffLeft) error {
	for {
		open, err := s.store.openOf(ctx, e.StaffID, e.CommunityIDs, 100)
		if err != nil || len(open) == 0 {
			return err
		}
		for _, o := range open {
			if _, err := s.step(ctx, auth.SystemActor(), o, step{
				act: Release, reason: "师傅已离岗",
				edit: func(o *Order, _ time.Time) { o.DispatchStep = 0 },
				more: func(ctx context.Context, o Order, _ ids.ID) error { return s.dispatchNow(ctx, o) },
			}); err != nil {
				return fmt.Errorf("release repair %d: %w", o.ID, err)
			}
		}
	}
}

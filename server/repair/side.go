package repair

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

// Cancel ends an order without work: the reporter before the worker has
// arrived, a dispatcher with a reason. Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrInput.
func (s *Service) Cancel(ctx context.Context, who auth.Actor, id ids.ID, reason string) (Order, error) {
	if who.Kind == auth.Staff && reason == "" {
		return Order{}, ErrInput.With("reason", "请写明取消的原因，住户会看到")
	}
	return s.change(ctx, who, id, step{act: Cancel, reason: reason})
}

// Reject ends an order that is not the property's matter and says whose it is.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrInput.
func (s *Service) Reject(ctx context.Context, who auth.Actor, id ids.ID, handOver string) (Order, error) {
	if handOver == "" {
		return Order{}, ErrInput.With("handOver", "请写明该找谁、怎么联系，住户会看到")
	}
	return s.change(ctx, who, id, step{act: Reject, reason: handOver})
}

// Urge asks to hurry, once in four hours.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrUrged.
func (s *Service) Urge(ctx context.Context, who auth.Actor, id ids.ID) (Order, error) {
	return s.change(ctx, who, id, step{
		act: Urge,
		check: func(was Order, at time.Time) error {
			if was.UrgedAt != nil && at.Sub(*was.UrgedAt) < urgeEvery {
				return ErrUrged
			}
			return nil
		},
		edit: func(o *Order, at time.Time) { o.UrgedAt, o.Urges = &at, o.Urges+1 },
	})
}

// Reschedule agrees on another time.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrInput.
func (s *Service) Reschedule(ctx context.Context, who auth.Actor, id ids.ID, start, end time.Time, note string) (Order, error) {
	return s.change(ctx, who, id, step{
		act: Reschedule, reason: note,
		check: func(Order, time.Time) error {
			if problem := badSlot(&start, &end, s.Now()); problem != "" {
				return ErrInput.With("slotStart", problem)
			}
			return nil
		},
		edit: func(o *Order, _ time.Time) { o.SlotStart, o.SlotEnd = utc(&start), utc(&end) },
	})
}

// Join lets somebody of the community follow an order of the same matter
// instead of reporting it again: one of a public place, or of his own house.
// Errors: ErrNotFound, ErrChanged, ErrJoined.
func (s *Service) Join(ctx context.Context, who auth.Actor, id ids.ID) (Order, error) {
	var o Order
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.store.get(ctx, id) // he does not see it yet; the scope is his communities
		if err != nil {
			return err
		}
		if who.Kind != auth.Resident || !who.In(was.CommunityID) || (was.HouseID != 0 && !who.May(was.HouseID, auth.Repair)) {
			return ErrNotFound
		}
		there, err := s.store.viewers(ctx, id)
		if err != nil {
			return err
		}
		if slices.Contains(there, who.ID) {
			return ErrJoined
		}
		o, err = s.step(ctx, who, was, step{
			act: Join, roles: []Role{Neighbour}, edit: func(o *Order, _ time.Time) { o.Joined++ },
			more: func(ctx context.Context, o Order, _ ids.ID) error {
				return s.store.addViewers(ctx, []viewer{{who.ID, o.ID, true}})
			},
		})
		return err
	})
	return o, err
}

// AddHouse notes the second house of one matter: upstairs leaks into
// downstairs. Its adults see the order from then on.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrInput.
func (s *Service) AddHouse(ctx context.Context, who auth.Actor, id, house ids.ID) (Order, error) {
	return s.changeOnce(ctx, who, id, func(was Order) (step, error) {
		h, err := s.Places.House(ctx, house)
		if err != nil || h.CommunityID != was.CommunityID || house == was.HouseID {
			return step{}, ErrInput.With("houseId", "没有找到这套房屋，请重新选择").Because(err)
		}
		return step{
			act: AddHouse, reason: h.Label,
			edit: func(o *Order, _ time.Time) { o.SecondHouseID, o.SecondLabel = h.ID, h.Label },
			more: func(ctx context.Context, o Order, _ ids.ID) error { return s.showHousehold(ctx, o, h.ID) },
		}, nil
	})
}

// movedOut marks the open indoor orders of who left a house: the desk asks who
// lives there now. Those of public places go on.
func (s *Service) movedOut(ctx context.Context, e event.BindingChanged) error {
	if !slices.Contains([]string{"moved_out", "unbound", "expired", "revoked"}, e.To) {
		return nil
	}
	open, err := s.store.openOfHouse(ctx, e.HouseID, e.PersonID, 100)
	if err != nil {
		return err
	}
	for _, o := range open {
		if o.AskOccupant {
			continue
		}
		if _, err := s.step(ctx, auth.SystemActor(), o, step{act: MovedOut, reason: "报修人已迁出这套房屋", edit: func(o *Order, _ time.Time) { o.AskOccupant = true }}); err != nil {
			return fmt.Errorf("household of repair %d left: %w", o.ID, err)
		}
	}
	return nil
}

// NewOccupant is who lives in the house now and wants the work to go on.
type NewOccupant struct {
	ContactName  string `json:"contactName" minLength:"1" maxLength:"40"`
	ContactPhone string `json:"contactPhone" minLength:"1" maxLength:"30"`
	Note         string `json:"note,omitempty" maxLength:"200"`
}

// GoOn continues the order for the new occupant; without one it is cancelled.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrInput.
func (s *Service) GoOn(ctx context.Context, who auth.Actor, id ids.ID, n NewOccupant) (Order, error) {
	phone, err := pii.ParsePhone(n.ContactPhone)
	if err != nil {
		return Order{}, ErrInput.With("contactPhone", pii.ErrPhone.Message)
	}
	return s.changeOnce(ctx, who, id, func(was Order) (step, error) {
		if !was.AskOccupant {
			return step{}, changed(was.State)
		}
		next := was
		if err := s.seal(&next, n.ContactName, string(phone)); err != nil {
			return step{}, err
		}
		person, err := s.caller(ctx, was, n.ContactPhone)
		if err != nil {
			return step{}, err
		}
		return step{
			act: Occupant, reason: n.Note,
			edit: func(o *Order, _ time.Time) {
				o.AskOccupant, o.ReporterID, o.ContactName, o.ContactPhone = false, person, next.ContactName, next.ContactPhone
			},
			more: func(ctx context.Context, o Order, _ ids.ID) error {
				if err := s.Cards.Remove(ctx, cardKind, o.ID); err != nil {
					return err
				}
				return s.showHousehold(ctx, o, o.HouseID)
			},
		}, nil
	})
}

// MergeInto puts an order into another one of the community, or into an
// incident. It ends with what it was merged into.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrMergeInto.
func (s *Service) MergeInto(ctx context.Context, who auth.Actor, id, order, incident ids.ID, note string) (Order, error) {
	return s.changeOnce(ctx, who, id, func(was Order) (step, error) {
		if (order == 0) == (incident == 0) || order == id {
			return step{}, ErrMergeInto
		}
		if incident != 0 {
			in, err := s.store.incident(ctx, incident)
			if err != nil || in.CommunityID != was.CommunityID || in.State != incidentOpen {
				return step{}, ErrMergeInto.Because(err)
			}
			return step{act: Merge, reason: or(note, "并入事件“"+in.Title+"”"), edit: func(o *Order, _ time.Time) { o.IncidentID = incident }}, nil
		}
		target, err := s.store.get(ctx, order)
		if err != nil || target.CommunityID != was.CommunityID || !target.open() {
			return step{}, ErrMergeInto.Because(err)
		}
		return step{
			act: Merge, reason: or(note, "并入工单 "+target.Number), edit: func(o *Order, _ time.Time) { o.MergedInto = order },
			more: func(ctx context.Context, o Order, _ ids.ID) error { return s.store.lendViewers(ctx, o, target.ID) },
		}, nil
	})
}

// Unmerge takes a merged order out again. Errors: ErrNotFound, ErrNotYours, ErrChanged.
func (s *Service) Unmerge(ctx context.Context, who auth.Actor, id ids.ID) (Order, error) {
	return s.change(ctx, who, id, unmerge(s, ""))
}

func unmerge(s *Service, reason string) step {
	return step{
		act: Unmerge, reason: reason,
		edit: func(o *Order, _ time.Time) {
			o.MergedInto, o.IncidentID, o.EndedAt, o.DispatchStep = 0, 0, nil, 0
		},
		more: func(ctx context.Context, o Order, _ ids.ID) error {
			t, err := s.treatOrder(ctx, o)
			if err != nil {
				return err
			}
			return s.begin(ctx, o, t)
		},
	}
}

// followers end with the order that they were merged into.
func (s *Service) followers(ctx context.Context, o Order) error {
	for {
		merged, err := s.store.mergedInto(ctx, o.ID, 100)
		if err != nil || len(merged) == 0 {
			return err
		}
		for _, m := range merged {
			st := step{act: Follow, reason: "合并的工单 " + o.Number + " " + o.State.Label()}
			if o.State == Cancelled || o.State == Rejected {
				st = unmerge(s, "合并的工单 "+o.Number+" "+o.State.Label())
			}
			if _, err := s.step(ctx, auth.SystemActor(), m, st); err != nil {
				return fmt.Errorf("repair %d follows %d: %w", m.ID, o.ID, err)
			}
		}
	}
}

package notify

import (
	"context"
	"fmt"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// addCall puts a message on the call list, due at a time.
func (s *Service) addCall(ctx context.Context, m message, words string, at time.Time) error {
	return s.putCall(ctx, call{ID: s.Gen.New(), CommunityID: m.Community, PersonID: m.UserID, MessageID: m.ID, Kind: m.Kind, Title: m.Title, Words: words, Urgent: m.Urgent, DueAt: at})
}

func (s *Service) putCall(ctx context.Context, c call) error {
	now := s.Now()
	c.State, c.Version, c.CreatedAt, c.UpdatedAt = CallWaiting, 1, now, now
	if err := s.store.addCall(ctx, c); err != nil {
		return err
	}
	return s.noteCall(ctx, call{}, c, "planned", "")
}

func (s *Service) noteCall(ctx context.Context, was, c call, act CallAct, note string) error {
	who := auth.From(ctx)
	return s.store.addCallEvent(ctx, callEvent{ID: s.Gen.New(), CommunityID: c.CommunityID, CallID: c.ID, Act: string(act), FromState: string(was.State), ToState: string(c.State),
		ActorKind: string(who.Kind), ActorID: who.ID, Note: note, CreatedAt: s.Now()})
}

// Calls is a page of the call list in the scope of ctx: what waits and what is
// being called first come first served, urgent ones before; the rest newest first.
func (s *Service) Calls(ctx context.Context, community ids.ID, state CallState, before ids.ID) (page []call, next ids.ID, err error) {
	page, err = s.store.calls(ctx, community, state, before, pageSize+1)
	if err == nil && len(page) > pageSize {
		page = page[:pageSize]
		next = page[pageSize-1].ID
	}
	return page, next, err
}

// CallStep is one act of a clerk. A claim answers the number in clear and is
// recorded. Errors: ErrCall, ErrCallStep, ErrNotYours, ErrTooEarly, ErrNoNumber.
func (s *Service) CallStep(ctx context.Context, who auth.Actor, id ids.ID, act CallAct, note string) (c call, open event.Person, err error) {
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.store.call(ctx, id)
		if err != nil {
			return err
		}
		if c, err = was.step(act, who.ID, note, s.Now()); err != nil {
			return err
		}
		won, err := s.store.moveCall(ctx, was, c)
		if err != nil {
			return err
		}
		if !won {
			now, err := s.store.call(ctx, id)
			if err != nil {
				return err
			}
			return now.changed()
		}
		if err := s.noteCall(ctx, was, c, act, note); err != nil {
			return err
		}
		if act == ActClaim {
			if open, err = s.numberOf(ctx, c); err != nil {
				return err
			}
		}
		return s.closeCall(ctx, c)
	})
	return c, open, err
}

// numberOf opens the number to call, and says so in the audit.
func (s *Service) numberOf(ctx context.Context, c call) (p event.Person, err error) {
	if c.HouseID > 0 {
		p, err = s.callee(ctx, c.HouseID)
	} else if p.Phone, err = s.phoneOf(ctx, false, c.PersonID); err == nil && p.Phone == "" {
		err = ErrNoNumber
	}
	if err != nil {
		return p, err
	}
	return p, s.Audit.Record(ctx, audit.Entry{CommunityID: c.CommunityID, Action: "notify.call", Object: "call:" + c.ID.String(), Detail: fmt.Sprintf("person %d, house %d, message %d", c.PersonID, c.HouseID, c.MessageID)})
}

// closeCall tells the delivery log how a call ended.
func (s *Service) closeCall(ctx context.Context, c call) error {
	d, err := s.store.delivery(ctx, c.MessageID, channelCall)
	if db.NotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	d.Attempts, d.UpdatedAt = c.Attempts, s.Now()
	switch c.State {
	case CallDone:
		d.State = "delivered"
	case CallUnreachable:
		d.State, d.ErrorCode = "failed", "no_answer"
	case CallNeedless:
		d.State, d.ErrorCode = "skipped", "needless"
	default:
		d.State = "pending"
	}
	_, err = s.store.move(ctx, d, "pending")
	return err
}

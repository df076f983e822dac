package repair

import (
	"context"
	"fmt"
	"slices"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

// kind is the card's and the live signal's subject.
const (
	cardKind = "repair"
	liveKind = "repair.changed"
)

func appLink(o Order) string {
	if o.State == ToRate {
		return "/features/repair/pages/rate?id=" + o.ID.String()
	}
	return "/features/repair/pages/detail?id=" + o.ID.String()
}

func staffLink(o Order) string { return "/repairs/" + o.ID.String() }

// tell writes everything that others learn of a step, in its transaction.
func (s *Service) tell(ctx context.Context, who auth.Actor, h history, was, now Order) error {
	if err := s.Box.Publish(ctx, event.RepairChanged{
		OrderID: now.ID, CommunityID: now.CommunityID, HouseID: now.HouseID, From: string(was.State), To: string(now.State), Act: string(h.Act),
		ActorKind: h.ActorKind, ActorID: h.ActorID, At: h.CreatedAt,
	}); err != nil {
		return fmt.Errorf("publish repair %d: %w", now.ID, err)
	}
	if err := s.card(ctx, now); err != nil {
		return fmt.Errorf("card of repair %d: %w", now.ID, err)
	}
	if err := s.notify(ctx, who, h, now); err != nil {
		return fmt.Errorf("notify of repair %d: %w", now.ID, err)
	}
	return s.signal(ctx, now)
}

// card keeps the reporter's home page: there while something is to come.
func (s *Service) card(ctx context.Context, o Order) error {
	if o.ReporterID == 0 {
		return nil
	}
	if o.State == Closed || o.State == Cancelled {
		return s.Cards.Remove(ctx, cardKind, o.ID)
	}
	c := cardOf(o, appLink(o))
	c.PersonID = o.ReporterID
	return s.Cards.Put(ctx, c)
}

func cardOf(o Order, link string) event.Card {
	return event.Card{
		HouseID: o.HouseID, Kind: cardKind, RefID: o.ID, Title: categoryName(o.Category), Subtitle: o.PlaceLabel,
		Status: string(o.State), Label: o.State.Label(), Tone: o.State.Tone(), Link: link, UpdatedAt: o.UpdatedAt,
	}
}

// signal makes the open pages of all who may see the order reload.
func (s *Service) signal(ctx context.Context, o Order) error {
	users, err := s.store.viewers(ctx, o.ID)
	if err != nil {
		return err
	}
	staff, err := s.People.StaffWith(ctx, o.CommunityID, "repair.read")
	if err != nil {
		return err
	}
	for _, p := range staff {
		users = append(users, p.ID)
	}
	return s.Live.Tell(ctx, users, liveKind, o.ID, o.CommunityID)
}

// notify sends each step to those who wait for it, never to who did it.
func (s *Service) notify(ctx context.Context, who auth.Actor, h history, o Order) error {
	n := notifier{s, h, o}
	reporter, worker := []ids.ID{o.ReporterID}, []ids.ID{o.WorkerID}
	switch h.Act {
	case Report:
		staff, err := s.People.StaffWith(ctx, o.CommunityID, "repair.dispatch")
		if err != nil {
			return err
		}
		var to []ids.ID
		for _, p := range staff {
			to = append(to, p.ID)
		}
		return n.send(ctx, "repair_submitted", true, to)
	case Assign:
		if err := n.send(ctx, "repair_assigned", false, reporter); err != nil {
			return err
		}
		return n.send(ctx, "repair_assigned", true, worker)
	case Accept:
		return n.send(ctx, "repair_accepted", false, reporter)
	case Arrive:
		return n.send(ctx, "repair_arrived", false, reporter)
	case Finish:
		return n.send(ctx, "repair_finished", false, reporter)
	case Rate:
		return n.send(ctx, "repair_rated", true, worker)
	case Cancel:
		if who.Kind == auth.Staff {
			if err := n.send(ctx, "repair_cancelled", false, reporter); err != nil {
				return err
			}
		}
		return n.send(ctx, "repair_cancelled", true, worker)
	}
	return nil
}

type notifier struct {
	s *Service
	h history
	o Order
}

func (n notifier) send(ctx context.Context, template string, staff bool, to []ids.ID) error {
	link, worker := appLink(n.o), pii.MaskName(n.o.WorkerName)
	if staff {
		link, worker = staffLink(n.o), n.o.WorkerName
	}
	for _, id := range slices.Compact(to) {
		if id == 0 || id == n.h.ActorID {
			continue
		}
		err := n.s.Box.Publish(ctx, event.Notify{
			To: id, Staff: staff, CommunityID: n.o.CommunityID, Template: template, Link: link,
			Params: map[string]string{
				"number": n.o.Number, "category": categoryName(n.o.Category), "place": n.o.PlaceLabel,
				"state": n.o.State.Label(), "worker": worker, "reason": n.h.Reason,
			},
			Dedupe: fmt.Sprintf("repair:%d:%d:%s", n.o.ID, n.o.Version, template),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

package binding

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

// Where messages and cards lead.
const (
	residentPage = "/features/house/pages/detail?id="
	staffPage    = "/bindings/"
)

// scene is a step as messages tell it.
type scene struct {
	who    auth.Actor
	by     By
	step   step
	was, b binding
	house  event.House
	name   string // masked
	adults []ids.ID
}

// tell writes everything that others learn from a step, in its transaction.
func (s *Service) tell(ctx context.Context, who auth.Actor, by By, st step, was, b binding) error {
	h, err := s.places.House(ctx, b.HouseID)
	if err != nil {
		return fmt.Errorf("house of binding %d: %w", b.ID, err)
	}
	name, err := s.nameOf(b)
	if err != nil {
		return err
	}
	adults, err := s.Adults(ctx, b.HouseID)
	if err != nil {
		return err
	}
	sc := scene{who, by, st, was, b, h, pii.MaskName(name), adults}
	for _, f := range []func(context.Context, scene) error{s.publish, s.signal, s.card, s.announce, s.keep} {
		if err := f(ctx, sc); err != nil {
			return fmt.Errorf("tell of binding %d: %w", b.ID, err)
		}
	}
	return nil
}

// publish tells other capabilities, and identity that rights have changed.
func (s *Service) publish(ctx context.Context, sc scene) error {
	db.AfterCommit(ctx, func() { s.People.Forget(sc.b.PersonID) })
	return s.Box.Publish(ctx, event.BindingChanged{BindingID: sc.b.ID, HouseID: sc.b.HouseID, CommunityID: sc.b.CommunityID,
		PersonID: sc.b.PersonID, From: string(sc.was.State), To: string(sc.b.State)})
}

// signal makes the open pages of everybody concerned reload.
func (s *Service) signal(ctx context.Context, sc scene) error {
	staff, err := s.People.StaffWith(ctx, sc.b.CommunityID, "binding.read")
	if err != nil {
		return err
	}
	users := append(slices.Clone(sc.adults), sc.b.PersonID)
	for _, f := range staff {
		users = append(users, f.ID)
	}
	return s.Live.Tell(ctx, users, "binding.changed", sc.b.ID, sc.b.CommunityID)
}

// card keeps an open claim on its person's home page.
func (s *Service) card(ctx context.Context, sc scene) error {
	b := sc.b
	if sc.was.PersonID != b.PersonID || b.State.decided() {
		if err := s.Cards.Remove(ctx, "binding", b.ID); err != nil || b.State.decided() {
			return err
		}
	}
	tone := "info"
	if b.State == NeedMore {
		tone = "warn"
	}
	return s.Cards.Put(ctx, event.Card{PersonID: b.PersonID, HouseID: b.HouseID, Kind: "binding", RefID: b.ID, Title: "房屋认证 " + sc.house.Label,
		Subtitle: sc.house.CommunityName, Status: string(b.State), Label: b.State.Label(), Tone: tone, Link: residentPage + b.ID.String(), UpdatedAt: s.Now()})
}

// announce sends the messages of a step.
func (s *Service) announce(ctx context.Context, sc scene) error {
	switch sc.step.act {
	case Apply, Evidence:
		if err := s.toStaff(ctx, sc, "binding_submitted", "binding.review"); err != nil {
			return err
		}
		return s.toPerson(ctx, sc, "binding_submitted")
	case Match, Join, Approve:
		if err := s.toAdults(ctx, sc); err != nil {
			return err
		}
		return s.toPerson(ctx, sc, "binding_approved")
	case Resume:
		return s.toPerson(ctx, sc, "binding_approved")
	case Reject:
		return s.toPerson(ctx, sc, "binding_rejected")
	case AskMore:
		return s.toPerson(ctx, sc, "binding_need_more")
	case Dispute:
		if err := s.toStaff(ctx, sc, "binding_disputed", "binding.manage"); err != nil || sc.b.State != Suspended {
			return err
		}
		return s.toPerson(ctx, sc, "binding_disputed")
	case Suspend:
		return s.toPerson(ctx, sc, "binding_disputed")
	case Revoke, Unbind, Expire, MoveOut:
		if sc.by == Self {
			return nil // his own doing, on the screen before him
		}
		return s.toPerson(ctx, sc, "binding_ended")
	}
	return nil
}

func (sc scene) params() map[string]string {
	reason := sc.step.reason
	if reason == "" && sc.step.act == Expire {
		reason = "租期已到"
	}
	return map[string]string{"house": sc.house.Label, "community": sc.house.CommunityName, "name": sc.name, "role": sc.b.Role.Label(),
		"reason": reason, "time": day(sc.b.ValidTo)}
}

func (sc scene) message(to ids.ID, staff bool, template string) event.Notify {
	link := residentPage
	if staff {
		link = staffPage
	}
	return event.Notify{To: to, Staff: staff, CommunityID: sc.b.CommunityID, Template: template, Params: sc.params(), Link: link + sc.b.ID.String(),
		Dedupe: fmt.Sprintf("binding:%d:%d:%s", sc.b.ID, sc.b.Version, template)}
}

func (s *Service) toPerson(ctx context.Context, sc scene, template string) error {
	return s.Box.Publish(ctx, sc.message(sc.b.PersonID, false, template))
}

// toAdults is 「有新成员绑定您的房屋」 to everybody else of the house.
func (s *Service) toAdults(ctx context.Context, sc scene) error {
	for _, a := range sc.adults {
		if a == sc.b.PersonID {
			continue
		}
		if err := s.Box.Publish(ctx, sc.message(a, false, "binding_new_member")); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) toStaff(ctx context.Context, sc scene, template, permission string) error {
	staff, err := s.People.StaffWith(ctx, sc.b.CommunityID, permission)
	if err != nil {
		return err
	}
	for _, f := range staff {
		if err := s.Box.Publish(ctx, sc.message(f.ID, true, template)); err != nil {
			return err
		}
	}
	return nil
}

// keep is the audit entry of what staff do.
func (s *Service) keep(ctx context.Context, sc scene) error {
	if sc.who.Kind != auth.Staff {
		return nil
	}
	return s.Audit.Record(ctx, audit.Entry{CommunityID: sc.b.CommunityID, Action: "binding." + string(sc.step.act), Object: "binding:" + sc.b.ID.String(),
		Detail: fmt.Sprintf("%s>%s %s", sc.was.State, sc.b.State, sc.step.code)})
}

// remind tells staff that a claim waits, or a person that his lease ends.
func (s *Service) remind(ctx context.Context, b binding, at time.Time) error {
	h, err := s.places.House(ctx, b.HouseID)
	if err != nil {
		return err
	}
	name, err := s.nameOf(b)
	if err != nil {
		return err
	}
	sc := scene{b: b, house: h, name: pii.MaskName(name)}
	if b.State == Active {
		n := sc.message(b.PersonID, false, "binding_expiring")
		n.Dedupe += at.Format(":20060102")
		return s.Box.Publish(ctx, n)
	}
	staff, err := s.People.StaffWith(ctx, b.CommunityID, "binding.review")
	if err != nil {
		return err
	}
	for _, f := range staff {
		n := sc.message(f.ID, true, "binding_submitted")
		n.Dedupe += at.Format(":20060102")
		if err := s.Box.Publish(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

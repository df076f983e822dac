package repair

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
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

// tell writes, in the transaction of the step, what its author sees at once
// and the message by which everybody else learns of it.
func (s *Service) tell(ctx context.Context, h history, was, now Order) error {
	if err := s.Box.Publish(ctx, event.RepairChanged{
		OrderID: now.ID, CommunityID: now.CommunityID, HouseID: now.HouseID, From: string(was.State), To: string(now.State), Act: string(h.Act),
		ActorKind: h.ActorKind, ActorID: h.ActorID, At: h.CreatedAt, EventID: h.ID, WasWorkerID: was.WorkerID,
	}); err != nil {
		return fmt.Errorf("publish repair %d: %w", now.ID, err)
	}
	if was.State == now.State && was.ReporterID == now.ReporterID {
		return nil // the card shows the state
	}
	if err := s.card(ctx, was, now); err != nil {
		return fmt.Errorf("card of repair %d: %w", now.ID, err)
	}
	return nil
}

// card keeps the reporter's home page: there while something is to come.
func (s *Service) card(ctx context.Context, was, o Order) error {
	if o.ReporterID == 0 {
		return nil
	}
	if slices.Contains(endStates(), o.State) && o.State != Merged || o.State == ReturnVisit {
		if was.State == ReturnVisit {
			return nil // it was taken off when the reporter had rated
		}
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

// audience is who is told of a step.
type audience int

const (
	toReporter audience = iota
	toJoined            // who joined a neighbour's report
	toWorker
	toFormer // the worker who had it before
	toPayers
	toSecondHouse
	toDispatchers
	toSupervisors
)

// words says who is told what of which act; in, when given, is the state that
// the act must have led to.
type words struct {
	act      Act
	in       State
	to       audience
	template string
	urgent   bool
}

// speech is everything that steps say. Who did the step is never told.
var speech = []words{
	{act: Report, to: toDispatchers, template: "repair_submitted"},
	{act: Report, to: toReporter, template: "repair_submitted"},
	{act: Assign, to: toReporter, template: "repair_assigned"},
	{act: Assign, to: toWorker, template: "repair_assigned"},
	{act: Assign, to: toFormer, template: "repair_taken_away"},
	{act: Grab, to: toReporter, template: "repair_accepted"},
	{act: Lapse, to: toFormer, template: "repair_lapsed"},
	{act: Release, to: toDispatchers, template: "repair_released"},
	{act: Accept, to: toReporter, template: "repair_accepted"},
	{act: Return, to: toDispatchers, template: "repair_returned"},
	{act: Transfer, to: toReporter, template: "repair_assigned"},
	{act: Transfer, to: toWorker, template: "repair_assigned"},
	{act: Depart, to: toReporter, template: "repair_on_the_way"},
	{act: Arrive, to: toReporter, template: "repair_arrived"},
	{act: NoShow, in: Accepted, to: toReporter, template: "repair_no_show", urgent: true},
	{act: NoShow, in: Cancelled, to: toReporter, template: "repair_no_show_end"},
	{act: NoShow, to: toDispatchers, template: "repair_no_show"},
	{act: Hold, to: toReporter, template: "repair_on_hold"},
	{act: Quote, to: toPayers, template: "repair_quoted", urgent: true},
	{act: ApproveQuote, to: toPayers, template: "repair_quoted", urgent: true},
	{act: DeclineQuote, to: toWorker, template: "repair_quote_declined"},
	{act: AcceptQuote, to: toWorker, template: "repair_quote_accepted", urgent: true},
	{act: RefuseQuote, to: toWorker, template: "repair_quote_refused"},
	{act: Finish, in: ToRate, to: toReporter, template: "repair_finished"},
	{act: Finish, in: ToPay, to: toReporter, template: "repair_to_pay"},
	{act: Finish, to: toJoined, template: "repair_done"},
	{act: Pay, to: toReporter, template: "repair_paid"},
	{act: Waive, to: toReporter, template: "repair_waived"},
	{act: Rate, to: toWorker, template: "repair_rated"},
	{act: Expire, in: ReturnVisit, to: toReporter, template: "repair_visit"},
	{act: Visit, in: Reopened, to: toSupervisors, template: "repair_reopened", urgent: true},
	{act: Visit, in: Reopened, to: toReporter, template: "repair_reopened"},
	{act: Reopen, to: toSupervisors, template: "repair_reopened", urgent: true},
	{act: Reopen, to: toFormer, template: "repair_reopened"},
	{act: Cancel, to: toReporter, template: "repair_cancelled"},
	{act: Cancel, to: toJoined, template: "repair_cancelled"},
	{act: Cancel, to: toWorker, template: "repair_cancelled"},
	{act: Reject, to: toReporter, template: "repair_rejected"},
	{act: Reject, to: toJoined, template: "repair_rejected"},
	{act: Merge, to: toReporter, template: "repair_merged"},
	{act: Merge, to: toWorker, template: "repair_taken_away"},
	{act: Unmerge, to: toDispatchers, template: "repair_submitted"},
	{act: Follow, to: toReporter, template: "repair_done"},
	{act: Urge, to: toWorker, template: "repair_urged", urgent: true},
	{act: Urge, to: toDispatchers, template: "repair_urged"},
	{act: Reschedule, to: toReporter, template: "repair_rescheduled"},
	{act: Reschedule, to: toWorker, template: "repair_rescheduled"},
	{act: AddHouse, to: toSecondHouse, template: "repair_second_house"},
	{act: MovedOut, to: toDispatchers, template: "repair_moved_out"},
}

// told is the second half of tell, in the background: who lived in the house,
// the messages, and the reload of all open pages.
func (s *Service) told(ctx context.Context, e event.RepairChanged) error {
	o, err := s.store.get(ctx, e.OrderID)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	h, err := s.store.event(ctx, e.EventID)
	if err != nil {
		return fmt.Errorf("event %d of repair %d: %w", e.EventID, o.ID, err)
	}
	if h.Act == Report {
		if err := s.showHousehold(ctx, o, o.HouseID); err != nil {
			return err
		}
	}
	if err := s.speak(ctx, o, h, e); err != nil {
		return fmt.Errorf("notify of repair %d: %w", o.ID, err)
	}
	if err := s.after(ctx, o, h); err != nil {
		return err
	}
	return s.signal(ctx, o)
}

// after does what a step means for other orders.
func (s *Service) after(ctx context.Context, o Order, h history) error {
	switch h.Act {
	case Report:
		return s.explain(ctx, o)
	case Offer:
		return s.callPool(ctx, o)
	case Quote:
		return s.askCheck(ctx, o)
	case Finish, Cancel, Reject:
		return s.followers(ctx, o)
	}
	return nil
}

func (s *Service) speak(ctx context.Context, o Order, h history, e event.RepairChanged) error {
	for _, w := range speech {
		if w.act != h.Act || (w.in != "" && w.in != h.ToState) {
			continue
		}
		staff, to, err := s.hearers(ctx, w.to, o, h, e.WasWorkerID)
		if err != nil {
			return err
		}
		to = slices.DeleteFunc(to, func(p ids.ID) bool { return p == h.ActorID })
		n := note{template: w.template, staff: staff, urgent: w.urgent || (o.Emergency && staff), reason: h.Reason, worker: h.WorkerName,
			key: fmt.Sprintf("repair:%d:%d:%s", o.ID, h.Version, w.template)}
		if w.template == "repair_assigned" && !staff {
			known, err := s.People.Staff(ctx, []ids.ID{h.WorkerID})
			if err != nil {
				return err
			}
			n.params = map[string]string{"phone": pii.MaskPhone(known[h.WorkerID].Phone)}
		}
		if err := s.send(ctx, o, n, to); err != nil {
			return err
		}
		nobody := !slices.ContainsFunc(to, func(p ids.ID) bool { return p != 0 })
		if o.ReporterID == 0 && o.HouseID != 0 && nobody && h.ActorKind != string(auth.Resident) && (w.to == toReporter || w.to == toPayers) { // rang the desk, without an account
			n.household = true
			if err := s.send(ctx, o, n, []ids.ID{0}); err != nil {
				return err
			}
		}
	}
	return nil
}

// hearers are the people of an audience, and whether they are staff.
func (s *Service) hearers(ctx context.Context, a audience, o Order, h history, former ids.ID) (staff bool, to []ids.ID, err error) {
	switch a {
	case toReporter:
		return false, []ids.ID{o.ReporterID}, nil
	case toJoined:
		to, err = s.store.joined(ctx, o.ID)
		return false, to, err
	case toWorker:
		return true, []ids.ID{h.WorkerID}, nil
	case toFormer:
		if former == h.WorkerID && o.WorkerID == former {
			former = 0
		}
		return true, []ids.ID{former}, nil
	case toPayers:
		to, err = s.payers(ctx, o)
		return false, to, err
	case toSecondHouse:
		to, err = s.Households.Adults(ctx, o.SecondHouseID)
		return false, to, err
	case toSupervisors:
		to, err = s.staffWith(ctx, o.CommunityID, "repair.supervise")
		return true, to, err
	}
	to, err = s.staffWith(ctx, o.CommunityID, "repair.dispatch")
	return true, to, err
}

// payers are told of a quote: the reporter, and the adults of the house, who
// may accept it. A quote that waits for a supervisor is nobody's yet.
func (s *Service) payers(ctx context.Context, o Order) ([]ids.ID, error) {
	q, found, err := s.store.lastQuote(ctx, o.ID)
	if err != nil || !found || q.State != quoteOffered || o.HouseID == 0 {
		return nil, err
	}
	adults, err := s.Households.Adults(ctx, o.HouseID)
	if !slices.Contains(adults, o.ReporterID) {
		adults = append(adults, o.ReporterID)
	}
	return adults, err
}

func (s *Service) staffWith(ctx context.Context, community ids.ID, permission string) ([]ids.ID, error) {
	staff, err := s.People.StaffWith(ctx, community, permission)
	if err != nil {
		return nil, fmt.Errorf("staff with %s in %d: %w", permission, community, err)
	}
	out := make([]ids.ID, len(staff))
	for i, p := range staff {
		out[i] = p.ID
	}
	return out, nil
}

// signal makes the open pages of all who may see the order reload.
func (s *Service) signal(ctx context.Context, o Order) error {
	users, err := s.store.viewers(ctx, o.ID)
	if err != nil {
		return err
	}
	staff, err := s.staffWith(ctx, o.CommunityID, "repair.read")
	if err != nil {
		return err
	}
	return s.Live.Tell(ctx, append(users, staff...), liveKind, o.ID, o.CommunityID)
}

// note is one message to several people.
type note struct {
	template string
	staff    bool
	urgent   bool
	merge    string
	key      string // "" for the order's version
	reason   string
	worker   string
	params   map[string]string
	// household: nobody has an account; notify knows how such houses are told.
	household bool
}

// send asks notify to tell each of them once.
func (s *Service) send(ctx context.Context, o Order, n note, to []ids.ID) error {
	slices.Sort(to)
	to = slices.DeleteFunc(slices.Compact(to), func(p ids.ID) bool { return p == 0 && !n.household })
	if len(to) == 0 {
		return nil
	}
	if n.key == "" {
		n.key = fmt.Sprintf("repair:%d:%d:%s:%d", o.ID, o.Version, n.template, o.DispatchStep)
	}
	params := paramsOf(o, n)
	link := appLink(o)
	if n.staff {
		link = staffLink(o)
	}
	for _, id := range to {
		if err := s.Box.Publish(ctx, event.Notify{To: id, Staff: n.staff, CommunityID: o.CommunityID, HouseID: o.HouseID, Template: n.template, Link: link,
			Params: params, Dedupe: n.key, Urgent: n.urgent, Merge: n.merge}); err != nil {
			return err
		}
	}
	return nil
}

func paramsOf(o Order, n note) map[string]string {
	worker := or(n.worker, o.WorkerName)
	if !n.staff {
		worker = pii.MaskName(worker)
	}
	p := map[string]string{"number": o.Number, "category": categoryName(o.Category), "place": o.PlaceLabel, "state": o.State.Label(),
		"worker": worker, "reason": n.reason}
	if o.SlotStart != nil && o.SlotEnd != nil {
		in := clock.Shanghai()
		p["time"] = o.SlotStart.In(in).Format("1月2日 15:04") + "–" + o.SlotEnd.In(in).Format("15:04")
	}
	if o.QuoteFen > 0 {
		p["amount"] = o.QuoteFen.Plain()
	}
	for k, v := range n.params {
		p[k] = v
	}
	return p
}

// showHousehold lets the adults of a house see the order.
func (s *Service) showHousehold(ctx context.Context, o Order, house ids.ID) error {
	if house == 0 {
		return nil
	}
	adults, err := s.Households.Adults(ctx, house)
	if err != nil {
		return fmt.Errorf("adults of house %d: %w", house, err)
	}
	there, err := s.store.viewers(ctx, o.ID)
	if err != nil {
		return err
	}
	var more []viewer
	for _, p := range adults {
		if !slices.Contains(there, p) {
			more = append(more, viewer{PersonID: p, OrderID: o.ID})
		}
	}
	return s.store.addViewers(ctx, more)
}

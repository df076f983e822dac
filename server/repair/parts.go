package repair

import (
	"context"
	"fmt"
	"slices"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

// parts are what a view is made of beside the order's row.
type parts struct {
	community string
	calls     *RepairEmergency
	events    []history
	photos    []photo
	files     map[ids.ID]event.File
	ratings   []rating
	quotes    []quote
	lines     []quoteLine
	materials []material
	payments  []payment
	clocks    []slaClock
	bill      ids.ID // of the work, when the caller may see it
	incident  *RepairIncident
	worker    event.Staff
	contact   RepairPerson // in clear
	roles     []Role       // beside rolesOf
}

// shot are the photos of the report (0) or of a later step.
func (p parts) shot(step ids.ID) []event.File {
	out := []event.File{}
	for _, f := range p.photos {
		if v, ok := p.files[f.FileID]; ok && f.EventID == step {
			out = append(out, v)
		}
	}
	return out
}

// lastQuote is the state of the quote that stands, empty without one.
func (p parts) lastQuote() string {
	if len(p.quotes) == 0 {
		return ""
	}
	return p.quotes[len(p.quotes)-1].State
}

// parts reads what belongs to an order: only what its state can have.
func (s *Service) parts(ctx context.Context, who auth.Actor, o Order) (p parts, err error) {
	k, err := s.kept(ctx, o.CommunityID)
	if err != nil {
		return p, err
	}
	p.community = k.name
	if p.calls, err = s.callsFor(ctx, o); err != nil {
		return p, err
	}
	if o.written != nil {
		p.events, p.clocks = o.written.events, o.written.clocks
	} else if p.events, err = s.store.events(ctx, o.ID); err != nil {
		return p, err
	} else if p.clocks, err = s.store.clocks(ctx, o.ID); err != nil {
		return p, err
	}
	if err := s.pictures(ctx, o, &p); err != nil {
		return p, err
	}
	if err := s.work(ctx, who, o, &p); err != nil {
		return p, err
	}
	if p.roles, err = s.pickerOf(ctx, who, o); err != nil {
		return p, err
	}
	p.contact, err = s.contact(o)
	return p, err
}

func (s *Service) pictures(ctx context.Context, o Order, p *parts) (err error) {
	if o.PhotoCount == 0 && o.Version == 1 {
		return nil
	}
	if p.photos, err = s.store.photos(ctx, o.ID); err != nil || len(p.photos) == 0 {
		return err
	}
	files := make([]ids.ID, len(p.photos))
	for i, f := range p.photos {
		files[i] = f.FileID
	}
	if p.files, err = s.Files.Views(ctx, files); err != nil {
		return fmt.Errorf("photos of repair %d: %w", o.ID, err)
	}
	return nil
}

func (s *Service) work(ctx context.Context, who auth.Actor, o Order, p *parts) (err error) {
	if o.WorkerID != 0 {
		staff, err := s.People.Staff(ctx, []ids.ID{o.WorkerID})
		if err != nil {
			return fmt.Errorf("worker of repair %d: %w", o.ID, err)
		}
		p.worker = staff[o.WorkerID]
	}
	did := func(act Act) bool { return slices.ContainsFunc(p.events, func(h history) bool { return h.Act == act }) }
	if did(Rate) {
		if p.ratings, err = s.store.rating(ctx, o.ID); err != nil {
			return err
		}
	}
	if did(Quote) {
		if err := s.offers(ctx, o, p); err != nil {
			return err
		}
	}
	if did(Finish) {
		if p.materials, err = s.store.materials(ctx, o.ID); err != nil {
			return err
		}
	}
	if did(Pay) {
		if p.payments, err = s.store.payments(ctx, o.ID); err != nil {
			return err
		}
	}
	if did(Quote) && did(Finish) && s.Fees != nil && seesBill(who, o) {
		if p.bill, err = s.Fees.BillOf(ctx, chargeSource, o.ID); err != nil {
			return err
		}
	}
	if o.IncidentID != 0 {
		in, err := s.Incident(ctx, o.IncidentID)
		if err != nil {
			return err
		}
		p.incident = &in
	}
	return nil
}

// seesBill reports whether the bill's own page would open for the actor.
func seesBill(who auth.Actor, o Order) bool {
	if who.Kind == auth.Resident {
		return who.May(o.HouseID, auth.SeeBill)
	}
	return who.Can("billing.read")
}

func (s *Service) offers(ctx context.Context, o Order, p *parts) (err error) {
	if p.quotes, err = s.store.quotes(ctx, o.ID); err != nil || len(p.quotes) == 0 {
		return err
	}
	all := make([]ids.ID, len(p.quotes))
	for i, q := range p.quotes {
		all[i] = q.ID
	}
	p.lines, err = s.store.quoteLines(ctx, all)
	return err
}

// pickerOf finds out whether a worker may grab the order now.
func (s *Service) pickerOf(ctx context.Context, who auth.Actor, o Order) ([]Role, error) {
	if o.State != Dispatching || o.Supervised || who.Kind != auth.Staff || !who.Can("repair.work") {
		return nil, nil
	}
	able, err := s.able(ctx, o.CommunityID, o.Skill)
	if err != nil || !slices.ContainsFunc(able, func(a event.Able) bool { return a.StaffID == who.ID }) {
		return nil, err
	}
	return []Role{Picker}, nil
}

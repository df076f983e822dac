package repair

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

// Fault is what somebody reports.
type Fault struct {
	CommunityID  ids.ID     `json:"communityId"`
	HouseID      ids.ID     `json:"houseId,omitempty" required:"false" doc:"for place=indoor"`
	Place        string     `json:"place" enum:"indoor,public"`
	Category     string     `json:"category" minLength:"1" maxLength:"32" doc:"a code of the catalogue"`
	Fault        string     `json:"fault,omitempty" maxLength:"32" doc:"a third-level code of the category"`
	PublicPlace  string     `json:"publicPlace,omitempty" maxLength:"100" doc:"for place=public"`
	Description  string     `json:"description" minLength:"1" maxLength:"500"`
	PhotoFileIDs []ids.ID   `json:"photoFileIds,omitempty" maxItems:"9" nullable:"false"`
	SlotStart    *time.Time `json:"slotStart,omitempty"`
	SlotEnd      *time.Time `json:"slotEnd,omitempty"`
	ContactName  string     `json:"contactName,omitempty" maxLength:"40"`
	ContactPhone string     `json:"contactPhone,omitempty" maxLength:"30"`
	MayEnter     bool       `json:"permissionToEnter,omitempty" doc:"the worker may enter when nobody is at home"`
	AccessNote   string     `json:"accessNote,omitempty" maxLength:"200" doc:"pets, alarms, how to get in"`
	Separate     bool       `json:"separate,omitempty" doc:"the similar order was shown (409 repair.similar) and this is another matter"`
}

// Report makes an order for a resident. Indoors he needs the right repair of
// the house; in public places it is enough to live in the community.
// Errors: ErrHouse, ErrCommunity, ErrInput, ErrDaily, ErrTwice, ErrSimilar, file.unknown.
func (s *Service) Report(ctx context.Context, who auth.Actor, f Fault) (Order, error) {
	if f.Place == Indoor {
		if h, ok := who.House(f.HouseID); !ok || h.CommunityID != f.CommunityID || !who.May(f.HouseID, auth.Repair) {
			return Order{}, ErrHouse
		}
	} else if who.Kind != auth.Resident || !who.In(f.CommunityID) {
		return Order{}, ErrCommunity
	}
	var o Order
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		me, err := s.People.Person(ctx, who.ID)
		if err != nil {
			return fmt.Errorf("who reports: %w", err)
		}
		f.ContactName, f.ContactPhone = or(f.ContactName, me.Name), or(f.ContactPhone, me.Phone)
		if o, err = s.draft(ctx, f, "app"); err != nil {
			return err
		}
		o.ReporterID = who.ID
		if err := s.limit(ctx, o, f.Separate); err != nil {
			return err
		}
		return s.submit(ctx, who, &o, f.PhotoFileIDs)
	})
	return o, err
}

// TakeDown makes an order for a caller or a visitor at the desk. When the
// caller's phone is an adult's of the house, the order is his.
// Errors: auth.ErrDenied, ErrInput, ErrSimilar, file.unknown.
func (s *Service) TakeDown(ctx context.Context, who auth.Actor, channel string, f Fault) (Order, error) {
	if err := who.Must("repair.create"); err != nil {
		return Order{}, err
	}
	if !who.In(f.CommunityID) {
		return Order{}, auth.ErrDenied
	}
	var o Order
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		if o, err = s.draft(ctx, f, channel); err != nil {
			return err
		}
		if o.ReporterID, err = s.caller(ctx, o, f.ContactPhone); err != nil {
			return err
		}
		if !f.Separate {
			if err := s.offerSimilar(ctx, o); err != nil {
				return err
			}
		}
		return s.submit(ctx, who, &o, f.PhotoFileIDs)
	})
	return o, err
}

// caller is the adult of the house who has this phone, 0 when nobody has.
func (s *Service) caller(ctx context.Context, o Order, phone string) (ids.ID, error) {
	p, err := pii.ParsePhone(phone)
	if err != nil || o.HouseID == 0 {
		return 0, nil //nolint:nilerr // draft has judged the phone; a landline caller is simply unknown
	}
	person, known, err := s.People.PersonByPhone(ctx, string(p))
	if err != nil || !known {
		return 0, err
	}
	adults, err := s.Households.Adults(ctx, o.HouseID)
	if err != nil || !slices.Contains(adults, person) {
		return 0, err
	}
	return person, nil
}

// draft checks what was filled in and makes the row, without a number yet.
func (s *Service) draft(ctx context.Context, f Fault, channel string) (Order, error) {
	bad := ErrInput
	c, ok := categoryOf(f.Category)
	if !ok || !c.suits(f.Place) {
		bad = bad.With("category", "请从给出的类型中选择")
	}
	if _, ok := c.fault(f.Fault); !ok {
		bad = bad.With("fault", "请从给出的故障中选择")
	}
	_, _, dangerous := danger(f.Description)
	emergency := c.Emergency || dangerous
	if problem := badSlot(f.SlotStart, f.SlotEnd, s.Now()); problem != "" {
		bad = bad.With("slotStart", problem)
	}
	phone, err := pii.ParsePhone(f.ContactPhone)
	if err != nil {
		bad = bad.With("contactPhone", pii.ErrPhone.Message)
	}
	if f.Place == Public && f.PublicPlace == "" {
		bad = bad.With("publicPlace", "请写下在什么地方")
	}
	if len(bad.Fields) > 0 {
		return Order{}, bad
	}
	t, err := s.treat(ctx, f.CommunityID, f.Category, emergency)
	if err != nil {
		return Order{}, err
	}
	now := s.Now()
	o := Order{
		ID: s.Gen.New(), CommunityID: f.CommunityID, State: Submitted, Version: 1, Stage: 1, Place: f.Place, Category: f.Category, Fault: f.Fault, Skill: t.Skill,
		Emergency: emergency, Description: f.Description, PhotoCount: int64(len(f.PhotoFileIDs)), SlotStart: utc(f.SlotStart), SlotEnd: utc(f.SlotEnd),
		AccessNote: f.AccessNote, Channel: channel, CostBearer: bearerOwner, Light: LightGreen, BusinessDay: clock.Date(now), CreatedAt: now, UpdatedAt: now,
	}
	if f.Place == Public {
		o.CostBearer = bearerProperty
	}
	if err := s.locate(ctx, &o, f); err != nil {
		return Order{}, err
	}
	return o, s.seal(&o, f.ContactName, string(phone))
}

// locate writes down where the fault is. Error: ErrInput for a house that is
// not in the community.
func (s *Service) locate(ctx context.Context, o *Order, f Fault) error {
	if f.Place == Public {
		o.PlaceLabel, o.PlaceKey = f.PublicPlace, strings.ToLower(f.PublicPlace)
		return nil
	}
	h, err := s.Places.House(ctx, f.HouseID)
	if _, refused := errs.From(err); err != nil && !refused {
		return fmt.Errorf("house %d: %w", f.HouseID, err)
	}
	if err != nil || h.CommunityID != f.CommunityID {
		return ErrInput.With("houseId", "没有找到这套房屋，请重新选择").Because(err)
	}
	o.HouseID, o.PlaceLabel, o.PlaceKey, o.EnterAbsent = h.ID, h.Label, h.ID.String(), f.MayEnter
	return nil
}

func (s *Service) seal(o *Order, name, phone string) error {
	var err error
	if o.ContactName, err = s.Vault.Seal(sealedField(*o, "contact_name"), name); err != nil {
		return err
	}
	o.ContactPhone, err = s.Vault.Seal(sealedField(*o, "contact_phone"), phone)
	return err
}

func sealedField(o Order, column string) pii.Field {
	return pii.Field{Table: "repair_orders", Column: column, Row: int64(o.ID), Community: int64(o.CommunityID)}
}

// limit refuses the eleventh report of a day and the third open one of the
// same, and offers an order that somebody made of the same before.
func (s *Service) limit(ctx context.Context, o Order, separate bool) error {
	ok, err := s.store.countReport(ctx, o.ReporterID, clock.Date(o.CreatedAt))
	if err != nil {
		return fmt.Errorf("count reports: %w", err)
	}
	if !ok {
		return ErrDaily
	}
	open, err := s.store.openAt(ctx, o)
	if err != nil {
		return fmt.Errorf("open repairs of the place: %w", err)
	}
	mine := 0
	for _, other := range open {
		if other.ReporterID == o.ReporterID {
			mine++
		}
	}
	if mine >= openAtPlace {
		return ErrTwice
	}
	return newestSimilar(open, o, separate)
}

func (s *Service) offerSimilar(ctx context.Context, o Order) error {
	open, err := s.store.openAt(ctx, o)
	if err != nil {
		return fmt.Errorf("open repairs of the place: %w", err)
	}
	return newestSimilar(open, o, false)
}

// newestSimilar offers the newest open order of the same fault at the same
// place within 72 hours. Error: ErrSimilar.
func newestSimilar(open []Order, o Order, separate bool) error {
	for _, other := range open {
		if !separate && o.CreatedAt.Sub(other.CreatedAt) <= similarFor {
			return similar(other)
		}
	}
	return nil
}

// submit gives the order its number and writes it with all that belongs to it.
func (s *Service) submit(ctx context.Context, who auth.Actor, o *Order, files []ids.ID) error {
	if err := s.Files.Attach(ctx, who, "repair", o.ID, o.CommunityID, files); err != nil {
		return err
	}
	role := Reporter
	if who.Kind == auth.Staff {
		role = Dispatcher
	}
	cal, err := s.calendar(ctx, o.CommunityID)
	if err != nil {
		return err
	}
	t, err := s.treatOrder(ctx, *o)
	if err != nil {
		return err
	}
	clocks := clocksOf(*o, t, cal, o.CreatedAt)
	o.Light, o.DueAt = lightOf(clocks)
	h, err := s.number(ctx, who, role, o, files)
	if err != nil {
		return fmt.Errorf("add repair: %w", err)
	}
	if err := s.keep(ctx, tickWork{fresh: clocks, cal: cal}, o.CreatedAt); err != nil {
		return err
	}
	if err := s.begin(ctx, *o, t); err != nil {
		return err
	}
	o.written = &written{[]history{h}, clocks}
	return s.tell(ctx, h, Order{}, *o)
}

// number writes the order under a number that is free.
func (s *Service) number(ctx context.Context, who auth.Actor, role Role, o *Order, files []ids.ID) (h history, err error) {
	var first []viewer
	if o.ReporterID != 0 {
		first = []viewer{{PersonID: o.ReporterID, OrderID: o.ID}}
	}
	for range 5 { // a number may be taken already
		o.Number = newNumber(o.CreatedAt)
		o.Search = searchText(*o)
		h = s.record(ctx, who, role, step{act: Report}, Order{}, *o)
		if err = s.store.add(ctx, *o, h, first, photosOf(o.ID, 0, files)); err == nil || !db.Duplicate(err) {
			return h, err
		}
	}
	return h, err
}

// begin starts the search for a worker: the desk has the first word where it
// assigns, the other modes begin at once.
func (s *Service) begin(ctx context.Context, o Order, t RepairSettings) error {
	if len(t.Chain) > 0 && t.Chain[0] == ModeAssign {
		return s.expectTaker(ctx, o)
	}
	return s.dispatchNow(ctx, o)
}

func photosOf(order, event ids.ID, files []ids.ID) []photo {
	out := make([]photo, len(files))
	for i, f := range files {
		out[i] = photo{order, f, event, i}
	}
	return out
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

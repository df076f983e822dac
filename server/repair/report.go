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
	PublicPlace  string     `json:"publicPlace,omitempty" maxLength:"100" doc:"for place=public"`
	Description  string     `json:"description" minLength:"1" maxLength:"500"`
	PhotoFileIDs []ids.ID   `json:"photoFileIds,omitempty" maxItems:"9" nullable:"false"`
	SlotStart    *time.Time `json:"slotStart,omitempty"`
	SlotEnd      *time.Time `json:"slotEnd,omitempty"`
	ContactName  string     `json:"contactName,omitempty" maxLength:"40"`
	ContactPhone string     `json:"contactPhone,omitempty" maxLength:"30"`
	MayEnter     bool       `json:"permissionToEnter,omitempty" doc:"the worker may enter when nobody is at home"`
}

// Report makes an order for a resident. Indoors he needs the right repair of
// the house; in public places it is enough to live in the community.
// Errors: ErrHouse, ErrCommunity, ErrInput, ErrDaily, ErrTwice, file.unknown.
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
		if err := s.limit(ctx, o); err != nil {
			return err
		}
		return s.submit(ctx, who, &o, f.PhotoFileIDs)
	})
	return o, err
}

// TakeDown makes an order for a caller or a visitor at the desk. When the
// caller's phone is an adult's of the house, the order is his.
// Errors: auth.ErrDenied, ErrInput, file.unknown.
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
	now := s.Now()
	o := Order{
		ID: s.Gen.New(), CommunityID: f.CommunityID, State: Submitted, Version: 1, Place: f.Place, Category: f.Category, Description: f.Description,
		PhotoCount: int64(len(f.PhotoFileIDs)), SlotStart: utc(f.SlotStart), SlotEnd: utc(f.SlotEnd), Channel: channel, CreatedAt: now, UpdatedAt: now,
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

// limit refuses the eleventh report of a day and the third open one of the same.
func (s *Service) limit(ctx context.Context, o Order) error {
	ok, err := s.store.countReport(ctx, o.ReporterID, clock.Date(o.CreatedAt))
	if err != nil {
		return fmt.Errorf("count reports: %w", err)
	}
	if !ok {
		return ErrDaily
	}
	n, err := s.store.countOpen(ctx, o.ReporterID, o.Category, o.PlaceKey)
	if err != nil {
		return fmt.Errorf("count open repairs: %w", err)
	}
	if n >= openAtPlace {
		return ErrTwice
	}
	return nil
}

// submit gives the order its number and writes it with all that belongs to it.
func (s *Service) submit(ctx context.Context, who auth.Actor, o *Order, files []ids.ID) error {
	if err := s.Files.Attach(ctx, who, "repair", o.ID, o.CommunityID, files); err != nil {
		return err
	}
	viewers, err := s.viewersOf(ctx, *o)
	if err != nil {
		return err
	}
	role := Reporter
	if who.Kind == auth.Staff {
		role = Dispatcher
	}
	for range 5 { // a number may be taken already
		o.Number = newNumber(o.CreatedAt)
		o.Search = searchText(*o)
		h := s.record(ctx, who, role, step{act: Report}, Order{}, *o)
		err = s.store.add(ctx, *o, h, viewers, photosOf(o.ID, 0, files))
		if err == nil {
			return s.tell(ctx, who, h, Order{}, *o)
		}
		if !db.Duplicate(err) {
			break
		}
	}
	return fmt.Errorf("add repair: %w", err)
}

// viewersOf are the reporter and the adults of the house.
func (s *Service) viewersOf(ctx context.Context, o Order) ([]viewer, error) {
	var people []ids.ID
	if o.HouseID != 0 {
		var err error
		if people, err = s.Households.Adults(ctx, o.HouseID); err != nil {
			return nil, fmt.Errorf("adults of house %d: %w", o.HouseID, err)
		}
	}
	if o.ReporterID != 0 && !slices.Contains(people, o.ReporterID) {
		people = append(people, o.ReporterID)
	}
	out := make([]viewer, len(people))
	for i, p := range people {
		out[i] = viewer{p, o.ID}
	}
	return out, nil
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

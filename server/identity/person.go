package identity

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

const phoneIndex = "phone" // the purpose of the blind index, shared with the register of houses

// Me is what a resident sees of himself.
type Me struct {
	ID             ids.ID          `json:"id"`
	Name           string          `json:"name"`
	Phone          string          `json:"phone" doc:"masked; empty when none is known"`
	ElderMode      bool            `json:"elderMode"`
	CurrentHouseID ids.ID          `json:"currentHouseId" doc:"empty when the person has no house"`
	Houses         []event.MyHouse `json:"houses" nullable:"false"`
}

// MeChange is what a resident changes of himself; nil leaves as it is.
type MeChange struct {
	Name           *string `json:"name,omitempty" minLength:"1" maxLength:"20"`
	ElderMode      *bool   `json:"elderMode,omitempty"`
	CurrentHouseID *ids.ID `json:"currentHouseId,omitempty"`
}

// Me shows a person himself.
func (s *Service) Me(ctx context.Context, id ids.ID) (Me, error) {
	p, err := s.store.person(ctx, id)
	if err != nil {
		return Me{}, fmt.Errorf("person %d: %w", id, err)
	}
	clear, err := s.open(p)
	if err != nil {
		return Me{}, err
	}
	houses, err := s.MyHouses(ctx, id)
	if err != nil {
		return Me{}, err
	}
	me := Me{ID: id, Name: clear.Name, Phone: pii.MaskPhone(clear.Phone), ElderMode: p.ElderMode, Houses: houses}
	if len(houses) > 0 {
		me.CurrentHouseID = houses[0].HouseID
	}
	if slices.ContainsFunc(houses, func(h event.MyHouse) bool { return h.HouseID == p.CurrentHouseID }) {
		me.CurrentHouseID = p.CurrentHouseID
	}
	return me, nil
}

// MyHouses are the houses of a person as he sees them.
func (s *Service) MyHouses(ctx context.Context, id ids.ID) ([]event.MyHouse, error) {
	bound, err := s.bound(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make([]event.MyHouse, 0, len(bound))
	if len(bound) == 0 {
		return out, nil
	}
	who := auth.Actor{Houses: bound}
	// The person may be just logging in, so the scope comes from the bindings.
	labels, err := s.Places.Houses(db.Within(ctx, communitiesOf(bound)...), who.HouseIDs())
	if err != nil {
		return nil, fmt.Errorf("names of houses: %w", err)
	}
	for _, h := range bound {
		l, ok := labels[h.HouseID]
		if !ok {
			continue
		}
		rights := make([]string, len(h.Rights))
		for i, r := range h.Rights {
			rights[i] = string(r)
		}
		out = append(out, event.MyHouse{HouseID: h.HouseID, CommunityID: h.CommunityID, CommunityName: l.CommunityName,
			Label: l.Label, Role: h.Role, Rights: rights, ServicePhone: l.ServicePhone})
	}
	return out, nil
}

// bound asks over all communities, because the answer is what the scope is
// made of; the person limits it.
func (s *Service) bound(ctx context.Context, person ids.ID) ([]auth.House, error) {
	out, err := s.Houses.Houses(db.Everywhere(ctx), person)
	if err != nil {
		return nil, fmt.Errorf("houses of person %d: %w", person, err)
	}
	return out, nil
}

func communitiesOf(houses []auth.House) []ids.ID {
	out := make([]ids.ID, 0, len(houses))
	for _, h := range houses {
		if !slices.Contains(out, h.CommunityID) {
			out = append(out, h.CommunityID)
		}
	}
	return out
}

// ChangeMe changes a resident's own settings. Error: ErrHouse for a house that is not his.
func (s *Service) ChangeMe(ctx context.Context, who auth.Actor, c MeChange) (Me, error) {
	change := map[string]any{"updated_at": s.Now()}
	if c.Name != nil {
		sealed, err := s.Vault.Seal(personField(who.ID, "name"), *c.Name)
		if err != nil {
			return Me{}, err
		}
		change["name_sealed"] = sealed
	}
	if c.ElderMode != nil {
		change["elder_mode"] = *c.ElderMode
	}
	if c.CurrentHouseID != nil {
		if _, ok := who.House(*c.CurrentHouseID); !ok {
			return Me{}, ErrHouse
		}
		change["current_house_id"] = *c.CurrentHouseID
	}
	var me Me
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.changePerson(ctx, who.ID, change); err != nil {
			return err
		}
		s.forgetAfter(ctx, who.ID) // the Actor carries the name
		var err error
		me, err = s.Me(ctx, who.ID)
		return err
	})
	return me, err
}

// Person answers a person in clear. Error: ErrPerson.
func (s *Service) Person(ctx context.Context, id ids.ID) (event.Person, error) {
	found, err := s.People(ctx, []ids.ID{id})
	if err != nil {
		return event.Person{}, err
	}
	p, ok := found[id]
	if !ok {
		return event.Person{}, ErrPerson
	}
	return p, nil
}

// People answers persons in clear; unknown ids are left out.
func (s *Service) People(ctx context.Context, which []ids.ID) (map[ids.ID]event.Person, error) {
	out := make(map[ids.ID]event.Person, len(which))
	if len(which) == 0 {
		return out, nil
	}
	rows, err := s.store.people(ctx, which)
	if err != nil {
		return nil, err
	}
	for _, p := range rows {
		if out[p.ID], err = s.open(p); err != nil {
			return nil, err
		}
	}
	accounts, err := s.store.openIDs(ctx, which)
	for _, a := range accounts {
		if p, ok := out[a.PersonID]; ok {
			p.OpenID = a.OpenID // the account used last is the last of the list
			out[a.PersonID] = p
		}
	}
	return out, err
}

// PersonByPhone finds who has proved to hold a phone.
func (s *Service) PersonByPhone(ctx context.Context, phone string) (ids.ID, bool, error) {
	n, err := pii.ParsePhone(phone)
	if err != nil {
		return 0, false, nil //nolint:nilerr // nobody holds what is no phone
	}
	p, err := s.store.byPhone(ctx, s.Vault.Index(phoneIndex, string(n)))
	if db.NotFound(err) {
		return 0, false, nil
	}
	return p.ID, err == nil, err
}

// OpenID is the WeChat account a person used last; "" for none.
func (s *Service) OpenID(ctx context.Context, person ids.ID) (string, error) {
	return s.store.openID(ctx, person)
}

// SeedPerson finds or makes the person with the phone; name is used for a new one.
func (s *Service) SeedPerson(ctx context.Context, name, phone string) (id ids.ID, err error) {
	n, err := mobile(phone)
	if err != nil {
		return 0, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		id, err = s.personWith(ctx, n, name)
		return err
	})
	return id, err
}

// personWith finds or makes the person with the phone, in a transaction.
func (s *Service) personWith(ctx context.Context, phone pii.Phone, name string) (ids.ID, error) {
	index := s.Vault.Index(phoneIndex, string(phone))
	have, err := s.store.byPhone(ctx, index)
	if err == nil || !db.NotFound(err) {
		return have.ID, err
	}
	p, err := s.newPerson(name)
	if err != nil {
		return 0, err
	}
	p.PhoneIndex = &index
	if p.PhoneSealed, err = s.Vault.Seal(personField(p.ID, "phone"), string(phone)); err != nil {
		return 0, err
	}
	if err := s.store.add(ctx, &p); db.Duplicate(err) { // somebody logged in with it just now
		have, err = s.store.byPhone(ctx, index)
		return have.ID, err
	} else if err != nil {
		return 0, err
	}
	return p.ID, nil
}

func (s *Service) newPerson(name string) (person, error) {
	p := person{ID: s.Gen.New(), CreatedAt: s.Now(), UpdatedAt: s.Now()}
	var err error
	p.NameSealed, err = s.Vault.Seal(personField(p.ID, "name"), strings.TrimSpace(name))
	return p, err
}

func (s *Service) open(p person) (event.Person, error) {
	name, err := s.Vault.Open(personField(p.ID, "name"), p.NameSealed)
	if err != nil {
		return event.Person{}, err
	}
	phone, err := s.Vault.Open(personField(p.ID, "phone"), p.PhoneSealed)
	return event.Person{ID: p.ID, Name: name, Phone: phone}, err
}

func personField(id ids.ID, column string) pii.Field {
	return pii.Field{Table: "persons", Column: column, Row: int64(id)}
}

// mobile reads a phone that can get an SMS. Error: ErrMobile.
func mobile(s string) (pii.Phone, error) {
	p, err := pii.ParsePhone(s)
	if err != nil || !p.Mobile() {
		return "", ErrMobile.With("phone", "请填写 11 位手机号")
	}
	return p, nil
}

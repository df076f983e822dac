package house

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

func TestAnswersToOtherCapabilities(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	k.bring(t, small(t))
	ctx := t.Context() // no scope: they have checked the ids
	h := k.one(t, "1-1-101")
	if _, err := k.House(ctx, 42); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown house: %v", err)
	}
	want := event.House{ID: h.ID, CommunityID: k.home.ID, CompanyID: k.home.CompanyID, CommunityName: "翠湖花园", Label: "1栋1单元101", ServicePhone: "0571-88886666", BuildingID: h.BuildingID, UnitID: h.UnitID}
	if got, err := k.House(ctx, h.ID); err != nil || got != want {
		t.Errorf("%+v %v", got, err)
	}
	if label, err := k.HouseLabel(ctx, h.ID); err != nil || label != "1栋1单元101" {
		t.Errorf("%s %v", label, err)
	}
	if c, err := k.CommunityOf(ctx, h.ID); err != nil || c != k.home.ID {
		t.Errorf("%d %v", c, err)
	}
	for phone, want := range map[string]int{"13800000001": 2, "13800000002": 1, "13800000009": 0, "": 0} {
		if got, err := k.HousesByPhone(ctx, k.Vault.Index("phone", phone)); err != nil || len(got) != want {
			t.Errorf("%q: %+v %v", phone, got, err)
		}
	}
	if got, err := k.RegisterOf(ctx, h.ID); err != nil || len(got) != 2 || got[1].Role == got[0].Role {
		t.Errorf("%+v %v", got, err)
	}
	if p, err := k.Callee(ctx, h.ID); err != nil || p.Name == "" || !strings.HasPrefix(p.Phone, "1380000000") {
		t.Errorf("whom to ring: %+v %v", p, err)
	}
	if p, err := k.Callee(ctx, 42); err != nil || p != (event.Person{}) {
		t.Errorf("nobody is there: %+v %v", p, err)
	}
	all := event.Audience{CommunityID: k.home.ID, Houses: []ids.ID{h.ID}, Units: []ids.ID{h.UnitID}, Buildings: []ids.ID{h.BuildingID}}
	if got, err := k.PlacesOf(ctx, all); err != nil || fmt.Sprint(got) != fmt.Sprintf("[{building %d 1栋} {unit %d 1栋1单元} {house %d 1栋1单元101}]", h.BuildingID, h.UnitID, h.ID) {
		t.Errorf("%v %v", got, err)
	}
	all.CommunityID++
	if got, err := k.PlacesOf(ctx, all); err != nil || len(got) != 0 {
		t.Errorf("names of another community's houses: %v %v", got, err)
	}
	if name, err := k.CompanyName(ctx, k.home.CompanyID); err != nil || name != "翠湖物业" {
		t.Errorf("%s %v", name, err)
	}
	if n, err := k.Count(ctx, k.home.ID); err != nil || n != 4 {
		t.Errorf("%d %v", n, err)
	}
}

func TestClosingARegisterKeepsItsHistory(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	k.bring(t, small(t))
	h := k.one(t, "1-1-101")
	if err := k.CloseRegister(k.ctx, h.ID, k.clock.Now().Add(-time.Hour), "业主出售"); err != nil {
		t.Fatal(err)
	}
	if got, err := k.RegisterOf(k.ctx, h.ID); err != nil || len(got) == 0 {
		t.Errorf("who was registered later has gone: %+v %v", got, err)
	}
	for range 2 {
		if err := k.CloseRegister(k.ctx, h.ID, k.clock.Now(), "业主出售"); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := k.RegisterOf(k.ctx, h.ID); err != nil || len(got) != 0 {
		t.Errorf("%+v %v", got, err)
	}
	if got, err := k.HousesByPhone(k.ctx, k.Vault.Index("phone", "13800000002")); err != nil || len(got) != 0 {
		t.Errorf("a former owner is still matched: %+v %v", got, err)
	}
	if n := k.count(t, &entry{}); n != 4 {
		t.Errorf("%d entries remain of 4", n)
	}
	w, err := k.Look(k.ctx, k.manager, h.ID)
	if err != nil || len(w.Events) != 2 || w.Events[0].label() != "住户迁出，登记结束" {
		t.Errorf("%+v %v", w.Events, err)
	}
	if err := k.CloseRegister(db.Within(t.Context(), k.abroad.ID), h.ID, k.clock.Now(), "x"); !errors.Is(err, ErrNotFound) {
		t.Errorf("of another community: %v", err)
	}
}

// bindings is what the binding capability would answer.
type bindings struct{ house ids.ID }

func (b bindings) BoundCounts(_ context.Context, _ []ids.ID) (map[ids.ID]int, error) {
	return map[ids.ID]int{b.house: 3}, nil
}

func (b bindings) HouseBindings(_ context.Context, _ ids.ID) ([]event.HouseBinding, error) {
	return []event.HouseBinding{{ID: 9, State: "active"}}, nil
}

func TestBindingsAreShownBesideTheHouse(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	k.bring(t, small(t))
	h := k.one(t, "1-1-101")
	k.UseBindings(bindings{h.ID})
	lines, _, err := k.List(k.ctx, k.reader, Query{Text: "1-1-101"})
	if err != nil || len(lines) != 1 || lines[0].Bound != 3 {
		t.Errorf("%+v %v", lines, err)
	}
	g, err := k.Grid(k.ctx, k.reader, h.BuildingID)
	if err != nil || g.Units[0].Floors[0].Houses[0].Bound != 3 {
		t.Errorf("%+v %v", g, err)
	}
	if w, err := k.Look(k.ctx, k.reader, h.ID); err != nil || len(w.Bindings) != 1 {
		t.Errorf("%+v %v", w.Bindings, err)
	}
}

func TestAGridStandsOnItsFeet(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	k.bring(t, demoFile(t))
	g, err := k.Grid(k.ctx, k.reader, k.one(t, "1-1-101").BuildingID)
	if err != nil || len(g.Units) != 2 || len(g.Units[0].Floors) != 11 || g.Units[0].Floors[0].Floor != 11 || g.Units[0].Floors[10].Houses[0].House.Room != "101" {
		t.Errorf("%+v %v", g, err)
	}
}

func TestAListAsksForTheCommunity(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	both := k.reader
	both.Communities = []ids.ID{k.home.ID, k.abroad.ID}
	if _, _, err := k.List(k.ctx, both, Query{}); !errors.Is(err, ErrChooseCommunity) {
		t.Errorf("%v", err)
	}
}

func TestACursorThatIsNotOursBeginsAtTheStart(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "x", "bm90IGpzb24", encodeCursor(position{})} {
		if p := decodeCursor(s); p != (position{}) {
			t.Errorf("%q: %+v", s, p)
		}
	}
	if p := (position{"1|2", 3}); decodeCursor(encodeCursor(p)) != p {
		t.Error(fmt.Sprint(p))
	}
}

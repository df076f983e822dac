package home

import (
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/ids"
)

// Card is a line of a page.
type Card struct {
	Kind        string    `json:"kind" doc:"repair, binding or notice"`
	RefID       ids.ID    `json:"refId"`
	Title       string    `json:"title"`
	Subtitle    string    `json:"subtitle"`
	Status      string    `json:"status"`
	StatusLabel string    `json:"statusLabel"`
	Tone        string    `json:"tone" enum:"info,warn,good,danger,neutral"`
	Link        string    `json:"link"`
	UpdatedAt   time.Time `json:"updatedAt"`
}

// Home is a resident's first page.
type Home struct {
	House           *event.MyHouse  `json:"house,omitempty" doc:"the chosen one; absent without any"`
	Houses          []event.MyHouse `json:"houses" nullable:"false"`
	Unread          int64           `json:"unread"`
	Todos           []Card          `json:"todos" nullable:"false"`
	Notices         []Card          `json:"notices" nullable:"false"`
	PendingBindings int             `json:"pendingBindings"`
	ServicePhone    string          `json:"servicePhone"`
}

// Counts are the figures of the workbench, named as the Counters name them.
type Counts struct {
	BindingsPending   int `json:"bindingsPending"`
	RepairsOpen       int `json:"repairsOpen"`
	RepairsUnassigned int `json:"repairsUnassigned"`
	HousesTotal       int `json:"housesTotal"`
	ResidentsActive   int `json:"residentsActive"`
	BillsOverdue      int `json:"billsOverdue"`
	BillsOverdueFen   int `json:"billsOverdueFen" doc:"what is left of them"`
	BillDecisions     int `json:"billDecisions" doc:"disputes and waivers that wait"`
	RefundsWaiting    int `json:"refundsWaiting"`
	DifferencesOpen   int `json:"differencesOpen" doc:"of the account that gets the community's money"`
	CallsWaiting      int `json:"callsWaiting" doc:"telephone calls to make now"`
	MessagesDead      int `json:"messagesDead" doc:"messages that did not go out and wait for a decision"`
}

// Workbench is what waits for the staff of a community.
type Workbench struct {
	Counts Counts `json:"counts"`
	Recent []Card `json:"recent" nullable:"false"`
}

// shown are the newest notices on the page; the rest is in their list.
const shown = 2

// compose lays out the rows of a person for the chosen house.
func compose(person ids.ID, k known, chosen ids.ID, rows []card) Home {
	houses := k.houses
	h := Home{Houses: houses, Todos: []Card{}, Notices: []Card{}}
	if h.Houses == nil {
		h.Houses = []event.MyHouse{}
	}
	if len(houses) > 0 {
		i := max(slices.IndexFunc(houses, func(m event.MyHouse) bool { return m.HouseID == chosen }), 0)
		h.House, h.ServicePhone = &houses[i], houses[i].ServicePhone
	}
	for _, r := range rows {
		switch {
		case r.Kind == kindUnread:
			h.Unread = r.Amount
		case r.Kind == kindNotice:
			mine := h.House == nil || r.PersonID == person || slices.Contains(k.spots[h.House.HouseID], r.PersonID)
			if mine && len(h.Notices) < shown && !slices.ContainsFunc(h.Notices, func(c Card) bool { return c.RefID == r.RefID }) {
				h.Notices = append(h.Notices, cardOf(r))
			}
		default:
			if r.Kind == "binding" && (r.Status == "pending" || r.Status == "need_more") {
				h.PendingBindings++
			}
			if r.HouseID == 0 || r.Kind == "binding" || h.House == nil || r.HouseID == h.House.HouseID || !houseOf(houses, r.HouseID) {
				h.Todos = append(h.Todos, cardOf(r))
			}
		}
	}
	return h
}

// houseOf reports whether a house is one the person can choose.
func houseOf(houses []event.MyHouse, id ids.ID) bool {
	return slices.ContainsFunc(houses, func(m event.MyHouse) bool { return m.HouseID == id })
}

func cardOf(r card) Card {
	return Card{r.Kind, r.RefID, r.Title, r.Subtitle, r.Status, r.Label, r.Tone, r.Link, r.UpdatedAt}
}

// figures keeps the counts that the actor may follow.
func figures(all map[string]int, can func(permission string) bool) Counts {
	see := func(name, permission string) int {
		if !can(permission) {
			return 0
		}
		return all[name]
	}
	return Counts{
		BindingsPending: see("bindingsPending", "binding.read"), RepairsOpen: see("repairsOpen", "repair.read"),
		RepairsUnassigned: see("repairsUnassigned", "repair.read"), HousesTotal: see("housesTotal", "house.read"),
		ResidentsActive: see("residentsActive", "binding.read"),
		BillsOverdue:    see("billsOverdue", "billing.read"), BillsOverdueFen: see("billsOverdueFen", "billing.read"), BillDecisions: see("billDecisions", "billing.approve"),
		RefundsWaiting: see("refundsWaiting", "payment.read"), DifferencesOpen: see("differencesOpen", "payment.reconcile"),
		CallsWaiting: see("callsWaiting", "notify.desk"), MessagesDead: see("messagesDead", "notify.desk"),
	}
}

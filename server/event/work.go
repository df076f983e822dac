package event

import (
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// StaffLeft says that a staff account was disabled or lost the right to work
// in these communities (all of them when the list is empty).
type StaffLeft struct {
	StaffID      ids.ID   `json:"staffId"`
	CommunityIDs []ids.ID `json:"communityIds"`
}

// Topic is for the outbox.
func (StaffLeft) Topic() string { return "identity:staff_left" }

// Able is a worker who has a skill and is on shift.
type Able struct {
	StaffID ids.ID
	Name    string
	Cap     int // how many open orders at once
}

// Price is a line of a community's price list.
type Price struct {
	ID       ids.ID
	Kind     string // labour | material
	Name     string
	Unit     string
	PriceFen money.Fen
	OnSale   bool
}

// Use takes material out of the stock for an order.
type Use struct {
	ItemID   ids.ID `json:"itemId"`
	Quantity int64  `json:"quantity"`
}

package event

import (
	"time"

	"zhijian/server/platform/ids"
)

// HouseRegisterChanged says that the company's register of these houses was
// added to or changed; each event names at most 500 houses.
type HouseRegisterChanged struct {
	CommunityID ids.ID   `json:"communityId"`
	HouseIDs    []ids.ID `json:"houseIds"`
}

// Topic is for the outbox.
func (HouseRegisterChanged) Topic() string { return "house:register_changed" }

// RegisterEntry is a person whom the company has written down for a house.
// Name is in clear: mask before showing.
type RegisterEntry struct {
	HouseID     ids.ID
	CommunityID ids.ID
	Role        string // owner | co_owner | tenant
	Name        string
}

// HouseBinding is what the page of a house shows of a resident's binding.
type HouseBinding struct {
	ID          ids.ID    `json:"id"`
	PersonName  string    `json:"personName" doc:"masked"`
	Phone       string    `json:"phone" doc:"masked"`
	Role        string    `json:"role"`
	State       string    `json:"state"`
	StateLabel  string    `json:"stateLabel"`
	SubmittedAt time.Time `json:"submittedAt"`
}

// HouseFacts are what a fee is counted from.
type HouseFacts struct {
	ID         ids.ID
	BuildingID ids.ID
	Kind       string // flat | shop | garage | other
	Label      string
	Area       int64 // 1/100 m²
	Floor      int64
}

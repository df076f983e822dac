package event

import (
	"time"

	"zhijian/server/platform/ids"
)

// RepairChanged tells that a repair order went from one state to another.
// From is empty for a new order; From equals To when it was given to another worker.
type RepairChanged struct {
	OrderID     ids.ID    `json:"orderId"`
	CommunityID ids.ID    `json:"communityId"`
	HouseID     ids.ID    `json:"houseId"` // 0: a public place
	From        string    `json:"from"`
	To          string    `json:"to"`
	Act         string    `json:"act"`
	ActorKind   string    `json:"actorKind"`
	ActorID     ids.ID    `json:"actorId"`
	At          time.Time `json:"at"`
}

// Topic is for the outbox.
func (RepairChanged) Topic() string { return "repair.changed" }

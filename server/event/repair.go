package event

import (
	"time"

	"zhijian/server/platform/ids"
)

// RepairChanged tells that a repair order went from one state to another.
// From is empty for a new order; From equals To when the order only got
// another worker, time or house. EventID names the step; WasWorkerID is who
// had the order before it.
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
	EventID     ids.ID    `json:"eventId"`
	WasWorkerID ids.ID    `json:"wasWorkerId"`
}

// Topic is for the outbox.
func (RepairChanged) Topic() string { return "repair.changed" }

package event

import "zhijian/server/platform/ids"

// BindingChanged tells that a person's binding to a house went from one state
// to another. From is empty for a new one; From equals To when only its rights changed.
type BindingChanged struct {
	BindingID   ids.ID `json:"bindingId"`
	HouseID     ids.ID `json:"houseId"`
	CommunityID ids.ID `json:"communityId"`
	PersonID    ids.ID `json:"personId"`
	From        string `json:"from"`
	To          string `json:"to"`
}

// Topic is for the outbox.
func (BindingChanged) Topic() string { return "binding.changed" }

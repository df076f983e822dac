package event

import "zhijian/server/platform/ids"

// PersonMerged says that From, who had neither phone nor house, turned out to
// be Into: what From had begun (a binding applied for) is Into's now.
type PersonMerged struct {
	From ids.ID `json:"from"`
	Into ids.ID `json:"into"`
}

// Topic is for the outbox.
func (PersonMerged) Topic() string { return "identity:person_merged" }

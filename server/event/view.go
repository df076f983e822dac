package event

import (
	"time"

	"zhijian/server/platform/ids"
)

// House is what other capabilities show of a house.
type House struct {
	ID            ids.ID
	CommunityID   ids.ID
	CompanyID     ids.ID
	CommunityName string
	Label         string // 1栋1单元101
	ServicePhone  string
	BuildingID    ids.ID
	UnitID        ids.ID // 0 where a building has no units
}

// Person is a resident. Phone and Name are in clear: mask before showing.
type Person struct {
	ID     ids.ID
	Name   string
	Phone  string
	OpenID string
}

// Staff is a staff account. Phone and Name are in clear: mask before showing.
type Staff struct {
	ID    ids.ID
	Name  string
	Phone string
}

// File is an uploaded picture with signed links that expire.
type File struct {
	ID       ids.ID `json:"id"`
	URL      string `json:"url"`
	ThumbURL string `json:"thumbUrl"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
}

// Card is one line of somebody's home page or workbench, kept up to date by
// the capability whose matter it is, in the transaction of the change.
type Card struct {
	PersonID  ids.ID
	HouseID   ids.ID // 0: shown whatever house is chosen
	Kind      string // repair | binding | notice
	RefID     ids.ID
	Title     string
	Subtitle  string
	Status    string
	Label     string // the status in the words people read
	Tone      string // info | warn | good | danger | neutral
	Link      string // mini-program page with query
	UpdatedAt time.Time
}

// Notify asks notify to tell one person something; notify decides how.
// It is an outbox event: publish it in the transaction of the change.
type Notify struct {
	// To is a person. 0 tells the household HouseID, of which nobody has an
	// account, if it is one that is told by telephone.
	To          ids.ID            `json:"to"`
	Staff       bool              `json:"staff"` // To is a staff account
	CommunityID ids.ID            `json:"communityId"`
	Template    string            `json:"template"` // repair_assigned, binding_approved, …
	Params      map[string]string `json:"params"`
	Link        string            `json:"link"`
	// HouseID: the message is about this house, and a resident who has left
	// it meanwhile is not told. 0 for what is about the person himself.
	HouseID ids.ID `json:"houseId,omitempty"`
	// Dedupe: two Notify with the same key reach the person once.
	Dedupe string `json:"dedupe"`
	// Urgent passes the quiet hours and goes out by text message too.
	Urgent bool `json:"urgent,omitempty"`
	// Merge: while the person has not read it, those of one template and key
	// are one message with a count, such as "12 new orders".
	Merge string `json:"merge,omitempty"`
}

// Topic is for the outbox.
func (Notify) Topic() string { return "notify" }

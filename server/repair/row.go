package repair

import (
	"time"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// history is one transition. HappenedAt is when it was done at the site;
// CreatedAt is when we heard of it.
type history struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	OrderID     ids.ID
	Act         Act
	FromState   State
	ToState     State
	Version     int64
	ActorKind   string
	ActorID     ids.ID
	ActorName   string // residents masked already
	ActorRole   Role
	BehalfOf    ids.ID
	WorkerID    ids.ID
	WorkerName  string
	Reason      string
	Channel     string
	IP          string
	Device      string
	HappenedAt  time.Time
	CreatedAt   time.Time
}

// TableName is for gorm.
func (history) TableName() string { return "repair_events" }

// photo belongs to the report (EventID 0) or to a later step.
type photo struct {
	OrderID  ids.ID `gorm:"primaryKey;autoIncrement:false"`
	FileID   ids.ID `gorm:"primaryKey;autoIncrement:false"`
	EventID  ids.ID
	Position int
}

// TableName is for gorm.
func (photo) TableName() string { return "repair_photos" }

// rating is the reporter's word on one round of work: a reopened order is
// rated again.
type rating struct {
	OrderID     ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Round       int    `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	WorkerID    ids.ID
	Speed       int
	Quality     int
	Attitude    int
	Tags        []string `gorm:"serializer:json"`
	Comment     string
	CreatedAt   time.Time
}

// TableName is for gorm.
func (rating) TableName() string { return "repair_ratings" }

// viewer is an adult of the house when the order was made, its reporter, or
// who joined it.
type viewer struct {
	PersonID ids.ID `gorm:"primaryKey;autoIncrement:false"`
	OrderID  ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Joined   bool
}

// TableName is for gorm.
func (viewer) TableName() string { return "repair_viewers" }

// reports counts what a person reported on a business day.
type reports struct {
	PersonID    ids.ID `gorm:"primaryKey;autoIncrement:false"`
	BusinessDay string `gorm:"primaryKey"`
	Reports     int
}

// TableName is for gorm.
func (reports) TableName() string { return "repair_days" }

// quote is an offer of the worker. Pending waits for a supervisor.
type quote struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	OrderID     ids.ID
	Position    int
	State       string
	TotalFen    money.Fen
	OffList     bool
	Note        string
	MadeBy      ids.ID
	ApprovedBy  ids.ID
	ApprovedAt  *time.Time
	AnsweredBy  ids.ID
	AnsweredVia string
	Speaker     string
	Evidence    string
	AnsweredAt  *time.Time
	CreatedAt   time.Time
}

// TableName is for gorm.
func (quote) TableName() string { return "repair_quotes" }

// quoteLine is work or material at a price.
type quoteLine struct {
	QuoteID  ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Position int    `gorm:"primaryKey;autoIncrement:false"`
	Kind     string
	ItemID   ids.ID
	Title    string
	Unit     string
	Quantity int64
	PriceFen money.Fen
	OffList  bool
}

// TableName is for gorm.
func (quoteLine) TableName() string { return "repair_quote_lines" }

// material is what a finish took out of the stock.
type material struct {
	OrderID  ids.ID `gorm:"primaryKey;autoIncrement:false"`
	EventID  ids.ID `gorm:"primaryKey;autoIncrement:false"`
	ItemID   ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Title    string
	Unit     string
	Quantity int64
}

// TableName is for gorm.
func (material) TableName() string { return "repair_materials" }

// payment is the money of one round.
type payment struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	OrderID     ids.ID
	Round       int
	AmountFen   money.Fen
	Method      string
	Voucher     string
	StaffID     ids.ID
	CreatedAt   time.Time
}

// TableName is for gorm.
func (payment) TableName() string { return "repair_payments" }

// returnVisit is what a colleague heard from the reporter; StaffID is 0 when
// the reporter said it himself.
type returnVisit struct {
	OrderID     ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Round       int    `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	StaffID     ids.ID
	Good        bool
	Note        string
	CreatedAt   time.Time
}

// TableName is for gorm.
func (returnVisit) TableName() string { return "repair_visits" }

// turn is whose turn it was last, for round-robin.
type turn struct {
	CommunityID ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Skill       string `gorm:"primaryKey"`
	WorkerID    ids.ID
}

// TableName is for gorm.
func (turn) TableName() string { return "repair_turns" }

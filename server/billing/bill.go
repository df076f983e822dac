package billing

import (
	"encoding/json"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// Bill is what a house owes for an item and a period, and its row.
type Bill struct {
	ID            ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID   ids.ID
	HouseID       ids.ID
	ItemID        ids.ID
	TariffID      ids.ID
	RunID         ids.ID
	TenureID      ids.ID
	MerchantID    ids.ID
	ReplacesID    ids.ID
	Source        string
	Kind          string
	Period        string
	Slot          int64
	Title         string
	HouseLabel    string
	State         State
	Anomaly       string
	PrincipalFen  money.Fen
	DiscountFen   money.Fen
	WaivedFen     money.Fen
	DueFen        money.Fen
	PaidFen       money.Fen // without late fees
	LatePaidFen   money.Fen
	LateWaivedFen money.Fen
	RefundedFen   money.Fen
	LastFen       money.Fen // of the period before; -1: none
	LateRaw       int64
	LateOn        string
	LateRate      int64
	LateCapFen    money.Fen
	DueOn         string
	LockOrderID   ids.ID
	LockUntil     *time.Time
	LockName      string
	LockBy        ids.ID // the resident who is paying
	Basis         string
	Version       int64
	PublishedAt   *time.Time
	PaidAt        *time.Time
	CreatedAt     time.Time
	UpdatedAt     time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is for gorm.
func (Bill) TableName() string { return "billing_bills" }

// The sources of a bill. A charge's Slot is its reference.
const (
	sourceRun     = "run"
	sourceRepair  = "repair"
	sourceDeposit = "deposit"
	sourcePrepaid = "prepaid"
	sourceStaff   = "staff"
)

// inputs are what the bill was counted from.
func (b Bill) inputs() Inputs {
	var in Inputs
	_ = json.Unmarshal([]byte(b.Basis), &in) // written by us; a charge has lines instead and no inputs
	return in
}

// isLocked reports whether an open payment order holds the bill at the time.
func (b Bill) isLocked(now time.Time) bool {
	return b.LockOrderID != 0 && b.LockUntil != nil && b.LockUntil.After(now)
}

// payingOf is the open payment of the person's own that holds the bill; 0 when there is none.
func (b Bill) payingOf(who auth.Actor, now time.Time) ids.ID {
	if who.Kind != auth.Resident || b.LockBy != who.ID || !b.isLocked(now) {
		return 0
	}
	return b.LockOrderID
}

func (b *Bill) unlock() { b.LockOrderID, b.LockUntil, b.LockName, b.LockBy = 0, nil, "", 0 }

// asked is the principal after discounts.
func (b Bill) asked() money.Fen { return b.PrincipalFen - b.DiscountFen }

// received is all money that came for the bill and is still here.
func (b Bill) received() money.Fen { return b.PaidFen + b.LatePaidFen - b.RefundedFen }

// billEvent is one transition.
type billEvent struct {
	BillID      ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Version     int64  `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	Act         Act
	FromState   State
	ToState     State
	ActorKind   string
	ActorID     ids.ID
	ActorName   string // residents masked already
	ActorRole   Role
	BehalfOf    ids.ID
	AmountFen   money.Fen
	Reason      string
	Channel     string
	IP          string
	Device      string
	CreatedAt   time.Time
}

// TableName is for gorm.
func (billEvent) TableName() string { return "billing_bill_events" }

// rolesOf is what the actor is to the bill, from the session alone. Whether a
// resident may see the bill at all was decided by the query that found it.
func rolesOf(who auth.Actor, b Bill) []Role {
	var out []Role
	switch who.Kind {
	case auth.System:
		out = append(out, Payment, Publisher)
	case auth.Staff:
		for _, p := range []struct {
			permission string
			role       Role
		}{{"billing.run", Maker}, {"billing.publish", Publisher}, {"billing.approve", Approver}} {
			if who.Can(p.permission) {
				out = append(out, p.role)
			}
		}
	case auth.Resident:
		if b.State != Draft && b.State != Reviewed {
			out = append(out, Household)
		}
	}
	return out
}

// tenure is who owes for a house during a stretch of time.
type tenure struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	HouseID     ids.ID
	Number      int64
	FromDay     string
	UntilDay    string
	Cause       string
	Holder      string
	Note        string
	CreatedAt   time.Time
	UpdatedAt   time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is for gorm.
func (tenure) TableName() string { return "billing_tenures" }

// item is a 收费项目.
type item struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	MerchantID  ids.ID
	Kind        string
	Name        string
	Everyone    bool
	HouseKinds  string
	Priority    int64
	State       string
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is for gorm.
func (item) TableName() string { return "billing_items" }

// itemKinds are the kinds of items with their labels; the kind is part of the
// ledger's income account.
func itemKinds() []feeKind {
	return []feeKind{{"property", "物业费"}, {"parking", "车位费"}, {"water", "水费"}, {"electric", "电费"}, {"heating", "采暖费"}, {"gas", "燃气费"},
		{"shared", "公摊费"}, {"rent", "租金"}, {"repair", "维修费"}, {"other", "其他"}}
}

type feeKind struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// incomeOf is the account that a bill of the kind is earned in.
func incomeOf(kind string) string {
	switch kind {
	case sourcePrepaid:
		return "prepaid"
	case sourceDeposit:
		return "deposit"
	}
	return "fee_income:" + kind
}

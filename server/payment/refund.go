package payment

import (
	"time"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// Kinds of refunds: of bills that were paid, of money that nobody owed, of a
// prepaid balance.
const (
	refundBills = "bills"
	refundOver  = "overpaid"
)

// Refund is money on its way back. It is a row of payment_refunds.
type Refund struct {
	ID            ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID   ids.ID
	CompanyID     ids.ID
	MerchantID    ids.ID
	OrderID       ids.ID
	TransactionID string
	HouseID       ids.ID
	HouseLabel    string
	Number        string // out_refund_no: the same for every try
	State         RefundState
	Version       int64
	Via           string
	Kind          string
	AmountFen     money.Fen
	TotalFen      money.Fen // of the transaction that it is a part of
	Reason        string
	PayerID       ids.ID
	PayerKind     string
	AskedKind     string
	AskedID       ids.ID
	AskedName     string
	Approvals     int64
	RefundID      string
	Account       string
	Failure       string
	Voucher       *string
	ShiftID       ids.ID
	Queries       int64
	SentAt        *time.Time
	EndedAt       *time.Time
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// TableName is for gorm.
func (Refund) TableName() string { return "payment_refunds" }

// RefundLine is the part of a refund that belongs to one bill.
type RefundLine struct {
	RefundID    ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	LineID      ids.ID `gorm:"primaryKey;autoIncrement:false"`
	BillID      ids.ID
	AmountFen   money.Fen
}

// TableName is for gorm.
func (RefundLine) TableName() string { return "payment_refund_lines" }

// approval is one person's yes.
type approval struct {
	RefundID    ids.ID `gorm:"primaryKey;autoIncrement:false"`
	StaffID     ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	StaffName   string
	CreatedAt   time.Time
}

func (approval) TableName() string { return "payment_approvals" }

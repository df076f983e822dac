package payment

import (
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// The ways money comes.
const (
	WeChat   = "wechat"
	Cash     = "cash"
	Transfer = "transfer"
	Prepaid  = "prepaid"
)

func viaLabel(via string) string {
	switch via {
	case WeChat:
		return "微信支付"
	case Cash:
		return "现金"
	case Transfer:
		return "银行转账"
	case Prepaid:
		return "预存款"
	}
	return via
}

const (
	forBills  = "bills"
	forTopUp  = "topup"
	lockFor   = 15 * time.Minute
	reviewFor = 72 * time.Hour // how long a large cash payment may wait for its second pair of eyes
	leastTime = 2 * time.Minute
	maxParts  = 50
	// pause is how long before WeChat is asked about the same order again for
	// a payer who looks at the page.
	pause = 2 * time.Second
)

// Order is one attempt to pay some bills. It is a row of payment_orders.
type Order struct {
	ID            ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID   ids.ID
	CompanyID     ids.ID
	MerchantID    ids.ID
	HouseID       ids.ID
	HouseLabel    string
	Number        string
	State         State
	Version       int64
	Via           string
	Purpose       string
	PayerKind     string
	PayerID       ids.ID
	PayerName     string // masked
	BehalfOf      ids.ID
	ByCode        bool
	Overpay       string // refund | prepaid
	TotalFen      money.Fen
	PaidFen       money.Fen
	RefundedFen   money.Fen
	RefundParts   int64
	PrepayID      string
	TransactionID string
	ReceiptNumber string
	Voucher       *string
	ShiftID       ids.ID
	Note          string
	Frozen        string // why; empty is not
	Queries       int64
	QueriedAt     *time.Time
	ExpiresAt     time.Time
	PaidAt        *time.Time
	EndedAt       *time.Time
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// TableName is for gorm.
func (Order) TableName() string { return "payment_orders" }

// Line is one bill of an order.
type Line struct {
	ID           ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID  ids.ID
	OrderID      ids.ID
	BillID       ids.ID
	Title        string
	PrincipalFen money.Fen
	LateFen      money.Fen
	AmountFen    money.Fen
	OverFen      money.Fen // the part that found its bill paid
	RefundedFen  money.Fen
	OpenBillID   *ids.ID
	OpenUntil    time.Time
}

// TableName is for gorm.
func (Line) TableName() string { return "payment_lines" }

// arrival is money that WeChat says has come.
type arrival struct {
	TransactionID string `gorm:"primaryKey"`
	CommunityID   ids.ID
	OrderID       ids.ID
	MerchantID    ids.ID
	AmountFen     money.Fen
	Used          string // settled | again
	Source        string // notice | query | bill
	PaidAt        time.Time
	CreatedAt     time.Time
}

func (arrival) TableName() string { return "payment_arrivals" }

// history is one event row of an order or refund.
type history struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	Subject     string // order | refund
	SubjectID   ids.ID
	Act         Act
	FromState   string
	ToState     string
	Version     int64
	ActorKind   string
	ActorID     ids.ID
	ActorName   string
	ActorRole   string
	BehalfOf    ids.ID
	Reason      string
	Channel     string
	IP          string
	Device      string
	CreatedAt   time.Time
}

func (history) TableName() string { return "payment_events" }

// proof is a photo that belongs to an order, refund or difference.
type proof struct {
	CommunityID ids.ID
	Subject     string
	SubjectID   ids.ID
	FileID      ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Position    int
}

func (proof) TableName() string { return "payment_evidence" }

// wait is how long after the n-th question about an order the next one is
// due: soon at first, then each minute, so that money is found within a
// minute of being paid also when no notice ever comes.
func wait(n int64) time.Duration {
	steps := []time.Duration{5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second}
	if n < int64(len(steps)) {
		return steps[n]
	}
	return time.Minute
}

// afterwards are the looks at a closed order, counted from its end: a payment
// that was under way when it closed shows up by then.
var afterwards = []time.Duration{3 * time.Minute, 10 * time.Minute, 30 * time.Minute}

// isPayer reports whether the order is of who.
func isPayer(who auth.Actor, o Order) bool {
	return who.Kind == auth.Resident && o.PayerKind == string(auth.Resident) && o.PayerID == who.ID
}

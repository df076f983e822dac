package event

import (
	"time"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// Charge asks for a one-off bill of a house: a paid repair, a deposit.
// (Source, Ref) is charged once, however often it is asked.
type Charge struct {
	CommunityID ids.ID
	HouseID     ids.ID
	Source      string // repair | deposit
	Ref         ids.ID
	Title       string
	Lines       []ChargeLine
}

// ChargeLine is one line of such a bill.
type ChargeLine struct {
	Title    string    `json:"title"`
	Unit     string    `json:"unit"`
	Quantity int64     `json:"quantity"`
	PriceFen money.Fen `json:"priceFen"`
}

// ChargePaid says that the bill of a Charge is paid in full.
type ChargePaid struct {
	CommunityID ids.ID    `json:"communityId"`
	Source      string    `json:"source"`
	Ref         ids.ID    `json:"ref"`
	BillID      ids.ID    `json:"billId"`
	AmountFen   money.Fen `json:"amountFen"`
	At          time.Time `json:"at"`
}

// Topic is for the outbox.
func (ChargePaid) Topic() string { return "billing:charge_paid" }

// PayRequest says which bills a payment order is to pay.
type PayRequest struct {
	OrderID ids.ID
	BillIDs []ids.ID
	Code    string    // a 代缴 code instead of the right to pay: opens its one bill
	Until   time.Time // end of the lock
}

// PayLine is one bill of a payment order, priced when it was locked.
type PayLine struct {
	BillID    ids.ID    `json:"billId"`
	Title     string    `json:"title"`
	Principal money.Fen `json:"principalFen"` // still due, after discounts
	Late      money.Fen `json:"lateFen"`
	Amount    money.Fen `json:"amountFen"` // Principal + Late
}

// Payable is what a payment order costs. All its bills have one payee.
type Payable struct {
	CommunityID ids.ID
	CompanyID   ids.ID
	MerchantID  ids.ID
	HouseID     ids.ID
	HouseLabel  string
	Lines       []PayLine
	Total       money.Fen
}

// Settlement is money that arrived for a payment order.
type Settlement struct {
	OrderID     ids.ID
	CommunityID ids.ID
	HouseID     ids.ID
	MerchantID  ids.ID
	Via         string // wechat | cash | transfer | prepaid: the ledger account that was debited
	Lines       []PayLine
	Amount      money.Fen
	PayerID     ids.ID
	At          time.Time
}

// Settled answers a Settlement: the part of the money that found its bill
// paid or gone already, to be returned or credited.
type Settled struct {
	Overpaid []PayLine
	Total    money.Fen
}

// RefundLine is the part of a refund that belongs to one bill.
type RefundLine struct {
	BillID ids.ID    `json:"billId"`
	Amount money.Fen `json:"amountFen"`
}

// RefundDone is money that went back to the payer.
type RefundDone struct {
	RefundID    ids.ID
	OrderID     ids.ID
	CommunityID ids.ID
	HouseID     ids.ID
	Via         string
	Lines       []RefundLine
	At          time.Time
}

// Entry is one side of a journal: debit positive, credit negative.
type Entry struct {
	Account string // wechat_receivable, receivable, fee_income:property, prepaid, …
	Owner   ids.ID // the house or merchant of the account; 0: the community's own
	Fen     money.Fen
}

// Journal is what the ledger keeps for ever. (Kind, Ref) is posted once; the
// entries sum to nothing.
type Journal struct {
	CommunityID ids.ID
	Kind        string // bill_published, payment, refund, …
	Ref         string
	Memo        string
	Entries     []Entry
}

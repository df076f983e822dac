package payment

import (
	"context"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pdf"
)

// Receipt is what a payer gets. It is a row of payment_receipts; all else is
// read from the order, so that a refund shows on it.
type Receipt struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	OrderID     ids.ID
	Number      string
	Code        string // proves it: unguessable, and whoever holds it may read it
	IssuedAt    time.Time
}

// TableName is for gorm.
func (Receipt) TableName() string { return "payment_receipts" }

// issueReceipt writes the receipt of a paid order.
func (s *Service) issueReceipt(ctx context.Context, o Order) error {
	return s.store.addReceipt(ctx, Receipt{ID: s.Gen.New(), CommunityID: o.CommunityID, OrderID: o.ID, Number: o.ReceiptNumber, Code: ids.Code(20, ids.Human), IssuedAt: s.Now()})
}

// proven is what a receipt says.
type proven struct {
	Receipt   Receipt
	Order     Order
	Lines     []Line
	Community string
}

// prove finds a receipt by its code. Error: ErrReceipt.
func (s *Service) prove(ctx context.Context, code string) (proven, error) {
	ctx = db.Everywhere(ctx) // the code is the right
	var out proven
	var err error
	if out.Receipt, err = s.store.receiptBy(ctx, code); err != nil {
		return out, err
	}
	if out.Order, err = s.store.order(ctx, out.Receipt.OrderID); err != nil {
		return out, err
	}
	if out.Lines, err = s.store.lines(ctx, out.Order.ID); err != nil {
		return out, err
	}
	h, err := s.Places.House(ctx, out.Order.HouseID)
	out.Community = h.CommunityName
	return out, err
}

// place is the house, or nothing for who paid by code.
func (p proven) place() string {
	if p.Order.ByCode {
		return "代缴"
	}
	return p.Order.HouseLabel
}

// printed is the receipt as a PDF file.
func (p proven) printed() ([]byte, error) {
	o := p.Order
	at := o.PaidAt.In(clock.Shanghai()).Format("2006-01-02 15:04")
	payer := "付款人"
	if o.PayerKind == string(auth.Staff) { // over the desk: who took it is known, who brought it is not
		payer = "经手人"
	}
	d := pdf.Page{Title: "收 据", Facts: [][2]string{
		{"收据编号", p.Receipt.Number}, {"收款小区", p.Community}, {"房屋", p.place()}, {payer, or(o.PayerName, "—")}, {"支付方式", viaLabel(o.Via)}, {"支付时间", at}},
		Head: []string{"项目", "金额（元）"}, Widths: []int{120, 50}}
	for _, l := range p.Lines {
		d.Rows = append(d.Rows, []string{l.Title, l.AmountFen.Plain()})
	}
	if o.Purpose == forTopUp {
		d.Rows = append(d.Rows, []string{"预存款", o.TotalFen.Plain()})
	}
	d.Rows = append(d.Rows, []string{"合计", o.TotalFen.Plain()})
	if o.RefundedFen > 0 {
		d.Rows = append(d.Rows, []string{"其中已退或正在退", o.RefundedFen.Plain()})
	}
	d.Notes = []string{"验证码：" + p.Receipt.Code, "在小程序“缴费 · 查验收据”输入验证码，可核对本收据的真伪和退款情况。", "本收据不是税务发票；如需发票，请在缴费记录里申请数电票。"}
	return d.Bytes()
}

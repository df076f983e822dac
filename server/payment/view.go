package payment

import (
	"context"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

type paymentLine struct {
	BillID        ids.ID    `json:"billId"`
	Title         string    `json:"title"`
	PrincipalFen  money.Fen `json:"principalFen"`
	LateFen       money.Fen `json:"lateFen"`
	AmountFen     money.Fen `json:"amountFen"`
	RefundedFen   money.Fen `json:"refundedFen" doc:"given back or on its way"`
	RefundableFen money.Fen `json:"refundableFen"`
}

type paymentStep struct {
	Act    Act       `json:"act"`
	Title  string    `json:"title"`
	Actor  string    `json:"actor"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// PaymentRow is a line of a list.
type PaymentRow struct {
	ID            ids.ID     `json:"id"`
	CommunityID   ids.ID     `json:"communityId"`
	Number        string     `json:"number"`
	State         State      `json:"state" enum:"created,prepay_ok,paying,success,closed,unknown"`
	StateLabel    string     `json:"stateLabel"`
	Tone          string     `json:"tone" enum:"info,warn,good,danger,neutral"`
	Via           string     `json:"via"`
	ViaLabel      string     `json:"viaLabel"`
	Title         string     `json:"title" doc:"what it pays, in short"`
	Place         string     `json:"place" doc:"the house; empty for who pays by code"`
	TotalFen      money.Fen  `json:"totalFen"`
	RefundedFen   money.Fen  `json:"refundedFen"`
	Payer         string     `json:"payer" doc:"masked"`
	Voucher       string     `json:"voucher"`
	ReceiptNumber string     `json:"receiptNumber"`
	Frozen        bool       `json:"frozen"`
	CreatedAt     time.Time  `json:"createdAt"`
	PaidAt        *time.Time `json:"paidAt,omitempty"`
}

// PaymentView is all of an order.
type PaymentView struct {
	PaymentRow
	Version       int64         `json:"version"`
	HouseID       ids.ID        `json:"houseId"`
	Lines         []paymentLine `json:"lines" nullable:"false"`
	ExpiresAt     time.Time     `json:"expiresAt"`
	LeftSeconds   int64         `json:"leftSeconds" doc:"until expiresAt by our clock; 0 when it is over or no money is awaited"`
	TransactionID string        `json:"transactionId" doc:"staff only"`
	FrozenReason  string        `json:"frozenReason" doc:"staff only"`
	Note          string        `json:"note"`
	ReceiptCode   string        `json:"receiptCode"`
	ReceiptURL    string        `json:"receiptUrl"`
	RefundableFen money.Fen     `json:"refundableFen"`
	Refunds       []RefundRow   `json:"refunds" nullable:"false"`
	Invoice       *invoiceView  `json:"invoice,omitempty"`
	Photos        []event.File  `json:"photos" nullable:"false"`
	Timeline      []paymentStep `json:"timeline" nullable:"false"`
	Actions       []string      `json:"actions" nullable:"false" enum:"pay,cancel,refund,invoice,receipt,query,confirm,reject"`
	Sandbox       bool          `json:"sandbox"`
}

// RefundRow is a refund in a list.
type RefundRow struct {
	ID         ids.ID      `json:"id"`
	PaymentID  ids.ID      `json:"paymentId"`
	State      RefundState `json:"state" enum:"requested,approved,refused,processing,success,abnormal,closed"`
	StateLabel string      `json:"stateLabel"`
	Tone       string      `json:"tone" enum:"info,warn,good,danger,neutral"`
	Via        string      `json:"via"`
	ViaLabel   string      `json:"viaLabel"`
	Kind       string      `json:"kind" enum:"bills,overpaid"`
	Place      string      `json:"place"`
	AmountFen  money.Fen   `json:"amountFen"`
	Reason     string      `json:"reason"`
	AskedBy    string      `json:"askedBy"`
	Failure    string      `json:"failure"`
	CreatedAt  time.Time   `json:"createdAt"`
	EndedAt    *time.Time  `json:"endedAt,omitempty"`
}

type refundPartView struct {
	BillID    ids.ID    `json:"billId"`
	Title     string    `json:"title"`
	AmountFen money.Fen `json:"amountFen"`
}

// RefundView is all of a refund.
type RefundView struct {
	RefundRow
	Number     string           `json:"number"`
	Account    string           `json:"account" doc:"where it went, in WeChat's words"`
	Voucher    string           `json:"voucher"`
	Approvals  int64            `json:"approvals"`
	Needed     int64            `json:"needed"`
	Permission string           `json:"permission" doc:"the right that the next approval needs"`
	Approvers  []string         `json:"approvers" nullable:"false"`
	Lines      []refundPartView `json:"lines" nullable:"false"`
	Photos     []event.File     `json:"photos" nullable:"false"`
	Timeline   []paymentStep    `json:"timeline" nullable:"false"`
	Actions    []string         `json:"actions" nullable:"false" enum:"approve,refuse,pay_out"`
}

type invoiceView struct {
	ID         ids.ID     `json:"id"`
	PaymentID  ids.ID     `json:"paymentId"`
	State      string     `json:"state" enum:"applied,issued,failed,reversing,reversed"`
	StateLabel string     `json:"stateLabel"`
	Title      string     `json:"title"`
	AmountFen  money.Fen  `json:"amountFen"`
	InvoiceNo  string     `json:"invoiceNo"`
	RedNo      string     `json:"redNo"`
	URL        string     `json:"url"`
	IssuedAt   *time.Time `json:"issuedAt,omitempty"`
	CreatedAt  time.Time  `json:"createdAt"`
}

func tone(s State, frozen bool) string {
	switch {
	case frozen:
		return "danger"
	case s == Success:
		return "good"
	case s == Closed:
		return "neutral"
	case s == Unknown:
		return "warn"
	}
	return "info"
}

func refundTone(s RefundState) string {
	switch s {
	case Refunded:
		return "good"
	case Abnormal:
		return "danger"
	case Refused, Ended:
		return "neutral"
	case Requested:
		return "warn"
	}
	return "info"
}

func orderRow(who auth.Actor, o Order, lines []Line) PaymentRow {
	out := PaymentRow{ID: o.ID, CommunityID: o.CommunityID, Number: o.Number, State: o.State, StateLabel: o.State.Label(), Tone: tone(o.State, o.Frozen != ""), Via: o.Via, ViaLabel: viaLabel(o.Via),
		Place: o.HouseLabel, TotalFen: o.TotalFen, RefundedFen: o.RefundedFen, Payer: o.PayerName, ReceiptNumber: o.ReceiptNumber, Frozen: o.Frozen != "", CreatedAt: o.CreatedAt, PaidAt: o.PaidAt}
	if o.Frozen != "" {
		out.StateLabel = "核对中"
	}
	if o.Voucher != nil {
		out.Voucher = *o.Voucher
	}
	if who.Kind == auth.Resident && o.ByCode {
		out.Place = "" // whose bill it was is not his to know
	}
	switch {
	case o.Purpose == forTopUp:
		out.Title = "预存款"
	case len(lines) == 1:
		out.Title = lines[0].Title
	case len(lines) > 1:
		out.Title = lines[0].Title + " 等 " + plain(len(lines)) + " 笔"
	}
	if who.Kind == auth.Resident && o.PayerID == who.ID {
		out.Payer = "我"
	}
	return out
}

func actLabel(a Act, to string) string {
	switch a {
	case Start:
		return "创建支付单"
	case Announce:
		return "等待支付"
	case Begin:
		return "开始支付"
	case Doubt:
		return "等待微信支付确认"
	case Settle:
		return "支付成功"
	case Close:
		return "已关闭"
	case Freeze:
		return "金额不符，已冻结"
	case Ask:
		return "申请退款"
	case Approve:
		if to == string(Requested) {
			return "同意（还需另一位）"
		}
		return "同意退款"
	case Refuse:
		return "未同意退款"
	case Send:
		return "提交微信退款"
	case Done, ByHand:
		return "退款到账"
	case Fail:
		return "退款异常"
	case End:
		return "退款关闭"
	}
	return string(a)
}

func steps(who auth.Actor, events []history) []paymentStep {
	out := make([]paymentStep, 0, len(events))
	for _, e := range events {
		actor := e.ActorName
		switch {
		case e.ActorKind == string(auth.System):
			actor = "系统"
		case who.Kind == auth.Resident && e.ActorKind == string(auth.Resident) && e.ActorID == who.ID:
			actor = "我"
		case who.Kind == auth.Resident:
			actor = "物业"
		}
		reason := e.Reason
		if who.Kind == auth.Resident && e.Act == Freeze {
			reason = ""
		}
		out = append(out, paymentStep{Act: e.Act, Title: actLabel(e.Act, e.ToState), Actor: actor, Reason: reason, At: e.CreatedAt})
	}
	return out
}

// left is how long the bills stay kept for the order: a phone's own clock may
// be wrong by minutes.
func left(o Order, now time.Time) int64 {
	if !o.State.Open() {
		return 0
	}
	return max(0, int64(o.ExpiresAt.Sub(now)/time.Second))
}

// orderActions are what who may do now.
func orderActions(who auth.Actor, o Order, left money.Fen, invoiced bool, now time.Time) []string {
	out := []string{}
	add := func(ok bool, act string) {
		if ok {
			out = append(out, act)
		}
	}
	mine, wechat := isPayer(who, o), o.Via == WeChat
	open := o.State.Open() && o.Frozen == ""
	add(mine && wechat && open && o.State != Unknown && now.Before(o.ExpiresAt), "pay")
	add(mine && wechat && open, "cancel")
	add(o.State == Success && left > 0 && o.Frozen == "" && o.Purpose == forBills && (mine || who.Can("payment.refund")), "refund")
	add(mine && o.State == Success && o.Purpose == forBills && !invoiced && o.PaidFen > o.RefundedFen && !o.ByCode, "invoice")
	add(o.State == Success, "receipt")
	add(who.Kind == auth.Staff && wechat && o.State != Success && who.Can("payment.read"), "query")
	review := who.Kind == auth.Staff && o.State == Created && !wechat && o.PayerID != who.ID && who.Can("payment.approve")
	add(review, "confirm")
	add(review, "reject")
	return out
}

func (s *Service) orderView(ctx context.Context, who auth.Actor, o Order) (PaymentView, error) {
	lines, err := s.store.lines(ctx, o.ID)
	if err != nil {
		return PaymentView{}, err
	}
	out := PaymentView{PaymentRow: orderRow(who, o, lines), Version: o.Version, HouseID: o.HouseID, Lines: []paymentLine{}, ExpiresAt: o.ExpiresAt, LeftSeconds: left(o, s.Now()), Note: o.Note, Refunds: []RefundRow{}, Photos: []event.File{}, Sandbox: s.Sandbox != nil}
	for _, l := range lines {
		v := paymentLine{BillID: l.BillID, Title: l.Title, PrincipalFen: l.PrincipalFen, LateFen: l.LateFen, AmountFen: l.AmountFen, RefundedFen: l.RefundedFen}
		if o.State == Success {
			v.RefundableFen = l.refundable()
		}
		out.RefundableFen += v.RefundableFen
		out.Lines = append(out.Lines, v)
	}
	if who.Kind == auth.Staff {
		out.TransactionID, out.FrozenReason = o.TransactionID, o.Frozen
		if out.Photos, err = s.photos(ctx, "order", o.ID); err != nil {
			return out, err
		}
	} else if o.ByCode {
		out.HouseID = 0
	}
	refunds, err := s.store.refundsOf(ctx, o.ID)
	if err != nil {
		return out, err
	}
	for _, r := range refunds {
		out.Refunds = append(out.Refunds, refundRow(who, r))
	}
	if err := s.addPapers(ctx, &out, o); err != nil {
		return out, err
	}
	events, err := s.store.events(ctx, "order", o.ID)
	out.Timeline = steps(who, events)
	out.Actions = orderActions(who, o, out.RefundableFen, out.Invoice != nil && out.Invoice.State != invoiceReversed, s.Now())
	return out, err
}

// addPapers adds the receipt and the invoice.
func (s *Service) addPapers(ctx context.Context, out *PaymentView, o Order) error {
	if r, found, err := s.store.receiptOf(ctx, o.ID); err != nil {
		return err
	} else if found {
		out.ReceiptCode, out.ReceiptURL = r.Code, "/receipts/"+r.Code+".pdf"
	}
	all, err := s.store.invoicesFor(ctx, o.ID)
	if err != nil || len(all) == 0 {
		return err
	}
	v, err := s.invoiceView(all[len(all)-1])
	out.Invoice = &v
	return err
}

func (s *Service) invoiceView(in Invoice) (invoiceView, error) {
	title, err := s.Vault.Open(invoiceField("title", in), in.Title)
	return invoiceView{ID: in.ID, PaymentID: in.OrderID, State: in.State, StateLabel: invoiceLabel(in.State), Title: title, AmountFen: in.AmountFen, InvoiceNo: in.InvoiceNo, RedNo: in.RedNo, URL: in.URL,
		IssuedAt: in.IssuedAt, CreatedAt: in.CreatedAt}, err
}

func (s *Service) photos(ctx context.Context, subject string, id ids.ID) ([]event.File, error) {
	files, err := s.store.proofs(ctx, subject, id)
	if err != nil || len(files) == 0 {
		return []event.File{}, err
	}
	views, err := s.Files.Views(ctx, files)
	out := make([]event.File, 0, len(files))
	for _, f := range files {
		if v, ok := views[f]; ok {
			out = append(out, v)
		}
	}
	return out, err
}

package payment

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/wechat/pay"
)

const pageSize = 20

func plain(n int) string { return strconv.Itoa(n) }

type startIn struct {
	httpx.Once
	Body PayForm
}

type paymentOut struct{ Body PaymentView }

type paymentIn struct {
	ID httpx.ID `path:"id"`
}

type cursorIn struct {
	Cursor string `query:"cursor" maxLength:"20" pattern:"^\\d*$"`
}

type myPaymentsIn struct {
	HouseID httpx.ID `query:"houseId"`
	Cursor  string   `query:"cursor" maxLength:"20" pattern:"^\\d*$"`
}

type paymentPage struct {
	Items      []PaymentRow `json:"items" nullable:"false"`
	NextCursor string       `json:"nextCursor"`
}

type paymentsOut struct{ Body paymentPage }

type ticketView struct {
	PaymentID ids.ID     `json:"paymentId"`
	Params    pay.Params `json:"params" doc:"for wx.requestPayment"`
	Sandbox   bool       `json:"sandbox" doc:"there is no WeChat here: open cashierPath instead"`
	Cashier   string     `json:"cashierPath"`
}

type ticketOut struct{ Body ticketView }

type onceIn struct {
	httpx.Once
	ID httpx.ID `path:"id"`
}

type refundIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body RefundForm
}

type refundOut struct{ Body RefundView }

type refundPage struct {
	Items      []RefundRow `json:"items" nullable:"false"`
	NextCursor string      `json:"nextCursor"`
}

type refundsOut struct{ Body refundPage }

type deskPrepaid struct {
	BalanceFen money.Fen `json:"balanceFen"`
}

type prepaidOut struct{ Body deskPrepaid }

type receiptIn struct {
	Code string `path:"code" minLength:"20" maxLength:"20" pattern:"^[2-9A-HJ-NP-Z]+$"`
}

type receiptView struct {
	Number      string        `json:"number"`
	Community   string        `json:"community"`
	Place       string        `json:"place"`
	Payer       string        `json:"payer" doc:"masked"`
	ViaLabel    string        `json:"viaLabel"`
	TotalFen    money.Fen     `json:"totalFen"`
	RefundedFen money.Fen     `json:"refundedFen" doc:"given back or on its way"`
	PaidAt      time.Time     `json:"paidAt"`
	Lines       []paymentLine `json:"lines" nullable:"false"`
	PDF         string        `json:"pdfUrl"`
}

type receiptOut struct{ Body receiptView }

// MountApp adds the residents' operations.
func (s *Service) MountApp(api *httpx.API) {
	op := func(id, method, path, summary string) httpx.Op {
		o := httpx.Op{ID: id, Method: method, Path: "/app/v1/" + path, Summary: summary, Tag: "payment", Policy: auth.ForResidents()}
		if method != http.MethodGet {
			o.Limits = []httpx.Limit{{N: 60, Per: time.Minute}}
		}
		return o
	}
	once := func(o httpx.Op) httpx.Op { o.Once = true; return o }
	made := func(o httpx.Op) httpx.Op { o.Status = http.StatusCreated; return once(o) }
	httpx.Register(api, made(op("startPayment", http.MethodPost, "payments", "Pay bills, or one bill by its code")), s.postPayment)
	httpx.Register(api, op("listPayments", http.MethodGet, "payments", "My payments"), s.getPayments)
	httpx.Register(api, op("getPayment", http.MethodGet, "payments/{id}", "A payment"), s.getPayment)
	httpx.Register(api, op("prepayPayment", http.MethodPost, "payments/{id}/prepay", "What WeChat's cashier needs; may be called again"), s.postPrepay)
	httpx.Register(api, op("refreshPayment", http.MethodPost, "payments/{id}/refresh", "Ask WeChat where a payment stands"), s.postRefresh)
	httpx.Register(api, once(op("cancelPayment", http.MethodPost, "payments/{id}/cancel", "Give the bills back")), s.postCancel)
	httpx.Register(api, made(op("askRefund", http.MethodPost, "payments/{id}/refunds", "Ask for money back")), s.postRefund)
	httpx.Register(api, op("listRefunds", http.MethodGet, "refunds", "My refunds"), s.getRefunds)
	httpx.Register(api, op("getRefund", http.MethodGet, "refunds/{id}", "A refund"), s.getRefund)
	verify := op("verifyReceipt", http.MethodGet, "receipts/{code}", "Whether a receipt is real")
	verify.Policy, verify.Limits = auth.ForAnyone("whoever holds a receipt may check it; the code cannot be guessed"), []httpx.Limit{{N: 30, Per: time.Minute}}
	httpx.Register(api, verify, s.getReceipt)
	s.mountInvoices(api, op)
	if s.Sandbox != nil {
		s.mountSandbox(api, op)
	}
}

func (s *Service) postPayment(ctx context.Context, in *startIn) (*paymentOut, error) {
	who := auth.From(ctx)
	o, err := s.Start(ctx, who, in.Body)
	return s.show(ctx, who, o, err)
}

// show is an order after an operation on it.
func (s *Service) show(ctx context.Context, who auth.Actor, o Order, err error) (*paymentOut, error) {
	if err != nil {
		return nil, err
	}
	if who.Kind == auth.Resident {
		ctx = db.Everywhere(ctx) // his own order, in whatever community
	}
	v, err := s.orderView(ctx, who, o)
	return &paymentOut{v}, err
}

func (s *Service) getPayments(ctx context.Context, in *myPaymentsIn) (*paymentsOut, error) {
	who := auth.From(ctx)
	ctx = db.Everywhere(ctx) // the query is limited to what he paid
	before, _ := ids.Parse(in.Cursor)
	orders, err := s.store.paidBy(ctx, who, in.HouseID.ID, before, pageSize+1)
	if err != nil {
		return nil, err
	}
	return s.page(ctx, who, orders)
}

func (s *Service) page(ctx context.Context, who auth.Actor, orders []Order) (*paymentsOut, error) {
	out := &paymentsOut{paymentPage{Items: []PaymentRow{}}}
	if len(orders) > pageSize {
		orders = orders[:pageSize]
		out.Body.NextCursor = orders[pageSize-1].ID.String()
	}
	which := make([]ids.ID, len(orders))
	for i, o := range orders {
		which[i] = o.ID
	}
	lines, err := s.store.linesOf(ctx, which)
	if err != nil {
		return nil, err
	}
	of := map[ids.ID][]Line{}
	for _, l := range lines {
		of[l.OrderID] = append(of[l.OrderID], l)
	}
	for _, o := range orders {
		out.Body.Items = append(out.Body.Items, orderRow(who, o, of[o.ID]))
	}
	return out, nil
}

func (s *Service) getPayment(ctx context.Context, in *paymentIn) (*paymentOut, error) {
	who := auth.From(ctx)
	o, err := s.find(ctx, who, in.ID.ID)
	return s.show(ctx, who, o, err)
}

func (s *Service) postPrepay(ctx context.Context, in *paymentIn) (*ticketOut, error) {
	t, err := s.Prepay(ctx, auth.From(ctx), in.ID.ID)
	if err != nil {
		return nil, err
	}
	out := &ticketOut{ticketView{PaymentID: t.Order.ID, Params: t.Params, Sandbox: t.Sandbox}}
	if t.Sandbox {
		out.Body.Cashier = "/features/payment/pages/cashier?id=" + t.Order.ID.String()
	}
	return out, nil
}

func (s *Service) postRefresh(ctx context.Context, in *paymentIn) (*paymentOut, error) {
	who := auth.From(ctx)
	o, err := s.Refresh(ctx, who, in.ID.ID)
	return s.show(ctx, who, o, err)
}

func (s *Service) postCancel(ctx context.Context, in *onceIn) (*paymentOut, error) {
	who := auth.From(ctx)
	o, err := s.Cancel(ctx, who, in.ID.ID)
	return s.show(ctx, who, o, err)
}

func (s *Service) postRefund(ctx context.Context, in *refundIn) (*refundOut, error) {
	who := auth.From(ctx)
	r, err := s.AskRefund(ctx, who, in.ID.ID, in.Body)
	return s.showRefund(ctx, who, r, err)
}

func (s *Service) showRefund(ctx context.Context, who auth.Actor, r Refund, err error) (*refundOut, error) {
	if err != nil {
		return nil, err
	}
	if who.Kind == auth.Resident {
		ctx = db.Everywhere(ctx) // his own refund, in whatever community
	}
	v, err := s.refundView(ctx, who, r)
	return &refundOut{v}, err
}

func refundsPage(who auth.Actor, all []Refund) *refundsOut {
	out := &refundsOut{refundPage{Items: []RefundRow{}}}
	if len(all) > pageSize {
		all = all[:pageSize]
		out.Body.NextCursor = all[pageSize-1].ID.String()
	}
	for _, r := range all {
		out.Body.Items = append(out.Body.Items, refundRow(who, r))
	}
	return out
}

func (s *Service) getRefunds(ctx context.Context, in *cursorIn) (*refundsOut, error) {
	who := auth.From(ctx)
	before, _ := ids.Parse(in.Cursor)
	all, err := s.store.refundsPaidBy(db.Everywhere(ctx), who, before, pageSize+1) // the query is limited to what he paid
	if err != nil {
		return nil, err
	}
	return refundsPage(who, all), nil
}

func (s *Service) getRefund(ctx context.Context, in *paymentIn) (*refundOut, error) {
	who := auth.From(ctx)
	r, err := s.store.refundOf(db.Everywhere(ctx), who, in.ID.ID) // the query is limited to what he paid
	return s.showRefund(ctx, who, r, err)
}

func (s *Service) getReceipt(ctx context.Context, in *receiptIn) (*receiptOut, error) {
	p, err := s.prove(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	o := p.Order
	out := &receiptOut{receiptView{Number: p.Receipt.Number, Community: p.Community, Place: p.place(), Payer: o.PayerName, ViaLabel: viaLabel(o.Via), TotalFen: o.TotalFen, RefundedFen: o.RefundedFen, PaidAt: *o.PaidAt,
		Lines: []paymentLine{}, PDF: "/receipts/" + p.Receipt.Code + ".pdf"}}
	for _, l := range p.Lines {
		out.Body.Lines = append(out.Body.Lines, paymentLine{BillID: l.BillID, Title: l.Title, PrincipalFen: l.PrincipalFen, LateFen: l.LateFen, AmountFen: l.AmountFen, RefundedFen: l.RefundedFen})
	}
	return out, nil
}

package payment

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

type listIn struct {
	CommunityID httpx.ID `query:"communityId"`
	State       string   `query:"state" enum:"created,prepay_ok,paying,success,closed,unknown"`
	Via         string   `query:"via" enum:"wechat,cash,transfer,prepaid"`
	HouseID     httpx.ID `query:"houseId"`
	ShiftID     httpx.ID `query:"shiftId"`
	From        string   `query:"from" maxLength:"10" pattern:"^(\\d{4}-\\d{2}-\\d{2})?$" doc:"business date on which it began; empty is from ever"`
	To          string   `query:"to" maxLength:"10" pattern:"^(\\d{4}-\\d{2}-\\d{2})?$" doc:"the last such date; empty is until now"`
	Review      bool     `query:"review" doc:"only what waits for its second pair of eyes"`
	Query       string   `query:"q" maxLength:"40"`
	Cursor      string   `query:"cursor" maxLength:"20" pattern:"^\\d*$"`
}

type refundListIn struct {
	CommunityID httpx.ID `query:"communityId"`
	State       string   `query:"state" enum:"requested,approved,refused,processing,success,abnormal,closed"`
	Cursor      string   `query:"cursor" maxLength:"20" pattern:"^\\d*$"`
}

type paymentReason struct {
	Reason string `json:"reason" minLength:"2" maxLength:"200"`
}

type reasonIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body paymentReason
}

type collectIn struct {
	httpx.Once
	CommunityID httpx.ID `path:"communityId"`
	Body        CollectForm
}

type deskTopUpIn struct {
	httpx.Once
	CommunityID httpx.ID `path:"communityId"`
	Body        DeskTopUpForm
}

type payOutIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body PayOutForm
}

type communityIn struct {
	CommunityID httpx.ID `path:"communityId"`
	Cursor      string   `query:"cursor" maxLength:"20" pattern:"^\\d*$"`
}

type shiftView struct {
	ID            ids.ID     `json:"id"`
	State         string     `json:"state" enum:"none,open,closed"`
	Cashier       string     `json:"cashier"`
	CashFen       money.Fen  `json:"cashFen" doc:"taken less given back; of an open shift only once it is closed"`
	TransferFen   money.Fen  `json:"transferFen"`
	Payments      int64      `json:"payments"`
	CountedFen    money.Fen  `json:"countedFen"`
	DifferenceFen money.Fen  `json:"differenceFen"`
	Note          string     `json:"note"`
	OpenedAt      *time.Time `json:"openedAt,omitempty"`
	ClosedAt      *time.Time `json:"closedAt,omitempty"`
}

type shiftOut struct{ Body shiftView }

type shiftPage struct {
	Items      []shiftView `json:"items" nullable:"false"`
	NextCursor string      `json:"nextCursor"`
}

type shiftsOut struct{ Body shiftPage }

type closeShiftForm struct {
	CountedFen money.Fen `json:"countedFen" minimum:"0" maximum:"100000000000"`
	Note       string    `json:"note,omitempty" maxLength:"200"`
}

type closeShiftIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body closeShiftForm
}

type housePrepaidIn struct {
	ID httpx.ID `query:"houseId" required:"true"`
}

// MountAdmin adds the staff's operations.
func (s *Service) MountAdmin(api *httpx.API) {
	op := func(id, method, path, permission, summary string) httpx.Op {
		o := httpx.Op{ID: id, Method: method, Path: "/admin/v1/" + path, Summary: summary, Tag: "payment", Policy: auth.ForStaff(permission)}
		o.Once = method != http.MethodGet
		return o
	}
	made := func(o httpx.Op) httpx.Op { o.Status = http.StatusCreated; return o }
	asks := func(o httpx.Op) httpx.Op { // talks to WeChat and writes only what WeChat says
		o.Once, o.Limits = false, []httpx.Limit{{N: 30, Per: time.Minute}}
		return o
	}
	httpx.Register(api, op("listAllPayments", http.MethodGet, "payments", "payment.read", "Payments, newest first"), s.getAllPayments)
	httpx.Register(api, op("getAnyPayment", http.MethodGet, "payments/{id}", "payment.read", "A payment"), s.getPayment)
	httpx.Register(api, asks(op("queryPayment", http.MethodPost, "payments/{id}/query", "payment.read", "Ask WeChat where a payment stands")), s.postQuery)
	httpx.Register(api, op("confirmPayment", http.MethodPost, "payments/{id}/confirm", "payment.approve", "The second pair of eyes on a large payment at the desk"), s.postConfirm)
	httpx.Register(api, op("rejectPayment", http.MethodPost, "payments/{id}/reject", "payment.approve", "Send a large payment back to the cashier"), s.postReject)
	httpx.Register(api, made(op("collectPayment", http.MethodPost, "communities/{communityId}/collections", "payment.collect", "Take cash or a transfer for bills")), s.postCollect)
	httpx.Register(api, made(op("topUpAtDesk", http.MethodPost, "communities/{communityId}/prepaid", "payment.collect", "Take money for later bills")), s.postTopUp)
	httpx.Register(api, op("getHousePrepaid", http.MethodGet, "prepaid", "payment.read", "The prepaid balance of a house"), s.getHousePrepaid)
	httpx.Register(api, op("getMyShift", http.MethodGet, "communities/{communityId}/shift", "payment.collect", "My open shift"), s.getShift)
	httpx.Register(api, op("listShifts", http.MethodGet, "communities/{communityId}/shifts", "payment.read", "Shifts, newest first"), s.getShifts)
	httpx.Register(api, op("closeShift", http.MethodPost, "shifts/{id}/close", "payment.collect", "Count the cash and hand it over"), s.postCloseShift)
	httpx.Register(api, made(op("startRefund", http.MethodPost, "payments/{id}/refunds", "payment.refund", "Ask for money to go back")), s.postRefund)
	httpx.Register(api, op("listAllRefunds", http.MethodGet, "refunds", "payment.read", "Refunds, newest first"), s.getAllRefunds)
	httpx.Register(api, op("getAnyRefund", http.MethodGet, "refunds/{id}", "payment.read", "A refund"), s.getAnyRefund)
	httpx.Register(api, op("approveRefund", http.MethodPost, "refunds/{id}/approve", "payment.refund", "Agree to a refund"), s.postApprove)
	httpx.Register(api, op("refuseRefund", http.MethodPost, "refunds/{id}/refuse", "payment.refund", "Refuse a refund"), s.postRefuse)
	httpx.Register(api, op("payOutRefund", http.MethodPost, "refunds/{id}/pay-out", "payment.refund", "Record money given back by hand"), s.postPayOut)
	s.mountDesk(api, op)
	s.mountMerchants(api, op)
}

func (s *Service) getAllPayments(ctx context.Context, in *listIn) (*paymentsOut, error) {
	before, _ := ids.Parse(in.Cursor)
	f := Filter{Community: in.CommunityID.ID, State: in.State, Via: in.Via, House: in.HouseID.ID, Shift: in.ShiftID.ID, Review: in.Review, Text: in.Query}
	var err error
	if f.From, f.Until, err = span(in.From, in.To); err != nil {
		return nil, err
	}
	orders, err := s.store.orders(ctx, f, before, pageSize+1)
	if err != nil {
		return nil, err
	}
	return s.page(ctx, auth.From(ctx), orders)
}

// span is from the begin of a business date to the end of another; zero where
// none is given. Error: ErrInput.
func span(from, to string) (begin, end time.Time, err error) {
	if from != "" {
		if begin, err = time.ParseInLocation(time.DateOnly, from, clock.Shanghai()); err != nil {
			return begin, end, ErrInput.With("from", "没有这一天")
		}
	}
	if to != "" {
		if end, err = time.ParseInLocation(time.DateOnly, to, clock.Shanghai()); err != nil {
			return begin, end, ErrInput.With("to", "没有这一天")
		}
		end = end.AddDate(0, 0, 1)
	}
	if !begin.IsZero() && !end.IsZero() && !begin.Before(end) {
		return begin, end, ErrInput.With("to", "结束日期不能早于开始日期")
	}
	return begin.UTC(), end.UTC(), nil
}

func (s *Service) postQuery(ctx context.Context, in *paymentIn) (*paymentOut, error) {
	who := auth.From(ctx)
	o, err := s.store.order(ctx, in.ID.ID) // in the scope of who asks
	if err != nil {
		return nil, err
	}
	if _, err := s.ask(system(ctx), o.ID, false); err != nil && !isChanged(err) {
		return nil, err
	}
	o, err = s.store.order(ctx, in.ID.ID)
	return s.show(ctx, who, o, err)
}

func (s *Service) postConfirm(ctx context.Context, in *onceIn) (*paymentOut, error) {
	who := auth.From(ctx)
	o, err := s.Confirm(ctx, who, in.ID.ID)
	return s.show(ctx, who, o, err)
}

func (s *Service) postReject(ctx context.Context, in *reasonIn) (*paymentOut, error) {
	who := auth.From(ctx)
	o, err := s.Reject(ctx, who, in.ID.ID, in.Body.Reason)
	return s.show(ctx, who, o, err)
}

func (s *Service) postCollect(ctx context.Context, in *collectIn) (*paymentOut, error) {
	who := auth.From(ctx)
	o, err := s.Collect(ctx, who, in.CommunityID.ID, in.Body)
	return s.show(ctx, who, o, err)
}

func (s *Service) postTopUp(ctx context.Context, in *deskTopUpIn) (*paymentOut, error) {
	who := auth.From(ctx)
	o, err := s.TopUp(ctx, who, in.CommunityID.ID, in.Body)
	return s.show(ctx, who, o, err)
}

func (s *Service) getHousePrepaid(ctx context.Context, in *housePrepaidIn) (*prepaidOut, error) {
	h, err := s.Places.House(ctx, in.ID.ID)
	if err != nil {
		return nil, err
	}
	if !auth.From(ctx).In(h.CommunityID) {
		return nil, ErrNotFound
	}
	fen, err := s.Book.Balance(ctx, h.CommunityID, "prepaid", h.ID)
	return &prepaidOut{deskPrepaid{-fen}}, err
}

func viewShift(sh Shift) shiftView {
	out := shiftView{ID: sh.ID, State: sh.State, Cashier: sh.CashierName, TransferFen: sh.TransferFen, Payments: sh.Payments, ClosedAt: sh.ClosedAt, Note: sh.Note}
	if !sh.OpenedAt.IsZero() {
		out.OpenedAt = &sh.OpenedAt
	}
	if sh.State == "closed" { // counted blind: before, the sum would be copied instead of counted
		out.CashFen, out.CountedFen, out.DifferenceFen = sh.CashFen, sh.CountedFen, sh.DifferenceFen
	}
	return out
}

func (s *Service) getShift(ctx context.Context, in *communityIn) (*shiftOut, error) {
	sh, err := s.MyShift(ctx, auth.From(ctx), in.CommunityID.ID)
	return &shiftOut{viewShift(sh)}, err
}

func (s *Service) getShifts(ctx context.Context, in *communityIn) (*shiftsOut, error) {
	if !auth.From(ctx).In(in.CommunityID.ID) {
		return nil, auth.ErrDenied
	}
	before, _ := ids.Parse(in.Cursor)
	all, err := s.store.shifts(ctx, in.CommunityID.ID, before, pageSize+1)
	if err != nil {
		return nil, err
	}
	out := &shiftsOut{shiftPage{Items: []shiftView{}}}
	if len(all) > pageSize {
		all = all[:pageSize]
		out.Body.NextCursor = all[pageSize-1].ID.String()
	}
	for _, sh := range all {
		out.Body.Items = append(out.Body.Items, viewShift(sh))
	}
	return out, nil
}

func (s *Service) postCloseShift(ctx context.Context, in *closeShiftIn) (*shiftOut, error) {
	sh, err := s.CloseShift(ctx, auth.From(ctx), in.ID.ID, in.Body.CountedFen, in.Body.Note)
	return &shiftOut{viewShift(sh)}, err
}

func (s *Service) getAllRefunds(ctx context.Context, in *refundListIn) (*refundsOut, error) {
	before, _ := ids.Parse(in.Cursor)
	all, err := s.store.refunds(ctx, Filter{Community: in.CommunityID.ID, State: in.State}, before, pageSize+1)
	if err != nil {
		return nil, err
	}
	return refundsPage(auth.From(ctx), all), nil
}

func (s *Service) getAnyRefund(ctx context.Context, in *paymentIn) (*refundOut, error) {
	r, err := s.store.refund(ctx, in.ID.ID)
	return s.showRefund(ctx, auth.From(ctx), r, err)
}

func (s *Service) postApprove(ctx context.Context, in *onceIn) (*refundOut, error) {
	who := auth.From(ctx)
	r, err := s.ApproveRefund(ctx, who, in.ID.ID)
	return s.showRefund(ctx, who, r, err)
}

func (s *Service) postRefuse(ctx context.Context, in *reasonIn) (*refundOut, error) {
	who := auth.From(ctx)
	r, err := s.RefuseRefund(ctx, who, in.ID.ID, in.Body.Reason)
	return s.showRefund(ctx, who, r, err)
}

func (s *Service) postPayOut(ctx context.Context, in *payOutIn) (*refundOut, error) {
	who := auth.From(ctx)
	r, err := s.PayOut(ctx, who, in.ID.ID, in.Body)
	return s.showRefund(ctx, who, r, err)
}

package payment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/task"
	"zhijian/server/platform/wechat/pay"
)

// PayForm is what a payer chooses. There is no amount in it: the server says
// what is due.
type PayForm struct {
	BillIDs []ids.ID `json:"billIds,omitempty" maxItems:"50" nullable:"false"`
	Code    string   `json:"code,omitempty" maxLength:"32" doc:"a 代缴 code instead of bills"`
	Via     string   `json:"via" enum:"wechat,prepaid" default:"wechat"`
	Overpay string   `json:"overpay,omitempty" enum:"refund,prepaid" default:"refund" doc:"what becomes of money that nobody owes by the time it comes"`
}

// Start makes a payment order and keeps its bills for 15 minutes; out of the
// prepaid balance it is paid at once. Who left the cashier and comes back gets
// the same order again. It runs in the caller's transaction.
// Errors: ErrInput, ErrBusy, ErrMerchant, ErrSuspended, ledger.short and those of Bills.
func (s *Service) Start(ctx context.Context, who auth.Actor, f PayForm) (Order, error) {
	ctx = db.Everywhere(ctx) // who pays by code is in no community; Bills.Lock checks each bill
	f.BillIDs = slices.Compact(slices.Sorted(slices.Values(f.BillIDs)))
	if len(f.BillIDs) == 0 && f.Code == "" {
		return Order{}, ErrInput.With("billIds", "请选择要缴费的账单")
	}
	if f.Code != "" && f.Via == Prepaid {
		return Order{}, ErrInput.With("via", "代缴请使用微信支付")
	}
	var out Order
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		mine, err := s.inTheWay(ctx, who, f)
		if err != nil || mine.ID > 0 {
			out = mine
			return err
		}
		out, err = s.make(ctx, who, Order{Via: f.Via, Overpay: or(f.Overpay, "refund"), ByCode: f.Code != ""}, event.PayRequest{BillIDs: f.BillIDs, Code: f.Code}, lockFor)
		if err != nil {
			return err
		}
		if f.Via == Prepaid {
			out, err = s.settleHere(ctx, who, out)
			return err
		}
		return s.askLater(ctx, out, lockFor) // the end of the lock, whatever the phone does
	})
	return out, err
}

// inTheWay looks for open orders of the bills. One of the same payer for the
// same bills is answered, to go on with. Others of the same payer that WeChat
// never heard of give way: the payer chose again. Any other is ErrBusy.
func (s *Service) inTheWay(ctx context.Context, who auth.Actor, f PayForm) (Order, error) {
	if err := s.store.releaseLines(ctx, f.BillIDs, s.Now()); err != nil {
		return Order{}, err
	}
	open, err := s.store.openOrders(ctx, f.BillIDs)
	if err != nil || len(open) == 0 {
		return Order{}, err
	}
	o := open[0]
	if len(open) == 1 && isPayer(who, o) && o.Via == f.Via && o.ByCode == (f.Code != "") && o.ExpiresAt.Sub(s.Now()) >= leastTime {
		lines, err := s.store.lines(ctx, o.ID)
		if err != nil {
			return Order{}, err
		}
		bills := make([]ids.ID, len(lines))
		for i, l := range lines {
			bills[i] = l.BillID
		}
		slices.Sort(bills)
		if slices.Equal(bills, f.BillIDs) {
			return o, nil
		}
	}
	if !slices.ContainsFunc(open, func(o Order) bool { return !isPayer(who, o) || o.State != Created || o.Via != WeChat }) {
		for _, o := range open {
			if err := s.end(ctx, o.ID, "改选了账单或支付方式"); err != nil {
				return Order{}, err
			}
		}
		return Order{}, nil
	}
	return Order{}, busy(who, o)
}

// busy says who is paying, masked, and when to try again. By code nobody
// learns a name.
func busy(who auth.Actor, o Order) error {
	name := or(o.PayerName, "有人")
	if o.ByCode || who.Kind != auth.Resident {
		name = "有人"
	}
	if isPayer(who, o) {
		name = "您"
	}
	until := o.ExpiresAt.In(clock.Shanghai()).Format("15:04")
	err := ErrBusy.Detail("%s正在支付，%s 后可重试", name, until).Note("until", o.ExpiresAt.Format(time.RFC3339))
	if isPayer(who, o) {
		err = err.Note("orderId", o.ID.String()) // the way back to it
	}
	return err
}

// make locks the bills and writes the order with its lines.
func (s *Service) make(ctx context.Context, who auth.Actor, o Order, in event.PayRequest, keep time.Duration) (Order, error) {
	now := s.Now()
	o.ID, o.Number, o.State, o.Version, o.Purpose = s.Gen.New(), newNumber(), Created, 1, forBills
	o.ExpiresAt, o.CreatedAt, o.UpdatedAt = now.Add(keep), now, now
	o.PayerKind, o.PayerID, o.PayerName, o.BehalfOf = string(who.Kind), who.ID, pii.MaskName(who.Name), who.OnBehalfOf
	in.OrderID, in.Until = o.ID, o.ExpiresAt
	p, err := s.Bills.Lock(ctx, who, in)
	if err != nil {
		return o, err
	}
	if err := s.priced(p); err != nil {
		return o, err
	}
	o.CommunityID, o.CompanyID, o.MerchantID, o.HouseID, o.HouseLabel, o.TotalFen = p.CommunityID, p.CompanyID, p.MerchantID, p.HouseID, p.HouseLabel, p.Total
	if err := s.mayCollect(ctx, &o); err != nil {
		return o, err
	}
	lines := make([]Line, 0, len(p.Lines))
	for _, l := range p.Lines {
		open := l.BillID
		lines = append(lines, Line{ID: s.Gen.New(), CommunityID: o.CommunityID, OrderID: o.ID, BillID: l.BillID, Title: l.Title, PrincipalFen: l.Principal, LateFen: l.Late, AmountFen: l.Amount,
			OpenBillID: &open, OpenUntil: o.ExpiresAt})
	}
	h := history{CommunityID: o.CommunityID, Subject: "order", SubjectID: o.ID, Act: Start, ToState: string(o.State), Version: 1, Reason: o.Note}
	if err := s.store.addOrder(ctx, o, lines, s.record(ctx, who, h)); err != nil {
		if db.Duplicate(err) {
			return o, ErrBusy.Because(err)
		}
		return o, fmt.Errorf("add order: %w", err)
	}
	return o, nil
}

// priced checks the answer of Bills before anybody is asked for money.
func (s *Service) priced(p event.Payable) error {
	var sum money.Fen
	for _, l := range p.Lines {
		if l.Amount < 1 || l.Amount != l.Principal+l.Late {
			return fmt.Errorf("payment: bill %d priced at %d", l.BillID, l.Amount)
		}
		sum += l.Amount
	}
	if sum != p.Total || sum < 1 || p.CommunityID == 0 || p.HouseID == 0 {
		return fmt.Errorf("payment: %d bills priced at %d together", len(p.Lines), p.Total)
	}
	return nil
}

// mayCollect refuses for a stopped company, and finds the merchant.
func (s *Service) mayCollect(ctx context.Context, o *Order) error {
	open, err := s.Places.Collects(ctx, o.CommunityID)
	if err != nil {
		return err
	}
	if !open {
		return ErrSuspended
	}
	if o.Via != WeChat {
		o.MerchantID = 0
		return nil
	}
	m, err := s.store.payeeOf(ctx, o.CompanyID, o.CommunityID, o.MerchantID)
	if db.NotFound(err) {
		return ErrMerchant
	}
	if err != nil {
		return err
	}
	if m.State != merchantActive {
		return ErrMerchant
	}
	o.MerchantID = m.ID
	return nil
}

// newNumber is what WeChat knows an order or refund by. Nothing can be read from it.
func newNumber() string { return ids.Code(28, ids.URL) }

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// Ticket is what the payer's phone needs to open WeChat's cashier.
type Ticket struct {
	Order   Order
	Params  pay.Params
	Sandbox bool
}

// Prepay announces the order to WeChat and answers what the phone needs. It
// may be called again. It must not run in a transaction.
// Errors: ErrNotFound, ErrChanged, ErrWeChat, ErrSuspended, ErrMerchant, ErrChannel.
func (s *Service) Prepay(ctx context.Context, who auth.Actor, id ids.ID) (Ticket, error) {
	o, err := s.find(ctx, who, id)
	if err != nil {
		return Ticket{}, err
	}
	if o.Via != WeChat || !o.State.Open() || o.State == Unknown || !s.Now().Before(o.ExpiresAt) {
		return Ticket{}, changed(o.State.Label(), string(o.State))
	}
	ctx = system(ctx)
	if open, err := s.Places.Collects(ctx, o.CommunityID); err != nil || !open {
		return Ticket{}, firstOf(err, ErrSuspended) // not to know is not to be suspended
	}
	row, m, err := s.merchant(ctx, o.MerchantID)
	if err != nil {
		return Ticket{}, err
	}
	if row.State != merchantActive {
		return Ticket{}, ErrMerchant
	}
	if o.PrepayID == "" {
		if o, err = s.announce(ctx, o, m, row.NotifyPath); err != nil {
			return Ticket{}, err
		}
	}
	p, err := s.Channel.Params(m, o.PrepayID)
	return Ticket{o, p, s.Sandbox != nil}, err
}

func (s *Service) announce(ctx context.Context, o Order, m pay.Merchant, path string) (Order, error) {
	person, err := s.People.Person(ctx, o.PayerID)
	if err != nil {
		return o, err
	}
	if person.OpenID == "" && s.Sandbox != nil {
		person.OpenID = "sandbox-" + o.PayerID.String() // a browser in the demo has no WeChat account
	}
	if person.OpenID == "" {
		return o, ErrWeChat
	}
	prepayID, err := s.Channel.Prepay(ctx, m, pay.PrepayIn{OutTradeNo: o.Number, Description: describe(o), Total: o.TotalFen, OpenID: person.OpenID, NotifyURL: s.NotifyURL + path, Expires: o.ExpiresAt})
	if code := pay.Refused(err); code != "" {
		if code == pay.IsPaid || code == pay.IsClosed {
			_, err := s.ask(ctx, o.ID, true)
			return o, errors.Join(ErrChanged, err)
		}
		s.alarm(ctx, "payment.prepay", "order", o.ID, "code", code)
		return o, ErrChannel.Because(err)
	}
	if err != nil {
		return o, ErrChannel.Because(err)
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		now, err := s.store.lockOrder(ctx, o.ID)
		if err != nil {
			return err
		}
		if o = now; o.State != Created { // another tab was faster, or the notice was
			if o.PrepayID == "" {
				return changed(o.State.Label(), string(o.State))
			}
			return nil
		}
		if o, err = s.change(ctx, auth.SystemActor(), o, step{act: Announce, edit: func(o *Order) { o.PrepayID = prepayID }}); err != nil {
			return err
		}
		return s.askLater(ctx, o, wait(0))
	})
	return o, err
}

func describe(o Order) string {
	text := []rune("物业缴费 " + o.HouseLabel)
	if o.ByCode {
		text = []rune("物业代缴")
	}
	return string(text[:min(40, len(text))])
}

// merchant is the account an order belongs to.
func (s *Service) merchant(ctx context.Context, id ids.ID) (Merchant, pay.Merchant, error) {
	row, err := s.store.merchant(ctx, id)
	if err != nil {
		return row, pay.Merchant{}, fmt.Errorf("merchant %d: %w", id, err)
	}
	m, err := s.open(row)
	return row, m, err
}

// Cancel gives the bills back. WeChat is told behind the scenes, so that
// somebody who paid in this very moment is not lost. It runs in the caller's
// transaction. Errors: ErrNotFound, ErrChanged.
func (s *Service) Cancel(ctx context.Context, who auth.Actor, id ids.ID) (Order, error) {
	o, err := s.find(ctx, who, id)
	if err != nil {
		return o, err
	}
	if !o.State.Open() || o.Via != WeChat {
		return o, changed(o.State.Label(), string(o.State))
	}
	return o, s.Box.Enqueue(ctx, TaskClose, task.Critical, orderMessage{OrderID: o.ID}, s.Now())
}

// Refresh asks WeChat about an order that a payer looks at, at most once in a
// few seconds, and answers where it stands. It must not run in a transaction.
// Errors: ErrNotFound.
func (s *Service) Refresh(ctx context.Context, who auth.Actor, id ids.ID) (Order, error) {
	o, err := s.find(ctx, who, id)
	if err != nil {
		return o, err
	}
	if o.Via != WeChat || !o.State.Open() || o.State == Created {
		return o, nil
	}
	sys := system(ctx)
	if o.State == PrepayOK {
		if err := s.DB.Tx(sys, func(ctx context.Context) error {
			_, err := s.change(ctx, who, o, step{act: Begin})
			return err
		}); err != nil && !isChanged(err) {
			return o, err
		}
	}
	mine := false
	err = s.DB.Tx(sys, func(ctx context.Context) error {
		mine, err = s.store.takeQuery(ctx, o.ID, s.Now(), pause)
		return err
	})
	if err != nil || !mine {
		return o, err
	}
	if _, err := s.ask(sys, id, false); err != nil && !errors.Is(err, ErrChannel) && !isChanged(err) {
		return o, err
	}
	return s.find(ctx, who, id)
}

package payment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/wechat/pay"
)

// What is wrong with the channel's word. Nobody sees these but the log.
var (
	errMismatch = errors.New("payment: the channel's facts are not the order's")
	errNotPaid  = errors.New("payment: not paid")
)

// Where the channel's word came from.
const (
	byNotice = "notice"
	byQuery  = "query"
	byBill   = "bill"
)

// agrees compares what WeChat says with what we know. The amount last: only
// then is the message surely about this order, and a wrong one freezes it.
func agrees(o Order, m pay.Merchant, t pay.Trade) error {
	switch {
	case t.MchID != m.MchID:
		return fmt.Errorf("%w: merchant", errMismatch)
	case t.AppID != m.AppID:
		return fmt.Errorf("%w: app", errMismatch)
	case t.OutTradeNo != o.Number:
		return fmt.Errorf("%w: number", errMismatch)
	case t.Currency != "CNY":
		return fmt.Errorf("%w: currency", errMismatch)
	case t.Total != o.TotalFen:
		return fmt.Errorf("%w: %d fen instead of %d", errWrongAmount, t.Total, o.TotalFen)
	}
	return nil
}

var errWrongAmount = fmt.Errorf("%w: amount", errMismatch)

// settle books money that WeChat says has come for the order, once for each
// transaction. It answers nil when the money is booked, now or before.
func (s *Service) settle(ctx context.Context, id ids.ID, m pay.Merchant, t pay.Trade, source string) error {
	if !t.Paid() {
		return errNotPaid
	}
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		o, err := s.store.lockOrder(ctx, id)
		if err != nil {
			return err
		}
		if err := agrees(o, m, t); err != nil {
			return err
		}
		return s.book(ctx, o, t, source)
	})
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errWrongAmount):
		return errors.Join(err, s.freeze(ctx, id, t, source))
	case errors.Is(err, errMismatch):
		s.alarm(ctx, "payment.mismatch", "order", id, "source", source, "err", err)
		return err
	}
	// A commit whose answer was lost, or somebody who was faster: what stands
	// in the book decides, and nothing is done again. The caller's time may
	// be over, the question is short.
	look, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if a, found, lookErr := s.store.arrival(look, t.TransactionID); lookErr == nil && found && a.OrderID == id {
		return nil
	}
	return err
}

// book does the work of settle on a locked order.
func (s *Service) book(ctx context.Context, o Order, t pay.Trade, source string) error {
	old, found, err := s.store.arrival(ctx, t.TransactionID)
	if err != nil {
		return err
	}
	if found {
		if old.OrderID != o.ID {
			return fmt.Errorf("%w: transaction of order %d", errMismatch, old.OrderID)
		}
		return nil
	}
	a := arrival{TransactionID: t.TransactionID, CommunityID: o.CommunityID, OrderID: o.ID, MerchantID: o.MerchantID, AmountFen: t.Total, Used: "settled", Source: source, PaidAt: t.At, CreatedAt: s.Now()}
	if o.State == Success {
		a.Used = "again"
	}
	if err := s.store.addArrival(ctx, a); err != nil {
		return fmt.Errorf("arrival for order %d: %w", o.ID, err)
	}
	if o.State == Success {
		return s.bookAgain(ctx, o, a)
	}
	late := o.State == Closed
	o, err = s.succeed(ctx, auth.SystemActor(), o, t.At, func(o *Order) { o.TransactionID = t.TransactionID })
	if err == nil && late {
		s.alarm(ctx, "payment.late", "order", o.ID)
	}
	return err
}

// succeed marks the order paid, lets Bills book it, and returns or keeps what
// nobody owes.
func (s *Service) succeed(ctx context.Context, who auth.Actor, was Order, at time.Time, edit func(*Order)) (Order, error) {
	lines, err := s.store.lines(ctx, was.ID)
	if err != nil {
		return was, err
	}
	in := event.Settlement{OrderID: was.ID, CommunityID: was.CommunityID, HouseID: was.HouseID, MerchantID: was.MerchantID, Via: was.Via, Amount: was.TotalFen, PayerID: was.PayerID, At: at}
	for _, l := range lines {
		in.Lines = append(in.Lines, event.PayLine{BillID: l.BillID, Title: l.Title, Principal: l.PrincipalFen, Late: l.LateFen, Amount: l.AmountFen})
	}
	done, err := s.Bills.Settle(ctx, in)
	if err != nil {
		return was, fmt.Errorf("settle bills of order %d: %w", was.ID, err)
	}
	for _, over := range done.Overpaid {
		if err := s.store.markOver(ctx, was.ID, over.BillID, over.Amount); err != nil {
			return was, err
		}
	}
	o, err := s.change(ctx, who, was, step{act: Settle, edit: func(o *Order) {
		o.PaidFen, o.PaidAt, o.ReceiptNumber = o.TotalFen, &at, receiptNumber(o.ID, at)
		if edit != nil {
			edit(o)
		}
	}})
	if err != nil {
		return was, err
	}
	if err := errors.Join(s.store.endLines(ctx, o.ID), s.issueReceipt(ctx, o)); err != nil {
		return was, err
	}
	if done.Total > 0 {
		if o, err = s.giveBack(ctx, o, done.Total, o.TransactionID); err != nil {
			return was, err
		}
	}
	return o, s.thank(ctx, o)
}

// bookAgain is a second transaction for an order that is paid: all of it goes back.
func (s *Service) bookAgain(ctx context.Context, o Order, a arrival) error {
	j := event.Journal{CommunityID: o.CommunityID, Kind: "payment_again", Ref: a.TransactionID, Memo: "重复支付 " + o.Number, Entries: []event.Entry{
		{Account: "wechat_receivable", Owner: o.MerchantID, Fen: a.AmountFen}, {Account: "overpaid", Owner: o.HouseID, Fen: -a.AmountFen}}}
	if err := s.Book.Post(ctx, j); err != nil {
		return err
	}
	s.alarm(ctx, "payment.twice", "order", o.ID)
	was := o
	o.PaidFen += a.AmountFen
	if err := s.store.addPaid(ctx, was.ID, a.AmountFen, s.Now()); err != nil {
		return err
	}
	_, err := s.giveBack(ctx, o, a.AmountFen, a.TransactionID)
	return err
}

// settleHere is settle for money that is here already: out of the prepaid
// balance or over the desk.
func (s *Service) settleHere(ctx context.Context, who auth.Actor, o Order) (Order, error) {
	return s.succeed(ctx, who, o, s.Now(), nil)
}

// freeze keeps an order out of everything until a person has looked at it.
func (s *Service) freeze(ctx context.Context, id ids.ID, t pay.Trade, source string) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		o, err := s.store.lockOrder(ctx, id)
		if err != nil || o.Frozen != "" {
			return err
		}
		why := fmt.Sprintf("微信通知的金额是 %s，订单是 %s", t.Total, o.TotalFen)
		if err := s.store.freeze(ctx, o.ID, why, s.Now()); err != nil {
			return err
		}
		h := history{CommunityID: o.CommunityID, Subject: "order", SubjectID: o.ID, Act: Freeze, FromState: string(o.State), ToState: string(o.State), Version: o.Version, Reason: why + "（" + source + "）"}
		if err := s.store.addEvent(ctx, s.record(ctx, auth.SystemActor(), h)); err != nil {
			return err
		}
		s.alarm(ctx, "payment.amount", "order", o.ID, "source", source)
		return s.tellStaff(ctx, o.CommunityID, "payment.reconcile", "payment_frozen", map[string]string{"number": shown(o.Number), "place": o.HouseLabel, "amount": o.TotalFen.Plain()}, "/payments/"+o.ID.String(), "payment_frozen:"+o.ID.String())
	})
}

// thank tells the payer, once.
func (s *Service) thank(ctx context.Context, o Order) error {
	if o.PayerKind != string(auth.Resident) {
		return nil
	}
	place := o.HouseLabel
	if o.ByCode {
		place = "代缴账单"
	}
	return s.Box.Publish(ctx, event.Notify{To: o.PayerID, CommunityID: o.CommunityID, Template: "payment_success", Dedupe: "payment_success:" + o.ID.String(),
		Params: map[string]string{"amount": o.TotalFen.Plain(), "place": place, "receipt": o.ReceiptNumber}, Link: "/features/payment/pages/result?id=" + o.ID.String()})
}

// tellStaff tells everybody of the community who holds a permission.
func (s *Service) tellStaff(ctx context.Context, community ids.ID, permission, template string, params map[string]string, link, dedupe string) error {
	staff, err := s.People.StaffWith(ctx, community, permission)
	if err != nil {
		return err
	}
	for _, p := range staff {
		n := event.Notify{To: p.ID, Staff: true, CommunityID: community, Template: template, Params: params, Link: link, Dedupe: dedupe}
		if err := s.Box.Publish(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// receiptNumber is unique by the order's id and begins with the business date.
func receiptNumber(id ids.ID, at time.Time) string {
	d := clock.Date(at)
	return "SJ" + d[2:4] + d[5:7] + d[8:10] + "-" + base32(int64(id))
}

// base32 writes an id in the letters people do not mix up.
func base32(n int64) string {
	const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	var b [13]byte
	i := len(b)
	for n > 0 {
		i--
		b[i] = letters[n%32]
		n /= 32
	}
	return string(b[i:])
}

// shown is the end of a long number, for people who compare two of them.
func shown(number string) string { return "…" + number[max(0, len(number)-6):] }

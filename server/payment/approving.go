package payment

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
	"zhijian/server/platform/wechat/pay"
)

type refundMessage struct {
	RefundID ids.ID `json:"refundId"`
	Queries  int64  `json:"queries"`
}

// ApproveRefund is one person's yes; the last one that is needed sends the
// money. It runs in the caller's transaction.
// Errors: ErrNotFound, ErrChanged, ErrSelf, ErrTwice, auth.ErrDenied.
func (s *Service) ApproveRefund(ctx context.Context, who auth.Actor, id ids.ID) (Refund, error) {
	var out Refund
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		r, need, err := s.judged(ctx, who, id)
		if err != nil {
			return err
		}
		a := approval{RefundID: r.ID, StaffID: who.ID, CommunityID: r.CommunityID, StaffName: who.Name, CreatedAt: s.Now()}
		if err := s.store.addApproval(ctx, a); err != nil {
			if db.Duplicate(err) {
				return ErrTwice
			}
			return err
		}
		if r.Approvals+1 < need {
			out, err = s.store.countApproval(ctx, r, s.Now())
			if err != nil {
				return err
			}
			h := history{CommunityID: r.CommunityID, Subject: "refund", SubjectID: r.ID, Act: Approve, FromState: string(r.State), ToState: string(r.State), Version: out.Version}
			return s.store.addEvent(ctx, s.record(ctx, who, h))
		}
		out, err = s.changeRefund(ctx, who, r, refundStep{act: Approve, edit: func(r *Refund) { r.Approvals++ }})
		if err != nil {
			return err
		}
		out, err = s.afterApproval(ctx, out)
		return err
	})
	return out, err
}

// judged is the refund with the number of people it needs, if who may be one.
func (s *Service) judged(ctx context.Context, who auth.Actor, id ids.ID) (Refund, int64, error) {
	r, err := s.store.lockRefund(ctx, id)
	if err != nil {
		return r, 0, err
	}
	o, err := s.store.order(ctx, r.OrderID)
	if err != nil {
		return r, 0, err
	}
	need, permission := ladder(o.RefundedFen) // with all that is asked of this order: parts do not pass below a step
	if err := who.Must(permission); err != nil {
		return r, 0, err
	}
	if r.AskedKind == string(auth.Staff) && r.AskedID == who.ID {
		return r, 0, ErrSelf
	}
	if r.State != Requested {
		return r, 0, changed(r.State.Label(), string(r.State))
	}
	return r, need, nil
}

// afterApproval starts what follows: WeChat is asked, a prepaid balance is
// filled at once, cash waits for the desk.
func (s *Service) afterApproval(ctx context.Context, r Refund) (Refund, error) {
	lines, err := s.store.refundLines(ctx, r.ID)
	if err != nil {
		return r, err
	}
	for _, l := range lines {
		if err := s.Bills.Refunding(ctx, l.BillID, false); err != nil {
			return r, fmt.Errorf("bill %d: %w", l.BillID, err)
		}
	}
	if err := s.reverseInvoice(ctx, r); err != nil {
		return r, err
	}
	if r.Via == Prepaid {
		return s.done(ctx, auth.SystemActor(), r, refundStep{act: Done}, Prepaid)
	}
	if r.Via == WeChat {
		err = s.Box.Enqueue(ctx, TaskSend, task.Default, refundMessage{RefundID: r.ID}, s.Now())
	}
	return r, errors.Join(err, s.tellPayer(ctx, r, "refund_approved"))
}

// RefuseRefund says no, with a reason. It runs in the caller's transaction.
// Errors: those of ApproveRefund, ErrInput.
func (s *Service) RefuseRefund(ctx context.Context, who auth.Actor, id ids.ID, reason string) (Refund, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return Refund{}, ErrInput.With("reason", "请写明原因，住户会看到")
	}
	var out Refund
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		r, _, err := s.judged(ctx, who, id)
		if err != nil {
			return err
		}
		if out, err = s.changeRefund(ctx, who, r, refundStep{act: Refuse, reason: reason, edit: func(r *Refund) { r.Failure = reason }}); err != nil {
			return err
		}
		return errors.Join(s.release(ctx, out), s.tellPayer(ctx, out, "refund_refused"))
	})
	return out, err
}

// done ends a refund whose money has gone, from the account it left by.
func (s *Service) done(ctx context.Context, who auth.Actor, was Refund, st refundStep, account string) (Refund, error) {
	r, err := s.changeRefund(ctx, who, was, st)
	if err != nil {
		return was, err
	}
	lines, err := s.store.refundLines(ctx, r.ID)
	if err != nil {
		return r, err
	}
	out := event.Entry{Account: account, Fen: -r.AmountFen}
	switch account {
	case "wechat_receivable":
		out.Owner = r.MerchantID
	case Prepaid:
		out.Owner = r.HouseID
	}
	j := event.Journal{CommunityID: r.CommunityID, Kind: "refund_paid", Ref: r.ID.String(), Memo: "退款 " + shown(r.Number), Entries: []event.Entry{{Account: "refund_payable", Fen: r.AmountFen}, out}}
	if r.Kind == refundOver {
		j.Kind, j.Entries[0] = "overpaid_refund", event.Entry{Account: "overpaid", Owner: r.HouseID, Fen: r.AmountFen}
	} else {
		done := event.RefundDone{RefundID: r.ID, OrderID: r.OrderID, CommunityID: r.CommunityID, HouseID: r.HouseID, Via: r.Via, At: *r.EndedAt}
		for _, l := range lines {
			done.Lines = append(done.Lines, event.RefundLine{BillID: l.BillID, Amount: l.AmountFen})
		}
		if err := s.Bills.Refunded(ctx, done); err != nil {
			return r, fmt.Errorf("bills of refund %d: %w", r.ID, err)
		}
	}
	if err := s.Book.Post(ctx, j); err != nil {
		return r, err
	}
	return r, s.tellPayer(ctx, r, "refund_done")
}

// sendTask asks WeChat for an approved refund. The state says "processing"
// before the call, so that a killed process asks again under the same number.
func (s *Service) sendTask(ctx context.Context, m task.Message) error {
	var in refundMessage
	if err := m.Into(&in); err != nil {
		return err
	}
	ctx = system(ctx)
	r, err := s.toSend(ctx, in.RefundID)
	if err != nil || r.ID == 0 {
		return err
	}
	row, keys, err := s.merchant(ctx, r.MerchantID) // the account that got the money, whatever the community uses now
	if err != nil {
		return err
	}
	t, err := s.Channel.Refund(ctx, keys, pay.RefundIn{TransactionID: r.TransactionID, OutRefundNo: r.Number, Reason: "物业费用退款", Refund: r.AmountFen, Total: r.TotalFen, NotifyURL: s.NotifyURL + row.NotifyPath})
	switch code := pay.Refused(err); {
	case code == pay.NoMoney:
		return s.noMoney(ctx, r)
	case code != "":
		return s.failed(ctx, r.ID, "微信支付没有受理："+code)
	case err != nil:
		return err
	}
	if err := s.follow(ctx, r, t); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		return s.Box.Enqueue(ctx, TaskRefundAsk, task.Default, refundMessage{RefundID: r.ID}, s.Now().Add(refundWait(0)))
	})
}

// between is how long WeChat wants between two parts of one order.
const between = time.Minute + 5*time.Second

// toSend marks the refund as being sent; the zero Refund when there is nothing
// to send now.
func (s *Service) toSend(ctx context.Context, id ids.ID) (Refund, error) {
	var out Refund
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		out = Refund{}
		r, err := s.store.lockRefund(ctx, id)
		if err != nil || (r.State != Approved && r.State != Processing) {
			return err
		}
		if r.State == Processing {
			out = r
			return nil
		}
		if wait, err := s.invoiceStands(ctx, r.OrderID); err != nil || wait {
			return errors.Join(err, s.Box.Enqueue(ctx, TaskSend, task.Default, refundMessage{RefundID: id}, s.Now().Add(30*time.Second)))
		}
		last, err := s.store.lastSent(ctx, r.OrderID)
		if err != nil {
			return err
		}
		if next := last.Add(between); !last.IsZero() && s.Now().Before(next) {
			return s.Box.Enqueue(ctx, TaskSend, task.Default, refundMessage{RefundID: id}, next)
		}
		out, err = s.changeRefund(ctx, auth.SystemActor(), r, refundStep{act: Send, edit: func(r *Refund) { at := s.Now(); r.SentAt = &at }})
		return err
	})
	return out, err
}

func (s *Service) noMoney(ctx context.Context, r Refund) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.noteFailure(ctx, r.ID, "商户账户余额不足，充值后自动重试"); err != nil {
			return err
		}
		if err := s.tellStaff(ctx, r.CommunityID, "payment.reconcile", "refund_no_money", map[string]string{"amount": r.AmountFen.Plain()}, "/refunds/"+r.ID.String(), "refund_no_money:"+r.ID.String()); err != nil {
			return err
		}
		return s.Box.Enqueue(ctx, TaskSend, task.Default, refundMessage{RefundID: r.ID}, s.Now().Add(30*time.Minute))
	})
}

// failed marks a refund that needs a person.
func (s *Service) failed(ctx context.Context, id ids.ID, why string) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		r, err := s.store.lockRefund(ctx, id)
		if err != nil || r.State != Processing {
			return err
		}
		if r, err = s.changeRefund(ctx, auth.SystemActor(), r, refundStep{act: Fail, reason: why, edit: func(r *Refund) { r.Failure = why }}); err != nil {
			return err
		}
		if err := s.tellStaff(ctx, r.CommunityID, "payment.approve", "refund_abnormal", map[string]string{"place": r.HouseLabel, "amount": r.AmountFen.Plain(), "reason": why}, "/refunds/"+r.ID.String(), "refund_abnormal:"+r.ID.String()); err != nil {
			return err
		}
		return s.tellPayer(ctx, r, "refund_abnormal")
	})
}

// follow does what WeChat says has become of a refund.
func (s *Service) follow(ctx context.Context, r Refund, t pay.RefundState) error {
	if t.OutRefundNo != r.Number || t.Refund != r.AmountFen || t.TransactionID != r.TransactionID {
		s.alarm(ctx, "payment.refund_mismatch", "refund", r.ID)
		return fmt.Errorf("%w: refund %d", errMismatch, r.ID)
	}
	switch t.State {
	case "ABNORMAL":
		return s.failed(ctx, r.ID, "退款没有到账，收款账户可能已注销")
	case "SUCCESS", "CLOSED":
	default:
		return nil
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		r, err := s.store.lockRefund(ctx, r.ID)
		if err != nil || r.State == Refunded || r.State == Ended {
			return err
		}
		edit := func(r *Refund) { r.RefundID, r.Account = t.RefundID, cut(t.Account, 100) }
		if t.State == "SUCCESS" {
			_, err = s.done(ctx, auth.SystemActor(), r, refundStep{act: Done, edit: edit}, "wechat_receivable")
			return err
		}
		return s.ended(ctx, r, edit)
	})
}

// ended gives a closed refund's reservation back: it may be asked for again.
func (s *Service) ended(ctx context.Context, r Refund, edit func(*Refund)) error {
	r, err := s.changeRefund(ctx, auth.SystemActor(), r, refundStep{act: End, reason: "微信支付关闭了退款", edit: edit})
	if err != nil {
		return err
	}
	if err := s.release(ctx, r); err != nil {
		return err
	}
	lines, err := s.store.refundLines(ctx, r.ID)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if err := s.Bills.Refunding(ctx, l.BillID, true); err != nil {
			return err
		}
	}
	return s.tellStaff(ctx, r.CommunityID, "payment.approve", "refund_closed", map[string]string{"place": r.HouseLabel, "amount": r.AmountFen.Plain()}, "/refunds/"+r.ID.String(), "refund_closed:"+r.ID.String())
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// refundWait is how long after the n-th question the next one is due.
func refundWait(n int64) time.Duration {
	steps := []time.Duration{30 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute}
	if n < int64(len(steps)) {
		return steps[n]
	}
	return 6 * time.Hour
}

// refundAskTask asks what became of a refund until it has ended.
func (s *Service) refundAskTask(ctx context.Context, m task.Message) error {
	var in refundMessage
	if err := m.Into(&in); err != nil {
		return err
	}
	ctx = system(ctx)
	r, err := s.store.refund(ctx, in.RefundID)
	if err != nil || r.State != Processing || r.Queries != in.Queries {
		return err
	}
	_, keys, err := s.merchant(ctx, r.MerchantID)
	if err != nil {
		return err
	}
	t, err := s.Channel.QueryRefund(ctx, keys, r.Number)
	switch {
	case pay.Refused(err) == pay.NoRefund: // the call never arrived: once more, same number
		return s.DB.Tx(ctx, func(ctx context.Context) error {
			return s.Box.Enqueue(ctx, TaskSend, task.Default, refundMessage{RefundID: r.ID}, s.Now())
		})
	case err == nil:
		err = s.follow(ctx, r, t)
	}
	if err != nil && !errors.Is(err, pay.ErrUnknown) && !errors.Is(err, errMismatch) {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		ok, err := s.store.countRefundQuery(ctx, r)
		if err != nil || !ok {
			return err
		}
		return s.Box.Enqueue(ctx, TaskRefundAsk, task.Default, refundMessage{r.ID, r.Queries + 1}, s.Now().Add(refundWait(r.Queries+1)))
	})
}

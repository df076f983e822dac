package payment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
	"zhijian/server/platform/wechat/pay"
)

// orderMessage names an order. Queries is how often it had been asked about
// when the message was written; one that was overtaken is ignored.
type orderMessage struct {
	OrderID ids.ID `json:"orderId"`
	Queries int64  `json:"queries"`
}

// askLater plans the next question about an order.
func (s *Service) askLater(ctx context.Context, o Order, in time.Duration) error {
	return s.Box.Enqueue(ctx, TaskAsk, task.Critical, orderMessage{o.ID, o.Queries}, s.Now().Add(in))
}

// ask learns from WeChat where the order stands and follows it: settles what
// is paid, closes what has come to its end. With closing it ends it now.
// Errors: ErrChannel when WeChat gives no answer; errWrongAmount and the like are alarms, not errors.
func (s *Service) ask(ctx context.Context, id ids.ID, closing bool) (State, error) {
	o, err := s.store.order(ctx, id)
	if err != nil {
		return "", err
	}
	if o.Via != WeChat || o.State == Success || o.Frozen != "" {
		return o.State, nil
	}
	_, m, err := s.merchant(ctx, o.MerchantID)
	if err != nil {
		return o.State, err
	}
	t, err := s.Channel.Query(ctx, m, o.Number)
	switch {
	case pay.Refused(err) == pay.NoOrder:
		return s.neverHeard(ctx, o, closing)
	case err != nil:
		return o.State, ErrChannel.Because(err)
	case t.Paid():
		return s.settled(ctx, o, m, t)
	case o.State == Closed:
		return Closed, nil
	case t.State == "CLOSED" || t.State == "REVOKED":
		return Closed, s.end(ctx, id, "微信支付已关闭")
	case closing || !s.Now().Before(o.ExpiresAt):
		return s.shut(ctx, o, m)
	}
	return o.State, nil
}

// settled follows an answer that says paid. One that does not fit the order is
// an alarm and stays for a person.
func (s *Service) settled(ctx context.Context, o Order, m pay.Merchant, t pay.Trade) (State, error) {
	switch err := s.settle(ctx, o.ID, m, t, byQuery); {
	case err == nil:
		return Success, nil
	case errors.Is(err, errMismatch):
		return o.State, nil
	default:
		return o.State, err
	}
}

// neverHeard: WeChat does not know the order. Before its end that may change.
func (s *Service) neverHeard(ctx context.Context, o Order, closing bool) (State, error) {
	if o.State == Closed || (!closing && s.Now().Before(o.ExpiresAt)) {
		return o.State, nil
	}
	return Closed, s.end(ctx, o.ID, "没有支付")
}

// shut closes the order at WeChat first. Whoever paid in between is settled.
func (s *Service) shut(ctx context.Context, o Order, m pay.Merchant) (State, error) {
	err := s.Channel.Close(ctx, m, o.Number)
	switch code := pay.Refused(err); {
	case code == pay.IsPaid:
		t, err := s.Channel.Query(ctx, m, o.Number)
		if err != nil || !t.Paid() {
			return o.State, ErrChannel.Because(errors.Join(err, errNotPaid))
		}
		return s.settled(ctx, o, m, t)
	case err == nil, code == pay.NoOrder, code == pay.IsClosed:
		return Closed, s.end(ctx, o.ID, "没有支付")
	default:
		return o.State, ErrChannel.Because(err)
	}
}

// end closes an order here, gives its bills back, and plans the looks
// afterwards.
func (s *Service) end(ctx context.Context, id ids.ID, why string) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		o, err := s.store.lockOrder(ctx, id)
		if err != nil || !o.State.Open() {
			return err
		}
		if o, err = s.change(ctx, auth.From(ctx), o, step{act: Close, reason: why}); err != nil {
			return err
		}
		if err := s.store.endLines(ctx, o.ID); err != nil {
			return err
		}
		if err := s.Bills.Unlock(ctx, o.ID); err != nil {
			return fmt.Errorf("unlock bills of order %d: %w", o.ID, err)
		}
		if o.Via != WeChat {
			return nil
		}
		for _, d := range afterwards {
			if err := s.Box.Enqueue(ctx, TaskLook, task.Default, orderMessage{OrderID: o.ID}, s.Now().Add(d)); err != nil {
				return err
			}
		}
		return nil
	})
}

// askTask asks on the ladder, notes that it did, and plans the next question
// while the order is open.
func (s *Service) askTask(ctx context.Context, m task.Message) error {
	var in orderMessage
	if err := m.Into(&in); err != nil {
		return err
	}
	ctx = system(ctx)
	o, err := s.store.order(ctx, in.OrderID)
	if err != nil || !o.State.Open() || o.Frozen != "" {
		return err
	}
	// The first message of an order waits for its end and never goes stale.
	if in.Queries != o.Queries && s.Now().Before(o.ExpiresAt) {
		return nil
	}
	_, asked := s.ask(ctx, o.ID, false)
	if asked != nil && !errors.Is(asked, ErrChannel) && !isChanged(asked) {
		return asked
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		now, err := s.store.lockOrder(ctx, o.ID)
		if err != nil || !now.State.Open() {
			return err
		}
		if asked != nil && !s.Now().Before(now.ExpiresAt) && now.State != Unknown {
			if now, err = s.change(ctx, auth.SystemActor(), now, step{act: Doubt, reason: "微信支付没有回应"}); err != nil {
				return err
			}
		}
		if ok, err := s.store.countQuery(ctx, now, o.Queries); err != nil || !ok {
			return err
		}
		now.Queries = o.Queries + 1
		in := wait(now.Queries)
		if left := now.ExpiresAt.Sub(s.Now()); left > 0 && left < in {
			in = left
		}
		return s.askLater(ctx, now, in)
	})
}

// closeTask ends an order that its payer gave up.
func (s *Service) closeTask(ctx context.Context, m task.Message) error {
	var in orderMessage
	if err := m.Into(&in); err != nil {
		return err
	}
	_, err := s.ask(system(ctx), in.OrderID, true)
	if isChanged(err) {
		return nil
	}
	return err
}

// lookTask looks at a closed order once more.
func (s *Service) lookTask(ctx context.Context, m task.Message) error {
	var in orderMessage
	if err := m.Into(&in); err != nil {
		return err
	}
	_, err := s.ask(system(ctx), in.OrderID, false)
	return err
}

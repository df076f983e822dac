package payment

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"zhijian/server/platform/db"
	"zhijian/server/platform/wechat/pay"
)

// answerIn is how long a notice may take: WeChat waits five seconds.
const answerIn = 3 * time.Second

// errUnaddressed: nobody has this address; it is no address at all.
var errUnaddressed = errors.New("payment: no merchant at this address")

// Notice follows WeChat's message. nil means that what it says is booked and
// committed. The address says which merchant it claims to come from; which
// one it must come from, the order says.
// Errors: errUnaddressed, pay.ErrForged, errMismatch, or that it could not be booked now.
func (s *Service) Notice(ctx context.Context, path string, h http.Header, body []byte) error {
	ctx, cancel := context.WithTimeout(system(ctx), answerIn)
	defer cancel()
	row, err := s.store.merchantAt(ctx, path)
	if db.NotFound(err) {
		return errUnaddressed
	}
	if err != nil {
		return err
	}
	at, err := s.reader(row)
	if err != nil {
		return err
	}
	if err := at.Verify(h, body, s.Now()); err != nil {
		return err
	}
	n, err := at.Open(body)
	if err != nil {
		return err
	}
	if n.Refund != nil {
		return s.refundNotice(ctx, row, at, *n.Refund)
	}
	return s.tradeNotice(ctx, row, at, *n.Trade)
}

// tradeNotice settles. The keys that verified the notice must be those of the
// order's merchant: one company's valid signature pays nothing of another's.
func (s *Service) tradeNotice(ctx context.Context, at Merchant, m pay.Merchant, t pay.Trade) error {
	if t.MchID != m.MchID {
		return fmt.Errorf("%w: sealed for %q", errMismatch, t.MchID)
	}
	o, err := s.store.numbered(ctx, t.OutTradeNo)
	if db.NotFound(err) {
		s.alarm(ctx, "payment.no_order", "merchant", at.ID)
		return fmt.Errorf("%w: no such order", errMismatch)
	}
	if err != nil {
		return err
	}
	if o.MerchantID != at.ID {
		s.alarm(ctx, "payment.foreign", "order", o.ID, "merchant", at.ID)
		return fmt.Errorf("%w: an order of merchant %d", errMismatch, o.MerchantID)
	}
	return s.settle(ctx, o.ID, m, t, byNotice)
}

// refundNotice follows what became of a refund.
func (s *Service) refundNotice(ctx context.Context, at Merchant, m pay.Merchant, t pay.RefundState) error {
	if t.MchID != m.MchID {
		return fmt.Errorf("%w: sealed for %q", errMismatch, t.MchID)
	}
	r, err := s.store.refundNumbered(ctx, t.OutRefundNo)
	if db.NotFound(err) {
		return fmt.Errorf("%w: no such refund", errMismatch)
	}
	if err != nil {
		return err
	}
	if r.MerchantID != at.ID {
		s.alarm(ctx, "payment.foreign", "refund", r.ID, "merchant", at.ID)
		return fmt.Errorf("%w: a refund of merchant %d", errMismatch, r.MerchantID)
	}
	return s.follow(ctx, r, t)
}

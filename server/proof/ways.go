package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"zhijian/server/platform/ids"
)

// way is how a payment goes.
type way string

const (
	plain     way = "paid, told five times"
	unheard   way = "paid, every notice lost"
	twice     way = "paid twice"
	late      way = "paid while it was given up"
	lateCash  way = "paid late, and at the desk meanwhile, to be returned"
	lateKept  way = "paid late, and at the desk meanwhile, to be kept"
	abandoned way = "given up"
)

// notices are how often WeChat tells of each payment.
const notices = 5

// ways are what becomes of each of twenty payments, one after the other.
func ways() []way {
	all := []way{unheard, unheard, twice, late, lateCash, lateKept, abandoned}
	for len(all) < 20 {
		all = append(all, plain)
	}
	return all
}

// order is a payment as the resident's phone knows it.
type order struct {
	ID     ids.ID
	Number string
	State  string
}

// pay is what a resident does with a bill.
func (s *shop) pay(ctx context.Context, t tab) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	o, err := s.begin(ctx, t)
	if err != nil {
		return err
	}
	s.fact(string(t.way), 1)
	switch t.way {
	case plain:
		return s.paid(o)
	case unheard:
		s.mu.Lock()
		s.lost[o.Number] = true
		s.mu.Unlock()
		return s.box.PayUnheard(s.mchID, o.Number)
	case twice:
		return s.payTwice(ctx, t, o)
	case abandoned:
		return s.giveUp(ctx, t, o)
	default:
		return s.payLate(ctx, t, o)
	}
}

// begin makes the order and opens WeChat's cashier.
func (s *shop) begin(ctx context.Context, t tab) (o order, err error) {
	body := fmt.Sprintf(`{"billIds":["%d"],"via":"wechat"}`, t.bill)
	if t.way == lateKept {
		body = strings.Replace(body, "}", `,"overpay":"prepaid"}`, 1)
	}
	a, err := s.call(ctx, t.payer, "POST /app/v1/payments", fmt.Sprintf("pay-%d", t.bill), body)
	if err != nil {
		return o, err
	}
	if a.status != http.StatusCreated {
		return o, fmt.Errorf("start: %d %s", a.status, a.body)
	}
	if err := json.Unmarshal(a.body, &o); err != nil {
		return o, err
	}
	a, err = s.call(ctx, t.payer, "POST /app/v1/payments/"+o.ID.String()+"/prepay", "", "")
	if err == nil && a.status != http.StatusOK {
		err = fmt.Errorf("prepay: %d %s", a.status, a.body)
	}
	return o, err
}

// paid is the thumb, and WeChat that tells of it five times at once.
func (s *shop) paid(o order) error {
	if err := s.box.Pay(s.mchID, o.Number); err != nil {
		return err
	}
	return s.box.Repeat(s.mchID, o.Number, notices-1)
}

func (s *shop) payTwice(ctx context.Context, t tab, o order) error {
	if err := s.paid(o); err != nil {
		return err
	}
	if _, err := s.state(ctx, t, o, "success"); err != nil {
		return err
	}
	if err := s.box.PayAgain(s.mchID, o.Number); err != nil {
		return err
	}
	return s.box.Repeat(s.mchID, o.Number, notices-1)
}

func (s *shop) giveUp(ctx context.Context, t tab, o order) error {
	a, err := s.call(ctx, t.payer, "POST /app/v1/payments/"+o.ID.String()+"/cancel", fmt.Sprintf("cancel-%d", t.bill), "")
	if err == nil && a.status != http.StatusOK {
		err = fmt.Errorf("cancel: %d %s", a.status, a.body)
	}
	return err
}

// payLate is paid in the moment in which WeChat closes the order.
func (s *shop) payLate(ctx context.Context, t tab, o order) error {
	if err := s.box.PayLate(s.mchID, o.Number); err != nil {
		return err
	}
	if err := s.giveUp(ctx, t, o); err != nil {
		return err
	}
	state, err := s.state(ctx, t, o, "closed", "success")
	if err != nil {
		return err
	}
	if err := s.box.Repeat(s.mchID, o.Number, notices-1); err != nil {
		return err
	}
	if t.way == late || state != "closed" {
		return nil
	}
	return s.cash(ctx, t)
}

// state waits until the payer's page shows one of the states.
func (s *shop) state(ctx context.Context, t tab, o order, one ...string) (string, error) {
	for {
		a, err := s.call(ctx, t.payer, "GET /app/v1/payments/"+o.ID.String(), "", "")
		if err != nil {
			return "", err
		}
		var now order
		if err := json.Unmarshal(a.body, &now); err != nil {
			return "", err
		}
		for _, want := range one {
			if now.State == want {
				return want, nil
			}
		}
		pause(ctx, 200*time.Millisecond)
	}
}

// cash brings the bill's money to the desk, unless WeChat's came first. The
// desk's own answer may be lost; whether it took the money, its voucher says.
func (s *shop) cash(ctx context.Context, t tab) error {
	voucher := fmt.Sprintf("P-%d", t.bill)
	for ctx.Err() == nil {
		_ = s.p.Cash(ctx, s.community, t.bill, voucher, t.fen) // asked below
		done, err := s.count(ctx, "SELECT COUNT(*) FROM payment_orders WHERE voucher = ? AND state = 'success'", voucher)
		if err == nil && done == 1 {
			s.mu.Lock()
			s.takens += t.fen
			s.mu.Unlock()
			s.fact("bills that the desk took cash for", 1)
			return nil
		}
		owed, err := s.count(ctx, "SELECT due_fen FROM billing_bills WHERE id = ?", int64(t.bill))
		if err == nil && owed == 0 {
			return nil
		}
		pause(ctx, 300*time.Millisecond)
	}
	return ctx.Err()
}

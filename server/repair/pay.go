package repair

import (
	"context"
	"errors"
	"fmt"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// RepairReceipt is money that the desk took.
type RepairReceipt struct {
	AmountFen money.Fen `json:"amountFen" minimum:"1"`
	Method    string    `json:"method" enum:"cash,transfer,pos"`
	Voucher   string    `json:"voucher" minLength:"1" maxLength:"40" pattern:"^[A-Za-z0-9-]+$" doc:"number of the receipt, unique in the community"`
}

// Collect notes money that the desk took for a paid order; the bill of the
// house, when there is one, is withdrawn.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrAmount, ErrVoucher, those of fees.
func (s *Service) Collect(ctx context.Context, who auth.Actor, id ids.ID, r RepairReceipt) (Order, error) {
	return s.changeOnce(ctx, who, id, func(was Order) (step, error) {
		if was.State == ToPay && r.AmountFen != was.QuoteFen {
			return step{}, ErrAmount.Detail("工单应付 %s，请核对后重填", was.QuoteFen).With("amountFen", "应付 "+was.QuoteFen.String())
		}
		p := payment{ID: s.Gen.New(), CommunityID: was.CommunityID, OrderID: was.ID, Round: was.Reworks, AmountFen: r.AmountFen, Method: r.Method,
			Voucher: r.Voucher, StaffID: who.ID, CreatedAt: s.Now()}
		return step{act: Pay, reason: "收据 " + r.Voucher, more: func(ctx context.Context, o Order, _ ids.ID) error {
			if err := s.store.addPayment(ctx, p); db.Duplicate(err) {
				return ErrVoucher.With("voucher", ErrVoucher.Message)
			} else if err != nil {
				return fmt.Errorf("payment of repair %d: %w", o.ID, err)
			}
			return s.withdraw(ctx, o)
		}}, nil
	})
}

// changeOnce is change with a step that depends on the order.
func (s *Service) changeOnce(ctx context.Context, who auth.Actor, id ids.ID, plan func(was Order) (step, error)) (Order, error) {
	var o Order
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.find(ctx, who, id)
		if err != nil {
			return err
		}
		st, err := plan(was)
		if err != nil {
			return err
		}
		o, err = s.step(ctx, who, was, st)
		return err
	})
	return o, err
}

func (s *Service) withdraw(ctx context.Context, o Order) error {
	if s.Fees == nil {
		return nil
	}
	return s.Fees.Withdraw(ctx, chargeSource, o.ID)
}

// Waive lets a supervisor forgo the money, with a reason.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrInput, those of fees.
func (s *Service) Waive(ctx context.Context, who auth.Actor, id ids.ID, reason string) (Order, error) {
	if reason == "" {
		return Order{}, ErrInput.With("reason", "请写明减免的原因")
	}
	return s.change(ctx, who, id, step{act: Waive, reason: reason, more: func(ctx context.Context, o Order, _ ids.ID) error {
		return s.withdraw(ctx, o)
	}})
}

// paid moves an order on whose bill is settled. One that does not wait for
// money any more is left alone: the money is billing's matter.
func (s *Service) paid(ctx context.Context, e event.ChargePaid) error {
	if e.Source != chargeSource {
		return nil
	}
	o, err := s.store.get(ctx, e.Ref)
	if errors.Is(err, ErrNotFound) || err == nil && o.State != ToPay {
		return nil
	}
	if err != nil {
		return err
	}
	p := payment{ID: s.Gen.New(), CommunityID: o.CommunityID, OrderID: o.ID, Round: o.Reworks, AmountFen: e.AmountFen, Method: "bill",
		Voucher: "B" + e.BillID.String(), CreatedAt: s.Now()}
	_, err = s.step(ctx, auth.SystemActor(), o, step{act: Pay, reason: "账单已付", more: func(ctx context.Context, _ Order, _ ids.ID) error {
		return s.store.addPayment(ctx, p)
	}})
	return err
}

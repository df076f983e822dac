package billing

import (
	"context"
	"fmt"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// AskWaiver asks for a waiver; somebody else decides.
// Errors: ErrNotFound, ErrInput, ErrTwice, ErrNothingDue.
func (s *Service) AskWaiver(ctx context.Context, who auth.Actor, bill ids.ID, kind string, amount money.Fen, reason string) (w waiver, err error) {
	if err := who.Must("billing.waive"); err != nil {
		return w, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		b, err := s.store.bill(ctx, bill)
		if err != nil {
			return err
		}
		if err := s.waivable(b, kind, amount); err != nil {
			return err
		}
		w = waiver{ID: s.Gen.New(), CommunityID: b.CommunityID, BillID: b.ID, LiveKey: b.ID, Kind: kind, AmountFen: amount, Reason: reason, State: "requested",
			RequesterID: who.ID, RequesterName: who.Name, CreatedAt: s.Now()}
		if err := s.store.addWaiver(ctx, w); err != nil {
			return err
		}
		return s.notifyStaff(ctx, b.CommunityID, "billing.approve", "bill_waiver_asked", "/billing/desk", fmt.Sprintf("bill:waiver:%d", w.ID),
			map[string]string{"house": b.HouseLabel, "item": b.Title, "period": periodName(b.Period), "amount": amount.String(), "reason": reason})
	})
	if db.Duplicate(err) {
		return w, ErrTwice.Detail("这笔账单已经有一条减免申请在等审批").Because(err)
	}
	return w, err
}

// waivable checks that there is so much to waive.
func (s *Service) waivable(b Bill, kind string, amount money.Fen) error {
	if !b.State.payable() && b.State != Disputed {
		return changed(b.State)
	}
	left := b.DueFen
	if kind == "late" {
		left = b.lateDue(s.today())
	}
	switch {
	case left == 0:
		return ErrNothingDue.Detail("这笔账单现在没有可以减免的金额")
	case amount <= 0 || amount > left:
		return ErrInput.With("amountFen", "减免金额要大于 0，不超过 "+left.String())
	}
	return nil
}

// DecideWaiver approves or refuses what somebody else asked for.
// Errors: ErrNotFound, ErrOwnWaiver, ErrChanged, ErrLocked.
func (s *Service) DecideWaiver(ctx context.Context, who auth.Actor, id ids.ID, approve bool, answer string) (w waiver, err error) {
	if err := who.Must("billing.approve"); err != nil {
		return w, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.store.waiver(ctx, id)
		if err != nil {
			return err
		}
		if was.RequesterID == who.ID {
			return ErrOwnWaiver
		}
		at := s.Now()
		w = was
		w.State, w.ApproverID, w.ApproverName, w.Answer, w.DecidedAt, w.LiveKey = "refused", who.ID, who.Name, answer, &at, was.ID
		if approve {
			w.State = "approved"
		}
		ok, err := s.store.endWaiver(ctx, w)
		if err != nil || !ok {
			return firstOf(err, ErrChanged.Detail("这条减免申请已经处理过了，请刷新后再看"))
		}
		if !approve {
			return nil
		}
		b, err := s.store.lockBill(ctx, was.BillID)
		if err != nil {
			return err
		}
		if err := s.waive(ctx, who, b, was.Kind, was.AmountFen, was.Reason); err != nil {
			return err
		}
		if err := s.notifyBill(ctx, b, "bill_waived", was.Reason, map[string]string{"amount": was.AmountFen.String()}); err != nil {
			return err
		}
		return s.refresh(ctx, b.CommunityID, []ids.ID{b.HouseID})
	})
	return w, err
}

// waive takes an amount off a bill; with the last of the principal the late fee goes too.
func (s *Service) waive(ctx context.Context, who auth.Actor, b Bill, kind string, amount money.Fen, reason string) error {
	if b.isLocked(s.Now()) {
		return locked(b.LockName, *b.LockUntil)
	}
	if err := s.waivable(b, kind, amount); err != nil {
		return err
	}
	act := Cut
	if kind == "principal" && amount == b.DueFen {
		act = Waive
	}
	_, err := s.change(ctx, who, b, step{act: act, reason: reason, amount: amount, edit: func(b *Bill) error {
		b.freezeLate(s.today())
		if kind == "late" {
			b.LateWaivedFen += amount
			return nil
		}
		if act == Waive {
			b.LateWaivedFen += b.lateDue(s.today())
		}
		b.WaivedFen += amount
		b.DueFen -= amount
		return nil
	}})
	if err != nil || kind == "late" || b.Source == sourcePrepaid || b.Source == sourceDeposit {
		return err
	}
	return s.post(ctx, event.Journal{CommunityID: b.CommunityID, Kind: "bill_waived", Ref: fmt.Sprintf("%d:%d", b.ID, b.Version), Memo: b.Title,
		Entries: []event.Entry{{Account: "waiver", Fen: amount}, {Account: "receivable", Owner: b.HouseID, Fen: -amount}}})
}

// Void takes a published bill back that nobody has paid on.
// Errors: ErrNotFound, ErrChanged, ErrLocked, ErrNotYours.
func (s *Service) Void(ctx context.Context, who auth.Actor, id ids.ID, reason string) (b Bill, err error) {
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.store.lockBill(ctx, id)
		if err != nil {
			return err
		}
		if b, err = s.end(ctx, who, was, Cancel, reason); err != nil {
			return err
		}
		if err := s.notifyBill(ctx, was, "bill_void", reason, nil); err != nil {
			return err
		}
		return s.refresh(ctx, b.CommunityID, []ids.ID{b.HouseID})
	})
	return b, err
}

// Correct puts a bill of another amount in the place of a published one.
// Errors: ErrNotFound, ErrChanged, ErrLocked, ErrNotYours, ErrInput.
func (s *Service) Correct(ctx context.Context, who auth.Actor, id ids.ID, amount money.Fen, reason string) (fresh Bill, err error) {
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.store.lockBill(ctx, id)
		if err != nil {
			return err
		}
		if fresh, err = s.replace(ctx, who, was, amount, reason); err != nil {
			return err
		}
		if err := s.notifyBill(ctx, fresh, "bill_replaced", reason, nil); err != nil {
			return err
		}
		return s.refresh(ctx, was.CommunityID, []ids.ID{was.HouseID})
	})
	return fresh, err
}

// end voids a bill, gives its place free and takes its journal back.
func (s *Service) end(ctx context.Context, who auth.Actor, was Bill, act Act, reason string) (Bill, error) {
	if was.isLocked(s.Now()) {
		return was, locked(was.LockName, *was.LockUntil)
	}
	if was.PaidFen > 0 || was.WaivedFen > 0 {
		return was, ErrChanged.Detail("这笔账单已经有缴费或减免，请先退款，再作废或更正").Note("state", string(was.State))
	}
	b, err := s.change(ctx, who, was, step{act: act, reason: reason, amount: was.asked(), edit: func(b *Bill) error {
		b.freezeLate(s.today())
		b.Slot = int64(b.ID)
		b.unlock()
		return nil
	}})
	if err != nil {
		return b, err
	}
	return b, s.post(ctx, billJournal("bill_void", was, true))
}

func (s *Service) replace(ctx context.Context, who auth.Actor, was Bill, amount money.Fen, reason string) (Bill, error) {
	if amount <= 0 || amount > maxFen {
		return Bill{}, ErrInput.With("amountFen", "更正后的金额要大于 0，不超过 1000 万元；不收就请选减免")
	}
	if _, err := s.end(ctx, who, was, Replace, reason); err != nil {
		return Bill{}, err
	}
	terms, err := s.store.tariffsIn(ctx, []ids.ID{was.TariffID})
	if err != nil {
		return Bill{}, err
	}
	in := was.inputs()
	in.Adjusted = &adjustment{From: was.asked(), Reason: cut(reason, 100)}
	at := s.Now()
	b := was
	b.ID, b.ReplacesID, b.State, b.Version, b.Anomaly = s.Gen.New(), was.ID, Published, 1, ""
	b.PrincipalFen, b.DiscountFen, b.WaivedFen, b.DueFen = amount, 0, 0, amount
	b.LateRaw, b.LatePaidFen, b.LateWaivedFen, b.LateCapFen = 0, 0, 0, lateCap(amount, terms[was.TariffID].LateCap)
	b.unlock()
	if due := addDays(s.today(), correctDays); b.DueOn < due { // as much time as for a new one
		if b.LateOn != "" {
			b.LateOn = addDays(due, daysBetween(b.DueOn, b.LateOn))
		}
		b.DueOn = due
	}
	b.Basis, b.PublishedAt, b.CreatedAt, b.UpdatedAt = basisOf(&in), &at, at, at
	return b, s.issue(ctx, who, b, Approver, reason)
}

// correctDays are given to pay a corrected bill.
const correctDays = 15

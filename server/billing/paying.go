package billing

import (
	"context"
	"fmt"
	"slices"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/pii"
)

// Lock prices bills and keeps them for one payment order. The right is that of
// who: to pay for the bills' house, or a 代缴 code of the only bill. It must run in
// the transaction that makes the order. Errors: ErrNotFound, ErrNoRight, ErrCode,
// ErrLocked, ErrNothingDue, ErrDisputed, ErrHouses, ErrMerchants, ErrClosed.
func (s *Service) Lock(ctx context.Context, who auth.Actor, in event.PayRequest) (event.Payable, error) {
	ctx = db.Everywhere(ctx) // who pays by code or owes from before is in no community; each bill is checked below
	bills, err := s.payable(ctx, who, in)
	if err != nil {
		return event.Payable{}, err
	}
	out, err := s.payee(ctx, bills)
	if err != nil {
		return out, err
	}
	for _, was := range bills {
		b := was
		b.freezeLate(s.today())
		until := in.Until.UTC()
		b.LockOrderID, b.LockUntil, b.LockName = in.OrderID, &until, or(pii.MaskName(who.Name), "有人")
		if who.Kind == auth.Resident {
			b.LockBy = who.ID
		}
		if ok, err := s.store.lock(ctx, was, b); err != nil || !ok {
			return event.Payable{}, firstOf(err, changed(was.State))
		}
		line := event.PayLine{BillID: b.ID, Title: b.Title + " " + periodName(b.Period), Principal: b.DueFen, Late: b.lateDue(s.today())}
		line.Amount = line.Principal + line.Late
		out.Lines = append(out.Lines, line)
		out.Total += line.Amount
	}
	return out, nil
}

// payable finds and checks the bills. A member who sees a bill and may not pay
// it learns why; of any other bill nobody learns anything.
func (s *Service) payable(ctx context.Context, who auth.Actor, in event.PayRequest) ([]Bill, error) {
	want := slices.Compact(slices.Sorted(slices.Values(in.BillIDs)))
	if len(want) == 0 && in.Code == "" {
		return nil, ErrInput.With("billIds", "请选择要缴费的账单")
	}
	if len(want) > 50 {
		return nil, ErrInput.With("billIds", "一次最多支付 50 笔账单")
	}
	if in.Code != "" {
		b, err := s.store.codeBill(ctx, in.Code, s.Now())
		if err != nil {
			return nil, err
		}
		if len(want) > 1 || len(want) == 1 && want[0] != b.ID {
			return nil, ErrCode
		}
		want = []ids.ID{b.ID}
	} else if err := s.mayPay(ctx, who, want); err != nil {
		return nil, err
	}
	bills, err := s.store.lockBills(ctx, want)
	if err != nil {
		return nil, err
	}
	if len(bills) != len(want) {
		return nil, ErrNotFound
	}
	for _, b := range bills {
		if err := s.mayLock(b, in.OrderID); err != nil {
			return nil, err
		}
	}
	return bills, nil
}

func (s *Service) mayPay(ctx context.Context, who auth.Actor, want []ids.ID) error {
	for _, id := range want {
		if who.Kind == auth.Staff || who.Kind == auth.System { // the cashier's desk; the scope limits it
			b, err := s.store.bill(ctx, id)
			if err != nil || !who.In(b.CommunityID) && who.Kind == auth.Staff {
				return firstOf(err, ErrNotFound)
			}
			continue
		}
		_, err := s.store.billFor(ctx, who, id, auth.Pay)
		if isCode(err, ErrNotFound) {
			if _, seen := s.store.billFor(ctx, who, id, auth.SeeBill); seen == nil {
				return ErrNoRight
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) mayLock(b Bill, order ids.ID) error {
	switch {
	case b.State == Disputed:
		return ErrDisputed
	case !b.State.payable() || b.total(s.today()) == 0:
		return ErrNothingDue.Note("state", string(b.State)).Note("stateLabel", b.State.Label())
	case b.isLocked(s.Now()) && b.LockOrderID != order:
		return locked(b.LockName, *b.LockUntil)
	}
	return nil
}

// payee is who gets the money. One order has one house and one payee.
func (s *Service) payee(ctx context.Context, bills []Bill) (event.Payable, error) {
	first := bills[0]
	for _, b := range bills[1:] {
		if b.HouseID != first.HouseID {
			return event.Payable{}, ErrHouses
		}
		if b.MerchantID != first.MerchantID {
			return event.Payable{}, ErrMerchants
		}
	}
	open, err := s.Register.Collects(ctx, first.CommunityID)
	if err != nil {
		return event.Payable{}, fmt.Errorf("company of bill %d: %w", first.ID, err)
	}
	if !open {
		return event.Payable{}, ErrClosed
	}
	h, err := s.Register.House(ctx, first.HouseID)
	if err != nil {
		return event.Payable{}, fmt.Errorf("house of bill %d: %w", first.ID, err)
	}
	return event.Payable{CommunityID: first.CommunityID, CompanyID: h.CompanyID, MerchantID: first.MerchantID, HouseID: first.HouseID, HouseLabel: first.HouseLabel}, nil
}

// Unlock gives the bills of an order back. It is no error that there are none.
func (s *Service) Unlock(ctx context.Context, order ids.ID) error {
	return s.store.unlock(db.Everywhere(ctx), order) // an order of anybody; payment has checked it
}

// Settle notes money that arrived. It never refuses money: what finds its bill
// paid or gone is answered as Overpaid and booked as owed to the house. The late fee
// is the one that the order was priced with, so that a day between paying and hearing
// of it leaves no rest. A repeat answers the same and changes nothing.
func (s *Service) Settle(ctx context.Context, in event.Settlement) (event.Settled, error) {
	ctx = db.Everywhere(ctx) // the order's bills, whoever paid them
	done, err := s.store.paymentsOf(ctx, in.OrderID)
	if err != nil {
		return event.Settled{}, err
	}
	if len(done) > 0 {
		return settledBefore(done, in), nil
	}
	want := idsOf(in.Lines, func(l event.PayLine) ids.ID { return l.BillID })
	bills, err := s.store.lockBills(ctx, want)
	if err != nil {
		return event.Settled{}, err
	}
	var out event.Settled
	j := event.Journal{CommunityID: in.CommunityID, Kind: "payment", Ref: in.OrderID.String(), Memo: "缴费"}
	account, owner := debited(in)
	j.Entries = appendEntry(j.Entries, account, owner, in.Amount)
	for _, l := range in.Lines {
		i := slices.IndexFunc(bills, func(b Bill) bool { return b.ID == l.BillID })
		if i < 0 {
			return out, fmt.Errorf("settle order %d: bill %d: %w", in.OrderID, l.BillID, ErrNotFound)
		}
		p, err := s.receive(ctx, bills[i], l, in)
		if err != nil {
			return out, err
		}
		j.Entries = appendEntry(j.Entries, creditOf(bills[i]), bills[i].HouseID, -p.PrincipalFen)
		j.Entries = appendEntry(j.Entries, "late_fee_income", 0, -p.LateFen)
		j.Entries = appendEntry(j.Entries, "overpaid", bills[i].HouseID, -p.OverFen)
		if p.OverFen > 0 {
			out.Overpaid = append(out.Overpaid, event.PayLine{BillID: l.BillID, Title: l.Title, Principal: p.OverFen, Amount: p.OverFen})
			out.Total += p.OverFen
		}
	}
	if err := s.post(ctx, j); err != nil {
		return out, err
	}
	return out, s.refresh(ctx, in.CommunityID, idsOf(bills, func(b Bill) ids.ID { return b.HouseID }))
}

func settledBefore(done []payment, in event.Settlement) (out event.Settled) {
	for _, p := range done {
		if p.OverFen == 0 {
			continue
		}
		title := ""
		if i := slices.IndexFunc(in.Lines, func(l event.PayLine) bool { return l.BillID == p.BillID }); i >= 0 {
			title = in.Lines[i].Title
		}
		out.Overpaid = append(out.Overpaid, event.PayLine{BillID: p.BillID, Title: title, Principal: p.OverFen, Amount: p.OverFen})
		out.Total += p.OverFen
	}
	return out
}

// debited is the account that the money came into, and its owner.
func debited(in event.Settlement) (account string, owner ids.ID) {
	switch in.Via {
	case "wechat", "wechat_receivable":
		return "wechat_receivable", in.MerchantID
	case "prepaid":
		return "prepaid", in.HouseID
	}
	return in.Via, 0
}

// creditOf is the account that a bill's principal is owed to.
func creditOf(b Bill) string {
	if b.Source == sourcePrepaid || b.Source == sourceDeposit {
		return b.Source
	}
	return "receivable"
}

// receive books one line of a settlement on its bill.
func (s *Service) receive(ctx context.Context, was Bill, l event.PayLine, in event.Settlement) (payment, error) {
	p := payment{OrderID: in.OrderID, BillID: was.ID, CommunityID: was.CommunityID, Via: in.Via, PayerID: in.PayerID, PaidAt: in.At.UTC()}
	open := slices.Contains(owed(), was.State)
	if open {
		p.PrincipalFen = min(l.Principal, was.DueFen)
		p.LateFen = min(l.Late, max(0, was.LateCapFen-was.LatePaidFen-was.LateWaivedFen))
	}
	p.OverFen = l.Amount - p.PrincipalFen - p.LateFen
	if err := s.store.addPayment(ctx, p); err != nil {
		return p, fmt.Errorf("payment of bill %d: %w", was.ID, err)
	}
	if !open || p.PrincipalFen+p.LateFen == 0 {
		return p, nil
	}
	act := PayPart
	if was.DueFen == p.PrincipalFen {
		act = PayFull
	}
	who := auth.From(ctx)
	_, err := s.change(ctx, who, was, step{act: act, roles: []Role{Payment}, amount: p.PrincipalFen + p.LateFen, reason: viaName(in.Via), edit: func(b *Bill) error {
		b.freezeLate(clock.Date(in.At))
		b.PaidFen += p.PrincipalFen
		b.LatePaidFen += p.LateFen
		b.DueFen -= p.PrincipalFen
		if b.LockOrderID == in.OrderID {
			b.unlock()
		}
		if act == PayFull {
			at := in.At.UTC()
			b.PaidAt = &at
		}
		return nil
	}, more: func(ctx context.Context, _, now Bill) error { return s.paid(ctx, now, in) }})
	return p, err
}

// paid tells the matter that a charge came from.
func (s *Service) paid(ctx context.Context, b Bill, in event.Settlement) error {
	if b.State != Paid || b.Source != sourceRepair && b.Source != sourceDeposit {
		return nil
	}
	c, found, err := s.store.chargeOf(ctx, b.ID)
	if err != nil || !found {
		return err
	}
	return s.Box.Publish(ctx, event.ChargePaid{CommunityID: b.CommunityID, Source: c.Source, Ref: c.RefID, BillID: b.ID, AmountFen: b.PaidFen + b.LatePaidFen, At: in.At.UTC()})
}

func viaName(via string) string {
	return or(map[string]string{"wechat_receivable": "微信支付", "wechat": "微信支付", "cash": "现金", "transfer": "转账", "prepaid": "预存款"}[via], via)
}

// Refunded notes that money of bills went back. What was earned is taken back to
// refund_payable; payment books it out of the account it left by. A repeat changes
// nothing.
// Error: ErrRefund when it is more than came.
func (s *Service) Refunded(ctx context.Context, in event.RefundDone) error {
	ctx = db.Everywhere(ctx) // payment has checked the order
	if n, err := s.store.refundsOf(ctx, in.RefundID); err != nil || n > 0 {
		return err
	}
	bills, err := s.store.lockBills(ctx, idsOf(in.Lines, func(l event.RefundLine) ids.ID { return l.BillID }))
	if err != nil {
		return err
	}
	j := event.Journal{CommunityID: in.CommunityID, Kind: "refund", Ref: in.RefundID.String(), Memo: "退款"}
	sum := money.Fen(0)
	for _, l := range in.Lines {
		i := slices.IndexFunc(bills, func(b Bill) bool { return b.ID == l.BillID })
		if i < 0 {
			return fmt.Errorf("refund %d: bill %d: %w", in.RefundID, l.BillID, ErrNotFound)
		}
		if err := s.giveBack(ctx, bills[i], l, in); err != nil {
			return err
		}
		principal, late := splitRefund(bills[i], l.Amount)
		j.Entries = appendEntry(j.Entries, incomeOf(bills[i].Kind), returnOwner(bills[i]), principal)
		j.Entries = appendEntry(j.Entries, "late_fee_income", 0, late)
		sum += l.Amount
	}
	j.Entries = appendEntry(j.Entries, "refund_payable", 0, -sum)
	if err := s.post(ctx, j); err != nil {
		return err
	}
	return s.refresh(ctx, in.CommunityID, idsOf(bills, func(b Bill) ids.ID { return b.HouseID }))
}

// splitRefund takes the principal back first, the late fee last.
func splitRefund(b Bill, amount money.Fen) (principal, late money.Fen) {
	before := min(b.RefundedFen, b.PaidFen)
	principal = min(b.RefundedFen+amount, b.PaidFen) - before
	return principal, amount - principal
}

// returnOwner is the house for what was kept for it, nobody for what was earned.
func returnOwner(b Bill) ids.ID {
	if b.Source == sourcePrepaid || b.Source == sourceDeposit {
		return b.HouseID
	}
	return 0
}

func (s *Service) giveBack(ctx context.Context, was Bill, l event.RefundLine, in event.RefundDone) error {
	if l.Amount <= 0 || l.Amount > was.received() {
		return ErrRefund
	}
	if err := s.store.addRefund(ctx, refund{RefundID: in.RefundID, BillID: was.ID, CommunityID: was.CommunityID, OrderID: in.OrderID, AmountFen: l.Amount, RefundedAt: in.At.UTC()}); err != nil {
		return fmt.Errorf("refund of bill %d: %w", was.ID, err)
	}
	act := RefundPart
	if l.Amount == was.received() {
		act = RefundFull
	}
	_, err := s.change(ctx, auth.From(ctx), was, step{act: act, roles: []Role{Payment}, amount: l.Amount, edit: func(b *Bill) error { b.RefundedFen += l.Amount; return nil }})
	return err
}

// Refunding notes that a refund of a bill is on its way, or that it failed.
// Errors: ErrNotFound, ErrChanged.
func (s *Service) Refunding(ctx context.Context, bill ids.ID, failed bool) error {
	ctx = db.Everywhere(ctx) // payment has checked the order
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		b, err := s.store.lockBill(ctx, bill)
		if err != nil {
			return err
		}
		st := step{act: Refund, roles: []Role{Payment}}
		if failed {
			st.act = RefundFail
			if b.RefundedFen > 0 {
				st.to = PartlyRefunded
			}
		}
		_, err = s.change(ctx, auth.From(ctx), b, st)
		return err
	})
}

package payment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/task"
)

// RefundPart is what is to go back of one bill.
type RefundPart struct {
	BillID    ids.ID    `json:"billId"`
	AmountFen money.Fen `json:"amountFen" minimum:"1" maximum:"100000000000"`
}

// RefundForm asks for money back.
type RefundForm struct {
	Lines  []RefundPart `json:"lines" minItems:"1" maxItems:"50" nullable:"false"`
	Reason string       `json:"reason" minLength:"2" maxLength:"200"`
}

// AskRefund reserves the amount and asks for approval. It runs in the
// caller's transaction.
// Errors: ErrNotFound, ErrInput, ErrChanged, ErrRefund, ErrParts, ErrYear, ErrFrozen.
func (s *Service) AskRefund(ctx context.Context, who auth.Actor, id ids.ID, f RefundForm) (Refund, error) {
	o, err := s.find(ctx, who, id)
	if err != nil {
		return Refund{}, err
	}
	if who.Kind == auth.Resident {
		ctx = db.Everywhere(ctx) // his own order, found above
	}
	switch {
	case o.State != Success:
		return Refund{}, changed(o.State.Label(), string(o.State))
	case o.Frozen != "":
		return Refund{}, ErrFrozen
	case o.Via == WeChat && s.Now().After(o.PaidAt.AddDate(1, 0, 0)):
		return Refund{}, ErrYear
	case o.RefundParts >= maxParts:
		return Refund{}, ErrParts
	}
	lines, sum, err := s.partsOf(ctx, o, f.Lines)
	if err != nil {
		return Refund{}, err
	}
	reason := strings.TrimSpace(f.Reason)
	if reason == "" {
		return Refund{}, ErrInput.With("reason", "请写明退款原因")
	}
	r := s.newRefund(who, o, refundBills, sum, o.TransactionID, o.TotalFen, reason)
	err = s.DB.Tx(ctx, func(ctx context.Context) error { return s.addRefund(ctx, who, o, r, lines) })
	return r, err
}

// partsOf finds the order's lines that a refund is of.
func (s *Service) partsOf(ctx context.Context, o Order, parts []RefundPart) ([]RefundLine, money.Fen, error) {
	lines, err := s.store.lines(ctx, o.ID)
	if err != nil {
		return nil, 0, err
	}
	var out []RefundLine
	var sum money.Fen
	for i, p := range parts {
		at := fmt.Sprintf("lines[%d]", i)
		n := slices.IndexFunc(lines, func(l Line) bool { return l.BillID == p.BillID })
		twice := slices.ContainsFunc(out, func(l RefundLine) bool { return l.BillID == p.BillID })
		switch {
		case n < 0:
			return nil, 0, ErrInput.With(at+".billId", "这笔缴费里没有这张账单")
		case twice:
			return nil, 0, ErrInput.With(at+".billId", "同一张账单请只填一次")
		case p.AmountFen < 1 || p.AmountFen > lines[n].refundable():
			return nil, 0, ErrRefund.With(at+".amountFen", "最多可退 "+lines[n].refundable().String())
		}
		out = append(out, RefundLine{CommunityID: o.CommunityID, LineID: lines[n].ID, BillID: p.BillID, AmountFen: p.AmountFen})
		sum += p.AmountFen
	}
	return out, sum, nil
}

// refundable is what may still go back of a line.
func (l Line) refundable() money.Fen { return l.AmountFen - l.OverFen - l.RefundedFen }

func (s *Service) newRefund(who auth.Actor, o Order, kind string, amount money.Fen, transaction string, total money.Fen, reason string) Refund {
	now := s.Now()
	name := who.Name
	if who.Kind == auth.Resident {
		name = pii.MaskName(name)
	}
	return Refund{ID: s.Gen.New(), CommunityID: o.CommunityID, CompanyID: o.CompanyID, MerchantID: o.MerchantID, OrderID: o.ID, TransactionID: transaction, HouseID: o.HouseID, HouseLabel: o.HouseLabel,
		Number: newNumber(), State: Requested, Version: 1, Via: o.Via, Kind: kind, AmountFen: amount, TotalFen: total, Reason: reason, PayerID: o.PayerID, PayerKind: o.PayerKind,
		AskedKind: string(who.Kind), AskedID: who.ID, AskedName: name, CreatedAt: now, UpdatedAt: now}
}

// addRefund reserves and writes. The reservations are conditional updates:
// of two refunds at once, the one too many is refused.
func (s *Service) addRefund(ctx context.Context, who auth.Actor, o Order, r Refund, lines []RefundLine) error {
	ok, err := s.store.reserve(ctx, o.ID, r.AmountFen, s.Now())
	if err != nil || !ok {
		return firstOf(err, ErrRefund)
	}
	for i := range lines {
		lines[i].RefundID = r.ID
		ok, err := s.store.reserveLine(ctx, lines[i].LineID, lines[i].AmountFen)
		if err != nil || !ok {
			return firstOf(err, ErrRefund)
		}
	}
	if err := s.store.addRefund(ctx, r, lines); err != nil {
		return fmt.Errorf("add refund: %w", err)
	}
	h := history{CommunityID: r.CommunityID, Subject: "refund", SubjectID: r.ID, Act: Ask, ToState: string(r.State), Version: 1, Reason: r.Reason}
	if err := s.store.addEvent(ctx, s.record(ctx, who, h)); err != nil {
		return err
	}
	if r.State != Requested {
		return nil
	}
	_, need := ladder(o.RefundedFen + r.AmountFen)
	return s.tellStaff(ctx, r.CommunityID, need, "refund_asked", map[string]string{"place": r.HouseLabel, "amount": r.AmountFen.Plain(), "reason": r.Reason}, "/refunds/"+r.ID.String(), "refund_asked:"+r.ID.String())
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// giveBack returns money that nobody owes: as prepaid when the payer chose so
// and lives there, else by the way it came, approved by nobody because it was
// never ours.
func (s *Service) giveBack(ctx context.Context, o Order, amount money.Fen, transaction string) (Order, error) {
	if (o.Overpay == Prepaid && !o.ByCode) || o.Via != WeChat {
		return o, s.Book.Post(ctx, event.Journal{CommunityID: o.CommunityID, Kind: "overpaid_credit", Ref: o.ID.String() + ":" + or(transaction, "desk"), Memo: "多收转预存", Entries: []event.Entry{
			{Account: "overpaid", Owner: o.HouseID, Fen: amount}, {Account: "prepaid", Owner: o.HouseID, Fen: -amount}}})
	}
	total := o.TotalFen
	if a, found, err := s.store.arrival(ctx, transaction); err != nil {
		return o, err
	} else if found {
		total = a.AmountFen
	}
	r := s.newRefund(auth.SystemActor(), o, refundOver, amount, transaction, total, "重复或多付的款项自动退回")
	r.State = Approved
	if err := s.addRefund(ctx, auth.SystemActor(), o, r, nil); err != nil {
		return o, err
	}
	o.RefundedFen += amount
	return o, s.Box.Enqueue(ctx, TaskSend, task.Default, refundMessage{RefundID: r.ID}, s.Now())
}

// refundStep is one act on one refund.
type refundStep struct {
	act    Act
	reason string
	edit   func(*Refund)
}

// changeRefund moves a refund that was just read. The caller is in a transaction.
func (s *Service) changeRefund(ctx context.Context, who auth.Actor, was Refund, st refundStep) (Refund, error) {
	to, err := moveRefund(st.act, was.State)
	if err != nil {
		return was, err
	}
	r := was
	r.State, r.Version, r.UpdatedAt = to, was.Version+1, s.Now()
	if to == Refunded || to == Refused || to == Ended {
		at := s.Now()
		r.EndedAt = &at
	}
	if st.edit != nil {
		st.edit(&r)
	}
	ok, err := s.store.moveRefund(ctx, was, r)
	if err != nil {
		if db.Duplicate(err) {
			return was, ErrVoucher.Because(err)
		}
		return was, fmt.Errorf("move refund %d: %w", was.ID, err)
	}
	if !ok {
		return was, changed(was.State.Label(), string(was.State))
	}
	h := history{CommunityID: r.CommunityID, Subject: "refund", SubjectID: r.ID, Act: st.act, FromState: string(was.State), ToState: string(to), Version: r.Version, Reason: st.reason}
	if err := s.store.addEvent(ctx, s.record(ctx, who, h)); err != nil {
		return was, err
	}
	if r.PayerKind != string(auth.Resident) {
		return r, nil
	}
	return r, s.Live.Tell(ctx, []ids.ID{r.PayerID}, "refund.changed", r.ID, r.CommunityID)
}

// tellPayer says to the payer where the refund stands.
func (s *Service) tellPayer(ctx context.Context, r Refund, template string) error {
	if r.PayerKind != string(auth.Resident) {
		return nil
	}
	return s.Box.Publish(ctx, event.Notify{To: r.PayerID, CommunityID: r.CommunityID, Template: template, Dedupe: template + ":" + r.ID.String(),
		Params: map[string]string{"amount": r.AmountFen.Plain(), "reason": or(r.Failure, r.Reason)}, Link: "/features/payment/pages/refund?id=" + r.ID.String()})
}

// release takes back what a refund had reserved.
func (s *Service) release(ctx context.Context, r Refund) error {
	if err := s.store.release(ctx, r.OrderID, r.AmountFen, s.Now()); err != nil {
		return err
	}
	lines, err := s.store.refundLines(ctx, r.ID)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if err := s.store.releaseLine(ctx, l.LineID, l.AmountFen); err != nil {
			return err
		}
	}
	return nil
}

package billing

import (
	"context"
	"fmt"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/pii"
)

// disputeDays are the working days within which a dispute is answered.
const disputeDays = 5

// Object is a resident's dispute of a bill: reminders and the late fee stop
// until it is answered. Errors: ErrNotFound, ErrChanged, ErrLocked, ErrInput, file.unknown.
func (s *Service) Object(ctx context.Context, who auth.Actor, id ids.ID, reason string, files []ids.ID) (b Bill, err error) {
	if len([]rune(reason)) < 2 {
		return b, ErrInput.With("reason", "请写明哪里不对，方便我们核实")
	}
	ctx = db.Everywhere(ctx) // an ex-owner disputes too; billFor ties the bill to the person
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if _, err := s.store.billFor(ctx, who, id, auth.SeeBill); err != nil {
			return err
		}
		was, err := s.store.lockBill(ctx, id)
		if err != nil {
			return err
		}
		if was.isLocked(s.Now()) {
			return locked(was.LockName, *was.LockUntil)
		}
		if b, err = s.change(ctx, who, was, step{act: Dispute, reason: reason, edit: func(b *Bill) error { b.freezeLate(s.today()); return nil }}); err != nil {
			return err
		}
		return s.keepDispute(ctx, who, b, reason, files)
	})
	return b, err
}

func (s *Service) keepDispute(ctx context.Context, who auth.Actor, b Bill, reason string, files []ids.ID) error {
	hours, err := s.Office.Calendar(ctx, b.CommunityID)
	if err != nil {
		return fmt.Errorf("working days of %d: %w", b.CommunityID, err)
	}
	d := dispute{ID: s.Gen.New(), CommunityID: b.CommunityID, BillID: b.ID, LiveKey: b.ID, HouseID: b.HouseID, PersonID: who.ID, PersonName: pii.MaskName(who.Name), Reason: reason, State: "open",
		AnswerBy: workdays(hours, s.Now(), disputeDays), CreatedAt: s.Now()}
	if err := s.store.addDispute(ctx, d, files); err != nil {
		return fmt.Errorf("dispute of bill %d: %w", b.ID, err)
	}
	if len(files) > 0 {
		if err := s.Files.Attach(ctx, who, "bill", d.ID, b.CommunityID, files); err != nil {
			return err
		}
	}
	if err := s.notifyStaff(ctx, b.CommunityID, "billing.approve", "bill_disputed", "/billing/desk", fmt.Sprintf("bill:dispute:%d", d.ID),
		map[string]string{"house": b.HouseLabel, "item": b.Title, "period": periodName(b.Period), "reason": reason, "due": clock.Date(d.AnswerBy)}); err != nil {
		return err
	}
	return s.refresh(ctx, b.CommunityID, []ids.ID{b.HouseID})
}

// DisputeAnswer is what staff decide about a dispute.
type DisputeAnswer struct {
	Result    string    `json:"result" enum:"keep,adjust,waive"`
	AmountFen money.Fen `json:"amountFen,omitempty" minimum:"0" maximum:"1000000000" doc:"of the corrected bill"`
	Answer    string    `json:"answer" minLength:"2" maxLength:"300" doc:"the household reads it"`
}

// Decide answers a dispute: the bill stays, another one takes its place, or it
// is waived. Errors: ErrNotFound, ErrChanged, ErrInput.
func (s *Service) Decide(ctx context.Context, who auth.Actor, id ids.ID, a DisputeAnswer) (out dispute, err error) {
	if err := who.Must("billing.approve"); err != nil {
		return out, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		d, err := s.store.dispute(ctx, id)
		if err != nil {
			return err
		}
		b, err := s.store.lockBill(ctx, d.BillID)
		if err != nil {
			return err
		}
		fresh, err := s.answer(ctx, who, b, a)
		if err != nil {
			return err
		}
		at := s.Now()
		out = d
		out.State, out.Answer, out.DeciderID, out.DeciderName, out.DecidedAt, out.NewBillID, out.LiveKey = a.Result, a.Answer, who.ID, who.Name, &at, fresh, d.ID
		ok, err := s.store.endDispute(ctx, out)
		if err != nil || !ok {
			return firstOf(err, ErrChanged.Detail("这条异议已经处理过了，请刷新后再看"))
		}
		if err := s.notifyBill(ctx, b, "bill_dispute_answered", a.Answer, nil); err != nil {
			return err
		}
		return s.refresh(ctx, b.CommunityID, []ids.ID{b.HouseID})
	})
	return out, err
}

// answer changes the bill; money that came meanwhile leaves it as it is.
func (s *Service) answer(ctx context.Context, who auth.Actor, b Bill, a DisputeAnswer) (fresh ids.ID, err error) {
	if b.State != Disputed {
		if a.Result != "keep" {
			return 0, changed(b.State)
		}
		return 0, nil
	}
	switch a.Result {
	case "keep":
		st := step{act: Keep, reason: a.Answer, edit: func(b *Bill) error {
			if b.LateOn != "" && b.LateOn < s.today() { // the days of the dispute do not count
				b.LateOn = s.today()
			}
			return nil
		}}
		if b.PaidFen > 0 {
			st.to = PartlyPaid
		}
		_, err = s.change(ctx, who, b, st)
		return 0, err
	case "waive":
		return 0, s.waive(ctx, who, b, "principal", b.DueFen, a.Answer)
	}
	n, err := s.replace(ctx, who, b, a.AmountFen, a.Answer)
	return n.ID, err
}

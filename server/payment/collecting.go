package payment

import (
	"context"
	"fmt"
	"strings"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// CollectForm is money over the desk.
type CollectForm struct {
	BillIDs     []ids.ID  `json:"billIds" minItems:"1" maxItems:"50" nullable:"false"`
	Via         string    `json:"via" enum:"cash,transfer"`
	Voucher     string    `json:"voucher" minLength:"2" maxLength:"40" pattern:"^[0-9A-Za-z-]+$" doc:"number on the paper; once a community"`
	ExpectedFen money.Fen `json:"expectedFen" minimum:"1" doc:"what the cashier was shown and has in hand"`
	PhotoIDs    []ids.ID  `json:"photoFileIds,omitempty" maxItems:"5" nullable:"false" doc:"a transfer needs one"`
	Note        string    `json:"note,omitempty" maxLength:"200"`
}

// Collect takes cash or a transfer for bills. Above 5,000 yuan it waits for
// another person. It runs in the caller's transaction.
// Errors: auth.ErrDenied, ErrInput, ErrPrice, ErrVoucher, ErrBusy, ErrSuspended, file.unknown and those of Bills.
func (s *Service) Collect(ctx context.Context, who auth.Actor, community ids.ID, f CollectForm) (Order, error) {
	if err := s.mayDesk(who, community); err != nil {
		return Order{}, err
	}
	if f.Via == Transfer && len(f.PhotoIDs) == 0 {
		return Order{}, ErrInput.With("photoFileIds", "转账请附上回单照片")
	}
	if err := s.store.releaseLines(ctx, f.BillIDs, s.Now()); err != nil {
		return Order{}, err
	}
	if open, err := s.store.openOrders(db.Everywhere(ctx), f.BillIDs); err != nil || len(open) > 0 { // whoever pays by code is in no community
		if err != nil {
			return Order{}, err
		}
		return Order{}, busy(who, open[0])
	}
	shift, err := s.shift(ctx, who, community)
	if err != nil {
		return Order{}, err
	}
	voucher, keep := f.Voucher, lockFor
	if f.ExpectedFen > fourEyes {
		keep = reviewFor
	}
	var o Order
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		o, err = s.make(ctx, who, Order{Via: f.Via, Voucher: &voucher, ShiftID: shift.ID, Note: strings.TrimSpace(f.Note), Overpay: Prepaid}, event.PayRequest{BillIDs: f.BillIDs}, keep)
		if err != nil {
			return s.whichTwice(ctx, err, community, voucher)
		}
		if o.CommunityID != community {
			return auth.ErrDenied
		}
		if o.TotalFen != f.ExpectedFen {
			return ErrPrice.Detail("应收是 %s，请核对后再收", o.TotalFen).Note("totalFen", fmt.Sprint(int64(o.TotalFen)))
		}
		if err := s.attach(ctx, who, "order", o.ID, o.CommunityID, f.PhotoIDs); err != nil {
			return err
		}
		if o.TotalFen > fourEyes {
			return s.tellStaff(ctx, community, "payment.approve", "collect_review", map[string]string{"place": o.HouseLabel, "amount": o.TotalFen.Plain(), "name": who.Name}, "/payments/"+o.ID.String(), "collect_review:"+o.ID.String())
		}
		o, err = s.settleHere(ctx, who, o)
		return err
	})
	return o, err
}

// whichTwice says whether it was the voucher or a bill that stands already.
func (s *Service) whichTwice(ctx context.Context, err error, community ids.ID, voucher string) error {
	if !db.Duplicate(err) {
		return err
	}
	if used, lookErr := s.store.voucherUsed(ctx, community, voucher); lookErr == nil && used {
		return ErrVoucher.Because(err)
	}
	return err
}

func (s *Service) mayDesk(who auth.Actor, community ids.ID) error {
	if err := who.Must("payment.collect"); err != nil {
		return err
	}
	if !who.In(community) {
		return auth.ErrDenied
	}
	return nil
}

// attach keeps the photos of an object.
func (s *Service) attach(ctx context.Context, who auth.Actor, subject string, id, community ids.ID, photos []ids.ID) error {
	if len(photos) == 0 {
		return nil
	}
	if err := s.Files.Attach(ctx, who, "payment", id, community, photos); err != nil {
		return err
	}
	rows := make([]proof, len(photos))
	for i, f := range photos {
		rows[i] = proof{CommunityID: community, Subject: subject, SubjectID: id, FileID: f, Position: i}
	}
	return s.store.addProofs(ctx, rows)
}

// Confirm is the second pair of eyes on a large payment at the desk. It runs
// in the caller's transaction. Errors: auth.ErrDenied, ErrNotFound, ErrChanged, ErrSelf.
func (s *Service) Confirm(ctx context.Context, who auth.Actor, id ids.ID) (Order, error) {
	var out Order
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		o, err := s.underReview(ctx, who, id)
		if err != nil {
			return err
		}
		if o.Purpose == forTopUp {
			out, err = s.fill(ctx, who, o)
			return err
		}
		out, err = s.settleHere(ctx, who, o)
		return err
	})
	return out, err
}

// Reject sends a large payment back to the cashier and gives its bills back.
// It runs in the caller's transaction. Errors: those of Confirm, ErrInput.
func (s *Service) Reject(ctx context.Context, who auth.Actor, id ids.ID, reason string) (Order, error) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return Order{}, ErrInput.With("reason", "请写明原因")
	}
	var out Order
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		o, err := s.underReview(ctx, who, id)
		if err != nil {
			return err
		}
		out, err = s.change(ctx, who, o, step{act: Close, reason: reason, edit: func(o *Order) { o.Note = cut(reason, 200) }})
		if err != nil {
			return err
		}
		if err := s.store.endLines(ctx, o.ID); err != nil {
			return err
		}
		return s.Bills.Unlock(ctx, o.ID)
	})
	return out, err
}

func (s *Service) underReview(ctx context.Context, who auth.Actor, id ids.ID) (Order, error) {
	if err := who.Must("payment.approve"); err != nil {
		return Order{}, err
	}
	o, err := s.store.lockOrder(ctx, id)
	if err != nil {
		return o, err
	}
	if o.State != Created || (o.Via != Cash && o.Via != Transfer) {
		return o, changed(o.State.Label(), string(o.State))
	}
	if o.PayerID == who.ID {
		return o, ErrSelf
	}
	return o, nil
}

// DeskTopUpForm fills the prepaid balance of a house at the desk.
type DeskTopUpForm struct {
	HouseID   ids.ID    `json:"houseId"`
	Via       string    `json:"via" enum:"cash,transfer"`
	Voucher   string    `json:"voucher" minLength:"2" maxLength:"40" pattern:"^[0-9A-Za-z-]+$"`
	AmountFen money.Fen `json:"amountFen" minimum:"1" maximum:"100000000"`
	PhotoIDs  []ids.ID  `json:"photoFileIds,omitempty" maxItems:"5" nullable:"false"`
	Note      string    `json:"note,omitempty" maxLength:"200"`
}

// TopUp takes money for later bills. It runs in the caller's transaction.
// Errors: auth.ErrDenied, ErrInput, ErrVoucher, ErrSuspended, house.not_found, file.unknown.
func (s *Service) TopUp(ctx context.Context, who auth.Actor, community ids.ID, f DeskTopUpForm) (Order, error) {
	if err := s.mayDesk(who, community); err != nil {
		return Order{}, err
	}
	if f.Via == Transfer && len(f.PhotoIDs) == 0 {
		return Order{}, ErrInput.With("photoFileIds", "转账请附上回单照片")
	}
	h, err := s.Places.House(ctx, f.HouseID)
	if err != nil {
		return Order{}, err
	}
	if h.CommunityID != community {
		return Order{}, auth.ErrDenied
	}
	shift, err := s.shift(ctx, who, community)
	if err != nil {
		return Order{}, err
	}
	now, voucher := s.Now(), f.Voucher
	o := Order{ID: s.Gen.New(), CommunityID: community, CompanyID: h.CompanyID, HouseID: h.ID, HouseLabel: h.Label, Number: newNumber(), State: Created, Version: 1, Via: f.Via, Purpose: forTopUp,
		PayerKind: string(who.Kind), PayerID: who.ID, PayerName: who.Name, Overpay: Prepaid, TotalFen: f.AmountFen, Voucher: &voucher, ShiftID: shift.ID, Note: strings.TrimSpace(f.Note),
		ExpiresAt: now.Add(reviewFor), CreatedAt: now, UpdatedAt: now}
	if err := s.mayCollect(ctx, &o); err != nil {
		return o, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		h := history{CommunityID: o.CommunityID, Subject: "order", SubjectID: o.ID, Act: Start, ToState: string(o.State), Version: 1, Reason: o.Note}
		if err := s.store.addOrder(ctx, o, nil, s.record(ctx, who, h)); err != nil {
			if db.Duplicate(err) {
				return ErrVoucher.Because(err)
			}
			return err
		}
		if err := s.attach(ctx, who, "order", o.ID, o.CommunityID, f.PhotoIDs); err != nil {
			return err
		}
		if o.TotalFen > fourEyes {
			return s.tellStaff(ctx, community, "payment.approve", "collect_review", map[string]string{"place": o.HouseLabel, "amount": o.TotalFen.Plain(), "name": who.Name}, "/payments/"+o.ID.String(), "collect_review:"+o.ID.String())
		}
		o, err = s.fill(ctx, who, o)
		return err
	})
	return o, err
}

// fill books a top-up.
func (s *Service) fill(ctx context.Context, who auth.Actor, was Order) (Order, error) {
	at := s.Now()
	o, err := s.change(ctx, who, was, step{act: Settle, edit: func(o *Order) { o.PaidFen, o.PaidAt, o.ReceiptNumber = o.TotalFen, &at, receiptNumber(o.ID, at) }})
	if err != nil {
		return was, err
	}
	if err := s.issueReceipt(ctx, o); err != nil {
		return was, err
	}
	return o, s.Book.Post(ctx, event.Journal{CommunityID: o.CommunityID, Kind: "prepaid_topup", Ref: o.ID.String(), Memo: "预存 " + *o.Voucher, Entries: []event.Entry{
		{Account: o.Via, Fen: o.TotalFen}, {Account: "prepaid", Owner: o.HouseID, Fen: -o.TotalFen}}})
}

// PayOutForm records money that a person gave back by hand.
type PayOutForm struct {
	Voucher  string   `json:"voucher" minLength:"2" maxLength:"40" pattern:"^[0-9A-Za-z-]+$"`
	PhotoIDs []ids.ID `json:"photoFileIds,omitempty" maxItems:"5" nullable:"false"`
	Note     string   `json:"note,omitempty" maxLength:"200"`
}

// PayOut ends a refund by hand: an approved one over the desk by the way the
// money came, an abnormal one of WeChat's by bank transfer. It runs in the
// caller's transaction. Errors: auth.ErrDenied, ErrNotFound, ErrChanged, ErrVoucher, ErrInput, ErrSelf, file.unknown.
func (s *Service) PayOut(ctx context.Context, who auth.Actor, id ids.ID, f PayOutForm) (Refund, error) {
	var out Refund
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		r, err := s.store.lockRefund(ctx, id)
		if err != nil {
			return err
		}
		st, account, err := s.byHand(who, r, f)
		if err != nil {
			return err
		}
		if r.Via == Cash {
			shift, err := s.shift(ctx, who, r.CommunityID)
			if err != nil {
				return err
			}
			r.ShiftID = shift.ID
		}
		voucher := f.Voucher
		st.reason, st.edit = strings.TrimSpace(f.Note), func(x *Refund) { x.Voucher, x.ShiftID = &voucher, r.ShiftID }
		if err := s.attach(ctx, who, "refund", r.ID, r.CommunityID, f.PhotoIDs); err != nil {
			return err
		}
		if out, err = s.done(ctx, who, r, st, account); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{CommunityID: r.CommunityID, Action: "payment.pay_out", Object: "refund:" + id.String(), Detail: "凭证 " + f.Voucher})
	})
	return out, err
}

// byHand says which step it is and from which account the money goes.
func (s *Service) byHand(who auth.Actor, r Refund, f PayOutForm) (refundStep, string, error) {
	switch {
	case r.State == Abnormal && r.Via == WeChat:
		if err := who.Must("payment.approve"); err != nil {
			return refundStep{}, "", err
		}
		if len(f.PhotoIDs) == 0 {
			return refundStep{}, "", ErrInput.With("photoFileIds", "请附上转账回单照片")
		}
		return refundStep{act: ByHand}, Transfer, nil
	case r.State == Approved && (r.Via == Cash || r.Via == Transfer):
		if err := s.mayDesk(who, r.CommunityID); err != nil {
			return refundStep{}, "", err
		}
		return refundStep{act: Done}, r.Via, nil
	}
	return refundStep{}, "", changed(r.State.Label(), string(r.State))
}

package payment

import (
	"context"
	"errors"
	"strings"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// Shift is what a cashier takes between two counts. It is a row of payment_shifts.
type Shift struct {
	ID            ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID   ids.ID
	CashierID     ids.ID
	CashierName   string
	OpenKey       *ids.ID
	State         string
	CashFen       money.Fen // taken less given back
	TransferFen   money.Fen
	Payments      int64
	CountedFen    money.Fen
	DifferenceFen money.Fen // counted less expected
	Note          string
	OpenedAt      time.Time
	ClosedAt      *time.Time
}

// TableName is for gorm.
func (Shift) TableName() string { return "payment_shifts" }

// shift is the cashier's open one; the first payment opens it.
func (s *Service) shift(ctx context.Context, who auth.Actor, community ids.ID) (Shift, error) {
	sh, err := s.store.openShift(ctx, community, who.ID)
	if !errors.Is(err, ErrNotFound) {
		return sh, err
	}
	key := who.ID
	sh = Shift{ID: s.Gen.New(), CommunityID: community, CashierID: who.ID, CashierName: who.Name, OpenKey: &key, State: "open", OpenedAt: s.Now()}
	err = s.DB.Tx(ctx, func(ctx context.Context) error { return s.store.addShift(ctx, sh) })
	if db.Duplicate(err) {
		return sh, ErrShift.Because(err)
	}
	return sh, err
}

// MyShift is the cashier's open shift with its sums; zero when there is none.
// Errors: auth.ErrDenied.
func (s *Service) MyShift(ctx context.Context, who auth.Actor, community ids.ID) (Shift, error) {
	if err := s.mayDesk(who, community); err != nil {
		return Shift{}, err
	}
	sh, err := s.store.openShift(ctx, community, who.ID)
	if errors.Is(err, ErrNotFound) {
		return Shift{CommunityID: community, State: "none"}, nil
	}
	if err != nil {
		return sh, err
	}
	return s.summed(ctx, sh)
}

func (s *Service) summed(ctx context.Context, sh Shift) (Shift, error) {
	sums, err := s.store.shiftSums(ctx, sh.ID)
	for _, x := range sums {
		sh.Payments += x.N
		if x.Via == Cash {
			sh.CashFen += x.Fen
		} else {
			sh.TransferFen += x.Fen
		}
	}
	return sh, err
}

// CloseShift hands the money over: the cashier counts it before the sum is
// shown, and says why when it differs. It runs in the caller's transaction.
// Errors: ErrNotFound, ErrShift, ErrNote.
func (s *Service) CloseShift(ctx context.Context, who auth.Actor, id ids.ID, counted money.Fen, note string) (Shift, error) {
	note = strings.TrimSpace(note)
	var out Shift
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		sh, err := s.store.lockShift(ctx, id, who.ID)
		if err != nil {
			return err
		}
		if sh.State != "open" {
			return ErrShift
		}
		if sh, err = s.summed(ctx, sh); err != nil {
			return err
		}
		sh.CountedFen, sh.DifferenceFen, sh.Note = counted, counted-sh.CashFen, note
		if sh.DifferenceFen != 0 && note == "" {
			return ErrNote.Detail("应有现金 %s，实点 %s，请写明原因", sh.CashFen, counted).With("note", "请写明原因")
		}
		at := s.Now()
		sh.State, sh.ClosedAt, sh.OpenKey = "closed", &at, nil
		if ok, err := s.store.closeShift(ctx, sh); err != nil || !ok {
			return firstOf(err, ErrShift)
		}
		out = sh
		h := history{CommunityID: sh.CommunityID, Subject: "shift", SubjectID: sh.ID, Act: Close, FromState: "open", ToState: "closed", Version: 1, Reason: note}
		if err := s.store.addEvent(ctx, s.record(ctx, who, h)); err != nil {
			return err
		}
		if sh.DifferenceFen == 0 {
			return nil
		}
		return s.tellStaff(ctx, sh.CommunityID, "payment.approve", "shift_difference", map[string]string{"name": sh.CashierName, "amount": sh.DifferenceFen.Plain(), "reason": note}, "/payments/shifts", "shift_difference:"+id.String())
	})
	return out, err
}

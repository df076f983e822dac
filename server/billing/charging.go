package billing

import (
	"context"
	"fmt"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// chargeDays are given to pay a one-off charge.
const chargeDays = 7

// Charge bills a matter of another capability, once for each (source, ref),
// in the caller's transaction. Errors: ErrInput for nothing to pay.
func (s *Service) Charge(ctx context.Context, c event.Charge) error {
	ctx = db.Everywhere(ctx) // the caller has checked who may
	if _, found, err := s.store.charge(ctx, c.Source, c.Ref); err != nil || found {
		return err
	}
	lines := make([]chargeLine, len(c.Lines))
	for i, l := range c.Lines {
		lines[i] = chargeLine{l.Title, l.Unit, l.Quantity, l.PriceFen}
	}
	kind := "repair"
	if c.Source == sourceDeposit {
		kind = sourceDeposit
	}
	b, err := s.oneOff(ctx, c.CommunityID, c.HouseID, c.Source, kind, c.Title, lines)
	if err != nil {
		return err
	}
	b.Slot = int64(c.Ref)
	if err := s.store.addCharge(ctx, charge{c.Source, c.Ref, c.CommunityID, b.ID, s.Now()}); err != nil {
		return fmt.Errorf("charge %s %d: %w", c.Source, c.Ref, err)
	}
	if err := s.issue(ctx, auth.From(ctx), b, Maker, c.Title); err != nil {
		return err
	}
	if err := s.notifyBill(ctx, b, "bill_charged", "", nil); err != nil {
		return err
	}
	return s.refresh(ctx, b.CommunityID, []ids.ID{b.HouseID})
}

// Withdraw takes the charge of a matter back while nobody has paid on it. It is
// no error that there is none. Errors: ErrChanged, ErrLocked.
func (s *Service) Withdraw(ctx context.Context, source string, ref ids.ID) error {
	ctx = db.Everywhere(ctx) // the caller has checked who may
	c, found, err := s.store.charge(ctx, source, ref)
	if err != nil || !found {
		return err
	}
	was, err := s.store.lockBill(ctx, c.BillID)
	if err != nil {
		return err
	}
	if was.State == Void {
		return nil
	}
	who := auth.From(ctx)
	if was.isLocked(s.Now()) {
		return locked(was.LockName, *was.LockUntil)
	}
	if was.PaidFen > 0 {
		return changed(was.State)
	}
	if _, err := s.change(ctx, who, was, step{act: Cancel, roles: []Role{Approver}, reason: "相关事项已撤回", edit: func(b *Bill) error { b.Slot = int64(b.ID); return nil }}); err != nil {
		return err
	}
	if err := s.post(ctx, billJournal("bill_void", was, true)); err != nil {
		return err
	}
	return s.refresh(ctx, was.CommunityID, []ids.ID{was.HouseID})
}

// BillOf is the bill of a matter's charge; 0 when there is none, or it was
// withdrawn. Who asks has checked who may see it.
func (s *Service) BillOf(ctx context.Context, source string, ref ids.ID) (ids.ID, error) {
	bill, err := s.store.chargedBill(ctx, source, ref)
	if err != nil {
		return 0, fmt.Errorf("bill of %s %d: %w", source, ref, err)
	}
	return bill, nil
}

// oneOff is a bill of lines for the present household.
func (s *Service) oneOff(ctx context.Context, community, house ids.ID, source, kind, title string, lines []chargeLine) (Bill, error) {
	sum := money.Fen(0)
	for _, l := range lines {
		if l.Quantity < 0 || l.PriceFen < 0 || l.Quantity > 1_000_000 || l.PriceFen > maxFen {
			return Bill{}, ErrInput.With("lines", "数量和单价不能是负数，也不能过大")
		}
		if sum += money.Fen(l.Quantity) * l.PriceFen; sum > maxFen {
			return Bill{}, ErrTooMuch
		}
	}
	if sum <= 0 {
		return Bill{}, ErrInput.With("lines", "金额要大于 0")
	}
	h, err := s.Register.House(ctx, house)
	if err != nil || h.CommunityID != community {
		return Bill{}, ErrNoHouse.Because(err)
	}
	set, err := s.store.settingsOf(ctx, []ids.ID{house})
	if err != nil {
		return Bill{}, err
	}
	now := s.Now()
	in := Inputs{Lines: lines}
	b := Bill{ID: s.Gen.New(), CommunityID: community, HouseID: house, TenureID: set[house].TenureID, Source: source, Kind: kind, Period: clock.Date(now)[:7], Title: cut(title, 60),
		HouseLabel: h.Label, State: Published, Version: 1, PrincipalFen: sum, DueFen: sum, LastFen: -1, DueOn: addDays(clock.Date(now), chargeDays), Basis: basisOf(&in),
		PublishedAt: &now, CreatedAt: now, UpdatedAt: now}
	b.Slot = int64(b.ID)
	return b, nil
}

// issue writes a bill that is published at once, with its event and journal.
func (s *Service) issue(ctx context.Context, who auth.Actor, b Bill, role Role, reason string) error {
	if err := s.store.addBill(ctx, b); err != nil {
		return fmt.Errorf("add bill of house %d: %w", b.HouseID, err)
	}
	e := s.record(ctx, who, Bill{}, b)
	e.Act, e.ActorRole, e.Reason, e.AmountFen = Issue, role, cut(reason, 300), b.asked()
	if err := s.store.addEvents(ctx, []billEvent{e}); err != nil {
		return err
	}
	return s.post(ctx, billJournal("bill_issued", b, false))
}

// ChargeForm is a one-off charge at the desk: a fee, a deposit, or prepaid money.
type ChargeForm struct {
	HouseID   ids.ID    `json:"houseId" minLength:"1"`
	Source    string    `json:"source" enum:"staff,deposit,prepaid"`
	Kind      string    `json:"kind,omitempty" enum:"property,parking,water,electric,heating,gas,shared,rent,repair,other" doc:"for source=staff"`
	Title     string    `json:"title" minLength:"1" maxLength:"60"`
	AmountFen money.Fen `json:"amountFen" minimum:"1" maximum:"1000000000"`
	Note      string    `json:"note,omitempty" maxLength:"100"`
}

// ChargeHouse bills a house once, by hand. Errors: auth.ErrDenied, ErrNoHouse, ErrInput.
func (s *Service) ChargeHouse(ctx context.Context, who auth.Actor, community ids.ID, f ChargeForm) (b Bill, err error) {
	if err := within(who, "billing.run", community); err != nil {
		return b, err
	}
	kind := or(f.Kind, "other")
	if f.Source != sourceStaff {
		kind = f.Source
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		if b, err = s.oneOff(ctx, community, f.HouseID, f.Source, kind, f.Title, []chargeLine{{Title: or(f.Note, f.Title), Unit: "项", Quantity: 1, PriceFen: f.AmountFen}}); err != nil {
			return err
		}
		if err := s.issue(ctx, who, b, Maker, f.Note); err != nil {
			return err
		}
		if err := s.notifyBill(ctx, b, "bill_charged", "", nil); err != nil {
			return err
		}
		return s.refresh(ctx, b.CommunityID, []ids.ID{b.HouseID})
	})
	return b, err
}

// TopUp makes the bill by which a household pays money in advance.
// Errors: ErrNoRight, ErrInput.
func (s *Service) TopUp(ctx context.Context, who auth.Actor, house ids.ID, amount money.Fen) (b Bill, err error) {
	h, ok := who.House(house)
	if !ok || !who.May(house, auth.Pay) {
		return b, ErrNoRight
	}
	if amount < 100 || amount > 10_000_000 {
		return b, ErrInput.With("amountFen", "一次预存 1 元到 10 万元")
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		if b, err = s.oneOff(ctx, h.CommunityID, house, sourcePrepaid, sourcePrepaid, "预存款", []chargeLine{{Title: "预存款", Unit: "笔", Quantity: 1, PriceFen: amount}}); err != nil {
			return err
		}
		return s.issue(ctx, who, b, Household, "")
	})
	return b, err
}

// Prepaid is a house's money in advance.
type Prepaid struct {
	BalanceFen money.Fen `json:"balanceFen"`
	Auto       bool      `json:"auto" doc:"new bills are paid from it by themselves"`
}

// PrepaidOf answers who sees the house's bills. Error: ErrNoHouse.
func (s *Service) PrepaidOf(ctx context.Context, who auth.Actor, house ids.ID) (Prepaid, error) {
	h, ok := who.House(house)
	if !ok || !who.May(house, auth.SeeBill) {
		return Prepaid{}, ErrNoHouse
	}
	set, err := s.store.settingsOf(ctx, []ids.ID{house})
	if err != nil {
		return Prepaid{}, err
	}
	held, err := s.Ledger.Balance(ctx, h.CommunityID, "prepaid", house)
	if err != nil {
		return Prepaid{}, ErrNoLedger.Because(err)
	}
	return Prepaid{BalanceFen: max(0, -held), Auto: set[house].AutoPrepaid}, nil
}

// SetAuto switches automatic payment from prepaid money. Error: ErrNoRight.
func (s *Service) SetAuto(ctx context.Context, who auth.Actor, house ids.ID, auto bool) error {
	h, ok := who.House(house)
	if !ok || !who.May(house, auth.Pay) {
		return ErrNoRight
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		row, err := s.store.lockSettings(ctx, h.CommunityID, house, s.Now())
		if err != nil {
			return err
		}
		row.AutoPrepaid, row.UpdatedAt = auto, s.Now()
		return s.store.saveSettings(ctx, row)
	})
}

// codeLife is how long a 代缴 code opens its bill.
const codeLife = 72 * time.Hour

// ShareCode makes a code by which anybody may pay this one bill. It reveals the
// bill and nothing else. Errors: ErrNotFound, ErrNothingDue.
func (s *Service) ShareCode(ctx context.Context, who auth.Actor, id ids.ID) (c payCode, err error) {
	b, err := s.store.billFor(ctx, who, id, auth.SeeBill)
	if err != nil {
		return c, err
	}
	if !b.State.payable() {
		return c, ErrNothingDue
	}
	c = payCode{Code: ids.Code(12, ids.Human), CommunityID: b.CommunityID, BillID: b.ID, PersonID: who.ID, ExpiresAt: s.Now().Add(codeLife), CreatedAt: s.Now()}
	return c, s.DB.Tx(ctx, func(ctx context.Context) error { return s.store.addCode(ctx, c) })
}

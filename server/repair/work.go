package repair

import (
	"context"
	"crypto/subtle"
	"fmt"
	"slices"
	"strings"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// RepairDone is what a worker says of any step: a phone without network sends it
// later, with the time at which it was done.
type RepairDone struct {
	At           *time.Time `json:"at,omitempty" doc:"when it was done, if the phone was offline: not in the future, at most 24 hours old"`
	Note         string     `json:"note,omitempty" maxLength:"500"`
	PhotoFileIDs []ids.ID   `json:"photoFileIds,omitempty" maxItems:"9" nullable:"false"`
}

// Accept is the assigned worker's yes. Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrTime.
func (s *Service) Accept(ctx context.Context, who auth.Actor, id ids.ID, d RepairDone) (Order, error) {
	return s.change(ctx, who, id, step{act: Accept, reason: d.Note, at: d.At, edit: acceptedAt})
}

// Depart tells the reporter that the worker is coming.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrTime.
func (s *Service) Depart(ctx context.Context, who auth.Actor, id ids.ID, d RepairDone) (Order, error) {
	return s.change(ctx, who, id, step{act: Depart, reason: d.Note, at: d.At})
}

// Arrive notes that the assigned worker is there; a code of the house proves it.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrTime, ErrCode, file.unknown.
func (s *Service) Arrive(ctx context.Context, who auth.Actor, id ids.ID, code string, d RepairDone) (Order, error) {
	return s.change(ctx, who, id, step{
		act: Arrive, reason: d.Note, at: d.At, photos: d.PhotoFileIDs,
		check: func(was Order, _ time.Time) error {
			if code != "" && !s.opens(code, was) {
				return ErrCode.With("code", ErrCode.Message)
			}
			return nil
		},
		edit: func(o *Order, at time.Time) { o.ArrivedAt, o.Scanned = &at, code != "" },
	})
}

const houseCode = "zj:house:"

// HouseCode is the text of the code at a house's door; it opens nothing.
// Error: ErrInput for a house that is not in the actor's communities.
func (s *Service) HouseCode(ctx context.Context, who auth.Actor, house ids.ID) (string, event.House, error) {
	h, err := s.Places.House(ctx, house)
	if err != nil || !who.In(h.CommunityID) {
		return "", event.House{}, ErrInput.With("houseId", "没有找到这套房屋，请重新选择").Because(err)
	}
	return s.codeOf(house), h, nil
}

func (s *Service) codeOf(house ids.ID) string {
	return houseCode + house.String() + ":" + s.Vault.Index("house_code", house.String())[:16]
}

// opens reports whether the code is that of a house of the order.
func (s *Service) opens(code string, o Order) bool {
	code = strings.TrimSpace(code)
	for _, h := range []ids.ID{o.HouseID, o.SecondHouseID} {
		if h != 0 && subtle.ConstantTimeCompare([]byte(code), []byte(s.codeOf(h))) == 1 {
			return true
		}
	}
	return false
}

// NoShow notes that nobody was there: after fifteen minutes at the door, with
// a photo. The second time ends the order.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrTime, ErrWait, ErrInput, file.unknown.
func (s *Service) NoShow(ctx context.Context, who auth.Actor, id ids.ID, d RepairDone) (Order, error) {
	var o Order
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.find(ctx, who, id)
		if err != nil {
			return err
		}
		st := step{
			act: NoShow, to: Accepted, reason: d.Note, at: d.At, photos: d.PhotoFileIDs,
			check: func(was Order, at time.Time) error {
				if len(d.PhotoFileIDs) == 0 {
					return ErrInput.With("photoFileIds", "请在门口拍一张照片")
				}
				if was.ArrivedAt == nil || at.Sub(*was.ArrivedAt) < waitAtDoor {
					return ErrWait
				}
				return nil
			},
			edit: func(o *Order, _ time.Time) { o.NoShows, o.SlotStart, o.SlotEnd = o.NoShows+1, nil, nil },
		}
		if was.NoShows+1 >= maxNoShows {
			st.to, st.reason = Cancelled, or(d.Note, "两次上门家中无人")
		}
		o, err = s.step(ctx, who, was, st)
		return err
	})
	return o, err
}

// Start begins the work, after arrival or once a quote is answered.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrTime, file.unknown.
func (s *Service) Start(ctx context.Context, who auth.Actor, id ids.ID, d RepairDone) (Order, error) {
	return s.change(ctx, who, id, step{act: Start, reason: d.Note, at: d.At, photos: d.PhotoFileIDs})
}

// RepairPause is why work waits and until when.
type RepairPause struct {
	RepairDone
	Reason   string    `json:"reason" enum:"parts,owner,third_party" doc:"only owner stops the promised times"`
	ResumeAt time.Time `json:"resumeAt" doc:"work goes on by itself then; within 30 days"`
}

// Hold lets the work wait. Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrTime, ErrInput.
func (s *Service) Hold(ctx context.Context, who auth.Actor, id ids.ID, p RepairPause) (Order, error) {
	if now := s.Now(); !p.ResumeAt.After(now) || p.ResumeAt.After(now.Add(slotHorizon)) {
		return Order{}, ErrInput.With("resumeAt", "请选择 30 天以内的继续时间")
	}
	until := p.ResumeAt.UTC()
	return s.change(ctx, who, id, step{
		act: Hold, reason: strings.TrimSpace(holdName(p.Reason) + " " + p.Note), at: p.At, photos: p.PhotoFileIDs,
		edit: func(o *Order, _ time.Time) { o.HoldReason, o.HoldUntil = p.Reason, &until },
		more: func(ctx context.Context, o Order, _ ids.ID) error {
			return s.Box.Enqueue(ctx, TaskWake, queueOf(o), orderDue{o.ID, o.Stage}, until)
		},
	})
}

// Resume goes on with the work. Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrTime.
func (s *Service) Resume(ctx context.Context, who auth.Actor, id ids.ID, d RepairDone) (Order, error) {
	return s.change(ctx, who, id, step{act: Resume, reason: d.Note, at: d.At})
}

// FinishRepairForm is what a worker says when he is done.
type FinishRepairForm struct {
	At           *time.Time  `json:"at,omitempty" doc:"when it was done, if the phone was offline: not in the future, at most 24 hours old"`
	Note         string      `json:"note" minLength:"1" maxLength:"500"`
	CauseCode    string      `json:"causeCode" minLength:"1" maxLength:"16"`
	PhotoFileIDs []ids.ID    `json:"photoFileIds" minItems:"1" maxItems:"9" nullable:"false" doc:"after the work"`
	Materials    []event.Use `json:"materials,omitempty" maxItems:"20" nullable:"false" doc:"taken out of the stock"`
	Fund         bool        `json:"fund,omitempty" doc:"the maintenance fund is to pay; nothing is charged"`
}

// Finish ends the assigned worker's work, with at least one photo from before
// and one from after. An accepted quote is charged.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrTime, ErrInput, ErrNoBefore, file.unknown, those of stock and fees.
func (s *Service) Finish(ctx context.Context, who auth.Actor, id ids.ID, f FinishRepairForm) (Order, error) {
	if causeName(f.CauseCode) == "" {
		return Order{}, ErrInput.With("causeCode", "请从给出的原因中选择")
	}
	if len(f.PhotoFileIDs) == 0 {
		return Order{}, ErrInput.With("photoFileIds", "请至少拍一张完工照片")
	}
	if err := sensible(f.Materials); err != nil {
		return Order{}, err
	}
	var o Order
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.find(ctx, who, id)
		if err != nil {
			return err
		}
		t, err := s.treatOrder(ctx, was)
		if err != nil {
			return err
		}
		charge := was.QuoteFen > 0 && was.State != QuoteRefused && was.State != Quoted && was.CostBearer == bearerOwner && !f.Fund
		st := step{
			act: Finish, to: ToRate, reason: f.Note, at: f.At, photos: f.PhotoFileIDs, check: before,
			edit: func(o *Order, at time.Time) { o.finished(f, t, at) },
			more: func(ctx context.Context, o Order, event ids.ID) error { return s.settleWork(ctx, o, event, f, charge) },
		}
		if charge {
			st.to = ToPay
		}
		o, err = s.step(ctx, who, was, st)
		return err
	})
	return o, err
}

func sensible(uses []event.Use) error {
	for i, u := range uses {
		if u.Quantity < 1 || u.Quantity > 999 {
			return ErrInput.With(fmt.Sprintf("materials[%d].quantity", i), "数量请填 1 到 999 的整数")
		}
		if u.ItemID == 0 || slices.ContainsFunc(uses[:i], func(o event.Use) bool { return o.ItemID == u.ItemID }) {
			return ErrInput.With(fmt.Sprintf("materials[%d].itemId", i), "同一种材料请合并成一行")
		}
	}
	return nil
}

// before wants a picture from before the work: the reporter's, or one of an
// earlier step.
func before(was Order, _ time.Time) error {
	if was.PhotoCount == 0 && !was.ShotBefore {
		return ErrNoBefore.With("photoFileIds", ErrNoBefore.Message)
	}
	return nil
}

func (o *Order) finished(f FinishRepairForm, t RepairSettings, at time.Time) {
	o.CauseCode, o.FinishedAt = f.CauseCode, &at
	until := at.Add(time.Duration(t.WarrantyDays) * 24 * time.Hour)
	o.WarrantyUntil = &until
	if o.ResolveSecs == nil {
		secs := int64(at.Sub(o.CreatedAt).Seconds())
		o.ResolveSecs = &secs
	}
	if f.Fund {
		o.CostBearer = bearerFund
	}
}

// settleWork takes the material out of the stock and asks for the money.
func (s *Service) settleWork(ctx context.Context, o Order, event ids.ID, f FinishRepairForm, charge bool) error {
	if err := s.useUp(ctx, o, event, f.Materials); err != nil {
		return err
	}
	if !charge || s.Fees == nil {
		return nil
	}
	return s.charge(ctx, o)
}

func (s *Service) useUp(ctx context.Context, o Order, at ids.ID, uses []event.Use) error {
	if len(uses) == 0 {
		return nil
	}
	items := make([]ids.ID, len(uses))
	for i, u := range uses {
		items[i] = u.ItemID
	}
	prices, err := s.prices(ctx, o.CommunityID, items)
	if err != nil {
		return err
	}
	rows := make([]material, len(uses))
	for i, u := range uses {
		p, ok := prices[u.ItemID]
		if !ok || p.Kind != kindMaterial {
			return ErrInput.With(fmt.Sprintf("materials[%d].itemId", i), "没有这种材料，请重新选择")
		}
		rows[i] = material{o.ID, at, u.ItemID, p.Name, p.Unit, u.Quantity}
	}
	if err := s.Stock.Use(ctx, o.CommunityID, o.ID, uses); err != nil {
		return err
	}
	return s.store.addMaterials(ctx, rows)
}

func (s *Service) prices(ctx context.Context, community ids.ID, items []ids.ID) (map[ids.ID]event.Price, error) {
	if s.Stock == nil || len(items) == 0 {
		return map[ids.ID]event.Price{}, nil
	}
	out, err := s.Stock.Prices(ctx, community, items)
	if err != nil {
		return nil, fmt.Errorf("prices of %d: %w", community, err)
	}
	return out, nil
}

// charge bills the house for the accepted quote.
func (s *Service) charge(ctx context.Context, o Order) error {
	q, found, err := s.store.lastQuote(ctx, o.ID)
	if err != nil || !found {
		return err
	}
	lines, err := s.store.quoteLines(ctx, []ids.ID{q.ID})
	if err != nil {
		return err
	}
	c := event.Charge{CommunityID: o.CommunityID, HouseID: o.HouseID, Source: chargeSource, Ref: o.ID, Title: categoryName(o.Category) + "维修 " + o.Number}
	for _, l := range lines {
		c.Lines = append(c.Lines, event.ChargeLine{Title: l.Title, Unit: l.Unit, Quantity: l.Quantity, PriceFen: l.PriceFen})
	}
	return s.Fees.Charge(ctx, c)
}

func totalOf(lines []quoteLine) (sum money.Fen) {
	for _, l := range lines {
		sum += money.Fen(l.Quantity) * l.PriceFen
	}
	return sum
}

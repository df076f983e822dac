package billing

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// TierForm is a step of a tiered price.
type TierForm struct {
	UpTo  string `json:"upTo,omitempty" maxLength:"12" doc:"empty: without end"`
	Price string `json:"price" minLength:"1" maxLength:"12"`
}

// TariffForm is a new version of how an item is charged. Decimals are text, so
// that nothing is rounded on the way.
type TariffForm struct {
	Method        Method     `json:"method" enum:"area,fixed,parking,metered,tiered,shared,formula"`
	EffectiveFrom string     `json:"effectiveFrom" maxLength:"10" doc:"a day, 2006-01-02"`
	Months        int64      `json:"months,omitempty" enum:"1,3,6,12" default:"1"`
	UnitPrice     string     `json:"unitPrice,omitempty" maxLength:"12" doc:"yuan, at most four decimals"`
	Coefficient   string     `json:"coefficient,omitempty" maxLength:"12" doc:"empty: 1"`
	Tiers         []TierForm `json:"tiers,omitempty" maxItems:"8" nullable:"false"`
	Formula       string     `json:"formula,omitempty" maxLength:"20000"`
	ShareBy       string     `json:"shareBy,omitempty" enum:"area,house"`
	MinimumFen    money.Fen  `json:"minimumFen,omitempty" minimum:"0" maximum:"100000000"`
	Discount      string     `json:"discount,omitempty" maxLength:"6" doc:"percent"`
	DiscountNote  string     `json:"discountNote,omitempty" maxLength:"60"`
	DueDays       int64      `json:"dueDays" minimum:"0" maximum:"365" doc:"days to pay after publication"`
	LateAfter     int64      `json:"lateAfterDays,omitempty" minimum:"0" maximum:"365" doc:"days of grace after the due day"`
	LateRate      string     `json:"lateRate,omitempty" maxLength:"8" doc:"percent a day, such as 0.05; empty: none"`
	LateCap       string     `json:"lateCap,omitempty" maxLength:"6" doc:"percent of the principal; empty: 30"`
	Prorate       bool       `json:"prorate"`
	Note          string     `json:"note,omitempty" maxLength:"200"`
}

// decimal reads one field of a form into a whole number.
func decimal(bad error, field, text string, scale, otherwise, most int64, into *int64) error {
	if text == "" {
		*into = otherwise
		return bad
	}
	v, ok := parseScaled(text, scale)
	if !ok || v > most {
		return inputOf(bad).With(field, "请填写不带符号的数字，小数位不要过多，数值不要过大")
	}
	*into = v
	return bad
}

// tariffOf checks what was filled in. Errors: ErrInput, ErrFormula.
func tariffOf(f TariffForm) (Tariff, error) {
	t := Tariff{Method: f.Method, EffectiveFrom: f.EffectiveFrom, Months: max(1, f.Months), ShareBy: f.ShareBy, MinimumFen: f.MinimumFen, DiscountNote: f.DiscountNote,
		DueDays: f.DueDays, LateAfter: f.LateAfter, Prorate: f.Prorate, Note: f.Note, Formula: strings.TrimSpace(f.Formula)}
	var bad error
	if _, ok := parseDay(f.EffectiveFrom); !ok {
		bad = inputOf(bad).With("effectiveFrom", "请填写存在的日期，例如 2026-01-01")
	}
	bad = decimal(bad, "unitPrice", f.UnitPrice, priceScale, 0, 1_000_000*priceScale, &t.UnitPrice)
	bad = decimal(bad, "coefficient", f.Coefficient, basis, basis, 1000*basis, &t.Coefficient)
	bad = decimal(bad, "discount", f.Discount, 100, 0, basis, &t.Discount)
	bad = decimal(bad, "lateRate", f.LateRate, lateScale/100, 0, lateScale/100, &t.LateRate)
	bad = decimal(bad, "lateCap", f.LateCap, 100, 3000, basis, &t.LateCap)
	if bad != nil {
		return t, bad
	}
	return t, t.complete(f)
}

// complete checks what each method needs. Errors: ErrInput, ErrFormula.
func (t *Tariff) complete(f TariffForm) error {
	switch t.Method {
	case ByArea, Fixed, Parking, Metered:
		if t.UnitPrice == 0 {
			return ErrInput.With("unitPrice", "请填写大于 0 的单价")
		}
	case Tiered:
		return t.setTiers(f.Tiers)
	case Shared:
		if t.ShareBy == "" {
			t.ShareBy = "area"
		}
	case Formula:
		_, err := compile(t.Formula)
		return err
	}
	return nil
}

func (t *Tariff) setTiers(forms []TierForm) error {
	if len(forms) == 0 {
		return ErrInput.With("tiers", "请至少填写一档")
	}
	var steps []tier
	last := int64(0)
	for n, f := range forms {
		var st tier
		var ok bool
		if st.Price, ok = parseScaled(f.Price, priceScale); !ok {
			return ErrInput.With(fmt.Sprintf("tiers[%d].price", n), "请填写单价，最多四位小数")
		}
		if n < len(forms)-1 || f.UpTo != "" {
			if st.UpTo, ok = parseScaled(f.UpTo, milli); !ok || st.UpTo <= last {
				return ErrInput.With(fmt.Sprintf("tiers[%d].upTo", n), "每一档的上限要比前一档大")
			}
		}
		last = st.UpTo
		steps = append(steps, st)
	}
	if last != 0 {
		return ErrInput.With("tiers", "最后一档请不要填上限")
	}
	raw, err := json.Marshal(steps)
	t.Tiers = string(raw)
	return err
}

// inputOf is the refusal so far, or a new one, to add a field to.
func inputOf(bad error) *errs.Error {
	if e, ok := errs.From(bad); ok {
		return e
	}
	return ErrInput
}

// AddTariff drafts a new version. Errors: ErrNoItem, ErrInput, ErrFormula.
func (s *Service) AddTariff(ctx context.Context, who auth.Actor, id ids.ID, f TariffForm) (Tariff, error) {
	if err := who.Must("billing.tariff"); err != nil {
		return Tariff{}, err
	}
	var t Tariff
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		i, err := s.store.item(ctx, id)
		if err != nil {
			return err
		}
		if t, err = tariffOf(f); err != nil {
			return err
		}
		n, err := s.store.lastNumber(ctx, id)
		if err != nil {
			return err
		}
		t.ID, t.CommunityID, t.ItemID, t.Number, t.State, t.Version = s.Gen.New(), i.CommunityID, id, n+1, tariffDraft, 1
		t.MakerID, t.MakerName, t.CreatedAt, t.UpdatedAt = who.ID, who.Name, s.Now(), s.Now()
		return s.store.addTariff(ctx, t)
	})
	if db.Duplicate(err) {
		return t, ErrTwice.Because(err)
	}
	return t, err
}

// Activate puts a drafted version in force. A version that would begin inside
// a period that was billed already is refused: what was billed keeps the version it
// names, and a correction is a bill of its own. Errors: ErrNoTariff, ErrChanged, ErrInput.
func (s *Service) Activate(ctx context.Context, who auth.Actor, id ids.ID) (Tariff, error) {
	return s.settle(ctx, who, id, tariffActive)
}

// Drop throws a draft away. Errors: ErrNoTariff, ErrChanged.
func (s *Service) Drop(ctx context.Context, who auth.Actor, id ids.ID) (Tariff, error) {
	return s.settle(ctx, who, id, tariffDropped)
}

func (s *Service) settle(ctx context.Context, who auth.Actor, id ids.ID, to string) (t Tariff, err error) {
	if err := who.Must("billing.tariff"); err != nil {
		return t, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.store.tariff(ctx, id)
		if err != nil {
			return err
		}
		if was.State != tariffDraft {
			return ErrChanged.Detail("这个收费标准已经启用或作废，请刷新后再看")
		}
		if to == tariffActive {
			if n, err := s.store.billedFrom(ctx, was.ItemID, was.EffectiveFrom[:7]); err != nil || n > 0 {
				return firstOf(err, ErrInput.With("effectiveFrom", "这个日期所在的账期已经出过账，请选之后的日期；以前的账单请逐笔更正"))
			}
		}
		t = was
		at := s.Now()
		t.State, t.UpdatedAt, t.ActivatorID, t.ActivatorName, t.ActivatedAt = to, at, who.ID, who.Name, &at
		ok, err := s.store.moveTariff(ctx, was, t)
		if err == nil && !ok {
			err = ErrChanged
		}
		t.Version = was.Version + 1
		return err
	})
	return t, err
}

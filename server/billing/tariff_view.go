package billing

import (
	"strings"
	"time"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// TariffView is a version of how an item is charged.
type TariffView struct {
	ID            ids.ID     `json:"id"`
	ItemID        ids.ID     `json:"itemId"`
	Number        int64      `json:"number"`
	State         string     `json:"state" enum:"draft,active,dropped"`
	StateLabel    string     `json:"stateLabel"`
	Method        Method     `json:"method" enum:"area,fixed,parking,metered,tiered,shared,formula"`
	MethodLabel   string     `json:"methodLabel"`
	Sentence      string     `json:"sentence" doc:"the price in words"`
	EffectiveFrom string     `json:"effectiveFrom"`
	Months        int64      `json:"months"`
	UnitPrice     string     `json:"unitPrice"`
	Coefficient   string     `json:"coefficient"`
	Tiers         []TierForm `json:"tiers" nullable:"false"`
	Formula       string     `json:"formula"`
	ShareBy       string     `json:"shareBy"`
	MinimumFen    money.Fen  `json:"minimumFen"`
	Discount      string     `json:"discount"`
	DiscountNote  string     `json:"discountNote"`
	DueDays       int64      `json:"dueDays"`
	LateAfter     int64      `json:"lateAfterDays"`
	LateRate      string     `json:"lateRate"`
	LateCap       string     `json:"lateCap"`
	Prorate       bool       `json:"prorate"`
	Note          string     `json:"note"`
	MakerName     string     `json:"makerName"`
	ActivatorName string     `json:"activatorName"`
	ActivatedAt   *time.Time `json:"activatedAt,omitempty"`
}

func tariffView(t Tariff) TariffView {
	v := TariffView{ID: t.ID, ItemID: t.ItemID, Number: t.Number, State: t.State, StateLabel: map[string]string{tariffDraft: "草稿", tariffActive: "已启用", tariffDropped: "已作废"}[t.State],
		Method: t.Method, MethodLabel: t.Method.Label(), EffectiveFrom: t.EffectiveFrom, Months: t.Months, UnitPrice: unitPrice(t.UnitPrice), Coefficient: dec(t.Coefficient, basis, 4),
		Tiers: []TierForm{}, Formula: t.Formula, ShareBy: t.ShareBy, MinimumFen: t.MinimumFen, Discount: dec(t.Discount, 100, 2), DiscountNote: t.DiscountNote, DueDays: t.DueDays,
		LateAfter: t.LateAfter, LateRate: dec(t.LateRate, lateScale/100, 3), LateCap: dec(t.LateCap, 100, 2), Prorate: t.Prorate, Note: t.Note, MakerName: t.MakerName,
		ActivatorName: t.ActivatorName, ActivatedAt: t.ActivatedAt}
	p, err := planOf(t)
	if err == nil {
		for _, s := range p.tiers {
			f := TierForm{Price: unitPrice(s.Price)}
			if s.UpTo > 0 {
				f.UpTo = dec(s.UpTo, milli, 3)
			}
			v.Tiers = append(v.Tiers, f)
		}
	}
	v.Sentence = v.words()
	return v
}

// words are the price as people say it.
func (v TariffView) words() string {
	switch v.Method {
	case ByArea:
		return v.UnitPrice + " 元/㎡·月"
	case Fixed:
		return v.UnitPrice + " 元/月"
	case Parking:
		return v.UnitPrice + " 元/个·月"
	case Metered:
		return v.UnitPrice + " 元/单位用量"
	case Tiered:
		var all []string
		for _, t := range v.Tiers {
			all = append(all, t.Price+" 元")
		}
		return "阶梯：" + strings.Join(all, " → ")
	case Shared:
		return "按" + shareWord(v.ShareBy) + "分摊"
	}
	return v.Formula
}

package billing

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
)

// FeeItemForm is what people fill in about an item.
type FeeItemForm struct {
	Name       string   `json:"name" minLength:"1" maxLength:"30"`
	Kind       string   `json:"kind" enum:"property,parking,water,electric,heating,gas,shared,rent,repair,other"`
	MerchantID ids.ID   `json:"merchantId,omitempty" required:"false" doc:"who is paid; empty for the community's own"`
	Everyone   bool     `json:"everyone" doc:"every house of the kinds pays; otherwise only listed houses do"`
	HouseKinds []string `json:"houseKinds,omitempty" enum:"flat,shop,garage,other" maxItems:"4" nullable:"false" doc:"empty: flats and shops"`
	Priority   int64    `json:"priority,omitempty" minimum:"0" maximum:"1000"`
	Closed     bool     `json:"closed,omitempty"`
}

func (i *item) fill(f FeeItemForm) {
	i.Name, i.Kind, i.MerchantID, i.Everyone, i.Priority = f.Name, f.Kind, f.MerchantID, f.Everyone, f.Priority
	i.HouseKinds, i.State = strings.Join(f.HouseKinds, ","), "active"
	if f.Closed {
		i.State = "closed"
	}
}

// charges reports whether the item is for a house of the kind.
func (i item) charges(kind string) bool {
	if i.HouseKinds == "" {
		return kind == "flat" || kind == "shop"
	}
	return slices.Contains(strings.Split(i.HouseKinds, ","), kind)
}

// AddItem makes an item. Errors: auth.ErrDenied, ErrTwice.
func (s *Service) AddItem(ctx context.Context, who auth.Actor, community ids.ID, f FeeItemForm) (ids.ID, error) {
	if err := within(who, "billing.tariff", community); err != nil {
		return 0, err
	}
	i := item{ID: s.Gen.New(), CommunityID: community, Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	i.fill(f)
	err := s.DB.Tx(ctx, func(ctx context.Context) error { return s.store.addItem(ctx, i) })
	if db.Duplicate(err) {
		return 0, ErrTwice.With("name", "已经有这个名字的收费项目").Because(err)
	}
	return i.ID, err
}

// ChangeItem changes an item; its kind stays once it was billed.
// Errors: ErrNoItem, ErrInput, ErrTwice, ErrChanged.
func (s *Service) ChangeItem(ctx context.Context, who auth.Actor, id ids.ID, f FeeItemForm) error {
	if err := who.Must("billing.tariff"); err != nil {
		return err
	}
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.store.item(ctx, id)
		if err != nil {
			return err
		}
		if f.Kind != was.Kind {
			if n, err := s.store.billedFrom(ctx, id, ""); err != nil || n > 0 {
				return firstOf(err, ErrInput.With("kind", "已经出过账的项目不能改类别，请新建一个项目"))
			}
		}
		now := was
		now.fill(f)
		now.UpdatedAt = s.Now()
		ok, err := s.store.moveItem(ctx, was, now)
		if err == nil && !ok {
			err = ErrChanged
		}
		return err
	})
	if db.Duplicate(err) {
		return ErrTwice.With("name", "已经有这个名字的收费项目").Because(err)
	}
	return err
}

// FeePreview is what a house would pay by a tariff.
type FeePreview struct {
	HouseID     ids.ID     `json:"houseId"`
	HouseLabel  string     `json:"houseLabel"`
	AmountFen   money.Fen  `json:"amountFen"`
	LastFen     money.Fen  `json:"lastFen" doc:"-1: nothing to compare with"`
	Lines       []BillLine `json:"lines" nullable:"false"`
	ProblemText string     `json:"problem"`
}

// Preview counts a version, also a draft, on real houses: those asked for, else
// the first ones. Errors: ErrNoTariff, ErrFormula.
func (s *Service) Preview(ctx context.Context, who auth.Actor, id ids.ID, period string, houses []ids.ID) ([]FeePreview, error) {
	if err := who.Must("billing.read"); err != nil {
		return nil, err
	}
	t, err := s.store.tariff(ctx, id)
	if err != nil {
		return nil, err
	}
	if _, ok := parsePeriod(period); !ok {
		return nil, ErrInput.With("period", "请选择账期，例如 2026-03")
	}
	i, err := s.store.item(ctx, t.ItemID)
	if err != nil {
		return nil, err
	}
	p, err := planOf(t)
	if err != nil {
		return nil, err
	}
	facts, err := s.Register.Facts(ctx, t.CommunityID, 0, 8, houses)
	if err != nil {
		return nil, fmt.Errorf("houses to preview: %w", err)
	}
	if p.Method == Shared { // a share needs all houses
		if facts, err = s.Register.Facts(ctx, t.CommunityID, 0, maxShared, nil); err != nil {
			return nil, err
		}
	}
	return s.preview(ctx, i, p, period, facts, houses)
}

func (s *Service) preview(ctx context.Context, i item, p plan, period string, facts []event.HouseFacts, only []ids.ID) ([]FeePreview, error) {
	if len(facts) == 0 {
		return []FeePreview{}, nil
	}
	i.Everyone = i.Everyone || len(only) > 0
	c := counting{run: run{CommunityID: i.CommunityID, Period: period}, item: i, plan: p, all: true}
	if err := s.load(ctx, &c, facts, 0); err != nil {
		return nil, err
	}
	out := []FeePreview{}
	for _, h := range facts {
		for _, b := range c.count(h) {
			if len(only) > 0 && !slices.Contains(only, h.ID) || len(out) == 8 {
				continue
			}
			in := b.inputs()
			out = append(out, FeePreview{HouseID: h.ID, HouseLabel: h.Label, AmountFen: b.asked(), LastFen: b.LastFen, ProblemText: in.Problem,
				Lines: p.explain(in, amount{b.PrincipalFen, b.DiscountFen})})
		}
	}
	return out, nil
}

// AssignmentForm is what differs for a house.
type AssignmentForm struct {
	HouseID     ids.ID `json:"houseId" minLength:"1"`
	Quantity    string `json:"quantity,omitempty" maxLength:"10" doc:"empty: 1"`
	Coefficient string `json:"coefficient,omitempty" maxLength:"10" doc:"empty: 1"`
	Discount    string `json:"discount,omitempty" maxLength:"6" doc:"percent"`
	Excluded    bool   `json:"excluded,omitempty"`
	FromDay     string `json:"fromDay,omitempty" maxLength:"10"`
	UntilDay    string `json:"untilDay,omitempty" maxLength:"10"`
	Note        string `json:"note,omitempty" maxLength:"60"`
}

// Assign notes what differs for houses. Errors: ErrNoItem, ErrNoHouse, ErrInput.
func (s *Service) Assign(ctx context.Context, who auth.Actor, id ids.ID, forms []AssignmentForm) error {
	if err := who.Must("billing.tariff"); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		i, err := s.store.item(ctx, id)
		if err != nil {
			return err
		}
		houses := idsOf(forms, func(f AssignmentForm) ids.ID { return f.HouseID })
		facts, err := s.Register.Facts(ctx, i.CommunityID, 0, len(houses), houses)
		if err != nil {
			return fmt.Errorf("houses of item %d: %w", id, err)
		}
		if len(facts) != len(houses) {
			return ErrNoHouse
		}
		for n, f := range forms {
			if err := s.assign(ctx, i, n, f); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) assign(ctx context.Context, i item, n int, f AssignmentForm) error {
	a := assignment{ID: s.Gen.New(), CommunityID: i.CommunityID, ItemID: i.ID, HouseID: f.HouseID, Excluded: f.Excluded, FromDay: f.FromDay, UntilDay: f.UntilDay, Note: f.Note,
		CreatedAt: s.Now(), UpdatedAt: s.Now()}
	at := fmt.Sprintf("houses[%d].", n)
	var bad error
	bad = decimal(bad, at+"quantity", f.Quantity, milli, milli, 10_000*milli, &a.Quantity)
	bad = decimal(bad, at+"coefficient", f.Coefficient, basis, basis, 1000*basis, &a.Coefficient)
	bad = decimal(bad, at+"discount", f.Discount, 100, 0, basis, &a.Discount)
	for field, day := range map[string]string{"fromDay": f.FromDay, "untilDay": f.UntilDay} {
		if _, ok := parseDay(day); day != "" && !ok {
			bad = inputOf(bad).With(at+field, "请填写存在的日期")
		}
	}
	if bad == nil && f.UntilDay != "" && f.FromDay > f.UntilDay {
		bad = ErrInput.With(at+"untilDay", "结束日期要在开始日期之后")
	}
	if bad != nil {
		return bad
	}
	if ok, err := s.store.setAssignment(ctx, a); ok || err != nil {
		return err
	}
	return s.store.addAssignment(ctx, a)
}

// AddCost notes what is divided in a period. Errors: ErrNoItem, ErrInput, ErrTwice.
func (s *Service) AddCost(ctx context.Context, who auth.Actor, id, building ids.ID, period, note string, total money.Fen) (ids.ID, error) {
	if err := who.Must("billing.meter"); err != nil {
		return 0, err
	}
	c := sharedCost{ID: s.Gen.New(), ItemID: id, Period: period, BuildingID: building, TotalFen: total, Note: note, MakerID: who.ID, CreatedAt: s.Now()}
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		i, err := s.store.item(ctx, id)
		if err != nil {
			return err
		}
		if _, ok := parsePeriod(period); !ok {
			return ErrInput.With("period", "请选择账期，例如 2026-03")
		}
		if total <= 0 || total > maxFen {
			return ErrInput.With("totalFen", "公摊总额要大于 0，不超过 1000 万元")
		}
		c.CommunityID = i.CommunityID
		return s.store.addCost(ctx, c)
	})
	if db.Duplicate(err) {
		return 0, ErrTwice.Detail("这个账期的公摊总额已经录入过了").Because(err)
	}
	return c.ID, err
}

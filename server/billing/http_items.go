package billing

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// FeeItemView is an item with the version in force and those to come.
type FeeItemView struct {
	ID          ids.ID       `json:"id"`
	CommunityID ids.ID       `json:"communityId"`
	Name        string       `json:"name"`
	Kind        string       `json:"kind"`
	KindLabel   string       `json:"kindLabel"`
	MerchantID  ids.ID       `json:"merchantId"`
	Everyone    bool         `json:"everyone"`
	HouseKinds  []string     `json:"houseKinds" nullable:"false"`
	Priority    int64        `json:"priority"`
	Closed      bool         `json:"closed"`
	UsesMeter   bool         `json:"usesMeter"`
	UsesPool    bool         `json:"usesPool"`
	Current     *TariffView  `json:"current,omitempty"`
	Tariffs     []TariffView `json:"tariffs" nullable:"false" doc:"newest first"`
}

func itemView(i item, tariffs []Tariff, today string) FeeItemView {
	v := FeeItemView{ID: i.ID, CommunityID: i.CommunityID, Name: i.Name, Kind: i.Kind, MerchantID: i.MerchantID, Everyone: i.Everyone, HouseKinds: []string{}, Priority: i.Priority,
		Closed: i.State != "active", Tariffs: []TariffView{}}
	if i.HouseKinds != "" {
		v.HouseKinds = strings.Split(i.HouseKinds, ",")
	}
	if n := slices.IndexFunc(itemKinds(), func(k feeKind) bool { return k.Code == i.Kind }); n >= 0 {
		v.KindLabel = itemKinds()[n].Name
	}
	for _, t := range tariffs {
		if t.ItemID != i.ID {
			continue
		}
		tv := tariffView(t)
		v.Tariffs = append(v.Tariffs, tv)
		v.UsesMeter, v.UsesPool = v.UsesMeter || t.Method.usesMeter(), v.UsesPool || t.Method == Shared
		if t.State == tariffActive && t.EffectiveFrom <= today && (v.Current == nil || v.Current.EffectiveFrom <= t.EffectiveFrom) {
			v.Current = &tv
		}
	}
	return v
}

type itemsIn struct {
	CommunityID httpx.ID `path:"communityId"`
}

type feeItemList struct {
	Items []FeeItemView `json:"items" nullable:"false"`
	Kinds []feeKind     `json:"kinds" nullable:"false"`
}

type itemsOut struct{ Body feeItemList }

type addItemIn struct {
	httpx.Once
	CommunityID httpx.ID `path:"communityId"`
	Body        FeeItemForm
}

type changeItemIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body FeeItemForm
}

type itemOut struct{ Body FeeItemView }

type addTariffIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body TariffForm
}

type tariffOut struct{ Body TariffView }

type previewTariffForm struct {
	Period   string   `json:"period" maxLength:"7"`
	HouseIDs []ids.ID `json:"houseIds,omitempty" maxItems:"8" nullable:"false" doc:"empty: the first ones"`
}

type previewIn struct {
	ID   httpx.ID `path:"id"`
	Body previewTariffForm
}

type feePreviewList struct {
	Items []FeePreview `json:"items" nullable:"false"`
}

type previewOut struct{ Body feePreviewList }

type checkFormulaForm struct {
	Formula string `json:"formula" maxLength:"20000"`
}

type checkIn struct{ Body checkFormulaForm }

// FormulaCheck says whether a formula can be used, and what it may ask for.
type FormulaCheck struct {
	OK        bool              `json:"ok"`
	Problem   string            `json:"problem"`
	Uses      []formulaVariable `json:"uses" nullable:"false"`
	Variables []formulaVariable `json:"variables" nullable:"false"`
	Functions []string          `json:"functions" nullable:"false"`
}

type checkOut struct{ Body FormulaCheck }

type assignHousesForm struct {
	Houses []AssignmentForm `json:"houses" minItems:"1" maxItems:"200" nullable:"false"`
}

type assignIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body assignHousesForm
}

// AssignmentView is what differs for a house.
type AssignmentView struct {
	HouseID     ids.ID `json:"houseId"`
	HouseLabel  string `json:"houseLabel"`
	Quantity    string `json:"quantity"`
	Coefficient string `json:"coefficient"`
	Discount    string `json:"discount"`
	Excluded    bool   `json:"excluded"`
	FromDay     string `json:"fromDay"`
	UntilDay    string `json:"untilDay"`
	Note        string `json:"note"`
}

type feeAssignmentList struct {
	Items []AssignmentView `json:"items" nullable:"false"`
}

type assignmentsOut struct{ Body feeAssignmentList }

type sharedCostForm struct {
	Period     string    `json:"period" maxLength:"7"`
	BuildingID ids.ID    `json:"buildingId,omitempty" required:"false" doc:"empty: all houses"`
	TotalFen   money.Fen `json:"totalFen" minimum:"1" maximum:"1000000000"`
	Note       string    `json:"note,omitempty" maxLength:"100"`
}

type costIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body sharedCostForm
}

// SharedCost is what is divided in a period.
type SharedCost struct {
	ID         ids.ID    `json:"id"`
	Period     string    `json:"period"`
	BuildingID ids.ID    `json:"buildingId"`
	TotalFen   money.Fen `json:"totalFen"`
	Note       string    `json:"note"`
}

type sharedCostList struct {
	Items []SharedCost `json:"items" nullable:"false"`
}

type costsOut struct{ Body sharedCostList }

func (s *Service) mountItems(api *httpx.API) {
	httpx.Register(api, adminOp("listFeeItems", http.MethodGet, "communities/{communityId}/fee-items", "billing.read", "What houses are charged for"), s.getItems)
	httpx.Register(api, adminOp("addFeeItem", http.MethodPost, "communities/{communityId}/fee-items", "billing.tariff", "Add an item"), s.postItem)
	httpx.Register(api, adminOp("changeFeeItem", http.MethodPost, "fee-items/{id}", "billing.tariff", "Change an item"), s.postChangeItem)
	httpx.Register(api, adminOp("addTariff", http.MethodPost, "fee-items/{id}/tariffs", "billing.tariff", "Draft a new version of the price"), s.postTariff)
	preview := adminOp("previewTariff", http.MethodPost, "tariffs/{id}/preview", "billing.read", "What real houses would pay")
	preview.Once = false
	httpx.Register(api, preview, s.postPreview)
	httpx.Register(api, adminOp("activateTariff", http.MethodPost, "tariffs/{id}/activate", "billing.tariff", "Put a version in force"), s.postActivate)
	httpx.Register(api, adminOp("dropTariff", http.MethodPost, "tariffs/{id}/drop", "billing.tariff", "Throw a draft away"), s.postDrop)
	check := adminOp("checkFormula", http.MethodPost, "formula-check", "billing.read", "Whether a formula can be used")
	check.Once = false
	httpx.Register(api, check, s.postCheck)
	httpx.Register(api, adminOp("listAssignments", http.MethodGet, "fee-items/{id}/houses", "billing.read", "What differs for houses"), s.getAssignments)
	httpx.Register(api, adminOp("assignHouses", http.MethodPost, "fee-items/{id}/houses", "billing.tariff", "Note what differs for houses"), s.postAssign)
	httpx.Register(api, adminOp("listSharedCosts", http.MethodGet, "fee-items/{id}/shared-costs", "billing.read", "What was divided"), s.getCosts)
	httpx.Register(api, adminOp("addSharedCost", http.MethodPost, "fee-items/{id}/shared-costs", "billing.meter", "Note what is to be divided"), s.postCost)
}

func (s *Service) getItems(ctx context.Context, in *itemsIn) (*itemsOut, error) {
	if !auth.From(ctx).In(in.CommunityID.ID) {
		return nil, auth.ErrDenied
	}
	items, err := s.store.items(ctx, in.CommunityID.ID)
	if err != nil {
		return nil, err
	}
	tariffs, err := s.store.tariffs(ctx, idsOf(items, func(i item) ids.ID { return i.ID }))
	if err != nil {
		return nil, err
	}
	out := &itemsOut{feeItemList{Items: []FeeItemView{}, Kinds: itemKinds()}}
	for _, i := range items {
		out.Body.Items = append(out.Body.Items, itemView(i, tariffs, s.today()))
	}
	return out, nil
}

func (s *Service) showItem(ctx context.Context, id ids.ID, err error) (*itemOut, error) {
	if err != nil {
		return nil, err
	}
	i, err := s.store.item(ctx, id)
	if err != nil {
		return nil, err
	}
	tariffs, err := s.store.tariffs(ctx, []ids.ID{id})
	if err != nil {
		return nil, err
	}
	return &itemOut{itemView(i, tariffs, s.today())}, nil
}

func (s *Service) postItem(ctx context.Context, in *addItemIn) (*itemOut, error) {
	id, err := s.AddItem(ctx, auth.From(ctx), in.CommunityID.ID, in.Body)
	return s.showItem(ctx, id, err)
}

func (s *Service) postChangeItem(ctx context.Context, in *changeItemIn) (*itemOut, error) {
	return s.showItem(ctx, in.ID.ID, s.ChangeItem(ctx, auth.From(ctx), in.ID.ID, in.Body))
}

func showTariff(t Tariff, err error) (*tariffOut, error) {
	if err != nil {
		return nil, err
	}
	return &tariffOut{tariffView(t)}, nil
}

func (s *Service) postTariff(ctx context.Context, in *addTariffIn) (*tariffOut, error) {
	return showTariff(s.AddTariff(ctx, auth.From(ctx), in.ID.ID, in.Body))
}

func (s *Service) postActivate(ctx context.Context, in *onceIn) (*tariffOut, error) {
	return showTariff(s.Activate(ctx, auth.From(ctx), in.ID.ID))
}

func (s *Service) postDrop(ctx context.Context, in *onceIn) (*tariffOut, error) {
	return showTariff(s.Drop(ctx, auth.From(ctx), in.ID.ID))
}

func (s *Service) postPreview(ctx context.Context, in *previewIn) (*previewOut, error) {
	items, err := s.Preview(ctx, auth.From(ctx), in.ID.ID, in.Body.Period, in.Body.HouseIDs)
	if err != nil {
		return nil, err
	}
	return &previewOut{feePreviewList{items}}, nil
}

func (s *Service) postCheck(_ context.Context, in *checkIn) (*checkOut, error) {
	out := &checkOut{FormulaCheck{Uses: []formulaVariable{}, Variables: variables(), Functions: []string{"min", "max", "round", "ceil", "floor"}}}
	f, err := compile(in.Body.Formula)
	if err != nil {
		out.Body.Problem = sentence(err)
		return out, nil
	}
	out.Body.OK, out.Body.Uses = true, append(out.Body.Uses, f.Uses...)
	return out, nil
}

func (s *Service) getAssignments(ctx context.Context, in *idIn) (*assignmentsOut, error) {
	i, err := s.store.item(ctx, in.ID.ID)
	if err != nil {
		return nil, err
	}
	all, err := s.store.assignmentsOf(ctx, i.ID, 0, 0)
	if err != nil {
		return nil, err
	}
	out := &assignmentsOut{feeAssignmentList{Items: []AssignmentView{}}}
	if len(all) == 0 {
		return out, nil
	}
	var houses []ids.ID
	for h := range all {
		houses = append(houses, h)
	}
	facts, err := s.Register.Facts(ctx, i.CommunityID, 0, len(houses), houses)
	if err != nil {
		return nil, err
	}
	for _, h := range facts {
		a := all[h.ID]
		out.Body.Items = append(out.Body.Items, AssignmentView{h.ID, h.Label, dec(a.Quantity, milli, 3), dec(a.Coefficient, basis, 4), dec(a.Discount, 100, 2), a.Excluded, a.FromDay, a.UntilDay, a.Note})
	}
	return out, nil
}

func (s *Service) postAssign(ctx context.Context, in *assignIn) (*assignmentsOut, error) {
	if err := s.Assign(ctx, auth.From(ctx), in.ID.ID, in.Body.Houses); err != nil {
		return nil, err
	}
	return s.getAssignments(ctx, &idIn{in.ID})
}

func (s *Service) getCosts(ctx context.Context, in *idIn) (*costsOut, error) {
	if _, err := s.store.item(ctx, in.ID.ID); err != nil {
		return nil, err
	}
	rows, err := s.store.costs(ctx, in.ID.ID, "")
	if err != nil {
		return nil, err
	}
	out := &costsOut{sharedCostList{Items: []SharedCost{}}}
	for _, c := range rows {
		out.Body.Items = append(out.Body.Items, SharedCost{c.ID, c.Period, c.BuildingID, c.TotalFen, c.Note})
	}
	return out, nil
}

func (s *Service) postCost(ctx context.Context, in *costIn) (*costsOut, error) {
	if _, err := s.AddCost(ctx, auth.From(ctx), in.ID.ID, in.Body.BuildingID, in.Body.Period, in.Body.Note, in.Body.TotalFen); err != nil {
		return nil, err
	}
	return s.getCosts(ctx, &idIn{in.ID})
}

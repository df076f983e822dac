package repair

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

type reportIn struct {
	httpx.Once
	Body Fault
}

type viewOut struct{ Body RepairView }

type idIn struct {
	ID httpx.ID `path:"id"`
}

type listIn struct {
	State  string `query:"state" enum:"open,done,all" default:"all"`
	Cursor string `query:"cursor" maxLength:"40"`
}

type repairPage struct {
	Items      []RepairRow `json:"items" nullable:"false"`
	NextCursor string      `json:"nextCursor"`
}

type listOut struct{ Body repairPage }

type cancelRepairForm struct {
	Reason string `json:"reason,omitempty" maxLength:"200"`
}

type cancelIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body cancelRepairForm
}

type rateIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body Scores
}

type repairCategoryList struct {
	Items  []repairCategory `json:"items" nullable:"false"`
	Causes []repairCause    `json:"causes" nullable:"false" doc:"for the worker who finishes"`
}

type categoriesOut struct{ Body repairCategoryList }

// MountApp adds the residents' operations.
func (s *Service) MountApp(api *httpx.API) {
	op := func(id, method, path, summary string) httpx.Op {
		o := httpx.Op{ID: id, Method: method, Path: "/app/v1/" + path, Summary: summary, Tag: "repair", Policy: auth.ForResidents()}
		if method != http.MethodGet {
			o.Once, o.Limits = true, []httpx.Limit{{N: 30, Per: time.Minute}}
		}
		return o
	}
	report := op("reportRepair", http.MethodPost, "repairs", "Report a fault")
	report.Status = http.StatusCreated
	httpx.Register(api, op("listRepairCategories", http.MethodGet, "repair-categories", "What can be reported"), s.getCategories)
	httpx.Register(api, report, s.postRepair)
	httpx.Register(api, op("listRepairs", http.MethodGet, "repairs", "My repair orders"), s.getRepairs)
	httpx.Register(api, op("getRepair", http.MethodGet, "repairs/{id}", "A repair order"), s.getRepair)
	httpx.Register(api, op("cancelRepair", http.MethodPost, "repairs/{id}/cancel", "Cancel before the worker arrived"), s.postCancel)
	httpx.Register(api, op("rateRepair", http.MethodPost, "repairs/{id}/rate", "Rate the work"), s.postRate)
}

func (s *Service) getCategories(context.Context, *struct{}) (*categoriesOut, error) {
	return &categoriesOut{repairCategoryList{catalogue, causes()}}, nil
}

func (s *Service) postRepair(ctx context.Context, in *reportIn) (*viewOut, error) {
	who := auth.From(ctx)
	o, err := s.Report(ctx, who, in.Body)
	return s.show(ctx, who, o, err)
}

func (s *Service) getRepairs(ctx context.Context, in *listIn) (*listOut, error) {
	orders, next, err := s.Mine(ctx, auth.From(ctx), in.State, in.Cursor)
	if err != nil {
		return nil, err
	}
	out := &listOut{repairPage{Items: make([]RepairRow, 0, len(orders)), NextCursor: next}}
	for _, o := range orders {
		out.Body.Items = append(out.Body.Items, rowOf(o))
	}
	return out, nil
}

func (s *Service) getRepair(ctx context.Context, in *idIn) (*viewOut, error) {
	who := auth.From(ctx)
	o, err := s.find(ctx, who, in.ID.ID)
	return s.show(ctx, who, o, err)
}

func (s *Service) postCancel(ctx context.Context, in *cancelIn) (*viewOut, error) {
	return s.act(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Cancel(ctx, who, id, in.Body.Reason) })
}

func (s *Service) postRate(ctx context.Context, in *rateIn) (*viewOut, error) {
	return s.act(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Rate(ctx, who, id, in.Body) })
}

// act does one step for the actor of ctx and shows the order after it.
func (s *Service) act(ctx context.Context, id httpx.ID, f func(auth.Actor, ids.ID) (Order, error)) (*viewOut, error) {
	who := auth.From(ctx)
	o, err := f(who, id.ID)
	return s.show(ctx, who, o, err)
}

func (s *Service) show(ctx context.Context, who auth.Actor, o Order, err error) (*viewOut, error) {
	if err != nil {
		return nil, err
	}
	p, err := s.parts(ctx, o)
	if err != nil {
		return nil, err
	}
	return &viewOut{view(who, o, p)}, nil
}

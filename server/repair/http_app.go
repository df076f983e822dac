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

type onceIDIn struct {
	httpx.Once
	ID httpx.ID `path:"id"`
}

type repairRescheduleForm struct {
	SlotStart time.Time `json:"slotStart"`
	SlotEnd   time.Time `json:"slotEnd"`
	Note      string    `json:"note,omitempty" maxLength:"200"`
}

type rescheduleIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body repairRescheduleForm
}

type repairReopenForm struct {
	Reason       string   `json:"reason" minLength:"1" maxLength:"300"`
	PhotoFileIDs []ids.ID `json:"photoFileIds,omitempty" maxItems:"9" nullable:"false"`
}

type reopenIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body repairReopenForm
}

type repairQuoteAnswerForm struct {
	Accept bool   `json:"accept"`
	Note   string `json:"note,omitempty" maxLength:"200"`
}

type quoteAnswerIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body repairQuoteAnswerForm
}

type categoriesIn struct {
	CommunityID httpx.ID `query:"communityId" doc:"whose gas company to show"`
}

type repairCategoryList struct {
	Items       []repairCategory `json:"items" nullable:"false"`
	Causes      []repairCause    `json:"causes" nullable:"false" doc:"for the worker who finishes"`
	HoldReasons []repairCause    `json:"holdReasons" nullable:"false" doc:"for the worker who lets it wait"`
	DangerWords []string         `json:"dangerWords" nullable:"false" doc:"a description with one of them is an emergency: show the numbers before it is sent"`
	Calls       []RepairCall     `json:"calls" nullable:"false" doc:"the emergency numbers, with the community's own when communityId is given"`
}

type categoriesOut struct{ Body repairCategoryList }

type incidentsIn struct {
	CommunityID httpx.ID `query:"communityId" required:"true"`
	State       string   `query:"state" enum:"open,closed,all" default:"open"`
}

type incidentList struct {
	Items []RepairIncident `json:"items" nullable:"false"`
}

type incidentsOut struct{ Body incidentList }

type visitAnswerIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body RepairVisited
}

// MountApp adds the residents' operations.
func (s *Service) MountApp(api *httpx.API) {
	op := func(id, method, path, summary string) httpx.Op {
		o := httpx.Op{ID: id, Method: method, Path: "/app/v1/" + path, Summary: summary, Tag: "repair", Policy: auth.ForResidents()}
		if method != http.MethodGet {
			o.Once, o.Limits = true, []httpx.Limit{{N: 30, Per: time.Minute}}
		}
		return o
	}
	report := op("reportRepair", http.MethodPost, "repairs", "Report a fault; 409 repair.similar offers an order to join (meta.orderId)")
	report.Status = http.StatusCreated
	httpx.Register(api, op("listRepairCategories", http.MethodGet, "repair-categories", "What can be reported"), s.getCategories)
	httpx.Register(api, op("listRepairIncidents", http.MethodGet, "repair-incidents", "What is broken for many at once"), s.getIncidents)
	httpx.Register(api, report, s.postRepair)
	httpx.Register(api, op("listRepairs", http.MethodGet, "repairs", "My repair orders"), s.getRepairs)
	httpx.Register(api, op("getRepair", http.MethodGet, "repairs/{id}", "A repair order"), s.getRepair)
	httpx.Register(api, op("joinRepair", http.MethodPost, "repairs/{id}/join", "Follow an order of the same matter instead of a new one"), s.postJoin)
	httpx.Register(api, op("urgeRepair", http.MethodPost, "repairs/{id}/urge", "Ask to hurry, once in four hours"), s.postUrge)
	httpx.Register(api, op("rescheduleRepair", http.MethodPost, "repairs/{id}/reschedule", "Agree on another time"), s.postReschedule)
	httpx.Register(api, op("answerRepairQuote", http.MethodPost, "repairs/{id}/quote-answer", "Accept or refuse the quote"), s.postQuoteAnswer)
	httpx.Register(api, op("cancelRepair", http.MethodPost, "repairs/{id}/cancel", "Cancel before the worker arrived"), s.postCancel)
	httpx.Register(api, op("rateRepair", http.MethodPost, "repairs/{id}/rate", "Rate the work"), s.postRate)
	httpx.Register(api, op("answerRepairVisit", http.MethodPost, "repairs/{id}/visit", "Say how it went, instead of waiting for the return visit"), s.postVisitAnswer)
	httpx.Register(api, op("reopenRepair", http.MethodPost, "repairs/{id}/reopen", "It is not mended: within seven days, or as rework within the warranty"), s.postReopen)
}

func (s *Service) getCategories(ctx context.Context, in *categoriesIn) (*categoriesOut, error) {
	community, keys := in.CommunityID.ID, []string{"119", "120", "gas"}
	calls := []RepairCall{{"火警 119", "119"}, {"急救 120", "120"}}
	if community != 0 && auth.From(ctx).In(community) {
		var err error
		if calls, err = s.numbers(ctx, community, keys); err != nil {
			return nil, err
		}
	}
	return &categoriesOut{repairCategoryList{catalogue, causes(), holdReasons(), emergencyWords(), calls}}, nil
}

func (s *Service) getIncidents(ctx context.Context, in *incidentsIn) (*incidentsOut, error) {
	items, err := s.Incidents(ctx, auth.From(ctx), in.CommunityID.ID, in.State)
	if err != nil {
		return nil, err
	}
	return &incidentsOut{incidentList{items}}, nil
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

func (s *Service) postJoin(ctx context.Context, in *onceIDIn) (*viewOut, error) {
	return s.act(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Join(ctx, who, id) })
}

func (s *Service) postUrge(ctx context.Context, in *onceIDIn) (*viewOut, error) {
	return s.act(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Urge(ctx, who, id) })
}

func (s *Service) postReschedule(ctx context.Context, in *rescheduleIn) (*viewOut, error) {
	return s.act(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) {
		return s.Reschedule(ctx, who, id, in.Body.SlotStart, in.Body.SlotEnd, in.Body.Note)
	})
}

func (s *Service) postQuoteAnswer(ctx context.Context, in *quoteAnswerIn) (*viewOut, error) {
	return s.act(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) {
		return s.AnswerQuote(ctx, who, id, RepairAnswer{Accept: in.Body.Accept, Note: in.Body.Note})
	})
}

func (s *Service) postCancel(ctx context.Context, in *cancelIn) (*viewOut, error) {
	return s.act(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Cancel(ctx, who, id, in.Body.Reason) })
}

func (s *Service) postRate(ctx context.Context, in *rateIn) (*viewOut, error) {
	return s.act(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Rate(ctx, who, id, in.Body) })
}

func (s *Service) postVisitAnswer(ctx context.Context, in *visitAnswerIn) (*viewOut, error) {
	return s.act(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.PayVisit(ctx, who, id, in.Body) })
}

func (s *Service) postReopen(ctx context.Context, in *reopenIn) (*viewOut, error) {
	return s.act(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) {
		return s.Reopen(ctx, who, id, in.Body.Reason, in.Body.PhotoFileIDs)
	})
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
	p, err := s.parts(ctx, who, o)
	if err != nil {
		return nil, err
	}
	return &viewOut{view(who, o, p, s.Now())}, nil
}

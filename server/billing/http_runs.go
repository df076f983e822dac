package billing

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// RunItem is one item's part of a run.
type RunItem struct {
	ItemID    ids.ID    `json:"itemId"`
	Title     string    `json:"title"`
	Bills     int64     `json:"bills"`
	SumFen    money.Fen `json:"sumFen"`
	Discount  money.Fen `json:"discountFen"`
	LastFen   money.Fen `json:"lastFen" doc:"of the same houses in the period before"`
	Anomalies int64     `json:"anomalies"`
}

// RunAnomaly counts bills that look wrong in one way.
type RunAnomaly struct {
	Code     string `json:"code" enum:"up,down,zero,first,negative,error"`
	Label    string `json:"label"`
	Bills    int64  `json:"bills"`
	Stopping bool   `json:"stopping" doc:"must be mended before the review"`
}

// RunStep is a line of a run's history.
type RunStep struct {
	At     time.Time `json:"at"`
	Act    string    `json:"act"`
	Actor  string    `json:"actor"`
	Reason string    `json:"reason"`
}

// BillRun is the making of a period's bills.
type BillRun struct {
	ID            ids.ID       `json:"id"`
	CommunityID   ids.ID       `json:"communityId"`
	Title         string       `json:"title"`
	Period        string       `json:"period"`
	State         runState     `json:"state" enum:"computing,computed,reviewed,publishing,published,discarded,failed"`
	StateLabel    string       `json:"stateLabel"`
	Tone          string       `json:"tone" enum:"info,warn,good,danger,neutral"`
	DoneCount     int64        `json:"doneCount"`
	TotalCount    int64        `json:"totalCount"`
	BillCount     int64        `json:"billCount"`
	SumFen        money.Fen    `json:"sumFen"`
	LastSumFen    money.Fen    `json:"lastSumFen"`
	LastCount     int64        `json:"lastCount"`
	AnomalyCount  int64        `json:"anomalyCount"`
	SkippedCount  int64        `json:"skippedCount" doc:"houses without a reading or a shared cost"`
	UsePrepaid    bool         `json:"usePrepaid"`
	Problem       string       `json:"problem"`
	MakerName     string       `json:"makerName"`
	ReviewerName  string       `json:"reviewerName"`
	PublisherName string       `json:"publisherName"`
	MadeByMe      bool         `json:"madeByMe" doc:"then somebody else publishes"`
	CreatedAt     time.Time    `json:"createdAt"`
	PublishedAt   *time.Time   `json:"publishedAt,omitempty"`
	Items         []RunItem    `json:"items" nullable:"false"`
	Anomalies     []RunAnomaly `json:"anomalies" nullable:"false"`
	Steps         []RunStep    `json:"steps" nullable:"false"`
	Actions       []string     `json:"actions" nullable:"false" enum:"review,publish,discard"`
}

func runView(who auth.Actor, r run) BillRun {
	return BillRun{ID: r.ID, CommunityID: r.CommunityID, Title: r.Title, Period: r.Period, State: r.State, StateLabel: r.State.Label(), Tone: r.State.Tone(), DoneCount: r.DoneCount, TotalCount: r.TotalCount,
		BillCount: r.BillCount, SumFen: r.SumFen, LastSumFen: r.LastSumFen, LastCount: r.LastCount, AnomalyCount: r.AnomalyCount, SkippedCount: r.SkippedCount, UsePrepaid: r.UsePrepaid,
		Problem: r.Problem, MakerName: r.MakerName, ReviewerName: r.ReviewerName, PublisherName: r.PublisherName, MadeByMe: r.MakerID == who.ID, CreatedAt: r.CreatedAt, PublishedAt: r.PublishedAt,
		Items: []RunItem{}, Anomalies: []RunAnomaly{}, Steps: []RunStep{}, Actions: runActions(r.State)}
}

type makeRunForm struct {
	Period     string   `json:"period" maxLength:"7" doc:"2026-03"`
	ItemIDs    []ids.ID `json:"itemIds,omitempty" maxItems:"40" nullable:"false" doc:"empty: all that are due"`
	UsePrepaid bool     `json:"usePrepaid,omitempty" doc:"pay from prepaid money at publication"`
}

type makeRunIn struct {
	httpx.Once
	CommunityID httpx.ID `path:"communityId"`
	Body        makeRunForm
}

type runOut struct{ Body BillRun }

type runsIn struct {
	CommunityID httpx.ID `path:"communityId"`
	Cursor      string   `query:"cursor" maxLength:"40"`
}

type billRunPage struct {
	Items      []BillRun `json:"items" nullable:"false"`
	NextCursor string    `json:"nextCursor"`
}

type runsOut struct{ Body billRunPage }

type discardRunForm struct {
	Reason string `json:"reason,omitempty" maxLength:"200"`
}

type discardIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body discardRunForm
}

func (s *Service) mountRuns(api *httpx.API) {
	httpx.Register(api, adminOp("listBillRuns", http.MethodGet, "communities/{communityId}/bill-runs", "billing.read", "Runs, newest first"), s.getRuns)
	httpx.Register(api, adminOp("makeBillRun", http.MethodPost, "communities/{communityId}/bill-runs", "billing.run", "Count the bills of a period, as drafts"), s.postRun)
	httpx.Register(api, adminOp("getBillRun", http.MethodGet, "bill-runs/{id}", "billing.read", "Totals, differences, anomalies, progress"), s.getRun)
	httpx.Register(api, adminOp("reviewBillRun", http.MethodPost, "bill-runs/{id}/review", "billing.run", "Confirm the drafts"), s.postReview)
	httpx.Register(api, adminOp("publishBillRun", http.MethodPost, "bill-runs/{id}/publish", "billing.publish", "Show the bills to the households; not by who made them"), s.postPublish)
	httpx.Register(api, adminOp("discardBillRun", http.MethodPost, "bill-runs/{id}/discard", "billing.run", "Throw the drafts away"), s.postDiscard)
}

func (s *Service) getRuns(ctx context.Context, in *runsIn) (*runsOut, error) {
	who := auth.From(ctx)
	if !who.In(in.CommunityID.ID) {
		return nil, auth.ErrDenied
	}
	from, err := before(in.Cursor)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.runs(ctx, in.CommunityID.ID, from, staffPage+1)
	if err != nil {
		return nil, err
	}
	rows, next := paged(rows, staffPage, func(r run) ids.ID { return r.ID })
	out := &runsOut{billRunPage{Items: []BillRun{}, NextCursor: next}}
	for _, r := range rows {
		out.Body.Items = append(out.Body.Items, runView(who, r))
	}
	return out, nil
}

func (s *Service) postRun(ctx context.Context, in *makeRunIn) (*runOut, error) {
	r, err := s.MakeRun(ctx, auth.From(ctx), in.CommunityID.ID, in.Body.Period, in.Body.ItemIDs, in.Body.UsePrepaid)
	return s.showRun(ctx, r, err)
}

func (s *Service) getRun(ctx context.Context, in *idIn) (*runOut, error) {
	r, err := s.store.run(ctx, in.ID.ID)
	return s.showRun(ctx, r, err)
}

func (s *Service) postReview(ctx context.Context, in *onceIn) (*runOut, error) {
	r, err := s.ReviewRun(ctx, auth.From(ctx), in.ID.ID)
	return s.showRun(ctx, r, err)
}

func (s *Service) postPublish(ctx context.Context, in *onceIn) (*runOut, error) {
	r, err := s.PublishRun(ctx, auth.From(ctx), in.ID.ID)
	return s.showRun(ctx, r, err)
}

func (s *Service) postDiscard(ctx context.Context, in *discardIn) (*runOut, error) {
	r, err := s.DiscardRun(ctx, auth.From(ctx), in.ID.ID, in.Body.Reason)
	return s.showRun(ctx, r, err)
}

// showRun adds the sums, the anomalies and the history.
func (s *Service) showRun(ctx context.Context, r run, err error) (*runOut, error) {
	if err != nil {
		return nil, err
	}
	v := runView(auth.From(ctx), r)
	sums, err := s.store.runSums(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	for _, x := range sums {
		v.Items = append(v.Items, RunItem{x.ItemID, x.Title, x.Bills, x.Fen, x.Discount, x.Last, x.Anomalies})
	}
	odd, err := s.store.anomalies(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	for _, a := range odd {
		v.Anomalies = append(v.Anomalies, RunAnomaly{a.Anomaly, anomalyLabel(a.Anomaly), a.N, a.Anomaly == anomalyError || a.Anomaly == anomalyMinus})
	}
	events, err := s.store.runEvents(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		v.Steps = append(v.Steps, RunStep{e.CreatedAt, runTitle(e.Act), or(e.ActorName, "系统"), e.Reason})
	}
	return &runOut{v}, nil
}

func runTitle(act string) string {
	return map[string]string{"make": "开始出账", "computed": "计算完成", "review": "审核通过", "publish": "开始发布", "published": "全部发布", "discard": "放弃", "fail": "计算出错"}[act]
}

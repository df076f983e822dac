package payment

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

type reconcileRun struct {
	ID          ids.ID     `json:"id"`
	MerchantID  ids.ID     `json:"merchantId"`
	Merchant    string     `json:"merchant"`
	Day         string     `json:"day"`
	State       string     `json:"state" enum:"waiting,done,failed"`
	StateLabel  string     `json:"stateLabel"`
	Trades      int64      `json:"trades"`
	TradeFen    money.Fen  `json:"tradeFen"`
	Refunds     int64      `json:"refunds"`
	RefundFen   money.Fen  `json:"refundFen"`
	FeeFen      money.Fen  `json:"feeFen" doc:"WeChat's fee, rounded down"`
	Differences int64      `json:"differences"`
	Problem     string     `json:"problem"`
	FinishedAt  *time.Time `json:"finishedAt,omitempty"`
}

type reconcilePage struct {
	Items      []reconcileRun `json:"items" nullable:"false"`
	NextCursor string         `json:"nextCursor"`
}

type runsOut struct{ Body reconcilePage }

type reconcileForm struct {
	MerchantID ids.ID `json:"merchantId"`
	Day        string `json:"day" pattern:"^\\d{4}-\\d{2}-\\d{2}$" maxLength:"10"`
}

type runIn struct {
	httpx.Once
	Body reconcileForm
}

type runOut struct{ Body reconcileRun }

type differenceListIn struct {
	State  string   `query:"state" enum:"open,auto,manual,escalated"`
	Kind   string   `query:"kind" enum:"channel_missing,local_missing,amount,status,refund"`
	RunID  httpx.ID `query:"runId"`
	Cursor string   `query:"cursor" maxLength:"20" pattern:"^\\d*$"`
}

type differenceView struct {
	ID            ids.ID      `json:"id"`
	Day           string      `json:"day"`
	Kind          string      `json:"kind" enum:"channel_missing,local_missing,amount,status,refund"`
	KindLabel     string      `json:"kindLabel"`
	Subject       string      `json:"subject"`
	PaymentID     ids.ID      `json:"paymentId"`
	RefundID      ids.ID      `json:"refundId"`
	TransactionID string      `json:"transactionId"`
	LocalFen      money.Fen   `json:"localFen"`
	ChannelFen    money.Fen   `json:"channelFen"`
	LocalState    string      `json:"localState"`
	ChannelState  string      `json:"channelState"`
	Said          string      `json:"said"`
	State         string      `json:"state" enum:"open,auto,manual,escalated"`
	StateLabel    string      `json:"stateLabel"`
	Reason        string      `json:"reason"`
	DecidedBy     string      `json:"decidedBy"`
	DecidedAt     *time.Time  `json:"decidedAt,omitempty"`
	Evidence      *event.File `json:"evidence,omitempty"`
}

type differencePage struct {
	Items      []differenceView `json:"items" nullable:"false"`
	NextCursor string           `json:"nextCursor"`
}

type differencesOut struct{ Body differencePage }

type differenceDecision struct {
	Reason         string `json:"reason" minLength:"2" maxLength:"500"`
	EvidenceFileID ids.ID `json:"evidenceFileId,omitempty" required:"false"`
	Escalate       bool   `json:"escalate,omitempty"`
}

type decideIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body differenceDecision
}

type differenceOut struct{ Body differenceView }

func (s *Service) mountDesk(api *httpx.API, op func(id, method, path, permission, summary string) httpx.Op) {
	httpx.Register(api, op("listReconciliations", http.MethodGet, "reconciliations", "payment.reconcile", "Days compared with WeChat's bills"), s.getRuns)
	again := op("runReconciliation", http.MethodPost, "reconciliations", "payment.reconcile", "Compare a day anew")
	again.Status = http.StatusCreated
	httpx.Register(api, again, s.postRun)
	httpx.Register(api, op("listDifferences", http.MethodGet, "differences", "payment.reconcile", "What does not agree"), s.getDifferences)
	httpx.Register(api, op("decideDifference", http.MethodPost, "differences/{id}/decide", "payment.reconcile", "End a difference, or pass it up"), s.postDecide)
}

func runLabel(state string) string {
	switch state {
	case "waiting":
		return "等待账单"
	case "done":
		return "已核对"
	}
	return "未取得账单"
}

func viewRun(r Run, merchant string) reconcileRun {
	return reconcileRun{ID: r.ID, MerchantID: r.MerchantID, Merchant: merchant, Day: r.BillDay, State: r.State, StateLabel: runLabel(r.State), Trades: r.Trades, TradeFen: r.TradeFen, Refunds: r.Refunds, RefundFen: r.RefundFen,
		FeeFen: money.Fen(r.FeeUnits / 1000), Differences: r.Differences, Problem: r.Problem, FinishedAt: r.FinishedAt}
}

func (s *Service) merchantNames(ctx context.Context, who auth.Actor) (map[ids.ID]string, error) {
	all, err := s.store.merchants(ctx, who.CompanyID)
	out := map[ids.ID]string{}
	for _, m := range all {
		out[m.ID] = m.Name
	}
	return out, err
}

func (s *Service) getRuns(ctx context.Context, in *cursorIn) (*runsOut, error) {
	who := auth.From(ctx)
	names, err := s.merchantNames(ctx, who)
	if err != nil {
		return nil, err
	}
	before, _ := ids.Parse(in.Cursor)
	all, err := s.store.runs(ctx, who.CompanyID, before, pageSize+1)
	if err != nil {
		return nil, err
	}
	out := &runsOut{reconcilePage{Items: []reconcileRun{}}}
	if len(all) > pageSize {
		all = all[:pageSize]
		out.Body.NextCursor = all[pageSize-1].ID.String()
	}
	for _, r := range all {
		out.Body.Items = append(out.Body.Items, viewRun(r, names[r.MerchantID]))
	}
	return out, nil
}

func (s *Service) postRun(ctx context.Context, in *runIn) (*runOut, error) {
	who := auth.From(ctx)
	r, err := s.RunAgain(ctx, who, in.Body.MerchantID, in.Body.Day)
	if err != nil {
		return nil, err
	}
	names, err := s.merchantNames(ctx, who)
	return &runOut{viewRun(r, names[r.MerchantID])}, err
}

func (s *Service) viewDifferences(ctx context.Context, all []Difference) ([]differenceView, error) {
	var files []ids.ID
	for _, d := range all {
		if d.EvidenceID > 0 {
			files = append(files, d.EvidenceID)
		}
	}
	views := map[ids.ID]event.File{}
	if len(files) > 0 {
		var err error
		if views, err = s.Files.Views(ctx, files); err != nil {
			return nil, err
		}
	}
	out := make([]differenceView, 0, len(all))
	for _, d := range all {
		v := differenceView{ID: d.ID, Day: d.BillDay, Kind: d.Kind, KindLabel: kindLabel(d.Kind), Subject: d.Subject, PaymentID: d.OrderID, RefundID: d.RefundID, TransactionID: d.TransactionID,
			LocalFen: d.LocalFen, ChannelFen: d.ChannelFen, LocalState: d.LocalState, ChannelState: d.ChannelState, Said: d.Said, State: d.State, StateLabel: deskLabel(d.State), Reason: d.Reason,
			DecidedBy: d.DecidedName, DecidedAt: d.DecidedAt}
		if f, ok := views[d.EvidenceID]; ok {
			v.Evidence = &f
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *Service) getDifferences(ctx context.Context, in *differenceListIn) (*differencesOut, error) {
	before, _ := ids.Parse(in.Cursor)
	all, err := s.store.differences(ctx, auth.From(ctx).CompanyID, in.State, in.Kind, in.RunID.ID, before, pageSize+1)
	if err != nil {
		return nil, err
	}
	out := &differencesOut{}
	if len(all) > pageSize {
		all = all[:pageSize]
		out.Body.NextCursor = all[pageSize-1].ID.String()
	}
	out.Body.Items, err = s.viewDifferences(ctx, all)
	return out, err
}

func (s *Service) postDecide(ctx context.Context, in *decideIn) (*differenceOut, error) {
	d, err := s.Decide(ctx, auth.From(ctx), in.ID.ID, in.Body.Reason, in.Body.EvidenceFileID, in.Body.Escalate)
	if err != nil {
		return nil, err
	}
	v, err := s.viewDifferences(ctx, []Difference{d})
	if err != nil {
		return nil, err
	}
	return &differenceOut{v[0]}, nil
}

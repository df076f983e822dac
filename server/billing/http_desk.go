package billing

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// WaiverView is a request to give up a part of a bill.
type WaiverView struct {
	ID            ids.ID       `json:"id"`
	Bill          StaffBillRow `json:"bill"`
	Kind          string       `json:"kind" enum:"late,principal"`
	KindLabel     string       `json:"kindLabel"`
	AmountFen     money.Fen    `json:"amountFen"`
	Reason        string       `json:"reason"`
	State         string       `json:"state" enum:"requested,approved,refused"`
	StateLabel    string       `json:"stateLabel"`
	RequesterName string       `json:"requesterName"`
	Mine          bool         `json:"mine" doc:"then somebody else decides"`
	ApproverName  string       `json:"approverName"`
	Answer        string       `json:"answer"`
	CreatedAt     time.Time    `json:"createdAt"`
}

// StaffDispute is a dispute with its bill.
type StaffDispute struct {
	ID          ids.ID       `json:"id"`
	Bill        StaffBillRow `json:"bill"`
	PersonName  string       `json:"personName" doc:"masked"`
	Reason      string       `json:"reason"`
	State       string       `json:"state" enum:"open,keep,adjust,waive"`
	StateLabel  string       `json:"stateLabel"`
	Answer      string       `json:"answer"`
	DeciderName string       `json:"deciderName"`
	AnswerBy    time.Time    `json:"answerBy"`
	Late        bool         `json:"late" doc:"past the five working days"`
	CreatedAt   time.Time    `json:"createdAt"`
	Photos      []event.File `json:"photos" nullable:"false"`
	NewBillID   ids.ID       `json:"newBillId"`
}

// ReminderWork is a call to make or a letter to deliver.
type ReminderWork struct {
	Bill      StaffBillRow `json:"bill"`
	Kind      string       `json:"kind" enum:"call,letter"`
	KindLabel string       `json:"kindLabel"`
	Days      int64        `json:"days" doc:"overdue"`
	CreatedAt time.Time    `json:"createdAt"`
}

type deskIn struct {
	CommunityID httpx.ID `query:"communityId"`
	State       string   `query:"state" maxLength:"16" default:"all"`
	Cursor      string   `query:"cursor" maxLength:"40"`
}

type waiverPage struct {
	Items      []WaiverView `json:"items" nullable:"false"`
	NextCursor string       `json:"nextCursor"`
}

type waiversOut struct{ Body waiverPage }

type waiverOut struct{ Body WaiverView }

type decideWaiverForm struct {
	Approve bool   `json:"approve"`
	Answer  string `json:"answer,omitempty" maxLength:"200"`
}

type decideWaiverIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body decideWaiverForm
}

type billDisputePage struct {
	Items      []StaffDispute `json:"items" nullable:"false"`
	NextCursor string         `json:"nextCursor"`
}

type disputesOut struct{ Body billDisputePage }

type decideIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body DisputeAnswer
}

type workIn struct {
	CommunityID httpx.ID `query:"communityId"`
}

type reminderWorkList struct {
	Items []ReminderWork `json:"items" nullable:"false"`
}

type workOut struct{ Body reminderWorkList }

type finishReminderForm struct {
	Kind string `json:"kind" enum:"call,letter"`
	Note string `json:"note" minLength:"1" maxLength:"200"`
}

type finishIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body finishReminderForm
}

func (s *Service) mountDesk(api *httpx.API) {
	httpx.Register(api, adminOp("listWaivers", http.MethodGet, "waivers", "billing.read", "Requests to waive"), s.getWaivers)
	httpx.Register(api, adminOp("decideWaiver", http.MethodPost, "waivers/{id}/decide", "billing.approve", "Approve or refuse what somebody else asked for"), s.postDecideWaiver)
	httpx.Register(api, adminOp("listDisputes", http.MethodGet, "bill-disputes", "billing.read", "What households dispute"), s.getDisputes)
	httpx.Register(api, adminOp("decideDispute", http.MethodPost, "bill-disputes/{id}/decide", "billing.approve", "Answer a dispute"), s.postDecide)
	httpx.Register(api, adminOp("listReminderWork", http.MethodGet, "reminder-work", "billing.read", "Calls to make, letters to deliver"), s.getWork)
	httpx.Register(api, adminOp("finishReminderWork", http.MethodPost, "bills/{id}/reminder-done", "billing.waive", "Note that it was done"), s.postFinish)
}

func (s *Service) waiverView(who auth.Actor, w waiver, b Bill) WaiverView {
	return WaiverView{ID: w.ID, Bill: s.staffRow(who, b), Kind: w.Kind, KindLabel: map[string]string{"late": "违约金", "principal": "本金"}[w.Kind], AmountFen: w.AmountFen, Reason: w.Reason, State: w.State,
		StateLabel: map[string]string{"requested": "待审批", "approved": "已同意", "refused": "未同意"}[w.State], RequesterName: w.RequesterName, Mine: w.RequesterID == who.ID,
		ApproverName: w.ApproverName, Answer: w.Answer, CreatedAt: w.CreatedAt}
}

func (s *Service) getWaivers(ctx context.Context, in *deskIn) (*waiversOut, error) {
	from, err := before(in.Cursor)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.waivers(ctx, in.CommunityID.ID, in.State, from, staffPage+1)
	if err != nil {
		return nil, err
	}
	rows, next := paged(rows, staffPage, func(w waiver) ids.ID { return w.ID })
	bills, err := s.store.billsIn(ctx, idsOf(rows, func(w waiver) ids.ID { return w.BillID }))
	if err != nil {
		return nil, err
	}
	out := &waiversOut{waiverPage{Items: []WaiverView{}, NextCursor: next}}
	for _, w := range rows {
		out.Body.Items = append(out.Body.Items, s.waiverView(auth.From(ctx), w, bills[w.BillID]))
	}
	return out, nil
}

func (s *Service) showWaiver(ctx context.Context, w waiver, err error) (*waiverOut, error) {
	if err != nil {
		return nil, err
	}
	b, err := s.store.bill(ctx, w.BillID)
	if err != nil {
		return nil, err
	}
	return &waiverOut{s.waiverView(auth.From(ctx), w, b)}, nil
}

func (s *Service) postDecideWaiver(ctx context.Context, in *decideWaiverIn) (*waiverOut, error) {
	w, err := s.DecideWaiver(ctx, auth.From(ctx), in.ID.ID, in.Body.Approve, in.Body.Answer)
	return s.showWaiver(ctx, w, err)
}

func (s *Service) getDisputes(ctx context.Context, in *deskIn) (*disputesOut, error) {
	from, err := before(in.Cursor)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.disputes(ctx, in.CommunityID.ID, in.State, from, staffPage+1)
	if err != nil {
		return nil, err
	}
	rows, next := paged(rows, staffPage, func(d dispute) ids.ID { return d.ID })
	items, err := s.disputeViews(ctx, rows)
	if err != nil {
		return nil, err
	}
	return &disputesOut{billDisputePage{items, next}}, nil
}

func (s *Service) disputeViews(ctx context.Context, rows []dispute) ([]StaffDispute, error) {
	bills, err := s.store.billsIn(ctx, idsOf(rows, func(d dispute) ids.ID { return d.BillID }))
	if err != nil {
		return nil, err
	}
	files, err := s.store.disputeFiles(ctx, idsOf(rows, func(d dispute) ids.ID { return d.ID }))
	if err != nil {
		return nil, err
	}
	out := []StaffDispute{}
	for _, d := range rows {
		v := StaffDispute{ID: d.ID, Bill: s.staffRow(auth.From(ctx), bills[d.BillID]), PersonName: d.PersonName, Reason: d.Reason, State: d.State, StateLabel: disputeLabel(d.State), Answer: d.Answer,
			DeciderName: d.DeciderName, AnswerBy: d.AnswerBy, Late: d.State == "open" && s.Now().After(d.AnswerBy), CreatedAt: d.CreatedAt, Photos: []event.File{}, NewBillID: d.NewBillID}
		if len(files[d.ID]) > 0 {
			views, err := s.Files.Views(ctx, files[d.ID])
			if err != nil {
				return nil, fmt.Errorf("photos of dispute %d: %w", d.ID, err)
			}
			for _, f := range files[d.ID] {
				v.Photos = append(v.Photos, views[f])
			}
		}
		out = append(out, v)
	}
	return out, nil
}

type disputeOut struct{ Body StaffDispute }

func (s *Service) postDecide(ctx context.Context, in *decideIn) (*disputeOut, error) {
	d, err := s.Decide(ctx, auth.From(ctx), in.ID.ID, in.Body)
	if err != nil {
		return nil, err
	}
	views, err := s.disputeViews(ctx, []dispute{d})
	if err != nil {
		return nil, err
	}
	return &disputeOut{views[0]}, nil
}

func (s *Service) getWork(ctx context.Context, in *workIn) (*workOut, error) {
	rows, err := s.store.work(ctx, in.CommunityID.ID, 200)
	if err != nil {
		return nil, err
	}
	bills, err := s.store.billsIn(ctx, idsOf(rows, func(r reminder) ids.ID { return r.BillID }))
	if err != nil {
		return nil, err
	}
	out := &workOut{reminderWorkList{Items: []ReminderWork{}}}
	for _, r := range rows {
		b := bills[r.BillID]
		out.Body.Items = append(out.Body.Items, ReminderWork{s.staffRow(auth.From(ctx), b), r.Kind, workName(r.Kind), daysBetween(b.DueOn, s.today()), r.CreatedAt})
	}
	return out, nil
}

func (s *Service) postFinish(ctx context.Context, in *finishIn) (*doneOut, error) {
	if err := s.FinishWork(ctx, auth.From(ctx), in.ID.ID, in.Body.Kind, in.Body.Note); err != nil {
		return nil, err
	}
	return &doneOut{BillingDone{true}}, nil
}

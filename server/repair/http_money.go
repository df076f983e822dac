package repair

import (
	"context"
	"net/http"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

type quoteIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body Offering
}

type repairCheckQuoteForm struct {
	Approve bool   `json:"approve"`
	Note    string `json:"note,omitempty" maxLength:"200" doc:"needed to decline"`
}

type checkQuoteIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body repairCheckQuoteForm
}

type staffAnswerIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body RepairAnswer
}

type collectIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body RepairReceipt
}

type repairWaiveForm struct {
	Reason string `json:"reason" minLength:"1" maxLength:"200"`
}

type waiveIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body repairWaiveForm
}

// mountMoney adds quotes and what is paid for them.
func (s *Service) mountMoney(api *httpx.API) {
	op := func(id, path, permission, summary string) httpx.Op {
		return staffOp(id, http.MethodPost, "repairs/{id}/"+path, permission, summary)
	}
	httpx.Register(api, op("quoteRepair", "quote", "repair.work", "Offer paid work by the price list"), s.postQuote)
	httpx.Register(api, op("checkRepairQuote", "quote-check", "repair.supervise", "Approve or decline prices off the list"), s.postCheckQuote)
	httpx.Register(api, op("staffAnswerRepairQuote", "quote-answer", "repair.dispatch", "Write down what the payer said, by voice or on paper"), s.postStaffAnswer)
	httpx.Register(api, op("collectRepair", "collect", "repair.collect", "The desk took the money"), s.postCollect)
	httpx.Register(api, op("waiveRepair", "waive", "repair.supervise", "Forgo the money"), s.postWaive)
}

func (s *Service) postQuote(ctx context.Context, in *quoteIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.MakeQuote(ctx, who, id, in.Body) })
}

func (s *Service) postCheckQuote(ctx context.Context, in *checkQuoteIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) {
		return s.CheckQuote(ctx, who, id, in.Body.Approve, in.Body.Note)
	})
}

func (s *Service) postStaffAnswer(ctx context.Context, in *staffAnswerIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.AnswerQuote(ctx, who, id, in.Body) })
}

func (s *Service) postCollect(ctx context.Context, in *collectIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Collect(ctx, who, id, in.Body) })
}

func (s *Service) postWaive(ctx context.Context, in *waiveIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Waive(ctx, who, id, in.Body.Reason) })
}

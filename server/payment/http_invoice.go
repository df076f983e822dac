package payment

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

type titleIn struct {
	httpx.Once
	Body TitleForm
}

type invoiceTitle struct {
	ID ids.ID `json:"id"`
	TitleForm
}

type titleOut struct{ Body invoiceTitle }

type invoiceTitleList struct {
	Items []invoiceTitle `json:"items" nullable:"false"`
}

type titlesOut struct{ Body invoiceTitleList }

type invoiceForm struct {
	TitleID ids.ID `json:"titleId"`
}

type invoiceIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body invoiceForm
}

type invoiceOut struct{ Body invoiceView }

type invoiceList struct {
	Items []invoiceView `json:"items" nullable:"false"`
}

type invoicesOut struct{ Body invoiceList }

func (s *Service) mountInvoices(api *httpx.API, op func(id, method, path, summary string) httpx.Op) {
	once := func(o httpx.Op, status int) httpx.Op { o.Once, o.Status = true, status; return o }
	httpx.Register(api, op("listInvoiceTitles", http.MethodGet, "invoice-titles", "My invoice titles"), s.getTitles)
	httpx.Register(api, once(op("addInvoiceTitle", http.MethodPost, "invoice-titles", "Keep an invoice title"), http.StatusCreated), s.postTitle)
	httpx.Register(api, once(op("dropInvoiceTitle", http.MethodPost, "invoice-titles/{id}/drop", "Forget an invoice title"), http.StatusOK), s.postDropTitle)
	httpx.Register(api, once(op("applyInvoice", http.MethodPost, "payments/{id}/invoice", "Ask for an e-invoice"), http.StatusCreated), s.postInvoice)
	httpx.Register(api, op("listInvoices", http.MethodGet, "invoices", "My e-invoices"), s.getInvoices)
}

func (s *Service) getTitles(ctx context.Context, _ *struct{}) (*titlesOut, error) {
	all, err := s.store.titles(ctx, auth.From(ctx).ID)
	out := &titlesOut{invoiceTitleList{Items: []invoiceTitle{}}}
	for _, t := range all {
		f, err := s.clear(t)
		if err != nil {
			return nil, err
		}
		out.Body.Items = append(out.Body.Items, invoiceTitle{t.ID, f})
	}
	return out, err
}

func (s *Service) postTitle(ctx context.Context, in *titleIn) (*titleOut, error) {
	t, err := s.AddTitle(ctx, auth.From(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	f, err := s.clear(t)
	return &titleOut{invoiceTitle{t.ID, f}}, err
}

func (s *Service) postDropTitle(ctx context.Context, in *onceIn) (*titlesOut, error) {
	if ok, err := s.store.dropTitle(ctx, auth.From(ctx).ID, in.ID.ID); err != nil || !ok {
		return nil, firstOf(err, ErrTitle)
	}
	return s.getTitles(ctx, nil)
}

func (s *Service) postInvoice(ctx context.Context, in *invoiceIn) (*invoiceOut, error) {
	v, err := s.ApplyInvoice(ctx, auth.From(ctx), in.ID.ID, in.Body.TitleID)
	if err != nil {
		return nil, err
	}
	view, err := s.invoiceView(v)
	return &invoiceOut{view}, err
}

func (s *Service) getInvoices(ctx context.Context, _ *struct{}) (*invoicesOut, error) {
	all, err := s.store.invoicesOf(db.Everywhere(ctx), auth.From(ctx).ID, 100) // the query is limited to his own
	out := &invoicesOut{invoiceList{Items: []invoiceView{}}}
	for _, in := range all {
		v, err := s.invoiceView(in)
		if err != nil {
			return nil, err
		}
		out.Body.Items = append(out.Body.Items, v)
	}
	return out, err
}

type sandboxPlay struct {
	Act string `json:"act" enum:"pay,refuse,late,lose,repeat"`
}

type playIn struct {
	ID   httpx.ID `path:"id"`
	Body sandboxPlay
}

// mountSandbox adds what plays WeChat. It is called only where the sandbox runs.
func (s *Service) mountSandbox(api *httpx.API, op func(id, method, path, summary string) httpx.Op) {
	o := op("playPayment", http.MethodPost, "sandbox/payments/{id}/play", "Be the payer's thumb and WeChat's luck")
	o.Limits = []httpx.Limit{{N: 120, Per: time.Minute}}
	httpx.Register(api, o, s.postPlay)
}

func (s *Service) postPlay(ctx context.Context, in *playIn) (*paymentOut, error) {
	who := auth.From(ctx)
	if err := s.Play(ctx, who, in.ID.ID, in.Body.Act); err != nil {
		return nil, err
	}
	o, err := s.find(ctx, who, in.ID.ID)
	return s.show(ctx, who, o, err)
}

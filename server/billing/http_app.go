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

type idIn struct {
	ID httpx.ID `path:"id"`
}

type mineIn struct {
	HouseID httpx.ID `query:"houseId"`
	Year    string   `query:"year" maxLength:"4" pattern:"^([0-9]{4})?$" doc:"empty: all"`
	Due     bool     `query:"due" doc:"only what is unpaid"`
}

type mineOut struct{ Body BillPage }

type billOut struct{ Body BillView }

type compareOut struct{ Body Comparison }

type disputeBillForm struct {
	Reason  string   `json:"reason" minLength:"2" maxLength:"300"`
	FileIDs []ids.ID `json:"fileIds,omitempty" maxItems:"6" nullable:"false"`
}

type objectIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body disputeBillForm
}

type onceIn struct {
	httpx.Once
	ID httpx.ID `path:"id"`
}

// PayCode opens one bill to whoever pays it.
type PayCode struct {
	Code      string    `json:"code"`
	ExpiresAt time.Time `json:"expiresAt"`
}

type codeOut struct{ Body PayCode }

type byCodeIn struct {
	Code string `path:"code" minLength:"12" maxLength:"12" pattern:"^[23456789A-HJ-NP-Z]+$"`
}

type sharedOut struct{ Body SharedBill }

type prepaidOut struct{ Body Prepaid }

type prepaidIn struct {
	ID httpx.ID `path:"houseId"`
}

type prepaidAutoForm struct {
	Auto bool `json:"auto"`
}

type autoIn struct {
	httpx.Once
	ID   httpx.ID `path:"houseId"`
	Body prepaidAutoForm
}

type topUpForm struct {
	AmountFen money.Fen `json:"amountFen" minimum:"100" maximum:"10000000"`
}

type topUpIn struct {
	httpx.Once
	ID   httpx.ID `path:"houseId"`
	Body topUpForm
}

// MountApp adds the residents' operations.
func (s *Service) MountApp(api *httpx.API) {
	op := func(id, method, path, summary string) httpx.Op {
		o := httpx.Op{ID: id, Method: method, Path: "/app/v1/" + path, Summary: summary, Tag: "billing", Policy: auth.ForResidents()}
		if method != http.MethodGet {
			o.Once, o.Limits = true, []httpx.Limit{{N: 30, Per: time.Minute}}
		}
		return o
	}
	code := op("getPayCode", http.MethodGet, "pay-codes/{code}", "The one bill that a code opens")
	code.Limits = []httpx.Limit{{N: 30, Per: time.Minute, Closed: true}} // guesses are counted
	httpx.Register(api, op("listBills", http.MethodGet, "bills", "My bills, unpaid ones first"), s.getMine)
	httpx.Register(api, op("getBill", http.MethodGet, "bills/{id}", "A bill with its explanation"), s.getBill)
	httpx.Register(api, op("compareBill", http.MethodGet, "bills/{id}/compare", "Why it is higher than last time"), s.getCompare)
	httpx.Register(api, op("disputeBill", http.MethodPost, "bills/{id}/dispute", "Say what is wrong with it"), s.postObject)
	httpx.Register(api, op("shareBill", http.MethodPost, "bills/{id}/pay-code", "A code for somebody who pays it for me"), s.postCode)
	httpx.Register(api, code, s.getByCode)
	httpx.Register(api, op("getPrepaid", http.MethodGet, "houses/{houseId}/prepaid", "Money paid in advance"), s.getPrepaid)
	httpx.Register(api, op("setPrepaidAuto", http.MethodPost, "houses/{houseId}/prepaid/auto", "Pay new bills from it, or not"), s.postAuto)
	httpx.Register(api, op("topUpPrepaid", http.MethodPost, "houses/{houseId}/prepaid", "A bill by which to pay in advance"), s.postTopUp)
}

func (s *Service) getMine(ctx context.Context, in *mineIn) (*mineOut, error) {
	page, err := s.Mine(ctx, auth.From(ctx), in.HouseID.ID, in.Year, in.Due)
	if err != nil {
		return nil, err
	}
	return &mineOut{page}, nil
}

func (s *Service) getBill(ctx context.Context, in *idIn) (*billOut, error) {
	who := auth.From(ctx)
	b, err := s.store.billFor(ctx, who, in.ID.ID, auth.SeeBill)
	return s.showBill(ctx, who, b, err)
}

func (s *Service) showBill(ctx context.Context, who auth.Actor, b Bill, err error) (*billOut, error) {
	if err != nil {
		return nil, err
	}
	v, err := s.view(ctx, who, b)
	if err != nil {
		return nil, err
	}
	return &billOut{v}, nil
}

func (s *Service) getCompare(ctx context.Context, in *idIn) (*compareOut, error) {
	c, err := s.Compare(ctx, auth.From(ctx), in.ID.ID)
	if err != nil {
		return nil, err
	}
	return &compareOut{c}, nil
}

func (s *Service) postObject(ctx context.Context, in *objectIn) (*billOut, error) {
	who := auth.From(ctx)
	b, err := s.Object(ctx, who, in.ID.ID, in.Body.Reason, in.Body.FileIDs)
	return s.showBill(ctx, who, b, err)
}

func (s *Service) postCode(ctx context.Context, in *onceIn) (*codeOut, error) {
	c, err := s.ShareCode(ctx, auth.From(ctx), in.ID.ID)
	if err != nil {
		return nil, err
	}
	return &codeOut{PayCode{c.Code, c.ExpiresAt}}, nil
}

func (s *Service) getByCode(ctx context.Context, in *byCodeIn) (*sharedOut, error) {
	b, err := s.ByCode(ctx, auth.From(ctx), in.Code)
	if err != nil {
		return nil, err
	}
	return &sharedOut{b}, nil
}

func (s *Service) getPrepaid(ctx context.Context, in *prepaidIn) (*prepaidOut, error) {
	p, err := s.PrepaidOf(ctx, auth.From(ctx), in.ID.ID)
	if err != nil {
		return nil, err
	}
	return &prepaidOut{p}, nil
}

func (s *Service) postAuto(ctx context.Context, in *autoIn) (*prepaidOut, error) {
	who := auth.From(ctx)
	if err := s.SetAuto(ctx, who, in.ID.ID, in.Body.Auto); err != nil {
		return nil, err
	}
	return s.getPrepaid(ctx, &prepaidIn{in.ID})
}

func (s *Service) postTopUp(ctx context.Context, in *topUpIn) (*billOut, error) {
	who := auth.From(ctx)
	b, err := s.TopUp(ctx, who, in.ID.ID, in.Body.AmountFen)
	return s.showBill(ctx, who, b, err)
}

package payment

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

type merchantView struct {
	ID           ids.ID    `json:"id"`
	Name         string    `json:"name"`
	MchID        string    `json:"mchId"`
	AppID        string    `json:"appId"`
	Serial       string    `json:"serial"`
	WeChatKeyID  string    `json:"wechatKeyId"`
	NotifyURL    string    `json:"notifyUrl" doc:"what WeChat calls; sent with each payment"`
	State        string    `json:"state" enum:"active,stopped"`
	CommunityIDs []ids.ID  `json:"communityIds" nullable:"false" doc:"whose money it gets"`
	UpdatedAt    time.Time `json:"updatedAt"`
}

type merchantList struct {
	Items []merchantView `json:"items" nullable:"false"`
}

type merchantsOut struct{ Body merchantList }

type merchantOut struct{ Body merchantView }

type merchantIn struct {
	httpx.Once
	Body MerchantForm
}

type keysIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body Keys
}

type merchantState struct {
	Stopped bool `json:"stopped"`
}

type stateIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body merchantState
}

type payeeForm struct {
	CommunityID ids.ID `json:"communityId"`
}

type payeeIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body payeeForm
}

type probeResult struct {
	OK   bool   `json:"ok"`
	Said string `json:"said"`
}

type probeOut struct{ Body probeResult }

func (s *Service) mountMerchants(api *httpx.API, op func(id, method, path, permission, summary string) httpx.Op) {
	httpx.Register(api, op("listMerchants", http.MethodGet, "merchants", "payment.read", "The company's WeChat Pay accounts"), s.getMerchants)
	add := op("addMerchant", http.MethodPost, "merchants", "payment.merchant", "Register a WeChat Pay account")
	add.Status = http.StatusCreated
	httpx.Register(api, add, s.postMerchant)
	httpx.Register(api, op("changeMerchantKeys", http.MethodPost, "merchants/{id}/keys", "payment.merchant", "Replace the keys"), s.postKeys)
	httpx.Register(api, op("stopMerchant", http.MethodPost, "merchants/{id}/state", "payment.merchant", "Stop or resume new payments"), s.postState)
	httpx.Register(api, op("setPayee", http.MethodPost, "merchants/{id}/payee", "payment.merchant", "Send a community's money here"), s.postPayee)
	probe := op("probeMerchant", http.MethodPost, "merchants/{id}/probe", "payment.merchant", "Try the keys")
	probe.Once, probe.Limits = false, []httpx.Limit{{N: 10, Per: time.Minute}}
	httpx.Register(api, probe, s.postProbe)
}

func (s *Service) viewMerchants(ctx context.Context, all []Merchant) ([]merchantView, error) {
	which := make([]ids.ID, len(all))
	for i, m := range all {
		which[i] = m.ID
	}
	paid, err := s.store.payees(ctx, which)
	if err != nil {
		return nil, err
	}
	out := make([]merchantView, 0, len(all))
	for _, m := range all {
		v := merchantView{ID: m.ID, Name: m.Name, MchID: m.MchID, AppID: m.AppID, Serial: m.Serial, WeChatKeyID: m.WechatKeyID, NotifyURL: s.NotifyURL + m.NotifyPath, State: m.State, CommunityIDs: []ids.ID{}, UpdatedAt: m.UpdatedAt}
		for _, p := range paid {
			if p.MerchantID == m.ID {
				v.CommunityIDs = append(v.CommunityIDs, p.CommunityID)
			}
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *Service) oneMerchant(ctx context.Context, m Merchant, err error) (*merchantOut, error) {
	if err != nil {
		return nil, err
	}
	v, err := s.viewMerchants(ctx, []Merchant{m})
	if err != nil {
		return nil, err
	}
	return &merchantOut{v[0]}, nil
}

func (s *Service) getMerchants(ctx context.Context, _ *struct{}) (*merchantsOut, error) {
	all, err := s.store.merchants(ctx, auth.From(ctx).CompanyID)
	if err != nil {
		return nil, err
	}
	v, err := s.viewMerchants(ctx, all)
	return &merchantsOut{merchantList{v}}, err
}

func (s *Service) postMerchant(ctx context.Context, in *merchantIn) (*merchantOut, error) {
	m, err := s.AddMerchant(ctx, auth.From(ctx), in.Body)
	return s.oneMerchant(ctx, m, err)
}

func (s *Service) postKeys(ctx context.Context, in *keysIn) (*merchantOut, error) {
	m, err := s.ChangeKeys(ctx, auth.From(ctx), in.ID.ID, in.Body)
	return s.oneMerchant(ctx, m, err)
}

func (s *Service) postState(ctx context.Context, in *stateIn) (*merchantOut, error) {
	m, err := s.StopMerchant(ctx, auth.From(ctx), in.ID.ID, in.Body.Stopped)
	return s.oneMerchant(ctx, m, err)
}

func (s *Service) postPayee(ctx context.Context, in *payeeIn) (*merchantOut, error) {
	who := auth.From(ctx)
	if err := s.PayTo(ctx, who, in.Body.CommunityID, in.ID.ID); err != nil {
		return nil, err
	}
	m, err := s.store.merchantOf(ctx, who, in.ID.ID)
	return s.oneMerchant(ctx, m, err)
}

func (s *Service) postProbe(ctx context.Context, in *paymentIn) (*probeOut, error) {
	said, ok, err := s.Probe(ctx, auth.From(ctx), in.ID.ID)
	return &probeOut{probeResult{ok, said}}, err
}

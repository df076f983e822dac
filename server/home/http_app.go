package home

import (
	"context"
	"net/http"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
)

type homeIn struct {
	HouseID httpx.ID `query:"houseId" doc:"one of mine; another means the first"`
}

type homeOut struct{ Body Home }

// MountApp adds the residents' operation.
func (s *Service) MountApp(api *httpx.API) {
	httpx.Register(api, httpx.Op{ID: "getHome", Method: http.MethodGet, Path: "/app/v1/home", Summary: "The first page", Tag: "home", Policy: auth.ForResidents()},
		func(ctx context.Context, in *homeIn) (*homeOut, error) {
			h, err := s.Open(ctx, auth.From(ctx), in.HouseID.ID)
			if err != nil {
				return nil, err
			}
			return &homeOut{h}, nil
		})
}

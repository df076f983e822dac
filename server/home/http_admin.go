package home

import (
	"context"
	"net/http"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
)

type workbenchIn struct {
	CommunityID httpx.ID `query:"communityId" required:"true"`
}

type workbenchOut struct{ Body Workbench }

// MountAdmin adds the staff's operation.
func (s *Service) MountAdmin(api *httpx.API) {
	httpx.Register(api, httpx.Op{ID: "getWorkbench", Method: http.MethodGet, Path: "/admin/v1/workbench", Summary: "What waits", Tag: "home", Policy: auth.ForAnyStaff()},
		func(ctx context.Context, in *workbenchIn) (*workbenchOut, error) {
			w, err := s.Workbench(ctx, auth.From(ctx), in.CommunityID.ID)
			if err != nil {
				return nil, err
			}
			return &workbenchOut{w}, nil
		})
}

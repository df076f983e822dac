package notify

import (
	"net/http"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
)

// MountAdmin adds the staff's operations: the same inbox, their own.
func (s *Service) MountAdmin(api *httpx.API) {
	httpx.Register(api, httpx.Op{ID: "listStaffInbox", Method: http.MethodGet, Path: "/admin/v1/inbox", Summary: "我的消息", Tag: "notify", Policy: auth.ForAnyStaff()}, s.getInbox)
	httpx.Register(api, httpx.Op{ID: "readStaffInboxMessage", Method: http.MethodPost, Path: "/admin/v1/inbox/{id}/read", Summary: "标为已读", Tag: "notify", Policy: auth.ForAnyStaff(), Once: true}, s.postRead)
	httpx.Register(api, httpx.Op{ID: "readWholeStaffInbox", Method: http.MethodPost, Path: "/admin/v1/inbox/read-all", Summary: "全部标为已读", Tag: "notify", Policy: auth.ForAnyStaff(), Once: true}, s.postReadAll)
}

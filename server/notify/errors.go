package notify

import (
	"net/http"

	"zhijian/server/platform/errs"
)

// What people are told when something is refused.
var (
	// ErrNotFound is also the answer about somebody else's message.
	ErrNotFound = errs.New(http.StatusNotFound, "notify.not_found", "没有找到这条消息，请返回后刷新再试")
	ErrMoment   = errs.New(http.StatusUnprocessableEntity, "notify.unknown_moment", "此刻没有可订阅的消息，进展请在「消息」里查看")
)

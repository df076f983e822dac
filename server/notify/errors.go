package notify

import (
	"net/http"

	"zhijian/server/platform/errs"
)

// ErrNotFound is also the answer about somebody else's message.
var ErrNotFound = errs.New(http.StatusNotFound, "notify.not_found", "没有找到这条消息，请返回后刷新再试")

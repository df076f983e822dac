package realtime

import (
	"errors"
	"net/http"

	"zhijian/server/platform/errs"
)

// Errors of this package.
var (
	ErrAway      = errs.New(http.StatusServiceUnavailable, "realtime.away", "实时提醒暂时不可用，页面可以手动刷新")
	ErrOutsideTx = errors.New("realtime: Tell outside a transaction")

	errTicket   = errs.New(http.StatusUnauthorized, "realtime.bad_ticket", "连接凭证已失效，请重新连接")
	errOrigin   = errs.New(http.StatusForbidden, "realtime.origin", "不能从这个网站连接")
	errTooFast  = errs.New(http.StatusTooManyRequests, "realtime.too_many", "连接太频繁了，请稍后再试")
	errRevoked  = errors.New("realtime: the session was revoked")
	errGone     = errors.New("realtime: the socket has closed")
	errRestored = errors.New("realtime: the cursor went back")
)

package ledger

import (
	"errors"
	"net/http"

	"zhijian/server/platform/errs"
)

// What a person can cause.
var (
	ErrShort = errs.New(http.StatusConflict, "ledger.short", "余额不足，请换一种方式支付")
	ErrSpan  = errs.New(http.StatusUnprocessableEntity, "ledger.span", "请选择不超过一年的日期")
)

// What a wrong journal answers. They are programming errors, never a user's.
var (
	ErrUnbalanced = errors.New("ledger: the entries do not sum to nothing")
	ErrEntry      = errors.New("ledger: a journal or entry that cannot be kept")
	ErrDifferent  = errors.New("ledger: another journal stands under this kind and ref")
	ErrOutsideTx  = errors.New("ledger: a posting outside a transaction")
	ErrUnknown    = errors.New("ledger: no journal under this kind and ref")
)

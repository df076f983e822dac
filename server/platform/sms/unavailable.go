package sms

import (
	"context"
	"net/http"

	"zhijian/server/platform/errs"
)

// ErrUnavailable says that this installation sends no text messages.
var ErrUnavailable = errs.New(http.StatusServiceUnavailable, "sms.unavailable", "短信服务暂未开通，请使用微信登录或联系物业")

// Unavailable is the Sender of a production installation without a provider:
// it refuses honestly instead of pretending to send.
type Unavailable struct{}

// Send always answers ErrUnavailable.
func (Unavailable) Send(context.Context, string, string, map[string]string) error {
	return ErrUnavailable
}

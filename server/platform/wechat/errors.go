package wechat

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/silenceper/wechat/v2/util"

	"zhijian/server/platform/errs"
)

// What WeChat refuses. Only ErrUnavailable and ErrTooOften are worth a retry.
var (
	ErrCode        = errs.New(422, "wechat.bad_code", "微信授权已过期，请重新操作一次")
	ErrTooOften    = errs.New(429, "wechat.too_often", "操作太频繁，请稍等一分钟再试")
	ErrPhoneQuota  = errs.New(503, "wechat.phone_quota", "微信手机号验证暂不可用，请改用短信验证码登录")
	ErrQuota       = errs.New(409, "wechat.no_quota", "对方未订阅或已用完这类消息的订阅次数")
	ErrTemplate    = errs.New(502, "wechat.bad_template", "消息模板与内容不符，请联系管理员")
	ErrRecipient   = errs.New(409, "wechat.bad_recipient", "对方的微信身份无效")
	ErrInactive    = errs.New(409, "wechat.user_inactive", "对方近两小时未使用小程序，暂时无法检查内容")
	ErrRefused     = errs.New(502, "wechat.refused", "微信服务拒绝了请求，请联系管理员")
	ErrUnavailable = errs.New(503, "wechat.unavailable", "微信服务暂时不可用，请稍后再试")
)

// byCode maps WeChat's errcode to what a caller can act on.
func byCode(code int64) *errs.Error {
	switch code {
	case 40029, 40163, 41008, 40226: // invalid, used, missing, blocked login
		return ErrCode
	case 45009, 45011, 43108:
		return ErrTooOften
	case 1400001:
		return ErrPhoneQuota
	case 43101: // never accepted, used up, or switched off: WeChat does not tell which
		return ErrQuota
	case 40037, 41030, 47003, 43107:
		return ErrTemplate
	case 40003:
		return ErrRecipient
	case 61010:
		return ErrInactive
	case -1, 40001, 40014, 42001: // busy, or a token refused twice
		return ErrUnavailable
	}
	return ErrRefused
}

// errcode finds the code in an error of the library, typed or text; 0 is none.
func errcode(err error) int64 {
	var common *util.CommonError
	if errors.As(err, &common) {
		return common.ErrCode
	}
	if m := codeInText.FindStringSubmatch(err.Error()); m != nil {
		n, _ := strconv.ParseInt(m[1], 10, 64) // the pattern fits
		return n
	}
	return 0
}

var (
	codeInText = regexp.MustCompile(`errcode=(-?[0-9]{1,9})\b`)
	inURL      = regexp.MustCompile(`\b(appid|secret|access_token|js_code|session_key|signature|openid)=[^&\s"]*`)
)

// translate turns an error of the library into one of ours. The cause keeps
// its scrubbed text and, so that callers can tell, an ended context.
func (c *Client) translate(what string, err error) error {
	if err == nil {
		return nil
	}
	kind := ErrUnavailable
	if code := errcode(err); code != 0 {
		kind = byCode(code)
	}
	cause := fmt.Errorf("%s: %s", what, c.scrub(err.Error()))
	for _, end := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, end) {
			cause = fmt.Errorf("%w (%w)", cause, end)
		}
	}
	return kind.Because(cause)
}

func (c *Client) scrub(s string) string {
	s = inURL.ReplaceAllString(s, "$1=***")
	return strings.ReplaceAll(s, c.secret, "***")
}

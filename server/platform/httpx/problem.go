package httpx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/pii"
)

// Problem is the body of every refusal (application/problem+json, RFC 9457).
type Problem struct {
	Status    int               `json:"status"`
	Code      string            `json:"code" doc:"stable, for programs"`
	Title     string            `json:"title"`
	Detail    string            `json:"detail" doc:"a Chinese sentence for the person in front of the screen"`
	Fields    []errs.Field      `json:"fields,omitempty" nullable:"false"`
	Meta      map[string]string `json:"meta,omitempty"`
	RequestID string            `json:"requestId,omitempty"`
}

func (p *Problem) Error() string { return p.Code }

// GetStatus is for huma.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is for huma.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

var (
	errInternal = errs.New(http.StatusInternalServerError, "server.failed", "服务暂时出了问题，请稍后再试；如仍不行，请联系物业")
	errTimeout  = errs.New(http.StatusServiceUnavailable, "server.slow", "服务有些忙，请稍后再试")
	errInput    = errs.New(http.StatusUnprocessableEntity, "input.invalid", "填写的内容有误，请按提示修改后重试")
	errTooLarge = errs.New(http.StatusRequestEntityTooLarge, "input.too_large", "内容太大，请减少后重试")
	errJSON     = errs.New(http.StatusBadRequest, "input.unreadable", "请求内容无法识别，请刷新页面后重试")
	errNoRoute  = errs.New(http.StatusNotFound, "server.no_route", "没有这个地址，请检查链接")
	errMethod   = errs.New(http.StatusMethodNotAllowed, "server.method", "这个地址不支持该操作")
	errMedia    = errs.New(http.StatusUnsupportedMediaType, "input.media", "不支持这种内容格式")
)

// problem renders any error; what is not an errs.Error is logged here, in one
// place, and becomes a sentence without its cause.
func problem(ctx context.Context, err error) *Problem {
	e, ok := errs.From(err)
	o := auth.OriginFrom(ctx)
	if !ok {
		e = errInternal
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			e = errTimeout
		}
		slog.ErrorContext(ctx, "request failed", "request_id", o.RequestID, "err", pii.Redact(err.Error()))
	} else if e.Status >= 500 {
		slog.ErrorContext(ctx, "request refused", "request_id", o.RequestID, "code", e.Code, "err", pii.Redact(err.Error()))
	}
	return &Problem{Status: e.Status, Code: e.Code, Title: http.StatusText(e.Status), Detail: e.Message, Fields: e.Fields, Meta: e.Meta, RequestID: o.RequestID}
}

// humaProblem renders what huma itself refuses: unreadable or invalid input.
func humaProblem(ctx huma.Context, status int, msg string, causes ...error) huma.StatusError {
	e := errInput
	switch {
	case status == http.StatusRequestEntityTooLarge:
		e = errTooLarge
	case status == http.StatusUnsupportedMediaType:
		e = errMedia
	case status == http.StatusBadRequest:
		e = errJSON
	case status >= 500:
		e = errInternal
	}
	c := context.Background()
	if ctx != nil {
		c = ctx.Context()
	}
	for _, cause := range causes {
		var d *huma.ErrorDetail
		if errors.As(cause, &d) {
			if strings.Contains(d.Message, "request body too large") { // huma keeps only the text of a multipart failure
				e = errTooLarge
				break
			}
			e = e.With(strings.TrimPrefix(d.Location, "body."), explain(d.Message))
		} else if status >= 500 && cause != nil {
			e = e.Because(fmt.Errorf("%s: %w", msg, cause))
		}
	}
	return problem(c, e)
}

// explanations turn the validator's words into a person's, first match wins.
var explanations = []struct {
	form *regexp.Regexp
	text string
}{
	{regexp.MustCompile(`^unexpected property`), "不认识这一项，请升级到最新版本"},
	{regexp.MustCompile(`^expected required`), "请填写这一项"},
	{regexp.MustCompile(`^required`), "请填写这一项"},
	{regexp.MustCompile(`^expected length <= (\d+)`), "最多 $1 个字"},
	{regexp.MustCompile(`^expected length >= (\d+)`), "至少 $1 个字"},
	{regexp.MustCompile(`^expected array length <= (\d+)`), "最多 $1 项"},
	{regexp.MustCompile(`^expected array length >= (\d+)`), "至少 $1 项"},
	{regexp.MustCompile(`^expected number <= (\S+)`), "不能大于 $1"},
	{regexp.MustCompile(`^expected number >= (\S+)`), "不能小于 $1"},
	{regexp.MustCompile(`date-time`), "时间格式不正确"},
	{regexp.MustCompile(`one of`), "请从给出的选项中选择"},
	{regexp.MustCompile(`unique`), "有重复的项"},
}

func explain(message string) string {
	for _, x := range explanations {
		if m := x.form.FindStringSubmatchIndex(message); m != nil {
			return string(x.form.ExpandString(nil, x.text, message, m))
		}
	}
	return "格式不正确"
}

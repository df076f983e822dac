package payment

import (
	"errors"
	"io"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"

	"zhijian/server/platform/httpx"
	"zhijian/server/platform/wechat/pay"
)

// MountNotify adds the address that WeChat calls. It has no session: what
// counts is the signature.
func (s *Service) MountNotify(e *gin.Engine) {
	e.POST("/notify/wechat/:path", s.postNotice)
}

func (s *Service) postNotice(c *gin.Context) {
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, pay.MaxNotice))
	if err != nil {
		fail(c, http.StatusRequestEntityTooLarge)
		return
	}
	err = s.Notice(c.Request.Context(), c.Param("path"), c.Request.Header, body)
	switch {
	case err == nil:
		c.Status(http.StatusNoContent)
	case errors.Is(err, errUnaddressed):
		httpx.NoRoute(c)
	case errors.Is(err, pay.ErrForged):
		slog.WarnContext(c.Request.Context(), "payment: a notice that is not WeChat's", "ip", c.ClientIP(), "err", err)
		fail(c, http.StatusUnauthorized)
	case errors.Is(err, errMismatch), errors.Is(err, errNotPaid):
		fail(c, http.StatusBadRequest)
	default:
		slog.ErrorContext(c.Request.Context(), "payment: a notice could not be booked; it will come again", "err", err)
		fail(c, http.StatusServiceUnavailable)
	}
}

// fail answers in WeChat's form. The status is what counts.
func fail(c *gin.Context, status int) {
	c.JSON(status, gin.H{"code": "FAIL", "message": "失败"})
}

package payment

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"zhijian/server/platform/httpx"
)

// MountReceipts adds the printed receipts: the code in the address is the right.
func (s *Service) MountReceipts(e *gin.Engine) {
	e.GET("/receipts/:file", func(c *gin.Context) {
		code, ok := strings.CutSuffix(c.Param("file"), ".pdf")
		if !ok || len(code) != 20 {
			httpx.Refuse(c, ErrReceipt)
			return
		}
		p, err := s.prove(c.Request.Context(), code)
		if err != nil {
			httpx.Refuse(c, err)
			return
		}
		raw, err := p.printed()
		if err != nil {
			httpx.Refuse(c, err)
			return
		}
		c.Header("Content-Disposition", `inline; filename="`+p.Receipt.Number+`.pdf"`)
		c.Header("Cache-Control", "private, no-store")
		c.Data(http.StatusOK, "application/pdf", raw)
	})
}

package httpx

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

// Refuse writes err as a problem on a plain Gin route.
func Refuse(c *gin.Context, err error) {
	p := problem(c.Request.Context(), err)
	c.Header("Content-Type", "application/problem+json")
	c.AbortWithStatusJSON(p.Status, p)
}

// NoRoute answers an unknown address of the API.
func NoRoute(c *gin.Context) { Refuse(c, errNoRoute) }

func writeProblem(hc huma.Context, p *Problem) {
	hc.SetHeader("Content-Type", "application/problem+json")
	if after, ok := p.Meta["retryAfterSeconds"]; ok {
		hc.SetHeader("Retry-After", after)
	}
	hc.SetStatus(p.Status)
	_ = json.NewEncoder(hc.BodyWriter()).Encode(p) // a client that went away
}

// originate gives the request an id, notes where it came from, recovers from
// panics and logs what was slow or refused: no body, no query, no person.
func originate(c *gin.Context) {
	begin := clock.System() // a duration for the log, no business time
	o := auth.Origin{RequestID: ids.Code(16, ids.URL), IP: c.ClientIP(), Device: device(c.GetHeader("User-Agent"))}
	c.Request = c.Request.WithContext(auth.WithOrigin(c.Request.Context(), o))
	c.Header("X-Request-Id", o.RequestID)
	defer func() {
		if v := recover(); v != nil {
			slog.Error("panic", "request_id", o.RequestID, "panic", pii.Redact(fmt.Sprint(v)), "stack", string(debug.Stack()))
			if !c.Writer.Written() {
				Refuse(c, errInternal)
			}
		}
		took := clock.System().Sub(begin)
		level := slog.LevelDebug
		if c.Writer.Status() >= 400 || took > time.Second {
			level = slog.LevelInfo
		}
		slog.Log(c.Request.Context(), level, "request", "request_id", o.RequestID, "method", c.Request.Method, "route", c.FullPath(), "status", c.Writer.Status(), "ms", took.Milliseconds())
	}()
	c.Next()
}

func device(agent string) string {
	r := []rune(strings.ToValidUTF8(agent, ""))
	return string(r[:min(len(r), 120)])
}

// protect sheds load over the cap, bounds the time of a request and sets the
// headers that keep a browser strict.
func protect(timeout time.Duration, maxInFlight int) gin.HandlerFunc {
	var inFlight atomic.Int64
	return func(c *gin.Context) {
		h := c.Writer.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if !strings.HasPrefix(c.Request.URL.Path, "/m/") && !strings.HasPrefix(c.Request.URL.Path, "/files/") {
			h.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
		}
		if strings.HasPrefix(c.Request.URL.Path, "/app/") || strings.HasPrefix(c.Request.URL.Path, "/admin/v1/") {
			h.Set("Cache-Control", "no-store")
		}
		if c.Request.URL.Path == "/ws" {
			c.Next() // long-lived; the hub bounds it
			return
		}
		if inFlight.Add(1) > int64(maxInFlight) {
			inFlight.Add(-1)
			Refuse(c, errTimeout)
			return
		}
		defer inFlight.Add(-1)
		ctx, cancel := context.WithTimeout(c.Request.Context(), timeout)
		defer cancel()
		c.Request = c.Request.WithContext(ctx)
		c.Next()
	}
}

// SameOrigin refuses cross-site browser requests that change something
// (CSRF): the staff session is a cookie.
func SameOrigin(next http.Handler) http.Handler {
	p := http.NewCrossOriginProtection()
	p.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b := problem(r.Context(), auth.ErrDenied)
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(b.Status)
		_ = json.NewEncoder(w).Encode(b) // a client that went away
	}))
	return p.Handler(next)
}

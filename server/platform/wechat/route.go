package wechat

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/silenceper/wechat/v2/util"
)

const (
	apiHost   = "api.weixin.qq.com"
	timeout   = 5 * time.Second
	maxAnswer = 1 << 20
)

// install guards the library's process-wide client: it is set once, before
// the first call, and never again.
var install sync.Once //nolint:gochecknoglobals // guards a variable of the library

func installHTTPClient() {
	install.Do(func() {
		util.DefaultHTTPClient = &http.Client{
			Transport: byContext{}, Timeout: timeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("WeChat does not redirect") },
		}
	})
}

// route is where a Client's calls go.
type route struct {
	base *url.URL
	next http.RoundTripper
}

type routeKey struct{}

// on puts the client's route into the context of a call.
func (c *Client) on(ctx context.Context) context.Context {
	return context.WithValue(ctx, routeKey{}, c.route)
}

// byContext sends a request along the route in its context. A request to
// another host, or from code that knows no route, does not leave the process.
type byContext struct{}

func (byContext) RoundTrip(r *http.Request) (*http.Response, error) {
	to, ok := r.Context().Value(routeKey{}).(route)
	if !ok || r.URL.Host != apiHost || r.URL.Scheme != "https" {
		return nil, errors.New("wechat: refused to call " + r.URL.Host)
	}
	out := r.Clone(r.Context())
	out.URL.Scheme, out.URL.Host, out.Host = to.base.Scheme, to.base.Host, to.base.Host
	out.URL.Path = strings.TrimSuffix(to.base.Path, "/") + r.URL.Path
	res, err := to.next.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	res.Body = http.MaxBytesReader(nil, res.Body, maxAnswer)
	return res, nil
}

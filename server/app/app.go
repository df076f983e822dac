package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"zhijian/jobs/worker"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/config"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/task"
	"zhijian/server/web"
)

// App is a wired product: an HTTP handler and the background work.
type App struct {
	*base
	capabilities
	Engine    *gin.Engine
	API       *httpx.API
	mux       *task.Mux
	periodics []task.Periodic
	sessions  httpx.Sessions
}

// New opens everything cfg names, migrates and wires. With cfg.Demo it seeds
// the demo community the first time.
func New(ctx context.Context, cfg config.Config, now clock.Clock) (*App, error) {
	return build(ctx, cfg, now, func(s httpx.Sessions) httpx.Sessions { return s })
}

// build is New with a hook for tests that break the sessions on purpose.
func build(ctx context.Context, cfg config.Config, now clock.Clock, sessions func(httpx.Sessions) httpx.Sessions) (*App, error) {
	b, err := newBase(ctx, cfg, now)
	if err != nil {
		return nil, err
	}
	gin.SetMode(gin.ReleaseMode)
	a := &App{base: b, Engine: gin.New(), mux: task.NewMux()}
	a.wire()
	a.sessions = sessions(a.identity.Sessions())
	if err := a.routes(); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	a.tasks()
	if err := a.sandboxes(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	if cfg.Demo {
		if err := a.seedDemo(ctx); err != nil {
			return nil, errors.Join(fmt.Errorf("seed the demo community: %w", err), a.Close())
		}
	}
	return a, nil
}

func (a *App) routes() error {
	api, err := httpx.New(httpx.Options{
		Gin: a.Engine, Tokens: a.tokens, Sessions: a.sessions, Redis: a.redis, Idem: a.idem,
		TrustedProxies: a.cfg.HTTP.TrustedProxies, Timeout: a.cfg.HTTP.Timeout, MaxInFlight: a.cfg.HTTP.MaxInFlight, Version: "1",
	})
	if err != nil {
		return err
	}
	a.API = api
	for _, m := range a.mounts() {
		m(api)
	}
	a.file.MountLinks(a.Engine)
	a.payment.MountNotify(a.Engine)
	a.payment.MountReceipts(a.Engine)
	a.hub.Mount(a.Engine)
	a.Engine.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok") })
	a.Engine.GET("/readyz", a.ready)
	a.Engine.GET("/metrics", loopbackOnly, gin.WrapH(promhttp.Handler()))
	web.New(httpx.NoRoute).Mount(a.Engine)
	return nil
}

// ready fails when the database or the background work does not keep up: a
// server whose outbox nobody empties must not look healthy.
func (a *App) ready(c *gin.Context) {
	ctx := c.Request.Context()
	lag, err := a.box.Lag(ctx)
	if err = errors.Join(err, a.db.Ping(ctx)); err != nil || lag > time.Minute {
		c.String(http.StatusServiceUnavailable, "not ready")
		return
	}
	c.String(http.StatusOK, "ok")
}

func loopbackOnly(c *gin.Context) {
	if ip := net.ParseIP(c.RemoteIP()); ip == nil || !ip.IsLoopback() {
		httpx.NoRoute(c)
	}
}

// Handler is the whole HTTP surface with its outermost guard.
func (a *App) Handler() http.Handler { return httpx.SameOrigin(a.Engine) }

// Worker is what the background half runs. full adds the workers and the
// schedule to the relay.
func (a *App) Worker(full bool) worker.Deps {
	return worker.Deps{
		DB: a.db, Gen: a.gen, Box: a.box, Mux: a.mux, Redis: a.redis, Now: a.now, Periodics: a.periodics,
		Concurrency: a.cfg.Jobs.Concurrency, Poll: a.cfg.Jobs.Poll, RelayOnly: !full, Reopen: full && a.cfg.Redis.Addr == "",
	}
}

// Serve listens until ctx ends, then lets sockets and requests finish.
func (a *App) Serve(ctx context.Context, out io.Writer) error {
	l, err := net.Listen("tcp", a.cfg.Listen)
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: a.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 60 * time.Second, IdleTimeout: 90 * time.Second, MaxHeaderBytes: 32 << 10}
	hub := make(chan error, 1)
	hubCtx, stopHub := context.WithCancel(context.WithoutCancel(ctx))
	defer stopHub()
	go func() { hub <- a.hub.Run(hubCtx) }()
	if a.payBox != nil {
		go a.payBox.Run(hubCtx, 300*time.Millisecond)
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	a.greet(out, l.Addr().String())
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	a.hub.Close() // sockets first: Shutdown does not wait for them
	stopHub()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil {
		return err
	}
	if err := <-hub; err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// Work runs the background half alone, until ctx ends: what it tells people
// live reaches the servers' sockets over the bus.
func (a *App) Work(ctx context.Context) error {
	hub := make(chan error, 1)
	go func() { hub <- a.hub.Run(ctx) }()
	err := worker.Run(ctx, a.Worker(true))
	a.hub.Close()
	if herr := <-hub; !errors.Is(herr, context.Canceled) {
		err = errors.Join(err, herr)
	}
	return err
}

// Close ends the connections, the database last.
func (a *App) Close() error {
	var all []error
	for _, c := range slices.Backward(a.closers) {
		all = append(all, c())
	}
	return errors.Join(all...)
}

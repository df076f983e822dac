package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"runtime/pprof"
	"time"

	"zhijian/server/app"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/config"
	"zhijian/server/platform/ids"
)

// poolSize is the same for every program that asks the database.
const poolSize = 24

// installation is where a program finds its parts.
type installation struct {
	DSN     string
	Redis   string
	Dir     string
	Demo    bool
	Profile string // a file for the CPU profile, or ""
}

func (i installation) config() config.Config {
	c := config.Default()
	c.Database = config.Database{Driver: "mysql", DSN: i.DSN, MaxConns: poolSize}
	c.Redis.Addr, c.DataDir, c.Demo = i.Redis, i.Dir, i.Demo
	return c
}

// serveProduct is the whole product without its background half, whose work is
// measured by itself. On its pipe it answers each value once it has given free
// memory back.
func serveProduct(ctx context.Context, p *pipe) error {
	var i installation
	if err := p.in.Decode(&i); err != nil {
		return err
	}
	stop, err := profile(i.Profile)
	if err != nil {
		return err
	}
	defer stop()
	a, err := app.New(ctx, i.config(), clock.System)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	bench := a.Bench()
	live := make(chan error, 1)
	go func() { live <- bench.Run(ctx) }()
	err = serve(ctx, p, missing(bench.Forget, a.Handler()))
	cancel()
	return errors.Join(err, <-live, a.Close())
}

// missing serves /bench/miss?person=1 as a home page that was just forgotten.
func missing(forget func(ids.ID), product http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/bench/miss" {
			if id, err := ids.Parse(r.URL.Query().Get("person")); err == nil {
				forget(id)
			}
			r.URL.Path, r.URL.RawQuery = "/app/v1/home", ""
		}
		product.ServeHTTP(w, r)
	})
}

// serve listens, says where, and ends with the pipe.
func serve(ctx context.Context, p *pipe, h http.Handler) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 90 * time.Second}
	go func() { _ = srv.Serve(l) }() // ends with Close
	defer func() { _ = srv.Close() }()
	if err := p.out.Encode(l.Addr().String()); err != nil {
		return err
	}
	for ctx.Err() == nil {
		var question any
		if p.in.Decode(&question) != nil {
			return nil
		}
		debug.FreeOSMemory()
		if err := p.out.Encode(true); err != nil {
			return err
		}
	}
	return nil
}

func profile(file string) (stop func(), err error) {
	if file == "" {
		return func() {}, nil
	}
	f, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); _ = f.Close() }, pprof.StartCPUProfile(f)
}

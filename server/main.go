// Command server runs 指尖社区. In the embedded mode (the default) one process
// does everything; in production the background work runs in jobs.
//
//	server            serve
//	server openapi    write the OpenAPI document
//	server matrix     write the role × operation matrix
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"zhijian/jobs/worker"
	"zhijian/server/app"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/config"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Environ(), os.Stdout); err != nil {
		slog.Error("stopped", "err", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args, environ []string, out io.Writer) error {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, nil)))
	if len(args) > 0 {
		switch args[0] {
		case "openapi":
			return app.WriteOpenAPI(ctx, out)
		case "matrix":
			return app.WriteMatrix(ctx, out)
		}
		return fmt.Errorf("unknown command %q", args[0])
	}
	cfg, err := config.Load(config.Path(environ), environ)
	if err != nil {
		return err
	}
	a, err := app.New(ctx, cfg, clock.System)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, 1)
	go func() { // in production too: the relay wakes at this process's commits
		err := worker.Run(ctx, a.Worker(!cfg.Production()))
		cancel()
		done <- err
	}()
	err = a.Serve(ctx, out)
	cancel()
	return errors.Join(err, <-done, a.Close())
}

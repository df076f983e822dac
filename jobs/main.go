// Command jobs runs the background half of a production installation: the
// outbox relay, the workers and everything that happens by the clock. Any
// number may run; each piece of work has one effect.
package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"zhijian/server/app"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/config"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Environ()); err != nil {
		slog.Error("stopped", "err", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, environ []string) error {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, nil)))
	cfg, err := config.Load(config.Path(environ), environ)
	if err != nil {
		return err
	}
	a, err := app.New(ctx, cfg, clock.System)
	if err != nil {
		return err
	}
	return errors.Join(a.Work(ctx), a.Close())
}

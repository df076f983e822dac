// Command server runs 指尖社区. In the embedded mode (the default) one process
// does everything; in production the background work runs in jobs.
//
//	server            serve
//	server openapi    write the OpenAPI document
//	server matrix     write the role × operation matrix
//	server platform-admin NAME on|off
//	                  make a staff account one that may see the installation's desk
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

// operate is what an operator does at the machine itself.
func operate(ctx context.Context, cfg config.Config, args []string, out io.Writer) error {
	if args[0] != "platform-admin" || len(args) != 3 || (args[2] != "on" && args[2] != "off") {
		return fmt.Errorf("unknown command %q: server [openapi | matrix | platform-admin NAME on|off]", args)
	}
	a, err := app.New(ctx, cfg, clock.System)
	if err != nil {
		return err
	}
	if err := a.PlatformAdmin(ctx, args[1], args[2] == "on"); err != nil {
		return errors.Join(fmt.Errorf("platform administrator %s: %w", args[1], err), a.Close())
	}
	_, err = fmt.Fprintf(out, "%s: platform administrator %s; the account's sessions have ended\n", args[1], args[2])
	return errors.Join(err, a.Close())
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
	}
	cfg, err := config.Load(config.Path(environ), environ)
	if err != nil {
		return err
	}
	if len(args) > 0 {
		return operate(ctx, cfg, args, out)
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

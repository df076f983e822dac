// Command server runs 指尖社区. In the embedded mode (the default) one process
// does everything; in production the background work runs in jobs.
//
//	server            serve
//	server openapi    write the OpenAPI document
//	server matrix     write the role × operation matrix
//	server found -company NAME -community NAME -address TEXT -phone NUMBER -username NAME -name NAME
//	                  make a company, its first community and its first account
//	server platform-admin NAME on|off
//	                  make a staff account one that may see the installation's desk
package main

import (
	"context"
	"errors"
	"flag"
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
	var act func(*app.App) error
	switch {
	case args[0] == "found":
		in, err := founding(args[1:])
		if err != nil {
			return err
		}
		act = func(a *app.App) error { return found(ctx, a, in, out) }
	case args[0] == "platform-admin" && len(args) == 3 && (args[2] == "on" || args[2] == "off"):
		act = func(a *app.App) error { return platformAdmin(ctx, a, args[1], args[2], out) }
	default:
		return fmt.Errorf("unknown command %q: server [openapi | matrix | found … | platform-admin NAME on|off]", args)
	}
	cfg.Demo = false // an operator's act seeds nothing
	a, err := app.New(ctx, cfg, clock.System)
	if err != nil {
		return err
	}
	return errors.Join(act(a), a.Close())
}

func founding(args []string) (in app.FoundIn, err error) {
	f := flag.NewFlagSet("server found", flag.ContinueOnError)
	f.StringVar(&in.Company, "company", "", "the property company's name; the same name is the same company")
	f.StringVar(&in.Community, "community", "", "the community's name")
	f.StringVar(&in.Address, "address", "", "the community's address")
	f.StringVar(&in.ServicePhone, "phone", "", "whom its residents call")
	f.StringVar(&in.Username, "username", "", "the first account's log-in")
	f.StringVar(&in.Name, "name", "", "the name of the person")
	return in, f.Parse(args)
}

func found(ctx context.Context, a *app.App, in app.FoundIn, out io.Writer) error {
	setup, err := a.Found(ctx, in)
	if err != nil {
		return fmt.Errorf("found: %w", err)
	}
	if setup == "" {
		setup = "the account keeps its password"
	}
	_, err = fmt.Fprintf(out, "%s, %s: %s\n%s\n", in.Company, in.Community, in.Username, setup)
	return err
}

func platformAdmin(ctx context.Context, a *app.App, user, state string, out io.Writer) error {
	if err := a.PlatformAdmin(ctx, user, state == "on"); err != nil {
		return fmt.Errorf("platform administrator %s: %w", user, err)
	}
	_, err := fmt.Fprintf(out, "%s: platform administrator %s; the account's sessions have ended\n", user, state)
	return err
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

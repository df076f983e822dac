// Command stage is the embedded product on a clock that a story in a browser
// can move: at SIGUSR1 it is eleven o'clock of the next morning, when WeChat
// has made the bill of the day before. The product itself has no such clock.
package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"zhijian/jobs/worker"
	"zhijian/server/app"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/config"
)

const morning = 11 * time.Hour

// moving is the machine's clock and what was added to it.
type moving struct{ added atomic.Int64 }

func (m *moving) now() time.Time { return clock.System().Add(time.Duration(m.added.Load())) }

// tomorrow moves to the next morning.
func (m *moving) tomorrow() {
	now := m.now()
	m.added.Add(int64(clock.StartOfDay(now).Add(24*time.Hour + morning).Sub(now)))
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Environ(), os.Stdout); err != nil {
		slog.Error("stopped", "err", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, environ []string, out io.Writer) error {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, nil)))
	cfg, err := config.Load(config.Path(environ), environ)
	if err != nil {
		return err
	}
	if cfg.Production() {
		return errors.New("stage: not in production")
	}
	var m moving
	a, err := app.New(ctx, cfg, m.now)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go m.follow(ctx)
	done := make(chan error, 1)
	go func() {
		err := worker.Run(ctx, a.Worker(true))
		cancel()
		done <- err
	}()
	err = a.Serve(ctx, out)
	cancel()
	return errors.Join(err, <-done, a.Close())
}

// follow moves the clock at each signal until ctx ends.
func (m *moving) follow(ctx context.Context) {
	next := make(chan os.Signal, 1)
	signal.Notify(next, syscall.SIGUSR1)
	defer signal.Stop(next)
	for {
		select {
		case <-ctx.Done():
			return
		case <-next:
			m.tomorrow()
		}
	}
}

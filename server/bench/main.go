package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err := run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run is the runner, or one of the programs it starts.
func run(ctx context.Context, args, environ []string, in io.Reader, out io.Writer) error {
	role := ""
	if len(args) > 0 {
		role = args[0]
	}
	pipe := &pipe{in: json.NewDecoder(in), out: json.NewEncoder(out)}
	switch role {
	case "product":
		return serveProduct(ctx, pipe)
	case "baseline":
		return serveBaseline(ctx, pipe)
	case "load":
		return serveLoad(ctx, pipe)
	case "sockets":
		return serveSockets(ctx, pipe)
	case "fees":
		return serveFees(ctx, pipe)
	case "jobs":
		return serveJobs(ctx, pipe)
	}
	return measure(ctx, args, environ, out)
}

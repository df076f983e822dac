package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/go-sql-driver/mysql"

	"zhijian/server/platform/clock"
)

// proof is one promise.
type proof struct {
	id   string // its line in the promises, or a name
	text string
	run  func(ctx context.Context, l *lab) error
}

// proofs are all there are, in the order of the run.
func proofs() []proof {
	return []proof{
		{"P1", "no notice that is not WeChat's word about the order marks anything", proveForgery},
		{"P2", "what was paid is booked once, or goes back once", proveMoney},
		{"B3", "a run of bills goes on after a kill without gap or double", proveRuns},
		{"P9", "no committed event loses its effect, and each has it once", proveJobs},
	}
}

// options are the command line.
type options struct {
	short bool
	keep  bool
	only  string
	seed  uint64
	bin   string
	docs  string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	_ = mysql.SetLogger(&mysql.NopLogger{})        // broken connections are what it is about
	slog.SetDefault(slog.New(slog.DiscardHandler)) // the alarms of a product that is attacked
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "proof:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	var o options
	f := flag.NewFlagSet("proof", flag.ContinueOnError)
	f.BoolVar(&o.short, "short", false, "a minute, to show that everything runs")
	f.BoolVar(&o.keep, "keep", false, "leave the folders of the labs, with every log")
	f.StringVar(&o.only, "only", "", "proofs by id, with commas")
	f.Uint64Var(&o.seed, "seed", 0, "repeat the chance of another run (0: a new one)")
	f.StringVar(&o.bin, "bin", "bin", "where server and jobs were built")
	f.StringVar(&o.docs, "docs", "", "write DATE.json into this folder")
	if err := f.Parse(args); err != nil {
		return err
	}
	if o.seed == 0 {
		o.seed = uint64(clock.System().UnixNano())
	}
	chosen := slices.DeleteFunc(proofs(), func(p proof) bool { return o.only != "" && !strings.Contains(","+o.only+",", ","+p.id+",") })
	if len(chosen) == 0 {
		return fmt.Errorf("no proof is named %q", o.only)
	}
	d := dossierOf(o)
	failed := proveAll(ctx, o, chosen, &d, out)
	if o.docs != "" && failed == nil {
		failed = d.save(o)
	}
	return failed
}

// proveAll runs the proofs one after the other; short ones side by side,
// because most of their time goes into waiting for leases.
func proveAll(ctx context.Context, o options, chosen []proof, d *dossier, out io.Writer) error {
	d.Proofs = make([]record, len(chosen))
	failed := make([]error, len(chosen))
	one := func(i int, out io.Writer) {
		p := chosen[i]
		_, _ = fmt.Fprintf(out, "\n%s  %s (seed %d)\n", p.id, p.text, o.seed)
		if d.Proofs[i], failed[i] = prove(ctx, o, p, out); failed[i] != nil {
			failed[i] = fmt.Errorf("%s: %w", p.id, failed[i])
		}
	}
	if !o.short {
		for i := range chosen {
			one(i, out)
		}
		return errors.Join(failed...)
	}
	var wg sync.WaitGroup
	said := make([]bytes.Buffer, len(chosen))
	for i := range chosen {
		wg.Go(func() { one(i, &said[i]) })
	}
	wg.Wait()
	for i := range said {
		_, _ = said[i].WriteTo(out)
	}
	return errors.Join(failed...)
}

// prove runs one proof in a lab of its own.
func prove(ctx context.Context, o options, p proof, out io.Writer) (record, error) {
	began := clock.System()
	l, err := newLab(ctx, o, out)
	if err == nil {
		err = p.run(ctx, l)
	}
	err = errors.Join(err, l.close())
	r := record{ID: p.id, Text: p.text, Seconds: int(clock.System().Sub(began).Seconds()), Facts: l.facts, Checks: l.checks}
	for _, c := range l.checks {
		if !c.OK {
			err = errors.Join(err, fmt.Errorf("%s: %d", c.What, c.Got))
		}
	}
	if err == nil && len(l.checks) == 0 {
		err = errors.New("it checked nothing")
	}
	r.Proved = err == nil
	for _, name := range slices.Sorted(maps.Keys(r.Facts)) {
		_, _ = fmt.Fprintf(out, "  %6d  %s\n", r.Facts[name], name)
	}
	_, _ = fmt.Fprintf(out, "  %s in %d s\n", map[bool]string{true: "proved", false: "NOT proved"}[r.Proved], r.Seconds)
	return r, err
}

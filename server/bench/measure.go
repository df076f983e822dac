package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	gomysql "github.com/go-sql-driver/mysql"
	"github.com/redis/go-redis/v9"
)

// suite is one subject; its letter chooses it. The cost comes last: its server
// does the background work that the others leave alone.
type suite struct {
	letter string
	run    func(*runner, context.Context) error
}

func suites() []suite {
	return []suite{{"F", (*runner).frontEnds}, {"H", (*runner).requests}, {"W", (*runner).live}, {"J", (*runner).jobs}, {"B", (*runner).fees}, {"C", (*runner).cost}}
}

// measure is the runner: it starts everything, runs the suites and reports.
func measure(ctx context.Context, args, environ []string, out io.Writer) (err error) {
	r := &runner{out: out}
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.BoolVar(&r.Short, "short", false, "a minute instead of ten")
	f.StringVar(&r.Suites, "suites", "FHWJBC", "which: front ends, HTTP, websockets, jobs, bills, cost")
	f.StringVar(&r.Only, "only", "", "of the requests, those whose goal begins so: H8")
	f.StringVar(&r.Profile, "profile", "", "write the product's CPU profile into this file")
	f.StringVar(&r.Server, "server", "bin/server", "the built server")
	f.StringVar(&r.Docs, "docs", "", "write DATE.json into this folder")
	if err := f.Parse(args); err != nil {
		return err
	}
	r.plan = r.sized()
	if r.goals, err = readGoals(); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "zj-bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	stop, err := r.services(ctx, dir, environ)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.end(), stop()) }()
	for _, s := range suites() {
		if !strings.Contains(r.Suites, s.letter) {
			continue
		}
		if err := s.run(r, ctx); err != nil {
			return fmt.Errorf("suite %s: %w", s.letter, err)
		}
	}
	return r.save()
}

// services makes a database in the MariaDB beside us and starts a Redis.
func (r *runner) services(ctx context.Context, dir string, environ []string) (stop func() error, err error) {
	dsn := ""
	for _, kv := range environ {
		if v, ok := strings.CutPrefix(kv, "ZJ_TEST_MYSQL="); ok {
			dsn = v
		}
	}
	cfg, err := gomysql.ParseDSN(dsn)
	if dsn == "" || err != nil {
		return nil, errors.New("no MariaDB: run it as make bench does, under testkit/services")
	}
	if r.setup.DSN, err = createDatabase(ctx, cfg); err != nil {
		return nil, err
	}
	if r.db, err = openPool(r.setup.DSN); err != nil {
		return nil, err
	}
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	r.setup.Redis, r.setup.Dir, r.setup.Profile = fmt.Sprintf("127.0.0.1:%d", port), dir, r.Profile
	cmd := exec.CommandContext(ctx, "redis-server", "--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", dir) //nolint:gosec // a port and folder of our own
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%w (make deps installs it)", err)
	}
	r.redis = redis.NewClient(&redis.Options{Addr: r.setup.Redis})
	stop = func() error {
		err := errors.Join(r.redis.Close(), r.db.Close(), cmd.Process.Signal(syscall.SIGTERM))
		_ = cmd.Wait() // ended by the signal
		return err
	}
	if err := until(ctx, func() bool { return r.redis.Ping(ctx).Err() == nil }); err != nil {
		return nil, errors.Join(fmt.Errorf("redis-server: %w", err), stop())
	}
	return stop, nil
}

func createDatabase(ctx context.Context, cfg *gomysql.Config) (dsn string, err error) {
	d, err := sql.Open("mysql", cfg.FormatDSN())
	if err != nil {
		return "", err
	}
	defer func() { _ = d.Close() }()
	for _, q := range []string{"DROP DATABASE IF EXISTS zj_bench", "CREATE DATABASE zj_bench CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"} {
		if _, err := d.ExecContext(ctx, q); err != nil {
			return "", err
		}
	}
	cfg.DBName = "zj_bench"
	return cfg.FormatDSN(), nil
}

func freePort(ctx context.Context) (int, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return int(number(port)), err
}

// until asks every millisecond, for half a minute at most.
func until(ctx context.Context, ok func() bool) error {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for !ok() {
		select {
		case <-ctx.Done():
			return errors.New("it did not happen in time")
		case <-tick.C:
		}
	}
	return nil
}

// begin starts the product, its people, the data and the baseline, once.
func (r *runner) begin(ctx context.Context) (err error) {
	if r.product != nil {
		return r.town.renew(ctx)
	}
	demo := r.setup
	demo.Demo = true
	if r.product, r.where.product, err = r.server(ctx, "product", demo); err != nil {
		return err
	}
	r.town = &town{addr: r.where.product}
	if err := r.town.enter(ctx); err != nil {
		return err
	}
	if err := r.take(ctx); err != nil {
		return err
	}
	if r.base, r.where.base, err = r.server(ctx, "baseline", r.sample); err != nil {
		return err
	}
	r.load, err = start(ctx, "load", nil)
	return err
}

// end stops what begin started.
func (r *runner) end() error {
	var all []error
	for _, c := range []*child{r.load, r.base, r.product} {
		if c != nil {
			all = append(all, c.stop())
		}
	}
	r.load, r.base, r.product = nil, nil, nil
	return errors.Join(all...)
}

func (r *runner) server(ctx context.Context, role string, settings any) (*child, string, error) {
	c, err := start(ctx, role, settings)
	if err != nil {
		return nil, "", err
	}
	addr, err := c.address()
	if err != nil {
		return nil, "", errors.Join(fmt.Errorf("%s: %w", role, err), c.stop())
	}
	return c, addr, nil
}

// take fills the tables and keeps what the product answers.
func (r *runner) take(ctx context.Context) error {
	t := r.town
	r.sample = sample{DSN: r.setup.DSN, Redis: r.setup.Redis, Person: t.person(), Community: number(t.community()), House: number(t.Me.Houses[0].HouseID)}
	err := r.db.QueryRowContext(ctx, "SELECT o.id, s.id FROM repair_orders o, resident_sessions s WHERE o.reporter_id = ? AND s.person_id = ?", r.sample.Person, r.sample.Person).Scan(&r.sample.Order, &r.sample.Session)
	if err != nil {
		return fmt.Errorf("the demo's order and the session: %w", err)
	}
	if err := r.db.QueryRowContext(ctx, "SELECT building_id, unit_id FROM houses WHERE id = ?", r.sample.House).Scan(&r.sample.Building, &r.sample.Unit); err != nil {
		return fmt.Errorf("where the resident lives: %w", err)
	}
	if err := seed(ctx, r.db, r.sample.Order, r.sample.Person, r.rows); err != nil {
		return err
	}
	for _, x := range []struct {
		do   string
		into *[]byte
	}{{doPlan, &r.sample.Hello}, {doCategories, &r.sample.Categories}, {doDevices, &r.sample.Device}, {doHome, &r.sample.Home}, {doList, &r.sample.Lists}, {doCreate, &r.sample.Created}} {
		q, err := t.request(x.do, t.report())
		if err != nil {
			return err
		}
		if *x.into, err = once(ctx, t.addr, q); err != nil {
			return fmt.Errorf("%s: %w", x.do, err)
		}
	}
	return nil
}

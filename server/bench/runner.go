package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"
)

// plan is how long a run may be.
type plan struct {
	Short    bool
	Suites   string
	Only     string // requests whose goal begins so
	Profile  string
	Server   string // the built server
	Docs     string // where the results go; "" keeps them to the terminal
	pairs    int
	slot     time.Duration
	warm     time.Duration
	retries  int // of slots during which somebody else used the machine
	rows     int // orders in the table
	sockets  int
	events   int
	tasks    int
	drained  int
	launches int
	houses   int // that are billed
}

func (p plan) sized() plan {
	p.pairs, p.slot, p.warm, p.retries, p.rows, p.sockets, p.events, p.tasks, p.drained, p.launches, p.houses = 5, 2*time.Second, time.Second, 1, 100_000, 2000, 60, 5000, 20_000, 5, 100_000
	if p.Short {
		p.slot, p.warm, p.retries, p.rows, p.sockets, p.events, p.tasks, p.drained, p.launches, p.houses = 200*time.Millisecond, 150*time.Millisecond, 0, 20_000, 300, 10, 300, 0, 3, 10_000
	}
	return p
}

// runner holds everything that is started for a run.
type runner struct {
	plan
	goals   goals
	out     io.Writer
	setup   installation
	db      *sql.DB
	redis   *redis.Client
	town    *town
	sample  sample
	product *child
	base    *child
	load    *child
	where   struct{ product, base string }
	results []result
}

// arm is one side of a contest.
type arm struct {
	name   string
	slot   slot
	pid    int
	near   bool                 // its bytes are alike, not the same: ids and times differ
	other  bool                 // it answers something else on purpose
	during func() (stop func()) // while a slot runs
}

// contest lets two arms take turns, A B B A, and notes the goal's result.
func (r *runner) contest(ctx context.Context, id string, a, b arm, value func(a, b outcome) float64) error {
	if err := r.sameBytes(ctx, a, b); err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	for _, x := range []arm{a, b} {
		if _, _, err := r.turn(x, r.warm); err != nil {
			return fmt.Errorf("%s: warm up %s: %w", id, x.name, err)
		}
	}
	var ratios []float64
	var as, bs []reading
	for i := range r.pairs {
		order := []*[]reading{&as, &bs}
		if i%2 == 1 {
			slices.Reverse(order)
		}
		for _, side := range order {
			x := a
			if side == &bs {
				x = b
			}
			read, err := r.quietTurn(ctx, x)
			if err != nil {
				return fmt.Errorf("%s: %s: %w", id, x.name, err)
			}
			*side = append(*side, read)
		}
		ratios = append(ratios, value(as[i].outcome, bs[i].outcome))
	}
	questions, err := r.questions(ctx, a)
	if err != nil {
		return err
	}
	return r.note(id, ratios, questions, sum(a.name, as), sum(b.name, bs))
}

// questions is how many statements one request asks of the database.
func (r *runner) questions(ctx context.Context, x arm) (float64, error) {
	const n = 20
	count := func() (v float64, err error) {
		var name string
		return v, r.db.QueryRowContext(ctx, "SHOW GLOBAL STATUS LIKE 'Questions'").Scan(&name, &v)
	}
	from, err := count()
	if err != nil {
		return 0, err
	}
	for range n {
		if _, err := once(ctx, x.slot.Addr, x.slot.Requests[0]); err != nil {
			return 0, err
		}
	}
	to, err := count()
	return (to - from - 1) / n, err
}

// reading is a slot and what it cost the measured process.
type reading struct {
	outcome
	cpu     float64 // microseconds for each answer
	foreign float64
}

// quietTurn repeats a slot that somebody else's work disturbed, and keeps the
// least disturbed one.
func (r *runner) quietTurn(ctx context.Context, x arm) (best reading, err error) {
	for i := range r.retries + 1 {
		read, away, err := r.turn(x, r.slot)
		if err != nil || ctx.Err() != nil {
			return read, errors.Join(err, ctx.Err())
		}
		read.foreign = away
		if i == 0 || away < best.foreign {
			best = read
		}
		if best.foreign <= disturbed {
			break
		}
	}
	return best, nil
}

// disturbed is the share of foreign CPU time from which on a slot is suspect.
const disturbed = 0.25

func (r *runner) turn(x arm, d time.Duration) (read reading, away float64, err error) {
	if x.during != nil {
		defer x.during()()
	}
	x.slot.For = d
	cpu, before := cpuOf(x.pid), readMachine()
	if err := r.load.ask(x.slot, &read.outcome); err != nil {
		return read, 0, err
	}
	after := readMachine()
	read.cpu = float64(cpuOf(x.pid)-cpu) / float64(max(1, read.Answers))
	if read.Bad > 0 {
		return read, 0, fmt.Errorf("%d of %d answers were refused: %s", read.Bad, read.Answers+read.Bad, read.FirstBad)
	}
	return read, foreign(before, after), nil
}

// sameBytes refuses to time two programs that do not answer the same.
func (r *runner) sameBytes(ctx context.Context, a, b arm) error {
	x, err := once(ctx, a.slot.Addr, a.slot.Requests[0])
	if err != nil {
		return err
	}
	y, err := once(ctx, b.slot.Addr, b.slot.Requests[0])
	if err != nil {
		return err
	}
	if b.other || string(x) == string(y) || b.near && max(len(x), len(y))-min(len(x), len(y)) <= 16 {
		return nil
	}
	return fmt.Errorf("different answers:\n%s: %s\n%s: %s", a.name, x, b.name, y)
}

// speed is the usual value: how much more the first arm does in a second.
func speed(a, b outcome) float64 { return a.PerSecond / b.PerSecond }

func sum(name string, all []reading) side {
	pick := func(f func(reading) float64) float64 {
		out := make([]float64, len(all))
		for i, r := range all {
			out[i] = f(r)
		}
		return median(out)
	}
	return side{Name: name, PerSecond: pick(func(r reading) float64 { return r.PerSecond }), P50: pick(func(r reading) float64 { return r.P50 }),
		P99: pick(func(r reading) float64 { return r.P99 }), CPU: pick(func(r reading) float64 { return r.cpu }), foreign: pick(func(r reading) float64 { return r.foreign })}
}

func median(all []float64) float64 {
	if len(all) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(all))
	return (s[len(s)/2] + s[(len(s)-1)/2]) / 2
}

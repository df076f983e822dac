package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// jobs are the goals of the background half.
func (r *runner) jobs(ctx context.Context) (err error) {
	if err := r.begin(ctx); err != nil { // for its schema
		return err
	}
	if _, err := r.db.ExecContext(ctx, "DELETE FROM outbox"); err != nil {
		return err
	}
	office, err := start(ctx, "jobs", r.setup)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, office.stop()) }()
	took, err := office.drill("latency", 200)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(r.out, "J0   commit to handled: p50 %.1f ms\n", quantile(took, 50))
	return errors.Join(
		r.tell("J0", quantile(took, 99)),
		r.race(office, "J1", "publish", "enqueue"),
		r.race(office, "J2a", "drain", "process"),
		r.flood(office),
	)
}

func (c *child) drill(do string, n int) ([]time.Duration, error) {
	var d drilled
	if err := c.ask(drill{do, n}, &d); err != nil {
		return nil, err
	}
	if d.Error != "" {
		return nil, fmt.Errorf("%s: %s", do, d.Error)
	}
	return d.Took, nil
}

// race lets the outbox and the bare queue take turns.
func (r *runner) race(office *child, id, ours, bare string) error {
	var ratios, as, bs []float64
	for i := range 5 {
		names := []string{ours, bare}
		if i%2 == 1 {
			names = []string{bare, ours}
		}
		rate := map[string]float64{}
		for _, name := range names {
			took, err := office.drill(name, r.tasks)
			if err != nil {
				return err
			}
			rate[name] = float64(r.tasks) / took[0].Seconds()
		}
		if _, err := r.db.Exec("DELETE FROM outbox"); err != nil { //nolint:noctx // between two slots
			return err
		}
		as, bs, ratios = append(as, rate[ours]), append(bs, rate[bare]), append(ratios, rate[ours]/rate[bare])
	}
	return r.note(id, ratios, 0, side{Name: ours, PerSecond: median(as)}, side{Name: bare + " (bare Asynq)", PerSecond: median(bs)})
}

// flood is what falls due at one instant.
func (r *runner) flood(office *child) error {
	if r.drained == 0 {
		return nil
	}
	took, err := office.drill("drain", r.drained)
	if err != nil {
		return err
	}
	return r.tell("J2b", took[0].Seconds())
}

package main

import (
	"context"
	"fmt"
	"strings"
	"time"
)

const (
	doPlan       = "GET /app/v1/subscriptions/plan?moment=repair_submitted"
	doCategories = "GET /app/v1/repair-categories"
	doDevices    = "GET /app/v1/me/devices"
	doHome       = "GET /app/v1/home"
	doList       = "GET /app/v1/repairs"
	doCreate     = "POST /admin/v1/repairs"

	concurrency = 32
	crowd       = 256
)

// requests are the goals of HTTP.
func (r *runner) requests(ctx context.Context) error {
	if err := r.begin(ctx); err != nil {
		return err
	}
	if err := r.tell("F2c", float64(zipped(r.sample.Home))); err != nil {
		return err
	}
	miss := fmt.Sprintf("GET /bench/miss?person=%d", r.sample.Person)
	for _, c := range []struct {
		id, product, bare string
		conns             int
		value             func(a, b outcome) float64
	}{
		{"H1", doPlan, "GET /hello", concurrency, speed},
		{"H1b", doCategories, "GET /categories", concurrency, speed},
		{"H2", doDevices, "GET /devices", concurrency, speed},
		{"H3a", miss, "GET /home", concurrency, speed},
		{"H3b", miss, "GET /naive", concurrency, speed},
		{"H4a", doHome, "GET /redis", concurrency, speed},
		{"H4b", doHome, "GET /naive", concurrency, speed},
		{"H5", doHome, "GET /row", concurrency, speed},
		{"H7", doList, "GET /list", concurrency, speed},
		{"H9", doHome, "GET /redis", crowd, func(a, b outcome) float64 { return a.P99 / b.P99 }},
		{"H8a", doCreate, "POST /insert", concurrency, speed},
		{"H8b", doCreate, "POST /insert3", concurrency, speed},
	} {
		if !strings.HasPrefix(c.id, r.Only) {
			continue
		}
		if err := r.town.renew(ctx); err != nil {
			return err
		}
		a, b, err := r.arms(ctx, c.product, c.bare, c.conns)
		if err != nil {
			return err
		}
		b.near, b.other = c.product == doCreate, c.id == "H5"
		if err := r.contest(ctx, c.id, a, b, c.value); err != nil {
			return err
		}
	}
	return nil
}

// arms are one operation of the product and one of the baseline.
func (r *runner) arms(ctx context.Context, product, bare string, conns int) (a, b arm, err error) {
	mine, err := r.town.request(product, r.town.report())
	if err != nil {
		return a, b, err
	}
	theirs, err := r.town.request(bare, r.town.report())
	a = arm{name: product, pid: r.product.pid(), slot: slot{Addr: r.where.product, Conns: conns, Requests: []string{mine}}}
	b = arm{name: bare + " (bare)", pid: r.base.pid(), slot: slot{Addr: r.where.base, Conns: conns, Requests: []string{theirs}}}
	if product == doCreate {
		a.during = func() func() {
			r.newDay(ctx)
			return r.forgive(ctx)
		}
	}
	return a, b, err
}

// newDay renames the orders so far: a day has 100,000 numbers, of which a
// community needs a hundred, and we take thousands.
func (r *runner) newDay(ctx context.Context) {
	_, err := r.db.ExecContext(ctx, "UPDATE repair_orders SET number = CONCAT('B', RIGHT(id, 15)) WHERE number LIKE '2%'")
	_ = err // a refusal would show
}

// forgive empties the count of the staff member's orders again and again: the
// product counts each request, and nobody is refused for taking down hundreds.
func (r *runner) forgive(ctx context.Context) (stop func()) {
	key := "limit:takeDownRepair:0:" + r.town.staffID
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		t := time.NewTicker(10 * time.Millisecond)
		defer t.Stop()
		for {
			_ = r.redis.Del(ctx, key).Err() // a refusal would show
			select {
			case <-ctx.Done():
				return
			case <-t.C:
			}
		}
	}()
	return func() { cancel(); <-done }
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/config"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/realtime"
)

// teller is another process of the product: it writes an event for everybody
// and the bus carries it to the one that holds the sockets.
type teller struct {
	hub   *realtime.Hub
	db    *db.DB
	users []ids.ID
	stop  func() error
}

func (r *runner) newTeller(ctx context.Context) (*teller, error) {
	d, err := db.Open(config.Database{Driver: "mysql", DSN: r.setup.DSN, MaxConns: 4}, "", clock.System)
	if err != nil {
		return nil, err
	}
	t := &teller{db: d, hub: realtime.New(realtime.Deps{DB: d, Redis: r.redis, Now: clock.System})}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- t.hub.Run(ctx) }()
	t.stop = func() error {
		t.hub.Close()
		cancel()
		return errors.Join(<-done, d.Close())
	}
	for i := range r.sockets {
		t.users = append(t.users, ids.ID(8_000_000+i))
	}
	return t, nil
}

// tell answers when the commit was.
func (t *teller) tell(ctx context.Context, n int64) (committed watch, err error) {
	err = t.db.Tx(ctx, func(ctx context.Context) error { return t.hub.Tell(ctx, t.users, "bench.event", ids.ID(n+1), 1) })
	return startWatch(), err
}

// fan is one side's deliveries.
type fan struct {
	whole, wire []time.Duration // from before the SQL, from the commit on
	cpu         float64         // microseconds for each delivery
	resident    float64         // bytes for each idle connection
}

// live are the goals of the websockets.
func (r *runner) live(ctx context.Context) (err error) {
	if err := r.begin(ctx); err != nil {
		return err
	}
	t, err := r.newTeller(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.stop()) }()
	var raws, ours []fan
	for range 2 { // A B, then again
		ours, err = r.fanOut(ctx, ours, r.product, r.where.product, t)
		if err == nil {
			raws, err = r.fanOut(ctx, raws, r.base, r.where.base, nil)
		}
		if err != nil {
			return err
		}
	}
	return r.compareFans(ours, raws)
}

// fanOut connects a new crowd and sends it the events.
func (r *runner) fanOut(ctx context.Context, all []fan, to *child, addr string, t *teller) ([]fan, error) {
	crowd, err := start(ctx, "sockets", nil)
	if err != nil {
		return nil, err
	}
	f, err := r.send(ctx, crowd, to, audience{Addr: addr, Round: len(all)}, t)
	return append(all, f), errors.Join(err, crowd.stop())
}

func (r *runner) send(ctx context.Context, crowd, to *child, a audience, t *teller) (f fan, err error) {
	a.Tickets = slices.Repeat([]string{bareTicket}, r.sockets)
	if t != nil {
		for i, u := range t.users {
			if a.Tickets[i], _, err = t.hub.Ticket(ctx, u, u); err != nil {
				return f, err
			}
		}
	}
	before, err := settled(to)
	if err == nil {
		err = crowd.hear(a)
	}
	if err != nil {
		return f, err
	}
	after, err := settled(to)
	f.resident = float64(after-before) / float64(r.sockets)
	cpu := cpuOf(to.pid())
	for i := range int64(r.events) {
		begin := startWatch()
		wire := begin
		if t != nil {
			wire, err = t.tell(ctx, i)
		} else {
			err = blast(ctx, a.Addr)
		}
		if err == nil {
			err = crowd.hear(audience{Heard: i + 1})
		}
		if err != nil {
			return f, err
		}
		f.whole, f.wire = append(f.whole, begin.took()), append(f.wire, wire.took())
	}
	f.cpu = float64(cpuOf(to.pid())-cpu) / float64(r.events*r.sockets)
	return f, err
}

func (c *child) hear(a audience) error {
	var said string
	if err := c.ask(a, &said); err != nil {
		return err
	}
	if said != "" {
		return errors.New(said)
	}
	return nil
}

// settled is the resident memory once free memory was given back.
func settled(c *child) (int64, error) {
	var done bool
	err := c.ask("settle", &done)
	return rssOf(c.pid()), err
}

// blast sends a frame as long as the product's.
func blast(ctx context.Context, addr string) error {
	text := []byte(`{"type":"event","seq":100,"kind":"bench.event","ref":"100","communityId":"1"}`)
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/blast", bytes.NewReader(text))
	if err != nil {
		return err
	}
	a, err := http.DefaultTransport.RoundTrip(q)
	if err != nil {
		return err
	}
	_ = a.Body.Close()
	if a.StatusCode != http.StatusNoContent {
		return fmt.Errorf("blast: %s", a.Status)
	}
	return nil
}

func (r *runner) compareFans(ours, raws []fan) error {
	ratios := func(f func(fan) float64) (out []float64) {
		for i := range ours {
			out = append(out, f(ours[i])/f(raws[i]))
		}
		return out
	}
	p50 := func(d []time.Duration) float64 { return quantile(slices.Sorted(slices.Values(d)), 50) }
	show := func(name string, all []fan) side {
		s := side{Name: name}
		for _, f := range all {
			n := float64(len(all))
			s.P50 += p50(f.wire) / n
			s.P99 += quantile(slices.Sorted(slices.Values(f.wire)), 99) / n
			s.CPU += f.cpu / n
		}
		s.PerSecond = float64(r.sockets) / s.P50 * 1000
		return s
	}
	a, b := show(fmt.Sprintf("product, %d sockets", r.sockets), ours), show("raw frame writes (bare)", raws)
	resident := []float64{}
	for _, f := range ours {
		resident = append(resident, f.resident/1024)
	}
	return errors.Join(
		r.note("W1", ratios(func(f fan) float64 { return p50(f.wire) }), 0, a, b),
		r.tell("W1s", ratios(func(f fan) float64 { return p50(f.whole) })...),
		r.tell("W2", resident...),
		r.tell("W3a", ratios(func(f fan) float64 { return 1 / p50(f.wire) })...),
		r.tell("W3b", ratios(func(f fan) float64 { return f.cpu })...),
	)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// keyMark stands in a request where each sending needs a text of its own.
const keyMark = "@@@@@@@@@@@@@@@@@@@@@@@@"

// slot is one stretch of load: keep-alive connections that each send the next
// request as soon as the last one is answered.
type slot struct {
	Addr     string
	Conns    int
	For      time.Duration
	Requests []string // raw HTTP/1.1
}

// outcome is what a slot came to.
type outcome struct {
	PerSecond float64
	P50, P99  float64 // milliseconds
	Answers   int
	Bad       int    // not 2xx, or broken off
	FirstBad  string // what the first of them said
}

// serveLoad is the load program: slots in, outcomes out.
func serveLoad(ctx context.Context, p *pipe) error {
	for n := int64(1); ; n++ {
		var s slot
		if err := p.in.Decode(&s); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := p.out.Encode(s.run(ctx, n)); err != nil {
			return err
		}
	}
}

func (s slot) run(ctx context.Context, number int64) outcome {
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		keys atomic.Int64
		all  []time.Duration
		out  outcome
	)
	keys.Store(number << 32)
	clock := startWatch()
	for i := range s.Conns {
		wg.Go(func() {
			took, err := s.client(ctx, i, clock, &keys)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
			if err != nil {
				out.Bad++
				out.FirstBad = err.Error()
			}
		})
	}
	wg.Wait()
	whole := clock.took()
	slices.Sort(all)
	out.Answers = len(all)
	out.PerSecond = float64(len(all)) / whole.Seconds()
	out.P50, out.P99 = quantile(all, 50), quantile(all, 99)
	return out
}

// client is one connection; it ends at the first answer that is not 2xx, so
// that a refusal never counts as speed.
func (s slot) client(ctx context.Context, i int, clock watch, keys *atomic.Int64) ([]time.Duration, error) {
	c, err := dial(ctx, s.Addr)
	if err != nil {
		return nil, err
	}
	defer c.close()
	requests, keyAt := make([][]byte, len(s.Requests)), make([]int, len(s.Requests))
	for j, text := range s.Requests {
		requests[j], keyAt[j] = []byte(text), strings.Index(text, keyMark)
	}
	took := make([]time.Duration, 0, 1<<14)
	for n := i; clock.took() < s.For && ctx.Err() == nil; n++ {
		raw := requests[n%len(requests)]
		if at := keyAt[n%len(requests)]; at >= 0 {
			copy(raw[at:], fmt.Sprintf("%024x", keys.Add(1)))
		}
		one := startWatch()
		status, body, err := c.roundTrip(raw, false)
		if err != nil {
			return took, err
		}
		if status/100 != 2 {
			return took, fmt.Errorf("%d %s", status, body)
		}
		took = append(took, one.took())
	}
	return took, nil
}

// quantile is in milliseconds; of sorted durations.
func quantile(sorted []time.Duration, percent int) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return float64(sorted[min(len(sorted)-1, len(sorted)*percent/100)].Microseconds()) / 1000
}

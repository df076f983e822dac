package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// fault is something bad that happens again and again.
type fault struct {
	name  string
	every time.Duration // about; half to one and a half of it
	times int           // at most; 0: until the end
	do    func(ctx context.Context, chance *rand.Rand) error
}

// errNotNow is what a fault answers that finds nothing to harm at the moment;
// it is tried again and not counted.
var errNotNow = errors.New("nothing to harm now")

// harm lets the faults happen side by side until ctx ends, and counts them. It
// answers the function that ends them and waits; its error is that of the
// first fault that could not be done, which makes the proof worthless.
func (l *lab) harm(ctx context.Context, faults ...fault) (end func() error) {
	in, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	failed := make(chan error, len(faults))
	for i, f := range faults {
		chance := rand.New(rand.NewPCG(l.seed, uint64(i+1))) //nolint:gosec // chance that can be repeated
		wg.Go(func() {
			for n := 0; f.times == 0 || n < f.times; {
				pause(in, f.every/2+time.Duration(chance.Int64N(int64(f.every))))
				if in.Err() != nil {
					return
				}
				// With ctx: what was begun (a restart) is finished also at the end.
				switch err := f.do(ctx, chance); {
				case errors.Is(err, errNotNow):
					continue
				case err != nil:
					failed <- fmt.Errorf("fault %s: %w", f.name, err)
					return
				}
				n++
				l.fact(f.name, 1)
			}
		})
	}
	return func() error {
		cancel()
		wg.Wait()
		close(failed)
		var all []error
		for err := range failed {
			all = append(all, err)
		}
		return errors.Join(all...)
	}
}

// killOne kills one of the children by chance and starts it again.
func killOne(children ...*child) func(context.Context, *rand.Rand) error {
	return func(ctx context.Context, chance *rand.Rand) error {
		return children[chance.IntN(len(children))].restart(ctx)
	}
}

// freezeOne stops one of the children for d, as a long pause of its machine would.
func freezeOne(d time.Duration, children ...*child) func(context.Context, *rand.Rand) error {
	return func(ctx context.Context, chance *rand.Rand) error {
		c := children[chance.IntN(len(children))]
		if c.stop() != nil {
			return errNotNow
		}
		pause(ctx, d)
		_ = c.cont() // another fault may have killed it meanwhile
		return nil
	}
}

// flush makes Redis forget everything.
func (l *lab) flush(ctx context.Context, _ *rand.Rand) error {
	return l.patient(ctx, func() error { return l.cache.FlushAll(ctx).Err() })
}

// patient tries again while a store is away because of another fault.
func (l *lab) patient(ctx context.Context, do func() error) error {
	var err error
	for range 100 {
		if err = do(); err == nil || ctx.Err() != nil {
			return err
		}
		pause(ctx, 100*time.Millisecond)
	}
	return err
}

package idem_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"zhijian/server/platform/db"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/idem"
	"zhijian/server/platform/testkit"
)

type answer struct{ N int64 }

const key = "0123456789abcdef"

func TestOneKeyOneEffect(t *testing.T) {
	t.Parallel()
	c := testkit.Clock()
	d := testkit.DB(t, c.Now)
	s := idem.New(d, c.Now)
	ctx := db.Everywhere(t.Context())
	refused := errs.New(409, "x.refused", "不行")
	var runs atomic.Int64
	do := func(key, in string, err error) (*answer, error) {
		return idem.Do(ctx, s, 7, "op", key, in, func(context.Context) (*answer, error) {
			return &answer{runs.Add(1)}, err
		})
	}
	for _, bad := range []string{"", "short", "with space in the key", "键键键键键键键键键键键键键键键键"} {
		if _, err := do(bad, "a", nil); !errors.Is(err, idem.ErrMissing) {
			t.Errorf("key %q: %v", bad, err)
		}
	}
	if _, err := do(key, "a", refused); !errors.Is(err, refused) {
		t.Fatalf("a refusal: %v", err)
	}
	before := runs.Load()
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if a, err := do(key, "a", nil); err != nil && !errors.Is(err, idem.ErrBusy) || err == nil && a.N <= before {
				t.Errorf("%+v %v", a, err)
			}
		})
	}
	wg.Wait()
	first, err := do(key, "a", nil)
	if err != nil {
		t.Fatal(err)
	}
	again, err := do(key, "a", nil)
	if err != nil || *again != *first {
		t.Fatalf("a repeat got %+v instead of %+v: %v", again, first, err)
	}
	if _, err := do(key, "b", nil); !errors.Is(err, idem.ErrReused) {
		t.Errorf("another body: %v", err)
	}
	other, err := idem.Do(ctx, s, 8, "op", key, "b", func(context.Context) (*answer, error) { return &answer{99}, nil })
	if err != nil || other.N != 99 {
		t.Errorf("another person's key: %+v %v", other, err)
	}
	c.Advance(idem.Keep + time.Second)
	if err := s.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if fresh, err := do(key, "b", nil); err != nil || fresh.N == first.N {
		t.Errorf("after a day: %+v %v", fresh, err)
	}
}

func TestARunningEffectThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	c := testkit.Clock()
	d := testkit.DB(t, c.Now)
	s := idem.New(d, c.Now)
	ctx := db.Everywhere(t.Context())
	func() {
		defer func() { _ = recover() }()
		_, _ = idem.Do(ctx, s, 7, "op", key, "a", func(context.Context) (*answer, error) { panic("killed here") })
	}()
	if a, err := idem.Do(ctx, s, 7, "op", key, "a", func(context.Context) (*answer, error) { return &answer{1}, nil }); err != nil || a.N != 1 {
		t.Fatalf("%+v %v", a, err)
	}
}

package ids_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
)

func TestIDsAreStringsOnTheWire(t *testing.T) {
	t.Parallel()
	var v struct {
		A ids.ID `json:"a"`
		M map[ids.ID]int
	}
	for _, bad := range []string{`{"a":123}`, `{"a":"-1"}`, `{"a":"1e3"}`, `{"a":"99999999999999999999"}`, `{"a":"+5"}`} {
		if json.Unmarshal([]byte(bad), &v) == nil {
			t.Errorf("%s was accepted", bad)
		}
	}
	if err := json.Unmarshal([]byte(`{"a":"250656954165235712"}`), &v); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(v)
	if err != nil || !strings.Contains(string(out), `"a":"250656954165235712"`) {
		t.Fatalf("%s %v", out, err)
	}
}

func TestGenIsUniqueAndRisingEvenWhenTheClockGoesBack(t *testing.T) {
	t.Parallel()
	c := clock.NewFake(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	g, err := ids.NewGen(c.Now, 3)
	if err != nil {
		t.Fatal(err)
	}
	last := ids.ID(0)
	for i := range 20_000 {
		if i == 9_000 {
			c.Advance(-time.Hour)
		}
		if id := g.New(); id <= last {
			t.Fatalf("%d after %d", id, last)
		} else {
			last = id
		}
	}
	var mu sync.Mutex
	seen := map[ids.ID]bool{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 2_000 {
				id := g.New()
				mu.Lock()
				if seen[id] {
					t.Errorf("%d twice", id)
				}
				seen[id] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if _, err := ids.NewGen(c.Now, 1024); err == nil {
		t.Fatal("node 1024 was accepted")
	}
}

func TestCode(t *testing.T) {
	t.Parallel()
	if c := ids.Code(32, ids.Human); len(c) != 32 || strings.ContainsAny(c, "01IO") {
		t.Fatalf("code %q", c)
	}
	if a, b := ids.Code(20, ids.URL), ids.Code(20, ids.URL); a == b {
		t.Fatal("two codes are equal")
	}
}

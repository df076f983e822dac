package realtime_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
)

// A phone that went into a lift keeps its connection and reads nothing.
func TestASlowReaderIsCutAndHarmsNobody(t *testing.T) {
	t.Parallel()
	p := newLab(t).process()
	stuck, well := p.join(ann, 0, ""), p.join(bob, 0, "")
	stuck.expect("welcome", 0)
	well.expect("welcome", 0)
	var worst time.Duration
	cut := false
	for seq := int64(1); seq < 40_000 && !cut; seq += 32 {
		begin := clock.System()
		p.hub.Flood(seq, seq+31, ann, bob)
		for i := range int64(32) {
			well.expect("event", seq+i)
		}
		worst = max(worst, clock.System().Sub(begin))
		cut = p.hub.Connected() == 1
	}
	if !cut {
		t.Fatal("the stuck reader was never cut")
	}
	t.Logf("worst burst of 32 for the other reader: %s", worst)
	if worst > time.Second {
		t.Fatalf("a burst took %s for the other reader", worst)
	}
	// The close frame itself may not fit behind what is stuck.
	if code := stuck.closed(); code != 4408 && code != websocket.CloseAbnormalClosure {
		t.Fatalf("closed with %d", code)
	}
}

// Not parallel: it counts the goroutines of the whole process.
func TestCloseLeavesNoGoroutine(t *testing.T) {
	l := newLab(t)
	if err := l.redis.Ping(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	p := l.process()
	l.onBus(1)
	for i := range 30 {
		p.join(ids.ID(500+i), 0, "").expect("welcome", 0)
	}
	for range 5 {
		if _, _, err := p.dial(""); err != nil { // no hello yet
			t.Fatal(err)
		}
	}
	if n := runtime.NumGoroutine(); n < before+35 {
		t.Fatalf("%d goroutines for 35 sockets: the count proves nothing", n)
	}
	p.stop()
	if p.hub.Connected() != 0 {
		t.Fatal("sockets are left")
	}
	if _, _, err := p.dial(""); err == nil {
		t.Fatal("a closed process takes connections")
	}
	testkit.Eventually(t, far, func() bool { return runtime.NumGoroutine() <= before+3 }) // the pool of Redis may keep some
}

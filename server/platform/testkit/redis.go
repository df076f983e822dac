package testkit

import (
	"context"
	"net"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// Redis is a private one: miniredis in the process, or a redis-server of the
// test's own when the run is on real components.
func Redis(t testing.TB) redis.UniversalClient {
	t.Helper()
	var c redis.UniversalClient
	if MySQL() {
		c = realRedis(t)
	} else {
		m := miniredis.NewMiniRedis()
		if err := m.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(m.Close)
		t.Cleanup(tick(m))
		c = redis.NewClient(&redis.Options{Addr: m.Addr()})
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// tick moves miniredis' time on, or nothing in it would ever expire. Its own
// ClockTTL sorts all keys at every command.
func tick(m *miniredis.Miniredis) (stop func()) {
	every := time.NewTicker(100 * time.Millisecond)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-every.C:
				m.FastForward(100 * time.Millisecond)
			case <-done:
				every.Stop()
				return
			}
		}
	}()
	return func() { close(done) }
}

func realRedis(t testing.TB) redis.UniversalClient {
	t.Helper()
	sock := filepath.Join(t.TempDir(), "r.sock")
	cmd := exec.Command("redis-server", "--port", "0", "--unixsocket", sock, "--save", "", "--appendonly", "no", "--dir", filepath.Dir(sock)) //nolint:gosec // a fixed program on a path of our own
	if err := cmd.Start(); err != nil {
		t.Fatalf("redis-server: %v (make deps installs it)", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Signal(syscall.SIGTERM); _ = cmd.Wait() })
	c := redis.NewClient(&redis.Options{Network: "unix", Addr: sock, Dialer: func(ctx context.Context, network, addr string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, addr)
	}})
	Eventually(t, 5*time.Second, func() bool { return c.Ping(t.Context()).Err() == nil })
	return c
}

// Eventually polls until ok, and fails the test after the deadline.
func Eventually(t testing.TB, within time.Duration, ok func() bool) {
	t.Helper()
	deadline := time.NewTimer(within)
	defer deadline.Stop()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-deadline.C:
			t.Fatal("it did not happen in time")
		case <-tick.C:
		}
	}
}

package app

import (
	"context"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhijian/jobs/worker"
	"zhijian/server/platform/config"
	"zhijian/server/platform/testkit"
)

// work runs the background half for real until the test ends.
func (r *rig) work(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	d := r.Worker(true)
	d.Poll = 10 * time.Millisecond
	go func() { ended <- worker.Run(ctx, d) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestThePlatformsDesk(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := newTown(t, r, 0)
	admin := w.staff[platformAdmin]
	first := r.do(admin, "GET /admin/v1/ops/schedule", nil, 200)["items"].([]any)
	if len(first) != len(r.periodics) {
		t.Fatalf("%d lines of %d", len(first), len(r.periodics))
	}
	r.work(t)
	testkit.Eventually(t, 30*time.Second, func() bool {
		out := r.do(admin, "GET /admin/v1/ops/schedule", nil, 200)
		for _, line := range out["items"].([]any) {
			if line.(map[string]any)["last"] == nil {
				return false
			}
		}
		return out["leader"] != ""
	})
	runs := r.do(admin, "GET /admin/v1/ops/schedule/runs?name=audit:seal", nil, 200)["items"].([]any)
	if len(runs) != 1 || runs[0].(map[string]any)["result"] != "ok" {
		t.Errorf("%v", runs)
	}
	r.do(admin, "GET /admin/v1/ops/schedule/runs?name=no:such", nil, 404)
	work := r.do(admin, "GET /admin/v1/ops/queues", nil, 200)
	if len(work["queues"].([]any)) != 3 || work["outbox"].(map[string]any)["dead"] != 0.0 {
		t.Errorf("%v", work)
	}
}

func TestNobodyElseSeesThePlatformsDesk(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := newTown(t, r, 0)
	for _, path := range []string{"schedule", "schedule/runs?name=audit:seal", "queues"} {
		for role, s := range w.staff {
			if role != platformAdmin {
				r.do(s, "GET /admin/v1/ops/"+path, nil, 403)
			}
		}
		r.do(w.owner, "GET /admin/v1/ops/"+path, nil, 401)
		r.do(session{}, "GET /admin/v1/ops/"+path, nil, 401)
	}
}

func TestAnOperatorMakesAPlatformAdministrator(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := newTown(t, r, 0)
	manager := w.staff["小区经理"]
	if err := r.PlatformAdmin(t.Context(), "nobody", true); err == nil {
		t.Error("an account that is not there")
	}
	for _, on := range []bool{true, false} {
		if err := r.PlatformAdmin(t.Context(), manager.name, on); err != nil {
			t.Fatal(err)
		}
		r.do(manager, "GET /admin/v1/ops/queues", nil, 401) // what he had open has ended
		manager = r.staff(manager.name, testPassword)
		r.do(manager, "GET /admin/v1/ops/queues", nil, map[bool]int{true: 200, false: 403}[on])
	}
}

func TestEveryClockedWorkSaysWhatFor(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	names := map[string]bool{}
	for _, p := range r.periodics {
		if names[p.Name] || p.Every < time.Second {
			t.Errorf("%s: twice, or every %s", p.Name, p.Every)
		}
		names[p.Name] = true
		if p.For == "" {
			t.Errorf("%s: nobody knows what for", p.Name)
		}
	}
}

func TestProductionRefusesARedisThatForgets(t *testing.T) {
	t.Parallel()
	for info, want := range map[string]string{
		"# Memory\r\nmaxmemory_policy:noeviction\r\n# Persistence\r\naof_enabled:1\r\n":  "",
		"# Memory\r\nmaxmemory_policy:allkeys-lru\r\n# Persistence\r\naof_enabled:1\r\n": "maxmemory_policy",
		"maxmemory_policy:noeviction\r\naof_enabled:0\r\n":                               "appendonly yes",
		"": "maxmemory_policy",
	} {
		err := mustKeep(info)
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", info, err)
		}
	}
}

// TestTheStartAsksRedisHowItKeeps needs a real one: only such has settings.
func TestTheStartAsksRedisHowItKeeps(t *testing.T) {
	t.Parallel()
	if !testkit.MySQL() {
		return
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	_ = l.Close()
	cmd := exec.Command("redis-server", "--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--dir", t.TempDir(), "--save", "", "--maxmemory-policy", "allkeys-lru")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	dbc, dir := testkit.Database(t)
	key := strings.Repeat("42", 32)
	cfg := config.Default()
	cfg.Env, cfg.Demo, cfg.ShowCodes, cfg.PublicURL, cfg.Database, cfg.DataDir = "production", false, false, "https://example.com", dbc, filepath.Join(dir, "data")
	cfg.Redis.Addr = fmt.Sprintf("127.0.0.1:%d", port)
	cfg.Secrets = config.Secrets{Token: key, URL: key, Index: key, Audit: key, Current: "1", Fields: map[string]string{"1": key}}
	cfg.WeChat.AppID, cfg.WeChat.Secret = "wx", "secret"
	testkit.Eventually(t, 30*time.Second, func() bool {
		a, err := New(t.Context(), cfg, testkit.Clock().Now)
		if err == nil {
			_ = a.Close()
			t.Fatal("it started")
		}
		return strings.Contains(err.Error(), "noeviction") && strings.Contains(err.Error(), "appendonly yes")
	})
}

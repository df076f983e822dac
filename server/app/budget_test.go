package app

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"zhijian/server/platform/config"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
)

// The budgets of H6 and F2 in docs/bench: what a request may cost is exact, so
// a test holds it.
const (
	hitAllocs  = 120
	missAllocs = 300
	homeBytes  = 4096
)

// discard is a response that only its status is read of.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(status int)      { d.status = status }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }

// TestTheBudgetOfAHomePage is not parallel: it counts what the process allocates.
func TestTheBudgetOfAHomePage(t *testing.T) {
	r := newRig(t)
	w := newTown(t, r, 0)
	me := r.do(w.owner, "GET /app/v1/me", nil, 200)
	id, err := ids.Parse(me["id"].(string))
	if err != nil {
		t.Fatal(err)
	}
	ask := func() {
		q := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/app/v1/home", nil)
		q.Header.Set("Authorization", "Bearer "+w.owner.token)
		d := &discard{header: http.Header{}}
		if r.http.ServeHTTP(d, q); d.status != http.StatusOK && d.status != 0 {
			t.Fatalf("%d", d.status)
		}
	}
	hit := testing.AllocsPerRun(200, ask)
	miss := testing.AllocsPerRun(200, func() { r.home.Forget(id); ask() })
	t.Logf("home: %.0f allocations a hit, %.0f a miss", hit, miss)
	if hit > hitAllocs || miss > missAllocs {
		t.Errorf("home: %.0f allocations a hit (at most %d), %.0f a miss (at most %d)", hit, hitAllocs, miss, missAllocs)
	}
	var z bytes.Buffer
	g := gzip.NewWriter(&z)
	if _, err := g.Write([]byte(r.send(w.owner, "GET", "/app/v1/home", nil, "").body)); err != nil || g.Close() != nil || z.Len() > homeBytes {
		t.Errorf("home: %d bytes gzip, at most %d: %v", z.Len(), homeBytes, err)
	}
}

func TestAnAuthorSeesHisChangeAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := newTown(t, r, 0)
	todos := func() int {
		list, _ := r.do(w.owner, "GET /app/v1/home", nil, 200)["todos"].([]any)
		return len(list)
	}
	before := todos() // the page is kept from here on
	r.do(w.owner, "POST /app/v1/repairs", map[string]any{"communityId": w.objects["communities"], "place": "public", "category": "light", "publicPlace": "大门口", "description": "灯不亮"}, 201)
	if got := todos(); got != before+1 {
		t.Errorf("%d todos after one more report, %d before", got, before)
	}
}

// TestNothingRunsAfterClose is not parallel: it counts the process's goroutines.
func TestNothingRunsAfterClose(t *testing.T) {
	runtime.GC()
	before := runtime.NumGoroutine()
	for range 2 {
		dbc, dir := testkit.Database(t)
		cfg := config.Default()
		cfg.Database, cfg.DataDir, cfg.Demo = dbc, dir, false
		a, err := New(t.Context(), cfg, testkit.Clock().Now)
		if err != nil {
			t.Fatal(err)
		}
		q := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/readyz", nil)
		answer := httptest.NewRecorder()
		if a.Handler().ServeHTTP(answer, q); answer.Code != http.StatusOK {
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
	testkit.Eventually(t, 10*time.Second, func() bool { return runtime.NumGoroutine() <= before })
}

// The budgets of writes: statements between the request and its answer,
// without BEGIN and COMMIT. A write may get cheaper; to make one dearer is a
// decision.
func TestTheStatementsOfAWrite(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := newTown(t, r, 0)
	fault := map[string]any{"communityId": w.objects["communities"], "place": "public", "category": "light", "publicPlace": "大门口", "description": "灯不亮"}
	byDesk := map[string]any{"contactName": "王", "contactPhone": "13800000001", "channel": "phone"}
	maps.Copy(byDesk, fault)
	byDesk["publicPlace"] = "后门口"
	r.do(w.staff["客服"], "POST /admin/v1/repairs", byDesk, 201) // what is kept in the process is there
	byDesk["publicPlace"] = "侧门口"                              // the same fault twice would be refused
	for _, c := range []struct {
		who  session
		do   string
		body map[string]any
		most int
	}{
		{w.staff["客服"], "POST /admin/v1/repairs", byDesk, 12},
		{w.owner, "POST /app/v1/repairs", fault, 16},
	} {
		if got := r.statements(c.who, c.do, c.body); got > c.most {
			t.Errorf("%s as %s: %d statements, at most %d", c.do, c.who.name, got, c.most)
		} else {
			t.Logf("%s as %s: %d statements", c.do, c.who.name, got)
		}
	}
}

// statements sends JSON, which must succeed, and counts its SQL.
func (r *rig) statements(s session, do string, body map[string]any) int {
	r.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		r.t.Fatal(err)
	}
	method, path, _ := strings.Cut(do, " ")
	n := 0
	q := httptest.NewRequestWithContext(db.Counting(r.t.Context(), &n), method, path, bytes.NewReader(raw))
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Idempotency-Key", ids.Code(24, ids.URL))
	if s.token != "" {
		q.Header.Set("Authorization", "Bearer "+s.token)
	}
	if s.cookie != "" {
		q.Header.Set("Cookie", s.cookie)
	}
	a := httptest.NewRecorder()
	if r.http.ServeHTTP(a, q); a.Code/100 != 2 {
		r.t.Fatalf("%s: %d %s", do, a.Code, a.Body)
	}
	return n
}

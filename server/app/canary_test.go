package app

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"zhijian/server/platform/db"
)

// logBook collects what the process logs; other tests may log into it too.
type logBook struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logBook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// TestNoPersonalDataOutsideItsVault lives a town's whole story, and failures,
// and then looks for its phones and names where they must not be. It is not
// parallel: it replaces the process's log.
func TestNoPersonalDataOutsideItsVault(t *testing.T) {
	book := &logBook{}
	old := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(book, &slog.HandlerOptions{Level: slog.LevelDebug})))
	defer slog.SetDefault(old)

	r := newRig(t)
	w := newTown(t, r, 0)
	for _, phone := range []string{"18800000000", "1880000000", "188-0000-0099"} {
		r.send(session{}, "POST", "/app/v1/auth/sms", map[string]any{"phone": phone, "code": "000000"}, "application/json")
		r.send(w.owner, "GET", "/app/v1/communities?q="+phone, nil, "")
		r.send(session{}, "POST", "/admin/v1/auth/login", map[string]any{"username": phone, "password": "小张的密码18800000000"}, "application/json")
	}
	if err := r.audit.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
	secrets := []string{"18800000000", "18800000099", "18800000098", "18800000077", w.canary + "户", testPassword, "小张的密码"}
	if !strings.Contains(book.String(), `"route":"/admin/v1/auth/login"`) {
		t.Fatal("the log was not collected")
	}
	look(t, "the log", book.String(), append(secrets, w.canary))
	for table, rows := range r.dump(t) {
		if table != "idempotency_keys" { // answers kept for a day, as they were sent: masked, checked below
			look(t, "table "+table, rows, secrets)
		}
	}
	look(t, "kept answers", r.dump(t)["idempotency_keys"], secrets[:4])
	look(t, "Redis", r.redisDump(t), secrets)
}

func look(t *testing.T, where, text string, secrets []string) {
	t.Helper()
	for _, s := range secrets {
		if i := strings.Index(text, s); i >= 0 {
			t.Errorf("%s holds %q: …%s…", where, s, text[max(0, i-80):min(len(text), i+40)])
		}
	}
}

func (r *rig) dump(t *testing.T) map[string]string {
	t.Helper()
	ctx := db.AllowRaw(db.Everywhere(t.Context()))
	out := map[string]string{}
	for n := range r.fingerprint(t) {
		var rows []map[string]any
		if err := r.db.Conn(ctx).Raw("SELECT * FROM " + n).Scan(&rows).Error; err != nil {
			t.Fatal(err)
		}
		out[n] = fmt.Sprint(rows)
	}
	var kept []map[string]any
	if err := r.db.Conn(ctx).Raw("SELECT * FROM idempotency_keys").Scan(&kept).Error; err != nil {
		t.Fatal(err)
	}
	out["idempotency_keys"] = fmt.Sprint(kept)
	return out
}

func (r *rig) redisDump(t *testing.T) string {
	t.Helper()
	keys, err := r.redis.Keys(t.Context(), "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, k := range keys {
		v, _ := r.redis.Dump(t.Context(), k).Result() // a key may end meanwhile
		b.WriteString(k + "=" + v + "\n")
	}
	return b.String()
}

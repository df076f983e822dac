package app

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// sentinel tells which tables changed since it last looked. It asks the engine
// how many rows were written, which is one cheap question, and reads the
// tables only when any were: a call that is refused seldom writes.
type sentinel struct {
	rig     *rig
	written map[string]int64
	sums    map[string]string
}

// watch begins to look.
func (r *rig) watch(t testing.TB) *sentinel {
	t.Helper()
	return &sentinel{rig: r, written: r.written(t), sums: r.fingerprint(t)}
}

// changed names the tables whose contents are not what they were at the last
// look; what was written and rolled back is no change.
func (s *sentinel) changed(t testing.TB) (out []string) {
	t.Helper()
	now := s.rig.written(t)
	var touched []string
	for n, rows := range now {
		if s.written[n] != rows {
			touched = append(touched, n)
		}
	}
	s.written = now
	if len(touched) == 0 {
		return nil
	}
	if slices.Contains(touched, anyTable) {
		touched = nil
	}
	sums := s.rig.fingerprint(t, touched...)
	for n, sum := range sums {
		if s.sums[n] != sum {
			out = append(out, n)
		}
	}
	maps.Copy(s.sums, sums)
	return out
}

// anyTable is what SQLite counts by.
const anyTable = "*"

// written is how many rows were ever written, by table on MariaDB (its
// services run with userstat) and in all on SQLite, whose one writing
// connection counts what it did, also what it took back.
func (r *rig) written(t testing.TB) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	ctx := db.AllowRaw(db.Everywhere(t.Context()))
	if !r.db.MySQL() {
		var n int64
		if err := r.db.Tx(ctx, func(ctx context.Context) error {
			return r.db.Conn(ctx).Raw("SELECT total_changes()").Scan(&n).Error
		}); err != nil {
			t.Fatal(err)
		}
		out[anyTable] = n
		return out
	}
	var rows []struct {
		TableName   string
		RowsChanged int64
	}
	if err := r.db.Conn(ctx).Raw("SELECT table_name, rows_changed FROM information_schema.table_statistics WHERE table_schema = DATABASE()").Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	for _, x := range rows {
		out[x.TableName] = x.RowsChanged
	}
	if len(out) == 0 {
		t.Fatal("MariaDB does not count what is written: start it with userstat=1")
	}
	return out
}

// noise are tables that a refused call may touch without harm: who asked,
// not whose data.
var noise = []string{"idempotency_keys", "goose_db_version", "goose_lock", "resident_sessions", "staff_sessions", "job_ticks"}

// fingerprint sums the contents of the tables, of all without a name.
func (r *rig) fingerprint(t testing.TB, only ...string) map[string]string {
	t.Helper()
	ctx := db.AllowRaw(db.Everywhere(t.Context()))
	if len(only) == 0 {
		q := "SELECT name FROM sqlite_master WHERE type = 'table'"
		if r.db.MySQL() {
			q = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
		}
		if err := r.db.Conn(ctx).Raw(q).Scan(&only).Error; err != nil {
			t.Fatal(err)
		}
	}
	out := map[string]string{}
	for _, n := range only {
		if slices.Contains(noise, n) {
			continue
		}
		var rows []map[string]any
		if err := r.db.Conn(ctx).Raw("SELECT * FROM " + n).Scan(&rows).Error; err != nil {
			t.Fatal(err)
		}
		lines := make([]string, len(rows))
		for i, row := range rows {
			lines[i] = fmt.Sprint(row)
		}
		slices.Sort(lines)
		out[n] = fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(lines, "\n"))))
	}
	return out
}

// TestTheSentinelSeesEveryWrite plants writes of each kind, and one that is
// taken back.
func TestTheSentinelSeesEveryWrite(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := newTown(t, r, 0)
	ctx := db.AllowRaw(db.Everywhere(t.Context()))
	s := r.watch(t)
	taken := fmt.Errorf("taken back")
	for _, c := range []struct {
		what, sql string
		undo      bool
		want      []string
	}{
		{"nothing", "", false, nil},
		{"an update of a word", "UPDATE communities SET name = 'x' WHERE id = " + w.objects["communities"], false, []string{"communities"}},
		{"an update to the same word", "UPDATE communities SET name = 'x' WHERE id = " + w.objects["communities"], false, nil},
		{"an insert", "INSERT INTO job_leaders (name, holder, token, held_until) VALUES ('x', 'x', 1, '2026-03-02 00:00:00.000')", false, []string{"job_leaders"}},
		{"a delete", "DELETE FROM job_leaders WHERE name = 'x'", false, []string{"job_leaders"}},
		{"an update that is taken back", "UPDATE houses SET status = 'x'", true, nil},
		{"a write where it does no harm", "UPDATE staff_sessions SET device = 'x'", false, nil},
		{"a delete of much", "DELETE FROM inbox_messages", false, []string{"inbox_messages"}},
		{"nothing again", "", false, nil},
	} {
		err := r.db.Tx(ctx, func(ctx context.Context) error {
			if c.sql == "" {
				return nil
			}
			if err := r.db.Conn(ctx).Exec(c.sql).Error; err != nil {
				t.Errorf("%s: %v", c.what, err)
			}
			if c.undo {
				return taken
			}
			return nil
		})
		if got := s.changed(t); !slices.Equal(got, c.want) || (err != nil) != c.undo {
			t.Errorf("%s: %v, not %v: %v", c.what, got, c.want, err)
		}
	}
	// A write over HTTP is seen as well.
	r.do(w.owner, "POST /app/v1/repairs", map[string]any{"communityId": w.objects["communities"], "place": "public", "category": "light", "publicPlace": ids.Code(8, ids.URL), "description": "灯"}, 201)
	if got := s.changed(t); !slices.Contains(got, "repair_orders") || !slices.Contains(got, "outbox") {
		t.Errorf("a report: %v", got)
	}
}

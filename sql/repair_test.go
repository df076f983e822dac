package sql_test

import (
	"database/sql"
	"io/fs"
	"path/filepath"
	"testing"
	"testing/fstest"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/config"
	"zhijian/server/platform/db"
	zsql "zhijian/sql"
)

// before are the migrations older than the given number.
func before(t *testing.T, number string) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	names, err := fs.Glob(zsql.Files(), "*.sql")
	if err != nil || len(names) == 0 {
		t.Fatal(err)
	}
	for _, n := range names {
		if n < number {
			raw, err := fs.ReadFile(zsql.Files(), n)
			if err != nil {
				t.Fatal(err)
			}
			out[n] = &fstest.MapFile{Data: raw}
		}
	}
	return out
}

// TestRepairOrdersSurviveTheirNewTable brings a database with orders of the
// first version up: SQLite cannot change a CHECK, so the tables are made anew.
func TestRepairOrdersSurviveTheirNewTable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	migrate := func(files fs.FS) {
		d, err := db.Open(config.Database{Driver: "sqlite", MaxConns: 1}, dir, clock.System)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(t.Context(), files); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	migrate(before(t, "0100"))
	raw, err := sql.Open("sqlite", filepath.Join(dir, "zhijian.db")+"?_pragma=foreign_keys(1)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = raw.Close() }()
	do := func(q string) {
		if _, err := raw.ExecContext(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	for i, state := range []string{"submitted", "assigned", "accepted", "arrived", "to_rate", "closed", "cancelled"} {
		id := string(rune('1' + i))
		do(`INSERT INTO repair_orders (id, community_id, house_id, number, state, version, place, place_key, place_label, category, description, search, channel, worker_id, created_at, updated_at)
			VALUES (` + id + `, 10, 0, '2603020000` + id + `', '` + state + `', 4, 'public', 'gate', 'Gate', 'lift_trapped', 'broken', 'broken', 'phone', 7, '2026-03-02 02:00:00', '2026-03-02 03:00:00')`)
		do(`INSERT INTO repair_events (id, community_id, order_id, act, from_state, to_state, version, actor_kind, actor_id, actor_name, actor_role, channel, ip, device, created_at)
			VALUES (9` + id + `, 10, ` + id + `, 'assign', 'submitted', 'assigned', 2, 'staff', 1, 'A', 'dispatcher', 'admin', '', '', '2026-03-02 02:30:00')`)
		do(`INSERT INTO repair_photos (order_id, file_id, position) VALUES (` + id + `, 5` + id + `, 0)`)
		do(`INSERT INTO repair_ratings (order_id, community_id, worker_id, speed, quality, attitude, tags, created_at) VALUES (` + id + `, 10, 7, 5, 4, 3, '[]', '2026-03-02 03:00:00')`)
		do(`INSERT INTO repair_viewers (person_id, order_id) VALUES (77, ` + id + `)`)
	}
	migrate(zsql.Files())
	for q, want := range map[string]int{
		"SELECT COUNT(*) FROM repair_orders WHERE version = 4 AND stage = 4 AND business_day = '2026-03-02' AND emergency = 1 AND cost_bearer = 'property' AND worker_id = 7": 7,
		"SELECT COUNT(DISTINCT state) FROM repair_orders":                                                 7,
		"SELECT COUNT(*) FROM repair_events WHERE happened_at = created_at AND act = 'assign'":            7,
		"SELECT COUNT(*) FROM repair_photos":                                                              7,
		"SELECT COUNT(*) FROM repair_ratings WHERE round = 0 AND quality = 4":                             7,
		"SELECT COUNT(*) FROM repair_viewers WHERE joined = 0":                                            7,
		"SELECT COUNT(*) FROM sqlite_master WHERE name LIKE 'repair%wide'":                                0,
		"SELECT COUNT(*) FROM pragma_foreign_key_list('repair_events') WHERE \"table\" = 'repair_orders'": 1,
	} {
		var got int
		if err := raw.QueryRowContext(t.Context(), q).Scan(&got); err != nil || got != want {
			t.Errorf("%s: %d instead of %d, %v", q, got, want, err)
		}
	}
	do("UPDATE repair_orders SET state = 'on_hold', hold_reason = 'parts' WHERE id = 4") // a state of today
	if _, err := raw.ExecContext(t.Context(), "UPDATE repair_orders SET state = 'lost' WHERE id = 4"); err == nil {
		t.Error("the new table takes any state")
	}
	if _, err := raw.ExecContext(t.Context(), "INSERT INTO repair_photos (order_id, file_id, position) VALUES (99, 1, 0)"); err == nil {
		t.Error("a photo of no order")
	}
}

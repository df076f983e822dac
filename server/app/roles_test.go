package app

import (
	"context"
	"encoding/json"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/config"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	zsql "zhijian/sql"
)

// TestDefaultRolesReachTheCompaniesThatAreThere brings a company of the first
// days up: a permission that is added to DefaultRoles without a migration
// would be missing where people work already.
func TestDefaultRolesReachTheCompaniesThatAreThere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open := func(files fs.FS) *db.DB {
		d, err := db.Open(config.Database{Driver: "sqlite", MaxConns: 1}, dir, clock.System)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(t.Context(), files); err != nil {
			t.Fatal(err)
		}
		return d
	}
	type row struct {
		ID          ids.ID
		Permissions string
	}
	old := open(earlier(t, "0240"))
	add := func(id int, company int, name, permissions, edited string) {
		if err := old.Tx(db.AllowRaw(t.Context()), func(ctx context.Context) error {
			return old.Conn(ctx).Exec("INSERT INTO roles (id, company_id, name, permissions, created_at, updated_at) VALUES (?, ?, ?, ?, '2026-01-02 00:00:00', ?)",
				id, company, name, permissions, edited).Error
		}); err != nil {
			t.Fatal(err)
		}
	}
	const never, since = "2026-01-02 00:00:00", "2026-02-03 00:00:00"
	for i, r := range DefaultRoles() {
		add(i, 1, r.Name, `["repair.read"]`, never)
	}
	add(90, 2, "小区经理", `["house.read","repair.manage","repair.read"]`, since) // edited: gets the new one only
	add(91, 3, "小区经理", `["house.read","repair.read"]`, since)                 // may not even hear of the rung below
	add(92, 4, "小区经理", `["repair.manage","repair.oversee"]`, since)           // has it
	add(93, 2, "前台", `["repair.manage"]`, never)                              // the company's own
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	want := map[ids.ID][]string{90: {"house.read", "repair.manage", "repair.oversee", "repair.read"}, 91: {"house.read", "repair.read"},
		92: {"repair.manage", "repair.oversee"}, 93: {"repair.manage"}}
	for i, r := range DefaultRoles() {
		want[ids.ID(i)] = r.Permissions
	}
	now := open(zsql.Files())
	defer func() { _ = now.Close() }()
	var rows []row
	if err := now.Conn(db.AllowRaw(t.Context())).Raw("SELECT id, permissions FROM roles").Scan(&rows).Error; err != nil || len(rows) != len(want) {
		t.Fatalf("%d roles, %v", len(rows), err)
	}
	for _, r := range rows {
		var got []string
		if err := json.Unmarshal([]byte(r.Permissions), &got); err != nil || !slices.Equal(got, want[r.ID]) {
			t.Errorf("role %d may %v instead of %v, %v", r.ID, got, want[r.ID], err)
		}
	}
}

// earlier are the migrations before the given number.
func earlier(t *testing.T, number string) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	names, err := fs.Glob(zsql.Files(), "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if n >= number {
			continue
		}
		raw, err := fs.ReadFile(zsql.Files(), n)
		if err != nil {
			t.Fatal(err)
		}
		out[n] = &fstest.MapFile{Data: raw}
	}
	return out
}

// TestEveryRungOfTheLadderHasSomebody: what is late climbs from supervisor
// over manager to community, and a default role stands on each.
func TestEveryRungOfTheLadderHasSomebody(t *testing.T) {
	t.Parallel()
	for _, rung := range []string{"repair.dispatch", "repair.supervise", "repair.manage", "repair.oversee"} {
		if !slices.ContainsFunc(DefaultRoles(), func(r Role) bool { return slices.Contains(r.Permissions, rung) }) {
			t.Errorf("nobody has %s", rung)
		}
	}
}

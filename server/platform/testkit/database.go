package testkit

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	gomysql "github.com/go-sql-driver/mysql"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/config"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	zsql "zhijian/sql"
)

// Start is where the test clock stands: a Monday, 10:00 in Shanghai.
var Start = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

// Clock is a fake clock at Start.
func Clock() *clock.Fake { return clock.NewFake(Start) }

// Gen issues ids by the given clock.
func Gen(t testing.TB, now clock.Clock) *ids.Gen {
	t.Helper()
	g, err := ids.NewGen(now, 1)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// MySQL reports whether this run is on MariaDB.
func MySQL() bool { return os.Getenv("ZJ_TEST_MYSQL") != "" }

// template is migrated once in a test process and copied for each test.
var template = sync.OnceValues(makeTemplate)

// DB is a migrated database of the test's own, with times by now.
func DB(t testing.TB, now clock.Clock) *db.DB {
	t.Helper()
	cfg, dir := Database(t)
	d, err := db.Open(cfg, dir, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// Database names a migrated database of the test's own, for code that opens
// it itself, and the data folder it belongs to.
func Database(t testing.TB) (config.Database, string) {
	t.Helper()
	from, err := template()
	if err != nil {
		t.Fatal(err)
	}
	cfg, dir := config.Database{Driver: "sqlite", MaxConns: 8}, t.TempDir()
	if MySQL() {
		cfg = config.Database{Driver: "mysql", MaxConns: 8, DSN: cloneMySQL(t, from)}
	} else if err := copyFile(filepath.Join(from, "zhijian.db"), filepath.Join(dir, "zhijian.db")); err != nil {
		t.Fatal(err)
	}
	return cfg, dir
}

func makeTemplate() (string, error) {
	ctx := context.Background()
	cfg, dir := config.Database{Driver: "sqlite", MaxConns: 2}, ""
	name := fmt.Sprintf("zj_t%d", os.Getpid())
	var err error
	if MySQL() {
		if err = admin(func(a *sql.DB) error {
			_, err := a.Exec("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
			return err
		}); err != nil {
			return "", err
		}
		cfg = config.Database{Driver: "mysql", MaxConns: 2, DSN: dsn(name)}
	} else if dir, err = os.MkdirTemp("", "zj-template"); err != nil {
		return "", err
	}
	d, err := db.Open(cfg, dir, clock.System)
	if err != nil {
		return "", err
	}
	if err := d.Migrate(ctx, zsql.Files()); err != nil {
		return "", err
	}
	if MySQL() {
		return name, d.Close()
	}
	return dir, d.Close() // closing the last connection folds the WAL in
}

func copyFile(from, to string) error {
	raw, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, raw, 0o600)
}

func dsn(name string) string {
	cfg, err := gomysql.ParseDSN(os.Getenv("ZJ_TEST_MYSQL"))
	if err != nil {
		return ""
	}
	cfg.DBName = name
	return cfg.FormatDSN()
}

func admin(f func(*sql.DB) error) error {
	a, err := sql.Open("mysql", dsn(""))
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	return f(a)
}

// cloneMySQL copies the template's tables without their foreign keys being
// checked half-way; SHOW CREATE keeps them, CREATE … LIKE would not.
func cloneMySQL(t testing.TB, from string) string {
	t.Helper()
	name := "zj_" + strings.ToLower(ids.Code(12, ids.Human))
	err := admin(func(a *sql.DB) error {
		ctx := context.Background()
		c, err := a.Conn(ctx)
		if err != nil {
			return err
		}
		defer func() { _ = c.Close() }()
		creates, err := tables(ctx, c, from)
		creates = append(creates, "INSERT INTO goose_db_version SELECT * FROM "+from+".goose_db_version")
		if err != nil {
			return err
		}
		steps := append([]string{"CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", "USE " + name, "SET foreign_key_checks=0"}, creates...)
		for _, s := range steps {
			if _, err := c.ExecContext(ctx, s); err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = admin(func(a *sql.DB) error { _, err := a.Exec("DROP DATABASE " + name); return err })
	})
	return dsn(name)
}

func tables(ctx context.Context, c *sql.Conn, schema string) ([]string, error) {
	rows, err := c.QueryContext(ctx, "SELECT table_name FROM information_schema.tables WHERE table_schema = ?", schema)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var names, out []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		names = append(names, n)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for _, n := range names {
		var name, create string
		if err := c.QueryRowContext(ctx, "SHOW CREATE TABLE "+schema+"."+n).Scan(&name, &create); err != nil {
			return nil, err
		}
		out = append(out, create)
	}
	return out, nil
}

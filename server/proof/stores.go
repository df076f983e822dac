package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/redis/go-redis/v9"
)

// database is the name of the product's database in the private MariaDB.
const database = "zhijian"

// openMaria makes a data folder and starts MariaDB on it with the settings of
// an installation that must not lose a commit.
func (l *lab) openMaria(ctx context.Context) error {
	data, temp := filepath.Join(l.dir, "maria"), filepath.Join(l.dir, "tmp")
	if err := os.MkdirAll(temp, 0o750); err != nil {
		return err
	}
	// Each MariaDB that starts clears its temporary folder, whoever's tables lie there.
	args := append([]string{"--no-defaults", "--datadir=" + data, "--tmpdir=" + temp, "--auth-root-authentication-method=normal", "--skip-test-db"}, asRoot()...)
	if text, err := exec.CommandContext(ctx, "mariadb-install-db", args...).CombinedOutput(); err != nil { //nolint:gosec // our own folder
		return fmt.Errorf("mariadb-install-db: %w: %s (make deps installs it)", err, text)
	}
	port, err := freePort(ctx)
	if err != nil {
		return err
	}
	path, err := exec.LookPath("mariadbd")
	if err != nil {
		return fmt.Errorf("%w (make deps installs it)", err)
	}
	l.dsn = fmt.Sprintf("root@tcp(127.0.0.1:%d)/", port)
	admin, err := sql.Open("mysql", l.dsn)
	if err != nil {
		return err
	}
	l.closers = append(l.closers, admin.Close)
	l.maria = l.adopt(&child{name: "maria", addr: fmt.Sprintf("127.0.0.1:%d", port), path: path, ready: admin.PingContext, args: append([]string{"--no-defaults",
		"--datadir=" + data, "--tmpdir=" + temp, fmt.Sprintf("--port=%d", port), "--bind-address=127.0.0.1", "--socket=" + filepath.Join(l.dir, "m.sock"), "--pid-file=" + filepath.Join(l.dir, "m.pid"),
		"--character-set-server=utf8mb4", "--collation-server=utf8mb4_bin", "--innodb-buffer-pool-size=256M", "--innodb-log-file-size=64M", "--max-connections=400", "--skip-name-resolve",
		"--innodb-flush-log-at-trx-commit=1", "--log-bin=" + filepath.Join(l.dir, "binlog"), "--sync-binlog=1", "--binlog-format=ROW", "--server-id=1"}, asRoot()...)})
	if err := l.maria.start(ctx); err != nil {
		return err
	}
	if _, err := admin.ExecContext(ctx, "CREATE DATABASE "+database+" CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"); err != nil {
		return err
	}
	l.dsn += database
	if l.db, err = sql.Open("mysql", l.dsn+"?parseTime=true"); err != nil {
		return err
	}
	l.closers = append(l.closers, l.db.Close)
	return nil
}

// openRedis starts Redis as an installation must have it.
func (l *lab) openRedis(ctx context.Context) error {
	port, err := freePort(ctx)
	if err != nil {
		return err
	}
	path, err := exec.LookPath("redis-server")
	if err != nil {
		return fmt.Errorf("%w (make deps installs it)", err)
	}
	dir := filepath.Join(l.dir, "redis")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	l.cache = redis.NewClient(&redis.Options{Addr: addr, MaxRetries: 5})
	l.closers = append(l.closers, l.cache.Close)
	l.redis = l.adopt(&child{name: "redis", addr: addr, path: path, ready: func(ctx context.Context) error { return l.cache.Ping(ctx).Err() },
		args: []string{"--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction"}})
	return l.redis.start(ctx)
}

// each calls do with each row that a query answers.
func (l *lab) each(ctx context.Context, query string, do func(scan func(...any) error) error) error {
	rows, err := l.db.QueryContext(ctx, query)
	if err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := do(rows.Scan); err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
	}
	return rows.Err()
}

// percentile is the value below which so many of a hundred lie; 0 of none.
func percentile(of []int64, percent int) int64 {
	if len(of) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(of))
	return sorted[min(len(sorted)*percent/100, len(sorted)-1)]
}

func asRoot() []string {
	if os.Geteuid() == 0 {
		return []string{"--user=root"}
	}
	return nil
}

// count is the one number that a query answers.
func (l *lab) count(ctx context.Context, query string, args ...any) (int64, error) {
	var n sql.NullInt64
	err := l.db.QueryRowContext(ctx, query, args...).Scan(&n)
	if err != nil {
		err = fmt.Errorf("%s: %w", query, err)
	}
	return n.Int64, err
}

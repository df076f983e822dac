package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	gomysql "github.com/go-sql-driver/mysql"
	gmysql "gorm.io/driver/mysql"
	gsqlite "gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	ms "modernc.org/sqlite"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/config"
)

// DB is safe for concurrent use. Close it once, last.
type DB struct {
	read, write *gorm.DB
	pools       []*sql.DB
	sqlitePath  string
	returning   bool
	now         clock.Clock
	kept        *keeper
}

// Open connects; it does not migrate. For SQLite the file is
// dataDir/zhijian.db with one immediate writer and eight query-only readers.
func Open(c config.Database, dataDir string, now clock.Clock) (*DB, error) {
	d := &DB{now: now, kept: &keeper{}}
	var err error
	if c.Driver == "mysql" {
		err = d.openMySQL(c)
	} else {
		err = d.openSQLite(c, dataDir)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", c.Driver, err), d.Close())
	}
	return d, nil
}

// MySQL reports whether the engine is MySQL-compatible; false is SQLite.
func (d *DB) MySQL() bool { return d.sqlitePath == "" }

// Returning reports whether INSERT … RETURNING works: on SQLite and MariaDB,
// not on MySQL and TiDB.
func (d *DB) Returning() bool { return d.returning }

// Close ends all connections.
func (d *DB) Close() error {
	var errs []error
	for _, p := range d.pools {
		errs = append(errs, p.Close())
	}
	return errors.Join(errs...)
}

// Ping asks the database whether it serves.
func (d *DB) Ping(ctx context.Context) error {
	for _, p := range d.pools {
		if err := p.PingContext(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (d *DB) openMySQL(c config.Database) error {
	cfg, err := gomysql.ParseDSN(c.DSN)
	if err != nil {
		return errors.New("the DSN cannot be read") // the cause may hold the password
	}
	cfg.ParseTime, cfg.Loc, cfg.ClientFoundRows, cfg.InterpolateParams = true, time.UTC, true, false
	cfg.Collation = "utf8mb4_bin"
	if cfg.Params == nil {
		cfg.Params = map[string]string{}
	}
	cfg.Params["time_zone"] = "'+00:00'"
	cfg.Timeout, cfg.ReadTimeout, cfg.WriteTimeout = 5*time.Second, 30*time.Second, 30*time.Second
	conn, err := gomysql.NewConnector(cfg)
	if err != nil {
		return err
	}
	pool := sql.OpenDB(connector{conn})
	d.pools = append(d.pools, pool)
	pool.SetMaxOpenConns(c.MaxConns)
	pool.SetMaxIdleConns(c.MaxConns)
	pool.SetConnMaxLifetime(30 * time.Minute)
	d.write, err = d.handle(mysqlDialect{gmysql.Dialector{Config: &gmysql.Config{Conn: pool, DSNConfig: cfg}}})
	d.read = d.write
	if err != nil {
		return err
	}
	var version string
	ctx, cancel := context.WithTimeout(context.Background(), cfg.Timeout)
	defer cancel()
	if err := pool.QueryRowContext(ctx, "SELECT VERSION()").Scan(&version); err != nil {
		return err
	}
	d.returning = strings.Contains(version, "MariaDB")
	return nil
}

func (d *DB) openSQLite(c config.Database, dir string) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	d.sqlitePath, d.returning = filepath.Join(dir, "zhijian.db"), true
	sync := "NORMAL"
	if c.FullSync {
		sync = "FULL"
	}
	// busy_timeout must come first: the other pragmas may meet a lock.
	base := "file:" + d.sqlitePath + "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(" + sync + ")" +
		"&_pragma=foreign_keys(1)&_pragma=journal_size_limit(67108864)&_time_format=sqlite&_timezone=UTC&_texttotime=1"
	var err error
	if d.write, err = d.sqlitePool(base+"&_txlock=immediate", 1); err != nil {
		return err
	}
	d.read, err = d.sqlitePool(base+"&_txlock=deferred&_pragma=query_only(1)", 8)
	return err
}

func (d *DB) sqlitePool(dsn string, conns int) (*gorm.DB, error) {
	pool, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	d.pools = append(d.pools, pool)
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	return d.handle(sqliteDialect{gsqlite.Dialector{Conn: pool}})
}

func (d *DB) handle(dialect gorm.Dialector) (*gorm.DB, error) {
	g, err := gorm.Open(dialect, &gorm.Config{
		// PrepareStmt stays off: MySQL's connections keep what is prepared, SQLite
		// gains nothing, and gorm's own store never ends its goroutine.
		SkipDefaultTransaction: true, TranslateError: true,
		NowFunc: func() time.Time { return d.now() },
		Logger:  logger.Discard, // errors are returned; logging them here too would say everything twice
	})
	if err != nil {
		return nil, err
	}
	return g, guard(g, d.kept)
}

type sqliteDialect struct{ gsqlite.Dialector }

// Translate maps modernc's result codes; the stock dialect knows only mattn's.
func (sqliteDialect) Translate(err error) error {
	if e, ok := errors.AsType[*ms.Error](err); ok {
		switch e.Code() {
		case 1555, 2067:
			return gorm.ErrDuplicatedKey
		case 787:
			return gorm.ErrForeignKeyViolated
		case 275:
			return gorm.ErrCheckConstraintViolated
		}
	}
	return err
}

type mysqlDialect struct{ gmysql.Dialector }

// Translate adds the CHECK codes of MariaDB (4025) and MySQL (3819).
func (m mysqlDialect) Translate(err error) error {
	if e, ok := errors.AsType[*gomysql.MySQLError](err); ok && (e.Number == 4025 || e.Number == 3819) {
		return gorm.ErrCheckConstraintViolated
	}
	return m.Dialector.Translate(err)
}

// Duplicate reports a violated primary or unique key.
func Duplicate(err error) bool { return errors.Is(err, gorm.ErrDuplicatedKey) }

// NotFound reports that First or Take found no row.
func NotFound(err error) bool { return errors.Is(err, gorm.ErrRecordNotFound) }

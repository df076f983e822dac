package db

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Migrate brings the schema up to the newest of files (goose SQL, *.sql at
// the root). Processes that start at once take turns.
func (d *DB) Migrate(ctx context.Context, files fs.FS) error {
	dialect, opts := goose.DialectMySQL, []goose.ProviderOption{}
	if d.MySQL() {
		l, err := lock.NewMySQLTableLocker()
		if err != nil {
			return err
		}
		opts = append(opts, goose.WithLocker(l))
	} else {
		dialect, files = goose.DialectSQLite3, plainDatetime{files}
		unlock, err := flock(d.sqlitePath + ".lock")
		if err != nil {
			return err
		}
		defer unlock()
	}
	p, err := goose.NewProvider(dialect, d.pools[0], files, opts...)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func flock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return func() { _ = f.Close() }, nil // closing releases the lock
}

// plainDatetime serves the migrations with DATETIME instead of DATETIME(3):
// modernc parses times only of columns declared exactly so, and SQLite
// ignores the length anyway.
type plainDatetime struct{ fs.FS }

func (p plainDatetime) Open(name string) (fs.File, error) {
	f, err := p.FS.Open(name)
	if err != nil {
		return nil, err
	}
	st, err := f.Stat()
	if err != nil || st.IsDir() {
		return f, err
	}
	_ = f.Close()
	raw, err := fs.ReadFile(p.FS, name)
	if err != nil {
		return nil, err
	}
	return &memFile{bytes.NewReader(bytes.ReplaceAll(raw, []byte("DATETIME(3)"), []byte("DATETIME"))), st}, nil
}

func (p plainDatetime) Glob(pattern string) ([]string, error) { return fs.Glob(p.FS, pattern) }

type memFile struct {
	*bytes.Reader
	st fs.FileInfo
}

func (f *memFile) Stat() (fs.FileInfo, error) { return f.st, nil }
func (f *memFile) Close() error               { return nil }

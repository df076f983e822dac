package db

import (
	"context"
	"errors"
	"fmt"

	gomysql "github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
	ms "modernc.org/sqlite"
)

type txKey struct{ d *DB }

type txState struct {
	g      *gorm.DB
	before []func() error
	after  []func()
	// kept is what Collect gathers and Mark notes, by their keys; flushes are
	// those of Collect, by theirs.
	kept    map[any]any
	flushes map[any]func() error
	// failed is the first error of a nested Tx. It dooms the whole: an outer
	// function that swallows it must not commit half the work.
	failed error
}

// anyTx lets AfterCommit and InTx find the transaction without the handle.
type anyTx struct{}

// Conn is the handle for ctx: its transaction if there is one, else a handle
// for reading. Writes outside a transaction are refused.
func (d *DB) Conn(ctx context.Context) *gorm.DB {
	if t, ok := ctx.Value(txKey{d}).(*txState); ok {
		return t.g.WithContext(ctx)
	}
	return d.read.WithContext(ctx)
}

// InTx reports whether ctx carries a transaction of some DB.
func InTx(ctx context.Context) bool { return ctx.Value(anyTx{}) != nil }

// BeforeCommit runs f as the last step of the outermost transaction of ctx,
// after everything that was written so far. It is for rows that many
// transactions want at once: their locks are then held for the shortest time.
// ctx must carry a transaction.
func BeforeCommit(ctx context.Context, f func() error) {
	if t, ok := ctx.Value(anyTx{}).(*txState); ok {
		t.before = append(t.before, f)
	}
}

// Collect gathers what many steps of a transaction write of one kind: flush
// gets all items of the key together, as one of the last steps of the
// outermost transaction of ctx, with the ctx of the first. ctx must carry a
// transaction.
func Collect[T any](ctx context.Context, key any, flush func(ctx context.Context, all []T) error, items ...T) {
	t, ok := ctx.Value(anyTx{}).(*txState)
	if !ok {
		return
	}
	if gathered, ok := t.kept[key].(*[]T); ok {
		*gathered = append(*gathered, items...)
		return
	}
	gathered := &items
	t.keep(key, gathered)
	if t.flushes == nil {
		t.flushes = map[any]func() error{}
	}
	t.flushes[key] = func() error { return flush(ctx, *gathered) }
	t.before = append(t.before, func() error { return t.flush(key) })
}

// Flush writes now what Collect has gathered under the key, for a step that has
// to find it.
func Flush(ctx context.Context, key any) error {
	if t, ok := ctx.Value(anyTx{}).(*txState); ok {
		return t.flush(key)
	}
	return nil
}

func (t *txState) flush(key any) error {
	f := t.flushes[key]
	delete(t.flushes, key)
	delete(t.kept, key) // the next item begins anew
	if f == nil {
		return nil // it was flushed before
	}
	return f()
}

// Mark notes something for the rest of the transaction of ctx, if there is one.
func Mark(ctx context.Context, key any) {
	if t, ok := ctx.Value(anyTx{}).(*txState); ok {
		t.keep(key, true)
	}
}

// Marked reports whether the transaction of ctx was marked with the key.
func Marked(ctx context.Context, key any) bool {
	t, ok := ctx.Value(anyTx{}).(*txState)
	return ok && t.kept[key] != nil
}

func (t *txState) keep(key, value any) {
	if t.kept == nil {
		t.kept = map[any]any{}
	}
	t.kept[key] = value
}

// AfterCommit runs f once the outermost transaction of ctx has committed, or
// at once when there is none. f must not fail and must be quick: what has to
// happen belongs in the outbox.
func AfterCommit(ctx context.Context, f func()) {
	if t, ok := ctx.Value(anyTx{}).(*txState); ok {
		t.after = append(t.after, f)
		return
	}
	f()
}

// Tx runs f in a READ COMMITTED transaction, or joins the one in ctx. It
// commits when f returns nil and rolls back otherwise, also on panic. The
// outermost Tx runs f again (three times at most) after a deadlock, a lock
// time-out or SQLITE_BUSY, so f must have no effect outside the transaction.
func (d *DB) Tx(ctx context.Context, f func(ctx context.Context) error) error {
	if t, ok := ctx.Value(txKey{d}).(*txState); ok {
		err := f(ctx)
		if err != nil && t.failed == nil {
			t.failed = err
		}
		return err
	}
	var err error
	for range 3 {
		if err = d.once(ctx, f); !retryable(err) {
			return err
		}
	}
	return err
}

func (d *DB) once(ctx context.Context, f func(ctx context.Context) error) error {
	t := &txState{}
	err := d.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		t.g = g
		in := context.WithValue(context.WithValue(ctx, txKey{d}, t), anyTx{}, t)
		if err := f(in); err != nil {
			return err
		}
		if t.failed != nil {
			return fmt.Errorf("a nested step failed: %w", t.failed)
		}
		for i := 0; i < len(t.before); i++ { // one may add another
			if err := t.before[i](); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, f := range t.after {
		f()
	}
	return nil
}

func retryable(err error) bool {
	if e, ok := errors.AsType[*gomysql.MySQLError](err); ok {
		return e.Number == 1213 || e.Number == 1205
	}
	if e, ok := errors.AsType[*ms.Error](err); ok {
		return e.Code()&0xff == 5
	}
	return false
}

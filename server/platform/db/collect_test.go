package db_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
)

func TestWhatATransactionCollectsIsWrittenOnceAtItsEnd(t *testing.T) {
	t.Parallel()
	ctx, d := open(t)
	ctx = db.Within(ctx, 10)
	var flushed [][]bill
	var flush func(ctx context.Context, all []bill) error
	flush = func(ctx context.Context, all []bill) error {
		flushed = append(flushed, slices.Clone(all))
		if len(flushed) == 1 { // a flush may collect more
			db.Collect(ctx, "bills", flush, bill{ID: 34, CommunityID: 10, At: testkit.Start})
		}
		return d.Conn(ctx).Create(&all).Error
	}
	put := func(ctx context.Context, id int) {
		db.Collect(ctx, "bills", flush, bill{ID: ids.ID(30 + id), CommunityID: 10, At: testkit.Start})
	}
	must(t, d.Tx(ctx, func(ctx context.Context) error {
		put(ctx, 1)
		must(t, d.Tx(ctx, func(ctx context.Context) error { put(ctx, 2); return nil }))
		if len(flushed) != 0 {
			t.Error("it was written before the end")
		}
		put(ctx, 3)
		return nil
	}))
	if len(flushed) != 2 || len(flushed[0]) != 3 || len(flushed[1]) != 1 {
		t.Fatalf("%+v", flushed)
	}
	var n int64
	must(t, d.Conn(ctx).Model(&bill{}).Where("id > 30").Count(&n).Error)
	if n != 4 {
		t.Fatalf("%d rows", n)
	}
}

func TestFlushWritesWhatWasCollectedSoFar(t *testing.T) {
	t.Parallel()
	ctx, d := open(t)
	var sizes []int
	flush := func(_ context.Context, all []int) error { sizes = append(sizes, len(all)); return nil }
	must(t, d.Tx(ctx, func(ctx context.Context) error {
		db.Collect(ctx, "a", flush, 1, 2)
		must(t, db.Flush(ctx, "a"))
		must(t, db.Flush(ctx, "a"))
		must(t, db.Flush(ctx, "never collected"))
		db.Collect(ctx, "a", flush, 3)
		return nil
	}))
	if !slices.Equal(sizes, []int{2, 1}) {
		t.Fatalf("%v", sizes)
	}
}

func TestWhatCannotBeWrittenAtTheEndUndoesTheWhole(t *testing.T) {
	t.Parallel()
	ctx, d := open(t)
	ctx = db.Within(ctx, 10)
	boom := errors.New("boom")
	err := d.Tx(ctx, func(ctx context.Context) error {
		db.Collect(ctx, "a", func(context.Context, []int) error { return boom }, 1)
		return d.Conn(ctx).Create(&bill{ID: 41, CommunityID: 10, At: testkit.Start}).Error
	})
	if !errors.Is(err, boom) || !db.NotFound(d.Conn(ctx).Take(&bill{}, 41).Error) {
		t.Fatalf("%v", err)
	}
}

func TestAMarkLastsForItsTransaction(t *testing.T) {
	t.Parallel()
	ctx, d := open(t)
	must(t, d.Tx(ctx, func(ctx context.Context) error {
		db.Mark(ctx, "dirty")
		if !db.Marked(ctx, "dirty") || db.Marked(ctx, "other") {
			t.Error("the mark is not there, or everywhere")
		}
		return nil
	}))
	must(t, d.Tx(ctx, func(ctx context.Context) error {
		if db.Marked(ctx, "dirty") {
			t.Error("the mark outlived its transaction")
		}
		return nil
	}))
	if db.Mark(ctx, "dirty"); db.Marked(ctx, "dirty") {
		t.Error("a mark without a transaction")
	}
}

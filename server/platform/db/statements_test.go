package db_test

import (
	"context"
	"errors"
	"testing"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// More different statements than a connection keeps, in and out of transactions.
func TestStatementsComeAndGo(t *testing.T) {
	t.Parallel()
	ctx, d := open(t)
	ask := func(ctx context.Context, n int) {
		in := make([]ids.ID, n)
		for i := range in {
			in[i] = ids.ID(i + 1)
		}
		var got []bill
		if err := d.Conn(ctx).Where("id IN ?", in).Find(&got).Error; err != nil || len(got) != min(n, 2) {
			t.Fatalf("%d of %d: %v", len(got), n, err)
		}
	}
	all := db.Everywhere(ctx)
	for round := range 2 {
		for n := 1; n < 230; n++ {
			ask(all, n)
		}
		must(t, d.Tx(all, func(ctx context.Context) error {
			for n := 230 - 1 + round; n > 0; n -= 2 {
				ask(ctx, n)
			}
			return nil
		}))
	}
}

func TestTheLastStepIsPartOfItsTransaction(t *testing.T) {
	t.Parallel()
	ctx, d := open(t)
	all := db.Everywhere(ctx)
	boom := errors.New("boom")
	write := func(ctx context.Context, id ids.ID) error {
		return d.Conn(ctx).Create(&bill{ID: id, CommunityID: 10, Note: "late"}).Error
	}
	err := d.Tx(all, func(ctx context.Context) error {
		db.BeforeCommit(ctx, func() error { return boom })
		return write(ctx, 3)
	})
	if !errors.Is(err, boom) {
		t.Fatalf("the last step failed: %v", err)
	}
	must(t, d.Tx(all, func(ctx context.Context) error {
		return d.Tx(ctx, func(ctx context.Context) error {
			db.BeforeCommit(ctx, func() error {
				var have []bill
				if err := d.Conn(ctx).Where("id = ?", 5).Find(&have).Error; err != nil || len(have) != 1 {
					t.Errorf("it ran before what was written earlier: %d %v", len(have), err)
				}
				return write(ctx, 4)
			})
			return write(ctx, 5)
		})
	}))
	var left []bill
	if err := d.Conn(all).Where("id > ?", 2).Order("id").Find(&left).Error; err != nil || len(left) != 2 || left[0].ID != 4 {
		t.Errorf("%+v %v", left, err)
	}
}

package stock_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"zhijian/server/event"
	"zhijian/server/platform/db"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
	"zhijian/server/stock"
)

const order, another ids.ID = 901, 902

func use(id ids.ID, n int64) event.Use { return event.Use{ItemID: id, Quantity: n} }

func TestAnOrderTakesAndGivesBack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	valve, hose := b.item(t, stock.Material, "角阀", 10, 0), b.item(t, stock.Material, "软管", 5, 0)
	ctx := as(t, wu)
	must(t, b.Use(ctx, garden, order, []event.Use{use(hose.ID, 2), use(valve.ID, 1), use(valve.ID, 2)}))
	must(t, b.Use(ctx, garden, order, []event.Use{use(valve.ID, 1)})) // a second visit
	must(t, b.Use(ctx, garden, another, []event.Use{use(valve.ID, 1)}))
	must(t, b.Use(ctx, garden, order, nil))
	if v, h := b.level(t, valve.ID), b.level(t, hose.ID); v != 5 || h != 3 {
		t.Fatalf("%d valves, %d hoses", v, h)
	}
	for range 2 {
		must(t, b.GiveBack(ctx, garden, order))
	}
	if v, h := b.level(t, valve.ID), b.level(t, hose.ID); v != 9 || h != 5 {
		t.Fatalf("given back: %d valves, %d hoses", v, h)
	}
	must(t, b.GiveBack(ctx, garden, 999)) // has taken nothing
	rows, _, err := b.Movements(as(t, boss), boss, garden, valve.ID, "", "")
	must(t, err)
	got := ""
	for _, m := range rows {
		got += fmt.Sprintf("%s %d=%d %d; ", m.Kind, m.Quantity, m.LevelAfter, m.OrderID)
	}
	if got != "give_back 4=9 901; use -1=5 902; use -1=6 901; use -3=7 901; in 10=10 0; " {
		t.Error(got)
	}
}

func TestNeverBelowNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	valve, hose := b.item(t, stock.Material, "角阀", 10, 0), b.item(t, stock.Material, "软管", 1, 0)
	work := b.item(t, stock.Labour, "换角阀", 0, 0)
	before := b.count(t, "stock_movements")
	err := b.Use(as(t, wu), garden, order, []event.Use{use(valve.ID, 3), use(hose.ID, 2)})
	e, _ := errs.From(err)
	if !errors.Is(err, stock.ErrShort) || e.Message != "软管只剩 1 个，请减少数量或先补货" || e.Meta["itemId"] != hose.ID.String() || e.Meta["left"] != "1" || e.Status != 409 {
		t.Fatalf("%v %+v", err, e)
	}
	for name, c := range map[string]struct {
		lines []event.Use
		want  error
	}{
		"labour":             {[]event.Use{use(work.ID, 1)}, stock.ErrInput},
		"nothing of it":      {[]event.Use{use(valve.ID, 0)}, stock.ErrInput},
		"less than nothing":  {[]event.Use{use(valve.ID, -3)}, stock.ErrInput},
		"too much":           {[]event.Use{use(valve.ID, 100_001)}, stock.ErrInput},
		"an unknown item":    {[]event.Use{use(valve.ID, 1), use(404, 1)}, stock.ErrNotFound},
		"in parts, too much": {[]event.Use{use(valve.ID, 6), use(valve.ID, 6)}, stock.ErrShort},
		"no item":            {[]event.Use{use(0, 1)}, stock.ErrInput},
	} {
		if err := b.Use(as(t, wu), garden, order, c.lines); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := b.Use(as(t, far), elsewhere, order, []event.Use{use(valve.ID, 1)}); !errors.Is(err, stock.ErrNotFound) {
		t.Errorf("another community's: %v", err)
	}
	if b.level(t, valve.ID) != 10 || b.level(t, hose.ID) != 1 || b.count(t, "stock_movements") != before {
		t.Error("a refusal changed something")
	}
}

// What the caller's transaction undoes is not taken.
func TestUseBelongsToTheCallersTransaction(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	valve := b.item(t, stock.Material, "角阀", 10, 0)
	no := errors.New("the order has moved on")
	err := b.db.Tx(as(t, wu), func(ctx context.Context) error {
		must(t, b.Use(ctx, garden, order, []event.Use{use(valve.ID, 3)}))
		return no
	})
	if !errors.Is(err, no) || b.level(t, valve.ID) != 10 {
		t.Errorf("%v, %d left", err, b.level(t, valve.ID))
	}
}

func TestTheLastOneIsTakenOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for round := range 30 {
		valve := b.item(t, stock.Material, fmt.Sprintf("角阀 %d", round), 1, 0)
		got := make([]error, 2)
		var wg sync.WaitGroup
		for i := range got {
			wg.Go(func() { got[i] = b.Use(as(t, wu), garden, order+ids.ID(i), []event.Use{use(valve.ID, 1)}) })
		}
		wg.Wait()
		if (got[0] == nil) == (got[1] == nil) || !errors.Is(errors.Join(got...), stock.ErrShort) || b.level(t, valve.ID) != 0 {
			t.Fatalf("round %d: %v, %v", round, got[0], got[1])
		}
	}
}

func TestTwoGiveBackOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	valve, hose := b.item(t, stock.Material, "角阀", 10, 0), b.item(t, stock.Material, "软管", 10, 0)
	for round := range 20 {
		o := order + ids.ID(round)
		must(t, b.Use(as(t, wu), garden, o, []event.Use{use(valve.ID, 3), use(hose.ID, 2)}))
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				if err := b.GiveBack(as(t, wu), garden, o); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if b.level(t, valve.ID) != 10 || b.level(t, hose.ID) != 10 {
			t.Fatalf("round %d: %d, %d", round, b.level(t, valve.ID), b.level(t, hose.ID))
		}
	}
}

func TestLowStockIsToldWhenItFalls(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	valve := b.item(t, stock.Material, "角阀", 7, 5)
	take := func(n int64) { must(t, b.Use(as(t, wu), garden, order, []event.Use{use(valve.ID, n)})) }
	take(2)
	if got := b.notices(t); len(got) != 0 {
		t.Fatalf("at its minimum: %v", got)
	}
	take(1)
	take(1)
	if got := fmt.Sprint(b.notices(t)); got != "[stock_low 2001 角阀 4 个]" {
		t.Fatal(got)
	}
	_, err := b.Receive(as(t, boss), valve.ID, 5, "")
	must(t, err)
	take(5)
	if got := b.notices(t); len(got) != 2 {
		t.Fatalf("it fell again: %v", got)
	}
}

// The book is only ever added to, and the movements add up to the level.
func TestTheMovementsAreTheTruth(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	valve := b.item(t, stock.Material, "角阀", 7, 0)
	must(t, b.Use(as(t, wu), garden, order, []event.Use{use(valve.ID, 3)}))
	must(t, b.GiveBack(as(t, wu), garden, order))
	_, err := b.Receive(as(t, boss), valve.ID, 4, "")
	must(t, err)
	_, err = b.Stocktake(as(t, boss), boss, garden, "盘点", []stock.CountLine{{ItemID: valve.ID, Seen: 11, Counted: 9}})
	must(t, err)
	rows, _, err := b.Movements(as(t, boss), boss, garden, valve.ID, "", "")
	must(t, err)
	var sum int64
	for _, m := range rows {
		sum += m.Quantity
	}
	if sum != 9 || b.level(t, valve.ID) != 9 || rows[0].LevelAfter != 9 {
		t.Errorf("sum %d", sum)
	}
	for _, change := range []string{"UPDATE stock_movements SET quantity = 1 WHERE id > 0", "DELETE FROM stock_movements WHERE id > 0"} {
		err := b.db.Tx(db.AllowRaw(as(t, boss)), func(ctx context.Context) error { return b.db.Conn(ctx).Exec(change).Error })
		if !errors.Is(err, db.ErrAppendOnly) {
			t.Errorf("%s: %v", change, err)
		}
	}
}

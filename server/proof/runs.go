package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"zhijian/server/app"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
)

// proveRuns counts the bills of many houses while those of some are published,
// and kills every worker in the middle of writing.
func proveRuns(ctx context.Context, l *lab) error {
	var workers []*child
	for _, name := range []string{"server", "jobs"} { // the first migrates
		c, err := l.start(ctx, name)
		if err != nil {
			return err
		}
		workers = append(workers, c)
	}
	a, err := l.app(ctx)
	if err != nil {
		return err
	}
	p := a.Proof()
	community, houses, err := p.Found(ctx)
	if err != nil {
		return err
	}
	few := make([]ids.ID, l.size(400, min(len(houses), 1500)))
	for i := range few {
		few[i] = houses[i].ID
	}
	if err := l.copyHouses(ctx, houses[0].ID, l.size(25_000, 100_000)); err != nil {
		return err
	}
	if _, err := p.Item(ctx, community, "few", app.FeeTariff("面积 * 2.10", "", "", ""), few); err != nil {
		return err
	}
	small, err := p.Bill(ctx, community, "2026-01")
	if err != nil {
		return err
	}
	if err := l.reached(ctx, small, "computed"); err != nil {
		return err
	}
	if _, err := p.Item(ctx, community, "all", app.FeeTariff("面积 * 1.30", "", "", ""), nil); err != nil {
		return err
	}
	large, err := p.Bill(ctx, community, "2026-02")
	if err != nil {
		return err
	}
	if err := p.Publish(ctx, community, small); err != nil {
		return err
	}
	if err := l.killWriters(ctx, l.size(1, 5), workers); err != nil {
		return err
	}
	began := clock.System()
	if err := l.reached(ctx, small, "published"); err != nil {
		return err
	}
	if err := l.reached(ctx, large, "computed"); err != nil {
		return err
	}
	l.fact("seconds from the last kill to the end", int64(clock.System().Sub(began).Seconds()))
	return l.counted(ctx, community, small, large, len(few))
}

// copyHouses fills the community of a house with n more like it.
func (l *lab) copyHouses(ctx context.Context, house ids.ID, n int) error {
	set := map[string]string{"id": "4100000000 + s.seq", "identity_key": "CONCAT('proof|', s.seq)", "room_key": "s.seq", "label": "CONCAT('9栋', s.seq)", "kind": "'flat'", "area": "6000 + s.seq MOD 9000"}
	var names, values []string
	if err := l.each(ctx, "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'houses' ORDER BY ordinal_position", func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		value := "o." + name
		if set[name] != "" {
			value = set[name]
		}
		names, values = append(names, name), append(values, value)
		return err
	}); err != nil {
		return err
	}
	_, err := l.db.ExecContext(ctx, fmt.Sprintf("INSERT INTO houses (%s) SELECT %s FROM houses o JOIN seq_1_to_%d s WHERE o.id = ?", strings.Join(names, ", "), strings.Join(values, ", "), n), int64(house))
	return err
}

// killWriters waits until bills are being written, and kills every worker then.
func (l *lab) killWriters(ctx context.Context, times int, workers []*child) error {
	for i := range times {
		if err := l.within(ctx, 3*time.Minute, 2*time.Millisecond, "bills are being written", func(ctx context.Context) (bool, error) {
			n, err := l.count(ctx, "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'INSERT INTO billing_bills%'")
			return n > 0, err
		}); err != nil {
			return err
		}
		for _, c := range workers {
			c.kill()
		}
		n, err := l.count(ctx, "SELECT COUNT(*) FROM billing_bills")
		if err != nil {
			return err
		}
		l.say("kill %d with %d bills committed", i+1, n)
		l.fact("workers killed in the middle of writing bills", int64(len(workers)))
		for _, c := range workers {
			if err := c.start(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// counted checks what came of the two runs.
func (l *lab) counted(ctx context.Context, community, small, large ids.ID, few int) error {
	for _, q := range []struct {
		what string
		want string // a query too
		sql  string
	}{
		{"bills of the large run", fmt.Sprintf("SELECT COUNT(*) + %d FROM houses WHERE community_id = %d AND status = 'active' AND kind IN ('flat', 'shop', 'other')", few, community), fmt.Sprintf("SELECT COUNT(*) FROM billing_bills WHERE run_id = %d", large)},
		{"bills of the large run, as it counted them itself", fmt.Sprintf("SELECT COUNT(*) FROM billing_bills WHERE run_id = %d", large), fmt.Sprintf("SELECT bill_count FROM billing_runs WHERE id = %d", large)},
		{"fen of the large run, as it counted them itself", fmt.Sprintf("SELECT SUM(due_fen) FROM billing_bills WHERE run_id = %d", large), fmt.Sprintf("SELECT sum_fen FROM billing_runs WHERE id = %d", large)},
		{"houses without a bill", "SELECT 0", fmt.Sprintf("SELECT COUNT(*) FROM houses h WHERE h.community_id = %d AND h.id > 4100000000 AND h.id < 4200000000 AND NOT EXISTS (SELECT 1 FROM billing_bills b WHERE b.house_id = h.id AND b.run_id = %d)", community, large)},
		{"houses billed twice for an item and period", "SELECT 0", "SELECT COUNT(*) FROM (SELECT 1 FROM billing_bills GROUP BY house_id, item_id, period HAVING COUNT(*) > 1) x"},
		{"bills that are not their area's", "SELECT 0", fmt.Sprintf("SELECT COUNT(*) FROM billing_bills b JOIN houses h ON h.id = b.house_id WHERE b.run_id = %d AND b.title = 'all' AND b.due_fen <> (h.area * 130 + 50) DIV 100", large)},
		{"bills published", fmt.Sprintf("SELECT %d", few), fmt.Sprintf("SELECT COUNT(*) FROM billing_bills WHERE run_id = %d AND state = 'published'", small)},
		{"notes of publishing them", fmt.Sprintf("SELECT %d", few), fmt.Sprintf("SELECT COUNT(*) FROM billing_bill_events e JOIN billing_bills b ON b.id = e.bill_id WHERE b.run_id = %d AND e.act = 'publish'", small)},
		{"fen that the book asks the houses for", fmt.Sprintf("SELECT SUM(due_fen) FROM billing_bills WHERE run_id = %d", small), "SELECT SUM(amount_fen) FROM ledger_entries WHERE account = 'receivable'"},
		{"fen by which the whole book is off", "SELECT 0", "SELECT SUM(amount_fen) FROM ledger_entries"},
	} {
		want, err := l.count(ctx, q.want)
		if err != nil {
			return err
		}
		got, err := l.count(ctx, q.sql)
		if err != nil {
			return err
		}
		l.same(q.what, want, got)
	}
	return nil
}

package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// extra is how many orders and cards the resident gets of the many.
const (
	extraOrders = 40
	extraCards  = 5
)

// seed copies the last order that the product made n times into the past,
// forty of them for the person and forty for each of as many strangers, and
// the person's newest card a few times.
func seed(ctx context.Context, d *sql.DB, order, person int64, n int) error {
	const id = "o.id - s.seq * 4194304" // a millisecond earlier each
	reporter := fmt.Sprintf("IF(s.seq <= %d, %d, 7000000 + s.seq DIV %d)", extraOrders, person, extraOrders)
	states := "ELT(1 + s.seq MOD 7, 'submitted', 'assigned', 'accepted', 'arrived', 'to_rate', 'closed', 'cancelled')"
	copies := []struct {
		table, where string
		rows         int
		set          map[string]string
	}{
		{"repair_orders", fmt.Sprintf("o.id = %d", order), n, map[string]string{"id": id, "number": "CONCAT('S', LPAD(s.seq, 8, '0'))", "reporter_id": reporter,
			"house_id": fmt.Sprintf("IF(s.seq <= %d, o.house_id, 9000000 + s.seq DIV %d)", extraOrders, extraOrders),
			"state":    states, "created_at": "o.created_at - INTERVAL s.seq MINUTE", "updated_at": "o.updated_at - INTERVAL s.seq MINUTE"}},
		{"home_cards", fmt.Sprintf("o.person_id = %d AND o.kind = 'repair' AND o.ref_id = (SELECT MAX(ref_id) FROM home_cards WHERE person_id = %d AND kind = 'repair')", person, person),
			extraCards, map[string]string{"ref_id": "o.ref_id - s.seq", "updated_at": "o.updated_at - INTERVAL s.seq MINUTE"}},
	}
	for _, c := range copies {
		columns, err := columnsOf(ctx, d, c.table)
		if err != nil {
			return err
		}
		values := make([]string, len(columns))
		for i, name := range columns {
			if values[i] = c.set[name]; values[i] == "" {
				values[i] = "o." + name
			}
		}
		q := fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s o JOIN seq_1_to_%d s WHERE %s", c.table, strings.Join(columns, ", "), strings.Join(values, ", "), c.table, c.rows, c.where)
		if err := exactly(ctx, d, q, c.rows); err != nil {
			return fmt.Errorf("seed %s: %w", c.table, err)
		}
	}
	q := fmt.Sprintf("INSERT INTO repair_viewers (person_id, order_id) SELECT %s, %s FROM repair_orders o JOIN seq_1_to_%d s WHERE o.id = %d", reporter, id, n, order)
	if err := exactly(ctx, d, q, n); err != nil {
		return fmt.Errorf("seed repair_viewers: %w", err)
	}
	_, err := d.ExecContext(ctx, "ANALYZE TABLE repair_orders, repair_viewers, home_cards")
	return err
}

func exactly(ctx context.Context, d *sql.DB, q string, n int) error {
	r, err := d.ExecContext(ctx, q)
	if err != nil {
		return err
	}
	if got, err := r.RowsAffected(); err != nil || got != int64(n) {
		return fmt.Errorf("%d rows instead of %d: %w", got, n, err)
	}
	return nil
}

func columnsOf(ctx context.Context, d *sql.DB, table string) (out []string, err error) {
	rows, err := d.QueryContext(ctx, "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position", table)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, rows.Err()
}

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"zhijian/server/platform/ids"
)

const (
	feeCommunity = 4_000_000_000 // of the houses that are billed
	feeHouse     = 4_100_000_000 // before their ids
	feePeriod    = "2026-03"
)

// fees are the goals of counting bills. The bare side is one statement that
// writes the same rows: ids, amounts, what was counted, everything.
func (r *runner) fees(ctx context.Context) (err error) {
	if err := r.begin(ctx); err != nil { // for its schema and a house to copy
		return err
	}
	if err := r.feeHouses(ctx); err != nil {
		return err
	}
	office, err := start(ctx, "fees", r.setup)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, office.stop()) }()
	formula, err := office.fee(feeOrder{Item: &tariffOrder{Community: feeCommunity, Name: "bench formula", Formula: "面积 * 2.10"}})
	if err != nil {
		return err
	}
	tiers, err := office.fee(feeOrder{Item: &tariffOrder{Community: feeCommunity, Name: "bench tiers", UpTo: "12", Low: "2.1", High: "3.3"}})
	if err != nil {
		return err
	}
	if err := r.feeReadings(ctx, tiers.Item); err != nil {
		return err
	}
	return errors.Join(
		r.bill(ctx, office, "B1", formula, plainBills),
		r.bill(ctx, office, "B2", tiers, tieredBills),
		r.again(ctx, office, formula),
	)
}

func (c *child) fee(o feeOrder) (out feeAnswer, err error) {
	if err := c.ask(o, &out); err != nil {
		return out, err
	}
	if out.Error != "" {
		return out, errors.New(out.Error)
	}
	return out, nil
}

// bill lets the product and the statement take turns, each on empty ground.
func (r *runner) bill(ctx context.Context, office *child, id string, fee feeAnswer, bare func(fee feeAnswer, n int) string) error {
	var ratios, ours, theirs []float64
	var sums [2]int64
	for i := range r.pairs + 1 {
		took := [2]float64{}
		order := []int{0, 1}
		if i%2 == 1 {
			order = []int{1, 0}
		}
		for _, side := range order {
			if _, err := r.db.ExecContext(ctx, "DELETE FROM billing_bills WHERE item_id = ?", fee.Item); err != nil {
				return err
			}
			var err error
			if took[side], err = r.billed(ctx, office, side == 0, fee, bare); err != nil {
				return fmt.Errorf("%s: %w", id, err)
			}
			if sums[side], err = r.sumOf(ctx, fee.Item); err != nil {
				return err
			}
		}
		if sums[0] != sums[1] {
			return fmt.Errorf("%s: the product bills %d fen, the statement %d", id, sums[0], sums[1])
		}
		if i == 0 { // warm
			continue
		}
		n := float64(r.houses)
		ours, theirs, ratios = append(ours, n/took[0]), append(theirs, n/took[1]), append(ratios, took[1]/took[0])
	}
	return r.note(id, ratios, 0, side{Name: "a run", PerSecond: median(ours)}, side{Name: "INSERT..SELECT", PerSecond: median(theirs)})
}

func (r *runner) billed(ctx context.Context, office *child, product bool, fee feeAnswer, bare func(fee feeAnswer, n int) string) (seconds float64, err error) {
	if product {
		a, err := office.fee(feeOrder{Bill: fee.Item, In: feeCommunity, Period: feePeriod})
		return a.Took.Seconds(), err
	}
	w := startWatch()
	err = exactly(ctx, r.db, bare(fee, r.houses), r.houses)
	return w.took().Seconds(), err
}

func (r *runner) sumOf(ctx context.Context, item ids.ID) (sum int64, err error) {
	var n int
	err = r.db.QueryRowContext(ctx, "SELECT COUNT(*), SUM(principal_fen) FROM billing_bills WHERE item_id = ?", item).Scan(&n, &sum)
	if err == nil && n != r.houses {
		err = fmt.Errorf("%d bills of %d", n, r.houses)
	}
	return sum, err
}

// again bills a period that is billed: nothing is added, and it takes little.
func (r *runner) again(ctx context.Context, office *child, fee feeAnswer) error {
	var ratios []float64
	for range r.pairs {
		if _, err := r.db.ExecContext(ctx, "DELETE FROM billing_bills WHERE item_id = ?", fee.Item); err != nil {
			return err
		}
		first, err := office.fee(feeOrder{Bill: fee.Item, In: feeCommunity, Period: feePeriod})
		if err != nil {
			return err
		}
		second, err := office.fee(feeOrder{Bill: fee.Item, In: feeCommunity, Period: feePeriod})
		if err != nil {
			return err
		}
		if _, err := r.sumOf(ctx, fee.Item); err != nil {
			return err
		}
		ratios = append(ratios, second.Took.Seconds()/first.Took.Seconds())
	}
	return r.tell("B3", ratios...)
}

const billHead = "INSERT INTO billing_bills (id, community_id, house_id, item_id, tariff_id, run_id, tenure_id, merchant_id, kind, period, slot, title, house_label, anomaly, " +
	"principal_fen, discount_fen, due_fen, last_fen, late_rate, late_cap_fen, basis, created_at, updated_at) "

// plainBills is 2.10 yuan a square metre: area is in 1/100 m², so area × 210 / 100 fen.
func plainBills(fee feeAnswer, _ int) string {
	return billHead + fmt.Sprintf("SELECT x.id, x.community_id, x.id - 1000000000, %d, %d, 1, 0, 0, 'other', '%s', 0, 'bench formula', x.label, '', x.fen, 0, x.fen, -1, 50, x.fen * 3000 DIV 10000, "+
		"CONCAT('{\"area\":', x.area, ',\"quantity\":1000,\"coefficient\":10000,\"floor\":', x.floor, ',\"days\":31,\"of\":31,\"full\":', x.fen, '}'), NOW(3), NOW(3) "+
		"FROM (SELECT id + 1000000000 AS id, community_id, label, area, floor, (area * 210 + 50) DIV 100 AS fen FROM houses WHERE community_id = %d AND status = 'active') x", fee.Item, fee.Tariff, feePeriod, feeCommunity)
}

// tieredBills are 12 at 2.10 and the rest at 3.30 yuan; usage is in 1/1000.
func tieredBills(fee feeAnswer, _ int) string {
	return billHead + fmt.Sprintf("SELECT x.id, x.community_id, x.id - 1000000000, %d, %d, 1, 0, 0, 'other', '%s', 0, 'bench tiers', x.label, '', x.fen, 0, x.fen, -1, 50, x.fen * 3000 DIV 10000, "+
		"CONCAT('{\"area\":', x.area, ',\"quantity\":1000,\"coefficient\":10000,\"floor\":', x.floor, ',\"used\":', x.used, ',\"last\":', x.last_value, ',\"now\":', x.value, ',\"reads\":[{\"number\":\"', x.number, "+
		"'\",\"last\":', x.last_value, ',\"now\":', x.value, ',\"used\":', x.used, ',\"times\":10000,\"on\":\"', x.read_on, '\"}],\"days\":31,\"of\":31,\"full\":', x.fen, '}'), NOW(3), NOW(3) "+
		"FROM (SELECT h.id + 1000000000 AS id, h.community_id, h.label, h.area, h.floor, d.amount_used AS used, d.last_value, d.value, d.read_on, m.number, "+
		"(LEAST(d.amount_used, 12000) * 210 + GREATEST(d.amount_used - 12000, 0) * 330 + 500) DIV 1000 AS fen "+
		"FROM houses h JOIN billing_readings d ON d.item_id = %d AND d.period = '%s' AND d.house_id = h.id JOIN billing_meters m ON m.id = d.meter_id WHERE h.community_id = %d AND h.status = 'active') x",
		fee.Item, fee.Tariff, feePeriod, fee.Item, feePeriod, feeCommunity)
}

// feeHouses copies a house of the demo n times into a community of their own.
func (r *runner) feeHouses(ctx context.Context) error {
	copies := []struct {
		table, from, join string
		rows              int
		set               map[string]string
	}{
		{"communities", "communities o", "", 1, map[string]string{"id": fmt.Sprint(int64(feeCommunity)), "name": "'bench'"}},
		{"houses", "houses o", fmt.Sprintf(" JOIN seq_1_to_%d s", r.houses), r.houses, map[string]string{"id": fmt.Sprintf("%d + s.seq", int64(feeHouse)), "community_id": fmt.Sprint(int64(feeCommunity)),
			"identity_key": "CONCAT('b|', s.seq)", "room_key": "s.seq", "label": "CONCAT('9栋', s.seq)", "kind": "'flat'", "area": "6000 + s.seq MOD 9000", "floor": "1 + s.seq MOD 30"}},
	}
	for _, c := range copies {
		columns, err := columnsOf(ctx, r.db, c.table)
		if err != nil {
			return err
		}
		values := make([]string, len(columns))
		for i, name := range columns {
			if values[i] = c.set[name]; values[i] == "" {
				values[i] = "o." + name
			}
		}
		q := fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM (SELECT * FROM %s ORDER BY id LIMIT 1) o%s", c.table, strings.Join(columns, ", "), strings.Join(values, ", "), c.table, c.join)
		if err := exactly(ctx, r.db, q, c.rows); err != nil {
			return fmt.Errorf("seed %s: %w", c.table, err)
		}
	}
	return nil
}

// feeReadings gives each house a meter and a reading of the period.
func (r *runner) feeReadings(ctx context.Context, item ids.ID) error {
	meters := fmt.Sprintf("INSERT INTO billing_meters (id, community_id, item_id, house_id, house_label, number, last_value, last_period, created_at, updated_at) "+
		"SELECT h.id + 1, h.community_id, %d, h.id, h.label, CONCAT('M', h.id), 40000, '%s', NOW(3), NOW(3) FROM houses h WHERE h.community_id = %d", item, feePeriod, feeCommunity)
	reads := fmt.Sprintf("INSERT INTO billing_readings (id, community_id, meter_id, item_id, house_id, period, read_on, value, last_value, amount_used, channel, reader_id, created_at) "+
		"SELECT m.id, m.community_id, m.id, m.item_id, m.house_id, '%s', '2026-03-02', 20000 + m.id MOD 20000, 20000, m.id MOD 20000, 'desk', 1, NOW(3) FROM billing_meters m WHERE m.item_id = %d", feePeriod, item)
	for _, q := range []string{meters, reads} {
		if err := exactly(ctx, r.db, q, r.houses); err != nil {
			return err
		}
	}
	_, err := r.db.ExecContext(ctx, "ANALYZE TABLE houses, billing_meters, billing_readings, billing_bills")
	return err
}

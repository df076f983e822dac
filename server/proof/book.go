package main

import (
	"bytes"
	"context"
	"fmt"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/wechat/pay"
	"zhijian/server/platform/wechat/paysandbox"
)

// truth is what WeChat remembers.
type truth struct {
	rows []pay.Row
	days []string
}

func (t truth) payments() (n int64) {
	for _, r := range t.rows {
		if r.State == "SUCCESS" {
			n++
		}
	}
	return n
}

// truth of the days in which the proof ran, of which there may be two.
func (s *shop) truth() (t truth) {
	for day := s.began; ; day = day.AddDate(0, 0, 1) {
		t.days = append(t.days, clock.Date(day))
		t.rows = append(t.rows, s.box.Rows(s.mchID, clock.Date(day))...)
		if clock.Date(day) == clock.Date(clock.System()) {
			return t
		}
	}
}

// money is what is known of one order, from both sides.
type money struct {
	came     int64 // that WeChat has taken from the payer
	back     int64 // that WeChat has returned
	arrived  int64 // that we have noted
	billed   int64 // that a bill got
	kept     int64 // that is kept as prepaid
	returned int64 // that we say we returned
}

// compare holds the book against the truth.
func (s *shop) compare(ctx context.Context) error {
	t := s.truth()
	if err := s.compareTransactions(ctx, t); err != nil {
		return err
	}
	if err := s.compareOrders(ctx, t); err != nil {
		return err
	}
	if err := s.balances(ctx, t); err != nil {
		return err
	}
	return s.reconcile(ctx, t)
}

// compareTransactions: each payment at WeChat is one row here, and the other way round.
func (s *shop) compareTransactions(ctx context.Context, t truth) error {
	type arrival struct {
		number string
		fen    int64
	}
	have := map[string]arrival{}
	var asked []int64
	err := s.each(ctx, "SELECT a.transaction_id, o.number, a.amount_fen, TIMESTAMPDIFF(MICROSECOND, a.paid_at, a.created_at) DIV 1000 FROM payment_arrivals a JOIN payment_orders o ON o.id = a.order_id", func(scan func(...any) error) error {
		var id string
		var a arrival
		var ms int64
		err := scan(&id, &a.number, &a.fen, &ms)
		if have[id] = a; s.lost[a.number] {
			asked = append(asked, ms)
		}
		return err
	})
	if err != nil {
		return err
	}
	var lost, wrong int64
	for _, r := range t.rows {
		if r.State != "SUCCESS" {
			continue
		}
		a, found := have[r.TransactionID]
		if !found {
			lost++
		} else if a.number != r.OutTradeNo || a.fen != int64(r.Total) {
			wrong++
		}
		delete(have, r.TransactionID)
	}
	s.fact("payments at WeChat", t.payments())
	s.same("payments that were lost", 0, lost)
	s.same("payments noted for another order or amount", 0, wrong)
	s.same("payments that WeChat does not know", 0, int64(len(have)))
	s.same("orders whose notices were lost and that were found by asking", int64(len(s.lost)), int64(len(asked)))
	s.atMost("ms from paying to the book without any notice, p99", 90_000, percentile(asked, 99))
	return nil
}

// compareOrders: what a payer gave is on his bill, kept for him or back with
// him, once.
func (s *shop) compareOrders(ctx context.Context, t truth) error {
	all := map[string]*money{}
	of := func(number string) *money {
		if all[number] == nil {
			all[number] = &money{}
		}
		return all[number]
	}
	for _, r := range t.rows {
		if r.State == "SUCCESS" {
			of(r.OutTradeNo).came += int64(r.Total)
		} else if r.RefundState == "SUCCESS" {
			of(r.OutTradeNo).back += int64(r.Refund)
		}
	}
	for _, q := range []struct {
		sql string
		add func(m *money, fen int64)
	}{
		{"SELECT o.number, a.amount_fen FROM payment_arrivals a JOIN payment_orders o ON o.id = a.order_id", func(m *money, fen int64) { m.arrived += fen }},
		{"SELECT o.number, p.principal_fen + p.late_fen FROM billing_payments p JOIN payment_orders o ON o.id = p.order_id WHERE o.via = 'wechat'", func(m *money, fen int64) { m.billed += fen }},
		{"SELECT o.number, r.amount_fen FROM payment_refunds r JOIN payment_orders o ON o.id = r.order_id WHERE r.state = 'success'", func(m *money, fen int64) { m.returned += fen }},
		{"SELECT o.number, e.amount_fen FROM ledger_journals j JOIN ledger_entries e ON e.journal_id = j.id AND e.account = 'overpaid' JOIN payment_orders o ON o.id = SUBSTRING_INDEX(j.ref, ':', 1) WHERE j.kind = 'overpaid_credit'", func(m *money, fen int64) { m.kept += fen }},
	} {
		if err := s.each(ctx, q.sql, func(scan func(...any) error) error {
			var number string
			var fen int64
			err := scan(&number, &fen)
			q.add(of(number), fen)
			return err
		}); err != nil {
			return err
		}
	}
	var unsettled, unlike, more int64
	for _, m := range all {
		if m.came != m.billed+m.kept+m.back {
			unsettled++
		}
		if m.came != m.arrived || m.back != m.returned {
			unlike++
		}
		if m.back > m.came {
			more++
		}
	}
	s.same("orders whose money is not on a bill, kept or returned exactly once", 0, unsettled)
	s.same("orders that differ from what WeChat remembers of them", 0, unlike)
	s.same("orders of which more went back than came", 0, more)
	return nil
}

// balances: the book balances, and its accounts are the sums of what happened.
func (s *shop) balances(ctx context.Context, t truth) error {
	came := int64(0)
	for _, r := range t.rows {
		if r.State == "SUCCESS" {
			came += int64(r.Total)
		} else if r.RefundState == "SUCCESS" {
			came -= int64(r.Refund)
		}
	}
	for _, q := range []struct {
		what string
		want int64
		sql  string
	}{
		{"fen by which the whole book is off", 0, "SELECT SUM(amount_fen) FROM ledger_entries"},
		{"journals that do not sum to nothing", 0, "SELECT COUNT(*) FROM (SELECT journal_id FROM ledger_entries GROUP BY journal_id HAVING SUM(amount_fen) <> 0) x"},
		{"journals without entries", 0, "SELECT COUNT(*) FROM ledger_journals j WHERE NOT EXISTS (SELECT 1 FROM ledger_entries e WHERE e.journal_id = j.id)"},
		{"fen of WeChat's in the book, as WeChat's statement has it", came, "SELECT SUM(amount_fen) FROM ledger_entries WHERE account = 'wechat_receivable'"},
		{"fen of cash in the book, as the desk took it", s.takens, "SELECT SUM(amount_fen) FROM ledger_entries WHERE account = 'cash'"},
		{"fen that belong to nobody", 0, "SELECT SUM(ABS(fen)) FROM (SELECT SUM(amount_fen) AS fen FROM ledger_entries WHERE account IN ('overpaid', 'refund_payable') GROUP BY account, owner_id) x"},
		{"houses whose kept money is not the book's", 0, "SELECT COUNT(*) FROM ledger_holdings h WHERE h.held_fen <> -(SELECT COALESCE(SUM(e.amount_fen), 0) FROM ledger_entries e WHERE e.account = h.account AND e.owner_id = h.owner_id)"},
		{"houses whose book does not owe what their bills do", 0, "SELECT COUNT(*) FROM (SELECT house_id, SUM(due_fen) AS fen FROM billing_bills GROUP BY house_id) b LEFT JOIN " +
			"(SELECT owner_id, SUM(amount_fen) AS fen FROM ledger_entries WHERE account = 'receivable' GROUP BY owner_id) e ON e.owner_id = b.house_id WHERE COALESCE(e.fen, 0) <> b.fen"},
		{"bills that were paid twice", 0, "SELECT COUNT(*) FROM (SELECT bill_id FROM billing_payments WHERE principal_fen + late_fen > 0 GROUP BY bill_id HAVING COUNT(*) > 1) x"},
		{"bills that are not what was paid for them", 0, "SELECT COUNT(*) FROM billing_bills b WHERE b.paid_fen + b.late_paid_fen <> (SELECT COALESCE(SUM(p.principal_fen + p.late_fen), 0) FROM billing_payments p WHERE p.bill_id = b.id)"},
		{"bills that an ended order still keeps", 0, "SELECT COUNT(*) FROM billing_bills WHERE lock_order_id <> 0"},
		{"tasks about money that were given up", 0, "SELECT COUNT(*) FROM outbox WHERE status = 'dead' AND name LIKE 'payment:%'"},
	} {
		n, err := s.count(ctx, q.sql)
		if err != nil {
			return err
		}
		s.same(q.what, q.want, n)
	}
	return nil
}

// reconcile lets the product compare WeChat's bills with its book itself.
func (s *shop) reconcile(ctx context.Context, t truth) error {
	for _, day := range t.days {
		if err := s.p.Reconcile(ctx, s.merchant, s.mchID, day, bytes.NewReader(paysandbox.TradeBill(s.box.Rows(s.mchID, day)))); err != nil {
			return fmt.Errorf("reconcile %s: %w", day, err)
		}
	}
	n, err := s.count(ctx, "SELECT COUNT(*) FROM payment_differences")
	s.same("differences that the product's own reconciliation finds", 0, n)
	return err
}

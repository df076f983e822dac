package paysandbox_test

import (
	"testing"

	"zhijian/server/platform/clock"
)

// TestRowsRememberEachPayment: also the first of two for one order, and one
// that nobody was told of.
func TestRowsRememberEachPayment(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	day := clock.Date(r.clock.Now())
	for _, no := range []string{"order-1", "order-2", "order-3"} {
		r.prepay(t, no)
	}
	if err := r.PayUnheard("1900000001", "order-2"); err != nil || r.Pending() != 0 {
		t.Errorf("%d notices of a payment nobody hears of: %v", r.Pending(), err)
	}
	if err := r.Pay("1900000001", "order-1"); err != nil {
		t.Fatal(err)
	}
	if err := r.PayAgain("1900000001", "order-1"); err != nil {
		t.Fatal(err)
	}
	if n := r.DeliverDue(t.Context()); n != 2 || r.Sent() != 2 {
		t.Errorf("%d notices, %d sent", n, r.Sent())
	}
	seen := map[string]bool{}
	for _, row := range r.Rows("1900000001", day) {
		seen[row.TransactionID] = true
		if row.State != "SUCCESS" || row.Total != 12345 {
			t.Errorf("%+v", row)
		}
	}
	if len(seen) != 3 {
		t.Errorf("%d payments", len(seen))
	}
	if rows := r.Rows("1900000002", day); len(rows) != 0 {
		t.Errorf("another merchant's: %+v", rows)
	}
}

package payment_test

import (
	"fmt"
	"testing"

	"zhijian/server/platform/ids"
)

// What waits for people is counted for the workbench, of this community alone.
func TestCountsForTheWorkbench(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	check := func(when string, community ids.ID, refunds, differences int) {
		t.Helper()
		got, err := b.Counts(as(t, finance), community)
		must(t, err)
		if want := map[string]int{"refundsWaiting": refunds, "differencesOpen": differences}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
	}
	check("nothing happened", garden, 0, 0)
	o := b.paid(bill1)
	r := b.ask(ann, o.ID, part(bill1, 345))
	check("a refund is asked for", garden, 1, 0)
	_, err := b.ApproveRefund(as(t, boss), boss, r.ID)
	must(t, err)
	check("and approved", garden, 0, 0)

	b.sandbox.Hide(o.Number) // WeChat's bill has no such payment
	b.nextDay()
	b.reconcile()
	check("a difference", garden, 0, 1)
	check("another community", elsewhere, 0, 0)
	var one ids.ID
	for _, d := range b.differences() {
		one = d.ID
	}
	for i, c := range []struct {
		body string
		left int
	}{{`{"reason":"请财务经理定","escalate":true}`, 1}, {`{"reason":"微信次日补账，已核对"}`, 0}} {
		if a := b.Call(t, finance, "POST /admin/v1/differences/"+one.String()+"/decide", c.body); a.Status != 200 {
			t.Fatalf("%d: %s", a.Status, a.Body)
		}
		check(fmt.Sprintf("decision %d", i), garden, 0, c.left)
	}
}

package app

import (
	"fmt"
	"testing"
	"time"

	"zhijian/server/platform/ids"
)

// bills makes one object of every kind that fees bring.
func (w *town) bills(t *testing.T, r *rig) {
	t.Helper()
	manager, finance := w.staff["小区经理"], w.staff["财务"]
	at := "/admin/v1/communities/" + w.objects["communities"]
	id := func(m map[string]any) string { return m["id"].(string) }
	item := id(r.do(finance, "POST "+at+"/fee-items", map[string]any{"name": w.canary + "费", "kind": "water", "everyone": true}, 200))
	tariff := id(r.do(finance, "POST /admin/v1/fee-items/"+item+"/tariffs", map[string]any{"method": "metered", "unitPrice": "3.5", "effectiveFrom": "2026-01-01", "dueDays": 10, "prorate": true}, 200))
	r.do(finance, "POST /admin/v1/tariffs/"+tariff+"/activate", nil, 200)
	meter := id(r.do(finance, "POST /admin/v1/meters", map[string]any{"itemId": item, "houseId": w.objects["houses"], "number": w.canary + "表"}, 200))
	for _, v := range [][2]string{{"2026-01", "10"}, {"2026-02", "25"}} {
		r.do(finance, "POST /admin/v1/meter-readings", map[string]any{"meterId": meter, "period": v[0], "value": v[1]}, 200)
	}
	run := id(r.do(finance, "POST "+at+"/bill-runs", map[string]any{"period": "2026-02"}, 200))
	r.drain(t)
	r.do(finance, "POST /admin/v1/bill-runs/"+run+"/review", nil, 200)
	r.do(manager, "POST /admin/v1/bill-runs/"+run+"/publish", nil, 200)
	r.drain(t)
	bill := r.do(w.owner, "GET /app/v1/bills", nil, 200)["items"].([]any)[0].(map[string]any)["id"].(string)
	w.objects["pay-codes"] = r.do(w.owner, "POST /app/v1/bills/"+bill+"/pay-code", nil, 200)["code"].(string)
	w.objects["waivers"] = id(r.do(w.staff["客服"], "POST /admin/v1/bills/"+bill+"/waivers", map[string]any{"kind": "principal", "amountFen": 100, "reason": w.canary}, 200))
	r.do(w.owner, "POST /app/v1/bills/"+bill+"/dispute", map[string]any{"reason": w.canary + "不对"}, 200)
	w.objects["bill-disputes"] = id(r.do(manager, "GET /admin/v1/bill-disputes", nil, 200)["items"].([]any)[0].(map[string]any))
	w.objects["fee-items"], w.objects["tariffs"], w.objects["meters"], w.objects["bill-runs"], w.objects["bills"] = item, tariff, meter, run, bill
	if _, err := ids.Parse(bill); err != nil {
		t.Fatal(err)
	}
}

// Whoever owes for more than a year opens doors, reports emergencies and hears
// of the community as before: nothing that decides about these asks billing.
func TestArrearsCloseNoDoorAndNoEmergency(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := newTown(t, r, 0)
	rights := func(s session) string {
		house := r.do(s, "GET /app/v1/home", nil, 200)["house"].(map[string]any)
		return fmt.Sprint(house["rights"], house["role"])
	}
	before := rights(w.owner)
	r.do(w.staff["小区经理"], "POST /admin/v1/bill-disputes/"+w.objects["bill-disputes"]+"/decide", map[string]any{"result": "keep", "answer": "已核实，读数无误"}, 200)
	r.clock.Advance(400 * 24 * time.Hour)
	for range 2 {
		if err := r.billing.Remind(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.drain(t)
	}
	owner := r.resident("18800000000")
	if due := r.do(owner, "GET /app/v1/bills?due=true", nil, 200); due["dueCount"].(float64) == 0 {
		t.Fatal("nothing is owed, so this proves nothing")
	}
	if after := rights(owner); after != before {
		t.Errorf("rights were %s and are %s", before, after)
	}
	r.do(owner, "POST /app/v1/repairs", map[string]any{"communityId": w.objects["communities"], "houseId": w.objects["houses"], "place": "indoor", "category": "water_burst", "description": "水管爆了"}, 201)
	if inbox := r.do(owner, "GET /app/v1/inbox", nil, 200)["items"].([]any); len(inbox) == 0 {
		t.Error("notices stopped")
	}
}

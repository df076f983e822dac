package app

import (
	"testing"
	"time"
)

// planning gives the town a shift and an item of the price list.
func (w *town) planning(t *testing.T, r *rig) {
	t.Helper()
	from := r.clock.Now().Add(48 * time.Hour).Truncate(time.Hour)
	s := r.do(w.staff["小区经理"], "POST /admin/v1/communities/"+w.objects["communities"]+"/roster-shifts", map[string]any{
		"workerId": w.objects["worker"], "kind": "duty", "start": from.Format(time.RFC3339), "end": from.Add(8 * time.Hour).Format(time.RFC3339)}, 201)
	i := r.do(w.staff["小区经理"], "POST /admin/v1/communities/"+w.objects["communities"]+"/stock-items", map[string]any{
		"kind": "material", "name": w.canary + "角阀", "unit": "个", "priceFen": 2500, "onSale": true, "minimum": 5, "level": 20}, 201)
	w.objects["stock-items"] = i["id"].(string)
	w.objects["roster-shifts"], w.objects["workers"] = s["id"].(string), w.objects["worker"]
}

package app

import (
	"testing"
	"time"
)

// planning gives the town a shift.
func (w *town) planning(t *testing.T, r *rig) {
	t.Helper()
	from := r.clock.Now().Add(48 * time.Hour).Truncate(time.Hour)
	s := r.do(w.staff["小区经理"], "POST /admin/v1/communities/"+w.objects["communities"]+"/roster-shifts", map[string]any{
		"workerId": w.objects["worker"], "kind": "duty", "start": from.Format(time.RFC3339), "end": from.Add(8 * time.Hour).Format(time.RFC3339)}, 201)
	w.objects["roster-shifts"], w.objects["workers"] = s["id"].(string), w.objects["worker"]
}

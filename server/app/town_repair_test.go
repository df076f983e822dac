package app

import "testing"

// repairDesk gives the town an incident, a saved filter and a file.
func (w *town) repairDesk(t *testing.T, r *rig) {
	t.Helper()
	manager := w.staff["小区经理"]
	in := r.do(manager, "POST /admin/v1/repair-incidents", map[string]any{"communityId": w.objects["communities"], "title": w.canary + "停水", "area": "3号楼", "text": "正在抢修"}, 200)
	w.objects["repair-incidents"] = in["id"].(string)
	f := r.do(manager, "POST /admin/v1/repair-filters", map[string]any{"name": w.canary, "query": map[string]any{"state": "open"}}, 200)
	w.objects["repair-filters"] = f["items"].([]any)[0].(map[string]any)["id"].(string)
	e := r.do(manager, "POST /admin/v1/repair-exports?communityId="+w.objects["communities"], nil, 200)
	w.objects["repair-exports"], w.objects["repair-settings"] = e["id"].(string), "light"
}

package app

import (
	"testing"
)

// notices gives the town what the notification centre keeps: an elder who is
// called, and a message on the desk.
func (w *town) notices(t *testing.T, r *rig) {
	t.Helper()
	r.do(w.owner, "PATCH /app/v1/notify/preferences", map[string]any{"callMe": true}, 200)
	o := r.do(w.owner, "POST /app/v1/repairs", map[string]any{"communityId": w.objects["communities"], "houseId": w.objects["houses"], "place": "indoor",
		"category": "light", "description": w.canary + "灯不亮"}, 201)
	r.do(w.staff["客服"], "POST /admin/v1/repairs/"+o["id"].(string)+"/assign", map[string]any{"workerId": w.objects["worker"]}, 200)
	r.drain(t)
	n := r.do(w.staff["小区经理"], "POST /admin/v1/notices", map[string]any{"communityId": w.objects["communities"], "kind": "notice", "title": w.canary + "通知", "body": w.canary + "楼道请勿堆物。",
		"urgent": false, "audience": map[string]any{}}, 201)
	w.objects["notices"] = n["id"].(string)
	r.do(w.staff["小区经理"], "POST /admin/v1/notices/"+w.objects["notices"]+"/publish", nil, 200)
	r.drain(t)
	r.do(w.staff["小区经理"], "POST /admin/v1/notices/"+w.objects["notices"]+"/approve", nil, 200)
	r.drain(t)
	w.objects["messages"] = r.do(w.owner, "GET /app/v1/inbox", nil, 200)["items"].([]any)[0].(map[string]any)["id"].(string)
	calls := r.do(w.staff["客服"], "GET /admin/v1/notify/calls", nil, 200)["items"].([]any)
	if len(calls) == 0 {
		t.Fatal("the call list is empty")
	}
	w.objects["calls"] = calls[0].(map[string]any)["id"].(string)
}

package identity

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"zhijian/server/event"
	"zhijian/server/platform/ids"
)

// left are the StaffLeft told so far, in short.
func (r *rig) left() string {
	r.t.Helper()
	var rows []struct{ Payload string }
	must(r.t, r.DB.Conn(r.t.Context()).Table("outbox").Select("payload").Where("name = ?", "test:left").Order("id").Find(&rows).Error)
	var out []string
	for _, row := range rows {
		var e event.StaffLeft
		must(r.t, json.Unmarshal([]byte(row.Payload), &e))
		out = append(out, fmt.Sprint(e.StaffID, e.CommunityIDs))
	}
	return strings.Join(out, " ")
}

func TestWhoIsNoWorkerAnyMoreIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Box.Subscribe(event.StaffLeft{}.Topic(), "test:left", "default")
	boss := r.enter(r.boss())
	works := func(name string) ids.ID { return r.account(name, []ids.ID{lake, hill}, "repair.read", "repair.work") }
	clerk := r.account("clerk", []ids.ID{lake}, "repair.read")
	a, b, c, d := works("a"), works("b"), works("c"), works("d")
	of := func(id ids.ID) string { return "/admin/v1/staff/" + id.String() }
	want := ""
	for _, tc := range []struct{ name, do, body, told string }{
		{"a clerk who leaves owes no work", "POST " + of(clerk) + "/disable", "", ""},
		{"another name", "PATCH " + of(a), `{"name":"新名"}`, ""},
		{"a new password", "POST " + of(a) + "/reset-credentials", "", ""},
		{"disabled", "POST " + of(b) + "/disable", "", fmt.Sprint(b, "[]")},
		{"one community less", "PATCH " + of(c), fmt.Sprintf(`{"communityIds":["%d"]}`, lake), fmt.Sprint(c, "[", hill, "]")},
		{"another role", "PATCH " + of(c), fmt.Sprintf(`{"roleIds":["%d"]}`, r.roleOf(clerk)), fmt.Sprint(c, "[]")},
		{"his role loses the right", "PATCH /admin/v1/roles/" + r.roleOf(d).String(), `{"permissions":["repair.read"]}`, fmt.Sprint(d, "[]")},
		{"a role without the right loses another", "PATCH /admin/v1/roles/" + r.roleOf(clerk).String(), `{"permissions":["house.read"]}`, ""},
	} {
		r.want(boss, tc.do, tc.body, 200)
		if want = strings.TrimSpace(want + " " + tc.told); strings.ReplaceAll(r.left(), " ", "") != strings.ReplaceAll(want, " ", "") {
			t.Fatalf("%s: told %q instead of %q", tc.name, r.left(), want)
		}
	}
}

func TestAStaffSessionWithoutACookieJar(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.account("worker", []ids.ID{lake}, "repair.read", "repair.work")
	step := r.step("worker")
	a := r.want(from{}, "POST /admin/v1/auth/token", `{"challenge":"`+step.Challenge+`","code":"`+r.code()+`"}`, 200, `"permissions":["repair.read","repair.work"]`)
	if a.header.Get("Set-Cookie") != "" {
		t.Error("it sets a cookie too")
	}
	var got struct{ Token string }
	a.into(t, &got)
	me := from{token: got.Token}
	r.want(me, "GET /admin/v1/me", "", 200, id.String())
	r.want(from{cookie: got.Token}, "GET /admin/v1/me", "", 200) // the same session
	for name, f := range map[string]from{"a made-up token": {token: newSecret()}, "an empty token": {token: " "}, "a resident's token": {token: r.loginPhone(phoneAnn).AccessToken}} {
		if a := r.call(f, "GET /admin/v1/me", ""); a.status != 401 {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	if a := r.call(me, "GET /app/v1/me", ""); a.status != 401 {
		t.Errorf("a staff token on the residents' side: %d", a.status)
	}
	r.want(me, "POST /admin/v1/auth/logout", "", 204)
	r.want(me, "GET /admin/v1/me", "", 401)
}

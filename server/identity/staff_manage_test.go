package identity

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

func TestStaffOperationsRefuse(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	boss := r.boss()
	role := r.roleOf(boss).String()
	nobody, plain := from{}, r.enter(r.account("plain", []ids.ID{lake}, "repair.read"))
	guest := from{token: r.login("ann", "").AccessToken}
	body := `{"username":"someone","name":"某人","roleIds":["` + role + `"],"communityIds":["501"]}`
	for _, op := range []struct{ do, body string }{
		{"GET /admin/v1/staff", ""}, {"POST /admin/v1/staff", body}, {"PATCH /admin/v1/staff/" + boss.String(), `{"name":"x"}`},
		{"POST /admin/v1/staff/" + boss.String() + "/disable", ""}, {"POST /admin/v1/staff/" + boss.String() + "/enable", ""},
		{"POST /admin/v1/staff/" + boss.String() + "/reset-credentials", ""}, {"GET /admin/v1/roles", ""},
		{"POST /admin/v1/roles", `{"name":"新角色","permissions":["repair.read"]}`}, {"PATCH /admin/v1/roles/" + role, `{"name":"x"}`},
		{"GET /admin/v1/permissions", ""},
	} {
		r.want(nobody, op.do, op.body, 401, "auth.login")
		r.want(guest, op.do, op.body, 401, "auth.login")
		r.want(plain, op.do, op.body, 403, "auth.denied")
	}
	if _, err := r.store.staffByName(t.Context(), "someone"); err == nil {
		t.Error("a refused request made an account")
	}
}

// TestNobodyRisesAboveHimself: a manager of one community with few
// permissions tries to get more, for himself or by way of others.
func TestNobodyRisesAboveHimself(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	boss := r.boss()
	small := r.account("small", []ids.ID{lake}, "staff.manage", "staff.read", "repair.read", "role.manage")
	worker := r.account("worker", []ids.ID{lake}, "repair.read")
	far := r.account("far", []ids.ID{hill}, "repair.read")
	wide := r.account("wide", []ids.ID{lake, hill}, "repair.read")
	admin, err := r.SeedStaff(t.Context(), SeedStaffIn{CompanyID: company, Username: "platform", Name: "平台", Password: password, TOTPSecret: totpKey, RoleName: "平台", Permissions: []string{"repair.read"}, Communities: []ids.ID{lake}, Platform: true})
	must(t, err)
	alien, err := r.SeedStaff(t.Context(), SeedStaffIn{CompanyID: otherFirm, Username: "alien", Name: "别家", Password: password, TOTPSecret: totpKey, RoleName: "别家", Permissions: []string{"repair.read"}, Communities: []ids.ID{abroad}})
	must(t, err)
	me := r.enter(small)
	of := func(id ids.ID) string { return "/admin/v1/staff/" + id.String() }
	roles := func(id ids.ID) string { return `{"roleIds":["` + r.roleOf(id).String() + `"]}` }
	for _, sc := range []struct {
		name, do, body string
		status         int
		code           string
	}{
		{"gives himself the boss's role", "PATCH " + of(small), roles(boss), 403, "identity.beyond"},
		{"gives a worker the boss's role", "PATCH " + of(worker), roles(boss), 403, "identity.beyond"},
		{"gives himself another community", "PATCH " + of(small), `{"communityIds":["501","502"]}`, 403, "identity.beyond"},
		{"gives a community of another company", "PATCH " + of(worker), `{"communityIds":["601"]}`, 403, "identity.beyond"},
		{"gives a role of another company", "PATCH " + of(worker), roles(alien), 404, "identity.role"},
		{"makes an account with the boss's role", "POST /admin/v1/staff", `{"username":"puppet","name":"傀儡","roleIds":["` + r.roleOf(boss).String() + `"],"communityIds":["501"]}`, 403, "identity.beyond"},
		{"makes an account for another community", "POST /admin/v1/staff", `{"username":"puppet","name":"傀儡","roleIds":["` + r.roleOf(worker).String() + `"],"communityIds":["502"]}`, 403, "identity.beyond"},
		{"resets the boss to take him over", "POST " + of(boss) + "/reset-credentials", "", 403, "identity.beyond"},
		{"renames the boss", "PATCH " + of(boss), `{"name":"谁"}`, 403, "identity.beyond"},
		{"disables the boss", "POST " + of(boss) + "/disable", "", 403, "identity.beyond"},
		{"resets a platform administrator", "POST " + of(admin) + "/reset-credentials", "", 403, "identity.beyond"},
		{"resets who also works elsewhere", "POST " + of(wide) + "/reset-credentials", "", 403, "identity.beyond"},
		{"touches who works elsewhere only", "POST " + of(far) + "/disable", "", 404, "identity.staff"},
		{"touches another company's", "POST " + of(alien) + "/disable", "", 404, "identity.staff"},
		{"touches nobody", "POST " + of(77) + "/disable", "", 404, "identity.staff"},
		{"lists another community", "GET /admin/v1/staff?communityId=502", "", 403, "auth.denied"},
		{"makes a role above his own", "POST /admin/v1/roles", `{"name":"大","permissions":["house.reveal"]}`, 403, "identity.beyond"},
		{"makes a role of an unknown permission", "POST /admin/v1/roles", `{"name":"大","permissions":["platform.all"]}`, 403, "identity.beyond"},
		{"raises his own role", "PATCH /admin/v1/roles/" + r.roleOf(small).String(), `{"permissions":["staff.manage","staff.read","repair.read","role.manage","house.export"]}`, 403, "identity.beyond"},
		{"cuts the boss's role", "PATCH /admin/v1/roles/" + r.roleOf(boss).String(), `{"permissions":["repair.read"]}`, 403, "identity.beyond"},
		{"changes a role of another company", "PATCH /admin/v1/roles/" + r.roleOf(alien).String(), `{"name":"x"}`, 404, "identity.role"},
		{"makes himself platform", "PATCH " + of(small), `{"platform":true}`, 422, "input.invalid"},
		{"sets a password", "PATCH " + of(worker), `{"password":"correct horse battery"}`, 422, "input.invalid"},
		{"but manages his worker", "PATCH " + of(worker), `{"name":"小工","phone":"13812340002","communityIds":["501"]}`, 200, "小工"},
		{"and lists his own", "GET /admin/v1/staff", "", 200, `"username":"worker"`},
	} {
		t.Run(sc.name, func(t *testing.T) {
			if a := r.call(me, sc.do, sc.body); a.status != sc.status || !strings.Contains(a.body, sc.code) {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	list := r.want(me, "GET /admin/v1/staff", "", 200)
	for _, hidden := range []string{`"far"`, `"alien"`, "青山小区", phoneAnn} {
		if strings.Contains(list.body, hidden) {
			t.Errorf("%s shows in %s", hidden, list.body)
		}
	}
	if _, err := r.store.staffByName(t.Context(), "puppet"); err == nil {
		t.Error("a refused account is there")
	}
}

func TestTakenNames(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.boss()
	me := r.enter(id)
	r.want(me, "POST /admin/v1/staff", `{"username":"BOSS","name":"某人","roleIds":["`+r.roleOf(id).String()+`"],"communityIds":["501"]}`, 409, "identity.username_taken")
	r.want(me, "POST /admin/v1/staff", `{"username":"a b","name":"某人","roleIds":["`+r.roleOf(id).String()+`"],"communityIds":[]}`, 422)
	r.want(me, "POST /admin/v1/staff", `{"username":"clerk","name":"某人","phone":"123","roleIds":["`+r.roleOf(id).String()+`"],"communityIds":[]}`, 422, "pii.phone")
	r.want(me, "POST /admin/v1/roles", `{"name":"维修","permissions":["repair.work","repair.read","repair.read"]}`, 201, `"permissions":["repair.read","repair.work"]`)
	r.want(me, "POST /admin/v1/roles", `{"name":"维修","permissions":["repair.read"]}`, 409, "identity.role_name_taken")
	r.want(me, "GET /admin/v1/roles", "", 200, "维修", `"staffCount":1`)
	r.want(me, "GET /admin/v1/permissions", "", 200, `{"code":"house.reveal","label":"查看完整姓名和电话（留痕）","group":"房屋"}`)
}

func TestPermissionsAllHaveWords(t *testing.T) {
	t.Parallel()
	for _, p := range Permissions() {
		if p.Label == "" || p.Group == "" {
			t.Errorf("%s has no words", p.Code)
		}
	}
}

func TestDisableEndsSessionsAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	me := r.enter(r.boss())
	clerk := r.account("clerk", []ids.ID{lake}, "staff.read")
	path := "/admin/v1/staff/" + clerk.String()
	a, b := r.enter(clerk), r.enter(clerk)
	r.want(a, "GET /admin/v1/staff", "", 200)
	r.want(me, "POST "+path+"/disable", "", 200, `"state":"disabled"`, "已停用")
	r.want(a, "GET /admin/v1/staff", "", 401, "auth.login")
	r.want(b, "GET /admin/v1/me", "", 401)
	if !slices.Contains(r.world.kicked, 0) {
		t.Error("the sockets stay open")
	}
	if x := r.signIn(from{}, "clerk", password); x.status != 401 {
		t.Errorf("logs in again: %d", x.status)
	}
	r.want(me, "POST "+path+"/disable", "", 409, "identity.staff_state")
	r.want(me, "POST "+path+"/reset-credentials", "", 409, "identity.staff_state")
	r.want(me, "POST "+path+"/enable", "", 200, `"state":"active"`)
	r.want(me, "POST "+path+"/enable", "", 409)
	r.want(a, "GET /admin/v1/me", "", 401) // an old session does not come back
	if x := r.signIn(from{}, "clerk", password); x.status != 200 {
		t.Errorf("%d %s", x.status, x.body)
	}
	r.want(me, "POST "+path+"/reset-credentials", "", 200, `"state":"setup"`, "setupToken")
	if x := r.signIn(from{}, "clerk", password); x.status != 401 {
		t.Errorf("the old password works: %d", x.status)
	}
}

func TestWithdrawnPermissionEndsAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	me := r.enter(r.boss())
	id := r.account("clerk", []ids.ID{lake}, "staff.read", "repair.read")
	clerk := r.enter(id)
	r.want(clerk, "GET /admin/v1/staff", "", 200)
	r.want(me, "PATCH /admin/v1/roles/"+r.roleOf(id).String(), `{"permissions":["repair.read"]}`, 200, `"staffCount":1`)
	r.want(clerk, "GET /admin/v1/staff", "", 403)
}

func TestTheLastManagerStays(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	boss := r.boss()
	me, path := r.enter(boss), "/admin/v1/staff/"+boss.String()
	plain := r.account("plain", []ids.ID{lake}, "staff.read")
	r.want(me, "POST "+path+"/disable", "", 409, "identity.last_manager")
	r.want(me, "POST "+path+"/reset-credentials", "", 409, "identity.last_manager")
	r.want(me, "PATCH "+path, `{"roleIds":["`+r.roleOf(plain).String()+`"]}`, 409, "identity.last_manager")
	r.want(me, "PATCH /admin/v1/roles/"+r.roleOf(boss).String(), `{"permissions":["staff.read"]}`, 409, "identity.last_manager")
	r.want(me, "GET /admin/v1/staff", "", 200, `"state":"active"`) // nothing of it happened
	second := r.account("second", []ids.ID{lake, hill}, auth.Permissions()...)
	r.want(me, "POST "+path+"/disable", "", 200)
	r.want(r.enter(second), "POST /admin/v1/staff/"+second.String()+"/disable", "", 409, "identity.last_manager")
}

func TestTwoManagersDisableEachOther(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a, b := r.boss(), r.account("other", []ids.ID{lake, hill}, auth.Permissions()...)
	actors := map[ids.ID]from{a: r.enter(a), b: r.enter(b)}
	var wg sync.WaitGroup
	statuses := make([]int, 2)
	for i, pair := range [][2]ids.ID{{a, b}, {b, a}} {
		wg.Go(func() {
			statuses[i] = r.call(actors[pair[0]], "POST /admin/v1/staff/"+pair[1].String()+"/disable", "").status
		})
	}
	wg.Wait()
	left, err := r.store.lockManagers(t.Context(), company)
	if must(t, err); len(left) != 1 {
		t.Errorf("%d managers are left, answers %v", len(left), statuses)
	}
}

func TestStaffPages(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.boss()
	me, role := r.enter(id), r.roleOf(id).String()
	for i := range staffPage + 3 {
		r.want(me, "POST /admin/v1/staff", fmt.Sprintf(`{"username":"clerk%d","name":"某人","roleIds":["%s"],"communityIds":["501"]}`, i, role), 201)
	}
	var one, two staffList
	r.want(me, "GET /admin/v1/staff?communityId=501", "", 200).into(t, &one)
	r.want(me, "GET /admin/v1/staff?communityId=501&cursor="+one.NextCursor, "", 200).into(t, &two)
	if len(one.Items) != staffPage || len(two.Items) != 4 || two.NextCursor != "" || one.Items[staffPage-1].ID <= two.Items[0].ID {
		t.Errorf("%d and %d, then %q", len(one.Items), len(two.Items), two.NextCursor)
	}
}

func TestWhoWorksHere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	fixer := r.account("fixer", []ids.ID{lake}, "repair.work")
	r.account("clerk", []ids.ID{lake}, "repair.read")
	r.account("far", []ids.ID{hill}, "repair.work")
	off := r.account("off", []ids.ID{lake}, "repair.work")
	boss := r.enter(r.account("boss", []ids.ID{lake, hill}, "staff.manage", "repair.work", "staff.read"))
	r.want(boss, "POST /admin/v1/staff/"+off.String()+"/disable", "", 200)
	able, err := r.StaffWith(t.Context(), lake, "repair.work")
	must(t, err)
	names := []string{}
	for _, s := range able {
		names = append(names, s.Name)
	}
	if !slices.Equal(names, []string{"员工fixer", "员工boss"}) || able[0].Phone != phoneAnn {
		t.Errorf("%v", able)
	}
	all, err := r.Staff(t.Context(), []ids.ID{fixer, off, 77})
	if must(t, err); len(all) != 2 || all[off].Name != "员工off" {
		t.Errorf("%v", all)
	}
}

func TestSeedStaffTwice(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	in := SeedStaffIn{CompanyID: company, Username: "Boss", Name: "员工", Phone: phoneAnn, Password: password, TOTPSecret: totpKey, RoleName: "经理", Permissions: auth.Permissions(), Communities: []ids.ID{lake}}
	a, err := r.SeedStaff(t.Context(), in)
	must(t, err)
	if b, err := r.SeedStaff(t.Context(), in); err != nil || a != b {
		t.Errorf("a second account of the same name: %v", err)
	}
	s := r.step("boss")
	if x := r.totp(s.Challenge, r.code()); x.status != 200 {
		t.Errorf("%d %s", x.status, x.body)
	}
	if _, err := r.SeedStaff(t.Context(), SeedStaffIn{CompanyID: company, Username: "weak", Name: "弱", Password: "123456", RoleName: "x", Permissions: []string{"repair.read"}}); !errors.Is(err, ErrPassword) {
		t.Errorf("a weak password was seeded: %v", err)
	}
	row, err := r.store.staff(t.Context(), a)
	must(t, err)
	if !strings.HasPrefix(row.Password, r.effort.form()) || strings.Contains(row.TOTPSecret, totpKey) || strings.Contains(row.NameSealed+row.PhoneSealed, "员工") {
		t.Errorf("secrets in clear: %+v", row)
	}
}

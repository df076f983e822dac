package app

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"

	"zhijian/server/identity"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

const testPassword = "a-long-demo-password"

// town is one tenant of the walker: a company with a community, staff of each
// role, residents, and one object of every kind, all made over HTTP.
type town struct {
	name      string
	canary    string
	community ids.ID
	staff     map[string]session // by role
	owner     session
	member    session
	stranger  session // signed in, bound to nothing, has applied
	objects   map[string]string
}

// newTown makes a town; two towns have the same shape and nothing in common.
func newTown(t *testing.T, r *rig, n int) *town {
	t.Helper()
	ctx := auth.With(t.Context(), auth.SystemActor())
	w := &town{name: fmt.Sprintf("T%d", n), canary: []string{"金丝雀甲", "金丝雀乙"}[n], staff: map[string]session{}, objects: map[string]string{}}
	company, err := r.house.FoundCompany(ctx, w.canary+"物业")
	if err != nil {
		t.Fatal(err)
	}
	community, err := r.house.FoundCommunity(ctx, company.ID, w.canary+"花园", w.canary+"路 1 号", fmt.Sprintf("0228888%04d", n))
	if err != nil {
		t.Fatal(err)
	}
	w.community = community.ID
	w.objects["communities"] = community.ID.String()
	for i, role := range DefaultRoles() {
		name := fmt.Sprintf("t%d-role%d", n, i)
		id, err := r.identity.SeedStaff(ctx, identity.SeedStaffIn{CompanyID: company.ID, Username: name, Name: w.canary + "员", Phone: fmt.Sprintf("1990%d00000%d", n, i), Password: testPassword,
			TOTPSecret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", RoleName: role.Name, Permissions: role.Permissions, Communities: []ids.ID{community.ID}})
		if err != nil {
			t.Fatal(err)
		}
		w.objects["staff"] = id.String()
		if role.Name == "维修工" {
			w.objects["worker"] = id.String()
		}
		w.staff[role.Name] = r.staff(name, testPassword)
	}
	w.platform(t, r, n, company.ID)
	w.importLedger(t, r, n)
	w.residents(t, r, n)
	w.orders(t, r)
	w.bills(t, r)
	w.repairDesk(t, r)
	w.planning(t, r)
	w.notices(t, r)
	w.payments(t, r, n)
	r.drain(t)
	w.collect(t, r)
	return w
}

// platform makes the administrator of the installation.
func (w *town) platform(t *testing.T, r *rig, n int, company ids.ID) {
	t.Helper()
	name := fmt.Sprintf("t%d-platform", n)
	if _, err := r.identity.SeedStaff(auth.With(t.Context(), auth.SystemActor()), identity.SeedStaffIn{CompanyID: company, Username: name, Name: w.canary + "台", Phone: fmt.Sprintf("1990%d000099", n), Password: testPassword,
		TOTPSecret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", RoleName: platformAdmin, Permissions: []string{}, Platform: true}); err != nil {
		t.Fatal(err)
	}
	w.staff[platformAdmin] = r.staff(name, testPassword)
}

// ledger is a small file with one owner a house.
func (w *town) ledger(t *testing.T, n int) []byte {
	t.Helper()
	f := excelize.NewFile()
	rows := [][]any{{"楼栋", "单元", "房号", "建筑面积", "业主姓名", "联系电话"}}
	for i := range 4 {
		rows = append(rows, []any{"1栋", "1单元", fmt.Sprintf("%d01", i+1), "88.50", w.canary + "户", fmt.Sprintf("1880%d00000%d", n, i)})
	}
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (w *town) importLedger(t *testing.T, r *rig, n int) {
	t.Helper()
	manager := w.staff["小区经理"]
	a := r.send(manager, "POST", "/admin/v1/communities/"+w.objects["communities"]+"/imports", multipart(nil, "台账.xlsx", w.ledger(t, n)), "multipart/form-data; boundary=b")
	if a.status != 201 {
		t.Fatalf("import: %d %s", a.status, a.body)
	}
	w.objects["imports"] = field(t, a.body, "id")
	r.drain(t)
	r.do(manager, "POST /admin/v1/imports/"+w.objects["imports"]+"/apply", map[string]any{}, 200)
	r.drain(t)
}

func (w *town) residents(t *testing.T, r *rig, n int) {
	t.Helper()
	w.owner = r.resident(fmt.Sprintf("1880%d000000", n))
	match := r.do(w.owner, "GET /app/v1/bindings/matches", nil, 200)["items"].([]any)
	if len(match) != 1 {
		t.Fatalf("matches: %v", match)
	}
	w.objects["houses"] = match[0].(map[string]any)["houseId"].(string)
	w.objects["bindings"] = r.do(w.owner, "POST /app/v1/bindings/match", map[string]any{"houseId": w.objects["houses"]}, 201)["id"].(string)
	memberPhone := fmt.Sprintf("1880%d000099", n)
	inv := r.do(w.owner, "POST /app/v1/houses/"+w.objects["houses"]+"/invitations", map[string]any{"phone": memberPhone, "role": "member", "rights": []string{"repair"}}, 201)
	w.member = r.resident(memberPhone)
	r.do(w.member, "POST /app/v1/invitations/accept", map[string]any{"token": inv["token"]}, 201)
	inv = r.do(w.owner, "POST /app/v1/houses/"+w.objects["houses"]+"/invitations", map[string]any{"phone": fmt.Sprintf("1880%d000098", n), "role": "member", "rights": []string{"repair"}}, 201)
	w.objects["invitations"] = inv["id"].(string)
	w.stranger = r.resident(fmt.Sprintf("1880%d000077", n))
	file := r.upload(w.stranger, "/app/v1/files", "binding")
	r.do(w.stranger, "POST /app/v1/bindings", map[string]any{"houseId": w.objects["houses"], "role": "tenant", "name": "张建国", "evidenceFileIds": []string{file}, "note": w.canary}, 201)
}

func (w *town) orders(t *testing.T, r *rig) {
	t.Helper()
	photo := r.upload(w.owner, "/app/v1/files", "repair")
	o := r.do(w.owner, "POST /app/v1/repairs", map[string]any{"communityId": w.objects["communities"], "houseId": w.objects["houses"], "place": "indoor",
		"category": "water_pipe", "description": w.canary + "漏水", "photoFileIds": []string{photo}}, 201)
	w.objects["repairs"] = o["id"].(string)
	r.do(w.staff["客服"], "POST /admin/v1/repairs/"+w.objects["repairs"]+"/assign", map[string]any{"workerId": w.objects["worker"]}, 200)
}

// collect learns the ids of the other kinds from the town's own lists.
func (w *town) collect(t *testing.T, r *rig) {
	t.Helper()
	first := func(s session, path string) string {
		items, _ := r.do(s, "GET "+path, nil, 200)["items"].([]any)
		if len(items) == 0 {
			t.Fatalf("%s: an empty list", path)
		}
		return items[0].(map[string]any)["id"].(string)
	}
	w.objects["buildings"] = first(w.staff["小区经理"], "/admin/v1/communities/"+w.objects["communities"]+"/buildings")
	w.objects["app-inbox"] = first(w.owner, "/app/v1/inbox")
	w.objects["admin-inbox"] = first(w.staff["客服"], "/admin/v1/inbox")
	w.objects["devices"] = first(w.owner, "/app/v1/me/devices")
	w.objects["roles"] = first(w.staff["系统管理员"], "/admin/v1/roles")
}

// drain runs the background work until nothing is due.
func (r *rig) drain(t testing.TB) {
	t.Helper()
	ctx := auth.With(t.Context(), auth.SystemActor())
	for {
		rows, err := r.box.Claim(ctx, 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 0 {
			return
		}
		for _, row := range rows {
			if err := r.mux.Run(ctx, row.Message()); err != nil {
				t.Fatalf("task %s: %v", row.Name, err)
			}
		}
	}
}

package house

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/testkit"
)

func TestHTTP(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	r := k.bring(t, small(t))
	h := k.http(t)
	house, community, run := k.one(t, "1-1-101"), k.home.ID.String(), r.ID.String()
	of := "/admin/v1/communities/" + community
	one := "/admin/v1/houses/" + house.ID.String()
	building := "/admin/v1/buildings/" + house.BuildingID.String() + "/grid"
	for _, sc := range []testkit.Scenario{
		{Name: "search: nobody", Do: "GET /app/v1/communities?q=x", WantStatus: 401},
		{Name: "search: staff", As: k.manager, Do: "GET /app/v1/communities?q=x", WantStatus: 401},
		{Name: "houses: unknown community", As: k.resident, Do: "GET /app/v1/communities/1/houses?q=1-101", WantStatus: 404, WantBody: []string{"house.community_not_found"}},
		{Name: "houses: not an id", As: k.resident, Do: "GET /app/v1/communities/abc/houses?q=1-101", WantStatus: 422},
		{Name: "houses: too long", As: k.resident, Do: "GET /app/v1/communities/" + community + "/houses?q=" + strings.Repeat("1", 61), WantStatus: 422},
		{Name: "list: nobody", Do: "GET /admin/v1/houses", WantStatus: 401},
		{Name: "list: a resident", As: k.resident, Do: "GET /admin/v1/houses", WantStatus: 401},
		{Name: "list: no right", As: testkit.StaffOf(77, 1, k.manager.Communities), Do: "GET /admin/v1/houses", WantStatus: 403},
		{Name: "list: another community", As: k.stranger, Do: "GET /admin/v1/houses?communityId=" + community, WantStatus: 404},
		{Name: "house: of another community", As: k.stranger, Do: "GET " + one, WantStatus: 404, NoBody: []string{"张"}},
		{Name: "grid: of another community", As: k.stranger, Do: "GET " + building, WantStatus: 404},
		{Name: "buildings: of another community", As: k.stranger, Do: "GET " + of + "/buildings", WantStatus: 404},
		{Name: "reveal: only a reader", As: k.reader, Do: "POST " + one + "/reveal", Body: `{"purpose":"核对"}`, WantStatus: 403},
		{Name: "reveal: of another community", As: k.stranger, Do: "POST " + one + "/reveal", Body: `{"purpose":"核对"}`, WantStatus: 404},
		{Name: "reveal: no purpose", As: k.manager, Do: "POST " + one + "/reveal", Body: `{"purpose":""}`, WantStatus: 422},
		{Name: "export: only a reader", As: k.reader, Do: "GET " + of + "/houses/export", WantStatus: 403},
		{Name: "export: of another community", As: k.stranger, Do: "GET " + of + "/houses/export", WantStatus: 404},
		{Name: "run: only a reader", As: k.reader, Do: "GET /admin/v1/imports/" + run, WantStatus: 403},
		{Name: "run: of another community", As: k.stranger, Do: "GET /admin/v1/imports/" + run, WantStatus: 404},
		{Name: "rows: of another community", As: k.stranger, Do: "GET /admin/v1/imports/" + run + "/rows", WantStatus: 404},
		{Name: "runs: of another community", As: k.stranger, Do: "GET " + of + "/imports", WantStatus: 404},
		{Name: "apply: only a reader", As: k.reader, Do: "POST /admin/v1/imports/" + run + "/apply", WantStatus: 403},

		{Name: "communities by name", As: k.resident, Do: "GET /app/v1/communities?q=%E9%87%91%E6%B8%AF", WantStatus: 200, WantBody: []string{`"name":"金港城"`}, NoBody: []string{"翠湖"}},
		{Name: "communities, letters missing", As: k.resident, Do: "GET /app/v1/communities?q=%E9%87%91%E5%9F%8E%E5%B0%8F%E5%8C%BA", WantStatus: 200, WantBody: []string{`"name":"金港城"`}},
		{Name: "communities, wildcard is text", As: k.resident, Do: "GET /app/v1/communities?q=%25", WantStatus: 200, WantBody: []string{`"items":[]`}},
		{Name: "two units have that room", As: k.resident, Do: "GET /app/v1/communities/" + community + "/houses?q=1-101", WantStatus: 200, WantBody: []string{`"units":["1","2"]`, "1栋1单元101"}, NoBody: []string{"张"}},
		{Name: "one house", As: k.resident, Do: "GET /app/v1/communities/" + community + "/houses?q=1-1-101", WantStatus: 200, WantBody: []string{`"units":[]`, `"building":"1栋"`, `"unit":"1"`}},
		{Name: "my communities", As: k.reader, Do: "GET /admin/v1/communities", WantStatus: 200, WantBody: []string{"翠湖花园"}, NoBody: []string{"金港城"}},
		{Name: "buildings", As: k.reader, Do: "GET " + of + "/buildings", WantStatus: 200, WantBody: []string{`"name":"1栋","kind":"building","houseCount":2,"shopCount":0,"unitCount":2`, `"others":[`}},
		{Name: "grid", As: k.reader, Do: "GET " + building, WantStatus: 200, WantBody: []string{`"floor":1`, `"area":"90.00","occupancy":"owner","occupancyLabel":"已入住"`}},
		{Name: "list, masked", As: k.reader, Do: "GET /admin/v1/houses", WantStatus: 200, WantBody: []string{`"ownerName":"张*丰","ownerPhone":"138****0001"`}, NoBody: []string{"张三丰", "13800000001"}},
		{Name: "list by phone", As: k.reader, Do: "GET /admin/v1/houses?q=13800000002", WantStatus: 200, WantBody: []string{"1栋1单元101"}, NoBody: []string{"2单元"}},
		{Name: "list by name", As: k.reader, Do: "GET /admin/v1/houses?q=%E7%8E%8B%E5%B0%8F%E4%BA%94", WantStatus: 200, WantBody: []string{"1栋2单元101"}, NoBody: []string{"1单元101"}},
		{Name: "list by kind", As: k.reader, Do: "GET /admin/v1/houses?kind=shop", WantStatus: 200, WantBody: []string{"商铺S03"}, NoBody: []string{"1栋"}},
		{Name: "house, masked", As: k.reader, Do: "GET " + one, WantStatus: 200, WantBody: []string{`"label":"1栋1单元101"`, `"roleLabel":"业主","name":"张*丰","phones":["138****0001","138****0002"]`, `"label":"从台账导入"`}, NoBody: []string{"张三丰"}},
		{Name: "reveal", As: k.manager, Do: "POST " + one + "/reveal", Body: `{"purpose":"电话回访"}`, WantStatus: 200, WantBody: []string{"张三丰", "13800000001"}},
		{Name: "the look is in the history", As: k.reader, Do: "GET " + one, WantStatus: 200, WantBody: []string{`"label":"查看完整信息","detail":"电话回访"`}},
		{Name: "run", As: k.manager, Do: "GET /admin/v1/imports/" + run, WantStatus: 200, WantBody: []string{`"state":"applied"`, `"counts":{"rows":4,"added":4,"changed":0,"same":0,"refused":0,"ignored":0}`, `{"header":"楼栋","field":"building"}`}},
		{Name: "rows", As: k.manager, Do: "GET /admin/v1/imports/" + run + "/rows?kind=added", WantStatus: 200, WantBody: []string{`"row":2`, `"house":"1栋1单元101"`}, NoBody: []string{"张三丰"}},
		{Name: "apply again", As: k.manager, Do: "POST /admin/v1/imports/" + run + "/apply", WantStatus: 200, WantBody: []string{`"state":"applied"`}},
	} {
		sc.Run(t, h)
	}
}

// upload posts a file as the browser does.
func upload(t *testing.T, h *testkit.HTTP, as auth.Actor, path string, data []byte) testkit.Answer {
	t.Helper()
	h.Call(t, as, "GET /admin/v1/communities", "") // makes the session known
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", "台账.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(data)
	_ = w.Close()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.AddCookie(&http.Cookie{Name: httpx.StaffCookie, Value: as.ID.String()})
	rec := httptest.NewRecorder()
	h.Engine.ServeHTTP(rec, r)
	return testkit.Answer{Status: rec.Code, Body: rec.Body.String(), Header: rec.Header()}
}

func TestUploadOverHTTP(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	h := k.http(t)
	path := "/admin/v1/communities/" + k.home.ID.String() + "/imports"
	for name, tc := range map[string]struct {
		as     auth.Actor
		data   []byte
		status int
		want   string
	}{
		"reader":   {k.reader, small(t), 403, "auth.denied"},
		"stranger": {k.stranger, small(t), 404, "house.community_not_found"},
		"broken":   {k.manager, []byte("PK\x03\x04nonsense"), 422, "house.file_broken"},
		"csv":      {k.manager, []byte("a,b"), 422, "house.file_not_excel"},
		"200 MB":   {k.manager, make([]byte, 200<<20), 413, ""},
		"ledger":   {k.manager, small(t), 201, `"state":"checked","counts":{"rows":4,"added":4`},
	} {
		if a := upload(t, h, tc.as, path, tc.data); a.Status != tc.status || !strings.Contains(a.Body, tc.want) {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
}

func TestAnExportIsHarmlessAndReadsBack(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	k.bring(t, small(t))
	h := k.http(t)
	a := h.Call(t, k.manager, "GET /admin/v1/communities/"+k.home.ID.String()+"/houses/export", "")
	if a.Status != 200 || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("%d %v", a.Status, a.Header)
	}
	f, err := excelize.OpenReader(strings.NewReader(a.Body))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("房屋台账")
	if err != nil || len(rows) != 5 || rows[2][17] != "'=1+1" || rows[1][8] != "张三丰" || rows[1][9] != "13800000001/13800000002" {
		t.Errorf("%q %v", rows, err)
	}
	if formula, err := f.GetCellFormula("房屋台账", "R3"); err != nil || formula != "" {
		t.Errorf("a formula %q %v", formula, err)
	}
	r := k.bring(t, []byte(a.Body))
	if r.RowsSame != 4 || r.RowsChanged+r.RowsAdded+r.RowsRefused != 0 {
		t.Errorf("the export changes the register: %+v", r)
	}
	careful := k.manager
	careful.ID, careful.Permissions = k.Gen.New(), []string{"house.export", "house.import", "house.read"}
	masked := h.Call(t, careful, "GET /admin/v1/communities/"+k.home.ID.String()+"/houses/export", "")
	again, l := readAll(t, []byte(masked.Body))
	if l.Valid != 4 || len(again[0].People) != 0 {
		t.Errorf("a masked export: %+v", again[0].People)
	}
	if r := k.bring(t, []byte(masked.Body)); r.RowsSame != 4 {
		t.Errorf("a masked export overwrites people: %+v", r)
	}
}

func TestPagesOfHouses(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	k.bring(t, demoFile(t))
	h := k.http(t)
	seen, cursor := map[string]bool{}, ""
	var first string
	for range 20 {
		var body struct {
			Items      []struct{ ID, Label string }
			NextCursor string
		}
		if err := json.Unmarshal([]byte(h.Call(t, k.reader, "GET /admin/v1/houses?cursor="+cursor, "").Body), &body); err != nil {
			t.Fatal(err)
		}
		for _, i := range body.Items {
			if first == "" {
				first = i.Label
			}
			seen[i.ID] = true
		}
		if cursor = body.NextCursor; cursor == "" {
			break
		}
	}
	if len(seen) != 722 || first != "1栋1单元101" {
		t.Errorf("%d houses, first %s", len(seen), first)
	}
}

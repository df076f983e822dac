package app

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// What a report may ask of the database, all in all.
const (
	residentStatements = 13
	deskStatements     = 9
)

// TestTheBudgetOfAReport is the second one, as nearly all are: settings and
// staff are known, the day's row is there.
func TestTheBudgetOfAReport(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := newTown(t, r, 0)
	in := map[string]any{"communityId": w.objects["communities"], "houseId": w.objects["houses"], "place": "indoor", "category": "drain", "description": "地漏返水", "separate": true}
	post := func(s session, path string) int {
		n := 0
		raw, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		q := httptest.NewRequestWithContext(db.Counting(t.Context(), &n), "POST", path, bytes.NewReader(raw))
		q.Header.Set("Content-Type", "application/json")
		q.Header.Set("Idempotency-Key", ids.Code(24, ids.URL))
		q.Header.Set("Authorization", "Bearer "+s.token)
		if s.cookie != "" {
			q.Header.Del("Authorization")
			q.Header.Set("Cookie", s.cookie)
		}
		a := httptest.NewRecorder()
		if r.http.ServeHTTP(a, q); a.Code != 201 {
			t.Fatalf("%d %s", a.Code, a.Body)
		}
		return n
	}
	post(w.owner, "/app/v1/repairs")
	in["category"] = "toilet"
	resident := post(w.owner, "/app/v1/repairs")
	in["category"], in["channel"], in["contactPhone"] = "electric", "phone", "13900009999"
	post(w.staff["客服"], "/admin/v1/repairs")
	in["category"] = "light"
	desk := post(w.staff["客服"], "/admin/v1/repairs")
	t.Logf("a report takes %d statements of a resident, %d at the desk", resident, desk)
	if resident > residentStatements || desk > deskStatements {
		t.Errorf("a report takes %d statements of a resident, %d at the desk", resident, desk)
	}
}

// TestWhatIsNoPictureIsRefused sends what phones really send; nothing of it
// may reach an order or the disk.
func TestWhatIsNoPictureIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := newTown(t, r, 0)
	ftyp := func(brand string) []byte {
		return append([]byte("\x00\x00\x00\x18ftyp"+brand+"\x00\x00\x00\x00"), bytes.Repeat([]byte{1}, 2000)...)
	}
	before := r.fingerprint(t)
	for name, tc := range map[string]struct {
		data []byte
		want int
		code string
	}{
		"a picture of 30 MB":   {append([]byte("\xff\xd8\xff\xe0"), bytes.Repeat([]byte{0}, 30<<20)...), 413, ""},
		"HEIC":                 {ftyp("heic"), 422, "storage.heic"},
		"a video renamed jpg":  {ftyp("mp42"), 422, "storage.not_image"},
		"a script renamed jpg": {[]byte("<script>alert(1)</script>"), 422, "storage.not_image"},
		"a picture cut in two": {[]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"), 422, ""},
		"nothing":              {nil, 422, ""},
	} {
		a := r.send(w.owner, "POST", "/app/v1/files", multipart(map[string]string{"purpose": "repair"}, "photo.jpg", tc.data), "multipart/form-data; boundary=b")
		if a.status != tc.want || !strings.Contains(a.body, tc.code) {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	after := r.fingerprint(t)
	for table, sum := range after {
		if before[table] != sum {
			t.Errorf("stored in %s", table)
		}
	}
}

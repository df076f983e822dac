package file_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/file"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/config"
	"zhijian/server/platform/db"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/storage"
	"zhijian/server/platform/testkit"
)

type rig struct {
	*file.Service
	db    *db.DB
	clock *clock.Fake
	http  *testkit.HTTP
}

func newRig(t *testing.T) rig {
	t.Helper()
	c := testkit.Clock()
	d := testkit.DB(t, c.Now)
	st, err := storage.New(config.Storage{}, t.TempDir(), strings.Repeat("cd", 32))
	if err != nil {
		t.Fatal(err)
	}
	s := file.New(file.Deps{DB: d, Gen: testkit.Gen(t, c.Now), Now: c.Now, Store: st})
	h := testkit.NewHTTP(t, d, c.Now, func(api *httpx.API) { s.MountApp(api); s.MountAdmin(api) })
	s.MountLinks(h.Engine)
	return rig{s, d, c, h}
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 60, 40))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (r rig) upload(t *testing.T, who auth.Actor, purpose string) event.File {
	t.Helper()
	f, err := r.Upload(t.Context(), who, purpose, bytes.NewReader(picture(t)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestOnlyOnesOwnLooseFilesCanBeAttached(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ann, bob := testkit.ResidentOf(7, 8, 9), testkit.ResidentOf(17, 18, 9)
	mine, theirs, other := r.upload(t, ann, "repair"), r.upload(t, bob, "repair"), r.upload(t, ann, "binding")
	attach := func(object ids.ID, files ...ids.ID) error {
		return r.db.Tx(t.Context(), func(ctx context.Context) error { return r.Attach(ctx, ann, "repair", object, 9, files) })
	}
	for name, files := range map[string][]ids.ID{
		"someone else's": {mine.ID, theirs.ID}, "another purpose": {mine.ID, other.ID}, "unknown": {404}, "twice": {mine.ID, mine.ID},
	} {
		if err := attach(1, files...); !errors.Is(err, file.ErrUnknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := attach(1, mine.ID); err != nil {
		t.Fatalf("one's own after the refusals: %v", err)
	}
	if err := attach(2, mine.ID); !errors.Is(err, file.ErrUnknown) {
		t.Errorf("attached already: %v", err)
	}
}

func TestALinkOpensOneFileForAWhile(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	f := r.upload(t, testkit.ResidentOf(7, 8, 9), "repair")
	get := func(url string) testkit.Answer { return r.http.Call(t, auth.Actor{}, "GET "+url, "") }
	for name, url := range map[string]string{
		"unsigned": "/files/" + f.ID.String(), "other file": strings.Replace(f.URL, f.ID.String(), "404", 1),
		"thumb by the file's link": strings.Replace(f.URL, "?", "/thumb?", 1), "changed": f.URL + "0", "traversal": "/files/..%2f..%2fsecrets.yaml",
	} {
		if a := get(url); a.Status < 400 || a.Status >= 500 {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
	for _, url := range []string{f.URL, f.ThumbURL} {
		a := get(url)
		if a.Status != 200 || a.Header.Get("Content-Type") != "image/jpeg" || !strings.Contains(a.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%d %v", a.Status, a.Header)
		}
	}
	r.clock.Advance(3 * time.Hour)
	if a := get(f.URL); a.Status != 403 {
		t.Errorf("after its time: %d", a.Status)
	}
}

func TestUploadOverHTTP(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ann := testkit.ResidentOf(7, 8, 9)
	reader := testkit.StaffOf(5, 8, []ids.ID{9}, "billing.meter")
	send := func(as auth.Actor, purpose string, content []byte) testkit.Answer {
		path := "POST /app/v1/files"
		if as.Kind == auth.Staff {
			path = "POST /admin/v1/files"
		}
		body := "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\n" + purpose +
			"\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n" + string(content) + "\r\n--b--\r\n"
		return r.http.Call(t, as, path, body, "Content-Type", "multipart/form-data; boundary=b")
	}
	for name, c := range map[string]struct {
		a    testkit.Answer
		want int
		code string
	}{
		"anonymous":                        {send(auth.Actor{}, "repair", picture(t)), 401, "auth.login"},
		"unknown purpose":                  {send(ann, "avatar", picture(t)), 422, "input.invalid"},
		"a page":                           {send(ann, "repair", []byte("<html><script>alert(1)</script>")), 422, "storage.not_image"},
		"empty":                            {send(ann, "repair", nil), 422, ""},
		"not multipart":                    {r.http.Call(t, ann, "POST /app/v1/files", `{}`), 422, ""},
		"a picture":                        {send(ann, "repair", picture(t)), 201, "thumbUrl"},
		"of a meter, by who mends nothing": {send(reader, "meter", picture(t)), 201, "thumbUrl"},
	} {
		if c.a.Status != c.want || !strings.Contains(c.a.Body, c.code) {
			t.Errorf("%s: %d instead of %d: %s", name, c.a.Status, c.want, c.a.Body)
		}
	}
}

func TestUnusedUploadsGo(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ann := testkit.ResidentOf(7, 8, 9)
	loose, used := r.upload(t, ann, "repair"), r.upload(t, ann, "repair")
	if err := r.db.Tx(t.Context(), func(ctx context.Context) error { return r.Attach(ctx, ann, "repair", 1, 9, []ids.ID{used.ID}) }); err != nil {
		t.Fatal(err)
	}
	r.clock.Advance(25 * time.Hour)
	for _, p := range r.Periodics() {
		if err := p.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	v, err := r.Views(t.Context(), []ids.ID{loose.ID, used.ID})
	if err != nil || len(v) != 1 || v[used.ID].ID != used.ID {
		t.Fatalf("%v %v", v, err)
	}
	w := httptest.NewRecorder()
	r.http.Engine.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, v[used.ID].URL, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("the used one: %d", w.Code)
	}
}

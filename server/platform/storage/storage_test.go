package storage_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/platform/config"
	"zhijian/server/platform/storage"
)

var linkKey = strings.Repeat("ab", 32)

func store(t *testing.T) (*storage.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	s, err := storage.New(config.Storage{}, dir, linkKey)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func read(t *testing.T, s *storage.Store, key string) []byte {
	t.Helper()
	f, size, err := s.Open(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil || int64(len(b)) != size {
		t.Fatalf("%d of %d bytes, %v", len(b), size, err)
	}
	return b
}

func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// Not parallel: it measures time.
func TestHostileFilesAreRefused(t *testing.T) {
	s, dir := store(t)
	all := corpus()
	if len(all) < 60 {
		t.Fatalf("only %d files", len(all))
	}
	for _, h := range all {
		start := time.Now()
		img, err := s.SaveImage(t.Context(), bytes.NewReader(h.data), storage.Options{Folder: "repair"})
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s took %s", h.name, took)
		}
		if !errors.Is(err, h.want) || img != (storage.Image{}) {
			t.Errorf("%s: %+v, error %v, want %v", h.name, img, err, h.want)
		}
	}
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("something was stored: %v", left)
	}
}

func TestPicturesAreStoredAsOurJPEG(t *testing.T) {
	t.Parallel()
	s, dir := store(t)
	keyShape := regexp.MustCompile(`^repair/[a-z2-7]{2}/[a-z2-7]{24}\.jpg$`)
	seen := map[string]bool{}
	for _, c := range []struct {
		name                 string
		data                 []byte
		w, h, thumbW, thumbH int
	}{
		{"small jpeg", jpegOf(64, 48), 64, 48, 64, 48},
		{"png", pngOf(640, 480), 640, 480, 320, 240},
		{"gif", gifOf(400, 100), 400, 100, 320, 80},
		{"webp", webpOf(), 1, 1, 1, 1},
		{"wide jpeg", jpegOf(5000, 1000), 2048, 410, 320, 64},
		{"a little too wide", jpegOf(2050, 1025), 2048, 1024, 320, 160},
		{"a line", pngOf(12000, 1), 2048, 1, 320, 1},
		{"a pole", pngOf(2, 12000), 1, 2048, 1, 320},
	} {
		img, err := s.SaveImage(t.Context(), bytes.NewReader(c.data), storage.Options{Folder: "repair"})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		data := read(t, s, img.Key)
		sum := sha256.Sum256(data)
		if img.Width != c.w || img.Height != c.h || img.Size != int64(len(data)) || img.SHA256 != hex.EncodeToString(sum[:]) || img.MIME != "image/jpeg" {
			t.Errorf("%s: %+v", c.name, img)
		}
		if !keyShape.MatchString(img.Key) || seen[img.Key] {
			t.Errorf("%s: key %q", c.name, img.Key)
		}
		seen[img.Key] = true
		for b, want := range map[string]image.Point{string(data): {c.w, c.h}, string(read(t, s, img.ThumbKey)): {c.thumbW, c.thumbH}} {
			m, err := jpeg.Decode(strings.NewReader(b))
			if err != nil || m.Bounds().Size() != want {
				t.Errorf("%s: %v, %v, want %v", c.name, m.Bounds(), err, want)
			}
		}
	}
	if n := len(files(t, dir)); n != 2*len(seen) {
		t.Errorf("%d files for %d pictures", n, len(seen))
	}
}

// exif is a big-endian block with an orientation and a GPS directory.
func exif(turn byte) []byte {
	entry := func(tag, kind uint16, count, value uint32) []byte {
		return []byte{byte(tag >> 8), byte(tag), byte(kind >> 8), byte(kind), byte(count >> 24), byte(count >> 16), byte(count >> 8), byte(count),
			byte(value >> 24), byte(value >> 16), byte(value >> 8), byte(value)}
	}
	body := cat("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x02", entry(0x0112, 3, 1, uint32(turn)<<16), entry(0x8825, 4, 1, 38), "\x00\x00\x00\x00",
		"\x00\x01", entry(0x0002, 2, 24, 56), "\x00\x00\x00\x00", "GPSCANARY 30.2741,120.15")
	return segment(0xE1, body)
}

func TestPositionIsGoneAndThePictureUpright(t *testing.T) {
	t.Parallel()
	s, _ := store(t)
	tl, tr, br, bl := image.Pt(4, 4), image.Pt(-4, 4), image.Pt(-4, -4), image.Pt(4, -4)
	for turn, red := range map[byte]image.Point{0: tl, 1: tl, 2: tr, 3: br, 4: bl, 5: tl, 6: tr, 7: br, 8: bl, 9: tl} {
		comment := segment(0xFE, []byte("GPSCANARY"))
		in := after(jpegOf(64, 32), 2, cat(exif(turn), comment))
		img, err := s.SaveImage(t.Context(), bytes.NewReader(in), storage.Options{Folder: "repair"})
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{img.Key, img.ThumbKey} {
			data := read(t, s, key)
			if bytes.Contains(data, []byte("CANARY")) || bytes.Contains(data, []byte("Exif")) {
				t.Fatalf("turn %d: metadata survived in %s", turn, key)
			}
		}
		if turned := turn >= 5 && turn <= 8; turned != (img.Height == 64) || turned != (img.Width == 32) {
			t.Errorf("turn %d: %dx%d", turn, img.Width, img.Height)
		}
		m, err := jpeg.Decode(bytes.NewReader(read(t, s, img.Key)))
		if err != nil {
			t.Fatal(err)
		}
		x, y := (red.X+img.Width)%img.Width, (red.Y+img.Height)%img.Height
		if r, g, _, _ := m.At(x, y).RGBA(); r < 0x9000 || g > 0x6000 {
			t.Errorf("turn %d: the red quarter is not at %d,%d", turn, x, y)
		}
	}
}

func TestTransparencyBecomesWhite(t *testing.T) {
	t.Parallel()
	s, _ := store(t)
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 5000, 10))); err != nil {
		t.Fatal(err)
	}
	img, err := s.SaveImage(t.Context(), &b, storage.Options{Folder: "binding"})
	if err != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(read(t, s, img.ThumbKey)))
	if err != nil {
		t.Fatal(err)
	}
	if g := color.GrayModel.Convert(m.At(100, 0)).(color.Gray); g.Y < 250 {
		t.Errorf("grey %d", g.Y)
	}
}

func TestManyUploadsAtOnce(t *testing.T) {
	t.Parallel()
	s, dir := store(t)
	data := jpegOf(300, 200)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := s.SaveImage(t.Context(), bytes.NewReader(data), storage.Options{Folder: "repair"}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(files(t, dir)); n != 40 {
		t.Errorf("%d files", n)
	}
}

func TestUploadThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s, dir := store(t)
	gone := errors.New("connection gone")
	for name, c := range map[string]struct {
		r    io.Reader
		o    storage.Options
		want error
	}{
		"broken connection": {io.MultiReader(bytes.NewReader(jpegOf(16, 16)), failing{gone}), storage.Options{Folder: "repair"}, gone},
		"request limit":     {http.MaxBytesReader(nil, io.NopCloser(bytes.NewReader(jpegOf(16, 16))), 10), storage.Options{Folder: "repair"}, storage.ErrTooLarge},
		"folder with path":  {bytes.NewReader(jpegOf(16, 16)), storage.Options{Folder: "../etc"}, nil},
		"no folder":         {bytes.NewReader(jpegOf(16, 16)), storage.Options{}, nil},
	} {
		_, err := s.SaveImage(t.Context(), c.r, c.o)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("something was stored: %v", left)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestNoKeyLeavesTheFolder(t *testing.T) {
	t.Parallel()
	s, dir := store(t)
	secret := filepath.Join(filepath.Dir(dir), "secret.jpg")
	if err := os.WriteFile(secret, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"", ".", "..", "/", "../secret.jpg", "repair/../../secret.jpg", "/etc/passwd", secret, "repair/ab/" + strings.Repeat("c", 24) + ".jpg/..",
		"repair\\ab\\x.jpg", "repair/ab/\x00.jpg", "repair/ab/" + strings.Repeat("c", 24) + ".png", "repair/ab/" + strings.Repeat("c", 24) + ".jpg\n"} {
		if f, _, err := s.Open(t.Context(), key); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("%q opened: %v, %v", key, f, err)
		}
		if err := s.Delete(t.Context(), key); err != nil {
			t.Errorf("%q: %v", key, err)
		}
	}
	if _, err := os.Stat(secret); err != nil {
		t.Error("the file outside is gone")
	}
}

func TestDeleteTwice(t *testing.T) {
	t.Parallel()
	s, _ := store(t)
	img, err := s.SaveImage(t.Context(), bytes.NewReader(jpegOf(16, 16)), storage.Options{Folder: "repair"})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Delete(t.Context(), img.Key); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.Open(t.Context(), img.Key); !errors.Is(err, storage.ErrNotFound) {
		t.Fatalf("error %v", err)
	}
	read(t, s, img.ThumbKey)
}

func TestWaitingForADecoderEndsWithTheRequest(t *testing.T) {
	t.Parallel()
	s, _ := store(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 20 { // select picks at random when a place is free too
		if _, err := s.SaveImage(ctx, bytes.NewReader(jpegOf(16, 16)), storage.Options{Folder: "repair"}); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	s, _ := store(t)
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	link := s.Sign("/files/7", now.Add(time.Hour))
	u, err := url.Parse(link)
	if err != nil || u.Path != "/files/7" {
		t.Fatalf("%s, %v", link, err)
	}
	e, sig := u.Query().Get("e"), u.Query().Get("s")
	other, err := storage.New(config.Storage{}, t.TempDir(), strings.Repeat("cd", 32))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Verify("/files/7", e, sig, now); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"another file": s.Verify("/files/8", e, sig, now), "expired": s.Verify("/files/7", e, sig, now.Add(time.Hour)),
		"longer": s.Verify("/files/7", e+"0", sig, now), "no signature": s.Verify("/files/7", e, "", now), "no end": s.Verify("/files/7", "", sig, now),
		"cut": s.Verify("/files/7", e, sig[:10], now), "another key": other.Verify("/files/7", e, sig, now), "leading zero": s.Verify("/files/7", "0"+e, sig, now),
	} {
		if !errors.Is(err, storage.ErrLink) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSettingsThatCannotWork(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"short key":         second(storage.New(config.Storage{}, t.TempDir(), "abcd")),
		"s3 without bucket": second(storage.New(config.Storage{Endpoint: "s3.example.com"}, "", linkKey)),
		"directory is file": second(storage.New(config.Storage{}, file, linkKey)),
	} {
		if err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func second[T any](_ T, err error) error { return err }

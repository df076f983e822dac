package storage_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"zhijian/server/platform/config"
	"zhijian/server/platform/storage"
)

// s3Server keeps the objects of one bucket in memory and speaks as much of the
// protocol as we use.
type s3Server struct {
	mu      sync.Mutex
	objects map[string][]byte
	full    string // a key suffix that cannot be stored
}

func (s *s3Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := strings.TrimPrefix(r.URL.Path, "/pictures/")
	data, found := s.objects[key]
	switch {
	case !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=ak/"):
		w.WriteHeader(http.StatusForbidden)
	case r.Method == http.MethodPut && s.full != "" && strings.HasSuffix(key, s.full):
		w.WriteHeader(http.StatusInsufficientStorage)
	case r.Method == http.MethodPut:
		s.objects[key] = unchunk(r.Body)
		w.Header().Set("ETag", `"1"`)
	case r.Method == http.MethodDelete:
		delete(s.objects, key)
		w.WriteHeader(http.StatusNoContent)
	case r.URL.Query().Has("location"):
		_, _ = io.WriteString(w, `<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></LocationConstraint>`)
	case !found:
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `<Error><Code>NoSuchKey</Code></Error>`)
	default:
		w.Header().Set("Last-Modified", "Sun, 01 Mar 2026 08:00:00 GMT")
		w.Header().Set("ETag", `"1"`)
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		_, _ = w.Write(data)
	}
}

// unchunk reads the signed chunks that a client sends without TLS.
func unchunk(body io.Reader) []byte {
	var out bytes.Buffer
	r := bufio.NewReader(body)
	for {
		var n int64
		line, err := r.ReadString('\n')
		if _, scan := fmt.Sscanf(line, "%x;", &n); err != nil || scan != nil || n == 0 {
			return out.Bytes()
		}
		_, _ = io.CopyN(&out, r, n)
		_, _ = r.Discard(2)
	}
}

func s3Store(t *testing.T, fake *s3Server) *storage.Store {
	t.Helper()
	srv := httptest.NewServer(fake)
	t.Cleanup(srv.Close)
	s, err := storage.New(config.Storage{Endpoint: strings.TrimPrefix(srv.URL, "http://"), Bucket: "pictures", AccessKey: "ak", SecretKey: "sk"}, "", linkKey)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestS3(t *testing.T) {
	t.Parallel()
	fake := &s3Server{objects: map[string][]byte{}}
	s := s3Store(t, fake)
	img, err := s.SaveImage(t.Context(), bytes.NewReader(jpegOf(640, 480)), storage.Options{Folder: "repair"})
	if err != nil {
		t.Fatal(err)
	}
	if data := read(t, s, img.Key); !bytes.HasPrefix(data, []byte("\xff\xd8\xff")) || len(read(t, s, img.ThumbKey)) >= len(data) {
		t.Fatalf("%d bytes", len(data))
	}
	for range 2 {
		if err := s.Delete(t.Context(), img.Key); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.Open(t.Context(), img.Key); !errors.Is(err, storage.ErrNotFound) {
		t.Fatalf("error %v", err)
	}
}

func TestHalfAPictureIsNotKept(t *testing.T) {
	t.Parallel()
	fake := &s3Server{objects: map[string][]byte{}, full: "-thumb.jpg"}
	s := s3Store(t, fake)
	if _, err := s.SaveImage(t.Context(), bytes.NewReader(jpegOf(64, 48)), storage.Options{Folder: "repair"}); err == nil {
		t.Fatal("a failed upload was reported as stored")
	}
	if len(fake.objects) != 0 {
		t.Fatalf("%d objects left", len(fake.objects))
	}
}

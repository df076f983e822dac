package web

import (
	"bytes"
	"compress/gzip"
	"embed"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

//go:embed all:dist
var dist embed.FS

// asset is a file as it is sent: compressed once, at its first request.
type asset struct {
	body []byte
	gz   []byte
	kind string
}

// Site serves the embedded builds. Routes of the single pages fall back to
// their index; a missing file under assets/ stays a 404.
type Site struct {
	mu     sync.Mutex
	assets map[string]*asset
	other  gin.HandlerFunc
}

// New makes a Site; other answers everything that is not a front end.
func New(other gin.HandlerFunc) *Site { return &Site{assets: map[string]*asset{}, other: other} }

// Mount makes the site the engine's answer to unknown routes.
func (s *Site) Mount(r *gin.Engine) { r.NoRoute(s.serve) }

func (s *Site) serve(c *gin.Context) {
	p := c.Request.URL.Path
	if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
		s.other(c)
		return
	}
	switch p {
	case "/", "/m":
		c.Redirect(http.StatusFound, "/m/")
		return
	case "/admin":
		c.Redirect(http.StatusFound, "/admin/")
		return
	}
	name, site, ok := file(p)
	if !ok {
		s.other(c)
		return
	}
	a, err := s.load(name)
	if errors.Is(err, fs.ErrNotExist) && path.Ext(name) == "" {
		a, err = s.load(site + "/index.html")
	}
	if err != nil {
		s.other(c)
		return
	}
	send(c, a, strings.Contains(p, "/assets/"))
}

// file maps a URL to the embedded file; API paths are not ours.
func file(p string) (name, site string, ok bool) {
	if strings.HasPrefix(p, "/admin/v1/") {
		return "", "", false
	}
	for _, s := range []string{"admin", "m"} {
		if rest, found := strings.CutPrefix(p, "/"+s+"/"); found {
			if rest == "" {
				rest = "index.html"
			}
			return path.Clean("dist/" + s + "/" + rest), "dist/" + s, true
		}
	}
	return "", "", false
}

func (s *Site) load(name string) (*asset, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, ok := s.assets[name]; ok {
		return a, nil
	}
	body, err := dist.ReadFile(name)
	if err != nil {
		return nil, fs.ErrNotExist // also a folder
	}
	a := &asset{body: body, kind: mime.TypeByExtension(path.Ext(name))}
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	_, _ = w.Write(body) // a bytes.Buffer takes everything
	_ = w.Close()
	if buf.Len() < len(body)*9/10 {
		a.gz = buf.Bytes()
	}
	s.assets[name] = a
	return a, nil
}

func send(c *gin.Context, a *asset, hashed bool) {
	h := c.Writer.Header()
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if hashed { // the name holds the content's hash
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := a.body
	if a.gz != nil && strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.gz
	}
	c.Data(http.StatusOK, a.kind, body)
}

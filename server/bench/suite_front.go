package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// frontEnds weighs what has been built; what has not been is left out.
func (r *runner) frontEnds(context.Context) error {
	return errors.Join(r.adminWeb("admin-web/dist"), r.miniProgram("miniapp/dist/build/mp-weixin"))
}

var firstLoad = regexp.MustCompile(`(?:src|href)="/admin/([^"]+\.(?:js|css))"`)

// adminWeb is the page and everything that it names.
func (r *runner) adminWeb(dir string) error {
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	size := zipped(page)
	for _, m := range firstLoad.FindAllSubmatch(page, -1) {
		raw, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(string(m[1])))) //nolint:gosec // our own build
		if err != nil {
			return err
		}
		size += zipped(raw)
	}
	return r.tell("F1", float64(size)/1000)
}

func zipped(raw []byte) int {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(raw) // memory does not fail
	_ = w.Close()
	return b.Len()
}

// miniProgram weighs its packages as WeChat cuts them.
func (r *runner) miniProgram(dir string) error {
	raw, err := os.ReadFile(filepath.Join(dir, "app.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var app struct {
		SubPackages []struct{ Root string }
	}
	if err := json.Unmarshal(raw, &app); err != nil {
		return err
	}
	sizes := map[string]int64{"": 0}
	err = filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		st, err := d.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, file) // it is under dir
		in := ""
		for _, s := range app.SubPackages {
			if strings.HasPrefix(filepath.ToSlash(rel), strings.TrimSuffix(s.Root, "/")+"/") {
				in = s.Root
			}
		}
		sizes[in] += st.Size()
		return nil
	})
	if err != nil {
		return err
	}
	var largest int64
	for root, n := range sizes {
		if root != "" {
			largest = max(largest, n)
		}
	}
	return errors.Join(r.tell("F2a", float64(sizes[""])/1000), r.tell("F2b", float64(largest)/1000))
}

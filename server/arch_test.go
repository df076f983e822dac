package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// source is one parsed Go file of ours.
type source struct {
	path  string // server/house/store.go
	dir   string // server/house
	name  string // store.go
	layer layer
	test  bool
	ast   *ast.File
	fset  *token.FileSet
}

// layer says what a package is in the architecture.
type layer string

const (
	mains      layer = "main"       // server, jobs, server/bench, server/stage
	proof      layer = "proof"      // server/proof: a main that also tells events
	app        layer = "app"        // the composition root
	capability layer = "capability" // one vertical slice
	platform   layer = "platform"   // knows no business word
	event      layer = "event"      // what slices tell each other
	web        layer = "web"        // the embedded front ends
	worker     layer = "worker"     // jobs/worker
	schema     layer = "sql"        // migrations
)

func layerOf(dir string) layer {
	for _, l := range []struct {
		in string
		is layer
	}{
		{"server/platform", platform}, {"server/event", event}, {"server/app", app}, {"server/web", web},
		{"jobs/worker", worker}, {"sql", schema}, {"server/proof", proof},
	} {
		if within(dir, l.in) {
			return l.is
		}
	}
	if dir == "server" || dir == "jobs" || dir == "server/bench" || dir == "server/stage" {
		return mains
	}
	return capability
}

// within is true for the folder itself and everything under it.
func within(dir, parent string) bool { return dir == parent || strings.HasPrefix(dir, parent+"/") }

// slice is the capability's own folder, whatever depth the file has.
func slice(dir string) string {
	parts := strings.SplitN(dir, "/", 3)
	return path.Join(parts[:min(2, len(parts))]...)
}

func (s *source) line(n ast.Node) int { return s.fset.Position(n.Pos()).Line }

func parse(name, text string) (*source, error) {
	s := &source{path: name, dir: path.Dir(name), name: path.Base(name), test: strings.HasSuffix(name, "_test.go"), fset: token.NewFileSet()}
	s.layer = layerOf(s.dir)
	var err error
	s.ast, err = parser.ParseFile(s.fset, name, text, parser.ParseComments)
	return s, err
}

// load reads every Go file of ours that people wrote.
func load(root string) ([]*source, error) {
	var out []*source
	for _, top := range []string{"server", "jobs", "sql"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") {
				return err
			}
			raw, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, file)
			if err != nil {
				return err
			}
			s, err := parse(filepath.ToSlash(rel), string(raw))
			if err == nil && !ast.IsGenerated(s.ast) {
				out = append(out, s)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// TestArchitecture holds the code to docs/architecture.md.
func TestArchitecture(t *testing.T) {
	t.Parallel()
	files, err := load("..")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 50 {
		t.Fatalf("only %d files found: the walk is broken", len(files))
	}
	for _, p := range check(files) {
		t.Error(p)
	}
}

// check runs every rule over the files and sorts what it finds.
func check(files []*source) []string {
	var out []string
	for _, r := range rules() {
		report := func(s *source, n ast.Node, text string) {
			at := s.path
			if n != nil {
				at = s.fset.Position(n.Pos()).String()
			}
			out = append(out, at+": "+r.name+": "+text)
		}
		if r.all != nil {
			r.all(files, report)
			continue
		}
		for _, s := range files {
			r.each(s, report)
		}
	}
	slices.Sort(out)
	return out
}

// TestEveryRuleBites plants one violation a rule in a clean tree.
func TestEveryRuleBites(t *testing.T) {
	t.Parallel()
	if got := check(sources(t, cleanTree())); len(got) > 0 {
		t.Fatalf("the clean tree is not clean: %v", got)
	}
	planted := map[string]bool{}
	for _, p := range plants() {
		planted[p.rule] = true
		tree := cleanTree()
		tree[p.path] = p.text
		if !slices.ContainsFunc(check(sources(t, tree)), func(s string) bool { return strings.Contains(s, ": "+p.rule+": ") }) {
			t.Errorf("%s: not found in %s:\n%s", p.rule, p.path, p.text)
		}
	}
	for _, r := range rules() {
		if !planted[r.name] {
			t.Errorf("%s: nobody tries to break this rule", r.name)
		}
	}
}

func sources(t *testing.T, tree map[string]string) []*source {
	t.Helper()
	var out []*source
	for name, text := range tree {
		s, err := parse(name, text)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

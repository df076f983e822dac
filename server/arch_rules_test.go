package main_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

type report func(s *source, n ast.Node, text string)

// rule looks at each file, or at all of them together.
type rule struct {
	name string
	each func(*source, report)
	all  func([]*source, report)
}

func rules() []rule {
	return []rule{
		{name: "imports", each: imports},
		{name: "vendor", each: vendors},
		{name: "name", each: names},
		{name: "doc", all: docs},
		{name: "size", each: sizes},
		{name: "float", each: floats},
		{name: "clock", each: clocks},
		{name: "environment", each: environment},
		{name: "sleep", each: sleeps},
		{name: "skip", each: skips},
		{name: "todo", each: todos},
		{name: "context", each: contexts},
		{name: "sql", each: sqlInStores},
		{name: "init", each: inits},
		{name: "global", all: globals},
		{name: "code", all: codes},
	}
}

// mayImport answers what a layer may know of us; a folder covers its children.
func mayImport(s *source) []string {
	self := "zhijian/" + slice(s.dir)
	switch s.layer {
	case platform:
		return []string{"zhijian/server/platform"}
	case event:
		return []string{"zhijian/server/platform/ids", "zhijian/server/platform/money"}
	case capability:
		all := []string{"zhijian/server/platform", "zhijian/server/event", self}
		if strings.HasSuffix(s.ast.Name.Name, "_test") { // from outside, a test may bring the real neighbours
			all = append(all, neighbours(s)...)
		}
		return all
	case web:
		return []string{"zhijian/server/platform", self}
	case worker:
		return []string{"zhijian/server/platform", self}
	case mains:
		return []string{"zhijian/server/platform", "zhijian/server/app", "zhijian/jobs/worker"}
	case proof:
		return []string{"zhijian/server/platform", "zhijian/server/app", "zhijian/server/event"}
	case app:
		return []string{"zhijian"}
	case schema:
		if s.test {
			return []string{"zhijian/server/platform", self}
		}
	}
	return nil
}

// neighbours are the other capabilities that s imports.
func neighbours(s *source) []string {
	var out []string
	for _, i := range s.ast.Imports {
		if p, ok := strings.CutPrefix(importPath(i), "zhijian/"); ok && layerOf(p) == capability {
			out = append(out, "zhijian/"+p)
		}
	}
	return out
}

func imports(s *source, report report) {
	allowed := mayImport(s)
	if within(s.dir, "server/platform/testkit") {
		allowed = append(allowed, "zhijian/sql")
	}
	for _, i := range s.ast.Imports {
		p := importPath(i)
		if !within(p, "zhijian") {
			continue
		}
		if !slices.ContainsFunc(allowed, func(a string) bool { return within(p, a) }) {
			report(s, i, fmt.Sprintf("%s may not know %s", s.layer, p))
		}
		if within(p, "zhijian/server/platform/testkit") && !s.test && !within(s.dir, "server/platform/testkit") {
			report(s, i, "testkit is for tests")
		}
	}
}

// home says in which folders, or in which files of any slice, a library may
// be imported. Tests may drive any of them but the queue.
type home struct {
	library string
	dirs    []string
	files   []string // path.Match patterns on the file's name, anywhere
	tests   bool
}

func homes() []home {
	return []home{
		{library: "github.com/hibiken/asynq", dirs: []string{"jobs/worker", "server/bench"}},
		{library: "gorm.io", dirs: []string{"server/platform/db", "server/platform/idem", "server/platform/outbox", "server/platform/audit"}, files: []string{"store*.go"}, tests: true},
		{library: "github.com/gin-gonic/gin", dirs: []string{"server/platform/httpx", "server/platform/testkit", "server/web", "server/app"}, files: []string{"http*.go"}, tests: true},
		{library: "github.com/danielgtaylor/huma", dirs: []string{"server/platform/httpx", "server/platform/ids", "server/app"}, files: []string{"http*.go"}, tests: true},
		{library: "github.com/xuri/excelize", files: []string{"ledger*.go", "export*.go"}, tests: true},
		{library: "github.com/silenceper/wechat", dirs: []string{"server/platform/wechat"}},
		{library: "github.com/wechatpay-apiv3/wechatpay-go", dirs: []string{"server/platform/wechat/pay"}},
		{library: "github.com/minio/minio-go", dirs: []string{"server/platform/storage"}, tests: true},
		{library: "github.com/pressly/goose", dirs: []string{"server/platform/db"}, tests: true},
		{library: "github.com/golang-jwt/jwt", dirs: []string{"server/platform/auth"}, tests: true},
		{library: "github.com/gorilla/websocket", dirs: []string{"server/platform/realtime", "server/bench"}, tests: true},
		{library: "github.com/alicebob/miniredis", dirs: []string{"server/platform/testkit", "server/app"}, tests: true},
	}
}

func vendors(s *source, report report) {
	for _, i := range s.ast.Imports {
		p := importPath(i)
		for _, h := range homes() {
			if !within(p, h.library) || (s.test && h.tests) {
				continue
			}
			inDir := slices.ContainsFunc(h.dirs, func(d string) bool { return within(s.dir, d) })
			inFile := slices.ContainsFunc(h.files, func(f string) bool { ok, _ := path.Match(f, s.name); return ok })
			if !inDir && !inFile {
				report(s, i, fmt.Sprintf("%s lives in %s", p, strings.Join(append(h.dirs, h.files...), ", ")))
			}
		}
	}
}

func names(s *source, report report) {
	vague := []string{"common", "util", "utils", "helper", "helpers", "model", "models", "type", "types", "misc", "base", "manager", "lib", "shared"}
	if slices.Contains(vague, path.Base(s.dir)) || slices.Contains(vague, s.ast.Name.Name) {
		report(s, s.ast, "name a package by its subject")
	}
	if s.name == "misc.go" || s.name == "utils.go" || s.name == "helpers.go" || s.name == "common.go" {
		report(s, s.ast, "name a file by its subject")
	}
	if strings.ToLower(s.name) != s.name {
		report(s, s.ast, "file names are lower case")
	}
}

// docs wants a doc.go that says what the package is; a program says it above
// its main, and the migrations above their embed.
func docs(files []*source, report report) {
	type about struct {
		one     *source
		said    bool
		inDocGo bool
	}
	by := map[string]*about{}
	for _, s := range files {
		if s.test {
			continue
		}
		a := by[s.dir]
		if a == nil {
			a = &about{one: s}
			by[s.dir] = a
		}
		a.said = a.said || s.ast.Doc != nil
		a.inDocGo = a.inDocGo || (s.ast.Doc != nil && s.name == "doc.go")
	}
	for dir, a := range by {
		free := a.one.ast.Name.Name == "main" || dir == "sql"
		if !a.said || (!a.inDocGo && !free) {
			report(a.one, nil, dir+" has no doc.go with a package comment")
		}
	}
}

func sizes(s *source, report report) {
	if s.test {
		return
	}
	if n := s.fset.Position(s.ast.FileEnd).Line; n > 401 {
		report(s, nil, fmt.Sprintf("%d lines; split at 400 by subject", n))
	}
	for _, d := range s.ast.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			if n := s.fset.Position(f.End()).Line - s.line(f) + 1; n > 80 {
				report(s, f, fmt.Sprintf("%s has %d lines; 80 at most, 45 is the guide", f.Name.Name, n))
			}
		}
	}
}

// floats keeps them away from money and from everything that is counted.
func floats(s *source, report report) {
	if s.test || slices.Contains([]string{
		"server/house/export_columns.go", // the width of a spreadsheet column
	}, s.path) || (s.layer != capability && !within(s.dir, "server/platform/money")) {
		return
	}
	ast.Inspect(s.ast, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && (id.Name == "float64" || id.Name == "float32") {
			report(s, id, "count in whole numbers: fen, square centimetres, basis points")
		}
		return true
	})
}

func clocks(s *source, report report) {
	if s.test || s.dir == "server/platform/clock" || s.path == "server/bench/watch.go" { // a stopwatch finer than the product's clock
		return
	}
	eachUse(s, "time", []string{"Now", "Since", "Until"}, func(n ast.Node) { report(s, n, "ask the injected clock") })
}

func environment(s *source, report report) {
	if s.dir == "server/platform/config" || within(s.dir, "server/platform/testkit") {
		return
	}
	eachUse(s, "os", []string{"Getenv", "LookupEnv", "Setenv"}, func(n ast.Node) { report(s, n, "settings are read once, in config") })
}

func sleeps(s *source, report report) {
	eachUse(s, "time", []string{"Sleep"}, func(n ast.Node) { report(s, n, "wait for a signal with a deadline") })
}

func skips(s *source, report report) {
	for _, v := range []string{"t", "tb", "b", "f"} {
		eachUse(s, v, []string{"Skip", "Skipf", "SkipNow"}, func(n ast.Node) { report(s, n, "a test that does not run proves nothing") })
	}
}

func todos(s *source, report report) {
	open, numbered := regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`), regexp.MustCompile(`\bTODO\(#\d+\)`)
	for _, g := range s.ast.Comments {
		for _, c := range g.List {
			if open.MatchString(c.Text) && !numbered.MatchString(c.Text) {
				report(s, c, "TODO(#issue) or none")
			}
		}
	}
}

func contexts(s *source, report report) {
	if s.test || (s.layer != capability && s.layer != event) {
		return
	}
	eachUse(s, "context", []string{"Background", "TODO"}, func(n ast.Node) { report(s, n, "pass the caller's context on") })
}

// sqlInStores: queries in store files, transactions outside them.
func sqlInStores(s *source, report report) {
	if s.test || s.layer != capability {
		return
	}
	store, _ := path.Match("store*.go", s.name)
	ast.Inspect(s.ast, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		switch {
		case !ok:
		case sel.Sel.Name == "Conn" && !store:
			report(s, n, "queries belong in store*.go")
		case sel.Sel.Name == "Tx" && store:
			report(s, n, "only services open transactions")
		}
		return true
	})
}

func inits(s *source, report report) {
	for _, d := range s.ast.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
			report(s, f, "wire it in app")
		}
	}
}

// codes: an error code starts with its slice and means one thing.
func codes(files []*source, report report) {
	seen := map[string]string{}
	for _, s := range files {
		if s.test {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !isUse(call.Fun, "errs", "New") || len(call.Args) < 2 {
				return true
			}
			lit, ok := call.Args[1].(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			code, _ := strconv.Unquote(lit.Value)
			if s.layer == capability && !strings.HasPrefix(code, s.ast.Name.Name+".") {
				report(s, lit, code+" does not start with "+s.ast.Name.Name+".")
			}
			if other, twice := seen[code]; twice {
				report(s, lit, code+" stands in "+other+" too")
			}
			seen[code] = s.path
			return true
		})
	}
}

func importPath(i *ast.ImportSpec) string {
	p, _ := strconv.Unquote(i.Path.Value)
	return p
}

// eachUse finds x.sel for each of the selectors.
func eachUse(s *source, x string, sels []string, found func(ast.Node)) {
	ast.Inspect(s.ast, func(n ast.Node) bool {
		for _, sel := range sels {
			if isUse(n, x, sel) {
				found(n)
			}
		}
		return true
	})
}

func isUse(n ast.Node, x, sel string) bool {
	e, ok := n.(*ast.SelectorExpr)
	if !ok || e.Sel.Name != sel {
		return false
	}
	id, ok := e.X.(*ast.Ident)
	return ok && id.Name == x
}

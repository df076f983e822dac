package main_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// globals finds package variables that something writes, or that can only be
// there to be written. A table that nobody touches is welcome.
func globals(files []*source, report report) {
	byPackage := map[string][]*source{}
	for _, s := range files {
		if !s.test {
			byPackage[s.dir] = append(byPackage[s.dir], s)
		}
	}
	for _, group := range byPackage {
		vars := map[string]*ast.ValueSpec{}
		for _, s := range group {
			for _, v := range packageVars(s) {
				if made(v) && !excused(s, v) {
					report(s, v, "state of the package; give it to a struct")
				}
				for _, id := range v.Names {
					vars[id.Name] = v
				}
				delete(vars, "_")
			}
		}
		for _, s := range group {
			eachWrite(s, func(id *ast.Ident, n ast.Node) {
				v := vars[id.Name]
				if v != nil && (id.Obj == nil || id.Obj.Decl == v) && !excused(s, v) {
					report(s, n, id.Name+" is written; give it to a struct")
				}
			})
		}
	}
}

// excused are guards of a foreign library's own package variables.
func excused(s *source, v *ast.ValueSpec) bool {
	return slices.Contains([]string{
		"server/platform/wechat/route.go install", // silenceper's HTTP client is a package variable
	}, s.path+" "+v.Names[0].Name)
}

func packageVars(s *source) []*ast.ValueSpec {
	var out []*ast.ValueSpec
	for _, d := range s.ast.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR && !embedded(g) {
			for _, spec := range g.Specs {
				out = append(out, spec.(*ast.ValueSpec))
			}
		}
	}
	return out
}

// made is true for what is empty at first: maps made, pointers, locks, atomics.
func made(v *ast.ValueSpec) bool {
	if sel, ok := v.Type.(*ast.SelectorExpr); ok {
		if pkg, ok := sel.X.(*ast.Ident); ok && (pkg.Name == "sync" || pkg.Name == "atomic") {
			return true
		}
	}
	for _, value := range v.Values {
		switch e := value.(type) {
		case *ast.CallExpr:
			if id, ok := e.Fun.(*ast.Ident); ok && (id.Name == "make" || id.Name == "new") {
				return true
			}
		case *ast.UnaryExpr:
			if e.Op == token.AND {
				return true
			}
		}
	}
	return len(v.Values) == 0
}

// embedded variables are filled by the compiler.
func embedded(g *ast.GenDecl) bool {
	return g.Doc != nil && slices.ContainsFunc(g.Doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") })
}

// eachWrite calls found with the root variable of everything assigned to.
func eachWrite(s *source, found func(*ast.Ident, ast.Node)) {
	write := func(e ast.Expr, n ast.Node) {
		if id := root(e); id != nil {
			found(id, n)
		}
	}
	ast.Inspect(s.ast, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				for _, e := range n.Lhs {
					write(e, n)
				}
			}
		case *ast.IncDecStmt:
			write(n.X, n)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				write(n.X, n)
			}
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "delete" || id.Name == "clear") && len(n.Args) > 0 {
				write(n.Args[0], n)
			}
		}
		return true
	})
}

func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}

package db

import (
	"context"
	"errors"
	"reflect"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhijian/server/platform/ids"
)

// What the guards answer. They are programming errors, never a user's.
var (
	ErrNoScope    = errors.New("db: a tenant table was asked without Within or Everywhere")
	ErrOutOfScope = errors.New("db: a row of another community")
	ErrOutsideTx  = errors.New("db: a write outside Tx")
	ErrUnflagged  = errors.New("db: Save, upsert or raw SQL without its flag")
	ErrNoWhere    = errors.New("db: update or delete without Where")
	ErrAppendOnly = errors.New("db: a change of a table that is only added to")
)

type scopeKey struct{}

type scope struct {
	all bool
	in  []ids.ID
}

// Within limits every query of ctx on tenant tables to these communities.
// With none of them, every query finds nothing.
func Within(ctx context.Context, communities ...ids.ID) context.Context {
	return context.WithValue(ctx, scopeKey{}, scope{in: communities})
}

// Everywhere lifts the limit, for work that belongs to no tenant (log-in,
// jobs over all communities). Each call site says why in a comment.
func Everywhere(ctx context.Context) context.Context {
	return context.WithValue(ctx, scopeKey{}, scope{all: true})
}

// Scope returns the communities of ctx; all is true after Everywhere.
func Scope(ctx context.Context) (communities []ids.ID, all bool) {
	s, _ := ctx.Value(scopeKey{}).(scope)
	return s.in, s.all
}

type flagKey struct{ name string }

// AllowUpsert permits ON CONFLICT on a table with exactly one unique key.
func AllowUpsert(ctx context.Context) context.Context {
	return context.WithValue(ctx, flagKey{"upsert"}, true)
}

// AllowRaw permits hand-written SQL; the caller writes the tenant filter.
func AllowRaw(ctx context.Context) context.Context {
	return context.WithValue(ctx, flagKey{"raw"}, true)
}

func allowed(ctx context.Context, name string) bool { return ctx.Value(flagKey{name}) != nil }

func guard(g *gorm.DB, kept *keeper) error {
	cb := g.Callback()
	return errors.Join(
		cb.Query().Before("gorm:query").Register("guard:query", guardRead),
		cb.Row().Before("gorm:row").Register("guard:row", guardRead),
		cb.Update().Before("gorm:update").Register("guard:update", guardUpdate),
		cb.Delete().Before("gorm:delete").Register("guard:delete", guardDelete),
		cb.Create().Before("gorm:create").Register("guard:create", guardCreate),
		cb.Raw().Before("gorm:raw").Register("guard:raw", guardRaw),
		cb.Update().Before("gorm:update").Register("keep:update", kept.refuse),
		cb.Delete().Before("gorm:delete").Register("keep:delete", kept.refuse),
		cb.Create().Before("gorm:create").Register("keep:create", kept.refuseUpsert),
		cb.Raw().Before("gorm:raw").Register("keep:raw", kept.refuseRaw),
		cb.Row().Before("gorm:row").Register("keep:row", kept.refuseRaw),
		cb.Query().Before("gorm:query").Register("keep:query", kept.refuseRaw),
	)
}

func guardRead(g *gorm.DB) {
	count(g)
	if g.Statement.SQL.Len() > 0 || g.Statement.Schema == nil {
		if !allowed(g.Statement.Context, "raw") {
			_ = g.AddError(ErrUnflagged)
		}
		return
	}
	addScope(g)
}

func guardRaw(g *gorm.DB) {
	count(g)
	if !allowed(g.Statement.Context, "raw") {
		_ = g.AddError(ErrUnflagged)
	}
	mustBeInTx(g)
}

func guardUpdate(g *gorm.DB) {
	count(g)
	mustBeInTx(g)
	if slices.Equal(g.Statement.Selects, []string{"*"}) { // what Save does
		_ = g.AddError(ErrUnflagged)
		return
	}
	mustHaveWhere(g)
	addScope(g)
}

func guardDelete(g *gorm.DB) {
	count(g)
	mustBeInTx(g)
	mustHaveWhere(g)
	addScope(g)
}

func guardCreate(g *gorm.DB) {
	count(g)
	mustBeInTx(g)
	if _, ok := g.Statement.Clauses["ON CONFLICT"]; ok && !allowed(g.Statement.Context, "upsert") {
		_ = g.AddError(ErrUnflagged)
		return
	}
	if g.Error == nil {
		checkRows(g)
	}
}

func mustBeInTx(g *gorm.DB) {
	if !InTx(g.Statement.Context) {
		_ = g.AddError(ErrOutsideTx)
	}
}

func mustHaveWhere(g *gorm.DB) {
	if _, ok := g.Statement.Clauses["WHERE"]; !ok {
		_ = g.AddError(ErrNoWhere)
	}
}

// addScope puts "(existing conditions) AND community_id IN (scope)".
func addScope(g *gorm.DB) {
	st := g.Statement
	if st.Schema == nil || st.Schema.FieldsByName["CommunityID"] == nil {
		return
	}
	s, ok := st.Context.Value(scopeKey{}).(scope)
	if !ok {
		_ = g.AddError(ErrNoScope)
		return
	}
	if s.all {
		return
	}
	if c, ok := st.Clauses["WHERE"]; ok {
		if w, ok := c.Expression.(clause.Where); ok && len(w.Exprs) > 0 {
			c.Expression = clause.Where{Exprs: []clause.Expression{clause.And(w.Exprs...)}}
			st.Clauses["WHERE"] = c
		}
	}
	in := make([]any, len(s.in))
	for i, id := range s.in {
		in[i] = id
	}
	col := clause.Column{Table: clause.CurrentTable, Name: "community_id"}
	st.AddClause(clause.Where{Exprs: []clause.Expression{clause.IN{Column: col, Values: in}}})
}

// checkRows refuses to insert a row for a community outside the scope.
func checkRows(g *gorm.DB) {
	st := g.Statement
	if st.Schema == nil {
		return
	}
	field := st.Schema.FieldsByName["CommunityID"]
	if field == nil {
		return
	}
	s, ok := st.Context.Value(scopeKey{}).(scope)
	if !ok {
		_ = g.AddError(ErrNoScope)
		return
	}
	check := func(row reflect.Value) {
		v, _ := field.ValueOf(st.Context, reflect.Indirect(row))
		id, isID := v.(ids.ID)
		if !isID || (id == 0 && !s.all) || (!s.all && !slices.Contains(s.in, id)) {
			_ = g.AddError(ErrOutOfScope)
		}
	}
	switch st.ReflectValue.Kind() {
	case reflect.Slice, reflect.Array:
		for i := range st.ReflectValue.Len() {
			check(st.ReflectValue.Index(i))
		}
	case reflect.Struct:
		check(st.ReflectValue)
	default:
		_ = g.AddError(ErrOutOfScope)
	}
}

type countKey struct{}

// Counting returns a context whose SQL statements are counted into n, for
// tests that hold a round-trip budget. Not for concurrent use.
func Counting(ctx context.Context, n *int) context.Context {
	return context.WithValue(ctx, countKey{}, n)
}

func count(g *gorm.DB) {
	if n, ok := g.Statement.Context.Value(countKey{}).(*int); ok {
		*n++
	}
}

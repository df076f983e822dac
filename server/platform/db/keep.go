package db

import (
	"regexp"
	"slices"
	"sync"

	"gorm.io/gorm"
)

// keeper knows the tables that are only ever added to.
type keeper struct {
	mu     sync.RWMutex
	tables []string
}

// AppendOnly refuses from now on, with ErrAppendOnly, to update or delete rows
// of these tables, also by raw SQL. It is said while the process is wired.
func (d *DB) AppendOnly(tables ...string) {
	d.kept.mu.Lock()
	defer d.kept.mu.Unlock()
	d.kept.tables = append(d.kept.tables, tables...)
}

func (k *keeper) holds(table string) bool {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return slices.Contains(k.tables, table)
}

func (k *keeper) refuse(g *gorm.DB) {
	if k.holds(g.Statement.Table) {
		_ = g.AddError(ErrAppendOnly)
	}
}

func (k *keeper) refuseUpsert(g *gorm.DB) {
	if _, ok := g.Statement.Clauses["ON CONFLICT"]; ok {
		k.refuse(g)
	}
}

var (
	changing = regexp.MustCompile(`(?i)\b(UPDATE|DELETE|REPLACE|TRUNCATE|DROP|ALTER|CONFLICT|DUPLICATE)\b`)
	word     = regexp.MustCompile(`\w+`)
)

// refuseRaw looks for a changing verb and a kept table in hand-written SQL.
func (k *keeper) refuseRaw(g *gorm.DB) {
	text := g.Statement.SQL.String()
	if text == "" || !changing.MatchString(text) {
		return
	}
	if slices.ContainsFunc(word.FindAllString(text, -1), k.holds) {
		_ = g.AddError(ErrAppendOnly)
	}
}

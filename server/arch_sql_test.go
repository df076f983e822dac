package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestMigrationsArePortable holds them to the subset that SQLite, MariaDB,
// MySQL and TiDB share.
func TestMigrationsArePortable(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../sql/migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	var names []string
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range checkMigration(filepath.Base(f), string(raw)) {
			t.Errorf("%s: %s", f, p)
		}
		names = append(names, declared.FindAllString(string(raw), -1)...)
	}
	slices.Sort(names)
	for i := 1; i < len(names); i++ {
		if names[i] == names[i-1] {
			t.Errorf("two constraints or indexes named %s: SQLite knows one per database", names[i])
		}
	}
}

var (
	fileName = regexp.MustCompile(`^\d{4}_[a-z]+(_[a-z]+)*\.sql$`)
	created  = regexp.MustCompile(`(?i)CREATE\s+TABLE\s+(\w+)`)
	declared = regexp.MustCompile(`\b(pk|uq|fk|ck|ix)_\w+`)
	comment  = regexp.MustCompile(`--[^\n]*`)
	index    = regexp.MustCompile(`(?i)CREATE\s+(UNIQUE\s+)?INDEX\s+(\w+)\s+ON\s+(\w+)`)
	unnamed  = regexp.MustCompile(`(?im)^\s*(PRIMARY KEY|UNIQUE|FOREIGN KEY|CHECK)\b`)
	inline   = regexp.MustCompile(`(?i)\b(BIGINT|VARCHAR\(\d+\)|INTEGER)\b[^,\n]*\b(PRIMARY KEY|UNIQUE)\b`)
	textDef  = regexp.MustCompile(`(?i)\bTEXT\b[^,\n]*\bDEFAULT\b`)
	refused  = regexp.MustCompile(`(?i)\b(AUTO_INCREMENT|AUTOINCREMENT|ENUM|DECIMAL|NUMERIC|FLOAT|DOUBLE|REAL|ENGINE|CHARSET|COLLATE|CURRENT_TIMESTAMP|RETURNING|MODIFY|TIMESTAMP|BOOLEAN)\b|ON\s+UPDATE|ON\s+DUPLICATE|ON\s+CONFLICT|IF\s+NOT\s+EXISTS|"|\|\|`)
	literal  = regexp.MustCompile(`'[^']*'`)
	plainDT  = regexp.MustCompile(`(?i)\bDATETIME\b(\s|,|$)`)
)

func checkMigration(name, text string) []string {
	var out []string
	no := func(bad bool, why string) {
		if bad {
			out = append(out, why)
		}
	}
	body := literal.ReplaceAllString(comment.ReplaceAllString(text, ""), "''") // a value may hold anything
	no(!fileName.MatchString(name), "the name is not NNNN_<capability>_<table>.sql")
	no(!strings.HasPrefix(text, "-- +goose Up"), "it does not begin with -- +goose Up")
	no(len(created.FindAllString(body, -1)) > 1, "more than one table: DDL is not transactional on MySQL")
	no(refused.MatchString(body), "not portable: "+refused.FindString(body))
	no(unnamed.MatchString(body) || inline.MatchString(body), "an unnamed constraint")
	no(textDef.MatchString(body), "TEXT has no default on MySQL")
	no(plainDT.MatchString(body), "times are DATETIME(3)")
	for _, m := range index.FindAllStringSubmatch(body, -1) {
		no(m[1] != "", "make it a UNIQUE constraint: "+m[2])
		no(!strings.HasPrefix(m[2], "ix_"+m[3]+"_"), m[2]+" is not ix_"+m[3]+"_<columns>")
	}
	return out
}

// TestUnportableMigrationsAreFound breaks each rule once.
func TestUnportableMigrationsAreFound(t *testing.T) {
	t.Parallel()
	const good = "-- +goose Up\nCREATE TABLE t (\n    id BIGINT NOT NULL, -- never AUTO_INCREMENT\n    at DATETIME(3) NOT NULL,\n    CONSTRAINT pk_t PRIMARY KEY (id)\n);\nCREATE INDEX ix_t_at ON t (at);\n"
	if p := checkMigration("0001_house_t.sql", good); len(p) > 0 {
		t.Fatalf("a good one is refused: %v", p)
	}
	for name, change := range map[string][2]string{
		"dialect":       {"BIGINT NOT NULL", "BIGINT AUTO_INCREMENT"},
		"decimal":       {"BIGINT NOT NULL", "DECIMAL(10,2) NOT NULL"},
		"no precision":  {"DATETIME(3)", "DATETIME"},
		"inline key":    {"id BIGINT NOT NULL", "id BIGINT PRIMARY KEY"},
		"unnamed key":   {"CONSTRAINT pk_t PRIMARY", "PRIMARY"},
		"index name":    {"ix_t_at", "ix_at"},
		"unique index":  {"CREATE INDEX", "CREATE UNIQUE INDEX"},
		"text default":  {"at DATETIME(3) NOT NULL", "note TEXT NOT NULL DEFAULT ''"},
		"quoted name":   {"CREATE INDEX", `UPDATE "t" SET at = '"';` + "\nCREATE INDEX"},
		"no annotation": {"-- +goose Up\n", ""},
		"two tables":    {"CREATE INDEX", "CREATE TABLE u (id BIGINT);\nCREATE INDEX"},
	} {
		if p := checkMigration("0001_house_t.sql", strings.Replace(good, change[0], change[1], 1)); len(p) == 0 {
			t.Errorf("%s: not found", name)
		}
	}
	if len(checkMigration("1_t.sql", good)) == 0 {
		t.Error("file name: not found")
	}
}

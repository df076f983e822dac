// Package sql carries the migrations and the demo data into the binaries.
package sql

import (
	"embed"
	"io/fs"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Files are the goose migrations, portable over SQLite, MariaDB, MySQL and TiDB.
func Files() fs.FS {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	return sub
}

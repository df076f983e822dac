// Package sql carries the migrations and the demo data into the binaries.
package sql

import "embed"

// Migrations are goose files, portable over SQLite, MariaDB, MySQL and TiDB.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Package testkit gives tests real parts: a fresh migrated database, a Redis,
// a clock that stands still, and the product's own HTTP chain.
//
// Without ZJ_TEST_MYSQL the database is SQLite and Redis is miniredis; with it
// (set by testkit/services, which starts a private MariaDB) each test gets a
// database of its own there, and a private redis-server.
package testkit

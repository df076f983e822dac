// Package db is the door to SQL: one handle for SQLite (embedded) and
// MySQL-compatible servers, transactions that nest, an after-commit list,
// migrations, and the guards that keep one tenant from another.
//
// Rules the guards enforce at run time:
//
//   - A write outside Tx is refused.
//   - A query on a table with community_id needs a scope in its context
//     (Within or Everywhere); Within is added to the WHERE, around any Or.
//   - Save, upserts and raw SQL are refused without an explicit flag: they
//     bypass the scope (Save of a foreign id would steal the row).
package db

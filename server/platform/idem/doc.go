// Package idem gives every write one effect per Idempotency-Key.
//
// The key's row is written in the same transaction as the effect: both commit
// or neither does, so a crash at any point leaves nothing half-done, and two
// calls at once wait for each other at the unique key. The first answer is
// kept for 24 hours and given again; another body under the same key is
// refused. Refusals (4xx) roll back and are not kept.
package idem

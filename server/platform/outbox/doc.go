// Package outbox keeps what must happen after a change in the same
// transaction as the change.
//
//	new ──claim──▶ sent ──handler's own transaction──▶ done
//	 ▲               │ lease ran out (killed worker, flushed Redis)
//	 └───────────────┘                 too many failures ──▶ dead
//
// A row is done when its handler says so, not when it is enqueued: under kills
// and flushes the naive way loses events. The id of the queue's task is a
// random key of the row plus the attempt, never a number that could be issued
// again.
//
// Handle: the effect is in SQL, exactly once. HandleTogether: the same for
// quick handlers of which thousands may be due at once; while many wait,
// several share a transaction, and one that fails is alone after it.
// HandleOutside: an effect elsewhere, at least once.
package outbox

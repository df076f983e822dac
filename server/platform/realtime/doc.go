// Package realtime tells connected people at once that something of theirs
// changed. It knows no business word: an event has a kind and a reference and
// only says "reload this".
//
// SQL is the truth. Tell writes, in the transaction of the change, the next
// number of each user's own sequence; after the commit the hubs of all
// processes are told over Redis. A socket sends a number only after the one
// before it: a gap, whatever lost the signal, is read from SQL.
//
//	hello ──ticket bad──▶ closed 4401
//	  │
//	  ▼ same epoch and at most 300 missed
//	welcome ─▶ the missed events ─▶ live events
//	  │ otherwise
//	  ▼
//	resync ─▶ live events from here; the client reloads what it shows
//
// Close codes: 4401 bad ticket, 4403 session revoked, 4408 reads too slowly,
// 4409 a sixth socket of the same user pushed this one out.
package realtime

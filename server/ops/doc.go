// Package ops is the desk of whoever runs the installation: everything that
// happens by the clock with how it last went, the queues, and what the outbox
// still owes. It only looks; platform administrators alone may.
//
// What it shows is kept by the background half, which it asks through Board.
package ops

// Package worker is the background half of the product: it hands outbox rows
// to Asynq, runs their handlers and starts what happens by the clock.
//
// SQL is the truth and Asynq the speed-up. A row is done when its handler's
// transaction says so; a failure is noted in SQL, which alone decides about
// another try; a row that nobody finished within its lease is handed over
// again under a new task id. So Redis may forget everything and a worker may
// die at any point: work is late, never lost.
//
// Any number of processes may run a worker. Asynq appears in this package and
// nowhere else.
package worker

// Package task is the whole contract between the server and the jobs: named
// messages, their handlers, and the things that happen by the clock. It uses
// the standard library alone; asynq appears in jobs/worker and nowhere else.
//
// Every task may run twice. What must happen once is guarded in SQL.
package task

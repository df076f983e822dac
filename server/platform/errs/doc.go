// Package errs holds the one error type that crosses package boundaries.
//
// An Error has an HTTP status, a stable code ("repair.wrong_step") that
// clients and tests compare, and a Chinese sentence for the person in front of
// the screen that says what to do next. The cause is for the log alone.
package errs

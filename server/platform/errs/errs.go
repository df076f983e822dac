package errs

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Error is what a use case answers when it refuses. Values are immutable:
// Because, With and Detail return changed copies, so package-level errors are safe to share.
type Error struct {
	Status  int
	Code    string
	Message string
	Fields  []Field
	// Meta carries facts a client may act on, such as the winner of a race.
	Meta  map[string]string
	cause error
}

// Field names one wrong input by its JSON path and says what is wrong with it.
type Field struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// New makes an error with a stable code and the sentence a person reads.
func New(status int, code, message string) *Error {
	return &Error{Status: status, Code: code, Message: message}
}

func (e *Error) Error() string {
	if e.cause != nil {
		return fmt.Sprintf("%s: %v", e.Code, e.cause)
	}
	return e.Code
}

func (e *Error) Unwrap() error { return e.cause }

// Is compares by code, so a copy made by Because or With still matches.
func (e *Error) Is(target error) bool {
	var t *Error
	return errors.As(target, &t) && t.Code == e.Code
}

// Because attaches the cause for the log; it never reaches a client.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// With adds a field error.
func (e *Error) With(field, message string) *Error {
	c := *e
	c.Fields = append(slices.Clone(e.Fields), Field{field, message})
	return &c
}

// Detail replaces the sentence, keeping code and status.
func (e *Error) Detail(format string, args ...any) *Error {
	c := *e
	c.Message = fmt.Sprintf(format, args...)
	return &c
}

// Note adds a fact for the client.
func (e *Error) Note(key, value string) *Error {
	c := *e
	c.Meta = maps.Clone(e.Meta)
	if c.Meta == nil {
		c.Meta = map[string]string{}
	}
	c.Meta[key] = value
	return &c
}

// From finds the Error in a chain; ok is false for an unexpected failure.
func From(err error) (e *Error, ok bool) {
	ok = errors.As(err, &e)
	return e, ok
}

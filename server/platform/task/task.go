package task

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Message is one piece of background work.
type Message struct {
	Name    string          // feature:verb
	Key     string          // random key of the outbox row that asked for it
	Payload json.RawMessage // the JSON that Into reads
}

// Into decodes the payload; a payload that cannot be read is never retried.
func (m Message) Into(v any) error {
	if err := json.Unmarshal(m.Payload, v); err != nil {
		return fmt.Errorf("payload of %s: %w: %w", m.Name, err, ErrSkipRetry)
	}
	return nil
}

// Handler does the work; it returns the error to be run again later.
type Handler func(ctx context.Context, m Message) error

// ErrSkipRetry ends a task whose retry would be senseless; wrap it.
var ErrSkipRetry = errors.New("task: do not retry")

// Queue orders work by urgency.
type Queue string

// The queues, most urgent first.
const (
	Critical Queue = "critical"
	Default  Queue = "default"
	Bulk     Queue = "bulk"
)

// Mux finds the handler of a message. Handlers are added while the process is
// wired, before any message arrives.
type Mux struct{ handlers map[string]Handler }

// NewMux returns an empty Mux.
func NewMux() *Mux { return &Mux{handlers: map[string]Handler{}} }

// Handle adds the handler of name. A second one for the same name panics: it
// is a wiring mistake that must not reach a running process.
func (m *Mux) Handle(name string, h Handler) {
	if _, ok := m.handlers[name]; ok {
		panic("task: two handlers for " + name)
	}
	m.handlers[name] = h
}

// Names lists the known tasks in order.
func (m *Mux) Names() []string { return slices.Sorted(maps.Keys(m.handlers)) }

// Run calls the handler of the message.
func (m *Mux) Run(ctx context.Context, msg Message) error {
	h, ok := m.handlers[msg.Name]
	if !ok {
		return fmt.Errorf("task: nobody handles %q: %w", msg.Name, ErrSkipRetry)
	}
	return h(ctx, msg)
}

// Periodic is something that happens by the clock: once in each interval,
// whatever the number of processes.
type Periodic struct {
	Name  string // feature:verb
	Every time.Duration
	For   string // what for, for the page of the schedule
	Run   func(ctx context.Context) error
}

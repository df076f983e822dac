package ops

import (
	"context"
	"fmt"
	"time"

	"zhijian/server/platform/outbox"
)

// ScheduleRun is one run of something clocked.
type ScheduleRun struct {
	StartedAt time.Time `json:"startedAt"`
	TookMs    int64     `json:"tookMs"`
	Result    string    `json:"result" enum:"ok,failed,skipped"`
	Error     string    `json:"error"`
	Worker    string    `json:"worker"`
}

// ScheduleLine is one row of the schedule.
type ScheduleLine struct {
	Name         string       `json:"name"`
	For          string       `json:"for" doc:"what for, in words"`
	EverySeconds int64        `json:"everySeconds"`
	NextAt       time.Time    `json:"nextAt"`
	Last         *ScheduleRun `json:"last,omitempty" doc:"absent before the first run"`
}

// QueueLine is one queue as it stands in Redis.
type QueueLine struct {
	Name          string `json:"name" enum:"critical,default,bulk"`
	Waiting       int    `json:"waiting"`
	Active        int    `json:"active"`
	Orphans       int    `json:"orphans" doc:"active without a lease; taken away after two minutes"`
	DoneToday     int    `json:"doneToday"`
	OldestSeconds int64  `json:"oldestSeconds"`
}

// Owed is what the outbox still has to bring about.
type Owed struct {
	Due        int64 `json:"due" doc:"not handed over yet"`
	Later      int64 `json:"later" doc:"timers and retries of later"`
	HandedOver int64 `json:"handedOver"`
	Dead       int64 `json:"dead" doc:"given up; the dead-letter desk decides"`
	LagSeconds int64 `json:"lagSeconds" doc:"how long the oldest due one has waited"`
}

// Board is the background half as this desk sees it.
type Board interface {
	Schedule(ctx context.Context) ([]ScheduleLine, error)
	Runs(ctx context.Context, name string, n int) ([]ScheduleRun, error)
	Leader(ctx context.Context) (string, error)
	Queues(ctx context.Context) ([]QueueLine, error)
}

// Outbox knows what is owed.
type Outbox interface {
	Owed(ctx context.Context) (outbox.Owed, error)
}

// Service answers the desk.
type Service struct {
	board  Board
	outbox Outbox
}

// New makes the service.
func New(b Board, o Outbox) *Service { return &Service{b, o} }

// lastRuns is how many runs of one line are shown.
const lastRuns = 50

// Schedule is everything that happens by the clock, and which worker starts it.
func (s *Service) Schedule(ctx context.Context) (lines []ScheduleLine, leader string, err error) {
	if lines, err = s.board.Schedule(ctx); err != nil {
		return nil, "", fmt.Errorf("schedule: %w", err)
	}
	leader, err = s.board.Leader(ctx)
	return lines, leader, err
}

// Runs are the last runs of one line, newest first. Error: ErrUnknown.
func (s *Service) Runs(ctx context.Context, name string) ([]ScheduleRun, error) {
	lines, err := s.board.Schedule(ctx)
	if err != nil {
		return nil, fmt.Errorf("schedule: %w", err)
	}
	for _, l := range lines {
		if l.Name == name {
			return s.board.Runs(ctx, name, lastRuns)
		}
	}
	return nil, ErrUnknown
}

// Work is how the queues stand and what is owed.
func (s *Service) Work(ctx context.Context) ([]QueueLine, Owed, error) {
	q, err := s.board.Queues(ctx)
	if err != nil {
		return nil, Owed{}, ErrQueues.Because(err)
	}
	o, err := s.outbox.Owed(ctx)
	if err != nil {
		return nil, Owed{}, fmt.Errorf("what is owed: %w", err)
	}
	return q, Owed{Due: o.Due, Later: o.Later, HandedOver: o.Sent, Dead: o.Dead, LagSeconds: int64(o.Lag / time.Second)}, nil
}

package ledger

import (
	"context"
	"log/slog"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/task"
)

// Periodics is what happens by the clock: the book is proved each hour for the
// last two days and each night as a whole.
func (s *Service) Periodics() []task.Periodic {
	return []task.Periodic{
		{Name: "ledger:audit_recent", Every: time.Hour, For: "核对近期账目是否平衡", Run: func(ctx context.Context) error {
			return s.alarm(ctx, clock.Date(s.Now().AddDate(0, 0, -2)))
		}},
		{Name: "ledger:audit_all", Every: 24 * time.Hour, For: "核对全部账目是否平衡", Run: func(ctx context.Context) error { return s.alarm(ctx, "") }},
	}
}

// alarm says in the log what is wrong and fails, so that the task's row says it too.
func (s *Service) alarm(ctx context.Context, since string) error {
	err := s.Audit(ctx, since)
	if err != nil {
		slog.ErrorContext(ctx, "ledger: the book is not right", "alarm", "ledger", "err", err)
	}
	return err
}

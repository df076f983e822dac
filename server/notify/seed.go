package notify

import (
	"context"

	"zhijian/server/event"
)

// SeedCall tells somebody who asked to be called, for the demo. It runs in a
// transaction.
func (s *Service) SeedCall(ctx context.Context, n event.Notify) error {
	return s.deliver(ctx, n, "demo")
}

// SeedDead tells somebody something whose text message did not go out, for the
// demo's desk: the delivery is made, and then ended as after six failures.
func (s *Service) SeedDead(ctx context.Context, n event.Notify) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.deliver(ctx, n, "demo"); err != nil {
			return err
		}
		m, err := s.store.byKey(ctx, n.To, dedupeKey(n, ""))
		if err != nil {
			return err
		}
		d, err := s.store.delivery(ctx, m.ID, channelSMS)
		if err != nil {
			return err
		}
		now := s.Now()
		d.State, d.Attempts, d.ErrorCode, d.DeadAt, d.UpdatedAt = "failed", maxTries, "failed", &now, now
		_, err = s.store.move(ctx, d, "pending")
		return err
	})
}

package identity

import (
	"context"
	"time"

	"zhijian/server/platform/task"
)

// MountTasks adds nothing yet: identity tells others and does nothing later.
func (s *Service) MountTasks(*task.Mux) {}

// Periodics is what happens by the clock.
func (s *Service) Periodics() []task.Periodic {
	return []task.Periodic{{Name: "identity:sweep", Every: time.Hour, For: "删除过期的登录记录", Run: s.sweep}}
}

// sweep forgets sessions that ended long ago.
func (s *Service) sweep(ctx context.Context) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error { return s.store.sweep(ctx, s.Now().Add(-keepDead)) })
}

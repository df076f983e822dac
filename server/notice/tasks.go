package notice

import (
	"context"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

// The tasks of this capability.
const (
	TaskCheck = "notice:check"
	TaskEnd   = "notice:end"
)

// step names a notice as it stood when a task was asked for.
type step struct {
	ID      ids.ID `json:"id"`
	Version int64  `json:"version"`
}

// MountTasks adds the background work.
func (s *Service) MountTasks(mux *task.Mux) {
	run := func(f func(context.Context, step) error) task.Handler {
		return func(ctx context.Context, m task.Message) error {
			var p step
			if err := m.Into(&p); err != nil {
				return err
			}
			return f(ctx, p)
		}
	}
	s.Box.HandleOutside(mux, TaskCheck, run(s.check))
	s.Box.Handle(mux, TaskEnd, run(s.end))
}

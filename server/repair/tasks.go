package repair

import (
	"errors"
	"time"

	"zhijian/server/platform/task"
)

// MountTasks adds the background work of this capability: none comes by message yet.
func (s *Service) MountTasks(*task.Mux) {}

// Periodics is what happens by the clock.
func (s *Service) Periodics() []task.Periodic {
	return []task.Periodic{
		{Name: "repair:close_unrated", Every: 10 * time.Minute, Run: s.closeUnrated},
		{Name: "repair:forget_days", Every: 24 * time.Hour, Run: s.forgetDays},
	}
}

func isChanged(err error) bool { return errors.Is(err, ErrChanged) }

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
		{Name: "repair:close_unrated", Every: 10 * time.Minute, For: "关闭到期未评价的工单", Run: s.closeUnrated},
		{Name: "repair:forget_days", Every: 24 * time.Hour, For: "删除过期的报修计数", Run: s.forgetDays},
	}
}

func isChanged(err error) bool { return errors.Is(err, ErrChanged) }

package billing

import (
	"time"

	"zhijian/server/platform/task"
)

// Background work of billing.
const (
	TaskCompute = "billing:compute"
	TaskPublish = "billing:publish"
	TaskMoved   = "billing:moved_out" // subscribed to event.BindingChanged
)

// MountTasks adds the background work of this capability. Each handler's effect
// commits with its acknowledgement and with the message for the next chunk.
func (s *Service) MountTasks(mux *task.Mux) {
	s.Box.Handle(mux, TaskCompute, s.compute)
	s.Box.Handle(mux, TaskPublish, s.publish)
	s.Box.Handle(mux, TaskMoved, s.movedOut)
}

// Periodics is what happens by the clock.
func (s *Service) Periodics() []task.Periodic {
	return []task.Periodic{{Name: "billing:remind", Every: time.Hour, For: "提醒没有缴的账单，每步一次", Run: s.Remind}}
}

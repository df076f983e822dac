package repair

import (
	"context"
	"errors"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/task"
)

// The background work of this capability. All of it is in SQL and happens
// exactly once; timers are outbox rows of the future.
const (
	TaskTold      = "repair:told"       // on event.RepairChanged
	TaskDispatch  = "repair:dispatch"   // try the present mode
	TaskNext      = "repair:next"       // nobody took it: the next mode
	TaskLapse     = "repair:lapse"      // nobody accepted it
	TaskWake      = "repair:wake"       // the day a hold ends
	TaskClock     = "repair:clock"      // a promise comes near or is broken
	TaskIncident  = "repair:incident"   // an update to a batch of orders
	TaskStaffLeft = "repair:staff_left" // on event.StaffLeft
	TaskMovedOut  = "repair:moved_out"  // on event.BindingChanged
	TaskPaid      = "repair:paid"       // on event.ChargePaid
	TaskExport    = "repair:export"     // a batch of rows of a file
)

// with is a handler of messages whose payload is a T.
func with[T any](f func(context.Context, T) error) task.Handler {
	return func(ctx context.Context, m task.Message) error {
		var in T
		if err := m.Into(&in); err != nil {
			return err
		}
		return f(ctx, in)
	}
}

// MountTasks adds the background work of this capability.
func (s *Service) MountTasks(mux *task.Mux) {
	s.Box.Handle(mux, TaskTold, with(s.told))
	s.Box.Handle(mux, TaskDispatch, with(s.dispatch))
	s.Box.Handle(mux, TaskNext, with(s.next))
	s.Box.Handle(mux, TaskLapse, with(s.lapse))
	s.Box.Handle(mux, TaskWake, with(s.wake))
	s.Box.HandleTogether(mux, TaskClock, with(s.rang))
	s.Box.Handle(mux, TaskIncident, with(s.spread))
	s.Box.Handle(mux, TaskStaffLeft, with(s.staffLeft))
	s.Box.Handle(mux, TaskMovedOut, with(s.movedOut))
	s.Box.Handle(mux, TaskPaid, with(s.paid))
	s.Box.HandleOutside(mux, TaskExport, s.runExport) // long: it shows its progress as it goes
}

// Subscribe asks for the events that this capability acts on.
func (s *Service) Subscribe() {
	s.Box.Subscribe(event.RepairChanged{}.Topic(), TaskTold, task.Default)
	s.Box.Subscribe(event.StaffLeft{}.Topic(), TaskStaffLeft, task.Critical)
	s.Box.Subscribe(event.BindingChanged{}.Topic(), TaskMovedOut, task.Default)
	s.Box.Subscribe(event.ChargePaid{}.Topic(), TaskPaid, task.Critical)
}

// Periodics is what happens by the clock.
func (s *Service) Periodics() []task.Periodic {
	return []task.Periodic{
		{Name: "repair:close_unrated", Every: 10 * time.Minute, For: "关闭到期未评价的工单", Run: s.closeUnrated},
		{Name: "repair:forget_days", Every: 24 * time.Hour, For: "删除过期的报修计数", Run: s.forgetDays},
		{Name: "repair:forget_exports", Every: time.Hour, For: "删除过期的报修导出文件", Run: s.forgetExports},
	}
}

func isChanged(err error) bool { return errors.Is(err, ErrChanged) }

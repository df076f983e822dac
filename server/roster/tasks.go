package roster

import (
	"context"
	"fmt"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

// TaskStaffLeft clears the roster of a worker who left.
const TaskStaffLeft = "roster:staff_left"

// alarmHour is when the managers are told about tomorrow, in Shanghai.
const alarmHour = 18 * time.Hour

// MountTasks adds the background work of this capability.
func (s *Service) MountTasks(mux *task.Mux) {
	s.Box.Handle(mux, TaskStaffLeft, s.staffLeft)
}

// Periodics is what happens by the clock.
func (s *Service) Periodics() []task.Periodic {
	return []task.Periodic{{Name: "roster:alarm", Every: 5 * time.Minute, For: "提醒无人值班的时段", Run: s.alarmAll}}
}

// staffLeft drops the shifts that the worker would still have begun.
func (s *Service) staffLeft(ctx context.Context, m task.Message) error {
	var e event.StaffLeft
	if err := m.Into(&e); err != nil {
		return err
	}
	ctx = auth.With(ctx, auth.SystemActor())
	if err := s.store.turn(ctx, e.StaffID); err != nil {
		return fmt.Errorf("turn of %d: %w", e.StaffID, err)
	}
	if err := s.store.removeAfter(ctx, e.StaffID, e.CommunityIDs, s.Now()); err != nil {
		return fmt.Errorf("clear the roster of %d: %w", e.StaffID, err)
	}
	return nil
}

// alarmAll looks, from 18:00 on, at tomorrow's roster of every community that
// plans one.
func (s *Service) alarmAll(ctx context.Context) error {
	now := s.Now()
	today := clock.StartOfDay(now)
	if now.Sub(today) < alarmHour {
		return nil
	}
	ctx = auth.With(ctx, auth.SystemActor())
	all, err := s.store.planning(ctx, now.Add(-lookBack))
	if err != nil {
		return fmt.Errorf("who plans: %w", err)
	}
	for _, community := range all {
		if err := s.alarm(ctx, community, today.AddDate(0, 0, 1)); err != nil {
			return fmt.Errorf("alarm of %d: %w", community, err)
		}
	}
	if err := s.DB.Tx(ctx, func(ctx context.Context) error {
		return s.store.forgetAlarms(ctx, clock.Date(now.Add(-lookBack)))
	}); err != nil {
		return fmt.Errorf("forget alarms: %w", err)
	}
	return nil
}

// alarm tells the managers of the holes of a day, once.
func (s *Service) alarm(ctx context.Context, community ids.ID, day time.Time) error {
	date := clock.Date(day)
	if told, err := s.store.alarmed(ctx, community, date); told || err != nil {
		return err
	}
	c, err := s.Calendar(ctx, community)
	if err != nil {
		return err
	}
	shifts, err := s.store.in(ctx, community, day, day.AddDate(0, 0, 1))
	if err != nil {
		return err
	}
	empty := holes(c, day, shifts)
	if len(empty) == 0 {
		return nil
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		first, err := s.store.alarm(ctx, alarm{community, date, len(empty), s.Now()})
		if err != nil || !first {
			return err
		}
		return s.tellHoles(ctx, community, date, empty)
	})
}

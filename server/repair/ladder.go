package repair

import (
	"context"
	"fmt"
	"slices"

	"zhijian/server/platform/ids"
)

func (s *Service) askDispatchers(ctx context.Context, o Order, template string, urgent bool) error {
	to, err := s.staffWith(ctx, o.CommunityID, "repair.dispatch")
	if err != nil {
		return err
	}
	return s.send(ctx, o, note{template: template, staff: true, urgent: urgent || o.Emergency}, to)
}

func (s *Service) askSupervisors(ctx context.Context, o Order, template string) error {
	to, err := s.staffWith(ctx, o.CommunityID, "repair.supervise")
	if err != nil {
		return err
	}
	return s.send(ctx, o, note{template: template, staff: true, urgent: true}, to)
}

// warn tells whom a level of a promise concerns: the worker, then the
// dispatchers, then up the ladder.
func (s *Service) warn(ctx context.Context, o Order, c slaClock) error {
	n := note{template: "repair_due", staff: true, key: fmt.Sprintf("repair:%d:%s:%d:%d", o.ID, c.Kind, c.Round, c.Level), reason: clockName(c.Kind)}
	permission := ""
	switch {
	case c.Level >= 200:
		permission, n.template, n.urgent = "repair.oversee", "repair_breached", true
	case c.Level >= 150:
		permission, n.template, n.urgent = "repair.manage", "repair_breached", true
	case c.Level >= 100:
		permission, n.template, n.urgent = "repair.supervise", "repair_breached", true
	case c.Level >= 80 || o.WorkerID == 0:
		permission = "repair.dispatch"
	}
	if o.WorkerID != 0 && c.Level <= 100 {
		if err := s.send(ctx, o, n, []ids.ID{o.WorkerID}); err != nil {
			return err
		}
	}
	if permission == "" {
		return nil
	}
	to, err := s.staffWith(ctx, o.CommunityID, permission)
	if err == nil && len(to) == 0 && permission != "repair.dispatch" { // nobody on that rung
		to, err = s.staffWith(ctx, o.CommunityID, "repair.dispatch")
	}
	if err != nil {
		return err
	}
	return s.send(ctx, o, n, slices.DeleteFunc(to, func(p ids.ID) bool { return p == o.WorkerID && c.Level <= 100 }))
}

func clockName(kind string) string {
	return map[string]string{clockResponse: "响应", clockOnSite: "到场", clockResolve: "办结"}[kind]
}

package app

import (
	"context"
	"fmt"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/roster"
)

// seedRoster gives the demo's workers skills, and shifts for this week and the
// next: one by day and one at call each day, in turns.
func (a *App) seedRoster(ctx context.Context, manager auth.Actor, staff map[string]ids.ID) error {
	ctx = auth.With(ctx, manager)
	community := manager.Communities[0]
	one, two := staff["worker"], staff["worker2"]
	for id, skills := range map[ids.ID][]string{one: {"plumbing", "electric", "general"}, two: {"plumbing", "carpentry", "access", "general"}, manager.ID: {"general"}} {
		if _, err := a.roster.SetWorker(ctx, manager, community, id, skills, 6, 0); err != nil {
			return fmt.Errorf("skills of %d: %w", id, err)
		}
	}
	now := clock.StartOfDay(a.now())
	from, to := clock.Date(now.AddDate(0, 0, -6)), clock.Date(now.AddDate(0, 0, 14))
	day := func(weekdays ...int) []roster.PatternLine {
		out := []roster.PatternLine{}
		for d := 1; d <= 7; d++ {
			l := roster.PatternLine{Weekday: d, Kind: roster.OnCall, From: "18:00", To: "08:00"}
			for _, w := range weekdays {
				if w == d {
					l = roster.PatternLine{Weekday: d, Kind: roster.Duty, From: "08:00", To: "18:00"}
				}
			}
			out = append(out, l)
		}
		return out
	}
	for id, lines := range map[ids.ID][]roster.PatternLine{one: day(1, 3, 5, 7), two: day(2, 4, 6)} {
		if _, err := a.roster.ApplyPattern(ctx, manager, community, []ids.ID{id}, from, to, lines); err != nil {
			return fmt.Errorf("shifts of %d: %w", id, err)
		}
	}
	return nil
}

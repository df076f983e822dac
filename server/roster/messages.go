package roster

import (
	"context"
	"fmt"
	"strings"

	"zhijian/server/event"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
)

// tellHoles sends the managers the hours of a day that nobody covers.
func (s *Service) tellHoles(ctx context.Context, community ids.ID, date string, empty []TimeSpan) error {
	to, err := s.People.StaffWith(ctx, community, "roster.manage")
	if err != nil {
		return fmt.Errorf("managers of %d: %w", community, err)
	}
	hours := make([]string, len(empty))
	for i, e := range empty {
		hours[i] = e.Start.In(clock.Shanghai()).Format("15:04") + "–" + e.End.In(clock.Shanghai()).Format("15:04")
	}
	for _, p := range to {
		if err := s.Box.Publish(ctx, event.Notify{
			To: p.ID, Staff: true, CommunityID: community, Template: "roster_hole", Link: "/roster?from=" + date,
			Params: map[string]string{"date": date, "hours": strings.Join(hours, "、")},
			Dedupe: fmt.Sprintf("roster:hole:%d:%s", community, date),
		}); err != nil {
			return err
		}
	}
	return nil
}

package stock

import (
	"context"
	"fmt"

	"zhijian/server/event"
)

// tellLow says to the managers that an item fell below its minimum, once each
// time it does.
func (s *Service) tellLow(ctx context.Context, i Item) error {
	to, err := s.People.StaffWith(ctx, i.CommunityID, "stock.manage")
	if err != nil {
		return fmt.Errorf("managers of the stock of %d: %w", i.CommunityID, err)
	}
	for _, p := range to {
		if err := s.Box.Publish(ctx, event.Notify{
			To: p.ID, Staff: true, CommunityID: i.CommunityID, Template: "stock_low", Link: "/stock?only=low",
			Params: map[string]string{"item": i.Name, "level": fmt.Sprintf("%d %s", i.Level, i.Unit), "minimum": fmt.Sprintf("%d %s", i.Minimum, i.Unit)},
			Dedupe: fmt.Sprintf("stock:low:%d:%d", i.ID, s.Now().UnixMilli()),
		}); err != nil {
			return err
		}
	}
	return nil
}

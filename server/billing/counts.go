package billing

import (
	"context"
	"fmt"

	"zhijian/server/platform/ids"
)

// Counts are the figures of bills on the workbench: what is overdue in number
// and fen, and what waits for a decision.
func (s *Service) Counts(ctx context.Context, community ids.ID) (map[string]int, error) {
	n, fen, err := s.store.overdue(ctx, community, s.today())
	if err != nil {
		return nil, fmt.Errorf("count overdue bills: %w", err)
	}
	waiting, err := s.store.undecided(ctx, community)
	if err != nil {
		return nil, fmt.Errorf("count what waits for a decision: %w", err)
	}
	return map[string]int{"billsOverdue": int(n), "billsOverdueFen": int(fen), "billDecisions": int(waiting)}, nil
}

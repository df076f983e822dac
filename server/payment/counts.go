package payment

import (
	"context"
	"fmt"

	"zhijian/server/platform/ids"
)

// Counts are the figures of payment on the workbench: refunds that wait for a
// yes, and differences of the account that gets the community's money.
func (s *Service) Counts(ctx context.Context, community ids.ID) (map[string]int, error) {
	refunds, err := s.store.refundsAsked(ctx, community)
	if err != nil {
		return nil, fmt.Errorf("count refunds: %w", err)
	}
	differences, err := s.store.differencesOpen(ctx, community)
	if err != nil {
		return nil, fmt.Errorf("count differences: %w", err)
	}
	return map[string]int{"refundsWaiting": int(refunds), "differencesOpen": int(differences)}, nil
}

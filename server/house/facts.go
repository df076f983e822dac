package house

import (
	"context"
	"fmt"

	"zhijian/server/event"
	"zhijian/server/platform/ids"
)

// Facts are houses of a community by rising id, after one, at most n; only
// those of the list when it is not empty. For counting fees.
func (s *Service) Facts(ctx context.Context, community, after ids.ID, n int, only []ids.ID) ([]event.HouseFacts, error) {
	out, err := s.store.facts(ctx, community, after, n, only)
	if err != nil {
		return nil, fmt.Errorf("facts of houses of %d: %w", community, err)
	}
	return out, nil
}

// Collects reports whether the community and its company are active: a
// suspended company may not take money.
func (s *Service) Collects(ctx context.Context, community ids.ID) (bool, error) {
	return s.store.activeCompany(ctx, community)
}

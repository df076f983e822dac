package identity

import (
	"context"
	"fmt"
	"slices"

	"zhijian/server/event"
	"zhijian/server/platform/ids"
)

// workRight is what makes a staff member a worker: who loses it, or a
// community, leaves open orders behind.
const workRight = "repair.work"

func (r reach) works() bool { return slices.Contains(r.permissions, workRight) }

// tellLeft tells others, in the transaction of the change, that somebody is no
// worker any more, or not in some communities. An account that only waits for
// a new password has left nothing.
func (s *Service) tellLeft(ctx context.Context, was staffAccount, before reach) error {
	if was.State == stateDisabled || !before.works() {
		return nil
	}
	now, err := s.store.staff(ctx, was.ID)
	if err != nil {
		return fmt.Errorf("staff %d: %w", was.ID, err)
	}
	after, err := s.reachOf(ctx, now)
	if err != nil {
		return fmt.Errorf("reach of staff %d: %w", was.ID, err)
	}
	if now.State == stateDisabled || !after.works() {
		return s.Box.Publish(ctx, event.StaffLeft{StaffID: was.ID})
	}
	lost := slices.DeleteFunc(slices.Clone(before.communities), func(c ids.ID) bool { return slices.Contains(after.communities, c) })
	if len(lost) == 0 {
		return nil
	}
	return s.Box.Publish(ctx, event.StaffLeft{StaffID: was.ID, CommunityIDs: lost})
}

// workersAmong are the holders of a role who are workers by any of their roles.
func (s *Service) workersAmong(ctx context.Context, held []staffRole) ([]ids.ID, error) {
	all := make([]ids.ID, len(held))
	for i, h := range held {
		all[i] = h.StaffID
	}
	roles, err := s.store.rolesOf(ctx, all)
	if err != nil {
		return nil, fmt.Errorf("roles of staff: %w", err)
	}
	return slices.DeleteFunc(all, func(id ids.ID) bool { return !slices.Contains(union(roles[id]), workRight) }), nil
}

// tellRoleLeft is tellLeft for all whom the change of a role concerns.
func (s *Service) tellRoleLeft(ctx context.Context, held []staffRole, before []ids.ID) error {
	after, err := s.workersAmong(ctx, held)
	if err != nil {
		return err
	}
	for _, id := range before {
		if slices.Contains(after, id) {
			continue
		}
		if err := s.Box.Publish(ctx, event.StaffLeft{StaffID: id}); err != nil {
			return err
		}
	}
	return nil
}

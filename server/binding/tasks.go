package binding

import (
	"context"
	"errors"
	"fmt"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

// TaskMerge hands over what one account began to the one it turned out to be.
const TaskMerge = "binding:merge"

const batch = 200

// MountTasks adds this capability's background work; it may run twice.
func (s *Service) MountTasks(mux *task.Mux) {
	s.Box.Handle(mux, TaskMerge, func(ctx context.Context, m task.Message) error {
		var e event.PersonMerged
		if err := m.Into(&e); err != nil {
			return err
		}
		return s.merge(db.Everywhere(ctx), e.From, e.Into) // an account belongs to no community
	})
}

// Periodics is what happens by the clock.
func (s *Service) Periodics() []task.Periodic {
	return []task.Periodic{
		{Name: "binding:timers", Every: 5 * time.Minute, For: "绑定申请超时提醒与到期处理", Run: s.RunTimers},
		{Name: "binding:invitations", Every: 10 * time.Minute, For: "让过期的家人邀请失效", Run: s.ExpireInvitations},
		{Name: "binding:move_outs", Every: 10 * time.Minute, For: "到期搬出，收回全部权限", Run: s.RunMoveOuts},
		{Name: "binding:evidence", Every: time.Hour, For: "删除到期的证明材料", Run: s.DeleteEvidence},
	}
}

// system is the context of background work, which serves all communities.
func system(ctx context.Context) context.Context { return auth.With(ctx, auth.SystemActor()) }

// RunTimers reminds staff of claims that wait, announces ends of leases and
// ends them. A timer fires once: it is dropped when its binding has moved on.
func (s *Service) RunTimers(ctx context.Context) error {
	ctx = system(ctx)
	due, err := s.store.due(ctx, s.Now(), batch)
	if err != nil {
		return fmt.Errorf("due bindings: %w", err)
	}
	var failed error
	for _, b := range due {
		if err := s.DB.Tx(ctx, func(ctx context.Context) error { return s.fire(ctx, b) }); err != nil {
			failed = errors.Join(failed, fmt.Errorf("timer of binding %d: %w", b.ID, err)) // the others go on
		}
	}
	return failed
}

func (s *Service) fire(ctx context.Context, b binding) error {
	now := s.Now()
	if b.ValidTo != nil && !b.ValidTo.After(now) && (b.State == Active || b.State == Suspended) {
		_, err := s.do(ctx, auth.SystemActor(), binding{}, b, step{act: Expire})
		if errors.Is(err, ErrChanged) {
			return nil // somebody was faster
		}
		return err
	}
	next := nextNotice(b.ValidTo, now)
	if b.State == Pending {
		next = after(now, reviewEvery)
	}
	first, err := s.store.remind(ctx, b, next)
	if err != nil || !first {
		return err
	}
	return s.remind(ctx, b, now)
}

// DeleteEvidence deletes the pictures of claims decided 30 days ago.
func (s *Service) DeleteEvidence(ctx context.Context) error {
	ctx = system(ctx)
	for {
		old, err := s.store.oldEvidence(ctx, s.Now(), batch)
		if err != nil || len(old) == 0 {
			return err
		}
		for _, e := range old {
			if err := s.Files.Delete(ctx, e.FileID); err != nil {
				return fmt.Errorf("delete evidence %d: %w", e.ID, err)
			}
			if err := s.DB.Tx(ctx, func(ctx context.Context) error { return s.store.removeEvidence(ctx, e.ID) }); err != nil {
				return fmt.Errorf("forget evidence %d: %w", e.ID, err)
			}
		}
	}
}

// merge gives the bindings of one account to another. Where both claimed the
// same house, the claim of the account that stays stands.
func (s *Service) merge(ctx context.Context, from, into ids.ID) error {
	theirs, err := s.store.ofPerson(ctx, from)
	if err != nil {
		return fmt.Errorf("bindings of person %d: %w", from, err)
	}
	for _, b := range theirs {
		if b.State != Pending && b.State != NeedMore {
			continue
		}
		_, both, err := s.store.living(ctx, b.HouseID, into)
		if err != nil {
			return err
		}
		st := step{act: Merge, edit: func(b *binding, _ By) { b.PersonID = into }}
		if both {
			st = step{act: Withdraw}
		}
		if _, err := s.do(ctx, auth.SystemActor(), binding{}, b, st); err != nil {
			return fmt.Errorf("merge binding %d: %w", b.ID, err)
		}
	}
	return s.store.give(ctx, from, into)
}

package house

import (
	"context"
	"errors"
	"time"

	"zhijian/server/platform/db"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/task"
)

// Background work of the register.
const (
	TaskCheck = "house:check_import"
	TaskApply = "house:apply_import"
)

// runTask is the payload of both tasks.
type runTask struct {
	RunID       ids.ID `json:"runId"`
	CommunityID ids.ID `json:"communityId"`
}

// MountTasks adds the register's background work. Both tasks commit batch by
// batch and go on where they were, so a repeat is harmless.
func (s *Service) MountTasks(mux *task.Mux) {
	s.Outbox.HandleOutside(mux, TaskCheck, s.onRun(s.check))
	s.Outbox.HandleOutside(mux, TaskApply, s.onRun(s.apply))
}

func (s *Service) onRun(work func(context.Context, ids.ID) error) task.Handler {
	return func(ctx context.Context, m task.Message) error {
		var p runTask
		if err := m.Into(&p); err != nil {
			return err
		}
		ctx = db.Within(ctx, p.CommunityID)
		err := work(ctx, p.RunID)
		switch {
		case errors.Is(err, ErrImportNotFound):
			return nil // discarded meanwhile
		case errors.Is(err, pii.ErrOpen): // the key is gone: no retry will help
			return s.fail(ctx, p.RunID, errUnreadableRun)
		}
		return err
	}
}

var errUnreadableRun = errs.New(500, "house.import_unreadable", "导入的数据无法再读取，请重新上传文件")

// keepRuns is how long the rows of an import can be looked at.
const keepRuns = 30 * 24 * time.Hour

// Periodics is what happens by the clock.
func (s *Service) Periodics() []task.Periodic {
	return []task.Periodic{{Name: "house:forget_imports", Every: 24 * time.Hour, For: "删除过期的导入记录", Run: s.forgetImports}}
}

// forgetImports deletes runs that nobody touched for a month, with what they
// hold of people.
func (s *Service) forgetImports(ctx context.Context) error {
	ctx = db.Everywhere(ctx) // housekeeping of all communities
	for {
		old, err := s.store.oldRuns(ctx, s.Now().Add(-keepRuns))
		if err != nil || len(old) == 0 {
			return err
		}
		for _, run := range old {
			if err := s.discard(ctx, run); err != nil {
				return err
			}
		}
	}
}

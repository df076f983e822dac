package outbox

import (
	"context"
	"fmt"
	"net/http"

	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
)

// ErrNotDead answers a desk that was late: the message was tried again or
// dropped meanwhile, or never existed.
var ErrNotDead = errs.New(http.StatusNotFound, "outbox.not_dead", "这条任务已经处理过了，请刷新列表")

// maxDead bounds one page of the desk.
const maxDead = 100

// Dead are messages that were given up, newest first: of the named tasks (of
// all when there are none), with ids below before (0: from the newest).
func (b *Box) Dead(ctx context.Context, before ids.ID, n int, names ...string) ([]Row, error) {
	q := b.db.Conn(ctx).Where("status = ?", "dead")
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	if len(names) > 0 {
		q = q.Where("name IN ?", names)
	}
	var rows []Row
	err := q.Order("id DESC").Limit(min(max(n, 1), maxDead)).Find(&rows).Error
	return rows, err
}

// DeadCount is how many messages were given up, of the named tasks or of all.
func (b *Box) DeadCount(ctx context.Context, names ...string) (int64, error) {
	q := b.db.Conn(ctx).Model(&Row{}).Where("status = ?", "dead")
	if len(names) > 0 {
		q = q.Where("name IN ?", names)
	}
	var n int64
	err := q.Count(&n).Error
	return n, err
}

// Retry makes a dead message due now with all its attempts before it. Its key
// stays, so that a handler with an effect outside SQL knows the repeat. It
// joins the transaction of ctx. Error: ErrNotDead.
func (b *Box) Retry(ctx context.Context, id ids.ID) error {
	return b.revive(ctx, id, map[string]any{"status": "new", "attempts": 0, "available_at": b.now()})
}

// Drop ends a dead message without its effect; the row is kept for a week like
// a done one, with its last error. It joins the transaction of ctx. Error:
// ErrNotDead.
func (b *Box) Drop(ctx context.Context, id ids.ID) error {
	return b.revive(ctx, id, map[string]any{"status": "done", "done_at": b.now()})
}

func (b *Box) revive(ctx context.Context, id ids.ID, change map[string]any) error {
	return b.db.Tx(ctx, func(ctx context.Context) error {
		res := b.db.Conn(ctx).Model(&Row{}).Where("id = ? AND status = ?", id, "dead").Updates(change)
		if res.Error != nil {
			return fmt.Errorf("dead message %d: %w", id, res.Error)
		}
		if res.RowsAffected == 0 {
			return ErrNotDead
		}
		b.wake(ctx)
		return nil
	})
}

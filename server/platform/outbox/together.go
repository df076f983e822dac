package outbox

import (
	"context"
	"errors"
	"fmt"

	"zhijian/server/platform/task"
)

// ErrNotTogether ends a shared transaction in which one message cannot take
// part, because it is done already or its handler runs alone here. Each of
// them is to be run by itself.
var ErrNotTogether = errors.New("outbox: not all of them can share a transaction")

// HandleTogether is Handle for a quick handler of which many messages may wait
// at once. Several of them then share one transaction, all or none; when it
// fails each runs by itself, so a bad one delays the others and loses nothing.
func (b *Box) HandleTogether(mux *task.Mux, name string, h task.Handler) {
	b.Handle(mux, name, h)
	b.together[name] = h
}

// MayShare reports whether messages of the task may run in one transaction.
func (b *Box) MayShare(name string) bool { return b.together[name] != nil }

// Together runs the messages and acknowledges them in one transaction. Errors:
// ErrNotTogether, and that of the first handler that failed: nothing has
// happened then.
func (b *Box) Together(ctx context.Context, all []task.Message) error {
	keys := make([]string, len(all))
	for i, m := range all {
		if !b.MayShare(m.Name) {
			return ErrNotTogether
		}
		keys[i] = m.Key
	}
	return b.db.Tx(ctx, func(ctx context.Context) error {
		res := b.db.Conn(ctx).Model(&Row{}).Where("task_key IN ? AND status IN ?", keys, []string{"new", "sent"}).
			Updates(map[string]any{"status": "done", "done_at": b.now(), "last_error": ""})
		if res.Error != nil {
			return res.Error
		}
		if res.RowsAffected != int64(len(all)) {
			return ErrNotTogether
		}
		for _, m := range all {
			if err := b.together[m.Name](ctx, m); err != nil {
				return fmt.Errorf("%s: %w", m.Name, err)
			}
		}
		return nil
	})
}

package outbox

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

// Claim takes up to n due rows for this caller. A claimed row that is not done
// within the lease is due again, with a new attempt number, so a lost queue or
// a killed worker delays it and loses nothing. Claims compare and set with a
// token; SKIP LOCKED is silently ignored by TiDB.
func (b *Box) Claim(ctx context.Context, n int) ([]Row, error) {
	now := b.now()
	var found []ids.ID
	err := b.db.Conn(ctx).Model(&Row{}).Where("status IN ? AND available_at <= ?", []string{"new", "sent"}, now).
		Order("available_at, id").Limit(n).Pluck("id", &found).Error
	if err != nil || len(found) == 0 {
		return nil, err
	}
	token := ids.Code(20, ids.URL)
	var won []Row
	err = b.db.Tx(ctx, func(ctx context.Context) error {
		won = nil
		res := b.db.Conn(ctx).Model(&Row{}).
			Where("id IN ? AND status IN ? AND available_at <= ?", found, []string{"new", "sent"}, now).
			Updates(map[string]any{"status": "sent", "claimed_by": token, "attempts": gorm.Expr("attempts + 1"),
				"available_at": gorm.Expr("CASE queue WHEN ? THEN ? ELSE ? END", task.Critical, now.Add(leaseCritical), now.Add(lease))})
		if res.Error != nil || res.RowsAffected == 0 {
			return res.Error
		}
		return b.db.Conn(ctx).Where("id IN ? AND claimed_by = ?", found, token).Order("id").Find(&won).Error
	})
	return won, err
}

// Failed notes a failure of the message and when it is due again, or gives it
// up as dead (for the staff's desk) when retrying is senseless.
func (b *Box) Failed(ctx context.Context, m task.Message, cause error, giveUp bool) error {
	return b.db.Tx(ctx, func(ctx context.Context) error {
		var r Row
		if err := b.db.Conn(ctx).Select("id", "attempts").Where("task_key = ?", m.Key).Take(&r).Error; err != nil {
			return fmt.Errorf("outbox row of %s: %w", m.Name, err)
		}
		change := map[string]any{"status": "new", "available_at": b.now().Add(backoff(r.Attempts)), "last_error": cut(cause.Error(), 500)}
		if giveUp || r.Attempts >= maxAttempts {
			change["status"] = "dead"
		}
		return b.db.Conn(ctx).Model(&Row{}).Where("id = ? AND status IN ?", r.ID, []string{"new", "sent"}).Updates(change).Error
	})
}

// Reopen makes everything handed over due at once. The embedded mode calls it
// at its start, because its queue lived in the process that ended.
func (b *Box) Reopen(ctx context.Context) error {
	return b.db.Tx(ctx, func(ctx context.Context) error {
		return b.db.Conn(ctx).Model(&Row{}).Where("status = ?", "sent").Updates(map[string]any{"status": "new", "available_at": b.now()}).Error
	})
}

// Sweep deletes rows done for more than seven days, a batch at a time.
func (b *Box) Sweep(ctx context.Context) error {
	for {
		var old []ids.ID
		err := b.db.Conn(ctx).Model(&Row{}).Where("status = ? AND done_at < ?", "done", b.now().Add(-7*24*time.Hour)).Limit(1000).Pluck("id", &old).Error
		if err != nil || len(old) == 0 {
			return err
		}
		if err := b.db.Tx(ctx, func(ctx context.Context) error {
			return b.db.Conn(ctx).Where("id IN ?", old).Delete(&Row{}).Error
		}); err != nil {
			return err
		}
	}
}

// Lag is how long the oldest due row has waited; 0 when none is due.
func (b *Box) Lag(ctx context.Context) (time.Duration, error) {
	var r []Row
	err := b.db.Conn(ctx).Select("available_at").Where("status = ? AND available_at <= ?", "new", b.now()).Order("available_at").Limit(1).Find(&r).Error
	if err != nil || len(r) == 0 {
		return 0, err
	}
	return b.now().Sub(r[0].AvailableAt), nil
}

// Owed is what has not come about yet, in messages.
type Owed struct {
	Due, Later, Sent, Dead int64
	Lag                    time.Duration // of the oldest due one
}

// Owed counts the open messages.
func (b *Box) Owed(ctx context.Context) (o Owed, err error) {
	now := b.now()
	for _, c := range []struct {
		n     *int64
		where string
		args  []any
	}{
		{&o.Due, "status = ? AND available_at <= ?", []any{"new", now}},
		{&o.Later, "status = ? AND available_at > ?", []any{"new", now}},
		{&o.Sent, "status = ?", []any{"sent"}},
		{&o.Dead, "status = ?", []any{"dead"}},
	} {
		if err := b.db.Conn(ctx).Model(&Row{}).Where(c.where, c.args...).Count(c.n).Error; err != nil {
			return o, err
		}
	}
	o.Lag, err = b.Lag(ctx)
	return o, err
}

func backoff(attempts int64) time.Duration {
	return min(time.Second<<min(attempts, 12), time.Hour)
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

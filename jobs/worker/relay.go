package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/hibiken/asynq"

	"zhijian/server/platform/outbox"
	"zhijian/server/platform/task"
)

const (
	claimSize = 100
	// senders enqueue at once; each enqueue is a round trip.
	senders = 4
	// deep is how many tasks may wait in Redis. Many more would outlive their
	// lease there and be handed over twice for nothing, and the in-process
	// Redis sorts all its keys at each command.
	deep = 200
	// refill is how often deep queues are looked at again.
	refill = 20 * time.Millisecond
)

// envelope is a message as Asynq carries it.
type envelope struct {
	Key     string          `json:"key"`
	Payload json.RawMessage `json:"payload"`
}

// relay hands over due rows, woken by commits and, as a net, by the clock.
func (w *worker) relay(ctx context.Context) {
	poll := time.NewTicker(w.Poll)
	defer poll.Stop()
	for away := false; ; {
		err := w.drain(ctx, away)
		if err != nil && ctx.Err() == nil && !away {
			w.log.Warn("outbox: handing over", "err", err)
		}
		away = err != nil
		select {
		case <-ctx.Done():
			return
		case <-w.Box.Nudged():
		case <-poll.C:
		}
	}
}

// drain hands over until nothing is due. After a failure it first asks whether Redis is there: each claim counts as an
// attempt of its row.
func (w *worker) drain(ctx context.Context, away bool) error {
	if away {
		if err := w.Redis.Ping(ctx).Err(); err != nil {
			return err
		}
	}
	for ctx.Err() == nil {
		rows, err := w.Box.Claim(ctx, claimSize)
		if err != nil {
			return err
		}
		if err := w.enqueueAll(ctx, rows); err != nil {
			return err
		}
		if len(rows) < claimSize {
			return nil
		}
		w.waitForRoom(ctx)
	}
	return nil
}

func (w *worker) enqueueAll(ctx context.Context, rows []outbox.Row) error {
	if len(rows) == 0 {
		return nil
	}
	next := make(chan outbox.Row, len(rows))
	for _, r := range rows {
		next <- r
	}
	close(next)
	var wg sync.WaitGroup
	errs := make(chan error, len(rows))
	for range min(senders, len(rows)) {
		wg.Go(func() {
			for r := range next {
				if err := w.enqueue(ctx, r); err != nil {
					errs <- err // the row's lease will offer it again
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	return <-errs // nil when there is none
}

func (w *worker) enqueue(ctx context.Context, r outbox.Row) error {
	m := r.Message()
	raw, err := json.Marshal(envelope{m.Key, m.Payload})
	if err != nil {
		return fmt.Errorf("envelope of %s: %w", m.Name, err)
	}
	_, err = w.client.EnqueueContext(ctx, asynq.NewTask(m.Name, raw), asynq.Queue(string(r.Queue)),
		asynq.TaskID(m.Key+":"+strconv.FormatInt(r.Attempts, 10)), asynq.MaxRetry(0), asynq.Timeout(outbox.Limit(r.Queue)))
	if errors.Is(err, asynq.ErrTaskIDConflict) {
		return nil
	}
	return err
}

// waitForRoom returns when the queues are not deep, or cannot be asked.
func (w *worker) waitForRoom(ctx context.Context) {
	again := time.NewTicker(refill)
	defer again.Stop()
	for w.pending() > deep {
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

func (w *worker) pending() int {
	n := 0
	for _, q := range []task.Queue{task.Critical, task.Default, task.Bulk} {
		if info, err := w.queues.GetQueueInfo(string(q)); err == nil {
			n += info.Pending
		}
	}
	return n
}

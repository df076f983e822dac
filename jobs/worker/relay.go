package worker

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/hibiken/asynq"

	"zhijian/server/platform/outbox"
	"zhijian/server/platform/task"
)

const (
	claimSize = 300
	// senders enqueue at once; each enqueue is a round trip.
	senders = 4
	// deep is how many tasks may wait in Redis. Many more would outlive their
	// lease there and be handed over twice for nothing, and the in-process
	// Redis sorts all its keys at each command.
	deep = 200
	// deepParcels is the same while rows travel in parcels.
	deepParcels = 40
	// refill is how often deep queues are looked at again.
	refill = 20 * time.Millisecond
)

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
		all := w.pack(rows)
		if err := w.enqueueAll(ctx, all); err != nil {
			return err
		}
		if len(rows) < claimSize {
			return nil
		}
		room := deep
		if len(all) < len(rows) {
			room = deepParcels
		}
		w.waitForRoom(ctx, room)
	}
	return nil
}

func (w *worker) enqueueAll(ctx context.Context, all []parcel) error {
	next := make(chan parcel, len(all))
	for _, p := range all {
		next <- p
	}
	close(next)
	var wg sync.WaitGroup
	errs := make(chan error, len(all))
	for range min(senders, len(all)) {
		wg.Go(func() {
			for p := range next {
				if err := w.enqueue(ctx, p); err != nil {
					errs <- err // the rows' leases will offer them again
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	return <-errs // nil when there is none
}

func (w *worker) enqueue(ctx context.Context, p parcel) error {
	name, raw, err := p.wrap()
	if err != nil {
		return err
	}
	_, err = w.client.EnqueueContext(ctx, asynq.NewTask(name, raw), asynq.Queue(string(p.queue)),
		asynq.TaskID(p.id()), asynq.MaxRetry(0), asynq.Timeout(outbox.Limit(p.queue)))
	if errors.Is(err, asynq.ErrTaskIDConflict) {
		return nil
	}
	return err
}

// waitForRoom returns when the queues are not deep, or cannot be asked.
func (w *worker) waitForRoom(ctx context.Context, room int) {
	again := time.NewTicker(refill)
	defer again.Stop()
	for w.pending() > room {
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

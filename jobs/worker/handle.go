package worker

import (
	"context"
	"errors"

	"github.com/hibiken/asynq"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/task"
)

// handle runs one message, or a parcel of them, as the system. Asynq always
// hears success: whether and when there is another try is written in SQL.
func (w *worker) handle(ctx context.Context, t *asynq.Task) error {
	all, err := unwrap(t.Type(), t.Payload())
	if err != nil {
		w.log.Error("task: unreadable", "task", t.Type())
		return nil
	}
	ctx = auth.With(ctx, auth.SystemActor())
	if len(all) > 1 {
		err := guarded(ctx, func(ctx context.Context) error { return w.Box.Together(ctx, all) })
		if err == nil {
			return nil
		}
		w.log.Debug("parcel: each by itself", "messages", len(all), "err", pii.Redact(err.Error()))
	}
	for _, m := range all {
		if ctx.Err() != nil {
			return nil // out of time: the leases bring the rest back, each alone
		}
		w.one(ctx, m)
	}
	return nil
}

// one runs a message by itself and notes its failure.
func (w *worker) one(ctx context.Context, msg task.Message) {
	err := w.run(ctx, msg)
	if err == nil {
		return
	}
	// pii.Redact: the text is kept in SQL and in the log.
	cause := errors.New(pii.Redact(err.Error()))
	giveUp := errors.Is(err, task.ErrSkipRetry)
	w.log.Warn("task failed", "task", msg.Name, "given_up", giveUp, "err", cause)
	if err := w.Box.Failed(context.WithoutCancel(ctx), msg, cause, giveUp); err != nil {
		w.log.Error("task: failure not noted, its lease brings it back", "task", msg.Name, "err", err)
	}
}

// run turns a panic of a handler into an error.
func (w *worker) run(ctx context.Context, msg task.Message) error {
	mux := w.Mux
	if isTick(msg.Name) {
		mux = w.own
	}
	return guarded(ctx, func(ctx context.Context) error { return mux.Run(ctx, msg) })
}

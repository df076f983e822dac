package worker

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/hibiken/asynq"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/task"
)

// handle runs one message as the system. Asynq always hears success: whether
// and when there is another try is written in SQL.
func (w *worker) handle(ctx context.Context, t *asynq.Task) error {
	var e envelope
	if err := json.Unmarshal(t.Payload(), &e); err != nil {
		w.log.Error("task: unreadable", "task", t.Type())
		return nil
	}
	msg := task.Message{Name: t.Type(), Key: e.Key, Payload: e.Payload}
	err := w.run(auth.With(ctx, auth.SystemActor()), msg)
	if err == nil {
		return nil
	}
	// pii.Redact: the text is kept in SQL and in the log.
	cause := errors.New(pii.Redact(err.Error()))
	giveUp := errors.Is(err, task.ErrSkipRetry)
	w.log.Warn("task failed", "task", msg.Name, "given_up", giveUp, "err", cause)
	if err := w.Box.Failed(context.WithoutCancel(ctx), msg, cause, giveUp); err != nil {
		w.log.Error("task: failure not noted, its lease brings it back", "task", msg.Name, "err", err)
	}
	return nil
}

func (w *worker) run(ctx context.Context, msg task.Message) error {
	mux := w.Mux
	if isTick(msg.Name) {
		mux = w.own
	}
	return guarded(ctx, func(ctx context.Context) error { return mux.Run(ctx, msg) })
}

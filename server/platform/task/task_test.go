package task_test

import (
	"context"
	"errors"
	"testing"

	"zhijian/server/platform/task"
)

func TestUnknownAndUnreadableMessagesAreNotRetried(t *testing.T) {
	t.Parallel()
	m := task.NewMux()
	m.Handle("a:b", func(_ context.Context, msg task.Message) error {
		var v struct{ N int }
		return msg.Into(&v)
	})
	for _, msg := range []task.Message{{Name: "no:such"}, {Name: "a:b", Payload: []byte(`{"N":"x"}`)}} {
		if err := m.Run(t.Context(), msg); !errors.Is(err, task.ErrSkipRetry) {
			t.Errorf("%s: %v", msg.Name, err)
		}
	}
	if err := m.Run(t.Context(), task.Message{Name: "a:b", Payload: []byte(`{"N":1}`)}); err != nil {
		t.Error(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a second handler was accepted")
		}
	}()
	m.Handle("a:b", nil)
}

package sms_test

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/sms"
)

func start(t *testing.T) *sms.Sandbox {
	t.Helper()
	s, err := sms.NewSandbox("embedded", clock.NewFake(time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)).Now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestNeverInProduction(t *testing.T) {
	t.Parallel()
	if s, err := sms.NewSandbox("production", clock.System); err == nil || s != nil {
		t.Fatal("the sandbox started in production")
	}
}

func TestTheLastMessageToAPhone(t *testing.T) {
	t.Parallel()
	s := start(t)
	params := map[string]string{"code": "111111"}
	for _, phone := range []string{"13812345678", "13912345678"} {
		if err := s.Send(t.Context(), phone, "login", params); err != nil {
			t.Fatal(err)
		}
	}
	params["code"] = "222222"
	if err := s.Send(t.Context(), "13812345678", "login", params); err != nil {
		t.Fatal(err)
	}
	if m, ok := s.Last("13812345678"); !ok || m.Params["code"] != "222222" || m.Template != "login" || m.At.IsZero() {
		t.Errorf("%+v", m)
	}
	if m, ok := s.Last("13912345678"); !ok || m.Params["code"] != "111111" {
		t.Errorf("a later change of the caller's map reached the message: %+v", m)
	}
	if _, ok := s.Last("13712345678"); ok {
		t.Error("a message to nobody")
	}
}

func TestWhatIsNotSent(t *testing.T) {
	t.Parallel()
	s := start(t)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range map[string]error{
		"no phone": s.Send(t.Context(), "", "login", nil), "no template": s.Send(t.Context(), "13812345678", "", nil), "request ended": s.Send(gone, "13812345678", "login", nil),
	} {
		if err == nil {
			t.Errorf("%s was sent", name)
		}
	}
	if len(s.Sent()) != 0 {
		t.Error("something was sent")
	}
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	s := start(t)
	var wg sync.WaitGroup
	for i := range 300 {
		wg.Go(func() {
			if err := s.Send(t.Context(), strconv.Itoa(13800000000+i), "login", nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(s.Sent()); n != 200 {
		t.Errorf("%d kept", n)
	}
}

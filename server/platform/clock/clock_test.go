package clock_test

import (
	"testing"
	"time"

	"zhijian/server/platform/clock"
)

func TestBusinessDatesAreThoseOfShanghai(t *testing.T) {
	t.Parallel()
	// A pilot judged a visitor code "not today" between 0 and 8 h local time.
	early := time.Date(2026, 3, 1, 16, 30, 0, 0, time.UTC) // 00:30 on 2 March in Shanghai
	if d := clock.Date(early); d != "2026-03-02" {
		t.Fatalf("date %s", d)
	}
	if s := clock.StartOfDay(early); !s.Equal(time.Date(2026, 3, 1, 16, 0, 0, 0, time.UTC)) {
		t.Fatalf("start %s", s)
	}
	if now := clock.System(); now.Location() != time.UTC || now.Nanosecond()%1e6 != 0 {
		t.Fatalf("system time %s is not UTC milliseconds", now)
	}
}

package main

import (
	"testing"

	"zhijian/server/platform/clock"
)

func TestTomorrowIsTheNextMorning(t *testing.T) {
	t.Parallel()
	var m moving
	today := clock.StartOfDay(m.now())
	for day := 1; day <= 2; day++ {
		m.tomorrow()
		now := m.now().In(clock.Shanghai())
		if want := today.AddDate(0, 0, day); now.Hour() != 11 || clock.Date(now) != clock.Date(want) {
			t.Errorf("after %d: %s", day, now)
		}
	}
}

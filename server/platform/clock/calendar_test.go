package clock_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"zhijian/server/platform/clock"
)

const hour = time.Hour

// office is open on workdays 8:30–18:00 and on Saturday 9:00–12:00, with a
// holiday and a make-up Sunday.
func office() clock.Calendar {
	c := clock.Calendar{Days: map[string]clock.Hours{
		"2026-10-01": {}, "2026-10-02": {},
		"2026-10-11": {From: 8*hour + 30*time.Minute, To: 18 * hour}, // a Sunday that is worked
	}}
	for d := time.Monday; d <= time.Friday; d++ {
		c.Week[d] = clock.Hours{From: 8*hour + 30*time.Minute, To: 18 * hour}
	}
	c.Week[time.Saturday] = clock.Hours{From: 9 * hour, To: 12 * hour}
	return c
}

func at(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, clock.Shanghai())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestCalendar(t *testing.T) {
	t.Parallel()
	daily := clock.Daily(8*hour+30*time.Minute, 18*hour)
	for _, c := range []struct {
		name     string
		calendar clock.Calendar
		from     string
		d        time.Duration
		want     string
	}{
		{"within a day", daily, "2026-03-02 09:00", 2 * hour, "2026-03-02 11:00"},
		{"nothing is at once", daily, "2026-03-02 03:00", 0, "2026-03-02 03:00"},
		{"less than nothing is at once", daily, "2026-03-02 09:00", -hour, "2026-03-02 09:00"},
		{"up to the close", daily, "2026-03-02 17:00", hour, "2026-03-02 18:00"},
		{"overnight", daily, "2026-03-02 17:30", hour, "2026-03-03 09:00"},
		{"before the opening", daily, "2026-03-02 05:00", hour, "2026-03-02 09:30"},
		{"after the close", daily, "2026-03-02 22:00", hour, "2026-03-03 09:30"},
		{"end of a month", daily, "2026-04-30 17:00", 2 * hour, "2026-05-01 09:30"},
		{"end of a year", daily, "2026-12-31 17:30", hour, "2027-01-01 09:00"},
		{"leap day", daily, "2028-02-28 17:30", hour, "2028-02-29 09:00"},
		{"no leap day", daily, "2026-02-28 17:30", hour, "2026-03-01 09:00"},
		{"leap day counts whole", daily, "2028-02-28 18:00", 9*hour + 30*time.Minute + hour, "2028-03-01 09:30"},
		{"half a Saturday", office(), "2026-03-07 11:00", 2 * hour, "2026-03-09 09:30"},
		{"over a holiday", office(), "2026-09-30 17:30", hour, "2026-10-03 09:30"},
		{"a make-up Sunday", office(), "2026-10-10 11:30", hour, "2026-10-11 09:00"},
		{"around the clock", clock.Always(), "2026-03-02 23:30", 25 * hour, "2026-03-04 00:30"},
		{"closed for good: around the clock", clock.Calendar{}, "2026-03-02 10:00", hour, "2026-03-02 11:00"},
		{"upside down is closed", clock.Daily(18*hour, 8*hour), "2026-03-02 10:00", hour, "2026-03-02 11:00"},
		{"past midnight is cut", clock.Daily(22*hour, 30*hour), "2026-03-02 23:00", 2 * hour, "2026-03-03 23:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := c.calendar.Add(at(t, c.from), c.d); !got.Equal(at(t, c.want)) {
				t.Fatalf("%s + %s = %s, want %s", c.from, c.d, got.In(clock.Shanghai()), c.want)
			}
		})
	}
}

func TestWorkingTimeBetween(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		from, to string
		want     time.Duration
	}{
		{"same instant", "2026-03-02 10:00", "2026-03-02 10:00", 0},
		{"night", "2026-03-02 18:00", "2026-03-03 08:30", 0},
		{"backwards", "2026-03-02 11:00", "2026-03-02 10:00", -hour},
		{"a week", "2026-03-02 00:00", "2026-03-09 00:00", 5*(9*hour+30*time.Minute) + 3*hour},
		{"holidays", "2026-10-01 00:00", "2026-10-03 00:00", 0},
		{"leap February", "2028-02-29 00:00", "2028-03-01 00:00", 9*hour + 30*time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := office().Between(at(t, c.from), at(t, c.to)); got != c.want {
				t.Fatalf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"2026-03-02 08:29": false, "2026-03-02 08:30": true, "2026-03-02 17:59": true, "2026-03-02 18:00": false,
		"2026-10-01 10:00": false, "2026-10-11 10:00": true, "2026-10-18 10:00": false,
	} {
		if got := office().Open(at(t, s)); got != want {
			t.Errorf("%s: open %v", s, got)
		}
	}
}

// calendars draws calendars with at least one open weekday.
func calendars() *rapid.Generator[clock.Calendar] {
	hours := rapid.Custom(func(t *rapid.T) clock.Hours {
		from := rapid.IntRange(0, 24*60).Draw(t, "from")
		return clock.Hours{From: time.Duration(from) * time.Minute, To: time.Duration(rapid.IntRange(from, 24*60).Draw(t, "to")) * time.Minute}
	})
	return rapid.Custom(func(t *rapid.T) clock.Calendar {
		c := clock.Calendar{Days: map[string]clock.Hours{}}
		for i := range c.Week {
			if rapid.Bool().Draw(t, "works") {
				c.Week[i] = hours.Draw(t, "hours")
			}
		}
		c.Week[rapid.IntRange(0, 6).Draw(t, "sure")] = clock.Hours{From: 9 * hour, To: 17 * hour}
		for range rapid.IntRange(0, 40).Draw(t, "exceptions") {
			d := time.Date(2028, 1, rapid.IntRange(1, 366).Draw(t, "day"), 12, 0, 0, 0, time.UTC)
			c.Days[clock.Date(d)] = rapid.OneOf(hours, rapid.Just(clock.Hours{})).Draw(t, "exception")
		}
		return c
	})
}

func instants() *rapid.Generator[time.Time] {
	return rapid.Map(rapid.Int64Range(0, 500*24*3600*1000), func(ms int64) time.Time {
		return time.Date(2027, 11, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(ms) * time.Millisecond)
	})
}

func TestAddAndBetweenAreInverse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, from := calendars().Draw(t, "calendar"), instants().Draw(t, "from")
		d := time.Duration(rapid.Int64Range(0, 400*3600*1000).Draw(t, "ms")) * time.Millisecond
		to := c.Add(from, d)
		if to.Before(from) || c.Between(from, to) != d {
			t.Fatalf("%s + %s = %s, %s between", from, d, to, c.Between(from, to))
		}
		if d > 0 && c.Between(from, to.Add(-time.Millisecond)) != d-time.Millisecond {
			t.Fatalf("%s is not the earliest", to)
		}
	})
}

func TestAddIsMonotoneAndGoesInSteps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, from := calendars().Draw(t, "calendar"), instants().Draw(t, "from")
		step := rapid.Int64Range(1, 100*3600*1000)
		a, b := time.Duration(step.Draw(t, "a"))*time.Millisecond, time.Duration(step.Draw(t, "b"))*time.Millisecond
		if one, two := c.Add(from, a+b), c.Add(c.Add(from, a), b); !one.Equal(two) {
			t.Fatalf("at once %s, in steps %s", one, two)
		}
		if !c.Add(from, a).Before(c.Add(from, a+b)) {
			t.Fatal("more work does not end later")
		}
	})
}

func TestBetweenAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := calendars().Draw(t, "calendar")
		x, y, z := instants().Draw(t, "x"), instants().Draw(t, "y"), instants().Draw(t, "z")
		if c.Between(x, y)+c.Between(y, z) != c.Between(x, z) {
			t.Fatal("a way round has another length")
		}
		if w := c.Between(x, y); w.Abs() > y.Sub(x).Abs() {
			t.Fatalf("%s of work in %s", w, y.Sub(x))
		}
	})
}

func TestAlwaysIsTheClock(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from, to := instants().Draw(t, "from"), instants().Draw(t, "to")
		if clock.Always().Between(from, to) != to.Sub(from) {
			t.Fatal("between")
		}
		if d := to.Sub(from); d >= 0 && !clock.Always().Add(from, d).Equal(to) {
			t.Fatal("add")
		}
	})
}

// A long closure must neither hang nor lose the timer.
func TestClosedWeeksAreBounded(t *testing.T) {
	t.Parallel()
	c := clock.Daily(9*hour, 17*hour)
	c.Days = map[string]clock.Hours{}
	first := at(t, "2026-03-03 12:00")
	for i := range 400 {
		c.Days[clock.Date(first.AddDate(0, 0, i))] = clock.Hours{}
	}
	if got, want := c.Add(at(t, "2026-03-02 16:00"), 3*hour), at(t, "2026-03-02 19:00"); !got.Equal(want) {
		t.Fatalf("closed for 400 days: %s, want %s", got, want)
	}
	for i := 360; i < 400; i++ {
		delete(c.Days, clock.Date(first.AddDate(0, 0, i)))
	}
	if got, want := c.Add(at(t, "2026-03-02 16:00"), 3*hour), at(t, "2027-02-26 11:00"); !got.Equal(want) {
		t.Fatalf("closed for 360 days: %s, want %s", got.In(clock.Shanghai()), want)
	}
	if got := (clock.Calendar{}).Between(first, first.AddDate(1, 0, 0)); got != 0 {
		t.Fatalf("%s of work in a closed year", got)
	}
}

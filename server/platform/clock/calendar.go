package clock

import "time"

// day is one calendar day: Shanghai keeps no summer time.
const day = 24 * time.Hour

// closedFor is how many closed days on end Add looks through before it stops
// believing in the calendar.
const closedFor = 366

// Hours are the open hours of a day, since midnight in Shanghai; To is not
// open any more. Equal, or To before From, is a closed day. Hours past
// midnight belong to the next day.
type Hours struct{ From, To time.Duration }

// Calendar says when a community works: by weekday (time.Sunday is 0), and by
// date (2006-01-02) for holidays and make-up workdays. The zero value is
// closed always.
type Calendar struct {
	Week [7]Hours
	Days map[string]Hours
}

// Always is open around the clock.
func Always() Calendar {
	var c Calendar
	for i := range c.Week {
		c.Week[i] = Hours{0, day}
	}
	return c
}

// Daily is open at the same hours on all days.
func Daily(from, to time.Duration) Calendar {
	var c Calendar
	for i := range c.Week {
		c.Week[i] = Hours{from, to}
	}
	return c
}

// on is the opening and the close of the day that began at start, cut to the day.
func (c Calendar) on(start time.Time) (from, to time.Time) {
	local := start.In(Shanghai())
	h := c.Week[local.Weekday()]
	if len(c.Days) > 0 {
		if exception, ok := c.Days[local.Format(time.DateOnly)]; ok {
			h = exception
		}
	}
	open, end := max(h.From, 0), min(h.To, day)
	return start.Add(open), start.Add(max(open, end))
}

// On is the opening and the close of the business date of at; equal when closed.
func (c Calendar) On(at time.Time) (from, to time.Time) { return c.on(StartOfDay(at)) }

// Add is the earliest instant at which d of working time has passed since
// from: 17:30 plus one hour is tomorrow's 9:00 when work is from 8:30 to 18:00.
// A d of nothing or less is from. A calendar that is closed for more than a
// year counts the rest around the clock, so that no timer is lost.
func (c Calendar) Add(from time.Time, d time.Duration) time.Time {
	at, closed := from.UTC(), 0
	for start := StartOfDay(at); d > 0 && closed <= closedFor; start = start.Add(day) {
		open, end := c.on(start)
		if open.Before(at) {
			open = at
		}
		if !open.Before(end) {
			closed++
			continue
		}
		if n := end.Sub(open); d > n {
			at, d, closed = end, d-n, 0
			continue
		}
		return open.Add(d)
	}
	if d > 0 {
		return at.Add(d)
	}
	return at
}

// Between is the working time from one instant to another, negative when to
// is earlier.
func (c Calendar) Between(from, to time.Time) time.Duration {
	if to.Before(from) {
		return -c.Between(to, from)
	}
	var sum time.Duration
	for start := StartOfDay(from); start.Before(to); start = start.Add(day) {
		open, end := c.on(start)
		if open.Before(from) {
			open = from
		}
		if end.After(to) {
			end = to
		}
		sum += max(end.Sub(open), 0)
	}
	return sum
}

// Open tells whether at is within working hours.
func (c Calendar) Open(at time.Time) bool {
	open, end := c.On(at)
	return !at.Before(open) && at.Before(end)
}

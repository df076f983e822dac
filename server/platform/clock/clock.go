package clock

import (
	"sync"
	"time"
	_ "time/tzdata" // the zone must be there on a bare machine too
)

// Clock answers the present, in UTC and whole milliseconds.
type Clock func() time.Time

// System reads the machine's clock.
func System() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// Shanghai is the zone of business dates. China keeps no summer time.
func Shanghai() *time.Location { return shanghai() }

// shanghai reads the zone once: LoadLocation opens files at each call.
var shanghai = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		return time.FixedZone("CST", 8*60*60)
	}
	return loc
})

// Date is the business date of t, as 2006-01-02.
func Date(t time.Time) string { return t.In(Shanghai()).Format(time.DateOnly) }

// StartOfDay is the instant at which the business date of t began.
func StartOfDay(t time.Time) time.Time {
	l := t.In(Shanghai())
	return time.Date(l.Year(), l.Month(), l.Day(), 0, 0, 0, 0, l.Location()).UTC()
}

// Fake is a clock that tests move by hand. It is safe for concurrent use.
type Fake struct {
	mu sync.Mutex
	t  time.Time
}

// NewFake starts a fake clock at t.
func NewFake(t time.Time) *Fake { return &Fake{t: t.UTC().Truncate(time.Millisecond)} }

// Now is the Clock.
func (f *Fake) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.t
}

// Advance moves the clock; a negative d moves it back.
func (f *Fake) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.t = f.t.Add(d)
}

package repair

import (
	"context"
	"fmt"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

// The promises of an order.
const (
	clockResponse = "response"
	clockOnSite   = "on_site"
	clockResolve  = "resolve"
)

// The states of a promise.
const (
	running = "running"
	paused  = "paused"
	met     = "met"
	missed  = "missed"
	void    = "void" // nobody waits for it any more
)

// levels are when somebody is told, in percent of the time promised: the
// worker, the dispatchers, then the ladder of supervisor, manager, community.
var levels = []int{50, 80, 100, 150, 200}

// slaClock is one promise with its time. Version rises when its timer changes,
// so that a timer set before is ignored.
type slaClock struct {
	OrderID     ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Kind        string `gorm:"primaryKey"`
	Round       int    `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	State       string
	Version     int64
	AlwaysOn    bool // counts nights and holidays too
	TargetSecs  int64
	StartedAt   time.Time
	DueAt       time.Time
	LeftSecs    int64 // while paused
	PausedAt    *time.Time
	Level       int
	BreachedAt  *time.Time
	EndedAt     *time.Time
}

// TableName is for gorm.
func (slaClock) TableName() string { return "repair_clocks" }

// hours are those that count for a promise.
func (c slaClock) hours(cal clock.Calendar) clock.Calendar {
	if c.AlwaysOn {
		return clock.Always()
	}
	return cal
}

// next is the level that comes after the present one, and when.
func (c slaClock) next(cal clock.Calendar, now time.Time) (level int, at time.Time, ok bool) {
	for _, l := range levels {
		if l <= c.Level {
			continue
		}
		target := time.Duration(c.TargetSecs) * time.Second
		if l >= 100 {
			return l, c.hours(cal).Add(c.DueAt, target*time.Duration(l-100)/100), true
		}
		// From now on, because a pause has moved the due time.
		left := c.hours(cal).Between(now, c.DueAt)
		return l, c.hours(cal).Add(now, left-target*time.Duration(100-l)/100), true
	}
	return 0, time.Time{}, false
}

// pause stops the time.
func (c *slaClock) pause(cal clock.Calendar, now time.Time) {
	c.LeftSecs = int64(c.hours(cal).Between(now, c.DueAt) / time.Second)
	c.State, c.PausedAt, c.Version = paused, &now, c.Version+1
}

// resume lets it run again with what was left.
func (c *slaClock) resume(cal clock.Calendar, now time.Time) {
	if c.LeftSecs > 0 {
		c.DueAt = c.hours(cal).Add(now, time.Duration(c.LeftSecs)*time.Second)
	}
	c.State, c.PausedAt, c.Version = running, nil, c.Version+1
}

// end closes the promise: kept or not, or void.
func (c *slaClock) end(now time.Time, as string) {
	if as == met && now.After(c.DueAt) && c.State == running {
		as = missed
		if c.BreachedAt == nil {
			due := c.DueAt
			c.BreachedAt = &due
		}
	}
	c.State, c.EndedAt, c.PausedAt, c.Version = as, &now, nil, c.Version+1
}

func (c slaClock) live() bool { return c.State == running || c.State == paused }

// clocksOf are the promises of a new order, or of a new round of an old one.
func clocksOf(o Order, t RepairSettings, cal clock.Calendar, now time.Time) []slaClock {
	make1 := func(kind string, minutes int, alwaysOn bool) slaClock {
		c := slaClock{OrderID: o.ID, Kind: kind, Round: o.Reworks, CommunityID: o.CommunityID, State: running, Version: 1, AlwaysOn: alwaysOn,
			TargetSecs: int64(minutes) * 60, StartedAt: now}
		c.DueAt = c.hours(cal).Add(now, time.Duration(minutes)*time.Minute)
		return c
	}
	out := []slaClock{
		make1(clockResponse, t.ResponseMinutes, o.Emergency),
		make1(clockOnSite, t.OnSiteMinutes, true),
		make1(clockResolve, t.ResolveMinutes, true),
	}
	if o.SlotEnd != nil {
		out[1].promise(*o.SlotEnd, now)
		if o.SlotEnd.After(out[2].DueAt) { // a slot next week cannot be done in 72 hours
			out[2].promise(o.SlotEnd.Add(24*time.Hour), now)
		}
	}
	return out
}

// promise sets the time that was agreed on.
func (c *slaClock) promise(due, now time.Time) {
	c.DueAt, c.TargetSecs = due, max(60, int64(due.Sub(now)/time.Second))
}

// lightOf sums the promises up: the worst light and the nearest due time.
func lightOf(clocks []slaClock) (Light, *time.Time) {
	light, due := LightNone, (*time.Time)(nil)
	for _, c := range clocks {
		if !c.live() {
			continue
		}
		if light == LightNone {
			light = LightGreen
		}
		switch {
		case c.Level >= 100:
			light = LightRed
		case c.Level >= 80 && light != LightRed:
			light = LightYellow
		}
		if c.State == running && (due == nil || c.DueAt.Before(*due)) {
			at := c.DueAt
			due = &at
		}
	}
	return light, due
}

// clockMoves says what a step does to the promises, by kind; "" is all.
func clockMoves(act Act, was, now Order) map[string]string {
	out := map[string]string{}
	switch {
	case act == Reopen || act == Unmerge || (act == Visit && now.State == Reopened):
		return map[string]string{"": "anew"}
	case now.State == Cancelled || now.State == Rejected || now.State == Merged:
		return map[string]string{"": void}
	case act == Finish:
		return map[string]string{clockResponse: met, clockOnSite: met, clockResolve: met}
	case act == Accept || act == Grab:
		out[clockResponse] = met
	case act == Arrive:
		out[clockResponse], out[clockOnSite] = met, met
	case act == Reschedule || act == Assign && moved(was.SlotEnd, now.SlotEnd):
		out[clockOnSite] = "promise"
	}
	switch {
	case act == Hold && now.HoldReason == holdOwner:
		out[""] = paused
	case was.State == OnHold && now.State != OnHold && was.HoldReason == holdOwner:
		out[""] = running
	}
	return out
}

func moved(was, now *time.Time) bool { return now != nil && (was == nil || !was.Equal(*now)) }

// tickWork is the change of an order's promises that a step brings.
type tickWork struct {
	fresh   []slaClock // to be written
	changed []slaClock
	cal     clock.Calendar
}

// tick works out what the step does to the promises and sets the order's light.
func (s *Service) tick(ctx context.Context, act Act, was Order, now *Order, at time.Time) (tickWork, error) {
	moves := clockMoves(act, was, *now)
	if len(moves) == 0 {
		return tickWork{}, nil
	}
	cal, err := s.calendar(ctx, now.CommunityID)
	if err != nil {
		return tickWork{}, err
	}
	w := tickWork{cal: cal}
	clocks, err := s.store.clocks(ctx, now.ID)
	if err != nil {
		return w, fmt.Errorf("clocks of repair %d: %w", now.ID, err)
	}
	if moves[""] == "anew" {
		t, err := s.treatOrder(ctx, *now)
		if err != nil {
			return w, err
		}
		if w.fresh = clocksOf(*now, t, cal, at); act == Unmerge { // the round is the old one: its void clocks run again
			w.changed, w.fresh = anew(clocks, w.fresh, now.Reworks), nil
		}
		now.Light, now.DueAt = lightOf(append(w.fresh, w.changed...))
		return w, nil
	}
	for i := range clocks {
		c := &clocks[i]
		what := moves[c.Kind]
		if what == "" {
			what = moves[""]
		}
		if c.Round == now.Reworks && c.apply(what, cal, at, *now) {
			w.changed = append(w.changed, *c)
		}
	}
	now.Light, now.DueAt = lightOf(clocks)
	return w, nil
}

// anew gives clocks that ended void new times.
func anew(old, fresh []slaClock, round int) (out []slaClock) {
	for _, f := range fresh {
		for _, c := range old {
			if c.Kind == f.Kind && c.Round == round && c.State == void {
				f.Version = c.Version + 1
				out = append(out, f)
			}
		}
	}
	return out
}

// apply reports whether it changed the clock.
func (c *slaClock) apply(what string, cal clock.Calendar, at time.Time, o Order) bool {
	switch {
	case !c.live():
		return false
	case what == met || what == void:
		c.end(at, what)
	case what == paused && c.State == running:
		c.pause(cal, at)
	case what == running && c.State == paused:
		c.resume(cal, at)
	case what == "promise" && o.SlotEnd != nil:
		c.promise(*o.SlotEnd, at)
		c.Level, c.Version = 0, c.Version+1
	default:
		return false
	}
	return true
}

// keep writes the promises and sets the timers of those that run.
func (s *Service) keep(ctx context.Context, w tickWork, now time.Time) error {
	if len(w.fresh) > 0 {
		if err := s.store.addClocks(ctx, w.fresh); err != nil {
			return fmt.Errorf("add clocks: %w", err)
		}
	}
	for _, c := range w.changed {
		if err := s.store.changeClock(ctx, c); err != nil {
			return fmt.Errorf("change clock: %w", err)
		}
	}
	for _, c := range append(w.fresh, w.changed...) {
		if err := s.wind(ctx, c, w.cal, now); err != nil {
			return err
		}
	}
	return nil
}

// clockDue is the timer of a promise.
type clockDue struct {
	OrderID ids.ID `json:"orderId"`
	Kind    string `json:"kind"`
	Round   int    `json:"round"`
	Version int64  `json:"version"`
	Level   int    `json:"level"`
}

// wind sets the timer of a running promise.
func (s *Service) wind(ctx context.Context, c slaClock, cal clock.Calendar, now time.Time) error {
	level, at, ok := c.next(cal, now)
	if c.State != running || !ok {
		return nil
	}
	return s.Box.Enqueue(ctx, TaskClock, task.Default, clockDue{c.OrderID, c.Kind, c.Round, c.Version, level}, at)
}

// rang is what a promise's timer does: once for each level, never for a
// promise whose time has changed meanwhile.
func (s *Service) rang(ctx context.Context, d clockDue) error {
	c, err := s.store.clock(ctx, d.OrderID, d.Kind, d.Round)
	if err != nil || c.State != running || c.Version != d.Version || c.Level >= d.Level {
		return err
	}
	now := s.Now()
	ok, err := s.store.level(ctx, c, d.Level, now)
	if err != nil || !ok {
		return err
	}
	if c.Level = d.Level; d.Level == 100 {
		c.BreachedAt = &now
	}
	if err := s.alight(ctx, d.OrderID, c); err != nil {
		return err
	}
	cal, err := s.calendar(ctx, c.CommunityID)
	if err != nil {
		return err
	}
	return s.wind(ctx, c, cal, now)
}

// alight shows the order's new light and tells whom the level concerns.
func (s *Service) alight(ctx context.Context, order ids.ID, c slaClock) error {
	o, err := s.store.get(ctx, order)
	if err != nil {
		return err
	}
	if c.Level >= 80 && o.Light != LightRed {
		o.Light = LightYellow
		if c.Level >= 100 {
			o.Light = LightRed
		}
		if err := s.store.light(ctx, o.ID, o.Light); err != nil {
			return fmt.Errorf("light of repair %d: %w", o.ID, err)
		}
	}
	return s.warn(ctx, o, c)
}

// calendar is when the community works; around the clock where no roster says.
func (s *Service) calendar(ctx context.Context, community ids.ID) (clock.Calendar, error) {
	k, err := s.kept(ctx, community)
	return k.cal, err
}

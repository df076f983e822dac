package roster

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
)

// RosterWorker is a worker of a community.
type RosterWorker struct {
	ID      ids.ID   `json:"id"`
	Name    string   `json:"name"`
	Skills  []string `json:"skills" nullable:"false"`
	OpenCap int      `json:"openCap" doc:"how many open orders at once"`
	Version int64    `json:"version" doc:"0: nothing was set yet"`
	Left    bool     `json:"left" doc:"has shifts here and is a worker no more"`
}

func (w worker) view(name string) RosterWorker {
	return RosterWorker{ID: w.WorkerID, Name: name, Skills: w.Skills, OpenCap: w.OpenCap, Version: w.Version}
}

// RosterShift is a shift as people see it.
type RosterShift struct {
	ID        ids.ID    `json:"id"`
	WorkerID  ids.ID    `json:"workerId"`
	Kind      Kind      `json:"kind" enum:"duty,on_call,leave"`
	KindLabel string    `json:"kindLabel"`
	Start     time.Time `json:"start"`
	End       time.Time `json:"end"`
	Version   int64     `json:"version"`
}

func (s Shift) view() RosterShift {
	return RosterShift{s.ID, s.WorkerID, s.Kind, s.Kind.Label(), s.StartAt, s.EndAt, s.Version}
}

// WorkingHours is a community's working calendar.
type WorkingHours struct {
	Week    []DayHours   `json:"week" nullable:"false" doc:"Monday first"`
	Days    []SpecialDay `json:"days" nullable:"false" doc:"holidays and make-up workdays"`
	Version int64        `json:"version" doc:"0: the usual hours, nothing was set yet"`
}

func (r hoursRow) view() WorkingHours {
	if r.Days == nil {
		r.Days = []SpecialDay{}
	}
	return WorkingHours{r.Week, r.Days, r.Version}
}

// RosterDay is one day of the roster.
type RosterDay struct {
	Date     string     `json:"date"`
	Name     string     `json:"name" doc:"of a holiday"`
	Open     bool       `json:"open"`
	TimeSpan TimeSpan   `json:"hours"`
	Holes    []TimeSpan `json:"holes" nullable:"false" doc:"working hours without a duty shift; empty for days gone by"`
}

// Roster is a piece of a community's roster.
type Roster struct {
	Days    []RosterDay    `json:"days" nullable:"false"`
	Workers []RosterWorker `json:"workers" nullable:"false"`
	Shifts  []RosterShift  `json:"shifts" nullable:"false"`
	Skills  []Skill        `json:"skills" nullable:"false"`
}

// View is the roster of some days, from a date on; empty is this week.
// Errors: auth.ErrDenied, ErrInput.
func (s *Service) View(ctx context.Context, who auth.Actor, community ids.ID, from string, days int) (Roster, error) {
	if !who.In(community) {
		return Roster{}, auth.ErrDenied
	}
	first := monday(s.Now())
	if from != "" {
		var err error
		if first, err = s.day("from", from); err != nil {
			return Roster{}, err
		}
	}
	shifts, err := s.store.in(ctx, community, first, first.AddDate(0, 0, days))
	if err != nil {
		return Roster{}, fmt.Errorf("roster of %d: %w", community, err)
	}
	h, err := s.store.hours(ctx, community)
	if err != nil {
		return Roster{}, fmt.Errorf("hours of %d: %w", community, err)
	}
	out := Roster{Skills: Skills(), Shifts: make([]RosterShift, len(shifts)), Days: s.days(h, first, days, shifts)}
	for i, sh := range shifts {
		out.Shifts[i] = sh.view()
	}
	out.Workers, err = s.workersWith(ctx, community, shifts)
	return out, err
}

// days are the days of a roster with their hours and, from today on, their holes.
func (s *Service) days(h hoursRow, first time.Time, n int, shifts []Shift) []RosterDay {
	out, c, today := make([]RosterDay, n), h.calendar(), clock.StartOfDay(s.Now())
	for i := range out {
		day := first.AddDate(0, 0, i)
		d := RosterDay{Date: clock.Date(day), Holes: []TimeSpan{}}
		d.TimeSpan.Start, d.TimeSpan.End = c.On(day)
		d.Open = d.TimeSpan.Start.Before(d.TimeSpan.End)
		if j := slices.IndexFunc(h.Days, func(e SpecialDay) bool { return e.Date == d.Date }); j >= 0 {
			d.Name = h.Days[j].Name
		}
		if !day.Before(today) {
			d.Holes = holes(c, day, shifts)
		}
		out[i] = d
	}
	return out
}

// workersWith are the workers of a community, and who has left and still has
// one of the shifts.
func (s *Service) workersWith(ctx context.Context, community ids.ID, shifts []Shift) ([]RosterWorker, error) {
	known, err := s.store.workers(ctx, community)
	if err != nil {
		return nil, fmt.Errorf("skills in %d: %w", community, err)
	}
	able, err := s.able(ctx, community)
	if err != nil {
		return nil, err
	}
	out := []RosterWorker{}
	for id, p := range able {
		out = append(out, find(known, id).view(p.Name))
	}
	var gone []ids.ID
	for _, sh := range shifts {
		if _, ok := able[sh.WorkerID]; !ok && !slices.Contains(gone, sh.WorkerID) {
			gone = append(gone, sh.WorkerID)
		}
	}
	if len(gone) > 0 {
		names, err := s.People.Staff(ctx, gone)
		if err != nil {
			return nil, fmt.Errorf("names of the roster: %w", err)
		}
		for _, id := range gone {
			v := find(known, id).view(names[id].Name)
			v.Left = true
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b RosterWorker) int { return compare(a.ID.String(), b.ID.String()) })
	return out, nil
}

// Mine are the caller's own shifts of the next two weeks, in all communities.
func (s *Service) Mine(ctx context.Context, who auth.Actor) ([]RosterShift, error) {
	today := clock.StartOfDay(s.Now())
	all, err := s.store.ofWorker(ctx, who.ID, today, today.AddDate(0, 0, 14))
	if err != nil {
		return nil, fmt.Errorf("shifts of %d: %w", who.ID, err)
	}
	out := make([]RosterShift, len(all))
	for i, sh := range all {
		out[i] = sh.view()
	}
	return out, nil
}

// Hours is the working calendar. Error: auth.ErrDenied.
func (s *Service) Hours(ctx context.Context, who auth.Actor, community ids.ID) (WorkingHours, error) {
	if !who.In(community) {
		return WorkingHours{}, auth.ErrDenied
	}
	h, err := s.store.hours(ctx, community)
	return h.view(), err
}

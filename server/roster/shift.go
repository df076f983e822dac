package roster

import (
	"cmp"
	"slices"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
)

const (
	shortest  = 15 * time.Minute
	longest   = 24 * time.Hour      // of work
	longLeave = 62 * 24 * time.Hour // of leave
	lookBack  = 62 * 24 * time.Hour
	lookAhead = 400 * 24 * time.Hour
	atOnce    = 1000
	usualCap  = 6
)

// Kind is what a shift is for.
type Kind string

// The kinds.
const (
	Duty   Kind = "duty"
	OnCall Kind = "on_call"
	Leave  Kind = "leave"
)

// Label is the kind in the words people read.
func (k Kind) Label() string {
	switch k {
	case Duty:
		return "值班"
	case OnCall:
		return "备勤"
	case Leave:
		return "请假"
	}
	return ""
}

// Shift is a worker's time in a community, and its row.
type Shift struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	WorkerID    ids.ID
	Kind        Kind
	StartAt     time.Time
	EndAt       time.Time
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is for gorm.
func (Shift) TableName() string { return "roster_shifts" }

// overlaps tells whether both need the worker at some instant.
func (s Shift) overlaps(o Shift) bool { return s.StartAt.Before(o.EndAt) && o.StartAt.Before(s.EndAt) }

// bad is the field that is wrong with a wish for a shift and why; empty when nothing is.
func (s Shift) bad(now time.Time) (field, why string) {
	most := longest
	if s.Kind == Leave {
		most = longLeave
	}
	switch length := s.EndAt.Sub(s.StartAt); {
	case s.Kind.Label() == "":
		return "kind", "请选择值班、备勤或请假"
	case length < shortest:
		return "end", "结束要比开始晚，至少 15 分钟"
	case length > most && s.Kind == Leave:
		return "end", "一次请假最长 62 天"
	case length > most:
		return "end", "一个班最长 24 小时，更长请分成几个班"
	case s.StartAt.Before(now.Add(-lookBack)):
		return "start", "只能补排最近 62 天的班"
	case s.StartAt.After(now.Add(lookAhead)):
		return "start", "最多提前排 400 天"
	}
	return "", ""
}

// clash is the first of the standing shifts that overlaps with s, itself excepted.
func clash(s Shift, standing []Shift) (Shift, bool) {
	i := slices.IndexFunc(standing, func(o Shift) bool { return o.ID != s.ID && s.overlaps(o) })
	if i < 0 {
		return Shift{}, false
	}
	return standing[i], true
}

// TimeSpan is a piece of time.
type TimeSpan struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// holes are the parts of the working hours of the day of at that no duty
// shift covers.
func holes(c clock.Calendar, at time.Time, shifts []Shift) []TimeSpan {
	from, to := c.On(at)
	var duty []Shift
	for _, s := range shifts {
		if s.Kind == Duty && s.EndAt.After(from) && s.StartAt.Before(to) {
			duty = append(duty, s)
		}
	}
	slices.SortFunc(duty, func(a, b Shift) int { return a.StartAt.Compare(b.StartAt) })
	out := []TimeSpan{}
	for _, s := range duty {
		if s.StartAt.After(from) {
			out = append(out, TimeSpan{from, s.StartAt})
		}
		if s.EndAt.After(from) {
			from = s.EndAt
		}
	}
	if from.Before(to) {
		out = append(out, TimeSpan{from, to})
	}
	return out
}

// PatternLine is one shift of a weekly pattern. To at or before From ends the next day.
type PatternLine struct {
	Weekday int    `json:"weekday" minimum:"1" maximum:"7" doc:"1 Monday … 7 Sunday"`
	Kind    Kind   `json:"kind" enum:"duty,on_call,leave"`
	From    string `json:"from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" patternDescription:"HH:MM"`
	To      string `json:"to" pattern:"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$" patternDescription:"HH:MM"`
}

// isoDay counts from Monday, 1, to Sunday, 7.
func isoDay(t time.Time) int { return (int(t.In(clock.Shanghai()).Weekday())+6)%7 + 1 }

// monday is when the week of t began.
func monday(t time.Time) time.Time {
	return clock.StartOfDay(t).AddDate(0, 0, 1-isoDay(t))
}

// on is the shift of the line on the day that began at start. ok is false when
// it is not of that weekday.
func (l PatternLine) on(start time.Time) (s Shift, ok bool) {
	if isoDay(start) != l.Weekday {
		return s, false
	}
	from, okFrom := minutes(l.From)
	to, okTo := minutes(l.To)
	if !okFrom || !okTo {
		return s, false
	}
	if to <= from {
		to += 24 * 60
	}
	return Shift{Kind: l.Kind, StartAt: start.Add(time.Duration(from) * time.Minute), EndAt: start.Add(time.Duration(to) * time.Minute)}, true
}

// byWorker groups shifts, workers in rising order: the order in which their
// turns are locked.
func byWorker(all []Shift) [][]Shift {
	slices.SortStableFunc(all, func(a, b Shift) int {
		return cmp.Or(cmp.Compare(a.WorkerID, b.WorkerID), a.StartAt.Compare(b.StartAt))
	})
	var out [][]Shift
	for _, s := range all {
		if n := len(out); n > 0 && out[n-1][0].WorkerID == s.WorkerID {
			out[n-1] = append(out[n-1], s)
			continue
		}
		out = append(out, []Shift{s})
	}
	return out
}

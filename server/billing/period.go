package billing

import (
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/money"
)

// A period (账期) is named by its first month: 2026-03. Days are business dates
// written 2006-01-02, so that they compare as text.

func parsePeriod(s string) (time.Time, bool) {
	t, err := time.Parse("2006-01", s)
	return t, err == nil && t.Year() >= 2000 && t.Year() < 2100
}

func parseDay(s string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, s)
	return t, err == nil && t.Year() >= 2000 && t.Year() < 2100
}

// span is a stretch of whole days, both ends inside.
type span struct{ first, last string }

// spanOf is the period of so many months that begins with the named one.
func spanOf(period string, months int64) span {
	first, _ := parsePeriod(period)
	return span{first.Format(time.DateOnly), first.AddDate(0, int(months), -1).Format(time.DateOnly)}
}

func (s span) days() int64 { return daysBetween(s.first, s.last) + 1 }

// within is the part of s inside o; no days when they do not meet. An open end is ”.
func (s span) within(first, last string) (span, bool) {
	out := s
	if first > out.first {
		out.first = first
	}
	if last != "" && last < out.last {
		out.last = last
	}
	return out, out.first <= out.last
}

// daysBetween counts from a to b, negative when b is before a; 0 for what is no day.
func daysBetween(a, b string) int64 {
	x, okX := parseDay(a)
	y, okY := parseDay(b)
	if !okX || !okY {
		return 0
	}
	return int64(y.Sub(x) / (24 * time.Hour))
}

func addDays(day string, n int64) string {
	t, ok := parseDay(day)
	if !ok {
		return ""
	}
	return t.AddDate(0, 0, int(n)).Format(time.DateOnly)
}

// addMonths moves a period; the month of a period has no day that could overflow.
func addMonths(period string, n int) string {
	t, ok := parsePeriod(period)
	if !ok {
		return ""
	}
	return t.AddDate(0, n, 0).Format("2006-01")
}

// periodName is how people say it: 2026年3月.
func periodName(period string) string {
	t, ok := parsePeriod(period)
	if !ok {
		return period
	}
	return t.Format("2006年1月")
}

// holding is the part of a period that one tenure is charged for.
type holding struct {
	tenure tenure
	days   int64
}

// holdings are the parts of a span by tenures. A house without a tenure is
// charged whole; days that no tenure covers are charged to nobody.
func holdings(s span, tenures []tenure) []holding {
	if len(tenures) == 0 {
		return []holding{{days: s.days()}}
	}
	var out []holding
	for _, t := range tenures {
		if part, ok := s.within(t.FromDay, t.UntilDay); ok {
			out = append(out, holding{t, part.days()})
		}
	}
	return out
}

// prorate divides the full amount of the period over the holdings by days.
// What nobody holds is left out; held days and the rest together make the full
// amount to the fen.
func prorate(full money.Fen, of int64, parts []holding) ([]money.Fen, error) {
	weights, held := make([]int64, 0, len(parts)+1), int64(0)
	for _, p := range parts {
		weights, held = append(weights, p.days), held+p.days
	}
	if len(parts) == 0 {
		return nil, nil
	}
	if len(parts) == 1 && held == of {
		return []money.Fen{full}, nil
	}
	out, err := money.Split(full, append(weights, max(0, of-held)))
	if err != nil {
		return nil, err
	}
	return out[:len(parts)], nil
}

// mostOff bounds the search for a working day in a calendar that has none.
const mostOff = 60

// workdays is the close of the nth day after t on which the community works. A
// calendar without working days counts every day, so that a term always ends.
func workdays(c clock.Calendar, t time.Time, n int) time.Time {
	day, off := clock.StartOfDay(t), 0
	end := day
	for n > 0 {
		day = clock.StartOfDay(day.Add(36 * time.Hour)) // past midnight
		from, to := c.On(day)
		switch {
		case from.Before(to):
			end, off = to, 0
			n--
		case off < mostOff:
			off++
		default:
			end = day.Add(24 * time.Hour)
			n--
		}
	}
	return end
}

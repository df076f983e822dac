package roster

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
)

var monday2 = time.Date(2026, 3, 1, 16, 0, 0, 0, time.UTC) // Monday 2 March in Shanghai

func span(kind Kind, from, to float64) Shift {
	h := func(x float64) time.Time { return monday2.Add(time.Duration(x * float64(time.Hour))) }
	return Shift{WorkerID: 1, Kind: kind, StartAt: h(from), EndAt: h(to)}
}

func TestWhatIsNoShift(t *testing.T) {
	t.Parallel()
	now := monday2.Add(10 * time.Hour)
	for _, c := range []struct {
		name  string
		s     Shift
		field string
	}{
		{"fine", span(Duty, 8, 18), ""},
		{"over midnight", span(OnCall, 18, 32), ""},
		{"a whole day", span(Duty, 0, 24), ""},
		{"unknown kind", span("party", 8, 18), "kind"},
		{"ends before it starts", span(Duty, 18, 8), "end"},
		{"ends when it starts", span(Duty, 8, 8), "end"},
		{"ten minutes", span(Duty, 8, 8.1), "end"},
		{"more than a day of work", span(Duty, 8, 33), "end"},
		{"ten days of leave", span(Leave, 0, 240), ""},
		{"63 days of leave", span(Leave, 0, 63*24), "end"},
		{"long ago", span(Duty, -63*24, -63*24+8), "start"},
		{"far ahead", span(Duty, 411*24, 411*24+8), "start"},
	} {
		if field, why := c.s.bad(now); field != c.field || (field == "") != (why == "") {
			t.Errorf("%s: %q %s", c.name, field, why)
		}
	}
}

func TestHoles(t *testing.T) {
	t.Parallel()
	c := clock.Daily(8*time.Hour+30*time.Minute, 18*time.Hour)
	c.Days = map[string]clock.Hours{"2026-03-03": {}}
	for _, x := range []struct {
		name   string
		day    int
		shifts []Shift
		want   string
	}{
		{"nobody", 0, nil, "08:30-18:00"},
		{"all covered", 0, []Shift{span(Duty, 8, 18)}, ""},
		{"from the day before", 0, []Shift{span(Duty, -6, 12), span(Duty, 12, 18)}, ""},
		{"noon", 0, []Shift{span(Duty, 13, 18), span(Duty, 8, 12)}, "12:00-13:00"},
		{"one within the other", 0, []Shift{span(Duty, 8, 17), span(Duty, 9, 12)}, "17:00-18:00"},
		{"on call does not count", 0, []Shift{span(OnCall, 0, 24)}, "08:30-18:00"},
		{"leave does not count", 0, []Shift{span(Leave, 0, 24)}, "08:30-18:00"},
		{"morning and evening", 0, []Shift{span(Duty, 9, 17)}, "08:30-09:00 17:00-18:00"},
		{"a holiday", 1, nil, ""},
		{"another day's shift", 2, []Shift{span(Duty, 8, 18)}, "08:30-18:00"},
	} {
		got := ""
		for _, h := range holes(c, monday2.AddDate(0, 0, x.day), x.shifts) {
			got += fmt.Sprintf(" %s-%s", h.Start.In(clock.Shanghai()).Format("15:04"), h.End.In(clock.Shanghai()).Format("15:04"))
		}
		if got != x.want && got != " "+x.want {
			t.Errorf("%s:%s, want %s", x.name, got, x.want)
		}
	}
}

// What is covered and what is a hole make up the working hours.
func TestHolesAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := clock.Daily(8*time.Hour, 18*time.Hour)
		var shifts []Shift
		for range rapid.IntRange(0, 6).Draw(t, "n") {
			from := rapid.IntRange(-12, 30).Draw(t, "from")
			shifts = append(shifts, span(Duty, float64(from), float64(from+rapid.IntRange(1, 12).Draw(t, "long"))))
		}
		free := holes(c, monday2, shifts)
		for m := range 10 * 60 {
			at := monday2.Add(8*time.Hour + time.Duration(m)*time.Minute)
			covered, hole := false, false
			for _, s := range shifts {
				covered = covered || (!at.Before(s.StartAt) && at.Before(s.EndAt))
			}
			for _, h := range free {
				hole = hole || (!at.Before(h.Start) && at.Before(h.End))
			}
			if covered == hole {
				t.Fatalf("%s: covered %v, a hole %v", at, covered, hole)
			}
		}
	})
}

func TestLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		l    PatternLine
		day  int
		want string
	}{
		{PatternLine{1, Duty, "08:00", "18:00"}, 0, "03-02 08:00 03-02 18:00"},
		{PatternLine{1, OnCall, "18:00", "08:00"}, 0, "03-02 18:00 03-03 08:00"},
		{PatternLine{1, Duty, "00:00", "24:00"}, 0, "03-02 00:00 03-03 00:00"},
		{PatternLine{7, Duty, "08:00", "18:00"}, 6, "03-08 08:00 03-08 18:00"},
		{PatternLine{2, Duty, "08:00", "18:00"}, 0, ""},
		{PatternLine{1, Duty, "8:00", "18:00"}, 0, ""},
		{PatternLine{1, Duty, "25:00", "26:00"}, 0, ""},
	} {
		got := ""
		if s, ok := c.l.on(monday2.AddDate(0, 0, c.day)); ok {
			got = s.StartAt.In(clock.Shanghai()).Format("01-02 15:04") + " " + s.EndAt.In(clock.Shanghai()).Format("01-02 15:04")
		}
		if got != c.want {
			t.Errorf("%v: %q, want %q", c.l, got, c.want)
		}
	}
	for i, s := range []string{"2026-03-02", "2026-03-05", "2026-03-08"} {
		day, _ := time.ParseInLocation(time.DateOnly, s, clock.Shanghai())
		if !monday(day.Add(time.Duration(i) * 11 * time.Hour)).Equal(monday2) {
			t.Errorf("the week of %s does not begin on Monday", s)
		}
	}
}

func TestWorkingHoursAreRead(t *testing.T) {
	t.Parallel()
	good := usual(10)
	for _, c := range []struct {
		name  string
		edit  func(*hoursRow)
		field string
	}{
		{"the usual", func(*hoursRow) {}, ""},
		{"Sunday off", func(r *hoursRow) { r.Week[6] = DayHours{} }, ""},
		{"to midnight", func(r *hoursRow) { r.Week[0] = DayHours{"00:00", "24:00"} }, ""},
		{"six days", func(r *hoursRow) { r.Week = r.Week[:6] }, "week"},
		{"never open", func(r *hoursRow) { r.Week = make([]DayHours, 7) }, "week"},
		{"upside down", func(r *hoursRow) { r.Week[2] = DayHours{"18:00", "08:30"} }, "week[2]"},
		{"half given", func(r *hoursRow) { r.Week[2] = DayHours{"08:30", ""} }, "week[2]"},
		{"no time", func(r *hoursRow) { r.Week[2] = DayHours{"早上", "晚上"} }, "week[2]"},
		{"61 minutes", func(r *hoursRow) { r.Week[2] = DayHours{"08:61", "18:00"} }, "week[2]"},
		{"past 24:00", func(r *hoursRow) { r.Week[2] = DayHours{"08:30", "24:01"} }, "week[2]"},
		{"signs", func(r *hoursRow) { r.Week[2] = DayHours{"+8:30", "18:00"} }, "week[2]"},
		{"a holiday", func(r *hoursRow) { r.Days = []SpecialDay{{Date: "2026-10-01", Name: "国庆节"}} }, ""},
		{"30 February", func(r *hoursRow) { r.Days = []SpecialDay{{Date: "2026-02-30"}} }, "days[0].date"},
		{"twice", func(r *hoursRow) { r.Days = []SpecialDay{{Date: "2026-10-01"}, {Date: "2026-10-01"}} }, "days[1].date"},
		{"bad hours", func(r *hoursRow) { r.Days = []SpecialDay{{Date: "2026-10-01", DayHours: DayHours{"x", ""}}} }, "days[0]"},
	} {
		r := good
		r.Week = append([]DayHours{}, good.Week...)
		c.edit(&r)
		if field, why := r.bad(); field != c.field {
			t.Errorf("%s: %q %s", c.name, field, why)
		}
	}
	r := good
	r.Week = append([]DayHours{}, good.Week...)
	r.Week[6], r.Days = DayHours{}, []SpecialDay{{Date: "2026-03-02"}, {Date: "2026-03-08", DayHours: DayHours{"10:00", "12:00"}}}
	c := r.calendar()
	if got := c.Between(monday2, monday2.AddDate(0, 0, 7)); got != 5*(9*time.Hour+30*time.Minute)+2*time.Hour {
		t.Errorf("a week with a holiday and a make-up Sunday has %s", got)
	}
}

func TestSkillsAreKept(t *testing.T) {
	t.Parallel()
	if kept, ok := knownSkills([]string{"garden", "plumbing", "garden"}); !ok || fmt.Sprint(kept) != "[plumbing garden]" {
		t.Errorf("%v %v", kept, ok)
	}
	if _, ok := knownSkills([]string{"plumbing", "magic"}); ok {
		t.Error("magic is no skill")
	}
	if kept, ok := knownSkills(nil); !ok || kept == nil {
		t.Error("no skill is fine")
	}
}

func TestByWorkerOrdersTheTurns(t *testing.T) {
	t.Parallel()
	of := func(w ids.ID, from float64) Shift {
		s := span(Duty, from, from+1)
		s.WorkerID = w
		return s
	}
	got := ""
	for _, g := range byWorker([]Shift{of(3, 9), of(1, 12), of(3, 8), of(2, 1), of(1, 4)}) {
		got += fmt.Sprintf("%d:%d ", g[0].WorkerID, len(g))
	}
	if got != "1:2 2:1 3:2 " {
		t.Error(got)
	}
}

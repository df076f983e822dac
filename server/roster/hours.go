package roster

import (
	"fmt"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
)

const mostDays = 400

// DayHours are the working hours of one weekday; both empty is a day off.
type DayHours struct {
	From string `json:"from" maxLength:"5" doc:"HH:MM, empty: a day off"`
	To   string `json:"to" maxLength:"5" doc:"HH:MM or 24:00, empty: a day off"`
}

// SpecialDay is a day that differs: a holiday, or a make-up workday.
type SpecialDay struct {
	Date string `json:"date" minLength:"10" maxLength:"10" doc:"2006-01-02"`
	Name string `json:"name,omitempty" maxLength:"20"`
	DayHours
}

// hoursRow is a community's working calendar. No row is the usual one.
type hoursRow struct {
	CommunityID ids.ID       `gorm:"primaryKey;autoIncrement:false"`
	Week        []DayHours   `gorm:"serializer:json"` // Monday first
	Days        []SpecialDay `gorm:"serializer:json"`
	Version     int64
	UpdatedAt   time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is for gorm.
func (hoursRow) TableName() string { return "roster_calendars" }

// usual is 8:30 to 18:00 on every day.
func usual(community ids.ID) hoursRow {
	r := hoursRow{CommunityID: community, Week: make([]DayHours, 7), Days: []SpecialDay{}}
	for i := range r.Week {
		r.Week[i] = DayHours{"08:30", "18:00"}
	}
	return r
}

// minutes reads HH:MM up to 24:00.
func minutes(s string) (int, bool) {
	if len(s) != 5 || s[2] != ':' {
		return 0, false
	}
	n := 0
	for i, weight := range []int{600, 60, 0, 10, 1} {
		if i == 2 {
			continue
		}
		if s[i] < '0' || s[i] > '9' || (i == 3 && s[i] > '5') {
			return 0, false
		}
		n += int(s[i]-'0') * weight
	}
	return n, n <= 24*60
}

// hours reads a day. ok is false when it is neither a day off nor a span.
func (d DayHours) hours() (h clock.Hours, ok bool) {
	if d.From == "" && d.To == "" {
		return h, true
	}
	from, okFrom := minutes(d.From)
	to, okTo := minutes(d.To)
	if !okFrom || !okTo || from >= to {
		return h, false
	}
	return clock.Hours{From: time.Duration(from) * time.Minute, To: time.Duration(to) * time.Minute}, true
}

// calendar is the row as platform/clock computes with it. Days that do not
// read well were refused when they were set.
func (r hoursRow) calendar() clock.Calendar {
	c := clock.Calendar{Days: make(map[string]clock.Hours, len(r.Days))}
	for i, d := range r.Week {
		h, _ := d.hours()
		c.Week[(i+1)%7] = h
	}
	for _, e := range r.Days {
		h, _ := e.hours()
		c.Days[e.Date] = h
	}
	return c
}

// bad is the field that is wrong and why; empty when nothing is.
func (r hoursRow) bad() (field, why string) {
	if len(r.Week) != 7 {
		return "week", "请为一周七天都填写时间"
	}
	open := false
	for i, d := range r.Week {
		h, ok := d.hours()
		if !ok {
			return fmt.Sprintf("week[%d]", i), "下班要比上班晚；休息日请留空"
		}
		open = open || h.To > h.From
	}
	if !open {
		return "week", "一周至少要有一个工作日"
	}
	if len(r.Days) > mostDays {
		return "days", "最多 400 个特殊日期，请删掉过去的"
	}
	seen := map[string]bool{}
	for i, e := range r.Days {
		at := fmt.Sprintf("days[%d]", i)
		if _, err := time.Parse(time.DateOnly, e.Date); err != nil {
			return at + ".date", "日期请写成 2026-10-01 这样"
		}
		if seen[e.Date] {
			return at + ".date", "这一天写了两次"
		}
		seen[e.Date] = true
		if _, ok := e.hours(); !ok {
			return at, "下班要比上班晚；休息日请留空"
		}
	}
	return "", ""
}

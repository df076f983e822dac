package repair

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

const reportDays = 366

// ReportCount is a bar of a chart.
type ReportCount struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

// ReportTimes are how long the first answer and the whole took.
type ReportTimes struct {
	Category      string `json:"category" doc:"empty: all together"`
	Label         string `json:"label"`
	Answered      int    `json:"answered" doc:"orders that somebody accepted"`
	ResponseP50   int64  `json:"responseP50Seconds"`
	ResponseP90   int64  `json:"responseP90Seconds"`
	Resolved      int    `json:"resolved" doc:"orders whose work was finished"`
	ResolveP50    int64  `json:"resolveP50Seconds"`
	ResolveP90    int64  `json:"resolveP90Seconds"`
	Reworked      int    `json:"reworked" doc:"of the resolved: came back"`
	ReworkPerMill int    `json:"reworkPerMill" doc:"reworked by resolved, in thousandths"`
}

// ReportPromise is how one kind of promise was kept.
type ReportPromise struct {
	Kind       string `json:"kind" enum:"response,on_site,resolve"`
	Label      string `json:"label"`
	Met        int    `json:"met"`
	Missed     int    `json:"missed" doc:"late, or late already and still open"`
	Running    int    `json:"running" doc:"open and in time: in neither number"`
	MetPerMill int    `json:"metPerMill" doc:"met by met and missed, in thousandths"`
}

// ReportRatings are the reporters' words; who said nothing counts for nobody as good.
type ReportRatings struct {
	Key        string `json:"key" doc:"worker's id or category"`
	Label      string `json:"label"`
	Finished   int    `json:"finished"`
	Rated      int    `json:"rated" doc:"the denominator"`
	Unanswered int    `json:"unanswered" doc:"finished and not rated: in no rate"`
	Good       int    `json:"good" doc:"the numerator: every axis 4 or 5"`
	GoodPer    int    `json:"goodPerMill"`
	Speed      int    `json:"speedCenti" doc:"mean in hundredths, 0 when nobody rated"`
	Quality    int    `json:"qualityCenti"`
	Attitude   int    `json:"attitudeCenti"`
}

// RepairReport is what the charts show of the orders reported in some days.
type RepairReport struct {
	From       string          `json:"from"`
	To         string          `json:"to"`
	Total      int             `json:"total"`
	Open       int             `json:"open" doc:"of them, work is still owed"`
	ByDay      []ReportCount   `json:"byDay" nullable:"false" doc:"days without an order are left out"`
	ByCategory []ReportCount   `json:"byCategory" nullable:"false"`
	ByChannel  []ReportCount   `json:"byChannel" nullable:"false"`
	ByState    []ReportCount   `json:"byState" nullable:"false"`
	Times      []ReportTimes   `json:"times" nullable:"false" doc:"all together first, then by category"`
	Promises   []ReportPromise `json:"promises" nullable:"false"`
	Workers    []ReportRatings `json:"workers" nullable:"false"`
	Categories []ReportRatings `json:"categories" nullable:"false"`
}

func channelName(code string) string {
	return map[string]string{"app": "住户端", "phone": "电话", "desk": "前台", "patrol": "巡检", "iot": "设备告警"}[code]
}

// span is what a report is about.
type span struct {
	community  ids.ID
	from, to   string    // business days
	begin, end time.Time // the same
}

// Figures sums up the orders of at most 366 days, in SQL.
// Errors: auth.ErrDenied, ErrInput.
func (s *Service) Figures(ctx context.Context, who auth.Actor, community ids.ID, from, to string) (out RepairReport, err error) {
	if !who.In(community) {
		return out, auth.ErrDenied
	}
	begin, end, err := days(from, to, reportDays)
	if err != nil {
		return out, err
	}
	sp := span{community, from, to, begin, end}
	out = RepairReport{From: from, To: to}
	for _, part := range []func(context.Context, span, *RepairReport) error{s.volume, s.speeds, s.promises, s.ratings} {
		if err := part(ctx, sp, &out); err != nil {
			return out, fmt.Errorf("repair report of %d: %w", community, err)
		}
	}
	return out, nil
}

func (s *Service) volume(ctx context.Context, sp span, out *RepairReport) error {
	for _, by := range []struct {
		column string
		into   *[]ReportCount
		label  func(string) string
	}{
		{"business_day", &out.ByDay, func(k string) string { return k }},
		{"category", &out.ByCategory, categoryName},
		{"channel", &out.ByChannel, channelName},
		{"state", &out.ByState, func(k string) string { return State(k).Label() }},
	} {
		rows, err := s.store.countBy(ctx, sp, by.column)
		if err != nil {
			return err
		}
		*by.into = make([]ReportCount, len(rows))
		for i, r := range rows {
			(*by.into)[i] = ReportCount{r.Of, by.label(r.Of), r.N}
		}
	}
	for _, r := range out.ByState {
		out.Total += r.Count
		if slices.Contains(openStates(), State(r.Key)) {
			out.Open += r.Count
		}
	}
	return nil
}

func (s *Service) speeds(ctx context.Context, sp span, out *RepairReport) error {
	out.Times = []ReportTimes{{Label: "全部"}}
	at := map[string]int{"": 0}
	line := func(category string) *ReportTimes {
		if _, ok := at[category]; !ok {
			at[category] = len(out.Times)
			out.Times = append(out.Times, ReportTimes{Category: category, Label: categoryName(category)})
		}
		return &out.Times[at[category]]
	}
	for _, each := range []bool{false, true} {
		answer, err := s.store.percentiles(ctx, sp, "response_secs", each)
		if err != nil {
			return err
		}
		for _, r := range answer {
			t := line(r.Of)
			t.Answered, t.ResponseP50, t.ResponseP90 = r.N, r.P50, r.P90
		}
		whole, err := s.store.percentiles(ctx, sp, "resolve_secs", each)
		if err != nil {
			return err
		}
		for _, r := range whole {
			t := line(r.Of)
			t.Resolved, t.ResolveP50, t.ResolveP90 = r.N, r.P50, r.P90
		}
	}
	back, err := s.store.reworked(ctx, sp)
	if err != nil {
		return err
	}
	for _, r := range back {
		line(r.Of).Reworked = r.N
		out.Times[0].Reworked += r.N
	}
	for i := range out.Times {
		out.Times[i].ReworkPerMill = perMill(out.Times[i].Reworked, out.Times[i].Resolved)
	}
	return nil
}

func (s *Service) promises(ctx context.Context, sp span, out *RepairReport) error {
	rows, err := s.store.clockCounts(ctx, sp)
	if err != nil {
		return err
	}
	for _, kind := range []string{clockResponse, clockOnSite, clockResolve} {
		p := ReportPromise{Kind: kind, Label: clockName(kind)}
		for _, r := range rows {
			switch {
			case r.Kind != kind || r.State == void:
			case r.State == met:
				p.Met += r.N
			case r.State == missed:
				p.Missed += r.N
			default:
				p.Missed += r.Broken
				p.Running += r.N - r.Broken
			}
		}
		p.MetPerMill = perMill(p.Met, p.Met+p.Missed)
		out.Promises = append(out.Promises, p)
	}
	return nil
}

func (s *Service) ratings(ctx context.Context, sp span, out *RepairReport) error {
	byWorker, err := s.store.ratingsBy(ctx, sp, "worker_id")
	if err != nil {
		return err
	}
	var workers []ids.ID
	for _, r := range byWorker {
		if id, err := ids.Parse(r.Of); err == nil {
			workers = append(workers, id)
		}
	}
	staff, err := s.People.Staff(ctx, workers)
	if err != nil {
		return err
	}
	out.Workers, out.Categories = []ReportRatings{}, []ReportRatings{}
	for _, r := range byWorker {
		id, _ := ids.Parse(r.Of)
		out.Workers = append(out.Workers, r.view(or(staff[id].Name, "已离职")))
	}
	byCategory, err := s.store.ratingsBy(ctx, sp, "category")
	for _, r := range byCategory {
		out.Categories = append(out.Categories, r.view(categoryName(r.Of)))
	}
	return err
}

// rated is a row of the ratings' sums.
type rated struct {
	Of                       string
	Finished, Rated, Good    int
	Speed, Quality, Attitude int
}

func (r rated) view(label string) ReportRatings {
	mean := func(sum int) int {
		if r.Rated == 0 {
			return 0
		}
		return (sum*100 + r.Rated/2) / r.Rated
	}
	return ReportRatings{Key: r.Of, Label: label, Finished: r.Finished, Rated: r.Rated, Unanswered: r.Finished - r.Rated, Good: r.Good,
		GoodPer: perMill(r.Good, r.Rated), Speed: mean(r.Speed), Quality: mean(r.Quality), Attitude: mean(r.Attitude)}
}

func perMill(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return (part*1000 + whole/2) / whole
}

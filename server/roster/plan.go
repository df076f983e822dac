package roster

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
)

func compare(a, b string) int { return cmp.Compare(a, b) }

// ShiftWish is a shift as the planner asks for it.
type ShiftWish struct {
	WorkerID ids.ID    `json:"workerId" minLength:"1"`
	Kind     Kind      `json:"kind" enum:"duty,on_call,leave"`
	Start    time.Time `json:"start"`
	End      time.Time `json:"end"`
}

// Add plans a shift. Errors: auth.ErrDenied, ErrInput, ErrWorker, ErrOverlap.
func (s *Service) Add(ctx context.Context, who auth.Actor, community ids.ID, w ShiftWish) (Shift, error) {
	if !who.In(community) {
		return Shift{}, auth.ErrDenied
	}
	now := s.Now()
	sh := Shift{ID: s.Gen.New(), CommunityID: community, WorkerID: w.WorkerID, Kind: w.Kind, StartAt: tidy(w.Start), EndAt: tidy(w.End), Version: 1, CreatedAt: now, UpdatedAt: now}
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.free(ctx, who, sh); err != nil {
			return err
		}
		if err := s.store.add(ctx, []Shift{sh}); err != nil {
			return fmt.Errorf("add a shift: %w", err)
		}
		return s.note(ctx, community, "roster.add", "shift:"+sh.ID.String(), sh.detail())
	})
	return sh, err
}

// Move changes a shift's worker, kind or time if it still has the version on
// the screen. Errors: ErrNotFound, ErrInput, ErrWorker, ErrOverlap, ErrChanged.
func (s *Service) Move(ctx context.Context, who auth.Actor, id ids.ID, w ShiftWish, version int64) (Shift, error) {
	var sh Shift
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.store.get(ctx, id)
		if err != nil {
			return err
		}
		if was.Version != version {
			return ErrChanged
		}
		sh = was
		sh.WorkerID, sh.Kind, sh.StartAt, sh.EndAt, sh.Version, sh.UpdatedAt = w.WorkerID, w.Kind, tidy(w.Start), tidy(w.End), was.Version+1, s.Now()
		if err := s.free(ctx, who, sh); err != nil {
			return err
		}
		ok, err := s.store.move(ctx, was, sh)
		if err != nil {
			return fmt.Errorf("move shift %d: %w", id, err)
		}
		if !ok {
			return ErrChanged
		}
		return s.note(ctx, sh.CommunityID, "roster.move", "shift:"+id.String(), was.detail()+" -> "+sh.detail())
	})
	return sh, err
}

// Remove takes a shift away if it still has the version on the screen.
// Errors: ErrNotFound, ErrChanged.
func (s *Service) Remove(ctx context.Context, id ids.ID, version int64) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.store.get(ctx, id)
		if err != nil {
			return err
		}
		ok, err := s.store.remove(ctx, id, version)
		if err != nil {
			return fmt.Errorf("remove shift %d: %w", id, err)
		}
		if !ok {
			return ErrChanged
		}
		return s.note(ctx, was.CommunityID, "roster.remove", "shift:"+id.String(), was.detail())
	})
}

// free refuses what is no shift, no worker, or not the worker's free time. It
// takes the worker's turn. Errors: ErrInput, ErrWorker, ErrOverlap.
func (s *Service) free(ctx context.Context, who auth.Actor, sh Shift) error {
	if field, why := sh.bad(s.Now()); why != "" {
		return ErrInput.With(field, why)
	}
	able, err := s.able(ctx, sh.CommunityID)
	if err != nil {
		return err
	}
	p, ok := able[sh.WorkerID]
	if !ok {
		return ErrWorker
	}
	if err := s.store.turn(ctx, sh.WorkerID); err != nil {
		return fmt.Errorf("turn of %d: %w", sh.WorkerID, err)
	}
	standing, err := s.store.ofWorker(ctx, sh.WorkerID, sh.StartAt, sh.EndAt)
	if err != nil {
		return fmt.Errorf("shifts of %d: %w", sh.WorkerID, err)
	}
	if o, ok := clash(sh, standing); ok {
		return overlap(who, p, o)
	}
	return nil
}

// overlap says which shift is in the way, as far as the planner may see it.
func overlap(who auth.Actor, p event.Staff, o Shift) error {
	if !who.In(o.CommunityID) {
		return ErrOverlap.Detail("%s在这个时间已在别的小区有班，请换一个时间或换一位师傅", p.Name)
	}
	return ErrOverlap.Detail("%s在%s已有%s，请先调整那一班", p.Name, period(o.StartAt, o.EndAt), o.Kind.Label()).Note("shiftId", o.ID.String())
}

// period is a span as people write it: 3月2日 08:30–18:00.
func period(from, to time.Time) string {
	from, to = from.In(clock.Shanghai()), to.In(clock.Shanghai())
	if clock.Date(from) == clock.Date(to) {
		return from.Format("1月2日 15:04") + "–" + to.Format("15:04")
	}
	return from.Format("1月2日 15:04") + "–" + to.Format("1月2日 15:04")
}

func tidy(t time.Time) time.Time { return t.UTC().Truncate(time.Minute) }

func (s Shift) detail() string {
	return fmt.Sprintf("staff:%d %s %s/%s", s.WorkerID, s.Kind, s.StartAt.Format(time.RFC3339), s.EndAt.Format(time.RFC3339))
}

// PlannedShifts is what came of planning many shifts at once.
type PlannedShifts struct {
	Added   int `json:"added"`
	Skipped int `json:"skipped" doc:"the worker had a shift at that time already, or is a worker here no more"`
}

// CopyWeek plans the shifts that begin in one week again in another; what
// overlaps there is left as it stands. workers narrows it; empty is all.
// Errors: auth.ErrDenied, ErrInput.
func (s *Service) CopyWeek(ctx context.Context, who auth.Actor, community ids.ID, from, to string, workers []ids.ID) (PlannedShifts, error) {
	if !who.In(community) {
		return PlannedShifts{}, auth.ErrDenied
	}
	source, err := s.day("from", from)
	if err != nil {
		return PlannedShifts{}, err
	}
	target, err := s.day("to", to)
	if err != nil {
		return PlannedShifts{}, err
	}
	source, target = monday(source), monday(target)
	if source.Equal(target) {
		return PlannedShifts{}, ErrInput.With("to", "请选择另外一周")
	}
	var p PlannedShifts
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		all, err := s.store.in(ctx, community, source, source.AddDate(0, 0, 7))
		if err != nil {
			return fmt.Errorf("shifts of the week: %w", err)
		}
		var wanted []Shift
		for _, sh := range all {
			if sh.StartAt.Before(source) || (len(workers) > 0 && !has(workers, sh.WorkerID)) {
				continue
			}
			sh.StartAt, sh.EndAt = sh.StartAt.Add(target.Sub(source)), sh.EndAt.Add(target.Sub(source))
			wanted = append(wanted, sh)
		}
		p, err = s.planAll(ctx, community, wanted, "roster.copy", from+" -> "+to)
		return err
	})
	return p, err
}

// ApplyPattern plans the lines of a week for each worker on every day of the
// range; what overlaps is left as it stands. Errors: auth.ErrDenied, ErrInput, ErrMany.
func (s *Service) ApplyPattern(ctx context.Context, who auth.Actor, community ids.ID, workers []ids.ID, from, to string, lines []PatternLine) (PlannedShifts, error) {
	if !who.In(community) {
		return PlannedShifts{}, auth.ErrDenied
	}
	first, err := s.day("from", from)
	if err != nil {
		return PlannedShifts{}, err
	}
	last, err := s.day("to", to)
	if err != nil {
		return PlannedShifts{}, err
	}
	if last.Before(first) || last.Sub(first) > 92*24*time.Hour {
		return PlannedShifts{}, ErrInput.With("to", "请选择从开始日起 92 天以内的日期")
	}
	var wanted []Shift
	for day := first; !day.After(last); day = day.AddDate(0, 0, 1) {
		for _, l := range lines {
			sh, ok := l.on(day)
			for _, w := range workers {
				if sh.WorkerID = w; ok {
					wanted = append(wanted, sh)
				}
			}
		}
		if len(wanted) > atOnce {
			return PlannedShifts{}, ErrMany
		}
	}
	var p PlannedShifts
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		p, err = s.planAll(ctx, community, wanted, "roster.pattern", from+" … "+to)
		return err
	})
	return p, err
}

// planAll adds the wanted shifts that find their worker free.
func (s *Service) planAll(ctx context.Context, community ids.ID, wanted []Shift, action, detail string) (PlannedShifts, error) {
	able, err := s.able(ctx, community)
	if err != nil {
		return PlannedShifts{}, err
	}
	p := PlannedShifts{}
	for _, mine := range byWorker(wanted) {
		if _, ok := able[mine[0].WorkerID]; !ok {
			p.Skipped += len(mine)
			continue
		}
		fit, err := s.fitting(ctx, community, mine)
		if err != nil {
			return p, err
		}
		if err := s.store.add(ctx, fit); err != nil {
			return p, fmt.Errorf("add %d shifts: %w", len(fit), err)
		}
		p.Added += len(fit)
		p.Skipped += len(mine) - len(fit)
	}
	if p.Added == 0 {
		return p, nil
	}
	return p, s.note(ctx, community, action, "community:"+community.String(), fmt.Sprintf("%s: %d added, %d skipped", detail, p.Added, p.Skipped))
}

// fitting are the shifts of one worker that overlap neither with what stands
// nor with each other. It takes the worker's turn.
func (s *Service) fitting(ctx context.Context, community ids.ID, mine []Shift) ([]Shift, error) {
	id, now := mine[0].WorkerID, s.Now()
	if err := s.store.turn(ctx, id); err != nil {
		return nil, fmt.Errorf("turn of %d: %w", id, err)
	}
	standing, err := s.store.ofWorker(ctx, id, mine[0].StartAt, mine[len(mine)-1].EndAt.Add(longLeave))
	if err != nil {
		return nil, fmt.Errorf("shifts of %d: %w", id, err)
	}
	var fit []Shift
	for _, sh := range mine {
		sh.ID, sh.CommunityID, sh.Version, sh.CreatedAt, sh.UpdatedAt = s.Gen.New(), community, 1, now, now
		if _, why := sh.bad(now); why != "" {
			continue
		}
		if _, taken := clash(sh, standing); !taken {
			fit, standing = append(fit, sh), append(standing, sh)
		}
	}
	return fit, nil
}

// day reads a business date near the present. Error: ErrInput.
func (s *Service) day(field, date string) (time.Time, error) {
	t, err := time.ParseInLocation(time.DateOnly, date, clock.Shanghai())
	if now := s.Now(); err != nil || t.Before(now.Add(-lookBack-lookAhead)) || t.After(now.Add(lookAhead)) {
		return t, ErrInput.With(field, "日期请写成 2026-10-01 这样，并在前后一年之内").Because(err)
	}
	return t.UTC(), nil
}

func has(all []ids.ID, id ids.ID) bool {
	for _, a := range all {
		if a == id {
			return true
		}
	}
	return false
}

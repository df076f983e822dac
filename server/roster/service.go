package roster

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
)

// work is what makes a staff member a worker.
const work = "repair.work"

// People knows the staff.
type People interface {
	Staff(ctx context.Context, ids []ids.ID) (map[ids.ID]event.Staff, error)
	StaffWith(ctx context.Context, community ids.ID, permission string) ([]event.Staff, error)
}

// Live tells open pages to reload.
type Live interface {
	Tell(ctx context.Context, users []ids.ID, kind string, ref, community ids.ID) error
}

// Deps are what the service is made of.
type Deps struct {
	DB     *db.DB
	Gen    *ids.Gen
	Now    clock.Clock
	Box    *outbox.Box
	Audit  *audit.Log
	People People
	Live   Live
}

// Service keeps the roster.
type Service struct {
	Deps
	store store
}

// New makes the service.
func New(d Deps) *Service { return &Service{d, store{d.DB}} }

// worker is what a community knows of a worker, and its row.
type worker struct {
	CommunityID ids.ID   `gorm:"primaryKey;autoIncrement:false"`
	WorkerID    ids.ID   `gorm:"primaryKey;autoIncrement:false"`
	Skills      []string `gorm:"serializer:json"`
	OpenCap     int
	Version     int64
	UpdatedAt   time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is for gorm.
func (worker) TableName() string { return "roster_workers" }

type turn struct {
	WorkerID ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Turns    int64
}

// TableName is for gorm.
func (turn) TableName() string { return "roster_turns" }

type alarm struct {
	CommunityID ids.ID `gorm:"primaryKey;autoIncrement:false"`
	BusinessDay string `gorm:"primaryKey"`
	Holes       int
	CreatedAt   time.Time
}

// TableName is for gorm.
func (alarm) TableName() string { return "roster_alarms" }

// Able are the workers who have the skill and are on shift at the instant, in
// the order of their ids. An empty skill asks for any. The scope of ctx must
// hold the community.
func (s *Service) Able(ctx context.Context, community ids.ID, skill string, at time.Time) ([]event.Able, error) {
	staff, err := s.People.StaffWith(ctx, community, work)
	if err != nil {
		return nil, fmt.Errorf("workers of %d: %w", community, err)
	}
	known, err := s.store.workers(ctx, community)
	if err != nil {
		return nil, fmt.Errorf("skills in %d: %w", community, err)
	}
	onShift, err := s.onShift(ctx, community, at)
	if err != nil {
		return nil, fmt.Errorf("shifts in %d: %w", community, err)
	}
	anySkill := skill == "" || !slices.ContainsFunc(known, func(w worker) bool { return len(w.Skills) > 0 })
	out := []event.Able{}
	for _, p := range staff {
		w := find(known, p.ID)
		if (anySkill || slices.Contains(w.Skills, skill)) && onShift(p.ID) {
			out = append(out, event.Able{StaffID: p.ID, Name: p.Name, Cap: w.OpenCap})
		}
	}
	slices.SortFunc(out, func(a, b event.Able) int { return int(min(max(a.StaffID-b.StaffID, -1), 1)) })
	return out, nil
}

// onShift tells of each worker whether he is on shift at the instant.
func (s *Service) onShift(ctx context.Context, community ids.ID, at time.Time) (func(ids.ID) bool, error) {
	planned, err := s.store.planned(ctx, community)
	if err != nil || !planned {
		return func(ids.ID) bool { return true }, err
	}
	now, err := s.store.in(ctx, community, at, at.Add(time.Millisecond))
	return func(id ids.ID) bool {
		return slices.ContainsFunc(now, func(s Shift) bool { return s.WorkerID == id && s.Kind != Leave })
	}, err
}

// find is the row of a worker; a new one with the usual cap when there is none.
func find(known []worker, id ids.ID) worker {
	i := slices.IndexFunc(known, func(w worker) bool { return w.WorkerID == id })
	if i < 0 {
		return worker{WorkerID: id, Skills: []string{}, OpenCap: usualCap}
	}
	return known[i]
}

// Calendar is when the community works. The scope of ctx must hold it.
func (s *Service) Calendar(ctx context.Context, community ids.ID) (clock.Calendar, error) {
	h, err := s.store.hours(ctx, community)
	if err != nil {
		return clock.Calendar{}, fmt.Errorf("working calendar of %d: %w", community, err)
	}
	return h.calendar(), nil
}

// SetHours replaces the working calendar if it still has the version on the
// screen. Errors: auth.ErrDenied, ErrInput, ErrChanged.
func (s *Service) SetHours(ctx context.Context, who auth.Actor, community ids.ID, week []DayHours, days []SpecialDay, version int64) (WorkingHours, error) {
	r := hoursRow{CommunityID: community, Week: week, Days: slices.Clone(days), Version: version + 1, UpdatedAt: s.Now()}
	if !who.In(community) {
		return WorkingHours{}, auth.ErrDenied
	}
	if field, why := r.bad(); why != "" {
		return WorkingHours{}, ErrInput.With(field, why)
	}
	slices.SortFunc(r.Days, func(a, b SpecialDay) int { return compare(a.Date, b.Date) })
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		ok, err := s.store.putHours(ctx, r, version)
		if err != nil {
			return fmt.Errorf("set the calendar of %d: %w", community, err)
		}
		if !ok {
			return ErrChanged
		}
		return s.note(ctx, community, "roster.hours", "community:"+community.String(), fmt.Sprintf("%d exceptions", len(days)))
	})
	return r.view(), err
}

// SetWorker writes a worker's skills and cap if they still have the version
// on the screen (0: none yet). Errors: auth.ErrDenied, ErrWorker, ErrInput, ErrChanged.
func (s *Service) SetWorker(ctx context.Context, who auth.Actor, community, id ids.ID, skills []string, limit int, version int64) (RosterWorker, error) {
	if !who.In(community) {
		return RosterWorker{}, auth.ErrDenied
	}
	kept, ok := knownSkills(skills)
	if !ok {
		return RosterWorker{}, ErrInput.With("skills", "请从给出的技能中选择")
	}
	w := worker{CommunityID: community, WorkerID: id, Skills: kept, OpenCap: limit, Version: version + 1, UpdatedAt: s.Now()}
	var name string
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		able, err := s.able(ctx, community)
		if err != nil {
			return err
		}
		p, ok := able[id]
		if !ok {
			return ErrWorker
		}
		name = p.Name
		if ok, err = s.store.putWorker(ctx, w, version); err != nil {
			return fmt.Errorf("set worker %d: %w", id, err)
		}
		if !ok {
			return ErrChanged
		}
		return s.note(ctx, community, "roster.worker", "staff:"+id.String(), fmt.Sprintf("%v cap %d", kept, limit))
	})
	return w.view(name), err
}

// able are the workers of the community.
func (s *Service) able(ctx context.Context, community ids.ID) (map[ids.ID]event.Staff, error) {
	staff, err := s.People.StaffWith(ctx, community, work)
	if err != nil {
		return nil, fmt.Errorf("workers of %d: %w", community, err)
	}
	out := make(map[ids.ID]event.Staff, len(staff))
	for _, p := range staff {
		out[p.ID] = p
	}
	return out, nil
}

// note writes the audit row and makes open rosters reload, in the transaction
// of the change.
func (s *Service) note(ctx context.Context, community ids.ID, action, object, detail string) error {
	if err := s.Audit.Record(ctx, audit.Entry{CommunityID: community, Action: action, Object: object, Detail: detail}); err != nil {
		return fmt.Errorf("audit of %s: %w", action, err)
	}
	readers, err := s.People.StaffWith(ctx, community, "roster.read")
	if err != nil {
		return fmt.Errorf("readers of the roster of %d: %w", community, err)
	}
	users := make([]ids.ID, len(readers))
	for i, p := range readers {
		users[i] = p.ID
	}
	return s.Live.Tell(ctx, users, "roster.changed", community, community)
}

package identity

import (
	"context"
	"slices"
	"sync"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

const (
	// teamTTL is how long another process may go on telling a team that was
	// changed here; this process forgets it with the commit. Rights never come
	// from here: a session asks SQL.
	teamTTL  = 5 * time.Second
	maxTeams = 10_000
)

// mate is an active account of a community with what it may do.
type mate struct {
	event.Staff
	permissions []string // sorted
}

// teams keeps who works in a community: each change of anything there asks
// whom to tell.
type teams struct {
	now clock.Clock

	mu      sync.Mutex
	kept    map[ids.ID]team
	changes int // a team read before one is not kept after it
}

type team struct {
	mates []mate
	until time.Time
}

func newTeams(now clock.Clock) *teams { return &teams{now: now, kept: map[ids.ID]team{}} }

// changed forgets all teams once the transaction of ctx has committed, and
// makes it read SQL until then. They change seldom.
func (t *teams) changed(ctx context.Context) {
	db.Mark(ctx, t)
	db.AfterCommit(ctx, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.changes++
		clear(t.kept)
	})
}

// of is the community's team, kept or read.
func (t *teams) of(ctx context.Context, community ids.ID, read func() ([]mate, error)) ([]mate, error) {
	if db.Marked(ctx, t) {
		return read()
	}
	t.mu.Lock()
	have, changes := t.kept[community], t.changes
	t.mu.Unlock()
	if t.now().Before(have.until) {
		return have.mates, nil
	}
	mates, err := read()
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.changes == changes {
		if len(t.kept) >= maxTeams {
			clear(t.kept)
		}
		t.kept[community] = team{mates, t.now().Add(teamTTL)}
	}
	return mates, nil
}

// StaffWith lists the active accounts that hold a permission in a community,
// by id. It answers from memory for a few seconds: for telling people, not for
// rights.
func (s *Service) StaffWith(ctx context.Context, community ids.ID, permission string) ([]event.Staff, error) {
	mates, err := s.store.teams.of(ctx, community, func() ([]mate, error) { return s.readTeam(ctx, community) })
	if err != nil {
		return nil, err
	}
	var out []event.Staff
	for _, m := range mates {
		if _, ok := slices.BinarySearch(m.permissions, permission); ok {
			out = append(out, m.Staff)
		}
	}
	return out, nil
}

func (s *Service) readTeam(ctx context.Context, community ids.ID) ([]mate, error) {
	rows, err := s.store.staffIn(ctx, community)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	which := make([]ids.ID, len(rows))
	for i, a := range rows {
		which[i] = a.ID
	}
	roles, err := s.store.rolesOf(ctx, which)
	if err != nil {
		return nil, err
	}
	out := make([]mate, len(rows))
	for i, a := range rows {
		name, phone, err := s.openStaff(a)
		if err != nil {
			return nil, err
		}
		out[i] = mate{event.Staff{ID: a.ID, Name: name, Phone: phone}, union(roles[a.ID])}
	}
	return out, nil
}

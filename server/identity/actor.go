package identity

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

const (
	staffIdle     = 8 * time.Hour
	staffAbsolute = 24 * time.Hour
	// staffTouch bounds how often a request writes that the session is alive.
	staffTouch = time.Minute
)

// sessions builds Actors for the HTTP chain.
type sessions struct{ s *Service }

// Sessions is what the HTTP chain asks who calls.
func (s *Service) Sessions() httpx.Sessions { return sessions{s} }

// Resident is the Actor of a verified access token. The session's row decides
// whose it is: it may have joined another person since the token was made.
func (x sessions) Resident(ctx context.Context, c auth.Claims) (auth.Actor, error) {
	s := x.s
	return s.Cache.Get(ctx, c.Session, func(ctx context.Context) (auth.Actor, error) {
		row, err := s.store.session(ctx, c.Session)
		if db.NotFound(err) || err == nil && row.RevokedAt != nil {
			return auth.Actor{}, auth.ErrLogin
		}
		if err != nil {
			return auth.Actor{}, fmt.Errorf("session %d: %w", c.Session, err)
		}
		p, err := s.Person(ctx, row.PersonID)
		if err != nil {
			return auth.Actor{}, err
		}
		houses, err := s.bound(ctx, row.PersonID)
		if err != nil {
			return auth.Actor{}, err
		}
		return auth.Actor{Kind: auth.Resident, ID: p.ID, SessionID: row.ID, Name: shownAs(p.Name, p.Phone),
			Houses: houses, Communities: communitiesOf(houses)}, nil
	})
}

// shownAs is how event rows call somebody who has not told a name.
func shownAs(name, phone string) string {
	if name == "" && phone != "" {
		return pii.MaskPhone(phone)
	}
	if name == "" {
		return "住户"
	}
	return name
}

// Staff is the Actor of a session cookie. The session is read each time, so a
// disabled account is out at once in every process; its rights are cached.
func (x sessions) Staff(ctx context.Context, cookie string) (auth.Actor, error) {
	s := x.s
	row, err := s.store.staffSession(ctx, hashOf(cookie))
	if db.NotFound(err) {
		return auth.Actor{}, auth.ErrLogin
	}
	if err != nil {
		return auth.Actor{}, fmt.Errorf("staff session: %w", err)
	}
	now := s.Now()
	if row.RevokedAt != nil || now.Sub(row.LastSeenAt) >= staffIdle || now.Sub(row.CreatedAt) >= staffAbsolute {
		return auth.Actor{}, auth.ErrLogin
	}
	if now.Sub(row.LastSeenAt) >= staffTouch {
		if err := s.DB.Tx(ctx, func(ctx context.Context) error { return s.store.touchStaffSession(ctx, row.ID, now) }); err != nil {
			return auth.Actor{}, fmt.Errorf("staff session %d: %w", row.ID, err)
		}
	}
	return s.Cache.Get(ctx, row.ID, func(ctx context.Context) (auth.Actor, error) { return s.staffActor(ctx, row) })
}

func (s *Service) staffActor(ctx context.Context, session staffSession) (auth.Actor, error) {
	a, err := s.store.staff(ctx, session.StaffID)
	if err != nil {
		return auth.Actor{}, fmt.Errorf("staff %d: %w", session.StaffID, err)
	}
	if a.State != stateActive {
		return auth.Actor{}, auth.ErrLogin
	}
	name, err := s.Vault.Open(staffField(a.ID, "name"), a.NameSealed)
	if err != nil {
		return auth.Actor{}, err
	}
	r, err := s.reachOf(ctx, a)
	return auth.Actor{Kind: auth.Staff, ID: a.ID, SessionID: session.ID, CompanyID: a.CompanyID, Name: name,
		Permissions: r.permissions, Communities: r.communities, Platform: a.Platform}, err
}

// reachOf is what an account may do and where.
func (s *Service) reachOf(ctx context.Context, a staffAccount) (reach, error) {
	roles, err := s.store.rolesOf(ctx, []ids.ID{a.ID})
	if err != nil {
		return reach{}, err
	}
	scopes, err := s.store.scopesOf(ctx, []ids.ID{a.ID})
	return reach{permissions: union(roles[a.ID]), communities: scopes[a.ID], platform: a.Platform}, err
}

// union lists the permissions of roles, sorted. A permission that left the
// catalogue counts no more.
func union(roles []role) []string {
	out := []string{}
	known := auth.Permissions()
	for _, r := range roles {
		for _, p := range r.Permissions {
			if _, ok := slices.BinarySearch(known, p); ok {
				out = append(out, p)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

package identity

import (
	"context"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

// StaffRef names a role or a community.
type StaffRef struct {
	ID   ids.ID `json:"id"`
	Name string `json:"name"`
}

// StaffMe is what a staff member sees of himself.
type StaffMe struct {
	ID          ids.ID     `json:"id"`
	Name        string     `json:"name"`
	Username    string     `json:"username"`
	CompanyName string     `json:"companyName"`
	Roles       []string   `json:"roles" nullable:"false"`
	Permissions []string   `json:"permissions" nullable:"false"`
	Communities []StaffRef `json:"communities" nullable:"false"`
	// Platform: he runs the installation and sees its desk.
	Platform bool `json:"platform"`
}

// StaffView is an account as managers see it.
type StaffView struct {
	ID          ids.ID     `json:"id"`
	Username    string     `json:"username"`
	Name        string     `json:"name"`
	Phone       string     `json:"phone" doc:"masked"`
	State       string     `json:"state" enum:"setup,active,disabled"`
	StateLabel  string     `json:"stateLabel"`
	Disabled    bool       `json:"disabled"`
	Roles       []StaffRef `json:"roles" nullable:"false"`
	Communities []StaffRef `json:"communities" nullable:"false" doc:"those that the asking person may see"`
	CreatedAt   time.Time  `json:"createdAt"`
	LastLoginAt *time.Time `json:"lastLoginAt,omitempty"`
}

// StaffMe shows a staff member himself.
func (s *Service) StaffMe(ctx context.Context, who auth.Actor) (StaffMe, error) {
	a, err := s.store.staff(ctx, who.ID)
	if err != nil {
		return StaffMe{}, err
	}
	me := StaffMe{ID: who.ID, Name: who.Name, Username: a.Username, Permissions: who.Permissions, Platform: who.Platform, Roles: []string{}, Communities: []StaffRef{}}
	roles, err := s.store.rolesOf(ctx, []ids.ID{who.ID})
	if err != nil {
		return StaffMe{}, err
	}
	for _, r := range roles[who.ID] {
		me.Roles = append(me.Roles, r.Name)
	}
	if me.CompanyName, err = s.companyName(ctx, who.CompanyID); err != nil {
		return StaffMe{}, err
	}
	if len(who.Communities) == 0 && !who.Platform {
		return me, nil
	}
	which := who.Communities
	if who.Platform {
		which = nil // all of them
	}
	names, err := s.Places.CommunityNames(ctx, which)
	me.Communities = refs(names)
	return me, err
}

func (s *Service) companyName(ctx context.Context, company ids.ID) (string, error) {
	if company == 0 {
		return "平台", nil
	}
	return s.Places.CompanyName(ctx, company)
}

// refs lists names in the order of their ids.
func refs(names map[ids.ID]string) []StaffRef {
	out := make([]StaffRef, 0, len(names))
	for _, id := range unique(keys(names)) {
		out = append(out, StaffRef{id, names[id]})
	}
	return out
}

func keys(m map[ids.ID]string) []ids.ID {
	out := make([]ids.ID, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}

// ListStaff is one page of the accounts that who may see, newest first;
// community 0 means all. Error: auth.ErrDenied.
func (s *Service) ListStaff(ctx context.Context, who auth.Actor, community, before ids.ID) (page []StaffView, next ids.ID, err error) {
	if err := who.Must("staff.read"); err != nil {
		return nil, 0, err
	}
	if community != 0 && !who.In(community) {
		return nil, 0, auth.ErrDenied
	}
	rows, err := s.store.listStaff(ctx, who, community, before, staffPage+1)
	if err != nil {
		return nil, 0, err
	}
	if len(rows) > staffPage {
		rows = rows[:staffPage]
		next = rows[staffPage-1].ID
	}
	page, err = s.views(ctx, who, rows)
	return page, next, err
}

// oneStaff is an account as its manager sees it.
func (s *Service) oneStaff(ctx context.Context, who auth.Actor, id ids.ID) (StaffView, error) {
	a, err := s.store.staff(ctx, id)
	if err != nil {
		return StaffView{}, err
	}
	views, err := s.views(ctx, who, []staffAccount{a})
	if err != nil {
		return StaffView{}, err
	}
	return views[0], nil
}

func (s *Service) views(ctx context.Context, who auth.Actor, rows []staffAccount) ([]StaffView, error) {
	out := make([]StaffView, 0, len(rows))
	if len(rows) == 0 {
		return out, nil
	}
	which := make([]ids.ID, len(rows))
	for i, a := range rows {
		which[i] = a.ID
	}
	roles, err := s.store.rolesOf(ctx, which)
	if err != nil {
		return nil, err
	}
	scopes, err := s.store.scopesOf(ctx, which)
	if err != nil {
		return nil, err
	}
	names, err := s.namesOf(ctx, who, scopes)
	if err != nil {
		return nil, err
	}
	for _, a := range rows {
		v, err := s.view(a, roles[a.ID], scopes[a.ID], names)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// namesOf names those of the communities that who may know of.
func (s *Service) namesOf(ctx context.Context, who auth.Actor, scopes map[ids.ID][]ids.ID) (map[ids.ID]string, error) {
	var all []ids.ID
	for _, communities := range scopes {
		for _, c := range communities {
			if who.In(c) {
				all = append(all, c)
			}
		}
	}
	if len(all) == 0 {
		return map[ids.ID]string{}, nil
	}
	return s.Places.CommunityNames(ctx, unique(all))
}

func (s *Service) view(a staffAccount, roles []role, scope []ids.ID, names map[ids.ID]string) (StaffView, error) {
	name, phone, err := s.openStaff(a)
	if err != nil {
		return StaffView{}, err
	}
	v := StaffView{ID: a.ID, Username: a.Username, Name: name, Phone: pii.MaskPhone(phone), State: a.State, StateLabel: stateLabel(a.State),
		Disabled: a.State == stateDisabled, Roles: []StaffRef{}, Communities: []StaffRef{}, CreatedAt: a.CreatedAt, LastLoginAt: a.LastLoginAt}
	for _, r := range roles {
		v.Roles = append(v.Roles, StaffRef{r.ID, r.Name})
	}
	for _, c := range scope {
		if n, ok := names[c]; ok {
			v.Communities = append(v.Communities, StaffRef{c, n})
		}
	}
	return v, nil
}

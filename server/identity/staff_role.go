package identity

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// RoleIn is a role's name and what it may do.
type RoleIn struct {
	Name        string   `json:"name" minLength:"1" maxLength:"20"`
	Permissions []string `json:"permissions" minItems:"1" maxItems:"100" nullable:"false"`
}

// RoleChange changes a role; what is missing stays.
type RoleChange struct {
	Name        *string  `json:"name,omitempty" minLength:"1" maxLength:"20"`
	Permissions []string `json:"permissions,omitempty" minItems:"1" maxItems:"100" nullable:"false"`
}

// RoleView is a role as managers see it.
type RoleView struct {
	ID          ids.ID   `json:"id"`
	Name        string   `json:"name"`
	Permissions []string `json:"permissions" nullable:"false"`
	StaffCount  int      `json:"staffCount"`
}

// Roles lists the roles of who's company. Error: auth.ErrDenied.
func (s *Service) Roles(ctx context.Context, who auth.Actor) ([]RoleView, error) {
	if err := who.Must("staff.read"); err != nil {
		return nil, err
	}
	rows, err := s.store.roles(ctx, who.CompanyID, nil)
	if err != nil {
		return nil, err
	}
	which := make([]ids.ID, len(rows))
	for i, r := range rows {
		which[i] = r.ID
	}
	held, err := s.store.holders(ctx, which)
	if err != nil {
		return nil, err
	}
	out := make([]RoleView, len(rows))
	for i, r := range rows {
		out[i] = RoleView{ID: r.ID, Name: r.Name, Permissions: union([]role{r})}
		for _, h := range held {
			if h.RoleID == r.ID {
				out[i].StaffCount++
			}
		}
	}
	return out, nil
}

// CreateRole makes a role out of permissions that who has himself. Errors:
// auth.ErrDenied, ErrBeyond, ErrRoleName.
func (s *Service) CreateRole(ctx context.Context, who auth.Actor, in RoleIn) (RoleView, error) {
	if err := who.Must(manageRoles); err != nil {
		return RoleView{}, err
	}
	permissions, err := grantable(who, in.Permissions)
	if err != nil {
		return RoleView{}, err
	}
	r := role{ID: s.Gen.New(), CompanyID: who.CompanyID, Name: in.Name, Permissions: permissions, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.add(ctx, &r); db.Duplicate(err) {
			return ErrRoleName.With("name", ErrRoleName.Message)
		} else if err != nil {
			return fmt.Errorf("role: %w", err)
		}
		return s.recordRole(ctx, "role.create", r)
	})
	return RoleView{ID: r.ID, Name: r.Name, Permissions: permissions}, err
}

// grantable sorts a wish of permissions and refuses what who does not hold. Error: ErrBeyond.
func grantable(who auth.Actor, wish []string) ([]string, error) {
	out := slices.Compact(slices.Sorted(slices.Values(wish)))
	if !(reach{permissions: out}).within(who) {
		return nil, ErrBeyond.With("permissions", "其中有您自己没有的权限")
	}
	return out, nil
}

// ChangeRole changes a role of who's company for all who have it. Errors:
// auth.ErrDenied, ErrRole, ErrBeyond, ErrRoleName, ErrLastManager.
func (s *Service) ChangeRole(ctx context.Context, who auth.Actor, id ids.ID, c RoleChange) (out RoleView, err error) {
	if err := who.Must(manageRoles); err != nil {
		return RoleView{}, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		return s.keepingManager(ctx, who.CompanyID, func(ctx context.Context) error {
			held, err := s.store.holders(ctx, []ids.ID{id})
			if err != nil {
				return err
			}
			workers, err := s.workersAmong(ctx, held)
			if err != nil {
				return err
			}
			r, err := s.changedRole(ctx, who, id, c)
			if err != nil {
				return err
			}
			for _, h := range held {
				s.forgetAfter(ctx, h.StaffID)
			}
			if err := s.tellRoleLeft(ctx, held, workers); err != nil {
				return err
			}
			out = RoleView{ID: id, Name: r.Name, Permissions: union([]role{r}), StaffCount: len(held)}
			return s.recordRole(ctx, "role.change", r)
		})
	})
	return out, err
}

// changedRole changes the role's row.
func (s *Service) changedRole(ctx context.Context, who auth.Actor, id ids.ID, c RoleChange) (role, error) {
	r, err := s.store.lockRole(ctx, who.CompanyID, id)
	if db.NotFound(err) {
		return r, ErrRole
	}
	if err != nil {
		return r, err
	}
	if !(reach{permissions: union([]role{r})}).within(who) {
		return r, ErrBeyond // a role above who's own
	}
	if c.Name != nil {
		r.Name = *c.Name
	}
	if c.Permissions != nil {
		if r.Permissions, err = grantable(who, c.Permissions); err != nil {
			return r, err
		}
	}
	r.UpdatedAt = s.Now()
	err = s.store.changeRole(ctx, r)
	if db.Duplicate(err) {
		return r, ErrRoleName.With("name", ErrRoleName.Message)
	}
	return r, err
}

func (s *Service) recordRole(ctx context.Context, action string, r role) error {
	return s.Audit.Record(ctx, audit.Entry{Action: action, Object: "role:" + r.ID.String(), Detail: strings.Join(r.Permissions, " ")})
}

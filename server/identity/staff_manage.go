package identity

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

const (
	setupLife = 72 * time.Hour
	staffPage = 50
)

// StaffIn is a new account. Its password is set by its owner.
type StaffIn struct {
	Username     string   `json:"username" minLength:"3" maxLength:"32" pattern:"^[A-Za-z0-9._-]+$"`
	Name         string   `json:"name" minLength:"1" maxLength:"20"`
	Phone        string   `json:"phone,omitempty" maxLength:"30"`
	RoleIDs      []ids.ID `json:"roleIds" minItems:"1" maxItems:"20" nullable:"false"`
	CommunityIDs []ids.ID `json:"communityIds" maxItems:"500" nullable:"false"`
}

// StaffChange changes an account; what is missing stays.
type StaffChange struct {
	Name         *string  `json:"name,omitempty" minLength:"1" maxLength:"20"`
	Phone        *string  `json:"phone,omitempty" maxLength:"30"`
	RoleIDs      []ids.ID `json:"roleIds,omitempty" minItems:"1" maxItems:"20" nullable:"false"`
	CommunityIDs []ids.ID `json:"communityIds,omitempty" maxItems:"500" nullable:"false"`
}

// CreateStaff makes an account of who's company and answers the token for its
// first password. Errors: auth.ErrDenied, ErrBeyond, ErrRole, ErrUsername, pii.ErrPhone.
func (s *Service) CreateStaff(ctx context.Context, who auth.Actor, in StaffIn) (id ids.ID, setup string, err error) {
	if err := who.Must("staff.manage"); err != nil {
		return 0, "", err
	}
	a := staffAccount{ID: s.Gen.New(), CompanyID: who.CompanyID, Username: username(in.Username), State: stateSetup, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	if err := s.sealStaff(&a, in.Name, in.Phone); err != nil {
		return 0, "", err
	}
	setup = newSecret()
	until := s.Now().Add(setupLife)
	a.SetupHash, a.SetupUntil = hashOf(setup), &until
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.add(ctx, &a); db.Duplicate(err) {
			return ErrUsername.With("username", ErrUsername.Message)
		} else if err != nil {
			return fmt.Errorf("staff account: %w", err)
		}
		if err := s.grant(ctx, who, a, in.RoleIDs, in.CommunityIDs); err != nil {
			return err
		}
		return s.record(ctx, "staff.create", a.ID)
	})
	return a.ID, setup, err
}

// grant sets an account's roles and communities; nil leaves them. Who gives
// only what he has. Errors: ErrRole, ErrBeyond.
func (s *Service) grant(ctx context.Context, who auth.Actor, a staffAccount, roles, communities []ids.ID) error {
	if roles != nil {
		roles = unique(roles)
		found, err := s.store.roles(ctx, a.CompanyID, roles)
		if err != nil {
			return err
		}
		if len(found) != len(roles) {
			return ErrRole.With("roleIds", ErrRole.Message)
		}
		if !(reach{permissions: union(found)}).within(who) {
			return ErrBeyond.With("roleIds", "这些角色里有您自己没有的权限")
		}
		if err := s.store.setRoles(ctx, a.ID, roles); err != nil {
			return err
		}
	}
	if communities != nil {
		communities = unique(communities)
		names, err := s.Places.CommunityNames(ctx, communities)
		if err != nil {
			return err
		}
		if !(reach{communities: communities}).within(who) || len(communities) > 0 && len(names) != len(communities) {
			return ErrBeyond.With("communityIds", "这些小区里有不归您管的")
		}
		return s.store.setScopes(ctx, a.ID, communities)
	}
	return nil
}

func unique(in []ids.ID) []ids.ID {
	out := slices.Clone(in)
	slices.Sort(out)
	return slices.Compact(out)
}

// changing runs f on an account that who may touch, and sees to it that the
// company keeps a manager, that the act is recorded and that the Actor is
// built anew. Errors: auth.ErrDenied, ErrStaff, ErrBeyond, ErrLastManager, those of f.
func (s *Service) changing(ctx context.Context, who auth.Actor, id ids.ID, action string, f func(context.Context, staffAccount) error) error {
	if err := who.Must("staff.manage"); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		return s.keepingManager(ctx, s.companyOf(ctx, who, id), func(ctx context.Context) error {
			a, err := s.store.lockStaff(ctx, who, id)
			if db.NotFound(err) {
				return ErrStaff
			}
			if err != nil {
				return err
			}
			r, err := s.reachOf(ctx, a)
			if err != nil {
				return err
			}
			if !r.within(who) {
				return ErrBeyond
			}
			if err := f(ctx, a); err != nil {
				return err
			}
			if err := s.tellLeft(ctx, a, r); err != nil {
				return err
			}
			s.forgetAfter(ctx, id)
			return s.record(ctx, action, id)
		})
	})
}

// companyOf is the company whose managers an act on the account may concern.
func (s *Service) companyOf(ctx context.Context, who auth.Actor, id ids.ID) ids.ID {
	if who.Platform {
		if a, err := s.store.staff(ctx, id); err == nil {
			return a.CompanyID
		}
	}
	return who.CompanyID
}

// keepingManager refuses what leaves a company without an active holder of
// role.manage. Error: ErrLastManager.
func (s *Service) keepingManager(ctx context.Context, company ids.ID, f func(context.Context) error) error {
	before, err := s.store.lockManagers(ctx, company)
	if err != nil {
		return err
	}
	if err := f(ctx); err != nil {
		return err
	}
	after, err := s.store.lockManagers(ctx, company)
	if err == nil && len(before) > 0 && len(after) == 0 {
		return ErrLastManager
	}
	return err
}

func (s *Service) record(ctx context.Context, action string, staff ids.ID) error {
	return s.Audit.Record(ctx, audit.Entry{Action: action, Object: "staff:" + staff.String()})
}

// ChangeStaff changes name, phone, roles or communities. Errors: those of
// changing and grant, pii.ErrPhone.
func (s *Service) ChangeStaff(ctx context.Context, who auth.Actor, id ids.ID, c StaffChange) error {
	return s.changing(ctx, who, id, "staff.change", func(ctx context.Context, a staffAccount) error {
		name, phone, err := s.openStaff(a)
		if err != nil {
			return err
		}
		if c.Name != nil {
			name = *c.Name
		}
		if c.Phone != nil {
			phone = *c.Phone
		}
		if err := s.sealStaff(&a, name, phone); err != nil {
			return err
		}
		change := map[string]any{"name_sealed": a.NameSealed, "phone_sealed": a.PhoneSealed, "phone_index": a.PhoneIndex, "updated_at": s.Now()}
		if _, err := s.store.changeStaff(ctx, id, []string{a.State}, change); err != nil {
			return err
		}
		return s.grant(ctx, who, a, c.RoleIDs, c.CommunityIDs)
	})
}

// DisableStaff ends an account's sessions at once and lets nobody log in with
// it. Errors: those of changing, ErrState.
func (s *Service) DisableStaff(ctx context.Context, who auth.Actor, id ids.ID) error {
	return s.changing(ctx, who, id, "staff.disable", func(ctx context.Context, _ staffAccount) error {
		change := map[string]any{"state": stateDisabled, "setup_hash": "", "setup_until": nil, "version": bumpVersion(), "updated_at": s.Now()}
		return s.move(ctx, id, []string{stateActive, stateSetup}, change)
	})
}

// EnableStaff lets a disabled account log in again; one that never had a
// password needs a new setup token. Errors: those of changing, ErrState.
func (s *Service) EnableStaff(ctx context.Context, who auth.Actor, id ids.ID) error {
	return s.changing(ctx, who, id, "staff.enable", func(ctx context.Context, a staffAccount) error {
		state := stateActive
		if a.Password == "" {
			state = stateSetup
		}
		return s.move(ctx, id, []string{stateDisabled}, map[string]any{"state": state, "version": bumpVersion(), "updated_at": s.Now()})
	})
}

// ResetStaff takes password and authenticator away, ends all sessions and
// answers a new setup token. Errors: those of changing, ErrState.
func (s *Service) ResetStaff(ctx context.Context, who auth.Actor, id ids.ID) (setup string, err error) {
	setup = newSecret()
	err = s.changing(ctx, who, id, "staff.reset", func(ctx context.Context, _ staffAccount) error {
		return s.move(ctx, id, []string{stateActive, stateSetup}, s.toSetup(setup))
	})
	return setup, err
}

// toSetup is the change that makes an account wait for its first password.
// The last step stays, so that no code of the old authenticator counts again.
func (s *Service) toSetup(token string) map[string]any {
	return map[string]any{"state": stateSetup, "password": "", "totp_secret": "", "totp_on": false, "setup_hash": hashOf(token),
		"setup_until": s.Now().Add(setupLife), "version": bumpVersion(), "updated_at": s.Now()}
}

// move changes the state and ends every session of the account.
func (s *Service) move(ctx context.Context, id ids.ID, from []string, change map[string]any) error {
	ok, err := s.store.changeStaff(ctx, id, from, change)
	if err != nil {
		return err
	}
	if !ok {
		return ErrState
	}
	s.kickAfter(ctx, id, 0)
	return s.store.revokeStaff(ctx, id, s.Now())
}

func (s *Service) sealStaff(a *staffAccount, name, phone string) (err error) {
	if a.NameSealed, err = s.Vault.Seal(staffField(a.ID, "name"), name); err != nil {
		return err
	}
	a.PhoneSealed, a.PhoneIndex = "", ""
	if phone == "" {
		return nil
	}
	n, err := pii.ParsePhone(phone)
	if err != nil {
		return pii.ErrPhone.With("phone", pii.ErrPhone.Message)
	}
	a.PhoneIndex = s.Vault.Index(phoneIndex, string(n))
	a.PhoneSealed, err = s.Vault.Seal(staffField(a.ID, "phone"), string(n))
	return err
}

func (s *Service) openStaff(a staffAccount) (name, phone string, err error) {
	if name, err = s.Vault.Open(staffField(a.ID, "name"), a.NameSealed); err != nil {
		return "", "", err
	}
	phone, err = s.Vault.Open(staffField(a.ID, "phone"), a.PhoneSealed)
	return name, phone, err
}

func staffField(id ids.ID, column string) pii.Field {
	return pii.Field{Table: "staff_accounts", Column: column, Row: int64(id)}
}

// Staff answers accounts in clear; unknown ids are left out.
func (s *Service) Staff(ctx context.Context, which []ids.ID) (map[ids.ID]event.Staff, error) {
	out := make(map[ids.ID]event.Staff, len(which))
	if len(which) == 0 {
		return out, nil
	}
	rows, err := s.store.staffByIDs(ctx, which)
	if err != nil {
		return nil, err
	}
	for _, a := range rows {
		name, phone, err := s.openStaff(a)
		if err != nil {
			return nil, err
		}
		out[a.ID] = event.Staff{ID: a.ID, Name: name, Phone: phone}
	}
	return out, nil
}

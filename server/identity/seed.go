package identity

import (
	"context"
	"fmt"

	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// SeedStaffIn is an account made without a manager: of the demo, or the first
// of a company.
type SeedStaffIn struct {
	CompanyID   ids.ID
	Username    string
	Name        string
	Phone       string
	Password    string // "": the account waits for its setup token (SetupToken)
	TOTPSecret  string // base32; "": enrolled at the first log-in
	RoleName    string
	Permissions []string // of the role, when it is made now
	Communities []ids.ID
	Platform    bool
}

// SeedStaff makes the account, and its role when the company has none of that
// name. An account of that name that is there already stays as it is.
func (s *Service) SeedStaff(ctx context.Context, in SeedStaffIn) (ids.ID, error) {
	have, err := s.store.staffByName(ctx, username(in.Username))
	if err == nil || !db.NotFound(err) {
		return have.ID, err
	}
	a, err := s.seeded(ctx, in)
	if err != nil {
		return 0, fmt.Errorf("seed %s: %w", in.Username, err)
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.add(ctx, &a); err != nil {
			return err
		}
		r, err := s.SeedRole(ctx, in.CompanyID, in.RoleName, in.Permissions)
		if err != nil {
			return err
		}
		if err := s.store.setRoles(ctx, a.ID, []ids.ID{r}); err != nil {
			return err
		}
		return s.store.setScopes(ctx, a.ID, unique(in.Communities))
	})
	return a.ID, err
}

func (s *Service) seeded(ctx context.Context, in SeedStaffIn) (staffAccount, error) {
	a := staffAccount{ID: s.Gen.New(), CompanyID: in.CompanyID, Username: username(in.Username), State: stateSetup,
		Platform: in.Platform, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	if err := s.sealStaff(&a, in.Name, in.Phone); err != nil {
		return a, err
	}
	var err error
	if in.TOTPSecret != "" {
		if a.TOTPSecret, err = s.Vault.Seal(staffField(a.ID, "totp"), in.TOTPSecret); err != nil {
			return a, err
		}
		a.TOTPOn = true
	}
	if in.Password == "" {
		return a, nil
	}
	if err := checkPassword(in.Password, a.Username); err != nil {
		return a, err
	}
	a.State = stateActive
	a.Password, err = s.hashPassword(ctx, in.Password)
	return a, err
}

// SeedRole makes a role of a company, or finds it by its name and leaves it as
// it is. Error: ErrBeyond for an unknown permission.
func (s *Service) SeedRole(ctx context.Context, company ids.ID, name string, permissions []string) (ids.ID, error) {
	all, err := s.store.roles(ctx, company, nil)
	if err != nil {
		return 0, err
	}
	for _, r := range all {
		if r.Name == name {
			return r.ID, nil
		}
	}
	permissions, err = grantable(auth.SystemActor(), permissions)
	if err != nil {
		return 0, err
	}
	permissions = append([]string{}, permissions...) // of a role without any: [] and not NULL
	r := role{ID: s.Gen.New(), CompanyID: company, Name: name, Permissions: permissions, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	return r.ID, s.store.add(ctx, &r)
}

// SeedFirst makes the first account of a company, for the operator's command
// line, and answers the token for its first password. An account of the company
// that is there already gets the communities as well, and a token ("" when it
// has its password) only while it waits for one. Errors: ErrUsername when the
// name is another company's.
func (s *Service) SeedFirst(ctx context.Context, in SeedStaffIn) (setup string, err error) {
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		id, err := s.SeedStaff(ctx, in)
		if err != nil {
			return err
		}
		a, err := s.store.staff(ctx, id)
		if err != nil {
			return err
		}
		if a.CompanyID != in.CompanyID {
			return ErrUsername
		}
		have, err := s.store.scopesOf(ctx, []ids.ID{id})
		if err != nil {
			return err
		}
		if err := s.store.setScopes(ctx, id, unique(append(have[id], in.Communities...))); err != nil {
			return err
		}
		s.forgetAfter(ctx, id)
		if a.State == stateSetup {
			if setup, err = s.SetupToken(ctx, in.Username); err != nil {
				return err
			}
		}
		return s.Audit.Record(ctx, audit.Entry{Action: "staff.first", Object: "staff:" + id.String()})
	})
	return setup, err
}

// SetPlatform makes an account a platform administrator, or makes it one no
// more, for the operator's command line: nobody in the product can give that
// right. Its sessions end. Errors: ErrStaff, ErrState.
func (s *Service) SetPlatform(ctx context.Context, user string, on bool) error {
	a, err := s.store.staffByName(ctx, username(user))
	if db.NotFound(err) {
		return ErrStaff
	}
	if err != nil {
		return err
	}
	action := "staff.platform_on"
	if !on {
		action = "staff.platform_off"
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.move(ctx, a.ID, []string{stateActive, stateSetup}, map[string]any{"platform": on, "version": bumpVersion(), "updated_at": s.Now()}); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{Action: action, Object: "staff:" + a.ID.String()})
	})
}

// SetupToken answers a new setup token for an account, for the operator's
// command line: the first account of a company has no manager to ask. It takes
// password and authenticator away. Errors: ErrStaff, ErrState.
func (s *Service) SetupToken(ctx context.Context, user string) (token string, err error) {
	a, err := s.store.staffByName(ctx, username(user))
	if db.NotFound(err) {
		return "", ErrStaff
	}
	if err != nil {
		return "", err
	}
	token = newSecret()
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		return s.move(ctx, a.ID, []string{stateActive, stateSetup}, s.toSetup(token))
	})
	return token, err
}

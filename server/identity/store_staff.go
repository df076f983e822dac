package identity

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

type staffAccount struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CompanyID   ids.ID
	Username    string
	NameSealed  string
	PhoneSealed string
	PhoneIndex  string
	Password    string // argon2id; "" until it is set
	TOTPSecret  string `gorm:"column:totp_secret"` // sealed; "" until the first log-in
	TOTPOn      bool   `gorm:"column:totp_on"`     // the first code was right
	TOTPStep    int64  `gorm:"column:totp_step"`   // the last step that counted
	State       string
	Platform    bool
	SetupHash   string
	SetupUntil  *time.Time
	Version     int64 // rises when credentials change; ends log-ins half-way
	LastLoginAt *time.Time
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

func (staffAccount) TableName() string { return "staff_accounts" }

type role struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CompanyID   ids.ID
	Name        string
	Permissions []string `gorm:"serializer:json"`
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

func (role) TableName() string { return "roles" }

type staffRole struct {
	StaffID ids.ID `gorm:"primaryKey;autoIncrement:false"`
	RoleID  ids.ID `gorm:"primaryKey;autoIncrement:false"`
}

func (staffRole) TableName() string { return "staff_roles" }

// staffScope is what the tenant limit of staff is made of, so it is not
// limited by it: the field is not named CommunityID.
type staffScope struct {
	StaffID   ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Community ids.ID `gorm:"column:community_id;primaryKey;autoIncrement:false"`
}

func (staffScope) TableName() string { return "staff_scopes" }

type staffSession struct {
	ID         ids.ID `gorm:"primaryKey;autoIncrement:false"`
	StaffID    ids.ID
	TokenHash  string
	Device     string
	CreatedAt  time.Time
	LastSeenAt time.Time
	RevokedAt  *time.Time
}

func (staffSession) TableName() string { return "staff_sessions" }

func (s store) staff(ctx context.Context, id ids.ID) (a staffAccount, err error) {
	err = s.db.Conn(ctx).Take(&a, id).Error
	return a, err
}

func (s store) staffByName(ctx context.Context, user string) (a staffAccount, err error) {
	err = s.db.Conn(ctx).Where("username = ?", user).Take(&a).Error
	return a, err
}

func (s store) staffBySetup(ctx context.Context, hash string) (a staffAccount, err error) {
	err = s.db.Conn(ctx).Where("setup_hash = ?", hash).Take(&a).Error
	return a, err
}

func (s store) staffByIDs(ctx context.Context, which []ids.ID) (out []staffAccount, err error) {
	err = s.db.Conn(ctx).Where("id IN ?", which).Find(&out).Error
	return out, err
}

// lockStaff reads an account that who may see, for change: one of who's
// company that shares a community with who, or has none yet.
func (s store) lockStaff(ctx context.Context, who auth.Actor, id ids.ID) (a staffAccount, err error) {
	err = s.visible(ctx, who).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(&a).Error
	return a, err
}

func (s store) visible(ctx context.Context, who auth.Actor) *gorm.DB {
	q := s.db.Conn(ctx).Model(&staffAccount{})
	if who.Platform {
		return q
	}
	shared := s.db.Conn(ctx).Model(&staffScope{}).Select("staff_id").Where("community_id IN ?", who.Communities)
	scoped := s.db.Conn(ctx).Model(&staffScope{}).Select("staff_id")
	return q.Where("company_id = ? AND (id IN (?) OR id NOT IN (?))", who.CompanyID, shared, scoped)
}

// listStaff is one page of the accounts that who may see, newest first.
func (s store) listStaff(ctx context.Context, who auth.Actor, community, before ids.ID, n int) (out []staffAccount, err error) {
	q := s.visible(ctx, who).Order("id DESC").Limit(n)
	if community != 0 {
		q = q.Where("id IN (?)", s.db.Conn(ctx).Model(&staffScope{}).Select("staff_id").Where("community_id = ?", community))
	}
	if before != 0 {
		q = q.Where("id < ?", before)
	}
	err = q.Find(&out).Error
	return out, err
}

// changeStaff changes an account in one of the states; it reports whether it was.
func (s store) changeStaff(ctx context.Context, id ids.ID, states []string, change map[string]any) (bool, error) {
	s.teams.changed(ctx)
	r := s.db.Conn(ctx).Model(&staffAccount{}).Where("id = ? AND state IN ?", id, states).Updates(change)
	return r.RowsAffected == 1, r.Error
}

// bumpVersion is the change that ends log-ins half-way.
func bumpVersion() any { return gorm.Expr("version + 1") }

// useStep takes a step of the time code once.
func (s store) useStep(ctx context.Context, id ids.ID, version, step int64, now time.Time) (bool, error) {
	r := s.db.Conn(ctx).Model(&staffAccount{}).Where("id = ? AND version = ? AND state = ? AND totp_step < ?", id, version, stateActive, step).
		Updates(map[string]any{"totp_step": step, "totp_on": true, "last_login_at": now})
	return r.RowsAffected == 1, r.Error
}

func (s store) staffSession(ctx context.Context, hash string) (r staffSession, err error) {
	err = s.db.Conn(ctx).Where("token_hash = ?", hash).Take(&r).Error
	return r, err
}

func (s store) touchStaffSession(ctx context.Context, id ids.ID, now time.Time) error {
	return s.db.Conn(ctx).Model(&staffSession{}).Where("id = ? AND revoked_at IS NULL", id).Update("last_seen_at", now).Error
}

func (s store) revokeStaffSession(ctx context.Context, id ids.ID, now time.Time) error {
	return s.db.Conn(ctx).Model(&staffSession{}).Where("id = ? AND revoked_at IS NULL", id).Update("revoked_at", now).Error
}

func (s store) revokeStaff(ctx context.Context, staff ids.ID, now time.Time) error {
	return s.db.Conn(ctx).Model(&staffSession{}).Where("staff_id = ? AND revoked_at IS NULL", staff).Update("revoked_at", now).Error
}

// rolesOf answers the roles of each account.
func (s store) rolesOf(ctx context.Context, staff []ids.ID) (map[ids.ID][]role, error) {
	var links []staffRole
	if err := s.db.Conn(ctx).Where("staff_id IN ?", staff).Find(&links).Error; err != nil {
		return nil, err
	}
	var roles []role
	sub := s.db.Conn(ctx).Model(&staffRole{}).Select("role_id").Where("staff_id IN ?", staff)
	if err := s.db.Conn(ctx).Where("id IN (?)", sub).Order("id").Find(&roles).Error; err != nil {
		return nil, err
	}
	out := map[ids.ID][]role{}
	for _, r := range roles {
		for _, l := range links {
			if l.RoleID == r.ID {
				out[l.StaffID] = append(out[l.StaffID], r)
			}
		}
	}
	return out, nil
}

// scopesOf answers the communities of each account.
func (s store) scopesOf(ctx context.Context, staff []ids.ID) (map[ids.ID][]ids.ID, error) {
	var rows []staffScope
	err := s.db.Conn(ctx).Where("staff_id IN ?", staff).Order("community_id").Find(&rows).Error
	out := map[ids.ID][]ids.ID{}
	for _, r := range rows {
		out[r.StaffID] = append(out[r.StaffID], r.Community)
	}
	return out, err
}

func (s store) setRoles(ctx context.Context, staff ids.ID, roles []ids.ID) error {
	s.teams.changed(ctx)
	if err := s.db.Conn(ctx).Where("staff_id = ?", staff).Delete(&staffRole{}).Error; err != nil {
		return err
	}
	rows := make([]staffRole, len(roles))
	for i, r := range roles {
		rows[i] = staffRole{staff, r}
	}
	if len(rows) == 0 {
		return nil
	}
	return s.db.Conn(ctx).Create(&rows).Error
}

func (s store) setScopes(ctx context.Context, staff ids.ID, communities []ids.ID) error {
	s.teams.changed(ctx)
	if err := s.db.Conn(ctx).Where("staff_id = ?", staff).Delete(&staffScope{}).Error; err != nil {
		return err
	}
	rows := make([]staffScope, len(communities))
	for i, c := range communities {
		rows[i] = staffScope{staff, c}
	}
	if len(rows) == 0 {
		return nil
	}
	return s.db.Conn(ctx).Create(&rows).Error
}

// roles lists a company's roles; which, when given, limits them.
func (s store) roles(ctx context.Context, company ids.ID, which []ids.ID) (out []role, err error) {
	q := s.db.Conn(ctx).Where("company_id = ?", company)
	if which != nil {
		q = q.Where("id IN ?", which)
	}
	err = q.Order("id").Limit(200).Find(&out).Error
	return out, err
}

func (s store) lockRole(ctx context.Context, company, id ids.ID) (r role, err error) {
	err = s.db.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ? AND company_id = ?", id, company).Take(&r).Error
	return r, err
}

func (s store) changeRole(ctx context.Context, r role) error {
	s.teams.changed(ctx)
	return s.db.Conn(ctx).Model(&role{}).Where("id = ?", r.ID).Select("name", "permissions", "updated_at").
		Updates(&role{Name: r.Name, Permissions: r.Permissions, UpdatedAt: r.UpdatedAt}).Error
}

// holders lists who has any of the roles.
func (s store) holders(ctx context.Context, roles []ids.ID) (out []staffRole, err error) {
	err = s.db.Conn(ctx).Where("role_id IN ?", roles).Find(&out).Error
	return out, err
}

// lockManagers reads and locks a company's active holders of role.manage, so
// that two of them cannot take it from each other at once.
func (s store) lockManagers(ctx context.Context, company ids.ID) (out []staffAccount, err error) {
	all, err := s.roles(ctx, company, nil)
	if err != nil {
		return nil, err
	}
	var managing []ids.ID
	for _, r := range all {
		if slices.Contains(r.Permissions, manageRoles) {
			managing = append(managing, r.ID)
		}
	}
	if len(managing) == 0 {
		return nil, nil
	}
	having := s.db.Conn(ctx).Model(&staffRole{}).Select("staff_id").Where("role_id IN ?", managing)
	err = s.db.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("company_id = ? AND state = ? AND id IN (?)", company, stateActive, having).
		Order("id").Find(&out).Error
	return out, err
}

// staffIn lists a community's active accounts.
func (s store) staffIn(ctx context.Context, community ids.ID) (out []staffAccount, err error) {
	here := s.db.Conn(ctx).Model(&staffScope{}).Select("staff_id").Where("community_id = ?", community)
	err = s.db.Conn(ctx).Where("state = ? AND id IN (?)", stateActive, here).Order("id").Limit(500).Find(&out).Error
	return out, err
}

// keepTOTP keeps the secret of an enrolment that begins; of two callers one wins.
func (s store) keepTOTP(ctx context.Context, id ids.ID, version int64, sealed string) (bool, error) {
	r := s.db.Conn(ctx).Model(&staffAccount{}).Where("id = ? AND version = ? AND totp_secret = ?", id, version, "").Update("totp_secret", sealed)
	return r.RowsAffected == 1, r.Error
}

// firstPassword sets the password of an account that waits for it and uses
// its setup token up; of two callers one wins.
func (s store) firstPassword(ctx context.Context, id ids.ID, setupHash, password string, now time.Time) (bool, error) {
	s.teams.changed(ctx)
	r := s.db.Conn(ctx).Model(&staffAccount{}).Where("id = ? AND state = ? AND setup_hash = ?", id, stateSetup, setupHash).
		Updates(map[string]any{"state": stateActive, "password": password, "setup_hash": "", "setup_until": nil, "version": bumpVersion(), "updated_at": now})
	return r.RowsAffected == 1, r.Error
}

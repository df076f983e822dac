package identity

import (
	"context"
	"time"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// person is a row of persons. PhoneIndex is nil while no phone is known, so
// that the unique key admits many such persons.
type person struct {
	ID             ids.ID `gorm:"primaryKey;autoIncrement:false"`
	NameSealed     string
	PhoneSealed    string
	PhoneIndex     *string
	ElderMode      bool
	CurrentHouseID ids.ID
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

func (person) TableName() string { return "persons" }

type wechatAccount struct {
	ID        ids.ID `gorm:"primaryKey;autoIncrement:false"`
	OpenID    string `gorm:"column:open_id"`
	UnionID   string `gorm:"column:union_id"`
	PersonID  ids.ID
	CreatedAt time.Time
	UpdatedAt time.Time
}

func (wechatAccount) TableName() string { return "wechat_accounts" }

type residentSession struct {
	ID         ids.ID `gorm:"primaryKey;autoIncrement:false"`
	PersonID   ids.ID
	Device     string
	CreatedAt  time.Time
	LastSeenAt time.Time
	RevokedAt  *time.Time
	Reason     string
}

func (residentSession) TableName() string { return "resident_sessions" }

// refreshToken is one link of a session's chain. Salt makes the successor out
// of the token itself, which is not kept.
type refreshToken struct {
	ID        ids.ID `gorm:"primaryKey;autoIncrement:false"`
	SessionID ids.ID
	TokenHash string
	Salt      string
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    *time.Time
}

func (refreshToken) TableName() string { return "refresh_tokens" }

// store holds all SQL of residents; that of staff is in store_staff.go.
type store struct {
	db *db.DB
	// teams is told of every change of who works where with which rights.
	teams *teams
}

func (s store) add(ctx context.Context, row any) error {
	switch row.(type) {
	case *staffAccount, *role, *staffRole, *staffScope:
		s.teams.changed(ctx)
	}
	return s.db.Conn(ctx).Create(row).Error
}

func (s store) person(ctx context.Context, id ids.ID) (p person, err error) {
	err = s.db.Conn(ctx).Take(&p, id).Error
	return p, err
}

func (s store) people(ctx context.Context, which []ids.ID) (out []person, err error) {
	err = s.db.Conn(ctx).Where("id IN ?", which).Find(&out).Error
	return out, err
}

// byPhone answers db.NotFound's error when nobody has the phone.
func (s store) byPhone(ctx context.Context, index string) (p person, err error) {
	err = s.db.Conn(ctx).Where("phone_index = ?", index).Take(&p).Error
	return p, err
}

func (s store) changePerson(ctx context.Context, id ids.ID, change map[string]any) error {
	return s.db.Conn(ctx).Model(&person{}).Where("id = ?", id).Updates(change).Error
}

func (s store) account(ctx context.Context, openID string) (a wechatAccount, err error) {
	err = s.db.Conn(ctx).Where("open_id = ?", openID).Take(&a).Error
	return a, err
}

// sameUnion finds another account of the same WeChat user.
func (s store) sameUnion(ctx context.Context, unionID string) (a wechatAccount, err error) {
	err = s.db.Conn(ctx).Where("union_id = ?", unionID).Order("id").Take(&a).Error
	return a, err
}

// openID is the account a person used last; "" for none.
func (s store) openID(ctx context.Context, person ids.ID) (string, error) {
	var out []string
	err := s.db.Conn(ctx).Model(&wechatAccount{}).Where("person_id = ?", person).Order("updated_at DESC, id DESC").Limit(1).Pluck("open_id", &out).Error
	if err != nil || len(out) == 0 {
		return "", err
	}
	return out[0], nil
}

func (s store) openIDs(ctx context.Context, people []ids.ID) (out []wechatAccount, err error) {
	err = s.db.Conn(ctx).Where("person_id IN ?", people).Order("updated_at, id").Find(&out).Error
	return out, err
}

func (s store) touchAccount(ctx context.Context, id ids.ID, union string, now time.Time) error {
	change := map[string]any{"updated_at": now}
	if union != "" {
		change["union_id"] = union
	}
	return s.db.Conn(ctx).Model(&wechatAccount{}).Where("id = ?", id).Updates(change).Error
}

func (s store) moveAccounts(ctx context.Context, from, into ids.ID, now time.Time) error {
	return s.db.Conn(ctx).Model(&wechatAccount{}).Where("person_id = ?", from).Updates(map[string]any{"person_id": into, "updated_at": now}).Error
}

func (s store) session(ctx context.Context, id ids.ID) (r residentSession, err error) {
	err = s.db.Conn(ctx).Take(&r, id).Error
	return r, err
}

// touchSession reports false when the session was revoked meanwhile.
func (s store) touchSession(ctx context.Context, id ids.ID, now time.Time) (bool, error) {
	r := s.db.Conn(ctx).Model(&residentSession{}).Where("id = ? AND revoked_at IS NULL", id).Update("last_seen_at", now)
	return r.RowsAffected == 1, r.Error
}

func (s store) moveSession(ctx context.Context, id, into ids.ID) error {
	return s.db.Conn(ctx).Model(&residentSession{}).Where("id = ?", id).Update("person_id", into).Error
}

// liveSessions lists a person's devices, the latest first.
func (s store) liveSessions(ctx context.Context, person ids.ID, since time.Time) (out []residentSession, err error) {
	err = s.db.Conn(ctx).Where("person_id = ? AND revoked_at IS NULL AND last_seen_at > ?", person, since).Order("last_seen_at DESC, id DESC").Limit(50).Find(&out).Error
	return out, err
}

// revoke ends one live session of a person and reports whether there was one.
func (s store) revoke(ctx context.Context, person, session ids.ID, reason string, now time.Time) (bool, error) {
	r := s.db.Conn(ctx).Model(&residentSession{}).Where("id = ? AND person_id = ? AND revoked_at IS NULL", session, person).
		Updates(map[string]any{"revoked_at": now, "reason": reason})
	return r.RowsAffected == 1, r.Error
}

func (s store) revokeOthers(ctx context.Context, person, but ids.ID, reason string, now time.Time) error {
	return s.db.Conn(ctx).Model(&residentSession{}).Where("person_id = ? AND id <> ? AND revoked_at IS NULL", person, but).
		Updates(map[string]any{"revoked_at": now, "reason": reason}).Error
}

func (s store) token(ctx context.Context, hash string) (t refreshToken, err error) {
	err = s.db.Conn(ctx).Where("token_hash = ?", hash).Take(&t).Error
	return t, err
}

// useToken marks the token as used; of many callers one wins.
func (s store) useToken(ctx context.Context, id ids.ID, salt string, now time.Time) (won bool, err error) {
	r := s.db.Conn(ctx).Model(&refreshToken{}).Where("id = ? AND used_at IS NULL", id).Updates(map[string]any{"used_at": now, "salt": salt})
	return r.RowsAffected == 1, r.Error
}

// sweep deletes what has been dead for long, a bounded number of rows a call.
func (s store) sweep(ctx context.Context, before time.Time) error {
	for _, step := range []struct {
		row   any
		where string
	}{
		{&refreshToken{}, "expires_at < ?"},
		{&residentSession{}, "last_seen_at < ?"},
		{&staffSession{}, "created_at < ?"},
	} {
		var old []ids.ID
		if err := s.db.Conn(ctx).Model(step.row).Where(step.where, before).Limit(500).Pluck("id", &old).Error; err != nil {
			return err
		}
		if len(old) == 0 {
			continue
		}
		if err := s.db.Conn(ctx).Where("id IN ?", old).Delete(step.row).Error; err != nil {
			return err
		}
	}
	return nil
}

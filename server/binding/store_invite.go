package binding

import (
	"context"
	"time"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// invitation is a one-time token bound to the phone that was typed.
type invitation struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	HouseID     ids.ID
	InviterID   ids.ID
	TokenHash   string
	Phone       string
	PhoneIndex  string
	Role        Role
	Rights      string
	State       string
	BindingID   ids.ID
	ValidTo     *time.Time
	ExpiresAt   time.Time
	CreatedAt   time.Time
	EndedAt     *time.Time
}

// TableName is for gorm.
func (invitation) TableName() string { return "binding_invitations" }

// The states of an invitation.
const (
	invited      = "pending"
	inviteTaken  = "accepted"
	inviteBack   = "cancelled"
	inviteLapsed = "expired"
)

func (s store) addInvitation(ctx context.Context, i invitation) error {
	return s.db.Conn(ctx).Create(&i).Error
}

func (s store) invitation(ctx context.Context, id ids.ID) (i invitation, err error) {
	err = s.db.Conn(ctx).Where("id = ?", id).Take(&i).Error
	if db.NotFound(err) {
		err = ErrInviteGone
	}
	return i, err
}

func (s store) invitationByToken(ctx context.Context, hash string) (i invitation, err error) {
	err = s.db.Conn(ctx).Where("token_hash = ?", hash).Take(&i).Error
	if db.NotFound(err) {
		err = ErrInviteGone
	}
	return i, err
}

// invitationsOf lists a house's invitations, newest first.
func (s store) invitationsOf(ctx context.Context, house ids.ID) (out []invitation, err error) {
	err = s.db.Conn(ctx).Where("house_id = ?", house).Order("id DESC").Limit(50).Find(&out).Error
	return out, err
}

func (s store) openInvitations(ctx context.Context, house ids.ID, now time.Time) (n int64, err error) {
	err = s.db.Conn(ctx).Model(&invitation{}).Where("house_id = ? AND state = ? AND expires_at > ?", house, invited, now).Count(&n).Error
	return n, err
}

// endInvitation ends one that still waits; false when it no longer did.
func (s store) endInvitation(ctx context.Context, i invitation, state string, binding ids.ID, now time.Time) (bool, error) {
	r := s.db.Conn(ctx).Model(&invitation{}).Where("id = ? AND state = ?", i.ID, invited).
		Updates(map[string]any{"state": state, "binding_id": binding, "ended_at": now})
	return r.RowsAffected == 1, r.Error
}

// endInvitations takes back what a person who leaves a house has promised.
func (s store) endInvitations(ctx context.Context, house, inviter ids.ID, now time.Time) error {
	return s.db.Conn(ctx).Model(&invitation{}).Where("house_id = ? AND inviter_id = ? AND state = ?", house, inviter, invited).
		Updates(map[string]any{"state": inviteBack, "ended_at": now}).Error
}

func (s store) lapseInvitations(ctx context.Context, now time.Time) error {
	return s.db.Conn(ctx).Model(&invitation{}).Where("state = ? AND expires_at <= ?", invited, now).
		Updates(map[string]any{"state": inviteLapsed, "ended_at": now}).Error
}

package binding

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

const (
	inviteLife    = 72 * time.Hour
	maxOpenInvite = 10
	invitePage    = "/features/house/pages/accept?token="
)

// Invitation is what the inviter sees. Token and Link are there once, in the
// answer that makes it: only a hash is kept.
type Invitation struct {
	ID        ids.ID     `json:"id"`
	Token     string     `json:"token,omitempty"`
	Link      string     `json:"link,omitempty"`
	Phone     string     `json:"phone" doc:"masked"`
	Role      Role       `json:"role" enum:"member,tenant"`
	Rights    []string   `json:"rights" nullable:"false"`
	State     string     `json:"state" enum:"pending,accepted,cancelled,expired"`
	ExpiresAt time.Time  `json:"expiresAt"`
	ValidTo   *time.Time `json:"validTo,omitempty"`
}

// Invite is whom to invite as what.
type Invite struct {
	Phone   string     `json:"phone" minLength:"11" maxLength:"20"`
	Role    Role       `json:"role" enum:"member,tenant"`
	Rights  []string   `json:"rights" maxItems:"5" nullable:"false"`
	ValidTo *time.Time `json:"validTo,omitempty" doc:"end of a tenant's lease"`
}

func (i invitation) place() pii.Field {
	return pii.Field{Table: "binding_invitations", Column: "phone", Row: int64(i.ID), Community: int64(i.CommunityID)}
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// household is the actor's own valid binding to a house, read now, and a
// context that may touch the house. Error: ErrNotFound.
func (s *Service) household(ctx context.Context, who auth.Actor, house ids.ID) (context.Context, binding, error) {
	own, err := s.store.validOf(db.Everywhere(ctx), house, who.ID, s.Now()) // his own row
	if db.NotFound(err) {
		err = ErrNotFound
	}
	return db.Within(ctx, own.CommunityID), own, err
}

// Invite makes a link that lets the owner of one phone join a house.
// Errors: ErrNotFound for a house that is not the actor's, ErrInviteRights,
// ErrInviteSelf, ErrInviteMany, ErrInput.
func (s *Service) Invite(ctx context.Context, who auth.Actor, house ids.ID, in Invite) (Invitation, error) {
	rights, err := parseRights(in.Rights)
	if err != nil {
		return Invitation{}, err
	}
	phone, err := pii.ParsePhone(in.Phone)
	if err != nil || !phone.Mobile() {
		return Invitation{}, ErrInput.With("phone", "请填写 11 位手机号")
	}
	if in.ValidTo != nil && in.Role != Tenant {
		return Invitation{}, ErrInput.With("validTo", "只有租户需要填写到期日")
	}
	if err := checkEnd(in.ValidTo, s.Now()); err != nil {
		return Invitation{}, err
	}
	ctx, own, err := s.household(ctx, who, house)
	if err != nil {
		return Invitation{}, err
	}
	if !mayInvite(own.Role, splitRights(own.Rights), in.Role, rights) {
		return Invitation{}, ErrInviteRights
	}
	if err := s.mayInvitePhone(ctx, who, house, phone); err != nil {
		return Invitation{}, err
	}
	token := ids.Code(32, ids.URL)
	i := invitation{ID: s.Gen.New(), CommunityID: own.CommunityID, HouseID: house, InviterID: who.ID, TokenHash: hashToken(token),
		PhoneIndex: s.Vault.Index("phone", string(phone)), Role: in.Role, Rights: joinRights(rights), State: invited, ValidTo: in.ValidTo,
		ExpiresAt: s.Now().Add(inviteLife), CreatedAt: s.Now()}
	if i.Phone, err = s.Vault.Seal(i.place(), string(phone)); err != nil {
		return Invitation{}, fmt.Errorf("seal phone: %w", err)
	}
	if err := s.DB.Tx(ctx, func(ctx context.Context) error { return s.store.addInvitation(ctx, i) }); err != nil {
		return Invitation{}, fmt.Errorf("keep invitation: %w", err)
	}
	v, err := s.inviteView(i)
	v.Token, v.Link = token, invitePage+token
	return v, err
}

func (s *Service) mayInvitePhone(ctx context.Context, who auth.Actor, house ids.ID, phone pii.Phone) error {
	p, err := s.People.Person(ctx, who.ID)
	if err != nil {
		return fmt.Errorf("person %d: %w", who.ID, err)
	}
	if samePhone(p.Phone, string(phone)) {
		return ErrInviteSelf
	}
	n, err := s.store.openInvitations(ctx, house, s.Now())
	if err != nil {
		return fmt.Errorf("count invitations: %w", err)
	}
	if n >= maxOpenInvite {
		return ErrInviteMany
	}
	return nil
}

func (s *Service) inviteView(i invitation) (Invitation, error) {
	phone, err := s.Vault.Open(i.place(), i.Phone)
	if err != nil {
		return Invitation{}, fmt.Errorf("phone of invitation %d: %w", i.ID, err)
	}
	state := i.State
	if state == invited && !i.ExpiresAt.After(s.Now()) {
		state = inviteLapsed
	}
	return Invitation{ID: i.ID, Phone: pii.MaskPhone(phone), Role: i.Role, Rights: rightWords(i.Rights), State: state, ExpiresAt: i.ExpiresAt, ValidTo: i.ValidTo}, nil
}

// Invitations lists those of a house: an owner sees all, others their own.
// Error: ErrNotFound.
func (s *Service) Invitations(ctx context.Context, who auth.Actor, house ids.ID) ([]Invitation, error) {
	ctx, own, err := s.household(ctx, who, house)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.invitationsOf(ctx, house)
	if err != nil {
		return nil, fmt.Errorf("invitations of house %d: %w", house, err)
	}
	out := []Invitation{}
	for _, i := range rows {
		if own.Role != Owner && i.InviterID != who.ID {
			continue
		}
		v, err := s.inviteView(i)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// CancelInvitation ends an invitation: by its inviter or an owner of the house.
// Error: ErrInviteGone, also when it was accepted meanwhile.
func (s *Service) CancelInvitation(ctx context.Context, who auth.Actor, id ids.ID) (v Invitation, err error) {
	err = s.DB.Tx(db.Everywhere(ctx), func(ctx context.Context) error { // whose it is, is checked here
		i, err := s.store.invitation(ctx, id)
		if err != nil {
			return err
		}
		_, own, err := s.household(ctx, who, i.HouseID)
		if err != nil || own.Role != Owner && i.InviterID != who.ID {
			return ErrInviteGone.Because(err)
		}
		ok, err := s.store.endInvitation(ctx, i, inviteBack, 0, s.Now())
		if err == nil && !ok {
			err = ErrInviteGone
		}
		if err != nil {
			return err
		}
		i.State = inviteBack
		v, err = s.inviteView(i)
		return err
	})
	return v, err
}

// ExpireInvitations ends those that nobody accepted within 72 hours.
func (s *Service) ExpireInvitations(ctx context.Context) error {
	return s.DB.Tx(system(ctx), func(ctx context.Context) error { return s.store.lapseInvitations(ctx, s.Now()) })
}

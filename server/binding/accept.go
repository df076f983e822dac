package binding

import (
	"context"
	"fmt"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
)

// InvitationPreview is what the invited sees before he agrees.
type InvitationPreview struct {
	CommunityName    string    `json:"communityName"`
	HouseLabelMasked string    `json:"houseLabelMasked"`
	Role             Role      `json:"role" enum:"member,tenant"`
	Rights           []string  `json:"rights" nullable:"false"`
	ExpiresAt        time.Time `json:"expiresAt"`
}

// open is the invitation of a token that can still be accepted. Error: ErrInviteGone.
func (s *Service) open(ctx context.Context, token string) (invitation, error) {
	// The token is the right; its house may be anywhere.
	i, err := s.store.invitationByToken(db.Everywhere(ctx), hashToken(token))
	if err != nil {
		return i, err
	}
	if i.State != invited || !i.ExpiresAt.After(s.Now()) {
		return i, ErrInviteGone
	}
	return i, nil
}

// Preview shows an invitation to who holds its token. Error: ErrInviteGone.
func (s *Service) Preview(ctx context.Context, token string) (InvitationPreview, error) {
	i, err := s.open(ctx, token)
	if err != nil {
		return InvitationPreview{}, err
	}
	h, err := s.places.House(db.Within(ctx, i.CommunityID), i.HouseID)
	if err != nil {
		return InvitationPreview{}, err
	}
	return InvitationPreview{h.CommunityName, maskLabel(h.Label), i.Role, rightWords(i.Rights), i.ExpiresAt}, nil
}

// Accept joins the house of an invitation, once, and only with the phone it
// was sent to. Errors: ErrInviteGone, ErrInvitePhone, ErrPhone, ErrAlready.
func (s *Service) Accept(ctx context.Context, who auth.Actor, token string) (Binding, error) {
	p, err := s.People.Person(ctx, who.ID)
	if err != nil {
		return Binding{}, fmt.Errorf("person %d: %w", who.ID, err)
	}
	if p.Phone == "" {
		return Binding{}, ErrPhone
	}
	i, err := s.open(ctx, token)
	if err != nil {
		return Binding{}, err
	}
	if i.PhoneIndex != s.phoneIndex(p.Phone) {
		return Binding{}, ErrInvitePhone
	}
	var b binding
	err = s.DB.Tx(db.Within(ctx, i.CommunityID), func(ctx context.Context) error {
		b, err = s.join(ctx, who, p, i)
		return err
	})
	if err != nil {
		return Binding{}, err
	}
	return s.one(ctx, who, b)
}

func (s *Service) join(ctx context.Context, who auth.Actor, p event.Person, i invitation) (binding, error) {
	if err := s.inviterStill(ctx, i); err != nil {
		return binding{}, err
	}
	h, err := s.places.House(ctx, i.HouseID)
	if err != nil {
		return binding{}, err
	}
	was, found, err := s.store.living(ctx, i.HouseID, who.ID)
	if err != nil {
		return was, err
	}
	if found {
		if err := alreadyBound(was); err != nil {
			return was, err
		}
	} else {
		was = s.newborn(who.ID, h, i.Role, ByInvite)
		if err := s.seal(&was, p.Name, ""); err != nil {
			return was, err
		}
	}
	b, err := s.do(ctx, who, binding{}, was, step{act: Join, edit: func(b *binding, _ By) {
		b.Role, b.Rights, b.ValidTo, b.Source = i.Role, i.Rights, i.ValidTo, ByInvite
	}})
	if db.Duplicate(err) {
		return was, ErrAlready.Because(err)
	}
	if err != nil {
		return was, err
	}
	ok, err := s.store.endInvitation(ctx, i, inviteTaken, b.ID, s.Now())
	if err == nil && !ok {
		err = ErrInviteGone // accepted or taken back a moment ago
	}
	return b, err
}

// inviterStill refuses an invitation whose inviter may no longer give it.
func (s *Service) inviterStill(ctx context.Context, i invitation) error {
	own, err := s.store.validOf(ctx, i.HouseID, i.InviterID, s.Now())
	if db.NotFound(err) {
		return ErrInviteGone
	}
	if err != nil {
		return fmt.Errorf("inviter of invitation %d: %w", i.ID, err)
	}
	if !mayInvite(own.Role, splitRights(own.Rights), i.Role, splitRights(i.Rights)) {
		return ErrInviteGone
	}
	return nil
}

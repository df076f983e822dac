package identity

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

const (
	refreshLife = 30 * 24 * time.Hour
	// grace is how long a used token may come again for its own successor.
	grace = 30 * time.Second
	// keepDead is how long dead sessions stay for an inquiry.
	keepDead = 180 * 24 * time.Hour
)

// Session is what a device gets when it logs in or renews.
type Session struct {
	AccessToken  string    `json:"accessToken"`
	RefreshToken string    `json:"refreshToken"`
	ExpiresAt    time.Time `json:"expiresAt" doc:"of the access token"`
	Me           Me        `json:"me"`
}

// Device is one live session as its owner sees it.
type Device struct {
	ID         ids.ID    `json:"id"`
	Label      string    `json:"label"`
	Current    bool      `json:"current"`
	LastSeenAt time.Time `json:"lastSeenAt"`
}

// startSession opens a session of the person on the calling device, in a transaction.
func (s *Service) startSession(ctx context.Context, person ids.ID) (session ids.ID, refresh string, err error) {
	row := residentSession{ID: s.Gen.New(), PersonID: person, Device: auth.OriginFrom(ctx).Device, CreatedAt: s.Now(), LastSeenAt: s.Now()}
	if err := s.store.add(ctx, &row); err != nil {
		return 0, "", fmt.Errorf("session: %w", err)
	}
	refresh = newSecret()
	return row.ID, refresh, s.keepToken(ctx, row.ID, refresh)
}

func (s *Service) keepToken(ctx context.Context, session ids.ID, token string) error {
	return s.store.add(ctx, &refreshToken{ID: s.Gen.New(), SessionID: session, TokenHash: hashOf(token), CreatedAt: s.Now(), ExpiresAt: s.Now().Add(refreshLife)})
}

// answer makes what the device gets; the session must be committed.
func (s *Service) answer(ctx context.Context, person, session ids.ID, refresh string) (Session, error) {
	access, until, err := s.Tokens.Issue(person, session)
	if err != nil {
		return Session{}, fmt.Errorf("access token: %w", err)
	}
	me, err := s.Me(ctx, person)
	return Session{AccessToken: access, RefreshToken: refresh, ExpiresAt: until, Me: me}, err
}

// rotation is what became of a refresh token.
type rotation struct {
	person, session ids.ID
	next            string // "" when the session has ended
}

// Refresh replaces a refresh token by its successor. A token that comes a
// second time ends the session for everybody who holds a part of it, but for
// the grace of two requests that met. Error: ErrSessionEnded.
func (s *Service) Refresh(ctx context.Context, token string) (Session, error) {
	var r rotation
	err := s.DB.Tx(ctx, func(ctx context.Context) (err error) {
		r, err = s.rotate(ctx, token)
		return err
	})
	if err != nil {
		return Session{}, err
	}
	if r.next == "" {
		return Session{}, ErrSessionEnded
	}
	return s.answer(ctx, r.person, r.session, r.next)
}

// rotate answers an empty rotation, not an error, where the session is at its
// end: the revocation it may have written must commit.
func (s *Service) rotate(ctx context.Context, token string) (rotation, error) {
	t, err := s.store.token(ctx, hashOf(token))
	if db.NotFound(err) {
		return rotation{}, nil
	}
	if err != nil {
		return rotation{}, err
	}
	session, err := s.store.session(ctx, t.SessionID)
	if err != nil {
		return rotation{}, fmt.Errorf("session %d: %w", t.SessionID, err)
	}
	if session.RevokedAt != nil || !s.Now().Before(t.ExpiresAt) {
		return rotation{}, nil
	}
	salt := newSecret()
	won, err := s.store.useToken(ctx, t.ID, salt, s.Now())
	if err != nil {
		return rotation{}, err
	}
	if !won {
		return s.again(ctx, session, token)
	}
	live, err := s.store.touchSession(ctx, session.ID, s.Now())
	if err != nil || !live {
		return rotation{}, err
	}
	next := successor(token, salt)
	return rotation{session.PersonID, session.ID, next}, s.keepToken(ctx, session.ID, next)
}

// again decides about a token that was used before.
func (s *Service) again(ctx context.Context, session residentSession, token string) (rotation, error) {
	t, err := s.store.token(ctx, hashOf(token)) // as its winner left it
	if err != nil {
		return rotation{}, err
	}
	if t.UsedAt != nil && s.Now().Sub(*t.UsedAt) <= grace && auth.OriginFrom(ctx).Device == session.Device {
		next := successor(token, t.Salt)
		heir, err := s.store.token(ctx, hashOf(next))
		if err != nil {
			return rotation{}, fmt.Errorf("successor of token %d: %w", t.ID, err)
		}
		if heir.UsedAt == nil {
			return rotation{session.PersonID, session.ID, next}, nil
		}
	}
	slog.WarnContext(ctx, "a replaced refresh token came again", "session", session.ID, "request_id", auth.OriginFrom(ctx).RequestID)
	_, err = s.store.revoke(ctx, session.PersonID, session.ID, "reuse", s.Now())
	s.kickAfter(ctx, session.PersonID, session.ID)
	return rotation{}, err
}

// Logout ends the session of who.
func (s *Service) Logout(ctx context.Context, who auth.Actor) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		_, err := s.store.revoke(ctx, who.ID, who.SessionID, "logout", s.Now())
		s.kickAfter(ctx, who.ID, who.SessionID)
		return err
	})
}

// Devices lists where who is logged in, the latest first.
func (s *Service) Devices(ctx context.Context, who auth.Actor) ([]Device, error) {
	rows, err := s.store.liveSessions(ctx, who.ID, s.Now().Add(-refreshLife))
	out := make([]Device, len(rows))
	for i, r := range rows {
		out[i] = Device{ID: r.ID, Label: deviceLabel(r.Device), Current: r.ID == who.SessionID, LastSeenAt: r.LastSeenAt}
	}
	return out, err
}

// RevokeDevice logs one of who's devices out. Error: ErrDevice.
func (s *Service) RevokeDevice(ctx context.Context, who auth.Actor, session ids.ID) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		found, err := s.store.revoke(ctx, who.ID, session, "device", s.Now())
		if err != nil {
			return err
		}
		if !found {
			return ErrDevice
		}
		s.kickAfter(ctx, who.ID, session)
		return nil
	})
}

// RevokeOthers logs all devices of who out but the calling one.
func (s *Service) RevokeOthers(ctx context.Context, who auth.Actor) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error { return s.revokeOthers(ctx, who.ID, who.SessionID, "others") })
}

// revokeOthers ends a person's sessions but one, and their sockets one by one.
func (s *Service) revokeOthers(ctx context.Context, person, but ids.ID, reason string) error {
	open, err := s.store.liveSessions(ctx, person, time.Time{})
	if err != nil {
		return err
	}
	for _, o := range open {
		if o.ID != but {
			s.kickAfter(ctx, person, o.ID)
		}
	}
	return s.store.revokeOthers(ctx, person, but, reason, s.Now())
}

package identity

import (
	"context"
	"fmt"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/wechat"
)

// LoginWeChat opens a session for the WeChat user of a wx.login code, whom it
// may meet for the first time. Errors: those of wechat.Code2Session.
func (s *Service) LoginWeChat(ctx context.Context, code string) (Session, error) {
	w, err := s.WeChat.Code2Session(ctx, code)
	if err != nil {
		return Session{}, err
	}
	return s.login(ctx, func(ctx context.Context) (ids.ID, error) { return s.personOf(ctx, w) })
}

// login opens a session for the person that find answers, all in one transaction.
func (s *Service) login(ctx context.Context, find func(context.Context) (ids.ID, error)) (Session, error) {
	var person, session ids.ID
	var refresh string
	err := s.DB.Tx(ctx, func(ctx context.Context) (err error) {
		if person, err = find(ctx); err != nil {
			return err
		}
		session, refresh, err = s.startSession(ctx, person)
		return err
	})
	if err != nil {
		return Session{}, fmt.Errorf("log in: %w", err)
	}
	return s.answer(ctx, person, session, refresh)
}

// personOf finds the person of a WeChat account, by the account itself or by
// the user's other accounts, or makes one.
func (s *Service) personOf(ctx context.Context, w wechat.Session) (ids.ID, error) {
	a, err := s.store.account(ctx, w.OpenID)
	if err == nil {
		return a.PersonID, s.store.touchAccount(ctx, a.ID, w.UnionID, s.Now())
	}
	if !db.NotFound(err) {
		return 0, err
	}
	a = wechatAccount{ID: s.Gen.New(), OpenID: w.OpenID, UnionID: w.UnionID, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	if a.PersonID, err = s.knownByUnion(ctx, w.UnionID); err != nil {
		return 0, err
	}
	var p person
	if a.PersonID == 0 {
		if p, err = s.newPerson(""); err != nil {
			return 0, err
		}
		a.PersonID = p.ID
	}
	err = s.store.add(ctx, &a)
	if db.Duplicate(err) { // the same user logged in twice at once
		a, err = s.store.account(ctx, w.OpenID)
		return a.PersonID, err
	}
	if err == nil && p.ID != 0 {
		err = s.store.add(ctx, &p)
	}
	return a.PersonID, err
}

func (s *Service) knownByUnion(ctx context.Context, union string) (ids.ID, error) {
	if union == "" {
		return 0, nil
	}
	a, err := s.store.sameUnion(ctx, union)
	if db.NotFound(err) {
		return 0, nil
	}
	return a.PersonID, err
}

// AddPhone gives who the phone that the code of a getPhoneNumber button
// stands for. A person without phone and house whose phone is another's
// becomes that other; a changed phone logs the other devices out. Errors:
// ErrMobile, ErrPhoneTaken, those of wechat.PhoneNumber.
func (s *Service) AddPhone(ctx context.Context, who auth.Actor, code string) (Me, error) {
	text, err := s.WeChat.PhoneNumber(ctx, code)
	if err != nil {
		return Me{}, err
	}
	phone, err := mobile(text)
	if err != nil {
		return Me{}, err
	}
	person := who.ID
	err = s.DB.Tx(ctx, func(ctx context.Context) (err error) {
		person, err = s.givePhone(ctx, who, phone)
		return err
	})
	if db.Duplicate(err) { // somebody else proved the same phone just now
		return Me{}, ErrPhoneTaken.Because(err)
	}
	if err != nil {
		return Me{}, err
	}
	return s.Me(ctx, person)
}

// givePhone answers whom the phone belongs to afterwards.
func (s *Service) givePhone(ctx context.Context, who auth.Actor, phone pii.Phone) (ids.ID, error) {
	index := s.Vault.Index(phoneIndex, string(phone))
	p, err := s.store.person(ctx, who.ID)
	if err != nil {
		return 0, err
	}
	if p.PhoneIndex != nil && *p.PhoneIndex == index {
		return p.ID, nil
	}
	holder, err := s.store.byPhone(ctx, index)
	if err == nil {
		return holder.ID, s.join(ctx, who, p, holder.ID)
	}
	if !db.NotFound(err) {
		return 0, err
	}
	sealed, err := s.Vault.Seal(personField(p.ID, "phone"), string(phone))
	if err != nil {
		return 0, err
	}
	if err := s.store.changePerson(ctx, p.ID, map[string]any{"phone_sealed": sealed, "phone_index": index, "updated_at": s.Now()}); err != nil {
		return 0, err
	}
	s.forgetAfter(ctx, p.ID)
	if p.PhoneIndex == nil {
		return p.ID, nil
	}
	return p.ID, s.revokeOthers(ctx, p.ID, who.SessionID, "phone")
}

// join makes the calling session and all WeChat accounts of p those of into.
// Error: ErrPhoneTaken when p has a phone or a house of his own: two lives are
// not put together by a tap.
func (s *Service) join(ctx context.Context, who auth.Actor, p person, into ids.ID) error {
	houses, err := s.bound(ctx, p.ID)
	if err != nil {
		return err
	}
	if p.PhoneIndex != nil || len(houses) > 0 {
		return ErrPhoneTaken
	}
	if err := s.store.moveAccounts(ctx, p.ID, into, s.Now()); err != nil {
		return err
	}
	if err := s.revokeOthers(ctx, p.ID, who.SessionID, "joined"); err != nil {
		return err
	}
	if err := s.store.moveSession(ctx, who.SessionID, into); err != nil {
		return err
	}
	s.forgetAfter(ctx, p.ID, into)
	return s.Box.Publish(ctx, event.PersonMerged{From: p.ID, Into: into})
}

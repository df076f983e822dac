package notify

import (
	"context"
	"slices"

	"zhijian/server/platform/auth"
)

// Wish is one kind on one channel.
type Wish struct {
	Kind    string `json:"kind" enum:"repair,binding,bill,notice"`
	Channel string `json:"channel" enum:"wechat,sms"`
	On      bool   `json:"on"`
}

// PreferencesOf are how who wants to be told.
func (s *Service) PreferencesOf(ctx context.Context, who auth.Actor) (Preferences, error) {
	all, err := s.store.preferences(ctx, who.ID)
	return all[who.ID], err
}

// Prefer changes how who wants to be told; wishes that are not there stay as
// they are. Errors: ErrQuiet, ErrKind, ErrPhone when somebody without a phone
// asks to be called.
func (s *Service) Prefer(ctx context.Context, who auth.Actor, change func(*Preferences), wishes []Wish) (p Preferences, err error) {
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		all, err := s.store.preferences(ctx, who.ID)
		if err != nil {
			return err
		}
		p = all[who.ID]
		was := p.CallMe
		change(&p)
		for _, w := range wishes {
			if !slices.ContainsFunc(kinds, func(k struct{ kind, label string }) bool { return k.kind == w.Kind }) || w.Channel != channelWeChat && w.Channel != channelSMS {
				return ErrKind
			}
			p.choose(w.Kind, w.Channel, w.On)
		}
		if err := p.check(); err != nil {
			return err
		}
		if p.CallMe && !was {
			phone, err := s.phoneOf(ctx, who.Kind == auth.Staff, who.ID)
			if err != nil {
				return err
			}
			if phone == "" {
				return ErrPhone
			}
		}
		return s.store.prefer(ctx, who.ID, p, s.Now())
	})
	return p, err
}

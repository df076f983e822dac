package notify

import (
	"context"
	"fmt"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
)

// KindWish is what somebody wants of one kind of message.
type KindWish struct {
	Kind   string `json:"kind" enum:"repair,binding,bill,notice"`
	Label  string `json:"label"`
	WeChat bool   `json:"wechat"`
	SMS    bool   `json:"sms"`
}

// PreferencesView are somebody's wishes. The inbox always has everything, and
// urgent messages come at once on every channel, whatever is chosen here.
type PreferencesView struct {
	Kinds     []KindWish `json:"kinds" nullable:"false"`
	CallMe    bool       `json:"callMe" doc:"the desk calls and reads important messages aloud"`
	Quiet     bool       `json:"quiet"`
	QuietFrom string     `json:"quietFrom" doc:"HH:MM in Shanghai"`
	QuietTo   string     `json:"quietTo"`
}

// PreferencesChange changes some of them; what is missing stays.
type PreferencesChange struct {
	Wishes    []Wish  `json:"wishes,omitempty" nullable:"false" maxItems:"20"`
	CallMe    *bool   `json:"callMe,omitempty"`
	Quiet     *bool   `json:"quiet,omitempty"`
	QuietFrom *string `json:"quietFrom,omitempty" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$"`
	QuietTo   *string `json:"quietTo,omitempty" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$"`
}

type preferencesOut struct{ Body PreferencesView }

type preferIn struct {
	httpx.Once
	Body PreferencesChange
}

func viewOf(p Preferences) *preferencesOut {
	v := PreferencesView{Kinds: []KindWish{}, CallMe: p.CallMe, Quiet: p.Quiet, QuietFrom: hhmm(p.QuietFrom), QuietTo: hhmm(p.QuietTo)}
	for _, k := range kinds {
		v.Kinds = append(v.Kinds, KindWish{k.kind, k.label, p.Wants(k.kind, channelWeChat), p.Wants(k.kind, channelSMS)})
	}
	return &preferencesOut{v}
}

func hhmm(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

func minutes(s string) (m int) {
	var h int
	_, _ = fmt.Sscanf(s, "%d:%d", &h, &m) // the schema has checked the form
	return h*60 + m
}

func (s *Service) getPreferences(ctx context.Context, _ *struct{}) (*preferencesOut, error) {
	p, err := s.PreferencesOf(ctx, auth.From(ctx))
	if err != nil {
		return nil, err
	}
	return viewOf(p), nil
}

func (s *Service) patchPreferences(ctx context.Context, in *preferIn) (*preferencesOut, error) {
	b := in.Body
	p, err := s.Prefer(ctx, auth.From(ctx), func(p *Preferences) {
		if b.CallMe != nil {
			p.CallMe = *b.CallMe
		}
		if b.Quiet != nil {
			p.Quiet = *b.Quiet
		}
		if b.QuietFrom != nil {
			p.QuietFrom = minutes(*b.QuietFrom)
		}
		if b.QuietTo != nil {
			p.QuietTo = minutes(*b.QuietTo)
		}
	}, b.Wishes)
	if err != nil {
		return nil, err
	}
	return viewOf(p), nil
}

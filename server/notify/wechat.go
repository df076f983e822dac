package notify

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"zhijian/server/platform/errs"
	"zhijian/server/platform/wechat"
)

// sendWeChat makes one attempt.
func (s *Service) sendWeChat(ctx context.Context, d delivery, m message) (outcome, error) {
	openID, err := s.People.OpenID(ctx, d.PersonID)
	if err != nil {
		return outcome{code: "people", again: true}, err
	}
	if openID == "" {
		return outcome{code: "no_openid"}, nil
	}
	var fields map[string]string
	if bad := json.Unmarshal([]byte(d.Content), &fields); bad != nil {
		return outcome{code: "content", dead: true}, bad
	}
	err = s.WeChat.SendSubscribe(ctx, openID, d.Template, strings.TrimPrefix(m.Link, "/"), fields)
	o := outcome{code: codeOf(err), again: retryable(err)}
	switch {
	case err == nil:
		return outcome{}, nil
	case errors.Is(err, wechat.ErrQuota):
		return outcome{code: o.code, noLeave: true}, nil
	case !o.again:
		o.dead = !errors.Is(err, wechat.ErrRecipient)
	}
	return o, err
}

func retryable(err error) bool {
	_, known := errs.From(err)
	return err != nil && (!known || errors.Is(err, wechat.ErrUnavailable) || errors.Is(err, wechat.ErrTooOften))
}

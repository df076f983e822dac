package notify

import (
	"context"
	"errors"
	"strings"
	"time"

	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/wechat"
)

const (
	// useful is how long a WeChat message is worth sending; later the inbox
	// has to do.
	useful = time.Hour
	// maxTries ends the tries of a WeChat that does not answer.
	maxTries = 6
)

// errBusy brings a task back later: another run of it sends just now.
var errBusy = errors.New("notify: being sent")

type wechatPayload struct {
	MessageID ids.ID            `json:"messageId"`
	Page      string            `json:"page"`
	Fields    map[string]string `json:"fields"`
}

// sendWeChat sends one message. It may run twice: the intent is written before
// the call and the result after it, and a delivery whose result is missing is
// not sent again.
func (s *Service) sendWeChat(ctx context.Context, p wechatPayload) error {
	d, err := s.intend(ctx, p.MessageID)
	if err != nil || d.State != "sending" {
		return err
	}
	openID, err := s.People.OpenID(ctx, d.PersonID)
	if err != nil {
		return errors.Join(err, s.conclude(ctx, d, "pending", "people"))
	}
	if openID == "" {
		return s.giveBack(ctx, d, "no_openid")
	}
	err = s.WeChat.SendSubscribe(ctx, openID, d.Template, strings.TrimPrefix(p.Page, "/"), p.Fields)
	code := codeOf(err)
	switch {
	case err == nil:
		return s.conclude(ctx, d, "delivered", "")
	case errors.Is(err, wechat.ErrQuota):
		return s.exhausted(ctx, d, code)
	case !retryable(err) || d.Attempts >= maxTries:
		s.log.Warn("notify: WeChat refused", "message", d.MessageID, "code", code)
		return s.giveBack(ctx, d, code)
	}
	return errors.Join(err, s.conclude(ctx, d, "pending", code))
}

func retryable(err error) bool {
	_, known := errs.From(err)
	return !known || errors.Is(err, wechat.ErrUnavailable) || errors.Is(err, wechat.ErrTooOften)
}

func codeOf(err error) string {
	if e, ok := errs.From(err); ok {
		return e.Code
	}
	if err != nil {
		return "failed"
	}
	return ""
}

// intend moves a pending delivery to sending. What it answers in another state
// needs nothing more.
func (s *Service) intend(ctx context.Context, message ids.ID) (d delivery, err error) {
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if d, err = s.store.delivery(ctx, message, channelWeChat); err != nil {
			return err
		}
		switch {
		case d.State == "sending": // the process that sent it died before it could say how it went
			d.State, d.UpdatedAt = "unknown", s.Now()
			_, err := s.store.move(ctx, d, "sending")
			return err
		case d.State != "pending":
			return nil
		case s.Now().Sub(d.CreatedAt) > useful:
			d.State = "skipped"
			return s.refund(ctx, d, "pending", "too_late")
		}
		d.State, d.Attempts, d.UpdatedAt = "sending", d.Attempts+1, s.Now()
		won, err := s.store.move(ctx, d, "pending")
		if err == nil && !won {
			err = errBusy
		}
		return err
	})
	return d, err
}

// conclude writes how a sending delivery went. The work of a worker that is
// being stopped must still be noted.
func (s *Service) conclude(ctx context.Context, d delivery, state, code string) error {
	return s.DB.Tx(context.WithoutCancel(ctx), func(ctx context.Context) error {
		d.State, d.ErrorCode, d.UpdatedAt = state, code, s.Now()
		_, err := s.store.move(ctx, d, "sending")
		return err
	})
}

// giveBack ends a delivery that WeChat did not take and returns the leave.
func (s *Service) giveBack(ctx context.Context, d delivery, code string) error {
	return s.DB.Tx(context.WithoutCancel(ctx), func(ctx context.Context) error {
		d.State = "failed"
		return s.refund(ctx, d, "sending", code)
	})
}

func (s *Service) refund(ctx context.Context, d delivery, from, code string) error {
	d.ErrorCode, d.UpdatedAt = code, s.Now()
	if moved, err := s.store.move(ctx, d, from); err != nil || !moved {
		return err
	}
	return s.credit(ctx, d.PersonID, d.Template, "refund", d.MessageID)
}

// exhausted believes WeChat: no leave is left, whatever we counted.
func (s *Service) exhausted(ctx context.Context, d delivery, code string) error {
	return s.DB.Tx(context.WithoutCancel(ctx), func(ctx context.Context) error {
		d.State, d.ErrorCode, d.UpdatedAt = "failed", code, s.Now()
		if moved, err := s.store.move(ctx, d, "sending"); err != nil || !moved {
			return err
		}
		had, err := s.store.exhaust(ctx, d.PersonID, d.Template, s.Now())
		if err != nil {
			return err
		}
		return s.store.note(ctx, entry{ID: s.Gen.New(), PersonID: d.PersonID, Template: d.Template, Delta: -had, Reason: "exhausted", MessageID: d.MessageID, CreatedAt: s.Now()})
	})
}

package notify

import (
	"context"
	"errors"
	"time"

	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
)

const (
	// useful is how long a message is worth sending after its time; later the
	// inbox has to do.
	useful = time.Hour
	// maxTries ends the tries of a provider that does not answer.
	maxTries = 6
)

// errBusy brings a task back later: another run of it sends just now.
var errBusy = errors.New("notify: being sent")

// outcome is how an attempt ended. Again asks for another one; dead is for the
// desk; neither is a refusal that only the reader can change.
type outcome struct {
	code        string
	again, dead bool
	noLeave     bool // WeChat says that there is no leave
}

// send sends one message on one channel. It may run twice: the intent is
// written before the call and the result after it, and a delivery whose result
// is missing is not sent again by itself.
func (s *Service) send(ctx context.Context, p sendPayload) error {
	d, m, err := s.intend(ctx, p)
	if err != nil || d.State != "sending" {
		return err
	}
	var o outcome
	if p.Channel == channelWeChat {
		o, err = s.sendWeChat(ctx, d, m)
	} else {
		o, err = s.sendText(ctx, d, m)
	}
	switch {
	case err == nil && o == (outcome{}):
		return s.conclude(ctx, d, "delivered", "")
	case err == nil && o.noLeave:
		return s.exhausted(ctx, d, o.code)
	case err == nil || !o.again: // said no, for good
		return s.fail(ctx, d, m, o)
	case d.Attempts >= maxTries:
		o.dead = true
		return s.fail(ctx, d, m, o)
	}
	return errors.Join(err, s.conclude(ctx, d, "pending", o.code))
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
func (s *Service) intend(ctx context.Context, p sendPayload) (d delivery, m message, err error) {
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if d, err = s.store.delivery(ctx, p.MessageID, p.Channel); err != nil {
			return err
		}
		if m, err = s.store.message(ctx, p.MessageID); err != nil {
			return err
		}
		now := s.Now()
		if d.State == "sending" { // the process that sent it died before it could say how it went
			d.State, d.UpdatedAt, d.DeadAt = "unknown", now, &now
			_, err := s.store.move(ctx, d, "sending")
			return err
		}
		if d.State != "pending" {
			return nil
		}
		if stop, err := s.reconsider(ctx, &d, m, now); err != nil || stop {
			return err
		}
		d.State, d.Attempts, d.UpdatedAt = "sending", d.Attempts+1, now
		won, err := s.store.move(ctx, d, "pending")
		if err == nil && !won {
			err = errBusy
		}
		return err
	})
	return d, m, err
}

// reconsider asks again what may have changed since the message was planned.
func (s *Service) reconsider(ctx context.Context, d *delivery, m message, now time.Time) (stop bool, err error) {
	why := ""
	due := d.CreatedAt
	if d.DueAt != nil {
		due = *d.DueAt
	}
	prefs, err := s.store.preferences(ctx, d.PersonID)
	if err != nil {
		return false, err
	}
	left, err := s.hasLeft(ctx, m.Staff, m.UserID, m.House)
	p := prefs[d.PersonID]
	switch {
	case err != nil:
		return false, err
	case now.Sub(due) > useful:
		why = "too_late"
	case left:
		why = "left"
	case m.ReadAt != nil && d.Attempts == 0:
		why = "read"
	case !m.Urgent && !p.Wants(m.Kind, d.Channel):
		why = "switched_off"
	}
	if why != "" {
		d.State = "skipped"
		return true, s.refund(ctx, *d, "pending", why)
	}
	if from := p.From(now); !m.Urgent && from.After(now) { // the quiet hours were changed, or the task is late
		d.DueAt, d.UpdatedAt = &from, now
		if moved, err := s.store.move(ctx, *d, "pending"); err != nil || !moved {
			return true, err
		}
		return true, s.queue(ctx, *d, m, from)
	}
	return false, nil
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

// fail ends a delivery that was not taken and returns the leave. What nobody
// but us can mend goes to the desk; an urgent one goes on to the call list.
func (s *Service) fail(ctx context.Context, d delivery, m message, o outcome) error {
	s.log.Warn("notify: not sent", "message", d.MessageID, "channel", d.Channel, "code", o.code)
	return s.DB.Tx(context.WithoutCancel(ctx), func(ctx context.Context) error {
		now := s.Now()
		d.State = "failed"
		if o.dead {
			d.DeadAt = &now
		}
		if err := s.refund(ctx, d, "sending", o.code); err != nil {
			return err
		}
		if d.Channel != channelSMS || !m.Urgent || m.Staff {
			return nil
		}
		return s.callInstead(ctx, d, m)
	})
}

func (s *Service) refund(ctx context.Context, d delivery, from, code string) error {
	d.ErrorCode, d.UpdatedAt = code, s.Now()
	if moved, err := s.store.move(ctx, d, from); err != nil || !moved || d.Channel != channelWeChat {
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

// phoneOf is the reader's phone in clear; "" for none.
func (s *Service) phoneOf(ctx context.Context, staff bool, id ids.ID) (string, error) {
	if staff {
		all, err := s.People.Staff(ctx, []ids.ID{id})
		return all[id].Phone, err
	}
	all, err := s.People.People(ctx, []ids.ID{id})
	return all[id].Phone, err
}

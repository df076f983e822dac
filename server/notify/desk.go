package notify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/task"
)

// detailOf is the sentence of a refusal.
func detailOf(err error) string {
	if e, ok := errs.From(err); ok {
		return e.Message
	}
	return ""
}

// Log is a page of the delivery log of the communities that who sees. q is a
// whole phone number or the number of a matter.
func (s *Service) Log(ctx context.Context, who auth.Actor, f LogFilter, q string, before ids.ID) (page []line, next ids.ID, err error) {
	if f.Community > 0 && !who.In(f.Community) {
		return nil, 0, auth.ErrDenied
	}
	if q = strings.TrimSpace(q); q != "" {
		if phone, err := pii.ParsePhone(q); err == nil {
			id, ok, err := s.People.PersonByPhone(ctx, string(phone))
			if err != nil || !ok {
				return nil, 0, err
			}
			f.Person = id
		} else {
			f.Number = strings.ToUpper(q)
		}
	}
	page, err = s.store.log(ctx, who.Communities, who.Platform, f, before, pageSize+1)
	if err == nil && len(page) > pageSize {
		page, next = whole(page)
	}
	return page, next, err
}

// whole ends a page between two messages, never inside one.
func whole(page []line) ([]line, ids.ID) {
	last := page[len(page)-1].Delivery.MessageID
	n := len(page)
	for n > 0 && page[n-1].Delivery.MessageID == last {
		n--
	}
	if n == 0 { // one message alone fills the page
		return page, last
	}
	return page[:n], page[n-1].Delivery.MessageID
}

// LogOf are the deliveries of one message. Error: ErrNotFound.
func (s *Service) LogOf(ctx context.Context, who auth.Actor, message ids.ID) ([]line, error) {
	all, err := s.store.ofMessage(ctx, who.Communities, who.Platform, message)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	return all, err
}

// dead finds a delivery that waits on the desk. Errors: ErrNotFound, ErrSettled.
func (s *Service) dead(ctx context.Context, who auth.Actor, message ids.ID, channel string) (line, error) {
	all, err := s.LogOf(ctx, who, message)
	if err != nil {
		return line{}, err
	}
	for _, l := range all {
		if l.Delivery.Channel == channel {
			if l.Delivery.DeadAt == nil {
				return l, ErrSettled
			}
			return l, nil
		}
	}
	return line{}, ErrNotFound
}

// Resend tries a dead delivery again. Errors: ErrNotFound, ErrSettled, ErrNoLeave.
func (s *Service) Resend(ctx context.Context, who auth.Actor, message ids.ID, channel string) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		l, err := s.dead(ctx, who, message, channel)
		if err != nil {
			return err
		}
		now := s.Now()
		d := l.Delivery
		if channel == channelWeChat {
			left, err := s.store.take(ctx, d.PersonID, d.Template, now)
			if err != nil {
				return err
			}
			if !left {
				return ErrNoLeave
			}
			if err := s.store.note(ctx, entry{ID: s.Gen.New(), PersonID: d.PersonID, Template: d.Template, Delta: -1, Reason: "send", MessageID: message, CreatedAt: now}); err != nil {
				return err
			}
		}
		d.State, d.Attempts, d.DueAt, d.UpdatedAt = "pending", 1, &now, now
		d.ClosedBy, d.ClosedReason = who.ID, "重新发送"
		if won, err := s.store.settle(ctx, d); err != nil || !won {
			return orSettled(err)
		}
		if err := s.Box.Enqueue(ctx, TaskSend, task.Default, sendPayload{MessageID: message, Channel: channel}, now); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{CommunityID: d.Community, Action: "notify.resend", Object: "message:" + message.String(), Detail: channel})
	})
}

func orSettled(err error) error {
	if err == nil {
		return ErrSettled
	}
	return err
}

// Drop takes a dead delivery off the desk for good. Errors: ErrNotFound, ErrSettled.
func (s *Service) Drop(ctx context.Context, who auth.Actor, message ids.ID, channel, reason string) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		l, err := s.dead(ctx, who, message, channel)
		if err != nil {
			return err
		}
		d := l.Delivery
		d.ClosedBy, d.ClosedReason, d.UpdatedAt = who.ID, reason, s.Now()
		if won, err := s.store.settle(ctx, d); err != nil || !won {
			return orSettled(err)
		}
		return s.Audit.Record(ctx, audit.Entry{CommunityID: d.Community, Action: "notify.drop", Object: "message:" + message.String(), Detail: channel})
	})
}

// DeadTask is an event that never became a message.
type DeadTask struct {
	ID        ids.ID    `json:"id"`
	Template  string    `json:"template"`
	Label     string    `json:"label"`
	Staff     bool      `json:"staff"`
	Error     string    `json:"error"`
	Attempts  int64     `json:"attempts"`
	CreatedAt time.Time `json:"createdAt"`
}

// DeadTasks are the latest events of who's communities that were given up
// before there was a message.
func (s *Service) DeadTasks(ctx context.Context, who auth.Actor) ([]DeadTask, error) {
	rows, err := s.Box.Dead(ctx, 0, 100, TaskDeliver)
	if err != nil {
		return nil, err
	}
	out := []DeadTask{}
	for _, r := range rows {
		if n, ok := eventOf(r); ok && who.In(n.CommunityID) {
			t, _, _ := lookup(n.Template)
			out = append(out, DeadTask{r.ID, n.Template, first(t.resident.title, t.staff.title), n.Staff, pii.Redact(r.LastError), r.Attempts, r.CreatedAt})
		}
	}
	return out, nil
}

func eventOf(r outbox.Row) (n event.Notify, ok bool) {
	return n, r.Message().Into(&n) == nil
}

// SettleTask tries such an event again, or drops it with a reason. Errors:
// ErrNotFound, outbox.ErrNotDead.
func (s *Service) SettleTask(ctx context.Context, who auth.Actor, id ids.ID, drop bool, reason string) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		rows, err := s.Box.Dead(ctx, id+1, 1, TaskDeliver)
		if err != nil {
			return err
		}
		if len(rows) == 0 || rows[0].ID != id {
			return ErrNotFound
		}
		n, ok := eventOf(rows[0])
		if !ok || !who.In(n.CommunityID) {
			return ErrNotFound
		}
		act, action := s.Box.Retry, "notify.retry_task"
		if drop {
			act, action = s.Box.Drop, "notify.drop_task"
		}
		if err := act(ctx, id); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{CommunityID: n.CommunityID, Action: action, Object: "outbox:" + id.String(), Detail: fmt.Sprintf("%s %s", n.Template, pii.Redact(reason))})
	})
}

// Counts are the figures of the desk on the workbench: calls to make now, and
// what did not go out and waits for a decision.
func (s *Service) Counts(ctx context.Context, community ids.ID) (map[string]int, error) {
	calls, err := s.store.waiting(ctx, community, s.Now())
	if err != nil {
		return nil, fmt.Errorf("count calls: %w", err)
	}
	dead, err := s.store.deadOf(ctx, community)
	if err != nil {
		return nil, fmt.Errorf("count what did not go out: %w", err)
	}
	return map[string]int{"callsWaiting": calls, "messagesDead": dead}, nil
}

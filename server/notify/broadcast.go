package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

const (
	// step is how many people are told in one transaction.
	step = 500
	// walkFor ends one run of the task well within the outbox's lease.
	walkFor = 15 * time.Second
	// keyOfAll begins the de-duplication keys of broadcasts.
	keyOfAll = "all:"
)

type broadcastPayload struct {
	ID ids.ID `json:"id"`
}

// broadcast is one thing told to many.
type broadcast struct {
	ID         ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Community  ids.ID `gorm:"column:community_id"`
	RefID      ids.ID
	Template   string
	Payload    string // event.NotifyAll
	State      string // running | done | stopped
	LastID     ids.ID
	Told       int64
	Total      int64
	CreatedAt  time.Time
	UpdatedAt  time.Time `gorm:"autoUpdateTime:false"`
	FinishedAt *time.Time
}

func (broadcast) TableName() string { return "notify_broadcasts" }

// TellAll begins to tell everybody of an audience. It runs in the transaction
// of the change; a second time for the same template and matter does nothing.
func (s *Service) TellAll(ctx context.Context, n event.NotifyAll) error {
	total, err := s.Households.AudienceSize(ctx, n.Audience)
	if err != nil {
		return fmt.Errorf("size of an audience: %w", err)
	}
	raw, err := json.Marshal(n)
	if err != nil {
		return err
	}
	now := s.Now()
	b := broadcast{ID: s.Gen.New(), Community: n.Audience.CommunityID, RefID: n.Ref, Template: n.Template, Payload: string(raw), State: "running", Total: int64(total), CreatedAt: now, UpdatedAt: now}
	known, err := s.store.broadcastOf(ctx, n.Template, n.Ref)
	if err != nil || known.ID > 0 {
		return err
	}
	if err := s.store.addBroadcast(ctx, b); err != nil {
		return err
	}
	return s.Box.Enqueue(ctx, TaskBroadcast, task.Bulk, broadcastPayload{b.ID}, now)
}

// StopAll ends telling: those who were told already keep their message.
func (s *Service) StopAll(ctx context.Context, template string, ref ids.ID) error {
	return s.store.stopBroadcast(ctx, template, ref, s.Now())
}

// Spread is how far broadcasts about these matters have come.
func (s *Service) Spread(ctx context.Context, template string, refs []ids.ID) (map[ids.ID]event.Spread, error) {
	rows, err := s.store.broadcasts(ctx, template, refs)
	out := make(map[ids.ID]event.Spread, len(rows))
	for _, b := range rows {
		out[b.RefID] = event.Spread{Told: int(b.Told), Total: int(b.Total), Running: b.State == "running"}
	}
	return out, err
}

// walk tells chunk after chunk; what it did not finish goes on in a later run.
func (s *Service) walk(ctx context.Context, p broadcastPayload) error {
	b, err := s.store.broadcast(ctx, p.ID)
	if err != nil {
		return err
	}
	var n event.NotifyAll
	if err := json.Unmarshal([]byte(b.Payload), &n); err != nil {
		return errors.Join(err, task.ErrSkipRetry)
	}
	x, err := s.words(ctx, notifyOf(b, n))
	if err != nil {
		return err
	}
	for end := s.Now().Add(walkFor); b.State == "running"; {
		if b, err = s.tellSome(ctx, b, n, x); err != nil {
			return err
		}
		if b.State == "running" && s.Now().After(end) {
			return s.DB.Tx(ctx, func(ctx context.Context) error { return s.Box.Enqueue(ctx, TaskBroadcast, task.Bulk, p, s.Now()) })
		}
	}
	return nil
}

// notifyOf is what each of the audience is told.
func notifyOf(b broadcast, n event.NotifyAll) event.Notify {
	return event.Notify{CommunityID: b.Community, Template: n.Template, Params: n.Params, Link: n.Link, Urgent: n.Urgent, Dedupe: "x"}
}

// key keeps what a broadcast says to one reader unique.
func (b broadcast) key() string { return keyOf(fmt.Sprintf("%s%s:%d", keyOfAll, b.Template, b.RefID)) }

// tellSome tells the next few people in one transaction. Where the walk stands
// is moved in it by compare and set, so that two walkers tell nobody twice.
func (s *Service) tellSome(ctx context.Context, was broadcast, n event.NotifyAll, x told) (b broadcast, err error) {
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		b = was
		people, err := s.Households.Audience(ctx, n.Audience, b.LastID, step)
		if err != nil {
			return err
		}
		now := s.Now()
		b.UpdatedAt = now
		if len(people) > 0 {
			b.LastID, b.Told = people[len(people)-1], b.Told+int64(len(people))
		}
		if len(people) < step {
			b.State, b.FinishedAt = "done", &now
			b.Total = b.Told
		}
		moved, err := s.store.moveBroadcast(ctx, was, b)
		if err != nil {
			return err
		}
		if !moved { // another walker, or it was stopped
			b, err = s.store.broadcast(ctx, b.ID)
			return err
		}
		if b.State == "done" {
			if err := s.Box.Enqueue(ctx, TaskRing, task.Bulk, ringPayload{ID: b.ID}, now); err != nil {
				return err
			}
		}
		return s.tellThese(ctx, b, x, people)
	})
	return b, err
}

// tellThese writes everything for a chunk with a handful of statements.
func (s *Service) tellThese(ctx context.Context, b broadcast, x told, people []ids.ID) error {
	key := b.key()
	known, err := s.store.toldOf(ctx, people, key)
	if err != nil {
		return err
	}
	people = slices.DeleteFunc(slices.Clone(people), func(id ids.ID) bool { return known[id] })
	if len(people) == 0 {
		return nil
	}
	messages := make([]message, len(people))
	for i, id := range people {
		m := s.compose(x, "")
		m.UserID, m.DedupeKey = id, key
		messages[i] = m
	}
	if err := s.store.add(ctx, messages...); err != nil {
		return err
	}
	if err := s.planMany(ctx, x, messages); err != nil {
		return err
	}
	if err := s.count(ctx, people...); err != nil {
		return err
	}
	return s.Live.Tell(ctx, people, "inbox.new", b.RefID, b.Community)
}

// planMany plans the inbox of all with one statement, and other channels one
// by one for those alone who can have any: who gave leave, asked for text
// messages or calls, or everybody when it is urgent.
func (s *Service) planMany(ctx context.Context, x told, all []message) error {
	people := make([]ids.ID, len(all))
	for i, m := range all {
		people[i] = m.UserID
	}
	prefs, err := s.store.preferences(ctx, people...)
	if err != nil {
		return err
	}
	leave, err := s.store.haveLeave(ctx, people, s.Templates[x.tpl.wechat])
	if err != nil {
		return err
	}
	now := s.Now()
	var plain []delivery
	for _, m := range all {
		p := prefs[m.UserID]
		if m.Urgent || p.CallMe || leave[m.UserID] || p.Wants(m.Kind, channelSMS) {
			if err := s.plan(ctx, x, m, p); err != nil {
				return err
			}
			continue
		}
		plain = append(plain, delivery{MessageID: m.ID, Channel: channelInbox, PersonID: m.UserID, Community: m.Community, State: "delivered", CreatedAt: now, UpdatedAt: now})
	}
	if len(plain) == 0 {
		return nil
	}
	return s.store.addDeliveries(ctx, plain...)
}

// found turns "no row" into a zero value.
func found[T any](x T, err error) (T, error) {
	if db.NotFound(err) {
		return x, nil
	}
	return x, err
}

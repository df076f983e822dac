package notify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"zhijian/server/event"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

// The tasks of this capability.
const (
	TaskDeliver = "notify:deliver" // for each event.Notify; subscribe it to the topic "notify"
	TaskWeChat  = "notify:wechat"
)

const (
	channelInbox  = "inbox"
	channelWeChat = "wechat"
)

// MountTasks adds the background work.
func (s *Service) MountTasks(mux *task.Mux) {
	s.Box.Handle(mux, TaskDeliver, func(ctx context.Context, m task.Message) error {
		var n event.Notify
		if err := m.Into(&n); err != nil {
			return err
		}
		return s.deliver(ctx, n, m.Key)
	})
	s.Box.HandleOutside(mux, TaskWeChat, func(ctx context.Context, m task.Message) error {
		var p wechatPayload
		if err := m.Into(&p); err != nil {
			return err
		}
		return s.sendWeChat(ctx, p)
	})
}

// deliver runs in the transaction that marks its outbox row done.
func (s *Service) deliver(ctx context.Context, n event.Notify, rowKey string) error {
	t, c, ok := lookup(n.Template)
	if !ok {
		s.log.Error("notify: nobody wrote this template", "template", n.Template)
	}
	v := c.values(t, n.Params, s.Now())
	m := s.compose(n, t, c.kind, v, rowKey)
	known, err := s.store.told(ctx, m.UserID, m.DedupeKey)
	if err != nil || known {
		return err
	}
	// Two at once end at the unique key; the loser comes back and is known.
	if err := s.store.add(ctx, m); err != nil {
		return err
	}
	if !n.Staff {
		if err := s.count(ctx, m.UserID); err != nil {
			return err
		}
	}
	if err := s.Live.Tell(ctx, []ids.ID{m.UserID}, "inbox.new", m.ID, m.Community); err != nil {
		return err
	}
	return s.plan(ctx, n, t, c.fields(t, v), m)
}

func (s *Service) compose(n event.Notify, t template, kind string, v values, rowKey string) message {
	words := t.resident
	if n.Staff || words.body == "" {
		words = t.staff
	}
	if words.body == "" {
		words = t.resident
	}
	return message{
		ID: s.Gen.New(), UserID: n.To, Staff: n.Staff, Community: n.CommunityID, Kind: kind,
		Title: cut(v.words(words.title), maxTitle), Body: cut(v.words(words.body), maxBody),
		Link: link(n.Link), DedupeKey: dedupeKey(n, rowKey), CreatedAt: s.Now(),
	}
}

// dedupeKey keeps what a sender says to one person in one template apart from
// other templates. Without a key each event is its own.
func dedupeKey(n event.Notify, rowKey string) string {
	if n.Dedupe == "" {
		return "row:" + rowKey
	}
	key := n.Template + ":" + n.Dedupe
	if len(key) <= 128 {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return "sha:" + hex.EncodeToString(sum[:])
}

// count tells the home page how many messages wait.
func (s *Service) count(ctx context.Context, person ids.ID) error {
	n, err := s.store.unread(ctx, person)
	if err != nil {
		return err
	}
	return s.Home.Unread(ctx, person, n)
}

// plan notes the channels and, when leave is left, takes one and asks for the
// WeChat message: all in the transaction of the inbox row.
func (s *Service) plan(ctx context.Context, n event.Notify, t template, fields map[string]string, m message) error {
	now := s.Now()
	all := []delivery{{MessageID: m.ID, Channel: channelInbox, PersonID: m.UserID, State: "delivered", CreatedAt: now, UpdatedAt: now}}
	id := s.Templates[t.wechat]
	if n.Staff || id == "" {
		return s.store.addDeliveries(ctx, all...)
	}
	wx := delivery{MessageID: m.ID, Channel: channelWeChat, PersonID: m.UserID, Template: id, State: "skipped", CreatedAt: now, UpdatedAt: now}
	left, err := s.store.take(ctx, m.UserID, id, now)
	if err != nil {
		return err
	}
	if !left {
		return s.store.addDeliveries(ctx, append(all, wx)...)
	}
	wx.State = "pending"
	if err := s.store.addDeliveries(ctx, append(all, wx)...); err != nil {
		return err
	}
	if err := s.store.note(ctx, entry{ID: s.Gen.New(), PersonID: m.UserID, Template: id, Delta: -1, Reason: "send", MessageID: m.ID, CreatedAt: now}); err != nil {
		return err
	}
	return s.Box.Enqueue(ctx, TaskWeChat, task.Default, wechatPayload{MessageID: m.ID, Page: m.Link, Fields: fields}, now)
}

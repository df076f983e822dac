package notify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

// The tasks of this capability.
const (
	TaskDeliver   = "notify:deliver" // for each event.Notify; subscribe it to the topic "notify"
	TaskSend      = "notify:send"    // one message on one channel outside SQL
	TaskBroadcast = "notify:broadcast"
	TaskRing      = "notify:ring" // a broadcast to households without the app
)

const (
	// mergeFor is how long a message takes in others of its key while it is unread.
	mergeFor = 24 * time.Hour
	// mergeWait is how long WeChat and text messages wait for more to come.
	mergeWait = 5 * time.Minute
)

// MountTasks adds the background work.
func (s *Service) MountTasks(mux *task.Mux) {
	s.Box.HandleTogether(mux, TaskDeliver, func(ctx context.Context, m task.Message) error {
		var n event.Notify
		if err := m.Into(&n); err != nil {
			return err
		}
		return s.deliver(ctx, n, m.Key)
	})
	s.Box.HandleOutside(mux, TaskSend, func(ctx context.Context, m task.Message) error {
		var p sendPayload
		if err := m.Into(&p); err != nil {
			return err
		}
		return s.send(ctx, p)
	})
	s.Box.HandleOutside(mux, TaskBroadcast, func(ctx context.Context, m task.Message) error {
		var p broadcastPayload
		if err := m.Into(&p); err != nil {
			return err
		}
		return s.walk(ctx, p)
	})
	s.Box.Handle(mux, TaskRing, func(ctx context.Context, m task.Message) error {
		var p ringPayload
		if err := m.Into(&p); err != nil {
			return err
		}
		return s.ringAll(ctx, p)
	})
}

// told is something to tell, in the words of the reader's company.
type told struct {
	event.Notify
	tpl  template
	chap chapter
	vals values
}

// words finds the template and the company's own words for it, once for all
// readers of a broadcast.
func (s *Service) words(ctx context.Context, n event.Notify) (told, error) {
	t, c, ok := lookup(n.Template)
	if !ok {
		s.log.Error("notify: nobody wrote this template", "template", n.Template)
	}
	if n.CommunityID > 0 {
		company, err := s.Places.CompanyOf(ctx, n.CommunityID)
		if err != nil {
			return told{}, fmt.Errorf("company of a message: %w", err)
		}
		mine, err := s.store.overrides(ctx, company, n.Template)
		if err != nil {
			return told{}, err
		}
		t = t.with(mine)
	}
	return told{n, t, c, c.values(t, n.Params, s.Now())}, nil
}

// deliver runs in the transaction that marks its outbox row done.
func (s *Service) deliver(ctx context.Context, n event.Notify, rowKey string) error {
	if n.To == 0 {
		return s.tellHouse(ctx, n, rowKey)
	}
	if left, err := s.hasLeft(ctx, n.Staff, n.To, n.HouseID); err != nil || left {
		return err
	}
	x, err := s.words(ctx, n)
	if err != nil {
		return err
	}
	m := s.compose(x, rowKey)
	if n.Merge != "" {
		merged, err := s.merge(ctx, x, m)
		if err != nil || merged {
			return err
		}
	} else if known, err := s.store.told(ctx, m.UserID, m.DedupeKey); err != nil || known {
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
	prefs, err := s.store.preferences(ctx, m.UserID)
	if err != nil {
		return err
	}
	return s.plan(ctx, x, m, prefs[m.UserID])
}

// hasLeft reports whether a message is about a house that its reader has left.
func (s *Service) hasLeft(ctx context.Context, staff bool, person, house ids.ID) (bool, error) {
	if staff || house == 0 {
		return false, nil
	}
	lives, err := s.Households.Lives(ctx, person, house)
	return !lives, err
}

// merge puts the message into one of its key that waits unread. It answers
// true when there is nothing more to do.
func (s *Service) merge(ctx context.Context, x told, m message) (done bool, err error) {
	now := s.Now()
	if err := s.store.turn(ctx, m.UserID, m.MergeKey, now); err != nil {
		return false, err
	}
	fresh, err := s.store.hear(ctx, m.UserID, m.DedupeKey, now)
	if err != nil || !fresh {
		return true, err
	}
	open, err := s.store.open(ctx, m.UserID, m.MergeKey, now.Add(-mergeFor))
	if db.NotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	open.Amount++
	open.Urgent = open.Urgent || m.Urgent
	open.Title, open.Body, open.Link, open.UpdatedAt = m.Title, m.Body, m.Link, &now
	x.vals["count"] = fmt.Sprint(open.Amount)
	if w := x.tpl.merged; w.body != "" {
		open.Title, open.Body = cut(x.vals.words(w.title), maxTitle), cut(x.vals.words(w.body), maxBody)
	} else {
		open.Title = cut(fmt.Sprintf("%s（%d条）", m.Title, open.Amount), maxTitle)
		open.Body = cut(fmt.Sprintf("共 %d 条，最新一条：%s", open.Amount, m.Body), maxBody)
	}
	if still, err := s.store.merge(ctx, open); err != nil || !still {
		return false, err
	}
	for channel, content := range map[string]string{channelSMS: x.sms(open), channelWeChat: x.wechat()} {
		if err := s.store.reword(ctx, open.ID, channel, content); err != nil {
			return true, err
		}
	}
	return true, s.Live.Tell(ctx, []ids.ID{m.UserID}, "inbox.new", open.ID, m.Community)
}

func (s *Service) compose(x told, rowKey string) message {
	n, words := x.Notify, x.tpl.resident
	if n.Staff || words.body == "" {
		words = x.tpl.staff
	}
	if words.body == "" {
		words = x.tpl.resident
	}
	m := message{
		ID: s.Gen.New(), UserID: n.To, Staff: n.Staff, Community: n.CommunityID, Kind: x.chap.kind, Template: n.Template,
		Title: cut(x.vals.words(words.title), maxTitle), Body: cut(x.vals.words(words.body), maxBody),
		Link: link(n.Link), DedupeKey: dedupeKey(n, rowKey), CreatedAt: s.Now(), Amount: 1, Urgent: n.Urgent, House: n.HouseID, Number: cut(n.Params["number"], 40),
	}
	if n.Merge != "" {
		m.MergeKey = keyOf("merge:" + n.Template + ":" + n.Merge)
	}
	return m
}

// dedupeKey keeps what a sender says to one person in one template apart from
// other templates. Without a key each event is its own.
func dedupeKey(n event.Notify, rowKey string) string {
	if n.Dedupe == "" {
		return "row:" + rowKey
	}
	return keyOf(n.Template + ":" + n.Dedupe)
}

func keyOf(key string) string {
	if len(key) <= 128 {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return "sha:" + hex.EncodeToString(sum[:])
}

// count tells the home pages how many messages wait.
func (s *Service) count(ctx context.Context, people ...ids.ID) error {
	return s.Home.Unread(ctx, people, func(ctx context.Context) (map[ids.ID]int, error) { return s.store.unread(ctx, people...) })
}

// sms is the text message about m: without a link, which a phone would not open.
func (x told) sms(m message) string {
	if m.Staff || m.Amount > 1 {
		return m.Body
	}
	return cut(x.vals.words(x.tpl.face(faceSMS).body), maxBody)
}

// wechat is what WeChat's message carries.
func (x told) wechat() string {
	raw, _ := json.Marshal(x.chap.fields(x.tpl, x.vals)) // a map of strings never fails
	return string(raw)
}

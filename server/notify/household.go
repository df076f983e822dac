package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

const (
	// mostHouses is how many households of a community may be on the list: what
	// a front desk can ring for one notice.
	mostHouses = 500
	// ring is how many of them are put on the call list in one transaction.
	ring = 100
)

// callHouse is a household that uses no app: an old couple with a landline.
// What is worth a call is read to it on the telephone.
type callHouse struct {
	HouseID     ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	Note        string
	StaffID     ids.ID
	CreatedAt   time.Time
}

func (callHouse) TableName() string { return "notify_call_houses" }

// CallHouses are the households of a community that are told by telephone.
// Error: auth.ErrDenied.
func (s *Service) CallHouses(ctx context.Context, who auth.Actor, community ids.ID) ([]callHouse, error) {
	if !who.In(community) {
		return nil, auth.ErrDenied
	}
	return s.store.callHouses(ctx, community, 0, mostHouses)
}

// MarkHouse puts a household on the list of those who are told by telephone; a
// second time changes the note. Errors: ErrHouse, ErrManyHouses.
func (s *Service) MarkHouse(ctx context.Context, who auth.Actor, house ids.ID, note string) (callHouse, error) {
	known, err := s.Places.Houses(ctx, []ids.ID{house})
	if err != nil {
		return callHouse{}, err
	}
	h, ok := known[house]
	if !ok || !who.In(h.CommunityID) {
		return callHouse{}, ErrHouse.With("houseId", ErrHouse.Message)
	}
	row := callHouse{HouseID: house, CommunityID: h.CommunityID, Note: note, StaffID: who.ID, CreatedAt: s.Now()}
	return row, s.DB.Tx(ctx, func(ctx context.Context) error {
		there, err := s.store.callHouses(ctx, h.CommunityID, 0, mostHouses)
		if err != nil {
			return err
		}
		if len(there) >= mostHouses && !slices.ContainsFunc(there, func(c callHouse) bool { return c.HouseID == house }) {
			return ErrManyHouses
		}
		if err := s.store.markHouse(ctx, row); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{CommunityID: h.CommunityID, Action: "notify.mark_house", Object: "house:" + house.String()})
	})
}

// UnmarkHouse takes a household off the list; the calls that wait stay. Error: ErrHouse.
func (s *Service) UnmarkHouse(ctx context.Context, house ids.ID) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		community, err := s.store.unmarkHouse(ctx, house)
		if err != nil {
			return err
		}
		if community == 0 {
			return ErrHouse
		}
		return s.Audit.Record(ctx, audit.Entry{CommunityID: community, Action: "notify.unmark_house", Object: "house:" + house.String()})
	})
}

// tellHouse is deliver for a household without a reader: somebody rang the
// desk, and nobody of the house has an account.
func (s *Service) tellHouse(ctx context.Context, n event.Notify, rowKey string) error {
	marked, err := s.store.marked(ctx, n.HouseID)
	if err != nil || !marked {
		return err
	}
	x, err := s.words(ctx, n)
	if err != nil {
		return err
	}
	return s.ringAt(ctx, x, []ids.ID{n.HouseID}, dedupeKey(n, rowKey))
}

// ringAt puts the households on the call list, each once for a key.
func (s *Service) ringAt(ctx context.Context, x told, houses []ids.ID, key string) error {
	if !x.Urgent && !x.tpl.callable() {
		return nil
	}
	now := s.Now()
	at := now
	if !x.Urgent {
		at = defaults().From(now)
	}
	m := s.compose(x, "")
	words := cut(x.vals.words(x.tpl.face(faceVoice).body), maxBody)
	for _, house := range houses {
		fresh, err := s.store.hear(ctx, house, key, now) // the ids of houses are nobody's
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		id := s.Gen.New() // there is no message in an inbox: the call stands for it
		if err := s.putCall(ctx, call{ID: id, MessageID: id, CommunityID: x.CommunityID, HouseID: house, Kind: m.Kind, Title: m.Title, Words: words, Urgent: x.Urgent, DueAt: at}); err != nil {
			return fmt.Errorf("call to house %d: %w", house, err)
		}
	}
	return nil
}

type ringPayload struct {
	ID    ids.ID `json:"id"` // of the broadcast
	After ids.ID `json:"after"`
}

// ringAll puts the next households of a broadcast's audience on the call list
// and leaves the rest to the next message.
func (s *Service) ringAll(ctx context.Context, p ringPayload) error {
	b, err := s.store.broadcast(ctx, p.ID)
	if err != nil || b.State == "stopped" {
		return err
	}
	var n event.NotifyAll
	if err := json.Unmarshal([]byte(b.Payload), &n); err != nil {
		return errors.Join(err, task.ErrSkipRetry)
	}
	rows, err := s.store.callHouses(ctx, b.Community, p.After, ring)
	if err != nil || len(rows) == 0 {
		return err
	}
	in, err := s.Households.HousesOf(ctx, n.Audience)
	if err != nil {
		return fmt.Errorf("houses of an audience: %w", err)
	}
	x, err := s.words(ctx, notifyOf(b, n))
	if err != nil {
		return err
	}
	var houses []ids.ID
	for _, r := range rows {
		if n.Audience.Whole() || slices.Contains(in, r.HouseID) {
			houses = append(houses, r.HouseID)
		}
	}
	if err := s.ringAt(ctx, x, houses, b.key()); err != nil {
		return err
	}
	return s.Box.Enqueue(ctx, TaskRing, task.Bulk, ringPayload{b.ID, rows[len(rows)-1].HouseID}, s.Now())
}

// callee is whom to ring at a house now. Error: ErrNoNumber.
func (s *Service) callee(ctx context.Context, house ids.ID) (event.Person, error) {
	p, err := s.Places.Callee(ctx, house)
	if err == nil && p.Phone == "" {
		err = ErrNoNumber
	}
	return p, err
}

package repair

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"zhijian/server/platform/ids"
)

// Filter narrows the staff's list; zero values do not.
type Filter struct {
	Community ids.ID `json:"communityId,omitempty"`
	Word      string `json:"state,omitempty"` // a state or a group of them
	Category  string `json:"category,omitempty"`
	Worker    ids.ID `json:"workerId,omitempty"`
	Incident  ids.ID `json:"incidentId,omitempty"`
	Light     string `json:"light,omitempty"`
	Emergency bool   `json:"emergency,omitempty"`
	Channel   string `json:"channel,omitempty"`
	From      string `json:"from,omitempty"` // business days, both included
	To        string `json:"to,omitempty"`
	Text      string `json:"q,omitempty"` // part of number, place or description
	Flag      string `json:"flag,omitempty"`
	Sort      string `json:"sort,omitempty"` // newest, oldest, due
}

// position is where a page ended.
type position struct {
	id ids.ID
	at time.Time // of sort due
}

// where puts the filter into a query.
func (s store) where(ctx context.Context, f Filter) *gorm.DB {
	q := s.db.Conn(ctx).Model(&Order{})
	if f.Community > 0 {
		q = q.Where("community_id = ?", f.Community)
	}
	if states := statesOf(f.Word); len(states) > 0 {
		q = q.Where("state IN ?", states)
	}
	for column, value := range map[string]string{"category = ?": f.Category, "light = ?": f.Light, "channel = ?": f.Channel, "business_day >= ?": f.From, "business_day <= ?": f.To} {
		if value != "" {
			q = q.Where(column, value)
		}
	}
	if f.Worker > 0 {
		q = q.Where("worker_id = ?", f.Worker)
	}
	if f.Incident > 0 {
		q = q.Where("incident_id = ?", f.Incident)
	}
	if f.Emergency {
		q = q.Where("emergency = ?", true)
	}
	switch f.Flag {
	case "supervised":
		q = q.Where("supervised = ? AND state IN ?", true, openStates())
	case "ask_occupant":
		q = q.Where("ask_occupant = ?", true)
	case "urged":
		q = q.Where("urges > 0 AND state IN ?", openStates())
	}
	if f.Text != "" {
		q = q.Where("search LIKE ? ESCAPE '!'", "%"+likeable(f.Text)+"%")
	}
	return q
}

// list is a page of the orders in the scope of ctx, in the filter's order.
func (s store) list(ctx context.Context, f Filter, after position, n int) ([]Order, error) {
	q := s.where(ctx, f).Limit(n)
	switch f.Sort {
	case "oldest":
		if q = q.Order("id"); after.id > 0 {
			q = q.Where("id > ?", after.id)
		}
	case "due":
		if q = q.Where("due_at IS NOT NULL").Order("due_at, id"); after.id > 0 {
			q = q.Where("(due_at > ? OR (due_at = ? AND id > ?))", after.at, after.at, after.id)
		}
	default:
		if q = q.Order("id DESC"); after.id > 0 {
			q = q.Where("id < ?", after.id)
		}
	}
	var out []Order
	return out, q.Find(&out).Error
}

// cursor writes where a page ended.
func (f Filter) cursor(o Order) string {
	if f.Sort == "due" && o.DueAt != nil {
		return fmt.Sprintf("%d-%s", o.DueAt.UnixMilli(), o.ID)
	}
	return o.ID.String()
}

// position reads a cursor. Error: ErrInput.
func (f Filter) position(cursor string) (position, error) {
	if cursor == "" {
		return position{}, nil
	}
	var p position
	id := cursor
	if f.Sort == "due" {
		ms, rest, _ := strings.Cut(cursor, "-")
		n, err := strconv.ParseInt(ms, 10, 64)
		if err != nil || n < 0 || n > 1<<42 {
			return p, badCursor(err)
		}
		p.at, id = time.UnixMilli(n).UTC(), rest
	}
	var err error
	if p.id, err = ids.Parse(id); err != nil {
		return p, badCursor(err)
	}
	return p, nil
}

func badCursor(cause error) error {
	return ErrInput.With("cursor", "翻页位置无效，请从头刷新").Because(cause)
}

// count is how many orders match, for an export's progress.
func (s store) count(ctx context.Context, f Filter) (int64, error) {
	var n int64
	return n, s.where(ctx, f).Count(&n).Error
}

func likeable(text string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(strings.ToLower(text))
}

// pool are the orders that somebody with the skill may grab, the urgent first.
func (s store) pool(ctx context.Context, community ids.ID, n int) ([]Order, error) {
	var out []Order
	return out, s.db.Conn(ctx).Where("community_id = ? AND state = ? AND supervised = ?", community, Dispatching, false).
		Order("emergency DESC, id").Limit(n).Find(&out).Error
}

// ofWorker are a worker's own orders, the next due first.
func (s store) ofWorker(ctx context.Context, worker ids.ID, states []State, n int) ([]Order, error) {
	var out []Order
	return out, s.db.Conn(ctx).Where("worker_id = ? AND state IN ?", worker, states).
		Order("emergency DESC, due_at IS NULL, due_at, id DESC").Limit(n).Find(&out).Error
}

// slotted are a community's open orders with an appointment in the window.
func (s store) slotted(ctx context.Context, community ids.ID, from, to time.Time, n int) ([]Order, error) {
	var out []Order
	return out, s.db.Conn(ctx).Where("community_id = ? AND slot_start >= ? AND slot_start < ? AND state IN ?", community, from, to, append(openStates(), ToPay, ToRate)).
		Order("slot_start, id").Limit(n).Find(&out).Error
}

// unslotted are a community's open orders that have no appointment.
func (s store) unslotted(ctx context.Context, community ids.ID, n int) ([]Order, error) {
	var out []Order
	return out, s.db.Conn(ctx).Where("community_id = ? AND slot_start IS NULL AND state IN ?", community, openStates()).
		Order("id").Limit(n).Find(&out).Error
}

// openOf are the open orders of a worker, in all or some communities.
func (s store) openOf(ctx context.Context, worker ids.ID, communities []ids.ID, n int) ([]Order, error) {
	q := s.db.Conn(ctx).Where("worker_id = ? AND state IN ?", worker, onTheJob)
	if len(communities) > 0 {
		q = q.Where("community_id IN ?", communities)
	}
	var out []Order
	return out, q.Order("id").Limit(n).Find(&out).Error
}

// openOfHouse are the open indoor orders that somebody reported for a house.
func (s store) openOfHouse(ctx context.Context, house, reporter ids.ID, n int) ([]Order, error) {
	var out []Order
	return out, s.db.Conn(ctx).Where("house_id = ? AND reporter_id = ? AND state IN ?", house, reporter, openStates()).Order("id").Limit(n).Find(&out).Error
}

func (s store) mergedInto(ctx context.Context, order ids.ID, n int) ([]Order, error) {
	var out []Order
	return out, s.db.Conn(ctx).Where("merged_into = ? AND state = ?", order, Merged).Order("id").Limit(n).Find(&out).Error
}

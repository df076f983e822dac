package repair

import (
	"context"
	"time"

	"gorm.io/gorm"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

type store struct{ db *db.DB }

// add inserts a new order with its first event, viewers and photos.
func (s store) add(ctx context.Context, o Order, first history, viewers []viewer, photos []photo) error {
	c := s.db.Conn(ctx)
	if err := c.Create(&o).Error; err != nil {
		return err
	}
	if err := c.Create(&first).Error; err != nil {
		return err
	}
	if len(viewers) > 0 {
		if err := c.Create(&viewers).Error; err != nil {
			return err
		}
	}
	return s.addPhotos(ctx, photos)
}

func (s store) addPhotos(ctx context.Context, photos []photo) error {
	if len(photos) == 0 {
		return nil
	}
	return s.db.Conn(ctx).Create(&photos).Error
}

func (s store) addEvent(ctx context.Context, h history) error {
	return s.db.Conn(ctx).Create(&h).Error
}

func (s store) addRating(ctx context.Context, r rating) error {
	return s.db.Conn(ctx).Create(&r).Error
}

// move writes the changed order if it still stands as it was read.
func (s store) move(ctx context.Context, was, now Order) (bool, error) {
	res := s.db.Conn(ctx).Model(&Order{}).Where("id = ? AND state = ? AND version = ?", was.ID, was.State, was.Version).Updates(now.changing())
	return res.RowsAffected == 1, res.Error
}

// get finds an order in the scope of ctx. Error: ErrNotFound.
func (s store) get(ctx context.Context, id ids.ID) (Order, error) {
	var o Order
	err := s.db.Conn(ctx).Where("id = ?", id).Take(&o).Error
	if db.NotFound(err) {
		return o, ErrNotFound
	}
	return o, err
}

// seenBy is what a resident may see: reported by him, joined by him, or of a
// house whose repairs he may order now and of whose household he was when it
// was made.
func (s store) seenBy(ctx context.Context, who auth.Actor) *gorm.DB {
	var houses []ids.ID
	for _, h := range who.Houses {
		if who.May(h.HouseID, auth.Repair) {
			houses = append(houses, h.HouseID)
		}
	}
	return s.db.Conn(ctx).Model(&Order{}).Joins("JOIN repair_viewers v ON v.order_id = repair_orders.id").
		Where("v.person_id = ? AND (repair_orders.reporter_id = ? OR repair_orders.house_id IN ? OR repair_orders.second_house_id IN ? OR v.joined = ?)", who.ID, who.ID, houses, houses, true)
}

// getFor is get for a resident. Error: ErrNotFound, also for what is not his to see.
func (s store) getFor(ctx context.Context, who auth.Actor, id ids.ID) (Order, error) {
	var o Order
	err := s.seenBy(ctx, who).Where("v.order_id = ?", id).Take(&o).Error
	if db.NotFound(err) {
		return o, ErrNotFound
	}
	return o, err
}

// rowColumns are what a line of a list shows: half of an order.
var rowColumns = []string{"repair_orders.id", "repair_orders.number", "repair_orders.state", "repair_orders.place", "repair_orders.place_label", "repair_orders.category", "repair_orders.fault", "repair_orders.emergency", "repair_orders.light", "repair_orders.due_at",
	"repair_orders.description", "repair_orders.photo_count", "repair_orders.slot_start", "repair_orders.slot_end", "repair_orders.created_at", "repair_orders.updated_at"}

// listFor is a page of a resident's orders, newest first, as far as rowOf shows them.
func (s store) listFor(ctx context.Context, who auth.Actor, states []State, before ids.ID, n int) ([]Order, error) {
	q := s.seenBy(ctx, who).Select(rowColumns).Order("v.order_id DESC").Limit(n)
	if len(states) > 0 {
		q = q.Where("repair_orders.state IN ?", states)
	}
	if before > 0 {
		q = q.Where("v.order_id < ?", before)
	}
	var out []Order
	return out, q.Find(&out).Error
}

// recent are the orders of a community that changed last.
func (s store) recent(ctx context.Context, community ids.ID, n int) ([]Order, error) {
	var out []Order
	return out, s.db.Conn(ctx).Where("community_id = ?", community).Order("updated_at DESC, id DESC").Limit(n).Find(&out).Error
}

func (s store) events(ctx context.Context, order ids.ID) ([]history, error) {
	var out []history
	return out, s.db.Conn(ctx).Where("order_id = ?", order).Order("version").Limit(500).Find(&out).Error
}

func (s store) photos(ctx context.Context, order ids.ID) ([]photo, error) {
	var out []photo
	return out, s.db.Conn(ctx).Where("order_id = ?", order).Order("event_id, position").Limit(200).Find(&out).Error
}

func (s store) rating(ctx context.Context, order ids.ID) ([]rating, error) {
	var out []rating
	return out, s.db.Conn(ctx).Where("order_id = ?", order).Order("round DESC").Limit(1).Find(&out).Error
}

func (s store) viewers(ctx context.Context, order ids.ID) ([]ids.ID, error) {
	var out []ids.ID
	return out, s.db.Conn(ctx).Model(&viewer{}).Where("order_id = ?", order).Pluck("person_id", &out).Error
}

// countReport takes one of the day's reports; false when none is left. The
// row stays locked until the end of the transaction, so that the reports of one
// person are judged one after the other.
func (s store) countReport(ctx context.Context, person ids.ID, day string) (bool, error) {
	ok, err := s.oneMore(ctx, person, day)
	if ok || err != nil {
		return ok, err
	}
	err = s.db.Conn(ctx).Create(&reports{PersonID: person, BusinessDay: day, Reports: 1}).Error
	if db.Duplicate(err) {
		return s.oneMore(ctx, person, day)
	}
	return err == nil, err
}

func (s store) oneMore(ctx context.Context, person ids.ID, day string) (bool, error) {
	res := s.db.Conn(ctx).Model(&reports{}).Where("person_id = ? AND business_day = ? AND reports < ?", person, day, perDay).
		Update("reports", gorm.Expr("reports + 1"))
	return res.RowsAffected == 1, res.Error
}

// openAt are the newest unfinished orders of this fault at this place.
func (s store) openAt(ctx context.Context, o Order) ([]Order, error) {
	var out []Order
	return out, s.db.Conn(ctx).Select("id", "number", "state", "reporter_id", "created_at").
		Where("community_id = ? AND category = ? AND place_key = ? AND state IN ?", o.CommunityID, o.Category, o.PlaceKey, openStates()).
		Order("created_at DESC").Limit(20).Find(&out).Error
}

func (s store) openForHouse(ctx context.Context, house ids.ID) (int64, error) {
	var n int64
	return n, s.db.Conn(ctx).Model(&Order{}).Where("house_id = ? AND state IN ?", house, openStates()).Count(&n).Error
}

type counted[K comparable] struct {
	Of K
	N  int
}

// byState counts a community's open orders.
func (s store) byState(ctx context.Context, community ids.ID) ([]counted[State], error) {
	var out []counted[State]
	return out, s.db.Conn(ctx).Model(&Order{}).Select("state AS of, COUNT(*) AS n").
		Where("community_id = ? AND state IN ?", community, openStates()).Group("state").Scan(&out).Error
}

// byWorker counts the open orders of each worker.
func (s store) byWorker(ctx context.Context, community ids.ID, workers []ids.ID) ([]counted[ids.ID], error) {
	var out []counted[ids.ID]
	return out, s.db.Conn(ctx).Model(&Order{}).Select("worker_id AS of, COUNT(*) AS n").
		Where("community_id = ? AND worker_id IN ? AND state IN ?", community, workers, openStates()).Group("worker_id").Scan(&out).Error
}

// unrated finds finished orders whose time for a rating is over.
func (s store) unrated(ctx context.Context, finishedBefore time.Time, n int) ([]ids.ID, error) {
	var out []ids.ID
	return out, s.db.Conn(ctx).Model(&Order{}).Where("state = ? AND finished_at <= ?", ToRate, finishedBefore).
		Order("finished_at").Limit(n).Pluck("id", &out).Error
}

// forgetDays drops the counters of days gone by.
func (s store) forgetDays(ctx context.Context, before string) error {
	return s.db.Conn(ctx).Where("business_day < ?", before).Delete(&reports{}).Error
}

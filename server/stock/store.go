package stock

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

type store struct{ db *db.DB }

// items are a community's, in the order people read them. which narrows it;
// empty is all.
func (s store) items(ctx context.Context, community ids.ID, which []ids.ID) ([]Item, error) {
	q := s.db.Conn(ctx).Where("community_id = ?", community).Order("kind, name")
	if len(which) > 0 {
		q = q.Where("id IN ?", which)
	}
	var out []Item
	return out, q.Find(&out).Error
}

func (s store) countItems(ctx context.Context, community ids.ID) (int64, error) {
	var n int64
	return n, s.db.Conn(ctx).Model(&Item{}).Where("community_id = ?", community).Count(&n).Error
}

// get finds an item in the scope of ctx. Error: ErrNotFound.
func (s store) get(ctx context.Context, id ids.ID) (Item, error) {
	return take(s.db.Conn(ctx).Where("id = ?", id))
}

// lock is get of a community's item, until the end of the transaction.
func (s store) lock(ctx context.Context, community, id ids.ID) (Item, error) {
	return take(s.db.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("community_id = ? AND id = ?", community, id))
}

func take(q *gorm.DB) (Item, error) {
	var i Item
	err := q.Take(&i).Error
	if db.NotFound(err) {
		return i, ErrNotFound
	}
	return i, err
}

// add inserts an item. Error: ErrTwice.
func (s store) add(ctx context.Context, i Item) error {
	err := s.db.Conn(ctx).Create(&i).Error
	if db.Duplicate(err) {
		return ErrTwice
	}
	return err
}

// edit writes what is said of an item if it has the version. Error: ErrTwice.
func (s store) edit(ctx context.Context, i Item, version int64) (bool, error) {
	res := s.db.Conn(ctx).Model(&Item{}).Where("id = ? AND version = ?", i.ID, version).Updates(map[string]any{
		"name": i.Name, "unit": i.Unit, "on_sale": i.OnSale, "minimum": i.Minimum, "version": version + 1, "updated_at": i.UpdatedAt,
	})
	if db.Duplicate(res.Error) {
		return false, ErrTwice
	}
	return res.RowsAffected == 1, res.Error
}

// shift adds to the level of a material if it stays at nothing or more.
func (s store) shift(ctx context.Context, community, id ids.ID, by int64, now time.Time) (bool, error) {
	res := s.db.Conn(ctx).Model(&Item{}).Where("community_id = ? AND id = ? AND kind = ? AND level + ? >= 0", community, id, Material, by).
		Updates(map[string]any{"level": gorm.Expr("level + ?", by), "updated_at": now})
	return res.RowsAffected == 1, res.Error
}

// recount sets the level of a material if it is still the one that was seen.
func (s store) recount(ctx context.Context, community, id ids.ID, seen, counted int64, now time.Time) (bool, error) {
	res := s.db.Conn(ctx).Model(&Item{}).Where("community_id = ? AND id = ? AND kind = ? AND level = ?", community, id, Material, seen).
		Updates(map[string]any{"level": counted, "updated_at": now})
	return res.RowsAffected == 1, res.Error
}

func (s store) addMovements(ctx context.Context, all []movement) error {
	if len(all) == 0 {
		return nil
	}
	return s.db.Conn(ctx).CreateInBatches(&all, 100).Error
}

// movements is a page of a community's, newest first.
func (s store) movements(ctx context.Context, community, item ids.ID, kind Move, before ids.ID, n int) ([]movement, error) {
	q := s.db.Conn(ctx).Where("community_id = ?", community).Order("id DESC").Limit(n)
	if item > 0 {
		q = q.Where("item_id = ?", item)
	}
	if kind != "" {
		q = q.Where("kind = ?", kind)
	}
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	var out []movement
	return out, q.Find(&out).Error
}

// touched are the items that an order ever took, in rising order.
func (s store) touched(ctx context.Context, community, order ids.ID) ([]ids.ID, error) {
	var out []ids.ID
	return out, s.db.Conn(ctx).Model(&movement{}).Where("community_id = ? AND order_id = ?", community, order).
		Distinct().Order("item_id").Pluck("item_id", &out).Error
}

// held is how much of an item the order took and did not give back.
func (s store) held(ctx context.Context, community, order, item ids.ID) (int64, error) {
	var rows []movement
	err := s.db.Conn(ctx).Select("quantity").Where("community_id = ? AND order_id = ? AND item_id = ?", community, order, item).Find(&rows).Error
	var n int64
	for _, r := range rows {
		n -= r.Quantity
	}
	return n, err
}

// prices are all prices of these items; empty is all of the community.
func (s store) prices(ctx context.Context, community ids.ID, which []ids.ID) (map[ids.ID][]price, error) {
	q := s.db.Conn(ctx).Where("community_id = ?", community)
	if len(which) > 0 {
		q = q.Where("item_id IN ?", which)
	}
	var rows []price
	err := q.Order("item_id, effective_from").Find(&rows).Error
	out := map[ids.ID][]price{}
	for _, p := range rows {
		out[p.ItemID] = append(out[p.ItemID], p)
	}
	return out, err
}

// putPrice writes the price of a day, again if there is one.
func (s store) putPrice(ctx context.Context, p price) error {
	res := s.db.Conn(ctx).Model(&price{}).Where("item_id = ? AND effective_from = ?", p.ItemID, p.EffectiveFrom).
		Updates(map[string]any{"price_fen": p.PriceFen, "actor_id": p.ActorID, "created_at": p.CreatedAt})
	if res.Error != nil || res.RowsAffected == 1 {
		return res.Error
	}
	return s.db.Conn(ctx).Create(&p).Error
}

package payment

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

type store struct{ db *db.DB }

func forUpdate(q *gorm.DB) *gorm.DB { return q.Clauses(clause.Locking{Strength: "UPDATE"}) }

// addOrder inserts an order with its lines and first event.
func (s store) addOrder(ctx context.Context, o Order, lines []Line, first history) error {
	c := s.db.Conn(ctx)
	if err := c.Create(&o).Error; err != nil {
		return err
	}
	if len(lines) > 0 {
		if err := c.Create(&lines).Error; err != nil {
			return err
		}
	}
	return c.Create(&first).Error
}

func (s store) addEvent(ctx context.Context, h history) error { return s.db.Conn(ctx).Create(&h).Error }

// order finds an order in the scope of ctx. Error: ErrNotFound.
func (s store) order(ctx context.Context, id ids.ID) (Order, error) {
	var o Order
	err := s.db.Conn(ctx).Where("id = ?", id).Take(&o).Error
	if db.NotFound(err) {
		return o, ErrNotFound
	}
	return o, err
}

// orderOf is order for the one who pays it. Error: ErrNotFound, also for what is not his.
func (s store) orderOf(ctx context.Context, who auth.Actor, id ids.ID) (Order, error) {
	var o Order
	err := s.db.Conn(ctx).Where("id = ? AND payer_kind = ? AND payer_id = ?", id, string(auth.Resident), who.ID).Take(&o).Error
	if db.NotFound(err) {
		return o, ErrNotFound
	}
	return o, err
}

// lockOrder reads an order for a change; whoever else wants it waits.
func (s store) lockOrder(ctx context.Context, id ids.ID) (Order, error) {
	var o Order
	err := forUpdate(s.db.Conn(ctx)).Where("id = ?", id).Take(&o).Error
	if db.NotFound(err) {
		return o, ErrNotFound
	}
	return o, err
}

// numbered finds an order by what WeChat calls it. Error: gorm's not found.
func (s store) numbered(ctx context.Context, number string) (Order, error) {
	var o Order
	if number == "" { // an empty condition would find any row
		return o, gorm.ErrRecordNotFound
	}
	return o, s.db.Conn(ctx).Where("number = ?", number).Take(&o).Error
}

// moveOrder writes the changed order if it still stands as it was read.
func (s store) moveOrder(ctx context.Context, was, now Order) (bool, error) {
	res := s.db.Conn(ctx).Model(&Order{}).Where("id = ? AND state = ? AND version = ?", was.ID, was.State, was.Version).
		Updates(map[string]any{
			"state": now.State, "version": now.Version, "paid_fen": now.PaidFen, "prepay_id": now.PrepayID, "transaction_id": now.TransactionID,
			"receipt_number": now.ReceiptNumber, "note": now.Note, "paid_at": now.PaidAt, "ended_at": now.EndedAt, "updated_at": now.UpdatedAt,
		})
	return res.RowsAffected == 1, res.Error
}

// addPaid adds a second transaction's money to a paid order.
func (s store) addPaid(ctx context.Context, id ids.ID, fen money.Fen, now time.Time) error {
	return s.db.Conn(ctx).Model(&Order{}).Where("id = ? AND state = ?", id, Success).
		Updates(map[string]any{"paid_fen": gorm.Expr("paid_fen + ?", fen), "updated_at": now}).Error
}

func (s store) freeze(ctx context.Context, id ids.ID, why string, now time.Time) error {
	return s.db.Conn(ctx).Model(&Order{}).Where("id = ?", id).Updates(map[string]any{"frozen": why, "updated_at": now}).Error
}

// countQuery notes that the order was asked about; false when somebody did since.
func (s store) countQuery(ctx context.Context, o Order, was int64) (bool, error) {
	res := s.db.Conn(ctx).Model(&Order{}).Where("id = ? AND queries = ?", o.ID, was).Updates(map[string]any{"queries": was + 1})
	return res.RowsAffected == 1, res.Error
}

// takeQuery is true for one caller in each pause.
func (s store) takeQuery(ctx context.Context, id ids.ID, now time.Time, pause time.Duration) (bool, error) {
	res := s.db.Conn(ctx).Model(&Order{}).Where("id = ? AND (queried_at IS NULL OR queried_at <= ?)", id, now.Add(-pause)).Update("queried_at", now)
	return res.RowsAffected == 1, res.Error
}

func (s store) lines(ctx context.Context, order ids.ID) ([]Line, error) {
	var out []Line
	return out, s.db.Conn(ctx).Where("order_id = ?", order).Order("id").Find(&out).Error
}

func (s store) linesOf(ctx context.Context, orders []ids.ID) ([]Line, error) {
	var out []Line
	return out, s.db.Conn(ctx).Where("order_id IN ?", orders).Order("id").Find(&out).Error
}

// openOrders are the orders that may still pay some of the bills.
func (s store) openOrders(ctx context.Context, bills []ids.ID) ([]Order, error) {
	var out []Order
	if len(bills) == 0 {
		return nil, nil
	}
	of := s.db.Conn(ctx).Model(&Line{}).Select("order_id").Where("open_bill_id IN ?", bills)
	return out, s.db.Conn(ctx).Where("id IN (?)", of).Order("id").Find(&out).Error
}

// releaseLines lets go of bills whose order has outlived its lock.
func (s store) releaseLines(ctx context.Context, bills []ids.ID, now time.Time) error {
	if len(bills) == 0 {
		return nil
	}
	ctx = db.Everywhere(ctx) // expired locks, whosever
	return s.db.Conn(ctx).Model(&Line{}).Where("open_bill_id IN ? AND open_until <= ?", bills, now).Update("open_bill_id", nil).Error
}

// endLines lets go of an order's bills.
func (s store) endLines(ctx context.Context, order ids.ID) error {
	return s.db.Conn(ctx).Model(&Line{}).Where("order_id = ?", order).Update("open_bill_id", nil).Error
}

func (s store) markOver(ctx context.Context, order, bill ids.ID, fen money.Fen) error {
	return s.db.Conn(ctx).Model(&Line{}).Where("order_id = ? AND bill_id = ?", order, bill).Update("over_fen", fen).Error
}

func (s store) arrival(ctx context.Context, transaction string) (arrival, bool, error) {
	var out []arrival
	if transaction == "" {
		return arrival{}, false, nil
	}
	err := s.db.Conn(ctx).Where("transaction_id = ?", transaction).Limit(1).Find(&out).Error
	if err != nil || len(out) == 0 {
		return arrival{}, false, err
	}
	return out[0], true, nil
}

func (s store) addArrival(ctx context.Context, a arrival) error {
	return s.db.Conn(ctx).Create(&a).Error
}

func (s store) addProofs(ctx context.Context, rows []proof) error {
	return s.db.Conn(ctx).Create(&rows).Error
}

func (s store) proofs(ctx context.Context, subject string, id ids.ID) ([]ids.ID, error) {
	var out []ids.ID
	return out, s.db.Conn(ctx).Model(&proof{}).Where("subject = ? AND subject_id = ?", subject, id).Order("position").Pluck("file_id", &out).Error
}

func (s store) voucherUsed(ctx context.Context, community ids.ID, voucher string) (bool, error) {
	var n int64
	err := s.db.Conn(ctx).Model(&Order{}).Where("community_id = ? AND voucher = ?", community, voucher).Count(&n).Error
	return n > 0, err
}

func (s store) events(ctx context.Context, subject string, id ids.ID) ([]history, error) {
	var out []history
	return out, s.db.Conn(ctx).Where("subject = ? AND subject_id = ?", subject, id).Order("id").Find(&out).Error
}

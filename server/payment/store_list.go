package payment

import (
	"context"
	"strings"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// paidBy is a page of a person's own orders, newest first, without those that
// ended with no money; of one house when it is named, without what was paid by
// code: whose that was is not theirs to know.
func (s store) paidBy(ctx context.Context, who auth.Actor, house, before ids.ID, n int) ([]Order, error) {
	q := s.db.Conn(ctx).Where("payer_kind = ? AND payer_id = ? AND state <> ?", string(auth.Resident), who.ID, Closed).Order("id DESC").Limit(n)
	if house > 0 {
		q = q.Where("house_id = ? AND by_code = ?", house, false)
	}
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	var out []Order
	return out, q.Find(&out).Error
}

func (s store) refundsPaidBy(ctx context.Context, who auth.Actor, before ids.ID, n int) ([]Refund, error) {
	q := s.db.Conn(ctx).Where("payer_kind = ? AND payer_id = ?", string(auth.Resident), who.ID).Order("id DESC").Limit(n)
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	var out []Refund
	return out, q.Find(&out).Error
}

// refundOf is a refund for the one who had paid. Error: ErrNotFound.
func (s store) refundOf(ctx context.Context, who auth.Actor, id ids.ID) (Refund, error) {
	var r Refund
	err := s.db.Conn(ctx).Where("id = ? AND payer_kind = ? AND payer_id = ?", id, string(auth.Resident), who.ID).Take(&r).Error
	if db.NotFound(err) {
		return r, ErrNotFound
	}
	return r, err
}

// Filter narrows the staff's lists; zero values do not.
type Filter struct {
	Community ids.ID
	State     string
	Via       string
	House     ids.ID
	Shift     ids.ID
	From      time.Time // when the order began
	Until     time.Time
	Review    bool   // waits for its second pair of eyes
	Text      string // part of the number, voucher, receipt or house
}

func (s store) orders(ctx context.Context, f Filter, before ids.ID, n int) ([]Order, error) {
	q := s.db.Conn(ctx).Order("id DESC").Limit(n)
	for column, v := range map[string]any{"community_id": f.Community, "state": f.State, "via": f.Via, "house_id": f.House, "shift_id": f.Shift} {
		if v != ids.ID(0) && v != "" {
			q = q.Where(column+" = ?", v)
		}
	}
	if !f.From.IsZero() {
		q = q.Where("created_at >= ?", f.From)
	}
	if !f.Until.IsZero() {
		q = q.Where("created_at < ?", f.Until)
	}
	if f.Review {
		q = q.Where("state = ? AND via IN ?", Created, []string{Cash, Transfer})
	}
	if f.Text != "" {
		like := "%" + likeable(f.Text) + "%"
		q = q.Where("number = ? OR voucher LIKE ? ESCAPE '!' OR receipt_number LIKE ? ESCAPE '!' OR house_label LIKE ? ESCAPE '!' OR transaction_id = ?", f.Text, like, like, like, f.Text)
	}
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	var out []Order
	return out, q.Find(&out).Error
}

func likeable(text string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text)
}

func (s store) refunds(ctx context.Context, f Filter, before ids.ID, n int) ([]Refund, error) {
	q := s.db.Conn(ctx).Order("id DESC").Limit(n)
	if f.Community > 0 {
		q = q.Where("community_id = ?", f.Community)
	}
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	var out []Refund
	return out, q.Find(&out).Error
}

// openShift is the cashier's. Error: ErrNotFound.
func (s store) openShift(ctx context.Context, community, cashier ids.ID) (Shift, error) {
	var sh Shift
	err := s.db.Conn(ctx).Where("community_id = ? AND open_key = ?", community, cashier).Take(&sh).Error
	if db.NotFound(err) {
		return sh, ErrNotFound
	}
	return sh, err
}

// lockShift is one of the cashier's own. Error: ErrNotFound.
func (s store) lockShift(ctx context.Context, id, cashier ids.ID) (Shift, error) {
	var sh Shift
	err := forUpdate(s.db.Conn(ctx)).Where("id = ? AND cashier_id = ?", id, cashier).Take(&sh).Error
	if db.NotFound(err) {
		return sh, ErrNotFound
	}
	return sh, err
}

func (s store) addShift(ctx context.Context, sh Shift) error { return s.db.Conn(ctx).Create(&sh).Error }

func (s store) closeShift(ctx context.Context, sh Shift) (bool, error) {
	res := s.db.Conn(ctx).Model(&Shift{}).Where("id = ? AND state = ?", sh.ID, "open").Updates(map[string]any{
		"state": sh.State, "open_key": nil, "cash_fen": sh.CashFen, "transfer_fen": sh.TransferFen, "payments": sh.Payments, "counted_fen": sh.CountedFen,
		"difference_fen": sh.DifferenceFen, "note": sh.Note, "closed_at": sh.ClosedAt})
	return res.RowsAffected == 1, res.Error
}

func (s store) shifts(ctx context.Context, community, before ids.ID, n int) ([]Shift, error) {
	q := s.db.Conn(ctx).Where("community_id = ?", community).Order("id DESC").Limit(n)
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	var out []Shift
	return out, q.Find(&out).Error
}

type viaSum struct {
	Via string
	N   int64
	Fen money.Fen
}

// shiftSums adds what was taken in a shift and, negative, what was given back.
// Money that waits for its second pair of eyes lies in the drawer already.
func (s store) shiftSums(ctx context.Context, shift ids.ID) ([]viaSum, error) {
	var in, out []viaSum
	err := s.db.Conn(ctx).Model(&Order{}).Select("via, COUNT(*) AS n, SUM(total_fen) AS fen").Where("shift_id = ? AND state IN ?", shift, []State{Success, Created}).Group("via").Scan(&in).Error
	if err != nil {
		return nil, err
	}
	err = s.db.Conn(ctx).Model(&Refund{}).Select("via, 0 AS n, -SUM(amount_fen) AS fen").Where("shift_id = ? AND state = ?", shift, Refunded).Group("via").Scan(&out).Error
	return append(in, out...), err
}

// receipt is one row of payment_receipts.
func (s store) receiptOf(ctx context.Context, order ids.ID) (Receipt, bool, error) {
	var out []Receipt
	err := s.db.Conn(ctx).Where("order_id = ?", order).Limit(1).Find(&out).Error
	if err != nil || len(out) == 0 {
		return Receipt{}, false, err
	}
	return out[0], true, nil
}

func (s store) receiptBy(ctx context.Context, code string) (Receipt, error) {
	var r Receipt
	err := s.db.Conn(ctx).Where("code = ?", code).Take(&r).Error
	if db.NotFound(err) {
		return r, ErrReceipt
	}
	return r, err
}

func (s store) addReceipt(ctx context.Context, r Receipt) error {
	return s.db.Conn(ctx).Create(&r).Error
}

// unconfirmed are desk payments whose time for a second pair of eyes is over.
func (s store) unconfirmed(ctx context.Context, now time.Time, n int) ([]ids.ID, error) {
	var out []ids.ID
	return out, s.db.Conn(ctx).Model(&Order{}).Where("state = ? AND via IN ? AND expires_at <= ?", Created, []string{Cash, Transfer}, now).Order("id").Limit(n).Pluck("id", &out).Error
}

// overdue are WeChat orders that should have ended before.
func (s store) overdue(ctx context.Context, before time.Time, n int) ([]Order, error) {
	var out []Order
	return out, s.db.Conn(ctx).Where("state IN ? AND via = ? AND frozen = '' AND expires_at <= ?", []State{Created, PrepayOK, Paying, Unknown}, WeChat, before).Order("id").Limit(n).Find(&out).Error
}

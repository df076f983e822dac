package payment

import (
	"context"
	"time"

	"gorm.io/gorm"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// reserve takes an amount of a paid order for a refund; false when less is left.
func (s store) reserve(ctx context.Context, order ids.ID, fen money.Fen, now time.Time) (bool, error) {
	res := s.db.Conn(ctx).Model(&Order{}).Where("id = ? AND state = ? AND refunded_fen + ? <= paid_fen AND refund_parts < ?", order, Success, fen, maxParts).
		Updates(map[string]any{"refunded_fen": gorm.Expr("refunded_fen + ?", fen), "refund_parts": gorm.Expr("refund_parts + 1"), "updated_at": now})
	return res.RowsAffected == 1, res.Error
}

func (s store) reserveLine(ctx context.Context, line ids.ID, fen money.Fen) (bool, error) {
	res := s.db.Conn(ctx).Model(&Line{}).Where("id = ? AND refunded_fen + over_fen + ? <= amount_fen", line, fen).
		Update("refunded_fen", gorm.Expr("refunded_fen + ?", fen))
	return res.RowsAffected == 1, res.Error
}

func (s store) release(ctx context.Context, order ids.ID, fen money.Fen, now time.Time) error {
	return s.db.Conn(ctx).Model(&Order{}).Where("id = ? AND refunded_fen >= ?", order, fen).
		Updates(map[string]any{"refunded_fen": gorm.Expr("refunded_fen - ?", fen), "refund_parts": gorm.Expr("refund_parts - 1"), "updated_at": now}).Error
}

func (s store) releaseLine(ctx context.Context, line ids.ID, fen money.Fen) error {
	return s.db.Conn(ctx).Model(&Line{}).Where("id = ? AND refunded_fen >= ?", line, fen).Update("refunded_fen", gorm.Expr("refunded_fen - ?", fen)).Error
}

func (s store) addRefund(ctx context.Context, r Refund, lines []RefundLine) error {
	if err := s.db.Conn(ctx).Create(&r).Error; err != nil {
		return err
	}
	if len(lines) == 0 {
		return nil
	}
	return s.db.Conn(ctx).Create(&lines).Error
}

// refund finds a refund in the scope of ctx. Error: ErrNotFound.
func (s store) refund(ctx context.Context, id ids.ID) (Refund, error) {
	var r Refund
	err := s.db.Conn(ctx).Where("id = ?", id).Take(&r).Error
	if db.NotFound(err) {
		return r, ErrNotFound
	}
	return r, err
}

func (s store) lockRefund(ctx context.Context, id ids.ID) (Refund, error) {
	var r Refund
	err := forUpdate(s.db.Conn(ctx)).Where("id = ?", id).Take(&r).Error
	if db.NotFound(err) {
		return r, ErrNotFound
	}
	return r, err
}

// refundNumbered finds a refund by what WeChat calls it. Error: gorm's not found.
func (s store) refundNumbered(ctx context.Context, number string) (Refund, error) {
	var r Refund
	if number == "" {
		return r, gorm.ErrRecordNotFound
	}
	return r, s.db.Conn(ctx).Where("number = ?", number).Take(&r).Error
}

func (s store) moveRefund(ctx context.Context, was, now Refund) (bool, error) {
	res := s.db.Conn(ctx).Model(&Refund{}).Where("id = ? AND state = ? AND version = ?", was.ID, was.State, was.Version).
		Updates(map[string]any{
			"state": now.State, "version": now.Version, "approvals": now.Approvals, "refund_id": now.RefundID, "account": now.Account, "failure": now.Failure,
			"voucher": now.Voucher, "shift_id": now.ShiftID, "sent_at": now.SentAt, "ended_at": now.EndedAt, "updated_at": now.UpdatedAt,
		})
	return res.RowsAffected == 1, res.Error
}

// countApproval notes one of several approvals. Error: ErrChanged.
func (s store) countApproval(ctx context.Context, r Refund, now time.Time) (Refund, error) {
	res := s.db.Conn(ctx).Model(&Refund{}).Where("id = ? AND state = ? AND version = ?", r.ID, Requested, r.Version).
		Updates(map[string]any{"approvals": r.Approvals + 1, "version": r.Version + 1, "updated_at": now})
	if res.Error == nil && res.RowsAffected != 1 {
		return r, ErrChanged
	}
	r.Approvals, r.Version, r.UpdatedAt = r.Approvals+1, r.Version+1, now
	return r, res.Error
}

func (s store) addApproval(ctx context.Context, a approval) error {
	return s.db.Conn(ctx).Create(&a).Error
}

func (s store) approvals(ctx context.Context, refund ids.ID) ([]approval, error) {
	var out []approval
	return out, s.db.Conn(ctx).Where("refund_id = ?", refund).Order("created_at").Find(&out).Error
}

func (s store) refundLines(ctx context.Context, refund ids.ID) ([]RefundLine, error) {
	var out []RefundLine
	return out, s.db.Conn(ctx).Where("refund_id = ?", refund).Order("line_id").Find(&out).Error
}

// lastSent is when a refund of the order was sent last; zero when none was.
func (s store) lastSent(ctx context.Context, order ids.ID) (time.Time, error) {
	var out []Refund
	err := s.db.Conn(ctx).Where("order_id = ? AND sent_at IS NOT NULL", order).Order("sent_at DESC").Limit(1).Find(&out).Error
	if err != nil || len(out) == 0 {
		return time.Time{}, err
	}
	return *out[0].SentAt, nil
}

func (s store) noteFailure(ctx context.Context, id ids.ID, why string) error {
	return s.db.Conn(ctx).Model(&Refund{}).Where("id = ?", id).Update("failure", why).Error
}

func (s store) countRefundQuery(ctx context.Context, r Refund) (bool, error) {
	res := s.db.Conn(ctx).Model(&Refund{}).Where("id = ? AND queries = ? AND state = ?", r.ID, r.Queries, Processing).Update("queries", r.Queries+1)
	return res.RowsAffected == 1, res.Error
}

func (s store) refundsOf(ctx context.Context, order ids.ID) ([]Refund, error) {
	var out []Refund
	return out, s.db.Conn(ctx).Where("order_id = ?", order).Order("id").Find(&out).Error
}

// standingInvoice is the invoice of an order that was not taken back.
func (s store) standingInvoice(ctx context.Context, order ids.ID) (Invoice, bool, error) {
	var out []Invoice
	err := s.db.Conn(ctx).Where("open_order_id = ?", order).Limit(1).Find(&out).Error
	if err != nil || len(out) == 0 {
		return Invoice{}, false, err
	}
	return out[0], true, nil
}

func (s store) addInvoice(ctx context.Context, in Invoice) error {
	return s.db.Conn(ctx).Create(&in).Error
}

func (s store) invoice(ctx context.Context, id ids.ID) (Invoice, error) {
	var in Invoice
	err := s.db.Conn(ctx).Where("id = ?", id).Take(&in).Error
	if db.NotFound(err) {
		return in, ErrNotFound
	}
	return in, err
}

func (s store) moveInvoice(ctx context.Context, was Invoice, set map[string]any, now time.Time) (bool, error) {
	set["version"], set["updated_at"] = was.Version+1, now
	res := s.db.Conn(ctx).Model(&Invoice{}).Where("id = ? AND version = ?", was.ID, was.Version).Updates(set)
	return res.RowsAffected == 1, res.Error
}

func (s store) invoicesOf(ctx context.Context, person ids.ID, n int) ([]Invoice, error) {
	var out []Invoice
	return out, s.db.Conn(ctx).Where("person_id = ?", person).Order("id DESC").Limit(n).Find(&out).Error
}

func (s store) invoicesFor(ctx context.Context, order ids.ID) ([]Invoice, error) {
	var out []Invoice
	return out, s.db.Conn(ctx).Where("order_id = ?", order).Order("id").Find(&out).Error
}

func (s store) countTitles(ctx context.Context, person ids.ID) (int64, error) {
	var n int64
	err := s.db.Conn(ctx).Model(&Title{}).Where("person_id = ?", person).Count(&n).Error
	return n, err
}

func (s store) addTitle(ctx context.Context, t Title) error { return s.db.Conn(ctx).Create(&t).Error }

func (s store) titles(ctx context.Context, person ids.ID) ([]Title, error) {
	var out []Title
	return out, s.db.Conn(ctx).Where("person_id = ?", person).Order("id").Find(&out).Error
}

// title is one of the person's own. Error: ErrTitle.
func (s store) title(ctx context.Context, person, id ids.ID) (Title, error) {
	var t Title
	err := s.db.Conn(ctx).Where("id = ? AND person_id = ?", id, person).Take(&t).Error
	if db.NotFound(err) {
		return t, ErrTitle
	}
	return t, err
}

func (s store) dropTitle(ctx context.Context, person, id ids.ID) (bool, error) {
	res := s.db.Conn(ctx).Where("id = ? AND person_id = ?", id, person).Delete(&Title{})
	return res.RowsAffected == 1, res.Error
}

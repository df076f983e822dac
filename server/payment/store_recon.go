package payment

import (
	"context"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// merchant finds an account by id, for the system. Error: gorm's not found.
func (s store) merchant(ctx context.Context, id ids.ID) (Merchant, error) {
	var m Merchant
	return m, s.db.Conn(ctx).Where("id = ?", id).Take(&m).Error
}

// merchantAt finds an account by the end of its notice address.
func (s store) merchantAt(ctx context.Context, path string) (Merchant, error) {
	var m Merchant
	return m, s.db.Conn(ctx).Where("notify_path = ?", path).Take(&m).Error
}

// merchantOf is one of the staff member's company. Error: ErrNotFound.
func (s store) merchantOf(ctx context.Context, who auth.Actor, id ids.ID) (Merchant, error) {
	var m Merchant
	err := s.db.Conn(ctx).Where("id = ? AND company_id = ?", id, who.CompanyID).Take(&m).Error
	if db.NotFound(err) {
		return m, ErrNotFound
	}
	return m, err
}

func (s store) merchants(ctx context.Context, company ids.ID) ([]Merchant, error) {
	var out []Merchant
	return out, s.db.Conn(ctx).Where("company_id = ?", company).Order("id").Find(&out).Error
}

func (s store) allMerchants(ctx context.Context) ([]Merchant, error) {
	var out []Merchant
	return out, s.db.Conn(ctx).Where("id > 0").Order("id").Find(&out).Error
}

// payeeOf is whose account gets the money: the one the bills name, else the
// community's, always of the same company. Error: gorm's not found.
func (s store) payeeOf(ctx context.Context, company, community, named ids.ID) (Merchant, error) {
	var m Merchant
	q := s.db.Conn(ctx).Where("company_id = ?", company)
	if named > 0 {
		return m, q.Where("id = ?", named).Take(&m).Error
	}
	of := s.db.Conn(ctx).Model(&payee{}).Select("merchant_id").Where("community_id = ?", community)
	return m, q.Where("id IN (?)", of).Take(&m).Error
}

func (s store) addMerchant(ctx context.Context, m Merchant) error {
	return s.db.Conn(ctx).Create(&m).Error
}

func (s store) changeMerchant(ctx context.Context, m Merchant, set map[string]any, now time.Time) (bool, error) {
	set["version"], set["updated_at"] = m.Version+1, now
	res := s.db.Conn(ctx).Model(&Merchant{}).Where("id = ? AND version = ?", m.ID, m.Version).Updates(set)
	return res.RowsAffected == 1, res.Error
}

// setPayee says whose account gets a community's money.
func (s store) setPayee(ctx context.Context, community, merchant ids.ID, now time.Time) error {
	res := s.db.Conn(ctx).Model(&payee{}).Where("community_id = ?", community).Updates(map[string]any{"merchant_id": merchant, "updated_at": now})
	if res.Error != nil || res.RowsAffected == 1 {
		return res.Error
	}
	return s.db.Conn(ctx).Create(&payee{community, merchant, now}).Error
}

func (s store) payees(ctx context.Context, merchants []ids.ID) ([]payee, error) {
	var out []payee
	return out, s.db.Conn(ctx).Where("merchant_id IN ?", merchants).Find(&out).Error
}

func (s store) shortOrders(ctx context.Context, merchant ids.ID, numbers []string) (map[string]short, error) {
	var rows []short
	err := s.db.Conn(ctx).Model(&Order{}).Select("id, number, state, total_fen AS total").Where("number IN ? AND merchant_id = ?", numbers, merchant).Scan(&rows).Error
	out := make(map[string]short, len(rows))
	for _, r := range rows {
		out[r.Number] = r
	}
	return out, err
}

func (s store) arrivalsBy(ctx context.Context, transactions []string) (map[string]arrival, error) {
	var rows []arrival
	err := s.db.Conn(ctx).Where("transaction_id IN ?", transactions).Find(&rows).Error
	out := make(map[string]arrival, len(rows))
	for _, r := range rows {
		out[r.TransactionID] = r
	}
	return out, err
}

// arrivalsOn is a page of what arrived from an instant on, after the last one seen there.
func (s store) arrivalsOn(ctx context.Context, merchant ids.ID, from, to time.Time, last string, n int) ([]arrival, error) {
	var out []arrival
	return out, s.db.Conn(ctx).Where("merchant_id = ? AND paid_at < ? AND (paid_at > ? OR (paid_at = ? AND transaction_id > ?))", merchant, to, from, from, last).
		Order("paid_at, transaction_id").Limit(n).Find(&out).Error
}

func (s store) refundsBy(ctx context.Context, merchant ids.ID, numbers []string) (map[string]Refund, error) {
	var rows []Refund
	err := s.db.Conn(ctx).Where("number IN ? AND merchant_id = ?", numbers, merchant).Find(&rows).Error
	out := make(map[string]Refund, len(rows))
	for _, r := range rows {
		out[r.Number] = r
	}
	return out, err
}

func (s store) refundsSent(ctx context.Context, merchant ids.ID, from, to time.Time) ([]Refund, error) {
	var out []Refund
	return out, s.db.Conn(ctx).Where("merchant_id = ? AND sent_at >= ? AND sent_at < ?", merchant, from, to).Order("id").Find(&out).Error
}

func (s store) runOf(ctx context.Context, merchant ids.ID, day string) (Run, bool, error) {
	var out []Run
	err := s.db.Conn(ctx).Where("merchant_id = ? AND bill_day = ?", merchant, day).Limit(1).Find(&out).Error
	if err != nil || len(out) == 0 {
		return Run{}, false, err
	}
	return out[0], true, nil
}

func (s store) addRun(ctx context.Context, r Run) error { return s.db.Conn(ctx).Create(&r).Error }

func (s store) run(ctx context.Context, id ids.ID) (Run, error) {
	var r Run
	err := s.db.Conn(ctx).Where("id = ?", id).Take(&r).Error
	if db.NotFound(err) {
		return r, ErrNotFound
	}
	return r, err
}

func (s store) reopenRun(ctx context.Context, id ids.ID) error {
	return s.endRun(ctx, id, map[string]any{"state": "waiting", "attempts": 0, "problem": ""})
}

func (s store) endRun(ctx context.Context, id ids.ID, set map[string]any) error {
	return s.db.Conn(ctx).Model(&Run{}).Where("id = ?", id).Updates(set).Error
}

// addDifferences writes those that are new and answers how many the day has.
func (s store) addDifferences(ctx context.Context, run Run, all []Difference) (int64, error) {
	var old []Difference
	if err := s.db.Conn(ctx).Select("kind", "subject").Where("merchant_id = ? AND bill_day = ?", run.MerchantID, run.BillDay).Find(&old).Error; err != nil {
		return 0, err
	}
	seen := map[[2]string]bool{}
	for _, d := range old {
		seen[[2]string{d.Kind, d.Subject}] = true
	}
	fresh := make([]Difference, 0, len(all))
	for _, d := range all {
		if k := [2]string{d.Kind, d.Subject}; !seen[k] {
			seen[k] = true
			fresh = append(fresh, d)
		}
	}
	if len(fresh) > 0 {
		if err := s.db.Conn(ctx).CreateInBatches(&fresh, 500).Error; err != nil {
			return 0, err
		}
	}
	return int64(len(seen)), nil
}

// runs is a page of the company's runs, newest first.
func (s store) runs(ctx context.Context, company, before ids.ID, n int) ([]Run, error) {
	q := s.db.Conn(ctx).Where("company_id = ?", company).Order("id DESC").Limit(n)
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	var out []Run
	return out, q.Find(&out).Error
}

// difference is one of the staff member's company. Error: ErrNotFound.
func (s store) difference(ctx context.Context, who auth.Actor, id ids.ID) (Difference, error) {
	var d Difference
	err := s.db.Conn(ctx).Where("id = ? AND company_id = ?", id, who.CompanyID).Take(&d).Error
	if db.NotFound(err) {
		return d, ErrNotFound
	}
	return d, err
}

func (s store) differences(ctx context.Context, company ids.ID, state, kind string, run, before ids.ID, n int) ([]Difference, error) {
	q := s.db.Conn(ctx).Where("company_id = ?", company).Order("id DESC").Limit(n)
	if state != "" {
		q = q.Where("state = ?", state)
	}
	if kind != "" {
		q = q.Where("kind = ?", kind)
	}
	if run > 0 {
		q = q.Where("run_id = ?", run)
	}
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	var out []Difference
	return out, q.Find(&out).Error
}

func (s store) decide(ctx context.Context, d Difference, to, reason string, evidence ids.ID, who auth.Actor, now time.Time) (bool, error) {
	set := map[string]any{"state": to, "version": d.Version + 1, "reason": reason, "decided_id": who.ID, "decided_name": who.Name, "decided_at": now}
	if evidence > 0 {
		set["evidence_id"] = evidence
	}
	res := s.db.Conn(ctx).Model(&Difference{}).Where("id = ? AND version = ?", d.ID, d.Version).Updates(set)
	return res.RowsAffected == 1, res.Error
}

package billing

import (
	"context"
	"time"

	"gorm.io/gorm"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// dispute is a resident's word against a bill.
type dispute struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	BillID      ids.ID
	LiveKey     ids.ID
	HouseID     ids.ID
	PersonID    ids.ID
	PersonName  string
	Reason      string
	State       string
	Answer      string
	DeciderID   ids.ID
	DeciderName string
	NewBillID   ids.ID
	AnswerBy    time.Time
	CreatedAt   time.Time
	DecidedAt   *time.Time
}

// TableName is for gorm.
func (dispute) TableName() string { return "billing_disputes" }

type disputeFile struct {
	DisputeID ids.ID `gorm:"primaryKey;autoIncrement:false"`
	FileID    ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Position  int
}

// TableName is for gorm.
func (disputeFile) TableName() string { return "billing_dispute_files" }

func (s store) addDispute(ctx context.Context, d dispute, files []ids.ID) error {
	if err := s.db.Conn(ctx).Create(&d).Error; err != nil || len(files) == 0 {
		return err
	}
	rows := make([]disputeFile, len(files))
	for i, f := range files {
		rows[i] = disputeFile{d.ID, f, i}
	}
	return s.db.Conn(ctx).Create(&rows).Error
}

// dispute finds one in the scope of ctx. Error: ErrNotFound.
func (s store) dispute(ctx context.Context, id ids.ID) (d dispute, err error) {
	err = s.db.Conn(ctx).Where("id = ?", id).Take(&d).Error
	if db.NotFound(err) {
		err = ErrNotFound
	}
	return d, err
}

func (s store) endDispute(ctx context.Context, d dispute) (bool, error) {
	res := s.db.Conn(ctx).Model(&dispute{}).Where("id = ? AND state = 'open'", d.ID).Updates(map[string]any{"state": d.State, "answer": d.Answer, "decider_id": d.DeciderID,
		"decider_name": d.DeciderName, "new_bill_id": d.NewBillID, "decided_at": d.DecidedAt, "live_key": d.LiveKey})
	return res.RowsAffected == 1, res.Error
}

func (s store) disputes(ctx context.Context, community ids.ID, state string, before ids.ID, n int) ([]dispute, error) {
	var out []dispute
	return out, s.desk(ctx, community, state, before, n).Find(&out).Error
}

// desk narrows a list of matters that staff decide about.
func (s store) desk(ctx context.Context, community ids.ID, state string, before ids.ID, n int) *gorm.DB {
	q := s.db.Conn(ctx).Order("id DESC").Limit(n)
	if community > 0 {
		q = q.Where("community_id = ?", community)
	}
	if state != "" && state != "all" {
		q = q.Where("state = ?", state)
	}
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	return q
}

// disputeOf is the newest dispute of a bill.
func (s store) disputeOf(ctx context.Context, bill ids.ID) ([]dispute, error) {
	var out []dispute
	return out, s.db.Conn(db.Everywhere(ctx)).Where("bill_id = ?", bill).Order("id DESC").Limit(1).Find(&out).Error // the caller has found the bill
}

func (s store) disputeFiles(ctx context.Context, in []ids.ID) (map[ids.ID][]ids.ID, error) {
	out := map[ids.ID][]ids.ID{}
	if len(in) == 0 {
		return out, nil
	}
	var rows []disputeFile
	err := s.db.Conn(ctx).Where("dispute_id IN ?", in).Order("dispute_id, position").Find(&rows).Error
	for _, f := range rows {
		out[f.DisputeID] = append(out[f.DisputeID], f.FileID)
	}
	return out, err
}

// waiver is a request to give up a part of a bill.
type waiver struct {
	ID            ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID   ids.ID
	BillID        ids.ID
	LiveKey       ids.ID
	Kind          string
	AmountFen     money.Fen
	Reason        string
	State         string
	RequesterID   ids.ID
	RequesterName string
	ApproverID    ids.ID
	ApproverName  string
	Answer        string
	CreatedAt     time.Time
	DecidedAt     *time.Time
}

// TableName is for gorm.
func (waiver) TableName() string { return "billing_waivers" }

func (s store) addWaiver(ctx context.Context, w waiver) error { return s.db.Conn(ctx).Create(&w).Error }

func (s store) waiver(ctx context.Context, id ids.ID) (w waiver, err error) {
	err = s.db.Conn(ctx).Where("id = ?", id).Take(&w).Error
	if db.NotFound(err) {
		err = ErrNotFound.Detail("没有找到这条减免申请，请刷新后再看")
	}
	return w, err
}

func (s store) endWaiver(ctx context.Context, w waiver) (bool, error) {
	res := s.db.Conn(ctx).Model(&waiver{}).Where("id = ? AND state = 'requested'", w.ID).Updates(map[string]any{"state": w.State, "approver_id": w.ApproverID,
		"approver_name": w.ApproverName, "answer": w.Answer, "decided_at": w.DecidedAt, "live_key": w.LiveKey})
	return res.RowsAffected == 1, res.Error
}

func (s store) waivers(ctx context.Context, community ids.ID, state string, before ids.ID, n int) ([]waiver, error) {
	var out []waiver
	return out, s.desk(ctx, community, state, before, n).Find(&out).Error
}

// billsIn are bills by id, in the scope of ctx.
func (s store) billsIn(ctx context.Context, in []ids.ID) (map[ids.ID]Bill, error) {
	out := map[ids.ID]Bill{}
	if len(in) == 0 {
		return out, nil
	}
	var rows []Bill
	err := s.db.Conn(ctx).Where("id IN ?", in).Find(&rows).Error
	for _, b := range rows {
		out[b.ID] = b
	}
	return out, err
}

// reminder is a step of the ladder that was taken for a bill.
type reminder struct {
	BillID      ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Kind        string `gorm:"primaryKey"`
	CommunityID ids.ID
	HouseID     ids.ID
	State       string
	Note        string
	StaffID     ids.ID
	StaffName   string
	CreatedAt   time.Time
	DoneAt      *time.Time
}

// TableName is for gorm.
func (reminder) TableName() string { return "billing_reminders" }

func (s store) addReminders(ctx context.Context, rows []reminder) error {
	if len(rows) == 0 {
		return nil
	}
	return s.db.Conn(ctx).CreateInBatches(&rows, 500).Error
}

// toRemind are bills on a rung that have not been reminded of it.
func (s store) toRemind(ctx context.Context, r rung, today string, n int) ([]Bill, error) {
	var out []Bill
	return out, s.db.Conn(ctx).Where("state IN ? AND due_fen > 0 AND due_on > ? AND due_on <= ?", []State{Published, PartlyPaid}, addDays(today, -r.to), addDays(today, -r.from)).
		Where("NOT EXISTS (SELECT 1 FROM billing_reminders m WHERE m.bill_id = billing_bills.id AND m.kind = ?)", r.kind).Order("due_on, id").Limit(n).Find(&out).Error
}

func (s store) endReminder(ctx context.Context, bill ids.ID, kind, note string, staff ids.ID, name string, now time.Time) (bool, error) {
	res := s.db.Conn(ctx).Model(&reminder{}).Where("bill_id = ? AND kind = ? AND state = 'open'", bill, kind).
		Updates(map[string]any{"state": "done", "note": note, "staff_id": staff, "staff_name": name, "done_at": now})
	return res.RowsAffected == 1, res.Error
}

// work are open calls and letters, oldest first, of bills that are still owed.
func (s store) work(ctx context.Context, community ids.ID, n int) ([]reminder, error) {
	q := s.db.Conn(ctx).Where("billing_reminders.state = 'open'").
		Where("EXISTS (SELECT 1 FROM billing_bills b WHERE b.id = billing_reminders.bill_id AND b.state IN ?)", []State{Published, PartlyPaid}).Order("created_at, bill_id").Limit(n)
	if community > 0 {
		q = q.Where("community_id = ?", community)
	}
	var out []reminder
	return out, q.Find(&out).Error
}

// aged is what is owed since how long.
type aged struct {
	HouseID    ids.ID
	TenureID   ids.ID
	HouseLabel string
	Due        money.Fen
	Bills      int64
	Oldest     string
}

// arrears are the houses of a community that owe, the longest first.
func (s store) arrears(ctx context.Context, community ids.ID, today string, n int) ([]aged, error) {
	var out []aged
	err := s.db.Conn(ctx).Model(&Bill{}).Select("house_id, tenure_id, MAX(house_label) AS house_label, SUM(due_fen) AS due, COUNT(*) AS bills, MIN(due_on) AS oldest").
		Where("community_id = ? AND state IN ? AND due_fen > 0 AND due_on <> '' AND due_on < ?", community, owed(), today).
		Group("house_id, tenure_id").Order("oldest, house_id").Limit(n).Scan(&out).Error
	for i := range out {
		out[i].Oldest = dayOf(out[i].Oldest)
	}
	return out, err
}

// agedSum is what is owed of one day.
type agedSum struct {
	DueOn  string
	Due    money.Fen
	Bills  int64
	Houses int64
}

// agedSums are by due day; a community has a handful of days a month.
func (s store) agedSums(ctx context.Context, community ids.ID, today string) ([]agedSum, error) {
	var out []agedSum
	return out, s.db.Conn(ctx).Model(&Bill{}).Select("due_on, SUM(due_fen) AS due, COUNT(*) AS bills, COUNT(DISTINCT house_id) AS houses").
		Where("community_id = ? AND state IN ? AND due_fen > 0 AND due_on <> '' AND due_on < ?", community, owed(), today).Group("due_on").Scan(&out).Error
}

// charge ties a bill to the matter of another capability.
type charge struct {
	Source      string `gorm:"primaryKey"`
	RefID       ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	BillID      ids.ID
	CreatedAt   time.Time
}

// TableName is for gorm.
func (charge) TableName() string { return "billing_charges" }

func (s store) addCharge(ctx context.Context, c charge) error { return s.db.Conn(ctx).Create(&c).Error }

func (s store) charge(ctx context.Context, source string, ref ids.ID) (c charge, found bool, err error) {
	err = s.db.Conn(ctx).Where("source = ? AND ref_id = ?", source, ref).Take(&c).Error
	if db.NotFound(err) {
		return c, false, nil
	}
	return c, err == nil, err
}

// chargedBill is the bill of a charge that stands; 0 without one.
func (s store) chargedBill(ctx context.Context, source string, ref ids.ID) (bill ids.ID, err error) {
	q := s.db.Conn(ctx).Model(&charge{}).Select("billing_charges.bill_id").Joins("JOIN billing_bills b ON b.id = billing_charges.bill_id")
	return bill, q.Where("billing_charges.source = ? AND billing_charges.ref_id = ? AND b.state <> ?", source, ref, Void).Limit(1).Scan(&bill).Error
}

func (s store) chargeOf(ctx context.Context, bill ids.ID) (c charge, found bool, err error) {
	err = s.db.Conn(ctx).Where("bill_id = ?", bill).Take(&c).Error
	if db.NotFound(err) {
		return c, false, nil
	}
	return c, err == nil, err
}

package billing

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// store is all SQL of bills; tariffs, runs and the rest have files of their own.
type store struct{ db *db.DB }

// bill finds a bill in the scope of ctx. Error: ErrNotFound.
func (s store) bill(ctx context.Context, id ids.ID) (Bill, error) {
	var b Bill
	err := s.db.Conn(ctx).Where("id = ?", id).Take(&b).Error
	if db.NotFound(err) {
		return b, ErrNotFound
	}
	return b, err
}

// lockBills reads bills for a change, in one order whoever asks.
func (s store) lockBills(ctx context.Context, in []ids.ID) ([]Bill, error) {
	var out []Bill
	return out, s.db.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id IN ?", in).Order("id").Find(&out).Error
}

// lockBill is lockBills for one. Error: ErrNotFound.
func (s store) lockBill(ctx context.Context, id ids.ID) (Bill, error) {
	all, err := s.lockBills(ctx, []ids.ID{id})
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Bill{}, err
	}
	return all[0], nil
}

// seenBy is what a resident may see: published bills of the houses for which
// he holds the right now, of the present tenure, and those of a tenure in which
// he lived. The community is not asked: who has moved away still owes.
func (s store) seenBy(ctx context.Context, who auth.Actor, right auth.Right) *gorm.DB {
	var houses []ids.ID
	for _, h := range who.Houses {
		if who.May(h.HouseID, right) {
			houses = append(houses, h.HouseID)
		}
	}
	ctx = db.Everywhere(ctx) // every row is tied to the person below
	return s.db.Conn(ctx).Model(&Bill{}).Where("billing_bills.state IN ?", visible()).Where(
		"(billing_bills.house_id IN ? AND NOT EXISTS (SELECT 1 FROM billing_houses h WHERE h.house_id = billing_bills.house_id AND h.tenure_id <> billing_bills.tenure_id))"+
			" OR (billing_bills.tenure_id <> 0 AND billing_bills.tenure_id IN (SELECT p.tenure_id FROM billing_tenure_people p WHERE p.person_id = ?))", houses, who.ID)
}

// billFor is bill for a resident. Error: ErrNotFound, also for what is not his to see.
func (s store) billFor(ctx context.Context, who auth.Actor, id ids.ID, right auth.Right) (Bill, error) {
	var b Bill
	err := s.seenBy(ctx, who, right).Where("billing_bills.id = ?", id).Take(&b).Error
	if db.NotFound(err) {
		return b, ErrNotFound
	}
	return b, err
}

// maxList bounds a year of a house's bills.
const maxList = 300

// listFor are a resident's bills, newest period first; of one house and year when given.
func (s store) listFor(ctx context.Context, who auth.Actor, house ids.ID, year string, onlyDue bool) ([]Bill, error) {
	q := s.seenBy(ctx, who, auth.SeeBill).Order("billing_bills.period DESC, billing_bills.id").Limit(maxList)
	if house > 0 {
		q = q.Where("billing_bills.house_id = ?", house)
	}
	if onlyDue {
		q = q.Where("billing_bills.state IN ?", owed())
	} else if year != "" {
		q = q.Where("billing_bills.period >= ? AND billing_bills.period <= ?", year+"-01", year+"-12")
	}
	var out []Bill
	return out, q.Find(&out).Error
}

// yearsFor are the years in which the resident has bills, newest first.
func (s store) yearsFor(ctx context.Context, who auth.Actor, house ids.ID) ([]string, error) {
	q := s.seenBy(ctx, who, auth.SeeBill)
	if house > 0 {
		q = q.Where("billing_bills.house_id = ?", house)
	}
	var periods []string
	err := q.Distinct("billing_bills.period").Limit(maxList).Pluck("period", &periods).Error
	var out []string
	for _, p := range periods {
		if y := p[:4]; !slices.Contains(out, y) {
			out = append(out, y)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return strings.Compare(b, a) })
	return out, err
}

// alike are the bills of the same item, house and tenure up to a period, newest first.
func (s store) alike(ctx context.Context, b Bill, n int) ([]Bill, error) {
	var out []Bill
	ctx = db.Everywhere(ctx) // the caller may see b, and these are of the same house and tenure
	return out, s.db.Conn(ctx).Where("item_id = ? AND house_id = ? AND tenure_id = ? AND period <= ? AND source = ? AND state IN ?", b.ItemID, b.HouseID, b.TenureID, b.Period, sourceRun, visible()).
		Order("period DESC, slot").Limit(n).Find(&out).Error
}

// Filter narrows the staff's list of bills; zero values do not.
type Filter struct {
	Community, House, Item, Run ids.ID
	Period                      string
	Word                        string // a state, open, overdue or all
	Anomaly                     bool
	Text                        string // part of the house's label or the title
	today                       string
}

func (s store) bills(ctx context.Context, f Filter, before ids.ID, n int) ([]Bill, error) {
	q := s.db.Conn(ctx).Order("id DESC").Limit(n)
	for col, id := range map[string]ids.ID{"community_id": f.Community, "house_id": f.House, "item_id": f.Item, "run_id": f.Run} {
		if id > 0 {
			q = q.Where(col+" = ?", id)
		}
	}
	if f.Period != "" {
		q = q.Where("period = ?", f.Period)
	}
	switch f.Word {
	case "", "all":
	case "open":
		q = q.Where("state IN ?", owed())
	case "overdue":
		q = q.Where("state IN ? AND due_on <> '' AND due_on < ?", []State{Published, PartlyPaid}, f.today)
	default:
		q = q.Where("state = ?", f.Word)
	}
	if f.Anomaly {
		q = q.Where("anomaly <> ''")
	}
	if f.Text != "" {
		q = q.Where("(house_label LIKE ? ESCAPE '!' OR title LIKE ? ESCAPE '!')", likeable(f.Text), likeable(f.Text))
	}
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	var out []Bill
	return out, q.Find(&out).Error
}

func likeable(text string) string {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text) + "%"
}

// moveBill writes the changed bill if it still stands as it was read.
func (s store) moveBill(ctx context.Context, was, b Bill) (bool, error) {
	res := s.db.Conn(ctx).Model(&Bill{}).Where("id = ? AND state = ? AND version = ?", was.ID, was.State, was.Version).Updates(map[string]any{
		"state": b.State, "version": b.Version, "slot": b.Slot, "waived_fen": b.WaivedFen, "due_fen": b.DueFen, "paid_fen": b.PaidFen,
		"late_paid_fen": b.LatePaidFen, "late_waived_fen": b.LateWaivedFen, "refunded_fen": b.RefundedFen, "late_raw": b.LateRaw, "late_on": b.LateOn,
		"due_on": b.DueOn, "lock_order_id": b.LockOrderID, "lock_until": b.LockUntil, "lock_name": b.LockName, "lock_by": b.LockBy,
		"published_at": b.PublishedAt, "paid_at": b.PaidAt, "updated_at": b.UpdatedAt,
	})
	return res.RowsAffected == 1, res.Error
}

func (s store) addBill(ctx context.Context, b Bill) error { return s.db.Conn(ctx).Create(&b).Error }

func (s store) addEvents(ctx context.Context, all []billEvent) error {
	if len(all) == 0 {
		return nil
	}
	return s.db.Conn(ctx).CreateInBatches(&all, 500).Error
}

func (s store) events(ctx context.Context, bill ids.ID) ([]billEvent, error) {
	var out []billEvent
	ctx = db.Everywhere(ctx) // the caller has found the bill; an ex-owner is in no community
	return out, s.db.Conn(ctx).Where("bill_id = ?", bill).Order("version").Find(&out).Error
}

// lock gives the bill to a payment order; false when somebody was faster.
func (s store) lock(ctx context.Context, was, b Bill) (bool, error) {
	res := s.db.Conn(ctx).Model(&Bill{}).Where("id = ? AND version = ?", was.ID, was.Version).Updates(map[string]any{
		"version": was.Version + 1, "lock_order_id": b.LockOrderID, "lock_until": b.LockUntil, "lock_name": b.LockName, "lock_by": b.LockBy, "late_raw": b.LateRaw, "late_on": b.LateOn,
	})
	return res.RowsAffected == 1, res.Error
}

func (s store) unlock(ctx context.Context, order ids.ID) error {
	return s.db.Conn(ctx).Model(&Bill{}).Where("lock_order_id = ?", order).
		Updates(map[string]any{"lock_order_id": 0, "lock_until": nil, "lock_name": "", "lock_by": 0, "version": gorm.Expr("version + 1")}).Error
}

// owing is what a house owes in a tenure.
type owing struct {
	HouseID  ids.ID
	TenureID ids.ID
	Due      money.Fen
	Bills    int64
	Oldest   string
	Period   string
}

// owedBy sums what the houses owe, by tenure.
func (s store) owedBy(ctx context.Context, houses []ids.ID) ([]owing, error) {
	var out []owing
	err := s.db.Conn(ctx).Model(&Bill{}).Select("house_id, tenure_id, SUM(due_fen) AS due, COUNT(*) AS bills, MIN(due_on) AS oldest, MAX(period) AS period").
		Where("house_id IN ? AND state IN ? AND due_fen > 0", houses, owed()).Group("house_id, tenure_id").Scan(&out).Error
	for i := range out {
		out[i].Oldest = dayOf(out[i].Oldest)
	}
	return out, err
}

// dayOf is a day that an aggregate answered: SQLite's driver takes it for a time.
func dayOf(s string) string { return s[:min(len(s), len("2006-01-02"))] }

// payment is what an order brought to a bill.
type payment struct {
	OrderID      ids.ID `gorm:"primaryKey;autoIncrement:false"`
	BillID       ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID  ids.ID
	PrincipalFen money.Fen
	LateFen      money.Fen
	OverFen      money.Fen
	RefundedFen  money.Fen
	Via          string
	PayerID      ids.ID
	PaidAt       time.Time
}

// TableName is for gorm.
func (payment) TableName() string { return "billing_payments" }

func (s store) paymentsOf(ctx context.Context, order ids.ID) ([]payment, error) {
	var out []payment
	return out, s.db.Conn(ctx).Where("order_id = ?", order).Order("bill_id").Find(&out).Error
}

func (s store) addPayment(ctx context.Context, p payment) error {
	return s.db.Conn(ctx).Create(&p).Error
}

// refund is what went back of a bill.
type refund struct {
	RefundID    ids.ID `gorm:"primaryKey;autoIncrement:false"`
	BillID      ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	OrderID     ids.ID
	AmountFen   money.Fen
	RefundedAt  time.Time
}

// TableName is for gorm.
func (refund) TableName() string { return "billing_refunds" }

func (s store) refundsOf(ctx context.Context, id ids.ID) (n int64, err error) {
	return n, s.db.Conn(ctx).Model(&refund{}).Where("refund_id = ?", id).Count(&n).Error
}

func (s store) addRefund(ctx context.Context, r refund) error { return s.db.Conn(ctx).Create(&r).Error }

// payCode opens one bill to whoever has it.
type payCode struct {
	Code        string `gorm:"primaryKey"`
	CommunityID ids.ID
	BillID      ids.ID
	PersonID    ids.ID
	ExpiresAt   time.Time
	CreatedAt   time.Time
}

// TableName is for gorm.
func (payCode) TableName() string { return "billing_pay_codes" }

func (s store) addCode(ctx context.Context, c payCode) error {
	return s.db.Conn(db.Everywhere(ctx)).Create(&c).Error // an ex-owner shares a bill too; the bill was found before
}

// codeBill is the bill of a living code. Error: ErrCode.
func (s store) codeBill(ctx context.Context, code string, now time.Time) (Bill, error) {
	ctx = db.Everywhere(ctx) // the code is the right
	var c payCode
	err := s.db.Conn(ctx).Where("code = ? AND expires_at > ?", code, now).Take(&c).Error
	if db.NotFound(err) {
		return Bill{}, ErrCode
	}
	if err != nil {
		return Bill{}, err
	}
	b, err := s.bill(ctx, c.BillID)
	return b, err
}

package billing

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// runEvent is one transition of a run.
type runEvent struct {
	RunID       ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Version     int64  `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	Act         string
	FromState   runState
	ToState     runState
	ActorKind   string
	ActorID     ids.ID
	ActorName   string
	Reason      string
	IP          string
	CreatedAt   time.Time
}

// TableName is for gorm.
func (runEvent) TableName() string { return "billing_run_events" }

func (s store) addRun(ctx context.Context, r run) error { return s.db.Conn(ctx).Create(&r).Error }

func (s store) addRunEvent(ctx context.Context, e runEvent) error {
	return s.db.Conn(ctx).Create(&e).Error
}

func (s store) runEvents(ctx context.Context, id ids.ID) ([]runEvent, error) {
	var out []runEvent
	return out, s.db.Conn(ctx).Where("run_id = ?", id).Order("version").Find(&out).Error
}

// run finds a run in the scope of ctx. Error: ErrNoRun.
func (s store) run(ctx context.Context, id ids.ID) (run, error) {
	var r run
	err := s.db.Conn(ctx).Where("id = ?", id).Take(&r).Error
	if db.NotFound(err) {
		return r, ErrNoRun
	}
	return r, err
}

// lockRun is run for a change.
func (s store) lockRun(ctx context.Context, id ids.ID) (run, error) {
	var r run
	err := s.db.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(&r).Error
	if db.NotFound(err) {
		return r, ErrNoRun
	}
	return r, err
}

func (s store) runs(ctx context.Context, community, before ids.ID, n int) ([]run, error) {
	q := s.db.Conn(ctx).Order("id DESC").Limit(n)
	if community > 0 {
		q = q.Where("community_id = ?", community)
	}
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	var out []run
	return out, q.Find(&out).Error
}

// moveRun writes the changed run if it still stands as it was read.
func (s store) moveRun(ctx context.Context, was, r run) (bool, error) {
	res := s.db.Conn(ctx).Model(&run{}).Where("id = ? AND state = ? AND version = ?", was.ID, was.State, was.Version).Updates(map[string]any{
		"state": r.State, "version": was.Version + 1, "use_prepaid": r.UsePrepaid, "step": r.Step, "cursor_id": r.CursorID, "done_count": r.DoneCount, "total_count": r.TotalCount,
		"bill_count": r.BillCount, "sum_fen": r.SumFen, "last_sum_fen": r.LastSumFen, "last_count": r.LastCount, "anomaly_count": r.AnomalyCount, "skipped_count": r.SkippedCount,
		"problem": r.Problem, "reviewer_id": r.ReviewerID, "reviewer_name": r.ReviewerName, "publisher_id": r.PublisherID, "publisher_name": r.PublisherName,
		"published_at": r.PublishedAt, "updated_at": r.UpdatedAt})
	return res.RowsAffected == 1, res.Error
}

// billColumns are what a run writes of each bill; what is the same for all its
// bills of an item stands in the statement, the rest has its default.
var billColumns = []string{"id", "house_id", "tenure_id", "slot", "title", "house_label", "anomaly", "principal_fen", "discount_fen", "due_fen", "last_fen", "late_cap_fen",
	"basis", "created_at", "updated_at"}

// perInsert is bounded by SQLite's 32,766 parameters.
const perInsert = 1000

// addDrafts inserts bills of one run and item, at most perInsert, in one
// statement. It goes to the connection itself: gorm would spend as long on building
// it as the database on the rows. A bill that stands already is an error of the
// unique key, and the chunk is counted again without it.
func (s store) addDrafts(ctx context.Context, bills []Bill, args []any) error {
	if !db.InTx(ctx) {
		return db.ErrOutsideTx
	}
	if _, all := db.Scope(ctx); !all {
		return fmt.Errorf("drafts are written by the system: %w", db.ErrOutOfScope)
	}
	_, err := s.db.Conn(ctx).Statement.ConnPool.ExecContext(ctx, insertBills(bills), args...)
	return err
}

// argsOf are the values of billColumns.
func argsOf(bills []Bill) []any {
	args := make([]any, 0, len(bills)*len(billColumns))
	for i := range bills {
		b := &bills[i]
		args = append(args, int64(b.ID), int64(b.HouseID), int64(b.TenureID), b.Slot, b.Title, b.HouseLabel, b.Anomaly, int64(b.PrincipalFen), int64(b.DiscountFen), int64(b.DueFen),
			int64(b.LastFen), int64(b.LateCapFen), b.Basis, b.CreatedAt, b.UpdatedAt)
	}
	return args
}

// insertBills writes what all the bills share into the statement: numbers, and
// two words that were checked to be nothing but letters, digits and a dash.
func insertBills(bills []Bill) string {
	b := bills[0]
	fixed := fmt.Sprintf("%d,%d,%d,%d,%d,%d,'%s','%s'", b.CommunityID, b.ItemID, b.TariffID, b.RunID, b.MerchantID, b.LateRate, plainWord(b.Kind), plainWord(b.Period))
	row := "(" + fixed + strings.Repeat(",?", len(billColumns)) + "),"
	return "INSERT INTO billing_bills (community_id,item_id,tariff_id,run_id,merchant_id,late_rate,kind,period," + strings.Join(billColumns, ",") + ") VALUES " +
		strings.TrimSuffix(strings.Repeat(row, len(bills)), ",")
}

// plainWord lets nothing through that could end a literal.
func plainWord(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, s)
}

// maxSlot separates the bills that stand from void ones, whose slot is their id.
const maxSlot = 1000

// billedIn are the houses in (after, last] that have a bill of the item and
// period already. The unique key answers it alone.
func (s store) billedIn(ctx context.Context, item ids.ID, period string, after, last ids.ID) (map[ids.ID]bool, error) {
	var houses []ids.ID
	err := s.db.Conn(ctx).Model(&Bill{}).Where("item_id = ? AND period = ? AND house_id > ? AND house_id <= ? AND slot < ?", item, period, after, last, maxSlot).Pluck("house_id", &houses).Error
	out := make(map[ids.ID]bool, len(houses))
	for _, h := range houses {
		out[h] = true
	}
	return out, err
}

// lastAmounts are what the houses in (after, last] were asked for in a period.
func (s store) lastAmounts(ctx context.Context, item ids.ID, period string, after, last ids.ID) (map[ids.ID]money.Fen, error) {
	var rows []struct {
		HouseID ids.ID
		Fen     money.Fen
	}
	err := s.db.Conn(ctx).Model(&Bill{}).Select("house_id, SUM(principal_fen - discount_fen) AS fen").
		Where("item_id = ? AND period = ? AND house_id > ? AND house_id <= ? AND slot < ? AND state <> ?", item, period, after, last, maxSlot, Draft).Group("house_id").Scan(&rows).Error
	out := make(map[ids.ID]money.Fen, len(rows))
	for _, r := range rows {
		out[r.HouseID] = r.Fen
	}
	return out, err
}

// periodSum is what a community was asked for in a period by the items.
func (s store) periodSum(ctx context.Context, items []ids.ID, period string) (sum money.Fen, n int64, err error) {
	var row struct {
		Fen money.Fen
		N   int64
	}
	err = s.db.Conn(ctx).Model(&Bill{}).Select("COALESCE(SUM(principal_fen - discount_fen), 0) AS fen, COUNT(*) AS n").
		Where("item_id IN ? AND period = ? AND slot < ? AND state NOT IN ?", items, period, maxSlot, []State{Draft, Void}).Scan(&row).Error
	return row.Fen, row.N, err
}

// reviewBills moves all drafts of a run.
func (s store) reviewBills(ctx context.Context, id ids.ID, now time.Time) (int64, error) {
	res := s.db.Conn(ctx).Model(&Bill{}).Where("run_id = ? AND state = ?", id, Draft).Updates(map[string]any{"state": Reviewed, "version": 2, "updated_at": now})
	return res.RowsAffected, res.Error
}

// discardBills deletes what was never shown to anybody.
func (s store) discardBills(ctx context.Context, id ids.ID) error {
	return s.db.Conn(ctx).Where("run_id = ? AND state IN ?", id, []State{Draft, Reviewed}).Delete(&Bill{}).Error
}

func (s store) countStopping(ctx context.Context, id ids.ID) (n int64, err error) {
	return n, s.db.Conn(ctx).Model(&Bill{}).Where("run_id = ? AND anomaly IN ?", id, []string{anomalyError, anomalyMinus}).Count(&n).Error
}

type runSum struct {
	ItemID    ids.ID
	Title     string
	Bills     int64
	Fen       money.Fen
	Discount  money.Fen
	Last      money.Fen
	Anomalies int64
}

// runSums are a run's bills by item.
func (s store) runSums(ctx context.Context, id ids.ID) ([]runSum, error) {
	var out []runSum
	return out, s.db.Conn(ctx).Model(&Bill{}).Select("item_id, MAX(title) AS title, COUNT(*) AS bills, SUM(principal_fen - discount_fen) AS fen, SUM(discount_fen) AS discount, "+
		"SUM(CASE WHEN last_fen > 0 AND slot = 0 THEN last_fen ELSE 0 END) AS last, SUM(CASE WHEN anomaly <> '' THEN 1 ELSE 0 END) AS anomalies").
		Where("run_id = ?", id).Group("item_id").Order("item_id").Scan(&out).Error
}

type anomalyCount struct {
	Anomaly string
	N       int64
}

func (s store) anomalies(ctx context.Context, id ids.ID) ([]anomalyCount, error) {
	var out []anomalyCount
	return out, s.db.Conn(ctx).Model(&Bill{}).Select("anomaly, COUNT(*) AS n").Where("run_id = ? AND anomaly <> ''", id).Group("anomaly").Order("anomaly").Scan(&out).Error
}

// nextHouses are houses of a run whose bills wait for publication.
func (s store) nextHouses(ctx context.Context, id, after ids.ID, n int) ([]ids.ID, error) {
	var out []ids.ID
	return out, s.db.Conn(ctx).Model(&Bill{}).Where("run_id = ? AND house_id > ? AND state = ?", id, after, Reviewed).Distinct("house_id").Order("house_id").Limit(n).Pluck("house_id", &out).Error
}

// reviewedOf are the bills of a run for some houses.
func (s store) reviewedOf(ctx context.Context, id ids.ID, houses []ids.ID) ([]Bill, error) {
	var out []Bill
	return out, s.db.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("run_id = ? AND house_id IN ? AND state = ?", id, houses, Reviewed).Order("id").Find(&out).Error
}

// publishBills moves reviewed bills that have the same terms.
func (s store) publishBills(ctx context.Context, in []ids.ID, to State, dueOn, lateOn string, now time.Time) (int64, error) {
	set := map[string]any{"state": to, "version": 3, "due_on": dueOn, "late_on": lateOn, "published_at": now, "updated_at": now}
	if to == Paid {
		set["paid_at"] = now
	}
	res := s.db.Conn(ctx).Model(&Bill{}).Where("id IN ? AND state = ? AND version = 2", in, Reviewed).Updates(set)
	return res.RowsAffected, res.Error
}

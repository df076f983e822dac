package house

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhijian/server/platform/db"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
)

// Run is one import of a ledger.
type Run struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	StaffID     ids.ID
	FileName    string
	State       State
	ColumnsJSON string `gorm:"column:columns_json"`
	RowsTotal   int64
	RowsAdded   int64
	RowsChanged int64
	RowsSame    int64
	RowsRefused int64
	RowsIgnored int64
	AreaTotal   int64
	CursorSeq   int64
	Error       string
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// TableName is for gorm.
func (Run) TableName() string { return "house_import_runs" }

// runRow is one row of a run; Payload is the sealed Row until it was applied.
type runRow struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	RunID       ids.ID
	Seq         int64
	Sheet       string
	Line        int64
	Kind        RowKind
	House       string
	Reason      string
	Detail      string
	ChangesJSON string `gorm:"column:changes_json"`
	Payload     string
}

// TableName is for gorm.
func (runRow) TableName() string { return "house_import_rows" }

func (s store) run(ctx context.Context, id ids.ID) (Run, error) {
	var r Run
	err := s.db.Conn(ctx).Where("id = ?", id).Take(&r).Error
	if db.NotFound(err) {
		err = ErrImportNotFound
	}
	return r, err
}

// lockRun reads a run for change.
func (s store) lockRun(ctx context.Context, id ids.ID) (Run, error) {
	var r Run
	err := s.db.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(&r).Error
	if db.NotFound(err) {
		err = ErrImportNotFound
	}
	return r, err
}

func (s store) runs(ctx context.Context, community ids.ID) ([]Run, error) {
	var out []Run
	return out, s.db.Conn(ctx).Where("community_id = ?", community).Order("id DESC").Limit(20).Find(&out).Error
}

// moveRun changes a run that is in state from at version v; a run that moved
// on meanwhile is a conflict.
func (s store) moveRun(ctx context.Context, r Run, change map[string]any) error {
	change["version"] = r.Version + 1
	res := s.db.Conn(ctx).Model(&Run{}).Where("id = ? AND state = ? AND version = ?", r.ID, r.State, r.Version).Updates(change)
	return oneRow(res, ErrImportState)
}

func oneRow(res *gorm.DB, conflict *errs.Error) error {
	if res.Error == nil && res.RowsAffected != 1 {
		return conflict
	}
	return res.Error
}

// runRows lists rows of a kind after a sequence number, in file order.
func (s store) runRows(ctx context.Context, run ids.ID, kinds []RowKind, after int64, limit int) ([]runRow, error) {
	q := s.db.Conn(ctx).Where("run_id = ? AND seq > ?", run, after)
	if len(kinds) > 0 {
		q = q.Where("kind IN ?", kinds)
	}
	var out []runRow
	return out, q.Order("seq").Limit(limit).Find(&out).Error
}

// judgeRows sets the kind of rows; what stays the same needs no payload.
func (s store) judgeRows(ctx context.Context, rows []ids.ID, kind RowKind) error {
	if len(rows) == 0 {
		return nil
	}
	change := map[string]any{"kind": kind}
	if kind == RowSame {
		change["payload"] = ""
	}
	return s.db.Conn(ctx).Model(&runRow{}).Where("id IN ?", rows).Updates(change).Error
}

func (s store) noteChanges(ctx context.Context, row ids.ID, changes string) error {
	return s.db.Conn(ctx).Model(&runRow{}).Where("id = ?", row).Update("changes_json", changes).Error
}

// forget empties the payload of rows that were applied.
func (s store) forget(ctx context.Context, rows []ids.ID) error {
	return s.db.Conn(ctx).Model(&runRow{}).Where("id IN ?", rows).Update("payload", "").Error
}

func (s store) countKinds(ctx context.Context, run ids.ID) (map[RowKind]int64, error) {
	var rows []struct {
		Kind RowKind
		N    int64
	}
	err := s.db.Conn(ctx).Model(&runRow{}).Select("kind, COUNT(*) AS n").Where("run_id = ?", run).Group("kind").Find(&rows).Error
	out := map[RowKind]int64{}
	for _, r := range rows {
		out[r.Kind] = r.N
	}
	return out, err
}

// byIdentity finds the houses with these keys.
func (s store) byIdentity(ctx context.Context, community ids.ID, keys []string) ([]House, error) {
	var out []House
	return out, s.db.Conn(ctx).Where("community_id = ? AND identity_key IN ?", community, keys).Find(&out).Error
}

func (s store) buildingsByKey(ctx context.Context, community ids.ID, keys []string) ([]Building, error) {
	var out []Building
	return out, s.db.Conn(ctx).Where("community_id = ? AND identity_key IN ?", community, keys).Find(&out).Error
}

func (s store) unitsOf(ctx context.Context, buildings []ids.ID) ([]Unit, error) {
	var out []Unit
	return out, s.db.Conn(ctx).Where("building_id IN ?", buildings).Find(&out).Error
}

// saveHouse writes the fields an import may change.
func (s store) saveHouse(ctx context.Context, h House) error {
	res := s.db.Conn(ctx).Model(&House{}).Where("id = ? AND version = ?", h.ID, h.Version).Updates(map[string]any{
		"kind": h.Kind, "floor": h.Floor, "area": h.Area, "inner_area": h.InnerArea, "layout": h.Layout, "ownership": h.Ownership,
		"occupancy": h.Occupancy, "delivered": h.Delivered, "parking": h.Parking, "note": h.Note,
		"version": h.Version + 1, "updated_at": h.UpdatedAt,
	})
	return oneRow(res, ErrChangedMeanwhile)
}

// oldRuns lists runs that nobody will look at again.
func (s store) oldRuns(ctx context.Context, before time.Time) ([]ids.ID, error) {
	var out []ids.ID
	return out, s.db.Conn(ctx).Model(&Run{}).Where("updated_at < ?", before).Order("id").Limit(10).Pluck("id", &out).Error
}

// dropRows deletes up to a thousand rows of a run.
func (s store) dropRows(ctx context.Context, run ids.ID) (left bool, err error) {
	var rows []ids.ID
	err = s.db.Conn(ctx).Model(&runRow{}).Where("run_id = ?", run).Limit(1000).Pluck("id", &rows).Error
	if err != nil || len(rows) == 0 {
		return false, err
	}
	return len(rows) == 1000, s.db.Conn(ctx).Where("id IN ?", rows).Delete(&runRow{}).Error
}

func (s store) dropRun(ctx context.Context, run ids.ID) error {
	return s.db.Conn(ctx).Where("id = ?", run).Delete(&Run{}).Error
}

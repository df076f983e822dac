package repair

import (
	"context"
	"time"

	"zhijian/server/platform/ids"
)

func (s store) filters(ctx context.Context, staff ids.ID) ([]savedFilter, error) {
	var out []savedFilter
	return out, s.db.Conn(ctx).Where("staff_id = ?", staff).Order("id").Limit(filtersEach).Find(&out).Error
}

func (s store) addFilter(ctx context.Context, f savedFilter) error {
	return s.db.Conn(ctx).Create(&f).Error
}

func (s store) dropFilter(ctx context.Context, staff, id ids.ID) (int64, error) {
	res := s.db.Conn(ctx).Where("id = ? AND staff_id = ?", id, staff).Delete(&savedFilter{})
	return res.RowsAffected, res.Error
}

func (s store) addExport(ctx context.Context, e export) error {
	return s.db.Conn(ctx).Create(&e).Error
}

func (s store) export(ctx context.Context, id ids.ID) (e export, err error) {
	return e, s.db.Conn(ctx).Where("id = ?", id).Take(&e).Error
}

func (s store) exportsOf(ctx context.Context, staff ids.ID, states []string, n int) ([]export, error) {
	q := s.db.Conn(ctx).Where("staff_id = ?", staff)
	if len(states) > 0 {
		q = q.Where("state IN ?", states)
	}
	var out []export
	return out, q.Order("id DESC").Limit(n).Find(&out).Error
}

func (s store) progress(ctx context.Context, id ids.ID, done int64) error {
	return s.db.Conn(ctx).Model(&export{}).Where("id = ? AND state IN ?", id, []string{exportQueued, exportRunning}).
		Updates(map[string]any{"state": exportRunning, "done": done}).Error
}

// endExport reports whether this run was the first to end.
func (s store) endExport(ctx context.Context, e export) (bool, error) {
	res := s.db.Conn(ctx).Model(&export{}).Where("id = ? AND state IN ?", e.ID, []string{exportQueued, exportRunning}).
		Updates(map[string]any{"state": e.State, "done": e.Done, "bytes": e.Bytes, "ended_at": e.EndedAt})
	return res.RowsAffected == 1, res.Error
}

func (s store) addExportData(ctx context.Context, p exportSlicePart) error {
	return s.db.Conn(ctx).Create(&p).Error
}

func (s store) exportData(ctx context.Context, id ids.ID) ([][]byte, error) {
	var out [][]byte
	return out, s.db.Conn(ctx).Model(&exportSlicePart{}).Where("export_id = ?", id).Order("position").Pluck("data", &out).Error
}

func (s store) oldExports(ctx context.Context, before time.Time, n int) ([]ids.ID, error) {
	var out []ids.ID
	return out, s.db.Conn(ctx).Model(&export{}).Where("created_at < ?", before).Limit(n).Pluck("id", &out).Error
}

func (s store) dropExport(ctx context.Context, id ids.ID) error {
	if err := s.db.Conn(ctx).Where("export_id = ?", id).Delete(&exportSlicePart{}).Error; err != nil {
		return err
	}
	return s.db.Conn(ctx).Where("id = ?", id).Delete(&export{}).Error
}

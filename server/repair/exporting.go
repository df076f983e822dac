package repair

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

const (
	exportRows  = 20_000
	exportBatch = 500
	exportLife  = 24 * time.Hour
	exportSlice = 60_000 // bytes of a part: a BLOB holds 64 KiB on MySQL

	exportQueued  = "queued"
	exportRunning = "running"
	exportReady   = "ready"
	exportFailed  = "failed"
)

// export is a file that somebody asked for.
type export struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	StaffID     ids.ID
	State       string
	Query       Filter `gorm:"serializer:json"`
	InFull      bool
	Total       int64
	Done        int64
	Bytes       int64
	Problem     string
	CreatedAt   time.Time
	EndedAt     *time.Time
}

// TableName is for gorm.
func (export) TableName() string { return "repair_exports" }

type exportSlicePart struct {
	ExportID ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Position int    `gorm:"primaryKey;autoIncrement:false"`
	Data     []byte
}

// TableName is for gorm.
func (exportSlicePart) TableName() string { return "repair_export_parts" }

// exportPart names the export that a task is to write.
type exportPart struct {
	ExportID ids.ID `json:"exportId"`
}

// RepairExport is a file and how far it is.
type RepairExport struct {
	ID        ids.ID     `json:"id"`
	State     string     `json:"state" enum:"queued,running,ready,failed"`
	Total     int64      `json:"total"`
	Done      int64      `json:"done"`
	Bytes     int64      `json:"bytes"`
	InFull    bool       `json:"inFull" doc:"names and phones are not masked"`
	Problem   string     `json:"problem"`
	CreatedAt time.Time  `json:"createdAt"`
	EndedAt   *time.Time `json:"endedAt,omitempty"`
}

func exportView(e export) RepairExport {
	return RepairExport{e.ID, e.State, e.Total, e.Done, e.Bytes, e.InFull, e.Problem, e.CreatedAt, e.EndedAt}
}

// Export asks for a file of the orders that match. Names and phones are in
// full only for those who may reveal them. It is recorded.
// Errors: auth.ErrDenied, ErrExporting.
func (s *Service) Export(ctx context.Context, who auth.Actor, f Filter) (RepairExport, error) {
	if !who.In(f.Community) {
		return RepairExport{}, auth.ErrDenied
	}
	f.Sort = "oldest"
	e := export{ID: s.Gen.New(), CommunityID: f.Community, StaffID: who.ID, State: exportQueued, Query: f, InFull: who.Can("house.reveal"), CreatedAt: s.Now()}
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		open, err := s.store.exportsOf(ctx, who.ID, []string{exportQueued, exportRunning}, 1)
		if err != nil {
			return fmt.Errorf("exports of %d: %w", who.ID, err)
		}
		if len(open) > 0 && s.Now().Sub(open[0].CreatedAt) < 15*time.Minute { // an older one hangs
			return ErrExporting
		}
		n, err := s.store.count(ctx, f)
		if err != nil {
			return fmt.Errorf("count for export: %w", err)
		}
		e.Total = min(n, exportRows)
		if err := s.store.addExport(ctx, e); err != nil {
			return fmt.Errorf("add export: %w", err)
		}
		if err := s.Audit.Record(ctx, audit.Entry{CommunityID: f.Community, Action: "repair.export", Object: "export:" + e.ID.String(), Detail: fmt.Sprintf("full=%t rows=%d", e.InFull, n)}); err != nil {
			return fmt.Errorf("record export: %w", err)
		}
		return s.Box.Enqueue(ctx, TaskExport, task.Bulk, exportPart{e.ID}, s.Now())
	})
	return exportView(e), err
}

// Exports are who's own files of the last day, newest first.
func (s *Service) Exports(ctx context.Context, who auth.Actor) ([]RepairExport, error) {
	rows, err := s.store.exportsOf(ctx, who.ID, nil, 20)
	if err != nil {
		return nil, fmt.Errorf("exports of %d: %w", who.ID, err)
	}
	out := make([]RepairExport, len(rows))
	for i, e := range rows {
		out[i] = exportView(e)
	}
	return out, nil
}

// exportOf is a file of the actor's communities; one in full only for who may
// see names and phones himself. Error: ErrExport.
func (s *Service) exportOf(ctx context.Context, who auth.Actor, id ids.ID) (export, error) {
	e, err := s.store.export(ctx, id)
	if db.NotFound(err) || err == nil && e.InFull && !who.Can("house.reveal") {
		return e, ErrExport
	}
	return e, err
}

// ExportFile is the finished file. Errors: ErrExport, ErrNotReady.
func (s *Service) ExportFile(ctx context.Context, who auth.Actor, id ids.ID) (name string, data []byte, err error) {
	e, err := s.exportOf(ctx, who, id)
	if err != nil {
		return "", nil, err
	}
	if e.State != exportReady {
		return "", nil, ErrNotReady
	}
	parts, err := s.store.exportData(ctx, id)
	if err != nil {
		return "", nil, fmt.Errorf("file of export %d: %w", id, err)
	}
	return "报修工单" + e.CreatedAt.Format("20060102") + ".xlsx", bytes.Join(parts, nil), nil
}

// runExport writes the file; a second run of the same task begins anew and
// ends with one file.
func (s *Service) runExport(ctx context.Context, m task.Message) error {
	var p exportPart
	if err := m.Into(&p); err != nil {
		return err
	}
	e, err := s.store.export(ctx, p.ExportID)
	if db.NotFound(err) || err == nil && (e.State == exportReady || e.State == exportFailed) {
		return nil
	}
	if err != nil {
		return err
	}
	progress := func(done int64) error {
		return s.DB.Tx(ctx, func(ctx context.Context) error { return s.store.progress(ctx, e.ID, done) })
	}
	var file bytes.Buffer
	if err := s.writeOrders(ctx, &file, e, progress); err != nil {
		return fmt.Errorf("write export %d: %w", e.ID, err)
	}
	now := s.Now()
	e.State, e.Done, e.Bytes, e.EndedAt = exportReady, e.Total, int64(file.Len()), &now
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		first, err := s.store.endExport(ctx, e)
		if err != nil || !first {
			return err
		}
		for i := 0; file.Len() > 0; i++ {
			if err := s.store.addExportData(ctx, exportSlicePart{e.ID, i, bytes.Clone(file.Next(exportSlice))}); err != nil {
				return fmt.Errorf("keep export %d: %w", e.ID, err)
			}
		}
		return s.Live.Tell(ctx, []ids.ID{e.StaffID}, "repair.export", e.ID, e.CommunityID)
	})
}

// forgetExports drops files older than a day, and what never ended.
func (s *Service) forgetExports(ctx context.Context) error {
	ctx = auth.With(ctx, auth.SystemActor())
	old, err := s.store.oldExports(ctx, s.Now().Add(-exportLife), 100)
	if err != nil {
		return fmt.Errorf("old exports: %w", err)
	}
	for _, id := range old {
		if err := s.DB.Tx(ctx, func(ctx context.Context) error { return s.store.dropExport(ctx, id) }); err != nil {
			return fmt.Errorf("drop export %d: %w", id, err)
		}
	}
	return nil
}

package house

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

// readWithin bounds the reading of one upload, whatever the client waits.
const readWithin = 2 * time.Minute

// Import reads a ledger into a new run and, unless it is large, compares it
// with the register at once; nothing of the register changes. Errors:
// auth.ErrDenied, ErrCommunityNotFound, and those of reading a ledger, in
// which case no run is kept.
func (s *Service) Import(ctx context.Context, who auth.Actor, community ids.ID, fileName string, data []byte) (Run, error) {
	ctx, err := s.scoped(ctx, who, "house.import", community)
	if err != nil {
		return Run{}, err
	}
	if _, err := s.store.community(ctx, community); err != nil {
		return Run{}, err
	}
	// What was uploaded is read to its end even if the browser has left.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readWithin)
	defer cancel()
	in := &intake{s: s, run: Run{ID: s.Gen.New(), CommunityID: community, StaffID: who.ID, FileName: shorten(tidy(fileName), 120),
		State: Reading, ColumnsJSON: "[]", Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}}
	ledger, err := readLedger(ctx, data, func(r Row) error { return in.take(ctx, r) })
	if err == nil {
		err = in.finish(ctx, ledger)
	}
	if err != nil {
		return Run{}, errors.Join(err, s.discard(ctx, in.run.ID))
	}
	if ledger.Rows <= checkAtOnce {
		if err := s.check(ctx, in.run.ID); err != nil {
			return Run{}, err
		}
	}
	return s.store.run(ctx, in.run.ID)
}

// intake stores the rows of an upload, a batch at a time.
type intake struct {
	s     *Service
	run   Run
	seq   int64
	saved bool
	rows  []runRow
}

func (in *intake) take(ctx context.Context, r Row) error {
	in.seq++
	row, err := newRunRow(in.s.Vault, in.run, in.s.Gen.New(), in.seq, r)
	if err != nil {
		return err
	}
	if in.rows = append(in.rows, row); len(in.rows) < batch {
		return nil
	}
	return in.flush(ctx)
}

func (in *intake) flush(ctx context.Context) error {
	err := in.s.DB.Tx(ctx, func(ctx context.Context) error {
		if !in.saved {
			if err := in.s.store.add(ctx, &in.run); err != nil {
				return err
			}
		}
		if len(in.rows) == 0 {
			return nil
		}
		return in.s.store.add(ctx, &in.rows)
	})
	if err != nil {
		return fmt.Errorf("keep rows of an import: %w", err)
	}
	in.saved, in.rows = true, in.rows[:0]
	return nil
}

// finish notes what was read and hands a large run to the queue.
func (in *intake) finish(ctx context.Context, l Ledger) error {
	if err := in.flush(ctx); err != nil {
		return err
	}
	columns, err := json.Marshal(l.Columns)
	if err != nil {
		return fmt.Errorf("keep columns: %w", err)
	}
	return in.s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := in.s.store.moveRun(ctx, in.run, map[string]any{
			"state": Checking, "columns_json": string(columns), "rows_total": l.Rows, "rows_refused": l.Refused,
			"rows_ignored": l.Ignored, "area_total": l.Area, "updated_at": in.s.Now(),
		}); err != nil || l.Rows <= checkAtOnce {
			return err
		}
		return in.s.Outbox.Enqueue(ctx, TaskCheck, task.Bulk, runTask{in.run.ID, in.run.CommunityID}, in.s.Now())
	})
}

// discard removes what an upload that failed has left.
func (s *Service) discard(ctx context.Context, run ids.ID) error {
	for left := true; left; {
		err := s.DB.Tx(ctx, func(ctx context.Context) error {
			var err error
			if left, err = s.store.dropRows(ctx, run); err != nil || left {
				return err
			}
			return s.store.dropRun(ctx, run)
		})
		if err != nil {
			return fmt.Errorf("discard import: %w", err)
		}
	}
	return nil
}

// check compares the rows of a run with the register. It may be killed and
// repeated, and may run twice at once: each batch locks the run and begins
// where the last committed one ended.
func (s *Service) check(ctx context.Context, run ids.ID) error {
	return s.batches(ctx, run, Checking, s.checkBatch)
}

// batches calls step in a transaction of its own until it reports the end.
// The run is locked and in the given state; another state ends the work.
func (s *Service) batches(ctx context.Context, run ids.ID, in State, step func(context.Context, Run) (more bool, err error)) error {
	for more := true; more; {
		err := s.DB.Tx(ctx, func(ctx context.Context) error {
			r, err := s.store.lockRun(ctx, run)
			if err != nil || r.State != in {
				more = false
				return err
			}
			more, err = step(ctx, r)
			return err
		})
		if err != nil {
			return fmt.Errorf("import %d %s: %w", run, in, err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) checkBatch(ctx context.Context, r Run) (more bool, err error) {
	rows, err := s.store.runRows(ctx, r.ID, []RowKind{RowPending}, r.CursorSeq, batch)
	if err != nil {
		return false, err
	}
	if len(rows) == 0 {
		return false, s.checked(ctx, r)
	}
	work, err := s.load(ctx, r, rows)
	if err != nil {
		return false, err
	}
	byKind := map[RowKind][]ids.ID{}
	for i, row := range rows {
		kind, changes := RowSame, work[i].changes
		switch {
		case work[i].fresh:
			kind = RowAdded
		case len(changes) > 0:
			kind = RowChanged
			raw, err := json.Marshal(changes)
			if err != nil {
				return false, err
			}
			if err := s.store.noteChanges(ctx, row.ID, string(raw)); err != nil {
				return false, err
			}
		}
		byKind[kind] = append(byKind[kind], row.ID)
	}
	for kind, in := range byKind {
		if err := s.store.judgeRows(ctx, in, kind); err != nil {
			return false, err
		}
	}
	return true, s.advance(ctx, r, rows[len(rows)-1].Seq)
}

func (s *Service) checked(ctx context.Context, r Run) error {
	n, err := s.store.countKinds(ctx, r.ID)
	if err != nil {
		return err
	}
	if err := s.store.moveRun(ctx, r, map[string]any{"state": Checked, "rows_added": n[RowAdded], "rows_changed": n[RowChanged],
		"rows_same": n[RowSame], "rows_refused": n[RowRefused], "cursor_seq": 0, "updated_at": s.Now()}); err != nil {
		return err
	}
	return s.progressed(ctx, r)
}

// advance notes the place reached, and tells watchers now and then.
func (s *Service) advance(ctx context.Context, r Run, seq int64) error {
	if err := s.store.moveRun(ctx, r, map[string]any{"cursor_seq": seq, "updated_at": s.Now()}); err != nil {
		return err
	}
	const every = 4 * batch
	if seq/every == r.CursorSeq/every {
		return nil
	}
	return s.progressed(ctx, r)
}

func (s *Service) progressed(ctx context.Context, r Run) error {
	if s.Live == nil || r.StaffID == 0 {
		return nil // nobody watches: the seed, a test
	}
	return s.Live.Tell(ctx, []ids.ID{r.StaffID}, "import.progress", r.ID, r.CommunityID)
}

// Run shows an import. Errors: auth.ErrDenied, ErrImportNotFound.
func (s *Service) Run(ctx context.Context, who auth.Actor, id ids.ID) (Run, error) {
	if err := who.Must("house.import"); err != nil {
		return Run{}, err
	}
	return s.store.run(ctx, id)
}

// Runs lists the latest imports of a community.
func (s *Service) Runs(ctx context.Context, who auth.Actor, community ids.ID) ([]Run, error) {
	ctx, err := s.scoped(ctx, who, "house.import", community)
	if err != nil {
		return nil, err
	}
	return s.store.runs(ctx, community)
}

// runRows is one page of an import's rows in file order; kind "" is all.
func (s *Service) runRows(ctx context.Context, who auth.Actor, run ids.ID, kind RowKind, after int64) ([]runRow, error) {
	r, err := s.Run(ctx, who, run)
	if err != nil {
		return nil, err
	}
	var kinds []RowKind
	if kind != "" {
		kinds = []RowKind{kind}
	}
	return s.store.runRows(ctx, r.ID, kinds, after, page+1)
}

// Apply starts writing a checked run into the register. Applying again a run
// that is being or was applied answers it as it stands. Errors:
// auth.ErrDenied, ErrImportNotFound, ErrImportState before it was checked.
func (s *Service) Apply(ctx context.Context, who auth.Actor, id ids.ID) (Run, error) {
	r, err := s.Run(ctx, who, id)
	if err != nil {
		return r, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if r, err = s.store.lockRun(ctx, id); err != nil {
			return err
		}
		switch r.State {
		case Applying, Applied:
			return nil
		case Checked:
		default:
			return ErrImportState.Note("state", string(r.State))
		}
		if err := s.store.moveRun(ctx, r, map[string]any{"state": Applying, "cursor_seq": 0, "updated_at": s.Now()}); err != nil {
			return err
		}
		r.State = Applying
		return s.Outbox.Enqueue(ctx, TaskApply, task.Bulk, runTask{r.ID, r.CommunityID}, s.Now())
	})
	return r, err
}

// ImportNow reads, checks and applies a ledger in the caller's time: the seed
// of the demo community, through the product's own importer.
func (s *Service) ImportNow(ctx context.Context, who auth.Actor, community ids.ID, fileName string, data []byte) (Run, error) {
	r, err := s.Import(ctx, who, community, fileName, data)
	if err != nil {
		return r, err
	}
	ctx = db.Within(ctx, community)
	if err := s.check(ctx, r.ID); err != nil {
		return r, err
	}
	if _, err := s.Apply(ctx, who, r.ID); err != nil {
		return r, err
	}
	if err := s.apply(ctx, r.ID); err != nil {
		return r, err
	}
	return s.store.run(ctx, r.ID)
}

// fail ends a run that can never succeed and says why.
func (s *Service) fail(ctx context.Context, run ids.ID, cause *errs.Error) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		r, err := s.store.lockRun(ctx, run)
		if err != nil || slices.Contains([]State{Applied, Failed}, r.State) {
			return err
		}
		if err := s.store.moveRun(ctx, r, map[string]any{"state": Failed, "error": cause.Message, "updated_at": s.Now()}); err != nil {
			return err
		}
		return s.progressed(ctx, r)
	})
}

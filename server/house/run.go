package house

import (
	"encoding/json"
	"fmt"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

// State is where an import stands.
type State string

// The states of an import; the diagram is in the package documentation.
const (
	Reading  State = "reading"
	Checking State = "checking"
	Checked  State = "checked"
	Applying State = "applying"
	Applied  State = "applied"
	Failed   State = "failed"
)

// RowKind is what an import does with a row.
type RowKind string

// Kinds of rows; a pending one was read and not yet compared.
const (
	RowPending RowKind = "pending"
	RowAdded   RowKind = "added"
	RowChanged RowKind = "changed"
	RowSame    RowKind = "same"
	RowRefused RowKind = "refused"
)

const (
	batch       = 500
	checkAtOnce = 5_000 // rows that the upload itself checks; more are a task
)

func (r runRow) place() pii.Field {
	return pii.Field{Table: "house_import_rows", Column: "payload", Row: int64(r.ID), Community: int64(r.CommunityID)}
}

// newRunRow stores a read row; only rows that may be applied carry a payload.
func newRunRow(v *pii.Vault, run Run, id ids.ID, seq int64, r Row) (runRow, error) {
	row := runRow{
		ID: id, CommunityID: run.CommunityID, RunID: run.ID, Seq: seq, Sheet: shorten(r.Sheet, maxCellRunes), Line: int64(r.Line),
		Kind: RowPending, House: shorten(r.Address.Label(), maxCellRunes),
		Reason: r.Refusal, Detail: shorten(r.Detail, maxNoteRunes), ChangesJSON: "[]",
	}
	if r.Refusal != "" {
		row.Kind = RowRefused
		return row, nil
	}
	for _, w := range r.Warnings {
		row.Detail = shorten(row.Detail+w+"。", maxNoteRunes)
	}
	raw, err := json.Marshal(r)
	if err != nil {
		return row, fmt.Errorf("keep line %d: %w", r.Line, err)
	}
	row.Payload, err = v.Seal(row.place(), string(raw))
	return row, err
}

func (r runRow) read(v *pii.Vault) (Row, error) {
	var out Row
	raw, err := v.Open(r.place(), r.Payload)
	if err != nil {
		return out, err
	}
	if err := json.Unmarshal([]byte(raw), &out); err != nil {
		return out, fmt.Errorf("read row %d of run %d again: %w", r.Seq, r.RunID, err)
	}
	return out, nil
}

package house

import (
	"context"
	"strings"

	"github.com/xuri/excelize/v2"

	"zhijian/server/platform/pii"
)

// Why a row cannot be imported. The words are shown and counted as they are.
const (
	ReasonDuplicate  = "同一房屋重复登记"
	ReasonArea       = "建筑面积缺失或不是正数"
	ReasonNoRoom     = "没有房号"
	ReasonNoBuilding = "没有楼栋"
	ReasonUnreadable = "房号看不懂"
	ReasonTooLong    = "内容过长"
)

const (
	maxRows       = 200_000
	headerWithin  = 30 // titles and notes stand above the header
	maxPhones     = 2
	maxCellRunes  = 60
	maxNoteRunes  = 200
	maxAreaCentis = 100_000_000 // 1 km² in 1/100 m²
)

// Row is one line of a ledger, read. Refusal is empty for a row that can be
// imported. A blank field says nothing about the house.
type Row struct {
	Sheet   string
	Line    int
	Address Address
	// Area and InnerArea are in 1/100 m².
	Area, InnerArea                             int64
	Floor                                       int
	Layout, Ownership, Delivered, Parking, Note string
	Occupancy                                   Occupancy
	People                                      []Person
	Warnings                                    []string
	Refusal, Detail                             string
}

// Person is someone the company has written down for a house.
type Person struct {
	Role   Role
	Name   string
	Phones []pii.Phone
}

// Column says which field a header was taken for; Field is empty when the
// column is not used.
type Column struct {
	Header string `json:"header"`
	Field  string `json:"field"`
}

// Ledger is what was found besides the rows.
type Ledger struct {
	Columns []Column
	// Rows are the lines with data; Ignored are totals, repeated headers and
	// signatures.
	Rows, Valid, Refused, Ignored int
	// Area is the sum over valid rows in 1/100 m².
	Area int64
}

// readLedger reads an .xlsx as property companies keep them and hands each
// row with data to each, in file order. Nothing is handed out before a header
// is found. The first valid row of a house wins, later ones are refused.
// Errors: the ErrFile… family, ErrNoHeader, ctx.Err, and whatever each returns.
func readLedger(ctx context.Context, data []byte, each func(Row) error) (Ledger, error) {
	if err := inspect(data); err != nil {
		return Ledger{}, err
	}
	f, err := open(data)
	if err != nil {
		return Ledger{}, err
	}
	r := &reader{each: each, names: columnNames(), seen: map[string]place{}}
	err = r.workbook(ctx, f)
	if closed := f.Close(); err == nil && closed != nil {
		err = ErrFileBroken.Because(closed)
	}
	if err != nil {
		return Ledger{}, err
	}
	if r.out.Columns == nil {
		return Ledger{}, ErrNoHeader
	}
	return r.out, nil
}

type place struct {
	sheet string
	line  int
}

type reader struct {
	each  func(Row) error
	names map[string]field
	out   Ledger
	seen  map[string]place
	heads header
	above filled
	sheet string
}

// filled is what merged or blank cells of the following rows repeat.
type filled struct{ building, unit string }

func (r *reader) workbook(ctx context.Context, f *excelize.File) error {
	for _, sheet := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(sheet); err != nil || !visible {
			continue
		}
		rows, err := f.Rows(sheet)
		if err != nil {
			return ErrFileBroken.Because(err)
		}
		r.sheet, r.heads, r.above = sheet, nil, filled{}
		err = r.lines(ctx, rows)
		if closed := rows.Close(); err == nil && closed != nil {
			err = ErrFileBroken.Because(closed)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) lines(ctx context.Context, rows *excelize.Rows) error {
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return ErrFileBroken.Because(err)
		}
		if r.heads == nil {
			if r.heads = findHeader(r.names, cells); r.heads != nil && r.out.Columns == nil {
				r.out.Columns = r.heads.columns(cells)
			}
			if r.heads == nil && line >= headerWithin {
				return nil // not a ledger sheet
			}
			continue
		}
		if line&0xff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := r.line(line, cells); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) line(line int, cells []string) error {
	v := r.heads.pick(cells)
	switch {
	case blank(cells):
		return nil
	case isTotal(cells), r.heads.repeats(r.names, cells), v.empty() || (v.noHouse() && isRemark(cells)):
		r.out.Ignored++
		return nil
	}
	if r.out.Rows++; r.out.Rows > maxRows {
		return ErrFileTooLong
	}
	row := r.above.read(v)
	row.Sheet, row.Line = r.sheet, line
	if row.Refusal == "" {
		r.claim(&row)
	}
	if row.Refusal != "" {
		r.out.Refused++
	} else {
		r.out.Valid++
		r.out.Area += row.Area
	}
	return r.each(row)
}

// claim refuses a second row of the same house.
func (r *reader) claim(row *Row) {
	key := row.Address.Key()
	if first, twice := r.seen[key]; twice {
		row.Refusal, row.Detail = ReasonDuplicate, first.text(row.Sheet)
		return
	}
	r.seen[key] = place{row.Sheet, row.Line}
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

package house

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"zhijian/server/platform/pii"
)

const demoLedger = "../../sql/demo/cuihu-garden-ledger.xlsx"

func readAll(t testing.TB, data []byte) ([]Row, Ledger) {
	t.Helper()
	var rows []Row
	l, err := readLedger(context.Background(), data, func(r Row) error {
		rows = append(rows, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows, l
}

// TestTheLedgerOfCuihuGarden holds the reader to the truth beside the file.
func TestTheLedgerOfCuihuGarden(t *testing.T) {
	t.Parallel()
	var want struct {
		Rows     int               `json:"rows_below_header"`
		Valid    int               `json:"distinct_valid_houses"`
		Bld      int               `json:"buildings"`
		Shops    int               `json:"shops"`
		Refused  map[string]int    `json:"rows_that_cannot_be_imported_by_reason"`
		Examples map[string]string `json:"house_lookup_examples"`
		Area     string            `json:"total_building_area_m2_of_valid_houses"`
	}
	truth, err := os.ReadFile("../../sql/demo/cuihu-garden-ledger.expected.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(truth, &want); err != nil {
		t.Fatal(err)
	}
	rows, l := readAll(t, demoFile(t))

	refused, buildings, shops, houses := map[string]int{}, map[string]bool{}, 0, []Address(nil)
	for _, r := range rows {
		switch {
		case r.Refusal != "":
			refused[r.Refusal]++
			continue
		case r.Address.Kind == Shop:
			shops++
		default:
			buildings[r.Address.Building] = true
		}
		houses = append(houses, r.Address)
		if len(r.Warnings) > 0 {
			t.Errorf("line %d: %v", r.Line, r.Warnings)
		}
	}
	if l.Rows != want.Rows || l.Valid != want.Valid || len(buildings) != want.Bld || shops != want.Shops {
		t.Errorf("rows %d valid %d buildings %d shops %d, want %+v", l.Rows, l.Valid, len(buildings), shops, want)
	}
	if fmt.Sprint(refused) != fmt.Sprint(want.Refused) {
		t.Errorf("refused %v, want %v", refused, want.Refused)
	}
	if got := squareMetres(l.Area); got != want.Area {
		t.Errorf("area %s, want %s", got, want.Area)
	}
	if l.Ignored != 1 { // the total; blank lines do not count
		t.Errorf("ignored %d", l.Ignored)
	}
	for typed := range want.Examples {
		found := slices.DeleteFunc(slices.Clone(houses), func(h Address) bool { return !ParseAddress(typed)[0].MayMean(h) })
		ambiguous := typed == "1-101" || typed == "一栋101" // two units have that room
		if len(found) == 0 || (len(found) > 1) != ambiguous {
			t.Errorf("%s finds %v", typed, found)
		}
	}
}

func demoFile(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile(demoLedger)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestWhatTheLedgerSays(t *testing.T) {
	t.Parallel()
	rows, l := readAll(t, demoFile(t))
	at := func(line int) Row {
		return rows[slices.IndexFunc(rows, func(r Row) bool { return r.Line == line })]
	}
	two := at(11)
	if got := two.People; len(got) != 2 || len(got[0].Phones) != 2 || got[0].Phones[1] != "19900000008" || got[1].Role != CoOwner {
		t.Errorf("two numbers in one cell: %+v", got)
	}
	if got := at(25).People[0].Phones; !slices.Equal(got, []pii.Phone{"19900000024"}) {
		t.Errorf("number with dashes: %v", got)
	}
	if got := at(13).People[0].Phones; !slices.Equal(got, []pii.Phone{"19900000011"}) {
		t.Errorf("number stored as a number: %v", got)
	}
	if r := at(69); r.Area != 13609 || r.Delivered != "2019-05-03" || r.Parking != "B1-039" || r.Note != "家有大型犬" || r.Floor != 10 {
		t.Errorf("line 69: %+v", r)
	}
	if r := at(23); r.Note != `=HYPERLINK("http://example.invalid")` {
		t.Errorf("a formula in text stays text: %q", r.Note)
	}
	if r := at(268); r.Refusal != ReasonDuplicate || r.Detail != "与第 267 行是同一套" {
		t.Errorf("line 268: %q %q", r.Refusal, r.Detail)
	}
	if r := at(406); r.Address.Room != "1002" || r.Refusal != ReasonArea || r.Detail != "待测" {
		t.Errorf("line 406: %+v", r)
	}
	if r := at(160); r.Address.Label() != "4栋1单元1101" {
		t.Errorf("building repeated inside a unit: %s", r.Address.Label())
	}
	if len(l.Columns) != 16 || l.Columns[1] != (Column{"楼栋", "building"}) {
		t.Errorf("columns %+v", l.Columns)
	}
}

package billing

import (
	"testing"

	"zhijian/server/event"
)

// What counting costs without the database.
func BenchmarkCount(b *testing.B) {
	p, err := planOf(Tariff{Method: Formula, Formula: "面积 * 2.10", Coefficient: basis, Months: 1, Prorate: true, LateCap: 3000})
	if err != nil {
		b.Fatal(err)
	}
	c := counting{run: run{Period: "2026-03"}, item: item{Everyone: true}, plan: p, span: spanOf("2026-03", 1), of: 31}
	h := event.HouseFacts{ID: 1, Kind: "flat", Label: "1栋1单元101", Area: 8850, Floor: 3}
	b.ReportAllocs()
	for b.Loop() {
		if len(c.count(h)) != 1 {
			b.Fatal("no bill")
		}
	}
}

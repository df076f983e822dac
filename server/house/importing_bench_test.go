package house

import (
	"os"
	"strings"
	"testing"
)

// BenchmarkImport100k reads, checks and applies a ledger of 100,000 houses and
// then the same again, and reports the process's peak memory. The promise is
// 60 seconds and 512 MiB on two cores:
//
//	GOMEMLIMIT=480MiB go test -run '^$' -bench Import100k -benchtime 1x ./server/house/
func BenchmarkImport100k(b *testing.B) {
	data := bigLedger(b, 100_000)
	for b.Loop() {
		k := newKit(b)
		start := b.Elapsed()
		r := k.bring(b, data)
		b.ReportMetric((b.Elapsed() - start).Seconds(), "s/first")
		start = b.Elapsed()
		again := k.bring(b, data)
		b.ReportMetric((b.Elapsed() - start).Seconds(), "s/again")
		if r.RowsAdded != 100_000 || again.RowsSame != 100_000 {
			b.Fatalf("%+v\n%+v", r, again)
		}
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "VmHWM") {
			b.Log(line)
		}
	}
}

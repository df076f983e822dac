package billing

import (
	"encoding/json"
	"reflect"

	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

func planned(t testing.TB, tr Tariff) plan {
	t.Helper()
	if tr.Coefficient == 0 {
		tr.Coefficient = basis
	}
	p, err := planOf(tr)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEveryMethodCountsExactly(t *testing.T) {
	t.Parallel()
	steps := `[{"upTo":12000,"price":21000},{"upTo":20000,"price":33000},{"upTo":0,"price":50000}]`
	for name, c := range map[string]struct {
		tariff Tariff
		in     Inputs
		want   money.Fen
		err    error
	}{
		"area":              {Tariff{Method: ByArea, UnitPrice: 21000}, Inputs{Area: 8850}, 18585, nil},
		"area, half a fen":  {Tariff{Method: ByArea, UnitPrice: 21000}, Inputs{Area: 8855}, 18596, nil}, // 185.955
		"area, coefficient": {Tariff{Method: ByArea, UnitPrice: 21000, Coefficient: 7000}, Inputs{Area: 10000, Coefficient: 5000}, 7350, nil},
		"area, quarter":     {Tariff{Method: ByArea, UnitPrice: 21000, Months: 3}, Inputs{Area: 8850}, 55755, nil},
		"area 0":            {Tariff{Method: ByArea, UnitPrice: 21000}, Inputs{}, 0, ErrArea},
		"fixed":             {Tariff{Method: Fixed, UnitPrice: 800000}, Inputs{Quantity: milli}, 8000, nil},
		"two spaces":        {Tariff{Method: Parking, UnitPrice: 800000}, Inputs{Quantity: 2000}, 16000, nil},
		"metered":           {Tariff{Method: Metered, UnitPrice: 5000}, Inputs{Used: 123456}, 6173, nil}, // 61.728
		"no usage":          {Tariff{Method: Metered, UnitPrice: 5000}, Inputs{}, 0, nil},
		"first tier":        {Tariff{Method: Tiered, Tiers: steps}, Inputs{Used: 10000}, 2100, nil},
		"tier's edge":       {Tariff{Method: Tiered, Tiers: steps}, Inputs{Used: 12000}, 2520, nil},
		"third tier":        {Tariff{Method: Tiered, Tiers: steps}, Inputs{Used: 25000}, 2520 + 2640 + 2500, nil},
		"shared":            {Tariff{Method: Shared, ShareBy: "area"}, Inputs{Share: 1234}, 1234, nil},
		"minimum":           {Tariff{Method: Metered, UnitPrice: 5000, MinimumFen: 500}, Inputs{Used: 1000}, 500, nil},
		"minimum of none":   {Tariff{Method: Metered, UnitPrice: 5000, MinimumFen: 500}, Inputs{}, 0, nil},
		"formula":           {Tariff{Method: Formula, Formula: "面积 * 单价 + 楼层 * 0.5", UnitPrice: 10000}, Inputs{Area: 5000, Floor: 3}, 5150, nil},
		"negative amount":   {Tariff{Method: Formula, Formula: "0 - 面积"}, Inputs{Area: 100}, 0, ErrNegative},
		"division by zero":  {Tariff{Method: Formula, Formula: "1 / 用量"}, Inputs{}, 0, ErrFormula},
		"too much":          {Tariff{Method: Formula, Formula: "面积 * 999999999999 * 999999999999"}, Inputs{Area: 8850}, 0, ErrTooMuch},
	} {
		p := planned(t, c.tariff)
		if got, err := p.whole(&c.in); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s: %d %v; want %d %v", name, got, err, c.want, c.err)
		}
	}
}

// However high the usage, the steps of a tiered price cover it once.
func TestTiersCoverTheUsageOnce(t *testing.T) {
	t.Parallel()
	p := planned(t, Tariff{Method: Tiered, Tiers: `[{"upTo":12000,"price":21000},{"upTo":20000,"price":33000},{"upTo":0,"price":50000}]`})
	rapid.Check(t, func(t *rapid.T) {
		used, sum := rapid.Int64Range(0, 1_000_000).Draw(t, "used"), int64(0)
		for _, s := range p.steps(used) {
			if s.from != sum {
				t.Fatalf("a step begins at %d after %d", s.from, sum)
			}
			sum += s.used
		}
		if sum != used {
			t.Fatalf("%d of %d", sum, used)
		}
	})
}

func TestABillExplainsEveryFactor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tariff Tariff
		in     Inputs
		says   []string
	}{
		"area": {Tariff{Number: 2, EffectiveFrom: "2026-01-01", Method: ByArea, UnitPrice: 21000, Coefficient: 8000}, Inputs{Area: 8850, Coefficient: basis, Days: 31, Of: 31},
			[]string{"88.5 ㎡ × 2.10 元/㎡·月", "标准系数 0.8", "第 2 版", "2026-01-01 起"}},
		"moved in": {Tariff{Method: ByArea, UnitPrice: 21000}, Inputs{Area: 8850, Days: 14, Of: 31, Full: 18585}, []string{"账期共 31 天，您承担 14 天", "¥185.85 × 14 ÷ 31"}},
		"meter": {Tariff{Method: Metered, UnitPrice: 35000}, Inputs{Used: 12500, Reads: []read{{Number: "W101", Last: 100000, Now: 112500, Used: 12500, Times: basis}}},
			[]string{"表 W101", "本次 112.5 − 上次 100 = 12.5", "12.5 × 3.50 元"}},
		"first reading":  {Tariff{Method: Metered, UnitPrice: 35000}, Inputs{Reads: []read{{Number: "W1", Now: 112500, First: true}}}, []string{"首次读数 112.5，只作起点，本期不计费"}},
		"rolled over":    {Tariff{Method: Metered, UnitPrice: 35000}, Inputs{Used: 2000, Reads: []read{{Number: "W1", Last: 99999000, Now: 1000, Used: 2000, Rolled: true}}}, []string{"表已走满一圈"}},
		"multiplier":     {Tariff{Method: Metered, UnitPrice: 35000}, Inputs{Used: 60000, Reads: []read{{Number: "E1", Used: 60000, Times: 300000}}}, []string{"已乘倍率 30"}},
		"tiers":          {Tariff{Method: Tiered, Tiers: `[{"upTo":10000,"price":20000},{"upTo":0,"price":30000}]`}, Inputs{Used: 12000, Coefficient: basis}, []string{"第 1 档", "10 × 2.00 元", "第 2 档", "2 × 3.00 元"}},
		"shared":         {Tariff{Method: Shared, ShareBy: "area"}, Inputs{Pool: 100000, Weight: 8850, Weights: 500000}, []string{"本期共 ¥1,000.00", "按面积分摊", "88.5 ㎡ ÷ 5000 ㎡"}},
		"formula":        {Tariff{Method: Formula, Formula: "面积 * 1.5"}, Inputs{Area: 8850}, []string{"面积 * 1.5", "88.5 × 1.5"}},
		"discount":       {Tariff{Method: Fixed, UnitPrice: 1000000, Discount: 500, DiscountNote: "预缴优惠"}, Inputs{Quantity: milli}, []string{"预缴优惠", "× 5%"}},
		"several months": {Tariff{Method: Fixed, UnitPrice: 1000000, Months: 3}, Inputs{Quantity: milli}, []string{"× 3 个月"}},
		"lowest charge":  {Tariff{Method: Metered, MinimumFen: 500}, Inputs{Full: 500, Used: 1}, []string{"本项最低 ¥5.00"}},
		"not countable":  {Tariff{Method: ByArea}, Inputs{Problem: ErrArea.Message}, []string{"建筑面积是 0"}},
	} {
		p := planned(t, c.tariff)
		var all strings.Builder
		for _, l := range p.explain(c.in, p.priced(10000, &c.in)) {
			all.WriteString(l.Label + "：" + l.Text + "\n")
		}
		for _, want := range c.says {
			if !strings.Contains(all.String(), want) {
				t.Errorf("%s: no “%s” in\n%s", name, want, all.String())
			}
		}
	}
}

func TestPeriodsAndDays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		period string
		months int64
		last   string
		days   int64
	}{
		{"2026-02", 1, "2026-02-28", 28}, // 31→28
		{"2028-02", 1, "2028-02-29", 29}, // leap day
		{"2026-01", 1, "2026-01-31", 31}, // month's end
		{"2026-12", 3, "2027-02-28", 90}, // over the year
		{"2026-01", 12, "2026-12-31", 365},
	} {
		s := spanOf(c.period, c.months)
		if s.last != c.last || s.days() != c.days {
			t.Errorf("%s for %d: %v, %d days", c.period, c.months, s, s.days())
		}
	}
	for _, bad := range []string{"2026-13", "2026-00", "2026", "202603", "2026-3", "1999-01", ""} {
		if _, ok := parsePeriod(bad); ok {
			t.Errorf("%q is a period", bad)
		}
	}
	for _, bad := range []string{"2026-02-31", "31-02", "2026-02-29", "2026-2-1", "2026-04-31"} { // date 31-02
		if _, ok := parseDay(bad); ok {
			t.Errorf("%q is a day", bad)
		}
	}
	if addMonths("2026-01", -1) != "2025-12" || addDays("2026-02-28", 1) != "2026-03-01" || daysBetween("2026-03-01", "2026-02-28") != -1 {
		t.Error("months or days do not carry over")
	}
}

// A household that moves out, or an ownership that passes on, in mid-period
// makes two bills by days that sum to the whole.
func TestProrationByDay(t *testing.T) {
	t.Parallel()
	s := spanOf("2026-03", 1)
	old, next := tenure{FromDay: "2020-01-01", UntilDay: "2026-03-14"}, tenure{FromDay: "2026-03-15"}
	for name, c := range map[string]struct {
		tenures []tenure
		days    []int64
		fen     []money.Fen
	}{
		"nobody noted":       {nil, []int64{31}, []money.Fen{18585}},
		"passed on":          {[]tenure{old, next}, []int64{14, 17}, []money.Fen{8393, 10192}},
		"moved out, empty":   {[]tenure{old}, []int64{14}, []money.Fen{8393}},
		"moved in mid-month": {[]tenure{next}, []int64{17}, []money.Fen{10192}},
		"gone before":        {[]tenure{{FromDay: "2020-01-01", UntilDay: "2026-02-28"}}, nil, nil},
		"one day":            {[]tenure{{FromDay: "2026-03-31"}}, []int64{1}, []money.Fen{600}},
		"moved out the last": {[]tenure{{FromDay: "2020-01-01", UntilDay: "2026-03-31"}, {FromDay: "2026-04-01"}}, []int64{31}, []money.Fen{18585}},
	} {
		parts := holdings(s, c.tenures)
		fen, err := prorate(18585, s.days(), parts)
		if err != nil || !slices.Equal(fen, c.fen) {
			t.Errorf("%s: %v %v", name, fen, err)
		}
		for i, p := range parts {
			if p.days != c.days[i] {
				t.Errorf("%s: part %d has %d days", name, i, p.days)
			}
		}
	}
}

func TestProratedPartsSumToTheWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := spanOf(rapid.SampledFrom([]string{"2026-01", "2026-02", "2028-02", "2026-04"}).Draw(t, "period"), rapid.Int64Range(1, 12).Draw(t, "months"))
		full := money.Fen(rapid.Int64Range(0, maxFen).Draw(t, "full"))
		var tenures []tenure
		day := s.first
		for day <= s.last {
			end := addDays(day, rapid.Int64Range(0, 60).Draw(t, "days"))
			tenures = append(tenures, tenure{FromDay: day, UntilDay: end})
			day = addDays(end, 1)
		}
		fen, err := prorate(full, s.days(), holdings(s, tenures))
		if err != nil {
			t.Fatal(err)
		}
		var sum money.Fen
		for _, f := range fen {
			sum += f
		}
		if sum != full {
			t.Fatalf("%d of %d", sum, full)
		}
	})
}

func TestLateFees(t *testing.T) {
	t.Parallel()
	b := Bill{State: Published, PrincipalFen: 100000, DueFen: 100000, LateOn: "2026-03-31", LateRate: 50, LateCapFen: 30000, DueOn: "2026-03-31"}
	for day, want := range map[string]money.Fen{"2026-03-31": 0, "2026-04-01": 50, "2026-04-10": 500, "2020-01-01": 0, "2030-01-01": 30000} {
		if got := b.lateDue(day); got != want {
			t.Errorf("%s: %d, want %d", day, got, want)
		}
	}
	disputed := b
	disputed.freezeLate("2026-04-10")
	disputed.State = Disputed
	if got := disputed.lateDue("2026-06-01"); got != 500 {
		t.Errorf("while disputed: %d", got)
	}
	part := b
	part.freezeLate("2026-04-10")
	part.DueFen = 50000
	if got := part.lateDue("2026-04-20"); got != 500+250 {
		t.Errorf("after a part was paid: %d", got)
	}
	part.LateWaivedFen = 700
	if got := part.lateDue("2026-04-20"); got != 50 {
		t.Errorf("after a waiver: %d", got)
	}
	if !b.overdue("2026-04-01") || b.overdue("2026-03-31") || disputed.overdue("2026-04-20") {
		t.Error("overdue on the wrong day")
	}
	if none := (Bill{State: Published, DueFen: 100, DueOn: "2026-01-01"}); none.lateDue("2030-01-01") != 0 {
		t.Error("a late fee without a rate")
	}
}

// A late fee never falls as days go by, never passes its cap, and freezing it
// in between changes nothing.
func TestLateFeesGrowUpToTheCap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		due := money.Fen(rapid.Int64Range(1, maxFen).Draw(t, "due"))
		b := Bill{State: Published, DueFen: due, LateOn: "2026-01-31", LateRate: rapid.Int64Range(0, 1000).Draw(t, "rate"),
			LateCapFen: lateCap(due, rapid.Int64Range(0, basis).Draw(t, "cap"))}
		frozen, last := b, money.Fen(0)
		for n := range int64(20) {
			day := addDays("2026-01-31", n*rapid.Int64Range(1, 300).Draw(t, "step"))
			now := b.lateDue(day)
			if now > b.LateCapFen {
				t.Fatalf("%d passes the cap %d", now, b.LateCapFen)
			}
			if day >= frozen.LateOn {
				frozen.freezeLate(day)
				if got := frozen.lateDue(day); got != now {
					t.Fatalf("frozen %d, running %d", got, now)
				}
			}
			if day > addDays("2026-01-31", 0) && n > 0 && b.lateDue(addDays(day, 1)) < now {
				t.Fatal("it fell")
			}
			last = max(last, now)
		}
		if cap := b.LateCapFen; last > cap {
			t.Fatal("over the cap")
		}
	})
}

func TestTheDisputeTermIsFiveDaysOfWork(t *testing.T) {
	t.Parallel()
	office := clock.Calendar{Days: map[string]clock.Hours{
		"2026-03-11": {},                                        // a holiday in mid-week
		"2026-03-14": {From: 9 * time.Hour, To: 12 * time.Hour}, // a Saturday to make up for it
	}}
	for day := time.Monday; day <= time.Friday; day++ {
		office.Week[day] = clock.Hours{From: 8 * time.Hour, To: 18 * time.Hour}
	}
	for _, c := range []struct {
		name     string
		calendar clock.Calendar
		from     string
		want     string
	}{
		{"over a weekend", office, "2026-03-16 10:00", "2026-03-23 18:00"},
		{"late in the evening counts as that day", office, "2026-03-16 23:59", "2026-03-23 18:00"},
		{"a holiday in mid-week, a Saturday of work", office, "2026-03-09 09:00", "2026-03-16 18:00"},
		{"ending on the short Saturday", office, "2026-03-06 09:00", "2026-03-14 12:00"},
		{"from a Sunday", office, "2026-03-15 09:00", "2026-03-20 18:00"},
		{"every day is one of work", clock.Daily(9*time.Hour, 17*time.Hour), "2026-03-16 10:00", "2026-03-21 17:00"},
		{"closed always: the term still ends", clock.Calendar{}, "2026-03-16 10:00", "2026-05-21 00:00"},
	} {
		from, err := time.ParseInLocation("2006-01-02 15:04", c.from, clock.Shanghai())
		if err != nil {
			t.Fatal(err)
		}
		if got := workdays(c.calendar, from, disputeDays).In(clock.Shanghai()).Format("2006-01-02 15:04"); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// What is written by hand reads back as what JSON itself would have written.
func TestTheBasisIsJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := func(name string) int64 { return rapid.Int64Range(0, 1_000_000).Draw(t, name) }
		in := Inputs{Area: n("area"), Quantity: n("quantity"), Used: n("used"), Last: n("last"), Pool: money.Fen(n("pool")), Days: n("days"), Full: money.Fen(n("full"))}
		for range rapid.IntRange(0, 3).Draw(t, "meters") {
			in.Reads = append(in.Reads, read{Number: rapid.SampledFrom([]string{"W1", `a"b\c`, "水表1", "<x>", ""}).Draw(t, "number"), Last: n("l"), Now: n("n"), Used: n("u"), Times: n("t"),
				First: rapid.Bool().Draw(t, "first"), Rolled: rapid.Bool().Draw(t, "rolled"), Photo: ids.ID(n("photo")), On: "2026-03-02"})
		}
		want, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := basisOf(&in); len(want) <= maxBasis && !sameJSON(t, got, string(want)) {
			t.Fatalf("%s\nis not\n%s", got, want)
		}
	})
}

func sameJSON(t *rapid.T, a, b string) bool {
	var x, y Inputs
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		t.Fatalf("no JSON: %s", a)
	}
	return reflect.DeepEqual(x, y)
}

package billing_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"zhijian/server/billing"
	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

func TestARunFromDraftToTheHouseholds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	item := b.item(t, "物业费", byArea())
	run := b.draft(t, "2026-03")
	all := b.bills(t, "")
	if len(all) != 2 || all[0].PrincipalFen != 18585 || all[1].PrincipalFen != 21000 || all[0].State != billing.Draft {
		t.Fatalf("drafts: %+v", all)
	}
	if page, err := b.Mine(as(t, ann), ann, 0, "", false); err != nil || len(page.Items) != 0 {
		t.Errorf("a draft is seen: %+v %v", page, err)
	}
	if b.count(t, "ledger_journals") != 0 || b.notices(t, "bill_published") != 0 {
		t.Error("a draft was booked or told")
	}
	if _, err := b.PublishRun(as(t, boss), boss, run); !errors.Is(err, billing.ErrRunChanged) {
		t.Errorf("published without a review: %v", err)
	}
	_, err := b.ReviewRun(as(t, maker), maker, run)
	must(t, err)
	if _, err := b.PublishRun(as(t, maker), maker, run); !errors.Is(err, billing.ErrFourEyes) {
		t.Errorf("the maker published: %v", err)
	}
	_, err = b.PublishRun(as(t, boss), boss, run)
	must(t, err)
	b.drain(t)
	x := b.bill(t, house101)
	if x.State != billing.Published || x.DueOn != "2026-03-12" || x.Version != 3 {
		t.Errorf("published: %+v", x)
	}
	if b.notices(t, "bill_published") != 3 || b.town.card(ann.ID, house101).Label != "待缴 ¥185.85" {
		t.Errorf("%d messages, card %+v", b.notices(t, "bill_published"), b.town.card(ann.ID, house101))
	}
	if b.count(t, "billing_bill_events") != 2 || b.count(t, "billing_reminders") != 2 {
		t.Error("events or reminders are missing")
	}
	b.balanced(t)
	if got := b.balance(t, "fee_income:property", 0); got != -39585 {
		t.Errorf("earned %s", got)
	}
	_ = item
}

// Unique (item, house, period): a second run fills gaps only. "Period twice".
func TestPeriodTwiceFillsGapsOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.item(t, "物业费", byArea())
	b.publish(t, "2026-03")
	b.town.houses = append(b.town.houses, event.HouseFacts{ID: 150, BuildingID: 1, Kind: "flat", Label: "1栋1单元150", Area: 5000})
	slices.SortFunc(b.town.houses, func(x, y event.HouseFacts) int { return int(x.ID - y.ID) })
	again := b.draft(t, "2026-03")
	fresh := b.bills(t, "run_id = ?", again)
	if len(fresh) != 1 || fresh[0].HouseID != 150 || b.count(t, "billing_bills") != 3 {
		t.Errorf("%d new bills of %d", len(fresh), b.count(t, "billing_bills"))
	}
	must(t, b.db.Tx(system(t), func(ctx context.Context) error {
		x := b.bills(t, "house_id = ?", house101)[0]
		x.ID = b.gen.New()
		if err := b.db.Conn(ctx).Create(&x).Error; !db.Duplicate(err) {
			t.Errorf("the database took a second bill: %v", err)
		}
		return nil
	}))
}

// The most that is let in fits into its columns, on every engine: 40 items, and
// a formula of a thousand characters that is kept with the bill.
func TestTheLargestRun(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	long := billing.TariffForm{Method: billing.Formula, UnitPrice: "2.10", Formula: "面积 * 单价" + strings.Repeat(" + (0"+strings.Repeat(" + 0.000001", 29)+")", 3)}
	b.item(t, "物业费", long)
	for n := range 39 {
		b.item(t, fmt.Sprintf("项目%d", n), byArea())
	}
	b.draft(t, "2026-03")
	if n := len(b.bills(t, "")); n != 80 {
		t.Errorf("%d bills", n)
	}
	if x := b.bills(t, "house_id = ? AND title LIKE ?", house101, "物业费%")[0]; x.PrincipalFen != 18585 {
		t.Errorf("%+v", x)
	}
	b.item(t, "第四十一项", byArea())
	if _, err := b.MakeRun(as(t, maker), maker, garden, "2026-04", nil, false); !errors.Is(err, billing.ErrInput) {
		t.Errorf("41 items: %v", err)
	}
}

// A process killed in the middle of a run: its chunk is rolled back with its
// message, which is then offered again. No gap, no double.
func TestARunGoesOnAfterAKill(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 40 {
		b.town.houses = append(b.town.houses, event.HouseFacts{ID: ids.ID(1000 + i), BuildingID: 1, Kind: "flat", Label: fmt.Sprintf("2栋%d", i), Area: 6000})
	}
	for n := range 3 {
		b.item(t, fmt.Sprintf("项目%d", n), byArea())
	}
	_, err := b.MakeRun(as(t, maker), maker, garden, "2026-03", nil, false)
	must(t, err)
	killed := errors.New("killed")
	for round := 0; ; round++ {
		rows, err := b.box.Claim(system(t), 10)
		must(t, err)
		if len(rows) == 0 {
			break
		}
		for _, row := range rows {
			err := b.db.Tx(t.Context(), func(ctx context.Context) error { // the whole work of the chunk, then the kill
				if err := b.mux.Run(ctx, row.Message()); err != nil {
					return err
				}
				return killed
			})
			if !errors.Is(err, killed) {
				t.Fatal(err)
			}
			must(t, b.mux.Run(t.Context(), row.Message())) // offered again
			must(t, b.mux.Run(t.Context(), row.Message())) // and once more, too late
		}
	}
	if n := b.count(t, "billing_bills"); n != 3*42 {
		t.Errorf("%d bills of %d", n, 3*42)
	}
	var twice int64
	must(t, b.db.Conn(db.AllowRaw(t.Context())).Raw("SELECT COUNT(*) FROM (SELECT 1 FROM billing_bills GROUP BY item_id, house_id, period HAVING COUNT(*) > 1) x").Scan(&twice).Error)
	if twice != 0 {
		t.Errorf("%d houses were billed twice", twice)
	}
}

func TestDryRunShowsTotalsDifferencesAndAnomalies(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	water := b.item(t, "水费", billing.TariffForm{Method: billing.Metered, UnitPrice: "3.50", Prorate: true}, func(f *billing.FeeItemForm) { f.Kind = "water" })
	b.item(t, "物业费", byArea())
	meters := b.meters(t, water)
	b.read(t, meters[0], "2026-02", "100", nil)
	b.read(t, meters[1], "2026-02", "50", nil)
	b.publish(t, "2026-02")
	b.read(t, meters[0], "2026-03", "110", nil)
	b.read(t, meters[1], "2026-03", "50", nil)
	b.publish(t, "2026-03")
	b.read(t, meters[0], "2026-04", "124", nil)
	run := b.draft(t, "2026-04")
	var view struct {
		BillCount, AnomalyCount, SkippedCount int64
		SumFen, LastSumFen                    money.Fen
		Items                                 []struct{ Title string }
		Anomalies                             []struct {
			Code  string
			Bills int64
		}
	}
	b.Call(t, maker, "GET /admin/v1/bill-runs/"+run.String(), "").Into(t, &view)
	if view.BillCount != 3 || view.SumFen != 39585+4900 || view.LastSumFen != 39585+3500 || view.SkippedCount != 1 || len(view.Items) != 2 {
		t.Errorf("totals: %+v", view)
	}
	if len(view.Anomalies) != 1 || view.Anomalies[0].Code != "up" { // 35.00 → 49.00 is +40 %
		t.Errorf("anomalies: %+v", view.Anomalies)
	}
	first, zero := b.bills(t, "period = '2026-02' AND kind = 'water'"), b.bills(t, "period = '2026-03' AND kind = 'water' AND house_id = 102")
	if len(first) != 2 || first[0].Anomaly != "first" || first[0].PrincipalFen != 0 || first[0].State != billing.Paid || zero[0].Anomaly != "zero" {
		t.Errorf("first %+v, zero %+v", first, zero)
	}
	b.balanced(t)
}

// Area 0: the house is shown with the reason, and the run waits until it is mended.
func TestAreaZero(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.town.houses = append(b.town.houses, event.HouseFacts{ID: house103, BuildingID: 1, Kind: "flat", Label: "1栋1单元103"})
	slices.SortFunc(b.town.houses, func(x, y event.HouseFacts) int { return int(x.ID - y.ID) })
	b.item(t, "物业费", byArea())
	run := b.draft(t, "2026-03")
	if _, err := b.ReviewRun(as(t, maker), maker, run); !errors.Is(err, billing.ErrAnomalies) {
		t.Errorf("reviewed with a house without an area: %v", err)
	}
	if x := b.bill(t, house103); x.Anomaly != "error" || x.PrincipalFen != 0 {
		t.Errorf("%+v", x)
	}
	_, err := b.DiscardRun(as(t, maker), maker, run, "补面积")
	must(t, err)
	if n := b.count(t, "billing_bills"); n != 0 {
		t.Errorf("%d drafts stayed", n)
	}
}

func TestNegativeAmountStopsTheRun(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.item(t, "怪项目", billing.TariffForm{Method: billing.Formula, Formula: "90 - 面积", Prorate: true})
	run := b.draft(t, "2026-03")
	if x := b.bill(t, house102); x.Anomaly != "negative" { // 90 − 100
		t.Errorf("%+v", x)
	}
	if _, err := b.ReviewRun(as(t, maker), maker, run); !refused(err, billing.ErrAnomalies, "1 笔") {
		t.Errorf("reviewed: %v", err)
	}
}

// Rounding: the shares of a common cost sum to it, by largest remainder.
func TestSharedCostSumsToTheTotal(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 37 {
		b.town.houses = append(b.town.houses, event.HouseFacts{ID: ids.ID(1000 + i), BuildingID: 3, Kind: "flat", Label: fmt.Sprint(i), Area: int64(6000 + 37*i)})
	}
	item := b.item(t, "公摊电费", billing.TariffForm{Method: billing.Shared, ShareBy: "area"}, func(f *billing.FeeItemForm) { f.Kind = "shared" })
	run := b.draft(t, "2026-03")
	if n := len(b.bills(t, "")); n != 0 {
		t.Errorf("%d bills without a cost", n)
	}
	_, err := b.DiscardRun(as(t, maker), maker, run, "")
	must(t, err)
	_, err = b.AddCost(as(t, maker), maker, item, 0, "2026-03", "", 100_003)
	must(t, err)
	_, err = b.AddCost(as(t, maker), maker, item, 3, "2026-03", "三号楼电梯", 777)
	must(t, err)
	b.draft(t, "2026-03")
	sum := money.Fen(0)
	for _, x := range b.bills(t, "") {
		sum += x.PrincipalFen
	}
	if sum != 100_003+777 {
		t.Errorf("the shares sum to %s", sum)
	}
	if _, err := b.AddCost(as(t, maker), maker, item, 0, "2026-03", "", 1); !errors.Is(err, billing.ErrTwice) {
		t.Errorf("a second total: %v", err)
	}
	for _, bad := range []money.Fen{0, -1} {
		if _, err := b.AddCost(as(t, maker), maker, item, 0, "2026-04", "", bad); !errors.Is(err, billing.ErrInput) {
			t.Errorf("a total of %d: %v", bad, err)
		}
	}
}

// Tariff changed retroactively: what was billed keeps its version; a version
// that would begin inside a billed period is refused.
func TestTariffChangedRetroactively(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	item := b.item(t, "物业费", byArea())
	b.publish(t, "2026-03")
	was := b.bill(t, house101)
	form := byArea()
	form.UnitPrice, form.EffectiveFrom, form.DueDays = "3.00", "2026-03-01", 10
	v, err := b.AddTariff(as(t, maker), maker, item, form)
	must(t, err)
	if _, err := b.Activate(as(t, maker), maker, v.ID); !refused(err, billing.ErrInput, "已经出过账") {
		t.Errorf("activated inside a billed period: %v", err)
	}
	form.EffectiveFrom = "2026-04-01"
	b.tariff(t, item, form)
	b.publish(t, "2026-04")
	all := b.bills(t, "house_id = ?", house101)
	if all[0].PrincipalFen != was.PrincipalFen || all[0].TariffID != was.TariffID || all[1].PrincipalFen != 26550 {
		t.Errorf("old %s by %d, new %s", all[0].PrincipalFen, all[0].TariffID, all[1].PrincipalFen)
	}
}

// Quarters are billed in their first month, on the days of three.
func TestAQuarterIsBilledOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	f := byArea()
	f.Months = 3
	item := b.item(t, "物业费", f)
	b.draft(t, "2026-04")
	if x := b.bill(t, house101); x.PrincipalFen != 55755 {
		t.Errorf("%s", x.PrincipalFen)
	}
	if _, err := b.MakeRun(as(t, maker), maker, garden, "2026-05", []ids.ID{item}, false); !errors.Is(err, billing.ErrInput) {
		t.Errorf("a quarter in its second month: %v", err)
	}
}

// Month's end and a leap day: the days of a period are those of the calendar.
func TestMonthEndAndLeapDay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	item := b.item(t, "物业费", byArea())
	must(t, b.Assign(as(t, maker), maker, item, []billing.AssignmentForm{{HouseID: house101, FromDay: "2028-02-29"}}))
	b.draft(t, "2028-02")
	if x := b.bill(t, house101); x.PrincipalFen != 641 { // 185.85 ÷ 29
		t.Errorf("one day of a leap February: %s", x.PrincipalFen)
	}
	b.publish(t, "2026-01", item)
	if x := b.bills(t, "house_id = ? AND period = '2026-01'", house101); len(x) != 0 {
		t.Errorf("billed before it moved in: %+v", x)
	}
}

func TestBadRunsAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, period := range []string{"2026-13", "2026", "", "31-02", "2026-02-31"} {
		if _, err := b.MakeRun(as(t, maker), maker, garden, period, nil, false); !errors.Is(err, billing.ErrInput) {
			t.Errorf("%q: %v", period, err)
		}
	}
	if _, err := b.MakeRun(as(t, maker), maker, garden, "2026-03", nil, false); !refused(err, billing.ErrInput, "没有要出账的") {
		t.Errorf("nothing to bill: %v", err)
	}
	b.item(t, "物业费", byArea())
	for name, who := range map[string]auth.Actor{"of elsewhere": far, "without the right": idle, "a resident": ann} {
		if _, err := b.MakeRun(as(t, who), who, garden, "2026-03", nil, false); !errors.Is(err, auth.ErrDenied) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b.count(t, "billing_runs") != 0 {
		t.Error("a refused run stayed")
	}
}

// The bad tariffs of §4.3: 3 decimals, date 31-02, zero, and formulas.
func TestBadTariffsAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	item := b.item(t, "物业费", byArea())
	for name, c := range map[string]struct {
		edit func(*billing.TariffForm)
		says string
	}{
		"date 31-02":        {func(f *billing.TariffForm) { f.EffectiveFrom = "2026-02-31" }, "存在的日期"},
		"five decimals":     {func(f *billing.TariffForm) { f.UnitPrice = "2.10005" }, "小数位"},
		"zero price":        {func(f *billing.TariffForm) { f.UnitPrice = "0" }, "大于 0"},
		"negative price":    {func(f *billing.TariffForm) { f.UnitPrice = "-1" }, "不带符号"},
		"exponent":          {func(f *billing.TariffForm) { f.UnitPrice = "1e3" }, "数字"},
		"discount over 100": {func(f *billing.TariffForm) { f.Discount = "101" }, "数值"},
		"no tiers":          {func(f *billing.TariffForm) { f.Method = billing.Tiered }, "至少填写一档"},
		"falling tiers": {func(f *billing.TariffForm) {
			f.Method, f.Tiers = billing.Tiered, []billing.TierForm{{UpTo: "20", Price: "1"}, {UpTo: "10", Price: "2"}, {Price: "3"}}
		}, "比前一档大"},
		"capped last tier": {func(f *billing.TariffForm) {
			f.Method, f.Tiers = billing.Tiered, []billing.TierForm{{UpTo: "20", Price: "1"}}
		}, "最后一档"},
		"unknown variable": {func(f *billing.TariffForm) { f.Method, f.Formula = billing.Formula, "工资*2" }, "没有“工资”"},
		"function call":    {func(f *billing.TariffForm) { f.Method, f.Formula = billing.Formula, "exec(1)" }, "不能调用"},
		"formula is empty": {func(f *billing.TariffForm) { f.Method = billing.Formula }, "公式要有内容"},
	} {
		f := byArea()
		f.EffectiveFrom = "2026-05-01"
		c.edit(&f)
		_, err := b.AddTariff(as(t, maker), maker, item, f)
		if !refused(err, billing.ErrInput, c.says) && !refused(err, billing.ErrFormula, c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := b.count(t, "billing_tariffs"); n != 1 {
		t.Errorf("%d tariffs", n)
	}
}

// meters are one for each house of the garden.
func (b *bench) meters(t testing.TB, item ids.ID) []ids.ID {
	t.Helper()
	var out []ids.ID
	for _, h := range []ids.ID{house101, house102} {
		m, err := b.AddMeter(as(t, maker), maker, billing.MeterForm{ItemID: item, HouseID: h, Number: fmt.Sprintf("W%d", h), Digits: 4})
		must(t, err)
		out = append(out, m.ID)
	}
	return out
}

func (b *bench) read(t testing.TB, meter ids.ID, period, value string, edit func(*billing.ReadingForm)) {
	t.Helper()
	f := billing.ReadingForm{MeterID: meter, Period: period, Value: value}
	if edit != nil {
		edit(&f)
	}
	_, err := b.Read(as(t, maker), maker, f)
	must(t, err)
}

func TestReadings(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	item := b.item(t, "水费", billing.TariffForm{Method: billing.Metered, UnitPrice: "3.50"}, func(f *billing.FeeItemForm) { f.Kind = "water" })
	m := b.meters(t, item)[0]
	b.read(t, m, "2026-01", "9990.5", nil)
	for name, c := range map[string]struct {
		edit func(*billing.ReadingForm)
		want error
	}{
		"lower than last":    {func(f *billing.ReadingForm) { f.Value = "9990.4" }, billing.ErrReading},
		"rolled, yet higher": {func(f *billing.ReadingForm) { f.Value, f.RolledOver = "9999", true }, billing.ErrInput},
		"too many digits":    {func(f *billing.ReadingForm) { f.Value = "10000" }, billing.ErrInput},
		"four decimals":      {func(f *billing.ReadingForm) { f.Value = "9991.0001" }, billing.ErrInput},
		"negative":           {func(f *billing.ReadingForm) { f.Value = "-1" }, billing.ErrInput},
		"date 31-02":         {func(f *billing.ReadingForm) { f.ReadOn = "2026-02-31" }, billing.ErrInput},
		"tomorrow":           {func(f *billing.ReadingForm) { f.ReadOn = "2026-03-03" }, billing.ErrInput},
		"bad period":         {func(f *billing.ReadingForm) { f.Period = "2026-2" }, billing.ErrInput},
		"unknown meter":      {func(f *billing.ReadingForm) { f.MeterID = 404 }, billing.ErrNoMeter},
		"somebody's photo":   {func(f *billing.ReadingForm) { f.PhotoFileID = 404 }, nil},
		"an earlier period":  {func(f *billing.ReadingForm) { f.Period = "2025-12" }, billing.ErrInput},
	} {
		f := billing.ReadingForm{MeterID: m, Period: "2026-02", Value: "9995"}
		c.edit(&f)
		if _, err := b.Read(as(t, maker), maker, f); err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	b.town.uploads[900] = maker.ID
	b.read(t, m, "2026-02", "9.5", func(f *billing.ReadingForm) { f.RolledOver, f.PhotoFileID = true, 900 })
	b.publish(t, "2026-02", item)
	if x := b.bill(t, house101); x.PrincipalFen != 6650 { // 19 × 3.50
		t.Errorf("rolled over: %s", x.PrincipalFen)
	}
	if _, err := b.Read(as(t, maker), maker, billing.ReadingForm{MeterID: m, Period: "2026-02", Value: "12"}); !errors.Is(err, billing.ErrBilled) {
		t.Errorf("a billed reading was changed: %v", err)
	}
	b.read(t, m, "2026-03", "20", nil)
	b.read(t, m, "2026-03", "21", nil) // corrected before it is billed
	if n := b.count(t, "billing_readings"); n != 3 {
		t.Errorf("%d readings", n)
	}
}

// One wrong line of a batch does not lose the others, and leaves nothing half.
func TestABatchOfReadings(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	item := b.item(t, "水费", billing.TariffForm{Method: billing.Metered, UnitPrice: "3.50"}, func(f *billing.FeeItemForm) { f.Kind = "water" })
	m := b.meters(t, item)
	b.read(t, m[0], "2026-01", "100", nil)
	b.read(t, m[0], "2026-02", "110", nil)
	got, err := b.ReadBatch(as(t, maker), maker, garden, "2026-02", []billing.ReadingLine{{Number: "W101", Value: "90"}, {Number: "W404", Value: "1"}, {Number: "W102", Value: "7"}})
	must(t, err)
	if got[0].OK || got[1].OK || !got[2].OK || !got[2].First || got[0].Problem == "" {
		t.Errorf("%+v", got)
	}
	if n := b.count(t, "billing_readings"); n != 3 {
		t.Errorf("%d readings: a refused line took one away", n)
	}
	if _, err := b.ReadBatch(as(t, far), far, garden, "2026-02", nil); !errors.Is(err, auth.ErrDenied) {
		t.Errorf("from elsewhere: %v", err)
	}
}

package stock_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
	"zhijian/server/stock"
)

func sheet(change string) string {
	return `{"kind":"material","name":"铜角阀","unit":"个","priceFen":2600,"onSale":true,"minimum":5,"level":20` + change + `}`
}

func TestWhoMayNotIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	mine, work := b.item(t, stock.Material, "角阀", 10, 0), b.item(t, stock.Labour, "换角阀", 0, 0)
	theirs, err := b.List(as(t, far), far, elsewhere, stock.Material, stock.Sheet{Name: "远方的阀", Unit: "个"}, 1, 7)
	must(t, err)
	rows := []int64{b.count(t, "stock_items"), b.count(t, "stock_prices"), b.count(t, "stock_movements"), b.count(t, "audit_entries")}
	list, at, other := "POST /admin/v1/communities/10/stock-items", "/admin/v1/stock-items/"+mine.ID.String(), "/admin/v1/stock-items/"+theirs.ID.String()
	labour := "/admin/v1/stock-items/" + work.ID.String()
	edit := `{"name":"阀","unit":"个","onSale":true,"minimum":0,"version":%d}`
	take := "POST /admin/v1/communities/10/stocktakes"
	line := func(id string, seen, counted any) string {
		return fmt.Sprintf(`{"reason":"月底盘点","lines":[{"itemId":%q,"seen":%v,"counted":%v}]}`, id, seen, counted)
	}
	for _, sc := range []testkit.Scenario{
		{Name: "list, anonymous", Do: "GET /admin/v1/communities/10/stock-items", WantStatus: 401},
		{Name: "list, a resident", As: ann, Do: "GET /admin/v1/communities/10/stock-items", WantStatus: 401},
		{Name: "list, without stock.read", As: idle, Do: "GET /admin/v1/communities/10/stock-items", WantStatus: 403},
		{Name: "list of another community", As: boss, Do: "GET /admin/v1/communities/20/stock-items", WantStatus: 403, NoBody: []string{"远方"}},
		{Name: "movements of another community", As: boss, Do: "GET /admin/v1/communities/20/stock-movements", WantStatus: 403, NoBody: []string{"远方"}},
		{Name: "movements by a bad cursor", As: boss, Do: "GET /admin/v1/communities/10/stock-movements?cursor=x", WantStatus: 422, WantBody: []string{"cursor"}},
		{Name: "new item, a worker", As: wu, Do: list, Body: sheet(""), WantStatus: 403},
		{Name: "new item in another community", As: boss, Do: "POST /admin/v1/communities/20/stock-items", Body: sheet(""), WantStatus: 403},
		{Name: "a negative price", As: boss, Do: list, Body: strings.Replace(sheet(""), "2600", "-1", 1), WantStatus: 422, WantBody: []string{"priceFen"}},
		{Name: "a price with decimals", As: boss, Do: list, Body: strings.Replace(sheet(""), "2600", "26.5", 1), WantStatus: 422, WantBody: []string{"priceFen"}},
		{Name: "a level with decimals", As: boss, Do: list, Body: strings.Replace(sheet(""), `"level":20`, `"level":0.5`, 1), WantStatus: 422, WantBody: []string{"level"}},
		{Name: "a negative level", As: boss, Do: list, Body: strings.Replace(sheet(""), `"level":20`, `"level":-2`, 1), WantStatus: 422},
		{Name: "labour with a level", As: boss, Do: list, Body: strings.Replace(sheet(""), "material", "labour", 1), WantStatus: 422, WantBody: []string{"人工没有库存"}},
		{Name: "a name of blanks", As: boss, Do: list, Body: strings.Replace(sheet(""), "铜角阀", "  ", 1), WantStatus: 422},
		{Name: "the same name twice", As: boss, Do: list, Body: strings.Replace(sheet(""), "铜角阀", "角阀", 1), WantStatus: 409, WantBody: []string{"stock.twice"}},
		{Name: "edit another community's", As: boss, Do: "PATCH " + other, Body: fmt.Sprintf(edit, 1), WantStatus: 404},
		{Name: "edit, a worker", As: wu, Do: "PATCH " + at, Body: fmt.Sprintf(edit, 1), WantStatus: 403},
		{Name: "edit an old version", As: boss, Do: "PATCH " + at, Body: fmt.Sprintf(edit, 4), WantStatus: 409, WantBody: []string{"stock.changed"}},
		{Name: "a minimum of labour", As: boss, Do: "PATCH " + labour, Body: strings.Replace(fmt.Sprintf(edit, 1), `"minimum":0`, `"minimum":3`, 1), WantStatus: 422},
		{Name: "price of another community's", As: boss, Do: "POST " + other + "/price", Body: `{"priceFen":1}`, WantStatus: 404},
		{Name: "price, a worker", As: wu, Do: "POST " + at + "/price", Body: `{"priceFen":1}`, WantStatus: 403},
		{Name: "price from yesterday", As: boss, Do: "POST " + at + "/price", Body: `{"priceFen":1,"from":"2026-03-01"}`, WantStatus: 422, WantBody: []string{"from"}},
		{Name: "price from no date", As: boss, Do: "POST " + at + "/price", Body: `{"priceFen":1,"from":"2026-02-30"}`, WantStatus: 422, WantBody: []string{"from"}},
		{Name: "receive for another community", As: boss, Do: "POST " + other + "/receive", Body: `{"quantity":1}`, WantStatus: 404},
		{Name: "receive, a worker", As: wu, Do: "POST " + at + "/receive", Body: `{"quantity":1}`, WantStatus: 403},
		{Name: "receive nothing", As: boss, Do: "POST " + at + "/receive", Body: `{"quantity":0}`, WantStatus: 422, WantBody: []string{"quantity"}},
		{Name: "receive half", As: boss, Do: "POST " + at + "/receive", Body: `{"quantity":1.5}`, WantStatus: 422},
		{Name: "receive labour", As: boss, Do: "POST " + labour + "/receive", Body: `{"quantity":1}`, WantStatus: 422, WantBody: []string{"人工"}},
		{Name: "count, a worker", As: wu, Do: take, Body: line(mine.ID.String(), 10, 9), WantStatus: 403},
		{Name: "count in another community", As: boss, Do: "POST /admin/v1/communities/20/stocktakes", Body: line(theirs.ID.String(), 7, 9), WantStatus: 403},
		{Name: "count another community's item", As: boss, Do: take, Body: line(theirs.ID.String(), 7, 9), WantStatus: 404},
		{Name: "count without a reason", As: boss, Do: take, Body: strings.Replace(line(mine.ID.String(), 10, 9), "月底盘点", "", 1), WantStatus: 422, WantBody: []string{"reason"}},
		{Name: "count less than nothing", As: boss, Do: take, Body: line(mine.ID.String(), 10, -1), WantStatus: 422},
		{Name: "count what has moved", As: boss, Do: take, Body: line(mine.ID.String(), 11, 9), WantStatus: 409, WantBody: []string{"stock.changed", "角阀的库存已变为 10 个", `"level":"10"`}},
		{Name: "count labour", As: boss, Do: take, Body: line(work.ID.String(), 0, 9), WantStatus: 422, WantBody: []string{"人工"}},
	} {
		sc.Run(t, b.HTTP)
	}
	for n, table := range []string{"stock_items", "stock_prices", "stock_movements", "audit_entries"} {
		if got := b.count(t, table); got != rows[n] {
			t.Errorf("%s: %d rows instead of %d after refusals only", table, got, rows[n])
		}
	}
}

func TestAStocktakeIsAllOrNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	one, two, three := b.item(t, stock.Material, "甲", 10, 5), b.item(t, stock.Material, "乙", 10, 0), b.item(t, stock.Material, "丙", 10, 0)
	take := func(seenOfTwo int) testkit.Answer {
		return b.Call(t, boss, "POST /admin/v1/communities/10/stocktakes", fmt.Sprintf(`{"reason":"月底盘点","lines":[{"itemId":"%d","seen":10,"counted":4},{"itemId":"%d","seen":%d,"counted":12},{"itemId":"%d","seen":10,"counted":10}]}`,
			one.ID, two.ID, seenOfTwo, three.ID))
	}
	if a := take(9); a.Status != 409 || b.level(t, one.ID) != 10 || len(b.notices(t)) != 0 {
		t.Errorf("half of it was counted: %d %s", a.Status, a.Body)
	}
	if a := take(10); a.Status != 200 || !strings.Contains(a.Body, `"changed":2`) || b.level(t, one.ID) != 4 || b.level(t, two.ID) != 12 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if got := fmt.Sprint(b.notices(t)); got != "[stock_low 2001 甲 4 个]" {
		t.Errorf("notices %s", got)
	}
	var page struct{ Items []stock.StockMovement }
	b.Call(t, wu, "GET /admin/v1/communities/10/stock-movements?kind=count", "").Into(t, &page)
	if len(page.Items) != 2 || page.Items[0].Quantity != 2 || page.Items[1].Quantity != -6 || page.Items[1].Reason != "月底盘点" || page.Items[1].ActorName != "周经理" || page.Items[1].KindLabel != "盘点" {
		t.Errorf("%+v", page.Items)
	}
	same := fmt.Sprintf(`{"reason":"又一次","lines":[{"itemId":"%d","seen":4,"counted":4},{"itemId":"%d","seen":4,"counted":4}]}`, one.ID, one.ID)
	if a := b.Call(t, boss, "POST /admin/v1/communities/10/stocktakes", same); a.Status != 422 {
		t.Errorf("an item twice: %d", a.Status)
	}
}

func TestPricesCountFromADay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	i := b.item(t, stock.Material, "角阀", 1, 0)
	set := func(body string) stock.StockItem {
		t.Helper()
		a := b.Call(t, boss, "POST /admin/v1/stock-items/"+i.ID.String()+"/price", body)
		if a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		var out stock.StockItem
		a.Into(t, &out)
		return out
	}
	if got := set(`{"priceFen":3000,"from":"2026-03-10"}`); got.PriceFen != 2500 || got.NextFen != 3000 || got.NextFrom != "2026-03-10" || got.Since != "2026-03-02" {
		t.Errorf("planned: %+v", got)
	}
	if got := set(`{"priceFen":3300,"from":"2026-03-10"}`); got.NextFen != 3300 || b.count(t, "stock_prices") != 2 {
		t.Errorf("planned again: %+v", got)
	}
	if got := set(`{"priceFen":2700}`); got.PriceFen != 2700 || b.count(t, "stock_prices") != 2 {
		t.Errorf("from today: %+v", got)
	}
	ask := func() string {
		t.Helper()
		p, err := b.Prices(as(t, wu), garden, []ids.ID{i.ID, 404})
		must(t, err)
		return fmt.Sprintf("%d %d %s", len(p), p[i.ID].PriceFen, p[i.ID].Kind)
	}
	b.clock.Advance(7*24*time.Hour + 13*time.Hour + 59*time.Minute) // 23:59 on the 9th
	if got := ask(); got != "1 2700 material" {
		t.Error(got)
	}
	b.clock.Advance(time.Minute)
	if got := ask(); got != "1 3300 material" {
		t.Error(got)
	}
	if p, err := b.Prices(as(t, far), elsewhere, []ids.ID{i.ID}); err != nil || len(p) != 0 {
		t.Errorf("another community's price: %v %v", p, err)
	}
}

func TestThePriceListIsKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var i stock.StockItem
	a := b.Call(t, boss, "POST /admin/v1/communities/10/stock-items", sheet(""))
	a.Into(t, &i)
	if a.Status != 201 || i.PriceFen != 2600 || i.Level != 20 || i.Low || i.KindLabel != "材料" || i.Version != 1 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	b.Call(t, boss, "PATCH /admin/v1/stock-items/"+i.ID.String(), `{"name":"铜角阀 DN15","unit":"只","onSale":false,"minimum":25,"version":1}`).Into(t, &i)
	if i.Name != "铜角阀 DN15" || i.OnSale || !i.Low || i.Version != 2 || i.Level != 20 {
		t.Errorf("%+v", i)
	}
	b.Call(t, boss, "POST /admin/v1/stock-items/"+i.ID.String()+"/receive", `{"quantity":10,"note":"采购单 17"}`).Into(t, &i)
	if i.Level != 30 || i.Low {
		t.Errorf("%+v", i)
	}
	p, err := b.Prices(as(t, wu), garden, []ids.ID{i.ID})
	if err != nil || p[i.ID].OnSale {
		t.Errorf("off sale: %+v %v", p, err)
	}
	if want := "stock.changed 10 10 [2001 2002]"; b.town.told[0] != want {
		t.Errorf("told %v", b.town.told)
	}
	if n := b.count(t, "audit_entries"); n != 2 {
		t.Errorf("%d audit rows", n)
	}
}

func TestFiveHundredItemsAreEnough(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for n := range 500 {
		b.item(t, stock.Labour, fmt.Sprintf("工时 %d", n), 0, 0)
	}
	if a := b.Call(t, boss, "POST /admin/v1/communities/10/stock-items", sheet("")); a.Status != 409 || !strings.Contains(a.Body, "stock.full") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestMovementsComeInPages(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	i := b.item(t, stock.Material, "角阀", 1, 0)
	b.item(t, stock.Material, "软管", 1, 0)
	for range 60 {
		_, err := b.Receive(as(t, boss), i.ID, 1, "")
		must(t, err)
	}
	seen, cursor := int64(0), ""
	for range 3 {
		var p struct {
			Items      []stock.StockMovement
			NextCursor string
		}
		b.Call(t, wu, "GET /admin/v1/communities/10/stock-movements?itemId="+i.ID.String()+"&cursor="+cursor, "").Into(t, &p)
		for _, m := range p.Items {
			if m.LevelAfter != 61-seen {
				t.Fatalf("row %d: level %d", seen, m.LevelAfter)
			}
			seen++
		}
		if cursor = p.NextCursor; cursor == "" {
			break
		}
	}
	if seen != 61 {
		t.Errorf("%d rows", seen)
	}
}

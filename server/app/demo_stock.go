package app

import (
	"context"
	"fmt"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/money"
	"zhijian/server/stock"
)

type demoItem struct {
	kind           stock.Kind
	name, unit     string
	fen            money.Fen
	level, minimum int64
}

func demoPrices() []demoItem {
	return []demoItem{
		{stock.Labour, "上门检修", "次", 3000, 0, 0},
		{stock.Labour, "更换水龙头", "个", 3000, 0, 0},
		{stock.Labour, "更换角阀", "个", 2500, 0, 0},
		{stock.Labour, "疏通下水（地漏、面盆）", "处", 8000, 0, 0},
		{stock.Labour, "疏通马桶", "个", 10000, 0, 0},
		{stock.Labour, "更换开关插座", "个", 1500, 0, 0},
		{stock.Labour, "安装灯具（吸顶灯）", "盏", 4000, 0, 0},
		{stock.Labour, "更换门锁锁芯", "把", 5000, 0, 0},
		{stock.Labour, "线路检修", "小时", 8000, 0, 0},
		{stock.Material, "陶瓷阀芯冷热水龙头", "个", 8800, 12, 4},
		{stock.Material, "铜角阀 DN15", "个", 2600, 30, 10},
		{stock.Material, "不锈钢编织软管 50cm", "根", 1500, 40, 10},
		{stock.Material, "生料带", "卷", 300, 60, 20},
		{stock.Material, "马桶进水阀", "套", 4500, 6, 3},
		{stock.Material, "马桶排水阀", "套", 4200, 5, 3},
		{stock.Material, "面盆下水器", "套", 3800, 8, 3},
		{stock.Material, "LED 吸顶灯 24W", "盏", 6800, 10, 4},
		{stock.Material, "LED 灯泡 9W", "只", 1200, 48, 20},
		{stock.Material, "五孔插座", "个", 1500, 25, 10},
		{stock.Material, "空气开关 1P 16A", "个", 3200, 9, 4},
		{stock.Material, "C 级锁芯 70mm", "把", 12800, 2, 3}, // below its minimum
		{stock.Material, "门禁读卡器", "台", 26000, 2, 1},
	}
}

// seedStock gives the demo a believable price list and stock.
func (a *App) seedStock(ctx context.Context, manager auth.Actor) error {
	ctx = auth.With(ctx, manager)
	for _, i := range demoPrices() {
		sheet := stock.Sheet{Name: i.name, Unit: i.unit, OnSale: true, Minimum: i.minimum}
		if _, err := a.stock.List(ctx, manager, manager.Communities[0], i.kind, sheet, i.fen, i.level); err != nil {
			return fmt.Errorf("item %s: %w", i.name, err)
		}
	}
	return nil
}

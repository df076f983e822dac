package app

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/outbox"
	"zhijian/server/repair"
)

// demoRepair is an order of the last weeks. The way are the steps after the
// report, each a while after the one before.
type demoRepair struct {
	daysAgo, hour  int
	house, place   string // one of them
	category, text string
	channel        string
	worker         string
	way            string
}

func demoRepairs() []demoRepair {
	return []demoRepair{
		{26, 9, "3-1-101", "", "toilet", "马桶水箱一直漏水，水表走得很快。", "phone", "worker", "assign accept arrive start finish rate554"},
		{25, 14, "", "4号楼电梯前室", "lift", "电梯按键失灵，要按好几次。", "desk", "worker2", "assign accept arrive start hold resume finish rate345"},
		{23, 10, "4-1-201", "", "electric", "客厅插座没电，冰箱换了插座才正常。", "phone", "worker", "assign accept depart arrive start finish rate555"},
		{22, 16, "", "东门车道", "access_gate", "道闸抬杆慢，早高峰排队。", "patrol", "worker2", "assign accept arrive start finish expire"},
		{20, 8, "5-1-101", "", "drain", "厨房下水堵了，水漫到地上。", "phone", "worker", "assign accept depart arrive start quote yes start finish pay rate555"},
		{19, 11, "", "中心花园", "garden", "大风刮断一根枯枝，搭在步道上方。", "patrol", "worker2", "assign accept arrive start finish expire"},
		{17, 15, "6-1-301", "", "door_window", "入户门锁芯转不动，钥匙拔不出来。", "desk", "worker2", "assign accept arrive start finish rate432"},
		{16, 19, "", "地下车库 B 区", "light", "B12 车位上方两盏灯不亮。", "phone", "worker", "assign accept arrive start finish rate544"},
		{14, 9, "3-2-502", "", "wall_leak", "卧室外墙返潮，下雨后墙皮起泡。", "phone", "worker", "assign accept arrive start hold resume finish rate333 reopen assign accept arrive start finish rate455"},
		{13, 13, "", "健身广场", "facility", "漫步机踏板松动，老人踩着不稳。", "phone", "worker2", "assign accept arrive start finish expire"},
		{12, 10, "4-1-201", "", "heating", "主卧暖气不热，别的房间正常。", "phone", "worker", "assign accept arrive start finish rate554"},
		{10, 17, "", "2号楼1单元门口", "cleaning", "垃圾桶满了没清，有异味。", "phone", "worker2", "assign accept arrive start finish rate545"},
		{9, 9, "5-1-101", "", "water_pipe", "阳台水龙头关不紧。", "desk", "worker", "assign accept arrive start quote no finish rate444"},
		{8, 20, "", "3号楼楼道", "power_out", "整栋楼道停电，应急灯亮着。", "phone", "worker", "assign accept depart arrive start finish"},
		{6, 11, "6-1-301", "", "light", "客厅吸顶灯一闪一闪。", "phone", "worker2", "assign accept arrive start quote yes start finish"},
		{5, 10, "", "西门人行道", "facility", "一块路面砖翘起，容易绊脚。", "patrol", "worker2", "assign accept arrive start finish"},
		{4, 9, "3-2-502", "", "drain", "卫生间地漏返水。", "phone", "worker", "assign accept arrive start quote"},
		{3, 15, "", "7号楼地下室", "electric", "风机房电表箱门坏了，露着线。", "patrol", "worker", "assign accept arrive start hold"},
		{2, 9, "4-1-201", "", "other", "楼上装修声音很大，想知道时间规定。", "desk", "", "reject"},
		{2, 14, "", "5号楼楼顶", "wall_leak", "屋面防水层开裂，顶层有渗水风险。", "patrol", "worker2", "assign accept arrive start"},
		{1, 10, "3-1-101", "", "water_pipe", "水压变小，洗澡水流细。", "phone", "worker2", "assign accept arrive"},
		{1, 16, "", "北门", "access_gate", "人行门刷卡没反应，只能从车道走。", "phone", "worker", "assign accept depart"},
		{0, 1, "6-1-301", "", "electric", "厨房跳闸，推不上去。", "phone", "worker", "assign accept"},
		{0, 1, "", "1号楼大堂", "cleaning", "大堂地面有油渍，拖不掉。", "phone", "", "offer"},
		{0, 1, "", "7号楼电梯", "lift", "电梯运行有异响。", "phone", "", "urge"},
	}
}

// seedRepairs gives the board and the reports a past, through the same use
// cases that people call, with a clock that stands where each step was done.
// Nobody is told of it: its box has no subscribers.
func (a *App) seedRepairs(ctx context.Context, manager, desk auth.Actor, staff map[string]ids.ID) error {
	c := clock.NewFake(a.now())
	s := repair.New(repair.Deps{DB: a.db, Gen: a.gen, Now: c.Now, Box: outbox.New(a.db, a.gen, a.now), Vault: a.vault, Audit: a.audit,
		Places: places{a.house}, People: a.identity, Households: a.binding, Files: a.file, Live: a.hub, Cards: a.home, Roster: a.roster})
	w := demoWork{a, s, c, manager, desk, staff, manager.Communities[0]}
	for i, d := range demoRepairs() {
		at := clock.StartOfDay(a.now()).Add(-time.Duration(d.daysAgo)*24*time.Hour + time.Duration(d.hour)*time.Hour)
		if d.daysAgo == 0 {
			at = a.now().Add(-time.Duration(60-i) * time.Minute)
		}
		c.Advance(at.Sub(c.Now()))
		if err := w.live(ctx, i, d); err != nil {
			return fmt.Errorf("order %d, %s: %w", i, d.text, err)
		}
	}
	return nil
}

type demoWork struct {
	*App
	s             *repair.Service
	c             *clock.Fake
	manager, desk auth.Actor
	staff         map[string]ids.ID
	community     ids.ID
}

func (w demoWork) worker(name string) auth.Actor {
	for _, d := range demoAccounts() {
		if d.username == name {
			return auth.Actor{Kind: auth.Staff, ID: w.staff[name], Name: d.name, CompanyID: w.manager.CompanyID, Communities: w.manager.Communities, Permissions: []string{"repair.read", "repair.work"}}
		}
	}
	return auth.Actor{}
}

func (w demoWork) live(ctx context.Context, i int, d demoRepair) error {
	f := repair.Fault{CommunityID: w.community, Place: repair.Public, PublicPlace: d.place, Category: d.category, Description: d.text, Separate: true,
		ContactName: []string{"陈女士", "刘先生", "孙阿姨", "黄先生"}[i%4], ContactPhone: fmt.Sprintf("1390000%04d", 1000+i)}
	if d.house != "" {
		found, err := w.house.FindHouses(auth.With(ctx, w.desk), w.community, d.house)
		if err != nil || len(found.Houses) == 0 {
			return fmt.Errorf("house %s: %d found: %w", d.house, len(found.Houses), err)
		}
		f.Place, f.PublicPlace, f.HouseID = repair.Indoor, "", found.Houses[0].ID
	}
	o, err := w.s.TakeDown(auth.With(ctx, w.desk), w.desk, d.channel, f)
	if err != nil {
		return err
	}
	for n, act := range strings.Fields(d.way) {
		w.c.Advance(time.Duration(6+7*((i+n)%5)) * time.Minute)
		if err := w.step(ctx, o.ID, act, w.worker(d.worker)); err != nil {
			return fmt.Errorf("%s: %w", act, err)
		}
	}
	return nil
}

func (w demoWork) step(ctx context.Context, id ids.ID, act string, worker auth.Actor) (err error) {
	site, office := auth.With(ctx, worker), auth.With(ctx, w.manager)
	switch act {
	case "assign":
		_, err = w.s.Assign(office, w.manager, id, worker.ID, 0)
	case "offer":
		_, err = w.s.Offer(office, w.manager, id)
	case "accept":
		_, err = w.s.Accept(site, worker, id, repair.RepairDone{})
	case "depart":
		_, err = w.s.Depart(site, worker, id, repair.RepairDone{})
	case "arrive":
		_, err = w.s.Arrive(site, worker, id, "", repair.RepairDone{})
	case "hold":
		_, err = w.s.Hold(site, worker, id, repair.RepairPause{Reason: "parts", ResumeAt: w.c.Now().Add(5 * 24 * time.Hour)})
	case "resume":
		w.c.Advance(26 * time.Hour)
		_, err = w.s.Resume(site, worker, id, repair.RepairDone{})
	case "pay":
		_, err = w.s.Collect(office, w.manager, id, repair.RepairReceipt{AmountFen: 8000, Method: "cash", Voucher: "SJ" + id.String()})
	case "reject":
		_, err = w.s.Reject(office, w.manager, id, "装修时间由社区居委会受理，电话 022-88880100；工作日 8:00–12:00、14:00–18:00 可以施工")
	default:
		return w.talk(ctx, id, act, worker)
	}
	return err
}

// talk are the steps with pictures, prices and opinions.
func (w demoWork) talk(ctx context.Context, id ids.ID, act string, worker auth.Actor) (err error) {
	site, office := auth.With(ctx, worker), auth.With(ctx, w.manager)
	switch act {
	case "start":
		photo, perr := w.photo(site, worker, 70)
		if perr != nil {
			return perr
		}
		_, err = w.s.Start(site, worker, id, repair.RepairDone{PhotoFileIDs: photo})
	case "finish":
		photo, perr := w.photo(site, worker, 150)
		if perr != nil {
			return perr
		}
		w.c.Advance(40 * time.Minute)
		_, err = w.s.Finish(site, worker, id, repair.FinishRepairForm{Note: "已处理，试用正常。", CauseCode: "worn", PhotoFileIDs: photo})
	case "quote":
		price := repair.QuoteItem{Kind: "labour", Title: "疏通或更换", Unit: "次", Quantity: 1, PriceFen: new(money.Fen(8000))}
		if _, err = w.s.MakeQuote(site, worker, id, repair.Offering{Lines: []repair.QuoteItem{price}}); err == nil {
			_, err = w.s.CheckQuote(office, w.manager, id, true, "")
		}
	case "yes", "no":
		_, err = w.s.AnswerQuote(office, w.manager, id, repair.RepairAnswer{Accept: act == "yes", Via: "voice", Speaker: "owner", Evidence: "LY-" + id.String()})
	case "reopen":
		w.c.Advance(48 * time.Hour)
		_, err = w.s.Reopen(office, w.manager, id, "下雨后又返潮", nil)
	case "urge", "expire":
		return w.s.SeedStep(office, id, repair.Act(act), nil)
	default: // rate and three digits
		sc := repair.Scores{Speed: int(act[4] - '0'), Quality: int(act[5] - '0'), Attitude: int(act[6] - '0'), Tags: []string{"准时上门"}}
		return w.s.SeedStep(office, id, repair.Rate, &sc)
	}
	return err
}

// photo is a picture in one tone, as good as any to show where pictures stand.
func (w demoWork) photo(ctx context.Context, who auth.Actor, tone uint8) ([]ids.ID, error) {
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for y := range 240 {
		for x := range 320 {
			img.Set(x, y, color.RGBA{tone, uint8(90 + y/3), uint8(110 + x/4), 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, err
	}
	f, err := w.file.Upload(ctx, who, "repair", &b)
	return []ids.ID{f.ID}, err
}

package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"zhijian/server/event"
	"zhijian/server/notice"
	"zhijian/server/notify"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

type demoNotice struct {
	kind        notice.Kind
	title, body string
	building    string // "": the whole community
}

func demoNotices() []demoNotice {
	return []demoNotice{
		{notice.KindEvent, "周六上午“邻里旧物换新”活动",
			"本周六 9:00-11:30，小区中心花园举办旧物交换活动，欢迎带上闲置的图书、玩具和小家电。\n\n活动现场有免费磨刀和小家电检修，请长辈们放心前来，志愿者会在旁帮忙。", ""},
		{notice.KindNotice, "电动自行车请勿进楼充电",
			"近期巡查发现个别住户把电动自行车推入楼道充电，存在火灾隐患。\n\n请使用小区东侧集中充电棚。车棚 24 小时开放，如遇车位已满，请联系物业帮您安排。", ""},
		{notice.KindOutage, "1 栋明日 9:00-12:00 停水检修",
			"因二次供水水泵检修，1 栋将于明日 9:00-12:00 停水，请提前储水，并关好水龙头。\n\n检修提前完成会提前恢复供水。给您带来不便，敬请谅解。", "1栋"},
	}
}

// seedNotify makes the pages of the notification centre alive: three notices,
// somebody who wants to be called, a call to make and a message that did not
// go out. All through the use cases that people call.
func (a *App) seedNotify(ctx context.Context, community ids.ID, maker, chief auth.Actor, residents []auth.Actor) error {
	as := func(who auth.Actor) context.Context { return auth.With(ctx, who) }
	buildings, _, err := a.house.Buildings(as(chief), chief, community)
	if err != nil {
		return err
	}
	for _, d := range demoNotices() {
		t := notice.Text{Kind: d.kind, Title: d.title, Body: d.body}
		for _, b := range buildings {
			if d.building != "" && b.Building.Name == d.building {
				t.Audience = event.Audience{Buildings: []ids.ID{b.Building.ID}}
			}
		}
		if err := a.seedNotice(as(maker), as(chief), maker, chief, community, t); err != nil {
			return fmt.Errorf("notice %s: %w", d.title, err)
		}
	}
	if err := a.seedCallHouse(as(maker), maker, community); err != nil {
		return fmt.Errorf("household to be called: %w", err)
	}
	elder := residents[len(residents)-1]
	if _, err := a.notify.Prefer(as(elder), elder, func(p *notify.Preferences) { p.CallMe = true }, nil); err != nil {
		return err
	}
	first := residents[0]
	if _, err := a.notify.Prefer(as(first), first, func(*notify.Preferences) {}, []notify.Wish{{Kind: "repair", Channel: "sms", On: true}}); err != nil {
		return err
	}
	return a.seedDeliveries(ctx, community, elder, first)
}

// seedCallHouse puts an old couple without a telephone of today on the list.
func (a *App) seedCallHouse(ctx context.Context, maker auth.Actor, community ids.ID) error {
	found, err := a.house.FindHouses(ctx, community, "1-1-201")
	if err != nil || len(found.Houses) == 0 {
		return fmt.Errorf("%d houses found: %w", len(found.Houses), err)
	}
	_, err = a.notify.MarkHouse(ctx, maker, found.Houses[0].ID, "老两口不用手机，请打座机，说慢一些")
	return err
}

func (a *App) seedNotice(write, publish context.Context, maker, chief auth.Actor, community ids.ID, t notice.Text) error {
	n, err := a.notice.Write(write, maker, community, t)
	if err != nil {
		return err
	}
	if _, err := a.notice.Publish(publish, chief, n.ID); err != nil {
		return err
	}
	return a.notice.SeedShown(publish, chief, n.ID)
}

// seedDeliveries puts a call on the list and lets a text message fail.
func (a *App) seedDeliveries(ctx context.Context, community ids.ID, elder, first auth.Actor) error {
	err := a.db.Tx(ctx, func(ctx context.Context) error {
		return a.notify.SeedCall(ctx, event.Notify{To: elder.ID, CommunityID: community, Template: "repair_finished", Dedupe: "demo",
			Params: map[string]string{"number": "BX-示范-0001", "category": "厨房水龙头漏水", "reason": "已更换阀芯，试水正常"}})
	})
	return errors.Join(err, a.notify.SeedDead(ctx, event.Notify{To: first.ID, CommunityID: community, Template: "repair_assigned", Dedupe: "demo", Urgent: true,
		Params: map[string]string{"number": "BX-示范-0002", "category": "卫生间灯不亮", "worker": "赵", "time": a.now().Add(2 * time.Hour).Format("15:04")}}))
}

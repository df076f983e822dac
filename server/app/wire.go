package app

import (
	"context"
	"time"

	"zhijian/jobs/worker"
	"zhijian/server/billing"
	"zhijian/server/binding"
	"zhijian/server/event"
	"zhijian/server/file"
	"zhijian/server/home"
	"zhijian/server/house"
	"zhijian/server/identity"
	"zhijian/server/ledger"
	"zhijian/server/notice"
	"zhijian/server/notify"
	"zhijian/server/ops"
	"zhijian/server/payment"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
	"zhijian/server/repair"
	"zhijian/server/roster"
	"zhijian/server/stock"
)

// capabilities are the slices, in the order of need.
type capabilities struct {
	file     *file.Service
	house    *house.Service
	identity *identity.Service
	home     *home.Service
	binding  *binding.Service
	repair   *repair.Service
	roster   *roster.Service
	stock    *stock.Service
	notify   *notify.Service
	ops      *ops.Service
	notice   *notice.Service
	ledger   *ledger.Service
	billing  *billing.Service
	payment  *payment.Service
}

// late answers with capabilities that are made after the one that asks.
type late struct{ c *capabilities }

func (l late) Houses(ctx context.Context, person ids.ID) ([]auth.House, error) {
	return l.c.binding.Houses(ctx, person)
}

func (l late) OpenForHouse(ctx context.Context, house ids.ID) (int, error) {
	return l.c.repair.OpenForHouse(ctx, house)
}

// places adds to the register what others ask of it by other names.
type places struct{ *house.Service }

// CommunityNames answers all that ctx may see when which is empty.
func (p places) CommunityNames(ctx context.Context, which []ids.ID) (map[ids.ID]string, error) {
	list, err := p.Communities(ctx, which)
	if len(which) == 0 {
		list, err = p.MyCommunities(ctx, auth.From(ctx))
	}
	out := map[ids.ID]string{}
	for _, c := range list {
		out[c.ID] = c.Name
	}
	return out, err
}

// Counts is the register's figure on the workbench.
func (p places) Counts(ctx context.Context, community ids.ID) (map[string]int, error) {
	n, err := p.Count(ctx, community)
	return map[string]int{"housesTotal": n}, err
}

func (a *App) wire() {
	b, c := a.base, &a.capabilities
	c.file = file.New(file.Deps{DB: b.db, Gen: b.gen, Now: b.now, Store: b.store})
	c.house = house.New(house.Deps{DB: b.db, Gen: b.gen, Now: b.now, Vault: b.vault, Outbox: b.box, Audit: b.audit, Live: b.hub})
	c.identity = identity.New(identity.Deps{DB: b.db, Redis: b.redis, Gen: b.gen, Now: b.now, Box: b.box, Vault: b.vault, Audit: b.audit, Tokens: b.tokens, Cache: b.cache,
		WeChat: b.wechat, SMS: b.sms, Houses: late{c}, Places: places{c.house}, Sockets: b.hub, Demo: b.cfg.ShowCodes, PublicURL: b.cfg.PublicURL, QuickHashes: b.cfg.QuickHashes})
	c.home = home.New(home.Deps{DB: b.db, Now: b.now, Places: c.house})
	c.binding = binding.New(binding.Deps{DB: b.db, Redis: b.redis, Gen: b.gen, Now: b.now, Box: b.box, Vault: b.vault, Audit: b.audit,
		Houses: c.house, People: c.identity, Files: c.file, Live: b.hub, Cards: c.home, Orders: late{c}})
	c.house.UseBindings(c.binding)
	c.roster = roster.New(roster.Deps{DB: b.db, Gen: b.gen, Now: b.now, Box: b.box, Audit: b.audit, People: c.identity, Live: b.hub})
	c.stock = stock.New(stock.Deps{DB: b.db, Gen: b.gen, Now: b.now, Box: b.box, Audit: b.audit, People: c.identity, Live: b.hub})
	c.repair = repair.New(repair.Deps{DB: b.db, Gen: b.gen, Now: b.now, Box: b.box, Vault: b.vault, Audit: b.audit,
		Places: places{c.house}, People: c.identity, Households: c.binding, Files: c.file, Live: b.hub, Cards: c.home, Roster: c.roster, Stock: c.stock})
	c.ledger = ledger.New(ledger.Deps{DB: b.db, Gen: b.gen, Now: b.now})
	c.billing = billing.New(billing.Deps{DB: b.db, Gen: b.gen, Now: b.now, Box: b.box, Vault: b.vault, Audit: b.audit,
		Register: places{c.house}, People: c.identity, Households: c.binding, Ledger: c.ledger, Office: c.roster, Files: c.file, Live: b.hub, Cards: c.home})
	c.repair.UseFees(c.billing)
	a.wirePayment()
	c.notify = notify.New(notify.Deps{DB: b.db, Gen: b.gen, Now: b.now, Box: b.box, Live: b.hub, Home: c.home, People: c.identity, Places: c.house,
		Households: audience{c.house, c.binding}, WeChat: b.wechat, SMS: b.sms, Vault: b.vault, Audit: b.audit, Templates: b.cfg.WeChat.Templates})
	c.home.Counters, c.home.Recent = []home.Counter{c.repair, c.binding, places{c.house}, c.billing, c.payment, c.notify}, c.repair
	c.ops = ops.New(board{a}, b.box)
	c.notice = notice.New(notice.Deps{DB: b.db, Gen: b.gen, Now: b.now, Box: b.box, Places: c.house, Households: audience{c.house, c.binding}, People: c.identity,
		Checker: b.wechat, Crier: c.notify, Home: c.home, Files: c.file})
	// What a user is told live also ends what is cached for that user, here
	// and in every other process.
	b.hub.OnSignal(func(user ids.ID, kind string) {
		c.home.Forget(user)
		if user == 0 || kind == "binding.changed" { // no other changes what a user may do
			b.cache.Forget(user)
		}
	})
}

func (a *App) mounts() []func(*httpx.API) {
	return []func(*httpx.API){
		a.identity.MountApp, a.identity.MountAdmin, a.home.MountApp, a.home.MountAdmin,
		a.house.MountApp, a.house.MountAdmin, a.binding.MountApp, a.binding.MountAdmin,
		a.repair.MountApp, a.repair.MountAdmin, a.notify.MountApp, a.notify.MountAdmin, a.notice.MountApp, a.notice.MountAdmin,
		a.ledger.MountAdmin,
		a.billing.MountApp, a.billing.MountAdmin, a.payment.MountApp, a.payment.MountAdmin,
		a.roster.MountAdmin, a.stock.MountAdmin,
		a.file.MountApp, a.file.MountAdmin, a.hub.MountApp, a.hub.MountAdmin, a.mountSearch, a.mountAbout, a.ops.MountAdmin,
	}
}

func (a *App) tasks() {
	a.box.Subscribe(event.Notify{}.Topic(), notify.TaskDeliver, task.Default)
	a.box.Subscribe(event.PersonMerged{}.Topic(), binding.TaskMerge, task.Default)
	a.box.Subscribe(event.BindingChanged{}.Topic(), billing.TaskMoved, task.Default)
	a.box.Subscribe(event.StaffLeft{}.Topic(), roster.TaskStaffLeft, task.Default)
	a.house.MountTasks(a.mux)
	a.roster.MountTasks(a.mux)
	a.binding.MountTasks(a.mux)
	a.notify.MountTasks(a.mux)
	a.notice.MountTasks(a.mux)
	a.repair.Subscribe()
	a.payment.MountTasks(a.mux)
	a.repair.MountTasks(a.mux)
	a.billing.MountTasks(a.mux)
	a.periodics = []task.Periodic{
		{Name: "outbox:sweep", Every: time.Hour, For: "删除 7 天前完成的任务", Run: a.box.Sweep},
		{Name: "idem:sweep", Every: time.Hour, For: "删除一天前的防重复记录", Run: a.idem.Sweep},
		{Name: "audit:seal", Every: time.Minute, For: "给审计记录加封", Run: a.audit.Seal},
	}
	for _, more := range [][]task.Periodic{worker.Periodics(a.Worker(true)), a.file.Periodics(), a.binding.Periodics(), a.repair.Periodics(), a.notify.Periodics(), a.hub.Periodics(), a.identity.Periodics(), a.house.Periodics(), a.ledger.Periodics(),
		a.billing.Periodics(), a.payment.Periodics(),
		a.roster.Periodics()} {
		a.periodics = append(a.periodics, more...)
	}
}

package app

import (
	"context"
	"fmt"
	"io"
	"time"

	"zhijian/server/identity"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/repair"
	zsql "zhijian/sql"
)

// The demo's log-ins, printed at the start. They exist only with demo: true,
// which production refuses.
const (
	demoPassword = "zhijian-demo-2026"
	demoTOTP     = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	demoPhone    = "02288880018"
)

type demoStaff struct{ username, name, phone, role string }

func demoAccounts() []demoStaff {
	return []demoStaff{
		{"manager", "周敏", "19911110001", "小区经理"},
		{"desk", "林晓", "19911110002", "客服"},
		{"worker", "赵大勇", "19911110003", "维修工"},
		{"worker2", "钱立", "19911110004", "维修工"},
		{"sysadmin", "孙工", "19911110005", "系统管理员"},
		{"cashier", "何丽", "19911110007", "收费员"},
		{"finance", "沈岚", "19911110008", "财务"},
		{"auditor", "吴静", "19911110006", "审计员"},
	}
}

// demoPlatform runs the installation and belongs to no company's roles.
const demoPlatform = "platform"

type demoResident struct{ address, role string }

func demoResidents() []demoResident {
	return []demoResident{{"1-1-102", "owner"}, {"1-1-302", "owner"}, {"7-2-1102", "owner"}}
}

// seedDemo fills an empty installation with one community: its ledger through
// the product's own importer, staff, residents and orders through the same
// use cases that people call. A second start finds it done.
func (a *App) seedDemo(ctx context.Context) error {
	ctx = auth.With(ctx, auth.SystemActor())
	company, err := a.house.FoundCompany(ctx, "翠湖物业服务有限公司")
	if err != nil {
		return err
	}
	community, err := a.house.FoundCommunity(ctx, company.ID, "翠湖花园", "示范市湖滨区翠湖路 18 号", demoPhone)
	if err != nil {
		return err
	}
	if _, err := a.identity.SeedStaff(ctx, identity.SeedStaffIn{CompanyID: company.ID, Username: demoPlatform, Name: "平台运维", Phone: "19911110000", Password: demoPassword, TOTPSecret: demoTOTP,
		RoleName: platformAdmin, Permissions: []string{}, Platform: true}); err != nil {
		return fmt.Errorf("platform administrator: %w", err)
	}
	if n, err := a.house.Count(ctx, community.ID); err != nil || n > 0 {
		return err
	}
	staff, err := a.seedStaff(ctx, company.ID, community.ID)
	if err != nil {
		return err
	}
	manager := auth.Actor{Kind: auth.Staff, ID: staff["manager"], CompanyID: company.ID, Name: "周敏", Communities: []ids.ID{community.ID}, Permissions: DefaultRoles()[0].Permissions}
	if _, err := a.house.ImportNow(auth.With(ctx, manager), manager, community.ID, "翠湖花园房屋台账.xlsx", zsql.DemoLedger); err != nil {
		return fmt.Errorf("import the ledger: %w", err)
	}
	residents, err := a.seedResidents(ctx, manager, community.ID)
	if err != nil {
		return err
	}
	if err := a.seedRoster(ctx, manager, staff); err != nil {
		return fmt.Errorf("roster: %w", err)
	}
	if err := a.seedStock(ctx, manager); err != nil {
		return fmt.Errorf("stock: %w", err)
	}
	if err := a.seedMerchant(ctx, manager); err != nil {
		return err
	}
	if err := a.seedBills(ctx, manager, staff, residents); err != nil {
		return fmt.Errorf("bills: %w", err)
	}
	if err := a.seedOrders(ctx, manager, staff, residents); err != nil {
		return err
	}
	desk := auth.Actor{Kind: auth.Staff, ID: staff["desk"], CompanyID: company.ID, Name: "林晓", Communities: []ids.ID{community.ID}, Permissions: DefaultRoles()[1].Permissions}
	if err := a.seedRepairs(ctx, manager, desk, staff); err != nil {
		return fmt.Errorf("past orders: %w", err)
	}
	return a.seedNotify(ctx, community.ID, desk, manager, residents)
}

func (a *App) seedStaff(ctx context.Context, company, community ids.ID) (map[string]ids.ID, error) {
	roles := map[string][]string{}
	for _, r := range DefaultRoles() {
		roles[r.Name] = r.Permissions
	}
	out := map[string]ids.ID{}
	for _, s := range demoAccounts() {
		id, err := a.identity.SeedStaff(ctx, identity.SeedStaffIn{CompanyID: company, Username: s.username, Name: s.name, Phone: s.phone, Password: demoPassword, TOTPSecret: demoTOTP,
			RoleName: s.role, Permissions: roles[s.role], Communities: []ids.ID{community}})
		if err != nil {
			return nil, fmt.Errorf("staff %s: %w", s.username, err)
		}
		out[s.username] = id
	}
	return out, nil
}

// seedResidents makes accounts for owners on the register, with the names and
// phones that the ledger gives them.
func (a *App) seedResidents(ctx context.Context, manager auth.Actor, community ids.ID) ([]auth.Actor, error) {
	var out []auth.Actor
	for _, r := range demoResidents() {
		found, err := a.house.FindHouses(ctx, community, r.address)
		if err != nil || len(found.Houses) == 0 {
			return nil, fmt.Errorf("house %s: %d found: %w", r.address, len(found.Houses), err)
		}
		h := found.Houses[0]
		people, err := a.house.Reveal(auth.With(ctx, manager), manager, h.ID, "示范数据")
		if err != nil || len(people) == 0 || len(people[0].Phones) == 0 {
			return nil, fmt.Errorf("register of %s: %d people: %w", r.address, len(people), err)
		}
		person, err := a.identity.SeedPerson(ctx, people[0].Name, string(people[0].Phones[0]))
		if err != nil {
			return nil, err
		}
		if err := a.binding.SeedActive(ctx, person, h.ID, r.role); err != nil {
			return nil, err
		}
		out = append(out, auth.Actor{Kind: auth.Resident, ID: person, Name: people[0].Name, Communities: []ids.ID{community},
			Houses: []auth.House{{HouseID: h.ID, CommunityID: community, Role: r.role, Rights: auth.AllRights()}}})
	}
	return out, nil
}

func (a *App) seedOrders(ctx context.Context, manager auth.Actor, staff map[string]ids.ID, residents []auth.Actor) error {
	home := residents[0].Houses[0]
	slot := clock.StartOfDay(a.now()).Add(24*time.Hour + 9*time.Hour) // tomorrow 9:00
	end := slot.Add(2 * time.Hour)
	first, err := a.repair.Report(auth.With(ctx, residents[0]), residents[0], repair.Fault{CommunityID: home.CommunityID, HouseID: home.HouseID, Place: repair.Indoor,
		Category: "water_pipe", Description: "厨房水龙头关不紧，一直在滴水。", SlotStart: &slot, SlotEnd: &end})
	if err != nil {
		return fmt.Errorf("first order: %w", err)
	}
	if _, err := a.repair.Report(auth.With(ctx, residents[1]), residents[1], repair.Fault{CommunityID: home.CommunityID, Place: "public",
		Category: "light", PublicPlace: "3号楼2单元5层楼道", Description: "楼道灯不亮，晚上老人走楼梯不安全。"}); err != nil {
		return fmt.Errorf("second order: %w", err)
	}
	if _, err := a.repair.Assign(auth.With(ctx, manager), manager, first.ID, staff["worker"], 0); err != nil {
		return fmt.Errorf("assign: %w", err)
	}
	return nil
}

// greet prints where everything is and, in the demo, who may log in.
func (a *App) greet(out io.Writer, addr string) {
	_, _ = fmt.Fprintf(out, "\n指尖社区 is running.\n  residents  http://%s/m/\n  staff      http://%s/admin/\n", addr, addr)
	if !a.cfg.Demo {
		return
	}
	_, _ = fmt.Fprintf(out, "\nDemo log-ins (codes are shown on the page):\n  residents  19900000002 · 19900000006, or any phone number\n  staff      ")
	for _, s := range demoAccounts() {
		_, _ = fmt.Fprintf(out, "%s ", s.username)
	}
	_, _ = fmt.Fprintf(out, "%s · password %s\n\n", demoPlatform, demoPassword)
}

package house

import (
	"context"
	"strings"
	"testing"

	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/task"
	"zhijian/server/platform/testkit"
)

// kit is the register on a database of its own, with two communities of two
// companies, and the people who ask.
type kit struct {
	*Service
	clock        *clock.Fake
	box          *outbox.Box
	mux          *task.Mux
	home, abroad Community
	ctx          context.Context // of the manager
	manager      auth.Actor      // may do everything in home
	reader       auth.Actor      // may only read
	stranger     auth.Actor      // manager of abroad
	resident     auth.Actor
}

func newKit(t testing.TB) *kit {
	t.Helper()
	fake := testkit.Clock()
	d, gen := testkit.DB(t, fake.Now), testkit.Gen(t, fake.Now)
	hex := strings.Repeat("11", 32)
	vault, err := pii.New(pii.Keys{Current: "1", Fields: map[string]string{"1": hex}, Index: hex})
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.New(d, gen, fake.Now, hex)
	if err != nil {
		t.Fatal(err)
	}
	box := outbox.New(d, gen, fake.Now)
	box.Subscribe("house:register_changed", "test:register_changed", task.Default)
	k := &kit{Service: New(Deps{DB: d, Gen: gen, Now: fake.Now, Vault: vault, Outbox: box, Audit: log}), clock: fake, box: box, mux: task.NewMux()}
	k.MountTasks(k.mux)
	k.home, k.abroad = k.found(t, "翠湖物业", "翠湖花园"), k.found(t, "金港物业", "金港城")
	all := []string{"house.export", "house.import", "house.read", "house.reveal"}
	k.manager = testkit.StaffOf(gen.New(), k.home.CompanyID, []ids.ID{k.home.ID}, all...)
	k.reader = testkit.StaffOf(gen.New(), k.home.CompanyID, []ids.ID{k.home.ID}, "house.read")
	k.stranger = testkit.StaffOf(gen.New(), k.abroad.CompanyID, []ids.ID{k.abroad.ID}, all...)
	k.resident = auth.Actor{Kind: auth.Resident, ID: gen.New(), SessionID: 1}
	k.ctx = auth.With(t.Context(), k.manager)
	return k
}

func (k *kit) found(t testing.TB, company, community string) Community {
	t.Helper()
	co, err := k.FoundCompany(t.Context(), company)
	if err != nil {
		t.Fatal(err)
	}
	c, err := k.FoundCommunity(t.Context(), co.ID, community, community+"路 1 号", "0571-88886666")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// bring imports a ledger into home, read, checked and applied.
func (k *kit) bring(t testing.TB, data []byte) Run {
	t.Helper()
	r, err := k.ImportNow(k.ctx, k.manager, k.home.ID, "台账.xlsx", data)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// one finds the only house meant by an address.
func (k *kit) one(t testing.TB, typed string) House {
	t.Helper()
	f, err := k.FindHouses(k.ctx, k.home.ID, typed)
	if err != nil || len(f.Houses) != 1 {
		t.Fatalf("%s: %+v %v", typed, f, err)
	}
	return f.Houses[0]
}

func (k *kit) count(t testing.TB, model any) int64 {
	t.Helper()
	var n int64
	if err := k.DB.Conn(db.Everywhere(t.Context())).Model(model).Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

// work runs the messages that are due, as the relay would.
func (k *kit) work(t testing.TB) (ran []string) {
	t.Helper()
	rows, err := k.box.Claim(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if !strings.HasPrefix(r.Name, "test:") {
			if err := k.mux.Run(t.Context(), r.Message()); err != nil {
				t.Fatal(err)
			}
			ran = append(ran, r.Name)
		}
	}
	return ran
}

func (k *kit) http(t testing.TB) *testkit.HTTP {
	t.Helper()
	return testkit.NewHTTP(t, k.DB, k.clock.Now, func(api *httpx.API) {
		k.MountApp(api)
		k.MountAdmin(api)
	})
}

// small is a ledger of three houses and a shop.
func small(t testing.TB) []byte {
	return book(t, [][]any{
		{"楼栋", "单元", "房号", "建筑面积", "业主姓名", "联系电话", "共有人", "入住情况", "备注"},
		{"1栋", "1单元", "101", 90, "张三丰", "13800000001/13800000002", "李四", "已入住", ""},
		{"1栋", "2单元", "101", 90.5, "王小五", "13800000003", "", "出租", "=1+1"},
		{"10栋", "", "201", 88, "", "", "", "装修中", ""},
		{"商铺", "", "S03", 40, "赵六", "13800000001", "", "", ""},
	})
}

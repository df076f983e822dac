package house

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
)

func TestWhoMayNotImport(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	for name, tc := range map[string]struct {
		who  auth.Actor
		want error
	}{
		"nobody":            {auth.Actor{}, auth.ErrLogin},
		"a resident":        {k.resident, auth.ErrDenied},
		"without the right": {k.reader, auth.ErrDenied},
		"another company":   {k.stranger, ErrCommunityNotFound},
	} {
		if _, err := k.Import(auth.With(t.Context(), tc.who), tc.who, k.home.ID, "x.xlsx", small(t)); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	if n := k.count(t, &Run{}) + k.count(t, &runRow{}); n != 0 {
		t.Errorf("%d rows were kept", n)
	}
}

func TestAFileThatIsRefusedLeavesNothing(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	good := demoFile(t)
	for name, data := range map[string][]byte{"empty": nil, "cut": good[:len(good)/2], "no header": book(t, [][]any{{"a", "b"}}), "html": []byte("<html>")} {
		if _, err := k.Import(k.ctx, k.manager, k.home.ID, name, data); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if n := k.count(t, &Run{}) + k.count(t, &runRow{}) + k.count(t, &House{}); n != 0 {
		t.Errorf("%d rows were kept", n)
	}
}

func TestImportOfCuihuGarden(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	r, err := k.Import(k.ctx, k.manager, k.home.ID, "翠湖花园.xlsx", demoFile(t))
	if err != nil {
		t.Fatal(err)
	}
	if r.State != Checked || r.RowsTotal != 731 || r.RowsAdded != 722 || r.RowsRefused != 9 || r.RowsSame != 0 || r.RowsChanged != 0 || r.RowsIgnored != 1 {
		t.Errorf("dry run %+v", r)
	}
	if n := k.count(t, &House{}) + k.count(t, &Building{}) + k.count(t, &entry{}); n != 0 {
		t.Errorf("the dry run wrote %d rows of the register", n)
	}
	if r = k.bring(t, demoFile(t)); r.State != Applied || r.RowsAdded != 722 || k.count(t, &House{}) != 722 {
		t.Fatalf("applied %+v, %d houses", r, k.count(t, &House{}))
	}
	buildings, others, err := k.Buildings(k.ctx, k.manager, k.home.ID)
	if err != nil || len(buildings) != 12 || len(others) != 1 || others[0].Shops != 18 || buildings[0].Building.Name != "1栋" || buildings[11].Building.Name != "12栋" {
		t.Errorf("%d buildings, others %+v, %v", len(buildings), others, err)
	}
	if buildings[0].Units != 2 || buildings[11].Units != 1 {
		t.Errorf("units %+v", buildings)
	}
	for _, typed := range []string{"1-1-101", "12栋2604室", "1栋1单元101", "7-2-1102", "7号楼2单元1102", "十二幢2604", "翠湖花园1栋1单元101"} {
		k.one(t, typed)
	}
	for _, typed := range []string{"1-101", "一栋101"} {
		if f, err := k.FindHouses(k.ctx, k.home.ID, typed); err != nil || len(f.Houses) != 2 || fmt.Sprint(f.Units) != "[1 2]" {
			t.Errorf("%s: %+v %v", typed, f, err)
		}
	}
	again, houses, people, history := k.bring(t, demoFile(t)), k.count(t, &House{}), k.count(t, &entry{}), k.count(t, &Event{})
	if again.RowsAdded != 0 || again.RowsChanged != 0 || again.RowsSame != 722 || houses != 722 || history != 722 {
		t.Errorf("the same again: %+v, %d houses, %d people, %d events", again, houses, people, history)
	}
}

func TestAnApplyThatIsKilledGoesOn(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	r, err := k.Import(k.ctx, k.manager, k.home.ID, "x", demoFile(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Apply(k.ctx, k.manager, r.ID); err != nil {
		t.Fatal(err)
	}
	dying, kill := context.WithCancel(k.ctx)
	killed := errors.New("killed")
	batches := 0
	err = k.batches(dying, r.ID, Applying, func(ctx context.Context, r Run) (bool, error) {
		if batches++; batches == 2 { // its work is rolled back
			_, _ = k.applyBatch(ctx, r)
			return false, killed
		}
		return k.applyBatch(ctx, r)
	})
	kill()
	if n := k.count(t, &House{}); !errors.Is(err, killed) || n != batch {
		t.Fatalf("after the kill: %v, %d houses", err, n)
	}
	if ran := k.work(t); len(ran) != 1 || ran[0] != TaskApply {
		t.Fatalf("the queue ran %v", ran)
	}
	if r, err = k.Run(k.ctx, k.manager, r.ID); err != nil || r.State != Applied || r.CursorSeq != 731 || k.count(t, &House{}) != 722 || k.count(t, &Event{}) != 722 {
		t.Errorf("%+v %v", r, err)
	}
	if err := k.apply(k.ctx, r.ID); err != nil || k.count(t, &Event{}) != 722 {
		t.Errorf("a repeat did something: %v", err)
	}
	if n := k.left(t); n != 0 {
		t.Errorf("%d applied rows still hold names and phones", n)
	}
}

func (k *kit) left(t testing.TB) int64 {
	t.Helper()
	var n int64
	if err := k.DB.Conn(db.Everywhere(t.Context())).Model(&runRow{}).Where("payload <> ''").Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhatASecondLedgerChanges(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	k.bring(t, small(t))
	before := k.one(t, "1-1-101")
	r, err := k.Import(k.ctx, k.manager, k.home.ID, "x", book(t, [][]any{
		{"楼栋", "单元", "房号", "建筑面积", "业主姓名", "联系电话"},
		{"1栋", "1单元", "101", 91, "张三丰", "13900000009"},
		{"1栋", "2单元", "101", 90.5, "", ""},
		{"10栋", "", "201", 88, "钱七", "13900000008"},
		{"11栋", "", "101", 70, "", ""},
	}))
	if err != nil || r.RowsAdded != 1 || r.RowsChanged != 2 || r.RowsSame != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	rows, err := k.runRows(k.ctx, k.manager, r.ID, RowChanged, 0)
	if err != nil || rows[0].ChangesJSON != `[{"field":"area","label":"建筑面积","from":"90.00","to":"91.00"},{"field":"owner","label":"业主","from":"张*丰 138****0001 138****0002","to":"张*丰 139****0009"}]` {
		t.Errorf("changes %+v %v", rows, err)
	}
	if _, err := k.Apply(k.ctx, k.manager, r.ID); err != nil {
		t.Fatal(err)
	}
	k.work(t)
	after := k.one(t, "1-1-101")
	if after.ID != before.ID || after.Area != 9100 || after.Version != 2 {
		t.Errorf("the house was not updated in place: %+v", after)
	}
	people, err := k.Reveal(k.ctx, k.manager, after.ID, "核对电话")
	if err != nil || fmt.Sprint(people) != "[{co_owner 李四 []} {owner 张三丰 [13900000009]}]" {
		t.Errorf("people %v %v", people, err)
	}
	if old, err := k.HousesByPhone(k.ctx, k.Vault.Index("phone", "13800000002")); err != nil || len(old) != 0 {
		t.Errorf("the former number still finds %v %v", old, err)
	}
	if shop := k.one(t, "商铺3号"); shop.Label != "商铺S03" {
		t.Errorf("what the ledger does not name stays: %+v", shop)
	}
}

func TestApplyInTheWrongState(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	r, err := k.Import(k.ctx, k.manager, k.home.ID, "x", small(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Apply(auth.With(t.Context(), k.stranger), k.stranger, r.ID); !errors.Is(err, ErrImportNotFound) {
		t.Errorf("a stranger: %v", err)
	}
	for range 2 { // the second one answers the same
		if r, err = k.Apply(k.ctx, k.manager, r.ID); err != nil || r.State != Applying {
			t.Fatalf("%+v %v", r, err)
		}
	}
	if ran := k.work(t); len(ran) != 1 {
		t.Errorf("applied %d times", len(ran))
	}
	if err := k.DB.Tx(k.ctx, func(ctx context.Context) error {
		return k.DB.Conn(ctx).Model(&Run{}).Where("id = ?", r.ID).Update("state", Checking).Error
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Apply(k.ctx, k.manager, r.ID); !errors.Is(err, ErrImportState) {
		t.Errorf("before it was checked: %v", err)
	}
}

func TestALargeUploadIsCheckedByTheQueue(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	r, err := k.Import(k.ctx, k.manager, k.home.ID, "x", bigLedger(t, checkAtOnce+1))
	if err != nil || r.State != Checking {
		t.Fatalf("%+v %v", r, err)
	}
	if ran := k.work(t); len(ran) != 1 || ran[0] != TaskCheck {
		t.Fatalf("ran %v", ran)
	}
	if r, err = k.Run(k.ctx, k.manager, r.ID); err != nil || r.State != Checked || r.RowsAdded != checkAtOnce+1 {
		t.Errorf("%+v %v", r, err)
	}
}

func TestARunWhoseKeyIsGoneFails(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	r, err := k.Import(k.ctx, k.manager, k.home.ID, "x", small(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Apply(k.ctx, k.manager, r.ID); err != nil {
		t.Fatal(err)
	}
	if err := k.DB.Tx(k.ctx, func(ctx context.Context) error {
		return k.DB.Conn(ctx).Model(&runRow{}).Where("run_id = ?", r.ID).Update("payload", "v9:AAAA").Error
	}); err != nil {
		t.Fatal(err)
	}
	k.work(t)
	if r, err = k.Run(k.ctx, k.manager, r.ID); err != nil || r.State != Failed || r.Error == "" || k.count(t, &House{}) != 0 {
		t.Errorf("%+v %v", r, err)
	}
}

func TestImportsAreForgottenAfterAMonth(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	k.bring(t, small(t))
	if err := k.forgetImports(t.Context()); err != nil || k.count(t, &Run{}) != 1 {
		t.Fatalf("too early: %v", err)
	}
	k.clock.Advance(keepRuns + 1e9)
	if err := k.forgetImports(t.Context()); err != nil || k.count(t, &Run{})+k.count(t, &runRow{}) != 0 || k.count(t, &House{}) != 4 {
		t.Errorf("%v, %d runs", err, k.count(t, &Run{}))
	}
}

func TestOthersHearOfTheChange(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	k.bring(t, small(t))
	var rows []outbox.Row
	if err := k.DB.Conn(t.Context()).Where("name = ?", "test:register_changed").Find(&rows).Error; err != nil || len(rows) != 1 {
		t.Errorf("%d events, %v", len(rows), err)
	}
}

// pager notes who was told to reload what.
type pager struct{ told []string }

func (p *pager) Tell(_ context.Context, users []ids.ID, kind string, ref, _ ids.ID) error {
	p.told = append(p.told, fmt.Sprint(users, kind, ref))
	return nil
}

func TestTheOneWhoImportsSeesItMove(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	p := &pager{}
	k.Live = p
	r := k.bring(t, bigLedger(t, 2_500))
	want := fmt.Sprint([]ids.ID{k.manager.ID}, "import.progress", r.ID)
	if len(p.told) != 4 || p.told[0] != want { // at 2,000 rows and at the end, checking and applying
		t.Errorf("told %v", p.told)
	}
}

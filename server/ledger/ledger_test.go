package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"zhijian/server/event"
	"zhijian/server/ledger"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/testkit"
)

const (
	garden, elsewhere ids.ID = 10, 20
	house             ids.ID = 101
	merchant          ids.ID = 301
)

type bench struct {
	*ledger.Service
	*testkit.HTTP
	db *db.DB
}

func newBench(t testing.TB) *bench {
	t.Helper()
	c := testkit.Clock()
	d := testkit.DB(t, c.Now)
	s := ledger.New(ledger.Deps{DB: d, Gen: testkit.Gen(t, c.Now), Now: c.Now})
	return &bench{s, testkit.NewHTTP(t, d, c.Now, s.MountAdmin), d}
}

func system(t testing.TB) context.Context { return auth.With(t.Context(), auth.SystemActor()) }

func (b *bench) post(t testing.TB, j event.Journal) error {
	return b.db.Tx(system(t), func(ctx context.Context) error { return b.Post(ctx, j) })
}

func (b *bench) count(t testing.TB, table string) (n int64) {
	t.Helper()
	if err := b.db.Conn(db.AllowRaw(t.Context())).Raw("SELECT COUNT(*) FROM " + table).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func (b *bench) balance(t testing.TB, account string, owner ids.ID) money.Fen {
	t.Helper()
	f, err := b.Balance(system(t), garden, account, owner)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// paid is a payment of the house by WeChat.
func paid(ref string, fen money.Fen) event.Journal {
	return event.Journal{CommunityID: garden, Kind: "payment", Ref: ref, Memo: "2026-03 物业费", Entries: []event.Entry{
		{Account: "wechat_receivable", Owner: merchant, Fen: fen}, {Account: "receivable", Owner: house, Fen: -fen}}}
}

func TestWhatCannotBePosted(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	change := func(f func(j *event.Journal)) event.Journal {
		j := paid("1", 100)
		f(&j)
		return j
	}
	for name, c := range map[string]struct {
		j    event.Journal
		want error
	}{
		"one fen off":            {change(func(j *event.Journal) { j.Entries[0].Fen = 101 }), ledger.ErrUnbalanced},
		"one side only":          {change(func(j *event.Journal) { j.Entries = j.Entries[:1] }), ledger.ErrEntry},
		"nothing":                {change(func(j *event.Journal) { j.Entries = nil }), ledger.ErrEntry},
		"an entry of 0":          {change(func(j *event.Journal) { j.Entries[0].Fen, j.Entries[1].Fen = 0, 0 }), ledger.ErrEntry},
		"a sum that overflows":   {change(func(j *event.Journal) { j.Entries[0].Fen, j.Entries[1].Fen = 1<<62, -(1 << 62) }), ledger.ErrEntry},
		"an unknown account":     {change(func(j *event.Journal) { j.Entries[0].Account = "pocket" }), ledger.ErrEntry},
		"a fee of no kind":       {change(func(j *event.Journal) { j.Entries[0].Account, j.Entries[0].Owner = "fee_income:", 0 }), ledger.ErrEntry},
		"a fee kind with blanks": {change(func(j *event.Journal) { j.Entries[0].Account, j.Entries[0].Owner = "fee_income:a b", 0 }), ledger.ErrEntry},
		"receivable of nobody":   {change(func(j *event.Journal) { j.Entries[1].Owner = 0 }), ledger.ErrEntry},
		"cash of somebody":       {change(func(j *event.Journal) { j.Entries[0].Account = "cash" }), ledger.ErrEntry},
		"no community":           {change(func(j *event.Journal) { j.CommunityID = 0 }), ledger.ErrEntry},
		"no kind":                {change(func(j *event.Journal) { j.Kind = "" }), ledger.ErrEntry},
		"no ref":                 {change(func(j *event.Journal) { j.Ref = "" }), ledger.ErrEntry},
		"a long ref":             {change(func(j *event.Journal) { j.Ref = strings.Repeat("x", 65) }), ledger.ErrEntry},
		"a long memo":            {change(func(j *event.Journal) { j.Memo = strings.Repeat("款", 201) }), ledger.ErrEntry},
		"more than is held": {event.Journal{CommunityID: garden, Kind: "payment", Ref: "p", Entries: []event.Entry{
			{Account: "prepaid", Owner: house, Fen: 1}, {Account: "receivable", Owner: house, Fen: -1}}}, ledger.ErrShort},
	} {
		if err := b.post(t, c.j); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := b.Post(system(t), paid("1", 100)); !errors.Is(err, ledger.ErrOutsideTx) {
		t.Errorf("outside a transaction: %v", err)
	}
	if err := b.db.Tx(auth.With(t.Context(), testkit.StaffOf(1, 1, []ids.ID{elsewhere})), func(ctx context.Context) error { return b.Post(ctx, paid("1", 100)) }); !errors.Is(err, db.ErrOutOfScope) {
		t.Errorf("in the name of another community's staff: %v", err)
	}
	if n := b.count(t, "ledger_journals") + b.count(t, "ledger_entries") + b.count(t, "ledger_holdings"); n != 0 {
		t.Errorf("%d rows after refusals only", n)
	}
}

func TestAJournalIsPostedOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			if err := b.post(t, paid("7", 12345)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if b.count(t, "ledger_journals") != 1 || b.count(t, "ledger_entries") != 2 || b.balance(t, "receivable", house) != -12345 {
		t.Error("posted more than once")
	}
	if err := b.post(t, paid("7", 12346)); !errors.Is(err, ledger.ErrDifferent) {
		t.Errorf("another amount under the same name: %v", err)
	}
	other := paid("7", 12345)
	other.CommunityID = elsewhere
	if err := b.post(t, other); !errors.Is(err, ledger.ErrDifferent) {
		t.Errorf("the same name in another community: %v", err)
	}
}

func TestPostAll(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	all := make([]event.Journal, 1203)
	for i := range all {
		all[i] = paid(fmt.Sprint(i), money.Fen(i+1))
	}
	for range 2 { // the second adds nothing
		if err := b.db.Tx(system(t), func(ctx context.Context) error { return b.PostAll(ctx, all) }); err != nil {
			t.Fatal(err)
		}
	}
	if b.count(t, "ledger_journals") != 1203 || b.balance(t, "wechat_receivable", merchant) != 1203*1204/2 {
		t.Errorf("%d journals, %d fen", b.count(t, "ledger_journals"), b.balance(t, "wechat_receivable", merchant))
	}
	all[1].Kind = "refund"
	if err := b.db.Tx(system(t), func(ctx context.Context) error { return b.PostAll(ctx, all) }); !errors.Is(err, ledger.ErrEntry) {
		t.Errorf("two kinds at once: %v", err)
	}
}

func TestReverse(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if err := b.post(t, paid("9", 500)); err != nil {
		t.Fatal(err)
	}
	back := func(ref string) error {
		return b.db.Tx(system(t), func(ctx context.Context) error { return b.Reverse(ctx, "payment", ref, "payment_reversed") })
	}
	if err := back("none"); !errors.Is(err, ledger.ErrUnknown) {
		t.Errorf("what was never posted: %v", err)
	}
	for range 2 {
		if err := back("9"); err != nil {
			t.Fatal(err)
		}
	}
	if b.count(t, "ledger_journals") != 2 || b.balance(t, "receivable", house) != 0 || b.balance(t, "wechat_receivable", merchant) != 0 {
		t.Error("not taken back exactly once")
	}
}

// TestTheBookIsOnlyAddedTo tries every way the product has to change a row.
func TestTheBookIsOnlyAddedTo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if err := b.post(t, paid("1", 100)); err != nil {
		t.Fatal(err)
	}
	type row struct {
		ID          ids.ID
		CommunityID ids.ID
		AmountFen   money.Fen
	}
	for _, table := range []string{"ledger_journals", "ledger_entries"} {
		for name, f := range map[string]func(ctx context.Context) error{
			"update": func(ctx context.Context) error {
				return b.db.Conn(ctx).Table(table).Where("id > 0").Update("community_id", 20).Error
			},
			"update of a model": func(ctx context.Context) error {
				return b.db.Conn(ctx).Model(&row{}).Table(table).Where("id > 0").Updates(map[string]any{"community_id": 20}).Error
			},
			"delete": func(ctx context.Context) error {
				return b.db.Conn(ctx).Table(table).Where("id > 0").Delete(&row{}).Error
			},
			"raw update": func(ctx context.Context) error {
				return b.db.Conn(db.AllowRaw(ctx)).Exec("UPDATE " + table + " SET community_id = 20").Error
			},
			"raw delete in backticks": func(ctx context.Context) error {
				return b.db.Conn(db.AllowRaw(ctx)).Exec("delete from `" + table + "`").Error
			},
			"raw replace": func(ctx context.Context) error {
				return b.db.Conn(db.AllowRaw(ctx)).Exec("REPLACE INTO " + table + " (id) VALUES (1)").Error
			},
			"raw delete read as rows": func(ctx context.Context) error {
				var n int
				return b.db.Conn(db.AllowRaw(ctx)).Raw("DELETE FROM " + table + " RETURNING id").Scan(&n).Error
			},
		} {
			if err := b.db.Tx(system(t), f); !errors.Is(err, db.ErrAppendOnly) {
				t.Errorf("%s of %s: %v", name, table, err)
			}
		}
	}
	if b.balance(t, "receivable", house) != -100 {
		t.Error("the book changed")
	}
}

// TestNobodySpendsTwice: a prepaid balance of 10 fen, 32 payments of 1 at once.
func TestNobodySpendsTwice(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	topUp := event.Journal{CommunityID: garden, Kind: "prepaid_topup", Ref: "1", Entries: []event.Entry{{Account: "cash", Fen: 10}, {Account: "prepaid", Owner: house, Fen: -10}}}
	if err := b.post(t, topUp); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	short := 0
	for i := range 32 {
		wg.Go(func() {
			err := b.post(t, event.Journal{CommunityID: garden, Kind: "payment", Ref: fmt.Sprint(i), Entries: []event.Entry{
				{Account: "prepaid", Owner: house, Fen: 1}, {Account: "receivable", Owner: house, Fen: -1}}})
			mu.Lock()
			defer mu.Unlock()
			if errors.Is(err, ledger.ErrShort) {
				short++
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if short != 22 || b.balance(t, "prepaid", house) != 0 || b.balance(t, "receivable", house) != -10 {
		t.Errorf("%d refused, %d left", short, b.balance(t, "prepaid", house))
	}
	if err := b.Audit(system(t), ""); err != nil {
		t.Error(err)
	}
}

// TestAuditFinds plants what the guards do not let through.
func TestAuditFinds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if err := b.post(t, paid("1", 100)); err != nil {
		t.Fatal(err)
	}
	if err := b.Audit(system(t), ""); err != nil {
		t.Fatalf("a right book: %v", err)
	}
	plant := func(q string) {
		if err := b.db.Tx(system(t), func(ctx context.Context) error { return b.db.Conn(db.AllowRaw(ctx)).Exec(q).Error }); err != nil {
			t.Fatal(err)
		}
	}
	plant("INSERT INTO ledger_entries (id, community_id, journal_id, account, owner_id, amount_fen, posted_on) SELECT 1, community_id, id, 'cash', 0, 7, posted_on FROM ledger_journals")
	plant("INSERT INTO ledger_holdings (community_id, account, owner_id, held_fen, updated_at) VALUES (10, 'prepaid', 102, 5, '2026-03-02 02:00:00')")
	err := b.Audit(system(t), "")
	if !errors.Is(err, ledger.ErrUnbalanced) || !strings.Contains(err.Error(), "off by 7 fen") || !strings.Contains(err.Error(), "prepaid of 102 holds 5") {
		t.Errorf("%v", err)
	}
	for _, p := range b.Periodics() {
		if p.Run(system(t)) == nil {
			t.Errorf("%s did not fail", p.Name)
		}
	}
}

// TestAnyHistoryBalances posts random journals and reverses some.
func TestAnyHistoryBalances(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		parts := rapid.SliceOfN(rapid.Int64Range(1, 1e9), 1, 6).Draw(rt, "parts")
		j := event.Journal{CommunityID: garden, Kind: "bill_published", Ref: fmt.Sprint(n)}
		n++
		var sum money.Fen
		for i, p := range parts {
			j.Entries = append(j.Entries, event.Entry{Account: fmt.Sprintf("fee_income:k%d", i), Fen: money.Fen(-p)})
			sum += money.Fen(p)
		}
		j.Entries = append(j.Entries, event.Entry{Account: "receivable", Owner: house, Fen: sum})
		if err := b.post(t, j); err != nil {
			rt.Fatal(err)
		}
		if rapid.Bool().Draw(rt, "reverse") {
			if err := b.db.Tx(system(t), func(ctx context.Context) error { return b.Reverse(ctx, j.Kind, j.Ref, "bill_void") }); err != nil {
				rt.Fatal(err)
			}
		}
	})
	if err := b.Audit(system(t), ""); err != nil {
		t.Fatal(err)
	}
	lines, err := b.TrialBalance(system(t), testkit.StaffOf(1, 1, []ids.ID{garden}, "ledger.read"), garden, "2026-03-02")
	var sum, debit money.Fen
	for _, l := range lines {
		sum += l.Fen
		debit += l.DebitFen
	}
	if err != nil || sum != 0 || debit == 0 {
		t.Errorf("trial balance %d of %d: %v", sum, debit, err)
	}
}

func TestLookingAtTheBook(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 31 {
		if err := b.post(t, paid(fmt.Sprint(i), 100)); err != nil {
			t.Fatal(err)
		}
	}
	reader := testkit.StaffOf(1, 1, []ids.ID{garden}, "ledger.read")
	far := testkit.StaffOf(2, 1, []ids.ID{elsewhere}, "ledger.read")
	for _, sc := range []testkit.Scenario{
		{Name: "anonymous", Do: "GET /admin/v1/communities/10/ledger/trial-balance", WantStatus: 401},
		{Name: "a resident", As: testkit.ResidentOf(1, house, garden), Do: "GET /admin/v1/communities/10/ledger/trial-balance", WantStatus: 401},
		{Name: "without the right", As: testkit.StaffOf(3, 1, []ids.ID{garden}), Do: "GET /admin/v1/communities/10/ledger/trial-balance", WantStatus: 403},
		{Name: "of another community", As: far, Do: "GET /admin/v1/communities/10/ledger/trial-balance", WantStatus: 403},
		{Name: "journals of another community", As: far, Do: "GET /admin/v1/communities/10/ledger/journals", WantStatus: 403, NoBody: []string{"物业费"}},
		{Name: "a day that is none", As: reader, Do: "GET /admin/v1/communities/10/ledger/trial-balance?until=today", WantStatus: 422},
		{Name: "a broken cursor", As: reader, Do: "GET /admin/v1/communities/10/ledger/journals?cursor=x", WantStatus: 422},
		{Name: "the balance", As: reader, Do: "GET /admin/v1/communities/10/ledger/trial-balance", WantStatus: 200, WantBody: []string{`"微信待结算","debitFen":3100`, `"sumFen":0`}},
		{Name: "before anything was posted", As: reader, Do: "GET /admin/v1/communities/10/ledger/trial-balance?until=2026-03-01", WantStatus: 200, WantBody: []string{`"lines":[]`}},
		{Name: "the journals", As: reader, Do: "GET /admin/v1/communities/10/ledger/journals?account=receivable&houseId=101", WantStatus: 200, WantBody: []string{`"ref":"30"`, `"应收账款"`}, NoBody: []string{`"ref":"0"`, `"nextCursor":""`}},
		{Name: "of a house without any", As: reader, Do: "GET /admin/v1/communities/10/ledger/journals?houseId=102", WantStatus: 200, WantBody: []string{`"items":[]`}},
	} {
		sc.Run(t, b.HTTP)
	}
	var p struct{ NextCursor string }
	b.Call(t, reader, "GET /admin/v1/communities/10/ledger/journals", "").Into(t, &p)
	if a := b.Call(t, reader, "GET /admin/v1/communities/10/ledger/journals?cursor="+p.NextCursor, ""); !strings.Contains(a.Body, `"ref":"0"`) {
		t.Errorf("the second page: %s", a.Body)
	}
}

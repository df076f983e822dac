package ledger_test

import (
	"testing"

	"zhijian/server/event"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
)

func TestIncome(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	journal := func(kind, ref string, entries ...event.Entry) {
		if err := b.post(t, event.Journal{CommunityID: garden, Kind: kind, Ref: ref, Memo: "x", Entries: entries}); err != nil {
			t.Fatal(err)
		}
	}
	journal("bill_published", "1", event.Entry{Account: "receivable", Owner: house, Fen: 900}, event.Entry{Account: "discount", Fen: 100}, event.Entry{Account: "fee_income:property", Fen: -1000})
	journal("bill_void", "1", event.Entry{Account: "receivable", Owner: house, Fen: -300}, event.Entry{Account: "fee_income:property", Fen: 300})
	journal("late_fee", "1", event.Entry{Account: "receivable", Owner: house, Fen: 7}, event.Entry{Account: "late_fee_income", Fen: -7})
	journal("payment", "1", event.Entry{Account: "wechat_receivable", Owner: merchant, Fen: 607}, event.Entry{Account: "receivable", Owner: house, Fen: -607})
	journal("refund_paid", "1", event.Entry{Account: "refund_payable", Fen: 200}, event.Entry{Account: "wechat_receivable", Owner: merchant, Fen: -200})
	today := clock.Date(b.Now())
	at := "GET /admin/v1/communities/10/ledger/income?from=" + today + "&to=" + today
	reader := testkit.StaffOf(1, 1, []ids.ID{garden}, "ledger.read")
	day := `"day":"` + today + `",`
	for _, sc := range []testkit.Scenario{
		{Name: "anonymous", Do: at, WantStatus: 401},
		{Name: "a resident", As: testkit.ResidentOf(1, house, garden), Do: at, WantStatus: 401},
		{Name: "without the right", As: testkit.StaffOf(3, 1, []ids.ID{garden}), Do: at, WantStatus: 403},
		{Name: "of another community", As: testkit.StaffOf(2, 1, []ids.ID{elsewhere}, "ledger.read"), Do: at, WantStatus: 403},
		{Name: "no days", As: reader, Do: "GET /admin/v1/communities/10/ledger/income", WantStatus: 422},
		{Name: "no such day", As: reader, Do: "GET /admin/v1/communities/10/ledger/income?from=2026-02-30&to=2026-03-01", WantStatus: 422, WantBody: []string{"没有这一天"}},
		{Name: "backwards", As: reader, Do: "GET /admin/v1/communities/10/ledger/income?from=2026-03-02&to=2026-03-01", WantStatus: 422, WantBody: []string{"ledger.span"}},
		{Name: "more than a year", As: reader, Do: "GET /admin/v1/communities/10/ledger/income?from=2025-01-01&to=2026-03-01", WantStatus: 422, WantBody: []string{"最多看一年"}},
		{Name: "another time", As: reader, Do: "GET /admin/v1/communities/10/ledger/income?from=2025-01-01&to=2025-12-31", WantStatus: 200, WantBody: []string{`"lines":[]`}},
		{Name: "the day", As: reader, Do: at, WantStatus: 200, WantBody: []string{
			day + `"account":"fee_income:property","label":"物业费收入","about":"charged","amountFen":1000,"backFen":300`,
			day + `"account":"late_fee_income","label":"违约金收入","about":"charged","amountFen":7,"backFen":0`,
			day + `"account":"discount","label":"折扣","about":"given_up","amountFen":100,"backFen":0`,
			day + `"account":"wechat_receivable","label":"微信待结算","about":"arrived","amountFen":607,"backFen":200`}, NoBody: []string{`"receivable"`, "refund_payable"}},
	} {
		sc.Run(t, b.HTTP)
	}
}

package repair_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/repair"
)

func (b *bench) publish(t testing.TB, e interface{ Topic() string }) {
	t.Helper()
	must(t, b.db.Tx(as(t, desk), func(ctx context.Context) error { return b.box.Publish(ctx, e) }))
	b.drain(t)
}

func fen(n money.Fen) *money.Fen { return &n }

func TestPricesComeFromTheList(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.Working)
	line := func(change func(*repair.QuoteItem)) repair.Offering {
		l := repair.QuoteItem{Kind: "material", ItemID: 9002, Quantity: 1}
		change(&l)
		return repair.Offering{Lines: []repair.QuoteItem{l}}
	}
	for name, bad := range map[string]repair.Offering{
		"none":                  line(func(l *repair.QuoteItem) { l.Quantity = 0 }),
		"a negative quantity":   line(func(l *repair.QuoteItem) { l.Quantity = -2 }),
		"a negative price":      line(func(l *repair.QuoteItem) { l.PriceFen = fen(-1) }),
		"a price out of mind":   line(func(l *repair.QuoteItem) { l.PriceFen = fen(10_000_001) }),
		"what is sold no more":  line(func(l *repair.QuoteItem) { l.ItemID = 9003 }),
		"an unknown item":       line(func(l *repair.QuoteItem) { l.ItemID = 7 }),
		"work sold as material": line(func(l *repair.QuoteItem) { l.ItemID = 9001 }),
		"nothing with a title":  line(func(l *repair.QuoteItem) { l.ItemID = 0 }),
		"no price off the list": line(func(l *repair.QuoteItem) { l.ItemID, l.Title = 0, "进口龙头" }),
	} {
		if _, err := b.MakeQuote(as(t, wu), wu, o.ID, bad); !errors.Is(err, repair.ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, raw := range []string{`{"lines":[{"kind":"material","itemId":"9002","quantity":1.5}]}`, `{"lines":[{"kind":"material","itemId":"9002","quantity":1,"priceFen":-5}]}`, `{"lines":[]}`} {
		if a := b.Call(t, wu, "POST /admin/v1/repairs/"+o.ID.String()+"/quote", raw); a.Status != 422 {
			t.Errorf("%s: %d", raw, a.Status)
		}
	}
	if now := b.load(t, o.ID); now.State != repair.Working || b.count(t, "repair_quotes")+b.count(t, "repair_quote_lines") != 0 {
		t.Fatal("the refusals left something")
	}
	q, err := b.MakeQuote(as(t, wu), wu, o.ID, onList(2))
	if must(t, err); q.QuoteFen != 12000 {
		t.Errorf("total %d", q.QuoteFen)
	}
	gate := b.report(t, ann, atGate)
	for _, s := range []repair.State{repair.Assigned, repair.Accepted, repair.Arrived} {
		gate = b.advance(t, gate, s)
	}
	if _, err := b.MakeQuote(as(t, wu), wu, gate.ID, onList(1)); !errors.Is(err, repair.ErrFree) {
		t.Errorf("a gate is free: %v", err)
	}
}

func TestAPriceOffTheListNeedsASupervisor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.Working)
	off := repair.Offering{Lines: []repair.QuoteItem{{Kind: "material", ItemID: 9002, Quantity: 1, PriceFen: fen(4000)}}}
	_, err := b.MakeQuote(as(t, wu), wu, o.ID, off)
	must(t, err)
	b.drain(t)
	if b.toldOf(t, "repair_quote_check") != 1 || b.toldOf(t, "repair_quoted") != 0 {
		t.Errorf("%v", b.messages(t))
	}
	if a := b.Call(t, ann, "GET /app/v1/repairs/"+o.ID.String(), ""); strings.Contains(a.Body, "4000") || strings.Contains(a.Body, "accept_quote") {
		t.Errorf("she sees it before the supervisor does: %s", a.Body)
	}
	if _, err := b.AnswerQuote(as(t, ann), ann, o.ID, repair.RepairAnswer{Accept: true}); !errors.Is(err, repair.ErrUnchecked) {
		t.Errorf("accepted unseen: %v", err)
	}
	if _, err := b.CheckQuote(as(t, desk), desk, o.ID, true, ""); !errors.Is(err, repair.ErrNotYours) {
		t.Errorf("the desk approves: %v", err)
	}
	if _, err := b.CheckQuote(as(t, boss), boss, o.ID, false, ""); !errors.Is(err, repair.ErrInput) {
		t.Errorf("declined without a word: %v", err)
	}
	back, err := b.CheckQuote(as(t, boss), boss, o.ID, false, "太贵")
	if must(t, err); back.State != repair.Working || back.QuoteFen != 0 {
		t.Errorf("%+v", back)
	}
	_, err = b.MakeQuote(as(t, wu), wu, o.ID, off)
	must(t, err)
	seen, err := b.CheckQuote(as(t, boss), boss, o.ID, true, "")
	if must(t, err); seen.State != repair.Quoted {
		t.Errorf("%+v", seen)
	}
	if _, err := b.CheckQuote(as(t, boss), boss, o.ID, true, ""); !errors.Is(err, repair.ErrChanged) {
		t.Errorf("approved twice: %v", err)
	}
	b.drain(t)
	if b.toldOf(t, "repair_quoted") < 1 {
		t.Error("the household does not know")
	}
	_, err = b.AnswerQuote(as(t, ann), ann, o.ID, repair.RepairAnswer{Accept: true})
	must(t, err)
	own := wu
	own.Permissions = []string{"repair.read", "repair.supervise", "repair.work"}
	mine := b.order(t, repair.Working)
	_, err = b.MakeQuote(as(t, own), own, mine.ID, off)
	must(t, err)
	if _, err := b.CheckQuote(as(t, own), own, mine.ID, true, ""); !errors.Is(err, repair.ErrOwnQuote) {
		t.Errorf("his own: %v", err)
	}
}

func TestMuchMoneyNeedsAnOwner(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	dear := func() repair.Order {
		o, err := b.MakeQuote(as(t, wu), wu, b.order(t, repair.Working).ID, onList(13)) // 505 yuan
		must(t, err)
		return o
	}
	o := dear()
	yes := repair.RepairAnswer{Accept: true}
	if _, err := b.AnswerQuote(as(t, kin), kin, o.ID, yes); !errors.Is(err, repair.ErrOwner) {
		t.Errorf("a member: %v", err)
	}
	for name, a := range map[string]repair.RepairAnswer{
		"nothing said":     {Accept: true},
		"no recording":     {Accept: true, Via: "voice", Speaker: "owner"},
		"no form":          {Accept: true, Via: "paper", Speaker: "owner"},
		"a member's voice": {Accept: true, Via: "voice", Speaker: "member", Evidence: "R1"},
	} {
		if _, err := b.AnswerQuote(as(t, desk), desk, o.ID, a); err == nil {
			t.Errorf("the desk with %s", name)
		}
	}
	got, err := b.AnswerQuote(as(t, desk), desk, o.ID, repair.RepairAnswer{Accept: true, Via: "voice", Speaker: "owner", Evidence: "R1"})
	if must(t, err); got.State != repair.QuoteAccepted {
		t.Errorf("%+v", got)
	}
	if _, err := b.AnswerQuote(as(t, ann), ann, dear().ID, yes); err != nil {
		t.Errorf("the owner: %v", err)
	}
	refused := dear()
	if _, err := b.AnswerQuote(as(t, kin), kin, refused.ID, repair.RepairAnswer{}); err == nil {
		t.Error("a member refuses what only an owner may accept")
	}
	paper := b.order(t, repair.Quoted)
	if _, err := b.AnswerQuote(as(t, desk), desk, paper.ID, repair.RepairAnswer{Accept: true, Via: "paper", Speaker: "member", PhotoFileIDs: b.upload(desk, 1)}); err != nil {
		t.Errorf("a signed form: %v", err)
	}
}

func TestFromQuoteToMoney(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if _, err := b.Finish(as(t, wu), wu, b.order(t, repair.Quoted).ID, b.finished()); !errors.Is(err, repair.ErrChanged) {
		t.Errorf("finished without an answer: %v", err)
	}
	no := b.order(t, repair.QuoteRefused)
	no, err := b.Finish(as(t, wu), wu, no.ID, b.finished())
	if must(t, err); no.State != repair.ToRate || len(b.town.charged) != 0 {
		t.Errorf("refused and charged: %+v", no)
	}
	o := b.order(t, repair.ToPay)
	c := b.town.charged[o.ID]
	if c.HouseID != house101 || c.Source != "repair" || len(c.Lines) != 2 || c.Lines[1].Quantity != 2 || c.Lines[1].PriceFen != 3500 {
		t.Fatalf("%+v", c)
	}
	b.billShown(t, o.ID, o.ID+1)
	money := func(amount money.Fen, voucher string) repair.RepairReceipt {
		return repair.RepairReceipt{AmountFen: amount, Method: "cash", Voucher: voucher}
	}
	if _, err := b.Collect(as(t, desk), desk, o.ID, money(11999, "V1")); !errors.Is(err, repair.ErrAmount) {
		t.Errorf("a fen less: %v", err)
	}
	_, err = b.Collect(as(t, desk), desk, o.ID, money(12000, "V1"))
	must(t, err)
	if len(b.town.withdrew) != 1 || b.town.withdrew[0] != o.ID {
		t.Errorf("the bill stands beside the receipt: %v", b.town.withdrew)
	}
	b.billShown(t, o.ID, 0)
	twin := b.order(t, repair.ToPay)
	if _, err := b.Collect(as(t, desk), desk, twin.ID, money(12000, "V1")); !errors.Is(err, repair.ErrVoucher) {
		t.Errorf("the same voucher: %v", err)
	}
	if now := b.load(t, twin.ID); now.State != repair.ToPay {
		t.Errorf("half a payment: %+v", now)
	}
	paid := event.ChargePaid{CommunityID: garden, Source: "repair", Ref: twin.ID, BillID: 31, AmountFen: 12000, At: b.clock.Now()}
	other := paid
	other.Source = "deposit"
	b.publish(t, other)
	for range 2 {
		b.publish(t, paid)
	}
	if now := b.load(t, twin.ID); now.State != repair.ToRate || b.count(t, "repair_payments") != 2 {
		t.Errorf("%s, %d payments", now.State, b.count(t, "repair_payments"))
	}
	fund := b.order(t, repair.QuoteAccepted)
	f := b.finished()
	f.Fund = true
	if fund, err = b.Finish(as(t, wu), wu, fund.ID, f); err != nil || fund.State != repair.ToRate || fund.CostBearer != "fund" || b.town.charged[fund.ID].Ref != 0 {
		t.Errorf("the fund's matter is charged: %+v %v", fund, err)
	}
}

// billShown wants the bill (0: none) in the views of those whose page of it
// would open, and in nobody else's.
func (b *bench) billShown(t testing.TB, order, bill ids.ID) {
	t.Helper()
	blind, clerk := ann, desk
	blind.Houses = slices.Clone(ann.Houses)
	blind.Houses[0].Rights = []auth.Right{auth.Repair}
	clerk.Permissions = append([]string{"billing.read"}, desk.Permissions...)
	for _, c := range []struct {
		who  auth.Actor
		path string
		bill ids.ID
	}{{ann, "/app/v1", bill}, {blind, "/app/v1", 0}, {clerk, "/admin/v1", bill}, {desk, "/admin/v1", 0}} {
		var v struct{ BillID ids.ID }
		a := b.Call(t, c.who, "GET "+c.path+"/repairs/"+order.String(), "")
		must(t, json.Unmarshal([]byte(a.Body), &v))
		if a.Status != 200 || v.BillID != c.bill {
			t.Errorf("%s %s: bill %d instead of %d", c.who.Name, c.path, v.BillID, c.bill)
		}
	}
}

func TestReopeningAndRework(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.Closed)
	if _, err := b.Reopen(as(t, ann), ann, o.ID, "", nil); !errors.Is(err, repair.ErrInput) {
		t.Errorf("without a reason: %v", err)
	}
	b.pass(t, 29*24*time.Hour) // after seven days, within the warranty
	o, err := b.Reopen(as(t, ann), ann, o.ID, "又漏了", nil)
	if must(t, err); o.State != repair.Reopened || o.Reworks != 1 || o.CostBearer != "warranty" || !o.Supervised || o.WorkerID != 0 {
		t.Fatalf("%+v", o)
	}
	if p := b.promise(t, o.ID, "resolve", 1); p.State != "running" || p.DueAt.Sub(b.clock.Now()) != 72*time.Hour {
		t.Errorf("the new round's promise: %+v", p)
	}
	b.drain(t)
	if b.toldOf(t, "repair_reopened") != 2 { // the supervisor, and the worker whose work it was
		t.Errorf("%v", b.messages(t))
	}
	if _, err := b.Assign(as(t, desk), desk, o.ID, wu.ID, 0); !errors.Is(err, repair.ErrNotYours) {
		t.Errorf("the desk assigns rework: %v", err)
	}
	_, err = b.Assign(as(t, boss), boss, o.ID, qin.ID, 0)
	must(t, err)
	_, err = b.Accept(as(t, qin), qin, o.ID, repair.RepairDone{})
	must(t, err)
	_, err = b.Arrive(as(t, qin), qin, o.ID, "", repair.RepairDone{PhotoFileIDs: b.upload(qin, 1)})
	must(t, err)
	if _, err := b.MakeQuote(as(t, qin), qin, o.ID, onList(1)); !errors.Is(err, repair.ErrFree) {
		t.Errorf("rework is free: %v", err)
	}
	_, err = b.Finish(as(t, qin), qin, o.ID, repair.FinishRepairForm{Note: "换垫片", CauseCode: "install", PhotoFileIDs: b.upload(qin, 1)})
	must(t, err)
	_, err = b.Rate(as(t, ann), ann, o.ID, repair.Scores{Speed: 4, Quality: 4, Attitude: 5})
	must(t, err)
	if n := b.count(t, "repair_ratings"); n != 2 {
		t.Errorf("%d ratings of two rounds", n)
	}
	b.pass(t, 31*24*time.Hour)
	if _, err := b.Reopen(as(t, ann), ann, o.ID, "又漏了", nil); !errors.Is(err, repair.ErrLate) {
		t.Errorf("after the warranty: %v", err)
	}
	cancelled := b.order(t, repair.Cancelled)
	if _, err := b.Reopen(as(t, ann), ann, cancelled.ID, "还是要修", nil); !errors.Is(err, repair.ErrChanged) {
		t.Errorf("a cancelled one: %v", err)
	}
}

func TestReturnVisits(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	closed := func(rule string, rated bool) repair.State {
		must(t, b.Treat(as(t, boss), boss, "water_pipe", treatment(rule)))
		o := b.order(t, repair.ToRate)
		if rated {
			o, err := b.Rate(as(t, ann), ann, o.ID, repair.Scores{Speed: 5, Quality: 5, Attitude: 5})
			must(t, err)
			return o.State
		}
		b.clock.Advance(7 * 24 * time.Hour)
		must(t, b.Periodics()[0].Run(t.Context()))
		return b.load(t, o.ID).State
	}
	for _, tc := range []struct {
		rule  string
		rated bool
		want  repair.State
	}{
		{"none", true, repair.Closed}, {"none", false, repair.Closed}, {"unrated", true, repair.Closed}, {"unrated", false, repair.ReturnVisit},
		{"all", true, repair.ReturnVisit}, {"all", false, repair.ReturnVisit},
	} {
		if got := closed(tc.rule, tc.rated); got != tc.want {
			t.Errorf("rule %s, rated %v: %s", tc.rule, tc.rated, got)
		}
	}
	worker := wu
	worker.Permissions = []string{"repair.dispatch", "repair.read", "repair.work"}
	o := b.order(t, repair.ReturnVisit)
	if _, err := b.PayVisit(as(t, worker), worker, o.ID, repair.RepairVisited{Good: true}); !errors.Is(err, repair.ErrNotYours) {
		t.Errorf("the worker asks about his own work: %v", err)
	}
	if _, err := b.PayVisit(as(t, desk), desk, o.ID, repair.RepairVisited{}); !errors.Is(err, repair.ErrInput) {
		t.Errorf("bad without a word: %v", err)
	}
	bad, err := b.PayVisit(as(t, desk), desk, o.ID, repair.RepairVisited{Note: "还在滴水"})
	if must(t, err); bad.State != repair.Reopened || bad.Reworks != 1 {
		t.Errorf("%+v", bad)
	}
	for _, raw := range []string{`{}`, `{"good":false}`, `{"good":true,"note":"` + strings.Repeat("好", 301) + `"}`} {
		if a := b.Call(t, ann, "POST /app/v1/repairs/"+b.order(t, repair.ReturnVisit).ID.String()+"/visit", raw); a.Status != 422 {
			t.Errorf("%.40s: %d", raw, a.Status)
		}
	}
	own := b.order(t, repair.ReturnVisit)
	if a := b.Call(t, ann, "POST /app/v1/repairs/"+own.ID.String()+"/visit", `{"good":true}`); a.Status != 200 || b.load(t, own.ID).State != repair.Closed {
		t.Errorf("the reporter's own word: %d %s", a.Status, a.Body)
	}
	shot := b.upload(ann, 1)[0].String()
	own = b.order(t, repair.ReturnVisit)
	if a := b.Call(t, ann, "POST /app/v1/repairs/"+own.ID.String()+"/visit", `{"good":false,"note":"还在滴水","photoFileIds":["`+shot+`"]}`); a.Status != 200 || !strings.Contains(a.Body, "/files/"+shot) {
		t.Errorf("the reporter's own complaint: %d %s", a.Status, a.Body)
	}
	var heard int64
	must(t, b.db.Conn(db.AllowRaw(t.Context())).Raw("SELECT COUNT(*) FROM repair_visits WHERE staff_id = 0").Scan(&heard).Error)
	if heard != 2 || b.load(t, own.ID).State != repair.Reopened {
		t.Errorf("%d words of reporters, %s", heard, b.load(t, own.ID).State)
	}
	b.drain(t)
	if b.toldOf(t, "repair_visit") != 2 { // of the two that nobody rated and that are to be visited
		t.Errorf("asked: %v", b.messages(t))
	}
	n := 0
	for i := range 1000 {
		if repair.Sampled(ids.ID(154045041868804096 + i*4194304)) {
			n++
		}
	}
	if n < 70 || n > 130 {
		t.Errorf("the sample is %d of 1,000", n)
	}
}

func TestUrgingOnceInFourHours(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.order(t, repair.Accepted)
	_, err := b.Urge(as(t, kin), kin, o.ID)
	must(t, err)
	b.drain(t)
	if b.toldOf(t, "repair_urged") != 3 { // the worker, desk and boss
		t.Errorf("%v", b.messages(t))
	}
	b.clock.Advance(4*time.Hour - time.Second)
	if _, err := b.Urge(as(t, ann), ann, o.ID); !errors.Is(err, repair.ErrUrged) {
		t.Errorf("too soon: %v", err)
	}
	b.clock.Advance(time.Second)
	if o, err := b.Urge(as(t, ann), ann, o.ID); err != nil || o.Urges != 2 {
		t.Errorf("%v %d", err, o.Urges)
	}
}

func TestASimilarReportIsOfferedToJoin(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	gate := map[string]any{"houseId": nil, "place": "public", "publicPlace": "东门", "category": "access_gate", "separate": nil}
	first := b.Call(t, ann, "POST /app/v1/repairs", body(t, gate))
	var o struct{ ID string }
	first.Into(t, &o)
	second := b.Call(t, bob, "POST /app/v1/repairs", body(t, gate))
	if first.Status != 201 || second.Status != 409 || !strings.Contains(second.Body, "repair.similar") || !strings.Contains(second.Body, `"orderId":"`+o.ID) {
		t.Fatalf("%d, %d %s", first.Status, second.Status, second.Body)
	}
	if n := b.count(t, "repair_orders"); n != 1 {
		t.Errorf("%d orders", n)
	}
	if a := b.Call(t, eve, "POST /app/v1/repairs/"+o.ID+"/join", ""); a.Status != 404 {
		t.Errorf("another community joins: %d", a.Status)
	}
	if a := b.Call(t, bob, "POST /app/v1/repairs/"+o.ID+"/join", ""); a.Status != 200 || !strings.Contains(a.Body, `"joined":1`) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	for who, a := range map[string]auth.Actor{"bob": bob, "ann": ann} {
		b.drain(t)
		if got := b.Call(t, a, "POST /app/v1/repairs/"+o.ID+"/join", ""); got.Status != 409 || !strings.Contains(got.Body, "repair.joined") {
			t.Errorf("%s again: %d %s", who, got.Status, got.Body)
		}
	}
	if a := b.Call(t, bob, "GET /app/v1/repairs?state=open", ""); !strings.Contains(a.Body, o.ID) {
		t.Errorf("he does not see it: %s", a.Body)
	}
	if a := b.Call(t, desk, "POST /admin/v1/repairs", strings.Replace(body(t, gate), "{", `{"channel":"phone","contactPhone":"13700000000",`, 1)); a.Status != 409 {
		t.Errorf("the desk is not offered it: %d", a.Status)
	}
	gate["separate"] = true
	if a := b.Call(t, bob, "POST /app/v1/repairs", body(t, gate)); a.Status != 201 {
		t.Errorf("he insists: %d %s", a.Status, a.Body)
	}
	b.clock.Advance(73 * time.Hour)
	gate["separate"] = nil
	if a := b.Call(t, kin, "POST /app/v1/repairs", body(t, gate)); a.Status != 201 {
		t.Errorf("after 72 hours: %d %s", a.Status, a.Body)
	}
	id, _ := ids.Parse(o.ID)
	for _, who := range []auth.Actor{desk} {
		_, err := b.Cancel(as(t, who), who, id, "误报")
		must(t, err)
	}
	b.drain(t)
	if b.toldOf(t, "repair_cancelled") != 2 {
		t.Errorf("who joined does not hear of the end: %v", b.messages(t))
	}
	if a := b.Call(t, amy, "POST /app/v1/repairs/"+o.ID+"/join", ""); a.Status != 409 || !strings.Contains(a.Body, "repair.changed") {
		t.Errorf("joins what is over: %d %s", a.Status, a.Body)
	}
}

func TestMergedOrdersEndWithTheirTarget(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	target := b.order(t, repair.Working)
	merged := b.report(t, bob, func(f *repair.Fault) { f.HouseID = house102 })
	for name, into := range map[string]ids.ID{"itself": merged.ID, "nothing": 0, "what is over": b.order(t, repair.Cancelled).ID, "nobody's": 9} {
		if _, err := b.MergeInto(as(t, desk), desk, merged.ID, into, 0, ""); !errors.Is(err, repair.ErrMergeInto) {
			t.Errorf("into %s: %v", name, err)
		}
	}
	m, err := b.MergeInto(as(t, desk), desk, merged.ID, target.ID, 0, "")
	if must(t, err); m.State != repair.Merged {
		t.Fatalf("%+v", m)
	}
	_, err = b.Finish(as(t, wu), wu, target.ID, b.finished())
	must(t, err)
	b.drain(t)
	if now := b.load(t, merged.ID); now.State != repair.Closed || b.toldOf(t, "repair_done") != 1 {
		t.Errorf("%s %v", now.State, b.messages(t))
	}
	other := b.order(t, repair.Merged)
	_, err = b.Cancel(as(t, desk), desk, other.MergedInto, "误报")
	must(t, err)
	b.drain(t)
	if now := b.load(t, other.ID); now.State != repair.Submitted || now.MergedInto != 0 {
		t.Errorf("its target was cancelled: %s", now.State)
	}
	_ = fmt.Sprint()
}

func TestAnIncidentSpeaksToAllAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	open := func(auto bool) ids.ID {
		id, err := b.OpenIncident(as(t, desk), desk, repair.IncidentForm{CommunityID: garden, Title: "停水", Area: "3号楼", Category: "access_gate", AutoMerge: auto, Text: "正在抢修"})
		must(t, err)
		return id
	}
	if _, err := b.OpenIncident(as(t, far), far, repair.IncidentForm{CommunityID: garden, Title: "停水", Area: "x", Text: "x"}); !errors.Is(err, auth.ErrDenied) {
		t.Errorf("another company: %v", err)
	}
	in := open(true)
	var all []ids.ID
	for i, who := range []auth.Actor{ann, bob, ann} {
		o := b.report(t, who, func(f *repair.Fault) { atGate(f); f.PublicPlace = fmt.Sprint("门", i) })
		if now := b.load(t, o.ID); now.State != repair.Merged || now.IncidentID != in {
			t.Fatalf("a report during the incident: %s", now.State)
		}
		all = append(all, o.ID)
	}
	must(t, b.UpdateIncident(as(t, desk), desk, in, repair.IncidentNews{Text: "水管已找到"}))
	b.drain(t)
	if n := b.toldOf(t, "repair_incident"); n != 3 {
		t.Errorf("%d were told", n)
	}
	if a := b.Call(t, ann, "GET /app/v1/repairs/"+all[0].String(), ""); !strings.Contains(a.Body, "水管已找到") {
		t.Errorf("she sees no update: %s", a.Body)
	}
	if a := b.Call(t, ann, "GET /app/v1/repair-incidents?communityId=10", ""); !strings.Contains(a.Body, `"orders":3`) {
		t.Error(a.Body)
	}
	if a := b.Call(t, eve, "GET /app/v1/repair-incidents?communityId=10", ""); a.Status != 403 {
		t.Errorf("another community: %d", a.Status)
	}
	for name, which := range map[string][]ids.ID{"of another matter": {all[1], b.order(t, repair.Assigned).ID}, "twice the same": {all[1], all[1]}} {
		if err := b.CloseIncident(as(t, desk), desk, in, "已恢复供水", which); !errors.Is(err, repair.ErrInput) {
			t.Errorf("an order %s: %v", name, err)
		}
	}
	if a := b.Call(t, desk, "GET /admin/v1/repairs?communityId=10&incidentId="+in.String(), ""); strings.Count(a.Body, `"number"`) != 3 {
		t.Errorf("the orders of the incident: %s", a.Body)
	}
	must(t, b.CloseIncident(as(t, desk), desk, in, "已恢复供水", []ids.ID{all[1]}))
	b.drain(t)
	if a, c := b.load(t, all[0]), b.load(t, all[1]); a.State != repair.Closed || c.State != repair.Submitted {
		t.Errorf("%s and %s", a.State, c.State)
	}
	if n := b.toldOf(t, "repair_incident_over"); n != 2 {
		t.Errorf("%d were told of the end", n)
	}
	if n := b.toldOf(t, "repair_incident_stays"); n != 1 {
		t.Errorf("%d were told that theirs goes on", n)
	}
	if err := b.UpdateIncident(as(t, desk), desk, in, repair.IncidentNews{Text: "x"}); !errors.Is(err, repair.ErrIncidentX) {
		t.Errorf("after the end: %v", err)
	}
	if err := b.UpdateIncident(as(t, far), far, in, repair.IncidentNews{Text: "x"}); !errors.Is(err, repair.ErrIncident) {
		t.Errorf("another company: %v", err)
	}
	by := open(false)
	o := b.order(t, repair.Assigned)
	if _, err := b.MergeInto(as(t, desk), desk, o.ID, 0, by, ""); err != nil {
		t.Error(err)
	}
}

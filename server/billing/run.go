package billing

import (
	"encoding/json"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// run is the making of a period's bills, and its row.
type run struct {
	ID            ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID   ids.ID
	Period        string
	Title         string
	State         runState
	Work          string
	UsePrepaid    bool
	Step          int64
	CursorID      ids.ID
	DoneCount     int64
	TotalCount    int64
	BillCount     int64
	SumFen        money.Fen
	LastSumFen    money.Fen
	LastCount     int64
	AnomalyCount  int64
	SkippedCount  int64
	Problem       string
	MakerID       ids.ID
	MakerName     string
	ReviewerID    ids.ID
	ReviewerName  string
	PublisherID   ids.ID
	PublisherName string
	Version       int64
	CreatedAt     time.Time
	UpdatedAt     time.Time `gorm:"autoUpdateTime:false"`
	PublishedAt   *time.Time
}

// TableName is for gorm.
func (run) TableName() string { return "billing_runs" }

type runState string

// The states of a run.
const (
	runComputing  runState = "computing"
	runComputed   runState = "computed"
	runReviewed   runState = "reviewed"
	runPublishing runState = "publishing"
	runPublished  runState = "published"
	runDiscarded  runState = "discarded"
	runFailed     runState = "failed"
)

// Label is the state in words.
func (s runState) Label() string {
	return map[runState]string{runComputing: "计算中", runComputed: "待审核", runReviewed: "待发布", runPublishing: "发布中", runPublished: "已发布", runDiscarded: "已放弃", runFailed: "出错"}[s]
}

// Tone is the colour family of the state.
func (s runState) Tone() string {
	switch s {
	case runComputed, runReviewed:
		return "warn"
	case runComputing, runPublishing:
		return "info"
	case runPublished:
		return "good"
	case runFailed:
		return "danger"
	}
	return "neutral"
}

// runRules say from which states each act leads where.
func runRules() map[string]struct {
	from []runState
	to   runState
} {
	return map[string]struct {
		from []runState
		to   runState
	}{
		"computed":  {[]runState{runComputing}, runComputed},
		"review":    {[]runState{runComputed}, runReviewed},
		"publish":   {[]runState{runReviewed}, runPublishing},
		"published": {[]runState{runPublishing}, runPublished},
		"discard":   {[]runState{runComputing, runComputed, runReviewed, runFailed}, runDiscarded},
		"fail":      {[]runState{runComputing}, runFailed},
	}
}

// runActions are the acts of people that the state allows.
func runActions(s runState) []string {
	out := []string{}
	for _, act := range []string{"review", "publish", "discard"} {
		if slices.Contains(runRules()[act].from, s) {
			out = append(out, act)
		}
	}
	return out
}

// workItem is one item of a run with the tariff that was in force.
type workItem struct {
	ItemID   ids.ID `json:"item"`
	TariffID ids.ID `json:"tariff"`
}

func (r run) work() []workItem {
	var out []workItem
	_ = json.Unmarshal([]byte(r.Work), &out) // written by us
	return out
}

// counting is everything that the bills of an item for some houses are counted
// from. It is loaded with a few queries, whatever the number of houses.
type counting struct {
	run         run
	item        item
	plan        plan
	span        span
	of          int64 // days of the span
	assignments map[ids.ID]assignment
	tenures     map[ids.ID][]tenure
	reads       map[ids.ID][]read
	last        map[ids.ID]money.Fen
	shares      map[ids.ID]share
	billed      map[ids.ID]bool
	all         bool // preview: houses without a reading too
	skipped     int64
}

type share struct {
	pool    money.Fen
	part    money.Fen
	weight  int64
	weights int64
}

// anomalies of a bill; the two last ones must be mended before publishing.
const (
	anomalyUp    = "up"
	anomalyDown  = "down"
	anomalyZero  = "zero"
	anomalyFirst = "first"
	anomalyMinus = "negative"
	anomalyError = "error"
)

func anomalyLabel(a string) string {
	return map[string]string{anomalyUp: "比上期多 30% 以上", anomalyDown: "比上期少 30% 以上", anomalyZero: "金额为零", anomalyFirst: "首次抄表，不计费", anomalyMinus: "算出负数", anomalyError: "算不出金额"}[a]
}

// unusual compares an amount with the last period's; last -1: there was none.
func unusual(now, last money.Fen, in *Inputs) string {
	switch {
	case slices.ContainsFunc(in.Reads, func(r read) bool { return r.First }):
		return anomalyFirst
	case now == 0:
		return anomalyZero
	case last > 0 && now*10 > last*13:
		return anomalyUp
	case last > 0 && now*10 < last*7:
		return anomalyDown
	}
	return ""
}

// subject reports whether the item is for the house at all: by the list, by its
// kind, or because a meter of it was read.
func (c *counting) subject(h event.HouseFacts) bool {
	a, listed := c.assignments[h.ID]
	if listed && a.Excluded || c.billed[h.ID] {
		return false
	}
	_, metered := c.reads[h.ID]
	return listed || c.item.Everyone && c.item.charges(h.Kind) || metered && c.plan.Method.usesMeter()
}

// count makes the bills of a house: none, one, or one for each tenure.
func (c *counting) count(h event.HouseFacts) []Bill {
	if !c.subject(h) {
		return nil
	}
	in, ok := c.inputs(h)
	if !ok {
		c.skipped++
		return nil
	}
	s := c.span
	if a, listed := c.assignments[h.ID]; listed {
		if s, ok = s.within(a.FromDay, a.UntilDay); !ok {
			return nil
		}
	}
	parts := c.parts(h.ID, s)
	if len(parts) == 0 {
		return nil
	}
	full, err := c.plan.whole(&in)
	if err != nil {
		return []Bill{c.unable(h, in, parts[0], err)}
	}
	in.Full, in.Of = full, c.of
	return c.divide(h, in, parts)
}

// parts are the holdings of a house; most have no tenure and the whole period.
func (c *counting) parts(house ids.ID, s span) []holding {
	tenures := c.tenures[house]
	if len(tenures) == 0 && s == c.span {
		return []holding{{days: c.of}}
	}
	return holdings(s, tenures)
}

func (c *counting) divide(h event.HouseFacts, in Inputs, parts []holding) []Bill {
	if !c.plan.Prorate {
		parts = parts[len(parts)-1:] // who is there at the end has the whole period
		parts[0].days = in.Of
	}
	fen, err := prorate(in.Full, in.Of, parts)
	if err != nil {
		return []Bill{c.unable(h, in, parts[0], err)}
	}
	out := make([]Bill, len(parts))
	for i, p := range parts {
		in.Days = p.days
		out[i] = c.bill(h, &in, p, c.plan.priced(fen[i], &in), int64(i))
	}
	return out
}

// unable is a bill of nothing that says why; it keeps its run from being published.
func (c *counting) unable(h event.HouseFacts, in Inputs, p holding, cause error) Bill {
	in.Problem, in.Days, in.Of = sentence(cause), p.days, c.of
	b := c.bill(h, &in, p, amount{}, 0)
	b.Anomaly = anomalyError
	if isCode(cause, ErrNegative) {
		b.Anomaly = anomalyMinus
	}
	return b
}

func (c *counting) bill(h event.HouseFacts, in *Inputs, p holding, a amount, slot int64) Bill {
	last, known := c.last[h.ID]
	if !known {
		last = -1
	}
	b := Bill{CommunityID: c.run.CommunityID, HouseID: h.ID, ItemID: c.item.ID, TariffID: c.plan.ID, RunID: c.run.ID, TenureID: p.tenure.ID, MerchantID: c.item.MerchantID,
		Source: sourceRun, Kind: c.item.Kind, Period: c.run.Period, Slot: slot, Title: c.item.Name, HouseLabel: h.Label, State: Draft, Version: 1,
		PrincipalFen: a.principal, DiscountFen: a.discount, DueFen: a.principal - a.discount, LastFen: last, LateRate: c.plan.LateRate,
		LateCapFen: lateCap(a.principal-a.discount, c.plan.LateCap), Basis: basisOf(in)}
	b.Anomaly = unusual(b.DueFen, last, in)
	return b
}

// inputs are what is known of the house; false when its reading or its cost is still missing.
func (c *counting) inputs(h event.HouseFacts) (Inputs, bool) {
	in := Inputs{Area: h.Area, Floor: h.Floor, Quantity: milli, Coefficient: basis}
	if a, ok := c.assignments[h.ID]; ok {
		in.Quantity, in.Coefficient, in.Discount = a.Quantity, a.Coefficient, a.Discount
	}
	reads, read := c.reads[h.ID]
	for _, r := range reads {
		in.Used += r.Used
		in.Last, in.Now = r.Last, r.Now
	}
	in.Reads = reads
	if c.plan.Method.usesMeter() && !read {
		return in, c.all
	}
	if c.plan.Method == Shared {
		sh, ok := c.shares[h.ID]
		in.Pool, in.Share, in.Weight, in.Weights = sh.pool, sh.part, sh.weight, sh.weights
		return in, ok || c.all
	}
	return in, true
}

// shareOut divides each pool over the houses that it is for, to the fen.
func (c *counting) shareOut(houses []event.HouseFacts, costs []sharedCost) error {
	c.shares = map[ids.ID]share{}
	for _, cost := range costs {
		var of []event.HouseFacts
		var weights []int64
		sum := int64(0)
		for _, h := range houses {
			if w := c.weight(h); w > 0 && (cost.BuildingID == 0 || cost.BuildingID == h.BuildingID) && c.liable(h) {
				of, weights, sum = append(of, h), append(weights, w), sum+w
			}
		}
		if len(of) == 0 {
			continue
		}
		parts, err := money.Split(cost.TotalFen, weights)
		if err != nil {
			return err
		}
		for i, h := range of {
			sh := c.shares[h.ID]
			c.shares[h.ID] = share{sh.pool + cost.TotalFen, sh.part + parts[i], weights[i], sum}
		}
	}
	return nil
}

// liable is subject without regard to what was billed: a gap filled later gets
// the same share.
func (c *counting) liable(h event.HouseFacts) bool {
	a, listed := c.assignments[h.ID]
	return !(listed && a.Excluded) && (listed || c.item.Everyone && c.item.charges(h.Kind))
}

func (c *counting) weight(h event.HouseFacts) int64 {
	if c.plan.ShareBy == "house" {
		return 1
	}
	return h.Area
}

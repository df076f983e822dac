package billing

import (
	"encoding/json"
	"time"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// The scales of whole numbers that stand for decimals.
const (
	priceScale = 10_000 // yuan
	milli      = 1_000  // readings, quantities
	basis      = 10_000 // coefficients, discounts, caps
)

// Method is how an item is charged.
type Method string

// The methods.
const (
	ByArea  Method = "area"
	Fixed   Method = "fixed"
	Parking Method = "parking"
	Metered Method = "metered"
	Tiered  Method = "tiered"
	Shared  Method = "shared"
	Formula Method = "formula"
)

// Label is the method in words.
func (m Method) Label() string {
	return map[Method]string{ByArea: "按面积", Fixed: "固定金额", Parking: "按车位", Metered: "按用量", Tiered: "阶梯用量", Shared: "公摊", Formula: "公式"}[m]
}

func (m Method) usesMeter() bool { return m == Metered || m == Tiered }

// Tariff is a version of a 收费标准 and its row; activated ones never change.
type Tariff struct {
	ID            ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID   ids.ID
	ItemID        ids.ID
	Number        int64
	State         string
	Method        Method
	EffectiveFrom string
	Months        int64
	UnitPrice     int64
	Coefficient   int64
	Tiers         string
	Formula       string
	ShareBy       string
	MinimumFen    money.Fen
	Discount      int64
	DiscountNote  string
	DueDays       int64
	LateAfter     int64
	LateRate      int64
	LateCap       int64
	Prorate       bool
	Note          string
	Version       int64
	MakerID       ids.ID
	MakerName     string
	ActivatorID   ids.ID
	ActivatorName string
	ActivatedAt   *time.Time
	CreatedAt     time.Time
	UpdatedAt     time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is for gorm.
func (Tariff) TableName() string { return "billing_tariffs" }

// The states of a tariff.
const (
	tariffDraft   = "draft"
	tariffActive  = "active"
	tariffDropped = "dropped"
)

// tier is a step of a tiered price: it reaches up to UpTo (1/1000, 0: without end).
type tier struct {
	UpTo  int64 `json:"upTo"`
	Price int64 `json:"price"`
}

// plan is a tariff made ready to count with.
type plan struct {
	Tariff
	tiers   []tier
	formula formula
}

// planOf reads the tiers and compiles the formula. Error: ErrFormula.
func planOf(t Tariff) (plan, error) {
	p := plan{Tariff: t}
	if t.Method == Tiered {
		if err := json.Unmarshal([]byte(t.Tiers), &p.tiers); err != nil {
			return p, ErrInput.With("tiers", "阶梯价格读不出来，请重新填写").Because(err)
		}
	}
	if t.Method == Formula {
		var err error
		if p.formula, err = compile(t.Formula); err != nil {
			return p, err
		}
	}
	return p, nil
}

// read is one meter's part of a bill.
type read struct {
	Number string `json:"number"`
	Last   int64  `json:"last"`
	Now    int64  `json:"now"`
	Used   int64  `json:"used"`
	Times  int64  `json:"times"`
	First  bool   `json:"first,omitempty"`
	Rolled bool   `json:"rolled,omitempty"`
	Photo  ids.ID `json:"photo,omitempty"`
	On     string `json:"on,omitempty"`
}

// Inputs are what is counted for one house and period; a bill keeps them, and
// with its tariff they explain every fen of it.
type Inputs struct {
	Area        int64     `json:"area,omitempty"` // 1/100 m²
	Quantity    int64     `json:"quantity,omitempty"`
	Coefficient int64     `json:"coefficient,omitempty"`
	Discount    int64     `json:"discount,omitempty"`
	Floor       int64     `json:"floor,omitempty"`
	Used        int64     `json:"used,omitempty"`
	Last        int64     `json:"last,omitempty"`
	Now         int64     `json:"now,omitempty"`
	Reads       []read    `json:"reads,omitempty"`
	Pool        money.Fen `json:"pool,omitempty"`
	Share       money.Fen `json:"share,omitempty"`
	Weight      int64     `json:"weight,omitempty"`
	Weights     int64     `json:"weights,omitempty"`
	Days        int64     `json:"days,omitempty"` // of this bill
	Of          int64     `json:"of,omitempty"`   // of the period
	Full        money.Fen `json:"full,omitempty"` // the whole period's amount
	Problem     string    `json:"problem,omitempty"`
	// A charge is made of lines, and a corrected bill names what it was.
	Lines    []chargeLine `json:"lines,omitempty"`
	Adjusted *adjustment  `json:"adjusted,omitempty"`

	price, months, tariffFactor int64
}

type chargeLine struct {
	Title    string    `json:"title"`
	Unit     string    `json:"unit,omitempty"`
	Quantity int64     `json:"quantity"`
	PriceFen money.Fen `json:"priceFen"`
}

type adjustment struct {
	From   money.Fen `json:"from"`
	Reason string    `json:"reason"`
}

func (in *Inputs) factor() num {
	return scaled(or1(in.tariffFactor), basis).mul(scaled(or1(in.Coefficient), basis))
}

func or1(v int64) int64 {
	if v == 0 {
		return basis
	}
	return v
}

// full is the amount of the whole period for the house, in yuan and unrounded.
// Errors: ErrArea, ErrFormula.
func (p *plan) full(in *Inputs) (num, error) {
	in.price, in.months, in.tariffFactor = p.UnitPrice, max(1, p.Months), p.Coefficient
	price := scaled(p.UnitPrice, priceScale)
	switch p.Method {
	case ByArea:
		if in.Area <= 0 {
			return num{}, ErrArea
		}
		return price.mul(scaled(in.Area, 100)).mul(in.factor()).mul(whole(in.months)), nil
	case Fixed, Parking:
		return price.mul(scaled(in.Quantity, milli)).mul(in.factor()).mul(whole(in.months)), nil
	case Metered:
		return price.mul(scaled(in.Used, milli)).mul(in.factor()), nil
	case Tiered:
		return p.tiered(in.Used).mul(in.factor()), nil
	case Shared:
		return scaled(int64(in.Share), 100), nil
	case Formula:
		return p.formula.eval(in)
	}
	return num{}, ErrInput.With("method", "没有这种收费方式")
}

// tiered sums the price of each step of the usage.
func (p *plan) tiered(used int64) num {
	sum := whole(0)
	for _, s := range p.steps(used) {
		sum = sum.add(scaled(s.used, milli).mul(scaled(s.price, priceScale)))
	}
	return sum
}

type tierStep struct{ from, used, price int64 }

func (p *plan) steps(used int64) []tierStep {
	var out []tierStep
	from := int64(0)
	for _, t := range p.tiers {
		to := used
		if t.UpTo > 0 {
			to = min(used, t.UpTo)
		}
		if to > from || len(out) == 0 {
			out = append(out, tierStep{from, max(0, to-from), t.Price})
		}
		if t.UpTo == 0 || used <= t.UpTo {
			break
		}
		from = t.UpTo
	}
	return out
}

// amount is what a bill asks for.
type amount struct{ principal, discount money.Fen }

// whole is the amount of the whole period to the fen, before discounts. A
// first reading bills nothing. Errors: ErrArea, ErrFormula, ErrTooMuch, ErrNegative.
func (p *plan) whole(in *Inputs) (money.Fen, error) {
	v, err := p.full(in)
	if err != nil {
		return 0, err
	}
	fen, ok := v.fen()
	switch {
	case !ok:
		return 0, ErrTooMuch
	case fen < 0:
		return 0, ErrNegative
	case fen > 0 && fen < p.MinimumFen:
		return p.MinimumFen, nil
	}
	return fen, nil
}

// priced takes the discounts of the tariff and of the house off a part.
func (p *plan) priced(part money.Fen, in *Inputs) amount {
	off := min(basis, p.Discount+in.Discount)
	d, _ := scaled(int64(part), 1).mul(scaled(off, basis)).rounded(1)
	return amount{part, money.Fen(d)}
}

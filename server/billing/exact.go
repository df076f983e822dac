package billing

import (
	"math/big"
	"math/bits"
	"strings"

	"zhijian/server/platform/money"
)

// num is an exact rational number: n/d while that fits into 64 bits, which is
// nearly always, else r. Nothing is rounded before the last step of a bill.
type num struct {
	n, d int64 // d > 0
	r    *big.Rat
}

func whole(v int64) num      { return num{n: v, d: 1} }
func scaled(v, by int64) num { return num{n: v, d: by} }
func (a num) rat() *big.Rat {
	if a.r != nil {
		return a.r
	}
	return big.NewRat(a.n, a.d)
}

// small brings a big result back into 64 bits when it fits.
func small(r *big.Rat) num {
	if r.Num().IsInt64() && r.Denom().IsInt64() {
		return num{n: r.Num().Int64(), d: r.Denom().Int64()}
	}
	return num{r: r}
}

func mul64(a, b int64) (int64, bool) {
	if a == 0 || b == 0 {
		return 0, true
	}
	hi, lo := bits.Mul64(abs(a), abs(b))
	if hi != 0 || lo > 1<<62 {
		return 0, false
	}
	if (a < 0) != (b < 0) {
		return -int64(lo), true
	}
	return int64(lo), true
}

func abs(v int64) uint64 {
	if v < 0 {
		return uint64(-v)
	}
	return uint64(v)
}

func (a num) mul(b num) num {
	if a.r == nil && b.r == nil {
		n, ok := mul64(a.n, b.n)
		d, fits := mul64(a.d, b.d)
		if ok && fits {
			return num{n: n, d: d}
		}
	}
	return small(new(big.Rat).Mul(a.rat(), b.rat()))
}

func (a num) add(b num) num {
	if a.r == nil && b.r == nil {
		if a.d == b.d && abs(a.n) < 1<<61 && abs(b.n) < 1<<61 {
			return num{n: a.n + b.n, d: a.d}
		}
		x, okX := mul64(a.n, b.d)
		y, okY := mul64(b.n, a.d)
		d, okD := mul64(a.d, b.d)
		if okX && okY && okD && abs(x) < 1<<61 && abs(y) < 1<<61 {
			return num{n: x + y, d: d}
		}
	}
	return small(new(big.Rat).Add(a.rat(), b.rat()))
}

func (a num) neg() num {
	if a.r != nil {
		return num{r: new(big.Rat).Neg(a.r)}
	}
	return num{n: -a.n, d: a.d}
}

func (a num) sub(b num) num { return a.add(b.neg()) }

// div divides; ok is false for a zero divisor.
func (a num) div(b num) (num, bool) {
	if b.sign() == 0 {
		return num{}, false
	}
	if b.r == nil {
		if b.n < 0 {
			return a.mul(num{n: -b.d, d: -b.n}), true
		}
		return a.mul(num{n: b.d, d: b.n}), true
	}
	return small(new(big.Rat).Quo(a.rat(), b.rat())), true
}

func (a num) sign() int {
	if a.r != nil {
		return a.r.Sign()
	}
	switch {
	case a.n > 0:
		return 1
	case a.n < 0:
		return -1
	}
	return 0
}

func (a num) cmp(b num) int { return a.sub(b).sign() }

// rounded is the nearest whole number of a × by, halves away from zero; ok is
// false when it does not fit.
func (a num) rounded(by int64) (int64, bool) {
	if n, ok := mul64(a.n, by); a.r == nil && ok && abs(n) < 1<<61 && a.d < 1<<61 {
		return nearest(n, a.d), true
	}
	r := new(big.Rat).Mul(a.rat(), big.NewRat(by, 1))
	twice := new(big.Int).Mul(new(big.Int).Abs(r.Num()), big.NewInt(2))
	twice.Add(twice, r.Denom())
	q := twice.Quo(twice, new(big.Int).Mul(r.Denom(), big.NewInt(2)))
	if r.Sign() < 0 {
		q.Neg(q)
	}
	return q.Int64(), q.IsInt64()
}

// nearest is n/d to the nearest, halves away from zero.
func nearest(n, d int64) int64 {
	if n < 0 {
		return -nearest(-n, d)
	}
	return (2*n + d) / (2 * d)
}

// maxFen bounds every amount of a bill: ten million yuan.
const maxFen = 1_000_000_000

// fen rounds yuan to fen; ok is false beyond maxFen either way.
func (a num) fen() (money.Fen, bool) {
	v, ok := a.rounded(100)
	return money.Fen(v), ok && abs(v) <= maxFen
}

// text writes the number with at most places decimals and no trailing zeros.
func (a num) text(places int) string {
	s := a.rat().FloatString(places)
	if strings.Contains(s, ".") {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		return "0"
	}
	return s
}

// parseNum reads plain digits with at most six decimals.
func parseNum(s string) (num, bool) {
	whole, frac, dot := strings.Cut(s, ".")
	if whole == "" || len(whole) > 12 || (dot && frac == "") || len(frac) > 6 || strings.Trim(whole+frac, "0123456789") != "" {
		return num{}, false
	}
	n, d := int64(0), int64(1)
	for _, c := range whole + frac {
		n = n*10 + int64(c-'0')
	}
	for range frac {
		d *= 10
	}
	return num{n: n, d: d}, true
}

package money

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Fen is an amount of renminbi in 1/100 yuan.
type Fen int64

// ErrSyntax is what Parse answers to anything but a plain decimal amount.
var ErrSyntax = errors.New("money: not an amount in yuan with at most two decimals")

// Parse reads yuan with at most two decimals, such as "12", "12.3" or "-0.05".
func Parse(s string) (Fen, error) {
	body, neg := strings.CutPrefix(s, "-")
	whole, frac, dot := strings.Cut(body, ".")
	if whole == "" || len(whole) > 15 || (dot && (frac == "" || len(frac) > 2)) || strings.Trim(whole+frac, "0123456789") != "" {
		return 0, ErrSyntax
	}
	v, err := strconv.ParseInt(whole+(frac + "00")[:2], 10, 64)
	if err != nil {
		return 0, ErrSyntax
	}
	if neg {
		v = -v
	}
	return Fen(v), nil
}

// Plain writes the amount as yuan with two decimals and no grouping.
func (f Fen) Plain() string {
	sign, v := "", f
	if v < 0 {
		sign, v = "-", -v
	}
	return fmt.Sprintf("%s%d.%02d", sign, v/100, v%100)
}

// String writes the amount as people read it: ¥1,234.50.
func (f Fen) String() string {
	body, neg := strings.CutPrefix(f.Plain(), "-")
	whole, frac, _ := strings.Cut(body, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if neg {
		return "-¥" + whole + "." + frac
	}
	return "¥" + whole + "." + frac
}

// Split divides total over weights by largest remainder: every part gets its
// exact share rounded down, and the fen that are left go to the largest
// remainders, of equal ones to the first. The parts sum to total, none is off its
// exact share by a fen or more, and equal weights differ by a fen at most. Weights
// must be non-negative and not all zero; total must not be negative.
func Split(total Fen, weights []int64) ([]Fen, error) {
	var sum int64
	for _, w := range weights {
		if w < 0 || sum > math.MaxInt64-w {
			return nil, errors.New("money: a weight is negative, or all together are too large")
		}
		sum += w
	}
	if total < 0 || sum <= 0 {
		return nil, errors.New("money: nothing to split over")
	}
	parts, rests, order := make([]Fen, len(weights)), make([]int64, len(weights)), make([]int, len(weights))
	left := total
	for i, w := range weights {
		q, rest := mulDiv(int64(total), w, sum)
		parts[i], rests[i], order[i] = Fen(q), rest, i
		left -= parts[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rests[b], rests[a]) })
	for _, i := range order[:left] {
		parts[i]++
	}
	return parts, nil
}

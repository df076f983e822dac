package money

import "math/bits"

// mulDiv is a*b/c rounded down and what remains, for non-negative a, b and
// positive c with b <= c, in 128 bits so that nothing overflows.
func mulDiv(a, b, c int64) (quotient, rest int64) {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	q, r := bits.Div64(hi, lo, uint64(c))
	return int64(q), int64(r)
}

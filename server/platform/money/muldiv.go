package money

import "math/bits"

// mulDivRound is a*b/c rounded half up for non-negative a, b and positive c
// with b <= c, in 128 bits so that nothing overflows.
func mulDivRound(a, b, c int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	lo, carry := bits.Add64(lo, uint64(c)/2, 0)
	q, _ := bits.Div64(hi+carry, lo, uint64(c))
	return int64(q)
}

package billing

import (
	"strings"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// parseScaled reads a plain decimal as a whole number of 1/scale, exactly: more
// decimals than the scale has are refused, not rounded.
func parseScaled(s string, scale int64) (int64, bool) {
	v, ok := parseNum(strings.TrimSpace(s))
	if !ok {
		return 0, false
	}
	n, fits := mul64(v.n, scale)
	return n / v.d, fits && n%v.d == 0
}

func idsOf[T any](rows []T, id func(T) ids.ID) []ids.ID {
	out := make([]ids.ID, 0, len(rows))
	seen := map[ids.ID]bool{}
	for _, r := range rows {
		if i := id(r); !seen[i] {
			seen[i] = true
			out = append(out, i)
		}
	}
	return out
}

func maskName(name string) string { return pii.MaskName(name) }

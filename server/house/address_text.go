package house

import (
	"strconv"
	"strings"
	"unicode"
)

// fold brings an address to one spelling: half width, upper case, no spaces,
// one kind of dash, Arabic digits.
func fold(s string) string {
	var b strings.Builder
	for _, r := range halfWidth(s) {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.IsControl(r):
		case unicode.Is(unicode.Pd, r), strings.ContainsRune(`−~/\_.、,·`, r):
			b.WriteByte('-')
		default:
			b.WriteRune(unicode.ToUpper(r))
		}
	}
	return arabic(b.String())
}

const numerals = "零〇○一二两三四五六七八九十百廿"

// arabic replaces each run of Chinese numerals by digits: 十二 → 12,
// 一百零八 → 108, 二六零四 → 2604.
func arabic(s string) string {
	if !strings.ContainsAny(s, numerals) {
		return s
	}
	var out, run strings.Builder
	flush := func() {
		if run.Len() > 0 {
			out.WriteString(numeral(run.String()))
			run.Reset()
		}
	}
	for _, r := range s {
		if strings.ContainsRune(numerals, r) {
			run.WriteRune(r)
			continue
		}
		flush()
		out.WriteRune(r)
	}
	flush()
	return out.String()
}

// numeral reads one run: by place when it has 十, 百 or 廿, else digit by digit.
func numeral(run string) string {
	digit := func(r rune) int { return strings.IndexRune("零一二三四五六七八九", r) / len("零") }
	byPlace := strings.ContainsAny(run, "十百廿")
	var digits strings.Builder
	total, last, seen := 0, 0, false
	for _, r := range strings.NewReplacer("〇", "零", "○", "零", "两", "二").Replace(run) {
		switch r {
		case '十', '百':
			if !seen {
				last = 1
			}
			total, last, seen = total+last*map[rune]int{'十': 10, '百': 100}[r], 0, false
		case '廿':
			total, last, seen = total+20, 0, false
		default:
			last, seen = digit(r), true
			digits.WriteString(strconv.Itoa(last))
		}
	}
	if byPlace {
		return strconv.Itoa(total + last)
	}
	return digits.String()
}

// trimZeros drops the leading zeros of the first digit run: S03 → S3, 0101 → 101.
func trimZeros(s string) string {
	i := strings.IndexAny(s, "0123456789")
	if i < 0 {
		return s
	}
	rest := strings.TrimLeft(s[i:], "0")
	if rest == "" || rest[0] < '0' || rest[0] > '9' {
		rest = "0" + rest
	}
	return s[:i] + rest
}

// halfWidth brings ！…～ to the ASCII range.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - ('！' - '!')
		}
		return r
	}, s)
}

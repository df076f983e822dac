package pii

import (
	"regexp"
	"strings"
)

// MaskPhone shows 138****1234, 0571****6666 or ****6666. What is not a phone
// number becomes stars only.
func MaskPhone(s string) string {
	if s == "" {
		return ""
	}
	p, err := ParsePhone(s)
	if err != nil {
		return "****"
	}
	n := string(p)
	if p.Mobile() {
		return n[:3] + "****" + n[7:]
	}
	area, local := "", n
	if m := landline.FindStringSubmatch(n); m != nil {
		area, local = m[1], m[2]
	}
	return area + "****" + local[4:] // 4 of 8 digits, 3 of 7
}

// MaskName shows 李*, 张*国, 欧**娜. A single character is hidden.
func MaskName(s string) string {
	r := []rune(strings.TrimSpace(s))
	switch len(r) {
	case 0:
		return ""
	case 1:
		return "*"
	case 2:
		return string(r[0]) + "*"
	}
	return string(r[0]) + strings.Repeat("*", len(r)-2) + string(r[len(r)-1])
}

// MaskID shows the first and last character of an identity document's number.
func MaskID(s string) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) < 8 {
		return strings.Repeat("*", len(r))
	}
	return string(r[0]) + strings.Repeat("*", len(r)-2) + string(r[len(r)-1])
}

var (
	digitRun  = regexp.MustCompile(`[0-9]+[Xx]?`)
	groupedNo = regexp.MustCompile(`\b(?:1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}|0[0-9]{2,3}-[0-9]{7,8})\b`)
	// Region, birth date, order. The date keeps our own 18-digit ids readable in logs.
	idNumber = regexp.MustCompile(`^[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]$`)
)

// Redact masks phone numbers and 18-digit ID numbers inside a text for a log.
func Redact(s string) string {
	s = groupedNo.ReplaceAllStringFunc(s, MaskPhone)
	return digitRun.ReplaceAllStringFunc(s, func(run string) string {
		no := strings.TrimRight(run, "Xx")
		switch {
		case idNumber.MatchString(run):
			return MaskID(run)
		case len(no) < 11 || len(no) > 15:
			return run
		}
		if p, err := ParsePhone(no); err == nil {
			return p.Masked() + run[len(no):]
		}
		return run
	})
}

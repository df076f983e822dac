package pii

import (
	"log/slog"
	"regexp"
	"strings"
	"unicode"

	"zhijian/server/platform/errs"
)

// ErrPhone says that a text is not one mainland phone number.
var ErrPhone = errs.New(422, "pii.phone", "请填写 11 位手机号，或带区号的座机号码")

// Phone is a mainland number in its one normal form, digits only:
// "13812345678", "057188886666", or "88886666" where no area code was given.
// It logs itself masked.
type Phone string

var (
	mobile   = regexp.MustCompile(`^1[3-9][0-9]{9}$`)
	landline = regexp.MustCompile(`^(0(?:10|2[0-9]|[3-9][0-9]{2}))?([2-8][0-9]{6,7})$`)
)

// ParsePhone reads a number as people write it: dashes, spaces, brackets,
// full-width digits, +86, the invisible marks that address books add.
// Errors: ErrPhone.
func ParsePhone(s string) (Phone, error) {
	digits, international, ok := phoneDigits(s)
	if !ok {
		return "", ErrPhone
	}
	if rest := strings.TrimPrefix(digits, "86"); len(rest) == 11 && len(digits) == 13 {
		digits = rest // "86 138…" without the plus
	}
	// +86 571 … drops the zero of the area code; a local number has 8 digits at most.
	if international && !mobile.MatchString(digits) && len(digits) > 8 && digits[0] != '0' {
		digits = "0" + digits
	}
	if !mobile.MatchString(digits) && !landline.MatchString(digits) {
		return "", ErrPhone
	}
	return Phone(digits), nil
}

// phoneDigits drops decoration; ok is false at any character that has no
// place in a phone number.
func phoneDigits(s string) (digits string, international, ok bool) {
	var b strings.Builder
	for _, r := range strings.TrimSpace(s) {
		if r >= '！' && r <= '～' {
			r -= '！' - '!' // full width
		}
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && b.Len() == 0 && !international:
			international = true
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Pd, r), strings.ContainsRune("().−", r):
		default:
			return "", false, false
		}
	}
	digits = b.String()
	switch {
	case international && strings.HasPrefix(digits, "86"):
		return digits[2:], true, true
	case international:
		return "", false, false // another country
	case strings.HasPrefix(digits, "0086"):
		return digits[4:], true, true
	}
	return digits, false, digits != ""
}

// Mobile reports whether the number can get an SMS.
func (p Phone) Mobile() bool { return mobile.MatchString(string(p)) }

// Masked is what others see.
func (p Phone) Masked() string { return MaskPhone(string(p)) }

// LogValue keeps the number out of logs.
func (p Phone) LogValue() slog.Value { return slog.StringValue(p.Masked()) }

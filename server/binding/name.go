package binding

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

const maxName = 30

// personName is the form of a name: letters of any script, the middle dot of
// many names, brackets of companies' names; no digit, no sign.
var personName = regexp.MustCompile(`^\p{L}[\p{L}\p{M}·• .（）()-]*$`)

// checkName accepts what can be a person's or an owning company's name.
func checkName(name string) error {
	switch {
	case name == "":
		return ErrInput.With("name", "请填写姓名")
	case utf8.RuneCountInString(name) > maxName:
		return ErrInput.With("name", "姓名最多 30 个字")
	case !personName.MatchString(name):
		return ErrInput.With("name", "姓名里不要有数字或符号")
	}
	return nil
}

var lastDigits = regexp.MustCompile(`[0-9]([^0-9]*)[0-9][^0-9]*$|[0-9][^0-9]*$`)

// lastTwo are the last two digits of a house's address, what a person of
// several houses is asked for; "" when the address has none.
func lastTwo(label string) string {
	var out []byte
	for _, b := range []byte(lastDigits.FindString(label)) {
		if b >= '0' && b <= '9' {
			out = append(out, b)
		}
	}
	return string(out)
}

// maskLabel hides what lastTwo asks for: 1栋1单元1**.
func maskLabel(label string) string {
	at := lastDigits.FindStringIndex(label)
	if at == nil {
		return label
	}
	hidden := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '*'
		}
		return r
	}, label[at[0]:])
	return label[:at[0]] + hidden
}

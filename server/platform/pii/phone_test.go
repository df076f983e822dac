package pii_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhijian/server/platform/pii"
)

func TestPhonesAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]pii.Phone{
		"13812345678": "13812345678", " 138 1234 5678 ": "13812345678", "138-1234-5678": "13812345678",
		"+86 138 1234 5678": "13812345678", "＋８６１３８１２３４５６７８": "13812345678", "8613812345678": "13812345678",
		"008613812345678": "13812345678", "１３８１２３４５６７８": "13812345678", "138–1234—5678": "13812345678",
		"\u202d13812345678\u202c": "13812345678", "(+86)13812345678": "13812345678", "138\u00a01234\u30005678": "13812345678",
		"0571-88886666": "057188886666", "（0571）88886666": "057188886666", "+86 571 8888 6666": "057188886666",
		"+86-10-62345678": "01062345678", "010 62345678": "01062345678", "0578-2345678": "05782345678",
		"88886666": "88886666", "2345678": "2345678", "86123456": "86123456",
	} {
		if got, err := pii.ParsePhone(in); err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestWhatIsNotOnePhone(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"", " ", "-", "+", "12812345678", "1381234567", "138123456789", "13812345678 13912345678", "13812345678/13912345678",
		"+1 415 555 0100", "+852 9123 4567", "1234567", "0571-1234567", "057188886", "张三", "138x12345678", "13812345678转2",
		"+", "++8613812345678", "1.3812345678E+10", "13812345678.0", "٠١٣٨١٢٣٤٥٦٧", "95588",
	} {
		if got, err := pii.ParsePhone(in); !errors.Is(err, pii.ErrPhone) || got != "" {
			t.Errorf("%q was read as %q, %v", in, got, err)
		}
	}
}

func TestDecorationDoesNotChangeANumber(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		no := rapid.StringMatching(`1[3-9][0-9]{9}|0(10|2[0-9])[2-8][0-9]{7}|0[3-9][0-9]{2}[2-8][0-9]{6,7}`).Draw(rt, "no")
		var b strings.Builder
		for _, r := range no {
			if rapid.Bool().Draw(rt, "wide") {
				r += '０' - '0'
			}
			b.WriteRune(r)
			b.WriteString(rapid.SampledFrom([]string{"", "", " ", "-", "－", "\u200b"}).Draw(rt, "gap"))
		}
		p, err := pii.ParsePhone(b.String())
		if err != nil || string(p) != no {
			rt.Fatalf("%q: %q, %v", b.String(), p, err)
		}
		if again, err := pii.ParsePhone(string(p)); err != nil || again != p {
			rt.Fatalf("the normal form is not stable: %q, %v", again, err)
		}
		if m := p.Masked(); strings.Contains(m, no) || !strings.Contains(m, "****") || !strings.HasSuffix(no, m[strings.LastIndex(m, "*")+1:]) {
			rt.Fatalf("masked %q", m)
		}
		if p.Mobile() != (no[0] == '1') {
			rt.Fatal("mobile")
		}
	})
}

func TestMasks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		mask func(string) string
		in   string
		want string
	}{
		{"mobile", pii.MaskPhone, "13812345678", "138****5678"},
		{"written", pii.MaskPhone, "+86 138-1234-5678", "138****5678"},
		{"landline", pii.MaskPhone, "0571-88886666", "0571****6666"},
		{"seven digits", pii.MaskPhone, "05782345678", "0578****678"},
		{"local", pii.MaskPhone, "88886666", "****6666"},
		{"rubbish", pii.MaskPhone, "13812345678 和 139", "****"},
		{"no phone", pii.MaskPhone, "", ""},
		{"two", pii.MaskName, "李雷", "李*"},
		{"three", pii.MaskName, "张建国", "张*国"},
		{"double surname", pii.MaskName, "欧阳娜娜", "欧**娜"},
		{"one", pii.MaskName, "王", "*"},
		{"spaces", pii.MaskName, " 张建国 ", "张*国"},
		{"no name", pii.MaskName, "", ""},
		{"id", pii.MaskID, "330106199001011234", "3****************4"},
		{"id with X", pii.MaskID, "33010619900101123X", "3****************X"},
		{"short id", pii.MaskID, "12345", "*****"},
		{"no id", pii.MaskID, "", ""},
	} {
		if got := c.mask(c.in); got != c.want {
			t.Errorf("%s: %q became %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestRedact(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"call 13812345678 now":                "call 138****5678 now",
		"手机13812345678,13912345678。":          "手机138****5678,139****5678。",
		"tel13812345678x":                     "tel138****5678x",
		`{"phone":"+8613812345678"}`:          `{"phone":"+138****5678"}`,
		"138-1234-5678 and 138 1234 5678":     "138****5678 and 138****5678",
		"0571-88886666":                       "0571****6666",
		"id 33010619900101123X and":           "id 3****************X and",
		"身份证330106199001011234":               "身份证3****************4",
		"row 250656954165235712 of 1,234":     "row 250656954165235712 of 1,234",
		"at 2026-03-01T08:00:00Z took 1.5ms":  "at 2026-03-01T08:00:00Z took 1.5ms",
		"unix 1767225600000 port 18080 fen 9": "unix 1767225600000 port 18080 fen 9",
		"":                                    "",
	} {
		if got := pii.Redact(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestNoPhoneSurvivesRedaction(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		no := rapid.StringMatching(`1[3-9][0-9]{9}`).Draw(rt, "no")
		text := rapid.StringMatching(`[a-z张三：, "]{0,8}`).Draw(rt, "before") + no + rapid.StringMatching(`[a-z张三：, "]{0,8}`).Draw(rt, "after")
		if got := pii.Redact(text); strings.Contains(got, no) {
			rt.Fatalf("%q", got)
		}
	})
}

func TestPhonesLogMasked(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("bound", "phone", pii.Phone("13812345678"))
	if s := out.String(); strings.Contains(s, "13812345678") || !strings.Contains(s, "138****5678") {
		t.Error(s)
	}
}

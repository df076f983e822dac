package billing

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhijian/server/platform/errs"
)

func sample() Inputs {
	return Inputs{Area: 8850, Quantity: 2000, Coefficient: basis, Used: 12500, Last: 100000, Now: 112500, Floor: 7, Days: 31, Of: 31,
		price: 21000, months: 1, tariffFactor: basis}
}

func TestFormulasAreExact(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"面积 * 单价":                                    "185.85",
		"area*price":                                 "185.85",
		"0.1 + 0.2":                                  "0.3",
		"面积 * 2.10 - 0.005":                          "185.845",
		"1/3*3":                                      "1",
		"-面积 + 100":                                  "11.5",
		"(面积 + 数量) * 2":                              "181",
		"面积 > 90 ? 1.5 : 2.5":                        "2.5",
		"面积 > 80 and 楼层 < 10 ? 1 : 2":                "1",
		"max(面积, 100, 90) + min(1, 2)":               "101",
		"round(2.5) + ceil(1.1)*floor(9.9)":          "21",
		"999999999999 * 999999999999 / 999999999999": "999999999999",
		"用量 * 3.5 + (本次读数 - 上次读数) * 0.95": "55.625",
	} {
		f, err := compile(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got, err := f.eval(ref(sample()))
		if err != nil || got.text(6) != want {
			t.Errorf("%s = %s, %v; want %s", text, got.text(6), err, want)
		}
	}
}

// The bad formulas of §4.3, each with a sentence of its own.
func TestBadFormulasAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, says string }{
		"unknown variable":     {"面积 * 工资", "没有“工资”这个变量"},
		"ten thousand letters": {strings.Repeat("1+", 5000) + "1", "最多 1000 个字符"},
		"function call":        {"system(1)", "不能调用“system”"},
		"method call":          {"面积.String()", "不能调用"},
		"builtin":              {"len(面积)", "不能调用“len”"},
		"loop":                 {"sum(1..1000000, #)", "公式里"},
		"range":                {"1..9", "公式里"},
		"map":                  {"map([1,2], #*2)", "公式里"},
		"text":                 {`"1" + 1`, "不能有文字"},
		"empty":                {"  ", "公式要有内容"},
		"open bracket":         {"(面积", "括号"},
		"power":                {"2 ** 999999999", "不能用“**”"},
		"caret":                {"2 ^ 64", "不能用“^”"},
		"modulo":               {"面积 % 2", "不能用“%”"},
		"exponent":             {"1e9", "不是可以用的数字"},
		"hex":                  {"0x10", "不是可以用的数字"},
		"seven decimals":       {"0.1234567", "不是可以用的数字"},
		"long number":          {"9999999999999", "不是可以用的数字"},
		"underscore":           {"1_000", "不是可以用的数字"},
		"not a comparison":     {"面积 ? 1 : 2", "条件请写成比较"},
		"bool result":          {"面积 > 1", "不能用“>”"},
		"assignment":           {"let x = 1; x", "公式"},
		"sequence":             {"1; 2", "公式"},
		"nil":                  {"nil", "公式里只能用"},
		"environment":          {"$env", "没有“$env”这个变量"},
		"deep":                 {strings.Repeat("(1+", 60) + "1" + strings.Repeat(")", 60), "太复杂"},
		"many":                 {strings.Repeat("1+", 150) + "1", "太复杂"},
		"arguments":            {"round(1, 2)", "参数个数"},
		"pipe":                 {"面积 | round", "公式"},
		"control":              {"面积\x00*2", "公式"},
	} {
		_, err := compile(c.text)
		if !isFormula(err) || !strings.Contains(says(err), c.says) {
			t.Errorf("%s: %v %s; want “%s”", name, err, says(err), c.says)
		}
	}
}

func TestDivisionByZeroIsRefusedPerHouse(t *testing.T) {
	t.Parallel()
	f, err := compile("100 / 用量")
	if err != nil {
		t.Fatal(err)
	}
	if v, err := f.eval(ref(sample())); err != nil || v.text(2) != "8" {
		t.Errorf("%s %v", v.text(2), err)
	}
	in := sample()
	in.Used = 0
	if _, err := f.eval(&in); !isFormula(err) || !strings.Contains(says(err), "除以了零") {
		t.Errorf("division by zero: %v", err)
	}
}

func TestAFormulaShowsItsValues(t *testing.T) {
	t.Parallel()
	f, err := compile("面积 * 单价 + 本次读数 - 上次读数")
	if err != nil {
		t.Fatal(err)
	}
	if got := f.filled(sample()); got != "88.5 × 2.1 + 112.5 - 100" {
		t.Error(got)
	}
}

// Whatever is typed, a formula is refused or counted; it never panics.
func FuzzFormula(f *testing.F) {
	for _, s := range []string{"面积*单价", "1/0", "max(1,2)", "a?b:c", "1..2", `"x"`, "((((", "0x1p-2", "面积>1?1:0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := compile(s)
		if err != nil {
			if !isFormula(err) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		v, err := c.eval(ref(sample()))
		if err == nil {
			v.fen()
		}
		c.filled(sample())
	})
}

// The fast path in 64 bits and big rationals give the same.
func TestArithmeticIsThatOfRationals(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) (num, *big.Rat) {
			n, d := rapid.Int64().Draw(t, name), rapid.Int64Range(1, 1<<40).Draw(t, name+"/")
			if rapid.Bool().Draw(t, "small") {
				n %= 1_000_000
			}
			if n == -1<<63 {
				n++
			}
			return scaled(n, d), big.NewRat(n, d)
		}
		a, x := draw("a")
		b, y := draw("b")
		if got := a.add(b).rat(); got.Cmp(new(big.Rat).Add(x, y)) != 0 {
			t.Fatalf("%s + %s = %s", x, y, got)
		}
		if got := a.mul(b).rat(); got.Cmp(new(big.Rat).Mul(x, y)) != 0 {
			t.Fatalf("%s * %s = %s", x, y, got)
		}
		if got := a.sub(b).rat(); got.Cmp(new(big.Rat).Sub(x, y)) != 0 {
			t.Fatalf("%s - %s = %s", x, y, got)
		}
		if q, ok := a.div(b); ok && q.rat().Cmp(new(big.Rat).Quo(x, y)) != 0 {
			t.Fatalf("%s / %s = %s", x, y, q.rat())
		}
		if got, ok := a.rounded(100); ok {
			off := new(big.Rat).Sub(new(big.Rat).Mul(x, big.NewRat(100, 1)), new(big.Rat).SetInt64(got))
			if off.Abs(off).Cmp(big.NewRat(1, 2)) > 0 {
				t.Fatalf("%s × 100 rounds to %d", x, got)
			}
		}
	})
}

func ref[T any](v T) *T { return &v }

// says is the sentence that people read.
func says(err error) string {
	if e, ok := errs.From(err); ok {
		return e.Message
	}
	return ""
}

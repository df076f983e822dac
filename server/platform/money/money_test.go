package money_test

import (
	"testing"

	"pgregory.net/rapid"

	"zhijian/server/platform/money"
)

func TestParseRefusesWhatIsNotAnAmount(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "-", ".5", "1.", "1.005", "1e3", "`1.00", "1,000", "+1", "１", " 1", "9999999999999999"} {
		if v, err := money.Parse(s); err == nil {
			t.Errorf("%q was read as %d", s, v)
		}
	}
	for s, want := range map[string]money.Fen{"0": 0, "0.1": 10, "12.34": 1234, "-0.05": -5, "1000": 100000} {
		if v, err := money.Parse(s); err != nil || v != want {
			t.Errorf("%q: %d %v", s, v, err)
		}
	}
	for f, want := range map[money.Fen]string{0: "¥0.00", 123450: "¥1,234.50", -5: "-¥0.05", 100000000: "¥1,000,000.00"} {
		if f.String() != want {
			t.Errorf("%d: %s", f, f)
		}
	}
}

func TestPartsAlwaysSumToTheTotal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		total := money.Fen(rapid.Int64Range(0, 1e14).Draw(t, "total"))
		weights := append(rapid.SliceOfN(rapid.Int64Range(0, 1e9), 0, 40).Draw(t, "weights"), 1)
		parts, err := money.Split(total, weights)
		if err != nil {
			t.Fatal(err)
		}
		var sum money.Fen
		for _, p := range parts {
			if p < 0 {
				t.Fatalf("negative part %d", p)
			}
			sum += p
		}
		if sum != total {
			t.Fatalf("%d of %d", sum, total)
		}
	})
	if _, err := money.Split(1, []int64{0, 0}); err == nil {
		t.Fatal("a split over nothing was accepted")
	}
}

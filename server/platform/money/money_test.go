package money_test

import (
	"math/big"
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
		var all int64
		for _, w := range weights {
			all += w
		}
		for i, p := range parts {
			exact := new(big.Rat).Mul(big.NewRat(int64(total), all), big.NewRat(weights[i], 1))
			off := exact.Sub(exact, big.NewRat(int64(p), 1))
			if p < 0 || off.Abs(off).Cmp(big.NewRat(1, 1)) >= 0 {
				t.Fatalf("part %d of %d is off its share by %s", p, total, off)
			}
			for j := range i {
				if weights[j] == weights[i] && (parts[j] < p || parts[j]-p > 1) {
					t.Fatalf("equal weights got %d and %d", parts[j], p)
				}
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
	if parts, err := money.Split(100, []int64{1, 1, 1}); err != nil || parts[0] != 34 || parts[1] != 33 || parts[2] != 33 {
		t.Errorf("a yuan over three: %v %v", parts, err)
	}
	if parts, err := money.Split(10, []int64{10, 17, 23}); err != nil || parts[0] != 2 || parts[1] != 3 || parts[2] != 5 {
		t.Errorf("the largest remainder: %v %v", parts, err)
	}
}

package pii_test

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhijian/server/platform/pii"
)

func hexKey(b byte) string { return hex.EncodeToString([]byte(strings.Repeat(string(rune(b)), 32))) }

func vault(t *testing.T, current string, versions ...string) *pii.Vault {
	t.Helper()
	k := pii.Keys{Current: current, Fields: map[string]string{}, Index: hexKey('i')}
	for _, v := range versions {
		k.Fields[v] = hexKey(v[0])
	}
	out, err := pii.New(k)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var field = pii.Field{Table: "house_people", Column: "phone", Row: 42, Community: 7}

func TestWhatIsSealedOpensOnlyInItsPlace(t *testing.T) {
	t.Parallel()
	v := vault(t, "1", "1")
	rapid.Check(t, func(rt *rapid.T) {
		plain := rapid.String().Draw(rt, "plain")
		f := pii.Field{
			Table: rapid.StringMatching(`[a-z_]{1,20}`).Draw(rt, "table"), Column: rapid.StringMatching(`[a-z_]{1,20}`).Draw(rt, "column"),
			Row: rapid.Int64Min(1).Draw(rt, "row"), Community: rapid.Int64Min(0).Draw(rt, "community"),
		}
		sealed, err := v.Seal(f, plain)
		if err != nil {
			rt.Fatal(err)
		}
		if got, err := v.Open(f, sealed); err != nil || got != plain {
			rt.Fatalf("opened %q, %v", got, err)
		}
		if plain == "" {
			return
		}
		if again, _ := v.Seal(f, plain); again == sealed {
			rt.Fatal("the same value sealed twice looks the same")
		}
		moved := f
		switch rapid.IntRange(0, 3).Draw(rt, "move") {
		case 0:
			moved.Row ^= 1
		case 1:
			moved.Community ^= 1
		case 2:
			moved.Column += "x"
		case 3:
			moved.Table += "x"
		}
		if got, err := v.Open(moved, sealed); !errors.Is(err, pii.ErrOpen) || got != "" {
			rt.Fatalf("a moved value opened as %q, %v", got, err)
		}
	})
}

func TestAlteredValuesDoNotOpen(t *testing.T) {
	t.Parallel()
	v := vault(t, "1", "1", "2")
	sealed, err := v.Seal(field, "13812345678")
	if err != nil {
		t.Fatal(err)
	}
	for i := range sealed {
		b := []byte(sealed)
		b[i] ^= 1
		if got, err := v.Open(field, string(b)); !errors.Is(err, pii.ErrOpen) {
			t.Fatalf("byte %d changed: opened as %q, %v", i, got, err)
		} else if strings.Contains(err.Error(), "13812345678") {
			t.Fatal("the value is in the error")
		}
	}
	for _, s := range []string{"13812345678", "v1", "v1:", "v9:AAAA", "v2" + sealed[2:], sealed[:len(sealed)-4], sealed + "AAAA", "x" + sealed[1:]} {
		if _, err := v.Open(field, s); !errors.Is(err, pii.ErrOpen) {
			t.Errorf("%q: error %v", s, err)
		}
	}
}

func TestRotationReadsOldAndNew(t *testing.T) {
	t.Parallel()
	before, both, after := vault(t, "1", "1"), vault(t, "2", "1", "2"), vault(t, "2", "2")
	old, err := before.Seal(field, "张建国")
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := both.Seal(field, "张建国")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(old, "v1:") || !strings.HasPrefix(fresh, "v2:") {
		t.Fatalf("versions %.4s %.4s", old, fresh)
	}
	for _, s := range []string{old, fresh} {
		if got, err := both.Open(field, s); err != nil || got != "张建国" {
			t.Fatalf("%.3s: %q, %v", s, got, err)
		}
	}
	if _, err := after.Open(field, old); !errors.Is(err, pii.ErrOpen) {
		t.Fatalf("a retired key still opens: %v", err)
	}
	if before.Index("phone", "1") != after.Index("phone", "1") {
		t.Fatal("the index must survive a rotation of field keys")
	}
}

func TestIndexIsBlind(t *testing.T) {
	t.Parallel()
	v := vault(t, "1", "1")
	a := v.Index("phone", "13812345678")
	if len(a) != 32 || a != v.Index("phone", "13812345678") {
		t.Fatalf("index %q", a)
	}
	other, err := pii.New(pii.Keys{Current: "1", Fields: map[string]string{"1": hexKey('1')}, Index: hexKey('j')})
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string]string{"value": v.Index("phone", "13812345679"), "purpose": v.Index("name", "13812345678"), "key": other.Index("phone", "13812345678")} {
		if a == b {
			t.Errorf("another %s gives the same index", name)
		}
	}
	if v.Index("phone", "") != "" {
		t.Error("nothing must index to nothing")
	}
}

func TestSealNeedsAPlace(t *testing.T) {
	t.Parallel()
	v := vault(t, "1", "1")
	for _, f := range []pii.Field{{}, {Table: "t", Column: "c"}, {Column: "c", Row: 1}, {Table: "t", Row: 1}} {
		if s, err := v.Seal(f, "x"); err == nil || s != "" {
			t.Errorf("%+v sealed as %q", f, s)
		}
	}
}

func TestEveryBadKeyIsReported(t *testing.T) {
	t.Parallel()
	_, err := pii.New(pii.Keys{Current: "9", Fields: map[string]string{"1": "zz", "a:b": hexKey('1')}, Index: "abcd"})
	if err == nil {
		t.Fatal("bad keys were accepted")
	}
	for _, want := range []string{`"1"`, `"a:b"`, `"9" is missing`, "index key"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not in %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "abcd") {
		t.Error("a key is in the error")
	}
}

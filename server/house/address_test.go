package house

import (
	"slices"
	"strings"
	"testing"
)

func TestPeoplesSpellings(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		typed string
		want  Address
	}{
		{"1栋1单元101", Address{Flat, "1", "1", "101"}},
		{"1-1-101", Address{Flat, "1", "1", "101"}},
		{"１－１－１０１", Address{Flat, "1", "1", "101"}},
		{" 1 栋 1 单元 101 室 ", Address{Flat, "1", "1", "101"}},
		{"1栋1单元1楼101", Address{Flat, "1", "1", "101"}},
		{"1幢1-101", Address{Flat, "1", "1", "101"}},
		{"1#1-101", Address{Flat, "1", "1", "101"}},
		{"1号楼1门101", Address{Flat, "1", "1", "101"}},
		{"翠湖花园1栋1单元101", Address{Flat, "1", "1", "101"}},
		{"01栋1单元0101", Address{Flat, "1", "1", "0101"}},
		{"一栋一单元一零一", Address{Flat, "1", "1", "101"}},
		{"1-101", Address{Flat, "1", "", "101"}},
		{"1—101室", Address{Flat, "1", "", "101"}},
		{"1栋101", Address{Flat, "1", "", "101"}},
		{"一栋101", Address{Flat, "1", "", "101"}},
		{"1号101", Address{Flat, "1", "", "101"}},
		{"7号楼2单元1102", Address{Flat, "7", "2", "1102"}},
		{"7-2-1102", Address{Flat, "7", "2", "1102"}},
		{"十二幢2604室", Address{Flat, "12", "", "2604"}},
		{"十二幢二六〇四", Address{Flat, "12", "", "2604"}},
		{"12栋2604室", Address{Flat, "12", "", "2604"}},
		{"二十一栋101", Address{Flat, "21", "", "101"}},
		{"一百零八栋101", Address{Flat, "108", "", "101"}},
		{"A座1203", Address{Flat, "A", "", "1203"}},
		{"a座1203房", Address{Flat, "A", "", "1203"}},
		{"A-1203", Address{Flat, "A", "", "1203"}},
		{"东区3栋2单元501", Address{Flat, "东区3", "2", "501"}},
		{"二期5栋101", Address{Flat, "2期5", "", "101"}},
		{"1栋101A", Address{Flat, "1", "", "101A"}},
		{"1栋101-1", Address{Flat, "1", "", "101-1"}},
		{"2单元1102", Address{Flat, "", "2", "1102"}},
		{"1102室", Address{Flat, "", "", "1102"}},
		{"1栋", Address{Flat, "1", "", ""}},
		{"十二幢", Address{Flat, "12", "", ""}},
		{"7号楼2单元", Address{Flat, "7", "2", ""}},
		{"商铺3号", Address{Shop, "", "", "S3"}},
		{"3号商铺", Address{Shop, "", "", "S3"}},
		{"S-03", Address{Shop, "", "", "S03"}},
		{"s03", Address{Shop, "", "", "S03"}},
		{"商铺S03", Address{Shop, "", "", "S03"}},
		{"5栋商铺3号", Address{Shop, "5", "", "S3"}},
		{"车位B1-435", Address{Garage, "", "", "B1-435"}},
		{"地下车库12号", Address{Garage, "", "", "12"}},
	} {
		t.Run(tc.typed, func(t *testing.T) {
			t.Parallel()
			got := ParseAddress(tc.typed)
			if len(got) == 0 || got[0] != tc.want {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
}

func TestWhatIsNoAddress(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"", "栋", "你好", "翠湖花园", "%", "' OR 1=1 --", strings.Repeat("1栋", 200)} {
		if got := ParseAddress(typed); len(got) != 0 {
			t.Errorf("%.20q: got %+v", typed, got)
		}
	}
}

func TestEverySpellingFindsTheHouse(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		house  Address
		label  string
		typed  []string
		others []string
	}{
		{Address{Flat, "12", "1", "2604"}, "12栋1单元2604",
			[]string{"12栋2604室", "十二幢2604", "12-1-2604", "12-2604", "2604"}, []string{"12-2-2604", "1-2604"}},
		{Address{Flat, "3", "", "0101"}, "3栋0101",
			[]string{"3栋101", "3-1-101", "3-0101"}, []string{"3-2-101"}},
		{Address{Flat, "A", "", "1203"}, "A座1203", []string{"A座1203", "a-1203", "A栋1203"}, nil},
		{Address{Shop, "", "", "S03"}, "商铺S03", []string{"商铺3号", "S-03", "s3", "门面3", "3号商铺"}, []string{"3", "商铺13"}},
		{Address{Shop, "5", "", "101"}, "5栋101", []string{"5栋101", "5栋商铺101", "5-101"}, nil},
		{Address{Garage, "", "", "B1-435"}, "车位B1-435", []string{"B1-435", "车位B1-435", "地下车位 b1-435"}, nil},
	} {
		if got := tc.house.Label(); got != tc.label {
			t.Errorf("label %q, want %q", got, tc.label)
		}
		finds := func(typed string) bool {
			return slices.ContainsFunc(ParseAddress(typed), func(a Address) bool {
				return a.Room != "" && a.MayMean(tc.house)
			})
		}
		for _, typed := range tc.typed {
			if !finds(typed) {
				t.Errorf("%s is not found by %q (%v, keys %v)", tc.label, typed, ParseAddress(typed), tc.house.RoomKeys())
			}
		}
		for _, typed := range tc.others {
			if finds(typed) {
				t.Errorf("%s is found by %q", tc.label, typed)
			}
		}
	}
}

func TestLedgerCells(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		kind                 Kind
		building, unit, room string
		want                 Address
		ok                   bool
	}{
		{Flat, "1栋", "1单元", "101", Address{Flat, "1", "1", "101"}, true},
		{Flat, "十二幢", "一单元", " 2604室", Address{Flat, "12", "1", "2604"}, true},
		{Flat, "7", "2", "１１０２", Address{Flat, "7", "2", "1102"}, true},
		{Flat, "翠湖花园7号楼", "", "101", Address{Flat, "7", "", "101"}, true},
		{Flat, "A座", "", "1203", Address{Flat, "A", "", "1203"}, true},
		{Flat, "", "", "1栋1单元101", Address{Flat, "1", "1", "101"}, true},
		{Flat, "3栋", "", "2-501", Address{Flat, "3", "2", "501"}, true},
		{Flat, "3栋", "2单元", "2-501", Address{Flat, "3", "2", "501"}, true},
		{Flat, "", "", "101", Address{}, false},
		{Flat, "1栋", "", "见备注", Address{}, false},
		{Shop, "商铺", "", "S01", Address{Shop, "", "", "S01"}, true},
		{Shop, "", "", "商铺12号", Address{Shop, "", "", "S12"}, true},
		{Shop, "5栋", "", "101", Address{Shop, "5", "", "101"}, true},
		{Garage, "车位", "", "B1-435", Address{Garage, "", "", "B1-435"}, true},
	} {
		got, ok := addressFromCells(tc.kind, tc.building, tc.unit, tc.room)
		if ok != tc.ok || (ok && got != tc.want) {
			t.Errorf("%s|%s|%s: got %+v %v, want %+v %v", tc.building, tc.unit, tc.room, got, ok, tc.want, tc.ok)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{"1栋1单元101", "十百零廿", "S-03", "B1-435", "\xff栋"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, a := range ParseAddress(s) {
			if !a.MayMean(a) {
				t.Errorf("%q: %+v is not found by its own spelling", s, a)
			}
		}
	})
}

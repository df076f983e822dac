package house

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// book writes a workbook; each sheet is a list of rows.
func book(t testing.TB, sheets ...[][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, rows := range sheets {
		name := fmt.Sprintf("Sheet%d", i+1)
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		w, err := f.NewStreamWriter(name)
		if err != nil {
			t.Fatal(err)
		}
		for n, row := range rows {
			if err := w.SetRow(fmt.Sprintf("A%d", n+1), row); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// zipped makes an archive of the named parts.
func zipped(t testing.TB, parts map[string]io.Reader) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, body := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(w, body); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type repeat byte

func (r repeat) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r)
	}
	return len(p), nil
}

func TestFilesThatAreNoLedger(t *testing.T) {
	t.Parallel()
	good := demoFile(t)
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)
	damaged := bytes.Clone(good)
	for i := len(damaged) / 3; i < len(damaged)/3+200; i++ {
		damaged[i] ^= 0x5a
	}
	wide := "<worksheet><sheetData><row><c><v>"
	for name, tc := range map[string]struct {
		data []byte
		want error
	}{
		"nothing":           {nil, ErrFileEmpty},
		"200 MB":            {make([]byte, 200<<20), ErrFileTooLarge},
		"csv":               {[]byte("楼栋,房号\n1栋,101\n"), ErrFileNotExcel},
		"old xls":           {[]byte(ole), ErrFileOld},
		"with a password":   {append([]byte(ole), utf16le("EncryptedPackage")...), ErrFileEncrypted},
		"cut off":           {good[:len(good)/2], ErrFileBroken},
		"flipped bytes":     {damaged, ErrFileBroken},
		"another zip":       {zipped(t, map[string]io.Reader{"word/document.xml": strings.NewReader("<a/>")}), ErrFileNotExcel},
		"bomb of a sheet":   {zipped(t, map[string]io.Reader{"xl/workbook.xml": strings.NewReader("<a/>"), "xl/worksheets/sheet1.xml": io.LimitReader(repeat('<'), 300<<20)}), ErrFileInflated},
		"bomb of a picture": {zipped(t, map[string]io.Reader{"xl/workbook.xml": strings.NewReader("<a/>"), "xl/media/1.png": io.LimitReader(repeat(0), 40<<20)}), ErrFileInflated},
		"one endless cell":  {zipped(t, map[string]io.Reader{"xl/workbook.xml": strings.NewReader("<a/>"), "xl/worksheets/sheet1.xml": io.MultiReader(strings.NewReader(wide), io.LimitReader(repeat('1'), 60<<20))}), ErrFileInflated},
		"a menu":            {book(t, [][]any{{"菜名", "价格"}, {"豆腐", 12}}), ErrNoHeader},
		"an empty book":     {book(t, nil), ErrNoHeader},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := readLedger(context.Background(), tc.data, func(Row) error {
				t.Error("a row was handed out")
				return nil
			})
			if !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestLedgersOfOtherCompanies(t *testing.T) {
	t.Parallel()
	data := book(t,
		[][]any{
			{"某某花园"},
			{"手机号码", "业主", "建筑面积（㎡）*", "房屋坐落", "单元", "备注"},
			{13800000001, "张三、李四", "1,089.5 m2", "1栋2单元301", "", "x"},
			{"13800000002 13800000003", "王五", 80.125, "A座1203", "", ""},
			{"手机号码", "业主", "建筑面积（㎡）*", "房屋坐落", "单元", "备注"},
			{"12", "赵六", 0, "2-101", "", ""},
			{"", "孙七", "-3", "2-102", "", ""},
			{"不详", "周八", 90, "2-1-103", "", ""},
			{"", "吴九", 90, "见图纸", "", ""},
			{"", "郑十", 90, "", "", ""},
			{"", strings.Repeat("长", 61), 90, "2-1-104", "", ""},
			{"制表：某某", "", "", "", "", "审核：某某"},
		},
		[][]any{
			{"栋号", "房间号", "面积", "交房时间", "户主姓名"},
			{"3#", "101", 50, 42577, "陈一"},
			{"", "102", 50, "2016-02-30", "陈二"},
			{"4", "2-301", 50, "", "陈三"},
		})
	rows, l := readAll(t, data)
	var got []string
	for _, r := range rows {
		got = append(got, fmt.Sprintf("%s:%d %s %s%s %s %v", r.Sheet, r.Line, r.Address.Label(), squareMetres(r.Area), r.Refusal, r.Delivered, r.Warnings))
	}
	want := []string{
		"Sheet1:3 1栋2单元301 1089.50  []",
		"Sheet1:4 A座1203 80.13  []",
		"Sheet1:6 2栋101 建筑面积缺失或不是正数  []",
		"Sheet1:7 2栋102 -3.00建筑面积缺失或不是正数  []",
		"Sheet1:8 2栋1单元103 90.00  [有姓名或电话看不懂，没有导入]",
		"Sheet1:9 住宅见图纸 没有楼栋  []",
		"Sheet1:10 住宅 没有房号  []",
		"Sheet1:11 2栋1单元104 90.00内容过长  []",
		"Sheet2:2 3栋101 50.00 2016-07-26 []",
		"Sheet2:3 3栋102 50.00  [交付日期看不懂，没有导入]",
		"Sheet2:4 4栋2单元301 50.00  []",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if l.Ignored != 2 {
		t.Errorf("ignored %d, want the repeated header and the signatures", l.Ignored)
	}
	first := rows[0].People
	if len(first) != 2 || first[1].Name != "李四" || first[1].Role != CoOwner || first[0].Phones[0] != "13800000001" {
		t.Errorf("people %+v", first)
	}
	if two := rows[1].People; len(two) != 1 || len(two[0].Phones) != 2 {
		t.Errorf("two numbers with a blank between: %+v", two)
	}
}

func TestAShopBelowABuildingIsNotInIt(t *testing.T) {
	t.Parallel()
	rows, _ := readAll(t, book(t, [][]any{
		{"楼栋", "单元", "房号", "建筑面积"},
		{"1栋", "1单元", "101", 90},
		{"", "", "S01", 40},
		{"", "", "102", 90},
		{"1栋", "", "S02", 40},
		{"车位", "", "B1-12", ""},
		{"", "", "B1-13", ""},
	}))
	var got []string
	for _, r := range rows {
		got = append(got, r.Address.Label()+r.Refusal)
	}
	if want := "1栋1单元101 商铺S01 1栋1单元102 1栋S02 车位B1-12 车位B1-13"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestAreas(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"87.57": 8757, "87.570000000000007": 8757, "136.09㎡": 13609, "１３６．０９": 13609, "1,234.5平方米": 123450,
		"8.757E1": 8757, "0.005": 1, "0.004": 0, "-3": -300, "124": 12400,
	} {
		if got, ok := parseArea(text); !ok || got != want {
			t.Errorf("%q: %d %v, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "待测", "1/3", "0x10", "1e999", "12 34 56 a", "NaN", "1.2.3"} {
		if got, ok := parseArea(text); ok {
			t.Errorf("%q: %d", text, got)
		}
	}
}

// bigLedger is a ledger of n houses with the columns of the demo one.
func bigLedger(t testing.TB, n int) []byte {
	t.Helper()
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]any{{"序号", "楼栋", "单元", "楼层", "房号", "户型", "建筑面积", "套内面积", "业主姓名", "联系电话", "共有人", "产权性质", "入住情况", "交付日期", "车位号", "备注"}}
	for i := range n {
		floor, door := i/4%30+1, i%4+1
		rows = append(rows[:1:1], []any{i + 1, fmt.Sprintf("%d栋", i/240+1), fmt.Sprintf("%d单元", i/120%2+1), floor, fmt.Sprintf("%d%02d", floor, door),
			"三室两厅", fmt.Sprintf("%d.%02d㎡", 60+i%90, i%100), 80.5, fmt.Sprintf("业主%d", i), fmt.Sprintf("139%08d", i), fmt.Sprintf("共有人%d", i),
			"商品房", "已入住", "2019年3月20日", fmt.Sprintf("B1-%d", i), fmt.Sprintf("备注%d", i)})
		if i == 0 {
			_ = w.SetRow("A1", rows[0])
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+2), rows[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// BenchmarkRead100k reads a file of 100,000 houses; run it alone, under
// GOMEMLIMIT=480MiB, to see the peak memory of the reader:
//
//	go test -run '^$' -bench Read100k -benchtime 1x ./server/house/
func BenchmarkRead100k(b *testing.B) {
	path := b.TempDir() + "/big.xlsx"
	if err := os.WriteFile(path, bigLedger(b, 100_000), 0o600); err != nil {
		b.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if l, err := readLedger(context.Background(), data, func(Row) error { return nil }); err != nil || l.Valid != 100_000 {
			b.Fatal(l.Valid, err)
		}
	}
}

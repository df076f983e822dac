package pdf_test

import (
	"bytes"
	"testing"

	"zhijian/server/platform/pdf"
)

func TestPage(t *testing.T) {
	t.Parallel()
	p := pdf.Page{Title: "收 据", Facts: [][2]string{{"收据编号", "SJ260302-ABC"}, {"房屋", "1栋1单元101"}, {"付款人", "张*国 𠮷"}}, Head: []string{"项目", "金额（元）"}, Widths: []int{120, 50},
		Rows: [][]string{{"物业管理费 2026 年 3 月", "1,234.50"}, {"一个很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长的项目名称放不下", "0.01"}}, Notes: []string{"验证码：ABCD"}}
	for range 60 {
		p.Rows = append(p.Rows, []string{"停车费", "150.00"})
	}
	raw, err := p.Bytes()
	if err != nil || !bytes.HasPrefix(raw, []byte("%PDF-")) || len(raw) > 200<<10 {
		t.Fatalf("%d bytes, %v", len(raw), err)
	}
	if n := bytes.Count(raw, []byte("/Type /Page\n")); n != 3 {
		t.Errorf("%d pages", n)
	}
}

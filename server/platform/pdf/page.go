package pdf

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"

	"github.com/go-pdf/fpdf"
)

//go:embed font.ttf
var font []byte

// Page is one A4 document.
type Page struct {
	Title  string
	Facts  [][2]string
	Head   []string
	Widths []int // of the columns, in millimetres; 170 together
	Rows   [][]string
	Notes  []string
}

const margin = 20

// Bytes draws the page, and more of them when the table is long.
func (p Page) Bytes() ([]byte, error) {
	d := fpdf.New("P", "mm", "A4", "")
	d.SetMargins(margin, margin, margin)
	d.SetAutoPageBreak(true, margin)
	d.SetCompression(true)
	d.AddUTF8FontFromBytes("han", "", font)
	d.SetTitle(p.Title, true)
	d.AddPage()
	d.SetFont("han", "", 22)
	d.CellFormat(0, 16, printable(p.Title), "", 1, "C", false, 0, "")
	d.SetFont("han", "", 11)
	for _, f := range p.Facts {
		d.CellFormat(28, 8, printable(f[0]), "", 0, "L", false, 0, "")
		d.CellFormat(0, 8, printable(f[1]), "", 1, "L", false, 0, "")
	}
	d.Ln(4)
	p.row(d, p.Head, true)
	for _, r := range p.Rows {
		p.row(d, r, false)
	}
	d.Ln(6)
	d.SetFont("han", "", 9)
	for _, n := range p.Notes {
		d.MultiCell(0, 6, printable(n), "", "L", false)
	}
	var b bytes.Buffer
	if err := d.Output(&b); err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	return b.Bytes(), nil
}

func (p Page) row(d *fpdf.Fpdf, cells []string, head bool) {
	d.SetFillColor(240, 244, 243)
	for i, c := range cells {
		align, next := "L", 0
		if i == len(cells)-1 {
			align, next = "R", 1
		}
		text := fit(d, printable(c), float64(p.Widths[i]))
		d.CellFormat(float64(p.Widths[i]), 9, text, "B", next, align, head, 0, "")
	}
}

// fit shortens a text to its column.
func fit(d *fpdf.Fpdf, text string, width float64) string {
	r := []rune(text)
	for d.GetStringWidth(string(r))+4 > width && len(r) > 1 {
		r = append(r[:len(r)-2], '…')
	}
	return string(r)
}

// printable replaces what the font does not have.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case r < ' ':
			return -1
		case r > 0xffff || !has(r):
			return '□'
		}
		return r
	}, text)
}

// has reports whether the font's cmap (format 4, as subset writes it) knows r.
func has(r rune) bool {
	segments := covered()
	lo, hi := 0, len(segments)
	for lo < hi {
		mid := (lo + hi) / 2
		if segments[mid][1] < r {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < len(segments) && segments[lo][0] <= r
}

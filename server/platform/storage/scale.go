package storage

import (
	"image"
	"image/draw"

	xdraw "golang.org/x/image/draw"
)

// fit draws src on white, no side longer than limit, keeping the proportions;
// it never enlarges. It averages whole blocks first and scales by less than two
// after that: smooth kernels would need several times the memory of the source.
func fit(src image.Image, limit int) *image.RGBA {
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	long := max(w, h)
	mid := shrink(src, max(1, long/limit))
	if long <= limit {
		return mid
	}
	part := func(side int) int { return max(1, (side*limit+long/2)/long) }
	out := image.NewRGBA(image.Rect(0, 0, part(w), part(h)))
	xdraw.ApproxBiLinear.Scale(out, out.Rect, mid, mid.Rect, draw.Src, nil)
	return out
}

// shrink makes each block of k×k pixels one opaque pixel; a rest at the right
// and lower edge is dropped.
func shrink(src image.Image, k int) *image.RGBA {
	b := src.Bounds()
	w, h := max(1, b.Dx()/k), max(1, b.Dy()/k)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if k == 1 {
		onWhite(out, src, b.Min)
		return out
	}
	kh := min(k, b.Dy())
	kw := min(k, b.Dx())
	strip := image.NewRGBA(image.Rect(0, 0, b.Dx(), kh))
	for y := range h {
		onWhite(strip, src, image.Pt(b.Min.X, b.Min.Y+y*k))
		for x := range w {
			average(out.Pix[out.PixOffset(x, y):], strip, image.Rect(x*k, 0, x*k+kw, kh))
		}
	}
	return out
}

func onWhite(dst *image.RGBA, src image.Image, at image.Point) {
	draw.Draw(dst, dst.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(dst, dst.Rect, src, at, draw.Over)
}

func average(dst []byte, m *image.RGBA, r image.Rectangle) {
	var red, green, blue int
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := m.Pix[m.PixOffset(r.Min.X, y) : m.PixOffset(r.Max.X-1, y)+4]
		for i := 0; i < len(row); i += 4 {
			red, green, blue = red+int(row[i]), green+int(row[i+1]), blue+int(row[i+2])
		}
	}
	n := r.Dx() * r.Dy()
	dst[0], dst[1], dst[2], dst[3] = byte(red/n), byte(green/n), byte(blue/n), 0xFF
}

// upright applies an EXIF orientation.
func upright(m *image.RGBA, turn int) *image.RGBA {
	if turn <= 1 {
		return m
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	ow, oh := w, h
	if turn >= 5 {
		ow, oh = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, ow, oh))
	for y := range oh {
		for x := range ow {
			sx, sy := source(turn, x, y, w, h)
			copy(out.Pix[out.PixOffset(x, y):][:4], m.Pix[m.PixOffset(sx, sy):])
		}
	}
	return out
}

// source answers which stored pixel is shown at x, y under an orientation.
func source(turn, x, y, w, h int) (sx, sy int) {
	switch turn {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	default: // 8
		return w - 1 - y, x
	}
}

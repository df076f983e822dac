// Command subset cuts a TrueType font down to ASCII, common signs and the
// simplified characters of GB 2312:
//
//	go run ./server/platform/pdf/subset DroidSansFallbackFull.ttf server/platform/pdf/font.ttf
package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var be = binary.BigEndian

func run(args []string) error {
	if len(args) != 2 {
		return errors.New("usage: subset in.ttf out.ttf")
	}
	raw, err := os.ReadFile(args[0]) //nolint:gosec // the paths are what the developer types
	if err != nil {
		return err
	}
	out, err := cut(raw, wanted())
	if err != nil {
		return err
	}
	return os.WriteFile(args[1], out, 0o600) //nolint:gosec // as above
}

// wanted are the characters to keep, in order.
func wanted() []rune {
	keep := map[rune]bool{}
	for r := rune(' '); r < 0x7f; r++ {
		keep[r] = true
	}
	for _, r := range "¥·—‘’“”…、。《》「」【】！（），：；？￥□°×㎡" {
		keep[r] = true
	}
	dec := simplifiedchinese.GBK.NewDecoder()
	for hi := byte(0xa1); hi <= 0xf7; hi++ {
		for lo := byte(0xa1); lo <= 0xfe; lo++ {
			if s, err := dec.Bytes([]byte{hi, lo}); err == nil {
				for _, r := range string(s) {
					if r >= 0x80 && r < 0xe000 {
						keep[r] = true
					}
				}
			}
		}
	}
	out := make([]rune, 0, len(keep))
	for r := range keep {
		out = append(out, r)
	}
	slices.Sort(out)
	return out
}

type tables map[string][]byte

func parse(raw []byte) (tables, error) {
	if len(raw) < 12 {
		return nil, errors.New("subset: not a font")
	}
	t := tables{}
	for i := range int(be.Uint16(raw[4:])) {
		d := raw[12+16*i:]
		at, n := be.Uint32(d[8:]), be.Uint32(d[12:])
		t[string(d[:4])] = raw[at : at+n]
	}
	for _, need := range []string{"cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "OS/2", "name", "post"} {
		if t[need] == nil {
			return nil, errors.New("subset: no table " + need)
		}
	}
	return t, nil
}

// cut keeps the glyphs of the wanted characters that the font has.
func cut(raw []byte, wanted []rune) ([]byte, error) {
	t, err := parse(raw)
	if err != nil {
		return nil, err
	}
	of, err := t.characters()
	if err != nil {
		return nil, err
	}
	glyphs, index := []int{0}, map[int]int{0: 0}
	add := func(g int) int {
		if n, ok := index[g]; ok {
			return n
		}
		index[g] = len(glyphs)
		glyphs = append(glyphs, g)
		return index[g]
	}
	var kept []rune
	var gids []int
	for _, r := range wanted {
		if g := of(r); g > 0 {
			kept, gids = append(kept, r), append(gids, add(g))
		}
	}
	var glyf, loca, hmtx []byte
	for i := 0; i < len(glyphs); i++ { // composites add more
		loca = be.AppendUint32(loca, uint32(len(glyf)))
		g := slices.Clone(t.glyph(glyphs[i]))
		components(g, func(at, part int) { be.PutUint16(g[at:], uint16(add(part))) })
		glyf = append(glyf, g...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		hmtx = append(hmtx, t.metric(glyphs[i])...)
	}
	loca = be.AppendUint32(loca, uint32(len(glyf)))
	head, maxp, hhea := slices.Clone(t["head"]), slices.Clone(t["maxp"]), slices.Clone(t["hhea"])
	be.PutUint16(head[50:], 1) // long loca
	be.PutUint16(maxp[4:], uint16(len(glyphs)))
	be.PutUint16(hhea[34:], uint16(len(glyphs)))
	post := append(be.AppendUint32(nil, 0x00030000), t["post"][4:32]...) // without names
	return write(map[string][]byte{"cmap": cmap4(kept, gids), "glyf": glyf, "head": head, "hhea": hhea, "hmtx": hmtx, "loca": loca, "maxp": maxp, "OS/2": t["OS/2"], "name": t["name"], "post": post}), nil
}

// characters answers the glyph of a character, from a format 4 table.
func (t tables) characters() (func(rune) int, error) {
	c := t["cmap"]
	for i := range int(be.Uint16(c[2:])) {
		sub := c[be.Uint32(c[8+8*i:]):]
		if be.Uint16(sub) != 4 {
			continue
		}
		n := int(be.Uint16(sub[6:])) / 2
		return func(r rune) int {
			for s := range n {
				end, start := rune(be.Uint16(sub[14+2*s:])), rune(be.Uint16(sub[16+2*n+2*s:]))
				if r > end || r < start {
					continue
				}
				delta, offset := be.Uint16(sub[16+4*n+2*s:]), int(be.Uint16(sub[16+6*n+2*s:]))
				if offset == 0 {
					return int(uint16(r) + delta)
				}
				g := be.Uint16(sub[16+6*n+2*s+offset+2*int(r-start):])
				if g == 0 {
					return 0
				}
				return int(g + delta)
			}
			return 0
		}, nil
	}
	return nil, errors.New("subset: no character table of format 4")
}

func (t tables) glyph(g int) []byte {
	l := t["loca"]
	var from, to uint32
	if be.Uint16(t["head"][50:]) == 0 {
		from, to = uint32(be.Uint16(l[2*g:]))*2, uint32(be.Uint16(l[2*g+2:]))*2
	} else {
		from, to = be.Uint32(l[4*g:]), be.Uint32(l[4*g+4:])
	}
	return t["glyf"][from:to]
}

func (t tables) metric(g int) []byte {
	n := int(be.Uint16(t["hhea"][34:]))
	if g < n {
		return t["hmtx"][4*g : 4*g+4]
	}
	last := t["hmtx"][4*(n-1) : 4*(n-1)+2]
	return append(slices.Clone(last), t["hmtx"][4*n+2*(g-n):4*n+2*(g-n)+2]...)
}

// components calls f for each part of a composite glyph.
func components(g []byte, f func(at, part int)) {
	if len(g) < 10 || int16(be.Uint16(g)) >= 0 {
		return
	}
	for at := 10; ; {
		flags := be.Uint16(g[at:])
		f(at+2, int(be.Uint16(g[at+2:])))
		at += 6
		if flags&1 != 0 { // words
			at += 2
		}
		switch {
		case flags&8 != 0:
			at += 2
		case flags&0x40 != 0:
			at += 4
		case flags&0x80 != 0:
			at += 8
		}
		if flags&0x20 == 0 {
			return
		}
	}
}

// cmap4 writes runs of neighbours whose glyphs follow each other.
func cmap4(runes []rune, gids []int) []byte {
	type run struct{ from, to, delta int }
	var runs []run
	for i, r := range runes {
		if n := len(runs); n > 0 && runs[n-1].to == int(r)-1 && runs[n-1].delta == gids[i]-int(r) {
			runs[n-1].to = int(r)
			continue
		}
		runs = append(runs, run{int(r), int(r), gids[i] - int(r)})
	}
	runs = append(runs, run{0xffff, 0xffff, 1})
	n := len(runs)
	sub := append([]byte(nil), "01234567890123"...) // fourteen bytes, overwritten or left below
	clear(sub)
	be.PutUint16(sub, 4)
	be.PutUint16(sub[6:], uint16(2*n))
	for _, r := range runs {
		sub = be.AppendUint16(sub, uint16(r.to))
	}
	sub = be.AppendUint16(sub, 0)
	for _, r := range runs {
		sub = be.AppendUint16(sub, uint16(r.from))
	}
	for _, r := range runs {
		sub = be.AppendUint16(sub, uint16(r.delta))
	}
	sub = append(sub, make([]byte, 2*n)...)
	be.PutUint16(sub[2:], uint16(len(sub)))
	head := []byte{0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12}
	return append(head, sub...)
}

func write(t map[string][]byte) []byte {
	names := make([]string, 0, len(t))
	for n := range t {
		names = append(names, n)
	}
	slices.Sort(names)
	out := []byte{0, 1, 0, 0}
	out = be.AppendUint16(out, uint16(len(names)))
	out = append(out, 0, 128, 0, 3, 0, 32)
	at := 12 + 16*len(names)
	var body []byte
	for _, n := range names {
		out = append(out, n...)
		out = be.AppendUint32(out, sum(t[n]))
		out = be.AppendUint32(out, uint32(at+len(body)))
		out = be.AppendUint32(out, uint32(len(t[n])))
		body = append(body, t[n]...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	return append(out, body...)
}

func sum(b []byte) uint32 {
	var s uint32
	for i, x := range b {
		s += uint32(x) << (24 - 8*(i%4))
	}
	return s
}

package pdf

import (
	"encoding/binary"
	"sync"
)

// covered are the ranges of characters that the font has, in order.
var covered = sync.OnceValue(func() [][2]rune {
	be := binary.BigEndian
	n := int(be.Uint16(font[4:]))
	for i := range n {
		t := font[12+16*i:]
		if string(t[:4]) != "cmap" {
			continue
		}
		sub := font[be.Uint32(t[8:])+12:] // one subtable, right behind the header
		segments := int(be.Uint16(sub[6:])) / 2
		out := make([][2]rune, 0, segments)
		for s := range segments - 1 { // the last one only ends the table
			end, start := be.Uint16(sub[14+2*s:]), be.Uint16(sub[16+2*segments+2*s:])
			out = append(out, [2]rune{rune(start), rune(end)})
		}
		return out
	}
	return nil
})

package storage

import (
	"bytes"
	"encoding/binary"
)

const (
	// Cameras write about ten scans; thousands of tiny ones keep a decoder busy for minutes.
	maxScans = 100
	// A progressive decoder keeps four bytes per coefficient beside the pixels.
	maxProgressivePixels = maxPixels / 2
)

// checkJPEG walks the segments once: it answers the EXIF orientation (1–8, 0
// when there is none) and refuses pictures made to exhaust the decoder.
func checkJPEG(raw []byte, pixels int64) (turn int, err error) {
	scans := 0
	for pos := 2; pos+4 <= len(raw); {
		if raw[pos] != 0xFF {
			pos++ // entropy-coded data
			continue
		}
		marker := raw[pos+1]
		switch {
		case marker == 0xFF:
			pos++ // fill byte
			continue
		case marker == 0xD9: // end of image
			return turn, nil
		case marker == 0x00, marker == 0x01, marker >= 0xD0 && marker <= 0xD8:
			pos += 2 // no length
			continue
		}
		n := int(binary.BigEndian.Uint16(raw[pos+2:]))
		body := raw[pos+4 : min(len(raw), pos+2+max(n, 2))]
		switch marker {
		case 0xE1:
			if turn == 0 {
				turn = orientation(body)
			}
		case 0xC2:
			if pixels > maxProgressivePixels {
				return 0, ErrTooManyPixels
			}
		case 0xDA:
			if scans++; scans > maxScans {
				return 0, ErrBroken
			}
		}
		pos += 2 + max(n, 2)
	}
	return turn, nil
}

// orientation reads tag 0x0112 of the first directory of an EXIF segment;
// anything odd is "none".
func orientation(app1 []byte) int {
	tiff, ok := bytes.CutPrefix(app1, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(tiff[:2]) == "MM" {
		order = binary.BigEndian
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 0
	}
	entries := tiff[at+2:]
	for n := int(order.Uint16(tiff[at:])); n > 0 && len(entries) >= 12; n-- {
		if order.Uint16(entries) == 0x0112 && order.Uint16(entries[2:]) == 3 {
			if v := int(order.Uint16(entries[8:])); v >= 1 && v <= 8 {
				return v
			}
			return 0
		}
		entries = entries[12:]
	}
	return 0
}

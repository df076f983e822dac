package storage

import (
	"bytes"
	"strings"
)

// sniff tells the format by the first bytes alone and refuses files that are
// also something else. Errors: ErrNotImage, ErrHEIC.
func sniff(raw []byte) (format, error) {
	kind := ""
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xd8\xff")):
		kind = "jpeg"
	case bytes.HasPrefix(raw, []byte("\x89PNG\r\n\x1a\n")):
		kind = "png"
	case bytes.HasPrefix(raw, []byte("GIF87a")), bytes.HasPrefix(raw, []byte("GIF89a")):
		kind = "gif"
	case len(raw) >= 16 && string(raw[:4]) == "RIFF" && string(raw[8:12]) == "WEBP":
		kind = "webp"
	case isHEIC(raw):
		return format{}, ErrHEIC
	}
	if kind == "" || foreign(raw) {
		return format{}, ErrNotImage
	}
	return formatOf(kind), nil
}

// isHEIC reads the brand of an ISO media file; videos have other brands.
func isHEIC(raw []byte) bool {
	if len(raw) < 12 || string(raw[4:8]) != "ftyp" {
		return false
	}
	switch string(raw[8:12]) {
	case "heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1":
		return true
	}
	return false
}

// foreign finds a second file type inside a picture. Encoding anew would drop
// it anyway; nobody uploads such a file by accident. The marks are long enough
// not to turn up in compressed pixels.
func foreign(raw []byte) bool {
	if bytes.Contains(raw, []byte("PK\x03\x04")) && bytes.Contains(raw, []byte("PK\x05\x06")) {
		return true // a zip is read from its end
	}
	if bytes.HasPrefix(raw, []byte("GIF8")) && len(raw) > 8 && string(raw[6:8]) == "/*" {
		return true // the width opens a script comment
	}
	return hasMark(raw, '<', "<script", "<?php", "<html", "<!doctype", "<svg ", "<iframe") || hasMark(raw, '%', "%pdf-")
}

// hasMark looks for marks, which all start with first, in any letter case.
func hasMark(raw []byte, first byte, marks ...string) bool {
	for {
		i := bytes.IndexByte(raw, first)
		if i < 0 {
			return false
		}
		raw = raw[i:]
		for _, m := range marks {
			if len(raw) >= len(m) && strings.EqualFold(string(raw[:len(m)]), m) {
				return true
			}
		}
		raw = raw[1:]
	}
}

package storage_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"strings"

	"zhijian/server/platform/errs"
	"zhijian/server/platform/storage"
)

type hostile struct {
	name string
	data []byte
	want *errs.Error
}

// picture is noise with a red quarter at the top left.
func picture(w, h int) *image.RGBA {
	r := rand.New(rand.NewPCG(1, 2))
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{uint8(r.IntN(40)), 120 + uint8(r.IntN(40)), 160, 255}
			if x < w/2 && y < h/2 {
				c = color.RGBA{220, 20, 20, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func jpegOf(w, h int) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, picture(w, h), nil)
	return b.Bytes()
}

// greyJPEG has one component, so that its scan may be repeated.
func greyJPEG() []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 32, 32)), nil)
	return b.Bytes()
}

func pngOf(w, h int) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, picture(w, h))
	return b.Bytes()
}

func gifOf(w, h int) []byte {
	m := image.NewPaletted(image.Rect(0, 0, w, h), palette.Plan9)
	for i := range m.Pix {
		m.Pix[i] = uint8(i * 7)
	}
	var b bytes.Buffer
	_ = gif.Encode(&b, m, nil)
	return b.Bytes()
}

func webpOf() []byte {
	b, _ := base64.StdEncoding.DecodeString("UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA=")
	return b
}

func cat(parts ...any) []byte {
	var b bytes.Buffer
	for _, p := range parts {
		switch v := p.(type) {
		case string:
			b.WriteString(v)
		case []byte:
			b.Write(v)
		}
	}
	return b.Bytes()
}

func chunk(kind string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(b, cat(kind, body)...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func pngHeader(w, h uint32, depth, colour byte) []byte {
	ihdr := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	return cat("\x89PNG\r\n\x1a\n", chunk("IHDR", append(ihdr, depth, colour, 0, 0, 0)))
}

// jpegFrame is a start of image with frame and scan headers and no data; sof is 0xC0 or 0xC2.
func jpegFrame(sof byte, w, h uint16) []byte {
	body := []byte{8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0}
	return cat([]byte{0xFF, 0xD8}, segment(sof, body), segment(0xDA, []byte{3, 1, 0, 2, 0, 3, 0, 0, 63, 0}))
}

func segment(marker byte, body []byte) []byte {
	return cat([]byte{0xFF, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body)
}

// after puts a segment or chunk behind the first n bytes of a file.
func after(file []byte, n int, extra []byte) []byte { return cat(file[:n], extra, file[n:]) }

func vp8x(flags byte, w, h uint32, rest []byte) []byte {
	w, h = w-1, h-1
	body := cat("WEBPVP8X\x0a\x00\x00\x00", []byte{flags, 0, 0, 0, byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)}, rest)
	return cat("RIFF", binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body)
}

func vp8l(w, h uint32) []byte {
	bits := binary.LittleEndian.AppendUint32(nil, (w-1)|(h-1)<<14)
	body := cat("WEBPVP8L\x0a\x00\x00\x00\x2f", bits, "\x00\x00\x00\x00\x00")
	return cat("RIFF", binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body)
}

func zipped() []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, _ := z.Create("evil.js")
	_, _ = w.Write([]byte("alert(1)"))
	_ = z.Close()
	return b.Bytes()
}

func gzipped(s string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return b.Bytes()
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`

// corpus is every upload that must be refused, made here byte by byte.
func corpus() []hostile {
	var all []hostile
	add := func(want *errs.Error, name string, parts ...any) {
		all = append(all, hostile{name, cat(parts...), want})
	}
	otherTypes(add)
	brokenPictures(add)
	floods(add)
	polyglots(add)
	return all
}

func otherTypes(add func(*errs.Error, string, ...any)) {
	for name, data := range map[string]string{
		"empty": "", "one byte": "\xff", "text": "hello", "spaces": "     ", "zeros": strings.Repeat("\x00", 4096),
		"html": "<!DOCTYPE html><script>alert(1)</script>", "html utf-16": "\xff\xfe<\x00h\x00t\x00m\x00l\x00",
		"svg": svg, "svg with prologue": `<?xml version="1.0"?>` + svg, "svg entity bomb": `<!DOCTYPE x [<!ENTITY a "aaaa">]><svg>&a;</svg>`,
		"pdf": "%PDF-1.7\n1 0 obj", "postscript": "%!PS-Adobe-3.0", "rar": "Rar!\x1a\x07\x01\x00", "7z": "7z\xbc\xaf\x27\x1c",
		"elf": "\x7fELF\x02\x01\x01", "exe": "MZ\x90\x00\x03", "script": "#!/bin/sh\nid\n", "php": "<?php system('id');",
		"js": "alert(1)", "wasm": "\x00asm\x01\x00\x00\x00", "java class": "\xca\xfe\xba\xbe\x00\x00", "sqlite": "SQLite format 3\x00",
		"mp4 called jpg": "\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41", "mov called jpg": "\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00",
		"avif": "\x00\x00\x00\x20ftypavif\x00\x00\x00\x00", "3gp": "\x00\x00\x00\x14ftyp3gp4\x00\x00\x00\x00", "avi": "RIFF\x24\x00\x00\x00AVI LIST",
		"wav": "RIFF\x24\x00\x00\x00WAVEfmt ", "webm": "\x1a\x45\xdf\xa3\x01\x00", "mp3": "ID3\x04\x00\x00", "ogg": "OggS\x00\x02",
		"bmp": "BM\x36\x00\x0c\x00", "tiff le": "II*\x00\x08\x00\x00\x00", "tiff be": "MM\x00*\x00\x00\x00\x08", "ico": "\x00\x00\x01\x00\x01\x00",
		"psd": "8BPS\x00\x01", "jpeg 2000": "\x00\x00\x00\x0cjP  \r\n\x87\n", "jpeg xl": "\xff\x0a\xfa\x1f", "png magic damaged": "\x89PNG\n\x1a\n\x00",
		"gif of no version": "GIF88a\x01\x00\x01\x00",
	} {
		add(storage.ErrNotImage, name, data)
	}
	add(storage.ErrNotImage, "zip called jpg", zipped())
	add(storage.ErrNotImage, "gzipped svg", gzipped(svg))
	add(storage.ErrNotImage, "newline before a jpeg", "\n", jpegOf(16, 16))
	for _, brand := range []string{"heic", "heix", "hevc", "mif1"} {
		add(storage.ErrHEIC, "heic "+brand, "\x00\x00\x00\x18ftyp", brand, "\x00\x00\x00\x00")
	}
}

func brokenPictures(add func(*errs.Error, string, ...any)) {
	for kind, b := range map[string][]byte{"jpeg": jpegOf(64, 48), "png": pngOf(64, 48), "gif": gifOf(64, 48), "webp": webpOf()} {
		add(storage.ErrBroken, kind+" cut at a half", b[:len(b)/2])
		add(storage.ErrBroken, kind+" without its end", b[:len(b)-len(b)/10-3])
	}
	j, p := jpegOf(64, 48), pngOf(64, 48)
	add(storage.ErrBroken, "jpeg magic only", j[:3])
	add(storage.ErrBroken, "jpeg frame without data", jpegFrame(0xC0, 64, 48))
	add(storage.ErrBroken, "jpeg of no size", jpegFrame(0xC0, 0, 0))
	add(storage.ErrBroken, "jpeg with noise inside", j[:len(j)/2], "\xff\xc4\x00\x02", bytes.Repeat([]byte{0xAA, 0xFF}, 400))
	head, scan, _ := bytes.Cut(greyJPEG(), []byte("\xff\xda"))
	scan = cat("\xff\xda", scan[:len(scan)-2])
	add(storage.ErrBroken, "jpeg of many scans", head, bytes.Repeat(scan, 200), "\xff\xd9")
	add(storage.ErrBroken, "png magic only", p[:8])
	add(storage.ErrBroken, "png of no size", pngHeader(0, 0, 8, 2))
	add(storage.ErrBroken, "png without pixels", pngHeader(64, 64, 8, 2), chunk("IEND", nil))
	flipped := bytes.Clone(p)
	flipped[len(flipped)/2] ^= 0xFF
	add(storage.ErrBroken, "png with a wrong checksum", flipped)
	add(storage.ErrBroken, "gif without a frame", "GIF89a\x10\x00\x10\x00\x00\x00\x00;")
	add(storage.ErrBroken, "gif frame outside the screen", "GIF89a\x10\x00\x10\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x02\x4c\x01\x00;")
	add(storage.ErrBroken, "webp of noise", "RIFF\x40\x00\x00\x00WEBPVP8 \x30\x00\x00\x00", bytes.Repeat([]byte{0x9d}, 48))
	add(storage.ErrBroken, "webp animation", vp8x(0x02, 16, 16, []byte("ANIM\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00")))
	add(storage.ErrBroken, "webp canvas hides a large frame", vp8x(0, 4, 4, vp8l(16384, 16384)[12:]))
}

func floods(add func(*errs.Error, string, ...any)) {
	add(storage.ErrTooLarge, "11 MiB of zeros", make([]byte, 11<<20))
	add(storage.ErrTooLarge, "one byte too long", jpegOf(16, 16), make([]byte, 10<<20))
	add(storage.ErrTooManyPixels, "png 50000x50000", pngHeader(50000, 50000, 8, 6), chunk("IDAT", []byte{0x78, 0x9c}))
	add(storage.ErrTooManyPixels, "png of 2^31", pngHeader(1<<31-1, 1, 1, 0), chunk("IDAT", nil))
	add(storage.ErrTooManyPixels, "png too wide", pngHeader(12001, 1, 8, 2), chunk("IDAT", nil))
	add(storage.ErrTooManyPixels, "png too high", pngHeader(1, 12001, 8, 2), chunk("IDAT", nil))
	add(storage.ErrTooManyPixels, "png just above 40 MP", pngHeader(8001, 5000, 8, 2), chunk("IDAT", nil))
	add(storage.ErrTooManyPixels, "png of 16 bit", pngHeader(6000, 6000, 16, 6), chunk("IDAT", nil))
	add(storage.ErrTooManyPixels, "jpeg 65535x65535", jpegFrame(0xC0, 65535, 65535))
	add(storage.ErrTooManyPixels, "progressive jpeg", jpegFrame(0xC2, 6000, 4000))
	add(storage.ErrTooManyPixels, "gif 65535x65535", "GIF89a\xff\xff\xff\xff\x00\x00\x00")
	add(storage.ErrTooManyPixels, "webp canvas", vp8x(0, 40000, 40000, nil))
	add(storage.ErrTooManyPixels, "webp lossless", vp8l(16384, 16384))
}

func polyglots(add func(*errs.Error, string, ...any)) {
	j, p, g := jpegOf(32, 32), pngOf(32, 32), gifOf(32, 32)
	add(storage.ErrNotImage, "gif and js", "GIF89a/*", g[8:], "*/=1;alert(1)")
	add(storage.ErrNotImage, "gif and php", g, "<?PHP system($_GET[0]);?>")
	add(storage.ErrNotImage, "gif and html", g, "<HtMl><body onload=alert(1)>")
	add(storage.ErrNotImage, "jpeg and zip", j, zipped())
	add(storage.ErrNotImage, "png and zip", p, zipped())
	add(storage.ErrNotImage, "jpeg and pdf", j, "%PDF-1.4")
	add(storage.ErrNotImage, "jpeg with a script comment", after(j, 2, segment(0xFE, []byte("<script>alert(1)</script>"))))
	add(storage.ErrNotImage, "jpeg with a frame in EXIF", after(j, 2, segment(0xE1, []byte("Exif\x00\x00<IFRAME src=x>"))))
	add(storage.ErrNotImage, "png with a script text", after(p, 33, chunk("tEXt", []byte("Comment\x00<SCRIPT>alert(1)</SCRIPT>"))))
	add(storage.ErrNotImage, "png and svg", p, svg)
	add(storage.ErrNotImage, "webp and doctype", webpOf(), "<!doctype html>")
}

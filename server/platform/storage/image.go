package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

const (
	maxBytes   = 10 << 20
	maxPixels  = 40_000_000
	maxSide    = 12_000
	maxDecoded = 160 << 20 // 40 MP at 4 bytes; halves the limit for 16-bit PNG
	longest    = 2048
	thumbSide  = 320
	quality    = 85
)

// Options says where a picture belongs.
type Options struct {
	// Folder is the first part of the key: 1–20 lower-case letters, "repair".
	Folder string
}

// Image describes a stored picture. Size and SHA256 are those of the stored
// file, not of the upload.
type Image struct {
	Key, ThumbKey string
	Width, Height int
	Size          int64
	SHA256        string
	MIME          string
}

// SaveImage checks an upload, encodes it anew and stores it with a thumbnail.
// Errors: ErrTooLarge, ErrNotImage, ErrHEIC, ErrTooManyPixels, ErrBroken; then
// nothing is stored.
func (s *Store) SaveImage(ctx context.Context, r io.Reader, o Options) (Image, error) {
	if !folderShape.MatchString(o.Folder) {
		return Image{}, fmt.Errorf("storage: folder %q", o.Folder)
	}
	raw, err := readAll(r, maxBytes)
	if err != nil {
		return Image{}, err
	}
	f, err := sniff(raw)
	if err != nil {
		return Image{}, err
	}
	turn, err := f.check(raw)
	if err != nil {
		return Image{}, err
	}
	data, thumb, size, err := s.render(ctx, f, raw, turn)
	if err != nil {
		return Image{}, err
	}
	sum := sha256.Sum256(data)
	img := Image{Width: size.X, Height: size.Y, Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:]), MIME: "image/jpeg"}
	img.Key, img.ThumbKey = newKeys(o.Folder)
	return img, s.save(ctx, img, data, thumb)
}

// render waits for one of the decoding places and makes the two JPEGs.
func (s *Store) render(ctx context.Context, f format, raw []byte, turn int) (data, thumb []byte, size image.Point, err error) {
	select {
	case s.decoding <- struct{}{}:
		defer func() { <-s.decoding }()
	case <-ctx.Done():
		return nil, nil, size, ctx.Err()
	}
	src, err := f.safeDecode(raw)
	if err != nil {
		return nil, nil, size, err
	}
	full := upright(fit(src, longest), turn)
	if data, err = encode(full); err != nil {
		return nil, nil, size, err
	}
	thumb, err = encode(fit(full, thumbSide))
	return data, thumb, full.Bounds().Size(), err
}

func encode(m image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode picture: %w", err)
	}
	return b.Bytes(), nil
}

// format is one kind of picture that we read.
type format struct {
	name   string
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

func formatOf(kind string) format {
	switch kind {
	case "jpeg":
		return format{kind, jpeg.DecodeConfig, jpeg.Decode}
	case "png":
		return format{kind, png.DecodeConfig, png.Decode}
	case "gif":
		return format{kind, gif.DecodeConfig, gif.Decode} // Decode stops after the first frame
	default:
		return format{kind, webp.DecodeConfig, webp.Decode}
	}
}

// check looks at the announced size before a byte of it is allocated, and
// answers how the picture must be turned.
func (f format) check(raw []byte) (turn int, err error) {
	c, err := f.config(bytes.NewReader(raw))
	if err != nil {
		return 0, ErrBroken.Because(err)
	}
	pixels := int64(c.Width) * int64(c.Height)
	if pixels > maxPixels || c.Width > maxSide || c.Height > maxSide || pixels*bytesPerPixel(c.ColorModel) > maxDecoded {
		return 0, ErrTooManyPixels
	}
	if pixels == 0 {
		return 0, ErrBroken
	}
	if f.name != "jpeg" {
		return 0, nil
	}
	return checkJPEG(raw, pixels)
}

func bytesPerPixel(m color.Model) int64 {
	if m == color.RGBA64Model || m == color.NRGBA64Model {
		return 8
	}
	return 4
}

// safeDecode turns a decoder's panic into a broken picture: decoders of
// hostile bytes have had such bugs, and one upload must not stop the server.
func (f format) safeDecode(raw []byte) (m image.Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			m, err = nil, ErrBroken.Because(fmt.Errorf("decoder panic: %v", p))
		}
	}()
	if m, err = f.decode(bytes.NewReader(raw)); err != nil {
		return nil, ErrBroken.Because(err)
	}
	return m, nil
}

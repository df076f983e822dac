package house

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

const (
	// MaxFile is the largest ledger that is accepted, in bytes.
	MaxFile = 20 << 20

	maxInflated = 256 << 20 // all parts together; rows are streamed from disk
	maxOther    = 32 << 20  // styles, pictures: the library keeps them in memory
	maxInMemory = 8 << 20   // larger sheets and string tables go to a temporary file
	maxEntries  = 2_000
	maxToken    = 1 << 20 // bytes between two "<": bounds a single cell
)

// inspect refuses files that are no ledger, or not meant to be opened, before
// the library sees them.
func inspect(data []byte) error {
	switch {
	case len(data) == 0:
		return ErrFileEmpty
	case len(data) > MaxFile:
		return ErrFileTooLarge
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")): // OLE: old or encrypted
		if bytes.Contains(data, utf16le("EncryptedPackage")) {
			return ErrFileEncrypted
		}
		return ErrFileOld
	case !bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return ErrFileNotExcel
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return ErrFileBroken.Because(err)
	}
	return inspectParts(z)
}

func inspectParts(z *zip.Reader) error {
	var all, other uint64
	workbook := false
	if len(z.File) > maxEntries {
		return ErrFileInflated
	}
	for _, f := range z.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		workbook = workbook || name == "xl/workbook.xml"
		if f.Flags&1 != 0 {
			return ErrFileEncrypted
		}
		if all += f.UncompressedSize64; f.UncompressedSize64 > maxInflated || all > maxInflated {
			return ErrFileInflated
		}
		if !streamed(name) {
			other += f.UncompressedSize64
		}
	}
	switch {
	case !workbook:
		return ErrFileNotExcel
	case other > maxOther:
		return ErrFileInflated
	}
	for _, f := range z.File {
		if err := inspectPart(f); err != nil {
			return err
		}
	}
	return nil
}

func streamed(name string) bool {
	return strings.HasPrefix(name, "xl/worksheets/sheet") || name == "xl/sharedstrings.xml"
}

// inspectPart reads one part to its end: a wrong checksum, a part longer than
// it says (both found by the zip reader) and a cell of many megabytes show
// here, at the price of 64 KB.
func inspectPart(f *zip.File) error {
	r, err := f.Open()
	if err != nil {
		return ErrFileBroken.Because(err)
	}
	defer func() { _ = r.Close() }() // read only
	buf, gap := make([]byte, 64<<10), 0
	for {
		n, err := r.Read(buf)
		for chunk := buf[:n]; len(chunk) > 0; {
			i := bytes.IndexByte(chunk, '<')
			if i < 0 {
				gap += len(chunk)
				break
			}
			gap, chunk = 0, chunk[i+1:]
		}
		if gap > maxToken && strings.HasSuffix(strings.ToLower(f.Name), ".xml") {
			return ErrFileInflated
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return ErrFileBroken.Because(err)
		}
	}
}

func open(data []byte) (*excelize.File, error) {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxInflated, UnzipXMLSizeLimit: maxInMemory,
	})
	if err != nil {
		return nil, ErrFileBroken.Because(err)
	}
	return f, nil
}

func utf16le(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

package storage

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"regexp"
	"strings"

	"zhijian/server/platform/config"
)

// bucket is a flat space of objects: a directory or an S3 bucket.
type bucket interface {
	put(ctx context.Context, key, mime string, data []byte) error
	// open answers ErrNotFound for a missing key.
	open(ctx context.Context, key string) (io.ReadCloser, int64, error)
	// delete of a missing key is no error.
	delete(ctx context.Context, key string) error
}

// Store saves, opens and deletes files and signs links to them. It is safe for
// concurrent use.
type Store struct {
	files    bucket
	signKey  []byte
	decoding chan struct{} // a decoded picture may take 160 MB: two at a time
}

// New opens the S3 bucket of cfg or, when no endpoint is set, the directory
// dir (made when missing). urlKey is 64 hex digits and signs links. It does not
// talk to the network.
func New(cfg config.Storage, dir, urlKey string) (*Store, error) {
	key, err := hex.DecodeString(urlKey)
	if err != nil || len(key) != 32 {
		return nil, errors.New("storage: the link key must be 64 hex digits")
	}
	var files bucket
	if cfg.Endpoint != "" {
		files, err = newS3(cfg)
	} else {
		files, err = newLocal(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("storage: %w", err)
	}
	return &Store{files: files, signKey: key, decoding: make(chan struct{}, 2)}, nil
}

// Open reads a stored file; the caller closes it. Errors: ErrNotFound.
func (s *Store) Open(ctx context.Context, key string) (io.ReadCloser, int64, error) {
	if !keyShape.MatchString(key) {
		return nil, 0, ErrNotFound
	}
	return s.files.open(ctx, key)
}

// Delete removes a file; one that is already gone is no error.
func (s *Store) Delete(ctx context.Context, key string) error {
	if !keyShape.MatchString(key) {
		return nil
	}
	return s.files.delete(ctx, key)
}

// save stores the two files of a picture, or none.
func (s *Store) save(ctx context.Context, img Image, data, thumb []byte) error {
	if err := s.files.put(ctx, img.Key, img.MIME, data); err != nil {
		return err
	}
	if err := s.files.put(ctx, img.ThumbKey, img.MIME, thumb); err != nil {
		return errors.Join(err, s.files.delete(context.WithoutCancel(ctx), img.Key))
	}
	return nil
}

var (
	folderShape = regexp.MustCompile(`^[a-z]{1,20}$`)
	keyShape    = regexp.MustCompile(`^[a-z]{1,20}/[a-z2-7]{2}/[a-z2-7]{24}(-thumb)?\.jpg$`)
)

// newKeys makes the random keys of a picture and its thumbnail.
func newKeys(folder string) (key, thumb string) {
	name := strings.ToLower(rand.Text())
	base := path.Join(folder, name[:2], name[2:])
	return base + ".jpg", base + "-thumb.jpg"
}

// readAll reads an upload whole, up to limit bytes. Errors: ErrTooLarge.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	var b bytes.Buffer
	n, err := io.Copy(&b, io.LimitReader(r, limit+1))
	var tooLarge *http.MaxBytesError
	if n > limit || errors.As(err, &tooLarge) {
		return nil, ErrTooLarge
	}
	if err != nil {
		return nil, fmt.Errorf("read upload: %w", err)
	}
	return b.Bytes(), nil
}

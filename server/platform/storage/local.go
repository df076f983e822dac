package storage

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
)

// local is a directory. os.Root lets no path leave it, not even by a link.
type local struct{ root *os.Root }

func newLocal(dir string) (local, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return local{}, err
	}
	root, err := os.OpenRoot(dir)
	return local{root}, err
}

// put writes beside the place and renames, so that nobody reads half a file.
func (l local) put(_ context.Context, key, _ string, data []byte) (err error) {
	if err := l.root.MkdirAll(path.Dir(key), 0o750); err != nil {
		return fmt.Errorf("store file: %w", err)
	}
	tmp := path.Join(path.Dir(key), "."+rand.Text())
	f, err := l.root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return fmt.Errorf("store file: %w", err)
	}
	_, err = io.Copy(f, bytes.NewReader(data))
	if err = errors.Join(err, f.Close()); err == nil {
		err = l.root.Rename(tmp, key)
	}
	if err != nil {
		return fmt.Errorf("store file: %w", errors.Join(err, l.root.Remove(tmp)))
	}
	return nil
}

func (l local) open(_ context.Context, key string) (io.ReadCloser, int64, error) {
	f, err := l.root.Open(key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, ErrNotFound.Because(err)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("open file: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, fmt.Errorf("open file: %w", errors.Join(err, f.Close()))
	}
	return f, info.Size(), nil
}

func (l local) delete(_ context.Context, key string) error {
	if err := l.root.Remove(key); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete file: %w", err)
	}
	return nil
}

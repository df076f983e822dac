package file

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/storage"
	"zhijian/server/platform/task"
)

const (
	linkLife  = 2 * time.Hour
	looseLife = 24 * time.Hour
	perDay    = 300
)

// Deps are what the service is made of.
type Deps struct {
	DB    *db.DB
	Gen   *ids.Gen
	Now   clock.Clock
	Store *storage.Store
}

// Service keeps pictures.
type Service struct {
	store store
	Deps
}

// New makes the service.
func New(d Deps) *Service { return &Service{store{d.DB}, d} }

// Upload checks, re-encodes and keeps a picture that belongs to who until it
// is attached. Errors: those of storage.SaveImage, ErrTooMany.
func (s *Service) Upload(ctx context.Context, who auth.Actor, purpose string, r io.Reader) (event.File, error) {
	n, err := s.store.countSince(ctx, who.ID, clock.StartOfDay(s.Now()))
	if err != nil {
		return event.File{}, err
	}
	if n >= perDay {
		return event.File{}, ErrTooMany
	}
	img, err := s.Store.SaveImage(ctx, r, storage.Options{Folder: purpose})
	if err != nil {
		return event.File{}, err
	}
	p := picture{ID: s.Gen.New(), OwnerKind: string(who.Kind), OwnerID: who.ID, Purpose: purpose, FileKey: img.Key, ThumbKey: img.ThumbKey,
		Width: img.Width, Height: img.Height, SizeBytes: img.Size, SHA256: img.SHA256, CreatedAt: s.Now()}
	if err := s.DB.Tx(ctx, func(ctx context.Context) error { return s.store.add(ctx, p) }); err != nil {
		return event.File{}, fmt.Errorf("keep picture: %w", err)
	}
	return s.view(p), nil
}

// Attach gives who's uploads to an object, all or none. It must run in the
// transaction that makes the object. Error: ErrUnknown for a file of someone
// else, of another purpose, or attached already.
func (s *Service) Attach(ctx context.Context, who auth.Actor, purpose string, object, community ids.ID, files []ids.ID) error {
	distinct := slices.Compact(slices.Sorted(slices.Values(files)))
	if len(distinct) == 0 {
		return nil
	}
	n, err := s.store.attach(ctx, who, purpose, object, community, distinct)
	if err != nil {
		return fmt.Errorf("attach files: %w", err)
	}
	if n != int64(len(distinct)) || len(distinct) != len(files) {
		return ErrUnknown
	}
	return nil
}

// Views returns links to files whose object the caller has already shown to
// be visible. Unknown ids are left out.
func (s *Service) Views(ctx context.Context, files []ids.ID) (map[ids.ID]event.File, error) {
	out := map[ids.ID]event.File{}
	if len(files) == 0 {
		return out, nil
	}
	rows, err := s.store.byIDs(ctx, files)
	for _, p := range rows {
		out[p.ID] = s.view(p)
	}
	return out, err
}

// Delete removes a picture and its row; deleting twice is fine.
func (s *Service) Delete(ctx context.Context, id ids.ID) error {
	p, err := s.store.get(ctx, id)
	if db.NotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.drop(ctx, p)
}

func (s *Service) drop(ctx context.Context, p picture) error {
	for _, key := range []string{p.FileKey, p.ThumbKey} {
		if err := s.Store.Delete(ctx, key); err != nil {
			return fmt.Errorf("delete picture %d: %w", p.ID, err)
		}
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error { return s.store.remove(ctx, p.ID) })
}

// sweep deletes uploads that nothing used within a day.
func (s *Service) sweep(ctx context.Context) error {
	old, err := s.store.loose(ctx, s.Now().Add(-looseLife))
	for _, p := range old {
		if err := s.drop(ctx, p); err != nil {
			return err
		}
	}
	return err
}

// Periodics is what happens by the clock.
func (s *Service) Periodics() []task.Periodic {
	return []task.Periodic{{Name: "file:sweep", Every: time.Hour, For: "删除没有被使用的上传图片", Run: s.sweep}}
}

// view signs links that stay equal within an hour, so that clients may cache.
func (s *Service) view(p picture) event.File {
	end := s.Now().Truncate(time.Hour).Add(linkLife)
	path := "/files/" + p.ID.String()
	return event.File{ID: p.ID, URL: s.Store.Sign(path, end), ThumbURL: s.Store.Sign(path+"/thumb", end), Width: p.Width, Height: p.Height}
}

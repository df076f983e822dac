package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"zhijian/server/platform/config"
)

// s3 is a bucket at any S3-compatible service. The bucket must exist and be private.
type s3 struct {
	client *minio.Client
	bucket string
}

func newS3(cfg config.Storage) (s3, error) {
	if cfg.Bucket == "" || cfg.AccessKey == "" || cfg.SecretKey == "" {
		return s3{}, errors.New("an S3 endpoint needs bucket, accessKey and secretKey")
	}
	client, err := minio.New(cfg.Endpoint, &minio.Options{
		Creds: credentials.NewStaticV4(cfg.AccessKey, cfg.SecretKey, ""), Secure: cfg.Secure,
	})
	return s3{client, cfg.Bucket}, err
}

func (s s3) put(ctx context.Context, key, mime string, data []byte) error {
	_, err := s.client.PutObject(ctx, s.bucket, key, bytes.NewReader(data), int64(len(data)), minio.PutObjectOptions{ContentType: mime})
	if err != nil {
		return fmt.Errorf("store file: %w", err)
	}
	return nil
}

func (s s3) open(ctx context.Context, key string) (io.ReadCloser, int64, error) {
	o, err := s.client.GetObject(ctx, s.bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, 0, fmt.Errorf("open file: %w", err)
	}
	info, err := o.Stat() // GetObject asks nothing before the first read
	if err == nil {
		return o, info.Size, nil
	}
	if minio.ToErrorResponse(err).Code == minio.NoSuchKey {
		err = ErrNotFound.Because(err)
	}
	return nil, 0, fmt.Errorf("open file: %w", errors.Join(err, o.Close()))
}

func (s s3) delete(ctx context.Context, key string) error {
	if err := s.client.RemoveObject(ctx, s.bucket, key, minio.RemoveObjectOptions{}); err != nil {
		return fmt.Errorf("delete file: %w", err)
	}
	return nil
}

package storage

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"time"
)

// Sign makes path (no query, "/files/7") a link that works until expires:
// "/files/7?e=…&s=…".
func (s *Store) Sign(path string, expires time.Time) string {
	e := strconv.FormatInt(expires.Unix(), 10)
	return path + "?e=" + e + "&s=" + s.signature(path, e)
}

// Verify checks the two parameters of a link to path. Errors: ErrLink, the
// same for a forged and an expired one.
func (s *Store) Verify(path, e, sig string, now time.Time) error {
	if !hmac.Equal([]byte(sig), []byte(s.signature(path, e))) {
		return ErrLink
	}
	until, err := strconv.ParseInt(e, 10, 64)
	if err != nil || now.Unix() >= until {
		return ErrLink
	}
	return nil
}

func (s *Store) signature(path, e string) string {
	mac := hmac.New(sha256.New, s.signKey)
	_, _ = fmt.Fprintf(mac, "%d:%s?%s", len(path), path, e) // a hash never fails
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

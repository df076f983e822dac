package pii

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// ErrOpen says that a sealed value does not belong to its field, was altered,
// or was sealed with a key that is no longer configured.
var ErrOpen = errors.New("pii: sealed value does not open")

// Keys are hex strings of 32 bytes, as they stand in the settings.
type Keys struct {
	Current string            // version that seals new values
	Fields  map[string]string // version -> key; all of them open
	Index   string
}

// Field is the place of one value; a sealed value opens only there. Community
// is 0 for rows that belong to none.
type Field struct {
	Table, Column string
	Row           int64
	Community     int64
}

func (f Field) aad() []byte {
	return fmt.Appendf(nil, "%d|%s|%s|%d", f.Community, f.Table, f.Column, f.Row)
}

// Vault seals and opens fields. It is safe for concurrent use.
type Vault struct {
	current string
	aeads   map[string]cipher.AEAD
	index   []byte
}

// New makes a Vault; the error lists every key that cannot be used.
func New(k Keys) (*Vault, error) {
	v := &Vault{current: k.Current, aeads: make(map[string]cipher.AEAD, len(k.Fields))}
	var problems []error
	for version, s := range k.Fields {
		aead, err := newAEAD(version, s)
		if err != nil {
			problems = append(problems, fmt.Errorf("field key %q: %w", version, err))
			continue
		}
		v.aeads[version] = aead
	}
	if _, ok := k.Fields[k.Current]; !ok {
		problems = append(problems, fmt.Errorf("current field key %q is missing", k.Current))
	}
	index, err := key(k.Index)
	if err != nil {
		problems = append(problems, fmt.Errorf("index key: %w", err))
	}
	v.index = index
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("pii: %w", err)
	}
	return v, nil
}

func newAEAD(version, s string) (cipher.AEAD, error) {
	if version == "" || strings.ContainsAny(version, ": ") {
		return nil, errors.New("version must be a word without colons")
	}
	b, err := key(s)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(b)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// key never quotes what it was given: it is a secret.
func key(s string) ([]byte, error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != sha256.Size {
		return nil, errors.New("must be 64 hex digits")
	}
	return b, nil
}

// Seal encrypts plain for the field f. The empty string stays empty, so that
// "none" is visible in SQL. A field without a row is refused: the row's id must
// be known before its data is sealed.
func (v *Vault) Seal(f Field, plain string) (string, error) {
	if plain == "" {
		return "", nil
	}
	if f.Row == 0 || f.Table == "" || f.Column == "" {
		return "", fmt.Errorf("pii: seal needs table, column and row, got %+v", f)
	}
	sealed := v.aeads[v.current].Seal(nil, nil, []byte(plain), f.aad())
	return "v" + v.current + ":" + base64.RawStdEncoding.EncodeToString(sealed), nil
}

// Open decrypts what Seal made for the same field, with whichever configured
// key sealed it. Errors: ErrOpen.
func (v *Vault) Open(f Field, sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	version, body, ok := strings.Cut(strings.TrimPrefix(sealed, "v"), ":")
	aead := v.aeads[version]
	if !ok || sealed[0] != 'v' || aead == nil {
		return "", fmt.Errorf("%s.%s row %d: unknown key version: %w", f.Table, f.Column, f.Row, ErrOpen)
	}
	raw, err := base64.RawStdEncoding.Strict().DecodeString(body)
	if err != nil {
		return "", fmt.Errorf("%s.%s row %d: not base64: %w", f.Table, f.Column, f.Row, ErrOpen)
	}
	plain, err := aead.Open(nil, nil, raw, f.aad())
	if err != nil {
		return "", fmt.Errorf("%s.%s row %d: %w", f.Table, f.Column, f.Row, ErrOpen)
	}
	return string(plain), nil
}

// Index is the blind index of a normalised value: 32 hex digits, equal for
// equal values of one purpose ("phone"), unrelated between purposes. The empty
// value has the empty index, which must never be looked up.
func (v *Vault) Index(purpose, normalised string) string {
	if normalised == "" {
		return ""
	}
	mac := hmac.New(sha256.New, v.index)
	_, _ = fmt.Fprintf(mac, "%s\x00%s", purpose, normalised) // a hash never fails
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

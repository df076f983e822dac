package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed" // the list of bad passwords
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// effort is what a guess costs. A hash of another effort is of an unknown form.
type effort struct {
	memory uint32 // KiB
	rounds uint32
}

// fullEffort takes a good part of a second and 64 MiB.
func fullEffort() effort { return effort{64 << 10, 3} }

// testEffort is for tests whose subject is no password.
func testEffort() effort { return effort{64, 1} }

func (e effort) form() string {
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=1$", e.memory, e.rounds)
}

func (e effort) derive(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, e.rounds, e.memory, 1, 32)
}

const (
	// maxHashes bounds memory: a flood of log-ins must not become a flood of 64 MiB blocks.
	maxHashes = 2
	// hashPatience is how long a log-in waits for its turn before it is refused.
	hashPatience = 2 * time.Second

	minPassword = 12
)

//go:embed passwords.txt
var badPasswords string

// checkPassword says what is wrong with a new password. Error: ErrPassword.
func checkPassword(password, user string) error {
	p := strings.ToLower(password)
	switch {
	case utf8.RuneCountInString(password) < minPassword:
		return ErrPassword.With("password", "至少 12 个字符，可以用一句自己好记的话")
	case user != "" && strings.Contains(p, user):
		return ErrPassword.With("password", "不要包含账号名")
	case distinct(p) < 5:
		return ErrPassword.With("password", "重复的字符太多，换一个不容易猜的")
	}
	for bad := range strings.FieldsSeq(badPasswords) {
		if p == bad {
			return ErrPassword.With("password", "这个密码太常见，换一个不容易猜的")
		}
	}
	return nil
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// turn waits for a slot to hash in; done gives it back. Error: ErrBusy.
func (s *Service) turn(ctx context.Context) (done func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, hashPatience)
	defer cancel()
	select {
	case s.hashes <- struct{}{}:
		return func() { <-s.hashes }, nil
	case <-ctx.Done():
		return nil, ErrBusy
	}
}

// hashPassword is slow and takes 64 MiB; call it outside transactions. Error: ErrBusy.
func (s *Service) hashPassword(ctx context.Context, password string) (string, error) {
	done, err := s.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails (Go 1.24)
	return s.effort.form() + b64(salt) + "$" + b64(s.effort.derive(password, salt)), nil
}

// rightPassword compares in the same time whether there is a hash or not: an
// account that does not exist costs as much as a wrong password. Error: ErrBusy.
func (s *Service) rightPassword(ctx context.Context, hash, password string) (bool, error) {
	done, err := s.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	salt, want := make([]byte, 16), make([]byte, 32)
	if hash != "" {
		if salt, want, err = s.effort.parse(hash); err != nil {
			return false, err
		}
	}
	same := subtle.ConstantTimeCompare(s.effort.derive(password, salt), want) == 1
	return same && hash != "", nil
}

func (e effort) parse(hash string) (salt, sum []byte, err error) {
	rest, ok := strings.CutPrefix(hash, e.form())
	a, b, ok2 := strings.Cut(rest, "$")
	if !ok || !ok2 {
		return nil, nil, fmt.Errorf("password hash of an unknown form")
	}
	if salt, err = base64.RawStdEncoding.DecodeString(a); err == nil {
		sum, err = base64.RawStdEncoding.DecodeString(b)
	}
	return salt, sum, err
}

func b64(b []byte) string { return base64.RawStdEncoding.EncodeToString(b) }

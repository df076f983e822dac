package identity

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

// newSecret is 256 random bits for a refresh token, a staff cookie, a setup
// token or a challenge.
func newSecret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails (Go 1.24)
	return base64.RawURLEncoding.EncodeToString(b)
}

// hashOf is how a secret is kept. It has 256 bits of its own, so a plain hash
// is enough.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// successor makes the token that replaces a used one. Only who holds the old
// token and the salt in its row can make it, so a repeated request gets the
// same answer although no token is kept.
func successor(token, salt string) string {
	mac := hmac.New(sha256.New, []byte(token))
	_, _ = mac.Write([]byte(salt)) // a hash never fails
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

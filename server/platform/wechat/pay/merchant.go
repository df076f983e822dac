package pay

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
)

// Merchant is one account at WeChat Pay with its keys.
type Merchant struct {
	MchID   string
	AppID   string
	Serial  string // of the merchant's own certificate
	Private *rsa.PrivateKey
	// APIv3 are the keys that notices may be sealed with, the current one
	// first; the one before stays until its last notices have come.
	APIv3 [][]byte
	// WeChat are WeChat's keys by PUB_KEY_ID_… or certificate serial; the one
	// named Accept is asked for. During a change there are two.
	WeChat map[string]*rsa.PublicKey
	Accept string
}

// ErrKey says that a key cannot be read or used.
var ErrKey = errors.New("pay: not a usable key")

// PrivateKey reads the merchant's apiclient_key.pem.
func PrivateKey(text string) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, ErrKey
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, ErrKey
	}
	if k, ok := key.(*rsa.PrivateKey); ok && k.N.BitLen() >= 2048 {
		return k, nil
	}
	return nil, ErrKey
}

// WeChatKey reads WeChat's public key file or a platform certificate.
func WeChatKey(text string) (*rsa.PublicKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, ErrKey
	}
	var key any
	var err error
	if block.Type == "CERTIFICATE" {
		var c *x509.Certificate
		if c, err = x509.ParseCertificate(block.Bytes); err == nil {
			key = c.PublicKey
		}
	} else {
		key, err = x509.ParsePKIXPublicKey(block.Bytes)
	}
	if k, ok := key.(*rsa.PublicKey); ok && err == nil && k.N.BitLen() >= 2048 {
		return k, nil
	}
	return nil, ErrKey
}

// APIv3Key checks the 32 characters of an APIv3 key.
func APIv3Key(text string) ([]byte, error) {
	if len(text) != 32 {
		return nil, ErrKey
	}
	return []byte(text), nil
}

// sign makes the base64 signature of a text by the merchant.
func (m Merchant) sign(text string) (string, error) {
	sum := sha256.Sum256([]byte(text))
	sig, err := rsa.SignPKCS1v15(rand.Reader, m.Private, crypto.SHA256, sum[:])
	if err != nil {
		return "", fmt.Errorf("sign for %s: %w", m.MchID, err)
	}
	return base64.StdEncoding.EncodeToString(sig), nil
}

// verify checks WeChat's signature of a text under the key it names.
func (m Merchant) verify(serial, text, signature string) error {
	key := m.WeChat[serial]
	if key == nil {
		return fmt.Errorf("%w: no key %q", ErrForged, serial)
	}
	sig, err := base64.StdEncoding.Strict().DecodeString(signature)
	if err != nil {
		return fmt.Errorf("%w: the signature is not base64", ErrForged)
	}
	sum := sha256.Sum256([]byte(text))
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], sig) != nil {
		return fmt.Errorf("%w: the signature does not fit", ErrForged)
	}
	return nil
}

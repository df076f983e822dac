package app

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"zhijian/server/platform/einvoice"
	"zhijian/server/platform/wechat/pay"
	"zhijian/server/platform/wechat/paysandbox"
)

// openPay connects WeChat Pay, or the sandbox in this process where there is
// no WeChat account and no address of another one.
func (b *base) openPay() error {
	o := pay.Options{BaseURL: b.cfg.WeChatPay.BaseURL, Timeout: b.cfg.WeChatPay.Timeout, Now: b.now}
	var err error
	if b.cfg.WeChat.AppID == "" && o.BaseURL == "" {
		b.payBox, err = paysandbox.New(paysandbox.Options{Env: b.cfg.Env, Now: b.now, Load: func() (*rsa.PrivateKey, error) { return keptKey(filepath.Join(b.cfg.DataDir, "paysandbox.pem")) }})
		if err != nil {
			return err
		}
		o.Transport = b.payBox.Transport()
	}
	if !b.cfg.Production() {
		if b.invoice, err = einvoice.NewSandbox(b.cfg.Env); err != nil {
			return err
		}
	}
	b.pay, err = pay.New(o)
	return err
}

// keptKey reads a key beside the demo's database, and makes it the first time.
func keptKey(path string) (*rsa.PrivateKey, error) {
	raw, err := os.ReadFile(path)
	if err == nil {
		return pay.PrivateKey(string(raw))
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	text, key, err := newKey()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, err
	}
	return key, os.WriteFile(path, []byte(text), 0o600)
}

func newKey() (string, *rsa.PrivateKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return "", nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), key, err
}

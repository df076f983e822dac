package config

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"
)

// EnsureSecrets fills missing secrets of the embedded mode from
// DataDir/secrets.yaml, making that file (mode 0600) the first time, so that
// sealed data stays readable over restarts. In production it does nothing.
func (c *Config) EnsureSecrets() error {
	if c.Production() || c.Secrets.Token != "" {
		return nil
	}
	path := filepath.Join(c.DataDir, "secrets.yaml")
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return c.makeSecrets(path)
	}
	if err != nil {
		return fmt.Errorf("read secrets: %w", err)
	}
	if err := yaml.Unmarshal(raw, &c.Secrets); err != nil {
		return fmt.Errorf("secrets in %s: %w", path, err)
	}
	return nil
}

func (c *Config) makeSecrets(path string) error {
	c.Secrets = Secrets{Token: key(), URL: key(), Index: key(), Audit: key(), Current: "1", Fields: map[string]string{"1": key()}}
	raw, err := yaml.Marshal(c.Secrets)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.DataDir, 0o750); err != nil {
		return err
	}
	return os.WriteFile(path, raw, 0o600)
}

func key() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails (Go 1.24)
	return hex.EncodeToString(b)
}

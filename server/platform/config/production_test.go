package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhijian/server/platform/config"
)

// The production example is refused as it stands, for its secrets alone, and
// starts once they are filled in.
func TestProductionExample(t *testing.T) {
	t.Parallel()
	const example = "../../../configs/production.example.yaml"
	_, err := config.Load(example, nil)
	if err == nil {
		t.Fatal("an example with placeholders must not start")
	}
	for _, line := range strings.Split(err.Error(), "\n") {
		if !strings.HasPrefix(line, "secrets.") {
			t.Errorf("not only the secrets are missing: %s", line)
		}
	}
	raw, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	filled := filepath.Join(t.TempDir(), "production.yaml")
	if err := os.WriteFile(filled, []byte(strings.ReplaceAll(string(raw), "CHANGE_ME_64_HEX", strings.Repeat("0f", 32))), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(filled, nil)
	if err != nil || !c.Production() {
		t.Errorf("production: %v, %v", c.Production(), err)
	}
}

package config_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhijian/server/platform/config"
)

func TestEveryProblemIsReportedAtOnce(t *testing.T) {
	t.Parallel()
	_, err := config.Load("", []string{"ZHIJIAN_ENV=production", "ZHIJIAN_NODE=5000", "ZHIJIAN_NOPE=1", "ZHIJIAN_JOBS_POLL=soon", "PATH=/bin"})
	if err == nil {
		t.Fatal("a broken configuration was accepted")
	}
	for _, want := range []string{"demo", "node: 5000", "ZHIJIAN_NOPE", "ZHIJIAN_JOBS_POLL", "redis.addr", "servicePhone", "secrets.token", "publicUrl", "sqlite is for the embedded"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not reported in: %v", want, err)
		}
	}
}

func TestUnknownKeyInTheFileStopsTheStart(t *testing.T) {
	t.Parallel()
	p := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(p, []byte("databse: {driver: mysql}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := config.Load(p, nil); err == nil || !strings.Contains(err.Error(), "databse") {
		t.Fatalf("error %v", err)
	}
}

func TestSecretsAreKeptAndMasked(t *testing.T) {
	t.Parallel()
	c, err := config.Load("", []string{"ZHIJIAN_DATADIR=" + t.TempDir(), "ZHIJIAN_REDIS_PASSWORD=hunter2hunter2"})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.EnsureSecrets(); err != nil {
		t.Fatal(err)
	}
	again := c
	again.Secrets = config.Secrets{}
	if err := again.EnsureSecrets(); err != nil || again.Secrets.Token != c.Secrets.Token || again.Secrets.Fields["1"] != c.Secrets.Fields["1"] {
		t.Fatalf("secrets changed over a restart: %v", err)
	}
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("settings", "config", c)
	for _, secret := range []string{"hunter2hunter2", c.Secrets.Token, c.Secrets.Fields["1"]} {
		if strings.Contains(out.String(), secret) {
			t.Error("a secret is in the log")
		}
	}
}

func TestExamplesAreValid(t *testing.T) {
	t.Parallel()
	if _, err := config.Load("../../../configs/default.yaml", nil); err != nil {
		t.Error(err)
	}
}

func TestNothingOutsideTheCodeMakesPasswordsCheap(t *testing.T) {
	t.Parallel()
	if _, err := config.Load("", []string{"ZHIJIAN_QUICKHASHES=true"}); err == nil {
		t.Error("the environment did")
	}
	file := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(file, []byte("quickHashes: true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := config.Load(file, nil); err == nil {
		t.Error("a file did")
	}
}

package config

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// Config is everything that differs between installations. A zero Config with
// Default applied runs the embedded mode: SQLite, miniredis and the sandboxes.
type Config struct {
	Env       string `yaml:"env"`       // embedded | production
	Listen    string `yaml:"listen"`    // host:port of the HTTP server
	PublicURL string `yaml:"publicUrl"` // what people type; used in links and origin checks
	Node      int    `yaml:"node"`      // 0..1023, unique among live processes
	DataDir   string `yaml:"dataDir"`   // embedded database and uploaded files
	// ServicePhone is the human whom somebody without a house can call; in
	// the demo it may be left out.
	ServicePhone string   `yaml:"servicePhone"`
	Demo         bool     `yaml:"demo"`      // seed the demo community
	ShowCodes    bool     `yaml:"showCodes"` // show SMS and TOTP codes on the page: no phone needed to try
	Database     Database `yaml:"database"`
	Redis        Redis    `yaml:"redis"`
	Storage      Storage  `yaml:"storage"`
	Secrets      Secrets  `yaml:"secrets"`
	WeChat       WeChat   `yaml:"wechat"`
	WeChatPay    Pay      `yaml:"wechatPay"`
	HTTP         HTTP     `yaml:"http"`
	Jobs         Jobs     `yaml:"jobs"`
	// QuickHashes makes passwords cheap. No file and no environment sets it:
	// only a test's own code can.
	QuickHashes bool `yaml:"-"`
}

// Database chooses SQLite (a file under DataDir) or a MySQL-compatible server.
type Database struct {
	Driver   string `yaml:"driver"` // sqlite | mysql
	DSN      string `yaml:"dsn" secret:"true"`
	MaxConns int    `yaml:"maxConns"`
	// FullSync makes SQLite fsync each commit; without it the last commits
	// may be lost at a power cut, never at a kill.
	FullSync bool `yaml:"fullSync"`
}

// Redis is empty for the in-process one.
type Redis struct {
	Addr     string `yaml:"addr"`
	Password string `yaml:"password" secret:"true"`
	DB       int    `yaml:"db"`
}

// Storage keeps files under DataDir, or in an S3 bucket when Endpoint is set.
type Storage struct {
	Endpoint  string `yaml:"endpoint"`
	Bucket    string `yaml:"bucket"`
	AccessKey string `yaml:"accessKey" secret:"true"`
	SecretKey string `yaml:"secretKey" secret:"true"`
	Secure    bool   `yaml:"secure"`
}

// Secrets are hex strings of 32 bytes. In embedded mode missing ones are made
// once and kept under DataDir.
type Secrets struct {
	Token   string            `yaml:"token" secret:"true"`  // signs access tokens
	URL     string            `yaml:"url" secret:"true"`    // signs file links
	Index   string            `yaml:"index" secret:"true"`  // blind index of personal data
	Audit   string            `yaml:"audit" secret:"true"`  // audit hash chain
	Current string            `yaml:"current"`              // version in Fields that seals new values
	Fields  map[string]string `yaml:"fields" secret:"true"` // version -> key of personal fields
}

// WeChat is the mini-program's account; an empty AppID means the sandbox.
type WeChat struct {
	AppID     string            `yaml:"appId"`
	Secret    string            `yaml:"secret" secret:"true"`
	BaseURL   string            `yaml:"baseUrl"`
	Templates map[string]string `yaml:"templates"` // our template name -> WeChat template id
}

// Pay is where WeChat Pay is. The merchants and their keys are kept in the
// database, sealed, and entered on the admin web. Without a WeChat AppID a
// sandbox of our own plays it, in the process or at BaseURL.
type Pay struct {
	BaseURL string        `yaml:"baseUrl"` // empty: WeChat's own, or the sandbox in the process
	Timeout time.Duration `yaml:"timeout"` // of one call
}

// HTTP bounds what a client may ask for.
type HTTP struct {
	TrustedProxies []string      `yaml:"trustedProxies"`
	Timeout        time.Duration `yaml:"timeout"`
	MaxInFlight    int           `yaml:"maxInFlight"`
}

// Jobs sets the background half of the process.
type Jobs struct {
	Concurrency int           `yaml:"concurrency"`
	Poll        time.Duration `yaml:"poll"`
}

// Production is true where nothing may be simulated.
func (c Config) Production() bool { return c.Env == "production" }

// Default is the embedded mode on one port.
func Default() Config {
	return Config{
		Env: "embedded", Listen: "127.0.0.1:8080", PublicURL: "http://127.0.0.1:8080", DataDir: "var", Demo: true, ShowCodes: true,
		Database:  Database{Driver: "sqlite", MaxConns: 24},
		WeChatPay: Pay{Timeout: 8 * time.Second},
		HTTP:      HTTP{Timeout: 15 * time.Second, MaxInFlight: 2000},
		Jobs:      Jobs{Concurrency: 10, Poll: 500 * time.Millisecond},
	}
}

// Load applies the YAML file (path may be empty) and the environment to the
// defaults, and checks the result. The error lists every problem.
func Load(path string, environ []string) (Config, error) {
	c := Default()
	if path != "" {
		raw, err := os.ReadFile(path)
		if err != nil {
			return c, fmt.Errorf("read settings: %w", err)
		}
		dec := yaml.NewDecoder(bytes.NewReader(raw))
		dec.KnownFields(true)
		if err := dec.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
			return c, fmt.Errorf("settings in %s: %w", path, err)
		}
	}
	return c, errors.Join(applyEnv(&c, environ), c.check())
}

// applyEnv sets leaf fields from ZHIJIAN_DATABASE_DSN and the like.
func applyEnv(c *Config, environ []string) error {
	leaves := map[string]reflect.Value{}
	collect(reflect.ValueOf(c).Elem(), "ZHIJIAN", leaves)
	var problems []error
	for _, kv := range environ {
		k, v, _ := strings.Cut(kv, "=")
		if !strings.HasPrefix(k, "ZHIJIAN_") || k == "ZHIJIAN_CONFIG" {
			continue
		}
		f, ok := leaves[k]
		if !ok {
			problems = append(problems, fmt.Errorf("unknown environment variable %s", k))
			continue
		}
		if err := setLeaf(f, v); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", k, err))
		}
	}
	return errors.Join(problems...)
}

func collect(v reflect.Value, prefix string, out map[string]reflect.Value) {
	for i := range v.NumField() {
		name := prefix + "_" + strings.ToUpper(v.Type().Field(i).Name)
		if v.Type().Field(i).Tag.Get("yaml") == "-" {
			continue
		}
		if v.Field(i).Kind() == reflect.Struct {
			collect(v.Field(i), name, out)
			continue
		}
		out[name] = v.Field(i)
	}
}

func setLeaf(f reflect.Value, s string) error {
	switch p := f.Addr().Interface().(type) {
	case *string:
		*p = s
	case *bool:
		v, err := strconv.ParseBool(s)
		*p = v
		return err
	case *int:
		v, err := strconv.Atoi(s)
		*p = v
		return err
	case *time.Duration:
		v, err := time.ParseDuration(s)
		*p = v
		return err
	case *[]string:
		*p = strings.Split(s, ",")
	default:
		return errors.New("can only be set in the file")
	}
	return nil
}

var phone = regexp.MustCompile(`^\+?[0-9](-?[0-9]){2,19}$`)

func (c Config) check() error {
	var p []error
	no := func(bad bool, format string, args ...any) {
		if bad {
			p = append(p, fmt.Errorf(format, args...))
		}
	}
	no(c.Env != "embedded" && c.Env != "production", "env: %q is neither embedded nor production", c.Env)
	no(c.Node < 0 || c.Node > 1023, "node: %d is not in 0..1023", c.Node)
	no(c.Database.Driver != "sqlite" && c.Database.Driver != "mysql", "database.driver: %q is neither sqlite nor mysql", c.Database.Driver)
	no(c.Database.Driver == "mysql" && c.Database.DSN == "", "database.dsn: needed for mysql")
	no(c.Database.MaxConns < 1, "database.maxConns: must be positive")
	no(c.HTTP.Timeout <= 0 || c.HTTP.MaxInFlight < 1, "http: timeout and maxInFlight must be positive")
	no(c.WeChatPay.Timeout <= 0, "wechatPay.timeout: must be positive")
	no(c.Jobs.Concurrency < 1 || c.Jobs.Poll <= 0, "jobs: concurrency and poll must be positive")
	no(c.ServicePhone != "" && !phone.MatchString(c.ServicePhone), "servicePhone: %q is no phone number", c.ServicePhone)
	if c.Production() {
		no(c.ServicePhone == "", "servicePhone: needed in production, so that nobody is left without a human")
		no(c.Demo || c.ShowCodes, "demo, showCodes: not in production")
		no(c.QuickHashes, "quick hashes: not in production")
		no(c.Database.Driver == "sqlite", "database.driver: sqlite is for the embedded mode")
		no(c.Redis.Addr == "", "redis.addr: needed in production")
		no(c.WeChat.AppID == "" || c.WeChat.Secret == "", "wechat: appId and secret are needed in production")
		no(!strings.HasPrefix(c.PublicURL, "https://"), "publicUrl: must be https in production")
		for name, s := range map[string]string{"token": c.Secrets.Token, "url": c.Secrets.URL, "index": c.Secrets.Index, "audit": c.Secrets.Audit, "fields." + c.Secrets.Current: c.Secrets.Fields[c.Secrets.Current]} {
			b, err := hex.DecodeString(s)
			no(err != nil || len(b) != 32, "secrets.%s: must be 64 hex digits", name)
		}
	}
	return errors.Join(p...)
}

// LogValue writes the settings with every secret masked.
func (c Config) LogValue() slog.Value { return masked(reflect.ValueOf(c)) }

func masked(v reflect.Value) slog.Value {
	var attrs []slog.Attr
	for i := range v.NumField() {
		f, t := v.Field(i), v.Type().Field(i)
		switch {
		case f.Kind() == reflect.Struct:
			attrs = append(attrs, slog.Attr{Key: t.Name, Value: masked(f)})
		case t.Tag.Get("secret") == "true" && !f.IsZero():
			attrs = append(attrs, slog.String(t.Name, "***"))
		default:
			attrs = append(attrs, slog.Any(t.Name, f.Interface()))
		}
	}
	return slog.GroupValue(attrs...)
}

// Path is the settings file named by ZHIJIAN_CONFIG, or "".
func Path(environ []string) string {
	for _, kv := range environ {
		if p, ok := strings.CutPrefix(kv, "ZHIJIAN_CONFIG="); ok {
			return p
		}
	}
	return ""
}

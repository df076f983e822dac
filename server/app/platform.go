package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"zhijian/server/payment"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/config"
	"zhijian/server/platform/db"
	"zhijian/server/platform/idem"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/realtime"
	"zhijian/server/platform/sms"
	"zhijian/server/platform/storage"
	"zhijian/server/platform/wechat"
	"zhijian/server/platform/wechat/pay"
	"zhijian/server/platform/wechat/paysandbox"
	"zhijian/server/platform/wechat/sandbox"
	zsql "zhijian/sql"
)

// base is the platform that every capability is built on.
type base struct {
	cfg     config.Config
	now     clock.Clock
	db      *db.DB
	redis   redis.UniversalClient
	gen     *ids.Gen
	box     *outbox.Box
	idem    *idem.Store
	vault   *pii.Vault
	audit   *audit.Log
	store   *storage.Store
	tokens  *auth.Tokens
	cache   *auth.Cache
	hub     *realtime.Hub
	wechat  *wechat.Client
	pay     *pay.Client
	payBox  *paysandbox.Sandbox // nil where WeChat Pay is real
	invoice payment.Invoicer    // nil where nobody issues e-invoices
	sms     sms.Sender
	closers []func() error
}

func newBase(ctx context.Context, cfg config.Config, now clock.Clock) (*base, error) {
	if err := cfg.EnsureSecrets(); err != nil {
		return nil, err
	}
	b := &base{cfg: cfg, now: now, cache: auth.NewCache(now)}
	for _, step := range []struct {
		name string
		run  func(context.Context) error
	}{{"database", b.openSQL}, {"redis", b.openRedis}, {"keys", b.openKeys}, {"files", b.openFiles}, {"outside", b.openOutside}} {
		if err := step.run(ctx); err != nil {
			return nil, fmt.Errorf("start %s: %w", step.name, err)
		}
	}
	b.box = outbox.New(b.db, b.gen, now)
	b.idem = idem.New(b.db, now)
	b.hub = realtime.New(realtime.Deps{DB: b.db, Redis: b.redis, Now: now, Log: slog.Default(), Origins: []string{cfg.PublicURL}})
	return b, nil
}

func (b *base) openSQL(ctx context.Context) error {
	var err error
	if b.db, err = db.Open(b.cfg.Database, b.cfg.DataDir, b.now); err != nil {
		return err
	}
	b.closers = append(b.closers, b.db.Close)
	if err := b.db.Migrate(ctx, zsql.Files()); err != nil {
		return err
	}
	b.gen, err = ids.NewGen(b.now, b.cfg.Node)
	return err
}

func (b *base) openRedis(ctx context.Context) error {
	if b.cfg.Redis.Addr == "" {
		m := miniredis.NewMiniRedis()
		stop := tick(m)
		b.redis = redis.NewClient(&redis.Options{Addr: "inproc", Dialer: func(context.Context, string, string) (net.Conn, error) { return m.Dial() }})
		b.closers = append(b.closers, func() error { stop(); m.Close(); return nil }, b.redis.Close)
		return nil
	}
	b.redis = redis.NewClient(&redis.Options{Addr: b.cfg.Redis.Addr, Password: b.cfg.Redis.Password, DB: b.cfg.Redis.DB})
	b.closers = append(b.closers, b.redis.Close)
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := b.redis.Ping(ctx).Err(); err != nil || !b.cfg.Production() {
		return err
	}
	info, err := b.redis.Info(ctx).Result()
	if err != nil {
		return fmt.Errorf("how Redis keeps its data: %w", err)
	}
	return mustKeep(info)
}

// mustKeep refuses a Redis that throws keys away when it is full, or all of
// them when it ends: the product loses nothing by it (SQL holds what must
// survive), but every notice would wait for a lease.
func mustKeep(info string) error {
	settings := map[string]string{}
	for line := range strings.Lines(info) {
		k, v, _ := strings.Cut(strings.TrimSpace(line), ":")
		settings[k] = v
	}
	var all []error
	for _, s := range []struct{ key, want, fix string }{
		{"maxmemory_policy", "noeviction", "maxmemory-policy noeviction"},
		{"aof_enabled", "1", "appendonly yes"},
	} {
		if have := settings[s.key]; have != s.want {
			all = append(all, fmt.Errorf("redis: %s is %q; set %s", s.key, have, s.fix))
		}
	}
	return errors.Join(all...)
}

// tick moves the in-process Redis' time on, or nothing in it would ever
// expire. Its own ClockTTL sorts all keys at every command.
func tick(m *miniredis.Miniredis) (stop func()) {
	t := time.NewTicker(time.Second)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-t.C:
				m.FastForward(time.Second)
			case <-done:
				t.Stop()
				return
			}
		}
	}()
	return func() { close(done) }
}

func (b *base) openKeys(context.Context) error {
	s := b.cfg.Secrets
	var err error
	if b.vault, err = pii.New(pii.Keys{Current: s.Current, Fields: s.Fields, Index: s.Index}); err != nil {
		return err
	}
	if b.audit, err = audit.New(b.db, b.gen, b.now, s.Audit); err != nil {
		return err
	}
	b.tokens, err = auth.NewTokens(s.Token, b.now)
	return err
}

func (b *base) openFiles(context.Context) error {
	var err error
	b.store, err = storage.New(b.cfg.Storage, filepath.Join(b.cfg.DataDir, "files"), b.cfg.Secrets.URL)
	return err
}

// openOutside connects WeChat and SMS, or their sandboxes, which refuse to
// start in production.
func (b *base) openOutside(context.Context) error {
	o := wechat.Options{AppID: b.cfg.WeChat.AppID, Secret: b.cfg.WeChat.Secret, BaseURL: b.cfg.WeChat.BaseURL, Redis: b.redis}
	if o.AppID == "" {
		sb, err := sandbox.New(sandbox.Options{Env: b.cfg.Env, AppID: "sandbox", Secret: "sandbox", Now: b.now, Unlimited: b.cfg.Demo})
		if err != nil {
			return err
		}
		o.AppID, o.Secret, o.Transport = "sandbox", "sandbox", sb.Transport()
		if len(b.cfg.WeChat.Templates) == 0 {
			b.cfg.WeChat.Templates = map[string]string{"repair_progress": "sandbox-repair-progress", "repair_finished": "sandbox-repair-finished", "binding_result": "sandbox-binding-result", "bill_notice": "sandbox-bill-notice"}
		}
	}
	var err error
	if b.wechat, err = wechat.New(o); err != nil {
		return err
	}
	if err := b.openPay(); err != nil {
		return err
	}
	if b.cfg.Production() {
		b.sms = sms.Unavailable{}
		return nil
	}
	b.sms, err = sms.NewSandbox(b.cfg.Env, b.now)
	return err
}

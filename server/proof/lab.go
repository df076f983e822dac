package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"zhijian/server/app"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/config"
)

// lab is a private installation: its stores, its processes and what was seen.
type lab struct {
	options
	out   io.Writer
	rnd   *rand.Rand // of the proof's own goroutine; faults have theirs
	dir   string
	dsn   string
	maria *child
	redis *child
	db    *sql.DB
	cache *redis.Client

	env     []string // settings of every process beside those of the lab
	closers []func() error
	nodes   int
	life    context.Context // of the supervisors
	die     context.CancelFunc
	nurses  sync.WaitGroup

	mu       sync.Mutex
	children []*child
	facts    map[string]int64
	checks   []check
}

// newLab starts the stores. It answers a lab to close also with an error.
func newLab(ctx context.Context, o options, out io.Writer) (*lab, error) {
	l := &lab{options: o, out: out, rnd: rand.New(rand.NewPCG(o.seed, 0)), facts: map[string]int64{}} //nolint:gosec // chance that can be repeated
	l.life, l.die = context.WithCancel(ctx)
	var err error
	if l.dir, err = os.MkdirTemp("", "zj-proof"); err != nil {
		return l, err
	}
	if err := l.openMaria(ctx); err != nil {
		return l, err
	}
	return l, l.openRedis(ctx)
}

// adopt makes the lab end the child, and gives it a log.
func (l *lab) adopt(c *child) *child {
	c.log = filepath.Join(l.dir, c.name+".log")
	l.mu.Lock()
	defer l.mu.Unlock()
	l.children = append(l.children, c)
	return c
}

// close ends every child by its pid, the stores last.
func (l *lab) close() error {
	l.die()
	l.nurses.Wait()
	var all []error
	for _, f := range slices.Backward(l.closers) {
		all = append(all, f())
	}
	for _, c := range slices.Backward(l.children) {
		c.quit()
	}
	if l.keep {
		l.say("logs and data: %s", l.dir)
	} else {
		all = append(all, os.RemoveAll(l.dir))
	}
	return errors.Join(all...)
}

// size is how much of something a run does.
func (l *lab) size(short, long int) int {
	if l.short {
		return short
	}
	return long
}

// settings are what all processes of the installation share: they have one
// data folder, so one set of keys.
func (l *lab) settings(node int, addr string) map[string]string {
	return map[string]string{
		"LISTEN": addr, "PUBLICURL": "http://" + addr, "NODE": fmt.Sprint(node), "DEMO": "false", "DATADIR": filepath.Join(l.dir, "data"),
		"DATABASE_DRIVER": "mysql", "DATABASE_DSN": l.dsn, "REDIS_ADDR": l.redis.addr,
	}
}

// start runs a program of the product with more settings as ZHIJIAN_… pairs,
// and waits until it serves; jobs serves nothing, and is not waited for. A
// server of a lab is a worker too. One that ends by itself is started again.
func (l *lab) start(ctx context.Context, name string, env ...string) (*child, error) {
	path, err := program(l.bin, name)
	if err != nil {
		return nil, err
	}
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	l.nodes++
	c := &child{name: fmt.Sprintf("%s-%d", name, l.nodes), addr: fmt.Sprintf("127.0.0.1:%d", port), path: path, ready: func(context.Context) error { return nil }}
	for k, v := range l.settings(l.nodes, c.addr) {
		c.env = append(c.env, "ZHIJIAN_"+k+"="+v)
	}
	c.env = append(append(c.env, l.env...), env...)
	if name == "server" {
		c.ready = func(ctx context.Context) error { return healthy(ctx, "http://"+c.addr+"/healthz") }
	}
	l.adopt(c)
	if err := c.start(ctx); err != nil {
		return nil, err
	}
	l.nurses.Go(func() { c.supervise(l.life) })
	return c, nil
}

func healthy(ctx context.Context, url string) error {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	a, err := (&http.Client{Timeout: 2 * time.Second}).Do(q)
	if err != nil {
		return err
	}
	_ = a.Body.Close()
	if a.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %d", url, a.StatusCode)
	}
	return nil
}

// inside is the node number of the product in the proof itself.
const inside = 900

// app opens the product in this process, without its background work.
func (l *lab) app(ctx context.Context) (*app.App, error) {
	env := slices.Clone(l.env)
	for k, v := range l.settings(inside, "127.0.0.1:0") {
		env = append(env, "ZHIJIAN_"+k+"="+v)
	}
	cfg, err := config.Load("", env)
	if err != nil {
		return nil, err
	}
	a, err := app.New(ctx, cfg, clock.System)
	if err == nil {
		l.closers = append(l.closers, a.Close)
	}
	return a, err
}

// until waits for a state. An error of the question counts as not yet: its
// process may have just been killed.
func (l *lab) until(ctx context.Context, within time.Duration, what string, ok func(ctx context.Context) (bool, error)) error {
	return l.within(ctx, within, 100*time.Millisecond, what, ok)
}

// within is until for a state that is soon over: it looks every so often.
func (l *lab) within(ctx context.Context, within, every time.Duration, what string, ok func(ctx context.Context) (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var last error
	for {
		done, err := ok(ctx)
		if err == nil && done {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("not within %s: %s: %w", within, what, errors.Join(last, ctx.Err()))
		}
		last = err
		pause(ctx, every)
	}
}

package worker_test

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"zhijian/jobs/worker"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/realtime"
	"zhijian/server/platform/task"
	"zhijian/server/platform/testkit"
)

const far = 90 * time.Second

// lab is a database and a Redis for any number of workers.
type lab struct {
	t     *testing.T
	fake  *clock.Fake
	now   clock.Clock
	db    *db.DB
	redis redis.UniversalClient
	hub   *realtime.Hub
	down  *atomic.Bool // Redis cannot be reached
	nodes int
}

func newLab(t *testing.T) *lab {
	t.Helper()
	fake := testkit.Clock()
	l := &lab{t: t, fake: fake, now: fake.Now}
	l.connect()
	return l
}

func (l *lab) connect() {
	l.t.Helper()
	l.db = testkit.DB(l.t, l.now)
	l.redis, l.down = switchable(l.t, testkit.Redis(l.t))
	l.hub = realtime.New(realtime.Deps{DB: l.db, Redis: l.redis, Now: l.now})
	l.t.Cleanup(l.hub.Close)
}

// switchable is a client that loses its connections while down is set.
func switchable(t *testing.T, to redis.UniversalClient) (redis.UniversalClient, *atomic.Bool) {
	t.Helper()
	from, ok := to.(*redis.Client)
	if !ok {
		t.Fatalf("a Redis client of another type: %T", to)
	}
	var down atomic.Bool
	o := redis.Options{Network: from.Options().Network, Addr: from.Options().Addr, MaxRetries: -1}
	o.Dialer = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if down.Load() {
			return nil, errors.New("down")
		}
		c, err := from.Options().Dialer(ctx, network, addr)
		return &cuttable{c, &down}, err
	}
	r := redis.NewClient(&o)
	t.Cleanup(func() { _ = r.Close() })
	return r, &down
}

type cuttable struct {
	net.Conn
	down *atomic.Bool
}

func (c *cuttable) Write(b []byte) (int, error) {
	if c.down.Load() {
		_ = c.Close()
		return 0, errors.New("down")
	}
	return c.Conn.Write(b)
}

// job is the payload: whose counter the effect raises.
type job struct{ User ids.ID }

const jobName = "test:job"

// process is one worker process with its own outbox handle and handlers.
type process struct {
	lab  *lab
	node int
	deps worker.Deps
	stop func()
}

// process prepares a worker that counts a job as done in SQL, exactly once.
func (l *lab) process() *process {
	l.t.Helper()
	l.nodes++
	gen, err := ids.NewGen(l.now, l.nodes)
	if err != nil {
		l.t.Fatal(err)
	}
	p := &process{lab: l, node: l.nodes, deps: worker.Deps{
		DB: l.db, Gen: gen, Box: outbox.New(l.db, gen, l.now), Mux: task.NewMux(), Redis: l.redis,
		Now: l.now, Concurrency: 4, Poll: 10 * time.Millisecond,
	}}
	return p
}

// counting handles jobs by raising their user's number in the transaction that
// marks them done.
func (p *process) counting() *process {
	handle := p.deps.Box.Handle
	if p.node%2 == 0 { // what half of the processes do as well
		handle = p.deps.Box.HandleTogether
	}
	handle(p.deps.Mux, jobName, func(ctx context.Context, m task.Message) error {
		var j job
		if err := m.Into(&j); err != nil {
			return err
		}
		return p.lab.hub.Tell(ctx, []ids.ID{j.User}, "done", 1, 1)
	})
	return p
}

func (p *process) run() *process {
	p.lab.t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(p.lab.t.Context()))
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := worker.Run(ctx, p.deps); err != nil {
			p.lab.t.Error(err)
		}
	})
	p.stop = sync.OnceFunc(func() {
		cancel()
		wg.Wait()
	})
	p.lab.t.Cleanup(p.stop)
	return p
}

// ask writes jobs for users from..to and commits.
func (p *process) ask(from, to ids.ID) {
	p.lab.t.Helper()
	err := p.lab.db.Tx(p.lab.t.Context(), func(ctx context.Context) error {
		for u := from; u <= to; u++ {
			if err := p.deps.Box.Enqueue(ctx, jobName, task.Default, job{u}, p.lab.now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		p.lab.t.Fatal(err)
	}
}

type cursor struct {
	UserID ids.ID
	Seq    int64
}

// effects answers how many users' jobs were done, and how many twice.
func (l *lab) effects() (done, twice int) {
	l.t.Helper()
	var all []cursor
	if err := l.db.Conn(l.t.Context()).Table("realtime_cursors").Model(&cursor{}).Where("seq > 0").Find(&all).Error; err != nil {
		l.t.Fatal(err)
	}
	for _, c := range all {
		if c.Seq > 1 {
			twice++
		}
	}
	return len(all), twice
}

// allDone waits for n effects; the clock runs so that leases end.
func (l *lab) allDone(n int, each time.Duration) {
	l.t.Helper()
	testkit.Eventually(l.t, far, func() bool {
		l.fake.Advance(each)
		done, _ := l.effects()
		return done == n
	})
	if _, twice := l.effects(); twice > 0 {
		l.t.Fatalf("%d effects twice", twice)
	}
}

// awaitRetry moves the clock to when a row that failed is due again, and leaves
// it alone while a worker has the row: each lease that ends costs an attempt.
func (l *lab) awaitRetry() {
	l.t.Helper()
	var rows []outbox.Row
	if err := l.db.Conn(l.t.Context()).Where("status = ?", "new").Limit(1).Find(&rows).Error; err != nil {
		l.t.Fatal(err)
	}
	if len(rows) > 0 {
		l.fake.Advance(max(0, rows[0].AvailableAt.Sub(l.now())))
	}
}

// row reads the only outbox row.
func (l *lab) row() outbox.Row {
	l.t.Helper()
	var r outbox.Row
	if err := l.db.Conn(l.t.Context()).Take(&r).Error; err != nil {
		l.t.Fatal(err)
	}
	return r
}

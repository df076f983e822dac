package realtime_test

import (
	"context"
	"math/rand/v2"
	"net"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/realtime"
	"zhijian/server/platform/testkit"
)

func TestResumeGivesWhatWasMissedAndNoMore(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	p := l.process()
	c := p.join(ann, 0, "")
	epoch := c.expect("welcome", 0).Epoch
	p.tell("a", 1, ann)
	c.expect("event", 1)
	_ = c.conn.Close()
	p.tell("b", 2, ann)
	p.tell("c", 3, ann, bob)
	c = p.join(ann, 1, epoch)
	c.expect("welcome", 1)
	if m := c.expect("event", 2); m.Kind != "b" || m.Ref != 2 || m.CommunityID != 7 {
		t.Fatalf("%+v", m)
	}
	c.expect("event", 3)
	p.tell("d", 4, ann)
	c.expect("event", 4)

	p.join(ann, 4, "other").expect("resync", 4)
	p.join(ann, 9, epoch).expect("resync", 4)
	p.join(ann, -1, epoch).expect("resync", 4)
	p.join(ann, 0, "").expect("welcome", 4)
	for range 300 {
		p.tell("k", 1, ann)
	}
	many := p.join(ann, 4, epoch)
	many.expect("welcome", 4)
	for i := range int64(300) {
		many.expect("event", 5+i)
	}
	if m := p.join(ann, 3, epoch).expect("resync", 304); m.Epoch != epoch {
		t.Fatalf("%+v", m)
	}
}

// device is a client that keeps a log over its connections.
type device struct {
	mu    sync.Mutex
	log   []said
	seq   int64
	epoch string
	conn  *client
	over  chan struct{}
}

func (d *device) connect(p *process) {
	d.conn, d.over = p.join(ann, d.seq, d.epoch), make(chan struct{})
	go func() {
		defer close(d.over)
		for {
			m, err := d.conn.next()
			if err != nil {
				return
			}
			d.mu.Lock()
			d.log, d.seq = append(d.log, m), m.Seq
			if m.Epoch != "" {
				d.epoch = m.Epoch
			}
			d.mu.Unlock()
		}
	}()
}

func (d *device) disconnect() {
	if d.conn != nil {
		_ = d.conn.conn.Close()
		<-d.over
		d.conn = nil
	}
}

func (d *device) at() int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.seq
}

// check compares the log with what the server told: no gap, no double, no
// disorder, except after an explicit resync over more than 300.
func (d *device) check(t *testing.T, refs []ids.ID) {
	t.Helper()
	at := int64(0)
	for i, m := range d.log {
		switch {
		case m.Type == "welcome" && (m.Seq == at || i == 0): // the first one says where the log begins
		case m.Type == "resync" && m.Seq-at > 300:
		case m.Type == "event" && m.Seq == at+1 && m.Ref == refs[m.Seq-1]:
		default:
			t.Fatalf("entry %d after number %d: %+v", i, at, m)
		}
		at = m.Seq
	}
	if at != int64(len(refs)) {
		t.Fatalf("the log ends at %d of %d", at, len(refs))
	}
}

// breakable is a Redis client whose connections can be cut.
func breakable(l *lab) (*redis.Client, func()) {
	from := l.redis.(*redis.Client).Options()
	o := redis.Options{Network: from.Network, Addr: from.Addr}
	var mu sync.Mutex
	var open []net.Conn
	o.Dialer = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := from.Dialer(ctx, network, addr)
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			open = append(open, c)
		}
		return c, err
	}
	r := redis.NewClient(&o)
	l.t.Cleanup(func() { _ = r.Close() })
	return r, func() {
		mu.Lock()
		defer mu.Unlock()
		for _, c := range open {
			_ = c.Close()
		}
		open = nil
	}
}

// storm is a device, two processes and all that may happen to them.
type storm struct {
	l     *lab
	rnd   *rand.Rand
	cut   func()
	procs []*process
	d     device
	refs  []ids.ID
}

func (s *storm) tell(p *process) {
	s.refs = append(s.refs, ids.ID(s.rnd.IntN(1_000_000)+1))
	p.tell("k", s.refs[len(s.refs)-1], ann)
}

func (s *storm) step() {
	p := s.procs[s.rnd.IntN(2)]
	switch n := s.rnd.IntN(100); {
	case n < 70:
		s.tell(p)
	case n < 80:
		s.d.disconnect()
		s.d.connect(p)
	case n < 85:
		s.d.disconnect()
	case n < 90:
		s.cut()
	case n < 94:
		if err := s.l.redis.FlushAll(s.l.t.Context()).Err(); err != nil {
			s.l.t.Logf("flush: %v", err)
		}
	case n < 98:
		i := s.rnd.IntN(2)
		s.procs[i].stop()
		s.procs[i] = s.l.process()
	default:
		s.d.disconnect()
		for range 305 {
			s.tell(p)
		}
	}
}

func TestClientLogsEqualTheServersUnderTrouble(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		s := &storm{l: newLab(t), rnd: rand.New(rand.NewPCG(seed, 2))}
		s.l.redis, s.cut = breakable(s.l)
		s.procs = []*process{s.l.process(), s.l.process()}
		s.l.onBus(2)
		s.d.connect(s.procs[0])
		for range 120 {
			s.step()
		}
		if s.d.conn == nil {
			s.d.connect(s.procs[1])
		}
		testkit.Eventually(t, far, func() bool {
			select {
			case <-s.d.over: // its process had been restarted
				s.d.connect(s.procs[0])
			default:
			}
			return s.d.at() == int64(len(s.refs))
		})
		s.d.disconnect()
		s.d.check(t, s.refs)
		for _, p := range s.procs {
			p.stop()
		}
	}
}

func TestSignalsLostAreMadeUpFor(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	p := l.process(func(h *realtime.Hub) { h.Reconcile(5e6) })
	c := p.join(ann, 0, "")
	c.expect("welcome", 0)
	// A process that commits and dies before it tells anybody.
	dead := l.process()
	if err := l.redis.Close(); err != nil {
		t.Fatal(err)
	}
	dead.tell("k", 9, ann)
	if m := c.expect("event", 1); m.Ref != 9 {
		t.Fatalf("%+v", m)
	}
}

package realtime_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/gorilla/websocket"
	"github.com/redis/go-redis/v9"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/realtime"
	"zhijian/server/platform/testkit"
)

const (
	ann = ids.ID(101)
	bob = ids.ID(102)
	far = 5 * time.Second
)

// lab is a database and a Redis with one or more server processes on them.
type lab struct {
	t     *testing.T
	now   *clock.Fake
	db    *db.DB
	redis redis.UniversalClient
}

func newLab(t *testing.T) *lab {
	t.Helper()
	now := testkit.Clock()
	return &lab{t, now, testkit.DB(t, now.Now), testkit.Redis(t)}
}

// process is one server: a hub, its run and its HTTP side.
type process struct {
	lab  *lab
	hub  *realtime.Hub
	url  string
	stop func()
}

func (l *lab) process(tune ...func(*realtime.Hub)) *process {
	l.t.Helper()
	h := realtime.New(realtime.Deps{DB: l.db, Redis: l.redis, Now: l.now.Now, Origins: []string{"https://ZJ.example/admin"}})
	h.Pace(far, time.Minute, time.Minute, 128)
	for _, f := range tune {
		f(h)
	}
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.Use(func(c *gin.Context) {
		c.Request = c.Request.WithContext(auth.WithOrigin(c.Request.Context(), auth.Origin{IP: c.ClientIP()}))
	})
	h.Mount(e)
	srv := httptest.NewServer(e)
	ctx, cancel := context.WithCancel(l.t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { _ = h.Run(ctx) })
	p := &process{lab: l, hub: h, url: "ws" + strings.TrimPrefix(srv.URL, "http") + "/ws"}
	p.stop = sync.OnceFunc(func() {
		h.Close()
		cancel()
		wg.Wait()
		srv.Close()
	})
	l.t.Cleanup(p.stop)
	return p
}

// onBus waits until n hubs hear each other.
func (l *lab) onBus(n int64) {
	l.t.Helper()
	testkit.Eventually(l.t, far, func() bool {
		m, err := l.redis.PubSubNumSub(l.t.Context(), "ws").Result()
		return err == nil && m["ws"] >= n
	})
}

func (p *process) tell(kind string, ref ids.ID, users ...ids.ID) {
	p.lab.t.Helper()
	err := p.lab.db.Tx(p.lab.t.Context(), func(ctx context.Context) error {
		return p.hub.Tell(ctx, users, kind, ref, 7)
	})
	if err != nil {
		p.lab.t.Fatal(err)
	}
}

type said struct {
	Type        string
	Seq         int64
	Epoch       string
	Kind        string
	Ref         ids.ID
	CommunityID ids.ID
}

// client is a person's device.
type client struct {
	t    *testing.T
	conn *websocket.Conn
}

func (p *process) dial(origin string) (*client, *http.Response, error) {
	h := http.Header{}
	if origin != "" {
		h.Set("Origin", origin)
	}
	conn, res, err := websocket.DefaultDialer.DialContext(p.lab.t.Context(), p.url, h)
	if err != nil {
		return nil, res, err
	}
	p.lab.t.Cleanup(func() { _ = conn.Close() })
	return &client{p.lab.t, conn}, res, nil
}

func (p *process) ticket(user ids.ID) string {
	p.lab.t.Helper()
	ticket, _, err := p.hub.Ticket(p.lab.t.Context(), user, user*10)
	if err != nil {
		p.lab.t.Fatal(err)
	}
	return ticket
}

// join connects and says hello.
func (p *process) join(user ids.ID, lastSeq int64, epoch string) *client {
	p.lab.t.Helper()
	c, _, err := p.dial("")
	if err != nil {
		p.lab.t.Fatal(err)
	}
	c.hello(p.ticket(user), lastSeq, epoch)
	return c
}

func (c *client) hello(ticket string, lastSeq int64, epoch string) {
	c.t.Helper()
	err := c.conn.WriteJSON(map[string]any{"type": "hello", "ticket": ticket, "lastSeq": lastSeq, "epoch": epoch})
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) next() (m said, err error) {
	if err := c.conn.SetReadDeadline(clock.System().Add(far)); err != nil {
		return m, err
	}
	_, raw, err := c.conn.ReadMessage()
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(raw, &m)
}

// expect reads the next message, which must be of the type and number.
func (c *client) expect(kind string, seq int64) said {
	c.t.Helper()
	m, err := c.next()
	if err != nil || m.Type != kind || m.Seq != seq {
		c.t.Fatalf("got %+v %v, want %s %d", m, err, kind, seq)
	}
	return m
}

// closed reads until the server closes and answers the code.
func (c *client) closed() int {
	c.t.Helper()
	for {
		_, err := c.next()
		if err == nil {
			continue
		}
		if e, ok := errors.AsType[*websocket.CloseError](err); ok {
			return e.Code
		}
		return 0
	}
}

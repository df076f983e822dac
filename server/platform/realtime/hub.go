package realtime

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"github.com/redis/go-redis/v9"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

// Deps are what a Hub is made of.
type Deps struct {
	DB    *db.DB
	Redis redis.UniversalClient
	Now   clock.Clock
	Log   *slog.Logger // nil: the default one
	// Origins are the web sites that may connect; a path is ignored. Without
	// an Origin header (the mini-program) the ticket alone decides.
	Origins []string
}

// Hub carries the sockets of this process and speaks with the hubs of others.
type Hub struct {
	store    store
	redis    redis.UniversalClient
	now      clock.Clock
	log      *slog.Logger
	name     string // of this process on the bus
	origins  []string
	upgrader websocket.Upgrader
	pace     pace

	ctx     context.Context // of everything that outlives a request; ends with Close
	end     context.CancelFunc
	wg      sync.WaitGroup // goroutines of sockets
	reading chan struct{}  // bounds how many sockets read SQL at once
	out     chan busMessage
	lost    atomic.Bool // other hubs missed a message of ours
	gate    gate

	// mu is taken after a socket's own lock, never before it.
	mu        sync.RWMutex
	closed    bool
	rounds    int
	all       map[*socket]struct{}
	users     map[ids.ID][]*socket // slices are replaced, never changed
	revoked   map[revocation]time.Time
	listeners []func(user ids.ID, kind string)
}

// pace holds the times and sizes; tests make them short.
type pace struct {
	hello, ping, idle, write, reconcile time.Duration
	queue, perUser, perSecond           int
}

// revocation remembers a Kick until every ticket issued before it is dead.
type revocation struct{ user, session ids.ID }

// New makes a Hub; start its Run and mount its routes.
func New(d Deps) *Hub {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	h := &Hub{
		store: store{db: d.DB, now: d.Now, returning: d.DB.Returning()}, redis: d.Redis, now: d.Now, log: d.Log, name: ids.Code(12, ids.URL),
		pace: pace{hello: 10 * time.Second, ping: 25 * time.Second, idle: 60 * time.Second, write: time.Second, reconcile: time.Minute,
			queue: 128, perUser: 5, perSecond: 20},
		reading: make(chan struct{}, 16), out: make(chan busMessage, 4096),
		all: map[*socket]struct{}{}, users: map[ids.ID][]*socket{}, revoked: map[revocation]time.Time{},
	}
	for _, o := range d.Origins {
		if o = originOf(o); o != "" {
			h.origins = append(h.origins, o)
		}
	}
	// Small buffers and a shared pool for writing: 8 KB a connection instead
	// of 26. Compression stays off: the read limit does not bound what a
	// frame inflates to.
	h.upgrader = websocket.Upgrader{ReadBufferSize: 512, WriteBufferSize: 1024, WriteBufferPool: &sync.Pool{}, CheckOrigin: h.mayConnect}
	h.ctx, h.end = context.WithCancel(context.Background())
	return h
}

// OnSignal adds a listener that every process calls for each user whom a Tell
// concerns, after the commit; user 0 means that signals were lost and anybody
// may be concerned. Listeners drop caches: they must be quick and must not
// call the hub. Add them while wiring.
func (h *Hub) OnSignal(f func(user ids.ID, kind string)) { h.listeners = append(h.listeners, f) }

// Connected counts the open sockets of this process.
func (h *Hub) Connected() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return len(h.all)
}

// Periodics are the hub's clocked work.
func (h *Hub) Periodics() []task.Periodic {
	return []task.Periodic{{Name: "realtime:sweep", Every: time.Hour, For: "删除 7 天前的实时事件", Run: h.Sweep}}
}

// Sweep forgets events older than seven days or more than 300 back. A client
// that slept longer is told to reload.
func (h *Hub) Sweep(ctx context.Context) error { return h.store.sweep(ctx) }

// Close refuses new sockets, closes the open ones and waits for them. Call it
// before the HTTP server shuts down, which does not wait for sockets itself.
func (h *Hub) Close() {
	h.mu.Lock()
	h.closed = true
	open := make([]*socket, 0, len(h.all))
	for k := range h.all {
		open = append(open, k)
	}
	h.mu.Unlock()
	for _, k := range open {
		k.end(websocket.CloseGoingAway, "restart")
	}
	h.end()
	h.wg.Wait()
}

// Kick closes the sockets of a user's session, or of all sessions when it is
// 0, in every process, and refuses tickets issued before. Call it after the
// commit that revoked the session.
func (h *Hub) Kick(user, session ids.ID) {
	h.kickHere(user, session)
	h.publish(busMessage{Kick: &kickMessage{User: user, Session: session}})
}

func (h *Hub) kickHere(user, session ids.ID) {
	now := h.now()
	h.mu.Lock()
	for r, at := range h.revoked {
		if now.Sub(at) > 2*ticketTTL {
			delete(h.revoked, r)
		}
	}
	h.revoked[revocation{user, session}] = now
	open := h.users[user]
	h.mu.Unlock()
	for _, k := range open {
		if session == 0 || k.session == session {
			k.end(closeRevoked, "session revoked")
		}
	}
}

// add admits a new socket; its reader is the hub's to wait for.
func (h *Hub) add(k *socket) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return false
	}
	h.rounds++
	k.slot = h.rounds % pingSlots
	h.all[k] = struct{}{}
	h.wg.Add(1)
	return true
}

// join enters a socket under its user, pushing out the oldest of too many.
func (h *Hub) join(k *socket, p pass) error {
	oldest, err := h.enter(k, p)
	if oldest != nil {
		oldest.end(closePushedOut, "too many connections")
	}
	return err
}

func (h *Hub) enter(k *socket, p pass) (tooMany *socket, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range []revocation{{p.User, p.Session}, {p.User, 0}} {
		if at, ok := h.revoked[r]; ok && !p.Issued.After(at) {
			return nil, errRevoked
		}
	}
	k.user, k.session = p.User, p.Session
	list := slices.Clone(h.users[k.user])
	if len(list) >= h.pace.perUser {
		tooMany, list = list[0], list[1:]
	}
	h.users[k.user] = append(list, k)
	return tooMany, nil
}

func (h *Hub) leave(k *socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.all, k)
	if k.user == 0 {
		return
	}
	rest := slices.DeleteFunc(slices.Clone(h.users[k.user]), func(o *socket) bool { return o == k })
	if len(rest) == 0 {
		delete(h.users, k.user)
		return
	}
	h.users[k.user] = rest
}

// spawn runs f as one of the hub's goroutines, unless it is closing.
func (h *Hub) spawn(f func()) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if !h.closed {
		h.wg.Go(f)
	}
}

func (h *Hub) of(user ids.ID) []*socket {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.users[user]
}

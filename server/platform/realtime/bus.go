package realtime

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"zhijian/server/platform/ids"
)

// channel is where the hubs of all processes speak. Redis delivers at most
// once; whoever was away reads SQL instead.
const channel = "ws"

const (
	retryEvery = 200 * time.Millisecond
	// quiet is how long the bus may be silent before it is asked whether it lives.
	quiet = 20 * time.Second
)

// busMessage is one thing told to the other hubs.
type busMessage struct {
	From string       `json:"from"`
	Told *told        `json:"told,omitempty"`
	Kick *kickMessage `json:"kick,omitempty"`
	Lost bool         `json:"lost,omitempty"` // the sender failed to say something: read SQL
}

type kickMessage struct {
	User    ids.ID `json:"user"`
	Session ids.ID `json:"session"`
}

// Run connects this hub with the others until ctx ends. Without Redis, people
// are still told of what happens in this process at once, and of the rest
// within a minute.
func (h *Hub) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	wg.Go(func() { h.speak(ctx) })
	wg.Go(func() { h.reconcileAlways(ctx) })
	wg.Go(func() { h.pingAlways(ctx) })
	for ctx.Err() == nil {
		h.listen(ctx)
		pause(ctx, retryEvery)
	}
	wg.Wait()
	return nil
}

// publish never waits: a change must not be slower because Redis is.
func (h *Hub) publish(m busMessage) {
	select {
	case h.out <- m:
	default:
		h.lost.Store(true)
	}
}

func (h *Hub) speak(ctx context.Context) {
	again := time.NewTicker(retryEvery)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case m := <-h.out:
			h.send(ctx, m)
		case <-again.C:
		}
		if h.lost.Load() && h.send(ctx, busMessage{Lost: true}) {
			h.lost.Store(false)
		}
	}
}

func (h *Hub) send(ctx context.Context, m busMessage) bool {
	m.From = h.name
	raw, err := json.Marshal(m)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if err := h.redis.Publish(ctx, channel, raw).Err(); err != nil {
		if !h.lost.Swap(true) && ctx.Err() == nil {
			h.log.Warn("realtime: other processes are told late", "err", err)
		}
		return false
	}
	return true
}

// listen hears the other hubs until the connection is no use any more.
func (h *Hub) listen(ctx context.Context) {
	sub := h.redis.Subscribe(ctx, channel)
	stop := context.AfterFunc(ctx, func() { _ = sub.Close() })
	defer stop()
	defer func() { _ = sub.Close() }()
	asked := false
	for {
		v, err := sub.ReceiveTimeout(ctx, quiet)
		if err == nil {
			asked = false
			h.hear(v)
			continue
		}
		var ne net.Error
		if silent := errors.As(err, &ne) && ne.Timeout(); !silent || asked || sub.Ping(ctx) != nil {
			return
		}
		asked = true
	}
}

func (h *Hub) hear(v any) {
	switch v := v.(type) {
	case *redis.Subscription: // also after a lost connection, and with it messages
		h.catchUp()
	case *redis.Message:
		var m busMessage
		if err := json.Unmarshal([]byte(v.Payload), &m); err != nil {
			h.log.Warn("realtime: unreadable message on the bus", "err", err)
			return
		}
		h.obey(m)
	}
}

func (h *Hub) obey(m busMessage) {
	switch {
	case m.From == h.name:
	case m.Told != nil && len(m.Told.Users) == len(m.Told.Seqs):
		h.deliver(*m.Told)
	case m.Kick != nil:
		h.kickHere(m.Kick.User, m.Kick.Session)
	case m.Lost:
		h.catchUp()
	}
}

// catchUp makes up for signals that never came.
func (h *Hub) catchUp() {
	h.signal(0, "")
	h.spawn(func() { h.reconcile() })
}

// reconcileAlways is the net under everything: a process killed between its
// commit and its signal tells nobody.
func (h *Hub) reconcileAlways(ctx context.Context) {
	tick := time.NewTicker(h.pace.reconcile)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			h.reconcile()
		}
	}
}

// pingSlots spread the pings of all sockets over the time between two.
const pingSlots = 16

func (h *Hub) pingAlways(ctx context.Context) {
	tick := time.NewTicker(max(h.pace.ping/pingSlots, time.Millisecond))
	defer tick.Stop()
	for slot := 0; ; slot = (slot + 1) % pingSlots {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for _, k := range h.slot(slot) {
			k.pingNow()
		}
	}
}

func (h *Hub) slot(n int) (out []*socket) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for k := range h.all {
		if k.slot == n {
			out = append(out, k)
		}
	}
	return out
}

// reconcile compares each connected user with SQL.
func (h *Hub) reconcile() {
	h.mu.RLock()
	users := make([]ids.ID, 0, len(h.users))
	for u := range h.users {
		users = append(users, u)
	}
	h.mu.RUnlock()
	for len(users) > 0 {
		n := min(batch, len(users))
		cursors, err := h.store.cursors(h.ctx, users[:n])
		if err != nil {
			h.trouble("reconcile", err)
			return
		}
		for _, c := range cursors {
			for _, k := range h.of(c.UserID) {
				k.live(c.Seq, nil)
			}
		}
		users = users[n:]
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

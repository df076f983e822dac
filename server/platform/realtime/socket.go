package realtime

import (
	"encoding/json"
	"errors"
	"sync"

	"github.com/gorilla/websocket"

	"zhijian/server/platform/ids"
)

const (
	closeBadTicket = 4401
	closeRevoked   = 4403
	closeSlow      = 4408
	closePushedOut = 4409

	readLimit = 4 << 10
)

// socket is one connection. Its reader lives as long as it does; a writer lives
// only while there is something to write, one at a time, so that an idle
// connection costs one small goroutine.
type socket struct {
	hub           *Hub
	conn          *websocket.Conn
	user, session ids.ID // set by join, under the hub's lock
	slot          int    // when in the round it is pinged
	done          chan struct{}
	room          chan struct{} // the queue has become shorter

	mu      sync.Mutex
	sent    int64 // the last number put into the queue
	want    int64 // the highest number heard of while filling
	filling bool  // numbers come from SQL until sent has reached want
	queue   []*websocket.PreparedMessage
	ping    bool // one is due
	writing bool
	over    bool
	code    int
	reason  string
}

func newSocket(h *Hub, c *websocket.Conn) *socket {
	return &socket{hub: h, conn: c, done: make(chan struct{}), room: make(chan struct{}, 1), filling: true}
}

// open hears the hello and leaves the rest of the connection's life to a new
// goroutine: reading SQL has grown this one's stack, which thousands of idle
// connections must not keep.
func (k *socket) open() {
	k.conn.SetReadLimit(readLimit)
	if code, reason := k.greet(); code != 0 {
		k.end(code, reason)
	}
	go k.read()
}

// read expects nothing but pongs until the connection ends.
func (k *socket) read() {
	defer k.hub.wg.Done()
	defer k.hub.leave(k)
	alive := func(string) error { return k.conn.SetReadDeadline(soon(k.hub.pace.idle)) }
	k.conn.SetPongHandler(alive)
	if err := alive(""); err == nil {
		_, _, err = k.conn.NextReader()
		if err == nil {
			k.end(websocket.ClosePolicyViolation, "nothing to say after hello")
		}
	}
	k.end(websocket.CloseNormalClosure, "")
}

// hello is the client's first and only message.
type hello struct {
	Type    string `json:"type"`
	Ticket  string `json:"ticket"`
	LastSeq int64  `json:"lastSeq"`
	Epoch   string `json:"epoch"`
}

// greet reads the hello and brings the client up to date; a code other than 0
// is why the socket must close.
func (k *socket) greet() (code int, reason string) {
	if err := k.conn.SetReadDeadline(soon(k.hub.pace.hello)); err != nil {
		return websocket.CloseAbnormalClosure, ""
	}
	_, raw, err := k.conn.ReadMessage()
	if err != nil {
		return websocket.ClosePolicyViolation, "no hello"
	}
	var m hello
	if json.Unmarshal(raw, &m) != nil || m.Type != "hello" {
		return websocket.ClosePolicyViolation, "not a hello"
	}
	p, err := k.hub.redeem(k.hub.ctx, m.Ticket)
	switch {
	case errors.Is(err, errTicket):
		return closeBadTicket, "bad ticket"
	case err != nil:
		return websocket.CloseTryAgainLater, "later"
	}
	if k.hub.join(k, p) != nil {
		return closeRevoked, "session revoked"
	}
	if err := k.resume(m.LastSeq, m.Epoch); err != nil {
		k.hub.trouble("resume", err)
		return websocket.CloseTryAgainLater, "later"
	}
	return 0, ""
}

// live puts a fresh event into the queue, or starts reading SQL when it is not
// the next one. f is nil when only the number is known.
func (k *socket) live(seq int64, f *frames) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case k.over:
	case seq <= k.sent && !k.filling:
	case k.filling:
		k.want = max(k.want, seq)
	case f != nil && seq == k.sent+1:
		if len(k.queue) >= k.hub.pace.queue {
			k.endLocked(closeSlow, "slow")
			return
		}
		k.put(f.at(seq))
		k.sent = seq
	default:
		k.filling, k.want = true, seq
		k.hub.spawn(func() {
			if err := k.fill(); err != nil {
				k.hub.trouble("fill", err)
				k.end(websocket.CloseTryAgainLater, "later")
			}
		})
	}
}

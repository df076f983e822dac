package realtime

import (
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
)

const (
	closeBadTicket = 4401
	closeRevoked   = 4403
	closeSlow      = 4408
	closePushedOut = 4409

	readLimit = 4 << 10
)

// socket is one connection. Its reader owns the hello and the end, its writer
// is the only one that writes frames.
type socket struct {
	hub           *Hub
	conn          *websocket.Conn
	user, session ids.ID // set by join, under the hub's lock
	queue         chan *websocket.PreparedMessage
	done          chan struct{}
	once          sync.Once
	code          int
	reason        string

	mu      sync.Mutex
	sent    int64 // the last number put into the queue
	want    int64 // the highest number heard of while filling
	filling bool  // numbers come from SQL until sent has reached want
}

func newSocket(h *Hub, c *websocket.Conn) *socket {
	return &socket{hub: h, conn: c, queue: make(chan *websocket.PreparedMessage, h.pace.queue), done: make(chan struct{}), filling: true}
}

// end asks the writer to close with the code; only the first call counts.
func (k *socket) end(code int, reason string) {
	k.once.Do(func() {
		k.code, k.reason = code, reason
		close(k.done)
	})
}

// soon is a deadline of the network, which knows no other clock.
func soon(d time.Duration) time.Time { return clock.System().Add(d) }

func (k *socket) write() {
	defer k.hub.wg.Done()
	defer func() { _ = k.conn.Close() }()
	ping := time.NewTicker(k.hub.pace.ping)
	defer ping.Stop()
	for {
		select {
		case <-k.done:
			_ = k.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(k.code, k.reason), soon(k.hub.pace.write)) // it may be gone already
			return
		case m := <-k.queue:
			err := k.conn.SetWriteDeadline(soon(k.hub.pace.write))
			if err = errors.Join(err, k.conn.WritePreparedMessage(m)); err != nil {
				k.end(closeSlow, "slow")
				return
			}
		case <-ping.C:
			if err := k.conn.WriteControl(websocket.PingMessage, nil, soon(k.hub.pace.write)); err != nil {
				k.end(closeSlow, "slow")
				return
			}
		}
	}
}

// read expects the hello and then nothing but pongs.
func (k *socket) read() {
	defer k.hub.wg.Done()
	defer k.hub.leave(k)
	k.conn.SetReadLimit(readLimit)
	if code, reason := k.greet(); code != 0 {
		k.end(code, reason)
		return
	}
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
	select {
	case <-k.done:
		return
	default:
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case seq <= k.sent && !k.filling:
	case k.filling:
		k.want = max(k.want, seq)
	case f != nil && seq == k.sent+1:
		select {
		case k.queue <- f.at(seq):
			k.sent = seq
		default:
			k.end(closeSlow, "slow")
		}
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

package realtime

import (
	"time"

	"github.com/gorilla/websocket"

	"zhijian/server/platform/clock"
)

// soon is a deadline of the network, which knows no other clock.
func soon(d time.Duration) time.Time { return clock.System().Add(d) }

// end closes the socket with the code; only the first call counts.
func (k *socket) end(code int, reason string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.endLocked(code, reason)
}

// endLocked leaves the close frame to the writer. The reader calls it before
// it ends, so a writer is only ever started while the reader is counted.
func (k *socket) endLocked(code int, reason string) {
	if k.over {
		return
	}
	k.over, k.code, k.reason = true, code, reason
	close(k.done)
	k.startWriter()
}

// put queues a message; the caller holds the lock and has looked at the length.
func (k *socket) put(m *websocket.PreparedMessage) {
	k.queue = append(k.queue, m)
	k.startWriter()
}

func (k *socket) startWriter() {
	if !k.writing {
		k.writing = true
		k.hub.wg.Go(k.write)
	}
}

// say queues what was read from SQL at the pace of the reader, which the write
// deadline bounds, and leaves half of the queue to live events.
func (k *socket) say(m *websocket.PreparedMessage) error {
	for {
		k.mu.Lock()
		over, fits := k.over, len(k.queue) < max(k.hub.pace.queue/2, 1)
		if !over && fits {
			k.put(m)
		}
		k.mu.Unlock()
		switch {
		case over:
			return errGone
		case fits:
			return nil
		}
		select {
		case <-k.room:
		case <-k.done:
		}
	}
}

// write writes until nothing is left to write.
func (k *socket) write() {
	for {
		k.mu.Lock()
		batch, ping := k.queue, k.ping
		k.queue, k.ping = nil, false
		if k.over {
			k.mu.Unlock() // writing stays true: there is no other writer
			k.bye()
			return
		}
		if len(batch) == 0 && !ping {
			k.writing = false
			k.mu.Unlock()
			return
		}
		k.mu.Unlock()
		select {
		case k.room <- struct{}{}:
		default:
		}
		if err := k.writeAll(batch, ping); err != nil {
			k.end(closeSlow, "slow")
		}
	}
}

func (k *socket) writeAll(batch []*websocket.PreparedMessage, ping bool) error {
	for _, m := range batch {
		select {
		case <-k.done:
			return nil
		default:
		}
		if err := k.conn.SetWriteDeadline(soon(k.hub.pace.write)); err != nil {
			return err
		}
		if err := k.conn.WritePreparedMessage(m); err != nil {
			return err
		}
	}
	if !ping {
		return nil
	}
	return k.conn.WriteControl(websocket.PingMessage, nil, soon(k.hub.pace.write))
}

func (k *socket) bye() {
	// It may be gone already; closing is what matters.
	_ = k.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(k.code, k.reason), soon(k.hub.pace.write))
	_ = k.conn.Close()
}

// pingNow asks whether the client is alive.
func (k *socket) pingNow() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.over {
		k.ping = true
		k.startWriter()
	}
}

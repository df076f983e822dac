package realtime

import (
	"errors"

	"github.com/gorilla/websocket"

	"zhijian/server/platform/ids"
)

// resume answers a hello: welcome and what was missed, or resync. The socket
// has joined already, so that nothing told meanwhile is overlooked.
func (k *socket) resume(lastSeq int64, epoch string) error {
	first := lastSeq == 0 && epoch == ""
	if first {
		lastSeq = -1 // nothing can be missed: ask for the cursor alone
	}
	rows, c, ok, err := k.hub.missed(k.user, lastSeq)
	if err != nil {
		return err
	}
	if ok = ok && epoch == c.Epoch; !ok {
		rows, lastSeq = nil, c.Seq
	}
	answer := message{Type: "resync", Seq: lastSeq, Epoch: c.Epoch}
	if first || ok {
		answer.Type = "welcome"
	}
	if err := k.say(frame(answer)); err != nil {
		return err
	}
	if err := k.replay(lastSeq, rows); err != nil {
		return err
	}
	return k.fill()
}

// fill reads events from SQL until it has reached everything heard of, then
// lets live ones through.
func (k *socket) fill() error {
	for {
		k.mu.Lock()
		from, want := k.sent, k.want
		k.filling = want > from
		more := k.filling
		k.mu.Unlock()
		if !more {
			return nil
		}
		rows, c, ok, err := k.hub.missed(k.user, from)
		switch {
		case err != nil:
			return err
		case c.Seq < want:
			return errRestored // the database was set back under us
		case !ok:
			if err := k.say(frame(message{Type: "resync", Seq: c.Seq, Epoch: c.Epoch})); err != nil {
				return err
			}
			from, rows = c.Seq, nil
		}
		if err := k.replay(from, rows); err != nil {
			return err
		}
	}
}

// missed asks SQL; a crowd that reconnects takes turns.
func (h *Hub) missed(user ids.ID, from int64) ([]row, cursor, bool, error) {
	h.reading <- struct{}{}
	defer func() { <-h.reading }()
	return h.store.missed(h.ctx, user, from)
}

func (k *socket) replay(from int64, rows []row) error {
	for _, r := range rows {
		f := frames{event: Event{Kind: r.Kind, Ref: r.Ref, Community: r.Community}, bySeq: map[int64]*websocket.PreparedMessage{}}
		if err := k.say(f.at(r.Seq)); err != nil {
			return err
		}
		from = r.Seq
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sent = from
	return nil
}

// trouble logs what is not simply a client that went away.
func (h *Hub) trouble(doing string, err error) {
	if errors.Is(err, errGone) || h.ctx.Err() != nil {
		return
	}
	h.log.Warn("realtime: trouble", "doing", doing, "err", err)
}

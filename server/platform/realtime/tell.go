package realtime

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/gorilla/websocket"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// Event says "reload this": what kind of thing, which one, in which community.
type Event struct {
	Kind      string
	Ref       ids.ID
	Community ids.ID
}

// Tell notes the event for each of the users, residents and staff alike, and
// tells their sockets once the transaction of ctx has committed. Three
// statements for up to 500 users, as the last ones of the transaction. Errors:
// ErrOutsideTx; those of SQL are the transaction's.
func (h *Hub) Tell(ctx context.Context, users []ids.ID, kind string, ref, community ids.ID) error {
	if !db.InTx(ctx) {
		return ErrOutsideTx
	}
	users = slices.Clone(users)
	slices.Sort(users)
	users = slices.DeleteFunc(slices.Compact(users), func(u ids.ID) bool { return u == 0 })
	if len(users) == 0 {
		return nil
	}
	told := told{Event: Event{Kind: kind, Ref: ref, Community: community}, Users: users}
	// All that happens in a community wants the cursors of the same staff.
	db.BeforeCommit(ctx, func() error { return h.number(ctx, &told) })
	db.AfterCommit(ctx, func() {
		h.deliver(told)
		h.publish(busMessage{Told: &told})
	})
	return nil
}

// number writes the event under each user's next number.
func (h *Hub) number(ctx context.Context, t *told) error {
	for part := range slices.Chunk(t.Users, batch) {
		seqs, err := h.store.bump(ctx, part, t.Event)
		if err != nil {
			return fmt.Errorf("tell %s: %w", t.Kind, err)
		}
		t.Seqs = append(t.Seqs, seqs...)
	}
	return nil
}

// told is one Tell as the hubs tell each other.
type told struct {
	Event
	Users []ids.ID
	Seqs  []int64
}

// deliver tells the listeners and sockets of this process.
func (h *Hub) deliver(t told) {
	f := frames{event: t.Event, bySeq: map[int64]*websocket.PreparedMessage{}}
	for i, user := range t.Users {
		h.signal(user, t.Kind)
		for _, k := range h.of(user) {
			k.live(t.Seqs[i], &f)
		}
	}
}

func (h *Hub) signal(user ids.ID, kind string) {
	for _, f := range h.listeners {
		f(user, kind)
	}
}

// frames shares one encoded frame among all sockets that get the same number.
type frames struct {
	event Event
	bySeq map[int64]*websocket.PreparedMessage
}

func (f *frames) at(seq int64) *websocket.PreparedMessage {
	m, ok := f.bySeq[seq]
	if !ok {
		m = frame(message{Type: "event", Seq: seq, Kind: f.event.Kind, Ref: f.event.Ref, CommunityID: f.event.Community})
		f.bySeq[seq] = m
	}
	return m
}

// message is what the server says on the wire.
type message struct {
	Type        string `json:"type"`
	Seq         int64  `json:"seq"`
	Epoch       string `json:"epoch,omitempty"`
	Kind        string `json:"kind,omitempty"`
	Ref         ids.ID `json:"ref,omitzero"`
	CommunityID ids.ID `json:"communityId,omitzero"`
}

func frame(m message) *websocket.PreparedMessage {
	raw, err := json.Marshal(m)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	p, err := websocket.NewPreparedMessage(websocket.TextMessage, raw)
	if err != nil {
		panic(err) // only for an unknown message type
	}
	return p
}

package realtime

import (
	"cmp"
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
// tells their sockets once the transaction of ctx has committed. All that a
// transaction tells takes three statements for up to 500 users, as its last
// ones. Errors: ErrOutsideTx; those of SQL are the transaction's.
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
	// All that happens in a community wants the cursors of the same staff:
	// they are taken last.
	db.Collect(ctx, gathered{h}, h.number, &told{Event: Event{Kind: kind, Ref: ref, Community: community}, Users: users})
	return nil
}

// gathered is the key of what a transaction tells.
type gathered struct{ *Hub }

// number writes the events under their users' next numbers and has them told
// after the commit.
func (h *Hub) number(ctx context.Context, all []*told) error {
	for _, t := range all {
		t.Seqs = make([]int64, len(t.Users))
	}
	lines := linesOf(all)
	for part := range slices.Chunk(lines, batch) {
		if err := h.store.bump(ctx, part); err != nil {
			return fmt.Errorf("tell %s: %w", all[0].Kind, err)
		}
	}
	db.AfterCommit(ctx, func() {
		for _, t := range all {
			h.deliver(*t)
			h.publish(busMessage{Told: t})
		}
	})
	return nil
}

// line is what one user is told in a transaction, in order.
type line struct {
	user   ids.ID
	events []Event
	seqs   []*int64 // where the number of each event goes
}

// linesOf sorts what is told by user, with rising ids.
func linesOf(all []*told) []line {
	at := map[ids.ID]int{}
	var lines []line
	for _, t := range all {
		for i, u := range t.Users {
			n, ok := at[u]
			if !ok {
				n = len(lines)
				at[u] = n
				lines = append(lines, line{user: u})
			}
			lines[n].events = append(lines[n].events, t.Event)
			lines[n].seqs = append(lines[n].seqs, &t.Seqs[i])
		}
	}
	slices.SortFunc(lines, func(a, b line) int { return cmp.Compare(a.user, b.user) })
	return lines
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

package realtime

import (
	"strings"
	"time"

	"zhijian/server/platform/ids"
)

// Pace makes the hub's times and sizes those of a test, before it serves.
func (h *Hub) Pace(hello, ping, idle time.Duration, queue int) {
	h.pace.hello, h.pace.ping, h.pace.idle, h.pace.queue = hello, ping, idle, queue
	h.pace.perSecond = 1 << 20
}

// WithoutReturning makes the hub ask as it has to on MySQL and TiDB.
func (h *Hub) WithoutReturning() { h.store.returning = false }

// PerSecond limits connects from one address.
func (h *Hub) PerSecond(n int) { h.pace.perSecond = n }

// Reconcile makes the hub compare itself with SQL this often.
func (h *Hub) Reconcile(every time.Duration) { h.pace.reconcile = every }

// Flood delivers numbers from..to to users at once, as Tell does after its
// commits, each event about as long as a message may be.
func (h *Hub) Flood(from, to int64, users ...ids.ID) {
	for seq := from; seq <= to; seq++ {
		seqs := make([]int64, len(users))
		for i := range seqs {
			seqs[i] = seq
		}
		h.deliver(told{Event: Event{Kind: strings.Repeat("k", 2000)}, Users: users, Seqs: seqs})
	}
}

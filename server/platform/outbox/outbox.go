package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

// ErrOutsideTx is what Publish and Enqueue answer without a transaction: an
// event that does not commit with its change is a lie or a loss.
var ErrOutsideTx = errors.New("outbox: publish outside a transaction")

const (
	// lease is how long a handed-over row may stay unfinished before it is
	// offered again; what is critical waits less. It exceeds the time that a
	// handler is given.
	lease         = 30 * time.Second
	leaseCritical = 12 * time.Second
	// maxAttempts with the back-off of Failed spans about a day.
	maxAttempts = 25
)

// Event is something that happened, told by one capability to others.
type Event interface{ Topic() string }

// Row is one message for one handler.
type Row struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	TaskKey     string
	Name        string
	Queue       task.Queue
	Payload     string
	Status      string
	Attempts    int64
	ClaimedBy   string
	LastError   string
	AvailableAt time.Time
	CreatedAt   time.Time
	DoneAt      *time.Time
}

// TableName is for gorm.
func (Row) TableName() string { return "outbox" }

// Message is what the queue carries.
func (r Row) Message() task.Message {
	return task.Message{Name: r.Name, Key: r.TaskKey, Payload: json.RawMessage(r.Payload)}
}

// Limit is how long the handler of a message in the queue may take: it must
// end before the row's lease does.
func Limit(q task.Queue) time.Duration {
	if q == task.Critical {
		return leaseCritical - 3*time.Second
	}
	return lease - 5*time.Second
}

// Box writes and hands over outbox rows.
type Box struct {
	db    *db.DB
	gen   *ids.Gen
	now   clock.Clock
	subs  map[string][]subscription
	nudge chan struct{}
	// together are the handlers whose messages may share a transaction.
	together map[string]task.Handler
}

type subscription struct {
	name  string
	queue task.Queue
}

// New makes a Box; subscriptions are added while the process is wired.
func New(d *db.DB, gen *ids.Gen, now clock.Clock) *Box {
	return &Box{db: d, gen: gen, now: now, subs: map[string][]subscription{}, nudge: make(chan struct{}, 1), together: map[string]task.Handler{}}
}

// Subscribe makes each event of topic a message for the named task.
func (b *Box) Subscribe(topic, name string, q task.Queue) {
	b.subs[topic] = append(b.subs[topic], subscription{name, q})
}

// Publish stores one message for each subscriber of the event. It must run in
// the transaction of the change, and is written with all others of it before
// the commit.
func (b *Box) Publish(ctx context.Context, e Event) error {
	for _, s := range b.subs[e.Topic()] {
		if err := b.put(ctx, s.name, s.queue, e, b.now()); err != nil {
			return err
		}
	}
	if !db.InTx(ctx) {
		return ErrOutsideTx
	}
	return nil
}

// Enqueue stores a message for one task, due at the given time, or now when
// that is past. It must run in a transaction.
func (b *Box) Enqueue(ctx context.Context, name string, q task.Queue, payload any, at time.Time) error {
	return b.put(ctx, name, q, payload, at)
}

func (b *Box) put(ctx context.Context, name string, q task.Queue, payload any, at time.Time) error {
	if !db.InTx(ctx) {
		return ErrOutsideTx
	}
	raw, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("payload of %s: %w", name, err)
	}
	now := b.now()
	if at.Before(now) {
		at = now // it begins to wait now: Lag must not count the time before
	}
	db.Collect(ctx, gathered{b}, b.write, Row{ID: b.gen.New(), TaskKey: ids.Code(20, ids.URL), Name: name, Queue: q, Payload: string(raw), Status: "new", AvailableAt: at, CreatedAt: now})
	return nil
}

// gathered is the key of a transaction's messages.
type gathered struct{ *Box }

// insertSize is how many rows one statement inserts: within the number of
// parameters that every engine takes.
const insertSize = 500

// write inserts all messages of a transaction.
func (b *Box) write(ctx context.Context, rows []Row) error {
	if err := b.db.Conn(ctx).CreateInBatches(rows, insertSize).Error; err != nil {
		return fmt.Errorf("outbox rows: %w", err)
	}
	b.wake(ctx)
	return nil
}

// wake nudges the relay once the transaction of ctx has committed.
func (b *Box) wake(ctx context.Context) {
	db.AfterCommit(ctx, func() {
		select {
		case b.nudge <- struct{}{}:
		default: // the relay is awake already
		}
	})
}

// Nudged receives after a commit of this process wrote rows.
func (b *Box) Nudged() <-chan struct{} { return b.nudge }

// Handle registers a handler whose effect is in SQL alone: it runs in one
// transaction with the acknowledgement, so the effect happens exactly once.
func (b *Box) Handle(mux *task.Mux, name string, h task.Handler) {
	mux.Handle(name, func(ctx context.Context, m task.Message) error {
		return b.db.Tx(ctx, func(ctx context.Context) error {
			first, err := b.done(ctx, m.Key)
			if err != nil || !first {
				return err
			}
			return h(ctx, m)
		})
	})
}

// HandleOutside registers a handler with an effect outside SQL (a WeChat
// message, a door). It runs outside any transaction and at least once; the
// handler guards repeats with a key of its own.
func (b *Box) HandleOutside(mux *task.Mux, name string, h task.Handler) {
	mux.Handle(name, func(ctx context.Context, m task.Message) error {
		if open, err := b.open(ctx, m.Key); err != nil || !open {
			return err
		}
		if err := h(ctx, m); err != nil {
			return err
		}
		return b.db.Tx(ctx, func(ctx context.Context) error {
			_, err := b.done(ctx, m.Key)
			return err
		})
	})
}

func (b *Box) open(ctx context.Context, key string) (bool, error) {
	var r Row
	err := b.db.Conn(ctx).Select("status").Where("task_key = ?", key).Take(&r).Error
	if db.NotFound(err) {
		return false, nil
	}
	return r.Status == "new" || r.Status == "sent", err
}

func (b *Box) done(ctx context.Context, key string) (first bool, err error) {
	res := b.db.Conn(ctx).Model(&Row{}).Where("task_key = ? AND status IN ?", key, []string{"new", "sent"}).
		Updates(map[string]any{"status": "done", "done_at": b.now(), "last_error": ""})
	return res.RowsAffected == 1, res.Error
}

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"zhijian/server/app"
	"zhijian/server/event"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

const (
	delivery = "notify:deliver" // the task behind each event.Notify
	// backlog is how many events may wait: what is measured is how late faults
	// make them, not how long a queue is.
	backlog = 300
)

// proveJobs commits events while everything between them and their effect is
// killed, flushed and robbed, and then counts the effects: messages in
// inboxes, and the live numbers of their readers, which would show an effect
// that happened twice.
func proveJobs(ctx context.Context, l *lab) error {
	workers := make([]*child, 0, 3)
	for _, name := range []string{"server", "jobs", "jobs"} { // the first migrates
		c, err := l.start(ctx, name)
		if err != nil {
			return err
		}
		workers = append(workers, c)
	}
	a, err := l.app(ctx)
	if err != nil {
		return err
	}
	people, err := l.people(ctx, a, l.size(40, 500))
	if err != nil {
		return err
	}
	end := l.harm(ctx,
		fault{"worker kill -9", 2 * time.Second, 0, killOne(workers...)},
		fault{"Redis kill -9", time.Duration(l.size(5, 15)) * time.Second, l.size(1, 5), killOne(l.redis)},
		fault{"Redis FLUSHALL", time.Duration(l.size(4, 25)) * time.Second, l.size(1, 3), l.flush},
		fault{"worker frozen beyond its lease", time.Duration(l.size(10, 30)) * time.Second, l.size(1, 3), freezeOne(time.Duration(l.size(2, 35))*time.Second, workers...)},
		fault{"queue lease deleted", 700 * time.Millisecond, l.size(5, 100), l.rob},
	)
	sent, err := l.publish(ctx, a, people, l.size(1500, 50_000))
	if err == nil {
		err = l.until(ctx, 5*time.Minute, "every event is done", func(ctx context.Context) (bool, error) {
			n, err := l.count(ctx, "SELECT COUNT(*) FROM outbox WHERE status IN ('new', 'sent') AND name = ?", delivery)
			return n == 0, err
		})
	}
	if stop := end(); stop != nil {
		return stop
	}
	if err != nil {
		return err
	}
	return l.effects(ctx, sent)
}

func (l *lab) people(ctx context.Context, a *app.App, n int) ([]ids.ID, error) {
	out := make([]ids.ID, n)
	for i := range out {
		var err error
		if out[i], err = a.Proof().Person(ctx, "住户", fmt.Sprintf("139%08d", i)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// publish commits n events in small transactions, one in ten of them urgent,
// and answers how many it committed. MariaDB stays up, so the outcome of each
// commit is known.
func (l *lab) publish(ctx context.Context, a *app.App, people []ids.ID, n int) (sent int64, err error) {
	p := a.Proof()
	for sent < int64(n) {
		open, err := l.count(ctx, "SELECT COUNT(*) FROM outbox WHERE status IN ('new', 'sent')")
		if err != nil {
			return sent, err
		}
		if open > backlog {
			pause(ctx, 20*time.Millisecond)
			if ctx.Err() != nil {
				return sent, ctx.Err()
			}
			continue
		}
		size := min(1+l.rnd.Int64N(40), int64(n)-sent)
		if err := p.DB.Tx(ctx, func(ctx context.Context) error {
			for range size {
				if err := l.one(ctx, p, people[l.rnd.IntN(len(people))]); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return sent, err
		}
		if sent/5000 != (sent+size)/5000 {
			l.say("%d events committed", sent+size)
		}
		sent += size
	}
	return sent, nil
}

func (l *lab) one(ctx context.Context, p app.Proof, to ids.ID) error {
	e := event.Notify{To: to, Template: "repair_assigned", Params: map[string]string{"number": "R1", "worker": "赵师傅"}}
	if l.rnd.IntN(10) == 0 {
		return p.Box.Enqueue(ctx, delivery, task.Critical, e, p.Now())
	}
	return p.Box.Publish(ctx, e)
}

// effects counts what came of the events.
func (l *lab) effects(ctx context.Context, sent int64) error {
	for _, q := range []struct {
		what string
		want int64
		sql  string
	}{
		{"events done", sent, "SELECT COUNT(*) FROM outbox WHERE name = 'notify:deliver' AND status = 'done'"},
		{"events given up", 0, "SELECT COUNT(*) FROM outbox WHERE status = 'dead'"},
		{"messages in inboxes", sent, "SELECT COUNT(*) FROM inbox_messages"},
		{"people whose messages are not what was sent to them", 0, "SELECT COUNT(*) FROM (SELECT JSON_VALUE(payload, '$.to') AS person, COUNT(*) AS n FROM outbox WHERE name = 'notify:deliver' GROUP BY person) a " +
			"LEFT JOIN (SELECT user_id, COUNT(*) AS n FROM inbox_messages GROUP BY user_id) b ON b.user_id = a.person WHERE b.n IS NULL OR a.n <> b.n"},
		{"people who were told live more or less often", 0, "SELECT COUNT(*) FROM (SELECT user_id, COUNT(*) AS n FROM inbox_messages GROUP BY user_id) a " +
			"LEFT JOIN realtime_cursors c ON c.user_id = a.user_id WHERE c.seq IS NULL OR c.seq <> a.n"},
	} {
		n, err := l.count(ctx, q.sql)
		if err != nil {
			return err
		}
		l.same(q.what, q.want, n)
	}
	for _, q := range []struct {
		what  string
		queue task.Queue
		most  int64
	}{{"ms from commit to effect, p99 of urgent events", task.Critical, 15_000}, {"ms from commit to effect, p99 of the others", task.Default, 90_000}} {
		n, err := l.late(ctx, q.queue, 99)
		if err != nil {
			return err
		}
		l.atMost(q.what, q.most, n)
	}
	worst, err := l.count(ctx, "SELECT MAX(TIMESTAMPDIFF(MICROSECOND, created_at, done_at)) DIV 1000 FROM outbox WHERE name = 'notify:deliver'")
	l.fact("slowest effect, ms", worst)
	return err
}

// late is the percentile of how long events of a queue waited for their effect.
func (l *lab) late(ctx context.Context, q task.Queue, percent int64) (int64, error) {
	n, err := l.count(ctx, "SELECT COUNT(*) FROM outbox WHERE name = 'notify:deliver' AND queue = ?", string(q))
	if err != nil || n == 0 {
		return 0, err
	}
	return l.count(ctx, "SELECT TIMESTAMPDIFF(MICROSECOND, created_at, done_at) DIV 1000 AS ms FROM outbox WHERE name = 'notify:deliver' AND queue = ? ORDER BY ms LIMIT 1 OFFSET ?",
		string(q), min(n*percent/100, n-1))
}

// rob takes the lease of a task that is being worked on, after which Asynq
// never looks at it again.
func (l *lab) rob(ctx context.Context, chance *rand.Rand) error {
	key := fmt.Sprintf("asynq:{%s}:lease", task.Default)
	return l.patient(ctx, func() error {
		found, err := l.cache.ZRange(ctx, key, 0, -1).Result()
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return errNotNow
		}
		n, err := l.cache.ZRem(ctx, key, found[chance.IntN(len(found))]).Result()
		if err == nil && n == 0 { // it was given back meanwhile
			return errNotNow
		}
		return err
	})
}

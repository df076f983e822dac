package worker

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"zhijian/server/platform/task"
)

// orphanAge is how long a task may be active without a lease. No handler may
// run for so long, so its worker is dead.
const orphanAge = 2 * time.Minute

// Asynq 0.26 extends, finishes and recovers a task by its entry in the lease
// set. One that is active and lost that entry stays so for ever. Its work is
// safe: the outbox offers the row again under a new task id when the row's own
// lease ends. What is left in Redis only grows, and is taken away here.
//
// KEYS active list, lease set, our notes, task prefix; ARGV now, age.
var sweepScript = redis.NewScript(`
local gone = 0
local noted = {}
for _, id in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
	if not redis.call('ZSCORE', KEYS[2], id) then
		local since = redis.call('HGET', KEYS[3], id)
		if not since then
			noted[#noted+1] = id
			noted[#noted+1] = ARGV[1]
		elseif tonumber(ARGV[1]) - tonumber(since) >= tonumber(ARGV[2]) then
			redis.call('LREM', KEYS[1], 1, id)
			redis.call('DEL', KEYS[4] .. id)
			gone = gone + 1
		else
			noted[#noted+1] = id
			noted[#noted+1] = since
		end
	end
end
redis.call('DEL', KEYS[3])
for i = 1, #noted, 2 do
	redis.call('HSET', KEYS[3], noted[i], noted[i+1])
end
return gone
`)

func queueNames() []task.Queue { return []task.Queue{task.Critical, task.Default, task.Bulk} }

// sweepOrphans answers how many it took away.
func sweepOrphans(ctx context.Context, r redis.UniversalClient, now time.Time) (gone int, err error) {
	for _, q := range queueNames() {
		in := fmt.Sprintf("asynq:{%s}:", q)
		n, err := sweepScript.Run(ctx, r, []string{in + "active", in + "lease", in + "zj_orphans", in + "t:"}, now.Unix(), int64(orphanAge/time.Second)).Int()
		if err != nil {
			return gone, fmt.Errorf("orphans of %s: %w", q, err)
		}
		gone += n
	}
	return gone, nil
}

// Periodics are what the background half itself does by the clock.
func Periodics(d Deps) []task.Periodic {
	log := d.Log
	if log == nil {
		log = slog.Default()
	}
	return []task.Periodic{
		{Name: "jobs:orphans", Every: time.Minute, For: "清理失去租约、不会再结束的队列任务", Run: func(ctx context.Context) error {
			n, err := sweepOrphans(ctx, d.Redis, d.Now())
			if n > 0 {
				log.Warn("queue: tasks without a lease taken away", "tasks", n)
			}
			return err
		}},
		{Name: "jobs:forget", Every: 24 * time.Hour, For: "删除 30 天前的定时记录", Run: func(ctx context.Context) error { return forget(ctx, d.DB, d.Now()) }},
	}
}

// QueueLine is one queue as it stands in Redis.
type QueueLine struct {
	Name    string
	Waiting int
	Active  int
	Orphans int // active without a lease
	Done    int // today
	Oldest  time.Duration
}

// Queues reads the queues.
func Queues(ctx context.Context, r redis.UniversalClient) ([]QueueLine, error) {
	look := asynq.NewInspectorFromRedisClient(r)
	known, err := look.Queues()
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	for _, q := range known {
		there[q] = true
	}
	out := make([]QueueLine, 0, len(queueNames()))
	for _, q := range queueNames() {
		line := QueueLine{Name: string(q)}
		if there[line.Name] {
			info, err := look.GetQueueInfo(line.Name)
			if err != nil {
				return nil, err
			}
			line.Waiting, line.Active, line.Done, line.Oldest = info.Pending, info.Active, info.Processed, info.Latency
			if line.Orphans, err = orphans(ctx, r, line.Name); err != nil {
				return nil, err
			}
		}
		out = append(out, line)
	}
	return out, nil
}

func orphans(ctx context.Context, r redis.UniversalClient, queue string) (int, error) {
	in := fmt.Sprintf("asynq:{%s}:", queue)
	active, err := r.LLen(ctx, in+"active").Result()
	if err != nil {
		return 0, err
	}
	leased, err := r.ZCard(ctx, in+"lease").Result()
	return int(max(active-leased, 0)), err
}

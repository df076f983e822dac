package httpx

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/errs"
)

// ErrTooMany is the answer to a caller over a limit.
var ErrTooMany = errs.New(http.StatusTooManyRequests, "limit.too_many", "操作太频繁了，请稍后再试")

// Limit allows N calls in each window of Per, counted by caller: the session's
// user, or the address for those without one.
type Limit struct {
	N   int
	Per time.Duration
	// Closed refuses when Redis cannot be asked: for log-in and codes, where
	// an uncounted guess is worse than a refusal.
	Closed bool
}

// Take counts one call in Redis and reports whether it is within n.
var take = redis.NewScript(`local c = redis.call('INCR', KEYS[1])
if c == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {c, redis.call('PTTL', KEYS[1])}`)

func (a *API) limit(ctx context.Context, op Op) error {
	for i, l := range op.Limits {
		who := auth.From(ctx)
		caller := who.ID.String()
		if who.ID == 0 {
			caller = auth.OriginFrom(ctx).IP
		}
		if err := Take(ctx, a.o.Redis, "limit:"+op.ID+":"+strconv.Itoa(i)+":"+caller, l); err != nil {
			return err
		}
	}
	return nil
}

// Take counts one use of key against the limit; use cases call it for what a
// route cannot know, such as the phone number in the body.
func Take(ctx context.Context, r redis.UniversalClient, key string, l Limit) error {
	res, err := take.Run(ctx, r, []string{key}, l.Per.Milliseconds()).Int64Slice()
	if err != nil {
		if l.Closed {
			return errTimeout.Because(err)
		}
		return nil
	}
	if res[0] > int64(l.N) {
		wait := max(1, (res[1]+999)/1000)
		return ErrTooMany.Note("retryAfterSeconds", strconv.FormatInt(wait, 10))
	}
	return nil
}

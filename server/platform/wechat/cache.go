package wechat

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/silenceper/wechat/v2/cache"
	"github.com/silenceper/wechat/v2/credential"
)

// tokenCache is the library's cache on our Redis. Its methods take no
// context, so each is bounded by cacheTimeout. Without Redis every call
// fetches a stable token, which is always the same one: slower, not wrong.
type tokenCache struct{ redis redis.UniversalClient }

var _ cache.Cache = tokenCache{}

const cacheTimeout = time.Second

// Get answers a string, or nil when there is none or Redis does not answer.
func (t tokenCache) Get(key string) any {
	ctx, cancel := context.WithTimeout(context.Background(), cacheTimeout)
	defer cancel()
	if v, err := t.redis.Get(ctx, key).Result(); err == nil {
		return v
	}
	return nil
}

// Set keeps a value. A time that has run out already is not stored: Redis
// would take it for "for ever".
func (t tokenCache) Set(key string, val any, keep time.Duration) error {
	if keep < time.Second {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), cacheTimeout)
	defer cancel()
	_ = t.redis.Set(ctx, key, val, keep).Err() // the token in hand is good all the same
	return nil
}

// IsExist reports whether Get would answer.
func (t tokenCache) IsExist(key string) bool { return t.Get(key) != nil }

// Delete forgets a value.
func (t tokenCache) Delete(key string) error {
	ctx, cancel := context.WithTimeout(context.Background(), cacheTimeout)
	defer cancel()
	return t.redis.Del(ctx, key).Err()
}

// put overwrites the token after a refusal. The library keeps tokens 300 s
// shorter than they live; so do we.
func (t tokenCache) put(ctx context.Context, key, token string, expiresIn int64) error {
	if keep := time.Duration(expiresIn-300) * time.Second; keep >= time.Second {
		return t.redis.Set(ctx, key, token, keep).Err()
	}
	return t.redis.Del(ctx, key).Err()
}

// tokenKey is where the library looks for the stable token.
func (c *Client) tokenKey() string {
	return credential.CacheKeyMiniProgramPrefix + "_stable_access_token_" + c.appID
}

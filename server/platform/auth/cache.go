package auth

import (
	"context"
	"sync"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
)

// actorTTL bounds how long a withdrawn right may live on in another replica.
// In the process that withdrew it, Forget ends it at once.
const actorTTL = 20 * time.Second

// Cache keeps built Actors by session.
type Cache struct {
	now     clock.Clock
	mu      sync.Mutex
	actors  map[ids.ID]cached
	forgets uint64 // counts Forget, so that a load that began before one is not kept
}

type cached struct {
	actor Actor
	until time.Time
}

// NewCache returns an empty cache.
func NewCache(now clock.Clock) *Cache { return &Cache{now: now, actors: map[ids.ID]cached{}} }

// Get returns the cached Actor of the session or builds it with load.
func (c *Cache) Get(ctx context.Context, session ids.ID, load func(context.Context) (Actor, error)) (Actor, error) {
	c.mu.Lock()
	hit, ok := c.actors[session]
	seen := c.forgets
	c.mu.Unlock()
	if ok && c.now().Before(hit.until) {
		return hit.actor, nil
	}
	a, err := load(ctx)
	if err != nil {
		return Actor{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.forgets == seen {
		if len(c.actors) >= maxSeen {
			clear(c.actors)
		}
		c.actors[session] = cached{a, c.now().Add(actorTTL)}
	}
	return a, nil
}

// Forget drops every cached Actor of a person or staff account.
func (c *Cache) Forget(user ids.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forgets++
	for s, e := range c.actors {
		if e.actor.ID == user || e.actor.OnBehalfOf == user {
			delete(c.actors, s)
		}
	}
}

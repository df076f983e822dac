package home

import (
	"hash/maphash"
	"slices"
	"sync"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
)

const (
	pageTTL   = time.Minute
	houseTTL  = 10 * time.Minute // labels and phone numbers; rights are in the stamp
	maxPeople = 50_000
)

// cache keeps what was last shown, in this process. A page and a list of
// houses are valid only under the stamp of the actor they were made for.
type cache struct {
	now  clock.Clock
	seed maphash.Seed

	mu     sync.Mutex
	people map[ids.ID]*person
	// forgets counts what was forgotten, by stripes of people, so that a page
	// read before is not kept after.
	forgets [64]uint64
}

func stripe(id ids.ID) uint64 { return uint64(id) >> 22 % 64 } // past the bits that seldom differ

type person struct {
	communities []ids.ID
	stamp       uint64
	known       known
	housesUntil time.Time
	pages       map[ids.ID]Home // by chosen house
	pagesUntil  time.Time
}

// known is what a person's houses are called and where they stand.
type known struct {
	houses []event.MyHouse
	spots  map[ids.ID][]ids.ID // house → itself, its unit, building and community
}

// owners are whose cards the person sees: his own and those of all his spots.
func (k known) owners(person ids.ID, communities []ids.ID) []ids.ID {
	out := append([]ids.ID{person}, communities...)
	for _, s := range k.spots {
		out = append(out, s...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func newCache(now clock.Clock) *cache {
	return &cache{now: now, seed: maphash.MakeSeed(), people: map[ids.ID]*person{}}
}

// stamp changes whenever the actor's houses, roles or rights do.
func (c *cache) stamp(who auth.Actor) uint64 {
	var h maphash.Hash
	h.SetSeed(c.seed)
	for _, x := range who.Houses {
		maphash.WriteComparable(&h, x.HouseID)
		_, _ = h.WriteString(x.Role) // a hash never fails
		for _, r := range x.Rights {
			_, _ = h.WriteString(string(r))
			_ = h.WriteByte(0)
		}
	}
	return h.Sum64()
}

// page is the kept page, if it may still be shown. mark goes back to keep.
func (c *cache) page(who auth.Actor, stamp uint64, house ids.ID) (h Home, k known, mark uint64, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, now := c.people[who.ID], c.now()
	if p == nil || p.stamp != stamp {
		return Home{}, known{}, c.forgets[stripe(who.ID)], false
	}
	if now.Before(p.housesUntil) {
		k = p.known
	}
	if now.Before(p.pagesUntil) && k.houses != nil {
		h, ok = p.pages[house]
	}
	return h, k, c.forgets[stripe(who.ID)], ok
}

// keep stores a page unless something was forgotten since mark.
func (c *cache) keep(who auth.Actor, stamp uint64, house ids.ID, h Home, k known, mark uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.forgets[stripe(who.ID)] != mark {
		return
	}
	p, now := c.people[who.ID], c.now()
	if p == nil || p.stamp != stamp || !now.Before(p.housesUntil) {
		if len(c.people) >= maxPeople {
			clear(c.people)
		}
		p = &person{communities: slices.Clone(who.Communities), stamp: stamp, known: k, housesUntil: now.Add(houseTTL)}
		c.people[who.ID] = p
	}
	if p.pages == nil || !now.Before(p.pagesUntil) {
		p.pages, p.pagesUntil = map[ids.ID]Home{}, now.Add(pageTTL)
	}
	p.pages[house] = h
}

// forget drops the pages of people.
func (c *cache) forget(people ...ids.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range people {
		if id == 0 { // signals were lost: anybody's page may be old
			clear(c.people)
			for i := range c.forgets {
				c.forgets[i]++
			}
			return
		}
		c.forgets[stripe(id)]++
		if p := c.people[id]; p != nil {
			p.pages = nil
		}
	}
}

// forgetCommunity drops the pages of everybody who lives there.
func (c *cache) forgetCommunity(id ids.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.forgets {
		c.forgets[i]++
	}
	for _, p := range c.people {
		if slices.Contains(p.communities, id) {
			p.pages = nil
		}
	}
}

package realtime_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/realtime"
	"zhijian/server/platform/testkit"
)

func TestTellReachesEveryDeviceOfTheUserInEveryProcess(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	one, two := l.process(), l.process()
	l.onBus(2)
	phone, desk, other := one.join(ann, 0, ""), two.join(ann, 0, ""), two.join(bob, 0, "")
	epoch := phone.expect("welcome", 0).Epoch
	if desk.expect("welcome", 0).Epoch != epoch || epoch == "" {
		t.Fatal("two devices know two epochs")
	}
	other.expect("welcome", 0)
	one.tell("repair.changed", 55, ann)
	for _, c := range []*client{phone, desk} {
		if m := c.expect("event", 1); m.Kind != "repair.changed" || m.Ref != 55 || m.CommunityID != 7 {
			t.Fatalf("%+v", m)
		}
	}
	one.tell("inbox.new", 56, ann, bob)
	phone.expect("event", 2)
	desk.expect("event", 2)
	if m := other.expect("event", 1); m.Kind != "inbox.new" {
		t.Fatalf("bob heard of ann's: %+v", m)
	}
}

func TestATransactionThatFailsTellsNobody(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	p := l.process()
	c := p.join(ann, 0, "")
	c.expect("welcome", 0)
	err := l.db.Tx(t.Context(), func(ctx context.Context) error {
		return errors.Join(p.hub.Tell(ctx, []ids.ID{ann}, "a", 1, 0), errors.New("no"))
	})
	if err == nil {
		t.Fatal("it committed")
	}
	p.tell("b", 2, ann)
	if m := c.expect("event", 1); m.Kind != "b" {
		t.Fatalf("%+v", m)
	}
	if err := p.hub.Tell(t.Context(), []ids.ID{ann}, "a", 1, 0); !errors.Is(err, realtime.ErrOutsideTx) {
		t.Fatal(err)
	}
}

func TestTellCostsTwoStatementsForAnyNumberOfUsers(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	p, mysql := l.process(), l.process()
	mysql.hub.WithoutReturning()
	for _, n := range []int{1, 400} {
		users := make([]ids.ID, n)
		for i := range users {
			users[i] = ids.ID(1000 + i)
		}
		statements := 0
		err := l.db.Tx(db.Counting(t.Context(), &statements), func(ctx context.Context) error {
			return errors.Join(p.hub.Tell(ctx, users, "home.changed", 1, 1), p.hub.Tell(ctx, users[:1], "inbox.new", 2, 1))
		})
		if err != nil || statements != 2 {
			t.Fatalf("%d users: %d statements, %v", n, statements, err)
		}
		statements = 0
		err = l.db.Tx(db.Counting(t.Context(), &statements), func(ctx context.Context) error {
			return mysql.hub.Tell(ctx, users, "home.changed", 1, 1)
		})
		if err != nil || statements != 3 {
			t.Fatalf("on MySQL, %d users: %d statements, %v", n, statements, err)
		}
	}
}

func TestConcurrentTellsGiveEachNumberOnce(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	p := l.process()
	c := p.join(ann, 0, "")
	c.expect("welcome", 0)
	const tellers, each = 6, 10
	var wg sync.WaitGroup
	other := l.process()
	other.hub.WithoutReturning() // both ways at once
	for i := range tellers {
		p := p
		if i%3 == 0 {
			p = other
		}
		wg.Go(func() {
			for range each {
				users := []ids.ID{ann, bob, ids.ID(200 + i)}
				if i%2 == 0 {
					slices.Reverse(users)
				}
				p.tell("k", ids.ID(i+1), users...)
			}
		})
	}
	for seq := range int64(tellers * each) {
		c.expect("event", seq+1)
	}
	wg.Wait()
}

func TestListenersHearOfEveryUserInEveryProcess(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	heard := make(chan ids.ID, 100)
	one := l.process()
	l.process(func(h *realtime.Hub) { h.OnSignal(func(u ids.ID, _ string) { heard <- u }) })
	l.onBus(2)
	if u := <-heard; u != 0 {
		t.Fatalf("heard %d instead of a fresh start", u)
	}
	one.tell("home.changed", 1, bob, ann, ann)
	if a, b := <-heard, <-heard; a != ann || b != bob {
		t.Fatalf("heard %d, %d", a, b)
	}
}

func TestAKickClosesTheSessionEverywhereAndItsTickets(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	one, two := l.process(), l.process()
	l.onBus(2)
	here, there, other := one.join(ann, 0, ""), two.join(ann, 0, ""), two.join(bob, 0, "")
	for _, c := range []*client{here, there, other} {
		c.expect("welcome", 0)
	}
	old := two.ticket(ann)
	one.hub.Kick(ann, ann*10)
	if a, b := here.closed(), there.closed(); a != 4403 || b != 4403 {
		t.Fatalf("closed with %d and %d", a, b)
	}
	late, _, err := two.dial("")
	if err != nil {
		t.Fatal(err)
	}
	late.hello(old, 0, "")
	if code := late.closed(); code != 4403 {
		t.Fatalf("a ticket of the revoked session: %d", code)
	}
	l.now.Advance(time.Second)
	one.tell("k", 1, ann, bob)
	other.expect("event", 1)
	two.join(ann, 0, "").expect("welcome", 1) // a new sign-in
}

func TestTheSixthSocketPushesOutTheFirst(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	p := l.process()
	first := p.join(ann, 0, "")
	first.expect("welcome", 0)
	for range 5 {
		p.join(ann, 0, "").expect("welcome", 0)
	}
	if code := first.closed(); code != 4409 {
		t.Fatalf("closed with %d", code)
	}
	testkit.Eventually(t, far, func() bool { return p.hub.Connected() == 5 })
}

func TestOneAddressMayNotConnectWithoutEnd(t *testing.T) {
	t.Parallel()
	p := newLab(t).process(func(h *realtime.Hub) { h.PerSecond(3) })
	for i := range 4 {
		_, res, err := p.dial("")
		if ok := err == nil; ok != (i < 3) {
			t.Fatalf("connect %d: %v", i, err)
		}
		if i == 3 && res.StatusCode != 429 {
			t.Fatalf("refused with %d", res.StatusCode)
		}
	}
}

func TestWithoutRedisThisProcessTellsAtOnce(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	p := l.process()
	c := p.join(ann, 0, "")
	c.expect("welcome", 0)
	if err := l.redis.Close(); err != nil {
		t.Fatal(err)
	}
	p.tell("k", 1, ann)
	c.expect("event", 1)
	if _, _, err := p.hub.Ticket(t.Context(), ann, 1); !errors.Is(err, realtime.ErrAway) {
		t.Fatalf("a ticket without Redis: %v", err)
	}
}

func TestSweepKeepsSevenDaysAndThreeHundred(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	p := l.process()
	c := p.join(bob, 0, "")
	epoch := c.expect("welcome", 0).Epoch
	p.tell("old", 1, bob)
	l.now.Advance(8 * 24 * time.Hour)
	p.tell("new", 2, bob)
	for range 310 {
		p.tell("k", 1, ann)
	}
	if err := p.hub.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.join(bob, 1, epoch).expect("welcome", 1)
	p.join(bob, 0, epoch).expect("resync", 2) // number 1 is gone
	var left int64
	err := l.db.Conn(t.Context()).Table("realtime_events").Model(&struct{ UserID ids.ID }{}).Where("user_id = ?", ann).Count(&left).Error
	if err != nil || left != 300 {
		t.Fatalf("%d left, %v", left, err)
	}
}

func TestOrigins(t *testing.T) {
	t.Parallel()
	p := newLab(t).process()
	for origin, want := range map[string]bool{
		"": true, "https://zj.example": true, "HTTPS://ZJ.example": true,
		"null": false, "https://evil.example": false, "https://zj.example.evil.example": false, "http://zj.example": false,
		"http://" + strings.TrimSuffix(strings.TrimPrefix(p.url, "ws://"), "/ws"): true, "http://127.0.0.1:1": false, "http://localhost": false,
		"https://zj.еxample": false, "https://zj.example:444": false, "https://evil.example/https://zj.example": false,
	} {
		_, res, err := p.dial(origin)
		if ok := err == nil; ok != want {
			t.Errorf("%q: %v", origin, err)
		}
		if !want && (res == nil || res.StatusCode != 403) {
			t.Errorf("%q: answer %v", origin, res)
		}
	}
}

func TestHellos(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	p := l.process()
	used, late := p.ticket(ann), p.ticket(ann)
	first, _, _ := p.dial("")
	first.hello(used, 0, "")
	first.expect("welcome", 0)
	l.now.Advance(31 * time.Second)
	for name, sc := range map[string]struct {
		say  string
		code int
	}{
		"reused ticket":   {fmt.Sprintf(`{"type":"hello","ticket":%q}`, used), 4401},
		"late ticket":     {fmt.Sprintf(`{"type":"hello","ticket":%q}`, late), 4401},
		"made-up ticket":  {`{"type":"hello","ticket":"x"}`, 4401},
		"no ticket":       {`{"type":"hello"}`, 4401},
		"another message": {`{"type":"subscribe","user":"101"}`, 1008},
		"not JSON":        {`hello`, 1008},
		"64 KiB":          {strings.Repeat("x", 64<<10), 1009},
	} {
		c, _, err := p.dial("")
		if err != nil {
			t.Fatal(err)
		}
		_ = c.conn.WriteMessage(1, []byte(sc.say)) // the server may close while a long one is written
		if code := c.closed(); code != sc.code && sc.code != 1009 {
			t.Errorf("%s: closed with %d instead of %d", name, code, sc.code)
		}
	}
	if err := first.conn.WriteMessage(1, []byte(`{"type":"hello"}`)); err != nil {
		t.Fatal(err)
	}
	if code := first.closed(); code != 1008 {
		t.Errorf("a second message: closed with %d", code)
	}
}

func TestSilentSocketsEnd(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	p := l.process(func(h *realtime.Hub) { h.Pace(300*time.Millisecond, 50*time.Millisecond, 700*time.Millisecond, 128) })
	mute, _, err := p.dial("")
	if err != nil {
		t.Fatal(err)
	}
	mute.closed()
	p.join(ann, 0, "") // says hello and never reads, so it never answers a ping
	testkit.Eventually(t, far, func() bool { return p.hub.Connected() == 1 })
	testkit.Eventually(t, far, func() bool { return p.hub.Connected() == 0 })
	alive := p.join(ann, 0, "")
	pings, answer := 0, alive.conn.PingHandler()
	alive.conn.SetPingHandler(func(data string) error {
		if pings++; pings == 20 { // longer than a mute one lives
			return errors.New("enough")
		}
		return answer(data)
	})
	alive.expect("welcome", 0)
	if _, err := alive.next(); err == nil || pings != 20 || p.hub.Connected() != 1 {
		t.Fatalf("a socket that answers pings was cut after %d: %v", pings, err)
	}
}

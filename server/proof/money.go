package main

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"zhijian/server/app"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/wechat/paysandbox"
)

// shop is a community whose residents pay their bills by WeChat.
type shop struct {
	*lab
	app       *app.App
	p         app.Proof
	box       *paysandbox.Sandbox
	account   paysandbox.Account
	private   *rsa.PrivateKey
	mchID     string
	merchant  ids.ID
	community ids.ID
	people    []*payer
	workers   []*child
	http      http.Client
	began     time.Time

	mu     sync.Mutex
	lost   map[string]bool // numbers whose notices WeChat lost
	takens int64           // bills that the desk took cash for
}

// proveMoney lets residents pay while everything between them, WeChat and the
// book is killed and frozen, and then compares the book with what WeChat
// remembers, order by order and fen by fen.
func proveMoney(ctx context.Context, l *lab) error {
	s, err := l.openShop(ctx)
	if err != nil {
		return err
	}
	tabs, err := s.bills(ctx, l.size(300, 10_000))
	if err != nil {
		return err
	}
	l.rnd.Shuffle(len(tabs), func(i, j int) { tabs[i], tabs[j] = tabs[j], tabs[i] })
	l.say("%d bills published; paying begins", len(tabs))
	end := l.harm(ctx, s.faults()...)
	err = s.payAll(ctx, tabs)
	if err == nil {
		err = l.until(ctx, 3*time.Minute, "all money has come", s.came)
	}
	if stop := end(); stop != nil {
		return stop
	}
	if err != nil {
		return err
	}
	l.fact("notices that WeChat sent", int64(s.box.Sent()))
	return errors.Join(s.settled(ctx), s.compare(ctx)) // what does not settle, the lines show
}

func (s *shop) faults() []fault {
	l := s.lab
	return []fault{
		{"app kill -9", 2 * time.Second, l.size(6, 200), killOne(s.workers...)},
		{"MariaDB kill -9", time.Duration(l.size(8, 20)) * time.Second, l.size(1, 20), killOne(l.maria)},
		{"MariaDB frozen for 3 s", time.Duration(l.size(10, 60)) * time.Second, l.size(1, 5), freezeOne(3*time.Second, l.maria)},
		{"Redis FLUSHALL", time.Duration(l.size(5, 60)) * time.Second, l.size(1, 5), l.flush},
		{"WeChat answers 500, or only does as asked", 3 * time.Second, l.size(4, 100), s.failWeChat},
	}
}

func (s *shop) failWeChat(_ context.Context, chance *rand.Rand) error {
	s.box.Set(func(c *paysandbox.Scenario) {
		c.Down += chance.IntN(4)
		c.Mute += chance.IntN(3)
	})
	return nil
}

// openShop starts WeChat, two servers and a program for background work, and
// makes a community whose residents are logged in.
func (l *lab) openShop(ctx context.Context) (*shop, error) {
	s := &shop{lab: l, lost: map[string]bool{}, began: clock.System()}
	var addr string
	var err error
	if s.box, addr, err = l.openWeChat(ctx); err != nil {
		return nil, err
	}
	l.env = append(l.env, "ZHIJIAN_WECHATPAY_BASEURL=http://"+addr)
	for _, name := range []string{"server", "server", "jobs"} { // the first migrates
		c, err := l.start(ctx, name)
		if err != nil {
			return nil, err
		}
		s.workers = append(s.workers, c)
	}
	by := newStreet(s.workers[:2]...)
	s.http = http.Client{Transport: by}
	if s.app, err = l.app(ctx); err != nil {
		return nil, err
	}
	s.p = s.app.Proof()
	if err := s.settle(ctx); err != nil {
		return nil, err
	}
	s.mchID = "1900000001"
	var private string
	if s.account, private, s.private, err = shopAccount(s.mchID); err != nil {
		return nil, err
	}
	s.box.AddMerchant(s.account)
	if s.merchant, err = s.p.Merchant(ctx, s.community, s.box, s.account, private); err != nil {
		return nil, err
	}
	s.box.Set(func(c *paysandbox.Scenario) { c.Delay, c.Reorder = time.Second, true })
	l.notify(s.box, by)
	return s, nil
}

// settle makes the community and lets the residents move in.
func (s *shop) settle(ctx context.Context) error {
	community, houses, err := s.p.Found(ctx)
	if err != nil {
		return err
	}
	s.community = community
	for i := range s.size(12, 60) {
		p := &payer{name: fmt.Sprintf("payer%d", i), house: houses[i].ID}
		if _, err := s.enter(ctx, p); err != nil {
			return err
		}
		if err := s.p.MoveIn(ctx, p.id, p.house); err != nil {
			return err
		}
		s.people = append(s.people, p)
	}
	return nil
}

// tab is a bill on its way to be paid.
type tab struct {
	bill  ids.ID
	fen   int64
	payer *payer
	way   way
}

// bills makes n bills by runs, and says how each will be paid.
func (s *shop) bills(ctx context.Context, n int) ([]tab, error) {
	var houses []ids.ID
	of := map[ids.ID]*payer{}
	for _, p := range s.people {
		houses, of[p.house] = append(houses, p.house), p
	}
	each := (n + len(houses) - 1) / len(houses)
	items := min(each, 40)
	for i := range items {
		if _, err := s.p.Item(ctx, s.community, fmt.Sprintf("费用%02d", i), app.FeeTariff("面积 * 0.10 + "+fmt.Sprint(i+1), "", "", ""), houses); err != nil {
			return nil, err
		}
	}
	for month := range (each + items - 1) / items {
		if err := s.billed(ctx, fmt.Sprintf("2026-%02d", month+1)); err != nil {
			return nil, err
		}
	}
	rows, err := s.db.QueryContext(ctx, "SELECT id, house_id, due_fen FROM billing_bills WHERE state = 'published' AND due_fen > 0 ORDER BY id LIMIT ?", n)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []tab
	for rows.Next() {
		var t tab
		var house ids.ID
		if err := rows.Scan(&t.bill, &house, &t.fen); err != nil {
			return nil, err
		}
		t.payer, t.way = of[house], ways()[len(out)%len(ways())]
		out = append(out, t)
	}
	if len(out) != n {
		return nil, fmt.Errorf("%d bills of %d: %w", len(out), n, rows.Err())
	}
	return out, rows.Err()
}

// billed makes and publishes the bills of a period; the processes work on it.
func (s *shop) billed(ctx context.Context, period string) error {
	run, err := s.p.Bill(ctx, s.community, period)
	if err != nil {
		return err
	}
	if err := s.reached(ctx, run, "computed"); err != nil {
		return err
	}
	if err := s.p.Publish(ctx, s.community, run); err != nil {
		return err
	}
	return s.reached(ctx, run, "published")
}

func (l *lab) reached(ctx context.Context, run ids.ID, state string) error {
	return l.until(ctx, 3*time.Minute, "a run is "+state, func(ctx context.Context) (bool, error) {
		n, err := l.count(ctx, "SELECT COUNT(*) FROM billing_runs WHERE id = ? AND state = ?", int64(run), state)
		return n == 1, err
	})
}

// payAll pays 32 bills at a time.
func (s *shop) payAll(ctx context.Context, tabs []tab) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	queue := make(chan tab)
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			for t := range queue {
				if err := s.pay(ctx, t); err != nil {
					cancel(fmt.Errorf("bill %d (%s): %w", t.bill, t.way, err))
				}
			}
		})
	}
	for part := range slices.Chunk(tabs, max(1, len(tabs)/5)) {
		for _, t := range part {
			select {
			case queue <- t:
			case <-ctx.Done():
			}
		}
		s.say("%d more are on their way", len(part))
	}
	close(queue)
	wg.Wait()
	return context.Cause(ctx)
}

// came reports that all that WeChat has is booked.
func (s *shop) came(ctx context.Context) (bool, error) {
	want := s.truth().payments()
	have, err := s.count(ctx, "SELECT COUNT(*) FROM payment_arrivals")
	return have >= want, err
}

// settled waits also until what must go back is back, and no order is open.
func (s *shop) settled(ctx context.Context) error {
	return s.until(ctx, 3*time.Minute, "all money has come to rest", func(ctx context.Context) (bool, error) {
		if ok, err := s.came(ctx); err != nil || !ok {
			return false, err
		}
		open, err := s.count(ctx, "SELECT (SELECT COUNT(*) FROM payment_orders WHERE via = 'wechat' AND state NOT IN ('success', 'closed')) + (SELECT COUNT(*) FROM payment_refunds WHERE state NOT IN ('success', 'closed'))")
		return open == 0, err
	})
}

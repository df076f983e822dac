package main

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/wechat/paysandbox"
)

// scene is what a forger attacks: an order that waits for its payment, and a
// refund that waits for its end. Nothing else works on them.
type scene struct {
	*shop
	rival  paysandbox.Account
	path   string // of our merchant's notices
	theirs string // of the rival's
	trade  map[string]any
	refund map[string]any
	keys   []*rsa.PrivateKey // not WeChat's
	true   atomic.Pointer[[2]notice]
	order  order
}

// proveForgery sends notices that are not WeChat's word about an order, and
// looks for one that is believed or changes a row.
func proveForgery(ctx context.Context, l *lab) error {
	c, err := l.openScene(ctx)
	if err != nil {
		return err
	}
	before, err := c.checksum(ctx)
	if err != nil {
		return err
	}
	if err := c.attack(ctx, l.size(8_000, 1_000_000)); err != nil {
		return err
	}
	after, err := c.checksum(ctx)
	if err != nil {
		return err
	}
	l.same("tables that changed", 0, int64(differing(before, after)))
	return c.believes(ctx)
}

// believes checks that the attacked notices were good: unspoilt they are believed.
func (c *scene) believes(ctx context.Context) error {
	c.refresh()
	good := int64(0)
	for _, n := range c.true.Load() {
		status, err := c.post(ctx, n)
		if err != nil {
			return err
		}
		if status == http.StatusNoContent {
			good++
		}
	}
	c.same("unspoilt notices that are believed", 2, good)
	n, err := c.count(ctx, "SELECT (SELECT COUNT(*) FROM payment_orders WHERE id = ? AND state = 'success') + (SELECT COUNT(*) FROM payment_refunds WHERE state = 'success')", int64(c.order.ID))
	c.same("rows that follow them", 2, n)
	return err
}

func (l *lab) openScene(ctx context.Context) (*scene, error) {
	s, err := l.openShop(ctx)
	if err != nil {
		return nil, err
	}
	c := &scene{shop: s}
	if err := c.addRival(ctx); err != nil {
		return nil, err
	}
	tabs, err := s.bills(ctx, len(s.people))
	if err != nil {
		return nil, err
	}
	if c.order, err = s.begin(ctx, tabs[0]); err != nil {
		return nil, err
	}
	if err := c.waitingRefund(ctx, tabs[1]); err != nil {
		return nil, err
	}
	for _, w := range s.workers { // a question to WeChat would change the rows too
		w.quit()
	}
	s.http.Transport = paysandbox.Into(s.app.Handler())
	c.trade = map[string]any{"appid": s.account.AppID, "mchid": s.mchID, "out_trade_no": c.order.Number, "transaction_id": "4200000000000000000000000001", "trade_state": "SUCCESS", "trade_type": "JSAPI",
		"success_time": rfc(clock.System()), "payer": map[string]any{"openid": "o"}, "amount": map[string]any{"total": tabs[0].fen, "payer_total": tabs[0].fen, "currency": "CNY"}}
	c.refresh()
	return c, nil
}

func rfc(t time.Time) string { return t.In(clock.Shanghai()).Format(time.RFC3339) }

// addRival adds another merchant whose keys are valid, for its own orders.
func (c *scene) addRival(ctx context.Context) error {
	rival, private, key, err := shopAccount("1900000002")
	if err != nil {
		return err
	}
	c.rival, c.keys = rival, []*rsa.PrivateKey{key, c.private}
	c.box.AddMerchant(rival)
	theirs, err := c.p.Merchant(ctx, c.community, c.box, rival, private)
	if err != nil {
		return err
	}
	if _, err := c.db.ExecContext(ctx, "UPDATE payment_payees SET merchant_id = ? WHERE community_id = ?", int64(c.merchant), int64(c.community)); err != nil {
		return err
	}
	for id, into := range map[ids.ID]*string{c.merchant: &c.path, theirs: &c.theirs} {
		if err := c.db.QueryRowContext(ctx, "SELECT notify_path FROM payment_merchants WHERE id = ?", int64(id)).Scan(into); err != nil {
			return err
		}
	}
	return nil
}

// waitingRefund pays a bill twice, and lets WeChat take its time to return the
// second payment.
func (c *scene) waitingRefund(ctx context.Context, t tab) error {
	c.box.Set(func(s *paysandbox.Scenario) { s.RefundDelay = 24 * time.Hour })
	o, err := c.begin(ctx, t)
	if err != nil {
		return err
	}
	if err := c.payTwice(ctx, t, o); err != nil {
		return err
	}
	const waiting = "FROM payment_refunds WHERE state = 'processing'"
	if err := c.until(ctx, time.Minute, "a refund is on its way", func(ctx context.Context) (bool, error) {
		n, err := c.count(ctx, "SELECT COUNT(*) "+waiting)
		return n == 1 && c.box.Pending() == 0, err
	}); err != nil {
		return err
	}
	var number, transaction string
	var fen int64
	if err := c.db.QueryRowContext(ctx, "SELECT number, transaction_id, amount_fen "+waiting).Scan(&number, &transaction, &fen); err != nil {
		return err
	}
	c.refund = map[string]any{"mchid": c.mchID, "out_trade_no": o.Number, "transaction_id": transaction, "out_refund_no": number, "refund_id": "50000000000000000000000001", "refund_status": "SUCCESS",
		"success_time": rfc(clock.System()), "user_received_account": "支付用户零钱", "amount": map[string]any{"total": fen, "refund": fen, "payer_total": fen, "payer_refund": fen}}
	return nil
}

// refresh signs the true notices anew: after five minutes they would be
// refused for their age alone.
func (c *scene) refresh() {
	make := func(event, about string, content map[string]any) notice {
		body := paysandbox.Envelope(c.account.APIv3, event, about, content, clock.System())
		return notice{c.path, c.box.Sign(body), body}
	}
	c.true.Store(&[2]notice{make("TRANSACTION.SUCCESS", "transaction", c.trade), make("REFUND.SUCCESS", "refund", c.refund)})
}

func (c *scene) post(ctx context.Context, n notice) (int, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://product/notify/wechat/"+url.PathEscape(n.path), strings.NewReader(string(n.body)))
	if err != nil {
		return 0, err
	}
	q.Header = n.header
	r, err := c.http.Do(q)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, r.Body)
	return r.StatusCode, errors.Join(err, r.Body.Close())
}

// attack sends n forged notices and counts how they are answered.
func (c *scene) attack(ctx context.Context, n int) error {
	var sent, believed, broken atomic.Int64
	var wg sync.WaitGroup
	failed := make(chan error, forgers)
	began := clock.System()
	stop := c.refreshing()
	for i := range forgers {
		f := &forger{scene: c, chance: rand.New(rand.NewPCG(c.seed, uint64(i)+1))} //nolint:gosec // chance that can be repeated
		wg.Go(func() {
			for k := sent.Add(1); k <= int64(n) && ctx.Err() == nil; k = sent.Add(1) {
				forged, how := f.next()
				status, err := c.post(ctx, forged)
				if err != nil {
					failed <- err
					return
				}
				if status < 400 || status >= 500 {
					c.say("%s was answered with %d: %.300q %.300q", how, status, forged.header, forged.body)
				}
				if status < 400 {
					believed.Add(1)
				} else if status >= 500 {
					broken.Add(1)
				}
				c.fact(how, 1)
				c.fact(fmt.Sprintf("answered with %d", status), 1)
				if k%100_000 == 0 {
					c.say("%d forged notices", k)
				}
			}
		})
	}
	wg.Wait()
	stop()
	close(failed)
	c.fact("notices a second", int64(float64(n)/clock.System().Sub(began).Seconds()))
	c.same("forged notices that were believed", 0, believed.Load())
	c.same("forged notices that broke something", 0, broken.Load())
	return errors.Join(<-failed, ctx.Err())
}

// forgers are how many work at once.
const forgers = 4

func (c *scene) refreshing() (stop func()) {
	in, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		for in.Err() == nil {
			pause(in, time.Minute)
			c.refresh()
		}
	})
	return func() { cancel(); wg.Wait() }
}

// checksum is of every table that a payment could change.
func (c *scene) checksum(ctx context.Context) (map[string]string, error) {
	out := map[string]string{}
	return out, c.each(ctx, "CHECKSUM TABLE payment_orders, payment_lines, payment_arrivals, payment_events, payment_refunds, payment_receipts, billing_bills, billing_payments, billing_refunds, "+
		"ledger_journals, ledger_entries, ledger_holdings, outbox", func(scan func(...any) error) error {
		var table, sum string
		err := scan(&table, &sum)
		out[table] = sum
		return err
	})
}

func differing(a, b map[string]string) (n int) {
	for k := range a {
		if a[k] != b[k] {
			n++
		}
	}
	return n
}

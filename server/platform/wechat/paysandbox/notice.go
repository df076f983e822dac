package paysandbox

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"zhijian/server/platform/clock"
)

// schedule is how long after each refusal a notice comes again.
var schedule = []time.Duration{15 * time.Second, 15 * time.Second, 30 * time.Second, 3 * time.Minute, 10 * time.Minute, 20 * time.Minute, 30 * time.Minute, 30 * time.Minute,
	30 * time.Minute, time.Hour, 3 * time.Hour, 3 * time.Hour, 3 * time.Hour, 6 * time.Hour, 6 * time.Hour}

// delivery is a notice on its way. It is signed anew each time it is sent.
type delivery struct {
	url    string
	body   []byte
	at     time.Time
	tries  int
	forced int // more times, whatever is answered
	probe  bool
	bad    bool
}

// announce makes the notice of a paid order. The caller holds the lock.
func (s *Sandbox) announce(o *Order) {
	s.enqueue(o.NotifyURL, s.accounts[o.MchID], "TRANSACTION.SUCCESS", "transaction", s.trade(o))
}

func (s *Sandbox) announceRefund(f *refund) {
	body := s.refundView(f)
	body["mchid"], body["refund_status"] = f.order.MchID, f.State
	delete(body, "status")
	s.enqueue(f.notifyURL, s.accounts[f.order.MchID], "REFUND."+f.State, "refund", body)
}

func (s *Sandbox) enqueue(url string, a Account, event, about string, content map[string]any) {
	if s.scenario.Drop {
		return
	}
	at := s.o.Now().Add(s.scenario.Delay)
	if s.scenario.Probe {
		s.queue = append(s.queue, &delivery{url: url, body: Envelope(a.APIv3, event, about, content, s.o.Now()), at: at, probe: true, bad: true, tries: len(schedule)})
	}
	s.queue = append(s.queue, &delivery{url: url, body: Envelope(a.APIv3, event, about, content, s.o.Now()), at: at, forced: s.scenario.Repeat, bad: s.scenario.BadSignature})
}

// Envelope is a notice's body around sealed content.
func Envelope(apiV3 []byte, event, about string, content any, at time.Time) []byte {
	plain, _ := json.Marshal(content) // plain maps
	ciphertext, nonce := seal(apiV3, string(plain), about)
	raw, _ := json.Marshal(map[string]any{
		"id": rand.Text(), "create_time": at.In(clock.Shanghai()).Format(time.RFC3339), "event_type": event, "resource_type": "encrypt-resource", "summary": "支付成功",
		"resource": map[string]string{"algorithm": "AEAD_AES_256_GCM", "original_type": about, "ciphertext": ciphertext, "nonce": nonce, "associated_data": about},
	})
	return raw
}

// Sign makes the headers of a notice with the newest key, for tests that make
// their own.
func (s *Sandbox) Sign(body []byte) http.Header {
	s.mu.Lock()
	k := s.key("")
	s.mu.Unlock()
	return s.sign(k, body)
}

// Trade is what a notice about the order would say.
func (s *Sandbox) Trade(mchID, outTradeNo string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := s.orders[mchID+"/"+outTradeNo]; o != nil {
		return s.trade(o)
	}
	return nil
}

// Pending is how many notices are not delivered yet.
func (s *Sandbox) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue)
}

// DeliverDue sends what is due and answers how many were sent.
func (s *Sandbox) DeliverDue(ctx context.Context) int {
	s.mu.Lock()
	now := s.o.Now()
	for _, f := range s.refunds {
		s.finish(f)
	}
	var due []*delivery
	s.queue = slices.DeleteFunc(s.queue, func(d *delivery) bool {
		if !d.at.After(now) {
			due = append(due, d)
			return true
		}
		return false
	})
	if s.scenario.Reorder {
		slices.Reverse(due)
	}
	s.mu.Unlock()
	hands := make(chan struct{}, max(1, s.o.Hands))
	var wg sync.WaitGroup
	for _, d := range due {
		hands <- struct{}{}
		wg.Go(func() { s.deliver(ctx, d); <-hands })
	}
	wg.Wait()
	return len(due)
}

func (s *Sandbox) deliver(ctx context.Context, d *delivery) {
	h := s.Sign(d.body)
	if d.bad {
		sig := "WECHATPAY/SIGNTEST/" + h.Get("Wechatpay-Signature")
		if !d.probe {
			sig = base64.StdEncoding.EncodeToString(make([]byte, 256))
		}
		h.Set("Wechatpay-Signature", sig)
	}
	good := s.send(ctx, d, h)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent++
	switch {
	case d.probe:
		if good {
			s.probed++
		}
	case d.forced > 0:
		d.forced--
		d.at = s.o.Now()
		s.queue = append(s.queue, d)
	case !good && d.tries < len(schedule):
		d.at = s.o.Now().Add(schedule[d.tries])
		d.tries++
		s.queue = append(s.queue, d)
	}
}

func (s *Sandbox) send(ctx context.Context, d *delivery, h http.Header) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, bytes.NewReader(d.body))
	if err != nil {
		return false
	}
	r.Header = h
	r.Header.Set("Content-Type", "application/json")
	s.mu.Lock()
	by := s.o.Deliver
	s.mu.Unlock()
	res, err := by.RoundTrip(r)
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10))
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK || res.StatusCode == http.StatusNoContent
}

// Run delivers until ctx ends.
func (s *Sandbox) Run(ctx context.Context, every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			s.DeliverDue(ctx)
		}
	}
}

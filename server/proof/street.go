package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/wechat/paysandbox"
)

// street is the balancer before an installation's servers: it sends each
// request to the next one, and past one that does not listen. A request that
// breaks off in the middle is the caller's to repeat.
type street struct {
	servers []*child
	next    atomic.Int64
	by      http.RoundTripper
}

func newStreet(servers ...*child) *street {
	return &street{servers: servers, by: &http.Transport{MaxIdleConnsPerHost: 64, DialContext: (&net.Dialer{Timeout: time.Second}).DialContext, ResponseHeaderTimeout: 20 * time.Second}}
}

// RoundTrip is http.RoundTripper's. The request's own host does not count.
func (s *street) RoundTrip(r *http.Request) (*http.Response, error) {
	var err error
	for range s.servers {
		q := r.Clone(r.Context())
		if r.GetBody != nil {
			if q.Body, err = r.GetBody(); err != nil {
				return nil, err
			}
		}
		q.URL.Host = s.servers[int(s.next.Add(1))%len(s.servers)].addr
		var res *http.Response
		if res, err = s.by.RoundTrip(q); err == nil {
			return res, nil
		}
		if dial, ok := errors.AsType[*net.OpError](err); !ok || dial.Op != "dial" {
			return nil, err
		}
	}
	return nil, err
}

// shopAccount is a merchant's account with its private key, which is also
// answered as the company would enter it.
func shopAccount(mchID string) (a paysandbox.Account, private string, key *rsa.PrivateKey, err error) {
	if key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		return a, "", nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	a = paysandbox.Account{MchID: mchID, AppID: "wxproof", Serial: "PROOF" + mchID, Public: &key.PublicKey, APIv3: []byte(rand.Text() + rand.Text())[:32]}
	return a, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), key, err
}

// openWeChat lets a WeChat Pay of our own listen beside the installation. It is
// never killed, and what it remembers is the truth.
func (l *lab) openWeChat(ctx context.Context) (box *paysandbox.Sandbox, addr string, err error) {
	if box, err = paysandbox.New(paysandbox.Options{Now: clock.System, Hands: 8}); err != nil {
		return nil, "", err
	}
	var lc net.ListenConfig
	at, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	srv := &http.Server{Handler: box, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = srv.Serve(at) }() // ends with Close
	l.closers = append(l.closers, srv.Close)
	return box, at.Addr().String(), nil
}

// notify lets WeChat deliver over the street, 32 notices at once, until the
// lab closes.
func (l *lab) notify(box *paysandbox.Sandbox, by *street) {
	box.DeliverBy(by)
	for range 4 { // of eight hands each: a batch that hangs holds up its own alone
		l.nurses.Go(func() { box.Run(l.life, 20*time.Millisecond) })
	}
}

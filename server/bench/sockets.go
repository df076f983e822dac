package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// audience asks the sockets program to connect with each ticket, or, without
// tickets, to wait until everybody has heard that many events in all.
type audience struct {
	Addr    string
	Tickets []string // a bare server takes any
	Round   int      // each has addresses of its own
	Heard   int64
}

// serveSockets is a crowd of clients that count what they hear.
func serveSockets(ctx context.Context, p *pipe) error {
	c := &crowded{more: make(chan struct{}, 1)}
	defer c.close()
	for {
		var a audience
		if err := p.in.Decode(&a); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		said := ""
		if err := c.obey(ctx, a); err != nil {
			said = err.Error()
		}
		if err := p.out.Encode(said); err != nil {
			return err
		}
	}
}

type crowded struct {
	mu    sync.Mutex
	conns []*websocket.Conn
	heard atomic.Int64 // events by everybody together
	goal  atomic.Int64
	more  chan struct{}
}

func (c *crowded) obey(ctx context.Context, a audience) error {
	if len(a.Tickets) > 0 {
		return c.connect(ctx, a)
	}
	goal := a.Heard * int64(len(c.conns))
	c.goal.Store(goal)
	late := time.NewTimer(patience)
	defer late.Stop()
	for c.heard.Load() < goal {
		select {
		case <-c.more:
		case <-late.C:
			return fmt.Errorf("%d of %d deliveries", c.heard.Load(), goal)
		}
	}
	return nil
}

// connect opens all sockets, twenty for each address of the loopback net: the
// product lets no address open more in a second.
func (c *crowded) connect(ctx context.Context, a audience) error {
	next := make(chan int)
	failed := make(chan error, len(a.Tickets))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range next {
				failed <- c.join(ctx, a.Addr, a.Tickets[i], net.IPv4(127, byte(1+a.Round), byte(1+i/20/250), byte(1+i/20%250)))
			}
		})
	}
	for i := range a.Tickets {
		next <- i
	}
	close(next)
	wg.Wait()
	close(failed)
	var first error
	lost := 0
	for err := range failed {
		if err != nil {
			first = err
			lost++
		}
	}
	if lost > 0 {
		return fmt.Errorf("%d of %d sockets: %w", lost, len(a.Tickets), first)
	}
	return nil
}

func (c *crowded) join(ctx context.Context, addr, ticket string, from net.IP) error {
	local := net.Dialer{LocalAddr: &net.TCPAddr{IP: from}}
	d := websocket.Dialer{NetDialContext: local.DialContext, ReadBufferSize: 512, WriteBufferSize: 512}
	conn, answer, err := d.DialContext(ctx, "ws://"+addr+"/ws", nil) //nolint:bodyclose // gorilla: it need not be closed
	if err != nil {
		if answer != nil {
			return fmt.Errorf("%w: %s", err, answer.Status)
		}
		return err
	}
	if ticket != bareTicket {
		if err := conn.WriteJSON(map[string]any{"type": "hello", "ticket": ticket}); err != nil {
			return err
		}
		var said struct{ Type string }
		if err := conn.ReadJSON(&said); err != nil || (said.Type != "welcome" && said.Type != "resync") {
			return fmt.Errorf("no welcome but %q: %w", said.Type, err)
		}
	}
	c.mu.Lock()
	c.conns = append(c.conns, conn)
	c.mu.Unlock()
	go c.listen(conn)
	return nil
}

// bareTicket is for the bare server, which greets nobody.
const bareTicket = "-"

func (c *crowded) listen(conn *websocket.Conn) {
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			return
		}
		if c.heard.Add(1) == c.goal.Load() {
			select {
			case c.more <- struct{}{}:
			default:
			}
		}
	}
}

func (c *crowded) close() {
	for _, conn := range c.conns {
		_ = conn.Close()
	}
}

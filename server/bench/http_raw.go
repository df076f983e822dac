package main

import (
	"net"
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/gorilla/websocket"
)

// raw is the floor of a fan-out: the bytes of one frame written to every
// connection, half of them by each of two goroutines.
type raw struct {
	mu    sync.Mutex
	conns []net.Conn
}

func (r *raw) upgrade(c *gin.Context) {
	up := websocket.Upgrader{ReadBufferSize: 512, WriteBufferSize: 1024}
	conn, err := up.Upgrade(c.Writer, c.Request, nil)
	if err != nil {
		return // the upgrader has answered
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.conns = append(r.conns, conn.NetConn())
}

// blast sends what it was given as one text frame of at most 125 bytes.
func (r *raw) blast(c *gin.Context) {
	text, err := c.GetRawData()
	if err != nil || len(text) > 125 {
		c.Status(http.StatusBadRequest)
		return
	}
	frame := append([]byte{0x81, byte(len(text))}, text...)
	var wg sync.WaitGroup
	for half := range 2 {
		wg.Go(func() {
			for i := half; i < len(r.conns); i += 2 {
				_, _ = r.conns[i].Write(frame) // who is gone is missed by the count
			}
		})
	}
	wg.Wait()
	c.Status(http.StatusNoContent)
}

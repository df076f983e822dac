package realtime

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
)

// Mount adds GET /ws. Nobody is signed in there: the first message brings the
// ticket.
func (h *Hub) Mount(r gin.IRoutes) { r.GET("/ws", h.getSocket) }

// MountApp adds the residents' ticket operation.
func (h *Hub) MountApp(api *httpx.API) {
	httpx.Register(api, ticketOp("getLiveTicket", "/app/v1/ws-ticket", auth.ForResidents()), h.postTicket)
}

// MountAdmin adds the staff's ticket operation.
func (h *Hub) MountAdmin(api *httpx.API) {
	httpx.Register(api, ticketOp("getStaffLiveTicket", "/admin/v1/ws-ticket", auth.ForAnyStaff()), h.postTicket)
}

func ticketOp(id, path string, p auth.Policy) httpx.Op {
	return httpx.Op{ID: id, Method: http.MethodPost, Path: path, Summary: "取得一次性的实时连接凭证", Tag: "realtime", Policy: p, Status: http.StatusCreated,
		Limits: []httpx.Limit{{N: 60, Per: time.Minute}}}
}

// LiveTicket opens one websocket.
type LiveTicket struct {
	Ticket    string    `json:"ticket" doc:"goes into the first message on /ws, never into the address"`
	ExpiresAt time.Time `json:"expiresAt"`
}

type ticketOut struct{ Body LiveTicket }

func (h *Hub) postTicket(ctx context.Context, _ *struct{}) (*ticketOut, error) {
	who := auth.From(ctx)
	ticket, expires, err := h.Ticket(ctx, who.ID, who.SessionID)
	if err != nil {
		return nil, err
	}
	return &ticketOut{LiveTicket{ticket, expires}}, nil
}

// getSocket upgrades and returns at once, so that the HTTP server's buffers
// and goroutine are freed: 16 instead of 22 KB a connection.
func (h *Hub) getSocket(c *gin.Context) {
	if !h.gate.pass(auth.OriginFrom(c.Request.Context()).IP, h.now(), h.pace.perSecond) {
		httpx.Refuse(c, errTooFast)
		return
	}
	if !h.mayConnect(c.Request) {
		httpx.Refuse(c, errOrigin)
		return
	}
	conn, err := h.upgrader.Upgrade(c.Writer, c.Request, nil)
	if err != nil {
		c.Abort() // the upgrader has answered
		return
	}
	k := newSocket(h, conn)
	if !h.add(k) {
		_ = conn.Close() // a restart; the client tries again
		return
	}
	go k.open()
}

// mayConnect compares whole origins: a suffix or a look-alike is another one.
// A page of this very server on loopback is at home, whatever name and port it
// was called by.
func (h *Hub) mayConnect(r *http.Request) bool {
	origins := r.Header.Values("Origin")
	switch len(origins) {
	case 0:
		return true
	case 1:
		origin := strings.ToLower(origins[0])
		return slices.Contains(h.origins, origin) || (onLoopback(r.Host) && origin == "http://"+strings.ToLower(r.Host))
	}
	return false
}

func onLoopback(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	ip := net.ParseIP(name)
	return name == "localhost" || (ip != nil && ip.IsLoopback())
}

// originOf is scheme://host of an address.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return strings.ToLower(u.Scheme + "://" + u.Host)
}

// gate counts connects by address in the current second.
type gate struct {
	mu     sync.Mutex
	second int64
	seen   map[string]int
}

func (g *gate) pass(ip string, now time.Time, limit int) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if s := now.Unix(); s != g.second || g.seen == nil {
		g.second, g.seen = s, map[string]int{}
	}
	g.seen[ip]++
	return g.seen[ip] <= limit
}

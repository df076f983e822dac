package testkit

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/idem"
	"zhijian/server/platform/ids"
)

// HTTP is the product's chain around the operations of one slice. Actors are
// taken as the test gives them; everything else is the real thing.
type HTTP struct {
	API    *httpx.API
	Engine *gin.Engine
	tokens *auth.Tokens
	actors *actors
}

// NewHTTP builds the chain; mount registers the operations under test.
func NewHTTP(t testing.TB, d *db.DB, now clock.Clock, mount func(*httpx.API)) *HTTP {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	tokens, err := auth.NewTokens(strings.Repeat("42", 32), now)
	if err != nil {
		t.Fatal(err)
	}
	h := &HTTP{Engine: gin.New(), tokens: tokens, actors: &actors{by: map[ids.ID]auth.Actor{}}}
	h.API, err = httpx.New(httpx.Options{
		Gin: h.Engine, Tokens: tokens, Sessions: h.actors, Redis: Redis(t), Idem: idem.New(d, now),
		Timeout: 20 * time.Second, MaxInFlight: 1000, Version: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	mount(h.API)
	return h
}

// actors answers the sessions that the test made up.
type actors struct {
	mu sync.Mutex
	by map[ids.ID]auth.Actor
}

func (a *actors) get(id ids.ID) (auth.Actor, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	who, ok := a.by[id]
	if !ok {
		return auth.Actor{}, auth.ErrLogin
	}
	return who, nil
}

// Resident is for httpx.Sessions.
func (a *actors) Resident(_ context.Context, c auth.Claims) (auth.Actor, error) {
	return a.get(c.Person)
}

// Staff is for httpx.Sessions.
func (a *actors) Staff(_ context.Context, cookie string) (auth.Actor, error) {
	id, err := ids.Parse(cookie)
	if err != nil {
		return auth.Actor{}, auth.ErrLogin
	}
	return a.get(id)
}

// Answer is what came back.
type Answer struct {
	Status int
	Body   string
	Header http.Header
}

// Into decodes the body.
func (a Answer) Into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.Body), v); err != nil {
		t.Fatalf("%v in %s", err, a.Body)
	}
}

// Call sends "METHOD /path" as the actor (the zero Actor: nobody). A request
// that is not a GET gets a new Idempotency-Key unless header sets one.
func (h *HTTP) Call(t testing.TB, as auth.Actor, do, body string, header ...string) Answer {
	t.Helper()
	method, path, _ := strings.Cut(do, " ")
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if method != http.MethodGet {
		r.Header.Set("Idempotency-Key", ids.Code(24, ids.URL))
	}
	h.sign(t, r, as)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.Engine.ServeHTTP(w, r)
	return Answer{w.Code, w.Body.String(), w.Header()}
}

func (h *HTTP) sign(t testing.TB, r *http.Request, as auth.Actor) {
	t.Helper()
	if as.ID == 0 {
		return
	}
	h.actors.mu.Lock()
	h.actors.by[as.ID] = as
	h.actors.mu.Unlock()
	if as.Kind == auth.Staff {
		r.AddCookie(&http.Cookie{Name: httpx.StaffCookie, Value: as.ID.String()})
		return
	}
	token, _, err := h.tokens.Issue(as.ID, as.ID)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
}

// Scenario is one promise of an operation.
type Scenario struct {
	Name       string
	As         auth.Actor
	Do         string
	Body       string
	WantStatus int
	WantBody   []string
	NoBody     []string
}

// Run plays the scenario.
func (sc Scenario) Run(t *testing.T, h *HTTP) {
	t.Helper()
	t.Run(sc.Name, func(t *testing.T) {
		a := h.Call(t, sc.As, sc.Do, sc.Body)
		if a.Status != sc.WantStatus {
			t.Fatalf("%s: %d instead of %d: %s", sc.Do, a.Status, sc.WantStatus, a.Body)
		}
		for _, w := range sc.WantBody {
			if !strings.Contains(a.Body, w) {
				t.Errorf("%s: no %q in %s", sc.Do, w, a.Body)
			}
		}
		for _, w := range sc.NoBody {
			if strings.Contains(a.Body, w) {
				t.Errorf("%s: %q leaked in %s", sc.Do, w, a.Body)
			}
		}
	})
}

// ResidentOf is an actor bound to one house with every right.
func ResidentOf(id, house, community ids.ID) auth.Actor {
	return auth.Actor{Kind: auth.Resident, ID: id, SessionID: id, Name: "住户", Communities: []ids.ID{community},
		Houses: []auth.House{{HouseID: house, CommunityID: community, Role: "owner", Rights: auth.AllRights()}}}
}

// StaffOf is a staff actor of communities with permissions (sorted by the caller).
func StaffOf(id, company ids.ID, communities []ids.ID, permissions ...string) auth.Actor {
	return auth.Actor{Kind: auth.Staff, ID: id, SessionID: id, CompanyID: company, Name: fmt.Sprintf("员工%d", id%100), Communities: communities, Permissions: permissions}
}

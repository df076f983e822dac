package httpx

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"github.com/redis/go-redis/v9"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/idem"
	"zhijian/server/platform/ids"
)

// StaffCookie carries the staff session.
const StaffCookie = "zj_staff"

// Sessions builds Actors; identity implements it over its session tables.
type Sessions interface {
	// Resident is the Actor of a verified access token; ErrLogin when the session was revoked.
	Resident(ctx context.Context, c auth.Claims) (auth.Actor, error)
	// Staff is the Actor of a session's secret, from the cookie or as a bearer
	// token; ErrLogin when it is unknown, idle or revoked.
	Staff(ctx context.Context, secret string) (auth.Actor, error)
}

// Options are what an API is made of.
type Options struct {
	Gin            *gin.Engine
	Tokens         *auth.Tokens
	Sessions       Sessions
	Redis          redis.UniversalClient
	Idem           *idem.Store
	TrustedProxies []string
	Timeout        time.Duration
	MaxInFlight    int
	Version        string
}

// API is where capabilities register their operations.
type API struct {
	o    Options
	huma huma.API
	Ops  []Op
}

// Op is an operation and everything that guards it.
type Op struct {
	ID      string // camelCase verb + noun; also the scope of its idempotency keys
	Method  string
	Path    string
	Summary string
	Tag     string
	Policy  auth.Policy
	Status  int   // of success; 200 when 0
	Once    bool  // needs an Idempotency-Key and has one effect for each
	MaxBody int64 // bytes; 64 KiB when 0
	Limits  []Limit
}

// New builds the engine's chain and the API on it.
func New(o Options) (*API, error) {
	if err := o.Gin.SetTrustedProxies(o.TrustedProxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	o.Gin.HandleMethodNotAllowed = true
	o.Gin.Use(originate, protect(o.Timeout, o.MaxInFlight))
	o.Gin.NoMethod(func(c *gin.Context) { Refuse(c, errMethod) })

	ownErrors()
	cfg := huma.DefaultConfig("指尖社区", o.Version)
	cfg.CreateHooks, cfg.DocsPath, cfg.OpenAPIPath, cfg.SchemasPath = nil, "", "", ""
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"resident": {Type: "http", Scheme: "bearer", BearerFormat: "JWT"},
		"staff":    {Type: "apiKey", In: "cookie", Name: StaffCookie},
		// The same session for a client without a cookie jar. A browser never
		// adds this header by itself, so it opens no way for another site.
		"staffToken": {Type: "http", Scheme: "bearer"},
	}
	return &API{o: o, huma: humagin.New(o.Gin, cfg)}, nil
}

// OpenAPI is the document of everything registered so far.
func (a *API) OpenAPI() *huma.OpenAPI { return a.huma.OpenAPI() }

// ownErrors makes huma render its refusals our way. huma asks package
// variables for that, so they are set once for the process.
var ownErrors = sync.OnceFunc(func() { //nolint:gochecknoglobals // see above
	huma.NewErrorWithContext = humaProblem
	huma.NewError = func(status int, msg string, causes ...error) huma.StatusError {
		return humaProblem(nil, status, msg, causes...)
	}
})

type onceInput interface{ onceKey() string }

// Once is embedded in the input of an operation with Op.Once.
type Once struct {
	IdempotencyKey string `header:"Idempotency-Key" required:"true" minLength:"16" maxLength:"64" pattern:"^[A-Za-z0-9_-]+$" doc:"new for each intent, the same for its retries"`
}

func (o *Once) onceKey() string { return o.IdempotencyKey }

// Register adds an operation. It panics when the operation has no valid
// policy or its declaration contradicts itself: the server must not start.
func Register[I, O any](a *API, op Op, handle func(context.Context, *I) (*O, error)) {
	a.check(op)
	_, once := any(new(I)).(onceInput)
	if once != op.Once {
		panic("httpx: " + op.ID + ": Op.Once and the embedded httpx.Once differ")
	}
	if op.Status == 0 {
		op.Status = http.StatusOK
	}
	if op.MaxBody == 0 {
		op.MaxBody = 64 << 10
	}
	a.Ops = append(a.Ops, op)
	hop := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: op.Path, Summary: op.Summary, Tags: []string{op.Tag},
		DefaultStatus: op.Status, MaxBodyBytes: op.MaxBody, Security: security(op.Policy),
		Errors:      []int{400, 401, 403, 404, 409, 422, 429},
		Middlewares: huma.Middlewares{a.admit(op)},
	}
	huma.Register(a.huma, hop, func(ctx context.Context, in *I) (*O, error) {
		if err := cleanText(in); err != nil {
			return nil, problem(ctx, err)
		}
		out, err := a.call(ctx, op, in, func(ctx context.Context) (any, error) { return handle(ctx, in) }, func(ctx context.Context, key string) (any, error) {
			return idem.Do(ctx, a.o.Idem, auth.From(ctx).ID, op.ID, key, in, func(ctx context.Context) (*O, error) { return handle(ctx, in) })
		})
		if err != nil {
			return nil, problem(ctx, err)
		}
		res, _ := out.(*O)
		return res, nil
	})
}

func (a *API) call(ctx context.Context, op Op, in any, plain func(context.Context) (any, error), once func(context.Context, string) (any, error)) (any, error) {
	if op.Once {
		return once(ctx, in.(onceInput).onceKey())
	}
	return plain(ctx)
}

func (a *API) check(op Op) {
	if op.ID == "" || !op.Policy.Valid() {
		panic(fmt.Sprintf("httpx: %s %s has no valid policy", op.Method, op.Path))
	}
	prefix := map[auth.Surface]string{auth.App: "/app/v1/", auth.Admin: "/admin/v1/"}[op.Policy.Surface]
	if !strings.HasPrefix(op.Path, prefix) {
		panic("httpx: " + op.Path + " is not under its surface's prefix")
	}
	if slices.ContainsFunc(a.Ops, func(o Op) bool { return o.ID == op.ID }) {
		panic("httpx: two operations " + op.ID)
	}
}

func security(p auth.Policy) []map[string][]string {
	switch p.Surface {
	case auth.App:
		return []map[string][]string{{"resident": {}}}
	case auth.Admin:
		return []map[string][]string{{"staff": {}}, {"staffToken": {}}}
	}
	return nil
}

// admit authenticates, checks the policy and the rate limits.
func (a *API) admit(op Op) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		// huma bounds JSON bodies by itself, multipart ones it does not.
		c := humagin.Unwrap(hc)
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, op.MaxBody+1)
		ctx, err := a.actor(hc.Context(), op.Policy.Surface, hc.Header("Authorization"), hc.Header("Cookie"))
		if err == nil {
			err = op.Policy.Check(auth.From(ctx))
		}
		if err == nil {
			err = a.limit(ctx, op)
		}
		if err != nil {
			writeProblem(hc, problem(ctx, err))
			return
		}
		next(huma.WithContext(hc, ctx))
	}
}

func (a *API) actor(ctx context.Context, s auth.Surface, bearer, cookies string) (context.Context, error) {
	switch s {
	case auth.App:
		token, ok := strings.CutPrefix(bearer, "Bearer ")
		if !ok {
			return ctx, auth.ErrLogin
		}
		claims, err := a.o.Tokens.Verify(token)
		if err != nil {
			return ctx, err
		}
		who, err := a.o.Sessions.Resident(ctx, claims)
		return auth.With(ctx, who), err
	case auth.Admin:
		if token, ok := strings.CutPrefix(bearer, "Bearer "); ok {
			who, err := a.o.Sessions.Staff(ctx, token)
			return auth.With(ctx, who), err
		}
		c, err := http.ParseCookie(cookies)
		i := slices.IndexFunc(c, func(c *http.Cookie) bool { return c.Name == StaffCookie })
		if err != nil || i < 0 {
			return ctx, auth.ErrLogin
		}
		who, err := a.o.Sessions.Staff(ctx, c[i].Value)
		return auth.With(ctx, who), err
	}
	return auth.With(ctx, auth.Actor{Kind: auth.Anonymous}), nil
}

// ID reads an id out of a path or query parameter.
type ID = ids.Param

package main

import (
	"context"
	"database/sql"
	"net/http"
	"sync/atomic"

	"github.com/gin-gonic/gin"
	_ "github.com/go-sql-driver/mysql"
	"github.com/redis/go-redis/v9"
)

// sample is what the product answered before anything was timed, and for whom;
// the baseline answers the same bytes.
type sample struct {
	DSN, Redis                        string
	Person, Session, Community, House int64
	Building, Unit                    int64
	Order                             int64 // one that the product made
	Hello, Device, Home, Lists        []byte
	Categories, Created               []byte
}

// homeKey is where the bare cache keeps the page.
const homeKey = "bench:home"

// baseline is what somebody writes who has only the one request in mind.
type baseline struct {
	sample
	db    *sql.DB
	redis *redis.Client
	next  atomic.Int64
	list  *sql.Stmt
	cards *sql.Stmt
	one   *sql.Stmt
	live  *sql.Stmt
	bare  [3]*sql.Stmt // an order, its event, its outbox row
	names names
	raw   raw
}

// serveBaseline is bare Gin over database/sql with held prepared statements.
func serveBaseline(ctx context.Context, p *pipe) error {
	var b baseline
	if err := p.in.Decode(&b.sample); err != nil {
		return err
	}
	if err := b.open(ctx); err != nil {
		return err
	}
	defer func() { _ = b.db.Close(); _ = b.redis.Close() }()
	gin.SetMode(gin.ReleaseMode)
	g := gin.New()
	still := func(body []byte) gin.HandlerFunc {
		return func(c *gin.Context) { c.Data(http.StatusOK, "application/json", body) }
	}
	g.GET("/hello", still(b.Hello))
	g.GET("/categories", still(b.Categories))
	g.GET("/row", b.answer(b.row))
	g.GET("/devices", b.answer(b.devices))
	g.GET("/home", b.answer(b.home))
	g.GET("/list", b.answer(b.orders))
	g.GET("/redis", b.cached)
	g.POST("/insert", b.insert(1))
	g.POST("/insert3", b.insert(3))
	g.GET("/ws", b.raw.upgrade)
	g.POST("/blast", b.raw.blast)
	naive, err := newNaive(b.sample)
	if err != nil {
		return err
	}
	g.GET("/naive", b.answer(naive.home))
	return serve(ctx, p, g)
}

func (b *baseline) answer(f func(context.Context) ([]byte, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		body, err := f(c.Request.Context())
		if err != nil {
			c.String(http.StatusInternalServerError, err.Error())
			return
		}
		c.Data(http.StatusOK, "application/json", body)
	}
}

func (b *baseline) cached(c *gin.Context) {
	body, err := b.redis.Get(c.Request.Context(), homeKey).Bytes()
	if err != nil {
		c.String(http.StatusInternalServerError, err.Error())
		return
	}
	c.Data(http.StatusOK, "application/json", body)
}

// insert writes one row by itself, or three in a transaction.
func (b *baseline) insert(rows int) gin.HandlerFunc {
	return func(c *gin.Context) {
		var form struct{ Description string }
		if err := c.ShouldBindJSON(&form); err != nil {
			c.String(http.StatusBadRequest, err.Error())
			return
		}
		if err := b.write(c.Request.Context(), rows, form.Description); err != nil {
			c.String(http.StatusInternalServerError, err.Error())
			return
		}
		c.Data(http.StatusCreated, "application/json", b.Created)
	}
}

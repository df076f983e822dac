package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	gomysql "github.com/go-sql-driver/mysql"
	"github.com/redis/go-redis/v9"

	"zhijian/server/platform/ids"
)

// The shapes of the product's answers, and the statements behind them.

type deviceList struct {
	Items []device `json:"items"`
}

type device struct {
	ID         ids.ID    `json:"id"`
	Label      string    `json:"label"`
	Current    bool      `json:"current"`
	LastSeenAt time.Time `json:"lastSeenAt"`
}

type homePage struct {
	House           json.RawMessage `json:"house,omitempty"`
	Houses          json.RawMessage `json:"houses"`
	Unread          int64           `json:"unread"`
	Todos           []homeCard      `json:"todos"`
	Notices         []homeCard      `json:"notices"`
	PendingBindings int             `json:"pendingBindings"`
	ServicePhone    string          `json:"servicePhone"`
}

type homeCard struct {
	Kind        string    `json:"kind"`
	RefID       ids.ID    `json:"refId"`
	Title       string    `json:"title"`
	Subtitle    string    `json:"subtitle"`
	Status      string    `json:"status"`
	StatusLabel string    `json:"statusLabel"`
	Tone        string    `json:"tone"`
	Link        string    `json:"link"`
	UpdatedAt   time.Time `json:"updatedAt"`
}

type orderPage struct {
	Items      []orderRow `json:"items"`
	NextCursor string     `json:"nextCursor"`
}

type orderRow struct {
	ID           ids.ID     `json:"id"`
	Number       string     `json:"number"`
	Category     string     `json:"category"`
	CategoryName string     `json:"categoryName"`
	FaultName    string     `json:"faultName"`
	Emergency    bool       `json:"emergency"`
	Place        string     `json:"place"`
	PlaceLabel   string     `json:"placeLabel"`
	Description  string     `json:"description"`
	State        string     `json:"state"`
	StateLabel   string     `json:"stateLabel"`
	Tone         string     `json:"tone"`
	Light        string     `json:"light"`
	DueAt        *time.Time `json:"dueAt,omitempty"`
	PhotoCount   int64      `json:"photoCount"`
	CreatedAt    time.Time  `json:"createdAt"`
	UpdatedAt    time.Time  `json:"updatedAt"`
	SlotStart    *time.Time `json:"slotStart,omitempty"`
	SlotEnd      *time.Time `json:"slotEnd,omitempty"`
}

const (
	oneSQL   = `SELECT id, device, last_seen_at FROM resident_sessions WHERE id = ?`
	liveSQL  = `SELECT id, device, last_seen_at FROM resident_sessions WHERE person_id = ? AND revoked_at IS NULL AND last_seen_at > ? ORDER BY last_seen_at DESC, id DESC LIMIT 50`
	cardsSQL = `SELECT kind, ref_id, title, subtitle, status, label, tone, link, amount, updated_at FROM home_cards WHERE person_id IN (?, ?, ?, ?, ?) ORDER BY updated_at DESC LIMIT 100`
	listSQL  = `SELECT o.id, o.number, o.category, o.place, o.place_label, o.description, o.state, o.photo_count, o.created_at, o.updated_at, o.slot_start, o.slot_end, o.fault, o.emergency, o.light, o.due_at
FROM repair_orders o JOIN repair_viewers v ON v.order_id = o.id WHERE v.person_id = ? AND (o.reporter_id = ? OR o.house_id IN (?) OR o.second_house_id IN (?) OR v.joined = 1) ORDER BY v.order_id DESC LIMIT 21`
	orderSQL = `INSERT INTO repair_orders (id, community_id, house_id, number, state, version, place, place_key, place_label, category, description, search, photo_count, enter_absent, channel,
reporter_id, contact_name, contact_phone, worker_id, worker_name, cause_code, business_day, created_at, updated_at) VALUES (?, ?, 0, ?, 'submitted', 1, 'public', 'a', 'a', 'light', ?, ?, 0, 0, 'phone', 0, 'a', 'a', 0, '', '', '2026-01-01', ?, ?)`
	eventSQL = `INSERT INTO repair_events (id, community_id, order_id, act, from_state, to_state, version, actor_kind, actor_id, actor_name, actor_role, channel, ip, device, happened_at, created_at)
VALUES (?, ?, ?, 'report', '', 'submitted', 1, 'staff', 1, 'a', 'dispatcher', 'phone', '', '', '2026-01-01 00:00:00', ?)`
	outboxSQL = `INSERT INTO outbox (id, task_key, name, queue, payload, available_at, created_at) VALUES (?, ?, 'bench', 'default', '{}', ?, ?)`
)

// shownNotices are the newest notices that a home page has.
const shownNotices = 2

// names are the words that the product's code adds to a row.
type names struct {
	label      string
	categories map[string]orderRow
	states     map[string]orderRow
	page       homePage
}

// openPool is the same pool as the product's.
func openPool(dsn string) (*sql.DB, error) {
	cfg, err := gomysql.ParseDSN(dsn)
	if err != nil {
		return nil, err
	}
	cfg.ParseTime, cfg.Loc, cfg.Collation = true, time.UTC, "utf8mb4_bin"
	conn, err := gomysql.NewConnector(cfg)
	if err != nil {
		return nil, err
	}
	d := sql.OpenDB(conn)
	d.SetMaxOpenConns(poolSize)
	d.SetMaxIdleConns(poolSize)
	return d, nil
}

func (b *baseline) open(ctx context.Context) error {
	var err error
	if b.db, err = openPool(b.DSN); err != nil {
		return err
	}
	b.redis = redis.NewClient(&redis.Options{Addr: b.Redis})
	for _, s := range []struct {
		to  **sql.Stmt
		sql string
	}{{&b.one, oneSQL}, {&b.live, liveSQL}, {&b.cards, cardsSQL}, {&b.list, listSQL}, {&b.bare[0], orderSQL}, {&b.bare[1], eventSQL}, {&b.bare[2], outboxSQL}} {
		if *s.to, err = b.db.PrepareContext(ctx, s.sql); err != nil { //nolint:sqlclosecheck // held for the life of the process
			return fmt.Errorf("%s: %w", s.sql, err)
		}
	}
	b.next.Store(b.Order + 1<<40)
	if b.names, err = b.learn(); err != nil {
		return err
	}
	return b.redis.Set(ctx, homeKey, b.Home, 0).Err()
}

// learn takes the words from the product's own answers.
func (s sample) learn() (names, error) {
	n := names{categories: map[string]orderRow{}, states: map[string]orderRow{}}
	var d deviceList
	var l orderPage
	for _, x := range []struct {
		raw  []byte
		into any
	}{{s.Device, &d}, {s.Lists, &l}, {s.Home, &n.page}} {
		if err := json.Unmarshal(x.raw, x.into); err != nil {
			return n, err
		}
	}
	if len(d.Items) != 1 || len(l.Items) != 20 {
		return n, fmt.Errorf("the product answered %d devices and %d orders", len(d.Items), len(l.Items))
	}
	n.label = d.Items[0].Label
	for _, o := range l.Items {
		n.categories[o.Category], n.states[o.State] = o, o
	}
	return n, nil
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}

func (b *baseline) row(ctx context.Context) ([]byte, error) {
	var d device
	var agent string
	if err := b.one.QueryRowContext(ctx, b.Session).Scan(&d.ID, &agent, &d.LastSeenAt); err != nil {
		return nil, err
	}
	d.Label, d.Current = b.names.label, true
	return encode(deviceList{[]device{d}})
}

func (b *baseline) devices(ctx context.Context) ([]byte, error) {
	rows, err := b.live.QueryContext(ctx, b.Person, clockNow().AddDate(0, -1, 0))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	list := deviceList{Items: []device{}}
	for rows.Next() {
		var d device
		var agent string
		if err := rows.Scan(&d.ID, &agent, &d.LastSeenAt); err != nil {
			return nil, err
		}
		d.Label, d.Current = b.names.label, int64(d.ID) == b.Session
		list.Items = append(list.Items, d)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return encode(list)
}

func (b *baseline) home(ctx context.Context) ([]byte, error) {
	page := b.names.page
	page.Todos, page.Notices, page.Unread, page.PendingBindings = []homeCard{}, []homeCard{}, 0, 0
	rows, err := b.cards.QueryContext(ctx, b.Person, b.Community, b.House, b.Building, b.Unit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var c homeCard
		var amount int64
		if err := rows.Scan(&c.Kind, &c.RefID, &c.Title, &c.Subtitle, &c.Status, &c.StatusLabel, &c.Tone, &c.Link, &amount, &c.UpdatedAt); err != nil {
			return nil, err
		}
		switch c.Kind {
		case "unread":
			page.Unread = amount
		case "notice":
			if len(page.Notices) < shownNotices {
				page.Notices = append(page.Notices, c)
			}
		default:
			page.Todos = append(page.Todos, c)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return encode(page)
}

func (b *baseline) orders(ctx context.Context) ([]byte, error) {
	rows, err := b.list.QueryContext(ctx, b.Person, b.Person, b.House, b.House)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	page := orderPage{Items: make([]orderRow, 0, 21)}
	for rows.Next() {
		var o orderRow
		if err := rows.Scan(&o.ID, &o.Number, &o.Category, &o.Place, &o.PlaceLabel, &o.Description, &o.State, &o.PhotoCount, &o.CreatedAt, &o.UpdatedAt, &o.SlotStart, &o.SlotEnd, &o.FaultName, &o.Emergency, &o.Light, &o.DueAt); err != nil {
			return nil, err
		}
		c, s := b.names.categories[o.Category], b.names.states[o.State]
		o.CategoryName, o.StateLabel, o.Tone = c.CategoryName, s.StateLabel, s.Tone
		page.Items = append(page.Items, o)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if len(page.Items) == 21 {
		page.Items, page.NextCursor = page.Items[:20], page.Items[19].ID.String()
	}
	return encode(page)
}

// write inserts an order: one row by itself, or with its event and its outbox row.
func (b *baseline) write(ctx context.Context, rows int, text string) error {
	id, now := b.next.Add(1), clockNow()
	args := [][]any{
		{id, b.Community, fmt.Sprintf("b%d", id%1e12), text, text, now, now},
		{id, b.Community, id, now},
		{id, fmt.Sprintf("b%d", id), now, now},
	}
	if rows == 1 {
		_, err := b.bare[0].ExecContext(ctx, args[0]...)
		return err
	}
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after Commit it does nothing
	for i := range rows {
		if _, err := tx.StmtContext(ctx, b.bare[i]).ExecContext(ctx, args[i]...); err != nil { //nolint:sqlclosecheck // ends with its transaction
			return err
		}
	}
	return tx.Commit()
}

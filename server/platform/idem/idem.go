package idem

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"time"

	gomysql "github.com/go-sql-driver/mysql"
	"gorm.io/gorm"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
)

// Errors of this package.
var (
	ErrMissing = errs.New(http.StatusBadRequest, "idem.missing", "请求缺少防重复标识，请升级到最新版本后重试")
	ErrReused  = errs.New(http.StatusUnprocessableEntity, "idem.reused", "这次提交的内容与之前不同，请刷新页面后重新提交")
	ErrBusy    = errs.New(http.StatusConflict, "idem.busy", "上一次提交还在处理中，请稍等几秒再看结果")
)

// Keep is how long an answer is remembered.
const Keep = 24 * time.Hour

// Store keeps the answers.
type Store struct {
	db  *db.DB
	now clock.Clock
}

// New makes a Store.
func New(d *db.DB, now clock.Clock) *Store { return &Store{d, now} }

type row struct {
	ActorID   ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Operation string `gorm:"primaryKey"`
	IdemKey   string `gorm:"primaryKey"`
	Hash      string
	Response  string
	CreatedAt time.Time
}

func (row) TableName() string { return "idempotency_keys" }

var keyForm = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)

// Do runs f in a transaction and keeps its output in the same transaction, once
// for each (actor, operation, key). A repeat with the same input gets the first
// output; in and out must survive JSON. The key is written after f, with the
// answer, in one statement: a repeat may run f again, but what f wrote is then
// rolled back, and what f refuses because the first was done already is
// answered as the first was.
// Errors: ErrMissing, ErrReused, ErrBusy, and those of f.
func Do[O any](ctx context.Context, s *Store, actor ids.ID, operation, key string, in any, f func(context.Context) (*O, error)) (*O, error) {
	if !keyForm.MatchString(key) {
		return nil, ErrMissing
	}
	raw, err := json.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("hash input of %s: %w", operation, err)
	}
	sum := sha256.Sum256(raw)
	r := row{ActorID: actor, Operation: operation, IdemKey: key, Hash: hex.EncodeToString(sum[:]), CreatedAt: s.now()}
	var out *O
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		var err error
		if out, err = f(ctx); err != nil {
			return err
		}
		saved, err := json.Marshal(out)
		if err != nil {
			return fmt.Errorf("keep answer of %s: %w", operation, err)
		}
		done := r
		done.Response = string(saved)
		return s.db.Conn(ctx).Create(&done).Error
	})
	if err == nil {
		return out, nil
	}
	if again, found, rerr := replay[O](ctx, s, r); found { // a lookup that fails tells nothing: err does
		return again, rerr
	}
	if lockTimeout(err) {
		return nil, ErrBusy.Because(err)
	}
	return nil, err
}

func replay[O any](ctx context.Context, s *Store, want row) (*O, bool, error) {
	var have row
	err := s.db.Conn(ctx).Where("actor_id = ? AND operation = ? AND idem_key = ?", want.ActorID, want.Operation, want.IdemKey).Take(&have).Error
	if db.NotFound(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if have.Hash != want.Hash {
		return nil, true, ErrReused
	}
	out := new(O)
	if err := json.Unmarshal([]byte(have.Response), out); err != nil {
		return nil, true, fmt.Errorf("read kept answer: %w", err)
	}
	return out, true, nil
}

func lockTimeout(err error) bool {
	e, ok := errors.AsType[*gomysql.MySQLError](err)
	return ok && e.Number == 1205
}

// Sweep forgets answers older than Keep, a batch at a time.
func (s *Store) Sweep(ctx context.Context) error {
	for {
		var n int64
		err := s.db.Tx(ctx, func(ctx context.Context) error {
			var last []time.Time
			q := s.db.Conn(ctx).Model(&row{}).Where("created_at < ?", s.now().Add(-Keep)).Session(&gorm.Session{})
			if err := q.Order("created_at").Offset(999).Limit(1).Pluck("created_at", &last).Error; err != nil {
				return err
			}
			del := q
			if len(last) == 1 {
				del = q.Where("created_at <= ?", last[0])
			}
			res := del.Delete(&row{})
			n = res.RowsAffected
			return res.Error
		})
		if err != nil || n < 1000 {
			return err
		}
	}
}

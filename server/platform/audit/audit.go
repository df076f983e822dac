package audit

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

// Entry is one act to keep.
type Entry struct {
	CommunityID ids.ID
	Action      string // feature.verb, such as house.reveal
	Object      string // kind:id
	Detail      string // ids and codes, at most 1,000 characters
}

// row has no field named CommunityID: the log spans all tenants and its
// readers are limited by company below.
type row struct {
	ID        ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CompanyID ids.ID
	Community ids.ID `gorm:"column:community_id"`
	ActorKind string
	ActorID   ids.ID
	BehalfOf  ids.ID
	Action    string
	Object    string
	Detail    string
	IP        string
	CreatedAt time.Time
	Seal      string
	Seq       int64
}

func (row) TableName() string { return "audit_entries" }

// Log writes and checks the record.
type Log struct {
	db  *db.DB
	gen *ids.Gen
	now clock.Clock
	key []byte
}

// New takes the chain's key as 64 hex digits.
func New(d *db.DB, gen *ids.Gen, now clock.Clock, hexKey string) (*Log, error) {
	key, err := hex.DecodeString(hexKey)
	if err != nil || len(key) != 32 {
		return nil, errors.New("audit: the key is not 32 bytes")
	}
	return &Log{d, gen, now, key}, nil
}

// Record keeps what the actor of ctx did. It must run in the transaction of the act.
func (l *Log) Record(ctx context.Context, e Entry) error {
	who := auth.From(ctx)
	return l.db.Conn(ctx).Create(&row{
		ID: l.gen.New(), CompanyID: who.CompanyID, Community: e.CommunityID, ActorKind: string(who.Kind), ActorID: who.ID, BehalfOf: who.OnBehalfOf,
		Action: e.Action, Object: e.Object, Detail: pii.Redact(e.Detail), IP: auth.OriginFrom(ctx).IP, CreatedAt: l.now(),
	}).Error
}

// Seal chains the rows that are not chained yet. One process at a time calls
// it (a periodic); rows of transactions still open join at the next call.
func (l *Log) Seal(ctx context.Context) error {
	return l.db.Tx(ctx, func(ctx context.Context) error {
		last, err := l.head(ctx)
		if err != nil {
			return err
		}
		var open []row
		if err := l.db.Conn(ctx).Where("seq = ?", 0).Order("id").Limit(1000).Find(&open).Error; err != nil {
			return err
		}
		for _, r := range open {
			r.Seq = last.Seq + 1
			r.Seal = l.seal(last.Seal, r)
			if err := l.db.Conn(ctx).Model(&row{}).Where("id = ? AND seq = ?", r.ID, 0).Updates(map[string]any{"seq": r.Seq, "seal": r.Seal}).Error; err != nil {
				return err
			}
			last = r
		}
		return nil
	})
}

func (l *Log) head(ctx context.Context) (row, error) {
	var r []row
	err := l.db.Conn(ctx).Where("seq > ?", 0).Order("seq DESC").Limit(1).Find(&r).Error
	if err != nil || len(r) == 0 {
		return row{}, err
	}
	return r[0], nil
}

func (l *Log) seal(previous string, r row) string {
	m := hmac.New(sha256.New, l.key)
	r.Seal = previous
	r.CreatedAt = r.CreatedAt.UTC()
	raw, _ := json.Marshal(r) // plain fields only
	_, _ = m.Write(raw)       // hash.Hash never fails
	return hex.EncodeToString(m.Sum(nil))
}

// ErrBroken says that the record was changed behind our back.
var ErrBroken = errors.New("audit: the chain is broken")

// Verify walks the whole chain. upTo is the last sequence number known from
// elsewhere (0: none); a chain that ends before it was cut.
func (l *Log) Verify(ctx context.Context, upTo int64) (rows int64, err error) {
	previous := row{}
	for {
		var batch []row
		if err := l.db.Conn(ctx).Where("seq > ?", previous.Seq).Order("seq").Limit(2000).Find(&batch).Error; err != nil {
			return previous.Seq, err
		}
		for _, r := range batch {
			if r.Seq != previous.Seq+1 || !hmac.Equal([]byte(r.Seal), []byte(l.seal(previous.Seal, r))) {
				return previous.Seq, fmt.Errorf("%w after %d", ErrBroken, previous.Seq)
			}
			previous = r
		}
		if len(batch) == 0 {
			break
		}
	}
	if previous.Seq < upTo {
		return previous.Seq, fmt.Errorf("%w: it ends at %d instead of %d", ErrBroken, previous.Seq, upTo)
	}
	return previous.Seq, nil
}

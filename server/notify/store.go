package notify

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// message is a row of somebody's inbox. It belongs to the reader, who may read
// it after leaving the community ("your binding has ended"), so the field is
// not named CommunityID and the tenant guard leaves it alone: every query here
// has the reader's id.
type message struct {
	ID        ids.ID `gorm:"primaryKey;autoIncrement:false"`
	UserID    ids.ID
	Staff     bool
	Community ids.ID `gorm:"column:community_id"`
	Kind      string
	Title     string
	Body      string
	Link      string
	DedupeKey string
	ReadAt    *time.Time
	CreatedAt time.Time
}

func (message) TableName() string { return "inbox_messages" }

// quota is how many WeChat messages a person has given leave for.
type quota struct {
	PersonID  ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Template  string `gorm:"primaryKey"` // WeChat's id
	Remaining int64
	UpdatedAt time.Time
}

func (quota) TableName() string { return "subscribe_quota" }

// entry is a line of the ledger behind the quota.
type entry struct {
	ID        ids.ID `gorm:"primaryKey;autoIncrement:false"`
	PersonID  ids.ID
	Template  string
	Delta     int64
	Reason    string // accept | send | refund | exhausted
	MessageID ids.ID
	CreatedAt time.Time
}

func (entry) TableName() string { return "subscribe_ledger" }

// delivery is how a message went on one channel.
type delivery struct {
	MessageID ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Channel   string `gorm:"primaryKey"` // inbox | wechat
	PersonID  ids.ID
	Template  string
	State     string
	Attempts  int64
	ErrorCode string
	CreatedAt time.Time
	UpdatedAt time.Time
}

func (delivery) TableName() string { return "notify_deliveries" }

type store struct{ db *db.DB }

func (s store) add(ctx context.Context, m message) error { return s.db.Conn(ctx).Create(&m).Error }

// told reports whether the reader has a message of that key.
func (s store) told(ctx context.Context, user ids.ID, key string) (bool, error) {
	var found []ids.ID
	err := s.db.Conn(ctx).Model(&message{}).Where("user_id = ? AND dedupe_key = ?", user, key).Limit(1).Pluck("id", &found).Error
	return len(found) > 0, err
}

// page is one page of the reader's inbox, newest first, after the message with
// the id before (0: from the newest).
func (s store) page(ctx context.Context, user, before ids.ID, n int) (out []message, err error) {
	q := s.db.Conn(ctx).Where("user_id = ?", user).Order("id DESC").Limit(n)
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	return out, q.Find(&out).Error
}

func (s store) unread(ctx context.Context, user ids.ID) (int, error) {
	var n int64
	err := s.db.Conn(ctx).Model(&message{}).Where("user_id = ? AND read_at IS NULL", user).Count(&n).Error
	return int(n), err
}

// exists reports whether the message is the reader's.
func (s store) exists(ctx context.Context, user, id ids.ID) (bool, error) {
	var found []ids.ID
	err := s.db.Conn(ctx).Model(&message{}).Where("id = ? AND user_id = ?", id, user).Pluck("id", &found).Error
	return len(found) > 0, err
}

// markRead answers how many became read; id 0 means all of the reader's.
func (s store) markRead(ctx context.Context, user, id ids.ID, at time.Time) (int64, error) {
	q := s.db.Conn(ctx).Model(&message{}).Where("user_id = ? AND read_at IS NULL", user)
	if id > 0 {
		q = q.Where("id = ?", id)
	}
	res := q.Update("read_at", at)
	return res.RowsAffected, res.Error
}

// grant adds leave, up to most. The table has one unique key, which makes the
// upsert safe.
func (s store) grant(ctx context.Context, q quota, most int64) error {
	more := clause.OnConflict{Columns: []clause.Column{{Name: "person_id"}, {Name: "template"}}, DoUpdates: clause.Assignments(map[string]any{
		"remaining":  gorm.Expr("CASE WHEN subscribe_quota.remaining + ? > ? THEN ? ELSE subscribe_quota.remaining + ? END", q.Remaining, most, most, q.Remaining),
		"updated_at": q.UpdatedAt,
	})}
	return s.db.Conn(db.AllowUpsert(ctx)).Clauses(more).Create(&q).Error
}

// take uses one leave; false when none is left.
func (s store) take(ctx context.Context, person ids.ID, template string, at time.Time) (bool, error) {
	res := s.db.Conn(ctx).Model(&quota{}).Where("person_id = ? AND template = ? AND remaining > 0", person, template).
		Updates(map[string]any{"remaining": gorm.Expr("remaining - 1"), "updated_at": at})
	return res.RowsAffected == 1, res.Error
}

// exhaust sets the leave to none and answers how much was thought to be left.
func (s store) exhaust(ctx context.Context, person ids.ID, template string, at time.Time) (int64, error) {
	var q quota
	err := s.db.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("person_id = ? AND template = ?", person, template).Take(&q).Error
	if err != nil {
		return 0, err
	}
	return q.Remaining, s.db.Conn(ctx).Model(&quota{}).Where("person_id = ? AND template = ?", person, template).
		Updates(map[string]any{"remaining": 0, "updated_at": at}).Error
}

func (s store) note(ctx context.Context, e entry) error { return s.db.Conn(ctx).Create(&e).Error }

func (s store) addDeliveries(ctx context.Context, d ...delivery) error {
	return s.db.Conn(ctx).Create(&d).Error
}

func (s store) delivery(ctx context.Context, message ids.ID, channel string) (d delivery, err error) {
	return d, s.db.Conn(ctx).Where("message_id = ? AND channel = ?", message, channel).Take(&d).Error
}

// move changes a delivery's state; false when it was not in from any more.
func (s store) move(ctx context.Context, d delivery, from string) (bool, error) {
	res := s.db.Conn(ctx).Model(&delivery{}).Where("message_id = ? AND channel = ? AND state = ?", d.MessageID, d.Channel, from).
		Updates(map[string]any{"state": d.State, "attempts": d.Attempts, "error_code": d.ErrorCode, "updated_at": d.UpdatedAt})
	return res.RowsAffected == 1, res.Error
}

// sweepStep deletes about a thousand rows of a table; done when none is left.
// It runs in a transaction.
func (s store) sweepStep(ctx context.Context, table any, before time.Time) (done bool, err error) {
	var until []time.Time
	err = s.db.Conn(ctx).Model(table).Where("created_at < ?", before).Order("created_at").Limit(1000).Pluck("created_at", &until).Error
	if err != nil || len(until) == 0 {
		return true, err
	}
	return false, s.db.Conn(ctx).Where("created_at <= ?", until[len(until)-1]).Delete(table).Error
}

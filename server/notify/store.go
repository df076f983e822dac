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
	Template  string
	MergeKey  string
	Amount    int64 // how many were merged into it
	Urgent    bool
	House     ids.ID     `gorm:"column:house_id"`
	Number    string     // of the matter
	UpdatedAt *time.Time `gorm:"autoUpdateTime:false"`
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

type store struct{ db *db.DB }

func (s store) add(ctx context.Context, m ...message) error { return s.db.Conn(ctx).Create(&m).Error }

// message finds one by its id, whoever's it is.
func (s store) message(ctx context.Context, id ids.ID) (m message, err error) {
	return m, s.db.Conn(ctx).Where("id = ?", id).Take(&m).Error
}

// byKey is the reader's message of a de-duplication key.
func (s store) byKey(ctx context.Context, user ids.ID, key string) (m message, err error) {
	return m, s.db.Conn(ctx).Where("user_id = ? AND dedupe_key = ?", user, key).Take(&m).Error
}

// hear notes that something was merged; false when it was before.
func (s store) hear(ctx context.Context, user ids.ID, key string, at time.Time) (bool, error) {
	var found []ids.ID
	err := s.db.Conn(ctx).Model(&heard{}).Where("user_id = ? AND heard_key = ?", user, key).Limit(1).Pluck("user_id", &found).Error
	if err != nil || len(found) > 0 {
		return false, err
	}
	return true, s.db.Conn(ctx).Create(&heard{user, key, at}).Error
}

// turn makes those who merge under a key wait for each other. The table has
// one unique key.
func (s store) turn(ctx context.Context, user ids.ID, key string, at time.Time) error {
	row := heard{user, key, at}
	return s.db.Conn(db.AllowUpsert(ctx)).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
}

// open is the reader's unread message of a merge key since a time.
func (s store) open(ctx context.Context, user ids.ID, key string, since time.Time) (m message, err error) {
	err = s.db.Conn(ctx).Where("user_id = ? AND merge_key = ? AND read_at IS NULL AND created_at >= ?", user, key, since).Order("id DESC").Take(&m).Error
	return m, err
}

// merge writes the merged words; false when it was read meanwhile.
func (s store) merge(ctx context.Context, m message) (bool, error) {
	res := s.db.Conn(ctx).Model(&message{}).Where("id = ? AND read_at IS NULL", m.ID).
		Updates(map[string]any{"title": m.Title, "body": m.Body, "link": m.Link, "amount": m.Amount, "urgent": m.Urgent, "updated_at": m.UpdatedAt})
	return res.RowsAffected == 1, res.Error
}

// heard is something that was merged into a message.
type heard struct {
	UserID    ids.ID `gorm:"primaryKey;autoIncrement:false"`
	HeardKey  string `gorm:"primaryKey"`
	CreatedAt time.Time
}

func (heard) TableName() string { return "notify_heard" }

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

// unread counts what the readers have not read; who is missing has nothing.
func (s store) unread(ctx context.Context, readers ...ids.ID) (map[ids.ID]int, error) {
	var rows []struct {
		UserID ids.ID
		N      int
	}
	err := s.db.Conn(ctx).Model(&message{}).Select("user_id, COUNT(*) AS n").Where("user_id IN ? AND read_at IS NULL", readers).Group("user_id").Find(&rows).Error
	out := make(map[ids.ID]int, len(rows))
	for _, r := range rows {
		out[r.UserID] = r.N
	}
	return out, err
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

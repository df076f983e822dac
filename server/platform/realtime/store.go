package realtime

import (
	"context"
	"strings"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

const (
	keepFor = 7 * 24 * time.Hour
	// keepRows is also how many missed events a client gets; more is a resync.
	keepRows = 300
	// batch is how many users one statement concerns: an IN list and a
	// multi-row insert within every engine's limits.
	batch = 500
)

// cursor is how far a user's sequence has come. The epoch names the sequence:
// a client that knows another one has to reload.
type cursor struct {
	UserID ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Seq    int64
	Epoch  string
}

func (cursor) TableName() string { return "realtime_cursors" }

// row is one event of one user. Its community is told to the client and is no
// tenant of the row: the sequence belongs to the user, so the field is not
// named CommunityID and the tenant guard leaves it alone.
type row struct {
	UserID    ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Seq       int64  `gorm:"primaryKey;autoIncrement:false"`
	Kind      string
	Ref       ids.ID
	Community ids.ID `gorm:"column:community_id"`
	CreatedAt time.Time
}

func (row) TableName() string { return "realtime_events" }

type store struct {
	db        *db.DB
	now       clock.Clock
	returning bool // the engine's INSERT can say what it wrote
}

// bump gives each of the users (at most batch, rising) a number for each of
// his events and writes them.
func (s store) bump(ctx context.Context, lines []line) error {
	now, err := s.advance(ctx, lines)
	if err != nil {
		return err
	}
	var rows []row
	for _, l := range lines {
		for k, e := range l.events {
			*l.seqs[k] = now[l.user] - int64(len(l.events)-1-k)
			rows = append(rows, row{UserID: l.user, Seq: *l.seqs[k], Kind: e.Kind, Ref: e.Ref, Community: e.Community, CreatedAt: s.now()})
		}
	}
	return s.db.Conn(ctx).CreateInBatches(rows, batch).Error
}

// advance raises the users' cursors by the number of their events and answers
// where they are now: one statement where the engine can return what it wrote,
// else two. From here to the commit whoever tells the same users waits, so
// each round trip counts. The upsert makes the first event of a user and a
// concurrent one safe; rising ids keep the order of locks the same everywhere.
func (s store) advance(ctx context.Context, lines []line) (map[ids.ID]int64, error) {
	users, args := make([]ids.ID, len(lines)), make([]any, 0, 3*len(lines))
	for i, l := range lines {
		users[i] = l.user
		args = append(args, l.user, len(l.events), ids.Code(12, ids.URL))
	}
	q := "INSERT INTO realtime_cursors (user_id, seq, epoch) VALUES (?, ?, ?)" + strings.Repeat(", (?, ?, ?)", len(lines)-1)
	if s.db.MySQL() {
		q += " ON DUPLICATE KEY UPDATE seq = seq + VALUES(seq)"
	} else {
		q += " ON CONFLICT (user_id) DO UPDATE SET seq = realtime_cursors.seq + excluded.seq"
	}
	raw := db.AllowRaw(ctx) // gorm has no words for a sum in an upsert that returns
	var now []cursor
	if s.returning {
		if err := s.db.Conn(raw).Raw(q+" RETURNING user_id, seq", args...).Scan(&now).Error; err != nil {
			return nil, err
		}
	} else {
		if err := s.db.Conn(raw).Exec(q, args...).Error; err != nil {
			return nil, err
		}
		if err := s.db.Conn(ctx).Select("user_id", "seq").Where("user_id IN ?", users).Find(&now).Error; err != nil {
			return nil, err
		}
	}
	out := make(map[ids.ID]int64, len(now))
	for _, c := range now {
		out[c.UserID] = c.Seq
	}
	return out, nil
}

// cursor reads a user's cursor and makes it when it is the first time, so that
// a client knows its epoch before its first event.
func (s store) cursor(ctx context.Context, user ids.ID) (cursor, error) {
	c, err := s.read(ctx, user)
	if !db.NotFound(err) {
		return c, err
	}
	c = cursor{UserID: user, Epoch: ids.Code(12, ids.URL)}
	err = s.db.Tx(ctx, func(ctx context.Context) error { return s.db.Conn(ctx).Create(&c).Error })
	if db.Duplicate(err) {
		return s.read(ctx, user)
	}
	return c, err
}

func (s store) read(ctx context.Context, user ids.ID) (c cursor, err error) {
	return c, s.db.Conn(ctx).Where("user_id = ?", user).Take(&c).Error
}

// missed reads the events after from. ok is false when they do not form an
// unbroken row up to the cursor: too many, swept, or another sequence.
func (s store) missed(ctx context.Context, user ids.ID, from int64) (rows []row, c cursor, ok bool, err error) {
	if c, err = s.cursor(ctx, user); err != nil || from < 0 || from > c.Seq || c.Seq-from > keepRows {
		return nil, c, false, err
	}
	if from == c.Seq {
		return nil, c, true, nil
	}
	err = s.db.Conn(ctx).Where("user_id = ? AND seq > ?", user, from).Order("seq").Limit(keepRows).Find(&rows).Error
	for i, r := range rows {
		if r.Seq != from+1+int64(i) {
			return nil, c, false, err
		}
	}
	return rows, c, int64(len(rows)) >= c.Seq-from, err
}

// cursors reads where the users (at most batch) are.
func (s store) cursors(ctx context.Context, users []ids.ID) (out []cursor, err error) {
	return out, s.db.Conn(ctx).Select("user_id", "seq").Where("user_id IN ?", users).Find(&out).Error
}

func (s store) sweep(ctx context.Context) error {
	if err := s.sweepOld(ctx); err != nil {
		return err
	}
	return s.sweepLong(ctx)
}

// sweepOld deletes in steps of about a thousand rows, so that no transaction
// holds many locks.
func (s store) sweepOld(ctx context.Context) error {
	for {
		var until []time.Time
		old := s.db.Conn(ctx).Model(&row{}).Where("created_at < ?", s.now().Add(-keepFor))
		if err := old.Order("created_at").Limit(1000).Pluck("created_at", &until).Error; err != nil || len(until) == 0 {
			return err
		}
		err := s.db.Tx(ctx, func(ctx context.Context) error {
			return s.db.Conn(ctx).Where("created_at <= ?", until[len(until)-1]).Delete(&row{}).Error
		})
		if err != nil {
			return err
		}
	}
}

func (s store) sweepLong(ctx context.Context) error {
	for {
		var long []struct {
			UserID ids.ID
			Seq    int64
		}
		err := s.db.Conn(ctx).Model(&row{}).Select("user_id, MAX(seq) AS seq").Group("user_id").Having("COUNT(*) > ?", keepRows).Limit(batch).Find(&long).Error
		if err != nil || len(long) == 0 {
			return err
		}
		for _, l := range long {
			err := s.db.Tx(ctx, func(ctx context.Context) error {
				return s.db.Conn(ctx).Where("user_id = ? AND seq <= ?", l.UserID, l.Seq-keepRows).Delete(&row{}).Error
			})
			if err != nil {
				return err
			}
		}
	}
}

package notify

import (
	"context"
	"time"

	"zhijian/server/platform/ids"
)

// delivery is how a message went on one channel. Its community is filtered by
// hand: what concerns no community has 0.
type delivery struct {
	MessageID    ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Channel      string `gorm:"primaryKey"`
	PersonID     ids.ID
	Community    ids.ID `gorm:"column:community_id"`
	Template     string // WeChat's id
	State        string
	Attempts     int64
	ErrorCode    string
	Content      string     // what the channel carries: words, or WeChat's fields as JSON
	DueAt        *time.Time // not before
	DeadAt       *time.Time // since when it waits on the desk
	ClosedBy     ids.ID
	ClosedReason string
	CreatedAt    time.Time
	UpdatedAt    time.Time `gorm:"autoUpdateTime:false"`
}

func (delivery) TableName() string { return "notify_deliveries" }

func (s store) addDeliveries(ctx context.Context, d ...delivery) error {
	return s.db.Conn(ctx).Create(&d).Error
}

func (s store) delivery(ctx context.Context, message ids.ID, channel string) (d delivery, err error) {
	return d, s.db.Conn(ctx).Where("message_id = ? AND channel = ?", message, channel).Take(&d).Error
}

// move changes a delivery's state; false when it was not in from any more.
func (s store) move(ctx context.Context, d delivery, from string) (bool, error) {
	res := s.db.Conn(ctx).Model(&delivery{}).Where("message_id = ? AND channel = ? AND state = ?", d.MessageID, d.Channel, from).
		Updates(map[string]any{"state": d.State, "attempts": d.Attempts, "error_code": d.ErrorCode, "due_at": d.DueAt, "dead_at": d.DeadAt, "updated_at": d.UpdatedAt})
	return res.RowsAffected == 1, res.Error
}

// reword gives a delivery that has not left yet newer words.
func (s store) reword(ctx context.Context, message ids.ID, channel, content string) error {
	return s.db.Conn(ctx).Model(&delivery{}).Where("message_id = ? AND channel = ? AND state = ?", message, channel, "pending").Update("content", content).Error
}

// settle takes a dead delivery off the desk; false when somebody else did.
func (s store) settle(ctx context.Context, d delivery) (bool, error) {
	res := s.db.Conn(ctx).Model(&delivery{}).Where("message_id = ? AND channel = ? AND dead_at IS NOT NULL", d.MessageID, d.Channel).
		Updates(map[string]any{"state": d.State, "attempts": d.Attempts, "due_at": d.DueAt, "dead_at": nil, "closed_by": d.ClosedBy, "closed_reason": d.ClosedReason, "updated_at": d.UpdatedAt})
	return res.RowsAffected == 1, res.Error
}

// line is a delivery with its message, as the desk sees it.
type line struct {
	Delivery      delivery `gorm:"embedded"`
	Title         string
	Body          string
	Kind          string
	Number        string
	Staff         bool
	Urgent        bool
	Amount        int64
	ReadAt        *time.Time
	MessageTmpl   string
	MessageMadeAt time.Time
}

// LogFilter narrows the delivery log; zero values do not.
type LogFilter struct {
	Community ids.ID
	Channel   string
	State     string // a state, or dead
	Person    ids.ID
	Number    string
}

// log is a page of deliveries of the communities, newest first; the inbox's own
// lines only when they are asked for.
func (s store) log(ctx context.Context, communities []ids.ID, all bool, f LogFilter, before ids.ID, n int) ([]line, error) {
	q := s.db.Conn(ctx).Table("notify_deliveries AS d").Model(&line{}).
		Select("d.*, m.title, m.body, m.kind, m.number, m.staff, m.urgent, m.amount, m.read_at, m.template AS message_tmpl, m.created_at AS message_made_at").
		Joins("JOIN inbox_messages m ON m.id = d.message_id").Order("d.message_id DESC, d.channel").Limit(n)
	if !all {
		q = q.Where("d.community_id IN ?", communities)
	}
	if f.Community > 0 {
		q = q.Where("d.community_id = ?", f.Community)
	}
	if f.Channel != "" {
		q = q.Where("d.channel = ?", f.Channel)
	}
	switch f.State {
	case "":
	case "dead":
		q = q.Where("d.dead_at IS NOT NULL")
	default:
		q = q.Where("d.state = ?", f.State)
	}
	if f.Person > 0 {
		q = q.Where("d.person_id = ?", f.Person)
	}
	if f.Number != "" {
		q = q.Where("m.number = ?", f.Number)
	}
	if before > 0 {
		q = q.Where("d.message_id < ?", before)
	}
	var out []line
	return out, q.Find(&out).Error
}

// deadOf counts a community's deliveries that wait on the desk.
func (s store) deadOf(ctx context.Context, community ids.ID) (int, error) {
	var n int64
	err := s.db.Conn(ctx).Model(&delivery{}).Where("dead_at IS NOT NULL AND community_id = ?", community).Count(&n).Error
	return int(n), err
}

// ofMessage are all deliveries of one message of the communities.
func (s store) ofMessage(ctx context.Context, communities []ids.ID, all bool, message ids.ID) (out []line, err error) {
	q := s.db.Conn(ctx).Table("notify_deliveries AS d").Model(&line{}).
		Select("d.*, m.title, m.body, m.kind, m.number, m.staff, m.urgent, m.amount, m.read_at, m.template AS message_tmpl, m.created_at AS message_made_at").
		Joins("JOIN inbox_messages m ON m.id = d.message_id").Where("d.message_id = ?", message).Order("d.channel")
	if !all {
		q = q.Where("d.community_id IN ?", communities)
	}
	return out, q.Find(&out).Error
}

// sent is a text message that left or is leaving.
type sent struct {
	ID         ids.ID `gorm:"primaryKey;autoIncrement:false"`
	PhoneIndex string
	Digest     string
	MessageID  ids.ID
	CreatedAt  time.Time
}

func (sent) TableName() string { return "notify_texts" }

// textOf is the text of those words that a phone got or gets today.
func (s store) textOf(ctx context.Context, phone, digest string) (x sent, err error) {
	return x, s.db.Conn(ctx).Where("phone_index = ? AND digest = ?", phone, digest).Take(&x).Error
}

func (s store) textsSince(ctx context.Context, phone string, since time.Time) (n int64, err error) {
	return n, s.db.Conn(ctx).Model(&sent{}).Where("phone_index = ? AND created_at >= ?", phone, since).Count(&n).Error
}

func (s store) addText(ctx context.Context, x sent) error { return s.db.Conn(ctx).Create(&x).Error }

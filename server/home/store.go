package home

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"zhijian/server/event"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

const (
	kindUnread = "unread" // the row that counts unread messages in its Amount
	kindNotice = "notice"
)

const (
	// maxCards bounds one query; a person has a handful.
	maxCards = 100
	// maxRows bounds one insert: within every engine's number of parameters.
	maxRows = 500
)

// card is a row of somebody's page. PersonID is a community's id for what all
// its people see: ids are unique over everything.
type card struct {
	PersonID  ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Kind      string `gorm:"primaryKey"`
	RefID     ids.ID `gorm:"primaryKey;autoIncrement:false"`
	HouseID   ids.ID
	Title     string
	Subtitle  string
	Status    string
	Label     string
	Tone      string
	Link      string
	Amount    int64
	UpdatedAt time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is for gorm.
func (card) TableName() string { return "home_cards" }

func (c card) compare(d card) int {
	return cmp.Or(cmp.Compare(c.PersonID, d.PersonID), cmp.Compare(c.Kind, d.Kind), cmp.Compare(c.RefID, d.RefID))
}

type store struct{ db *db.DB }

// put inserts cards or replaces those of the same person, kind and matter.
func (s store) put(ctx context.Context, rows []card) error {
	// The table has one unique key, its primary key, so an upsert cannot hit another row.
	return s.db.Conn(db.AllowUpsert(ctx)).Clauses(clause.OnConflict{UpdateAll: true}).Create(&rows).Error
}

// touch locks the rows that count unread messages, and makes those that are missing.
func (s store) touch(ctx context.Context, people []ids.ID, at time.Time) error {
	rows := make([]card, len(people))
	for i, id := range people {
		rows[i] = card{PersonID: id, Kind: kindUnread, Tone: "neutral", UpdatedAt: at}
	}
	lock := clause.OnConflict{Columns: []clause.Column{{Name: "person_id"}, {Name: "kind"}, {Name: "ref_id"}}, DoUpdates: clause.AssignmentColumns([]string{"updated_at"})}
	return s.db.Conn(db.AllowUpsert(ctx)).Clauses(lock).Create(&rows).Error
}

// owners are the people who have a card of the matter.
func (s store) owners(ctx context.Context, kind string, ref ids.ID) ([]ids.ID, error) {
	var out []ids.ID
	return out, s.db.Conn(ctx).Model(&card{}).Where("kind = ? AND ref_id = ?", kind, ref).Pluck("person_id", &out).Error
}

func (s store) remove(ctx context.Context, kind string, ref ids.ID) error {
	return s.db.Conn(ctx).Where("kind = ? AND ref_id = ?", kind, ref).Delete(&card{}).Error
}

// of reads everything on the page of a person in one round trip. It is the one
// read that opens the product, so its words are written out: gorm would build
// them and scan each row at four times the allocations. Owners are the person
// and what he belongs to; the table has no tenant of its own.
func (s store) of(ctx context.Context, owners []ids.ID) (out []card, err error) {
	args := make([]any, len(owners))
	for i, o := range owners {
		args[i] = o
	}
	q := "SELECT person_id, kind, ref_id, house_id, title, subtitle, status, label, tone, link, amount, updated_at FROM home_cards WHERE person_id IN (?" +
		strings.Repeat(", ?", max(len(owners)-1, 0)) + ") ORDER BY updated_at DESC LIMIT " + strconv.Itoa(maxCards)
	rows, err := s.db.Conn(db.AllowRaw(ctx)).Raw(q, args...).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var c card
		if err := rows.Scan(&c.PersonID, &c.Kind, &c.RefID, &c.HouseID, &c.Title, &c.Subtitle, &c.Status, &c.Label, &c.Tone, &c.Link, &c.Amount, &c.UpdatedAt); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

func rowOf(c event.Card) card {
	return card{
		PersonID: c.PersonID, Kind: c.Kind, RefID: c.RefID, HouseID: c.HouseID, Title: cut(c.Title, 120), Subtitle: cut(c.Subtitle, 200),
		Status: c.Status, Label: c.Label, Tone: c.Tone, Link: c.Link, UpdatedAt: c.UpdatedAt,
	}
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

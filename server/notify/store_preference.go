package notify

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

type preference struct {
	PersonID  ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CallMe    bool
	Quiet     bool
	QuietFrom int
	QuietTo   int
	Choices   string
	UpdatedAt time.Time
}

func (preference) TableName() string { return "notify_preferences" }

// preferences are those of the people; who chose nothing has the defaults.
func (s store) preferences(ctx context.Context, people ...ids.ID) (map[ids.ID]Preferences, error) {
	var rows []preference
	if err := s.db.Conn(ctx).Where("person_id IN ?", people).Find(&rows).Error; err != nil {
		return nil, err
	}
	out := make(map[ids.ID]Preferences, len(people))
	for _, id := range people {
		out[id] = defaults()
	}
	for _, r := range rows {
		out[r.PersonID] = Preferences{r.CallMe, r.Quiet, r.QuietFrom, r.QuietTo, unpack(r.Choices)}
	}
	return out, nil
}

// prefer keeps what a person chose. The table has one unique key.
func (s store) prefer(ctx context.Context, person ids.ID, p Preferences, at time.Time) error {
	row := preference{person, p.CallMe, p.Quiet, p.QuietFrom, p.QuietTo, p.pack(), at}
	return s.db.Conn(db.AllowUpsert(ctx)).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
}

// override is a company's own words for one face of a template.
type override struct {
	CompanyID ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Template  string `gorm:"primaryKey"`
	Face      string `gorm:"primaryKey"`
	Title     string
	Body      string
	UpdatedBy ids.ID
	UpdatedAt time.Time
}

func (override) TableName() string { return "notify_overrides" }

// overrides of a company: for one template, or for all when it is "".
func (s store) overrides(ctx context.Context, company ids.ID, template string) (out []override, err error) {
	q := s.db.Conn(ctx).Where("company_id = ?", company)
	if template != "" {
		q = q.Where("template = ?", template)
	}
	return out, q.Limit(5000).Find(&out).Error
}

func (s store) override(ctx context.Context, o override) error {
	return s.db.Conn(db.AllowUpsert(ctx)).Clauses(clause.OnConflict{UpdateAll: true}).Create(&o).Error
}

func (s store) forgetOverride(ctx context.Context, company ids.ID, template, face string) error {
	return s.db.Conn(ctx).Where("company_id = ? AND template = ? AND face = ?", company, template, face).Delete(&override{}).Error
}

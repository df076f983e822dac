package billing

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// meter is a meter of a house.
type meter struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	ItemID      ids.ID
	HouseID     ids.ID
	HouseLabel  string
	Number      string
	Multiplier  int64
	Digits      int64
	Place       string
	State       string
	LastValue   int64
	LastPeriod  string
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is for gorm.
func (meter) TableName() string { return "billing_meters" }

// reading is what a meter showed for a period.
type reading struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	MeterID     ids.ID
	ItemID      ids.ID
	HouseID     ids.ID
	Period      string
	ReadOn      string
	Value       int64
	LastValue   int64
	AmountUsed  int64
	FirstOne    bool
	RolledOver  bool
	PhotoFileID ids.ID
	Channel     string
	ReaderID    ids.ID
	ReaderName  string
	Note        string
	CreatedAt   time.Time
}

// TableName is for gorm.
func (reading) TableName() string { return "billing_readings" }

func (s store) addMeter(ctx context.Context, m meter) error { return s.db.Conn(ctx).Create(&m).Error }

// lockMeter finds a meter for a reading. Error: ErrNoMeter.
func (s store) lockMeter(ctx context.Context, id ids.ID) (m meter, err error) {
	err = s.db.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ? AND state = 'active'", id).Take(&m).Error
	if db.NotFound(err) {
		err = ErrNoMeter
	}
	return m, err
}

func (s store) moveMeter(ctx context.Context, was, m meter) (bool, error) {
	res := s.db.Conn(ctx).Model(&meter{}).Where("id = ? AND version = ?", was.ID, was.Version).
		Updates(map[string]any{"last_value": m.LastValue, "last_period": m.LastPeriod, "version": was.Version + 1, "updated_at": m.UpdatedAt})
	return res.RowsAffected == 1, res.Error
}

func (s store) metersByNumber(ctx context.Context, community ids.ID, numbers []string) (map[string]ids.ID, error) {
	out := map[string]ids.ID{}
	for part := range slices.Chunk(numbers, 500) {
		var rows []meter
		if err := s.db.Conn(ctx).Where("community_id = ? AND number IN ? AND state = 'active'", community, part).Find(&rows).Error; err != nil {
			return nil, err
		}
		for _, m := range rows {
			out[m.Number] = m.ID
		}
	}
	return out, nil
}

func (s store) meters(ctx context.Context, community, item ids.ID, text string, after ids.ID, n int) ([]meter, error) {
	q := s.db.Conn(ctx).Where("state = 'active'").Order("id").Limit(n)
	if community > 0 {
		q = q.Where("community_id = ?", community)
	}
	if item > 0 {
		q = q.Where("item_id = ?", item)
	}
	if text != "" {
		q = q.Where("(number LIKE ? ESCAPE '!' OR house_label LIKE ? ESCAPE '!')", likeable(text), likeable(text))
	}
	if after > 0 {
		q = q.Where("id > ?", after)
	}
	var out []meter
	return out, q.Find(&out).Error
}

func (s store) addReading(ctx context.Context, r reading) error {
	return s.db.Conn(ctx).Create(&r).Error
}

func (s store) removeReading(ctx context.Context, meter ids.ID, period string) error {
	return s.db.Conn(ctx).Where("meter_id = ? AND period = ?", meter, period).Delete(&reading{}).Error
}

func (s store) readingBefore(ctx context.Context, meter ids.ID, period string) (r reading, found bool, err error) {
	err = s.db.Conn(ctx).Where("meter_id = ? AND period < ?", meter, period).Order("period DESC").Limit(1).Take(&r).Error
	if db.NotFound(err) {
		return r, false, nil
	}
	return r, err == nil, err
}

func (s store) readingsIn(ctx context.Context, meters []ids.ID, period string) (map[ids.ID]reading, error) {
	out := map[ids.ID]reading{}
	if len(meters) == 0 {
		return out, nil
	}
	var rows []reading
	err := s.db.Conn(ctx).Where("meter_id IN ? AND period = ?", meters, period).Find(&rows).Error
	for _, r := range rows {
		out[r.MeterID] = r
	}
	return out, err
}

// readsOf are the readings of an item and period for houses in (after, last], as
// bills keep them. The rows are scanned one by one: by reflection a hundred
// thousand of them would take as long as writing the bills.
func (s store) readsOf(ctx context.Context, item ids.ID, period string, after, last ids.ID) (map[ids.ID][]read, error) {
	rows, err := s.db.Conn(ctx).Model(&reading{}).Select("billing_readings.house_id, m.number, m.multiplier, value, billing_readings.last_value, amount_used, first_one, rolled_over, photo_file_id, read_on").
		Joins("JOIN billing_meters m ON m.id = billing_readings.meter_id").
		Where("billing_readings.item_id = ? AND period = ? AND billing_readings.house_id > ? AND billing_readings.house_id <= ?", item, period, after, last).
		Order("billing_readings.house_id, m.number").Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := map[ids.ID][]read{}
	for rows.Next() {
		var house ids.ID
		var r read
		if err := rows.Scan(&house, &r.Number, &r.Times, &r.Now, &r.Last, &r.Used, &r.First, &r.Rolled, &r.Photo, &r.On); err != nil {
			return nil, err
		}
		out[house] = append(out[house], r)
	}
	return out, rows.Err()
}

package billing

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

func (s store) addItem(ctx context.Context, i item) error { return s.db.Conn(ctx).Create(&i).Error }

// item finds an item in the scope of ctx. Error: ErrNoItem.
func (s store) item(ctx context.Context, id ids.ID) (item, error) {
	var i item
	err := s.db.Conn(ctx).Where("id = ?", id).Take(&i).Error
	if db.NotFound(err) {
		return i, ErrNoItem
	}
	return i, err
}

func (s store) items(ctx context.Context, community ids.ID) ([]item, error) {
	q := s.db.Conn(ctx).Order("priority, id").Limit(200)
	if community > 0 {
		q = q.Where("community_id = ?", community)
	}
	var out []item
	return out, q.Find(&out).Error
}

func (s store) moveItem(ctx context.Context, was, i item) (bool, error) {
	res := s.db.Conn(ctx).Model(&item{}).Where("id = ? AND version = ?", was.ID, was.Version).Updates(map[string]any{
		"merchant_id": i.MerchantID, "name": i.Name, "everyone": i.Everyone, "house_kinds": i.HouseKinds, "priority": i.Priority,
		"state": i.State, "version": was.Version + 1, "updated_at": i.UpdatedAt})
	return res.RowsAffected == 1, res.Error
}

func (s store) addTariff(ctx context.Context, t Tariff) error { return s.db.Conn(ctx).Create(&t).Error }

// tariff finds a version in the scope of ctx. Error: ErrNoTariff.
func (s store) tariff(ctx context.Context, id ids.ID) (Tariff, error) {
	var t Tariff
	err := s.db.Conn(ctx).Where("id = ?", id).Take(&t).Error
	if db.NotFound(err) {
		return t, ErrNoTariff
	}
	return t, err
}

// tariffsIn are versions by their ids, whoever asks: they are public inside a bill.
func (s store) tariffsIn(ctx context.Context, in []ids.ID) (map[ids.ID]Tariff, error) {
	out := map[ids.ID]Tariff{}
	if len(in) == 0 {
		return out, nil
	}
	var rows []Tariff
	err := s.db.Conn(db.Everywhere(ctx)).Where("id IN ?", in).Find(&rows).Error
	for _, t := range rows {
		out[t.ID] = t
	}
	return out, err
}

func (s store) tariffs(ctx context.Context, items []ids.ID) ([]Tariff, error) {
	var out []Tariff
	return out, s.db.Conn(ctx).Where("item_id IN ? AND state <> ?", items, tariffDropped).Order("item_id, number DESC").Limit(1000).Find(&out).Error
}

// tariffOn is the version in force on a day: the newest activated one that has begun.
func (s store) tariffOn(ctx context.Context, item ids.ID, day string) (t Tariff, found bool, err error) {
	err = s.db.Conn(ctx).Where("item_id = ? AND state = ? AND effective_from <= ?", item, tariffActive, day).
		Order("effective_from DESC, number DESC").Limit(1).Take(&t).Error
	if db.NotFound(err) {
		return t, false, nil
	}
	return t, err == nil, err
}

func (s store) lastNumber(ctx context.Context, item ids.ID) (int64, error) {
	var t Tariff
	err := s.db.Conn(ctx).Where("item_id = ?", item).Order("number DESC").Limit(1).Take(&t).Error
	if db.NotFound(err) {
		return 0, nil
	}
	return t.Number, err
}

func (s store) moveTariff(ctx context.Context, was, t Tariff) (bool, error) {
	res := s.db.Conn(ctx).Model(&Tariff{}).Where("id = ? AND state = ? AND version = ?", was.ID, was.State, was.Version).Updates(map[string]any{
		"state": t.State, "version": was.Version + 1, "activator_id": t.ActivatorID, "activator_name": t.ActivatorName, "activated_at": t.ActivatedAt, "updated_at": t.UpdatedAt})
	return res.RowsAffected == 1, res.Error
}

// billedFrom is the newest period that was billed by the item's tariffs at or after a day.
func (s store) billedFrom(ctx context.Context, item ids.ID, period string) (n int64, err error) {
	return n, s.db.Conn(ctx).Model(&Bill{}).Where("item_id = ? AND period >= ? AND state <> ?", item, period, Void).Count(&n).Error
}

// assignment is what differs for one house.
type assignment struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	ItemID      ids.ID
	HouseID     ids.ID
	Quantity    int64
	Coefficient int64
	Discount    int64
	Excluded    bool
	FromDay     string
	UntilDay    string
	Note        string
	CreatedAt   time.Time
	UpdatedAt   time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is for gorm.
func (assignment) TableName() string { return "billing_assignments" }

// assignmentsOf are those of an item for houses in (after, last]; last 0: all.
func (s store) assignmentsOf(ctx context.Context, item, after, last ids.ID) (map[ids.ID]assignment, error) {
	q := s.db.Conn(ctx).Where("item_id = ? AND house_id > ?", item, after)
	if last > 0 {
		q = q.Where("house_id <= ?", last)
	}
	var rows []assignment
	err := q.Find(&rows).Error
	out := make(map[ids.ID]assignment, len(rows))
	for _, a := range rows {
		out[a.HouseID] = a
	}
	return out, err
}

// setAssignment changes the house's row; false when there is none yet.
func (s store) setAssignment(ctx context.Context, a assignment) (bool, error) {
	res := s.db.Conn(ctx).Model(&assignment{}).Where("item_id = ? AND house_id = ?", a.ItemID, a.HouseID).Updates(map[string]any{
		"quantity": a.Quantity, "coefficient": a.Coefficient, "discount": a.Discount, "excluded": a.Excluded,
		"from_day": a.FromDay, "until_day": a.UntilDay, "note": a.Note, "updated_at": a.UpdatedAt})
	return res.RowsAffected == 1, res.Error
}

func (s store) addAssignment(ctx context.Context, a assignment) error {
	return s.db.Conn(ctx).Create(&a).Error
}

// sharedCost is what is divided among houses.
type sharedCost struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	ItemID      ids.ID
	Period      string
	BuildingID  ids.ID
	TotalFen    money.Fen
	Note        string
	MakerID     ids.ID
	CreatedAt   time.Time
}

// TableName is for gorm.
func (sharedCost) TableName() string { return "billing_shared_costs" }

func (s store) addCost(ctx context.Context, c sharedCost) error {
	return s.db.Conn(ctx).Create(&c).Error
}

func (s store) costs(ctx context.Context, item ids.ID, period string) ([]sharedCost, error) {
	q := s.db.Conn(ctx).Where("item_id = ?", item).Order("period DESC, id DESC").Limit(100)
	if period != "" {
		q = q.Where("period = ?", period)
	}
	var out []sharedCost
	return out, q.Find(&out).Error
}

// tenuresOf are the tenures of houses in (after, last], by house and number.
func (s store) tenuresOf(ctx context.Context, community, after, last ids.ID) (map[ids.ID][]tenure, error) {
	var rows []tenure
	err := s.db.Conn(ctx).Where("community_id = ? AND house_id > ? AND house_id <= ?", community, after, last).Order("house_id, number").Find(&rows).Error
	out := map[ids.ID][]tenure{}
	for _, t := range rows {
		out[t.HouseID] = append(out[t.HouseID], t)
	}
	return out, err
}

func (s store) tenuresFor(ctx context.Context, house ids.ID) ([]tenure, error) {
	var out []tenure
	return out, s.db.Conn(ctx).Where("house_id = ?", house).Order("number").Find(&out).Error
}

func (s store) tenure(ctx context.Context, id ids.ID) (t tenure, err error) {
	return t, s.db.Conn(db.Everywhere(ctx)).Where("id = ?", id).Take(&t).Error // of a bill that was found
}

func (s store) addTenure(ctx context.Context, t tenure) error { return s.db.Conn(ctx).Create(&t).Error }

// endTenure closes one that runs; false when it does not any more.
func (s store) endTenure(ctx context.Context, t tenure, until string, now time.Time) (bool, error) {
	res := s.db.Conn(ctx).Model(&tenure{}).Where("id = ? AND until_day = ''", t.ID).Updates(map[string]any{"until_day": until, "updated_at": now})
	return res.RowsAffected == 1, res.Error
}

type tenurePerson struct {
	PersonID  ids.ID `gorm:"primaryKey;autoIncrement:false"`
	TenureID  ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CreatedAt time.Time
}

// TableName is for gorm.
func (tenurePerson) TableName() string { return "billing_tenure_people" }

func (s store) addTenurePerson(ctx context.Context, p tenurePerson) error {
	return s.db.Conn(ctx).Create(&p).Error
}

func (s store) hasTenurePerson(ctx context.Context, p tenurePerson) (bool, error) {
	var n int64
	err := s.db.Conn(ctx).Model(&tenurePerson{}).Where("person_id = ? AND tenure_id = ?", p.PersonID, p.TenureID).Count(&n).Error
	return n > 0, err
}

func (s store) tenurePeople(ctx context.Context, tenures []ids.ID) (map[ids.ID][]ids.ID, error) {
	out := map[ids.ID][]ids.ID{}
	if len(tenures) == 0 {
		return out, nil
	}
	var rows []tenurePerson
	err := s.db.Conn(ctx).Where("tenure_id IN ?", tenures).Find(&rows).Error
	for _, p := range rows {
		out[p.TenureID] = append(out[p.TenureID], p.PersonID)
	}
	return out, err
}

// moveTenure gives the bills of a house from a period on to another tenure.
func (s store) retenure(ctx context.Context, house, from, to ids.ID, after string) error {
	return s.db.Conn(ctx).Model(&Bill{}).Where("house_id = ? AND tenure_id = ? AND period <= ?", house, from, after).Update("tenure_id", to).Error
}

// settings are a house's own.
type settings struct {
	HouseID     ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	TenureID    ids.ID
	AutoPrepaid bool
	UpdatedAt   time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is for gorm.
func (settings) TableName() string { return "billing_houses" }

func (s store) settingsOf(ctx context.Context, houses []ids.ID) (map[ids.ID]settings, error) {
	var rows []settings
	err := s.db.Conn(ctx).Where("house_id IN ?", houses).Find(&rows).Error
	out := map[ids.ID]settings{}
	for _, r := range rows {
		out[r.HouseID] = r
	}
	return out, err
}

// lockSettings makes sure that the house has a row and locks it, so that its
// prepaid money is used by one at a time.
func (s store) lockSettings(ctx context.Context, community, house ids.ID, now time.Time) (settings, error) {
	row := settings{HouseID: house, CommunityID: community, UpdatedAt: now}
	take := func() (settings, error) {
		var out settings
		err := s.db.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("house_id = ?", house).Take(&out).Error
		return out, err
	}
	out, err := take()
	if !db.NotFound(err) {
		return out, err
	}
	if err := s.db.Conn(ctx).Create(&row).Error; err != nil && !db.Duplicate(err) {
		return row, err
	}
	return take()
}

func (s store) saveSettings(ctx context.Context, r settings) error {
	return s.db.Conn(ctx).Model(&settings{}).Where("house_id = ?", r.HouseID).
		Updates(map[string]any{"tenure_id": r.TenureID, "auto_prepaid": r.AutoPrepaid, "updated_at": r.UpdatedAt}).Error
}

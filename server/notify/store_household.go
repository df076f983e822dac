package notify

import (
	"context"

	"gorm.io/gorm/clause"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// callHouses are the next n of a community after one.
func (s store) callHouses(ctx context.Context, community, after ids.ID, n int) (out []callHouse, err error) {
	return out, s.db.Conn(ctx).Where("community_id = ? AND house_id > ?", community, after).Order("house_id").Limit(n).Find(&out).Error
}

func (s store) marked(ctx context.Context, house ids.ID) (bool, error) {
	var n int64
	err := s.db.Conn(ctx).Model(&callHouse{}).Where("house_id = ?", house).Count(&n).Error
	return n > 0, err
}

// markHouse keeps a row. The table has one unique key.
func (s store) markHouse(ctx context.Context, row callHouse) error {
	return s.db.Conn(db.AllowUpsert(ctx)).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
}

// unmarkHouse answers whose community it was; 0 when it was not on the list.
func (s store) unmarkHouse(ctx context.Context, house ids.ID) (ids.ID, error) {
	var row callHouse
	row, err := found(row, s.db.Conn(ctx).Where("house_id = ?", house).Take(&row).Error)
	if err != nil || row.HouseID == 0 {
		return 0, err
	}
	return row.CommunityID, s.db.Conn(ctx).Where("house_id = ?", house).Delete(&callHouse{}).Error
}

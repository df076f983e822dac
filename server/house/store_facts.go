package house

import (
	"context"

	"zhijian/server/event"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// facts reads what fees are counted from; n bounds the answer.
func (s store) facts(ctx context.Context, community, after ids.ID, n int, only []ids.ID) ([]event.HouseFacts, error) {
	q := s.db.Conn(ctx).Model(&House{}).Select("id, building_id, kind, label, area, floor").
		Where("community_id = ? AND id > ? AND status = ?", community, after, "active").Order("id").Limit(n)
	if len(only) > 0 {
		q = q.Where("id IN ?", only)
	}
	rows, err := q.Rows() // one by one: a run reads a hundred thousand, and reflection shows
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := make([]event.HouseFacts, 0, min(n, 10_000))
	for rows.Next() {
		var f event.HouseFacts
		if err := rows.Scan(&f.ID, &f.BuildingID, &f.Kind, &f.Label, &f.Area, &f.Floor); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, rows.Err()
}

// activeCompany reports whether the community and its company are active.
func (s store) activeCompany(ctx context.Context, community ids.ID) (bool, error) {
	var c Community
	err := s.db.Conn(ctx).Joins("JOIN companies o ON o.id = communities.company_id").
		Where("communities.id = ? AND communities.status = ? AND o.status = ?", community, "active", "active").Take(&c).Error
	if db.NotFound(err) {
		return false, nil
	}
	return err == nil, err
}

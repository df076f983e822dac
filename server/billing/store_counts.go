package billing

import (
	"context"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// overdue is how many bills of a community should have been paid before today,
// and what is left of them.
func (s store) overdue(ctx context.Context, community ids.ID, today string) (n int64, fen money.Fen, err error) {
	var sum struct {
		N   int64
		Fen money.Fen
	}
	err = s.db.Conn(ctx).Model(&Bill{}).Select("COUNT(*) AS n, COALESCE(SUM(due_fen), 0) AS fen").
		Where("community_id = ? AND state IN ? AND due_on <> '' AND due_on < ?", community, []State{Published, PartlyPaid}, today).Scan(&sum).Error
	return sum.N, sum.Fen, err
}

// undecided is how many disputes and waivers of a community nobody has decided.
func (s store) undecided(ctx context.Context, community ids.ID) (int64, error) {
	var disputes, waivers int64
	if err := s.db.Conn(ctx).Model(&dispute{}).Where("community_id = ? AND state = 'open'", community).Count(&disputes).Error; err != nil {
		return 0, err
	}
	err := s.db.Conn(ctx).Model(&waiver{}).Where("community_id = ? AND state = 'requested'", community).Count(&waivers).Error
	return disputes + waivers, err
}

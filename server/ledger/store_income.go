package ledger

import (
	"context"

	"zhijian/server/platform/ids"
)

// income sums what the report's accounts saw, by day.
func (s store) income(ctx context.Context, community ids.ID, from, to string) ([]IncomeLine, error) {
	names := make([]string, 0, len(reported))
	for name := range reported {
		names = append(names, name)
	}
	out := []IncomeLine{}
	return out, s.db.Conn(ctx).Model(&entry{}).
		Select("posted_on AS day, account, SUM(CASE WHEN amount_fen > 0 THEN amount_fen ELSE 0 END) AS fen, SUM(CASE WHEN amount_fen < 0 THEN -amount_fen ELSE 0 END) AS back_fen").
		Where("community_id = ? AND posted_on BETWEEN ? AND ? AND (account IN ? OR account LIKE ?)", community, from, to, names, income+"%").
		Group("posted_on, account").Order("posted_on, account").Scan(&out).Error
}

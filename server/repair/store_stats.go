package repair

import (
	"context"

	"zhijian/server/platform/db"
)

// countBy counts the reports of the days by a column of ours.
func (s store) countBy(ctx context.Context, sp span, column string) ([]counted[string], error) {
	var out []counted[string]
	return out, s.db.Conn(ctx).Model(&Order{}).Select(column+" AS of, COUNT(*) AS n").
		Where("community_id = ? AND business_day >= ? AND business_day <= ?", sp.community, sp.from, sp.to).
		Group(column).Order(column).Limit(reportDays).Scan(&out).Error
}

// percentile is the nearest-rank one: a time that some order really took.
type percentile struct {
	Of       string
	N        int
	P50, P90 int64
}

// percentiles are those of a column of ours, for each category or for all.
func (s store) percentiles(ctx context.Context, sp span, column string, each bool) ([]percentile, error) {
	of := "''"
	if each {
		of = "category"
	}
	q := "SELECT of, n, MIN(CASE WHEN rn * 2 >= n THEN v END) AS p50, MIN(CASE WHEN rn * 10 >= n * 9 THEN v END) AS p90 FROM (" +
		"SELECT " + of + " AS of, " + column + " AS v, ROW_NUMBER() OVER (PARTITION BY " + of + " ORDER BY " + column + ") AS rn, COUNT(*) OVER (PARTITION BY " + of + ") AS n " +
		"FROM repair_orders WHERE community_id = ? AND business_day >= ? AND business_day <= ? AND " + column + " IS NOT NULL) t GROUP BY of, n ORDER BY of"
	var out []percentile
	return out, s.db.Conn(db.AllowRaw(ctx)).Raw(q, sp.community, sp.from, sp.to).Scan(&out).Error
}

// reworked counts the finished orders that came back, by category.
func (s store) reworked(ctx context.Context, sp span) ([]counted[string], error) {
	var out []counted[string]
	return out, s.db.Conn(ctx).Model(&Order{}).Select("category AS of, COUNT(*) AS n").
		Where("community_id = ? AND business_day >= ? AND business_day <= ? AND reworks > 0", sp.community, sp.from, sp.to).
		Group("category").Scan(&out).Error
}

type clockCount struct {
	Kind, State string
	N, Broken   int
}

// clockCounts counts the promises made in the days by how they stand.
func (s store) clockCounts(ctx context.Context, sp span) ([]clockCount, error) {
	var out []clockCount
	return out, s.db.Conn(ctx).Model(&slaClock{}).Select("kind, state, COUNT(*) AS n, COUNT(breached_at) AS broken").
		Where("community_id = ? AND started_at >= ? AND started_at < ?", sp.community, sp.begin, sp.end).Group("kind, state").Scan(&out).Error
}

// ratingsBy sums up the last round of every finished order by a column of ours.
func (s store) ratingsBy(ctx context.Context, sp span, column string) ([]rated, error) {
	const good = "COALESCE(SUM(CASE WHEN r.speed >= 4 AND r.quality >= 4 AND r.attitude >= 4 THEN 1 ELSE 0 END), 0) AS good"
	var out []rated
	return out, s.db.Conn(ctx).Model(&Order{}).
		Select("repair_orders."+column+" AS of, COUNT(*) AS finished, COUNT(r.order_id) AS rated, "+good+
			", COALESCE(SUM(r.speed), 0) AS speed, COALESCE(SUM(r.quality), 0) AS quality, COALESCE(SUM(r.attitude), 0) AS attitude").
		Joins("LEFT JOIN repair_ratings r ON r.order_id = repair_orders.id AND r.round = repair_orders.reworks").
		Where("repair_orders.community_id = ? AND repair_orders.business_day >= ? AND repair_orders.business_day <= ? AND repair_orders.state IN ? AND repair_orders.resolve_secs IS NOT NULL",
			sp.community, sp.from, sp.to, []State{ToRate, ReturnVisit, Closed}).
		Group("repair_orders." + column).Order("finished DESC").Limit(200).Scan(&out).Error
}

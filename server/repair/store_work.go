package repair

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

func (s store) settings(ctx context.Context, community ids.ID) ([]categorySetting, error) {
	var out []categorySetting
	return out, s.db.Conn(ctx).Where("community_id = ?", community).Find(&out).Error
}

func (s store) putSetting(ctx context.Context, r categorySetting) error {
	if err := s.dropSetting(ctx, r.CommunityID, r.Category); err != nil {
		return err
	}
	return s.db.Conn(ctx).Create(&r).Error
}

func (s store) dropSetting(ctx context.Context, community ids.ID, category string) error {
	return s.db.Conn(ctx).Where("community_id = ? AND category = ?", community, category).Delete(&categorySetting{}).Error
}

// desk is a community's numbers, with the defaults where nobody set them.
func (s store) desk(ctx context.Context, community ids.ID) (desk, error) {
	d := desk{CommunityID: community, WorkerCap: defaultCap}
	err := s.db.Conn(ctx).Where("community_id = ?", community).Take(&d).Error
	if db.NotFound(err) {
		err = nil
	}
	return d, err
}

func (s store) putDesk(ctx context.Context, d desk) error {
	if err := s.db.Conn(ctx).Where("community_id = ?", d.CommunityID).Delete(&desk{}).Error; err != nil {
		return err
	}
	return s.db.Conn(ctx).Create(&d).Error
}

func (s store) addClocks(ctx context.Context, clocks []slaClock) error {
	return s.db.Conn(ctx).Create(&clocks).Error
}

func (s store) clocks(ctx context.Context, order ids.ID) ([]slaClock, error) {
	var out []slaClock
	return out, s.db.Conn(ctx).Where("order_id = ?", order).Order("round, kind").Limit(60).Find(&out).Error
}

func (s store) clock(ctx context.Context, order ids.ID, kind string, round int) (c slaClock, err error) {
	return c, s.db.Conn(ctx).Where("order_id = ? AND kind = ? AND round = ?", order, kind, round).Take(&c).Error
}

func (s store) changeClock(ctx context.Context, c slaClock) error {
	return s.db.Conn(ctx).Model(&slaClock{}).Where("order_id = ? AND kind = ? AND round = ?", c.OrderID, c.Kind, c.Round).
		Updates(map[string]any{"state": c.State, "version": c.Version, "target_secs": c.TargetSecs, "started_at": c.StartedAt, "due_at": c.DueAt, "left_secs": c.LeftSecs,
			"paused_at": c.PausedAt, "level": c.Level, "breached_at": c.BreachedAt, "ended_at": c.EndedAt}).Error
}

// level raises a running clock's level if nothing changed it meanwhile.
func (s store) level(ctx context.Context, c slaClock, level int, now time.Time) (bool, error) {
	change := map[string]any{"level": level}
	if level == 100 {
		change["breached_at"] = now
	}
	res := s.db.Conn(ctx).Model(&slaClock{}).Where("order_id = ? AND kind = ? AND round = ? AND state = ? AND version = ? AND level < ?",
		c.OrderID, c.Kind, c.Round, running, c.Version, level).Updates(change)
	return res.RowsAffected == 1, res.Error
}

// light shows a clock's state on the order; it is no step of the order.
func (s store) light(ctx context.Context, order ids.ID, l Light) error {
	return s.db.Conn(ctx).Model(&Order{}).Where("id = ?", order).Update("light", l).Error
}

// nextMode takes the next step of an order's chain of modes, once.
func (s store) nextMode(ctx context.Context, o Order) (bool, error) {
	res := s.db.Conn(ctx).Model(&Order{}).Where("id = ? AND state = ? AND version = ? AND dispatch_step = ?", o.ID, o.State, o.Version, o.DispatchStep).
		Update("dispatch_step", o.DispatchStep+1)
	return res.RowsAffected == 1, res.Error
}

// lockOpenOf counts a worker's open orders and locks them.
func (s store) lockOpenOf(ctx context.Context, worker ids.ID) (int, error) {
	var found []ids.ID
	err := s.db.Conn(ctx).Model(&Order{}).Clauses(clause.Locking{Strength: "UPDATE"}).Where("worker_id = ? AND state IN ?", worker, onTheJob).
		Limit(200).Pluck("id", &found).Error
	return len(found), err
}

// lockTurn is whose turn it was last, 0 at the first time.
func (s store) lockTurn(ctx context.Context, community ids.ID, skill string) (ids.ID, error) {
	var t turn
	err := s.db.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("community_id = ? AND skill = ?", community, skill).Take(&t).Error
	if db.NotFound(err) {
		err = s.db.Conn(ctx).Create(&turn{CommunityID: community, Skill: skill}).Error
	}
	return t.WorkerID, err
}

func (s store) setTurn(ctx context.Context, community ids.ID, skill string, worker ids.ID) error {
	return s.db.Conn(ctx).Model(&turn{}).Where("community_id = ? AND skill = ?", community, skill).Update("worker_id", worker).Error
}

func (s store) lastQuote(ctx context.Context, order ids.ID) (q quote, found bool, err error) {
	err = s.db.Conn(ctx).Where("order_id = ?", order).Order("position DESC").Limit(1).Take(&q).Error
	if db.NotFound(err) {
		return q, false, nil
	}
	return q, err == nil, err
}

func (s store) quotes(ctx context.Context, order ids.ID) ([]quote, error) {
	var out []quote
	return out, s.db.Conn(ctx).Where("order_id = ?", order).Order("position").Limit(50).Find(&out).Error
}

func (s store) quoteLines(ctx context.Context, quotes []ids.ID) ([]quoteLine, error) {
	var out []quoteLine
	return out, s.db.Conn(ctx).Where("quote_id IN ?", quotes).Order("quote_id, position").Find(&out).Error
}

func (s store) addQuote(ctx context.Context, q quote, lines []quoteLine) error {
	if err := s.db.Conn(ctx).Create(&q).Error; err != nil {
		return err
	}
	return s.db.Conn(ctx).Create(&lines).Error
}

func (s store) setQuote(ctx context.Context, q quote) error {
	return s.db.Conn(ctx).Model(&quote{}).Where("id = ?", q.ID).Updates(map[string]any{"state": q.State, "approved_by": q.ApprovedBy, "approved_at": q.ApprovedAt,
		"answered_by": q.AnsweredBy, "answered_via": q.AnsweredVia, "speaker": q.Speaker, "evidence": q.Evidence, "answered_at": q.AnsweredAt}).Error
}

func (s store) addMaterials(ctx context.Context, rows []material) error {
	return s.db.Conn(ctx).Create(&rows).Error
}

func (s store) materials(ctx context.Context, order ids.ID) ([]material, error) {
	var out []material
	return out, s.db.Conn(ctx).Where("order_id = ?", order).Order("event_id, item_id").Limit(200).Find(&out).Error
}

func (s store) addPayment(ctx context.Context, p payment) error {
	return s.db.Conn(ctx).Create(&p).Error
}

func (s store) payments(ctx context.Context, order ids.ID) ([]payment, error) {
	var out []payment
	return out, s.db.Conn(ctx).Where("order_id = ?", order).Order("round").Limit(20).Find(&out).Error
}

func (s store) addVisit(ctx context.Context, v returnVisit) error {
	return s.db.Conn(ctx).Create(&v).Error
}

func (s store) event(ctx context.Context, id ids.ID) (h history, err error) {
	return h, s.db.Conn(ctx).Where("id = ?", id).Take(&h).Error
}

func (s store) addViewers(ctx context.Context, rows []viewer) error {
	if len(rows) == 0 {
		return nil
	}
	return s.db.Conn(ctx).Create(&rows).Error
}

// joined are who follows a neighbour's report.
func (s store) joined(ctx context.Context, order ids.ID) ([]ids.ID, error) {
	var out []ids.ID
	return out, s.db.Conn(ctx).Model(&viewer{}).Where("order_id = ? AND joined = ?", order, true).Limit(500).Pluck("person_id", &out).Error
}

// lendViewers lets those who see a merged public order see the one it went
// into. Indoor orders stay with their houses.
func (s store) lendViewers(ctx context.Context, from Order, to ids.ID) error {
	if from.Place != Public {
		return nil
	}
	var have, there []ids.ID
	if err := s.db.Conn(ctx).Model(&viewer{}).Where("order_id = ?", from.ID).Limit(500).Pluck("person_id", &have).Error; err != nil {
		return err
	}
	if err := s.db.Conn(ctx).Model(&viewer{}).Where("order_id = ?", to).Limit(1000).Pluck("person_id", &there).Error; err != nil {
		return err
	}
	seen := map[ids.ID]bool{}
	for _, p := range there {
		seen[p] = true
	}
	var more []viewer
	for _, p := range have {
		if !seen[p] {
			more = append(more, viewer{p, to, true})
		}
	}
	return s.addViewers(ctx, more)
}

func (s store) addIncident(ctx context.Context, in incident) error {
	return s.db.Conn(ctx).Create(&in).Error
}

func (s store) incident(ctx context.Context, id ids.ID) (in incident, err error) {
	return in, s.db.Conn(ctx).Where("id = ?", id).Take(&in).Error
}

func (s store) moveIncident(ctx context.Context, was, now incident) (bool, error) {
	res := s.db.Conn(ctx).Model(&incident{}).Where("id = ? AND state = ? AND version = ?", was.ID, was.State, was.Version).
		Updates(map[string]any{"state": now.State, "version": now.Version, "eta_at": now.EtaAt, "last_text": now.LastText, "closed_by": now.ClosedBy,
			"closed_at": now.ClosedAt, "updated_at": now.UpdatedAt})
	return res.RowsAffected == 1, res.Error
}

// openIncident is the newest open one that takes new reports of the category.
func (s store) openIncident(ctx context.Context, community ids.ID, category string) (in incident, found bool, err error) {
	err = s.db.Conn(ctx).Where("community_id = ? AND state = ? AND category = ? AND auto_merge = ?", community, incidentOpen, category, true).
		Order("id DESC").Limit(1).Take(&in).Error
	if db.NotFound(err) {
		return in, false, nil
	}
	return in, err == nil, err
}

func (s store) incidents(ctx context.Context, community ids.ID, state string, n int) ([]incident, error) {
	q := s.db.Conn(ctx).Where("community_id = ?", community)
	if state != "" && state != "all" {
		q = q.Where("state = ?", state)
	}
	var out []incident
	return out, q.Order("id DESC").Limit(n).Find(&out).Error
}

func (s store) incidentSizes(ctx context.Context, community ids.ID, which []ids.ID) ([]counted[ids.ID], error) {
	var out []counted[ids.ID]
	return out, s.db.Conn(ctx).Model(&Order{}).Select("incident_id AS of, COUNT(*) AS n").Where("community_id = ? AND incident_id IN ?", community, which).
		Group("incident_id").Scan(&out).Error
}

func (s store) addUpdate(ctx context.Context, u incidentUpdate) error {
	return s.db.Conn(ctx).Create(&u).Error
}

func (s store) update(ctx context.Context, id ids.ID) (u incidentUpdate, err error) {
	return u, s.db.Conn(ctx).Where("id = ?", id).Take(&u).Error
}

func (s store) updates(ctx context.Context, incident ids.ID, n int) ([]incidentUpdate, error) {
	var out []incidentUpdate
	return out, s.db.Conn(ctx).Where("incident_id = ?", incident).Order("id DESC").Limit(n).Find(&out).Error
}

// amongIncident is how many of the orders are merged into the incident.
func (s store) amongIncident(ctx context.Context, incident ids.ID, orders []ids.ID) (int, error) {
	if len(orders) == 0 {
		return 0, nil
	}
	var n int64
	err := s.db.Conn(ctx).Model(&Order{}).Where("incident_id = ? AND state = ? AND id IN ?", incident, Merged, orders).Count(&n).Error
	return int(n), err
}

func (s store) ofIncident(ctx context.Context, incident, after ids.ID, n int) ([]Order, error) {
	var out []Order
	return out, s.db.Conn(ctx).Where("incident_id = ? AND state = ? AND id > ?", incident, Merged, after).Order("id").Limit(n).Find(&out).Error
}

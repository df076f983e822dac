package binding

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// store is all SQL of the bindings; invitations and move-outs have their own files.
type store struct{ db *db.DB }

func (s store) add(ctx context.Context, b binding) error { return s.db.Conn(ctx).Create(&b).Error }

func (s store) get(ctx context.Context, id ids.ID) (b binding, err error) {
	err = s.db.Conn(ctx).Where("id = ?", id).Take(&b).Error
	if db.NotFound(err) {
		err = ErrNotFound
	}
	return b, err
}

// living is the person's living binding to the house.
func (s store) living(ctx context.Context, house, person ids.ID) (b binding, found bool, err error) {
	err = s.db.Conn(ctx).Where("live_key = ?", liveKey(house, person)).Take(&b).Error
	if db.NotFound(err) {
		return b, false, nil
	}
	return b, err == nil, err
}

// validOf is the person's binding to the house that gives rights now.
func (s store) validOf(ctx context.Context, house, person ids.ID, now time.Time) (b binding, err error) {
	err = valid(s.db.Conn(ctx), now).Where("house_id = ? AND person_id = ?", house, person).Take(&b).Error
	return b, err
}

func valid(q *gorm.DB, now time.Time) *gorm.DB {
	return q.Where("state = ? AND (valid_to IS NULL OR valid_to > ?)", Active, now)
}

// move stores b if the row still stands as was.
func (s store) move(ctx context.Context, was, b binding) (bool, error) {
	r := s.db.Conn(ctx).Model(&binding{}).Where("id = ? AND state = ? AND version = ?", was.ID, was.State, was.Version).
		Updates(map[string]any{
			"person_id": b.PersonID, "live_key": b.LiveKey, "role": b.Role, "rights": b.Rights, "state": b.State, "source": b.Source,
			"name": b.Name, "note": b.Note, "register_mark": b.RegisterMark, "reviewer_id": b.ReviewerID, "ended_by": b.EndedBy,
			"reason_code": b.ReasonCode, "reason": b.Reason, "version": b.Version, "valid_from": b.ValidFrom, "valid_to": b.ValidTo,
			"due_at": b.DueAt, "submitted_at": b.SubmittedAt, "decided_at": b.DecidedAt, "ended_at": b.EndedAt,
		})
	return r.RowsAffected == 1, r.Error
}

// remind sets when the clock looks at b next, unless somebody acted meanwhile.
func (s store) remind(ctx context.Context, b binding, next *time.Time) (bool, error) {
	r := s.db.Conn(ctx).Model(&binding{}).Where("id = ? AND version = ? AND due_at = ?", b.ID, b.Version, b.DueAt).Update("due_at", next)
	return r.RowsAffected == 1, r.Error
}

func (s store) due(ctx context.Context, now time.Time, n int) (out []binding, err error) {
	err = s.db.Conn(ctx).Where("due_at <= ?", now).Order("due_at, id").Limit(n).Find(&out).Error
	return out, err
}

func (s store) addEvent(ctx context.Context, h happening) error {
	return s.db.Conn(ctx).Create(&h).Error
}

func (s store) history(ctx context.Context, id ids.ID) (out []happening, err error) {
	err = s.db.Conn(ctx).Where("binding_id = ?", id).Order("version").Limit(500).Find(&out).Error
	return out, err
}

// ofPerson lists a person's bindings, newest first.
func (s store) ofPerson(ctx context.Context, person ids.ID) (out []binding, err error) {
	err = s.db.Conn(ctx).Where("person_id = ?", person).Order("id DESC").Limit(200).Find(&out).Error
	return out, err
}

func (s store) validOfPerson(ctx context.Context, person ids.ID, now time.Time) (out []binding, err error) {
	err = valid(s.db.Conn(ctx), now).Where("person_id = ?", person).Order("id").Limit(200).Find(&out).Error
	return out, err
}

// ofHouse lists a house's bindings in these states, oldest first.
func (s store) ofHouse(ctx context.Context, house ids.ID, states ...State) (out []binding, err error) {
	err = s.db.Conn(ctx).Where("house_id = ? AND state IN ?", house, states).Order("id").Limit(200).Find(&out).Error
	return out, err
}

// lockOwners reads the active owners of a house and keeps others from ending
// one of them before this transaction ends.
func (s store) lockOwners(ctx context.Context, house ids.ID) (out []binding, err error) {
	err = s.db.Conn(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).
		Where("house_id = ? AND state = ? AND role = ?", house, Active, Owner).Order("id").Find(&out).Error
	return out, err
}

func (s store) adults(ctx context.Context, house ids.ID, now time.Time) (out []ids.ID, err error) {
	err = valid(s.db.Conn(ctx).Model(&binding{}), now).Where("house_id = ?", house).Order("id").Pluck("person_id", &out).Error
	return out, err
}

func (s store) boundIn(ctx context.Context, community ids.ID, houses []ids.ID, now time.Time) *gorm.DB {
	q := valid(s.db.Conn(ctx).Model(&binding{}), now).Where("community_id = ?", community)
	if houses != nil {
		q = q.Where("house_id IN ?", houses)
	}
	return q
}

func (s store) residents(ctx context.Context, community ids.ID, houses []ids.ID, after ids.ID, n int, now time.Time) (out []ids.ID, err error) {
	err = s.boundIn(ctx, community, houses, now).Where("person_id > ?", after).Distinct("person_id").Order("person_id").Limit(n).Pluck("person_id", &out).Error
	return out, err
}

func (s store) residentCount(ctx context.Context, community ids.ID, houses []ids.ID, now time.Time) (int, error) {
	var n int64
	err := s.boundIn(ctx, community, houses, now).Distinct("person_id").Count(&n).Error
	return int(n), err
}

// holding are the living bindings of houses, with their rights.
func (s store) holding(ctx context.Context, houses []ids.ID, now time.Time) (out []binding, err error) {
	err = valid(s.db.Conn(ctx).Model(&binding{}), now).Select("house_id, person_id, rights").Where("house_id IN ?", houses).Order("house_id, id").Find(&out).Error
	return out, err
}

// applications counts how often a person asked for a house since a time.
func (s store) applications(ctx context.Context, house, person ids.ID, since time.Time) (n int64, err error) {
	err = s.db.Conn(ctx).Model(&binding{}).
		Where("person_id = ? AND house_id = ? AND source = ? AND submitted_at >= ?", person, house, ByApply, since).Count(&n).Error
	return n, err
}

// give hands the ended bindings of one account to another.
func (s store) give(ctx context.Context, from, into ids.ID) error {
	return s.db.Conn(ctx).Model(&binding{}).Where("person_id = ? AND state NOT IN ?", from, liveStates()).Update("person_id", into).Error
}

// board is one page of a staff list: claims that wait oldest first, all else newest first.
func (s store) board(ctx context.Context, f Filter, size int) (out []binding, err error) {
	q := s.db.Conn(ctx).Limit(size)
	if f.CommunityID != 0 {
		q = q.Where("community_id = ?", f.CommunityID)
	}
	if len(f.states()) > 0 {
		q = q.Where("state IN ?", f.states())
	}
	after, order := "id < ?", "id DESC"
	if f.waiting() {
		after, order = "id > ?", "id"
	}
	if f.After != 0 {
		q = q.Where(after, f.After)
	}
	return out, q.Order(order).Find(&out).Error
}

// owners are the active owners of these houses.
func (s store) owners(ctx context.Context, houses []ids.ID) (out []binding, err error) {
	err = s.db.Conn(ctx).Select("id", "house_id", "person_id").
		Where("house_id IN ? AND state = ? AND role = ?", houses, Active, Owner).Find(&out).Error
	return out, err
}

type houseCount struct {
	HouseID ids.ID
	N       int
}

func (s store) countByHouse(ctx context.Context, houses []ids.ID, now time.Time) (out []houseCount, err error) {
	err = valid(s.db.Conn(ctx).Model(&binding{}), now).Where("house_id IN ?", houses).
		Select("house_id, count(*) AS n").Group("house_id").Find(&out).Error
	return out, err
}

func (s store) count(ctx context.Context, community ids.ID, state State) (n int64, err error) {
	q := s.db.Conn(ctx).Model(&binding{}).Where("state = ?", state)
	if community != 0 {
		q = q.Where("community_id = ?", community)
	}
	return n, q.Count(&n).Error
}

func (s store) countPeople(ctx context.Context, community ids.ID, now time.Time) (n int64, err error) {
	q := valid(s.db.Conn(ctx).Model(&binding{}), now)
	if community != 0 {
		q = q.Where("community_id = ?", community)
	}
	return n, q.Distinct("person_id").Count(&n).Error
}

func (s store) addEvidence(ctx context.Context, rows []evidence) error {
	return s.db.Conn(ctx).Create(&rows).Error
}

func (s store) evidenceOf(ctx context.Context, id ids.ID) (out []evidence, err error) {
	err = s.db.Conn(ctx).Where("binding_id = ?", id).Order("id").Find(&out).Error
	return out, err
}

func (s store) dateEvidence(ctx context.Context, id ids.ID, at *time.Time) error {
	return s.db.Conn(ctx).Model(&evidence{}).Where("binding_id = ? AND delete_at IS NULL", id).Update("delete_at", at).Error
}

func (s store) oldEvidence(ctx context.Context, now time.Time, n int) (out []evidence, err error) {
	err = s.db.Conn(ctx).Where("delete_at <= ?", now).Order("delete_at, id").Limit(n).Find(&out).Error
	return out, err
}

func (s store) removeEvidence(ctx context.Context, id ids.ID) error {
	return s.db.Conn(ctx).Where("id = ?", id).Delete(&evidence{}).Error
}

// scoped is who's reach as a context for reading: residents only ever ask for
// rows of their own, which may lie where they have no rights yet.
func scoped(ctx context.Context, who auth.Actor) context.Context {
	if who.Kind == auth.Resident {
		return db.Everywhere(ctx)
	}
	return ctx
}

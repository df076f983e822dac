package house

import (
	"context"
	"strings"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

// store is all SQL of the register; imports have store_import.go.
type store struct{ db *db.DB }

// Event is one thing that happened to a house.
type Event struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	HouseID     ids.ID
	Kind        string
	ActorKind   string
	ActorID     ids.ID
	BehalfOf    ids.ID
	Detail      string
	Origin      string
	CreatedAt   time.Time
}

// TableName is for gorm.
func (Event) TableName() string { return "house_events" }

type alias struct {
	CommunityID ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Alias       string `gorm:"primaryKey"`
	HouseID     ids.ID `gorm:"primaryKey;autoIncrement:false"`
}

// TableName is for gorm.
func (alias) TableName() string { return "house_aliases" }

func (s store) add(ctx context.Context, row any) error { return s.db.Conn(ctx).Create(row).Error }

func (s store) community(ctx context.Context, id ids.ID) (Community, error) {
	var c Community
	err := s.db.Conn(ctx).Where("id = ? AND status = ?", id, "active").Take(&c).Error
	if db.NotFound(err) {
		err = ErrCommunityNotFound
	}
	return c, err
}

// communities lists those of the ids; all active ones when all is set.
func (s store) communities(ctx context.Context, all bool, in []ids.ID) ([]Community, error) {
	q := s.db.Conn(ctx).Where("status = ?", "active").Order("id").Limit(5000)
	if !all {
		q = q.Where("id IN ?", in)
	}
	var out []Community
	return out, q.Find(&out).Error
}

// communitiesLike finds communities whose name or address contains the text.
func (s store) communitiesLike(ctx context.Context, text string, limit int) ([]Community, error) {
	like := "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text) + "%"
	var out []Community
	return out, s.db.Conn(ctx).Where("status = ? AND (name LIKE ? ESCAPE '!' OR address LIKE ? ESCAPE '!')", "active", like, like).
		Order("name, id").Limit(limit).Find(&out).Error
}

func (s store) company(ctx context.Context, id ids.ID) (Company, error) {
	var c Company
	return c, s.db.Conn(ctx).Where("id = ?", id).Take(&c).Error
}

func (s store) companyNamed(ctx context.Context, name string) (c Company, found bool, err error) {
	err = s.db.Conn(ctx).Where("name = ?", name).Take(&c).Error
	if db.NotFound(err) {
		return c, false, nil
	}
	return c, err == nil, err
}

func (s store) communityAt(ctx context.Context, name, address string) (c Community, found bool, err error) {
	err = s.db.Conn(ctx).Where("name = ? AND address = ?", name, address).Take(&c).Error
	if db.NotFound(err) {
		return c, false, nil
	}
	return c, err == nil, err
}

func (s store) house(ctx context.Context, id ids.ID) (House, error) {
	var h House
	err := s.db.Conn(ctx).Where("id = ?", id).Take(&h).Error
	if db.NotFound(err) {
		err = ErrNotFound
	}
	return h, err
}

func (s store) houses(ctx context.Context, in []ids.ID) ([]House, error) {
	var out []House
	return out, s.db.Conn(ctx).Where("id IN ?", in).Order("sort_key, id").Find(&out).Error
}

// targets counts what an audience names and the scope of ctx has.
func (s store) targets(ctx context.Context, a event.Audience) (int, error) {
	n := 0
	for _, t := range []struct {
		model any
		in    []ids.ID
	}{{&Building{}, a.Buildings}, {&Unit{}, a.Units}, {&House{}, a.Houses}} {
		if len(t.in) == 0 {
			continue
		}
		var some int64
		if err := s.db.Conn(ctx).Model(t.model).Where("id IN ?", t.in).Count(&some).Error; err != nil {
			return 0, err
		}
		n += int(some)
	}
	return n, nil
}

// places are what an audience names, with their names.
func (s store) places(ctx context.Context, a event.Audience) ([]event.Place, error) {
	out := []event.Place{}
	c := s.db.Conn(ctx)
	var buildings []Building
	var units []struct {
		ID             ids.ID
		Name, Building string
	}
	var houses []House
	if len(a.Buildings) > 0 {
		if err := c.Where("id IN ?", a.Buildings).Order("sort_key, id").Find(&buildings).Error; err != nil {
			return nil, err
		}
	}
	if len(a.Units) > 0 {
		q := s.db.Conn(ctx).Model(&Unit{}).Select("units.id, units.name, b.name AS building").Joins("JOIN buildings b ON b.id = units.building_id")
		if err := q.Where("units.id IN ?", a.Units).Order("b.sort_key, units.sort_key").Scan(&units).Error; err != nil {
			return nil, err
		}
	}
	if len(a.Houses) > 0 {
		if err := s.db.Conn(ctx).Where("id IN ?", a.Houses).Order("sort_key, id").Find(&houses).Error; err != nil {
			return nil, err
		}
	}
	for _, b := range buildings {
		out = append(out, event.Place{Kind: "building", ID: b.ID, Label: b.Name})
	}
	for _, u := range units {
		out = append(out, event.Place{Kind: "unit", ID: u.ID, Label: u.Building + u.Name + "单元"})
	}
	for _, h := range houses {
		out = append(out, event.Place{Kind: "house", ID: h.ID, Label: h.Label})
	}
	return out, nil
}

func (s store) housesOf(ctx context.Context, a event.Audience) (out []ids.ID, err error) {
	none := []ids.ID{-1} // an empty list would be NULL
	or := func(in []ids.ID) []ids.ID {
		if len(in) == 0 {
			return none
		}
		return in
	}
	err = s.db.Conn(ctx).Model(&House{}).Where("building_id IN ? OR unit_id IN ? OR id IN ?", or(a.Buildings), or(a.Units), or(a.Houses)).Order("id").Pluck("id", &out).Error
	return out, err
}

func (s store) building(ctx context.Context, id ids.ID) (Building, error) {
	var b Building
	err := s.db.Conn(ctx).Where("id = ?", id).Take(&b).Error
	if db.NotFound(err) {
		err = ErrBuildingNotFound
	}
	return b, err
}

func (s store) buildings(ctx context.Context, community ids.ID) ([]Building, error) {
	var out []Building
	return out, s.db.Conn(ctx).Where("community_id = ?", community).Order("sort_key, id").Find(&out).Error
}

// tally counts what stands in each building.
type tally struct {
	BuildingID ids.ID
	Kind       Kind
	N          int
}

func (s store) tallies(ctx context.Context, community ids.ID) ([]tally, error) {
	var out []tally
	return out, s.db.Conn(ctx).Model(&House{}).Select("building_id, kind, COUNT(*) AS n").
		Where("community_id = ?", community).Group("building_id, kind").Find(&out).Error
}

func (s store) unitTallies(ctx context.Context, community ids.ID) (map[ids.ID]int, error) {
	var rows []tally
	err := s.db.Conn(ctx).Model(&Unit{}).Select("building_id, COUNT(*) AS n").
		Where("community_id = ?", community).Group("building_id").Find(&rows).Error
	out := map[ids.ID]int{}
	for _, r := range rows {
		out[r.BuildingID] = r.N
	}
	return out, err
}

// rooms finds what an address with a room may mean, unsorted: an ORDER BY
// would tempt the planner to walk the whole community in that order.
func (s store) rooms(ctx context.Context, community ids.ID, a Address, limit int) ([]House, error) {
	q := s.db.Conn(ctx).Where("community_id = ? AND room_key = ?", community, a.roomKey())
	if a.Building != "" {
		q = q.Where("building = ?", a.Building)
	}
	var out []House
	if err := q.Limit(limit).Find(&out).Error; err != nil {
		return nil, err
	}
	var aliased []ids.ID
	err := s.db.Conn(ctx).Model(&alias{}).Where("community_id = ? AND alias = ?", community, a.roomKey()).Limit(limit).Pluck("house_id", &aliased).Error
	if err != nil || len(aliased) == 0 {
		return out, err
	}
	more, err := s.houses(ctx, aliased)
	return append(out, more...), err
}

// filter narrows a list of houses; zero fields do not.
type filter struct {
	community ids.ID
	under     string   // the sort key of a building
	units     []string // of that building
	kind      Kind
	after     position
	limit     int
}

type position struct {
	Sort string `json:"s"`
	ID   ids.ID `json:"i"`
}

// list is one page in the order of addresses.
func (s store) list(ctx context.Context, f filter) ([]House, error) {
	q := s.db.Conn(ctx).Where("community_id = ?", f.community)
	if f.under != "" { // the sort key of a house begins with its building's
		q = q.Where("sort_key >= ? AND sort_key < ?", f.under+"|", f.under+"}")
	}
	if len(f.units) > 0 {
		q = q.Where("unit IN ?", f.units)
	}
	if f.kind != "" {
		q = q.Where("kind = ?", f.kind)
	}
	if f.after.ID != 0 {
		q = q.Where("sort_key >= ? AND (sort_key > ? OR id > ?)", f.after.Sort, f.after.Sort, f.after.ID)
	}
	var out []House
	return out, q.Order("sort_key, id").Limit(f.limit).Find(&out).Error
}

func unitsMeant(unit string) []string {
	switch unit {
	case "":
		return nil
	case "1":
		return []string{"1", ""}
	}
	return []string{unit}
}

// people lists the present entries of the houses.
func (s store) people(ctx context.Context, houses []ids.ID) ([]entry, error) {
	var out []entry
	return out, s.db.Conn(ctx).Where("house_id IN ? AND ended_at IS NULL", houses).Order("id").Find(&out).Error
}

func (s store) byPhone(ctx context.Context, index string) ([]entry, error) {
	var out []entry
	return out, s.db.Conn(ctx).Where("(phone_index = ? OR phone2_index = ?) AND ended_at IS NULL", index, index).Order("id").Limit(50).Find(&out).Error
}

func (s store) byName(ctx context.Context, community ids.ID, index string) ([]entry, error) {
	var out []entry
	return out, s.db.Conn(ctx).Where("community_id = ? AND name_index = ? AND ended_at IS NULL", community, index).Limit(200).Find(&out).Error
}

func (s store) endPeople(ctx context.Context, entries []ids.ID, at time.Time) error {
	if len(entries) == 0 {
		return nil
	}
	return s.db.Conn(ctx).Model(&entry{}).Where("id IN ? AND ended_at IS NULL", entries).Update("ended_at", at).Error
}

func (s store) events(ctx context.Context, house ids.ID, limit int) ([]Event, error) {
	var out []Event
	return out, s.db.Conn(ctx).Where("house_id = ?", house).Order("id DESC").Limit(limit).Find(&out).Error
}

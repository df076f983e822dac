package house

import (
	"fmt"
	"strings"
	"time"

	"zhijian/server/platform/ids"
)

// Company is a property company.
type Company struct {
	ID        ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Name      string
	Status    string
	CreatedAt time.Time
}

// Community is a 小区, the tenant of everything in it.
type Community struct {
	ID           ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CompanyID    ids.ID
	Name         string
	Address      string
	ServicePhone string
	Status       string
	CreatedAt    time.Time
}

// Building is a 楼栋; one of kind shop, garage or other stands for what
// belongs to no building.
type Building struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	IdentityKey string
	Kind        string
	Name        string
	SortKey     string
	CreatedAt   time.Time
}

const realBuilding = "building"

// Unit is a 单元 of a building.
type Unit struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	BuildingID  ids.ID
	Name        string
	SortKey     string
	CreatedAt   time.Time
}

// House is one entry of the register. Building is the bare name ("1"), Label
// the standard address. Areas are in 1/100 m².
type House struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	BuildingID  ids.ID
	UnitID      ids.ID
	IdentityKey string
	RoomKey     string
	Kind        Kind
	Building    string
	Unit        string
	Room        string
	Label       string
	SortKey     string
	Floor       int64
	Area        int64
	InnerArea   int64
	Layout      string
	Ownership   string
	Occupancy   Occupancy
	Delivered   string
	Parking     string
	Note        string
	Status      string
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// Address is where the house is.
func (h House) Address() Address {
	return Address{Kind: h.Kind, Building: h.Building, Unit: h.Unit, Room: h.Room}
}

// Change is what an import does to one field. Names and phones are masked.
type Change struct {
	Field string `json:"field"`
	Label string `json:"label"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// newHouse is a house at the address of the row, nothing else filled in.
func newHouse(id, community ids.ID, a Address, now time.Time) House {
	return House{
		ID: id, CommunityID: community, IdentityKey: a.Key(), RoomKey: a.roomKey(), Kind: a.Kind,
		Building: a.Building, Unit: a.Unit, Room: a.Room, Label: a.Label(), SortKey: a.sortKey(),
		Occupancy: OccupancyUnknown, Status: "active", Version: 1, CreatedAt: now, UpdatedAt: now,
	}
}

// take writes what the row says into the house and lists what it changed. A
// blank cell says nothing; the address is the house's identity and stays.
func (h *House) take(r Row) []Change {
	var out []Change
	note := func(f field, from, to string) { out = append(out, Change{string(f), f.label(), from, to}) }
	text := func(f field, have *string, now string) {
		if now != "" && now != *have {
			note(f, *have, now)
			*have = now
		}
	}
	area := func(f field, have *int64, now int64) {
		if now > 0 && now != *have {
			note(f, squareMetres(*have), squareMetres(now))
			*have = now
		}
	}
	if r.Address.Kind != h.Kind {
		note(fKind, h.Kind.Label(), r.Address.Kind.Label())
		h.Kind = r.Address.Kind
	}
	area(fArea, &h.Area, r.Area)
	area(fInnerArea, &h.InnerArea, r.InnerArea)
	if f := int64(r.Floor); f != 0 && f != h.Floor {
		note(fFloor, number0(h.Floor), number0(f))
		h.Floor = f
	}
	if r.Occupancy != "" && r.Occupancy != h.Occupancy {
		note(fOccupancy, h.Occupancy.Label(), r.Occupancy.Label())
		h.Occupancy = r.Occupancy
	}
	text(fLayout, &h.Layout, r.Layout)
	text(fOwnership, &h.Ownership, r.Ownership)
	text(fDelivered, &h.Delivered, r.Delivered)
	text(fParking, &h.Parking, r.Parking)
	text(fNote, &h.Note, r.Note)
	return out
}

func number0(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// buildingKey is the identity of the building in its community.
func (a Address) buildingKey() string {
	if a.Building == "" {
		return "#" + string(a.Kind)
	}
	return a.Building
}

func (a Address) buildingKind() string {
	if a.Building == "" && a.Kind != Flat {
		return string(a.Kind)
	}
	return realBuilding
}

// sortKey puts addresses into the order in which people count: 2栋 before
// 10栋, then what belongs to no building.
func (a Address) sortKey() string {
	return a.buildingSort() + "|" + pad(a.Unit) + "|" + pad(a.Room)
}

func (a Address) buildingSort() string {
	if a.Building == "" {
		return "~" + string(a.Kind)
	}
	return pad(a.Building)
}

// pad widens each run of digits to six.
func pad(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		j := i
		for j < len(s) && s[j] >= '0' && s[j] <= '9' {
			j++
		}
		if j == i {
			b.WriteByte(s[i])
			i++
			continue
		}
		b.WriteString(strings.Repeat("0", max(0, 6-(j-i))))
		b.WriteString(s[i:j])
		i = j
	}
	return b.String()
}

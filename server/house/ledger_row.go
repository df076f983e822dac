package house

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// read turns the cells of one row into a Row, filling merged and blank
// building and unit cells from the row above.
func (above *filled) read(v values) Row {
	row := Row{
		Layout: v[fLayout], Ownership: v[fOwnership], Parking: v[fParking], Note: shorten(v[fNote], maxNoteRunes),
		Occupancy: occupancyFrom(v[fOccupancy]),
	}
	kind, room := kindOf(v, above.building), v[fRoom]
	if room == "" {
		room = v[fAddress]
	}
	building, unit := above.fill(kind, v)
	var ok bool
	if row.Address, ok = addressFromCells(kind, building, unit, room); !ok {
		row.Refusal, row.Detail = whyNoAddress(building, room), room
		row.Address.Room = room
		return row
	}
	var readable bool
	if row.Area, readable = parseArea(v[fArea]); (!readable || row.Area <= 0 || row.Area > maxAreaCentis) && kind != Garage {
		row.Refusal, row.Detail = ReasonArea, v[fArea]
		return row
	}
	if name, long := tooLong(v); long {
		row.Refusal, row.Detail = ReasonTooLong, name
		return row
	}
	row.details(v)
	return row
}

// details reads what may be missing or odd without losing the house.
func (r *Row) details(v values) {
	if area, ok := parseArea(v[fInnerArea]); ok && area > 0 && area <= maxAreaCentis {
		r.InnerArea = area
	} else if v[fInnerArea] != "" {
		r.warn("套内面积看不懂，没有导入")
	}
	if n, err := strconv.Atoi(plainNumber(fold(v[fFloor]))); err == nil && n >= -10 && n <= 200 {
		r.Floor = n
	} else {
		r.Floor = floorOf(r.Address)
	}
	var ok bool
	if r.Delivered, ok = parseDate(v[fDelivered]); !ok {
		r.warn("交付日期看不懂，没有导入")
	}
	owners, odd := people(Owner, v[fOwner], v[fPhone])
	coOwners, oddCoOwner := people(CoOwner, v[fCoOwner], "")
	tenants, oddTenant := people(Tenant, v[fTenant], v[fTenantPhone])
	r.People = append(append(owners, coOwners...), tenants...)
	if odd || oddCoOwner || oddTenant {
		r.warn("有姓名或电话看不懂，没有导入")
	}
}

func (r *Row) warn(s string) { r.Warnings = append(r.Warnings, s) }

// fill answers the building and unit of the row and remembers them.
func (above *filled) fill(kind Kind, v values) (building, unit string) {
	building, unit = v[fBuilding], v[fUnit]
	if building == "" && standsAlone(kind, above.building) {
		return "", ""
	}
	switch {
	case building == "":
		building = above.building
		if unit == "" {
			unit = above.unit
		}
	case unit == "" && buildingName(building) != "" && buildingName(building) == buildingName(above.building):
		unit = above.unit // the building is repeated after a page break, the unit is not
	}
	above.building, above.unit = building, unit
	return building, unit
}

// standsAlone: a shop or bay below the rows of a building does not belong to
// that building unless the ledger says so.
func standsAlone(kind Kind, aboveBuilding string) bool {
	return (kind == Shop || kind == Garage) && buildingName(aboveBuilding) != ""
}

// kindOf asks the kind column, then the words of the address, then 产权性质.
func kindOf(v values, buildingAbove string) Kind {
	building := v[fBuilding]
	if building == "" {
		building = buildingAbove
	}
	for _, text := range []string{v[fKind], building, v[fRoom], v[fAddress]} {
		if k, ok := kindFrom(text); ok {
			return k
		}
	}
	if shopCode.MatchString(fold(v[fRoom])) {
		return Shop
	}
	if k, ok := kindFrom(v[fOwnership]); ok {
		return k
	}
	return Flat
}

func whyNoAddress(building, room string) string {
	switch {
	case room == "":
		return ReasonNoRoom
	case building == "":
		return ReasonNoBuilding
	}
	return ReasonUnreadable
}

// tooLong names the first field that does not fit the register.
func tooLong(v values) (name string, long bool) {
	for _, f := range []field{fLayout, fOwnership, fParking, fOwner, fCoOwner, fTenant, fRoom} {
		if utf8.RuneCountInString(v[f]) > maxCellRunes {
			return fmt.Sprintf("%s 超过 %d 个字", f.label(), maxCellRunes), true
		}
	}
	return "", false
}

// floorOf reads the floor from a room number: 101 → 1, 2604 → 26.
func floorOf(a Address) int {
	n, err := strconv.Atoi(a.Room)
	if err != nil || n < 100 || a.Kind == Garage {
		return 0
	}
	return n / 100
}

func (p place) text(sheet string) string {
	if p.sheet == sheet {
		return fmt.Sprintf("与第 %d 行是同一套", p.line)
	}
	return fmt.Sprintf("与「%s」第 %d 行是同一套", p.sheet, p.line)
}

// label is the field in the words of the export.
func (f field) label() string {
	for _, c := range exportColumns() {
		if c.field == f {
			return c.title
		}
	}
	return string(f)
}

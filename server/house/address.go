package house

import (
	"regexp"
	"slices"
	"strings"
)

// Address is where a house is inside its community, in the spelling of the
// register: Building "1" or "A" (without 栋), Unit "1" or "", Room "101", "S03".
type Address struct {
	Kind                 Kind
	Building, Unit, Room string
}

const (
	reBuilding = `((?:[东西南北中前后]区|[A-Z\d]{1,2}[区期])?(?:[A-Z]?\d{1,3}[A-Z]?|[A-Z]{1,2}))`
	reWord     = `(?:号楼|号院|#楼|栋|幢|座|楼|#|号)`
	reUnit     = `(\d{1,2}|[A-Z]|[甲乙丙丁东中西])`
	reRoom     = `([A-Z]?-?\d{1,5}[A-Z]?(?:-\d{1,2})?)`
	reTail     = `(?:室|房间|号房|房|号|户)?$`
)

var (
	worded       = regexp.MustCompile(reBuilding + reWord + `-?(?:` + reUnit + `(?:单元|门洞|门|梯|-)-?)?(?:\d{1,2}(?:层|楼|F)-?)?` + reRoom + reTail)
	dashedUnit   = regexp.MustCompile(`(?:^|[^A-Z\d-])` + reBuilding + `-` + reUnit + `(?:单元-?|-)` + reRoom + reTail)
	dashed       = regexp.MustCompile(`(?:^|[^A-Z\d-])` + reBuilding + `-(\d{1,5}[A-Z]?)` + reTail)
	wordedUnit   = regexp.MustCompile(reBuilding + reWord + `-?` + reUnit + `(?:单元|门)$`)
	buildingOnly = regexp.MustCompile(reBuilding + reWord + `$`)
	bareBuilding = regexp.MustCompile(`^` + reBuilding + `$`)
	unitRoom     = regexp.MustCompile(`^` + reUnit + `(?:单元|门)-?` + reRoom + reTail)
	roomOnly     = regexp.MustCompile(`^` + reRoom + reTail)
	unitOnly     = regexp.MustCompile(`^` + reUnit + `(?:单元|门洞|门|梯)?$`)
	inBuilding   = regexp.MustCompile(`^` + reBuilding + reWord + `-?(.*)$`)
	shopRoom     = regexp.MustCompile(`^S?-?([A-Z]?\d{1,4}[A-Z]?)` + reTail)
	shopCode     = regexp.MustCompile(`^S-?\d{1,4}[A-Z]?` + reTail)
	bayRoom      = regexp.MustCompile(`^((?:[A-Z]\d?-?)?\d{1,5}[A-Z]?)` + reTail)
	bayCode      = regexp.MustCompile(`^[BP]\d-\d{2,5}$`)
)

// ParseAddress reads what a person typed and returns the addresses it may
// mean, best first; none when it is no address. Room is empty when only a
// building or a unit was named. Names of communities in front are ignored.
func ParseAddress(text string) []Address {
	if len(text) > 200 {
		return nil
	}
	s := fold(text)
	if kind, ok := kindFrom(s); ok && (kind == Shop || kind == Garage) {
		return parseSpecial(kind, s)
	}
	switch {
	case shopCode.MatchString(s):
		return parseSpecial(Shop, s)
	case bayCode.MatchString(s): // also the spelling of building B1, room 435
		return append(parseSpecial(Garage, s), parseFlat(s)...)
	}
	return parseFlat(s)
}

func parseFlat(s string) []Address {
	a := Address{Kind: Flat}
	switch {
	case match(worded, s, &a.Building, &a.Unit, &a.Room):
	case match(dashedUnit, s, &a.Building, &a.Unit, &a.Room):
	case match(dashed, s, &a.Building, &a.Room):
	case match(wordedUnit, s, &a.Building, &a.Unit):
	case match(buildingOnly, s, &a.Building):
	case match(unitRoom, s, &a.Unit, &a.Room):
	case match(roomOnly, s, &a.Room):
	default:
		return nil
	}
	return []Address{a.clean()}
}

// parseSpecial reads shops and parking bays: their words may stand anywhere.
func parseSpecial(kind Kind, s string) []Address {
	a := Address{Kind: kind}
	for _, w := range []string{"商铺", "店铺", "门面房", "门面", "底商", "商业", "网点", "地下", "停车", "车位", "车库", "第"} {
		s = strings.ReplaceAll(s, w, "")
	}
	var rest string
	if match(inBuilding, s, &a.Building, &rest) && rest != "" {
		s = rest
	} else {
		a.Building = ""
	}
	room := shopRoom
	if kind == Garage {
		room = bayRoom
	}
	if !match(room, strings.Trim(s, "-"), &a.Room) {
		return nil
	}
	if kind == Shop {
		a.Room = "S" + a.Room
	}
	return []Address{a.clean()}
}

func match(re *regexp.Regexp, s string, into ...*string) bool {
	m := re.FindStringSubmatch(s)
	if m == nil {
		return false
	}
	for i, p := range into {
		*p = m[i+1]
	}
	return true
}

func (a Address) clean() Address {
	a.Building, a.Unit = trimZeros(a.Building), trimZeros(a.Unit)
	if len(a.Room) > 1 && a.Room[1] == '-' && a.Kind != Garage {
		a.Room = a.Room[:1] + a.Room[2:] // S-03
	}
	return a
}

// addressFromCells reads the three cells of a ledger row. ok is false when
// they do not name a house; a whole address may stand in the room cell.
func addressFromCells(kind Kind, building, unit, room string) (a Address, ok bool) {
	if kind == Shop || kind == Garage {
		return specialFromCells(kind, fold(building), fold(room))
	}
	a = Address{Kind: kind, Building: buildingName(building), Unit: unitName(unit)}
	r := fold(room)
	if match(roomOnly, r, &a.Room) && (a.Building != "" || a.Unit != "") {
		return a.clean(), a.Building != ""
	}
	full := parseFlat(r)
	if len(full) == 0 || full[0].Room == "" {
		return a, false
	}
	f := full[0]
	f.Kind = kind
	if f.Unit == "" && a.Building != "" && f.Building != a.Building && unitOnly.MatchString(f.Building) {
		f.Building, f.Unit = a.Building, f.Building // 2-501 beside the building cell: unit and room
	}
	if f.Building == "" {
		f.Building = a.Building
	}
	if f.Unit == "" {
		f.Unit = a.Unit
	}
	return f, f.Building != ""
}

func specialFromCells(kind Kind, building, room string) (Address, bool) {
	if a := buildingName(building); a != "" {
		if len(parseFlat(room)) > 0 && kind == Shop && roomOnly.MatchString(room) {
			f := Address{Kind: kind, Building: a}
			match(roomOnly, room, &f.Room)
			return f.clean(), true
		}
		building = a + "栋"
	} else {
		building = ""
	}
	all := parseSpecial(kind, building+room)
	if len(all) == 0 {
		return Address{}, false
	}
	return all[0], true
}

// buildingName reads a building cell: 1栋, 7号楼, 十二幢, 12, A座 → 1, 7, 12, 12, A.
func buildingName(s string) string {
	var b string
	f := fold(s)
	if !match(buildingOnly, f, &b) {
		match(bareBuilding, f, &b)
	}
	return trimZeros(b)
}

func unitName(s string) string {
	var u string
	match(unitOnly, fold(s), &u)
	return trimZeros(u)
}

// BuildingLabel is the standard name of a building: 1栋, A座, or 商铺 and 车位
// for what stands in none.
func (a Address) BuildingLabel() string {
	switch last := strings.TrimLeft(a.Building, "东西南北中前后区期"); {
	case a.Building == "":
		return a.Kind.Label()
	case strings.ContainsAny(last, "0123456789"):
		return a.Building + "栋"
	}
	return a.Building + "座"
}

// Label is the standard address inside the community: 1栋1单元101, 商铺S03.
func (a Address) Label() string {
	l := a.BuildingLabel()
	if a.Unit != "" {
		l += a.Unit + "单元"
	}
	return l + a.Room
}

func (a Address) roomKey() string {
	k := trimZeros(a.Room)
	if a.Kind == Garage {
		return "P:" + k
	}
	return k
}

// Key is the identity of the house in its community.
func (a Address) Key() string { return a.Building + "|" + a.Unit + "|" + a.roomKey() }

// RoomKeys are the keys under which a search by room finds the house, its own
// first: a shop with a plain number is also looked for as S101.
func (a Address) RoomKeys() []string {
	r := a.roomKey()
	if a.Kind == Shop && !strings.HasPrefix(r, "S") {
		return []string{r, "S" + r}
	}
	return []string{r}
}

// MayMean reports whether someone who typed a may have meant the house h.
// People add 1单元 where a building has a single door.
func (a Address) MayMean(h Address) bool {
	if a.Room != "" && !slices.Contains(h.RoomKeys(), a.roomKey()) {
		return false
	}
	if a.Building != "" && a.Building != h.Building {
		return false
	}
	return a.Unit == "" || a.Unit == h.Unit || (a.Unit == "1" && h.Unit == "")
}

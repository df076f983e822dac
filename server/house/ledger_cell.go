package house

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"zhijian/server/platform/pii"
)

// Role is what a person of the register is to the house.
type Role string

// Roles on the register.
const (
	Owner   Role = "owner"
	CoOwner Role = "co_owner"
	Tenant  Role = "tenant"
)

// Occupancy is who lives in a house, as far as the company knows.
type Occupancy string

// Occupancies.
const (
	OccupiedByOwner  Occupancy = "owner"
	OccupiedByTenant Occupancy = "tenant"
	Vacant           Occupancy = "vacant"
	Decorating       Occupancy = "decorating"
	OccupancyUnknown Occupancy = "unknown"
)

// Label is the occupancy in words; nothing when unknown.
func (o Occupancy) Label() string {
	switch o {
	case OccupiedByOwner:
		return "已入住"
	case OccupiedByTenant:
		return "出租"
	case Vacant:
		return "空置"
	case Decorating:
		return "装修中"
	}
	return ""
}

// occupancyFrom answers "" for a blank cell: it says nothing.
func occupancyFrom(s string) Occupancy {
	for _, known := range []struct {
		word string
		o    Occupancy
	}{
		{"未入住", Vacant}, {"空", Vacant}, {"未装修", Vacant}, {"装修", Decorating}, {"租", OccupiedByTenant},
		{"入住", OccupiedByOwner}, {"自住", OccupiedByOwner}, {"常住", OccupiedByOwner},
	} {
		if strings.Contains(s, known.word) {
			return known.o
		}
	}
	if s == "" {
		return ""
	}
	return OccupancyUnknown
}

var (
	number    = regexp.MustCompile(`^-?\d{1,12}(\.\d{1,20})?(E[+-]?\d{1,2})?$`)
	areaUnits = strings.NewReplacer("㎡", "", "M2", "", "M²", "", "平方米", "", "平米", "", "平方", "", ",", "")
)

// parseArea reads square metres as 1/100 m², rounding what Excel adds behind
// the second digit. ok is false for an empty or unreadable cell.
func parseArea(s string) (centis int64, ok bool) {
	s = foldNumber(s)
	r, ok := rat(areaUnits.Replace(s))
	if !ok {
		return 0, false
	}
	r.Mul(r, big.NewRat(100, 1))
	twice := new(big.Int).Lsh(r.Num(), 1)
	rounded := new(big.Int).Div(twice.Add(twice, r.Denom()), new(big.Int).Lsh(r.Denom(), 1))
	if !rounded.IsInt64() {
		return 0, false
	}
	return rounded.Int64(), true
}

func rat(s string) (*big.Rat, bool) {
	if !number.MatchString(s) {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// foldNumber is half width, upper case, without white space.
func foldNumber(s string) string {
	return strings.ToUpper(halfWidth(strings.ReplaceAll(tidy(s), " ", "")))
}

// plainNumber writes an integer that Excel stored as 1.99E+10 or 5.0 with all
// its digits; other text is returned as it is.
func plainNumber(s string) string {
	if !strings.ContainsAny(s, "E.") {
		return s
	}
	if r, ok := rat(s); ok && r.IsInt() {
		return r.Num().String()
	}
	return s
}

var dateShape = regexp.MustCompile(`^(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?(?:[ T].*)?$`)

// parseDate reads 2016-07-26, 2021.01.08, 2020/6/22, 2016年5月16日 and Excel's
// day numbers as 2006-01-02. A blank cell is blank and fine; ok is false for
// anything else.
func parseDate(s string) (date string, ok bool) {
	if s == "" {
		return "", true
	}
	if m := dateShape.FindStringSubmatch(halfWidth(s)); m != nil {
		t, err := time.Parse("2006-1-2", m[1]+"-"+strings.TrimPrefix(m[2], "0")+"-"+strings.TrimPrefix(m[3], "0"))
		if err != nil || t.Year() < 1900 {
			return "", false
		}
		return t.Format(time.DateOnly), true
	}
	whole, _, _ := strings.Cut(s, ".")
	days, err := strconv.Atoi(whole)
	if err != nil || days < 20_000 || days > 80_000 { // 1954..2119
		return "", false
	}
	return time.Date(1899, 12, 30+days, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), true
}

// splitCell cuts a cell that holds several names or numbers.
func splitCell(s string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("/／、,，;；|", r) }) {
		if part = tidy(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// phonesIn reads all numbers of a cell; odd is true when some text was none.
func phonesIn(cell string) (phones []pii.Phone, odd bool) {
	for _, part := range splitCell(cell) {
		if p, err := pii.ParsePhone(plainNumber(foldNumber(part))); err == nil {
			phones = append(phones, p)
			continue
		}
		for _, word := range strings.Fields(part) { // 13800000000 13900000000
			p, err := pii.ParsePhone(word)
			if err != nil {
				odd = true
				continue
			}
			phones = append(phones, p)
		}
	}
	return phones, odd
}

// people reads a cell of names and one of numbers: one number each when they
// are as many, else all numbers belong to the first name. The first person has
// the role, further owners are co-owners.
func people(role Role, names, numbers string) (out []Person, odd bool) {
	phones, odd := phonesIn(numbers)
	for _, name := range splitCell(names) {
		if strings.ContainsAny(name, "*＊") {
			odd = true // masked by an export: it would replace the real name
			continue
		}
		out = append(out, Person{Role: role, Name: name})
		if role == Owner {
			role = CoOwner
		}
	}
	switch {
	case len(phones) == 0:
		return out, odd
	case len(out) == 0:
		out = []Person{{Role: role}}
	}
	if len(out) > 1 && len(out) == len(phones) {
		for i := range out {
			out[i].Phones = phones[i : i+1 : i+1]
		}
		return out, odd
	}
	if len(phones) > maxPhones {
		phones, odd = phones[:maxPhones], true
	}
	out[0].Phones = phones
	return out, odd
}

// squareMetres writes 1/100 m² as 89.12; nothing for zero.
func squareMetres(centis int64) string {
	if centis == 0 {
		return ""
	}
	return strconv.FormatInt(centis/100, 10) + "." + strconv.FormatInt(100+centis%100, 10)[1:]
}

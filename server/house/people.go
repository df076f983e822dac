package house

import (
	"slices"
	"strings"
	"time"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

// entry is a person of the register as stored: name and phones are sealed for
// this row, the indexes find them. An ended entry is history.
type entry struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	HouseID     ids.ID
	Role        Role
	Name        string
	NameIndex   string
	Phone       string
	PhoneIndex  string
	Phone2      string
	Phone2Index string
	Source      string
	CreatedAt   time.Time
	EndedAt     *time.Time
}

// TableName is for gorm.
func (entry) TableName() string { return "house_people" }

// Label is the role in words.
func (r Role) Label() string {
	switch r {
	case Owner:
		return "业主"
	case CoOwner:
		return "共有人"
	case Tenant:
		return "租户"
	}
	return string(r)
}

// Indexes of the vault.
const (
	indexPhone = "phone"
	indexName  = "name"
)

// sealed returns the person as an entry of the house.
func sealed(v *pii.Vault, e entry, p Person) (entry, error) {
	e.Role = p.Role
	phones := append(slices.Clone(p.Phones), "", "")
	for _, f := range []struct {
		column, plain, purpose string
		sealed, index          *string
	}{
		{"name", p.Name, indexName, &e.Name, &e.NameIndex},
		{"phone", string(phones[0]), indexPhone, &e.Phone, &e.PhoneIndex},
		{"phone2", string(phones[1]), indexPhone, &e.Phone2, &e.Phone2Index},
	} {
		var err error
		if *f.sealed, err = v.Seal(e.place(f.column), f.plain); err != nil {
			return e, err
		}
		*f.index = v.Index(f.purpose, f.plain)
	}
	return e, nil
}

func (e entry) place(column string) pii.Field {
	return pii.Field{Table: "house_people", Column: column, Row: int64(e.ID), Community: int64(e.CommunityID)}
}

func (e entry) open(v *pii.Vault) (Person, error) {
	p := Person{Role: e.Role}
	var err error
	if p.Name, err = v.Open(e.place("name"), e.Name); err != nil {
		return p, err
	}
	for _, f := range []struct{ column, sealed string }{{"phone", e.Phone}, {"phone2", e.Phone2}} {
		plain, err := v.Open(e.place(f.column), f.sealed)
		if err != nil {
			return p, err
		}
		if plain != "" {
			p.Phones = append(p.Phones, pii.Phone(plain))
		}
	}
	return p, nil
}

// mergePeople answers who stands on the register after a row was taken in. A
// row without owners (tenants) leaves the owners (tenants) alone; the same
// name without a number keeps its number; another owner replaces the former
// one together with the co-owners.
func mergePeople(have, row []Person) []Person {
	return append(mergeOwners(ofRoles(have, Owner, CoOwner), ofRoles(row, Owner, CoOwner)),
		mergeGroup(ofRoles(have, Tenant), ofRoles(row, Tenant))...)
}

func mergeOwners(have, row []Person) []Person {
	owner, coOwners := ofRoles(have, Owner), ofRoles(have, CoOwner)
	newOwner, newCoOwners := ofRoles(row, Owner), ofRoles(row, CoOwner)
	changed := len(owner) > 0 && len(newOwner) > 0 && newOwner[0].Name != "" && newOwner[0].Name != owner[0].Name
	if changed {
		return row
	}
	return append(mergeGroup(owner, newOwner), mergeGroup(coOwners, newCoOwners)...)
}

func mergeGroup(have, row []Person) []Person {
	if len(row) == 0 {
		return have
	}
	out := slices.Clone(row)
	for i, p := range out {
		j := slices.IndexFunc(have, func(h Person) bool { return h.Name == p.Name || p.Name == "" })
		if j < 0 {
			continue
		}
		out[i].Name = have[j].Name
		if len(p.Phones) == 0 {
			out[i].Phones = have[j].Phones
		}
	}
	return out
}

func ofRoles(people []Person, roles ...Role) []Person {
	var out []Person
	for _, p := range people {
		if slices.Contains(roles, p.Role) {
			out = append(out, p)
		}
	}
	return out
}

func samePerson(a, b Person) bool {
	return a.Role == b.Role && a.Name == b.Name && slices.Equal(a.Phones, b.Phones)
}

// peopleChanges lists, masked, what differs role by role.
func peopleChanges(have, after []Person) []Change {
	var out []Change
	for _, role := range []Role{Owner, CoOwner, Tenant} {
		a, b := ofRoles(have, role), ofRoles(after, role)
		if !slices.EqualFunc(a, b, samePerson) {
			out = append(out, Change{Field: string(role), Label: role.Label(), From: masked(a), To: masked(b)})
		}
	}
	return out
}

func masked(people []Person) string {
	var out []string
	for _, p := range people {
		one := pii.MaskName(p.Name)
		for _, phone := range p.Phones {
			one += " " + phone.Masked()
		}
		out = append(out, strings.TrimSpace(one))
	}
	return strings.Join(out, "、")
}

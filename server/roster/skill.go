package roster

import "slices"

// Skill is what a worker can do, and what a category of repair asks for.
type Skill struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// Skills is the list, in the order people read it.
func Skills() []Skill {
	return []Skill{
		{"plumbing", "水暖"}, {"electric", "电工"}, {"carpentry", "泥瓦门窗"}, {"lift", "电梯"},
		{"access", "门禁弱电"}, {"cleaning", "保洁"}, {"garden", "绿化"}, {"general", "综合"},
	}
}

// knownSkills keeps the order of the list and one of each. ok is false for a
// code that is not in it.
func knownSkills(codes []string) (kept []string, ok bool) {
	kept = []string{}
	for _, s := range Skills() {
		if slices.Contains(codes, s.Code) {
			kept = append(kept, s.Code)
		}
	}
	for _, c := range codes {
		if !slices.Contains(kept, c) {
			return nil, false
		}
	}
	return kept, true
}

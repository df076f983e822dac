package event

import "zhijian/server/platform/ids"

// Audience is whom a thing is told to: the residents of a community, or of
// some of its buildings, units and houses alone.
type Audience struct {
	CommunityID ids.ID   `json:"communityId"`
	Buildings   []ids.ID `json:"buildings,omitempty" nullable:"false" maxItems:"100"`
	Units       []ids.ID `json:"units,omitempty" nullable:"false" maxItems:"100"`
	Houses      []ids.ID `json:"houses,omitempty" nullable:"false" maxItems:"200"`
}

// Whole reports whether nothing narrows the community.
func (a Audience) Whole() bool { return len(a.Buildings)+len(a.Units)+len(a.Houses) == 0 }

// Targets are what narrows it; the community itself when nothing does.
func (a Audience) Targets() []ids.ID {
	if a.Whole() {
		return []ids.ID{a.CommunityID}
	}
	out := append([]ids.ID{}, a.Buildings...)
	return append(append(out, a.Units...), a.Houses...)
}

// Place is one of them with its name.
type Place struct {
	Kind  string `json:"kind" enum:"building,unit,house"`
	ID    ids.ID `json:"id"`
	Label string `json:"label"`
}

// NotifyAll asks notify to tell everybody of an audience the same, once for
// (Template, Ref). Unlike Notify it is a call, in the caller's transaction.
type NotifyAll struct {
	Audience Audience          `json:"audience"`
	Ref      ids.ID            `json:"ref"`
	Template string            `json:"template"`
	Params   map[string]string `json:"params"`
	Link     string            `json:"link"`
	Urgent   bool              `json:"urgent"`
}

// Spread is how far such a telling has come.
type Spread struct {
	Told    int  `json:"told"`
	Total   int  `json:"total"`
	Running bool `json:"running"`
}

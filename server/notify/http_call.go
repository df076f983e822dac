package notify

import (
	"context"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

type callsIn struct {
	CommunityID httpx.ID `query:"communityId"`
	State       string   `query:"state" enum:"waiting,claimed,done,unreachable,needless" doc:"empty: what is still to be done"`
	Cursor      httpx.ID `query:"cursor"`
}

// CallView is a line of the call list.
type CallView struct {
	ID         ids.ID     `json:"id"`
	Kind       string     `json:"kind" enum:"repair,binding,bill,notice"`
	Title      string     `json:"title"`
	Words      string     `json:"words" doc:"to read aloud"`
	Urgent     bool       `json:"urgent"`
	Person     string     `json:"person" doc:"masked; of a household it is known when it is claimed"`
	House      string     `json:"house" doc:"the address, when a household without the app is to be told"`
	Phone      string     `json:"phone" doc:"masked, until it is claimed"`
	State      string     `json:"state" enum:"waiting,claimed,done,unreachable,needless"`
	StateLabel string     `json:"stateLabel"`
	Attempts   int64      `json:"attempts"`
	Most       int64      `json:"most"`
	StaffName  string     `json:"staffName" doc:"who has it, or had it last"`
	Mine       bool       `json:"mine"`
	Note       string     `json:"note"`
	DueAt      time.Time  `json:"dueAt"`
	ClaimedAt  *time.Time `json:"claimedAt,omitempty"`
	CreatedAt  time.Time  `json:"createdAt"`
}

type callPage struct {
	Items      []CallView `json:"items" nullable:"false"`
	NextCursor string     `json:"nextCursor"`
}

type callsOut struct{ Body callPage }

type callForm struct {
	Note string `json:"note,omitempty" maxLength:"200"`
}

type callIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body callForm
}

type callOut struct{ Body CallView }

func (s *Service) getCalls(ctx context.Context, in *callsIn) (*callsOut, error) {
	who := auth.From(ctx)
	if in.CommunityID.ID > 0 && !who.In(in.CommunityID.ID) {
		return nil, auth.ErrDenied
	}
	page, next, err := s.Calls(ctx, in.CommunityID.ID, CallState(in.State), in.Cursor.ID)
	if err != nil {
		return nil, err
	}
	items, err := s.callViews(ctx, who, page)
	if err != nil {
		return nil, err
	}
	out := &callsOut{callPage{Items: items}}
	if next > 0 {
		out.Body.NextCursor = next.String()
	}
	return out, nil
}

func (s *Service) callViews(ctx context.Context, who auth.Actor, page []call) ([]CallView, error) {
	var residents, houses, staff []ids.ID
	for _, c := range page {
		if c.HouseID > 0 {
			houses = append(houses, c.HouseID)
		} else {
			residents = append(residents, c.PersonID)
		}
		if c.StaffID > 0 {
			staff = append(staff, c.StaffID)
		}
	}
	people, err := s.People.People(ctx, residents)
	if err != nil {
		return nil, err
	}
	places, err := s.Places.Houses(ctx, houses)
	if err != nil {
		return nil, err
	}
	colleagues, err := s.People.Staff(ctx, staff)
	if err != nil {
		return nil, err
	}
	out := make([]CallView, len(page))
	for i, c := range page {
		p := people[c.PersonID]
		out[i] = CallView{ID: c.ID, Kind: c.Kind, Title: c.Title, Words: c.Words, Urgent: c.Urgent, Person: pii.MaskName(p.Name), House: places[c.HouseID].Label, Phone: pii.MaskPhone(p.Phone),
			State: string(c.State), StateLabel: c.State.Label(), Attempts: c.Attempts, Most: mostCalls, StaffName: colleagues[c.StaffID].Name, Mine: c.StaffID == who.ID,
			Note: c.Note, DueAt: c.DueAt, ClaimedAt: c.ClaimedAt, CreatedAt: c.CreatedAt}
	}
	return out, nil
}

// callStep is the operation of one act.
func (s *Service) callStep(act CallAct) func(context.Context, *callIn) (*callOut, error) {
	return func(ctx context.Context, in *callIn) (*callOut, error) {
		who := auth.From(ctx)
		c, open, err := s.CallStep(ctx, who, in.ID.ID, act, in.Body.Note)
		if err != nil {
			return nil, err
		}
		views, err := s.callViews(ctx, who, []call{c})
		if err != nil {
			return nil, err
		}
		if open.Phone != "" {
			views[0].Phone = open.Phone
		}
		if open.Name != "" {
			views[0].Person = pii.MaskName(open.Name)
		}
		return &callOut{views[0]}, nil
	}
}

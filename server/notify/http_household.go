package notify

import (
	"context"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

type callHousesIn struct {
	CommunityID httpx.ID `query:"communityId" required:"true"`
}

// CallHouseView is a household that is told by telephone.
type CallHouseView struct {
	HouseID   ids.ID    `json:"houseId"`
	House     string    `json:"house"`
	Note      string    `json:"note"`
	StaffName string    `json:"staffName" doc:"who put it on the list"`
	CreatedAt time.Time `json:"createdAt"`
}

type callHouseList struct {
	Items []CallHouseView `json:"items" nullable:"false"`
	Most  int             `json:"most" doc:"how many there may be"`
}

type callHousesOut struct{ Body callHouseList }

type callHouseForm struct {
	HouseID ids.ID `json:"houseId" minLength:"1"`
	Note    string `json:"note,omitempty" maxLength:"100" doc:"why, or whom to ask for"`
}

type callHouseIn struct {
	httpx.Once
	Body callHouseForm
}

type callHouseIDIn struct {
	httpx.Once
	ID httpx.ID `path:"id"`
}

func (s *Service) getCallHouses(ctx context.Context, in *callHousesIn) (*callHousesOut, error) {
	rows, err := s.CallHouses(ctx, auth.From(ctx), in.CommunityID.ID)
	if err != nil {
		return nil, err
	}
	houses, staff := make([]ids.ID, len(rows)), make([]ids.ID, len(rows))
	for i, r := range rows {
		houses[i], staff[i] = r.HouseID, r.StaffID
	}
	places, err := s.Places.Houses(ctx, houses)
	if err != nil {
		return nil, err
	}
	colleagues, err := s.People.Staff(ctx, staff)
	if err != nil {
		return nil, err
	}
	out := &callHousesOut{callHouseList{Items: make([]CallHouseView, len(rows)), Most: mostHouses}}
	for i, r := range rows {
		out.Body.Items[i] = CallHouseView{r.HouseID, places[r.HouseID].Label, r.Note, colleagues[r.StaffID].Name, r.CreatedAt}
	}
	return out, nil
}

func (s *Service) postCallHouse(ctx context.Context, in *callHouseIn) (*struct{}, error) {
	_, err := s.MarkHouse(ctx, auth.From(ctx), in.Body.HouseID, in.Body.Note)
	return nil, err
}

func (s *Service) deleteCallHouse(ctx context.Context, in *callHouseIDIn) (*struct{}, error) {
	return nil, s.UnmarkHouse(ctx, in.ID.ID)
}

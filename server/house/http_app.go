package house

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

type findCommunitiesIn struct {
	Q string `query:"q" maxLength:"60"`
}

type communityOut struct {
	ID           ids.ID `json:"id"`
	Name         string `json:"name"`
	Address      string `json:"address"`
	ServicePhone string `json:"servicePhone"`
}

type communitiesOut struct {
	Body struct {
		Items []communityOut `json:"items" nullable:"false"`
	}
}

type findHousesIn struct {
	CommunityID httpx.ID `path:"communityId"`
	Q           string   `query:"q" maxLength:"60" doc:"an address as people write it"`
}

type foundHouse struct {
	ID       ids.ID `json:"id"`
	Label    string `json:"label"`
	Building string `json:"building"`
	Unit     string `json:"unit"`
	Room     string `json:"room"`
	Kind     Kind   `json:"kind" enum:"flat,shop,garage,other"`
}

type foundHousesOut struct {
	Body struct {
		Items []foundHouse `json:"items" nullable:"false"`
		Units []string     `json:"units" nullable:"false" doc:"not empty: several units have that room, ask for the unit"`
	}
}

// MountApp adds the residents' operations.
func (s *Service) MountApp(api *httpx.API) {
	limits := []httpx.Limit{{N: 60, Per: time.Minute}} // a search is no way to list everybody's houses
	httpx.Register(api, httpx.Op{ID: "findCommunities", Method: http.MethodGet, Path: "/app/v1/communities", Summary: "Find a community by name or address", Tag: "house",
		Policy: auth.ForResidents(), Limits: limits}, s.getCommunities)
	httpx.Register(api, httpx.Op{ID: "findHouses", Method: http.MethodGet, Path: "/app/v1/communities/{communityId}/houses", Summary: "Find a house by its address", Tag: "house",
		Policy: auth.ForResidents(), Limits: limits}, s.getHouses)
}

func (s *Service) getCommunities(ctx context.Context, in *findCommunitiesIn) (*communitiesOut, error) {
	found, err := s.FindCommunities(ctx, in.Q)
	if err != nil {
		return nil, err
	}
	return newCommunities(found), nil
}

func newCommunities(all []Community) *communitiesOut {
	out := &communitiesOut{}
	out.Body.Items = []communityOut{}
	for _, c := range all {
		out.Body.Items = append(out.Body.Items, communityOut{c.ID, c.Name, c.Address, c.ServicePhone})
	}
	return out
}

func (s *Service) getHouses(ctx context.Context, in *findHousesIn) (*foundHousesOut, error) {
	found, err := s.FindHouses(ctx, in.CommunityID.ID, in.Q)
	if err != nil {
		return nil, err
	}
	out := &foundHousesOut{}
	out.Body.Items, out.Body.Units = []foundHouse{}, append([]string{}, found.Units...)
	for _, h := range found.Houses {
		out.Body.Items = append(out.Body.Items, foundHouse{h.ID, h.Label, h.Address().BuildingLabel(), h.Unit, h.Room, h.Kind})
	}
	return out, nil
}

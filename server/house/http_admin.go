package house

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

type communityIn struct {
	CommunityID httpx.ID `path:"communityId"`
}

type buildingIn struct {
	BuildingID httpx.ID `path:"buildingId"`
}

type houseIn struct {
	ID httpx.ID `path:"id"`
}

type buildingLine struct {
	ID         ids.ID `json:"id"`
	Name       string `json:"name"`
	Kind       string `json:"kind" enum:"building,shop,garage,other"`
	HouseCount int    `json:"houseCount"`
	ShopCount  int    `json:"shopCount"`
	UnitCount  int    `json:"unitCount"`
}

type buildingsOut struct {
	Body struct {
		Items  []buildingLine `json:"items" nullable:"false"`
		Others []buildingLine `json:"others" nullable:"false" doc:"what stands in no building: shops, parking"`
	}
}

type gridHouse struct {
	ID             ids.ID `json:"id"`
	Room           string `json:"room"`
	Label          string `json:"label"`
	Kind           Kind   `json:"kind" enum:"flat,shop,garage,other"`
	Area           string `json:"area"`
	Occupancy      string `json:"occupancy" enum:"owner,tenant,vacant,unknown"`
	OccupancyLabel string `json:"occupancyLabel"`
	Bound          int    `json:"bound"`
}

type gridFloor struct {
	Floor  int64       `json:"floor"`
	Houses []gridHouse `json:"houses" nullable:"false"`
}

type gridUnit struct {
	ID     ids.ID      `json:"id" doc:"empty where a building has no units"`
	Name   string      `json:"name"`
	Floors []gridFloor `json:"floors" nullable:"false"`
}

type gridOut struct {
	Body struct {
		Building buildingLine `json:"building"`
		Units    []gridUnit   `json:"units" nullable:"false"`
	}
}

type listIn struct {
	CommunityID httpx.ID `query:"communityId"`
	BuildingID  httpx.ID `query:"buildingId"`
	Kind        string   `query:"kind" enum:"flat,shop,garage,other"`
	Q           string   `query:"q" maxLength:"60" doc:"an address, a phone number or a whole name"`
	Cursor      string   `query:"cursor" maxLength:"400"`
}

type houseLine struct {
	ID         ids.ID `json:"id"`
	Label      string `json:"label"`
	Building   string `json:"building"`
	Unit       string `json:"unit"`
	Room       string `json:"room"`
	Kind       Kind   `json:"kind" enum:"flat,shop,garage,other"`
	AreaM2     string `json:"areaM2"`
	OwnerName  string `json:"ownerName" doc:"masked"`
	OwnerPhone string `json:"ownerPhone" doc:"masked"`
	BoundCount int    `json:"boundCount"`
}

type housesOut struct {
	Body struct {
		Items      []houseLine `json:"items" nullable:"false"`
		NextCursor string      `json:"nextCursor"`
	}
}

type houseDetail struct {
	HouseFacts
	CommunityID    ids.ID `json:"communityId"`
	CommunityName  string `json:"communityName"`
	BuildingID     ids.ID `json:"buildingId"`
	Occupancy      string `json:"occupancy" enum:"owner,tenant,vacant,unknown"`
	OccupancyLabel string `json:"occupancyLabel"`
	Version        int64  `json:"version"`
}

// HouseFacts are what the register knows of a house. It is exported because the
// OpenAPI document leaves out the fields of unexported embedded structs.
type HouseFacts struct {
	ID        ids.ID `json:"id"`
	Label     string `json:"label"`
	Building  string `json:"building"`
	Unit      string `json:"unit"`
	Room      string `json:"room"`
	Kind      Kind   `json:"kind" enum:"flat,shop,garage,other"`
	Floor     int64  `json:"floor"`
	AreaM2    string `json:"areaM2"`
	InnerM2   string `json:"innerAreaM2"`
	Layout    string `json:"layout"`
	Ownership string `json:"ownership"`
	Delivered string `json:"delivered" doc:"2006-01-02 or empty"`
	Parking   string `json:"parking"`
	Note      string `json:"note"`
}

type personOut struct {
	Role      Role     `json:"role" enum:"owner,co_owner,tenant"`
	RoleLabel string   `json:"roleLabel"`
	Name      string   `json:"name"`
	Phones    []string `json:"phones" nullable:"false"`
}

type houseEvent struct {
	At     time.Time `json:"at"`
	Kind   string    `json:"kind"`
	Label  string    `json:"label"`
	Detail string    `json:"detail"`
}

type wholeOut struct {
	Body struct {
		House    houseDetail          `json:"house"`
		People   []personOut          `json:"people" nullable:"false" doc:"masked"`
		Bindings []event.HouseBinding `json:"bindings" nullable:"false"`
		Events   []houseEvent         `json:"events" nullable:"false"`
	}
}

type revealIn struct {
	ID   httpx.ID `path:"id"`
	Body struct {
		Purpose string `json:"purpose" minLength:"2" maxLength:"100" doc:"why the full data are needed; kept"`
	}
}

type revealOut struct {
	Body struct {
		People []personOut `json:"people" nullable:"false"`
	}
}

// MountAdmin adds the staff's operations.
func (s *Service) MountAdmin(api *httpx.API) {
	read := auth.ForStaff("house.read")
	httpx.Register(api, httpx.Op{ID: "listCommunities", Method: http.MethodGet, Path: "/admin/v1/communities", Summary: "My communities", Tag: "house", Policy: auth.ForAnyStaff()}, s.getMyCommunities)
	httpx.Register(api, httpx.Op{ID: "listBuildings", Method: http.MethodGet, Path: "/admin/v1/communities/{communityId}/buildings", Summary: "Buildings with counts", Tag: "house", Policy: read}, s.getBuildings)
	httpx.Register(api, httpx.Op{ID: "getBuildingGrid", Method: http.MethodGet, Path: "/admin/v1/buildings/{buildingId}/grid", Summary: "A building by unit and floor", Tag: "house", Policy: read}, s.getGrid)
	httpx.Register(api, httpx.Op{ID: "listHouses", Method: http.MethodGet, Path: "/admin/v1/houses", Summary: "Houses", Tag: "house", Policy: read}, s.getHouseList)
	httpx.Register(api, httpx.Op{ID: "getHouse", Method: http.MethodGet, Path: "/admin/v1/houses/{id}", Summary: "Everything about a house", Tag: "house", Policy: read}, s.getHouse)
	// Not Op.Once: a kept answer would hold names and phones in clear.
	httpx.Register(api, httpx.Op{ID: "revealHouse", Method: http.MethodPost, Path: "/admin/v1/houses/{id}/reveal", Summary: "The people of a house in full; recorded", Tag: "house",
		Policy: auth.ForStaff("house.reveal"), Limits: []httpx.Limit{{N: 60, Per: time.Minute}}}, s.postReveal)
	s.mountImports(api)
}

func (s *Service) getMyCommunities(ctx context.Context, _ *struct{}) (*communitiesOut, error) {
	all, err := s.MyCommunities(ctx, auth.From(ctx))
	if err != nil {
		return nil, err
	}
	return newCommunities(all), nil
}

func (s *Service) getBuildings(ctx context.Context, in *communityIn) (*buildingsOut, error) {
	buildings, others, err := s.Buildings(ctx, auth.From(ctx), in.CommunityID.ID)
	if err != nil {
		return nil, err
	}
	out := &buildingsOut{}
	out.Body.Items, out.Body.Others = buildingLines(buildings), buildingLines(others)
	return out, nil
}

func buildingLines(all []BuildingLine) []buildingLine {
	out := []buildingLine{}
	for _, b := range all {
		out = append(out, buildingLine{b.Building.ID, b.Building.Name, b.Building.Kind, b.Houses, b.Shops, b.Units})
	}
	return out
}

func (s *Service) getGrid(ctx context.Context, in *buildingIn) (*gridOut, error) {
	g, err := s.Grid(ctx, auth.From(ctx), in.BuildingID.ID)
	if err != nil {
		return nil, err
	}
	out := &gridOut{}
	b := buildingLine{ID: g.Building.ID, Name: g.Building.Name, Kind: g.Building.Kind}
	out.Body.Units = []gridUnit{}
	for _, u := range g.Units {
		unit := gridUnit{ID: u.ID, Name: u.Name, Floors: []gridFloor{}}
		if u.Name != "" {
			b.UnitCount++
		}
		for _, f := range u.Floors {
			floor := gridFloor{Floor: f.Floor}
			for _, l := range f.Houses {
				b.HouseCount++
				if l.House.Kind == Shop {
					b.ShopCount++
				}
				floor.Houses = append(floor.Houses, newGridHouse(l))
			}
			unit.Floors = append(unit.Floors, floor)
		}
		out.Body.Units = append(out.Body.Units, unit)
	}
	out.Body.Building = b
	return out, nil
}

func newGridHouse(l Line) gridHouse {
	h := l.House
	return gridHouse{h.ID, h.Room, h.Label, h.Kind, squareMetres(h.Area), h.Occupancy.wire(), h.Occupancy.Label(), l.Bound}
}

// wire is the occupancy as clients know it: nobody lives in a house that is
// being decorated.
func (o Occupancy) wire() string {
	if o == Decorating {
		return string(Vacant)
	}
	return string(o)
}

func (s *Service) getHouseList(ctx context.Context, in *listIn) (*housesOut, error) {
	lines, next, err := s.List(ctx, auth.From(ctx), Query{Community: in.CommunityID.ID, Building: in.BuildingID.ID, Kind: Kind(in.Kind), Text: in.Q, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := &housesOut{}
	out.Body.Items, out.Body.NextCursor = []houseLine{}, next
	for _, l := range lines {
		h := l.House
		out.Body.Items = append(out.Body.Items, houseLine{h.ID, h.Label, h.Address().BuildingLabel(), h.Unit, h.Room, h.Kind, squareMetres(h.Area), l.OwnerName, l.Phone, l.Bound})
	}
	return out, nil
}

func (s *Service) getHouse(ctx context.Context, in *houseIn) (*wholeOut, error) {
	w, err := s.Look(ctx, auth.From(ctx), in.ID.ID)
	if err != nil {
		return nil, err
	}
	h, out := w.House, &wholeOut{}
	out.Body.House = houseDetail{
		HouseFacts: HouseFacts{h.ID, h.Label, h.Address().BuildingLabel(), h.Unit, h.Room, h.Kind, h.Floor, squareMetres(h.Area), squareMetres(h.InnerArea),
			h.Layout, h.Ownership, h.Delivered, h.Parking, h.Note},
		CommunityID: w.Community.ID, CommunityName: w.Community.Name, BuildingID: h.BuildingID,
		Occupancy: h.Occupancy.wire(), OccupancyLabel: h.Occupancy.Label(), Version: h.Version,
	}
	out.Body.People = newPeople(w.People, false)
	out.Body.Bindings = append([]event.HouseBinding{}, w.Bindings...)
	out.Body.Events = []houseEvent{}
	for _, e := range w.Events {
		out.Body.Events = append(out.Body.Events, houseEvent{e.CreatedAt.UTC(), e.Kind, e.label(), e.sentence()})
	}
	return out, nil
}

func newPeople(people []Person, full bool) []personOut {
	out := []personOut{}
	for _, p := range people {
		one := personOut{Role: p.Role, RoleLabel: p.Role.Label(), Name: pii.MaskName(p.Name), Phones: []string{}}
		if full {
			one.Name = p.Name
		}
		for _, phone := range p.Phones {
			if full {
				one.Phones = append(one.Phones, string(phone))
			} else {
				one.Phones = append(one.Phones, phone.Masked())
			}
		}
		out = append(out, one)
	}
	return out
}

func (s *Service) postReveal(ctx context.Context, in *revealIn) (*revealOut, error) {
	people, err := s.Reveal(ctx, auth.From(ctx), in.ID.ID, in.Body.Purpose)
	if err != nil {
		return nil, err
	}
	out := &revealOut{}
	out.Body.People = newPeople(people, true)
	return out, nil
}

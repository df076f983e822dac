package app

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

type searchIn struct {
	Q           string   `query:"q" required:"true" minLength:"1" maxLength:"50"`
	CommunityID httpx.ID `query:"communityId" required:"true"`
}

// SearchHit is one place that the text leads to.
type SearchHit struct {
	Kind     string `json:"kind" enum:"house,repair"`
	ID       ids.ID `json:"id"`
	Title    string `json:"title"`
	Subtitle string `json:"subtitle"`
	Link     string `json:"link"`
}

// SearchHits are the best few of each kind.
type SearchHits struct {
	Items []SearchHit `json:"items" nullable:"false"`
}

type searchOut struct{ Body SearchHits }

const hitsPerKind = 6

func (a *App) mountSearch(api *httpx.API) {
	httpx.Register(api, httpx.Op{ID: "search", Method: http.MethodGet, Path: "/admin/v1/search", Summary: "Find a house, a person or an order", Tag: "search",
		Policy: auth.ForAnyStaff(), Limits: []httpx.Limit{{N: 60, Per: time.Minute}}}, a.getSearch)
}

// getSearch asks each capability for what the actor may read of it. A person
// is found through the house he is registered for.
func (a *App) getSearch(ctx context.Context, in *searchIn) (*searchOut, error) {
	who, community := auth.From(ctx), in.CommunityID.ID
	if !who.In(community) {
		return nil, auth.ErrDenied
	}
	out := &searchOut{Body: SearchHits{Items: []SearchHit{}}}
	if who.Can("house.read") {
		lines, err := a.house.Search(ctx, who, community, in.Q, hitsPerKind)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			out.Body.Items = append(out.Body.Items, SearchHit{"house", l.House.ID, l.House.Label, l.OwnerName + " " + l.Phone, "/houses/" + l.House.ID.String()})
		}
	}
	if who.Can("repair.read") {
		cards, err := a.repair.Find(ctx, community, in.Q, hitsPerKind)
		if err != nil {
			return nil, err
		}
		for _, c := range cards {
			out.Body.Items = append(out.Body.Items, SearchHit{"repair", c.RefID, c.Title, c.Subtitle + " · " + c.Label, c.Link})
		}
	}
	return out, nil
}

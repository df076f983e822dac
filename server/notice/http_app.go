package notice

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

// Brief is a line of the residents' list.
type Brief struct {
	ID          ids.ID    `json:"id"`
	Kind        Kind      `json:"kind" enum:"notice,outage,event"`
	KindLabel   string    `json:"kindLabel"`
	Title       string    `json:"title"`
	Summary     string    `json:"summary"`
	Urgent      bool      `json:"urgent"`
	Read        bool      `json:"read"`
	PhotoCount  int64     `json:"photoCount"`
	PublishedAt time.Time `json:"publishedAt"`
}

type briefPage struct {
	Items      []Brief `json:"items" nullable:"false"`
	NextCursor string  `json:"nextCursor"`
}

type briefsOut struct{ Body briefPage }

type pageIn struct {
	Cursor httpx.ID `query:"cursor"`
}

type idIn struct {
	ID httpx.ID `path:"id"`
}

// Page is a notice as its readers see it.
type Page struct {
	ID          ids.ID       `json:"id"`
	Kind        Kind         `json:"kind" enum:"notice,outage,event"`
	KindLabel   string       `json:"kindLabel"`
	Title       string       `json:"title"`
	Body        string       `json:"body" doc:"plain text; a line break ends a paragraph"`
	Urgent      bool         `json:"urgent"`
	Photos      []event.File `json:"photos" nullable:"false"`
	PublishedAt time.Time    `json:"publishedAt"`
	ShownUntil  time.Time    `json:"shownUntil"`
}

type pageOut struct{ Body Page }

type readIn struct {
	httpx.Once
	ID httpx.ID `path:"id"`
}

// MountApp adds the residents' operations.
func (s *Service) MountApp(api *httpx.API) {
	httpx.Register(api, httpx.Op{ID: "listNotices", Method: http.MethodGet, Path: "/app/v1/notices", Summary: "公告", Tag: "notice", Policy: auth.ForResidents()}, s.getMine)
	httpx.Register(api, httpx.Op{ID: "getNotice", Method: http.MethodGet, Path: "/app/v1/notices/{id}", Summary: "一条公告", Tag: "notice", Policy: auth.ForResidents()}, s.getPage)
	httpx.Register(api, httpx.Op{ID: "readNotice", Method: http.MethodPost, Path: "/app/v1/notices/{id}/read", Summary: "看过了", Tag: "notice", Policy: auth.ForResidents(), Once: true,
		Status: http.StatusNoContent, Limits: []httpx.Limit{{N: 120, Per: time.Minute}}}, s.postRead)
}

func (s *Service) getMine(ctx context.Context, in *pageIn) (*briefsOut, error) {
	page, read, next, err := s.Mine(ctx, auth.From(ctx), in.Cursor.ID)
	if err != nil {
		return nil, err
	}
	out := &briefsOut{briefPage{Items: make([]Brief, len(page))}}
	for i, n := range page {
		out.Body.Items[i] = Brief{n.ID, n.Kind, n.Kind.Label(), n.Title, n.summary(60), n.Urgent, read[n.ID], n.PhotoCount, n.since()}
	}
	if next > 0 {
		out.Body.NextCursor = next.String()
	}
	return out, nil
}

// since is when it was published.
func (n Notice) since() time.Time {
	if n.PublishedAt != nil {
		return *n.PublishedAt
	}
	return n.CreatedAt
}

func (s *Service) getPage(ctx context.Context, in *idIn) (*pageOut, error) {
	n, err := s.Open(ctx, auth.From(ctx), in.ID.ID)
	if err != nil {
		return nil, err
	}
	pictures, err := s.pictures(ctx, n.ID)
	if err != nil {
		return nil, err
	}
	return &pageOut{Page{n.ID, n.Kind, n.Kind.Label(), n.Title, n.Body, n.Urgent, pictures, n.since(), n.ShownUntil}}, nil
}

func (s *Service) pictures(ctx context.Context, id ids.ID) ([]event.File, error) {
	has, err := s.store.photos(ctx, []ids.ID{id})
	if err != nil {
		return nil, err
	}
	views, err := s.Files.Views(ctx, has.of(id))
	if err != nil {
		return nil, err
	}
	out := []event.File{}
	for _, f := range has.of(id) {
		if v, ok := views[f]; ok {
			out = append(out, v)
		}
	}
	return out, nil
}

func (s *Service) postRead(ctx context.Context, in *readIn) (*struct{}, error) {
	return &struct{}{}, s.Read(ctx, auth.From(ctx), in.ID.ID)
}

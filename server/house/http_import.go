package house

import (
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

type uploadForm struct {
	File huma.FormFile `form:"file" required:"true"`
}

type uploadIn struct {
	CommunityID httpx.ID `path:"communityId"`
	RawBody     huma.MultipartFormFiles[uploadForm]
}

type importCounts struct {
	Rows    int64 `json:"rows"`
	Added   int64 `json:"added"`
	Changed int64 `json:"changed"`
	Same    int64 `json:"same"`
	Refused int64 `json:"refused"`
	Ignored int64 `json:"ignored" doc:"totals, repeated headers, signatures"`
}

type importRun struct {
	ID          ids.ID       `json:"id"`
	CommunityID ids.ID       `json:"communityId"`
	FileName    string       `json:"fileName"`
	State       State        `json:"state" enum:"checking,checked,applying,applied,failed"`
	Counts      importCounts `json:"counts"`
	TotalAreaM2 string       `json:"totalAreaM2" doc:"of the rows that can be imported"`
	DoneRows    int64        `json:"doneRows"`
	Error       string       `json:"error"`
	Columns     []Column     `json:"columns" nullable:"false"`
	CreatedAt   time.Time    `json:"createdAt"`
}

type runOut struct{ Body importRun }

type runsOut struct {
	Body struct {
		Items []importRun `json:"items" nullable:"false"`
	}
}

type runIn struct {
	ID httpx.ID `path:"id"`
}

type applyIn struct {
	httpx.Once
	ID httpx.ID `path:"id"`
}

type rowsIn struct {
	ID     httpx.ID `path:"id"`
	Kind   string   `query:"kind" enum:"refused,added,changed,same"`
	Cursor string   `query:"cursor" pattern:"^[0-9]{0,9}$"`
}

type importRow struct {
	Row     int64    `json:"row" doc:"as numbered in Excel"`
	Sheet   string   `json:"sheet"`
	Kind    RowKind  `json:"kind" enum:"pending,refused,added,changed,same"`
	House   string   `json:"house"`
	Reason  string   `json:"reason"`
	Detail  string   `json:"detail"`
	Changes []Change `json:"changes" nullable:"false"`
}

type rowsOut struct {
	Body struct {
		Items      []importRow `json:"items" nullable:"false"`
		NextCursor string      `json:"nextCursor"`
	}
}

func (s *Service) mountImports(api *httpx.API) {
	may := auth.ForStaff("house.import")
	// Not Op.Once: an upload only makes a dry run, a second one is another dry run.
	httpx.Register(api, httpx.Op{ID: "importHouses", Method: http.MethodPost, Path: "/admin/v1/communities/{communityId}/imports", Summary: "Upload a ledger and see what it would change", Tag: "house",
		Policy: may, Status: http.StatusCreated, MaxBody: MaxFile + 1<<20, Limits: []httpx.Limit{{N: 20, Per: time.Hour}}}, s.postImport)
	httpx.Register(api, httpx.Op{ID: "listImports", Method: http.MethodGet, Path: "/admin/v1/communities/{communityId}/imports", Summary: "The latest imports", Tag: "house", Policy: may}, s.getImports)
	httpx.Register(api, httpx.Op{ID: "getImport", Method: http.MethodGet, Path: "/admin/v1/imports/{id}", Summary: "One import", Tag: "house", Policy: may}, s.getImport)
	httpx.Register(api, httpx.Op{ID: "listImportRows", Method: http.MethodGet, Path: "/admin/v1/imports/{id}/rows", Summary: "What happens to each row", Tag: "house", Policy: may}, s.getImportRows)
	httpx.Register(api, httpx.Op{ID: "applyImport", Method: http.MethodPost, Path: "/admin/v1/imports/{id}/apply", Summary: "Write a checked import into the register", Tag: "house", Policy: may, Once: true}, s.postApply)
	httpx.Register(api, httpx.Op{ID: "exportHouses", Method: http.MethodGet, Path: "/admin/v1/communities/{communityId}/houses/export", Summary: "The register as .xlsx; recorded", Tag: "house",
		Policy: auth.ForStaff("house.export"), Limits: []httpx.Limit{{N: 10, Per: time.Minute}}}, s.getExport)
}

func (s *Service) postImport(ctx context.Context, in *uploadIn) (*runOut, error) {
	file := in.RawBody.Data().File
	if file.File == nil {
		return nil, ErrFileMissing
	}
	defer func() { _ = file.Close() }() // read only
	if file.Size > MaxFile {
		return nil, ErrFileTooLarge
	}
	data, err := io.ReadAll(io.LimitReader(file, MaxFile+1))
	if err != nil {
		return nil, ErrFileBroken.Because(err)
	}
	r, err := s.Import(ctx, auth.From(ctx), in.CommunityID.ID, file.Filename, data)
	if err != nil {
		return nil, err
	}
	return &runOut{newRun(r)}, nil
}

func newRun(r Run) importRun {
	out := importRun{
		ID: r.ID, CommunityID: r.CommunityID, FileName: r.FileName, State: r.State, TotalAreaM2: squareMetres(r.AreaTotal),
		Counts:   importCounts{r.RowsTotal, r.RowsAdded, r.RowsChanged, r.RowsSame, r.RowsRefused, r.RowsIgnored},
		DoneRows: r.CursorSeq, Error: r.Error, Columns: []Column{}, CreatedAt: r.CreatedAt.UTC(),
	}
	if r.State == Reading {
		out.State = Checking
	}
	_ = json.Unmarshal([]byte(r.ColumnsJSON), &out.Columns) // our own JSON; without it the page lacks a hint
	return out
}

func (s *Service) getImports(ctx context.Context, in *communityIn) (*runsOut, error) {
	runs, err := s.Runs(ctx, auth.From(ctx), in.CommunityID.ID)
	if err != nil {
		return nil, err
	}
	out := &runsOut{}
	out.Body.Items = []importRun{}
	for _, r := range runs {
		out.Body.Items = append(out.Body.Items, newRun(r))
	}
	return out, nil
}

func (s *Service) getImport(ctx context.Context, in *runIn) (*runOut, error) {
	r, err := s.Run(ctx, auth.From(ctx), in.ID.ID)
	if err != nil {
		return nil, err
	}
	return &runOut{newRun(r)}, nil
}

func (s *Service) getImportRows(ctx context.Context, in *rowsIn) (*rowsOut, error) {
	after, _ := strconv.ParseInt(in.Cursor, 10, 64) // digits by its pattern; none is the beginning
	rows, err := s.runRows(ctx, auth.From(ctx), in.ID.ID, RowKind(in.Kind), after)
	if err != nil {
		return nil, err
	}
	out := &rowsOut{}
	out.Body.Items = []importRow{}
	if len(rows) > page {
		rows = rows[:page]
		out.Body.NextCursor = strconv.FormatInt(rows[page-1].Seq, 10)
	}
	for _, r := range rows {
		one := importRow{Row: r.Line, Sheet: r.Sheet, Kind: r.Kind, House: r.House, Reason: r.Reason, Detail: r.Detail, Changes: []Change{}}
		_ = json.Unmarshal([]byte(r.ChangesJSON), &one.Changes) // our own JSON
		out.Body.Items = append(out.Body.Items, one)
	}
	return out, nil
}

func (s *Service) postApply(ctx context.Context, in *applyIn) (*runOut, error) {
	r, err := s.Apply(ctx, auth.From(ctx), in.ID.ID)
	if err != nil {
		return nil, err
	}
	return &runOut{newRun(r)}, nil
}

type exportOut struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (s *Service) getExport(ctx context.Context, in *communityIn) (*exportOut, error) {
	e, err := s.Export(ctx, auth.From(ctx), in.CommunityID.ID)
	if err != nil {
		return nil, err
	}
	return &exportOut{
		ContentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		Disposition: mime.FormatMediaType("attachment", map[string]string{"filename": e.FileName}),
		Body:        e.Data,
	}, nil
}

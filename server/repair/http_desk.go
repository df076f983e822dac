package repair

import (
	"context"
	"mime"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

type incidentIn struct {
	httpx.Once
	Body IncidentForm
}

type incidentOut struct{ Body RepairIncident }

type incidentNewsIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body IncidentNews
}

type repairCloseIncidentForm struct {
	Text   string   `json:"text" minLength:"1" maxLength:"500"`
	Reopen []ids.ID `json:"reopenOrderIds,omitempty" maxItems:"200" nullable:"false" doc:"whose trouble is still there: they become orders of their own again"`
}

type closeIncidentIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body repairCloseIncidentForm
}

type communityIn struct {
	CommunityID httpx.ID `query:"communityId" required:"true"`
}

type repairSettingsList struct {
	Items []RepairSettings `json:"items" nullable:"false"`
	Desk  RepairDesk       `json:"desk"`
}

type settingsOut struct{ Body repairSettingsList }

type settingsIn struct {
	httpx.Once
	Category string `path:"category" maxLength:"32"`
	Body     RepairSettingsForm
}

type resetSettingsIn struct {
	httpx.Once
	Category    string   `path:"category" maxLength:"32"`
	CommunityID httpx.ID `query:"communityId" required:"true"`
}

type repairDeskForm struct {
	CommunityID ids.ID `json:"communityId"`
	RepairDesk
}

type deskIn struct {
	httpx.Once
	Body repairDeskForm
}

type reportsIn struct {
	CommunityID httpx.ID `query:"communityId" required:"true"`
	From        string   `query:"from" required:"true" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
	To          string   `query:"to" required:"true" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" doc:"included; 366 days at most"`
}

type reportsOut struct{ Body RepairReport }

// SavedRepairFilter is a view of the board that somebody keeps for himself.
type SavedRepairFilter struct {
	ID    ids.ID            `json:"id"`
	Name  string            `json:"name"`
	Query RepairFilterQuery `json:"query"`
}

// RepairFilterQuery is the board's query without its page.
type RepairFilterQuery struct {
	CommunityID ids.ID `json:"communityId,omitempty" required:"false"`
	State       string `json:"state,omitempty" maxLength:"20"`
	Category    string `json:"category,omitempty" maxLength:"32"`
	WorkerID    ids.ID `json:"workerId,omitempty" required:"false"`
	IncidentID  ids.ID `json:"incidentId,omitempty" required:"false"`
	Light       string `json:"light,omitempty" enum:",green,yellow,red,none"`
	Emergency   bool   `json:"emergency,omitempty"`
	Channel     string `json:"channel,omitempty" enum:",app,phone,desk,patrol,iot"`
	From        string `json:"from,omitempty" maxLength:"10"`
	To          string `json:"to,omitempty" maxLength:"10"`
	Q           string `json:"q,omitempty" maxLength:"50"`
	Flag        string `json:"flag,omitempty" enum:",supervised,ask_occupant,urged"`
	Sort        string `json:"sort,omitempty" enum:",newest,oldest,due"`
}

func (q RepairFilterQuery) filter() Filter {
	return Filter{q.CommunityID, q.State, q.Category, q.WorkerID, q.IncidentID, q.Light, q.Emergency, q.Channel, q.From, q.To, q.Q, q.Flag, q.Sort}
}

func filterView(f savedFilter) SavedRepairFilter {
	q := f.Query
	return SavedRepairFilter{f.ID, f.Name, RepairFilterQuery{q.Community, q.Word, q.Category, q.Worker, q.Incident, q.Light, q.Emergency, q.Channel, q.From, q.To, q.Text, q.Flag, q.Sort}}
}

type filterList struct {
	Items []SavedRepairFilter `json:"items" nullable:"false"`
}

type filtersOut struct{ Body filterList }

type repairFilterForm struct {
	Name  string            `json:"name" minLength:"1" maxLength:"30"`
	Query RepairFilterQuery `json:"query"`
}

type filterIn struct {
	httpx.Once
	Body repairFilterForm
}

type exportIn struct {
	httpx.Once
	BoardFilter
}

type exportsBody struct {
	Items []RepairExport `json:"items" nullable:"false"`
}

type exportsOut struct{ Body exportsBody }

type exportOut struct{ Body RepairExport }

type exportFileOut struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// mountDesk adds incidents, settings, reports, saved filters and exports.
func (s *Service) mountDesk(api *httpx.API) {
	get, post := http.MethodGet, http.MethodPost
	httpx.Register(api, staffOp("staffListRepairIncidents", get, "repair-incidents", "repair.read", "Incidents of a community"), s.getIncidents)
	httpx.Register(api, staffOp("openRepairIncident", post, "repair-incidents", "repair.dispatch", "Begin an incident"), s.postIncident)
	httpx.Register(api, staffOp("getRepairIncident", get, "repair-incidents/{id}", "repair.read", "An incident with its updates"), s.getIncident)
	httpx.Register(api, staffOp("updateRepairIncident", post, "repair-incidents/{id}/updates", "repair.dispatch", "One word to everybody in it"), s.postIncidentNews)
	httpx.Register(api, staffOp("closeRepairIncident", post, "repair-incidents/{id}/close", "repair.dispatch", "It is over: its orders close"), s.postCloseIncident)
	httpx.Register(api, staffOp("getRepairSettings", get, "repair-settings", "repair.read", "How a community treats each category"), s.getSettings)
	httpx.Register(api, staffOp("setRepairSettings", http.MethodPut, "repair-settings/{category}", "repair.manage", "Treat a category differently"), s.putSettings)
	httpx.Register(api, staffOp("resetRepairSettings", http.MethodDelete, "repair-settings/{category}", "repair.manage", "Treat it as the product does"), s.deleteSettings)
	httpx.Register(api, staffOp("setRepairDesk", http.MethodPut, "repair-desk", "repair.manage", "Numbers and limits of a community"), s.putDesk)
	httpx.Register(api, staffOp("getRepairReport", get, "repair-report", "repair.report", "Figures of the orders of some days"), s.getReport)
	httpx.Register(api, staffOp("listRepairFilters", get, "repair-filters", "repair.read", "My saved filters"), s.getFilters)
	httpx.Register(api, staffOp("saveRepairFilter", post, "repair-filters", "repair.read", "Keep a filter"), s.postFilter)
	httpx.Register(api, staffOp("dropRepairFilter", http.MethodDelete, "repair-filters/{id}", "repair.read", "Forget a filter"), s.deleteFilter)
	httpx.Register(api, staffOp("listRepairExports", get, "repair-exports", "repair.export", "My files of the last day"), s.getExports)
	export := staffOp("exportRepairs", post, "repair-exports", "repair.export", "Write the orders that match into an .xlsx, in the background")
	export.Limits = []httpx.Limit{{N: 10, Per: time.Hour}}
	httpx.Register(api, export, s.postExport)
	httpx.Register(api, staffOp("getRepairExport", get, "repair-exports/{id}", "repair.export", "How far a file is"), s.getExport)
	httpx.Register(api, staffOp("downloadRepairExport", get, "repair-exports/{id}/file", "repair.export", "The file"), s.getExportFile)
}

func (s *Service) postIncident(ctx context.Context, in *incidentIn) (*incidentOut, error) {
	id, err := s.OpenIncident(ctx, auth.From(ctx), in.Body)
	return s.showIncident(ctx, id, err)
}

func (s *Service) getIncident(ctx context.Context, in *idIn) (*incidentOut, error) {
	return s.showIncident(ctx, in.ID.ID, nil)
}

func (s *Service) postIncidentNews(ctx context.Context, in *incidentNewsIn) (*incidentOut, error) {
	return s.showIncident(ctx, in.ID.ID, s.UpdateIncident(ctx, auth.From(ctx), in.ID.ID, in.Body))
}

func (s *Service) postCloseIncident(ctx context.Context, in *closeIncidentIn) (*incidentOut, error) {
	return s.showIncident(ctx, in.ID.ID, s.CloseIncident(ctx, auth.From(ctx), in.ID.ID, in.Body.Text, in.Body.Reopen))
}

func (s *Service) showIncident(ctx context.Context, id ids.ID, err error) (*incidentOut, error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Incident(ctx, id)
	if err != nil {
		return nil, err
	}
	return &incidentOut{v}, nil
}

func (s *Service) getSettings(ctx context.Context, in *communityIn) (*settingsOut, error) {
	return s.showSettings(ctx, in.CommunityID.ID, nil)
}

func (s *Service) putSettings(ctx context.Context, in *settingsIn) (*settingsOut, error) {
	return s.showSettings(ctx, in.Body.CommunityID, s.Treat(ctx, auth.From(ctx), in.Category, in.Body))
}

func (s *Service) deleteSettings(ctx context.Context, in *resetSettingsIn) (*settingsOut, error) {
	return s.showSettings(ctx, in.CommunityID.ID, s.TreatAsUsual(ctx, auth.From(ctx), in.CommunityID.ID, in.Category))
}

func (s *Service) putDesk(ctx context.Context, in *deskIn) (*settingsOut, error) {
	return s.showSettings(ctx, in.Body.CommunityID, s.SetDesk(ctx, auth.From(ctx), in.Body.CommunityID, in.Body.RepairDesk))
}

func (s *Service) showSettings(ctx context.Context, community ids.ID, err error) (*settingsOut, error) {
	if err != nil {
		return nil, err
	}
	items, d, err := s.Settings(ctx, auth.From(ctx), community)
	if err != nil {
		return nil, err
	}
	return &settingsOut{repairSettingsList{items, d}}, nil
}

func (s *Service) getReport(ctx context.Context, in *reportsIn) (*reportsOut, error) {
	r, err := s.Figures(ctx, auth.From(ctx), in.CommunityID.ID, in.From, in.To)
	if err != nil {
		return nil, err
	}
	return &reportsOut{r}, nil
}

func (s *Service) getFilters(ctx context.Context, _ *struct{}) (*filtersOut, error) {
	rows, err := s.Filters(ctx, auth.From(ctx))
	if err != nil {
		return nil, err
	}
	out := &filtersOut{filterList{make([]SavedRepairFilter, len(rows))}}
	for i, f := range rows {
		out.Body.Items[i] = filterView(f)
	}
	return out, nil
}

func (s *Service) postFilter(ctx context.Context, in *filterIn) (*filtersOut, error) {
	if _, err := s.SaveFilter(ctx, auth.From(ctx), in.Body.Name, in.Body.Query.filter()); err != nil {
		return nil, err
	}
	return s.getFilters(ctx, nil)
}

func (s *Service) deleteFilter(ctx context.Context, in *onceIDIn) (*filtersOut, error) {
	if err := s.DropFilter(ctx, auth.From(ctx), in.ID.ID); err != nil {
		return nil, err
	}
	return s.getFilters(ctx, nil)
}

func (s *Service) getExports(ctx context.Context, _ *struct{}) (*exportsOut, error) {
	items, err := s.Exports(ctx, auth.From(ctx))
	if err != nil {
		return nil, err
	}
	return &exportsOut{exportsBody{items}}, nil
}

func (s *Service) postExport(ctx context.Context, in *exportIn) (*exportOut, error) {
	e, err := s.Export(ctx, auth.From(ctx), in.filter())
	if err != nil {
		return nil, err
	}
	return &exportOut{e}, nil
}

func (s *Service) getExport(ctx context.Context, in *idIn) (*exportOut, error) {
	e, err := s.exportOf(ctx, auth.From(ctx), in.ID.ID)
	if err != nil {
		return nil, err
	}
	return &exportOut{exportView(e)}, nil
}

func (s *Service) getExportFile(ctx context.Context, in *idIn) (*exportFileOut, error) {
	name, data, err := s.ExportFile(ctx, auth.From(ctx), in.ID.ID)
	if err != nil {
		return nil, err
	}
	return &exportFileOut{
		ContentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		Disposition: mime.FormatMediaType("attachment", map[string]string{"filename": name}),
		Body:        data,
	}, nil
}

package roster

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

type communityIn struct {
	CommunityID httpx.ID `path:"communityId"`
}

type viewIn struct {
	CommunityID httpx.ID `path:"communityId"`
	From        string   `query:"from" maxLength:"10" doc:"a date; empty: Monday of this week"`
	Days        int      `query:"days" minimum:"1" maximum:"42" default:"7"`
}

type rosterOut struct{ Body Roster }

type addShiftIn struct {
	httpx.Once
	CommunityID httpx.ID `path:"communityId"`
	Body        ShiftWish
}

type shiftOut struct{ Body RosterShift }

type moveShiftForm struct {
	ShiftWish
	Version int64 `json:"version" minimum:"1" doc:"of the shift on the screen"`
}

type moveShiftIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body moveShiftForm
}

type removeShiftIn struct {
	httpx.Once
	ID      httpx.ID `path:"id"`
	Version int64    `query:"version" minimum:"1" required:"true"`
}

type copyWeekForm struct {
	From      string   `json:"from" maxLength:"10" doc:"a date of the week to copy"`
	To        string   `json:"to" maxLength:"10" doc:"a date of the week to fill"`
	WorkerIDs []ids.ID `json:"workerIds,omitempty" maxItems:"100" nullable:"false" doc:"empty: all"`
}

type copyWeekIn struct {
	httpx.Once
	CommunityID httpx.ID `path:"communityId"`
	Body        copyWeekForm
}

type plannedOut struct{ Body PlannedShifts }

type patternForm struct {
	WorkerIDs []ids.ID      `json:"workerIds" minItems:"1" maxItems:"100" nullable:"false"`
	From      string        `json:"from" maxLength:"10"`
	To        string        `json:"to" maxLength:"10"`
	Lines     []PatternLine `json:"lines" minItems:"1" maxItems:"21" nullable:"false"`
}

type patternIn struct {
	httpx.Once
	CommunityID httpx.ID `path:"communityId"`
	Body        patternForm
}

type rosterWorkerForm struct {
	Skills  []string `json:"skills" maxItems:"8" nullable:"false"`
	OpenCap int      `json:"openCap" minimum:"0" maximum:"99"`
	Version int64    `json:"version" minimum:"0" doc:"0: nothing was set yet"`
}

type setWorkerIn struct {
	httpx.Once
	CommunityID httpx.ID `path:"communityId"`
	WorkerID    httpx.ID `path:"workerId"`
	Body        rosterWorkerForm
}

type workerOut struct{ Body RosterWorker }

type hoursOut struct{ Body WorkingHours }

type hoursForm struct {
	Week    []DayHours   `json:"week" minItems:"7" maxItems:"7" nullable:"false" doc:"Monday first"`
	Days    []SpecialDay `json:"days" maxItems:"400" nullable:"false"`
	Version int64        `json:"version" minimum:"0"`
}

type setHoursIn struct {
	httpx.Once
	CommunityID httpx.ID `path:"communityId"`
	Body        hoursForm
}

type myShiftsOut struct {
	Body struct {
		Items []RosterShift `json:"items" nullable:"false"`
	}
}

type noneOut struct{}

// MountAdmin adds the staff's operations.
func (s *Service) MountAdmin(api *httpx.API) {
	op := func(id, method, path string, p auth.Policy, summary string) httpx.Op {
		o := httpx.Op{ID: id, Method: method, Path: "/admin/v1/" + path, Summary: summary, Tag: "roster", Policy: p}
		if method != http.MethodGet {
			o.Once, o.Limits = true, []httpx.Limit{{N: 240, Per: time.Minute}}
		}
		return o
	}
	read, manage, at := auth.ForStaff("roster.read"), auth.ForStaff("roster.manage"), "communities/{communityId}/"
	add := op("planShift", http.MethodPost, at+"roster-shifts", manage, "Plan a shift")
	add.Status = http.StatusCreated
	remove := op("removeShift", http.MethodDelete, "roster-shifts/{id}", manage, "Take a shift away")
	remove.Status = http.StatusNoContent
	httpx.Register(api, op("getRoster", http.MethodGet, at+"roster", read, "The roster of some days"), s.getRoster)
	httpx.Register(api, add, s.postShift)
	httpx.Register(api, op("moveShift", http.MethodPatch, "roster-shifts/{id}", manage, "Change a shift's worker, kind or time"), s.patchShift)
	httpx.Register(api, remove, s.deleteShift)
	httpx.Register(api, op("copyWeek", http.MethodPost, at+"roster-shifts/copy", manage, "Plan the shifts of one week again in another"), s.postCopy)
	httpx.Register(api, op("applyPattern", http.MethodPost, at+"roster-shifts/pattern", manage, "Plan a weekly pattern over a range of days"), s.postPattern)
	httpx.Register(api, op("setRosterWorker", http.MethodPut, at+"workers/{workerId}", manage, "A worker's skills and cap of open orders"), s.putWorker)
	httpx.Register(api, op("getWorkingHours", http.MethodGet, at+"working-hours", read, "The working calendar"), s.getHours)
	httpx.Register(api, op("setWorkingHours", http.MethodPut, at+"working-hours", manage, "Set the working calendar"), s.putHours)
	httpx.Register(api, op("listMyShifts", http.MethodGet, "my-shifts", auth.ForAnyStaff(), "My shifts of the next two weeks"), s.getMine)
}

func (s *Service) getRoster(ctx context.Context, in *viewIn) (*rosterOut, error) {
	r, err := s.View(ctx, auth.From(ctx), in.CommunityID.ID, in.From, in.Days)
	return &rosterOut{r}, err
}

func (s *Service) postShift(ctx context.Context, in *addShiftIn) (*shiftOut, error) {
	sh, err := s.Add(ctx, auth.From(ctx), in.CommunityID.ID, in.Body)
	return &shiftOut{sh.view()}, err
}

func (s *Service) patchShift(ctx context.Context, in *moveShiftIn) (*shiftOut, error) {
	sh, err := s.Move(ctx, auth.From(ctx), in.ID.ID, in.Body.ShiftWish, in.Body.Version)
	return &shiftOut{sh.view()}, err
}

func (s *Service) deleteShift(ctx context.Context, in *removeShiftIn) (*noneOut, error) {
	return &noneOut{}, s.Remove(ctx, in.ID.ID, in.Version)
}

func (s *Service) postCopy(ctx context.Context, in *copyWeekIn) (*plannedOut, error) {
	p, err := s.CopyWeek(ctx, auth.From(ctx), in.CommunityID.ID, in.Body.From, in.Body.To, in.Body.WorkerIDs)
	return &plannedOut{p}, err
}

func (s *Service) postPattern(ctx context.Context, in *patternIn) (*plannedOut, error) {
	p, err := s.ApplyPattern(ctx, auth.From(ctx), in.CommunityID.ID, in.Body.WorkerIDs, in.Body.From, in.Body.To, in.Body.Lines)
	return &plannedOut{p}, err
}

func (s *Service) putWorker(ctx context.Context, in *setWorkerIn) (*workerOut, error) {
	w, err := s.SetWorker(ctx, auth.From(ctx), in.CommunityID.ID, in.WorkerID.ID, in.Body.Skills, in.Body.OpenCap, in.Body.Version)
	return &workerOut{w}, err
}

func (s *Service) getHours(ctx context.Context, in *communityIn) (*hoursOut, error) {
	h, err := s.Hours(ctx, auth.From(ctx), in.CommunityID.ID)
	return &hoursOut{h}, err
}

func (s *Service) putHours(ctx context.Context, in *setHoursIn) (*hoursOut, error) {
	h, err := s.SetHours(ctx, auth.From(ctx), in.CommunityID.ID, in.Body.Week, in.Body.Days, in.Body.Version)
	return &hoursOut{h}, err
}

func (s *Service) getMine(ctx context.Context, _ *struct{}) (*myShiftsOut, error) {
	out := &myShiftsOut{}
	var err error
	out.Body.Items, err = s.Mine(ctx, auth.From(ctx))
	return out, err
}

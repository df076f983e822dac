package repair

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

type callerFault struct {
	Channel string `json:"channel" enum:"phone,desk"`
	Fault
}

type takeDownIn struct {
	httpx.Once
	Body callerFault
}

type boardIn struct {
	CommunityID httpx.ID `query:"communityId"`
	State       string   `query:"state" enum:"submitted,assigned,accepted,arrived,to_rate,closed,cancelled,open,done,all" default:"all"`
	Category    string   `query:"category" maxLength:"32"`
	WorkerID    httpx.ID `query:"workerId"`
	Q           string   `query:"q" maxLength:"50" doc:"part of the number, place or description"`
	Cursor      string   `query:"cursor" maxLength:"40"`
}

type staffRepairPage struct {
	Items      []staffRepairRow `json:"items" nullable:"false"`
	NextCursor string           `json:"nextCursor"`
}

type boardOut struct{ Body staffRepairPage }

// StaffRepair is an order as staff see it.
type StaffRepair struct {
	RepairView
	WorkerID   ids.ID `json:"workerId"`
	WorkerName string `json:"workerName"`
	Reporter   string `json:"reporter" doc:"masked"`
	Channel    string `json:"channel" enum:"app,phone,desk"`
	AgeMinutes int64  `json:"ageMinutes"`
}

type staffOut struct{ Body StaffRepair }

type assignRepairForm struct {
	WorkerID ids.ID `json:"workerId" minLength:"1"`
	Version  int64  `json:"version,omitempty" minimum:"0" doc:"of the order on the screen; needed to take it from another worker"`
}

type assignIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body assignRepairForm
}

type stepIn struct {
	httpx.Once
	ID httpx.ID `path:"id"`
}

type finishRepairForm struct {
	Note         string   `json:"note" minLength:"1" maxLength:"500"`
	CauseCode    string   `json:"causeCode" minLength:"1" maxLength:"16"`
	PhotoFileIDs []ids.ID `json:"photoFileIds" minItems:"1" maxItems:"9" nullable:"false"`
}

type finishIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body finishRepairForm
}

type staffCancelForm struct {
	Reason string `json:"reason" minLength:"1" maxLength:"200"`
}

type staffCancelIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body staffCancelForm
}

type workersIn struct {
	CommunityID httpx.ID `query:"communityId" required:"true"`
}

type workerList struct {
	Items []workerRow `json:"items" nullable:"false"`
}

type workersOut struct{ Body workerList }

// MountAdmin adds the staff's operations.
func (s *Service) MountAdmin(api *httpx.API) {
	op := func(id, method, path, permission, summary string) httpx.Op {
		o := httpx.Op{ID: id, Method: method, Path: "/admin/v1/" + path, Summary: summary, Tag: "repair", Policy: auth.ForStaff(permission)}
		if method != http.MethodGet {
			o.Once, o.Limits = true, []httpx.Limit{{N: 120, Per: time.Minute}}
		}
		return o
	}
	take := op("takeDownRepair", http.MethodPost, "repairs", "repair.create", "Report for a caller or a visitor at the desk")
	take.Status = http.StatusCreated
	httpx.Register(api, op("staffListRepairCategories", http.MethodGet, "repair-categories", "repair.read", "Categories and causes"), s.getCategories)
	httpx.Register(api, op("staffListRepairs", http.MethodGet, "repairs", "repair.read", "The board of repair orders"), s.getBoard)
	httpx.Register(api, take, s.postTakeDown)
	httpx.Register(api, op("staffGetRepair", http.MethodGet, "repairs/{id}", "repair.read", "A repair order"), s.getStaffRepair)
	httpx.Register(api, op("assignRepair", http.MethodPost, "repairs/{id}/assign", "repair.dispatch", "Give it to a worker"), s.postAssign)
	httpx.Register(api, op("acceptRepair", http.MethodPost, "repairs/{id}/accept", "repair.work", "Accept"), s.postAccept)
	httpx.Register(api, op("arriveRepair", http.MethodPost, "repairs/{id}/arrive", "repair.work", "Arrive"), s.postArrive)
	httpx.Register(api, op("finishRepair", http.MethodPost, "repairs/{id}/finish", "repair.work", "Finish"), s.postFinish)
	httpx.Register(api, op("staffCancelRepair", http.MethodPost, "repairs/{id}/cancel", "repair.dispatch", "Cancel with a reason"), s.postStaffCancel)
	httpx.Register(api, op("listWorkers", http.MethodGet, "workers", "repair.dispatch", "Who can be given an order"), s.getWorkers)
}

func (s *Service) getBoard(ctx context.Context, in *boardIn) (*boardOut, error) {
	f := Filter{Community: in.CommunityID.ID, Word: in.State, Category: in.Category, Worker: in.WorkerID.ID, Text: in.Q}
	orders, next, err := s.Board(ctx, f, in.Cursor)
	if err != nil {
		return nil, err
	}
	out := &boardOut{staffRepairPage{Items: make([]staffRepairRow, 0, len(orders)), NextCursor: next}}
	for _, o := range orders {
		r, err := s.staffRow(o)
		if err != nil {
			return nil, err
		}
		out.Body.Items = append(out.Body.Items, r)
	}
	return out, nil
}

func (s *Service) postTakeDown(ctx context.Context, in *takeDownIn) (*staffOut, error) {
	who := auth.From(ctx)
	o, err := s.TakeDown(ctx, who, in.Body.Channel, in.Body.Fault)
	return s.showStaff(ctx, who, o, err)
}

func (s *Service) getStaffRepair(ctx context.Context, in *idIn) (*staffOut, error) {
	who := auth.From(ctx)
	o, err := s.find(ctx, who, in.ID.ID)
	out, p, err := s.staffView(ctx, who, o, err)
	if err != nil {
		return nil, err
	}
	return out, s.reveal(ctx, who, o, p, &out.Body.RepairView)
}

func (s *Service) postAssign(ctx context.Context, in *assignIn) (*staffOut, error) {
	who := auth.From(ctx)
	o, err := s.Assign(ctx, who, in.ID.ID, in.Body.WorkerID, in.Body.Version)
	return s.showStaff(ctx, who, o, err)
}

func (s *Service) postAccept(ctx context.Context, in *stepIn) (*staffOut, error) {
	who := auth.From(ctx)
	o, err := s.Accept(ctx, who, in.ID.ID)
	return s.showStaff(ctx, who, o, err)
}

func (s *Service) postArrive(ctx context.Context, in *stepIn) (*staffOut, error) {
	who := auth.From(ctx)
	o, err := s.Arrive(ctx, who, in.ID.ID)
	return s.showStaff(ctx, who, o, err)
}

func (s *Service) postFinish(ctx context.Context, in *finishIn) (*staffOut, error) {
	who := auth.From(ctx)
	o, err := s.Finish(ctx, who, in.ID.ID, in.Body.Note, in.Body.CauseCode, in.Body.PhotoFileIDs)
	return s.showStaff(ctx, who, o, err)
}

func (s *Service) postStaffCancel(ctx context.Context, in *staffCancelIn) (*staffOut, error) {
	who := auth.From(ctx)
	o, err := s.Cancel(ctx, who, in.ID.ID, in.Body.Reason)
	return s.showStaff(ctx, who, o, err)
}

func (s *Service) getWorkers(ctx context.Context, in *workersIn) (*workersOut, error) {
	items, err := s.workers(ctx, auth.From(ctx), in.CommunityID.ID)
	if err != nil {
		return nil, err
	}
	return &workersOut{workerList{items}}, nil
}

// showStaff is the answer to a step, with masked phones.
func (s *Service) showStaff(ctx context.Context, who auth.Actor, o Order, err error) (*staffOut, error) {
	out, _, err := s.staffView(ctx, who, o, err)
	return out, err
}

func (s *Service) staffView(ctx context.Context, who auth.Actor, o Order, err error) (*staffOut, parts, error) {
	if err != nil {
		return nil, parts{}, err
	}
	p, err := s.parts(ctx, o)
	if err != nil {
		return nil, p, err
	}
	return &staffOut{StaffRepair{view(who, o, p), o.WorkerID, o.WorkerName, pii.MaskName(p.contact.Name), o.Channel, s.age(o)}}, p, nil
}

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
	Channel string `json:"channel" enum:"phone,desk,patrol,iot"`
	Fault
}

type takeDownIn struct {
	httpx.Once
	Body callerFault
}

// BoardFilter is the filters of the board.
type BoardFilter struct {
	CommunityID httpx.ID `query:"communityId"`
	State       string   `query:"state" enum:"submitted,dispatching,assigned,accepted,on_the_way,arrived,working,on_hold,quoted,quote_accepted,quote_refused,to_pay,to_rate,return_visit,closed,cancelled,rejected,merged,reopened,todo,doing,waiting,after,open,done,all" default:"all" doc:"a state or a group"`
	Category    string   `query:"category" maxLength:"32"`
	WorkerID    httpx.ID `query:"workerId"`
	IncidentID  httpx.ID `query:"incidentId" doc:"what is or was merged into it"`
	Light       string   `query:"light" enum:",green,yellow,red,none"`
	Emergency   bool     `query:"emergency"`
	Channel     string   `query:"channel" enum:",app,phone,desk,patrol,iot"`
	From        string   `query:"from" maxLength:"10" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"business day of the report"`
	To          string   `query:"to" maxLength:"10" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"`
	Flag        string   `query:"flag" enum:",supervised,ask_occupant,urged"`
	Q           string   `query:"q" maxLength:"50" doc:"part of the number, place or description"`
	Sort        string   `query:"sort" enum:"newest,oldest,due" default:"newest"`
}

func (f BoardFilter) filter() Filter {
	return Filter{Community: f.CommunityID.ID, Word: f.State, Category: f.Category, Worker: f.WorkerID.ID, Incident: f.IncidentID.ID, Light: f.Light, Emergency: f.Emergency,
		Channel: f.Channel, From: f.From, To: f.To, Text: f.Q, Flag: f.Flag, Sort: f.Sort}
}

type boardIn struct {
	BoardFilter
	Cursor string `query:"cursor" maxLength:"60"`
}

type staffRepairPage struct {
	Items      []StaffRepairRow `json:"items" nullable:"false"`
	NextCursor string           `json:"nextCursor"`
}

type boardOut struct{ Body staffRepairPage }

// StaffRepair is an order as staff see it.
type StaffRepair struct {
	RepairView
	WorkerID      ids.ID `json:"workerId"`
	WorkerName    string `json:"workerName"`
	HouseID       ids.ID `json:"houseId"`
	SecondHouseID ids.ID `json:"secondHouseId"`
	Reporter      string `json:"reporter" doc:"masked"`
	Channel       string `json:"channel" enum:"app,phone,desk,patrol,iot"`
	Skill         string `json:"skill"`
	AgeMinutes    int64  `json:"ageMinutes"`
	Returns       int    `json:"returns"`
	NoShows       int    `json:"noShows"`
	Supervised    bool   `json:"supervised" doc:"only a supervisor may dispatch it"`
	AskOccupant   bool   `json:"askOccupant" doc:"the household moved out: ask who lives there now"`
	Scanned       bool   `json:"scanned" doc:"arrived by the code at the door"`
	NeedsBefore   bool   `json:"needsBeforePhoto" doc:"no picture from before the work yet"`
	VisitRule     string `json:"visitRule" enum:"none,unrated,all,sampled"`
	Paid          bool   `json:"paid" doc:"a quote may be made"`
}

type staffOut struct{ Body StaffRepair }

type assignRepairForm struct {
	WorkerID  ids.ID     `json:"workerId" minLength:"1"`
	Version   int64      `json:"version,omitempty" minimum:"0" doc:"of the order on the screen; needed to take it from another worker"`
	SlotStart *time.Time `json:"slotStart,omitempty" doc:"with slotEnd: another appointment in the same step"`
	SlotEnd   *time.Time `json:"slotEnd,omitempty"`
}

type assignIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body assignRepairForm
}

type repairAssignManyForm struct {
	WorkerID ids.ID         `json:"workerId" minLength:"1"`
	Orders   []OrderVersion `json:"orders" minItems:"1" maxItems:"50" nullable:"false"`
}

type assignManyIn struct {
	httpx.Once
	Body repairAssignManyForm
}

type assignmentList struct {
	Items []RepairAssignment `json:"items" nullable:"false"`
}

type assignManyOut struct{ Body assignmentList }

type staffCancelForm struct {
	Reason string `json:"reason" minLength:"1" maxLength:"200"`
}

type staffCancelIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body staffCancelForm
}

type repairRejectForm struct {
	HandOver string `json:"handOver" minLength:"1" maxLength:"300" doc:"whose matter it is and how to reach them; the resident reads it"`
}

type rejectIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body repairRejectForm
}

type repairMergeForm struct {
	OrderID    ids.ID `json:"orderId,omitempty" required:"false" doc:"either an order"`
	IncidentID ids.ID `json:"incidentId,omitempty" required:"false" doc:"or an incident"`
	Note       string `json:"note,omitempty" maxLength:"200"`
}

type mergeIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body repairMergeForm
}

type repairAddHouseForm struct {
	HouseID ids.ID `json:"houseId" minLength:"1"`
}

type addHouseIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body repairAddHouseForm
}

type occupantIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body NewOccupant
}

type visitIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body RepairVisited
}

type workersIn struct {
	CommunityID httpx.ID `query:"communityId" required:"true"`
}

type workerList struct {
	Items []RepairWorkload `json:"items" nullable:"false"`
}

type workersOut struct{ Body workerList }

// staffOp is an operation of the staff; writes have one effect for each key.
func staffOp(id, method, path, permission, summary string) httpx.Op {
	o := httpx.Op{ID: id, Method: method, Path: "/admin/v1/" + path, Summary: summary, Tag: "repair", Policy: auth.ForStaff(permission)}
	if method != http.MethodGet {
		o.Once, o.Limits = true, []httpx.Limit{{N: 120, Per: time.Minute}}
	}
	return o
}

// MountAdmin adds the staff's operations.
func (s *Service) MountAdmin(api *httpx.API) {
	take := staffOp("takeDownRepair", http.MethodPost, "repairs", "repair.create", "Report for a caller or a visitor at the desk")
	take.Status = http.StatusCreated
	httpx.Register(api, staffOp("staffListRepairCategories", http.MethodGet, "repair-categories", "repair.read", "Categories, causes, reasons to hold"), s.getCategories)
	httpx.Register(api, staffOp("staffListRepairs", http.MethodGet, "repairs", "repair.read", "The board of repair orders"), s.getBoard)
	httpx.Register(api, take, s.postTakeDown)
	httpx.Register(api, staffOp("staffGetRepair", http.MethodGet, "repairs/{id}", "repair.read", "A repair order"), s.getStaffRepair)
	httpx.Register(api, staffOp("assignRepair", http.MethodPost, "repairs/{id}/assign", "repair.dispatch", "Give it to a worker"), s.postAssign)
	httpx.Register(api, staffOp("assignRepairs", http.MethodPost, "repair-assignments", "repair.dispatch", "Give several to a worker; each has its own outcome"), s.postAssignMany)
	httpx.Register(api, staffOp("offerRepair", http.MethodPost, "repairs/{id}/offer", "repair.dispatch", "Put it into the pool"), s.postOffer)
	httpx.Register(api, staffOp("staffRescheduleRepair", http.MethodPost, "repairs/{id}/reschedule", "repair.dispatch", "Agree on another time"), s.postStaffReschedule)
	httpx.Register(api, staffOp("staffCancelRepair", http.MethodPost, "repairs/{id}/cancel", "repair.dispatch", "Cancel with a reason"), s.postStaffCancel)
	httpx.Register(api, staffOp("rejectRepair", http.MethodPost, "repairs/{id}/reject", "repair.dispatch", "Not ours: say whose it is"), s.postReject)
	httpx.Register(api, staffOp("mergeRepair", http.MethodPost, "repairs/{id}/merge", "repair.dispatch", "Put it into another order or an incident"), s.postMerge)
	httpx.Register(api, staffOp("unmergeRepair", http.MethodPost, "repairs/{id}/unmerge", "repair.dispatch", "Take it out again"), s.postUnmerge)
	httpx.Register(api, staffOp("addRepairHouse", http.MethodPost, "repairs/{id}/house", "repair.read", "Note the other house of a neighbour's leak; the dispatcher or the worker on site"), s.postAddHouse)
	httpx.Register(api, staffOp("confirmRepairOccupant", http.MethodPost, "repairs/{id}/occupant", "repair.dispatch", "The new occupant wants the work to go on"), s.postOccupant)
	httpx.Register(api, staffOp("visitRepair", http.MethodPost, "repairs/{id}/visit", "repair.dispatch", "Note a return visit"), s.postVisit)
	httpx.Register(api, staffOp("staffReopenRepair", http.MethodPost, "repairs/{id}/reopen", "repair.dispatch", "The caller says it is not mended"), s.postStaffReopen)
	httpx.Register(api, staffOp("listWorkers", http.MethodGet, "workers", "repair.dispatch", "Who can be given an order"), s.getWorkers)
	s.mountWork(api)
	s.mountMoney(api)
	s.mountDesk(api)
}

func (s *Service) getBoard(ctx context.Context, in *boardIn) (*boardOut, error) {
	orders, next, err := s.Board(ctx, in.filter(), in.Cursor)
	if err != nil {
		return nil, err
	}
	rows, err := s.staffRows(orders)
	if err != nil {
		return nil, err
	}
	return &boardOut{staffRepairPage{rows, next}}, nil
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

// staffAct does one step for the staff member of ctx and shows the order.
func (s *Service) staffAct(ctx context.Context, id httpx.ID, f func(auth.Actor, ids.ID) (Order, error)) (*staffOut, error) {
	who := auth.From(ctx)
	o, err := f(who, id.ID)
	return s.showStaff(ctx, who, o, err)
}

func (s *Service) postAssign(ctx context.Context, in *assignIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) {
		return s.AssignAt(ctx, who, id, in.Body.WorkerID, in.Body.Version, in.Body.SlotStart, in.Body.SlotEnd)
	})
}

func (s *Service) postAssignMany(ctx context.Context, in *assignManyIn) (*assignManyOut, error) {
	items, err := s.AssignMany(ctx, auth.From(ctx), in.Body.Orders, in.Body.WorkerID)
	if err != nil {
		return nil, err
	}
	return &assignManyOut{assignmentList{items}}, nil
}

func (s *Service) postOffer(ctx context.Context, in *onceIDIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Offer(ctx, who, id) })
}

func (s *Service) postStaffReschedule(ctx context.Context, in *rescheduleIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) {
		return s.Reschedule(ctx, who, id, in.Body.SlotStart, in.Body.SlotEnd, in.Body.Note)
	})
}

func (s *Service) postStaffCancel(ctx context.Context, in *staffCancelIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Cancel(ctx, who, id, in.Body.Reason) })
}

func (s *Service) postReject(ctx context.Context, in *rejectIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Reject(ctx, who, id, in.Body.HandOver) })
}

func (s *Service) postMerge(ctx context.Context, in *mergeIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) {
		return s.MergeInto(ctx, who, id, in.Body.OrderID, in.Body.IncidentID, in.Body.Note)
	})
}

func (s *Service) postUnmerge(ctx context.Context, in *onceIDIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Unmerge(ctx, who, id) })
}

func (s *Service) postAddHouse(ctx context.Context, in *addHouseIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.AddHouse(ctx, who, id, in.Body.HouseID) })
}

func (s *Service) postOccupant(ctx context.Context, in *occupantIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.GoOn(ctx, who, id, in.Body) })
}

func (s *Service) postVisit(ctx context.Context, in *visitIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.PayVisit(ctx, who, id, in.Body) })
}

func (s *Service) postStaffReopen(ctx context.Context, in *reopenIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) {
		return s.Reopen(ctx, who, id, in.Body.Reason, in.Body.PhotoFileIDs)
	})
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
	p, err := s.parts(ctx, who, o)
	if err != nil {
		return nil, p, err
	}
	t, err := s.treatOrder(ctx, o)
	if err != nil {
		return nil, p, err
	}
	return &staffOut{StaffRepair{
		RepairView: view(who, o, p, s.Now()), WorkerID: o.WorkerID, WorkerName: o.WorkerName, HouseID: o.HouseID, SecondHouseID: o.SecondHouseID,
		Reporter: pii.MaskName(p.contact.Name), Channel: o.Channel, Skill: o.Skill, AgeMinutes: s.age(o), Returns: o.Returns, NoShows: o.NoShows,
		Supervised: o.Supervised, AskOccupant: o.AskOccupant, Scanned: o.Scanned, NeedsBefore: o.open() && o.PhotoCount == 0 && !o.ShotBefore,
		VisitRule: t.VisitRule, Paid: payable(o, t) == nil,
	}}, p, nil
}

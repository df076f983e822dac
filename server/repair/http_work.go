package repair

import (
	"context"
	"net/http"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
)

type stepIn struct {
	httpx.Once
	ID   httpx.ID    `path:"id"`
	Body *RepairDone `required:"false"`
}

// done is what the worker said; nothing is fine.
func (in *stepIn) done() RepairDone {
	if in.Body == nil {
		return RepairDone{}
	}
	return *in.Body
}

type repairArriveForm struct {
	RepairDone
	Code string `json:"code,omitempty" maxLength:"80" doc:"the text of the house code that was scanned"`
}

type arriveIn struct {
	httpx.Once
	ID   httpx.ID          `path:"id"`
	Body *repairArriveForm `required:"false"`
}

type holdIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body RepairPause
}

type finishIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body FinishRepairForm
}

type repairTransferForm struct {
	RepairDone
	WorkerID ids.ID `json:"workerId" minLength:"1"`
}

type transferIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body repairTransferForm
}

type poolIn struct {
	CommunityID httpx.ID `query:"communityId" required:"true"`
}

type myWorkIn struct {
	Group string `query:"group" enum:"todo,done" default:"todo"`
}

type staffRepairList struct {
	Items []StaffRepairRow `json:"items" nullable:"false"`
}

type staffListOut struct{ Body staffRepairList }

type calendarIn struct {
	CommunityID httpx.ID `query:"communityId" required:"true"`
	From        string   `query:"from" required:"true" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
	To          string   `query:"to" required:"true" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" doc:"included; 14 days at most"`
}

type calendarOut struct{ Body RepairCalendar }

type houseCodeIn struct {
	HouseID httpx.ID `query:"houseId" required:"true"`
}

// RepairHouseCode is what to print for the door of a house.
type RepairHouseCode struct {
	HouseID ids.ID `json:"houseId"`
	Label   string `json:"label"`
	Code    string `json:"code" doc:"text of the QR code; it proves a visit and opens nothing"`
}

type houseCodeOut struct{ Body RepairHouseCode }

// mountWork adds what workers do, on the phone and on the web.
func (s *Service) mountWork(api *httpx.API) {
	work := func(id, path, summary string) httpx.Op {
		return staffOp(id, http.MethodPost, "repairs/{id}/"+path, "repair.work", summary)
	}
	httpx.Register(api, staffOp("listRepairPool", http.MethodGet, "repair-pool", "repair.work", "What I may grab now"), s.getPool)
	httpx.Register(api, staffOp("listMyRepairs", http.MethodGet, "my-repairs", "repair.work", "What I have to do, or did last"), s.getMyWork)
	httpx.Register(api, staffOp("listWorkMates", http.MethodGet, "work-mates", "repair.work", "Whom I can give an order to"), s.getWorkers)
	httpx.Register(api, work("grabRepair", "grab", "Take it out of the pool; 409 repair.grabbed names the winner"), s.postGrab)
	httpx.Register(api, work("acceptRepair", "accept", "Accept"), s.postAccept)
	httpx.Register(api, work("returnRepair", "return", "Give it back with a reason (note); twice at most"), s.postReturn)
	httpx.Register(api, work("transferRepair", "transfer", "Give it to a colleague with a reason (note)"), s.postTransfer)
	httpx.Register(api, work("departRepair", "depart", "I am on the way"), s.postDepart)
	httpx.Register(api, work("arriveRepair", "arrive", "Arrive, by the house's code if there is one"), s.postArrive)
	httpx.Register(api, work("noShowRepair", "no-show", "Nobody at home: after 15 minutes, with a photo"), s.postNoShow)
	httpx.Register(api, work("startRepair", "start", "Begin the work, with photos from before"), s.postStart)
	httpx.Register(api, work("holdRepair", "hold", "Let it wait until a day"), s.postHold)
	httpx.Register(api, staffOp("resumeRepair", http.MethodPost, "repairs/{id}/resume", "repair.read", "Go on; the worker or the dispatcher"), s.postResume)
	httpx.Register(api, work("finishRepair", "finish", "Finish"), s.postFinish)
	httpx.Register(api, staffOp("getRepairCalendar", http.MethodGet, "repair-calendar", "repair.dispatch", "Who has what when"), s.getCalendar)
	httpx.Register(api, staffOp("getRepairHouseCode", http.MethodGet, "repair-house-code", "repair.dispatch", "The code to print for a door"), s.getHouseCode)
}

func (s *Service) getPool(ctx context.Context, in *poolIn) (*staffListOut, error) {
	items, err := s.Pool(ctx, auth.From(ctx), in.CommunityID.ID)
	if err != nil {
		return nil, err
	}
	return &staffListOut{staffRepairList{items}}, nil
}

func (s *Service) getMyWork(ctx context.Context, in *myWorkIn) (*staffListOut, error) {
	items, err := s.MyWork(ctx, auth.From(ctx), in.Group)
	if err != nil {
		return nil, err
	}
	return &staffListOut{staffRepairList{items}}, nil
}

func (s *Service) postGrab(ctx context.Context, in *onceIDIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Grab(ctx, who, id) })
}

func (s *Service) postAccept(ctx context.Context, in *stepIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Accept(ctx, who, id, in.done()) })
}

func (s *Service) postReturn(ctx context.Context, in *stepIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Return(ctx, who, id, in.done()) })
}

func (s *Service) postTransfer(ctx context.Context, in *transferIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) {
		return s.Transfer(ctx, who, id, in.Body.WorkerID, in.Body.RepairDone)
	})
}

func (s *Service) postDepart(ctx context.Context, in *stepIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Depart(ctx, who, id, in.done()) })
}

func (s *Service) postArrive(ctx context.Context, in *arriveIn) (*staffOut, error) {
	f := repairArriveForm{}
	if in.Body != nil {
		f = *in.Body
	}
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Arrive(ctx, who, id, f.Code, f.RepairDone) })
}

func (s *Service) postNoShow(ctx context.Context, in *stepIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.NoShow(ctx, who, id, in.done()) })
}

func (s *Service) postStart(ctx context.Context, in *stepIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Start(ctx, who, id, in.done()) })
}

func (s *Service) postHold(ctx context.Context, in *holdIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Hold(ctx, who, id, in.Body) })
}

func (s *Service) postResume(ctx context.Context, in *stepIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Resume(ctx, who, id, in.done()) })
}

func (s *Service) postFinish(ctx context.Context, in *finishIn) (*staffOut, error) {
	return s.staffAct(ctx, in.ID, func(who auth.Actor, id ids.ID) (Order, error) { return s.Finish(ctx, who, id, in.Body) })
}

func (s *Service) getCalendar(ctx context.Context, in *calendarIn) (*calendarOut, error) {
	c, err := s.Calendar(ctx, auth.From(ctx), in.CommunityID.ID, in.From, in.To)
	if err != nil {
		return nil, err
	}
	return &calendarOut{c}, nil
}

func (s *Service) getHouseCode(ctx context.Context, in *houseCodeIn) (*houseCodeOut, error) {
	code, h, err := s.HouseCode(ctx, auth.From(ctx), in.HouseID.ID)
	if err != nil {
		return nil, err
	}
	return &houseCodeOut{RepairHouseCode{h.ID, h.Label, code}}, nil
}

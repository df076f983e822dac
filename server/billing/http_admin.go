package billing

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// StaffBillRow is a bill in the staff's list.
type StaffBillRow struct {
	BillRow
	Anomaly      string    `json:"anomaly"`
	AnomalyLabel string    `json:"anomalyLabel"`
	LastFen      money.Fen `json:"lastFen" doc:"of the period before; -1: none"`
	Source       string    `json:"source"`
	Version      int64     `json:"version"`
}

func (s *Service) staffRow(who auth.Actor, b Bill) StaffBillRow {
	return StaffBillRow{BillRow: s.row(who, b), Anomaly: b.Anomaly, AnomalyLabel: anomalyLabel(b.Anomaly), LastFen: b.LastFen, Source: b.Source, Version: b.Version}
}

type billsIn struct {
	CommunityID httpx.ID `query:"communityId"`
	HouseID     httpx.ID `query:"houseId"`
	ItemID      httpx.ID `query:"itemId"`
	RunID       httpx.ID `query:"runId"`
	Period      string   `query:"period" maxLength:"7"`
	State       string   `query:"state" enum:"draft,reviewed,published,partly_paid,paid,disputed,waived,void,refunding,refunded,partly_refunded,open,overdue,all" default:"all"`
	Anomaly     bool     `query:"anomaly"`
	Q           string   `query:"q" maxLength:"50" doc:"part of the house or the title"`
	Cursor      string   `query:"cursor" maxLength:"40"`
}

type staffBillPage struct {
	Items      []StaffBillRow `json:"items" nullable:"false"`
	NextCursor string         `json:"nextCursor"`
}

type billsOut struct{ Body staffBillPage }

type voidBillForm struct {
	Reason string `json:"reason" minLength:"2" maxLength:"200"`
}

type voidIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body voidBillForm
}

type correctBillForm struct {
	AmountFen money.Fen `json:"amountFen" minimum:"1" maximum:"1000000000"`
	Reason    string    `json:"reason" minLength:"2" maxLength:"200"`
}

type correctIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body correctBillForm
}

type chargeIn struct {
	httpx.Once
	CommunityID httpx.ID `path:"communityId"`
	Body        ChargeForm
}

type askWaiverForm struct {
	Kind      string    `json:"kind" enum:"late,principal"`
	AmountFen money.Fen `json:"amountFen" minimum:"1" maximum:"1000000000"`
	Reason    string    `json:"reason" minLength:"2" maxLength:"200"`
}

type askWaiverIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body askWaiverForm
}

type arrearsIn struct {
	CommunityID httpx.ID `path:"communityId"`
}

type arrearsOut struct{ Body Arrears }

type transferHouseForm struct {
	LastDay string `json:"lastDay" maxLength:"10" doc:"of the household that leaves"`
	Note    string `json:"note,omitempty" maxLength:"200"`
}

type transferIn struct {
	httpx.Once
	ID   httpx.ID `path:"id"`
	Body transferHouseForm
}

type doneOut struct{ Body BillingDone }

// BillingDone is the answer to what has nothing to show.
type BillingDone struct {
	OK bool `json:"ok"`
}

func adminOp(id, method, path, permission, summary string) httpx.Op {
	o := httpx.Op{ID: id, Method: method, Path: "/admin/v1/" + path, Summary: summary, Tag: "billing", Policy: auth.ForStaff(permission)}
	if method != http.MethodGet {
		o.Once, o.Limits = true, []httpx.Limit{{N: 120, Per: time.Minute}}
	}
	return o
}

// MountAdmin adds the staff's operations.
func (s *Service) MountAdmin(api *httpx.API) {
	httpx.Register(api, adminOp("staffListBills", http.MethodGet, "bills", "billing.read", "Bills"), s.getBills)
	httpx.Register(api, adminOp("staffGetBill", http.MethodGet, "bills/{id}", "billing.read", "A bill with its explanation"), s.getStaffBill)
	httpx.Register(api, adminOp("voidBill", http.MethodPost, "bills/{id}/void", "billing.approve", "Take a bill back"), s.postVoid)
	httpx.Register(api, adminOp("correctBill", http.MethodPost, "bills/{id}/correct", "billing.approve", "Put another amount in its place"), s.postCorrect)
	httpx.Register(api, adminOp("askWaiver", http.MethodPost, "bills/{id}/waivers", "billing.waive", "Ask for a waiver"), s.postAskWaiver)
	httpx.Register(api, adminOp("chargeHouse", http.MethodPost, "communities/{communityId}/charges", "billing.run", "A one-off charge, a deposit or prepaid money"), s.postCharge)
	httpx.Register(api, adminOp("getArrears", http.MethodGet, "communities/{communityId}/arrears", "billing.read", "Who owes since when"), s.getArrears)
	httpx.Register(api, adminOp("transferHouse", http.MethodPost, "houses/{id}/transfer", "billing.run", "The household changes on a day"), s.postTransfer)
	s.mountItems(api)
	s.mountMeters(api)
	s.mountRuns(api)
	s.mountDesk(api)
}

func (s *Service) getBills(ctx context.Context, in *billsIn) (*billsOut, error) {
	from, err := before(in.Cursor)
	if err != nil {
		return nil, err
	}
	f := Filter{Community: in.CommunityID.ID, House: in.HouseID.ID, Item: in.ItemID.ID, Run: in.RunID.ID, Period: in.Period, Word: in.State, Anomaly: in.Anomaly, Text: in.Q, today: s.today()}
	bills, err := s.store.bills(ctx, f, from, staffPage+1)
	if err != nil {
		return nil, err
	}
	bills, next := paged(bills, staffPage, func(b Bill) ids.ID { return b.ID })
	out := &billsOut{staffBillPage{Items: make([]StaffBillRow, 0, len(bills)), NextCursor: next}}
	for _, b := range bills {
		out.Body.Items = append(out.Body.Items, s.staffRow(auth.From(ctx), b))
	}
	return out, nil
}

func (s *Service) getStaffBill(ctx context.Context, in *idIn) (*billOut, error) {
	b, err := s.store.bill(ctx, in.ID.ID)
	return s.showBill(ctx, auth.From(ctx), b, err)
}

func (s *Service) postVoid(ctx context.Context, in *voidIn) (*billOut, error) {
	b, err := s.Void(ctx, auth.From(ctx), in.ID.ID, in.Body.Reason)
	return s.showBill(ctx, auth.From(ctx), b, err)
}

func (s *Service) postCorrect(ctx context.Context, in *correctIn) (*billOut, error) {
	b, err := s.Correct(ctx, auth.From(ctx), in.ID.ID, in.Body.AmountFen, in.Body.Reason)
	return s.showBill(ctx, auth.From(ctx), b, err)
}

func (s *Service) postAskWaiver(ctx context.Context, in *askWaiverIn) (*waiverOut, error) {
	w, err := s.AskWaiver(ctx, auth.From(ctx), in.ID.ID, in.Body.Kind, in.Body.AmountFen, in.Body.Reason)
	return s.showWaiver(ctx, w, err)
}

func (s *Service) postCharge(ctx context.Context, in *chargeIn) (*billOut, error) {
	b, err := s.ChargeHouse(ctx, auth.From(ctx), in.CommunityID.ID, in.Body)
	return s.showBill(ctx, auth.From(ctx), b, err)
}

func (s *Service) getArrears(ctx context.Context, in *arrearsIn) (*arrearsOut, error) {
	a, err := s.ArrearsOf(ctx, auth.From(ctx), in.CommunityID.ID)
	if err != nil {
		return nil, err
	}
	return &arrearsOut{a}, nil
}

func (s *Service) postTransfer(ctx context.Context, in *transferIn) (*doneOut, error) {
	if err := s.Transfer(ctx, auth.From(ctx), in.ID.ID, in.Body.LastDay, in.Body.Note); err != nil {
		return nil, err
	}
	return &doneOut{BillingDone{true}}, nil
}

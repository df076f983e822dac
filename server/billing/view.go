package billing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/pii"
)

// BillRow is a bill in a list.
type BillRow struct {
	ID         ids.ID    `json:"id"`
	HouseID    ids.ID    `json:"houseId"`
	HouseLabel string    `json:"houseLabel"`
	ItemID     ids.ID    `json:"itemId"`
	MerchantID ids.ID    `json:"merchantId" doc:"bills of different payees are paid apart; empty: the community's own"`
	Title      string    `json:"title"`
	Kind       string    `json:"kind"`
	Period     string    `json:"period"`
	PeriodName string    `json:"periodName"`
	State      State     `json:"state" enum:"draft,reviewed,published,partly_paid,paid,disputed,waived,void,refunding,refunded,partly_refunded"`
	StateLabel string    `json:"stateLabel"`
	Tone       string    `json:"tone" enum:"info,warn,good,danger,neutral"`
	Overdue    bool      `json:"overdue"`
	AskedFen   money.Fen `json:"askedFen" doc:"after discounts"`
	PaidFen    money.Fen `json:"paidFen"`
	DueFen     money.Fen `json:"dueFen" doc:"left of the principal"`
	LateFen    money.Fen `json:"lateFen" doc:"late fee to pay today"`
	TotalFen   money.Fen `json:"totalFen" doc:"what clears it today"`
	DueOn      string    `json:"dueOn"`
	MayPay     bool      `json:"mayPay" doc:"this person may pay it now"`
	LockNote   string    `json:"lockNote" doc:"who is paying, and when another may try; empty when nobody is"`
	PayingID   ids.ID    `json:"payingId" doc:"this person's own open payment of it, to go on with; empty when there is none"`
}

func (s *Service) row(who auth.Actor, b Bill) BillRow {
	today := s.today()
	r := BillRow{ID: b.ID, HouseID: b.HouseID, HouseLabel: b.HouseLabel, ItemID: b.ItemID, MerchantID: b.MerchantID, Title: b.Title, Kind: b.Kind, Period: b.Period, PeriodName: periodName(b.Period),
		State: b.State, StateLabel: b.State.Label(), Tone: b.State.Tone(), Overdue: b.overdue(today), AskedFen: b.asked(), PaidFen: b.PaidFen + b.LatePaidFen, DueOn: b.DueOn}
	if b.State.payable() || b.State == Disputed {
		r.DueFen, r.LateFen = b.DueFen, b.lateDue(today)
		r.TotalFen = r.DueFen + r.LateFen
	}
	if r.Overdue {
		r.StateLabel, r.Tone = "已逾期", "danger"
	}
	if b.isLocked(s.Now()) {
		r.LockNote, r.PayingID = sentence(locked(b.LockName, *b.LockUntil)), b.payingOf(who, s.Now())
	}
	r.MayPay = b.State.payable() && r.TotalFen > 0 && !b.isLocked(s.Now()) && (who.May(b.HouseID, auth.Pay) || !isBound(who, b.HouseID) && b.TenureID != 0)
	return r
}

// isBound: who no longer lives there pays what is left of the own time.
func isBound(who auth.Actor, house ids.ID) bool {
	_, ok := who.House(house)
	return ok
}

// BillStep is a line of the timeline.
type BillStep struct {
	At        time.Time `json:"at"`
	Act       Act       `json:"act"`
	Title     string    `json:"title"`
	Actor     string    `json:"actor"`
	AmountFen money.Fen `json:"amountFen"`
	Reason    string    `json:"reason"`
}

// BillDispute is a dispute as its household sees it.
type BillDispute struct {
	State      string    `json:"state" enum:"open,keep,adjust,waive"`
	StateLabel string    `json:"stateLabel"`
	Reason     string    `json:"reason"`
	Answer     string    `json:"answer"`
	AnswerBy   time.Time `json:"answerBy"`
	NewBillID  ids.ID    `json:"newBillId"`
}

// BillView is a bill with its explanation.
type BillView struct {
	BillRow
	CommunityID   ids.ID       `json:"communityId"`
	CommunityName string       `json:"communityName"`
	PrincipalFen  money.Fen    `json:"principalFen"`
	DiscountFen   money.Fen    `json:"discountFen"`
	WaivedFen     money.Fen    `json:"waivedFen"`
	LatePaidFen   money.Fen    `json:"latePaidFen"`
	RefundedFen   money.Fen    `json:"refundedFen"`
	LateNote      string       `json:"lateNote" doc:"how the late fee is counted"`
	Lines         []BillLine   `json:"lines" nullable:"false"`
	Photos        []event.File `json:"photos" nullable:"false" doc:"of the meters"`
	Timeline      []BillStep   `json:"timeline" nullable:"false"`
	Dispute       *BillDispute `json:"dispute,omitempty"`
	ReplacesID    ids.ID       `json:"replacesId"`
	Actions       []string     `json:"actions" nullable:"false" enum:"pay,dispute,share,void,correct,waive"`
	Version       int64        `json:"version"`
}

func disputeLabel(state string) string {
	return map[string]string{"open": "核实中", "keep": "维持原账单", "adjust": "已更正", "waive": "已减免"}[state]
}

// View builds what the actor, who may see the bill, is shown of it.
func (s *Service) view(ctx context.Context, who auth.Actor, b Bill) (BillView, error) {
	v := BillView{BillRow: s.row(who, b), CommunityID: b.CommunityID, PrincipalFen: b.PrincipalFen, DiscountFen: b.DiscountFen, WaivedFen: b.WaivedFen + b.LateWaivedFen, LatePaidFen: b.LatePaidFen,
		RefundedFen: b.RefundedFen, ReplacesID: b.ReplacesID, Version: b.Version, Timeline: []BillStep{}, Photos: []event.File{}}
	names, err := s.Register.CommunityNames(ctx, []ids.ID{b.CommunityID})
	if err != nil {
		return v, fmt.Errorf("community of bill %d: %w", b.ID, err)
	}
	v.CommunityName = names[b.CommunityID]
	if v.Lines, err = s.lines(ctx, b); err != nil {
		return v, err
	}
	events, err := s.store.events(ctx, b.ID)
	if err != nil {
		return v, err
	}
	for _, e := range events {
		if who.Kind == auth.Resident && e.Act == Review {
			continue
		}
		v.Timeline = append(v.Timeline, BillStep{e.CreatedAt, e.Act, e.Act.title(), actorOf(who, e), e.AmountFen, e.Reason})
	}
	if err := s.more(ctx, b, &v); err != nil {
		return v, err
	}
	v.Actions = s.actionsOf(who, b, v.BillRow)
	return v, nil
}

func (s *Service) more(ctx context.Context, b Bill, v *BillView) error {
	ds, err := s.store.disputeOf(ctx, b.ID)
	if err != nil {
		return err
	}
	for _, d := range ds {
		v.Dispute = &BillDispute{d.State, disputeLabel(d.State), d.Reason, d.Answer, d.AnswerBy, d.NewBillID}
	}
	var photos []ids.ID
	for _, r := range b.inputs().Reads {
		if r.Photo != 0 {
			photos = append(photos, r.Photo)
		}
	}
	if len(photos) > 0 {
		files, err := s.Files.Views(ctx, photos)
		if err != nil {
			return fmt.Errorf("photos of bill %d: %w", b.ID, err)
		}
		for _, f := range photos {
			if view, ok := files[f]; ok {
				v.Photos = append(v.Photos, view)
			}
		}
	}
	if b.LateRate > 0 && b.LateOn != "" {
		v.LateNote = fmt.Sprintf("逾期按每天 %s%% 计违约金，最多 %s；核实期间不计", dec(b.LateRate, lateScale/100, 3), b.LateCapFen)
	}
	return nil
}

// lines explain the bill by the version of its tariff.
func (s *Service) lines(ctx context.Context, b Bill) ([]BillLine, error) {
	p, err := s.planFor(ctx, b)
	if err != nil {
		return nil, err
	}
	return p.explain(b.inputs(), amount{b.PrincipalFen, b.DiscountFen}), nil
}

func (s *Service) planFor(ctx context.Context, b Bill) (plan, error) {
	if b.TariffID == 0 {
		return plan{}, nil
	}
	t, err := s.store.tariffsIn(ctx, []ids.ID{b.TariffID})
	if err != nil {
		return plan{}, err
	}
	return planOf(t[b.TariffID])
}

// actionsOf are what the actor may do with the bill now.
func (s *Service) actionsOf(who auth.Actor, b Bill, r BillRow) []string {
	out := []string{}
	add := func(name string, may bool) {
		if may {
			out = append(out, name)
		}
	}
	held := b.isLocked(s.Now())
	if who.Kind == auth.Resident {
		add("pay", r.MayPay)
		add("dispute", !held && slices.Contains(actions(b.State, rolesOf(who, b)), Dispute))
		add("share", b.State.payable() && r.TotalFen > 0)
		return out
	}
	acts := actions(b.State, rolesOf(who, b))
	add("void", !held && b.PaidFen == 0 && slices.Contains(acts, Cancel))
	add("correct", !held && b.PaidFen == 0 && slices.Contains(acts, Replace))
	add("waive", who.Can("billing.waive") && r.TotalFen > 0)
	return out
}

// actorOf names who did a step; nobody sees residents in full, residents see staff masked.
func actorOf(who auth.Actor, e billEvent) string {
	name := e.ActorName
	if who.Kind == auth.Resident && e.ActorKind == string(auth.Staff) {
		name = pii.MaskName(name)
	}
	switch {
	case e.ActorKind == string(auth.System) || e.ActorKind == string(auth.Anonymous) || e.ActorKind == "":
		return "系统"
	case e.ActorKind == string(auth.Staff):
		return "物业 " + name
	case e.ActorID == who.ID:
		return "我"
	}
	return "住户 " + name
}

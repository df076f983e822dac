package repair

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/pii"
)

// RepairRow is an order in a list.
type RepairRow struct {
	ID           ids.ID     `json:"id"`
	Number       string     `json:"number"`
	Category     string     `json:"category"`
	CategoryName string     `json:"categoryName"`
	FaultName    string     `json:"faultName" doc:"third level; may be empty"`
	Emergency    bool       `json:"emergency"`
	Place        string     `json:"place" enum:"indoor,public"`
	PlaceLabel   string     `json:"placeLabel"`
	Description  string     `json:"description"`
	State        State      `json:"state" enum:"submitted,dispatching,assigned,accepted,on_the_way,arrived,working,on_hold,quoted,quote_accepted,quote_refused,to_pay,to_rate,return_visit,closed,cancelled,rejected,merged,reopened"`
	StateLabel   string     `json:"stateLabel"`
	Tone         string     `json:"tone" enum:"info,warn,good,danger,neutral"`
	Light        Light      `json:"light" enum:"none,green,yellow,red" doc:"how it stands to what was promised"`
	DueAt        *time.Time `json:"dueAt,omitempty" doc:"the nearest promise"`
	PhotoCount   int64      `json:"photoCount"`
	CreatedAt    time.Time  `json:"createdAt"`
	UpdatedAt    time.Time  `json:"updatedAt"`
	SlotStart    *time.Time `json:"slotStart,omitempty"`
	SlotEnd      *time.Time `json:"slotEnd,omitempty"`
}

// RepairPerson is somebody to reach.
type RepairPerson struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

// RepairStep is a line of the timeline.
type RepairStep struct {
	At     time.Time    `json:"at" doc:"when it happened"`
	Act    Act          `json:"act"`
	Title  string       `json:"title"`
	Actor  string       `json:"actor"`
	Reason string       `json:"reason"`
	Photos []event.File `json:"photos" nullable:"false"`
}

// RepairRating is the reporter's word on the last round of work.
type RepairRating struct {
	Speed    int      `json:"speed"`
	Quality  int      `json:"quality"`
	Attitude int      `json:"attitude"`
	Tags     []string `json:"tags" nullable:"false"`
	Comment  string   `json:"comment"`
}

// RepairQuoteLine is work or material at a price.
type RepairQuoteLine struct {
	Kind      string    `json:"kind" enum:"labour,material"`
	ItemID    ids.ID    `json:"itemId" doc:"0: not of the price list"`
	Title     string    `json:"title"`
	Unit      string    `json:"unit"`
	Quantity  int64     `json:"quantity"`
	PriceFen  money.Fen `json:"priceFen"`
	AmountFen money.Fen `json:"amountFen"`
	OffList   bool      `json:"offList"`
}

// RepairQuote is an offer and what became of it.
type RepairQuote struct {
	ID          ids.ID            `json:"id"`
	State       string            `json:"state" enum:"pending,offered,accepted,refused,replaced,declined"`
	StateLabel  string            `json:"stateLabel"`
	TotalFen    money.Fen         `json:"totalFen"`
	OffList     bool              `json:"offList" doc:"a supervisor has to look at it"`
	Note        string            `json:"note"`
	OwnerOnly   bool              `json:"ownerOnly" doc:"above 500 yuan an owner has to accept"`
	AnsweredVia string            `json:"answeredVia" enum:",app,voice,paper"`
	AnsweredAt  *time.Time        `json:"answeredAt,omitempty"`
	CreatedAt   time.Time         `json:"createdAt"`
	Lines       []RepairQuoteLine `json:"lines" nullable:"false"`
}

// RepairMaterial is what the work took out of the stock.
type RepairMaterial struct {
	Title    string `json:"title"`
	Unit     string `json:"unit"`
	Quantity int64  `json:"quantity"`
}

// RepairHold is why the work waits.
type RepairHold struct {
	Reason   string     `json:"reason" enum:"parts,owner,third_party"`
	Label    string     `json:"label"`
	ResumeAt *time.Time `json:"resumeAt,omitempty"`
}

// RepairClock is a promise.
type RepairClock struct {
	Kind  string     `json:"kind" enum:"response,on_site,resolve"`
	Label string     `json:"label"`
	State string     `json:"state" enum:"running,paused,met,missed,void"`
	Level int        `json:"level" doc:"percent of the time that has been announced: 0, 50, 80, 100, 150, 200"`
	DueAt time.Time  `json:"dueAt"`
	EndAt *time.Time `json:"endAt,omitempty"`
}

// RepairView is an order as its household sees it.
type RepairView struct {
	RepairRow
	CommunityID   ids.ID           `json:"communityId"`
	CommunityName string           `json:"communityName"`
	HouseLabel    string           `json:"houseLabel"`
	SecondLabel   string           `json:"secondHouseLabel" doc:"the other house of a neighbour's leak"`
	Calls         *RepairEmergency `json:"calls,omitempty" doc:"of an emergency: whom to ring before anything else"`
	Photos        []event.File     `json:"photos" nullable:"false"`
	Worker        *RepairPerson    `json:"worker,omitempty"`
	Timeline      []RepairStep     `json:"timeline" nullable:"false"`
	Rating        *RepairRating    `json:"rating,omitempty"`
	Hold          *RepairHold      `json:"hold,omitempty"`
	Quotes        []RepairQuote    `json:"quotes" nullable:"false" doc:"oldest first; the last one stands"`
	Materials     []RepairMaterial `json:"materials" nullable:"false"`
	Clocks        []RepairClock    `json:"clocks" nullable:"false" doc:"of the present round"`
	QuoteFen      money.Fen        `json:"quoteFen" doc:"of the quote that stands; to pay in state to_pay"`
	PaidFen       money.Fen        `json:"paidFen"`
	BillID        *ids.ID          `json:"billId,omitempty" doc:"the bill of the work, when the caller may see it"`
	CostBearer    string           `json:"costBearer" enum:"owner,property,fund,warranty"`
	WarrantyUntil *time.Time       `json:"warrantyUntil,omitempty"`
	MayReopen     bool             `json:"mayReopen" doc:"the action reopen would succeed now"`
	MayUrgeAt     *time.Time       `json:"mayUrgeAt,omitempty" doc:"urged: the next time is from then on"`
	Joined        int              `json:"joined" doc:"neighbours who follow it"`
	Reworks       int              `json:"reworks"`
	Incident      *RepairIncident  `json:"incident,omitempty"`
	MergedInto    *ids.ID          `json:"mergedInto,omitempty"`
	Actions       []Act            `json:"actions" nullable:"false" enum:"offer,assign,grab,accept,return,transfer,depart,arrive,no_show,start,hold,resume,quote,approve_quote,decline_quote,accept_quote,refuse_quote,finish,pay,waive,rate,visit,reopen,cancel,reject,merge,unmerge,urge,join,reschedule,add_house,occupant" doc:"what the caller may do now"`
	ContactName   string           `json:"contactName"`
	ContactPhone  string           `json:"contactPhone"`
	MayEnter      bool             `json:"permissionToEnter"`
	AccessNote    string           `json:"accessNote"`
	CauseName     string           `json:"causeName"`
	Version       int64            `json:"version"`
}

func rowOf(o Order) RepairRow {
	c, _ := categoryOf(o.Category)
	fault, _ := c.fault(o.Fault)
	return RepairRow{
		ID: o.ID, Number: o.Number, Category: o.Category, CategoryName: c.Name, FaultName: fault, Emergency: o.Emergency, Place: o.Place, PlaceLabel: o.PlaceLabel,
		Description: o.Description, State: o.State, StateLabel: o.State.Label(), Tone: o.State.Tone(), Light: o.Light, DueAt: o.DueAt, PhotoCount: o.PhotoCount,
		CreatedAt: o.CreatedAt, UpdatedAt: o.UpdatedAt, SlotStart: o.SlotStart, SlotEnd: o.SlotEnd,
	}
}

// view builds what the actor may see of an order and may do with it. Phones
// are masked: answers to writes are kept for their repeats.
func view(who auth.Actor, o Order, p parts, now time.Time) RepairView {
	v := RepairView{
		RepairRow: rowOf(o), CommunityID: o.CommunityID, CommunityName: p.community, SecondLabel: o.SecondLabel, Calls: p.calls, Photos: p.shot(0), Timeline: []RepairStep{},
		Quotes: []RepairQuote{}, Materials: []RepairMaterial{}, Clocks: []RepairClock{}, CostBearer: o.CostBearer, WarrantyUntil: o.WarrantyUntil,
		Joined: o.Joined, Reworks: o.Reworks, Incident: p.incident, Actions: shown(who, o, p),
		ContactName: pii.MaskName(p.contact.Name), ContactPhone: pii.MaskPhone(p.contact.Phone),
		MayEnter: o.EnterAbsent, AccessNote: o.AccessNote, CauseName: causeName(o.CauseCode), Version: o.Version,
	}
	if o.HouseID != 0 {
		v.HouseLabel = o.PlaceLabel
	}
	if o.MergedInto != 0 {
		v.MergedInto = &o.MergedInto
	}
	if o.HoldReason != "" {
		v.Hold = &RepairHold{o.HoldReason, holdName(o.HoldReason), o.HoldUntil}
	}
	if o.UrgedAt != nil {
		at := o.UrgedAt.Add(urgeEvery)
		v.MayUrgeAt = &at
	}
	v.MayReopen = slices.Contains(v.Actions, Reopen) && (o.EndedAt == nil || now.Sub(*o.EndedAt) <= reopenWithin || o.WarrantyUntil != nil && !now.After(*o.WarrantyUntil))
	v.people(who, o, p)
	v.money(who, o, p)
	for _, c := range p.clocks {
		if c.Round == o.Reworks {
			v.Clocks = append(v.Clocks, RepairClock{c.Kind, clockName(c.Kind), c.State, c.Level, c.DueAt, c.EndedAt})
		}
	}
	return v
}

// shown are the buttons: the table's, less those that a rule beyond it closes.
func shown(who auth.Actor, o Order, p parts) []Act {
	return slices.DeleteFunc(actions(o.State, append(rolesOf(who, o), p.roles...)), func(a Act) bool {
		switch a {
		case ApproveQuote, DeclineQuote:
			return p.lastQuote() != quotePending || p.quotes[len(p.quotes)-1].MadeBy == who.ID
		case AcceptQuote, RefuseQuote:
			return p.lastQuote() != quoteOffered
		case Return:
			return o.Returns >= maxReturns
		case Occupant:
			return !o.AskOccupant
		case Offer:
			return who.Kind == auth.System
		}
		return false
	})
}

func (v *RepairView) people(who auth.Actor, o Order, p parts) {
	if o.WorkerID != 0 {
		v.Worker = &RepairPerson{or(p.worker.Name, o.WorkerName), pii.MaskPhone(p.worker.Phone)}
		if who.Kind == auth.Resident {
			v.Worker.Name = pii.MaskName(v.Worker.Name)
		}
	}
	for _, h := range p.events {
		if who.Kind == auth.Resident && (h.Act == Offer || h.Act == ApproveQuote || h.Act == DeclineQuote) {
			continue // how we organise ourselves
		}
		v.Timeline = append(v.Timeline, RepairStep{h.HappenedAt, h.Act, h.Act.title(h.FromState), actorOf(who, h), h.Reason, p.shot(h.ID)})
	}
	for _, r := range p.ratings {
		v.Rating = &RepairRating{r.Speed, r.Quality, r.Attitude, r.Tags, r.Comment}
	}
}

// money shows quotes; residents see those that were offered to them.
func (v *RepairView) money(who auth.Actor, o Order, p parts) {
	for _, q := range p.quotes {
		if who.Kind == auth.Resident && (q.State == quotePending || q.State == quoteDeclined) {
			continue
		}
		out := RepairQuote{ID: q.ID, State: q.State, StateLabel: quoteLabel(q.State), TotalFen: q.TotalFen, OffList: q.OffList, Note: q.Note,
			OwnerOnly: q.TotalFen > quoteMember, AnsweredVia: q.AnsweredVia, AnsweredAt: q.AnsweredAt, CreatedAt: q.CreatedAt, Lines: []RepairQuoteLine{}}
		for _, l := range p.lines {
			if l.QuoteID == q.ID {
				out.Lines = append(out.Lines, RepairQuoteLine{l.Kind, l.ItemID, l.Title, l.Unit, l.Quantity, l.PriceFen, money.Fen(l.Quantity) * l.PriceFen, l.OffList})
			}
		}
		v.Quotes = append(v.Quotes, out)
	}
	if who.Kind != auth.Resident || p.lastQuote() != quotePending {
		v.QuoteFen = o.QuoteFen
	}
	for _, m := range p.materials {
		v.Materials = append(v.Materials, RepairMaterial{m.Title, m.Unit, m.Quantity})
	}
	if p.bill != 0 {
		v.BillID = &p.bill
	}
	for _, m := range p.payments {
		v.PaidFen += m.AmountFen
	}
}

func quoteLabel(state string) string {
	return map[string]string{quotePending: "待主管审核", quoteOffered: "待确认", quoteAccepted: "已接受", quoteRefused: "未接受", quoteReplaced: "已被新报价替换", quoteDeclined: "主管退回"}[state]
}

// reveal shows staff the phones they need for their case, and records the look.
func (s *Service) reveal(ctx context.Context, who auth.Actor, o Order, p parts, v *RepairView) error {
	if v.Worker != nil {
		v.Worker.Phone = p.worker.Phone
	}
	if !theirs(who, o) {
		return nil
	}
	v.ContactName, v.ContactPhone = p.contact.Name, p.contact.Phone
	return s.looked(ctx, o)
}

// theirs reports whether a staff member needs to reach the people of the order
// now: while work is owed, and for the return visit.
func theirs(who auth.Actor, o Order) bool {
	if who.Kind != auth.Staff {
		return false
	}
	roles := rolesOf(who, o)
	needs := func(all ...Role) bool {
		return slices.ContainsFunc(all, func(r Role) bool { return slices.Contains(roles, r) })
	}
	switch {
	case o.open():
		return needs(Dispatcher, Supervisor, Worker)
	case o.State == ReturnVisit:
		return needs(Visitor)
	case o.State == ToPay:
		return needs(Clerk)
	}
	return false
}

// looked records that somebody saw a contact in full.
func (s *Service) looked(ctx context.Context, o Order) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		return s.Audit.Record(ctx, audit.Entry{CommunityID: o.CommunityID, Action: "repair.contact", Object: "repair:" + o.ID.String(), Detail: string(o.State)})
	})
}

// actorOf names who did a step: staff see colleagues in full, residents see
// them masked, and nobody sees residents in full.
func actorOf(who auth.Actor, h history) string {
	name := h.ActorName
	if who.Kind == auth.Resident && h.ActorKind == string(auth.Staff) {
		name = pii.MaskName(name)
	}
	switch {
	case h.ActorKind == string(auth.System):
		return "系统"
	case h.ActorRole == Worker || h.ActorRole == Picker:
		return "师傅 " + name
	case h.ActorKind == string(auth.Staff):
		return "物业 " + name
	case h.ActorID == who.ID:
		return "我"
	}
	return "住户 " + name
}

func (s *Service) contact(o Order) (RepairPerson, error) {
	name, err := s.Vault.Open(sealedField(o, "contact_name"), o.ContactName)
	if err != nil {
		return RepairPerson{}, fmt.Errorf("contact of repair %d: %w", o.ID, err)
	}
	phone, err := s.Vault.Open(sealedField(o, "contact_phone"), o.ContactPhone)
	return RepairPerson{name, phone}, err
}

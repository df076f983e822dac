package repair

import (
	"context"
	"fmt"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

// RepairRow is an order in a list.
type RepairRow struct {
	ID           ids.ID     `json:"id"`
	Number       string     `json:"number"`
	Category     string     `json:"category"`
	CategoryName string     `json:"categoryName"`
	Emergency    bool       `json:"emergency"`
	Place        string     `json:"place" enum:"indoor,public"`
	PlaceLabel   string     `json:"placeLabel"`
	Description  string     `json:"description"`
	State        State      `json:"state" enum:"submitted,assigned,accepted,arrived,to_rate,closed,cancelled"`
	StateLabel   string     `json:"stateLabel"`
	Tone         string     `json:"tone" enum:"info,warn,good,danger,neutral"`
	PhotoCount   int64      `json:"photoCount"`
	CreatedAt    time.Time  `json:"createdAt"`
	UpdatedAt    time.Time  `json:"updatedAt"`
	SlotStart    *time.Time `json:"slotStart,omitempty"`
	SlotEnd      *time.Time `json:"slotEnd,omitempty"`
}

type repairPerson struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

type repairStep struct {
	At     time.Time    `json:"at"`
	Act    Act          `json:"act" enum:"report,assign,accept,arrive,finish,rate,cancel,expire"`
	Title  string       `json:"title"`
	Actor  string       `json:"actor"`
	Reason string       `json:"reason"`
	Photos []event.File `json:"photos" nullable:"false"`
}

type repairRating struct {
	Speed    int      `json:"speed"`
	Quality  int      `json:"quality"`
	Attitude int      `json:"attitude"`
	Tags     []string `json:"tags" nullable:"false"`
	Comment  string   `json:"comment"`
}

// RepairView is an order as its household sees it.
type RepairView struct {
	RepairRow
	CommunityID   ids.ID        `json:"communityId"`
	CommunityName string        `json:"communityName"`
	HouseLabel    string        `json:"houseLabel"`
	Photos        []event.File  `json:"photos" nullable:"false"`
	Worker        *repairPerson `json:"worker,omitempty"`
	Timeline      []repairStep  `json:"timeline" nullable:"false"`
	Rating        *repairRating `json:"rating,omitempty"`
	Actions       []Act         `json:"actions" nullable:"false" enum:"assign,accept,arrive,finish,rate,cancel"`
	ContactName   string        `json:"contactName"`
	ContactPhone  string        `json:"contactPhone"`
	MayEnter      bool          `json:"permissionToEnter"`
	CauseName     string        `json:"causeName"`
	Version       int64         `json:"version"`
}

func rowOf(o Order) RepairRow {
	c, _ := categoryOf(o.Category)
	return RepairRow{
		ID: o.ID, Number: o.Number, Category: o.Category, CategoryName: c.Name, Emergency: c.Emergency, Place: o.Place, PlaceLabel: o.PlaceLabel,
		Description: o.Description, State: o.State, StateLabel: o.State.Label(), Tone: o.State.Tone(), PhotoCount: o.PhotoCount,
		CreatedAt: o.CreatedAt, UpdatedAt: o.UpdatedAt, SlotStart: o.SlotStart, SlotEnd: o.SlotEnd,
	}
}

// parts are what a view is made of beside the order's row.
type parts struct {
	community string
	events    []history
	photos    []photo
	files     map[ids.ID]event.File
	ratings   []rating
	worker    event.Staff
	contact   repairPerson // in clear
}

func (s *Service) parts(ctx context.Context, o Order) (parts, error) {
	var p parts
	names, err := s.Places.CommunityNames(ctx, []ids.ID{o.CommunityID})
	if err != nil {
		return p, fmt.Errorf("community of repair %d: %w", o.ID, err)
	}
	p.community = names[o.CommunityID]
	if p.events, err = s.store.events(ctx, o.ID); err != nil {
		return p, err
	}
	if p.photos, err = s.store.photos(ctx, o.ID); err != nil {
		return p, err
	}
	files := make([]ids.ID, len(p.photos))
	for i, f := range p.photos {
		files[i] = f.FileID
	}
	if p.files, err = s.Files.Views(ctx, files); err != nil {
		return p, fmt.Errorf("photos of repair %d: %w", o.ID, err)
	}
	if o.State == Closed {
		if p.ratings, err = s.store.rating(ctx, o.ID); err != nil {
			return p, err
		}
	}
	if o.WorkerID != 0 {
		staff, err := s.People.Staff(ctx, []ids.ID{o.WorkerID})
		if err != nil {
			return p, fmt.Errorf("worker of repair %d: %w", o.ID, err)
		}
		p.worker = staff[o.WorkerID]
	}
	p.contact, err = s.contact(o)
	return p, err
}

func (s *Service) contact(o Order) (repairPerson, error) {
	name, err := s.Vault.Open(sealedField(o, "contact_name"), o.ContactName)
	if err != nil {
		return repairPerson{}, err
	}
	phone, err := s.Vault.Open(sealedField(o, "contact_phone"), o.ContactPhone)
	return repairPerson{name, phone}, err
}

// view builds what the actor may see of an order and may do with it. Phones
// are masked: answers to writes are kept for their repeats.
func view(who auth.Actor, o Order, p parts) RepairView {
	v := RepairView{
		RepairRow: rowOf(o), CommunityID: o.CommunityID, CommunityName: p.community, Photos: p.shot(0), Timeline: []repairStep{},
		Actions: actions(o.State, rolesOf(who, o)), ContactName: pii.MaskName(p.contact.Name), ContactPhone: pii.MaskPhone(p.contact.Phone),
		MayEnter: o.EnterAbsent, CauseName: causeName(o.CauseCode), Version: o.Version,
	}
	if o.HouseID != 0 {
		v.HouseLabel = o.PlaceLabel
	}
	if o.WorkerID != 0 {
		v.Worker = &repairPerson{or(p.worker.Name, o.WorkerName), pii.MaskPhone(p.worker.Phone)}
		if who.Kind == auth.Resident {
			v.Worker.Name = pii.MaskName(v.Worker.Name)
		}
	}
	for _, h := range p.events {
		v.Timeline = append(v.Timeline, repairStep{h.CreatedAt, h.Act, h.Act.title(h.FromState), actorOf(who, h), h.Reason, p.shot(h.ID)})
	}
	for _, r := range p.ratings {
		v.Rating = &repairRating{r.Speed, r.Quality, r.Attitude, r.Tags, r.Comment}
	}
	return v
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

// theirs reports whether a staff member needs to reach the people of the order now.
func theirs(who auth.Actor, o Order) bool {
	roles := rolesOf(who, o)
	return who.Kind == auth.Staff && o.open() && len(roles) > 0
}

// looked records that somebody saw a contact in full.
func (s *Service) looked(ctx context.Context, o Order) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		return s.Audit.Record(ctx, audit.Entry{CommunityID: o.CommunityID, Action: "repair.contact", Object: "repair:" + o.ID.String(), Detail: string(o.State)})
	})
}

// shot are the photos of the report (0) or of a later step.
func (p parts) shot(step ids.ID) []event.File {
	out := []event.File{}
	for _, f := range p.photos {
		if v, ok := p.files[f.FileID]; ok && f.EventID == step {
			out = append(out, v)
		}
	}
	return out
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
	case h.ActorRole == Worker:
		return "师傅 " + name
	case h.ActorKind == string(auth.Staff):
		return "物业 " + name
	case h.ActorID == who.ID:
		return "我"
	}
	return "住户 " + name
}

func causeName(code string) string {
	for _, c := range causes() {
		if c.Code == code {
			return c.Name
		}
	}
	return ""
}

package binding

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

const deskPage = 30

// Filter is what a staff list shows.
type Filter struct {
	CommunityID ids.ID
	State       string // a state, open, or "" for all
	After       ids.ID
}

func (f Filter) states() []State {
	switch f.State {
	case "", "all":
		return nil
	case "open":
		return []State{Pending, NeedMore}
	}
	return []State{State(f.State)}
}

// waiting lists are read from the oldest claim on.
func (f Filter) waiting() bool {
	return slices.Contains([]string{string(Pending), string(NeedMore), "open"}, f.State)
}

// StaffBinding is a line of the staff's list.
type StaffBinding struct {
	Binding
	AgeHours    int    `json:"ageHours" doc:"since it was handed in, until it was decided"`
	Urgency     string `json:"urgency" enum:"none,ok,warn,late" doc:"of a claim that waits: over 24 h, over 72 h"`
	OwnerExists bool   `json:"ownerExists" doc:"another person is an active owner of the house"`
}

// RegisterPerson is a person of the register beside the applicant.
type RegisterPerson struct {
	Name         string `json:"name" doc:"masked"`
	Phone        string `json:"phone" doc:"masked; only that of the applicant is shown"`
	Role         string `json:"role"`
	NameMatches  bool   `json:"nameMatches" doc:"the full names are equal"`
	PhoneMatches bool   `json:"phoneMatches"`
}

// Applicant is who claims. The full name is for who may review, to compare
// with the evidence; the look is recorded.
type Applicant struct {
	Name     string `json:"name" doc:"masked"`
	Phone    string `json:"phone" doc:"masked"`
	FullName string `json:"fullName,omitempty"`
}

// RegisterSide is what the company has written down for the house.
type RegisterSide struct {
	People  []RegisterPerson `json:"people" nullable:"false"`
	Changed bool             `json:"changed" doc:"since the claim was handed in"`
}

// BindingStep is a line of the history.
type BindingStep struct {
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"`
	Action string    `json:"action"`
	Reason string    `json:"reason"`
}

// BindingDetail is a binding with all that a decision needs.
type BindingDetail struct {
	StaffBinding
	Applicant Applicant     `json:"applicant"`
	Register  RegisterSide  `json:"register"`
	Evidence  []event.File  `json:"evidence" nullable:"false"`
	Note      string        `json:"note"`
	History   []BindingStep `json:"history" nullable:"false"`
}

// Desk is one page of the bindings in the actor's scope. Error: auth.ErrDenied
// for another's community.
func (s *Service) Desk(ctx context.Context, who auth.Actor, f Filter) (rows []StaffBinding, next string, err error) {
	if f.CommunityID != 0 && !who.In(f.CommunityID) {
		return nil, "", auth.ErrDenied
	}
	bs, err := s.store.board(ctx, f, deskPage+1)
	if err != nil {
		return nil, "", fmt.Errorf("list bindings: %w", err)
	}
	if len(bs) > deskPage {
		bs = bs[:deskPage]
		next = bs[deskPage-1].ID.String()
	}
	rows, err = s.deskRows(ctx, who, bs)
	return rows, next, err
}

func (s *Service) deskRows(ctx context.Context, who auth.Actor, bs []binding) ([]StaffBinding, error) {
	rows := make([]StaffBinding, len(bs))
	if len(bs) == 0 {
		return rows, nil
	}
	vs, err := s.views(ctx, who, binding{}, bs)
	if err != nil {
		return nil, err
	}
	var houses []ids.ID
	for _, b := range bs {
		houses = append(houses, b.HouseID)
	}
	owners, err := s.store.owners(ctx, houses)
	if err != nil {
		return nil, fmt.Errorf("owners of houses: %w", err)
	}
	for i, b := range bs {
		other := func(o binding) bool { return o.HouseID == b.HouseID && o.PersonID != b.PersonID }
		age := s.age(b)
		rows[i] = StaffBinding{vs[i], int(age / time.Hour), urgency(b.State, age), slices.ContainsFunc(owners, other)}
	}
	return rows, nil
}

func (s *Service) age(b binding) time.Duration {
	end := s.Now()
	if b.DecidedAt != nil {
		end = *b.DecidedAt
	}
	return max(0, end.Sub(b.SubmittedAt))
}

func urgency(state State, age time.Duration) string {
	switch {
	case state != Pending:
		return "none"
	case age >= reviewLate:
		return "late"
	case age >= reviewEvery:
		return "warn"
	}
	return "ok"
}

// Look is the page of one binding; the look is recorded. The evidence and the
// full name are for who may review. Error: ErrNotFound.
func (s *Service) Look(ctx context.Context, who auth.Actor, id ids.ID) (out BindingDetail, err error) {
	b, err := s.store.get(ctx, id)
	if err != nil {
		return out, err
	}
	rows, err := s.deskRows(ctx, who, []binding{b})
	if err != nil {
		return out, err
	}
	out = BindingDetail{StaffBinding: rows[0], Applicant: Applicant{Name: rows[0].PersonName, Phone: rows[0].Phone}, Evidence: []event.File{}}
	for _, part := range []func(context.Context, auth.Actor, binding, *BindingDetail) error{s.compare, s.showEvidence, s.showHistory} {
		if err := part(ctx, who, b, &out); err != nil {
			return out, fmt.Errorf("page of binding %d: %w", id, err)
		}
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		return s.Audit.Record(ctx, audit.Entry{CommunityID: b.CommunityID, Action: "binding.look", Object: "binding:" + b.ID.String(),
			Detail: fmt.Sprintf("evidence %d", len(out.Evidence))})
	})
	return out, err
}

// compare puts the register beside the applicant.
func (s *Service) compare(ctx context.Context, _ auth.Actor, b binding, out *BindingDetail) error {
	name, err := s.nameOf(b)
	if err != nil {
		return err
	}
	people, err := s.People.People(ctx, []ids.ID{b.PersonID})
	if err != nil {
		return err
	}
	same, err := s.registered(ctx, people[b.PersonID].Phone)
	if err != nil {
		return err
	}
	entries, err := s.places.RegisterOf(ctx, b.HouseID)
	if err != nil {
		return err
	}
	out.Register = RegisterSide{People: []RegisterPerson{}, Changed: b.RegisterMark != "" && b.RegisterMark != s.markOf(entries)}
	for _, e := range entries {
		p := RegisterPerson{Name: pii.MaskName(e.Name), Role: e.Role, NameMatches: e.Name != "" && e.Name == name}
		p.PhoneMatches = slices.ContainsFunc(same, func(o event.RegisterEntry) bool {
			return o.HouseID == e.HouseID && o.Role == e.Role && o.Name == e.Name
		})
		if p.PhoneMatches {
			p.Phone = out.Phone
		}
		out.Register.People = append(out.Register.People, p)
	}
	return nil
}

// showEvidence adds the pictures, the note and the full name for a reviewer.
func (s *Service) showEvidence(ctx context.Context, who auth.Actor, b binding, out *BindingDetail) (err error) {
	if !who.Can("binding.review") {
		return nil
	}
	if out.Applicant.FullName, err = s.nameOf(b); err != nil {
		return err
	}
	if out.Note, err = s.Vault.Open(b.place("note"), b.Note); err != nil {
		return err
	}
	rows, err := s.store.evidenceOf(ctx, b.ID)
	if err != nil {
		return err
	}
	files := make([]ids.ID, len(rows))
	for i, r := range rows {
		files[i] = r.FileID
	}
	views, err := s.Files.Views(ctx, files)
	for _, f := range files {
		if v, ok := views[f]; ok {
			out.Evidence = append(out.Evidence, v)
		}
	}
	return err
}

func (s *Service) showHistory(ctx context.Context, _ auth.Actor, b binding, out *BindingDetail) error {
	rows, err := s.store.history(ctx, b.ID)
	if err != nil {
		return err
	}
	var staff []ids.ID
	for _, r := range rows {
		if r.ActorKind == auth.Staff {
			staff = append(staff, r.ActorID)
		}
	}
	known, err := s.People.Staff(ctx, staff)
	if err != nil {
		return err
	}
	out.History = make([]BindingStep, len(rows))
	for i, r := range rows {
		out.History[i] = BindingStep{r.CreatedAt, r.ActorRole.label(known[r.ActorID].Name), r.Act.title(), r.Reason}
	}
	return nil
}

// label is who acted, as staff read it: colleagues by name, residents by what
// they are to the binding.
func (b By) label(staffName string) string {
	switch b {
	case Self:
		return "申请人"
	case Head, CoOwner:
		return "业主"
	case System:
		return "系统"
	}
	if staffName == "" {
		return "工作人员"
	}
	return staffName
}

package repair

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

const (
	incidentOpen   = "open"
	incidentClosed = "closed"
	// incidentBatch is how many orders one message of an incident looks after.
	incidentBatch = 50
)

// incident is one cause of many reports: a mass outage.
type incident struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	Title       string
	Area        string
	Category    string
	AutoMerge   bool
	State       string
	Version     int64
	EtaAt       *time.Time
	LastText    string
	OpenedBy    ids.ID
	ClosedBy    ids.ID
	CreatedAt   time.Time
	UpdatedAt   time.Time `gorm:"autoUpdateTime:false"`
	ClosedAt    *time.Time
}

// TableName is for gorm.
func (incident) TableName() string { return "repair_incidents" }

type incidentUpdate struct {
	ID         ids.ID `gorm:"primaryKey;autoIncrement:false"`
	IncidentID ids.ID
	Text       string
	StaffID    ids.ID
	StaffName  string
	CreatedAt  time.Time
}

// TableName is for gorm.
func (incidentUpdate) TableName() string { return "repair_incident_updates" }

// IncidentForm opens an incident.
type IncidentForm struct {
	CommunityID ids.ID     `json:"communityId"`
	Title       string     `json:"title" minLength:"1" maxLength:"60"`
	Area        string     `json:"area" minLength:"1" maxLength:"100"`
	Category    string     `json:"category,omitempty" maxLength:"32"`
	AutoMerge   bool       `json:"autoMerge,omitempty" doc:"new public reports of the category join it by themselves"`
	EtaAt       *time.Time `json:"etaAt,omitempty"`
	Text        string     `json:"text" minLength:"1" maxLength:"500" doc:"the first update"`
}

// OpenIncident begins an incident. Errors: auth.ErrDenied, ErrInput.
func (s *Service) OpenIncident(ctx context.Context, who auth.Actor, f IncidentForm) (ids.ID, error) {
	if !who.In(f.CommunityID) {
		return 0, auth.ErrDenied
	}
	if _, ok := categoryOf(f.Category); !ok && (f.Category != "" || f.AutoMerge) {
		return 0, ErrInput.With("category", "请从给出的类型中选择")
	}
	now := s.Now()
	in := incident{ID: s.Gen.New(), CommunityID: f.CommunityID, Title: f.Title, Area: f.Area, Category: f.Category, AutoMerge: f.AutoMerge, State: incidentOpen,
		Version: 1, EtaAt: utc(f.EtaAt), LastText: f.Text, OpenedBy: who.ID, CreatedAt: now, UpdatedAt: now}
	return in.ID, s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.addIncident(ctx, in); err != nil {
			return fmt.Errorf("add incident: %w", err)
		}
		return s.store.addUpdate(ctx, incidentUpdate{s.Gen.New(), in.ID, f.Text, who.ID, who.Name, now})
	})
}

// incidentOf finds an incident in the actor's communities. Error: ErrIncident.
func (s *Service) incidentOf(ctx context.Context, id ids.ID) (incident, error) {
	in, err := s.store.incident(ctx, id)
	if db.NotFound(err) {
		err = ErrIncident
	}
	return in, err
}

// IncidentNews is an update to everybody whose order is in the incident.
type IncidentNews struct {
	Text  string     `json:"text" minLength:"1" maxLength:"500"`
	EtaAt *time.Time `json:"etaAt,omitempty"`
}

// incidentPart is a message about an incident for the orders after a place in
// their row.
type incidentPart struct {
	IncidentID ids.ID   `json:"incidentId"`
	UpdateID   ids.ID   `json:"updateId"`
	After      ids.ID   `json:"after"`
	Close      bool     `json:"close"`
	Reopen     []ids.ID `json:"reopen"`
}

// UpdateIncident adds an update; every reporter in the incident gets it.
// Errors: ErrIncident, ErrIncidentX.
func (s *Service) UpdateIncident(ctx context.Context, who auth.Actor, id ids.ID, n IncidentNews) error {
	return s.incidentStep(ctx, who, id, n.Text, incidentPart{}, func(in *incident) {
		if n.EtaAt != nil {
			in.EtaAt = utc(n.EtaAt)
		}
	})
}

// CloseIncident ends an incident: its orders close with it, but for those
// whose trouble is still there, which become orders of their own again.
// Errors: ErrIncident, ErrIncidentX, ErrInput.
func (s *Service) CloseIncident(ctx context.Context, who auth.Actor, id ids.ID, text string, reopen []ids.ID) error {
	in, err := s.store.amongIncident(ctx, id, reopen)
	if err != nil {
		return fmt.Errorf("orders of incident %d: %w", id, err)
	}
	if in != len(reopen) {
		return ErrInput.With("reopenOrderIds", "有的工单已不在这次事件里，请刷新后重新选择")
	}
	return s.incidentStep(ctx, who, id, text, incidentPart{Close: true, Reopen: reopen}, func(in *incident) {
		now := s.Now()
		in.State, in.ClosedBy, in.ClosedAt = incidentClosed, who.ID, &now
	})
}

func (s *Service) incidentStep(ctx context.Context, who auth.Actor, id ids.ID, text string, p incidentPart, edit func(*incident)) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.incidentOf(ctx, id)
		if err != nil {
			return err
		}
		if was.State != incidentOpen {
			return ErrIncidentX
		}
		now := was
		now.Version, now.LastText, now.UpdatedAt = was.Version+1, text, s.Now()
		edit(&now)
		ok, err := s.store.moveIncident(ctx, was, now)
		if err != nil {
			return fmt.Errorf("incident %d: %w", id, err)
		}
		if !ok {
			return ErrIncidentX
		}
		u := incidentUpdate{s.Gen.New(), id, text, who.ID, who.Name, now.UpdatedAt}
		if err := s.store.addUpdate(ctx, u); err != nil {
			return fmt.Errorf("update of incident %d: %w", id, err)
		}
		p.IncidentID, p.UpdateID = id, u.ID
		return s.Box.Enqueue(ctx, TaskIncident, task.Default, p, s.Now())
	})
}

// spread carries an update to a batch of the incident's orders and leaves the
// rest to the next message.
func (s *Service) spread(ctx context.Context, p incidentPart) error {
	in, err := s.store.incident(ctx, p.IncidentID)
	if err != nil {
		return fmt.Errorf("incident %d: %w", p.IncidentID, err)
	}
	u, err := s.store.update(ctx, p.UpdateID)
	if err != nil {
		return fmt.Errorf("update %d: %w", p.UpdateID, err)
	}
	orders, err := s.store.ofIncident(ctx, in.ID, p.After, incidentBatch)
	if err != nil || len(orders) == 0 {
		return err
	}
	for _, o := range orders {
		if err := s.inform(ctx, in, u, o, p); err != nil {
			return err
		}
	}
	p.After = orders[len(orders)-1].ID
	return s.Box.Enqueue(ctx, TaskIncident, task.Default, p, s.Now())
}

func (s *Service) inform(ctx context.Context, in incident, u incidentUpdate, o Order, p incidentPart) error {
	to, err := s.store.viewers(ctx, o.ID)
	if err != nil {
		return err
	}
	n := note{template: "repair_incident", reason: u.Text, key: fmt.Sprintf("incident:%d:%d", in.ID, u.ID), params: map[string]string{"title": in.Title, "place": in.Area}}
	stays := slices.Contains(p.Reopen, o.ID)
	switch {
	case p.Close && stays: // his own trouble is not over
		n.template, n.key = "repair_incident_stays", n.key+":stays"
	case p.Close:
		n.template = "repair_incident_over"
	}
	if err := s.send(ctx, o, n, to); err != nil {
		return err
	}
	if !p.Close {
		return s.Live.Tell(ctx, to, liveKind, o.ID, o.CommunityID)
	}
	st := step{act: Follow, reason: u.Text}
	if stays {
		st = unmerge(s, "事件已结束，问题仍在，恢复单独处理")
	}
	_, err = s.step(ctx, auth.SystemActor(), o, st)
	if _, refused := errs.From(err); refused {
		return nil // a dispatcher took it out meanwhile
	}
	return err
}

// explain merges a new report of a public place into the open incident that
// it is about.
func (s *Service) explain(ctx context.Context, o Order) error {
	if o.Place != Public || (o.State != Submitted && o.State != Dispatching) {
		return nil
	}
	in, found, err := s.store.openIncident(ctx, o.CommunityID, o.Category)
	if err != nil || !found {
		return err
	}
	_, err = s.step(ctx, auth.SystemActor(), o, step{act: Merge, reason: "并入事件“" + in.Title + "”", edit: func(o *Order, _ time.Time) { o.IncidentID = in.ID }})
	return err
}

// RepairIncident is an incident as people see it.
type RepairIncident struct {
	ID          ids.ID           `json:"id"`
	CommunityID ids.ID           `json:"communityId"`
	Title       string           `json:"title"`
	Area        string           `json:"area"`
	Category    string           `json:"category"`
	AutoMerge   bool             `json:"autoMerge"`
	State       string           `json:"state" enum:"open,closed"`
	StateLabel  string           `json:"stateLabel"`
	EtaAt       *time.Time       `json:"etaAt,omitempty"`
	LastText    string           `json:"lastText"`
	Orders      int              `json:"orders" doc:"how many are in it"`
	CreatedAt   time.Time        `json:"createdAt"`
	UpdatedAt   time.Time        `json:"updatedAt"`
	ClosedAt    *time.Time       `json:"closedAt,omitempty"`
	Updates     []IncidentUpdate `json:"updates" nullable:"false" doc:"newest first; only of one incident"`
}

// IncidentUpdate is a word to everybody in an incident.
type IncidentUpdate struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

func incidentView(in incident) RepairIncident {
	label := "处理中"
	if in.State == incidentClosed {
		label = "已结束"
	}
	return RepairIncident{ID: in.ID, CommunityID: in.CommunityID, Title: in.Title, Area: in.Area, Category: in.Category, AutoMerge: in.AutoMerge, State: in.State,
		StateLabel: label, EtaAt: in.EtaAt, LastText: in.LastText, CreatedAt: in.CreatedAt, UpdatedAt: in.UpdatedAt, ClosedAt: in.ClosedAt, Updates: []IncidentUpdate{}}
}

// Incidents lists a community's incidents, the open ones or the last hundred.
// Error: auth.ErrDenied.
func (s *Service) Incidents(ctx context.Context, who auth.Actor, community ids.ID, state string) ([]RepairIncident, error) {
	if !who.In(community) {
		return nil, auth.ErrDenied
	}
	rows, err := s.store.incidents(ctx, community, state, 100)
	if err != nil {
		return nil, fmt.Errorf("incidents of %d: %w", community, err)
	}
	out, all := make([]RepairIncident, len(rows)), make([]ids.ID, len(rows))
	for i, in := range rows {
		out[i], all[i] = incidentView(in), in.ID
	}
	if len(all) == 0 {
		return out, nil
	}
	sizes, err := s.store.incidentSizes(ctx, community, all)
	if err != nil {
		return nil, fmt.Errorf("orders of incidents: %w", err)
	}
	for _, n := range sizes {
		out[slices.Index(all, n.Of)].Orders = n.N
	}
	return out, nil
}

// Incident is one of them with its updates. Error: ErrIncident.
func (s *Service) Incident(ctx context.Context, id ids.ID) (RepairIncident, error) {
	in, err := s.incidentOf(ctx, id)
	if err != nil {
		return RepairIncident{}, err
	}
	v := incidentView(in)
	updates, err := s.store.updates(ctx, id, 100)
	if err != nil {
		return v, fmt.Errorf("updates of incident %d: %w", id, err)
	}
	for _, u := range updates {
		v.Updates = append(v.Updates, IncidentUpdate{u.CreatedAt, u.Text})
	}
	sizes, err := s.store.incidentSizes(ctx, in.CommunityID, []ids.ID{id})
	for _, n := range sizes {
		v.Orders = n.N
	}
	return v, err
}

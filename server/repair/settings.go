package repair

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

// Mode is a way to find a worker.
type Mode string

// The modes. Each is tried for a while; after the last a supervisor is told.
const (
	ModeGrab        Mode = "grab"
	ModeAssign      Mode = "assign"
	ModeRoundRobin  Mode = "round_robin"
	ModeLeastLoaded Mode = "least_loaded"
)

// The rules of return visits.
const (
	visitNone    = "none"
	visitUnrated = "unrated"
	visitAll     = "all"
	visitSampled = "sampled"
)

// RepairSettings are how a community treats one category.
type RepairSettings struct {
	Category        string `json:"category"`
	Name            string `json:"name"`
	Emergency       bool   `json:"emergency"`
	Overridden      bool   `json:"overridden" doc:"false: the product's defaults"`
	Skill           string `json:"skill"`
	Chain           []Mode `json:"chain" nullable:"false" enum:"grab,assign,round_robin,least_loaded" doc:"tried one after the other, then a supervisor is told"`
	TakeMinutes     int    `json:"takeMinutes" doc:"how long each mode has"`
	AcceptMinutes   int    `json:"acceptMinutes"`
	ResponseMinutes int    `json:"responseMinutes"`
	OnSiteMinutes   int    `json:"onSiteMinutes" doc:"without an appointment; with one its end counts"`
	ResolveMinutes  int    `json:"resolveMinutes"`
	Paid            bool   `json:"paid" doc:"a quote may be made"`
	WarrantyDays    int    `json:"warrantyDays"`
	VisitRule       string `json:"visitRule" enum:"none,unrated,all,sampled"`
}

// RepairSettingsForm replaces the settings of a category.
type RepairSettingsForm struct {
	CommunityID     ids.ID `json:"communityId"`
	Skill           string `json:"skill" enum:"plumbing,electric,carpentry,lift,access,cleaning,garden,general"`
	Chain           []Mode `json:"chain" minItems:"1" maxItems:"4" nullable:"false" enum:"grab,assign,round_robin,least_loaded"`
	TakeMinutes     int    `json:"takeMinutes" minimum:"1" maximum:"1440"`
	AcceptMinutes   int    `json:"acceptMinutes" minimum:"1" maximum:"1440"`
	ResponseMinutes int    `json:"responseMinutes" minimum:"5" maximum:"10080"`
	OnSiteMinutes   int    `json:"onSiteMinutes" minimum:"10" maximum:"10080"`
	ResolveMinutes  int    `json:"resolveMinutes" minimum:"30" maximum:"43200"`
	Paid            bool   `json:"paid"`
	WarrantyDays    int    `json:"warrantyDays" minimum:"30" maximum:"90"`
	VisitRule       string `json:"visitRule" enum:"none,unrated,all,sampled"`
}

// RepairDesk are the numbers and limits of a community.
type RepairDesk struct {
	GasPhone  string `json:"gasPhone" maxLength:"20" doc:"of the gas company's emergency service"`
	DutyPhone string `json:"dutyPhone" maxLength:"20" doc:"of the property's duty desk"`
	WorkerCap int    `json:"workerCap" minimum:"1" maximum:"50" doc:"open orders of a worker whom the roster gives no limit"`
}

const (
	defaultCap  = 8
	quoteMember = 50000 // fen: above this an owner must accept, not a member
)

// defaults are the settings of a category where a community made none.
func defaults(c repairCategory) RepairSettings {
	s := RepairSettings{
		Category: c.Code, Name: c.Name, Emergency: c.Emergency, Skill: c.skill, Chain: slices.Clone(c.chain), TakeMinutes: 30, AcceptMinutes: 15,
		ResponseMinutes: 30, OnSiteMinutes: 24 * 60, ResolveMinutes: 72 * 60, Paid: c.Place != Public, WarrantyDays: 30, VisitRule: visitNone,
	}
	if c.Place == Public {
		s.ResolveMinutes = 7 * 24 * 60
	}
	if c.Emergency {
		s.TakeMinutes, s.AcceptMinutes, s.ResponseMinutes, s.OnSiteMinutes, s.ResolveMinutes, s.VisitRule = 5, 5, 15, 30, 24*60, visitAll
	}
	return s
}

// urgent is how any category is treated when the words of a report say danger.
func (s RepairSettings) urgent() RepairSettings {
	u := defaults(repairCategory{Code: s.Category, Name: s.Name, Emergency: true, skill: s.Skill, chain: atOnce})
	u.Paid, u.WarrantyDays = s.Paid, s.WarrantyDays
	return u
}

// categorySetting is the row of an override.
type categorySetting struct {
	CommunityID     ids.ID `gorm:"primaryKey;autoIncrement:false"`
	Category        string `gorm:"primaryKey"`
	Skill           string
	Chain           string
	TakeMinutes     int
	AcceptMinutes   int
	ResponseMinutes int
	OnSiteMinutes   int
	ResolveMinutes  int
	Paid            bool
	WarrantyDays    int
	VisitRule       string
	UpdatedBy       ids.ID
	UpdatedAt       time.Time
}

// TableName is for gorm.
func (categorySetting) TableName() string { return "repair_settings" }

// desk is the row of a community's numbers.
type desk struct {
	CommunityID ids.ID `gorm:"primaryKey;autoIncrement:false"`
	GasPhone    string
	DutyPhone   string
	WorkerCap   int
	UpdatedBy   ids.ID
	UpdatedAt   time.Time
}

// TableName is for gorm.
func (desk) TableName() string { return "repair_desks" }

func (o categorySetting) over(s RepairSettings) RepairSettings {
	s.Overridden, s.Skill, s.TakeMinutes, s.AcceptMinutes, s.ResponseMinutes = true, o.Skill, o.TakeMinutes, o.AcceptMinutes, o.ResponseMinutes
	s.OnSiteMinutes, s.ResolveMinutes, s.Paid, s.WarrantyDays, s.VisitRule = o.OnSiteMinutes, o.ResolveMinutes, o.Paid, o.WarrantyDays, o.VisitRule
	s.Chain = nil
	for m := range strings.SplitSeq(o.Chain, ",") {
		s.Chain = append(s.Chain, Mode(m))
	}
	return s
}

// settingsLife bounds how long another process works with old settings.
const settingsLife = 20 * time.Second

// settingsCache keeps what every report needs and hardly anybody changes.
type settingsCache struct {
	mu sync.Mutex
	by map[ids.ID]keptSettings
}

type keptSettings struct {
	at   time.Time
	rows map[string]categorySetting
	desk desk
	name string // of the community
	cal  clock.Calendar
}

func (s *Service) kept(ctx context.Context, community ids.ID) (keptSettings, error) {
	s.settings.mu.Lock()
	k, ok := s.settings.by[community]
	s.settings.mu.Unlock()
	if age := s.Now().Sub(k.at); ok && age >= 0 && age < settingsLife {
		return k, nil
	}
	rows, err := s.store.settings(ctx, community)
	if err != nil {
		return k, fmt.Errorf("repair settings of %d: %w", community, err)
	}
	d, err := s.store.desk(ctx, community)
	if err != nil {
		return k, fmt.Errorf("repair desk of %d: %w", community, err)
	}
	names, err := s.Places.CommunityNames(ctx, []ids.ID{community})
	if err != nil {
		return k, fmt.Errorf("name of community %d: %w", community, err)
	}
	cal := clock.Always()
	if s.Roster != nil {
		if cal, err = s.Roster.Calendar(ctx, community); err != nil {
			return k, fmt.Errorf("calendar of community %d: %w", community, err)
		}
	}
	k = keptSettings{s.Now(), map[string]categorySetting{}, d, names[community], cal}
	for _, r := range rows {
		k.rows[r.Category] = r
	}
	s.settings.mu.Lock()
	s.settings.by[community] = k
	s.settings.mu.Unlock()
	return k, nil
}

func (s *Service) forgetSettings(community ids.ID) {
	s.settings.mu.Lock()
	delete(s.settings.by, community)
	s.settings.mu.Unlock()
}

// treat is how a community treats a category, or an emergency of it.
func (s *Service) treat(ctx context.Context, community ids.ID, category string, emergency bool) (RepairSettings, error) {
	c, _ := categoryOf(category)
	k, err := s.kept(ctx, community)
	if err != nil {
		return RepairSettings{}, err
	}
	t := defaults(c)
	if o, ok := k.rows[category]; ok {
		t = o.over(t)
	}
	if emergency && !c.Emergency {
		t = t.urgent()
	}
	return t, nil
}

func (s *Service) treatOrder(ctx context.Context, o Order) (RepairSettings, error) {
	return s.treat(ctx, o.CommunityID, o.Category, o.Emergency)
}

// Settings lists how a community treats each category. Error: auth.ErrDenied.
func (s *Service) Settings(ctx context.Context, who auth.Actor, community ids.ID) ([]RepairSettings, RepairDesk, error) {
	if !who.In(community) {
		return nil, RepairDesk{}, auth.ErrDenied
	}
	s.forgetSettings(community)
	k, err := s.kept(ctx, community)
	if err != nil {
		return nil, RepairDesk{}, err
	}
	out := make([]RepairSettings, len(catalogue))
	for i, c := range catalogue {
		out[i] = defaults(c)
		if o, ok := k.rows[c.Code]; ok {
			out[i] = o.over(out[i])
		}
	}
	return out, RepairDesk{k.desk.GasPhone, k.desk.DutyPhone, k.desk.WorkerCap}, nil
}

// Treat changes how a community treats a category; orders that run keep the
// times they were promised. Errors: auth.ErrDenied, ErrInput.
func (s *Service) Treat(ctx context.Context, who auth.Actor, category string, f RepairSettingsForm) error {
	if !who.In(f.CommunityID) || !who.Can("repair.manage") {
		return auth.ErrDenied
	}
	if _, ok := categoryOf(category); !ok {
		return ErrInput.With("category", "请从给出的类型中选择")
	}
	var chain []string
	for i, m := range f.Chain {
		if slices.Contains(f.Chain[:i], m) {
			return ErrInput.With("chain", "同一种派单方式只能出现一次")
		}
		chain = append(chain, string(m))
	}
	row := categorySetting{f.CommunityID, category, f.Skill, strings.Join(chain, ","), f.TakeMinutes, f.AcceptMinutes, f.ResponseMinutes,
		f.OnSiteMinutes, f.ResolveMinutes, f.Paid, f.WarrantyDays, f.VisitRule, who.ID, s.Now()}
	return s.setting(ctx, f.CommunityID, "category:"+category, func(ctx context.Context) error { return s.store.putSetting(ctx, row) })
}

// TreatAsUsual drops a community's own settings of a category. Error: auth.ErrDenied.
func (s *Service) TreatAsUsual(ctx context.Context, who auth.Actor, community ids.ID, category string) error {
	if !who.In(community) || !who.Can("repair.manage") {
		return auth.ErrDenied
	}
	return s.setting(ctx, community, "category:"+category, func(ctx context.Context) error { return s.store.dropSetting(ctx, community, category) })
}

// SetDesk changes a community's numbers. Errors: auth.ErrDenied, ErrInput.
func (s *Service) SetDesk(ctx context.Context, who auth.Actor, community ids.ID, d RepairDesk) error {
	if !who.In(community) || !who.Can("repair.manage") {
		return auth.ErrDenied
	}
	for field, phone := range map[string]string{"gasPhone": d.GasPhone, "dutyPhone": d.DutyPhone} {
		if phone != "" && !serviceNumber(phone) {
			return ErrInput.With(field, pii.ErrPhone.Message)
		}
	}
	row := desk{community, d.GasPhone, d.DutyPhone, d.WorkerCap, who.ID, s.Now()}
	return s.setting(ctx, community, "desk", func(ctx context.Context) error { return s.store.putDesk(ctx, row) })
}

// serviceNumber admits short numbers such as 96777 beside ordinary ones.
func serviceNumber(s string) bool {
	if len(s) >= 3 && len(s) <= 12 && strings.Trim(s, "0123456789-") == "" {
		return true
	}
	_, err := pii.ParsePhone(s)
	return err == nil
}

func (s *Service) setting(ctx context.Context, community ids.ID, object string, write func(context.Context) error) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := write(ctx); err != nil {
			return fmt.Errorf("repair setting %s: %w", object, err)
		}
		s.forgetSettings(community)
		return s.Audit.Record(ctx, audit.Entry{CommunityID: community, Action: "repair.setting", Object: object})
	})
}

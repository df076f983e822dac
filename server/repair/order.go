package repair

import (
	"slices"
	"strings"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

const (
	perDay       = 10
	openAtPlace  = 2
	similarFor   = 72 * time.Hour
	slotLength   = 2 * time.Hour
	slotHorizon  = 30 * 24 * time.Hour
	rateWithin   = 7 * 24 * time.Hour
	reopenWithin = 7 * 24 * time.Hour
	urgeEvery    = 4 * time.Hour
	maxReturns   = 2
	maxNoShows   = 2
	waitAtDoor   = 15 * time.Minute
	maxOffline   = 24 * time.Hour // how old the time of an action done offline may be
)

// Order is a repair order and its row. Contact name and phone are sealed.
type Order struct {
	ID            ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID   ids.ID
	HouseID       ids.ID
	Number        string
	State         State
	Version       int64
	Stage         int64 // the version at which it came to where it stands; timers name it
	Place         string
	PlaceKey      string
	PlaceLabel    string
	SecondHouseID ids.ID // a neighbour's leak: two houses, one order
	SecondLabel   string
	Category      string
	Fault         string // third level, may be empty
	Skill         string
	Emergency     bool
	Description   string
	Search        string
	PhotoCount    int64
	SlotStart     *time.Time
	SlotEnd       *time.Time
	EnterAbsent   bool
	AccessNote    string // pets, alarms
	Channel       string
	ReporterID    ids.ID
	ContactName   string
	ContactPhone  string
	WorkerID      ids.ID
	WorkerName    string
	DispatchStep  int // of the chain of modes
	Returns       int
	NoShows       int
	Supervised    bool // only a supervisor dispatches it
	AskOccupant   bool // the household moved out; the desk asks who lives there now
	Urges         int
	UrgedAt       *time.Time
	Joined        int
	HoldReason    string
	HoldUntil     *time.Time
	ShotBefore    bool // there is a picture from before the work
	Scanned       bool // arrived by the code at the door
	CostBearer    string
	QuoteFen      money.Fen // of the quote that stands
	CauseCode     string
	Reworks       int
	WarrantyUntil *time.Time
	MergedInto    ids.ID
	IncidentID    ids.ID
	Light         Light
	DueAt         *time.Time // the nearest promise
	BusinessDay   string
	ResponseSecs  *int64
	ResolveSecs   *int64
	AcceptedAt    *time.Time
	ArrivedAt     *time.Time
	FinishedAt    *time.Time
	EndedAt       *time.Time
	CreatedAt     time.Time
	UpdatedAt     time.Time `gorm:"autoUpdateTime:false"`

	// written is what a report has just written, to be shown without reading
	// it again.
	written *written
}

type written struct {
	events []history
	clocks []slaClock
}

// TableName is for gorm.
func (Order) TableName() string { return "repair_orders" }

// changing are the columns that a step may change.
func (o Order) changing() map[string]any {
	return map[string]any{
		"state": o.State, "version": o.Version, "stage": o.Stage, "second_house_id": o.SecondHouseID, "second_label": o.SecondLabel, "slot_start": o.SlotStart, "slot_end": o.SlotEnd,
		"contact_name": o.ContactName, "contact_phone": o.ContactPhone, "reporter_id": o.ReporterID,
		"worker_id": o.WorkerID, "worker_name": o.WorkerName, "dispatch_step": o.DispatchStep, "returns": o.Returns, "no_shows": o.NoShows,
		"supervised": o.Supervised, "ask_occupant": o.AskOccupant, "urges": o.Urges, "urged_at": o.UrgedAt, "joined": o.Joined,
		"hold_reason": o.HoldReason, "hold_until": o.HoldUntil, "shot_before": o.ShotBefore, "scanned": o.Scanned,
		"cost_bearer": o.CostBearer, "quote_fen": o.QuoteFen, "cause_code": o.CauseCode, "reworks": o.Reworks, "warranty_until": o.WarrantyUntil,
		"merged_into": o.MergedInto, "incident_id": o.IncidentID, "light": o.Light, "due_at": o.DueAt,
		"response_secs": o.ResponseSecs, "resolve_secs": o.ResolveSecs, "accepted_at": o.AcceptedAt, "arrived_at": o.ArrivedAt,
		"finished_at": o.FinishedAt, "ended_at": o.EndedAt, "updated_at": o.UpdatedAt,
	}
}

// Light says how an order stands to what was promised.
type Light string

// The lights: nothing promised any more, in time, soon late, late.
const (
	LightNone   Light = "none"
	LightGreen  Light = "green"
	LightYellow Light = "yellow"
	LightRed    Light = "red"
)

// Who bears the cost of the work.
const (
	bearerOwner    = "owner"
	bearerProperty = "property"
	bearerFund     = "fund" // the maintenance fund: a matter of its own
	bearerWarranty = "warranty"
)

// rolesOf is what the actor is to the order, from the session alone. Picker
// and Neighbour are found out where they are asked for.
func rolesOf(who auth.Actor, o Order) []Role {
	switch who.Kind {
	case auth.System:
		return []Role{Timer}
	case auth.Staff:
		return staffRoles(who, o)
	case auth.Resident:
		return residentRoles(who, o)
	}
	return nil
}

func staffRoles(who auth.Actor, o Order) (out []Role) {
	supervises := who.Can("repair.supervise")
	if who.Can("repair.dispatch") && (supervises || !o.Supervised) {
		out = append(out, Dispatcher)
	}
	if o.WorkerID == who.ID && who.Can("repair.work") {
		out = append(out, Worker)
	}
	if supervises {
		out = append(out, Supervisor)
		if o.HouseID == 0 {
			out = append(out, Payer) // the property pays for public places
		}
	}
	if who.Can("repair.dispatch") && o.WorkerID != who.ID {
		out = append(out, Visitor)
	}
	if who.Can("repair.collect") {
		out = append(out, Clerk)
	}
	return out
}

func residentRoles(who auth.Actor, o Order) (out []Role) {
	atHome := o.HouseID != 0 && who.May(o.HouseID, auth.Repair)
	// An order taken down by phone for nobody known is the household's.
	if o.ReporterID == who.ID || (o.ReporterID == 0 && atHome) {
		out = append(out, Reporter)
	}
	if atHome {
		out = append(out, Household)
		if h, _ := who.House(o.HouseID); h.Role == "owner" || o.QuoteFen <= quoteMember {
			out = append(out, Payer)
		}
	}
	return out
}

func (o Order) open() bool { return slices.Contains(openStates(), o.State) }

// newNumber is the day and five random digits, unique in a community.
func newNumber(now time.Time) string {
	return now.In(clock.Shanghai()).Format("060102") + ids.Code(5, ids.Digits)
}

func searchText(o Order) string {
	return strings.ToLower(o.Number + " " + o.PlaceLabel + " " + o.Description)
}

// badSlot is what is wrong with an appointment, empty when nothing is. No
// appointment at all is fine.
func badSlot(start, end *time.Time, now time.Time) string {
	switch {
	case start == nil && end == nil:
		return ""
	case start == nil || end == nil || end.Sub(*start) != slotLength:
		return "请选择一个两小时的上门时段"
	case start.UTC() != start.UTC().Truncate(time.Hour):
		return "上门时段请从整点开始"
	case start.Before(now):
		return "这个时段已经过去了，请重新选择"
	case start.After(now.Add(slotHorizon)):
		return "最多预约 30 天以内的时段"
	}
	return ""
}

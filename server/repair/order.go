package repair

import (
	"slices"
	"strings"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
)

const (
	perDay      = 10
	openAtPlace = 2
	slotLength  = 2 * time.Hour
	slotHorizon = 30 * 24 * time.Hour
	rateWithin  = 7 * 24 * time.Hour
)

// Order is a repair order and its row. Contact name and phone are sealed.
type Order struct {
	ID           ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID  ids.ID
	HouseID      ids.ID
	Number       string
	State        State
	Version      int64
	Place        string
	PlaceKey     string
	PlaceLabel   string
	Category     string
	Description  string
	Search       string
	PhotoCount   int64
	SlotStart    *time.Time
	SlotEnd      *time.Time
	EnterAbsent  bool
	Channel      string
	ReporterID   ids.ID
	ContactName  string
	ContactPhone string
	WorkerID     ids.ID
	WorkerName   string
	CauseCode    string
	FinishedAt   *time.Time
	EndedAt      *time.Time
	CreatedAt    time.Time
	UpdatedAt    time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is for gorm.
func (Order) TableName() string { return "repair_orders" }

// history is one transition.
type history struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	OrderID     ids.ID
	Act         Act
	FromState   State
	ToState     State
	Version     int64
	ActorKind   string
	ActorID     ids.ID
	ActorName   string // residents masked already
	ActorRole   Role
	BehalfOf    ids.ID
	WorkerName  string
	Reason      string
	Channel     string
	IP          string
	Device      string
	CreatedAt   time.Time
}

// TableName is for gorm.
func (history) TableName() string { return "repair_events" }

// photo belongs to the report (EventID 0) or to a later step.
type photo struct {
	OrderID  ids.ID `gorm:"primaryKey;autoIncrement:false"`
	FileID   ids.ID `gorm:"primaryKey;autoIncrement:false"`
	EventID  ids.ID
	Position int
}

// TableName is for gorm.
func (photo) TableName() string { return "repair_photos" }

type rating struct {
	OrderID     ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	WorkerID    ids.ID
	Speed       int
	Quality     int
	Attitude    int
	Tags        []string `gorm:"serializer:json"`
	Comment     string
	CreatedAt   time.Time
}

// TableName is for gorm.
func (rating) TableName() string { return "repair_ratings" }

// viewer is an adult of the house when the order was made, or its reporter.
type viewer struct {
	PersonID ids.ID `gorm:"primaryKey;autoIncrement:false"`
	OrderID  ids.ID `gorm:"primaryKey;autoIncrement:false"`
}

// TableName is for gorm.
func (viewer) TableName() string { return "repair_viewers" }

// reports counts what a person reported on a business day.
type reports struct {
	PersonID    ids.ID `gorm:"primaryKey;autoIncrement:false"`
	BusinessDay string `gorm:"primaryKey"`
	Reports     int
}

// TableName is for gorm.
func (reports) TableName() string { return "repair_days" }

// rolesOf is what the actor is to the order, from the session alone.
func rolesOf(who auth.Actor, o Order) []Role {
	var out []Role
	switch who.Kind {
	case auth.System:
		out = append(out, Timer)
	case auth.Staff:
		if who.Can("repair.dispatch") {
			out = append(out, Dispatcher)
		}
		if o.WorkerID == who.ID && who.Can("repair.work") {
			out = append(out, Worker)
		}
	case auth.Resident:
		atHome := o.HouseID != 0 && who.May(o.HouseID, auth.Repair)
		// An order taken down by phone for nobody known is the household's.
		if o.ReporterID == who.ID || (o.ReporterID == 0 && atHome) {
			out = append(out, Reporter)
		}
		if atHome {
			out = append(out, Household)
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

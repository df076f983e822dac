package binding

import (
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
)

// binding is a person's claim on a house, from its beginning to its end. Name
// and Note are sealed.
type binding struct {
	ID           ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID  ids.ID
	HouseID      ids.ID
	PersonID     ids.ID
	LiveKey      string
	Role         Role
	Rights       string
	State        State
	Source       Source
	Name         string
	Note         string
	RegisterMark string
	ReviewerID   ids.ID
	EndedBy      ids.ID
	ReasonCode   string
	Reason       string
	Version      int64
	ValidFrom    *time.Time
	ValidTo      *time.Time
	DueAt        *time.Time
	SubmittedAt  time.Time
	DecidedAt    *time.Time
	EndedAt      *time.Time
}

// TableName is for gorm.
func (binding) TableName() string { return "bindings" }

// happening is one row of a binding's history.
type happening struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	BindingID   ids.ID
	Act         Act
	FromState   State
	ToState     State
	Version     int64
	ActorKind   auth.Kind
	ActorID     ids.ID
	ActorRole   By
	BehalfOf    ids.ID
	ReasonCode  string
	Reason      string
	Channel     string
	IP          string
	Device      string
	CreatedAt   time.Time
}

// TableName is for gorm.
func (happening) TableName() string { return "binding_events" }

// evidence is one picture of a claim.
type evidence struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	BindingID   ids.ID
	FileID      ids.ID
	CreatedAt   time.Time
	DeleteAt    *time.Time
}

// TableName is for gorm.
func (evidence) TableName() string { return "binding_evidence" }

func liveKey(house, person ids.ID) string { return house.String() + ":" + person.String() }

func (b binding) place(column string) pii.Field {
	return pii.Field{Table: "bindings", Column: column, Row: int64(b.ID), Community: int64(b.CommunityID)}
}

const (
	reviewEvery  = 24 * time.Hour      // how often staff are reminded of a claim
	reviewLate   = 72 * time.Hour      // the latest promise
	evidenceLife = 30 * 24 * time.Hour // after the decision
)

// leaseNotices are how long before its end a lease is announced.
func leaseNotices() []time.Duration { return []time.Duration{30 * 24 * time.Hour, 7 * 24 * time.Hour} }

// settle fills what follows from the new state: the key that keeps a second
// binding away, the times, and when the clock looks at it next.
func (b *binding) settle(was State, by ids.ID, now time.Time) {
	b.LiveKey, b.EndedAt, b.DueAt = liveKey(b.HouseID, b.PersonID), nil, nil
	if b.State != was && b.State.decided() && !was.decided() {
		b.DecidedAt = &now
	}
	switch {
	case b.State == Pending:
		b.DueAt = after(now, reviewEvery)
	case b.State == Active:
		if b.ValidFrom == nil {
			b.ValidFrom = &now
		}
		b.DueAt = nextNotice(b.ValidTo, now)
	case b.State == Suspended:
		b.DueAt = b.ValidTo
	case !b.State.Live():
		b.LiveKey, b.EndedAt, b.EndedBy = b.ID.String(), &now, by
	}
}

func after(t time.Time, d time.Duration) *time.Time {
	t = t.Add(d)
	return &t
}

// nextNotice is when the clock has to do something about a lease: announce its
// end, or end it.
func nextNotice(end *time.Time, now time.Time) *time.Time {
	if end == nil {
		return nil
	}
	for _, d := range leaseNotices() {
		if at := end.Add(-d); at.After(now) {
			return &at
		}
	}
	return end
}

// roles are what the actor is to the binding. own is the actor's own valid
// binding to the same house, if any.
func roles(who auth.Actor, own, b binding) []By {
	switch who.Kind {
	case auth.System:
		return []By{System}
	case auth.Staff:
		var out []By
		if who.In(b.CommunityID) && who.Can("binding.review") {
			out = append(out, Reviewer)
		}
		if who.In(b.CommunityID) && who.Can("binding.manage") {
			out = append(out, Manager)
		}
		return out
	case auth.Resident:
		switch {
		case b.PersonID == who.ID:
			return []By{Self}
		case own.HouseID != b.HouseID || own.Role != Owner:
			return nil
		case b.Role == Owner:
			return []By{CoOwner}
		}
		return []By{Head}
	}
	return nil
}

// checkEnd accepts the end of a lease: later than now, within ten years.
func checkEnd(end *time.Time, now time.Time) error {
	if end != nil && (!end.After(now) || end.After(now.AddDate(10, 0, 0))) {
		return ErrInput.With("validTo", "到期日请选今天以后、10 年以内的一天")
	}
	return nil
}

// day is a business date as people read it.
func day(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.In(clock.Shanghai()).Format("2006年1月2日")
}

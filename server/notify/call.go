package notify

import (
	"slices"
	"time"

	"zhijian/server/platform/ids"
)

// CallState is where a telephone call stands.
type CallState string

// The states of a call; doc.go has the diagram.
const (
	CallWaiting     CallState = "waiting"
	CallClaimed     CallState = "claimed"
	CallDone        CallState = "done"
	CallUnreachable CallState = "unreachable"
	CallNeedless    CallState = "needless"
)

// Label is what people read.
func (c CallState) Label() string {
	return map[CallState]string{CallWaiting: "待拨打", CallClaimed: "拨打中", CallDone: "已告知", CallUnreachable: "联系不上", CallNeedless: "无需拨打"}[c]
}

// CallAct is what a clerk does with a call.
type CallAct string

// The acts.
const (
	ActClaim    CallAct = "claim"
	ActDone     CallAct = "done"
	ActNoAnswer CallAct = "no_answer"
	ActGiveBack CallAct = "give_back"
	ActNeedless CallAct = "needless"
)

const (
	// mostCalls ends the attempts to reach somebody.
	mostCalls = 3
	// callAgain is the wait after an attempt, longer each time.
	callAgain = 30 * time.Minute
	// claimFor is how long a claim keeps others away.
	claimFor = 30 * time.Minute
)

// call is a row of the call list.
type call struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	PersonID    ids.ID
	HouseID     ids.ID // of a household without the app; 0 for a person
	MessageID   ids.ID
	Kind        string
	Title       string
	Words       string // to read aloud
	Urgent      bool
	State       CallState
	Attempts    int64
	StaffID     ids.ID
	Note        string
	Version     int64
	DueAt       time.Time
	ClaimedAt   *time.Time
	CreatedAt   time.Time
	UpdatedAt   time.Time `gorm:"autoUpdateTime:false"`
}

func (call) TableName() string { return "notify_calls" }

// callSteps say from where an act leads; where to depends on no_answer's count.
var callSteps = map[CallAct][]CallState{
	ActClaim:    {CallWaiting, CallClaimed}, // a forgotten claim may be taken over
	ActDone:     {CallClaimed},
	ActNoAnswer: {CallClaimed},
	ActGiveBack: {CallClaimed},
	ActNeedless: {CallWaiting, CallClaimed},
}

// step is the call after an act. Errors: ErrCallStep, ErrNotYours.
func (c call) step(act CallAct, by ids.ID, note string, now time.Time) (call, error) {
	if !slices.Contains(callSteps[act], c.State) {
		return c, c.changed()
	}
	mine := c.State != CallClaimed || c.StaffID == by
	stale := c.ClaimedAt != nil && now.Sub(*c.ClaimedAt) >= claimFor
	if !mine && (act != ActClaim && act != ActNeedless || !stale) {
		return c, ErrNotYours
	}
	if act == ActClaim && c.State == CallWaiting && now.Before(c.DueAt) {
		return c, ErrTooEarly
	}
	c.Version++
	c.UpdatedAt, c.Note = now, note
	switch act {
	case ActClaim:
		c.State, c.StaffID, c.ClaimedAt = CallClaimed, by, &now
	case ActDone:
		c.State, c.Attempts = CallDone, c.Attempts+1
	case ActNeedless:
		c.State, c.StaffID = CallNeedless, by
	case ActGiveBack:
		c.State, c.StaffID, c.ClaimedAt = CallWaiting, 0, nil
	case ActNoAnswer:
		c.Attempts++
		c.State, c.StaffID, c.ClaimedAt = CallWaiting, 0, nil
		c.DueAt = now.Add(callAgain * time.Duration(c.Attempts))
		if c.Attempts >= mostCalls {
			c.State, c.StaffID = CallUnreachable, by
		}
	}
	return c, nil
}

func (c call) changed() error {
	return ErrCallStep.Detail("这条电话任务现在是“%s”，请刷新后再操作", c.State.Label()).Note("state", string(c.State))
}

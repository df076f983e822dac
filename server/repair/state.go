package repair

import "slices"

// State is where an order stands.
type State string

// The states.
const (
	Submitted State = "submitted"
	Assigned  State = "assigned"
	Accepted  State = "accepted"
	Arrived   State = "arrived"
	ToRate    State = "to_rate"
	Closed    State = "closed"
	Cancelled State = "cancelled"
)

// Act is what somebody does to an order.
type Act string

// The acts. Report makes an order; the others change one.
const (
	Report Act = "report"
	Assign Act = "assign"
	Accept Act = "accept"
	Arrive Act = "arrive"
	Finish Act = "finish"
	Rate   Act = "rate"
	Cancel Act = "cancel"
	Expire Act = "expire" // seven days without a rating
)

// Role is what an actor is to one order.
type Role string

// The roles. Household sees an order and changes nothing.
const (
	Reporter   Role = "reporter"
	Household  Role = "household"
	Dispatcher Role = "dispatcher"
	Worker     Role = "worker"
	Timer      Role = "timer"
)

type rule struct {
	act  Act
	by   Role
	from []State
	to   State
}

// rules is the whole life of an order. What is not here is refused.
func rules() []rule {
	return []rule{
		{Assign, Dispatcher, []State{Submitted, Assigned, Accepted, Arrived}, Assigned},
		{Accept, Worker, []State{Assigned}, Accepted},
		{Arrive, Worker, []State{Accepted}, Arrived},
		{Finish, Worker, []State{Arrived}, ToRate},
		{Rate, Reporter, []State{ToRate}, Closed},
		{Cancel, Reporter, []State{Submitted, Assigned, Accepted}, Cancelled},
		{Cancel, Dispatcher, []State{Submitted, Assigned, Accepted, Arrived}, Cancelled},
		{Expire, Timer, []State{ToRate}, Closed},
	}
}

// openStates are those in which somebody still owes work.
func openStates() []State { return []State{Submitted, Assigned, Accepted, Arrived} }

// move is where the act leads and in which role it is done. Errors: ErrNotYours
// when no role of the actor ever may, ErrChanged when not from this state.
func move(act Act, from State, roles []Role) (State, Role, error) {
	err := error(ErrNotYours)
	for _, r := range rules() {
		if r.act != act || !slices.Contains(roles, r.by) {
			continue
		}
		if slices.Contains(r.from, from) {
			return r.to, r.by, nil
		}
		err = changed(from)
	}
	return "", "", err
}

// actions are what the roles may do now, in the order of the table.
func actions(from State, roles []Role) []Act {
	out := []Act{}
	for _, r := range rules() {
		if slices.Contains(roles, r.by) && slices.Contains(r.from, from) && !slices.Contains(out, r.act) {
			out = append(out, r.act)
		}
	}
	return out
}

// Label is the state in the words people read.
func (s State) Label() string {
	switch s {
	case Submitted:
		return "待派单"
	case Assigned:
		return "已派单"
	case Accepted:
		return "已接单"
	case Arrived:
		return "已到场"
	case ToRate:
		return "待评价"
	case Closed:
		return "已完成"
	case Cancelled:
		return "已取消"
	}
	return ""
}

// Tone is the colour family of the state.
func (s State) Tone() string {
	switch s {
	case Submitted, ToRate:
		return "warn"
	case Assigned, Accepted, Arrived:
		return "info"
	case Closed:
		return "good"
	}
	return "neutral"
}

// title is the line of the timeline.
func (a Act) title(from State) string {
	switch a {
	case Report:
		return "提交报修"
	case Assign:
		if from != Submitted {
			return "改派师傅"
		}
		return "已派单"
	case Accept:
		return "师傅已接单"
	case Arrive:
		return "师傅已到场"
	case Finish:
		return "维修完成"
	case Rate:
		return "已评价"
	case Cancel:
		return "已取消"
	case Expire:
		return "超过 7 天未评价，已自动结单"
	}
	return ""
}

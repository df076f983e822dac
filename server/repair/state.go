package repair

import "slices"

// State is where an order stands.
type State string

// The states.
const (
	Submitted     State = "submitted"
	Dispatching   State = "dispatching" // in the pool, or waiting for a dispatcher
	Assigned      State = "assigned"
	Accepted      State = "accepted"
	OnTheWay      State = "on_the_way"
	Arrived       State = "arrived"
	Working       State = "working"
	OnHold        State = "on_hold"
	Quoted        State = "quoted"
	QuoteAccepted State = "quote_accepted"
	QuoteRefused  State = "quote_refused"
	ToPay         State = "to_pay"
	ToRate        State = "to_rate"
	ReturnVisit   State = "return_visit"
	Closed        State = "closed"
	Cancelled     State = "cancelled"
	Rejected      State = "rejected" // not ours: the reporter is told whose
	Merged        State = "merged"   // into another order or an incident
	Reopened      State = "reopened" // waits for a supervisor

	same State = "" // in a rule: the order stays where it stands
)

// Act is what somebody does to an order.
type Act string

// The acts. Report makes an order; the others change one.
const (
	Report       Act = "report"
	Offer        Act = "offer"  // into the pool
	Assign       Act = "assign" // to a worker, first or again
	Grab         Act = "grab"   // a worker takes it out of the pool
	Lapse        Act = "lapse"  // nobody accepted in time
	Release      Act = "release"
	Accept       Act = "accept"
	Return       Act = "return"
	Transfer     Act = "transfer"
	Depart       Act = "depart"
	Arrive       Act = "arrive"
	NoShow       Act = "no_show"
	Start        Act = "start"
	Hold         Act = "hold"
	Resume       Act = "resume"
	Quote        Act = "quote"
	ApproveQuote Act = "approve_quote"
	DeclineQuote Act = "decline_quote"
	AcceptQuote  Act = "accept_quote"
	RefuseQuote  Act = "refuse_quote"
	Finish       Act = "finish"
	Pay          Act = "pay"
	Waive        Act = "waive"
	Rate         Act = "rate"
	Expire       Act = "expire" // seven days without a rating
	Visit        Act = "visit"
	Reopen       Act = "reopen"
	Cancel       Act = "cancel"
	Reject       Act = "reject"
	Merge        Act = "merge"
	Unmerge      Act = "unmerge"
	Follow       Act = "follow" // what it was merged into ended
	Urge         Act = "urge"
	Join         Act = "join"
	Reschedule   Act = "reschedule"
	AddHouse     Act = "add_house"
	MovedOut     Act = "moved_out"
	Occupant     Act = "occupant" // the new occupant was asked
)

// Role is what an actor is to one order.
type Role string

// The roles. Household sees an order and may urge; Neighbour lives in its
// community; Picker is skilled, on shift and under his cap.
const (
	Reporter   Role = "reporter"
	Household  Role = "household"
	Payer      Role = "payer" // may accept the quote: its amount decides who
	Neighbour  Role = "neighbour"
	Dispatcher Role = "dispatcher"
	Supervisor Role = "supervisor"
	Visitor    Role = "visitor" // staff who may ask how it went: not the worker
	Clerk      Role = "clerk"   // takes money
	Picker     Role = "picker"
	Worker     Role = "worker"
	Timer      Role = "timer"
)

type rule struct {
	act  Act
	by   Role
	from []State
	to   State
}

// The groups of states that rules speak of.
var (
	unassigned = []State{Submitted, Dispatching, Reopened}
	onTheJob   = []State{Assigned, Accepted, OnTheWay, Arrived, Working, OnHold, Quoted, QuoteAccepted, QuoteRefused}
	atTheSite  = []State{Arrived, Working, OnHold, Quoted, QuoteAccepted, QuoteRefused}
	coming     = []State{Assigned, Accepted, OnTheWay}
)

// openStates are those in which somebody still owes work.
func openStates() []State { return slices.Concat(unassigned, onTheJob) }

// endStates are those that nothing but a reopening leaves.
func endStates() []State { return []State{Closed, Cancelled, Rejected, Merged} }

// rules is the whole life of an order. What is not here is refused.
func rules() []rule {
	return slices.Concat(dispatchRules(), siteRules(), moneyRules(), afterRules(), sideRules())
}

func dispatchRules() []rule {
	return []rule{
		{Offer, Timer, []State{Submitted}, Dispatching},
		{Offer, Dispatcher, []State{Submitted}, Dispatching},
		{Assign, Dispatcher, slices.Concat(unassigned, onTheJob), Assigned},
		{Assign, Timer, []State{Submitted, Dispatching}, Assigned},
		{Grab, Picker, []State{Dispatching}, Accepted},
		{Lapse, Timer, []State{Assigned}, Dispatching},
		{Release, Timer, onTheJob, Dispatching},
		{Accept, Worker, []State{Assigned}, Accepted},
		{Return, Worker, []State{Assigned, Accepted, OnTheWay, Arrived}, Dispatching},
		{Transfer, Worker, []State{Assigned, Accepted, OnTheWay, Arrived, Working, OnHold}, Assigned},
	}
}

func siteRules() []rule {
	return []rule{
		{Depart, Worker, []State{Accepted}, OnTheWay},
		{Arrive, Worker, []State{Accepted, OnTheWay}, Arrived},
		{NoShow, Worker, []State{Arrived}, Accepted},
		{NoShow, Worker, []State{Arrived}, Cancelled}, // the second time
		{Start, Worker, []State{Arrived, QuoteAccepted, QuoteRefused}, Working},
		{Hold, Worker, []State{Arrived, Working, QuoteAccepted}, OnHold},
		{Resume, Worker, []State{OnHold}, Working},
		{Resume, Dispatcher, []State{OnHold}, Working},
		{Resume, Timer, []State{OnHold}, Working},
		{Finish, Worker, []State{Arrived, Working, QuoteAccepted, QuoteRefused}, ToRate},
		{Finish, Worker, []State{Working, QuoteAccepted}, ToPay},
	}
}

func moneyRules() []rule {
	return []rule{
		{Quote, Worker, []State{Arrived, Working, Quoted, QuoteRefused}, Quoted},
		{ApproveQuote, Supervisor, []State{Quoted}, same},
		{DeclineQuote, Supervisor, []State{Quoted}, Working},
		{AcceptQuote, Payer, []State{Quoted}, QuoteAccepted},
		{AcceptQuote, Dispatcher, []State{Quoted}, QuoteAccepted}, // on paper or by voice
		{RefuseQuote, Payer, []State{Quoted}, QuoteRefused},
		{RefuseQuote, Dispatcher, []State{Quoted}, QuoteRefused},
		{Pay, Timer, []State{ToPay}, ToRate},
		{Pay, Clerk, []State{ToPay}, ToRate},
		{Waive, Supervisor, []State{ToPay}, ToRate},
	}
}

func afterRules() []rule {
	return []rule{
		{Rate, Reporter, []State{ToRate}, Closed},
		{Rate, Reporter, []State{ToRate}, ReturnVisit},
		{Expire, Timer, []State{ToRate}, Closed},
		{Expire, Timer, []State{ToRate}, ReturnVisit},
		{Visit, Visitor, []State{ReturnVisit}, Closed},
		{Visit, Visitor, []State{ReturnVisit}, Reopened},
		{Visit, Reporter, []State{ReturnVisit}, Closed}, // in the phone, before anybody rang
		{Visit, Reporter, []State{ReturnVisit}, Reopened},
		{Reopen, Reporter, []State{ToRate, ReturnVisit, Closed}, Reopened},
		{Reopen, Dispatcher, []State{ToRate, ReturnVisit, Closed}, Reopened},
		{Follow, Timer, []State{Merged}, Closed},
		{Unmerge, Timer, []State{Merged}, Submitted},
		{Unmerge, Dispatcher, []State{Merged}, Submitted},
	}
}

func sideRules() []rule {
	return []rule{
		{Cancel, Reporter, []State{Submitted, Dispatching, Assigned, Accepted, OnTheWay}, Cancelled},
		{Cancel, Dispatcher, slices.Concat(unassigned, onTheJob), Cancelled},
		{Reject, Dispatcher, slices.Concat(unassigned, coming), Rejected},
		{Merge, Dispatcher, slices.Concat(unassigned, coming, []State{OnHold}), Merged},
		{Merge, Timer, []State{Submitted, Dispatching}, Merged},
		{Urge, Reporter, openStates(), same},
		{Urge, Household, openStates(), same},
		{Join, Neighbour, openStates(), same},
		{Reschedule, Reporter, slices.Concat(unassigned, coming, []State{OnHold}), same},
		{Reschedule, Dispatcher, slices.Concat(unassigned, coming, []State{OnHold}), same},
		{AddHouse, Dispatcher, openStates(), same},
		{AddHouse, Worker, atTheSite, same},
		{MovedOut, Timer, openStates(), same},
		{Occupant, Dispatcher, openStates(), same},
	}
}

// move is where the act leads and in which role it is done. When the table
// knows several ways, want picks one; "" takes the first.
// Errors: ErrNotYours when no role of the actor ever may, ErrChanged when not
// from this state.
func move(act Act, from, want State, roles []Role) (State, Role, error) {
	err := error(ErrNotYours)
	for _, r := range rules() {
		if r.act != act || !slices.Contains(roles, r.by) {
			continue
		}
		to := r.to
		if to == same {
			to = from
		}
		if slices.Contains(r.from, from) && (want == "" || want == to) {
			return to, r.by, nil
		}
		err = changed(from)
	}
	return "", "", err
}

// actions are what the roles may do now, in the order of the table. Those of
// the timer and of strangers are nobody's button.
func actions(from State, roles []Role) []Act {
	out := []Act{}
	for _, r := range rules() {
		if slices.Contains(roles, r.by) && slices.Contains(r.from, from) && !slices.Contains(out, r.act) {
			out = append(out, r.act)
		}
	}
	return out
}

// stays reports whether an act leaves every order where it stands, so that
// its timers go on.
func stays(act Act) bool {
	return !slices.ContainsFunc(rules(), func(r rule) bool { return r.act == act && r.to != same })
}

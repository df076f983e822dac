package binding

import "slices"

// State is where a binding stands.
type State string

// The states. None is the state of what does not exist yet.
const (
	None      State = ""
	Pending   State = "pending"
	NeedMore  State = "need_more"
	Active    State = "active"
	Rejected  State = "rejected"
	Withdrawn State = "withdrawn"
	Suspended State = "suspended"
	Revoked   State = "revoked"
	Expired   State = "expired"
	Unbound   State = "unbound"
	MovedOut  State = "moved_out"
)

// Role is what a person is in a house.
type Role string

// The roles; co-owners are owners.
const (
	Owner  Role = "owner"
	Member Role = "member"
	Tenant Role = "tenant"
)

// Source is how a binding came about.
type Source string

// The sources.
const (
	ByMatch  Source = "match"
	ByApply  Source = "apply"
	ByInvite Source = "invite"
	ByImport Source = "import"
	ByStaff  Source = "staff"
)

// Act is what somebody does to a binding; its words are the actions of the API.
type Act string

// The acts.
const (
	Match     Act = "match"
	Join      Act = "join"
	Grant     Act = "grant" // the demo's seed
	Apply     Act = "apply"
	Evidence  Act = "evidence"
	Withdraw  Act = "withdraw"
	Approve   Act = "approve"
	Reject    Act = "reject"
	AskMore   Act = "need-more"
	SetRights Act = "rights"
	Dispute   Act = "dispute"
	Suspend   Act = "suspend"
	Resume    Act = "resume"
	Revoke    Act = "revoke"
	Unbind    Act = "unbind"
	Expire    Act = "expire"
	MoveOut   Act = "move-out"
	Merge     Act = "merge" // its person turned out to be another account's
)

// By is what an actor is to one binding.
type By string

// Head is an active owner of the house, for its members and tenants; CoOwner
// is one for another owner: he may object, and staff decide.
const (
	Self     By = "self"
	Head     By = "head"
	CoOwner  By = "co_owner"
	Reviewer By = "reviewer"
	Manager  By = "manager"
	System   By = "system"
)

type rule struct {
	act  Act
	by   []By
	from []State
	to   State
}

// rules is the whole life of a binding. What is not here is refused.
func rules() []rule {
	open, bound := []State{Pending, NeedMore}, []State{Active, Suspended}
	unborn := []State{None, Pending, NeedMore}
	return []rule{
		{Match, []By{Self}, unborn, Active},
		{Join, []By{Self}, unborn, Active},
		{Grant, []By{System}, unborn, Active},
		{Apply, []By{Self}, []State{None}, Pending},
		{Evidence, []By{Self}, []State{NeedMore}, Pending},
		{Withdraw, []By{Self, System}, open, Withdrawn},
		{Approve, []By{Reviewer, Head}, open, Active},
		{AskMore, []By{Reviewer}, []State{Pending}, NeedMore},
		{Reject, []By{Reviewer, Head}, open, Rejected},
		{SetRights, []By{Head}, []State{Active}, Active},
		{Dispute, []By{Head}, []State{Active}, Suspended},
		{Dispute, []By{CoOwner}, []State{Active}, Active},
		{Suspend, []By{Manager}, []State{Active}, Suspended},
		{Resume, []By{Manager}, []State{Suspended}, Active},
		{Revoke, []By{Manager}, []State{Suspended}, Revoked},
		{Unbind, []By{Self, Head, Manager}, bound, Unbound},
		{MoveOut, []By{Self, Head, Manager, System}, bound, MovedOut},
		{Expire, []By{System}, bound, Expired},
		{Merge, []By{System}, []State{Pending}, Pending},
		{Merge, []By{System}, []State{NeedMore}, NeedMore},
	}
}

// move is where the act leads and in which role it is done. Errors: ErrNotYours
// when no role of the actor ever may, ErrChanged when not from this state.
func move(act Act, from State, as []By) (State, By, error) {
	err := error(ErrNotYours)
	for _, r := range rules() {
		for _, by := range r.by {
			if r.act != act || !slices.Contains(as, by) {
				continue
			}
			if slices.Contains(r.from, from) {
				return r.to, by, nil
			}
			err = changed(from)
		}
	}
	return "", "", err
}

// actions are what the roles may do now by a button, in the order of the table.
func actions(from State, as []By) []string {
	out := []string{}
	for _, r := range rules() {
		if r.act == MoveOut || r.act == Match || r.act == Join || !slices.Contains(r.from, from) || slices.Contains(out, string(r.act)) {
			continue
		}
		if slices.ContainsFunc(r.by, func(b By) bool { return slices.Contains(as, b) }) {
			out = append(out, string(r.act))
		}
	}
	return out
}

// Live reports whether a binding in this state keeps its person from another
// one to the same house.
func (s State) Live() bool { return slices.Contains(liveStates(), s) }

func liveStates() []State { return []State{Pending, NeedMore, Active, Suspended} }

// decided reports whether a claim has got its answer.
func (s State) decided() bool { return s != None && s != Pending && s != NeedMore }

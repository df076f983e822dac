package billing

import "slices"

// State is where a bill stands. Overdue is not one: it follows from the day.
type State string

// The states.
const (
	Draft          State = "draft"
	Reviewed       State = "reviewed"
	Published      State = "published"
	PartlyPaid     State = "partly_paid"
	Paid           State = "paid"
	Disputed       State = "disputed"
	Waived         State = "waived"
	Void           State = "void"
	Refunding      State = "refunding"
	Refunded       State = "refunded"
	PartlyRefunded State = "partly_refunded"
)

// Act is what somebody does to a bill.
type Act string

// The acts.
const (
	Review     Act = "review"
	Publish    Act = "publish"
	Nothing    Act = "nothing" // published with nothing to pay
	Issue      Act = "issue"   // a charge or a corrected bill, published at once
	PayPart    Act = "pay_part"
	PayFull    Act = "pay_full"
	Dispute    Act = "dispute"
	Keep       Act = "keep"
	Cut        Act = "cut"   // part of it is waived
	Waive      Act = "waive" // all that was left is waived
	Cancel     Act = "void"
	Replace    Act = "replace" // void, and another bill stands in its place
	Refund     Act = "refund"
	RefundPart Act = "refund_part"
	RefundFull Act = "refund_full"
	RefundFail Act = "refund_fail"
)

// Role is what an actor is to a bill.
type Role string

// The roles.
const (
	Maker     Role = "maker"     // billing.run
	Publisher Role = "publisher" // billing.publish
	Approver  Role = "approver"  // billing.approve
	Household Role = "household" // right see_bill
	Payment   Role = "payment"   // money moved; never a person
)

type rule struct {
	act  Act
	by   Role
	from []State
	to   State
}

// rules is the whole life of a bill. What is not here is refused.
func rules() []rule {
	return []rule{
		{Review, Maker, []State{Draft}, Reviewed},
		{Publish, Publisher, []State{Reviewed}, Published},
		{Nothing, Publisher, []State{Reviewed}, Paid},
		{PayPart, Payment, []State{Published, PartlyPaid}, PartlyPaid},
		{PayPart, Payment, []State{Disputed}, Disputed},
		{PayFull, Payment, []State{Published, PartlyPaid, Disputed}, Paid},
		{Dispute, Household, []State{Published, PartlyPaid}, Disputed},
		{Keep, Approver, []State{Disputed}, Published}, // PartlyPaid when money has come
		{Cut, Approver, []State{Published}, Published},
		{Cut, Approver, []State{PartlyPaid}, PartlyPaid},
		{Cut, Approver, []State{Disputed}, Disputed},
		{Waive, Approver, []State{Published, PartlyPaid, Disputed}, Waived},
		{Cancel, Approver, []State{Published, Disputed}, Void},
		{Replace, Approver, []State{Published, Disputed}, Void},
		{Refund, Payment, []State{Paid, PartlyRefunded}, Refunding},
		{RefundPart, Payment, []State{Paid, Refunding, PartlyRefunded, PartlyPaid, Waived}, PartlyRefunded},
		{RefundFull, Payment, []State{Paid, Refunding, PartlyRefunded, PartlyPaid, Waived}, Refunded},
		{RefundFail, Payment, []State{Refunding}, Paid},
	}
}

// move is where the act leads. Errors: ErrNotYours when no role of the actor
// ever may, ErrChanged when not from this state.
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

// actions are what the roles may do now.
func actions(from State, roles []Role) []Act {
	out := []Act{}
	for _, r := range rules() {
		if slices.Contains(roles, r.by) && slices.Contains(r.from, from) && !slices.Contains(out, r.act) {
			out = append(out, r.act)
		}
	}
	return out
}

func (s State) payable() bool { return s == Published || s == PartlyPaid }

// visible are the states that a household sees.
func visible() []State {
	return []State{Published, PartlyPaid, Paid, Disputed, Waived, Refunding, Refunded, PartlyRefunded}
}

// owed are the states in which money may still be due.
func owed() []State { return []State{Published, PartlyPaid, Disputed} }

// part is a group of columns that belong together.
type part string

const (
	partAmount part = "amount" // principal, discount, tariff, basis
	partDates  part = "dates"  // due day
	partLate   part = "late"
	partWaived part = "waived"
	partPaid   part = "paid"
	partRefund part = "refund"
	partSlot   part = "slot"
	partLock   part = "lock"
)

// changeable says what of a bill may still change in each state; all else is
// frozen. A corrected amount is another bill.
func changeable(s State) []part {
	return map[State][]part{
		Draft:          {partAmount, partDates},
		Reviewed:       {partDates, partLate},
		Published:      {partLate, partWaived, partPaid, partSlot, partLock},
		PartlyPaid:     {partLate, partWaived, partPaid, partRefund, partLock},
		Disputed:       {partLate, partWaived, partPaid, partSlot, partLock},
		Paid:           {partRefund},
		Waived:         {partRefund},
		Refunding:      {partRefund},
		PartlyRefunded: {partRefund},
	}[s]
}

// touched are the parts in which two versions of a bill differ.
func touched(a, b Bill) []part {
	var out []part
	add := func(p part, same bool) {
		if !same {
			out = append(out, p)
		}
	}
	add(partAmount, a.PrincipalFen == b.PrincipalFen && a.DiscountFen == b.DiscountFen && a.TariffID == b.TariffID && a.Basis == b.Basis && a.TenureID == b.TenureID &&
		a.HouseID == b.HouseID && a.ItemID == b.ItemID && a.Period == b.Period && a.MerchantID == b.MerchantID)
	add(partDates, a.DueOn == b.DueOn)
	add(partLate, a.LateRaw == b.LateRaw && a.LateOn == b.LateOn && a.LateRate == b.LateRate && a.LateCapFen == b.LateCapFen)
	add(partWaived, a.WaivedFen == b.WaivedFen && a.LateWaivedFen == b.LateWaivedFen)
	add(partPaid, a.PaidFen == b.PaidFen && a.LatePaidFen == b.LatePaidFen)
	add(partRefund, a.RefundedFen == b.RefundedFen)
	add(partSlot, a.Slot == b.Slot)
	add(partLock, a.LockOrderID == b.LockOrderID && a.LockName == b.LockName && a.LockBy == b.LockBy)
	return out
}

// frozen names the first part that was changed though its state forbids it.
func frozen(was, now Bill) (part, bool) {
	for _, p := range touched(was, now) {
		if !slices.Contains(changeable(was.State), p) {
			return p, true
		}
	}
	return "", false
}

// Label is the state in the words people read.
func (s State) Label() string {
	return map[State]string{Draft: "草稿", Reviewed: "已审核", Published: "待缴费", PartlyPaid: "部分已缴", Paid: "已缴清", Disputed: "核实中",
		Waived: "已减免", Void: "已作废", Refunding: "退款中", Refunded: "已退款", PartlyRefunded: "部分退款"}[s]
}

// Tone is the colour family of the state.
func (s State) Tone() string {
	switch s {
	case Published, PartlyPaid:
		return "warn"
	case Reviewed, Disputed, Refunding:
		return "info"
	case Paid:
		return "good"
	}
	return "neutral"
}

// title is the line of the timeline.
func (a Act) title() string {
	return map[Act]string{Review: "审核通过", Publish: "账单发布", Nothing: "账单发布，无需缴费", Issue: "账单发布", PayPart: "收到部分缴费", PayFull: "已缴清",
		Dispute: "提出异议", Keep: "核实后维持原账单", Cut: "减免", Waive: "全部减免", Cancel: "账单作废", Replace: "账单更正，已出新账单",
		Refund: "开始退款", RefundPart: "部分退款到账", RefundFull: "退款到账", RefundFail: "退款未成功"}[a]
}

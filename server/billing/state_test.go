package billing

import (
	"errors"
	"slices"
	"testing"
)

func allStates() []State {
	return []State{Draft, Reviewed, Published, PartlyPaid, Paid, Disputed, Waived, Void, Refunding, Refunded, PartlyRefunded}
}

func allActs() []Act {
	return []Act{Review, Publish, Nothing, PayPart, PayFull, Dispute, Keep, Cut, Waive, Cancel, Replace, Refund, RefundPart, RefundFull, RefundFail}
}

// Every act from every state by every role: allowed if and only if the table says so.
func TestEveryTransition(t *testing.T) {
	t.Parallel()
	allowed := 0
	for _, act := range allActs() {
		for _, from := range allStates() {
			for _, role := range []Role{Maker, Publisher, Approver, Household, Payment} {
				i := slices.IndexFunc(rules(), func(r rule) bool { return r.act == act && r.by == role && slices.Contains(r.from, from) })
				to, by, err := move(act, from, []Role{role})
				ever := slices.ContainsFunc(rules(), func(r rule) bool { return r.act == act && r.by == role })
				switch {
				case i >= 0:
					allowed++
					if err != nil || to != rules()[i].to || by != role {
						t.Errorf("%s of %s by %s: %s %v", act, from, role, to, err)
					}
				case ever && !errors.Is(err, ErrChanged), !ever && !errors.Is(err, ErrNotYours):
					t.Errorf("%s of %s by %s: %v", act, from, role, err)
				}
			}
		}
	}
	if allowed != 35 {
		t.Errorf("%d transitions are allowed; a new one needs a look here", allowed)
	}
}

func TestEndedBillsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, s := range []State{Void, Refunded} {
		if got := actions(s, []Role{Maker, Publisher, Approver, Household, Payment}); len(got) > 0 {
			t.Errorf("%s allows %v", s, got)
		}
	}
}

// What was agreed on is frozen from the review on: a corrected amount is another bill.
func TestFrozenFields(t *testing.T) {
	t.Parallel()
	for _, s := range allStates() {
		was := Bill{State: s, PrincipalFen: 100, DueFen: 100, Basis: "{}"}
		for p, edit := range map[part]func(*Bill){
			partAmount: func(b *Bill) { b.PrincipalFen = 1 }, partDates: func(b *Bill) { b.DueOn = "2026-01-01" }, partLate: func(b *Bill) { b.LateRaw = 5 },
			partWaived: func(b *Bill) { b.WaivedFen = 5 }, partPaid: func(b *Bill) { b.PaidFen = 5 }, partRefund: func(b *Bill) { b.RefundedFen = 5 },
			partSlot: func(b *Bill) { b.Slot = 5 }, partLock: func(b *Bill) { b.LockOrderID = 5 },
		} {
			now := was
			edit(&now)
			if got, is := frozen(was, now); is == slices.Contains(changeable(s), p) || is && got != p {
				t.Errorf("%s of a %s bill: frozen %v (%s)", p, s, is, got)
			}
		}
	}
	for _, s := range allStates() {
		if s != Draft && slices.Contains(changeable(s), partAmount) {
			t.Errorf("the amount of a %s bill may change", s)
		}
		if s.Label() == "" || s.Tone() == "" {
			t.Errorf("%s has no words", s)
		}
	}
	for _, a := range append(allActs(), Issue) {
		if a.title() == "" {
			t.Errorf("%s has no words", a)
		}
	}
}

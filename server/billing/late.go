package billing

import "zhijian/server/platform/money"

// lateScale: rates are in 1/100000 a day, so that raw late fees are whole.
const lateScale = 100_000

// rawUntil is the raw late fee up to and including the day: what is still due,
// times the rate, for each day after LateOn. It stands still while disputed
// and once nothing is due, and never passes the cap.
func (b Bill) rawUntil(day string) int64 {
	limit := int64(b.LateCapFen) * lateScale
	if b.LateRate == 0 || b.LateOn == "" || b.State == Disputed || b.DueFen == 0 {
		return min(b.LateRaw, limit)
	}
	days := daysBetween(b.LateOn, day)
	if days <= 0 {
		return min(b.LateRaw, limit)
	}
	daily, ok := mul64(int64(b.DueFen), b.LateRate)
	if !ok {
		return limit
	}
	more, ok := mul64(daily, days)
	if !ok || more > limit {
		return limit
	}
	return min(b.LateRaw+more, limit)
}

// lateDue is the late fee that is still to be paid on the day, to the fen.
func (b Bill) lateDue(day string) money.Fen {
	all := money.Fen((b.rawUntil(day) + lateScale/2) / lateScale)
	return max(0, all-b.LatePaidFen-b.LateWaivedFen)
}

// freezeLate notes the late fee up to the day, before the principal changes
// or the counting stops.
func (b *Bill) freezeLate(day string) {
	if b.LateOn == "" || day <= b.LateOn {
		return
	}
	b.LateRaw = b.rawUntil(day)
	b.LateOn = day
}

// overdue reports whether the bill was to be paid before the day.
func (b Bill) overdue(day string) bool {
	return b.DueFen > 0 && b.DueOn != "" && b.DueOn < day && (b.State == Published || b.State == PartlyPaid)
}

// total is what clears the bill on the day.
func (b Bill) total(day string) money.Fen {
	if !b.State.payable() && b.State != Disputed {
		return 0
	}
	return b.DueFen + b.lateDue(day)
}

// lateCap is the most a late fee may be: the cap of the tariff, rounded down.
func lateCap(principal money.Fen, bp int64) money.Fen {
	return money.Fen(int64(principal) * bp / basis)
}

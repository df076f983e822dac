package billing

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/task"
)

// perPublish is how many houses one transaction publishes: their bills, events,
// journal, prepaid money, cards and messages.
const perPublish = 200

// publish shows one chunk of a run's bills, in one transaction with its message
// and the next one.
func (s *Service) publish(ctx context.Context, m task.Message) error {
	ctx = auth.With(ctx, auth.SystemActor()) // a run names its community in every query
	var c chunk
	if err := m.Into(&c); err != nil {
		return err
	}
	r, err := s.store.lockRun(ctx, c.Run)
	if err != nil || r.State != runPublishing || r.Version != c.Version {
		return err
	}
	houses, err := s.store.nextHouses(ctx, r.ID, r.CursorID, perPublish)
	if err != nil {
		return err
	}
	if len(houses) == 0 {
		done, err := s.stepRun(ctx, auth.SystemActor(), r, "published", "", func(r *run) { at := r.UpdatedAt; r.PublishedAt, r.DoneCount = &at, r.TotalCount })
		if err != nil {
			return err
		}
		return s.tellRun(ctx, done)
	}
	n, err := s.publishHouses(ctx, r, houses)
	if err != nil {
		return fmt.Errorf("publish run %d after house %d: %w", r.ID, r.CursorID, err)
	}
	now := r
	now.CursorID, now.DoneCount, now.UpdatedAt = houses[len(houses)-1], r.DoneCount+n, s.Now()
	if ok, err := s.store.moveRun(ctx, r, now); err != nil || !ok {
		return firstOf(err, ErrRunChanged)
	}
	if err := s.tellRun(ctx, now); err != nil {
		return err
	}
	return s.Box.Enqueue(ctx, TaskPublish, task.Bulk, chunk{r.ID, r.Version + 1}, s.Now())
}

func (s *Service) publishHouses(ctx context.Context, r run, houses []ids.ID) (int64, error) {
	bills, err := s.store.reviewedOf(ctx, r.ID, houses)
	if err != nil {
		return 0, err
	}
	if bills, err = s.moveReviewed(ctx, r, bills); err != nil {
		return 0, err
	}
	if err := s.post(ctx, publishedJournal(r, bills)); err != nil {
		return 0, err
	}
	if err := s.usePrepaid(ctx, r, bills); err != nil {
		return 0, err
	}
	if err := s.store.addReminders(ctx, publishReminders(bills, s.Now())); err != nil {
		return 0, err
	}
	return int64(len(bills)), s.announce(ctx, r, houses, bills)
}

// moveReviewed publishes bills by their tariffs' terms; a bill of nothing is paid at once.
func (s *Service) moveReviewed(ctx context.Context, r run, bills []Bill) ([]Bill, error) {
	terms, err := s.store.tariffsIn(ctx, idsOf(bills, func(b Bill) ids.ID { return b.TariffID }))
	if err != nil {
		return nil, err
	}
	type group struct {
		tariff ids.ID
		to     State
	}
	groups, events := map[group][]ids.ID{}, make([]billEvent, 0, len(bills))
	publisher := auth.Actor{Kind: auth.Staff, ID: r.PublisherID, Name: r.PublisherName}
	for i := range bills {
		was, b := bills[i], &bills[i]
		b.State, b.Version = Published, was.Version+1
		act, at := Publish, s.Now()
		if b.asked() == 0 {
			b.State, act = Paid, Nothing
		}
		b.DueOn, b.LateOn = dates(terms[b.TariffID], s.today())
		b.PublishedAt = &at
		groups[group{b.TariffID, b.State}] = append(groups[group{b.TariffID, b.State}], b.ID)
		e := s.record(ctx, publisher, was, *b)
		e.Act, e.ActorRole, e.AmountFen = act, Publisher, b.asked()
		events = append(events, e)
	}
	for g, in := range groups {
		due, late := dates(terms[g.tariff], s.today())
		n, err := s.store.publishBills(ctx, in, g.to, due, late, s.Now())
		if err != nil {
			return nil, err
		}
		if n != int64(len(in)) {
			return nil, ErrChanged
		}
	}
	return bills, s.store.addEvents(ctx, events)
}

// dates are the last day to pay and the day after which a late fee runs.
func dates(t Tariff, published string) (dueOn, lateOn string) {
	dueOn = addDays(published, t.DueDays)
	if t.LateRate > 0 {
		lateOn = addDays(dueOn, t.LateAfter)
	}
	return dueOn, lateOn
}

// publishedJournal books a chunk: each house owes, the items have earned.
func publishedJournal(r run, bills []Bill) event.Journal {
	j := event.Journal{CommunityID: r.CommunityID, Kind: "bill_published", Memo: r.Title}
	if len(bills) == 0 {
		return j
	}
	j.Ref = r.ID.String() + ":" + bills[0].ID.String()
	owes, earned, off := map[ids.ID]money.Fen{}, map[string]money.Fen{}, money.Fen(0)
	for _, b := range bills {
		owes[b.HouseID] += b.asked()
		earned[incomeOf(b.Kind)] += b.PrincipalFen
		off += b.DiscountFen
	}
	for _, h := range slices.Sorted(maps.Keys(owes)) {
		j.Entries = appendEntry(j.Entries, "receivable", h, owes[h])
	}
	j.Entries = appendEntry(j.Entries, "discount", 0, off)
	for _, a := range slices.Sorted(maps.Keys(earned)) {
		j.Entries = appendEntry(j.Entries, a, 0, -earned[a])
	}
	return j
}

// appendEntry leaves out what is nothing.
func appendEntry(to []event.Entry, account string, owner ids.ID, fen money.Fen) []event.Entry {
	if fen == 0 {
		return to
	}
	return append(to, event.Entry{Account: account, Owner: owner, Fen: fen})
}

// billJournal books one bill that stands for itself; reverse takes it back.
// Prepaid money and deposits are booked when they come, not when they are asked for.
func billJournal(kind string, b Bill, reverse bool) event.Journal {
	j := event.Journal{CommunityID: b.CommunityID, Kind: kind, Ref: b.ID.String(), Memo: b.Title}
	if b.Source == sourcePrepaid || b.Source == sourceDeposit {
		return j
	}
	sign := money.Fen(1)
	if reverse {
		sign = -1
	}
	j.Entries = appendEntry(j.Entries, "receivable", b.HouseID, sign*b.asked())
	j.Entries = appendEntry(j.Entries, "discount", 0, sign*b.DiscountFen)
	j.Entries = appendEntry(j.Entries, incomeOf(b.Kind), 0, -sign*b.PrincipalFen)
	return j
}

// post books a journal unless it moves nothing.
func (s *Service) post(ctx context.Context, j event.Journal) error {
	if len(j.Entries) == 0 {
		return nil
	}
	if err := s.Ledger.Post(ctx, j); err != nil {
		return fmt.Errorf("post %s %s: %w", j.Kind, j.Ref, err)
	}
	return nil
}

// usePrepaid pays new bills from the houses' prepaid money, where the run or
// the house says so, in the order of the bills.
func (s *Service) usePrepaid(ctx context.Context, r run, bills []Bill) error {
	by := map[ids.ID][]Bill{}
	for _, b := range bills {
		if b.DueFen > 0 && b.State == Published {
			by[b.HouseID] = append(by[b.HouseID], b)
		}
	}
	houses := slices.Sorted(maps.Keys(by))
	set, err := s.store.settingsOf(ctx, houses)
	if err != nil {
		return err
	}
	for _, h := range houses {
		if r.UsePrepaid || set[h].AutoPrepaid {
			if err := s.spendPrepaid(ctx, r.CommunityID, h, by[h]); err != nil {
				return fmt.Errorf("prepaid money of house %d: %w", h, err)
			}
		}
	}
	return nil
}

// spendPrepaid pays bills of a house as far as its prepaid money reaches. Prepaid
// money of an earlier household is not touched: it went with that household.
func (s *Service) spendPrepaid(ctx context.Context, community, house ids.ID, bills []Bill) error {
	if _, err := s.store.lockSettings(ctx, community, house, s.Now()); err != nil {
		return err
	}
	left, err := s.Ledger.Balance(ctx, community, "prepaid", house)
	if err != nil {
		return err
	}
	left = -left // a credit
	for _, b := range bills {
		pay := min(left, b.DueFen)
		if pay <= 0 {
			return nil
		}
		order := s.Gen.New()
		line := event.PayLine{BillID: b.ID, Title: b.Title, Principal: pay, Amount: pay}
		if _, err := s.Settle(ctx, event.Settlement{OrderID: order, CommunityID: community, HouseID: house, Via: "prepaid", Lines: []event.PayLine{line}, Amount: pay, At: s.Now()}); err != nil {
			return err
		}
		left -= pay
	}
	return nil
}

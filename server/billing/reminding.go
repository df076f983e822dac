package billing

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// rung is one step of the reminders: from so many days after the due day on,
// until the next one begins. Each is taken once for each bill.
type rung struct {
	kind     string
	from, to int64 // days after the due day; to is exclusive
	work     bool  // for staff: a call, a letter
}

// ladder begins with the publication, which its run sends.
func ladder() []rung {
	return []rung{{"before", -3, 1, false}, {"after1", 1, 7, false}, {"after7", 7, 30, false}, {"call", 30, 90, true}, {"letter", 90, 100_000, true}}
}

const perReminder = 300

// Remind takes the steps that are due, over all communities. A disputed bill is
// left alone. Arrears lead to words and nothing else.
func (s *Service) Remind(ctx context.Context) error {
	ctx = auth.With(ctx, auth.SystemActor()) // every community's bills
	for _, r := range ladder() {
		for {
			n, err := s.remindSome(ctx, r)
			if err != nil {
				return fmt.Errorf("remind %s: %w", r.kind, err)
			}
			if n < perReminder {
				break
			}
		}
	}
	return nil
}

func (s *Service) remindSome(ctx context.Context, r rung) (n int, err error) {
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		bills, err := s.store.toRemind(ctx, r, s.today(), perReminder)
		if err != nil || len(bills) == 0 {
			return err
		}
		n = len(bills)
		state := "sent"
		if r.work {
			state = "open"
		}
		rows := make([]reminder, len(bills))
		for i, b := range bills {
			rows[i] = reminder{BillID: b.ID, Kind: r.kind, CommunityID: b.CommunityID, HouseID: b.HouseID, State: state, CreatedAt: s.Now()}
		}
		if err := s.store.addReminders(ctx, rows); err != nil {
			return err
		}
		return s.remindPeople(ctx, r, bills)
	})
	return n, err
}

// remindPeople tells each household once for all its bills of the step, and the
// staff of each community once that there is work.
func (s *Service) remindPeople(ctx context.Context, r rung, bills []Bill) error {
	if r.work {
		of := map[ids.ID]int{}
		for _, b := range bills {
			of[b.CommunityID]++
		}
		for _, community := range slices.Sorted(maps.Keys(of)) {
			if err := s.notifyStaff(ctx, community, "billing.waive", "bill_work", "/billing/arrears", fmt.Sprintf("bill:%s:%d:%s", r.kind, community, s.today()),
				map[string]string{"kind": workName(r.kind), "count": fmt.Sprint(of[community])}); err != nil {
				return err
			}
		}
		return nil
	}
	type key struct{ community, house, tenure ids.ID }
	by := map[key][]Bill{}
	for _, b := range bills {
		k := key{b.CommunityID, b.HouseID, b.TenureID}
		by[k] = append(by[k], b)
	}
	p, err := s.peopleOf(ctx, idsOf(bills, func(b Bill) ids.ID { return b.HouseID }))
	if err != nil {
		return err
	}
	for _, k := range slices.SortedFunc(maps.Keys(by), func(a, b key) int { return int(a.house - b.house) }) {
		sum, first := money.Fen(0), by[k][0]
		for _, b := range by[k] {
			sum += b.total(s.today())
		}
		for _, person := range p.of(k.house, k.tenure) {
			if err := s.Box.Publish(ctx, event.Notify{To: person, CommunityID: k.community, Template: "bill_remind_" + r.kind, Link: appLink(k.house),
				Params: map[string]string{"house": first.HouseLabel, "item": first.Title, "amount": sum.String(), "count": fmt.Sprint(len(by[k])), "due": first.DueOn},
				Dedupe: fmt.Sprintf("bill:%s:%d:%s", r.kind, k.house, s.today())}); err != nil {
				return err
			}
		}
	}
	return nil
}

func workName(kind string) string {
	if kind == "letter" {
		return "书面催告"
	}
	return "电话提醒"
}

// publishReminders note that the households were told of new bills.
func publishReminders(bills []Bill, now time.Time) []reminder {
	var out []reminder
	for _, b := range bills {
		if b.State == Published {
			out = append(out, reminder{BillID: b.ID, Kind: "publish", CommunityID: b.CommunityID, HouseID: b.HouseID, State: "sent", CreatedAt: now})
		}
	}
	return out
}

// FinishWork notes that a call was made or a letter delivered.
// Errors: auth.ErrDenied, ErrNotFound.
func (s *Service) FinishWork(ctx context.Context, who auth.Actor, bill ids.ID, kind, note string) error {
	if err := who.Must("billing.waive"); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		ok, err := s.store.endReminder(ctx, bill, kind, note, who.ID, who.Name, s.Now())
		return firstOf(err, onlyIfFound(ok))
	})
}

func onlyIfFound(ok bool) error {
	if ok {
		return nil
	}
	return ErrNotFound.Detail("这项催缴任务已经完成，请刷新后再看")
}

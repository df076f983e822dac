package billing

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
)

const (
	// perChunk is how many houses one transaction counts: large enough that its
	// commit costs little, small enough that it ends long before its message's lease.
	perChunk = 10_000
	// maxShared bounds the houses that one pool is divided over, in one transaction.
	maxShared = 20_000
)

// chunk is the message for one part of a run's work. The version makes a
// message of before worthless.
type chunk struct {
	Run     ids.ID `json:"run"`
	Version int64  `json:"version"`
}

// MakeRun starts to count the bills of a period, in the background, as drafts
// that nobody outside sees. Houses that have a bill of an item and period keep it:
// a second run fills gaps only. Errors: auth.ErrDenied, ErrInput, ErrNoItem.
func (s *Service) MakeRun(ctx context.Context, who auth.Actor, community ids.ID, period string, items []ids.ID, usePrepaid bool) (r run, err error) {
	if err := within(who, "billing.run", community); err != nil {
		return r, err
	}
	if _, ok := parsePeriod(period); !ok {
		return r, ErrInput.With("period", "请选择账期，例如 2026-03")
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		work, err := s.workOf(ctx, community, period, items)
		if err != nil {
			return err
		}
		raw, err := json.Marshal(work)
		if err != nil {
			return err
		}
		total, err := s.countHouses(ctx, community)
		if err != nil {
			return err
		}
		r = run{ID: s.Gen.New(), CommunityID: community, Period: period, Title: periodName(period) + "账单", State: runComputing, Work: string(raw), UsePrepaid: usePrepaid,
			TotalCount: total * int64(len(work)), MakerID: who.ID, MakerName: who.Name, Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}
		if err := s.store.addRun(ctx, r); err != nil {
			return err
		}
		if err := s.noteRun(ctx, who, run{}, r, "make", ""); err != nil {
			return err
		}
		return s.Box.Enqueue(ctx, TaskCompute, task.Bulk, chunk{r.ID, r.Version}, s.Now())
	})
	return r, err
}

// workOf pairs the items with the tariffs in force on the first day of the period.
func (s *Service) workOf(ctx context.Context, community ids.ID, period string, chosen []ids.ID) ([]workItem, error) {
	all, err := s.store.items(ctx, community)
	if err != nil {
		return nil, err
	}
	var out []workItem
	for _, i := range all {
		if i.State != "active" || len(chosen) > 0 && !slices.Contains(chosen, i.ID) {
			continue
		}
		t, found, err := s.store.tariffOn(ctx, i.ID, period+"-01")
		if err != nil {
			return nil, err
		}
		if !found && len(chosen) > 0 {
			return nil, ErrInput.With("itemIds", "“"+i.Name+"”在这个账期没有已启用的收费标准")
		}
		first, _ := parsePeriod(period)
		if found && (int64(first.Month())-1)%max(1, t.Months) == 0 {
			out = append(out, workItem{i.ID, t.ID})
		}
	}
	if len(out) == 0 {
		return nil, ErrInput.With("itemIds", "这个账期没有要出账的收费项目，请检查收费标准的执行日期和周期")
	}
	if len(out) > 40 {
		return nil, ErrInput.With("itemIds", "一次最多为 40 个项目出账，请分几次")
	}
	return out, nil
}

func (s *Service) countHouses(ctx context.Context, community ids.ID) (n int64, err error) {
	after := ids.ID(0)
	for {
		facts, err := s.Register.Facts(ctx, community, after, perChunk, nil)
		if err != nil {
			return 0, err
		}
		n += int64(len(facts))
		if len(facts) < perChunk {
			return n, nil
		}
		after = facts[len(facts)-1].ID
	}
}

// noteRun is the event row of a run's step.
func (s *Service) noteRun(ctx context.Context, who auth.Actor, was, now run, act, reason string) error {
	return s.store.addRunEvent(ctx, runEvent{RunID: now.ID, Version: now.Version, CommunityID: now.CommunityID, Act: act, FromState: was.State, ToState: now.State,
		ActorKind: string(who.Kind), ActorID: who.ID, ActorName: who.Name, Reason: cut(reason, 200), IP: auth.OriginFrom(ctx).IP, CreatedAt: s.Now()})
}

// stepRun does one act on a run that was locked in this transaction.
func (s *Service) stepRun(ctx context.Context, who auth.Actor, was run, act, reason string, edit func(*run)) (run, error) {
	rule := runRules()[act]
	if !slices.Contains(rule.from, was.State) {
		return was, ErrRunChanged.Detail("这次出账现在是“%s”，请刷新后再操作", was.State.Label()).Note("state", string(was.State))
	}
	now := was
	now.State, now.UpdatedAt = rule.to, s.Now()
	if edit != nil {
		edit(&now)
	}
	ok, err := s.store.moveRun(ctx, was, now)
	if err != nil {
		return was, fmt.Errorf("move run %d: %w", was.ID, err)
	}
	if !ok {
		return was, ErrRunChanged
	}
	now.Version = was.Version + 1
	return now, s.noteRun(ctx, who, was, now, act, reason)
}

// compute counts one chunk: it runs in one transaction with its message and
// the next one, so a killed process neither leaves a gap nor bills twice.
func (s *Service) compute(ctx context.Context, m task.Message) error {
	ctx = auth.With(ctx, auth.SystemActor()) // a run names its community in every query
	var c chunk
	if err := m.Into(&c); err != nil {
		return err
	}
	r, err := s.store.lockRun(ctx, c.Run)
	if err != nil || r.State != runComputing || r.Version != c.Version {
		return err
	}
	now := r
	if err := s.part(ctx, &now); err != nil {
		if db.Duplicate(err) {
			return err // another run was faster for some house; count again without it
		}
		if isFormula(err) || isCode(err, ErrInput) {
			problem := sentence(err)
			_, err = s.stepRun(ctx, auth.SystemActor(), r, "fail", problem, func(r *run) { r.Problem = cut(problem, 300) })
			return err
		}
		return fmt.Errorf("count run %d: %w", r.ID, err)
	}
	if now.Step >= int64(len(now.work())) {
		return s.counted(ctx, r, now)
	}
	now.UpdatedAt = s.Now()
	if ok, err := s.store.moveRun(ctx, r, now); err != nil || !ok {
		return firstOf(err, ErrRunChanged)
	}
	if err := s.tellRun(ctx, now); err != nil {
		return err
	}
	return s.Box.Enqueue(ctx, TaskCompute, task.Bulk, chunk{r.ID, r.Version + 1}, s.Now())
}

// part counts the houses after the cursor for the item at hand, and moves both on.
func (s *Service) part(ctx context.Context, r *run) error {
	w := r.work()[r.Step]
	i, err := s.store.item(ctx, w.ItemID)
	if err != nil {
		return err
	}
	t, err := s.store.tariff(ctx, w.TariffID)
	if err != nil {
		return err
	}
	p, err := planOf(t)
	if err != nil {
		return err
	}
	size := perChunk
	if p.Method == Shared {
		size = maxShared
	}
	facts, err := s.Register.Facts(ctx, r.CommunityID, r.CursorID, size, nil)
	if err != nil {
		return err
	}
	bills, skipped, err := s.draft(ctx, *r, i, p, facts)
	if err != nil {
		return err
	}
	r.note(bills, skipped, int64(len(facts)))
	if len(facts) < size || p.Method == Shared {
		r.Step, r.CursorID = r.Step+1, 0
	} else {
		r.CursorID = facts[len(facts)-1].ID
	}
	return nil
}

// note adds a chunk to the run's totals.
func (r *run) note(bills []Bill, skipped, houses int64) {
	r.DoneCount += houses
	r.SkippedCount += skipped
	r.BillCount += int64(len(bills))
	for i := range bills {
		r.SumFen += bills[i].asked()
		if bills[i].Anomaly != "" {
			r.AnomalyCount++
		}
	}
}

// counted ends the counting: what the last period came to is put beside it.
func (s *Service) counted(ctx context.Context, was, now run) error {
	var items []ids.ID
	for _, w := range now.work() {
		items = append(items, w.ItemID)
	}
	var err error
	if now.LastSumFen, now.LastCount, err = s.store.periodSum(ctx, items, addMonths(now.Period, -1)); err != nil {
		return err
	}
	done, err := s.stepRun(ctx, auth.SystemActor(), was, "computed", "", func(r *run) {
		state, at := r.State, r.UpdatedAt
		*r = now
		r.State, r.UpdatedAt, r.CursorID = state, at, 0
	})
	if err != nil {
		return err
	}
	return s.tellRun(ctx, done)
}

// tellRun makes the open pages of those who work with runs reload.
func (s *Service) tellRun(ctx context.Context, r run) error {
	staff, err := s.People.StaffWith(ctx, r.CommunityID, "billing.read")
	if err != nil {
		return fmt.Errorf("who follows run %d: %w", r.ID, err)
	}
	return s.Live.Tell(ctx, idsOf(staff, func(p event.Staff) ids.ID { return p.ID }), "billing.run", r.ID, r.CommunityID)
}

// ReviewRun confirms the drafts. Bills that could not be counted are refused
// here. Errors: ErrNoRun, ErrRunChanged, ErrAnomalies.
func (s *Service) ReviewRun(ctx context.Context, who auth.Actor, id ids.ID) (out run, err error) {
	if err := who.Must("billing.run"); err != nil {
		return out, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		r, err := s.store.lockRun(ctx, id)
		if err != nil {
			return err
		}
		if n, err := s.store.countStopping(ctx, id); err != nil || n > 0 {
			return firstOf(err, ErrAnomalies.Detail("还有 %d 笔账单算不出金额，请先修正收费标准或房屋资料，再重新出账", n))
		}
		out, err = s.stepRun(ctx, who, r, "review", "", func(r *run) { r.ReviewerID, r.ReviewerName = who.ID, who.Name })
		if err != nil {
			return err
		}
		if _, err := s.store.reviewBills(ctx, id, s.Now()); err != nil {
			return err
		}
		return s.tellRun(ctx, out)
	})
	return out, err
}

// PublishRun shows the bills to the households, in the background. Who made
// the run may not. Errors: ErrNoRun, ErrFourEyes, ErrRunChanged.
func (s *Service) PublishRun(ctx context.Context, who auth.Actor, id ids.ID) (out run, err error) {
	if err := who.Must("billing.publish"); err != nil {
		return out, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		r, err := s.store.lockRun(ctx, id)
		if err != nil {
			return err
		}
		if r.MakerID == who.ID {
			return ErrFourEyes
		}
		out, err = s.stepRun(ctx, who, r, "publish", "", func(r *run) {
			r.PublisherID, r.PublisherName, r.CursorID, r.DoneCount, r.TotalCount = who.ID, who.Name, 0, 0, r.BillCount
		})
		if err != nil {
			return err
		}
		if err := s.tellRun(ctx, out); err != nil {
			return err
		}
		return s.Box.Enqueue(ctx, TaskPublish, task.Bulk, chunk{id, out.Version}, s.Now())
	})
	return out, err
}

// DiscardRun throws the drafts of a run away. Errors: ErrNoRun, ErrRunChanged.
func (s *Service) DiscardRun(ctx context.Context, who auth.Actor, id ids.ID, reason string) (out run, err error) {
	if err := who.Must("billing.run"); err != nil {
		return out, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		r, err := s.store.lockRun(ctx, id)
		if err != nil {
			return err
		}
		if out, err = s.stepRun(ctx, who, r, "discard", reason, nil); err != nil {
			return err
		}
		if err := s.store.discardBills(ctx, id); err != nil {
			return err
		}
		return s.tellRun(ctx, out)
	})
	return out, err
}

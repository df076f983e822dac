package repair

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

// Scores are what the reporter thinks of the work, 1 to 5 each.
type Scores struct {
	Speed    int      `json:"speed" minimum:"1" maximum:"5"`
	Quality  int      `json:"quality" minimum:"1" maximum:"5"`
	Attitude int      `json:"attitude" minimum:"1" maximum:"5"`
	Tags     []string `json:"tags,omitempty" maxItems:"6" nullable:"false"`
	Comment  string   `json:"comment,omitempty" maxLength:"200"`
}

// visits reports whether a colleague asks how it went: by the category's rule,
// the sample by the order's id, so that nobody chooses whom to ask.
func visits(rule string, o Order, rated bool) bool {
	switch rule {
	case visitAll:
		return true
	case visitUnrated:
		return !rated
	case visitSampled:
		return sampled(o.ID)
	}
	return false
}

// sampled is true for a tenth of all orders. Ids of one millisecond are alike
// in their last digits, so they are mixed first.
func sampled(id ids.ID) bool {
	x := uint64(id)
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return x%10 == 0
}

// Rate closes the order with the reporter's scores, or sends it to a return visit.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrInput.
func (s *Service) Rate(ctx context.Context, who auth.Actor, id ids.ID, sc Scores) (Order, error) {
	for _, tag := range sc.Tags {
		if tag == "" || len([]rune(tag)) > 20 {
			return Order{}, ErrInput.With("tags", "每个标签最多 20 个字")
		}
	}
	return s.closing(ctx, who, id, Rate, func(ctx context.Context, o Order, _ ids.ID) error {
		return s.store.addRating(ctx, rating{
			OrderID: o.ID, Round: o.Reworks, CommunityID: o.CommunityID, WorkerID: o.WorkerID, Speed: sc.Speed, Quality: sc.Quality, Attitude: sc.Attitude,
			Tags: distinct(sc.Tags), Comment: sc.Comment, CreatedAt: o.UpdatedAt,
		})
	})
}

// closing ends the wait for a rating: by one, or by the timer.
func (s *Service) closing(ctx context.Context, who auth.Actor, id ids.ID, act Act, more func(context.Context, Order, ids.ID) error) (Order, error) {
	var o Order
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.find(ctx, who, id)
		if err != nil {
			return err
		}
		t, err := s.treatOrder(ctx, was)
		if err != nil {
			return err
		}
		to := Closed
		if visits(t.VisitRule, was, act == Rate) {
			to = ReturnVisit
		}
		o, err = s.step(ctx, who, was, step{act: act, to: to, more: more})
		return err
	})
	return o, err
}

// RepairVisited is what a colleague heard, or the reporter says himself.
type RepairVisited struct {
	Good         bool     `json:"good"`
	Note         string   `json:"note,omitempty" maxLength:"300" doc:"needed when it is not good"`
	PhotoFileIDs []ids.ID `json:"photoFileIds,omitempty" maxItems:"9" nullable:"false" doc:"of what is still wrong"`
}

// PayVisit notes a return visit, or the reporter's own word before anybody
// rang; a bad one reopens the order.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrInput, file.unknown.
func (s *Service) PayVisit(ctx context.Context, who auth.Actor, id ids.ID, v RepairVisited) (Order, error) {
	if !v.Good && v.Note == "" {
		return Order{}, ErrInput.With("note", "请写明哪里还不满意")
	}
	return s.changeOnce(ctx, who, id, func(was Order) (step, error) {
		row := returnVisit{OrderID: was.ID, Round: was.Reworks, CommunityID: was.CommunityID, Good: v.Good, Note: v.Note, CreatedAt: s.Now()}
		if who.Kind == auth.Staff {
			row.StaffID = who.ID
		}
		st := step{act: Visit, to: Closed, reason: v.Note, photos: v.PhotoFileIDs, more: func(ctx context.Context, _ Order, _ ids.ID) error { return s.store.addVisit(ctx, row) }}
		if !v.Good {
			st.to, st.edit = Reopened, again
		}
		return st, nil
	})
}

// again begins a new round: free, and a supervisor's matter.
func again(o *Order, _ time.Time) {
	o.Reworks++
	o.Supervised, o.DispatchStep, o.Returns, o.NoShows, o.ShotBefore, o.Scanned = true, 0, 0, 0, false, false
	o.QuoteFen, o.FinishedAt, o.EndedAt, o.ArrivedAt, o.AcceptedAt, o.SlotStart, o.SlotEnd = 0, nil, nil, nil, nil, nil, nil
	if o.CostBearer == bearerOwner {
		o.CostBearer = bearerWarranty
	}
}

// Reopen lets the reporter say that it is not mended: within seven days of the
// end, or within the warranty as rework. It is free and goes to a supervisor.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrLate, ErrInput.
func (s *Service) Reopen(ctx context.Context, who auth.Actor, id ids.ID, reason string, photos []ids.ID) (Order, error) {
	if reason == "" {
		return Order{}, ErrInput.With("reason", "请写明哪里还没有修好")
	}
	return s.change(ctx, who, id, step{
		act: Reopen, reason: reason, photos: photos,
		check: func(was Order, at time.Time) error {
			recent := was.EndedAt == nil || at.Sub(*was.EndedAt) <= reopenWithin
			if !recent && (was.WarrantyUntil == nil || at.After(*was.WarrantyUntil)) {
				return ErrLate
			}
			return nil
		},
		edit: again,
	})
}

// distinct keeps the first of equal tags.
func distinct(tags []string) []string {
	out := make([]string, 0, len(tags))
	for _, tag := range tags {
		if !slices.Contains(out, tag) {
			out = append(out, tag)
		}
	}
	return out
}

// closeUnrated closes what nobody rated within seven days. Without a rating
// row the order counts for nobody as good.
func (s *Service) closeUnrated(ctx context.Context) error {
	ctx = auth.With(ctx, auth.SystemActor())
	for {
		due, err := s.store.unrated(ctx, s.Now().Add(-rateWithin), 100)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, id := range due {
			if _, err := s.closing(ctx, auth.SystemActor(), id, Expire, nil); err != nil && !isChanged(err) {
				return fmt.Errorf("close unrated repair %d: %w", id, err)
			}
		}
	}
}

// forgetDays drops the report counters of the days before yesterday.
func (s *Service) forgetDays(ctx context.Context) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		return s.store.forgetDays(ctx, s.Now().Add(-48*time.Hour).Format(time.DateOnly))
	})
}

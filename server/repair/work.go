package repair

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

// Assign gives the order to a worker of the community. Without a version it is
// the first assignment; to take the order from one worker and give it to
// another, the version on the dispatcher's screen must still stand.
// Errors: ErrNotFound, ErrNotYours, ErrWorker, ErrChanged.
func (s *Service) Assign(ctx context.Context, who auth.Actor, id, worker ids.ID, version int64) (Order, error) {
	var o Order
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.find(ctx, who, id)
		if err != nil {
			return err
		}
		if version == 0 && was.State != Submitted && slices.Contains(rolesOf(who, was), Dispatcher) {
			return changed(was.State)
		}
		w, err := s.worker(ctx, was.CommunityID, worker)
		if err != nil {
			return err
		}
		o, err = s.change(ctx, who, id, step{act: Assign, version: version, edit: func(o *Order) { o.WorkerID, o.WorkerName = w.ID, w.Name }})
		return err
	})
	return o, err
}

// worker finds who may work in the community. Error: ErrWorker.
func (s *Service) worker(ctx context.Context, community, id ids.ID) (event.Staff, error) {
	able, err := s.People.StaffWith(ctx, community, "repair.work")
	if err != nil {
		return event.Staff{}, fmt.Errorf("workers of %d: %w", community, err)
	}
	i := slices.IndexFunc(able, func(w event.Staff) bool { return w.ID == id })
	if i < 0 {
		return event.Staff{}, ErrWorker
	}
	return able[i], nil
}

// Accept is the assigned worker's yes. Errors: ErrNotFound, ErrNotYours, ErrChanged.
func (s *Service) Accept(ctx context.Context, who auth.Actor, id ids.ID) (Order, error) {
	return s.change(ctx, who, id, step{act: Accept})
}

// Arrive notes that the assigned worker is there. Errors: ErrNotFound, ErrNotYours, ErrChanged.
func (s *Service) Arrive(ctx context.Context, who auth.Actor, id ids.ID) (Order, error) {
	return s.change(ctx, who, id, step{act: Arrive})
}

// Finish ends the assigned worker's work, with at least one photo of it.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrInput, file.unknown.
func (s *Service) Finish(ctx context.Context, who auth.Actor, id ids.ID, note, causeCode string, files []ids.ID) (Order, error) {
	if !slices.ContainsFunc(causes(), func(c repairCause) bool { return c.Code == causeCode }) {
		return Order{}, ErrInput.With("causeCode", "请从给出的原因中选择")
	}
	if len(files) == 0 {
		return Order{}, ErrInput.With("photoFileIds", "请至少拍一张完工照片")
	}
	return s.change(ctx, who, id, step{
		act: Finish, reason: note,
		edit: func(o *Order) {
			at := o.UpdatedAt
			o.CauseCode, o.FinishedAt = causeCode, &at
		},
		more: func(ctx context.Context, o Order, event ids.ID) error {
			if err := s.Files.Attach(ctx, who, "repair", o.ID, o.CommunityID, files); err != nil {
				return err
			}
			return s.store.addPhotos(ctx, photosOf(o.ID, event, files))
		},
	})
}

// Scores are what the reporter thinks of the work, 1 to 5 each.
type Scores struct {
	Speed    int      `json:"speed" minimum:"1" maximum:"5"`
	Quality  int      `json:"quality" minimum:"1" maximum:"5"`
	Attitude int      `json:"attitude" minimum:"1" maximum:"5"`
	Tags     []string `json:"tags,omitempty" maxItems:"6" nullable:"false"`
	Comment  string   `json:"comment,omitempty" maxLength:"200"`
}

// Rate closes the order with the reporter's scores.
// Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrInput.
func (s *Service) Rate(ctx context.Context, who auth.Actor, id ids.ID, sc Scores) (Order, error) {
	for _, tag := range sc.Tags {
		if tag == "" || len([]rune(tag)) > 20 {
			return Order{}, ErrInput.With("tags", "每个标签最多 20 个字")
		}
	}
	return s.change(ctx, who, id, step{
		act: Rate, edit: ended,
		more: func(ctx context.Context, o Order, _ ids.ID) error {
			return s.store.addRating(ctx, rating{
				OrderID: o.ID, CommunityID: o.CommunityID, WorkerID: o.WorkerID, Speed: sc.Speed, Quality: sc.Quality, Attitude: sc.Attitude,
				Tags: distinct(sc.Tags), Comment: sc.Comment, CreatedAt: o.UpdatedAt,
			})
		},
	})
}

// Cancel ends an order without work: the reporter before the worker has
// arrived, a dispatcher with a reason. Errors: ErrNotFound, ErrNotYours, ErrChanged, ErrInput.
func (s *Service) Cancel(ctx context.Context, who auth.Actor, id ids.ID, reason string) (Order, error) {
	if who.Kind == auth.Staff && reason == "" {
		return Order{}, ErrInput.With("reason", "请写明取消的原因，住户会看到")
	}
	return s.change(ctx, who, id, step{act: Cancel, reason: reason, edit: ended})
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

func ended(o *Order) {
	at := o.UpdatedAt
	o.EndedAt = &at
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
			if _, err := s.change(ctx, auth.SystemActor(), id, step{act: Expire, edit: ended}); err != nil && !isChanged(err) {
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

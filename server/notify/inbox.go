package notify

import (
	"context"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

const (
	pageSize = 20
	// mostLeave caps what a client can claim to have accepted.
	mostLeave = 50
	maxPlan   = 3 // WeChat asks for at most three templates at once
)

// Inbox is one page of who's messages, newest first, and the number of unread
// ones in all. next is 0 after the last page.
func (s *Service) Inbox(ctx context.Context, who auth.Actor, before ids.ID) (page []message, next ids.ID, unread int, err error) {
	page, err = s.store.page(ctx, who.ID, before, pageSize+1)
	if err != nil {
		return nil, 0, 0, err
	}
	if len(page) > pageSize {
		page = page[:pageSize]
		next = page[pageSize-1].ID
	}
	counts, err := s.store.unread(ctx, who.ID)
	return page, next, counts[who.ID], err
}

// Read marks one message as read; again is no error. Errors: ErrNotFound.
func (s *Service) Read(ctx context.Context, who auth.Actor, id ids.ID) (unread int, err error) {
	return s.read(ctx, who, id)
}

// ReadAll marks everything as read.
func (s *Service) ReadAll(ctx context.Context, who auth.Actor) error {
	_, err := s.read(ctx, who, 0)
	return err
}

func (s *Service) read(ctx context.Context, who auth.Actor, id ids.ID) (unread int, err error) {
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		changed, err := s.store.markRead(ctx, who.ID, id, s.Now())
		if err != nil {
			return err
		}
		if changed == 0 && id > 0 {
			mine, err := s.store.exists(ctx, who.ID, id)
			if err == nil && !mine {
				err = ErrNotFound
			}
			if err != nil {
				return err
			}
		}
		counts, err := s.store.unread(ctx, who.ID)
		unread = counts[who.ID]
		if err != nil || changed == 0 || who.Kind != auth.Resident {
			return err
		}
		// The badge on the home page and the person's other devices follow.
		if err := s.count(ctx, who.ID); err != nil {
			return err
		}
		return s.Live.Tell(ctx, []ids.ID{who.ID}, "home.changed", 0, 0)
	})
	return unread, err
}

// Plan is which WeChat templates to ask leave for at the moment, at most three.
// Errors: ErrMoment.
func (s *Service) Plan(at string) ([]string, error) {
	names, known := moment(at)
	if !known {
		return nil, ErrMoment
	}
	out := []string{}
	for _, name := range names {
		if id := s.Templates[name]; id != "" && len(out) < maxPlan {
			out = append(out, id)
		}
	}
	return out, nil
}

// Choice is what a person chose in WeChat's dialog.
type Choice struct {
	TemplateID string
	Accepted   bool
}

// Subscribe counts the leave that who gave. Templates that are not ours are
// ignored: an old client may know old ones.
func (s *Service) Subscribe(ctx context.Context, who auth.Actor, choices []Choice) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		for _, c := range choices {
			if !c.Accepted || !s.ours(c.TemplateID) {
				continue
			}
			if err := s.credit(ctx, who.ID, c.TemplateID, "accept", 0); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) ours(template string) bool {
	for _, id := range s.Templates {
		if id == template && id != "" {
			return true
		}
	}
	return false
}

// credit adds one leave and its line in the ledger.
func (s *Service) credit(ctx context.Context, person ids.ID, template, reason string, message ids.ID) error {
	now := s.Now()
	if err := s.store.grant(ctx, quota{PersonID: person, Template: template, Remaining: 1, UpdatedAt: now}, mostLeave); err != nil {
		return err
	}
	return s.store.note(ctx, entry{ID: s.Gen.New(), PersonID: person, Template: template, Delta: 1, Reason: reason, MessageID: message, CreatedAt: now})
}

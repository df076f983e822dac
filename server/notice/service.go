package notice

import (
	"context"
	"fmt"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/wechat"
)

// Places knows where houses stand.
type Places interface {
	Houses(ctx context.Context, which []ids.ID) (map[ids.ID]event.House, error)
}

// Households knows who lives where.
type Households interface {
	// AudienceSize fails with house.not_found for what is not the community's.
	AudienceSize(ctx context.Context, a event.Audience) (int, error)
	PlacesOf(ctx context.Context, a event.Audience) ([]event.Place, error)
}

// People finds the WeChat account of a member of the staff by his phone.
type People interface {
	Staff(ctx context.Context, which []ids.ID) (map[ids.ID]event.Staff, error)
	PersonByPhone(ctx context.Context, phone string) (ids.ID, bool, error)
	OpenID(ctx context.Context, person ids.ID) (string, error)
}

// Checker is WeChat's check of a text; platform/wechat does it.
type Checker interface {
	CheckText(ctx context.Context, openID string, scene wechat.Scene, text string) (wechat.Verdict, error)
}

// Crier tells an audience; notify does it.
type Crier interface {
	TellAll(ctx context.Context, n event.NotifyAll) error
	StopAll(ctx context.Context, template string, ref ids.ID) error
	Spread(ctx context.Context, template string, refs []ids.ID) (map[ids.ID]event.Spread, error)
}

// Home keeps the residents' home pages.
type Home interface {
	Announce(ctx context.Context, a event.Audience, c event.Card) error
	Remove(ctx context.Context, kind string, ref ids.ID) error
}

// Files keeps the pictures.
type Files interface {
	Attach(ctx context.Context, who auth.Actor, purpose string, object, community ids.ID, files []ids.ID) error
	Views(ctx context.Context, files []ids.ID) (map[ids.ID]event.File, error)
}

// Deps are what the service is made of.
type Deps struct {
	DB         *db.DB
	Gen        *ids.Gen
	Now        clock.Clock
	Box        *outbox.Box
	Places     Places
	Households Households
	People     People
	Checker    Checker
	Crier      Crier
	Home       Home
	Files      Files
}

// Service keeps the notices.
type Service struct {
	Deps
	store store
}

// New makes the service.
func New(d Deps) *Service { return &Service{d, store{d.DB}} }

// template is the name of what residents are told.
const template = "notice_published"

// Write makes a draft. Errors: auth.ErrDenied, ErrInput, house.not_found,
// file.unknown.
func (s *Service) Write(ctx context.Context, who auth.Actor, community ids.ID, t Text) (n Notice, err error) {
	if !who.In(community) {
		return n, auth.ErrDenied
	}
	now := s.Now()
	n = Notice{ID: s.Gen.New(), CommunityID: community, State: Draft, MakerID: who.ID, MakerName: who.Name, Version: 1, CreatedAt: now}
	t.Audience.CommunityID = community
	if err := n.fill(t, now); err != nil {
		return n, err
	}
	return n, s.DB.Tx(ctx, func(ctx context.Context) error {
		if n.Audience, err = s.named(ctx, t.Audience); err != nil {
			return err
		}
		if err := s.store.add(ctx, n); err != nil {
			return err
		}
		if err := s.Files.Attach(ctx, who, "notice", n.ID, community, t.Photos); err != nil {
			return err
		}
		if err := s.store.setPhotos(ctx, n, t.Photos); err != nil {
			return err
		}
		return s.note(ctx, Notice{}, n, "write", "")
	})
}

// named is an audience in words. Error: house.not_found.
func (s *Service) named(ctx context.Context, a event.Audience) (string, error) {
	if _, err := s.Households.AudienceSize(ctx, a); err != nil {
		return "", err
	}
	places, err := s.Households.PlacesOf(ctx, a)
	return words(places), err
}

// Edit changes a draft, or what was blocked. Errors: ErrNotFound, ErrChanged,
// ErrInput, house.not_found, file.unknown.
func (s *Service) Edit(ctx context.Context, who auth.Actor, id ids.ID, version int64, t Text) (n Notice, err error) {
	err = s.act(ctx, id, ActEdit, "", func(ctx context.Context, was Notice, x *Notice) error {
		if was.Version != version {
			return changed(was.State)
		}
		t.Audience.CommunityID = was.CommunityID
		x.Reason = ""
		if err := x.fill(t, s.Now()); err != nil {
			return err
		}
		if x.Audience, err = s.named(ctx, t.Audience); err != nil {
			return err
		}
		had, err := s.store.photos(ctx, []ids.ID{id})
		if err != nil {
			return err
		}
		var fresh []ids.ID
		for _, f := range t.Photos {
			if !had.has(f) {
				fresh = append(fresh, f)
			}
		}
		if err := s.Files.Attach(ctx, who, "notice", id, was.CommunityID, fresh); err != nil {
			return err
		}
		return s.store.setPhotos(ctx, *x, t.Photos)
	}, &n)
	return n, err
}

// act is one transition: a conditional update with its event row. more changes
// the notice and adds what belongs to the transition.
func (s *Service) act(ctx context.Context, id ids.ID, a Act, reason string, more func(ctx context.Context, was Notice, n *Notice) error, out *Notice) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		was, err := s.store.lock(ctx, id)
		if err != nil {
			return err
		}
		to, ok := was.State.next(a)
		if !ok {
			return changed(was.State)
		}
		n := was
		n.State, n.Version, n.UpdatedAt = to, was.Version+1, s.Now()
		if err := more(ctx, was, &n); err != nil {
			return err
		}
		won, err := s.store.move(ctx, was, n)
		if err != nil {
			return err
		}
		if !won {
			now, err := s.store.get(ctx, id)
			if err != nil {
				return err
			}
			return changed(now.State)
		}
		*out = n
		return s.note(ctx, was, n, a, reason)
	})
}

func (s *Service) note(ctx context.Context, was, n Notice, a Act, reason string) error {
	who := auth.From(ctx)
	return s.store.addEvent(ctx, history{ID: s.Gen.New(), CommunityID: n.CommunityID, NoticeID: n.ID, Act: string(a), FromState: string(was.State), ToState: string(n.State),
		ActorKind: string(who.Kind), ActorID: who.ID, ActorName: who.Name, Reason: reason, CreatedAt: s.Now()})
}

// Discard ends what was never shown. Errors: ErrNotFound, ErrChanged.
func (s *Service) Discard(ctx context.Context, id ids.ID) (n Notice, err error) {
	return n, s.act(ctx, id, ActDiscard, "", nothing, &n)
}

func nothing(context.Context, Notice, *Notice) error { return nil }

// spots are the places whose notices a resident sees.
func (s *Service) spots(ctx context.Context, who auth.Actor) ([]ids.ID, error) {
	places, err := s.Places.Houses(ctx, who.HouseIDs())
	if err != nil {
		return nil, fmt.Errorf("houses of a reader: %w", err)
	}
	var out []ids.ID
	for _, h := range who.Houses {
		out = append(out, h.HouseID, h.CommunityID)
		if p, ok := places[h.HouseID]; ok {
			out = append(out, p.BuildingID)
			if p.UnitID > 0 {
				out = append(out, p.UnitID)
			}
		}
	}
	return out, nil
}

const pageSize = 20

// Mine is a page of the notices that a resident sees, newest first, with those
// of them that he has opened.
func (s *Service) Mine(ctx context.Context, who auth.Actor, before ids.ID) (page []Notice, read map[ids.ID]bool, next ids.ID, err error) {
	spots, err := s.spots(ctx, who)
	if err != nil || len(spots) == 0 {
		return nil, nil, 0, err
	}
	if page, err = s.store.seen(ctx, spots, before, pageSize+1); err != nil {
		return nil, nil, 0, err
	}
	if len(page) > pageSize {
		page = page[:pageSize]
		next = page[pageSize-1].ID
	}
	read, err = s.store.readBy(ctx, who.ID, idsOf(page))
	return page, read, next, err
}

// Open is a notice that a resident sees. Error: ErrNotFound.
func (s *Service) Open(ctx context.Context, who auth.Actor, id ids.ID) (Notice, error) {
	spots, err := s.spots(ctx, who)
	if err != nil {
		return Notice{}, err
	}
	return s.store.seenOne(ctx, spots, id)
}

// Read notes that a resident opened a notice; again is no error. Error: ErrNotFound.
func (s *Service) Read(ctx context.Context, who auth.Actor, id ids.ID) error {
	n, err := s.Open(ctx, who, id)
	if err != nil {
		return err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		known, err := s.store.readBy(ctx, who.ID, []ids.ID{id})
		if err != nil || known[id] {
			return err
		}
		return s.store.addRead(ctx, reading{NoticeID: id, PersonID: who.ID, CommunityID: n.CommunityID, CreatedAt: s.Now()})
	})
	if db.Duplicate(err) {
		return nil
	}
	return err
}

func idsOf(all []Notice) []ids.ID {
	out := make([]ids.ID, len(all))
	for i, n := range all {
		out[i] = n.ID
	}
	return out
}

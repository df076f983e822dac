package repair

import (
	"context"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

// SeedStep does for a demo what only the reporter or time can do: urge, expire
// or rate an order that a caller reported whom nobody knows.
func (s *Service) SeedStep(ctx context.Context, id ids.ID, act Act, sc *Scores) error {
	o, err := s.store.get(ctx, id)
	if err != nil {
		return err
	}
	who := auth.Actor{Kind: auth.Resident, Name: "住户", Communities: []ids.ID{o.CommunityID},
		Houses: []auth.House{{HouseID: o.HouseID, CommunityID: o.CommunityID, Role: "owner", Rights: auth.AllRights()}}}
	st := step{act: act, roles: []Role{Reporter}}
	switch act {
	case Expire:
		_, err = s.closing(auth.With(ctx, auth.SystemActor()), auth.SystemActor(), id, Expire, nil)
		return err
	case Rate:
		st.to = Closed
		st.more = func(ctx context.Context, o Order, _ ids.ID) error {
			return s.store.addRating(ctx, rating{OrderID: o.ID, Round: o.Reworks, CommunityID: o.CommunityID, WorkerID: o.WorkerID, Speed: sc.Speed, Quality: sc.Quality,
				Attitude: sc.Attitude, Tags: sc.Tags, CreatedAt: o.UpdatedAt})
		}
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		_, err := s.step(ctx, who, o, st)
		return err
	})
}

package repair

import (
	"context"
	"fmt"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
)

const filtersEach = 20

// savedFilter is a view of the board that somebody keeps for himself.
type savedFilter struct {
	ID        ids.ID `gorm:"primaryKey;autoIncrement:false"`
	StaffID   ids.ID
	Name      string
	Query     Filter `gorm:"serializer:json"`
	CreatedAt time.Time
}

// TableName is for gorm.
func (savedFilter) TableName() string { return "repair_filters" }

// Filters are who's own, oldest first.
func (s *Service) Filters(ctx context.Context, who auth.Actor) ([]savedFilter, error) {
	out, err := s.store.filters(ctx, who.ID)
	if err != nil {
		return nil, fmt.Errorf("filters of %d: %w", who.ID, err)
	}
	return out, nil
}

// SaveFilter keeps a filter under a name. Error: ErrFilter.
func (s *Service) SaveFilter(ctx context.Context, who auth.Actor, name string, f Filter) (savedFilter, error) {
	row := savedFilter{s.Gen.New(), who.ID, name, f, s.Now()}
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		have, err := s.store.filters(ctx, who.ID)
		if err != nil {
			return err
		}
		if len(have) >= filtersEach {
			return ErrFilter
		}
		if err := s.store.addFilter(ctx, row); db.Duplicate(err) {
			return ErrFilter.With("name", ErrFilter.Message)
		} else if err != nil {
			return fmt.Errorf("keep filter: %w", err)
		}
		return nil
	})
	return row, err
}

// DropFilter forgets one of who's filters. Error: ErrNoFilter.
func (s *Service) DropFilter(ctx context.Context, who auth.Actor, id ids.ID) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		n, err := s.store.dropFilter(ctx, who.ID, id)
		if err == nil && n == 0 {
			err = ErrNoFilter
		}
		return err
	})
}

package house

import (
	"context"
	"fmt"

	"zhijian/server/platform/ids"
)

// FoundCompany adds a property company, or finds it: the same name is the same company. For the
// seed and for platform administration.
func (s *Service) FoundCompany(ctx context.Context, name string) (Company, error) {
	var out Company
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		c, found, err := s.store.companyNamed(ctx, name)
		if err != nil || found {
			out = c
			return err
		}
		out = Company{ID: s.Gen.New(), Name: name, Status: "active", CreatedAt: s.Now()}
		return s.store.add(ctx, &out)
	})
	if err != nil {
		return out, fmt.Errorf("found company: %w", err)
	}
	return out, nil
}

// FoundCommunity adds a community to a company, or finds it by name and address.
func (s *Service) FoundCommunity(ctx context.Context, company ids.ID, name, address, servicePhone string) (Community, error) {
	var out Community
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		c, found, err := s.store.communityAt(ctx, name, address)
		if err != nil || found {
			out = c
			return err
		}
		out = Community{ID: s.Gen.New(), CompanyID: company, Name: name, Address: address, ServicePhone: servicePhone, Status: "active", CreatedAt: s.Now()}
		return s.store.add(ctx, &out)
	})
	if err != nil {
		return out, fmt.Errorf("found community: %w", err)
	}
	return out, nil
}

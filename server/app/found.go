package app

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"zhijian/server/identity"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

// FoundIn is a company's first community and its first account.
type FoundIn struct {
	Company, Community, Address, ServicePhone string
	Username, Name                            string
}

// headRole is the role of a company's first account: nobody gives what he does
// not have, so the first has what all default roles have.
const headRole = "负责人"

// Found makes a company, a community, the default roles and the first account,
// and answers the link for its first password, good for 72 hours. What is there
// already stays, so it also adds a community to a company ("" for an account
// that has its password). Errors: a missing part, a community or an account of
// another company.
func (a *App) Found(ctx context.Context, in FoundIn) (setup string, err error) {
	for part, is := range map[string]string{"company": in.Company, "community": in.Community, "address": in.Address, "phone": in.ServicePhone, "username": in.Username, "name": in.Name} {
		if is == "" {
			return "", fmt.Errorf("-%s is missing", part)
		}
	}
	ctx = auth.With(ctx, auth.SystemActor())
	var token string
	err = a.db.Tx(ctx, func(ctx context.Context) error {
		company, err := a.house.FoundCompany(ctx, in.Company)
		if err != nil {
			return err
		}
		community, err := a.house.FoundCommunity(ctx, company.ID, in.Community, in.Address, in.ServicePhone)
		if err != nil {
			return err
		}
		if community.CompanyID != company.ID {
			return fmt.Errorf("%s at %s belongs to another company", in.Community, in.Address)
		}
		var all []string
		for _, r := range DefaultRoles() {
			if _, err := a.identity.SeedRole(ctx, company.ID, r.Name, r.Permissions); err != nil {
				return err
			}
			all = append(all, r.Permissions...)
		}
		slices.Sort(all)
		token, err = a.identity.SeedFirst(ctx, identity.SeedStaffIn{CompanyID: company.ID, Username: in.Username, Name: in.Name,
			RoleName: headRole, Permissions: slices.Compact(all), Communities: []ids.ID{community.ID}})
		return err
	})
	if err != nil || token == "" {
		return "", err
	}
	return a.cfg.PublicURL + "/admin/setup?token=" + url.QueryEscape(token), nil
}

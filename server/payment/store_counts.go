package payment

import (
	"context"

	"zhijian/server/platform/ids"
)

func (s store) refundsAsked(ctx context.Context, community ids.ID) (n int64, err error) {
	return n, s.db.Conn(ctx).Model(&Refund{}).Where("community_id = ? AND state = ?", community, Requested).Count(&n).Error
}

// differencesOpen counts by the account that gets the community's money:
// differences are of accounts, and one account may serve several communities.
func (s store) differencesOpen(ctx context.Context, community ids.ID) (n int64, err error) {
	accounts := s.db.Conn(ctx).Model(&payee{}).Select("merchant_id").Where("community_id = ?", community)
	return n, s.db.Conn(ctx).Model(&Difference{}).Where("merchant_id IN (?) AND state IN ('open', 'escalated')", accounts).Count(&n).Error
}

package app

import (
	"context"
	"fmt"

	"zhijian/server/payment"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

// seedMerchant gives the demo community an account at the WeChat Pay of this
// process, with keys of its own. Where a real WeChat is configured there is
// none to give.
func (a *App) seedMerchant(ctx context.Context, manager auth.Actor) error {
	if a.payBox == nil {
		return nil
	}
	private, _, err := newKey()
	if err != nil {
		return fmt.Errorf("key of the merchant: %w", err)
	}
	id, public := a.payBox.PublicKey()
	ctx = auth.With(ctx, manager)
	m, err := a.payment.AddMerchant(ctx, manager, payment.MerchantForm{Name: "翠湖物业（演示）", MchID: "1900000109", AppID: "wxd678efh567hg6787",
		Keys: payment.Keys{Serial: "DEMO" + ids.Code(24, "0123456789ABCDEF"), PrivateKey: private, APIV3Key: ids.Code(32, "0123456789abcdef"), WeChatKeys: []payment.WeChatKey{{ID: id, PEM: public}}}})
	if err != nil {
		return fmt.Errorf("merchant: %w", err)
	}
	return a.payment.PayTo(ctx, manager, manager.Communities[0], m.ID)
}

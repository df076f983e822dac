package payment

import (
	"context"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/wechat/paysandbox"
)

// Sandbox is the WeChat Pay of our own that plays the channel in the demo.
type Sandbox interface {
	Pay(mchID, outTradeNo string) error
	PayLate(mchID, outTradeNo string) error
	Repeat(mchID, outTradeNo string, n int) error
	Set(f func(*paysandbox.Scenario))
	AddMerchant(a paysandbox.Account)
}

// TeachSandbox makes the sandbox know every merchant: it forgets all when the
// process ends.
func (s *Service) TeachSandbox(ctx context.Context) error {
	if s.Sandbox == nil {
		return nil
	}
	all, err := s.store.allMerchants(system(ctx))
	if err != nil {
		return err
	}
	for _, m := range all {
		if err := s.teach(m); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) teach(row Merchant) error {
	if s.Sandbox == nil {
		return nil
	}
	m, err := s.open(row)
	if err != nil {
		return err
	}
	s.Sandbox.AddMerchant(paysandbox.Account{MchID: m.MchID, AppID: m.AppID, Serial: m.Serial, Public: &m.Private.PublicKey, APIv3: m.APIv3[0]})
	return nil
}

// Play does what a payer's thumb, and bad luck, would do at WeChat. It exists
// only where the sandbox runs. It must not run in a transaction.
// Errors: ErrNotFound, ErrChanged.
func (s *Service) Play(ctx context.Context, who auth.Actor, id ids.ID, act string) error {
	o, err := s.find(ctx, who, id)
	if err != nil {
		return err
	}
	if s.Sandbox == nil || o.PrepayID == "" {
		return changed(o.State.Label(), string(o.State))
	}
	row, err := s.store.merchant(system(ctx), o.MerchantID)
	if err != nil {
		return err
	}
	switch act {
	case "pay":
		err = s.Sandbox.Pay(row.MchID, o.Number)
	case "lose":
		s.Sandbox.Set(func(sc *paysandbox.Scenario) { sc.Drop = true })
		err = s.Sandbox.Pay(row.MchID, o.Number)
		s.Sandbox.Set(func(sc *paysandbox.Scenario) { sc.Drop = false })
	case "repeat":
		if err = s.Sandbox.Pay(row.MchID, o.Number); err == nil {
			err = s.Sandbox.Repeat(row.MchID, o.Number, 5)
		}
	case "late":
		if err = s.Sandbox.PayLate(row.MchID, o.Number); err == nil {
			_, err = s.ask(system(ctx), id, true) // closes here, and the money comes after
		}
	case "refuse": // the payer shuts WeChat's window; nothing happens anywhere
	}
	if err != nil {
		return changed(o.State.Label(), string(o.State))
	}
	return nil
}

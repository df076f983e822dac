package payment

import (
	"context"
	"errors"
	"strings"

	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/wechat/pay"
)

// MerchantForm is a new account.
type MerchantForm struct {
	Name  string `json:"name" minLength:"2" maxLength:"100"`
	MchID string `json:"mchId" minLength:"6" maxLength:"32" pattern:"^[0-9A-Za-z]+$"`
	AppID string `json:"appId" minLength:"3" maxLength:"32" pattern:"^[0-9A-Za-z]+$"`
	Keys  Keys   `json:"keys"`
}

// AddMerchant registers an account of the actor's company. It runs in the
// caller's transaction. Errors: auth.ErrDenied, ErrKeys, ErrAccount.
func (s *Service) AddMerchant(ctx context.Context, who auth.Actor, f MerchantForm) (Merchant, error) {
	if err := who.Must("payment.merchant"); err != nil {
		return Merchant{}, err
	}
	now := s.Now()
	m := Merchant{ID: s.Gen.New(), CompanyID: who.CompanyID, Name: strings.TrimSpace(f.Name), MchID: f.MchID, AppID: f.AppID, NotifyPath: ids.Code(24, ids.URL), State: merchantActive, Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := s.seal(&m, f.Keys); err != nil {
		return m, err
	}
	return m, s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.addMerchant(ctx, m); err != nil {
			if db.Duplicate(err) {
				return ErrAccount
			}
			return err
		}
		if err := s.teach(m); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{Action: "payment.merchant_added", Object: "merchant:" + m.ID.String(), Detail: m.MchID})
	})
}

// ChangeKeys replaces the keys. The APIv3 key before stays readable, because
// notices sealed with it are still on their way. It runs in the caller's
// transaction. Errors: auth.ErrDenied, ErrNotFound, ErrKeys, ErrChanged.
func (s *Service) ChangeKeys(ctx context.Context, who auth.Actor, id ids.ID, k Keys) (Merchant, error) {
	return s.alter(ctx, who, id, "keys_changed", func(m *Merchant) (map[string]any, error) {
		if err := s.seal(m, k); err != nil {
			return nil, err
		}
		return map[string]any{"serial": m.Serial, "private_key": m.PrivateKey, "api_v3_key": m.APIV3Key, "api_v3_before": m.APIV3Before, "wechat_key_id": m.WechatKeyID, "wechat_keys": m.WechatKeys}, nil
	})
}

// StopMerchant ends new payments to an account, or allows them again. What is
// under way goes on. It runs in the caller's transaction. Errors: those of ChangeKeys.
func (s *Service) StopMerchant(ctx context.Context, who auth.Actor, id ids.ID, stop bool) (Merchant, error) {
	return s.alter(ctx, who, id, "merchant_state", func(m *Merchant) (map[string]any, error) {
		m.State = merchantActive
		if stop {
			m.State = merchantStopped
		}
		return map[string]any{"state": m.State}, nil
	})
}

func (s *Service) alter(ctx context.Context, who auth.Actor, id ids.ID, action string, edit func(*Merchant) (map[string]any, error)) (Merchant, error) {
	if err := who.Must("payment.merchant"); err != nil {
		return Merchant{}, err
	}
	var m Merchant
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		if m, err = s.store.merchantOf(ctx, who, id); err != nil {
			return err
		}
		set, err := edit(&m)
		if err != nil {
			return err
		}
		if ok, err := s.store.changeMerchant(ctx, m, set, s.Now()); err != nil || !ok {
			return firstOf(err, ErrChanged)
		}
		if err := s.teach(m); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{Action: "payment." + action, Object: "merchant:" + id.String(), Detail: m.State})
	})
	return m, err
}

// PayTo sends a community's money to an account of the same company from now
// on. It runs in the caller's transaction. Errors: auth.ErrDenied, ErrNotFound.
func (s *Service) PayTo(ctx context.Context, who auth.Actor, community, merchant ids.ID) error {
	if err := who.Must("payment.merchant"); err != nil {
		return err
	}
	if !who.In(community) {
		return auth.ErrDenied
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		if _, err := s.store.merchantOf(ctx, who, merchant); err != nil {
			return err
		}
		if err := s.store.setPayee(ctx, community, merchant, s.Now()); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{CommunityID: community, Action: "payment.payee", Object: "merchant:" + merchant.String()})
	})
}

// Probe asks WeChat about an order that cannot exist: a signed "no" proves
// that every key is right. It must not run in a transaction.
// Errors: auth.ErrDenied, ErrNotFound.
func (s *Service) Probe(ctx context.Context, who auth.Actor, id ids.ID) (said string, ok bool, err error) {
	if err := who.Must("payment.merchant"); err != nil {
		return "", false, err
	}
	row, err := s.store.merchantOf(ctx, who, id)
	if err != nil {
		return "", false, err
	}
	m, err := s.open(row)
	if err != nil {
		return "", false, err
	}
	_, err = s.Channel.Query(ctx, m, newNumber())
	switch {
	case pay.Refused(err) == pay.NoOrder:
		return "连接正常，密钥可用", true, nil
	case pay.Refused(err) != "":
		return "微信支付拒绝了请求：" + pay.Refused(err) + "，请核对商户号、证书序列号和私钥", false, nil
	case errors.Is(err, pay.ErrForged):
		return "微信支付的应答验签失败，请核对微信支付公钥", false, nil
	default:
		return "微信支付没有回应，请稍后再试", false, nil
	}
}

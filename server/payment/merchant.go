package payment

import (
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"time"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/wechat/pay"
)

const (
	merchantActive  = "active"
	merchantStopped = "stopped"
)

// Merchant is a WeChat Pay account of a company, with its keys sealed.
type Merchant struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CompanyID   ids.ID
	Name        string
	MchID       string
	AppID       string
	Serial      string
	PrivateKey  string
	APIV3Key    string `gorm:"column:api_v3_key"`
	APIV3Before string `gorm:"column:api_v3_before"`
	WechatKeyID string
	WechatKeys  string // JSON: id -> PEM
	NotifyPath  string
	State       string
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// TableName is for gorm.
func (Merchant) TableName() string { return "payment_merchants" }

// payee says whose account gets a community's money.
type payee struct {
	CommunityID ids.ID `gorm:"primaryKey;autoIncrement:false"`
	MerchantID  ids.ID
	UpdatedAt   time.Time
}

func (payee) TableName() string { return "payment_payees" }

// Keys are what the company copies from WeChat's merchant platform.
type Keys struct {
	Serial     string      `json:"serial" minLength:"8" maxLength:"64" pattern:"^[0-9A-Za-z]+$" doc:"serial number of the merchant's API certificate"`
	PrivateKey string      `json:"privateKey" minLength:"100" maxLength:"4000" doc:"apiclient_key.pem"`
	APIV3Key   string      `json:"apiV3Key" minLength:"32" maxLength:"32"`
	WeChatKeys []WeChatKey `json:"wechatKeys" minItems:"1" maxItems:"3" nullable:"false" doc:"the first one is asked for; the others are accepted while WeChat changes"`
}

// WeChatKey is one of WeChat's public keys or certificates.
type WeChatKey struct {
	ID  string `json:"id" minLength:"8" maxLength:"64" pattern:"^[0-9A-Za-z_]+$" doc:"PUB_KEY_ID_… or the certificate's serial number"`
	PEM string `json:"pem" minLength:"100" maxLength:"8000"`
}

func field(column string, merchant ids.ID) pii.Field {
	return pii.Field{Table: "payment_merchants", Column: column, Row: int64(merchant)}
}

// seal writes keys into the row, after each was read. Error: ErrKeys.
func (s *Service) seal(m *Merchant, k Keys) error {
	if _, err := pay.PrivateKey(k.PrivateKey); err != nil {
		return ErrKeys.With("privateKey", "这不是商户 API 私钥（apiclient_key.pem）")
	}
	if _, err := pay.APIv3Key(k.APIV3Key); err != nil {
		return ErrKeys.With("apiV3Key", "APIv3 密钥是 32 个字符")
	}
	pems := map[string]string{}
	for i, w := range k.WeChatKeys {
		if _, err := pay.WeChatKey(w.PEM); err != nil {
			return ErrKeys.With(fmt.Sprintf("wechatKeys[%d].pem", i), "这不是微信支付公钥或平台证书")
		}
		pems[w.ID] = w.PEM
	}
	raw, err := json.Marshal(pems)
	if err != nil {
		return err
	}
	m.APIV3Before = m.APIV3Key // sealed for the other column, so it must be opened and sealed again
	if m.APIV3Before != "" {
		old, err := s.Vault.Open(field("api_v3_key", m.ID), m.APIV3Key)
		if err != nil {
			return err
		}
		if m.APIV3Before, err = s.Vault.Seal(field("api_v3_before", m.ID), old); err != nil {
			return err
		}
	}
	m.Serial, m.WechatKeyID, m.WechatKeys = k.Serial, k.WeChatKeys[0].ID, string(raw)
	if m.PrivateKey, err = s.Vault.Seal(field("private_key", m.ID), k.PrivateKey); err != nil {
		return err
	}
	m.APIV3Key, err = s.Vault.Seal(field("api_v3_key", m.ID), k.APIV3Key)
	return err
}

// open is the account with all keys in clear, for a call.
func (s *Service) open(m Merchant) (pay.Merchant, error) {
	out, err := s.reader(m)
	if err != nil {
		return out, err
	}
	text, err := s.Vault.Open(field("private_key", m.ID), m.PrivateKey)
	if err != nil {
		return out, fmt.Errorf("private key of merchant %d: %w", m.ID, err)
	}
	out.Private, err = pay.PrivateKey(text)
	return out, err
}

// reader is the account with what a notice is checked and read by. The private
// key is no part of it: to read one takes five times as long as the check, and
// anybody may send notices.
func (s *Service) reader(m Merchant) (pay.Merchant, error) {
	out := pay.Merchant{MchID: m.MchID, AppID: m.AppID, Serial: m.Serial, Accept: m.WechatKeyID, WeChat: map[string]*rsa.PublicKey{}}
	for _, k := range [][2]string{{"api_v3_key", m.APIV3Key}, {"api_v3_before", m.APIV3Before}} { // the current one first
		if k[1] == "" {
			continue
		}
		key, err := s.Vault.Open(field(k[0], m.ID), k[1])
		if err != nil {
			return out, fmt.Errorf("%s of merchant %d: %w", k[0], m.ID, err)
		}
		out.APIv3 = append(out.APIv3, []byte(key))
	}
	pems := map[string]string{}
	if err := json.Unmarshal([]byte(m.WechatKeys), &pems); err != nil {
		return out, err
	}
	for id, text := range pems {
		key, err := pay.WeChatKey(text)
		if err != nil {
			return out, err
		}
		out.WeChat[id] = key
	}
	return out, nil
}

package pay

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"zhijian/server/platform/money"
)

// ErrForged says that a notice or answer is not WeChat's word to this merchant.
var ErrForged = errors.New("pay: not signed or sealed for this merchant")

const (
	// MaxNotice is how long the body of a notice may be.
	MaxNotice = 64 << 10
	// age is from which difference of clocks on a signature is too old.
	age = 300
)

// Trade is a payment as WeChat tells it, in a notice or an answer.
type Trade struct {
	AppID         string
	MchID         string
	OutTradeNo    string
	TransactionID string
	State         string // SUCCESS, REFUND, NOTPAY, CLOSED, REVOKED, USERPAYING, PAYERROR
	Total         money.Fen
	Currency      string
	PayerOpenID   string
	At            time.Time // of success; zero before
}

// Paid says that money has arrived (and may partly have gone back since).
func (t Trade) Paid() bool { return t.State == "SUCCESS" || t.State == "REFUND" }

// RefundState is a refund as WeChat tells it.
type RefundState struct {
	MchID         string
	OutTradeNo    string
	TransactionID string
	OutRefundNo   string
	RefundID      string
	State         string // PROCESSING, SUCCESS, CLOSED, ABNORMAL
	Total, Refund money.Fen
	Account       string // where it went, in WeChat's words
	At            time.Time
}

// Notice is what a notice said: exactly one of Trade and Refund.
type Notice struct {
	ID     string
	Event  string
	Trade  *Trade
	Refund *RefundState
}

type signed struct{ timestamp, nonce, serial, signature string }

func one(h http.Header, name string) (string, bool) {
	v := h.Values(name)
	if len(v) != 1 || v[0] == "" || len(v[0]) > 2048 {
		return "", false
	}
	return v[0], true
}

func signatureOf(h http.Header) (s signed, err error) {
	var ok [4]bool
	s.timestamp, ok[0] = one(h, "Wechatpay-Timestamp")
	s.nonce, ok[1] = one(h, "Wechatpay-Nonce")
	s.serial, ok[2] = one(h, "Wechatpay-Serial")
	s.signature, ok[3] = one(h, "Wechatpay-Signature")
	if ok != [4]bool{true, true, true, true} {
		return s, fmt.Errorf("%w: signature headers are missing or doubled", ErrForged)
	}
	return s, nil
}

// Verify checks that the raw body was signed by WeChat for m, less than 300 s
// from now. Error: ErrForged.
func (m Merchant) Verify(h http.Header, body []byte, now time.Time) error {
	s, err := signatureOf(h)
	if err != nil {
		return err
	}
	ts, err := strconv.ParseInt(s.timestamp, 10, 64)
	if err != nil || strconv.FormatInt(ts, 10) != s.timestamp {
		return fmt.Errorf("%w: the timestamp is no number", ErrForged)
	}
	if d := now.Unix() - ts; d >= age || d <= -age {
		return fmt.Errorf("%w: %d s away", ErrForged, d)
	}
	return m.verify(s.serial, s.timestamp+"\n"+s.nonce+"\n"+string(body)+"\n", s.signature)
}

type envelope struct {
	ID           string `json:"id"`
	EventType    string `json:"event_type"`
	ResourceType string `json:"resource_type"`
	Resource     struct {
		Algorithm      string `json:"algorithm"`
		Ciphertext     string `json:"ciphertext"`
		AssociatedData string `json:"associated_data"`
		OriginalType   string `json:"original_type"`
		Nonce          string `json:"nonce"`
	} `json:"resource"`
}

// Open reads the sealed content of a verified notice. Error: ErrForged.
func (m Merchant) Open(body []byte) (Notice, error) {
	var e envelope
	if err := strict(body, &e); err != nil {
		return Notice{}, fmt.Errorf("%w: the envelope cannot be read", ErrForged)
	}
	r := e.Resource
	switch {
	case e.ResourceType != "encrypt-resource":
		return Notice{}, fmt.Errorf("%w: resource type %.20q", ErrForged, e.ResourceType)
	case r.Algorithm != "AEAD_AES_256_GCM":
		return Notice{}, fmt.Errorf("%w: algorithm %.20q", ErrForged, r.Algorithm)
	case len(r.Nonce) != 12: // Go's GCM panics on any other length
		return Notice{}, fmt.Errorf("%w: a nonce of %d bytes", ErrForged, len(r.Nonce))
	}
	plain, err := m.unseal(r.Ciphertext, r.Nonce, r.AssociatedData)
	if err != nil {
		return Notice{}, err
	}
	n := Notice{ID: e.ID, Event: e.EventType}
	switch r.OriginalType {
	case "transaction":
		t, err := readTrade(plain)
		if err != nil {
			return n, err
		}
		n.Trade = &t
	case "refund":
		t, err := readRefund(plain, true)
		if err != nil {
			return n, err
		}
		n.Refund = &t
	default:
		return n, fmt.Errorf("%w: about %.20q", ErrForged, r.OriginalType)
	}
	return n, nil
}

func (m Merchant) unseal(ciphertext, nonce, ad string) ([]byte, error) {
	sealed, err := base64.StdEncoding.Strict().DecodeString(ciphertext)
	if err != nil {
		return nil, fmt.Errorf("%w: the ciphertext is not base64", ErrForged)
	}
	for _, key := range m.APIv3 {
		block, err := aes.NewCipher(key)
		if err != nil || len(key) != 32 {
			return nil, ErrKey
		}
		gcm, err := cipher.NewGCM(block)
		if err != nil {
			return nil, err
		}
		if plain, err := gcm.Open(nil, []byte(nonce), sealed, []byte(ad)); err == nil {
			return plain, nil
		}
	}
	return nil, fmt.Errorf("%w: it does not open", ErrForged)
}

// strict reads one JSON value and nothing after it.
func strict(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return errors.New("more than one value")
	}
	return nil
}

type wireTrade struct {
	AppID         string `json:"appid"`
	MchID         string `json:"mchid"`
	OutTradeNo    string `json:"out_trade_no"`
	TransactionID string `json:"transaction_id"`
	TradeState    string `json:"trade_state"`
	SuccessTime   string `json:"success_time"`
	Payer         struct {
		OpenID string `json:"openid"`
	} `json:"payer"`
	Amount struct {
		Total    int64  `json:"total"`
		Currency string `json:"currency"`
	} `json:"amount"`
}

func readTrade(raw []byte) (Trade, error) {
	var w wireTrade
	if err := strict(raw, &w); err != nil {
		return Trade{}, fmt.Errorf("%w: the payment cannot be read", ErrForged)
	}
	t := Trade{AppID: w.AppID, MchID: w.MchID, OutTradeNo: w.OutTradeNo, TransactionID: w.TransactionID, State: w.TradeState,
		Total: money.Fen(w.Amount.Total), Currency: w.Amount.Currency, PayerOpenID: w.Payer.OpenID}
	var err error
	t.At, err = timeOf(w.SuccessTime)
	if t.MchID == "" || t.OutTradeNo == "" || t.State == "" || (t.Paid() && (t.TransactionID == "" || len(t.TransactionID) > 32 || t.At.IsZero())) || err != nil {
		return t, fmt.Errorf("%w: a payment without its facts", ErrForged)
	}
	return t, nil
}

type wireRefund struct {
	MchID         string `json:"mchid"`
	OutTradeNo    string `json:"out_trade_no"`
	TransactionID string `json:"transaction_id"`
	OutRefundNo   string `json:"out_refund_no"`
	RefundID      string `json:"refund_id"`
	Status        string `json:"status"`        // in answers
	RefundStatus  string `json:"refund_status"` // in notices
	SuccessTime   string `json:"success_time"`
	Account       string `json:"user_received_account"`
	Amount        struct {
		Total  int64 `json:"total"`
		Refund int64 `json:"refund"`
	} `json:"amount"`
}

func readRefund(raw []byte, notice bool) (RefundState, error) {
	var w wireRefund
	if err := strict(raw, &w); err != nil {
		return RefundState{}, fmt.Errorf("%w: the refund cannot be read", ErrForged)
	}
	t := RefundState{MchID: w.MchID, OutTradeNo: w.OutTradeNo, TransactionID: w.TransactionID, OutRefundNo: w.OutRefundNo, RefundID: w.RefundID,
		State: w.Status, Total: money.Fen(w.Amount.Total), Refund: money.Fen(w.Amount.Refund), Account: w.Account}
	if notice {
		t.State = w.RefundStatus
	}
	var err error
	t.At, err = timeOf(w.SuccessTime)
	if t.OutRefundNo == "" || t.TransactionID == "" || t.State == "" || (notice && t.MchID == "") || err != nil {
		return t, fmt.Errorf("%w: a refund without its facts", ErrForged)
	}
	return t, nil
}

func timeOf(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	return t.UTC().Truncate(time.Millisecond), err
}

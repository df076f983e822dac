package pay

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/signers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/validators"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/money"
)

const server = "https://api.mch.weixin.qq.com"

// ErrUnknown says that nobody knows whether a call had its effect: ask again
// under the same number.
var ErrUnknown = errors.New("pay: no answer that can be believed")

// Refusal is a no of WeChat's, for good: it had no effect.
type Refusal struct {
	Status        int
	Code, Message string
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("pay: refused %d %s %s", r.Status, r.Code, r.Message)
}

// Refused finds the code of a Refusal; "" for any other error.
func Refused(err error) string {
	if r, ok := errors.AsType[*Refusal](err); ok {
		return r.Code
	}
	return ""
}

// Codes of refusals that mean something of their own.
const (
	NoOrder  = "ORDER_NOT_EXIST"
	IsPaid   = "ORDERPAID"
	IsClosed = "ORDER_CLOSED"
	NoMoney  = "NOT_ENOUGH"
	NoRefund = "RESOURCE_NOT_EXISTS"
	NoBill   = "NO_STATEMENT_EXIST"
)

// Options of New.
type Options struct {
	BaseURL   string            // empty is WeChat's own
	Transport http.RoundTripper // nil is http.DefaultTransport
	Now       clock.Clock
	Timeout   time.Duration // of one call; 8 s when 0
	// TempDir is where bills are unpacked; "" is the system's.
	TempDir string
}

// Client is safe for concurrent use.
type Client struct {
	o    Options
	http *http.Client
}

// New makes a client; it does not connect.
func New(o Options) (*Client, error) {
	if o.BaseURL == "" {
		o.BaseURL = server
	}
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Host == "" || o.Now == nil {
		return nil, errors.New("pay: base URL and clock are needed")
	}
	if o.Transport == nil {
		o.Transport = http.DefaultTransport
	}
	if o.Timeout == 0 {
		o.Timeout = 8 * time.Second
	}
	c := &http.Client{Timeout: o.Timeout, Transport: route{base, o.Transport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("pay: no redirects") }}
	return &Client{o, c}, nil
}

// route sends what is meant for WeChat to the configured host and nothing
// anywhere else. The signature does not cover the host.
type route struct {
	base *url.URL
	next http.RoundTripper
}

func (r route) RoundTrip(q *http.Request) (*http.Response, error) {
	if q.URL.Host != "api.mch.weixin.qq.com" && q.URL.Host != r.base.Host {
		return nil, fmt.Errorf("pay: refused to call %s", q.URL.Host)
	}
	q = q.Clone(q.Context())
	q.URL.Scheme, q.URL.Host, q.Host = r.base.Scheme, r.base.Host, r.base.Host
	return r.next.RoundTrip(q)
}

// checker is the SDK's validator by our clock and the merchant's keys.
type checker struct {
	m   Merchant
	now clock.Clock
}

const maxAnswer = 1 << 20

func (v checker) Validate(_ context.Context, r *http.Response) error {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxAnswer+1))
	_ = r.Body.Close()
	if err != nil || len(body) > maxAnswer {
		return fmt.Errorf("%w: the answer cannot be read", ErrUnknown)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return v.m.Verify(r.Header, body, v.now())
}

func (v checker) GetAcceptSerial(context.Context) (string, error) { return v.m.Accept, nil }

func (c *Client) sdk(ctx context.Context, m Merchant) (*core.Client, error) {
	if m.Private == nil || m.MchID == "" {
		return nil, ErrKey
	}
	return core.NewClientWithDialSettings(ctx, &core.DialSettings{
		HTTPClient: c.http, Validator: checker{m, c.o.Now},
		Signer: &signers.SHA256WithRSASigner{MchID: m.MchID, CertificateSerialNo: m.Serial, PrivateKey: m.Private},
	})
}

// call is one request; the answer's body is verified.
func (c *Client) call(ctx context.Context, m Merchant, method, path string, body any) ([]byte, error) {
	sdk, err := c.sdk(ctx, m)
	if err != nil {
		return nil, err
	}
	res, err := sdk.Request(ctx, method, server+path, nil, nil, body, "application/json")
	if res != nil && res.Response != nil {
		defer func() { _ = res.Response.Body.Close() }()
	}
	if err != nil {
		return nil, judge(err)
	}
	raw, err := io.ReadAll(io.LimitReader(res.Response.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	return raw, nil
}

// judge sorts errors: a 4xx with a code is a refusal, all else is unknown.
func judge(err error) error {
	if e, ok := errors.AsType[*core.APIError](err); ok {
		busy := e.StatusCode == http.StatusTooManyRequests || e.StatusCode == http.StatusAccepted || e.StatusCode >= 500
		if !busy && e.Code != "" && e.Code != "SYSTEM_ERROR" && e.Code != "SYSTEMERROR" {
			return &Refusal{e.StatusCode, e.Code, e.Message}
		}
		return fmt.Errorf("%w: %d %s", ErrUnknown, e.StatusCode, e.Code)
	}
	return fmt.Errorf("%w: %w", ErrUnknown, err)
}

// PrepayIn is what a payer is to be asked for.
type PrepayIn struct {
	OutTradeNo  string
	Description string
	Total       money.Fen
	OpenID      string
	NotifyURL   string
	Expires     time.Time
}

// Prepay announces a payment; the same number again answers the same way while it is open.
func (c *Client) Prepay(ctx context.Context, m Merchant, in PrepayIn) (prepayID string, err error) {
	body := map[string]any{
		"appid": m.AppID, "mchid": m.MchID, "description": in.Description, "out_trade_no": in.OutTradeNo,
		"time_expire": in.Expires.In(clock.Shanghai()).Format(time.RFC3339), "notify_url": in.NotifyURL,
		"amount": map[string]any{"total": int64(in.Total), "currency": "CNY"}, "payer": map[string]any{"openid": in.OpenID},
	}
	raw, err := c.call(ctx, m, http.MethodPost, "/v3/pay/transactions/jsapi", body)
	if err != nil {
		return "", err
	}
	var out struct {
		PrepayID string `json:"prepay_id"`
	}
	if err := strict(raw, &out); err != nil || out.PrepayID == "" || len(out.PrepayID) > 64 {
		return "", fmt.Errorf("%w: no prepay_id", ErrUnknown)
	}
	return out.PrepayID, nil
}

// Params are what wx.requestPayment takes.
type Params struct {
	AppID     string `json:"appId"`
	TimeStamp string `json:"timeStamp"`
	NonceStr  string `json:"nonceStr"`
	Package   string `json:"package"`
	SignType  string `json:"signType"`
	PaySign   string `json:"paySign"`
}

// Params signs a prepay for the payer's phone.
func (c *Client) Params(m Merchant, prepayID string) (Params, error) {
	p := Params{AppID: m.AppID, TimeStamp: strconv.FormatInt(c.o.Now().Unix(), 10), NonceStr: rand.Text(), Package: "prepay_id=" + prepayID, SignType: "RSA"}
	var err error
	p.PaySign, err = m.sign(p.AppID + "\n" + p.TimeStamp + "\n" + p.NonceStr + "\n" + p.Package + "\n")
	return p, err
}

// Query asks what became of a payment. Error: a Refusal NoOrder when WeChat never heard of it.
func (c *Client) Query(ctx context.Context, m Merchant, outTradeNo string) (Trade, error) {
	raw, err := c.call(ctx, m, http.MethodGet, "/v3/pay/transactions/out-trade-no/"+url.PathEscape(outTradeNo)+"?mchid="+url.QueryEscape(m.MchID), nil)
	if err != nil {
		return Trade{}, err
	}
	t, err := readTrade(raw)
	if err == nil && (t.OutTradeNo != outTradeNo || t.MchID != m.MchID) {
		err = fmt.Errorf("%w: an answer about another payment", ErrUnknown)
	}
	return t, err
}

// Close ends a payment nobody has paid. Error: a Refusal IsPaid when somebody has.
func (c *Client) Close(ctx context.Context, m Merchant, outTradeNo string) error {
	_, err := c.call(ctx, m, http.MethodPost, "/v3/pay/transactions/out-trade-no/"+url.PathEscape(outTradeNo)+"/close", map[string]any{"mchid": m.MchID})
	return err
}

// RefundIn is money to send back. The same OutRefundNo sends it once.
type RefundIn struct {
	TransactionID string
	OutRefundNo   string
	Reason        string
	Refund, Total money.Fen
	NotifyURL     string
}

// Refund asks for it; the answer is mostly that it was accepted.
func (c *Client) Refund(ctx context.Context, m Merchant, in RefundIn) (RefundState, error) {
	body := map[string]any{
		"transaction_id": in.TransactionID, "out_refund_no": in.OutRefundNo, "notify_url": in.NotifyURL,
		"amount": map[string]any{"refund": int64(in.Refund), "total": int64(in.Total), "currency": "CNY"},
	}
	if in.Reason != "" {
		body["reason"] = in.Reason
	}
	raw, err := c.call(ctx, m, http.MethodPost, "/v3/refund/domestic/refunds", body)
	if err != nil {
		return RefundState{}, err
	}
	return sameRefund(raw, in.OutRefundNo)
}

// QueryRefund asks what became of a refund. Error: a Refusal NoRefund when WeChat never heard of it.
func (c *Client) QueryRefund(ctx context.Context, m Merchant, outRefundNo string) (RefundState, error) {
	raw, err := c.call(ctx, m, http.MethodGet, "/v3/refund/domestic/refunds/"+url.PathEscape(outRefundNo), nil)
	if err != nil {
		return RefundState{}, err
	}
	return sameRefund(raw, outRefundNo)
}

func sameRefund(raw []byte, outRefundNo string) (RefundState, error) {
	r, err := readRefund(raw, false)
	if err == nil && r.OutRefundNo != outRefundNo {
		err = fmt.Errorf("%w: an answer about another refund", ErrUnknown)
	}
	return r, err
}

// unsigned accepts a file that WeChat does not sign; its hash was signed before.
func (c *Client) unsigned(sdk *core.Client) *core.Client {
	return core.NewClientWithValidator(sdk, &validators.NullValidator{})
}

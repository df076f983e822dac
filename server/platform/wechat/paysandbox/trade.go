package paysandbox

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/money"
)

var tradeNo = regexp.MustCompile(`^[0-9A-Za-z_\-|*]{6,32}$`)

func (s *Sandbox) prepay(a Account, _ *http.Request, body []byte) reply {
	var in struct {
		AppID       string `json:"appid"`
		MchID       string `json:"mchid"`
		Description string `json:"description"`
		OutTradeNo  string `json:"out_trade_no"`
		TimeExpire  string `json:"time_expire"`
		NotifyURL   string `json:"notify_url"`
		Amount      struct {
			Total    int64  `json:"total"`
			Currency string `json:"currency"`
		} `json:"amount"`
		Payer struct {
			OpenID string `json:"openid"`
		} `json:"payer"`
	}
	if json.Unmarshal(body, &in) != nil {
		return no(http.StatusBadRequest, "PARAM_ERROR", "body")
	}
	until, err := time.Parse(time.RFC3339, in.TimeExpire)
	switch {
	case in.MchID != a.MchID:
		return no(http.StatusBadRequest, "PARAM_ERROR", "mchid")
	case in.AppID != a.AppID:
		return no(http.StatusBadRequest, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配")
	case !tradeNo.MatchString(in.OutTradeNo):
		return no(http.StatusBadRequest, "PARAM_ERROR", "out_trade_no")
	case in.Description == "" || utf8.RuneCountInString(in.Description) > 127:
		return no(http.StatusBadRequest, "PARAM_ERROR", "description")
	case in.Amount.Total < 1 || in.Amount.Currency != "CNY":
		return no(http.StatusBadRequest, "PARAM_ERROR", "amount")
	case in.Payer.OpenID == "" || err != nil || !until.After(s.o.Now()):
		return no(http.StatusBadRequest, "PARAM_ERROR", "payer or time_expire")
	case in.NotifyURL == "" || strings.Contains(in.NotifyURL, "?"):
		return no(http.StatusBadRequest, "PARAM_ERROR", "notify_url")
	}
	old := s.orders[a.MchID+"/"+in.OutTradeNo]
	if old != nil {
		switch {
		case old.Total != money.Fen(in.Amount.Total) || old.OpenID != in.Payer.OpenID:
			return no(http.StatusBadRequest, "INVALID_REQUEST", "商户订单号重复")
		case old.State == "SUCCESS":
			return no(http.StatusBadRequest, "ORDERPAID", "该订单已支付")
		case old.State == "CLOSED":
			return no(http.StatusBadRequest, "ORDER_CLOSED", "该订单已关闭")
		}
		return ok(map[string]string{"prepay_id": old.PrepayID})
	}
	o := &Order{MchID: a.MchID, AppID: a.AppID, OutTradeNo: in.OutTradeNo, Description: in.Description, Total: money.Fen(in.Amount.Total), OpenID: in.Payer.OpenID,
		PrepayID: "wx" + rand.Text() + digits(8), NotifyURL: in.NotifyURL, Expires: until.UTC(), State: "NOTPAY"}
	s.orders[a.MchID+"/"+in.OutTradeNo] = o
	return ok(map[string]string{"prepay_id": o.PrepayID})
}

// trade is the order in WeChat's words.
func (s *Sandbox) trade(o *Order) map[string]any {
	total := o.Total
	if s.scenario.WrongAmount > 0 {
		total = s.scenario.WrongAmount
	}
	state := o.State
	if o.refunded > 0 {
		state = "REFUND"
	}
	out := map[string]any{
		"appid": o.AppID, "mchid": o.MchID, "out_trade_no": o.OutTradeNo, "trade_state": state, "trade_state_desc": state, "trade_type": "JSAPI", "attach": "",
		"amount": map[string]any{"total": int64(total), "payer_total": int64(total), "currency": "CNY", "payer_currency": "CNY"}, "payer": map[string]string{"openid": o.OpenID},
	}
	if o.TransactionID != "" {
		out["transaction_id"], out["bank_type"] = o.TransactionID, "OTHERS"
		out["success_time"] = o.PaidAt.In(clock.Shanghai()).Format(time.RFC3339)
	}
	return out
}

func (s *Sandbox) query(a Account, r *http.Request, _ []byte) reply {
	o := s.orders[a.MchID+"/"+r.PathValue("no")]
	if o == nil || r.URL.Query().Get("mchid") != a.MchID {
		return no(http.StatusNotFound, "ORDER_NOT_EXIST", "订单不存在")
	}
	return ok(s.trade(o))
}

func (s *Sandbox) close(a Account, r *http.Request, _ []byte) reply {
	o := s.orders[a.MchID+"/"+r.PathValue("no")]
	switch {
	case o == nil:
		return no(http.StatusNotFound, "ORDER_NOT_EXIST", "订单不存在")
	case o.State == "SUCCESS":
		return no(http.StatusBadRequest, "ORDERPAID", "该订单已支付")
	case o.late:
		o.late = false
		s.paid(o)
		s.announce(o)
	default:
		o.State = "CLOSED"
	}
	return reply{status: http.StatusNoContent}
}

const (
	maxParts  = 50
	partPause = time.Minute
)

func (s *Sandbox) refund(a Account, _ *http.Request, body []byte) reply {
	var in struct {
		TransactionID string `json:"transaction_id"`
		OutRefundNo   string `json:"out_refund_no"`
		NotifyURL     string `json:"notify_url"`
		Amount        struct {
			Refund   int64  `json:"refund"`
			Total    int64  `json:"total"`
			Currency string `json:"currency"`
		} `json:"amount"`
	}
	if json.Unmarshal(body, &in) != nil || in.OutRefundNo == "" || len(in.OutRefundNo) > 64 || in.Amount.Refund < 1 || in.Amount.Currency != "CNY" {
		return no(http.StatusBadRequest, "PARAM_ERROR", "refund")
	}
	amount, now := money.Fen(in.Amount.Refund), s.o.Now()
	key := a.MchID + "/" + in.OutRefundNo
	if old := s.refunds[key]; old != nil {
		if old.Amount != amount || old.TransactionID != in.TransactionID {
			return no(http.StatusBadRequest, "PARAM_ERROR", "同一退款单号的参数不一致")
		}
		return ok(s.refundView(old))
	}
	var o *Order
	for _, each := range s.orders {
		if each.MchID == a.MchID && each.TransactionID == in.TransactionID && in.TransactionID != "" {
			o = each
		}
	}
	switch {
	case o == nil:
		return no(http.StatusNotFound, "RESOURCE_NOT_EXISTS", "订单不存在")
	case money.Fen(in.Amount.Total) != o.Total:
		return no(http.StatusBadRequest, "PARAM_ERROR", "订单金额不一致")
	case o.refunded+amount > o.Total:
		return no(http.StatusBadRequest, "INVALID_REQUEST", "退款金额大于支付金额")
	case o.parts >= maxParts:
		return no(http.StatusBadRequest, "INVALID_REQUEST", "部分退款次数超过 50 次")
	case now.After(o.PaidAt.AddDate(1, 0, 0)):
		return no(http.StatusForbidden, "NO_AUTH", "订单已经超过可退款的最大期限")
	case o.parts > 0 && now.Sub(o.lastPart) < partPause:
		return no(http.StatusTooManyRequests, "FREQUENCY_LIMITED", "同一笔订单的退款间隔不足 1 分钟")
	}
	f := &refund{OutRefundNo: in.OutRefundNo, RefundID: "50000" + digits(23), TransactionID: o.TransactionID, order: o, Amount: amount, State: "PROCESSING", AskedAt: now,
		notifyURL: in.NotifyURL, ends: s.scenario.RefundEnds, endsAt: now.Add(s.scenario.RefundDelay)}
	if f.ends == "" {
		f.ends = "SUCCESS"
	}
	o.refunded, o.parts, o.lastPart = o.refunded+amount, o.parts+1, now
	s.refunds[key] = f
	out := s.refundView(f) // the answer is that it was accepted
	s.finish(f)
	return ok(out)
}

// finish ends a refund whose time has come, and tells.
func (s *Sandbox) finish(f *refund) {
	if f.State != "PROCESSING" || s.o.Now().Before(f.endsAt) {
		return
	}
	f.State, f.DoneAt = f.ends, s.o.Now()
	if f.State == "CLOSED" {
		f.order.refunded -= f.Amount
	}
	if !f.told && f.notifyURL != "" {
		f.told = true
		s.announceRefund(f)
	}
}

func (s *Sandbox) refundView(f *refund) map[string]any {
	out := map[string]any{
		"refund_id": f.RefundID, "out_refund_no": f.OutRefundNo, "transaction_id": f.TransactionID, "out_trade_no": f.order.OutTradeNo,
		"status": f.State, "user_received_account": "支付用户零钱", "channel": "ORIGINAL", "create_time": f.AskedAt.In(clock.Shanghai()).Format(time.RFC3339),
		"amount": map[string]any{"total": int64(f.order.Total), "refund": int64(f.Amount), "payer_total": int64(f.order.Total), "payer_refund": int64(f.Amount), "currency": "CNY"},
	}
	if f.State == "SUCCESS" {
		out["success_time"] = f.DoneAt.In(clock.Shanghai()).Format(time.RFC3339)
	}
	return out
}

func (s *Sandbox) queryRefund(a Account, r *http.Request, _ []byte) reply {
	f := s.refunds[a.MchID+"/"+r.PathValue("no")]
	if f == nil {
		return no(http.StatusNotFound, "RESOURCE_NOT_EXISTS", "退款单不存在")
	}
	s.finish(f)
	return ok(s.refundView(f))
}

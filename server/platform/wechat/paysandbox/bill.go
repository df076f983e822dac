package paysandbox

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // WeChat names the hash of its bills
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/money"
	"zhijian/server/platform/wechat/pay"
)

// AddRow puts a line into the bill of its day that nothing here caused.
func (s *Sandbox) AddRow(r pay.Row) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.extra = append(s.extra, r)
}

// Hide leaves a payment or refund out of the bills.
func (s *Sandbox) Hide(number string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hidden[number] = true
}

// Rows are what the bill of a day says so far: every payment and every refund
// of it, also before the bill is made.
func (s *Sandbox) Rows(mchID, day string) []pay.Row {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rows(mchID, day)
}

// row is a paid order's line of the bill.
func (o *Order) row() pay.Row {
	return pay.Row{At: o.PaidAt, AppID: o.AppID, MchID: o.MchID, TransactionID: o.TransactionID, OutTradeNo: o.OutTradeNo, State: "SUCCESS", Currency: "CNY",
		Settled: o.Total, Total: o.Total, Fee: int64(o.Total) * 6}
}

func (s *Sandbox) rows(mchID, day string) []pay.Row {
	var out []pay.Row
	for _, o := range s.orders {
		if o.MchID == mchID && o.State == "SUCCESS" && clock.Date(o.PaidAt) == day && !s.hidden[o.OutTradeNo] {
			out = append(out, o.row())
		}
	}
	for _, f := range s.refunds {
		if f.order.MchID == mchID && f.State != "CLOSED" && clock.Date(f.AskedAt) == day && !s.hidden[f.OutRefundNo] {
			out = append(out, pay.Row{At: f.AskedAt, AppID: f.order.AppID, MchID: mchID, TransactionID: f.TransactionID, OutTradeNo: f.order.OutTradeNo, State: "REFUND", Currency: "CNY",
				RefundID: f.RefundID, OutRefundNo: f.OutRefundNo, Refund: f.Amount, Asked: f.Amount, RefundState: f.State, Fee: -int64(f.Amount) * 6})
		}
	}
	for _, r := range s.extra {
		if r.MchID == mchID && clock.Date(r.At) == day {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b pay.Row) int {
		if c := b.At.Compare(a.At); c != 0 {
			return c
		}
		return strings.Compare(a.OutTradeNo+a.OutRefundNo, b.OutTradeNo+b.OutRefundNo)
	})
	return out
}

const titles = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"

// TradeBill writes a bill as WeChat does, summary included.
func TradeBill(rows []pay.Row) []byte {
	var b bytes.Buffer
	b.WriteString("\uFEFF" + titles + "\r\n")
	var sum pay.Totals
	for _, r := range rows {
		f := []string{r.At.In(clock.Shanghai()).Format(time.DateTime), r.AppID, r.MchID, "0", "", r.TransactionID, r.OutTradeNo, "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", "JSAPI", r.State, "OTHERS", r.Currency,
			r.Settled.Plain(), "0.00", or(r.RefundID, "0"), or(r.OutRefundNo, "0"), r.Refund.Plain(), "0.00", kindOf(r), r.RefundState, "物业费,停车费", "", fee(r.Fee), "0.60%", r.Total.Plain(), r.Asked.Plain(), ""}
		b.WriteString("`" + strings.Join(f, ",`") + "\r\n")
		sum.Count++
		sum.Settled, sum.Total, sum.Refund, sum.Asked, sum.Fee = sum.Settled+r.Settled, sum.Total+r.Total, sum.Refund+r.Refund, sum.Asked+r.Asked, sum.Fee+r.Fee
	}
	b.WriteString("总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n")
	b.WriteString("`" + strings.Join([]string{strconv.Itoa(sum.Count), sum.Settled.Plain(), sum.Refund.Plain(), "0.00", fee(sum.Fee), sum.Total.Plain(), sum.Asked.Plain()}, ",`") + "\r\n")
	return b.Bytes()
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func kindOf(r pay.Row) string {
	if r.State == "REFUND" {
		return "ORIGINAL"
	}
	return ""
}

func fee(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%05d", sign, n/100000, n%100000)
}

// ready is whether a day's bills are made.
func (s *Sandbox) ready(day string) bool {
	from := s.scenario.BillFrom
	if from == 0 {
		from = 10 * time.Hour
	}
	d, err := time.ParseInLocation(time.DateOnly, day, clock.Shanghai())
	now := s.o.Now()
	return err == nil && !now.Before(d.AddDate(0, 0, 1).Add(from)) && now.Before(d.AddDate(0, 3, 1))
}

func (s *Sandbox) tradeBill(a Account, r *http.Request, _ []byte) reply {
	day := r.URL.Query().Get("bill_date")
	if !s.ready(day) {
		return no(http.StatusBadRequest, "NO_STATEMENT_EXIST", "账单文件不存在")
	}
	return s.offer(TradeBill(s.rows(a.MchID, day)))
}

func (s *Sandbox) fundBill(a Account, r *http.Request, _ []byte) reply {
	day := r.URL.Query().Get("bill_date")
	if !s.ready(day) {
		return no(http.StatusBadRequest, "NO_STATEMENT_EXIST", "账单文件不存在")
	}
	return s.offer(FundBill(s.rows(a.MchID, day)))
}

// FundBill writes what the payments and refunds did to the account.
func FundBill(rows []pay.Row) []byte {
	var b bytes.Buffer
	b.WriteString("记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号\r\n")
	var in, out money.Fen
	ins, outs := 0, 0
	for i, r := range rows {
		id, name, way, fen := r.TransactionID, "交易", "收入", r.Settled
		if r.State == "REFUND" {
			id, name, way, fen = r.RefundID, "退款", "支出", r.Refund
			out, outs = out+fen, outs+1
		} else {
			in, ins = in+fen, ins+1
		}
		b.WriteString("`" + strings.Join([]string{r.At.In(clock.Shanghai()).Format(time.DateTime), id, strconv.Itoa(i + 1), name, name, way, fen.Plain(), (in - out).Plain(), "system", "", or(r.OutRefundNo, r.OutTradeNo)}, ",`") + "\r\n")
	}
	b.WriteString("资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\r\n")
	b.WriteString("`" + strings.Join([]string{strconv.Itoa(ins + outs), strconv.Itoa(ins), in.Plain(), strconv.Itoa(outs), out.Plain()}, ",`") + "\r\n")
	return b.Bytes()
}

func (s *Sandbox) offer(plain []byte) reply {
	sum := sha1.Sum(plain) //nolint:gosec // see the import
	if s.scenario.BadBill {
		sum[0]++
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(plain) // into memory
	_ = z.Close()
	token := rand.Text()
	s.downloads[token] = packed.Bytes()
	return ok(map[string]string{"hash_type": "SHA1", "hash_value": hex.EncodeToString(sum[:]), "download_url": "https://api.mch.weixin.qq.com/v3/billdownload/file?token=" + token})
}

func (s *Sandbox) download(_ Account, r *http.Request, _ []byte) reply {
	raw, found := s.downloads[r.URL.Query().Get("token")]
	if !found {
		return no(http.StatusBadRequest, "INVALID_REQUEST", "token")
	}
	delete(s.downloads, r.URL.Query().Get("token"))
	return reply{status: http.StatusOK, raw: raw}
}

package payment

import (
	"context"
	"fmt"
	"time"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/wechat/pay"
)

const compareBatch = 1000

// comparing walks through a bill in batches. Its memory grows with the
// numbers of the day alone.
type comparing struct {
	s       *Service
	run     Run
	keys    pay.Merchant
	trades  map[string]bool // transactions of the bill
	refunds map[string]bool // refund numbers of the bill
	pays    []pay.Row
	backs   []pay.Row
	found   []Difference
}

func (c *comparing) row(ctx context.Context, r pay.Row) error {
	if r.MchID != c.keys.MchID {
		return fmt.Errorf("%w: a line of merchant %q", pay.ErrBill, r.MchID)
	}
	if r.State == "REFUND" || r.State == "REVOKED" && r.OutRefundNo != "" && r.OutRefundNo != "0" {
		c.refunds[r.OutRefundNo] = true
		c.backs = append(c.backs, r)
	} else {
		c.trades[r.TransactionID] = true
		c.pays = append(c.pays, r)
	}
	if len(c.pays)+len(c.backs) >= compareBatch {
		return c.flush(ctx)
	}
	return nil
}

func (c *comparing) flush(ctx context.Context) error {
	if err := c.comparePays(ctx); err != nil {
		return err
	}
	c.pays = c.pays[:0]
	if err := c.compareBacks(ctx); err != nil {
		return err
	}
	c.backs = c.backs[:0]
	return nil
}

// short is what comparing reads of an order.
type short struct {
	ID     ids.ID
	Number string
	State  State
	Total  money.Fen
}

func (c *comparing) comparePays(ctx context.Context) error {
	if len(c.pays) == 0 {
		return nil
	}
	numbers, transactions := make([]string, len(c.pays)), make([]string, len(c.pays))
	for i, r := range c.pays {
		numbers[i], transactions[i] = r.OutTradeNo, r.TransactionID
	}
	orders, err := c.s.store.shortOrders(ctx, c.run.MerchantID, numbers)
	if err != nil {
		return err
	}
	arrived, err := c.s.store.arrivalsBy(ctx, transactions)
	if err != nil {
		return err
	}
	for _, r := range c.pays {
		o, known := orders[r.OutTradeNo]
		a, here := arrived[r.TransactionID]
		if d, differs := c.comparePay(r, o, known, a, here); differs {
			c.found = append(c.found, d)
		}
	}
	return c.compareBook(ctx, arrived)
}

func (c *comparing) comparePay(r pay.Row, o short, known bool, a arrival, here bool) (Difference, bool) {
	var kind, said string
	switch {
	case !known:
		kind, said = localMissing, "微信账单里有这笔收款，系统里没有对应的支付单"
	case here && a.OrderID != o.ID:
		kind, said = localMissing, "这个微信订单号记在了另一张支付单上"
	case r.State == "REVOKED" && here:
		kind, said = wrongStatus, "微信已撤销，系统记为已收款"
	case r.State == "REVOKED":
		return Difference{}, false
	case r.Total != o.Total:
		kind, said = wrongAmount, fmt.Sprintf("微信 %s，系统 %s", r.Total, o.Total)
	case !here:
		kind, said = wrongStatus, "微信已收款，系统是“"+o.State.Label()+"”"
	case a.AmountFen != r.Total:
		kind, said = wrongAmount, fmt.Sprintf("微信 %s，系统入账 %s", r.Total, a.AmountFen)
	case r.Currency != "CNY":
		kind, said = wrongAmount, "币种不是人民币"
	default:
		return Difference{}, false
	}
	d := c.difference(kind, r.TransactionID, said)
	d.OrderID, d.TransactionID, d.ChannelFen, d.ChannelState = o.ID, r.TransactionID, r.Total, r.State
	d.LocalState = string(o.State)
	if d.LocalFen = o.Total; here {
		d.LocalFen = a.AmountFen
	}
	return d, true
}

// compareBook checks that the ledger has what has arrived.
func (c *comparing) compareBook(ctx context.Context, arrived map[string]arrival) error {
	refs := map[string][]string{}
	for _, a := range arrived {
		kind, ref := bookedAs(a)
		refs[kind] = append(refs[kind], ref)
	}
	posted := map[string]map[string]money.Fen{}
	for kind, all := range refs {
		var err error
		if posted[kind], err = c.s.Book.Posted(ctx, kind, all, "wechat_receivable"); err != nil {
			return err
		}
	}
	for t, a := range arrived {
		kind, ref := bookedAs(a)
		if have := posted[kind][ref]; have != a.AmountFen {
			d := c.difference(wrongAmount, "book:"+t, fmt.Sprintf("已收款 %s，账簿记了 %s", a.AmountFen, have))
			d.OrderID, d.TransactionID, d.LocalFen, d.ChannelFen, d.LocalState = a.OrderID, t, have, a.AmountFen, "book"
			c.found = append(c.found, d)
		}
	}
	return nil
}

func bookedAs(a arrival) (kind, ref string) {
	if a.Used == "again" {
		return "payment_again", a.TransactionID
	}
	return "payment", a.OrderID.String()
}

func (c *comparing) compareBacks(ctx context.Context) error {
	if len(c.backs) == 0 {
		return nil
	}
	numbers := make([]string, len(c.backs))
	for i, r := range c.backs {
		numbers[i] = r.OutRefundNo
	}
	refunds, err := c.s.store.refundsBy(ctx, c.run.MerchantID, numbers)
	if err != nil {
		return err
	}
	for _, b := range c.backs {
		r, known := refunds[b.OutRefundNo]
		if said := compareBack(b, r, known); said != "" {
			d := c.difference(wrongRefund, b.OutRefundNo, said)
			d.OrderID, d.RefundID, d.TransactionID, d.LocalFen, d.ChannelFen = r.OrderID, r.ID, b.TransactionID, r.AmountFen, b.Asked
			d.LocalState, d.ChannelState = string(r.State), b.RefundState
			c.found = append(c.found, d)
		}
	}
	return nil
}

// compareBack says what is wrong with a refund line; "" when nothing is.
func compareBack(b pay.Row, r Refund, known bool) string {
	switch {
	case !known:
		return "微信账单里有这笔退款，系统里没有"
	case b.Asked != r.AmountFen || b.Refund != r.AmountFen:
		return fmt.Sprintf("微信退款 %s，系统 %s", b.Asked, r.AmountFen)
	case b.TransactionID != r.TransactionID:
		return "退款对应的微信订单号不一致"
	case b.RefundState == "SUCCESS" && r.State != Refunded:
		return "微信已退款，系统是“" + r.State.Label() + "”"
	case (b.RefundState == "FAIL" || b.RefundState == "CHANGE" || b.RefundState == "ABNORMAL" || b.RefundState == "CLOSED") && r.State == Refunded && r.Voucher == nil:
		return "微信退款未成功，系统记为已退款"
	}
	return ""
}

// ours looks for what we have and the bill has not.
func (c *comparing) ours(ctx context.Context) error {
	from, to, err := c.run.days()
	if err != nil {
		return err
	}
	for at, last := from, ""; ; {
		batch, err := c.s.store.arrivalsOn(ctx, c.run.MerchantID, at, to, last, compareBatch)
		if err != nil {
			return err
		}
		for _, a := range batch {
			if c.trades[a.TransactionID] {
				continue
			}
			d := c.difference(channelMissing, a.TransactionID, "系统记为已收款，微信账单里没有")
			d.OrderID, d.TransactionID, d.LocalFen, d.LocalState = a.OrderID, a.TransactionID, a.AmountFen, string(Success)
			c.found = append(c.found, d)
		}
		if len(batch) < compareBatch {
			break
		}
		at, last = batch[len(batch)-1].PaidAt, batch[len(batch)-1].TransactionID
	}
	return c.ourRefunds(ctx, from, to)
}

func (c *comparing) ourRefunds(ctx context.Context, from, to time.Time) error {
	sent, err := c.s.store.refundsSent(ctx, c.run.MerchantID, from, to)
	if err != nil {
		return err
	}
	for _, r := range sent {
		if c.refunds[r.Number] || r.State == Ended {
			continue
		}
		if near := r.SentAt.Sub(from) < edge || to.Sub(*r.SentAt) < edge; near {
			if _, err := c.s.Channel.QueryRefund(ctx, c.keys, r.Number); err == nil {
				continue // WeChat has it: it stands in the next day's bill
			}
		}
		d := c.difference(wrongRefund, r.Number, "系统有这笔退款，微信账单里没有")
		d.OrderID, d.RefundID, d.TransactionID, d.LocalFen, d.LocalState = r.OrderID, r.ID, r.TransactionID, r.AmountFen, string(r.State)
		c.found = append(c.found, d)
	}
	return nil
}

// Package payment is 缴费、退款、对账: money in by WeChat Pay, at the desk or out
// of a house's prepaid balance; money back by the way it came; and the proof
// that our book and the channel's agree.
//
// A payment order:
//
//	created 待支付 ─announce─► prepay_ok 待支付 ─start─► paying 支付中 ─settle─► success 已支付
//	    │                        │                        │   ▲
//	    │                        │     doubt              │   │ settle: also from created, prepay_ok,
//	    └────────────────────────┴──────► unknown 确认中 ──┴───┘ unknown, and closed (late money)
//	    └──close─────────────────┴──────────┴─────────────────► closed 已关闭
//
// A refund:
//
//	requested 待审批 ─approve─► approved 已同意 ─send─► processing 退款中 ─done─► success 已退款
//	    └─refuse─► refused 未同意   │                     │   └─fail─► abnormal 退款异常 ─by_hand─► success
//	                               │ done (desk, prepaid) └─end─► closed 已关闭
//	                               └─► success
//
// A difference of reconciliation: open 待处理 → auto 自动处理 | manual 已处理 | escalated 已上报 → manual.
//
// Rules that everything rests on:
//
//   - Nobody but the server computes an amount, and only Bills says what is due.
//   - A notice is believed by the key of the merchant that the order belongs to,
//     never of the one in the address. What the payer's phone says is no proof:
//     the result page asks us and we ask WeChat.
//   - Money that came is booked, whatever the order's state: late, twice or for
//     bills paid meanwhile. The part that nobody owes goes back or is kept as
//     prepaid, as the payer chose. One row of payment_arrivals a transaction.
//   - Settling is one short transaction under the order's row lock; the channel
//     hears 2xx only after it committed.
//   - No call to the channel happens inside a transaction. Whether it happened
//     is learned by asking again under the same number.
//   - Refunds reserve their amount by a conditional update before anything else:
//     their sum is never above what was paid.
//
// Who may: a resident pays for houses with the right pay, anybody with a 代缴
// code pays its one bill and learns no name, and both see their own payments.
// payment.collect takes cash and transfers; above 5,000 yuan another person with
// payment.approve confirms. A refund of up to 200 yuan needs one other person
// with payment.refund, up to 5,000 one with payment.approve, above two of them;
// never who asked. payment.reconcile works the desk of differences,
// payment.merchant keeps the accounts and keys.
//
// Contract with billing (see Bills): Settle posts the journal "payment" of the
// order: the money's account against what was owed, the rest to overpaid.
// Refunded posts "refund": income against refund_payable. This package posts
// what remains: "refund_paid" (refund_payable against the money's account),
// "overpaid_refund", "overpaid_credit" (overpaid against prepaid),
// "payment_again" (a second transaction of one order, to overpaid), "prepaid_topup".
package payment

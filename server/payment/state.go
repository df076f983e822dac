package payment

import (
	"slices"

	"zhijian/server/platform/money"
)

// State is where a payment order stands.
type State string

// The states of a payment order.
const (
	Created  State = "created"
	PrepayOK State = "prepay_ok"
	Paying   State = "paying"
	Success  State = "success"
	Closed   State = "closed"
	Unknown  State = "unknown"
)

// Label is the state as people read it.
func (s State) Label() string {
	switch s {
	case Created, PrepayOK:
		return "待支付"
	case Paying:
		return "支付中"
	case Success:
		return "已支付"
	case Closed:
		return "已关闭"
	case Unknown:
		return "确认中"
	}
	return string(s)
}

// Open is true while money for the order is still expected.
func (s State) Open() bool { return s != Success && s != Closed }

// Act is what happens to an order or a refund.
type Act string

// The acts on a payment order and, below, on a refund.
const (
	Start    Act = "start" // the order is made; not a move
	Announce Act = "announce"
	Begin    Act = "begin"
	Doubt    Act = "doubt"
	Settle   Act = "settle"
	Close    Act = "close"
	Freeze   Act = "freeze" // not a move

	Ask     Act = "ask" // the refund is made; not a move
	Approve Act = "approve"
	Refuse  Act = "refuse"
	Send    Act = "send"
	Done    Act = "done"
	Fail    Act = "fail"
	End     Act = "end"
	ByHand  Act = "by_hand"
)

// moves is the only place that knows where an order may go.
var moves = map[Act]struct {
	from []State
	to   State
}{
	Announce: {[]State{Created}, PrepayOK},
	Begin:    {[]State{PrepayOK}, Paying},
	Doubt:    {[]State{Created, PrepayOK, Paying}, Unknown},
	Settle:   {[]State{Created, PrepayOK, Paying, Unknown, Closed}, Success},
	Close:    {[]State{Created, PrepayOK, Paying, Unknown}, Closed},
}

// move answers where the act leads. Error: ErrChanged.
func move(act Act, from State) (State, error) {
	m, ok := moves[act]
	if !ok || !slices.Contains(m.from, from) {
		return from, changed(from.Label(), string(from))
	}
	return m.to, nil
}

// RefundState is where a refund stands.
type RefundState string

// The states of a refund.
const (
	Requested  RefundState = "requested"
	Approved   RefundState = "approved"
	Refused    RefundState = "refused"
	Processing RefundState = "processing"
	Refunded   RefundState = "success"
	Abnormal   RefundState = "abnormal"
	Ended      RefundState = "closed"
)

// Label is the state as people read it.
func (s RefundState) Label() string {
	switch s {
	case Requested:
		return "待审批"
	case Approved:
		return "已同意"
	case Refused:
		return "未同意"
	case Processing:
		return "退款中"
	case Refunded:
		return "已退款"
	case Abnormal:
		return "退款异常"
	case Ended:
		return "已关闭"
	}
	return string(s)
}

var refundMoves = map[Act]struct {
	from []RefundState
	to   RefundState
}{
	Approve: {[]RefundState{Requested}, Approved},
	Refuse:  {[]RefundState{Requested}, Refused},
	Send:    {[]RefundState{Approved}, Processing},
	Done:    {[]RefundState{Approved, Processing, Abnormal}, Refunded},
	Fail:    {[]RefundState{Processing}, Abnormal},
	End:     {[]RefundState{Processing, Abnormal}, Ended},
	ByHand:  {[]RefundState{Abnormal}, Refunded},
}

func moveRefund(act Act, from RefundState) (RefundState, error) {
	m, ok := refundMoves[act]
	if !ok || !slices.Contains(m.from, from) {
		return from, changed(from.Label(), string(from))
	}
	return m.to, nil
}

// The steps of the approval ladder.
const (
	smallRefund = money.Fen(20_000)
	largeRefund = money.Fen(500_000)
	fourEyes    = money.Fen(500_000) // above it a second person confirms cash and transfers
)

// ladder says how many people must agree to a refund, and with which right.
func ladder(amount money.Fen) (people int64, permission string) {
	switch {
	case amount <= smallRefund:
		return 1, "payment.refund"
	case amount <= largeRefund:
		return 1, "payment.approve"
	}
	return 2, "payment.approve"
}

package payment

import (
	"testing"
	"time"

	"zhijian/server/platform/money"
)

// TestOrderMoves executes every act from every state.
func TestOrderMoves(t *testing.T) {
	t.Parallel()
	allowed := map[Act]map[State]State{
		Announce: {Created: PrepayOK},
		Begin:    {PrepayOK: Paying},
		Doubt:    {Created: Unknown, PrepayOK: Unknown, Paying: Unknown},
		Settle:   {Created: Success, PrepayOK: Success, Paying: Success, Unknown: Success, Closed: Success},
		Close:    {Created: Closed, PrepayOK: Closed, Paying: Closed, Unknown: Closed},
	}
	for _, act := range []Act{Start, Announce, Begin, Doubt, Settle, Close, Freeze, Approve, "magic"} {
		for _, from := range []State{Created, PrepayOK, Paying, Success, Closed, Unknown, "odd"} {
			to, err := move(act, from)
			want, ok := allowed[act][from]
			if ok != (err == nil) || (ok && to != want) || (!ok && (to != from || !isChanged(err))) {
				t.Errorf("%s from %s: %s %v", act, from, to, err)
			}
		}
	}
}

func TestRefundMoves(t *testing.T) {
	t.Parallel()
	allowed := map[Act]map[RefundState]RefundState{
		Approve: {Requested: Approved},
		Refuse:  {Requested: Refused},
		Send:    {Approved: Processing},
		Done:    {Approved: Refunded, Processing: Refunded, Abnormal: Refunded},
		Fail:    {Processing: Abnormal},
		End:     {Processing: Ended, Abnormal: Ended},
		ByHand:  {Abnormal: Refunded},
	}
	for _, act := range []Act{Ask, Approve, Refuse, Send, Done, Fail, End, ByHand, Settle} {
		for _, from := range []RefundState{Requested, Approved, Refused, Processing, Refunded, Abnormal, Ended, "odd"} {
			to, err := moveRefund(act, from)
			want, ok := allowed[act][from]
			if ok != (err == nil) || (ok && to != want) || (!ok && (to != from || !isChanged(err))) {
				t.Errorf("%s from %s: %s %v", act, from, to, err)
			}
		}
	}
}

func TestLadder(t *testing.T) {
	t.Parallel()
	for amount, want := range map[money.Fen]struct {
		people     int64
		permission string
	}{1: {1, "payment.refund"}, 20_000: {1, "payment.refund"}, 20_001: {1, "payment.approve"}, 500_000: {1, "payment.approve"}, 500_001: {2, "payment.approve"}} {
		if n, p := ladder(amount); n != want.people || p != want.permission {
			t.Errorf("%s: %d %s", amount, n, p)
		}
	}
}

// TestEveryWordIsChinese: no state shows its code.
func TestEveryWordIsChinese(t *testing.T) {
	t.Parallel()
	for _, s := range []State{Created, PrepayOK, Paying, Success, Closed, Unknown} {
		if s.Label() == string(s) {
			t.Error(s)
		}
	}
	for _, s := range []RefundState{Requested, Approved, Refused, Processing, Refunded, Abnormal, Ended} {
		if s.Label() == string(s) {
			t.Error(s)
		}
	}
	for _, a := range []Act{Start, Announce, Begin, Doubt, Settle, Close, Freeze, Ask, Approve, Refuse, Send, Done, Fail, End, ByHand} {
		if actLabel(a, "") == string(a) {
			t.Error(a)
		}
	}
	for _, k := range []string{channelMissing, localMissing, wrongAmount, wrongStatus, wrongRefund} {
		if kindLabel(k) == k {
			t.Error(k)
		}
	}
}

func TestTheLadderOfQuestions(t *testing.T) {
	t.Parallel()
	at, want := time.Duration(0), []time.Duration{5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 3 * time.Minute}
	for i, w := range want {
		if at += wait(int64(i)); at != w {
			t.Errorf("question %d after %s", i, at)
		}
	}
}

package notify

import (
	"errors"
	"testing"
	"time"

	"zhijian/server/platform/ids"
)

// Every act on every state, by who has it and by another.
func TestEveryStepOfACall(t *testing.T) {
	t.Parallel()
	now := noon
	const mine, other = ids.ID(1), ids.ID(2)
	all := []CallState{CallWaiting, CallClaimed, CallDone, CallUnreachable, CallNeedless}
	want := map[CallAct]map[CallState]CallState{
		ActClaim:    {CallWaiting: CallClaimed, CallClaimed: CallClaimed},
		ActDone:     {CallClaimed: CallDone},
		ActNoAnswer: {CallClaimed: CallWaiting},
		ActGiveBack: {CallClaimed: CallWaiting},
		ActNeedless: {CallWaiting: CallNeedless, CallClaimed: CallNeedless},
	}
	for act, to := range want {
		for _, from := range all {
			c := call{State: from, StaffID: mine, ClaimedAt: &now, DueAt: now, Version: 3}
			if from == CallWaiting {
				c.StaffID, c.ClaimedAt = 0, nil
			}
			next, err := c.step(act, mine, "x", now)
			if to[from] == "" {
				if !errors.Is(err, ErrCallStep) {
					t.Errorf("%s of %s: %v", act, from, err)
				}
				continue
			}
			if err != nil || next.State != to[from] || next.Version != 4 || next.Note != "x" {
				t.Errorf("%s of %s: %+v %v", act, from, next, err)
			}
			if from == CallClaimed {
				if _, err := c.step(act, other, "", now); !errors.Is(err, ErrNotYours) {
					t.Errorf("%s of a colleague's: %v", act, err)
				}
			}
		}
	}
}

func TestThreeTimesNoAnswerEndsIt(t *testing.T) {
	t.Parallel()
	now := noon
	c := call{State: CallWaiting, DueAt: now}
	for i, wait := range []time.Duration{30 * time.Minute, time.Hour, 0} {
		var err error
		if c, err = c.step(ActClaim, 1, "", now); err != nil {
			t.Fatal(err)
		}
		if c, err = c.step(ActNoAnswer, 1, "", now); err != nil || c.Attempts != int64(i+1) {
			t.Fatalf("%+v %v", c, err)
		}
		if wait == 0 {
			break
		}
		if c.State != CallWaiting || !c.DueAt.Equal(now.Add(wait)) {
			t.Fatalf("attempt %d: %+v", i+1, c)
		}
		if _, err := c.step(ActClaim, 1, "", now); !errors.Is(err, ErrTooEarly) {
			t.Fatalf("claimed before its time: %v", err)
		}
		now = c.DueAt
	}
	if c.State != CallUnreachable {
		t.Fatalf("%+v", c)
	}
}

func TestAForgottenClaimMayBeTakenOver(t *testing.T) {
	t.Parallel()
	then := noon
	c := call{State: CallClaimed, StaffID: 1, ClaimedAt: &then}
	if _, err := c.step(ActClaim, 2, "", then.Add(claimFor-time.Second)); !errors.Is(err, ErrNotYours) {
		t.Fatal(err)
	}
	next, err := c.step(ActClaim, 2, "", then.Add(claimFor))
	if err != nil || next.StaffID != 2 {
		t.Fatalf("%+v %v", next, err)
	}
	if _, err := c.step(ActDone, 2, "", then.Add(claimFor)); !errors.Is(err, ErrNotYours) {
		t.Fatal("done by who did not claim it")
	}
}

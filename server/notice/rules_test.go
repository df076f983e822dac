package notice

import (
	"errors"
	"strings"
	"testing"
	"time"

	"zhijian/server/event"
	"zhijian/server/platform/errs"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/testkit"
)

func TestEveryMoveAndEveryRefusal(t *testing.T) {
	t.Parallel()
	all := []State{Draft, Checking, Review, Blocked, Published, Withdrawn, Ended, Discarded}
	want := map[Act]map[State]State{
		ActEdit: {Draft: Draft, Blocked: Draft}, ActPublish: {Draft: Checking}, ActPassed: {Checking: Published}, ActDoubted: {Checking: Review}, ActRisky: {Checking: Blocked},
		ActApprove: {Review: Published}, ActRefuse: {Review: Blocked}, ActWithdraw: {Published: Withdrawn}, ActEnd: {Published: Ended},
		ActDiscard: {Draft: Discarded, Blocked: Discarded, Review: Discarded},
	}
	if len(want) != len(moves) {
		t.Fatal("an act without a test")
	}
	for act, to := range want {
		for _, from := range all {
			got, ok := from.next(act)
			if next, allowed := to[from]; ok != allowed || ok && got != next {
				t.Errorf("%s of %s: %s %v", act, from, got, ok)
			}
		}
	}
	for _, s := range all {
		if s.Label() == "" {
			t.Errorf("%s has no label", s)
		}
	}
}

func TestWhatANoticeMayHold(t *testing.T) {
	t.Parallel()
	now := testkit.Start
	at := func(d time.Duration) *time.Time { x := now.Add(d); return &x }
	good := Text{Kind: KindNotice, Title: "明日停水", Body: "因检修停水三小时。"}
	with := func(f func(*Text)) Text { x := good; f(&x); return x }
	for name, x := range map[string]struct {
		t     Text
		field string
	}{
		"good":              {good, ""},
		"title of one":      {with(func(x *Text) { x.Title = "停" }), "body.title"},
		"title of spaces":   {with(func(x *Text) { x.Title = "   " }), "body.title"},
		"title of 41":       {with(func(x *Text) { x.Title = strings.Repeat("长", 41) }), "body.title"},
		"body of four":      {with(func(x *Text) { x.Body = "停水了。" }), "body.body"},
		"body of 2001":      {with(func(x *Text) { x.Body = strings.Repeat("长", 2001) }), "body.body"},
		"body of 2000":      {with(func(x *Text) { x.Body = strings.Repeat("长", 2000) }), ""},
		"unknown kind":      {with(func(x *Text) { x.Kind = "advert" }), "body.kind"},
		"seven photos":      {with(func(x *Text) { x.Photos = make([]ids.ID, 7) }), "body.photoFileIds"},
		"until now":         {with(func(x *Text) { x.ShownUntil = at(0) }), "body.shownUntil"},
		"until half a year": {with(func(x *Text) { x.ShownUntil = at(180 * 24 * time.Hour) }), ""},
		"and a second more": {with(func(x *Text) { x.ShownUntil = at(180*24*time.Hour + time.Second) }), "body.shownUntil"},
	} {
		var n Notice
		err := n.fill(x.t, now)
		if x.field == "" && err != nil || x.field != "" && (!errors.Is(err, ErrInput) || fields(err) != x.field) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var n Notice
	if err := n.fill(with(func(x *Text) { x.Body = "  第一段。 \r\n\r\n\r\n\r\n 第二段。\n\n" }), now); err != nil || n.Body != "第一段。\n\n第二段。" || n.ShownUntil != now.Add(usual) {
		t.Errorf("%q %v", n.Body, err)
	}
}

// fields are the names of what was refused.
func fields(err error) string {
	e, _ := errs.From(err)
	var out []string
	for _, f := range e.Fields {
		out = append(out, f.Field)
	}
	return strings.Join(out, " ")
}

func TestAnAudienceInWords(t *testing.T) {
	t.Parallel()
	var places []event.Place
	for i, label := range []string{"", "1栋", "2栋1单元", "7栋2单元1102", "8栋"} {
		if i > 0 {
			places = append(places, event.Place{Label: label})
		}
		want := []string{"全小区", "1栋", "1栋、2栋1单元", "1栋、2栋1单元、7栋2单元1102", "1栋、2栋1单元、7栋2单元1102等 4 处"}[i]
		if got := words(places); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestAnUrgentNoticeNeedsASecondPerson(t *testing.T) {
	t.Parallel()
	n := Notice{Urgent: true, MakerID: 1}
	if !errors.Is(n.mayPublish(1), ErrSecond) || n.mayPublish(2) != nil {
		t.Error("urgent")
	}
	n.Urgent = false
	if n.mayPublish(1) != nil {
		t.Error("not urgent")
	}
}

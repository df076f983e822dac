package notify

import (
	"testing"
	"time"

	"zhijian/server/platform/clock"
)

func TestQuietHoursEndWhenTheySay(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04", s, clock.Shanghai())
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	night := defaults()
	noon := Preferences{Quiet: true, QuietFrom: 12 * 60, QuietTo: 14*60 + 30}
	off := Preferences{QuietFrom: 21 * 60, QuietTo: 8 * 60}
	for _, x := range []struct {
		p         Preferences
		now, want string
	}{
		{night, "2026-03-02 20:59", "2026-03-02 20:59"}, {night, "2026-03-02 21:00", "2026-03-03 08:00"}, {night, "2026-03-02 23:59", "2026-03-03 08:00"},
		{night, "2026-03-03 00:00", "2026-03-03 08:00"}, {night, "2026-03-03 07:59", "2026-03-03 08:00"}, {night, "2026-03-03 08:00", "2026-03-03 08:00"},
		{night, "2026-02-28 22:00", "2026-03-01 08:00"},
		{noon, "2026-03-02 11:59", "2026-03-02 11:59"}, {noon, "2026-03-02 12:00", "2026-03-02 14:30"}, {noon, "2026-03-02 14:30", "2026-03-02 14:30"}, {noon, "2026-03-02 23:00", "2026-03-02 23:00"},
		{off, "2026-03-02 23:00", "2026-03-02 23:00"},
	} {
		if got := x.p.From(at(x.now)); !got.Equal(at(x.want)) {
			t.Errorf("%02d–%02d at %s: %s, want %s", x.p.QuietFrom/60, x.p.QuietTo/60, x.now, got.In(clock.Shanghai()), x.want)
		}
	}
}

func TestQuietHoursMustEnd(t *testing.T) {
	t.Parallel()
	for _, p := range []Preferences{{QuietFrom: 60, QuietTo: 60}, {QuietFrom: -1, QuietTo: 60}, {QuietFrom: 0, QuietTo: day}} {
		if p.check() == nil {
			t.Errorf("%+v", p)
		}
	}
	if err := defaults().check(); err != nil {
		t.Error(err)
	}
}

func TestOnlyWhatDiffersIsKept(t *testing.T) {
	t.Parallel()
	p := defaults()
	if !p.Wants("repair", channelWeChat) || p.Wants("repair", channelSMS) {
		t.Fatal("the defaults")
	}
	p.choose("repair", channelSMS, true)
	p.choose("notice", channelWeChat, false)
	p.choose("bill", channelWeChat, true)
	if s := p.pack(); s != "notice.wechat=0;repair.sms=1" {
		t.Fatal(s)
	}
	q := Preferences{choices: unpack(p.pack())}
	if !q.Wants("repair", channelSMS) || q.Wants("notice", channelWeChat) || !q.Wants("bill", channelWeChat) {
		t.Fatalf("%+v", q)
	}
	p.choose("repair", channelSMS, false)
	p.choose("notice", channelWeChat, true)
	if s := p.pack(); s != "" || len(unpack("")) != 0 {
		t.Fatal(s)
	}
}

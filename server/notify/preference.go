package notify

import (
	"maps"
	"slices"
	"strings"
	"time"

	"zhijian/server/platform/clock"
)

// The channels. In the inbox everything is kept, whatever a person prefers.
const (
	channelInbox  = "inbox"
	channelWeChat = "wechat"
	channelSMS    = "sms"
	channelCall   = "call"
)

// Preferences are how one person wants to be told. What was not chosen is the
// default: WeChat while there is leave, text messages for urgent things alone,
// no calls, quiet from 21:00 to 08:00.
type Preferences struct {
	CallMe    bool
	Quiet     bool
	QuietFrom int // minutes of the day in Shanghai
	QuietTo   int
	choices   map[string]bool // kind.channel
}

const day = 24 * 60

func defaults() Preferences {
	return Preferences{Quiet: true, QuietFrom: 21 * 60, QuietTo: 8 * 60, choices: map[string]bool{}}
}

// Wants reports whether the person wants things of that kind on the channel
// when they are not urgent. Urgent ones cannot be switched off.
func (p Preferences) Wants(kind, channel string) bool {
	if x, chosen := p.choices[kind+"."+channel]; chosen {
		return x
	}
	return channel == channelWeChat
}

// choose notes a choice; what equals the default is not kept.
func (p Preferences) choose(kind, channel string, on bool) {
	if on == (channel == channelWeChat) {
		delete(p.choices, kind+"."+channel)
		return
	}
	p.choices[kind+"."+channel] = on
}

// From is when the person may be disturbed: now, or the end of the quiet hours.
func (p Preferences) From(now time.Time) time.Time {
	local := now.In(clock.Shanghai())
	m := local.Hour()*60 + local.Minute()
	if !p.Quiet || !p.quietAt(m) {
		return now
	}
	start := clock.StartOfDay(now)
	if m >= p.QuietTo { // it ends after midnight
		start = start.Add(24 * time.Hour)
	}
	return start.Add(time.Duration(p.QuietTo) * time.Minute)
}

func (p Preferences) quietAt(m int) bool {
	if p.QuietFrom < p.QuietTo {
		return m >= p.QuietFrom && m < p.QuietTo
	}
	return m >= p.QuietFrom || m < p.QuietTo
}

// check refuses quiet hours that never end. Error: ErrQuiet.
func (p Preferences) check() error {
	if p.QuietFrom == p.QuietTo || p.QuietFrom < 0 || p.QuietTo < 0 || p.QuietFrom >= day || p.QuietTo >= day {
		return ErrQuiet
	}
	return nil
}

func (p Preferences) pack() string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(p.choices)) {
		on := "0"
		if p.choices[key] {
			on = "1"
		}
		out = append(out, key+"="+on)
	}
	return strings.Join(out, ";")
}

func unpack(s string) map[string]bool {
	out := map[string]bool{}
	for one := range strings.SplitSeq(s, ";") {
		if key, on, ok := strings.Cut(one, "="); ok {
			out[key] = on == "1"
		}
	}
	return out
}

package notify

import (
	"strings"
	"time"

	"zhijian/server/platform/clock"
)

// The sizes of the columns, and of WeChat's fields, in characters.
const (
	maxTitle, maxBody, maxLink         = 60, 500, 200
	maxThing, maxPhrase, maxCharString = 20, 5, 32
)

// fill puts the parameters into a pattern and leaves out [parts] of which a
// parameter is empty.
func fill(pattern string, params map[string]string) string {
	var out strings.Builder
	for pattern != "" {
		before, rest, found := strings.Cut(pattern, "[")
		s, _ := replace(before, params)
		out.WriteString(s)
		if !found {
			break
		}
		optional, after, _ := strings.Cut(rest, "]")
		if s, complete := replace(optional, params); complete {
			out.WriteString(s)
		}
		pattern = after
	}
	return out.String()
}

// replace puts in the parameters; complete is false when one was empty.
func replace(s string, params map[string]string) (out string, complete bool) {
	var b strings.Builder
	complete = true
	for {
		before, rest, found := strings.Cut(s, "{")
		b.WriteString(before)
		if !found {
			return b.String(), complete
		}
		name, after, _ := strings.Cut(rest, "}")
		v := param(params, name)
		complete = complete && v != ""
		b.WriteString(v)
		s = after
	}
}

// param is a given value without the full stop that the pattern brings, or the
// fallback.
func param(params map[string]string, name string) string {
	if v := strings.TrimRight(strings.TrimSpace(params[name]), "。.！!；;，, "); v != "" {
		return v
	}
	return fallbacks[name]
}

// fields fills WeChat's template; WeChat refuses values that are too long,
// empty or of another form.
func (t template) fields(params map[string]string, now time.Time) map[string]string {
	at := now.In(clock.Shanghai()).Format("2006-01-02 15:04")
	number := cut(param(params, "number"), maxCharString)
	if number == "" {
		number = "-"
	}
	tip := param(params, "reason")
	if tip == "" {
		tip = t.tip
	}
	thing := func(s string) string { return cut(s, maxThing) }
	switch t.wechat {
	case wxRepairProgress:
		return map[string]string{"thing1": thing(param(params, "category")), "character_string2": number, "phrase3": cut(t.phrase, maxPhrase), "time4": at, "thing5": thing(t.tip)}
	case wxRepairFinished:
		return map[string]string{"thing1": thing(param(params, "category")), "character_string2": number, "time3": at, "thing4": thing(t.tip)}
	case wxBindingResult:
		return map[string]string{"thing1": thing(param(params, "house")), "phrase2": cut(t.phrase, maxPhrase), "time3": at, "thing4": thing(tip)}
	}
	return nil
}

// link keeps only a path of our own.
func link(s string) string {
	if !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || len(s) > maxLink {
		return ""
	}
	return s
}

func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

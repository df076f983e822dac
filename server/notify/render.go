package notify

import (
	"regexp"
	"strings"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/money"
)

// The sizes of the columns, in characters.
const maxTitle, maxBody, maxLink = 60, 500, 200

// words puts the values into a pattern and leaves out [parts] of which a value
// is empty.
func (v values) words(pattern string) string {
	var out strings.Builder
	for pattern != "" {
		before, rest, found := strings.Cut(pattern, "[")
		s, _ := v.replace(before)
		out.WriteString(s)
		if !found {
			break
		}
		optional, after, _ := strings.Cut(rest, "]")
		if s, complete := v.replace(optional); complete {
			out.WriteString(s)
		}
		pattern = after
	}
	return strings.ReplaceAll(out.String(), "…。", "…")
}

// replace puts in the values; complete is false when one was empty.
func (v values) replace(s string) (out string, complete bool) {
	var b strings.Builder
	complete = true
	for {
		before, rest, found := strings.Cut(s, "{")
		b.WriteString(before)
		if !found {
			return b.String(), complete
		}
		name, after, _ := strings.Cut(rest, "}")
		x := v.of(name)
		complete = complete && x != ""
		b.WriteString(x)
		s = after
	}
}

// of is the first of the names a|b that has a value.
func (v values) of(name string) string {
	for one := range strings.SplitSeq(name, "|") {
		if x := v[one]; x != "" {
			return x
		}
	}
	return ""
}

// values are what a text is filled with: safe to show to people.
type values map[string]string

// The parameters that every text knows beside its chapter's own.
var own = map[string]param{
	"phrase":  {label: "状态", sample: "已派单"},
	"tip":     {label: "提示", sample: "请留意来电"},
	"now":     {label: "发送时间", sample: "2026-03-02 10:00", form: formName},
	"count":   {label: "条数", sample: "3", fallback: "1"},
	"overdue": {label: "已逾期（仅在到期日之后出现）", sample: "已逾期"},
}

// sampleTime is when previews play.
var sampleTime = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

// values makes what a sender gave fit to be shown: money keeps both decimals,
// a code that is not a word for people is left out, the full stop that a
// pattern brings is not doubled, and "overdue" is said of nothing that is not.
func (c chapter) values(t template, given map[string]string, now time.Time) values {
	out := values{"phrase": t.phrase, "tip": t.tip, "now": now.In(clock.Shanghai()).Format("2006-01-02 15:04"), "count": given["count"]}
	if out["count"] == "" {
		out["count"] = own["count"].fallback
	}
	for name, p := range c.params {
		out[name] = p.show(given[name])
	}
	if due, err := time.Parse(time.DateOnly, given["due"]); err == nil && due.Format(time.DateOnly) < clock.Date(now) {
		out["overdue"] = own["overdue"].sample
	}
	return out
}

// show is a given value as people read it, or the fallback.
func (p param) show(given string) string {
	s := strings.TrimRight(strings.TrimSpace(given), "。.！!；;，, ")
	switch p.form {
	case formMoney:
		fen, err := money.Parse(strings.NewReplacer("¥", "", "￥", "", ",", "", "元", "").Replace(s))
		if err != nil {
			return p.fallback
		}
		return fen.String()
	case formDate:
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			return p.fallback
		}
		return d.Format("2006年1月2日")
	case formText:
		if code.MatchString(s) {
			return p.fallback
		}
	}
	if s == "" {
		return p.fallback
	}
	return s
}

// code is what programs say to each other: to_rate, NO_ANSWER, other.
var code = regexp.MustCompile(`^([a-z]{2,}|[A-Z]{3,}|[a-zA-Z0-9]+(_[a-zA-Z0-9]+)+)$`)

// fields fills WeChat's template; WeChat refuses values that are too long,
// empty or of another form.
func (c chapter) fields(t template, v values) map[string]string {
	if len(c.wechat[t.wechat]) == 0 {
		return nil
	}
	out := map[string]string{}
	for _, f := range c.wechat[t.wechat] {
		out[f.name] = wxValue(f.name, v.words(f.pattern))
	}
	return out
}

// wxLimits are WeChat's lengths by the kind of a field, in characters.
var wxLimits = map[string]int{
	"thing": 20, "phrase": 5, "character_string": 32, "number": 32, "letter": 32, "symbol": 5, "name": 10,
	"amount": 14, "phone_number": 17, "car_number": 8, "time": 20, "date": 20, "const": 20,
}

// wxKind is the kind of a field: thing of thing1.
func wxKind(field string) string { return strings.TrimRight(field, "0123456789") }

func wxValue(field, s string) string {
	if s == "" {
		s = "-"
	}
	if wxKind(field) == "amount" {
		s = strings.ReplaceAll(s, ",", "")
	}
	return cut(s, wxLimits[wxKind(field)])
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

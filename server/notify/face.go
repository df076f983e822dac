package notify

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The faces of a template: what each kind of reader or channel gets.
const (
	faceInbox  = "inbox"  // residents: title and body
	faceStaff  = "staff"  // staff: title and body
	faceSMS    = "sms"    // body
	faceVoice  = "voice"  // body, read aloud
	faceWeChat = "wechat" // body: the tip line of WeChat's message
)

// face is one of them with its bounds.
type face struct {
	code, label string
	titled      bool
	most        int // characters of the body when it is filled with samples
}

var faces = []face{
	{faceInbox, "住户消息", true, 300}, {faceStaff, "员工消息", true, 300}, {faceSMS, "短信", false, 140},
	{faceVoice, "电话播报", false, 200}, {faceWeChat, "微信提示语", false, 20},
}

func faceOf(code string) (face, bool) {
	i := slices.IndexFunc(faces, func(f face) bool { return f.code == code })
	if i < 0 {
		return face{}, false
	}
	return faces[i], true
}

// has reports whether the template has something to say on that face.
func (t template) has(code string) bool {
	switch code {
	case faceInbox:
		return t.resident.body != ""
	case faceStaff:
		return t.staff.body != ""
	case faceWeChat:
		return t.wechat != ""
	}
	return t.resident.body != ""
}

// face is what the template says there, by default or by a company's override.
func (t template) face(code string) text {
	switch code {
	case faceInbox:
		return t.resident
	case faceStaff:
		return t.staff
	case faceSMS:
		return text{body: first(t.sms, t.resident.body)}
	case faceVoice:
		return text{body: first(t.voice, t.resident.body)}
	case faceWeChat:
		return text{body: t.tip}
	}
	return text{}
}

// with is the template in a company's own words.
func (t template) with(own []override) template {
	for _, o := range own {
		switch o.Face {
		case faceInbox:
			t.resident = text{o.Title, o.Body}
		case faceStaff:
			t.staff = text{o.Title, o.Body}
		case faceSMS:
			t.sms = o.Body
		case faceVoice:
			t.voice = o.Body
		case faceWeChat:
			t.tip = o.Body
		}
	}
	return t
}

func first(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

var (
	placeholder = regexp.MustCompile(`\{([^{}]*)\}`)
	brackets    = regexp.MustCompile(`\[[^\[\]]*\]`)
)

// checkWords refuses words that could not be filled or would not fit. Errors:
// ErrWords with the reason.
func (c chapter) checkWords(t template, f face, x text) error {
	if !t.has(f.code) {
		return ErrWords.Detail("这条消息不使用“%s”", f.label)
	}
	if f.titled && strings.TrimSpace(x.title) == "" || strings.TrimSpace(x.body) == "" {
		return ErrWords.Detail("标题和正文都要填写")
	}
	all := x.title + x.body
	for _, m := range placeholder.FindAllStringSubmatch(all, -1) {
		if _, mine := c.params[m[1]]; !mine && own[m[1]].label == "" {
			return ErrWords.Detail("这条消息没有占位符 {%s}，请从下方列表中选择", m[1])
		}
	}
	bare := brackets.ReplaceAllString(placeholder.ReplaceAllString(all, ""), "")
	if strings.ContainsAny(bare, "{}[]") {
		return ErrWords.Detail("括号没有成对，请检查 { } 和 [ ]")
	}
	if strings.Contains(strings.ReplaceAll(all, "{overdue}", ""), "逾期") {
		return ErrWords.Detail("请用 {overdue} 代替“逾期”二字，系统只在真正过了到期日时才显示它")
	}
	v := c.values(t, c.samples(), sampleTime)
	if n := utf8.RuneCountInString(v.words(x.body)); n > f.most {
		return ErrWords.Detail("填好后有 %d 个字，“%s”最多 %d 个字", n, f.label, f.most)
	}
	if n := utf8.RuneCountInString(v.words(x.title)); n > 20 {
		return ErrWords.Detail("标题填好后有 %d 个字，最多 20 个字", n)
	}
	return nil
}

// samples fill each parameter for a preview.
func (c chapter) samples() map[string]string {
	out := map[string]string{}
	for name, p := range c.params {
		out[name] = p.sample
	}
	return out
}

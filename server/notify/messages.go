package notify

// text is what one kind of reader gets. In title and body {name} stands for a
// parameter; a part in [brackets] is left out when one of its parameters is
// empty. {a|b} is a, or b when a is empty.
type text struct{ title, body string }

// template is one thing that people are told.
type template struct {
	resident text
	staff    text
	wechat   string // WeChat template name; "" = no WeChat message
	phrase   string // {phrase}: the status in WeChat's message, at most 5 characters
	tip      string // {tip}: the last line of WeChat's message, at most 20 characters
	merged   text   // what is said of several in one message ({count}); see event.Notify.Merge
	sms      string // text message; "" = the resident's body
	voice    string // what a clerk reads aloud on the telephone; "" = the resident's body
}

// form is what the value of a parameter looks like.
type form int

const (
	formText  form = iota // words for people; a bare code never passes
	formName              // of a person or a place
	formMoney             // yuan, however written: shown as ¥1,234.50
	formDate              // a business date, 2006-01-02
	formCode              // a number of ours: BX20260302-0001
)

// param is one thing a text may mention.
type param struct {
	label    string // for the person who edits the texts
	sample   string // for the preview
	fallback string // when the sender gave none
	form     form
}

// wxField is a field of one of WeChat's templates and the pattern of its value.
type wxField struct{ name, pattern string }

// chapter is what one capability tells people. A capability adds a file
// messages_<capability>.go with its own and a line in chapters.
type chapter struct {
	kind      string               // of the inbox rows: see kinds
	templates map[string]template  // by event.Notify.Template
	wechat    map[string][]wxField // by WeChat template name; settings map the names to WeChat's ids
	moments   map[string][]string  // WeChat templates to ask leave for, by moment
	params    map[string]param
}

// chapters are everything that is ever said, in the order of the editor.
var chapters = []chapter{repairWords, bindingWords, noticeWords, billingWords, paymentWords, rosterWords, stockWords}

// kinds are what a person may switch on and off, and what an inbox row shows.
var kinds = []struct{ kind, label string }{
	{"repair", "报修进度"}, {"binding", "房屋认证"}, {"bill", "账单缴费"}, {"notice", "小区公告"},
}

// generic is for a template that nobody wrote yet.
var generic = template{
	resident: text{"您有一条新消息", "您有一条新消息，请打开查看。"},
	staff:    text{"您有一条新消息", "您有一条新消息，请打开查看。"}}

// lookup finds a template with its chapter; the generic one when nobody wrote it.
func lookup(name string) (template, chapter, bool) {
	for _, c := range chapters {
		if t, ok := c.templates[name]; ok {
			return t, c, true
		}
	}
	return generic, chapter{kind: "notice"}, false
}

// moment is the WeChat templates to ask leave for; false when nobody knows it.
func moment(name string) ([]string, bool) {
	for _, c := range chapters {
		if names, ok := c.moments[name]; ok {
			return names, true
		}
	}
	return nil, false
}

// callable reports whether it is worth a telephone call to somebody who asked
// to be called.
func (t template) callable() bool { return t.voice != "" }

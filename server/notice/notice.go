package notice

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"zhijian/server/event"
	"zhijian/server/platform/ids"
)

// State is where a notice stands.
type State string

// The states; doc.go has the diagram.
const (
	Draft     State = "draft"
	Checking  State = "checking"
	Review    State = "review"
	Blocked   State = "blocked"
	Published State = "published"
	Withdrawn State = "withdrawn"
	Ended     State = "ended"
	Discarded State = "discarded"
)

// Label is what people read.
func (s State) Label() string {
	return map[State]string{Draft: "草稿", Checking: "内容检查中", Review: "待人工复核", Blocked: "未通过", Published: "已发布", Withdrawn: "已撤回", Ended: "已结束", Discarded: "已删除"}[s]
}

// Act is what happens to a notice.
type Act string

// The acts. Passed, doubted and risky are WeChat's words, ended is the clock's.
const (
	ActEdit     Act = "edit"
	ActPublish  Act = "publish"
	ActPassed   Act = "passed"
	ActDoubted  Act = "doubted"
	ActRisky    Act = "risky"
	ActApprove  Act = "approve"
	ActRefuse   Act = "refuse"
	ActWithdraw Act = "withdraw"
	ActEnd      Act = "end"
	ActDiscard  Act = "discard"
)

type move struct{ from, to State }

// moves is the whole state machine.
var moves = map[Act][]move{
	ActEdit:     {{Draft, Draft}, {Blocked, Draft}},
	ActPublish:  {{Draft, Checking}},
	ActPassed:   {{Checking, Published}},
	ActDoubted:  {{Checking, Review}},
	ActRisky:    {{Checking, Blocked}},
	ActApprove:  {{Review, Published}},
	ActRefuse:   {{Review, Blocked}},
	ActWithdraw: {{Published, Withdrawn}},
	ActEnd:      {{Published, Ended}},
	ActDiscard:  {{Draft, Discarded}, {Blocked, Discarded}, {Review, Discarded}},
}

// next is the state after an act; false when the act is not for it.
func (s State) next(a Act) (State, bool) {
	for _, m := range moves[a] {
		if m.from == s {
			return m.to, true
		}
	}
	return s, false
}

// secondForUrgent: an urgent notice needs another publisher than its maker.
const secondForUrgent = true

// Kind is what a notice is about.
type Kind string

// The kinds.
const (
	KindNotice Kind = "notice"
	KindOutage Kind = "outage"
	KindEvent  Kind = "event"
)

// Label is what people read.
func (k Kind) Label() string {
	return map[Kind]string{KindNotice: "通知", KindOutage: "停水停电", KindEvent: "活动"}[k]
}

const (
	minTitle, maxTitle = 2, 40
	minBody, maxBody   = 5, 2000
	maxPhotos          = 6
	longest            = 180 * 24 * time.Hour
	usual              = 14 * 24 * time.Hour
)

// Notice is one notice.
type Notice struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	Kind        Kind
	Title       string
	Body        string
	Urgent      bool
	Targets     string // event.Audience as JSON
	Audience    string // in words
	State       State
	PhotoCount  int64
	Reason      string // why it was blocked or withdrawn
	MakerID     ids.ID
	MakerName   string
	PublisherID ids.ID
	Checks      int64 // how often WeChat was asked
	Version     int64
	ShownUntil  time.Time
	PublishedAt *time.Time
	CreatedAt   time.Time
	UpdatedAt   time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is for gorm.
func (Notice) TableName() string { return "notices" }

// For is whom it is for.
func (n Notice) For() event.Audience {
	a := event.Audience{CommunityID: n.CommunityID}
	_ = json.Unmarshal([]byte(n.Targets), &a) // our own writing
	return a
}

// Text is what a notice says and to whom.
type Text struct {
	Kind       Kind
	Title      string
	Body       string
	Urgent     bool
	Audience   event.Audience
	ShownUntil *time.Time
	Photos     []ids.ID
}

// fill puts the text into the notice. Error: ErrInput with the fields.
func (n *Notice) fill(t Text, now time.Time) error {
	t.Title, t.Body = strings.Join(strings.Fields(t.Title), " "), tidy(t.Body)
	bad := ErrInput
	if l := utf8.RuneCountInString(t.Title); l < minTitle || l > maxTitle {
		bad = bad.With("body.title", fmt.Sprintf("标题要有 %d 到 %d 个字", minTitle, maxTitle))
	}
	if l := utf8.RuneCountInString(t.Body); l < minBody || l > maxBody {
		bad = bad.With("body.body", fmt.Sprintf("正文要有 %d 到 %d 个字", minBody, maxBody))
	}
	if t.Kind.Label() == "" {
		bad = bad.With("body.kind", "请选择公告类型")
	}
	if len(t.Photos) > maxPhotos {
		bad = bad.With("body.photoFileIds", fmt.Sprintf("图片最多 %d 张", maxPhotos))
	}
	until := now.Add(usual)
	if t.ShownUntil != nil {
		until = *t.ShownUntil
	}
	if !until.After(now) || until.Sub(now) > longest {
		bad = bad.With("body.shownUntil", "展示截止时间要在今后 180 天之内")
	}
	if len(bad.Fields) > 0 {
		return bad
	}
	raw, err := json.Marshal(t.Audience)
	if err != nil {
		return err
	}
	n.Kind, n.Title, n.Body, n.Urgent, n.ShownUntil, n.UpdatedAt = t.Kind, t.Title, t.Body, t.Urgent, until, now
	n.Targets, n.PhotoCount = string(raw), int64(len(t.Photos))
	return nil
}

// tidy keeps paragraphs: no spaces at their ends, one empty line at most.
func tidy(s string) string {
	var out []string
	for line := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		line = strings.TrimSpace(line)
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// namedPlaces are how many places an audience names before it counts.
const namedPlaces = 3

// words is an audience as people read it: the first places, and how many in all.
func words(places []event.Place) string {
	if len(places) == 0 {
		return "全小区"
	}
	var parts []string
	for _, p := range places[:min(len(places), namedPlaces)] {
		parts = append(parts, p.Label)
	}
	out := strings.Join(parts, "、")
	if len(places) > namedPlaces {
		out += fmt.Sprintf("等 %d 处", len(places))
	}
	return out
}

// summary is the first words of the body, for a message or a card.
func (n Notice) summary(most int) string {
	r := []rune(strings.Join(strings.Fields(n.Body), " "))
	if len(r) <= most {
		return string(r)
	}
	return string(r[:most-1]) + "…"
}

// mayPublish refuses the maker of an urgent notice. Error: ErrSecond.
func (n Notice) mayPublish(who ids.ID) error {
	if secondForUrgent && n.Urgent && n.MakerID == who {
		return ErrSecond
	}
	return nil
}

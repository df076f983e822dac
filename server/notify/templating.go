package notify

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"zhijian/server/platform/audit"
	"zhijian/server/platform/auth"
)

// Words are what a template says on one face.
type Words struct {
	Face         string `json:"face" enum:"inbox,staff,sms,voice,wechat"`
	FaceLabel    string `json:"faceLabel"`
	Title        string `json:"title"`
	Body         string `json:"body"`
	DefaultTitle string `json:"defaultTitle"`
	DefaultBody  string `json:"defaultBody"`
	Changed      bool   `json:"changed" doc:"the company's own words"`
	Most         int    `json:"most" doc:"characters of the filled body"`
	Titled       bool   `json:"titled"`
}

// Placeholder is something that the words may mention.
type Placeholder struct {
	Name   string `json:"name"`
	Label  string `json:"label"`
	Sample string `json:"sample"`
}

// TemplateView is a template with all its faces.
type TemplateView struct {
	Template     string        `json:"template"`
	Kind         string        `json:"kind" enum:"repair,binding,bill,notice"`
	KindLabel    string        `json:"kindLabel"`
	Label        string        `json:"label"`
	WeChat       string        `json:"wechat" doc:"our name of WeChat's template; empty: not used"`
	Faces        []Words       `json:"faces" nullable:"false"`
	Placeholders []Placeholder `json:"placeholders" nullable:"false"`
}

// TemplateViews are all templates in the words of who's company.
func (s *Service) TemplateViews(ctx context.Context, who auth.Actor) ([]TemplateView, error) {
	mine, err := s.store.overrides(ctx, who.CompanyID, "")
	if err != nil {
		return nil, err
	}
	var out []TemplateView
	for _, c := range chapters {
		for _, name := range slices.Sorted(maps.Keys(c.templates)) {
			out = append(out, c.view(name, mine))
		}
	}
	return out, nil
}

func kindLabel(kind string) string {
	for _, k := range kinds {
		if k.kind == kind {
			return k.label
		}
	}
	return "消息"
}

func (c chapter) view(name string, mine []override) TemplateView {
	t := c.templates[name]
	v := TemplateView{Template: name, Kind: c.kind, KindLabel: kindLabel(c.kind), Label: first(t.resident.title, t.staff.title), WeChat: t.wechat, Faces: []Words{}, Placeholders: []Placeholder{}}
	for _, f := range faces {
		if !t.has(f.code) {
			continue
		}
		d := t.face(f.code)
		w := Words{Face: f.code, FaceLabel: f.label, Title: d.title, Body: d.body, DefaultTitle: d.title, DefaultBody: d.body, Most: f.most, Titled: f.titled}
		for _, o := range mine {
			if o.Template == name && o.Face == f.code {
				w.Title, w.Body, w.Changed = o.Title, o.Body, true
			}
		}
		v.Faces = append(v.Faces, w)
	}
	general := map[string]param{"now": own["now"]}
	if _, dated := c.params["due"]; dated {
		general["overdue"] = own["overdue"]
	}
	for _, from := range []map[string]param{c.params, general} {
		for _, p := range slices.Sorted(maps.Keys(from)) {
			v.Placeholders = append(v.Placeholders, Placeholder{p, from[p].label, from[p].show(from[p].sample)})
		}
	}
	return v
}

// Preview is how a face looks with samples.
type Preview struct {
	Title   string            `json:"title"`
	Body    string            `json:"body"`
	Length  int               `json:"length"`
	Most    int               `json:"most"`
	Pieces  int               `json:"pieces" doc:"text messages it takes: 70 characters, then 67 each"`
	WeChat  map[string]string `json:"wechat" doc:"the fields of WeChat's message"`
	Problem string            `json:"problem" doc:"why it cannot be saved; empty when it can"`
}

// PreviewWords fills words with samples and says whether they can be saved.
// Errors: ErrTemplate.
func (s *Service) PreviewWords(name, code, title, body string) (Preview, error) {
	t, c, f, err := find(name, code)
	if err != nil {
		return Preview{}, err
	}
	x := text{title, body}
	v := c.values(t, c.samples(), sampleTime)
	v["overdue"] = own["overdue"].sample
	p := Preview{Title: v.words(title), Body: v.words(body), Most: f.most, WeChat: map[string]string{}}
	p.Length = utf8.RuneCountInString(p.Body)
	if f.code == faceSMS {
		p.Pieces = pieces(p.Length)
	}
	if f.code == faceWeChat {
		v["tip"] = p.Body
		p.WeChat = c.fields(t, v)
	}
	if err := c.checkWords(t, f, x); err != nil {
		p.Problem = detailOf(err)
	}
	return p, nil
}

// pieces is how many text messages a text of n characters takes.
func pieces(n int) int {
	if n <= 70 {
		return min(n, 1)
	}
	return (n + 66) / 67
}

func find(name, code string) (template, chapter, face, error) {
	t, c, ok := lookup(name)
	f, known := faceOf(code)
	if !ok || !known {
		return t, c, f, ErrTemplate
	}
	return t, c, f, nil
}

// SaveWords gives a face of a template the company's own words. Errors:
// ErrTemplate, ErrWords.
func (s *Service) SaveWords(ctx context.Context, who auth.Actor, name, code, title, body string) (TemplateView, error) {
	t, c, f, err := find(name, code)
	if err != nil {
		return TemplateView{}, err
	}
	if !f.titled {
		title = ""
	}
	if err := c.checkWords(t, f, text{title, body}); err != nil {
		return TemplateView{}, err
	}
	return s.changeWords(ctx, who, name, "notify.words", f, func(ctx context.Context) error {
		return s.store.override(ctx, override{CompanyID: who.CompanyID, Template: name, Face: code, Title: title, Body: body, UpdatedBy: who.ID, UpdatedAt: s.Now()})
	})
}

// ResetWords goes back to the default words. Error: ErrTemplate.
func (s *Service) ResetWords(ctx context.Context, who auth.Actor, name, code string) (TemplateView, error) {
	_, _, f, err := find(name, code)
	if err != nil {
		return TemplateView{}, err
	}
	return s.changeWords(ctx, who, name, "notify.reset_words", f, func(ctx context.Context) error {
		return s.store.forgetOverride(ctx, who.CompanyID, name, code)
	})
}

func (s *Service) changeWords(ctx context.Context, who auth.Actor, name, action string, f face, change func(context.Context) error) (v TemplateView, err error) {
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := change(ctx); err != nil {
			return err
		}
		mine, err := s.store.overrides(ctx, who.CompanyID, name)
		if err != nil {
			return err
		}
		_, c, _ := lookup(name)
		v = c.view(name, mine)
		return s.Audit.Record(ctx, audit.Entry{Action: action, Object: "template:" + name, Detail: fmt.Sprintf("face %s, company %d", f.code, who.CompanyID)})
	})
	return v, err
}

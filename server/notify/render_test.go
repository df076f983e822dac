package notify

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// every calls f for each text of each template, for residents, staff and merged.
func every(f func(c chapter, key string, t template, words text)) {
	for _, c := range chapters {
		for key, t := range c.templates {
			for _, x := range []text{t.resident, t.staff, t.merged, {body: t.sms}, {body: t.voice}} {
				f(c, key, t, x)
			}
		}
	}
}

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

func TestTextsAreCompleteWithAllAndWithoutAnyParameter(t *testing.T) {
	t.Parallel()
	marks := regexp.MustCompile(`[{}\[\]|]|。。|，。|：。|（）|[a-z]{2,}_|[A-Z]{2,}_`)
	every(func(c chapter, key string, tpl template, x text) {
		for _, params := range []map[string]string{c.samples(), nil} {
			v := c.values(tpl, params, noon)
			for _, s := range []string{v.words(x.title), v.words(x.body)} {
				if marks.MatchString(s) {
					t.Errorf("%s: %q", key, s)
				}
			}
		}
		if tpl.resident.body == "" && tpl.staff.body == "" {
			t.Errorf("%s says nothing", key)
		}
		if utf8.RuneCountInString(c.values(tpl, c.samples(), noon).words(x.title)) > 20 {
			t.Errorf("%s: a title of one line has at most 20 characters: %s", key, x.title)
		}
	})
	v := values{"reason": "材料看不清"}
	if s := v.words("未通过。[原因：{reason}。]请重试。"); s != "未通过。原因：材料看不清。请重试。" {
		t.Error(s)
	}
	if s := (values{}).words("未通过。[原因：{reason}。]请重试。"); s != "未通过。请重试。" {
		t.Error(s)
	}
}

// A chapter that mentions what it does not declare would leave a hole.
func TestEveryParameterIsDeclared(t *testing.T) {
	t.Parallel()
	names := regexp.MustCompile(`\{([^}]*)\}`)
	check := func(c chapter, where, pattern string) {
		for _, m := range names.FindAllStringSubmatch(pattern, -1) {
			for one := range strings.SplitSeq(m[1], "|") {
				_, ours := own[one]
				if p, ok := c.params[one]; !ok && !ours || ok && (p.label == "" || p.sample == "") {
					t.Errorf("%s: {%s} is not declared with a label and a sample", where, one)
				}
			}
		}
		if strings.Contains(pattern, "逾期") {
			t.Errorf("%s: write {overdue}, which knows whether it is true", where)
		}
	}
	every(func(c chapter, key string, _ template, x text) { check(c, key, x.title+x.body) })
	for _, c := range chapters {
		for key, fields := range c.wechat {
			for _, f := range fields {
				check(c, key, f.pattern)
				if wxLimits[wxKind(f.name)] == 0 {
					t.Errorf("%s: WeChat has no field %s", key, f.name)
				}
			}
		}
		for at, names := range c.moments {
			if len(names) > maxPlan {
				t.Errorf("%s: WeChat asks for three at most", at)
			}
			for _, name := range names {
				if c.wechat[name] == nil {
					t.Errorf("%s: no template %s", at, name)
				}
			}
		}
		if !slices.ContainsFunc(kinds, func(k struct{ kind, label string }) bool { return k.kind == c.kind }) {
			t.Errorf("kind %s has no label", c.kind)
		}
	}
}

func TestNoTwoChaptersSayTheSame(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range chapters {
		for i, keys := range [][]string{slices.Collect(maps.Keys(c.templates)), slices.Collect(maps.Keys(c.wechat)), slices.Collect(maps.Keys(c.moments))} {
			for _, key := range keys {
				if what := fmt.Sprint(i, key); seen[what] {
					t.Errorf("%s is written twice", key)
				} else {
					seen[what] = true
				}
			}
		}
	}
}

func TestWhatASenderGivesIsMadeFitToBeShown(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		form        form
		given, want string
	}{
		{formMoney, "1234.50", "¥1,234.50"}, {formMoney, "¥1,234.50", "¥1,234.50"}, {formMoney, "12", "¥12.00"}, {formMoney, "0.10", "¥0.10"},
		{formMoney, "12.5", "¥12.50"}, {formMoney, "12.345", "—"}, {formMoney, "", "—"}, {formMoney, "NaN", "—"},
		{formDate, "2026-03-05", "2026年3月5日"}, {formDate, "03/05", "—"},
		{formText, "材料看不清。", "材料看不清"}, {formText, "no_answer", "—"}, {formText, "TO_RATE", "—"}, {formText, "other", "—"}, {formText, "  ", "—"},
		{formText, "WiFi 面板坏了", "WiFi 面板坏了"}, {formName, "tom", "tom"}, {formCode, "BX20260302-0001", "BX20260302-0001"},
	} {
		if got := (param{form: x.form, fallback: "—"}).show(x.given); got != x.want {
			t.Errorf("%d %q: %q, want %q", x.form, x.given, got, x.want)
		}
	}
}

func TestOverdueIsSaidOfNothingThatIsNot(t *testing.T) {
	t.Parallel()
	c := chapter{}
	for due, want := range map[string]string{"": "账单，", "2026-03-01": "账单，已逾期，", "2026-03-02": "账单，", "2026-03-03": "账单，", "soon": "账单，", "2026-13-40": "账单，"} {
		if got := c.values(template{}, map[string]string{"due": due, "overdue": "已逾期"}, noon).words("账单，[{overdue}，]"); got != want {
			t.Errorf("due %q: %s", due, got)
		}
	}
	if got := c.values(template{}, map[string]string{"due": "2026-03-02"}, noon.Add(12*time.Hour)).words("{overdue}"); got != "已逾期" {
		t.Error("the day changes at midnight in Shanghai")
	}
}

// WeChat refuses a whole message for one field of another form.
func TestWeChatFieldsHaveWeChatsForm(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 16, 30, 0, 0, time.UTC)
	for _, c := range chapters {
		long := map[string]string{}
		for name := range c.params {
			long[name] = strings.Repeat("很长", 100)
		}
		for key, tpl := range c.templates {
			for _, params := range []map[string]string{nil, c.samples(), long} {
				fields := c.fields(tpl, c.values(tpl, params, now))
				if (tpl.wechat == "") != (len(fields) == 0) {
					t.Errorf("%s: fields %v for %q", key, fields, tpl.wechat)
				}
				for name, v := range fields {
					if n := utf8.RuneCountInString(v); n == 0 || n > wxLimits[wxKind(name)] {
						t.Errorf("%s: %s has %d characters: %s", key, name, n, v)
					}
					if wxKind(name) == "time" && v != "2026-03-02 00:30" {
						t.Errorf("%s: %s is %s", key, name, v)
					}
					if wxKind(name) == "phrase" && !regexp.MustCompile(`^\p{Han}+$`).MatchString(v) {
						t.Errorf("%s: %s takes Chinese characters alone: %s", key, name, v)
					}
				}
			}
		}
	}
	if got := wxValue("amount3", "¥1,234.50"); got != "¥1234.50" {
		t.Error(got)
	}
}

func TestOnlyLinksIntoTheAppAreKept(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"/pages/repair?id=1": "/pages/repair?id=1", "": "", "https://evil.example": "", "//evil.example": "", "javascript:alert(1)": "",
		"/" + strings.Repeat("a", 300): "",
	} {
		if got := link(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

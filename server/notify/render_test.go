package notify

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestTextsAreCompleteWithAllAndWithoutAnyParameter(t *testing.T) {
	t.Parallel()
	all := map[string]string{"number": "BX20260302-0001", "category": "水管漏水", "place": "1栋1单元101", "worker": "张", "house": "1栋1单元101",
		"name": "李*", "reason": "材料看不清。", "time": "3月2日 10:00", "role": "家庭成员"}
	marks := regexp.MustCompile(`[{}\[\]]|。。|，。|：。|（）`)
	for key, tpl := range templates {
		for who, x := range map[string]text{"resident": tpl.resident, "staff": tpl.staff} {
			for _, params := range []map[string]string{all, nil} {
				for _, s := range []string{fill(x.title, params), fill(x.body, params)} {
					if marks.MatchString(s) {
						t.Errorf("%s for %s: %q", key, who, s)
					}
				}
			}
		}
		if tpl.resident.body == "" && tpl.staff.body == "" || tpl.kind == "" {
			t.Errorf("%s says nothing", key)
		}
	}
	if s := fill("未通过。[原因：{reason}。]请重试。", all); s != "未通过。原因：材料看不清。请重试。" {
		t.Error(s)
	}
	if s := fill("未通过。[原因：{reason}。]请重试。", nil); s != "未通过。请重试。" {
		t.Error(s)
	}
}

// WeChat refuses a whole message for one field of another form.
func TestWeChatFieldsHaveWeChatsForm(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("很长", 100)
	now := time.Date(2026, 3, 1, 16, 30, 0, 0, time.UTC)
	forms := []struct {
		prefix string
		max    int
	}{{"thing", 20}, {"phrase", 5}, {"character_string", 32}}
	for key, tpl := range templates {
		for _, params := range []map[string]string{nil, {"category": long, "house": long, "number": long, "reason": long}} {
			fields := tpl.fields(params, now)
			if (tpl.wechat == "") != (len(fields) == 0) {
				t.Errorf("%s: fields %v for %q", key, fields, tpl.wechat)
			}
			for name, v := range fields {
				if v == "" {
					t.Errorf("%s: %s is empty", key, name)
				}
				for _, f := range forms {
					if strings.HasPrefix(name, f.prefix) && utf8.RuneCountInString(v) > f.max {
						t.Errorf("%s: %s is too long: %s", key, name, v)
					}
				}
				if strings.HasPrefix(name, "time") && v != "2026-03-02 00:30" {
					t.Errorf("%s: %s is %s", key, name, v)
				}
			}
		}
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

package notify_test

import (
	"strings"
	"testing"

	"zhijian/server/platform/testkit"
)

func TestACompanySaysItInItsOwnWords(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	save := func(body string) testkit.Answer {
		return l.http.Call(t, clerk, "POST /admin/v1/notify/templates/save", body)
	}
	for body, want := range map[string]string{
		`{"template":"nope","face":"inbox","title":"x","body":"y"}`:                                                    "notify.template",
		`{"template":"repair_assigned","face":"inbox","title":"","body":"y"}`:                                          "标题和正文",
		`{"template":"repair_assigned","face":"inbox","title":"x","body":"金额{wages}"}`:                                 "{wages}",
		`{"template":"repair_assigned","face":"inbox","title":"x","body":"{number"}`:                                   "成对",
		`{"template":"repair_assigned","face":"inbox","title":"x","body":"[{number}"}`:                                 "成对",
		`{"template":"repair_assigned","face":"inbox","title":"x","body":"您已逾期"}`:                                      "逾期",
		`{"template":"repair_assigned","face":"sms","body":"` + strings.Repeat("长", 141) + `"}`:                        "141",
		`{"template":"repair_assigned","face":"wechat","body":"` + strings.Repeat("长", 21) + `"}`:                      "21",
		`{"template":"repair_submitted","face":"wechat","body":"短"}`:                                                   "不使用",
		`{"template":"repair_assigned","face":"inbox","title":"` + strings.Repeat("长", 21) + `","body":"{number}已安排"}`: "21",
	} {
		if a := save(body); a.Status < 400 || a.Status >= 500 || !strings.Contains(a.Body, want) {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	l.tell(assigned(ann, "0"))
	if a := save(`{"template":"repair_assigned","face":"inbox","title":"师傅在路上","body":"{worker}师傅来修{category}了[，{time}到]。"}`); a.Status != 200 || !strings.Contains(a.Body, `"changed":true`) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	l.tell(assigned(ann, "1"))
	if m := l.inbox(ann, "").Items[0]; m.Title != "师傅在路上" || m.Body != "张师傅来修水管漏水了。" {
		t.Fatalf("%+v", m)
	}
	if a := l.http.Call(t, foreign, "GET /admin/v1/notify/templates", ""); strings.Contains(a.Body, "师傅在路上") {
		t.Fatal("another company's words")
	}
	if a := l.http.Call(t, clerk2, "GET /admin/v1/notify/templates", ""); a.Status != 403 {
		t.Fatalf("without the permission: %d", a.Status)
	}
	a := l.http.Call(t, clerk, "POST /admin/v1/notify/templates/reset", `{"template":"repair_assigned","face":"inbox"}`)
	if a.Status != 200 || strings.Contains(a.Body, "师傅在路上") {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	l.tell(assigned(ann, "2"))
	if m := l.inbox(ann, "").Items[0]; m.Title != "已安排师傅" {
		t.Fatalf("%+v", m)
	}
}

func TestWordsForTextsAndWeChatArrive(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, body := range []string{`{"template":"repair_assigned","face":"sms","body":"{number}：{worker}师傅将上门"}`, `{"template":"repair_assigned","face":"wechat","body":"请保持电话畅通"}`} {
		if a := l.http.Call(t, clerk, "POST /admin/v1/notify/templates/save", body); a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	l.accept(ann, progress)
	l.tell(urgent(assigned(ann, "1")))
	if m, _ := l.sms.Last("13800000001"); m.Params["text"] != "BX1：张师傅将上门" {
		t.Fatalf("%+v", m)
	}
	if sent := l.wx.Sent(); len(sent) != 1 || sent[0].Data["thing5"] != "请保持电话畅通" {
		t.Fatalf("%+v", sent)
	}
}

func TestAPreviewShowsSamplesAndWhatIsWrong(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for body, want := range map[string][]string{
		`{"template":"repair_assigned","face":"sms","body":"` + strings.Repeat("字", 71) + `"}`: {`"pieces":2`, `"length":71`, `"problem":""`},
		`{"template":"repair_assigned","face":"sms","body":"{number}"}`:                        {`"body":"BX20260302-0001"`, `"pieces":1`},
		`{"template":"repair_assigned","face":"wechat","body":"请留意"}`:                          {`"thing5":"请留意"`, `"phrase3":"已派单"`},
		`{"template":"repair_assigned","face":"inbox","title":"x","body":"{nope}"}`:            {`{nope}，请从下方`},
		`{"template":"nope","face":"sms","body":"x"}`:                                          {"notify.template"},
	} {
		a := l.http.Call(t, clerk, "POST /admin/v1/notify/templates/preview", body)
		for _, w := range want {
			if !strings.Contains(a.Body, w) {
				t.Errorf("%s: no %s in %s", body, w, a.Body)
			}
		}
	}
}
